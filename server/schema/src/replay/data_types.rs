//! From type names to types.

use super::failure::{Outcome, is_system_schema, shown};
use super::session::Session;
use crate::model::{BaseType, BuiltinType, Type, TypeKind};
use crate::statement::{Name, QualifiedName, TypeName};
use pgwright_problem::Span;
use std::sync::Arc;

/// `serial` and its kin: the type of the column, and so of the sequence.
pub(super) fn serial_type(name: &TypeName) -> Option<BuiltinType> {
    if name.name.schema.is_some() || name.array {
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
            let message = format!("column \"{}\" has pseudo-type {}", column.text, builtin.name());
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
        let BaseType::Builtin(builtin) = data_type.base else {
            return Ok(written.to_vec());
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
                [length] => Ok(vec![Arc::clone(length)]),
                _ => Err(self.refused(span, "22023", "invalid type modifier".to_owned())),
            },
            "numeric" => match written {
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
            name => {
                let message = format!("type modifier is not allowed for type \"{name}\"");
                Err(self.refused(span, "42601", message))
            }
        }
    }
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
    match &name.schema {
        Some(schema) => is_system_schema(&schema.text),
        None => name.name.text.starts_with("pg_"),
    }
}

fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}
