//! Whether a default can be a value of its column (`cookDefault` of heap.c).

use super::casts::assigns;
use super::failure::Outcome;
use super::query_scope::{Frame, Known, Trace};
use super::session::Session;
use crate::model::{BaseType, Column, Type, TypeKind};
use crate::statement::{Expression, ExpressionKind};
use std::cell::RefCell;

impl Session {
    /// The refusal of a default that is no value of the column's type, as far as the types of both
    /// can be told.
    pub fn check_default(&self, column: &Column, expression: &Expression) -> Outcome {
        let Some(found) = self.unfit_value(&column.data_type, expression)? else { return Ok(()) };
        let message = format!(
            "column \"{}\" is of type {} but default expression is of type {}",
            column.name,
            self.model.format_type(&column.data_type),
            self.model.format_type(&found)
        );
        Err(self
            .refused(expression.span, "42804", message)
            .with_made(column.history.as_ref(), "the column was made here")
            .with_help("rewrite or cast the expression"))
    }

    /// The type of an expression that is no value of a type, nor assigned to it; `None` where it
    /// may be one. A text that surely is none is refused.
    pub fn unfit_value(&self, data_type: &Type, expression: &Expression) -> Outcome<Option<Type>> {
        match &expression.kind {
            ExpressionKind::Null => return Ok(None),
            ExpressionKind::String(text) => {
                self.check_literal(data_type, text, expression)?;
                return Ok(None);
            }
            ExpressionKind::Cast { operand, target } => {
                if let ExpressionKind::String(text) = &operand.kind {
                    self.check_literal(&self.data_type(target)?, text, operand)?;
                }
            }
            _ => {}
        }
        let trace = RefCell::new(Trace::default());
        let known = Known { tables: Vec::new(), outer: None, trace: &trace };
        let (found, literal) = self.expression_type(expression, &Frame::empty(None, &known))?;
        let (from, to) =
            (self.model.without_domains(&found), self.model.without_domains(data_type));
        Ok((!literal && !assigns(&self.model, from, to)).then_some(found))
    }

    /// The refusal of a text that is no value of a type: what surely is none.
    fn check_literal(&self, data_type: &Type, text: &str, at: &Expression) -> Outcome {
        let data_type = self.model.without_domains(data_type);
        if data_type.array {
            if text.trim_start().starts_with(['{', '[']) {
                return Ok(());
            }
            let message = format!("malformed array literal: \"{text}\"");
            return Err(self
                .refused(at.span, "22P02", message)
                .with_help("array value must start with \"{\" or dimension information"));
        }
        let range = match &data_type.base {
            BaseType::Builtin(builtin) => builtin.name().ends_with("range").then(|| builtin.name()),
            BaseType::User(id) => match self.model.user_type(*id).map(|found| &found.kind) {
                Some(TypeKind::Range { .. }) => Some("range"),
                Some(TypeKind::Multirange { .. }) => Some("multirange"),
                _ => None,
            },
            _ => None,
        };
        if let Some(range) = range.filter(|range| !range.starts_with("any")) {
            let multi = range.ends_with("multirange");
            let trimmed = text.trim_start();
            let open: &[char] = if multi { &['{'] } else { &['[', '('] };
            if trimmed.starts_with(open) || !multi && trimmed.to_lowercase().starts_with("empty") {
                return Ok(());
            }
            let kind = if multi { "multirange" } else { "range" };
            let message = format!("malformed {kind} literal: \"{text}\"");
            return Err(self.refused(at.span, "22P02", message));
        }
        match &data_type.base {
            BaseType::Builtin(builtin) if !is_value_of(builtin.name(), text) => {
                let name = self.model.format_type(&Type::builtin(*builtin));
                let message = format!("invalid input syntax for type {name}: \"{text}\"");
                Err(self.refused(at.span, "22P02", message))
            }
            BaseType::User(id) => {
                let Some(user_type) = self.model.user_type(*id) else { return Ok(()) };
                let TypeKind::Enum { labels, .. } = &user_type.kind else { return Ok(()) };
                let unsettled = self.is_unsettled_object(user_type.schema, &user_type.name);
                if unsettled || labels.iter().any(|label| **label == *text) {
                    return Ok(());
                }
                let name = self.model.format_type(data_type);
                let message = format!("invalid input value for enum {name}: \"{text}\"");
                let failure = self
                    .refused(at.span, "22P02", message)
                    .with_made(user_type.history.as_ref(), "the type was made here");
                let labels = labels.iter().map(|label| &**label);
                Err(match pgwright_problem::nearest(text, labels) {
                    Some(near) => {
                        failure.with_help(format!("there is `{near}`")).with_data("nearest", near)
                    }
                    None => failure,
                })
            }
            _ => Ok(()),
        }
    }
}

/// Whether a text may be a value of one of PostgreSQL's own types.
fn is_value_of(data_type: &str, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let digit = || text.bytes().any(|byte| byte.is_ascii_digit());
    match data_type {
        "int2" | "int4" | "int8" => digit(),
        "float4" | "float8" | "numeric" => digit() || text == "nan" || text.contains("inf"),
        "bool" => ["true", "false", "yes", "no", "on", "off", "1", "0"]
            .iter()
            .any(|word| word.starts_with(&*text) && !matches!(&*text, "" | "o")),
        "uuid" => {
            let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
            let others = text.bytes().all(|it| it.is_ascii_hexdigit() || b"-{}".contains(&it));
            digits == 32 && others
        }
        "json" | "jsonb" => text.starts_with(|start: char| {
            matches!(start, '{' | '[' | '"' | '-' | 't' | 'f' | 'n') || start.is_ascii_digit()
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_value_of;

    #[test]
    fn texts_that_are_no_values() {
        for (data_type, text) in [
            ("int4", " 12 "),
            ("numeric", "NaN"),
            ("float8", "-Infinity"),
            ("bool", "T"),
            ("bool", "of"),
            ("uuid", "{a0eebc99-9c0b4ef8-bb6d6bb9bd380a11}"),
            ("jsonb", " [1]"),
            ("date", "tomorrow"),
        ] {
            assert!(is_value_of(data_type, text), "{data_type} {text}");
        }
        for (data_type, text) in
            [("int4", "x"), ("bool", "o"), ("bool", ""), ("uuid", "a0eebc99"), ("json", "")]
        {
            assert!(!is_value_of(data_type, text), "{data_type} {text}");
        }
    }
}
