//! From type names to types.

use super::failure::{Failure, Outcome, is_system_schema, shown};
use super::session::Session;
use crate::model::{BaseType, BuiltinType, ObjectId, Type, TypeKind};
use crate::statement::{Name, QualifiedName, TypeName};
use pgwright_problem::Span;
use std::sync::Arc;

/// `serial` and its kin: the type of the column, and so of the sequence.
pub(super) fn serial_type(name: &TypeName) -> Option<BuiltinType> {
    if name.name.schema.is_some() {
        return None;
    }
    match &*name.name.name.text {
        "smallserial" | "serial2" => Some(BuiltinType::INT2),
        "serial" | "serial4" => Some(BuiltinType::INT4),
        "bigserial" | "serial8" => Some(BuiltinType::INT8),
        _ => None,
    }
}

impl Session {
    /// The type that a name stands for. One that is unsettled, or may have come with an extension
    /// that is not known, is a [`BaseType::Unknown`] of that name.
    pub fn data_type(&self, name: &TypeName) -> Outcome<Type> {
        if let Some(column) = &name.of_column {
            return self.type_of_column(&name.name, column, name.array);
        }
        let mut found = self.base_type(&name.name)?;
        found.array |= name.array;
        found.modifiers = self.modifiers(&found, &name.modifiers, name.span)?;
        Ok(found)
    }

    /// The type of a column; shells and pseudo-types are refused.
    pub fn column_type(&self, name: &TypeName, column: &Name) -> Outcome<Type> {
        let found = self.data_type(name)?;
        if let BaseType::Builtin(builtin) = found.base
            && builtin.is_pseudo()
        {
            let message = format!(
                "column \"{}\" has pseudo-type {}",
                column.text,
                self.model.format_type(&found)
            );
            return Err(self.refused(name.span, "42P16", message));
        }
        if let BaseType::User(id) = found.base
            && let Some(user_type) = self.model.user_type(id)
            && matches!(user_type.kind, TypeKind::Shell)
        {
            let message = format!("type \"{}\" is only a shell", shown(&name.name));
            return Err(self
                .refused(name.span, "42704", message)
                .with_made(user_type.history.as_ref(), "it was declared here"));
        }
        Ok(found)
    }

    fn type_of_column(&self, table: &QualifiedName, column: &Name, array: bool) -> Outcome<Type> {
        let relation = self.relation(table)?;
        let mut found = self.column(&relation, column)?.data_type.clone();
        found.array |= array;
        Ok(found)
    }

    fn base_type(&self, name: &QualifiedName) -> Outcome<Type> {
        let text = &*name.name.text;
        let schema = name.schema.as_ref().map(|schema| &*schema.text);
        if matches!(schema, None | Some("pg_catalog"))
            && let Some(found) = builtin_type(text)
        {
            return Ok(found);
        }
        if let Some((_, entry)) = self.find_type_name(name) {
            return Ok(self.model.type_of_entry(entry, Vec::new()));
        }
        if self.may_be_unsettled(name) {
            self.stands_on_unsettled.set(true);
        } else if !self.has_unknown_extension() && !is_catalog_row(name) {
            return Err(self.missing_type(name));
        }
        Ok(Type {
            base: BaseType::Unknown {
                schema: name.schema.as_ref().map(|schema| Arc::clone(&schema.text)),
                name: Arc::clone(&name.name.text),
            },
            modifiers: Vec::new(),
            array: false,
        })
    }

    /// The modifiers as `format_type` prints them.
    fn modifiers(
        &self,
        data_type: &Type,
        written: &[Arc<str>],
        span: Span,
    ) -> Outcome<Vec<Arc<str>>> {
        if written.is_empty() {
            return Ok(Vec::new());
        }
        let builtin = match data_type.base {
            BaseType::Builtin(builtin) => builtin,
            // Only an extension's type may have modifiers of its own.
            BaseType::Row(_) => return Err(self.no_modifier(data_type, span)),
            BaseType::User(id) if !self.is_base_type(id) => {
                return Err(self.no_modifier(data_type, span));
            }
            _ => return Ok(written.to_vec()),
        };
        match builtin.name() {
            "varchar" | "bpchar" | "bit" | "varbit" => match written {
                [length] if number(length).is_some_and(|length| length < 1) => {
                    let kind = if matches!(builtin.name(), "bit" | "varbit") {
                        "bit"
                    } else {
                        builtin.name()
                    };
                    let kind = if kind == "bpchar" { "char" } else { kind };
                    let message = format!("length for type {kind} must be at least 1");
                    Err(self.refused(span, "22023", message))
                }
                [length] if number(length).is_some_and(|length| length > longest(builtin)) => {
                    let kind = if builtin.name() == "bpchar" { "char" } else { builtin.name() };
                    let kind = if kind == "varbit" { "bit" } else { kind };
                    let message =
                        format!("length for type {kind} cannot exceed {}", longest(builtin));
                    Err(self.refused(span, "22023", message))
                }
                [length] => Ok(vec![Arc::clone(length)]),
                _ => Err(self.refused(span, "22023", "invalid type modifier".to_owned())),
            },
            "numeric" => match written {
                [precision, ..]
                    if number(precision).is_some_and(|digits| !(1..=1000).contains(&digits)) =>
                {
                    let message =
                        format!("NUMERIC precision {precision} must be between 1 and 1000");
                    Err(self.refused(span, "22023", message))
                }
                [_, scale]
                    if number(scale).is_some_and(|digits| !(-1000..=1000).contains(&digits)) =>
                {
                    let message = format!("NUMERIC scale {scale} must be between -1000 and 1000");
                    Err(self.refused(span, "22023", message))
                }
                [precision] => Ok(vec![Arc::clone(precision), Arc::from("0")]),
                [_, _] => Ok(written.to_vec()),
                _ => Err(self.refused(span, "22023", "invalid NUMERIC type modifier".to_owned())),
            },
            "time" | "timetz" | "timestamp" | "timestamptz" | "interval" => Ok(written
                .iter()
                .map(|text| match number(text) {
                    Some(precision) if precision > 6 => Arc::from("6"),
                    _ => Arc::clone(text),
                })
                .collect()),
            // `float(n)`; in sense it is gone by now.
            "float4" | "float8" if written.iter().any(|bits| number(bits) < Some(1)) => {
                let message = "precision for type float must be at least 1 bit".to_owned();
                Err(self.refused(span, "22023", message))
            }
            "float4" | "float8" if written.iter().any(|bits| number(bits) > Some(53)) => {
                let message = "precision for type float must be less than 54 bits".to_owned();
                Err(self.refused(span, "22023", message))
            }
            _ => Err(self.no_modifier(data_type, span)),
        }
    }

    fn no_modifier(&self, data_type: &Type, span: Span) -> Failure {
        let bare = Type { array: false, modifiers: Vec::new(), ..data_type.clone() };
        let name = self.model.format_type(&bare);
        self.refused(span, "42601", format!("type modifier is not allowed for type \"{name}\""))
    }

    fn is_base_type(&self, id: ObjectId) -> bool {
        self.model.user_type(id).is_some_and(|found| matches!(found.kind, TypeKind::Base))
    }
}

/// The largest length modifier: `MaxAttrSize` bytes of text, `MaxAttrSize` times eight bits.
fn longest(builtin: BuiltinType) -> i64 {
    if matches!(builtin.name(), "bit" | "varbit") { 83_886_080 } else { 10_485_760 }
}

/// A type of `pg_catalog`; `_name` is an array's.
pub(super) fn builtin_type(name: &str) -> Option<Type> {
    let of = |name, array| {
        let base = BaseType::Builtin(BuiltinType::named(name)?);
        Some(Type { base, modifiers: Vec::new(), array })
    };
    of(name, false).or_else(|| of(name.strip_prefix('_')?, true))
}

/// Whether a name may be that of a row type or domain of PostgreSQL's own catalog.
fn is_catalog_row(name: &QualifiedName) -> bool {
    let of_catalog = name.name.text.trim_start_matches('_').starts_with("pg_");
    match &name.schema {
        Some(schema) if &*schema.text == "pg_catalog" => of_catalog,
        Some(schema) => is_system_schema(&schema.text),
        None => of_catalog,
    }
}

fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}
