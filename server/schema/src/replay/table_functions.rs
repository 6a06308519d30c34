//! The columns of functions in FROM, and the fields of composite values.

use super::data_types::builtin_type;
use super::failure::Outcome;
use super::query_scope::{Columns, QueryColumn};
use super::session::Session;
use crate::model::{BaseType, BuiltinType, Type};
use crate::statement::{Name, QualifiedName};
use std::sync::Arc;

impl Session {
    /// The columns of a function in FROM.
    pub(super) fn function_columns(
        &self,
        function: &QualifiedName,
        arguments: &[QueryColumn],
        written: &[(Name, crate::statement::TypeName)],
        alias: &Name,
    ) -> Outcome<Columns> {
        if !written.is_empty() {
            let columns = written.iter().map(|(name, data_type)| {
                Ok(QueryColumn::new(Arc::clone(&name.text), self.data_type(data_type)?))
            });
            return Ok(Columns { columns: columns.collect::<Outcome<_>>()?, open: false });
        }
        let scalar = |data_type: Type| Columns {
            columns: vec![QueryColumn::new(Arc::clone(&alias.text), data_type)],
            open: false,
        };
        let named = |columns: &[(&str, &str)]| Columns {
            columns: columns
                .iter()
                .map(|(name, data_type)| {
                    let data_type = builtin_type(data_type).unwrap_or_else(Type::unknown);
                    QueryColumn::new(Arc::from(*name), data_type)
                })
                .collect(),
            open: false,
        };
        if let Some(id) = self.only_function(function) {
            if let Some(outputs) = self.model.function_outputs.get(&id) {
                let columns = outputs
                    .iter()
                    .map(|(name, data_type)| QueryColumn::new(Arc::clone(name), data_type.clone()));
                return Ok(Columns { columns: columns.collect(), open: false });
            }
            let returns = self.model.functions.get(&id).and_then(|found| found.returns.clone());
            return Ok(match returns {
                Some(returns) => self.fields_of(&returns).unwrap_or_else(|| scalar(returns)),
                None => Columns { columns: Vec::new(), open: true },
            });
        }
        Ok(match &*function.name.text {
            "json_each" => named(&[("key", "text"), ("value", "json")]),
            "jsonb_each" => named(&[("key", "text"), ("value", "jsonb")]),
            "json_each_text" | "jsonb_each_text" => named(&[("key", "text"), ("value", "text")]),
            // Their output has a name of its own, which gives way to an alias.
            name if name.starts_with("json") && name.contains("_array_elements") => {
                let mut found = scalar(self.call_type(function, arguments));
                if alias.text == function.name.text {
                    found.columns[0].name = Arc::from("value");
                }
                found
            }
            "generate_series"
            | "unnest"
            | "regexp_split_to_table"
            | "string_to_table"
            | "generate_subscripts"
            | "jsonb_object_keys"
            | "json_object_keys"
            | "current_date"
            | "current_time"
            | "current_timestamp"
            | "localtime"
            | "localtimestamp"
            | "current_user"
            | "current_role"
            | "current_catalog"
            | "session_user"
            | "user" => scalar(self.call_type(function, arguments)),
            _ => Columns { columns: Vec::new(), open: true },
        })
    }

    /// The columns of a row type or composite type; none for others, and for `record` open ones.
    pub(super) fn fields_of(&self, data_type: &Type) -> Option<Columns> {
        use crate::model::TypeKind;
        if data_type.array {
            return None;
        }
        let column = |name: &Arc<str>, data_type: &Type| {
            QueryColumn::new(Arc::clone(name), data_type.clone())
        };
        match &data_type.base {
            BaseType::Row(id) => {
                let relation = self.model.relation(*id)?;
                let columns = relation.columns.iter();
                let columns = columns.map(|each| column(&each.name, &each.data_type)).collect();
                Some(Columns { columns, open: false })
            }
            BaseType::User(id) => match &self.model.user_type(*id)?.kind {
                TypeKind::Composite { attributes } => {
                    let columns = attributes.iter();
                    let columns = columns.map(|each| column(&each.name, &each.data_type)).collect();
                    Some(Columns { columns, open: false })
                }
                _ => None,
            },
            BaseType::Builtin(BuiltinType::RECORD) => {
                Some(Columns { columns: Vec::new(), open: true })
            }
            BaseType::Builtin(_) => None,
            BaseType::Unknown { .. } => Some(Columns { columns: Vec::new(), open: true }),
        }
    }

    /// The type of a field of a composite value.
    pub fn field_type(&self, data_type: &Type, field: &str) -> Type {
        let columns = self.fields_of(data_type).unwrap_or_default();
        let found = columns.columns.iter().find(|column| &*column.name == field);
        found.map_or_else(Type::unknown, |column| column.data_type.clone())
    }
}
