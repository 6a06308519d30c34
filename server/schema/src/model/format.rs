//! Spelling types as PostgreSQL's `format_type` does.

use super::{BaseType, BuiltinType, Model, ObjectId, Type, quote_identifier};

impl Model {
    /// The type's name as PostgreSQL's `format_type` prints it while `search_path` is
    /// `public`: types of `pg_catalog` and `public` stand bare, others with their schema,
    /// quoted where SQL needs it.
    pub fn format_type(&self, data_type: &Type) -> String {
        let modifiers: Vec<&str> = data_type.modifiers.iter().map(AsRef::as_ref).collect();
        let mut name = match &data_type.base {
            BaseType::Builtin(builtin) => builtin.format(&modifiers),
            BaseType::User(id) => self.user_type(*id).map_or_else(String::new, |user_type| {
                self.visible_name(user_type.schema, &user_type.name) + &in_parentheses(&modifiers)
            }),
            BaseType::Row(id) => self.relation(*id).map_or_else(String::new, |relation| {
                self.visible_name(relation.schema, &relation.name)
            }),
            BaseType::Unknown { schema: None, name } if name.is_empty() => "unknown".to_owned(),
            BaseType::Unknown { schema, name } => {
                let bare = quote_identifier(name) + &in_parentheses(&modifiers);
                match schema.as_deref() {
                    None | Some("public" | "pg_catalog") => bare,
                    Some(schema) => format!("{}.{bare}", quote_identifier(schema)),
                }
            }
        };
        if data_type.array {
            name.push_str("[]");
        }
        name
    }

    /// As [`Model::format_type`] without the modifiers, as the types of arguments are shown.
    pub fn format_type_without_modifiers(&self, data_type: &Type) -> String {
        match &data_type.base {
            // `format_type(oid, NULL)` cannot take these for `bit(1)` and `char(1)`.
            BaseType::Builtin(BuiltinType(name @ ("bit" | "bpchar"))) => {
                let name = if *name == "bit" { "bit" } else { "character" };
                if data_type.array { format!("{name}[]") } else { name.to_owned() }
            }
            base => self.format_type(&Type {
                base: base.clone(),
                modifiers: Vec::new(),
                array: data_type.array,
            }),
        }
    }

    /// A type's name, bare where it is found with `search_path` = `public`.
    fn visible_name(&self, schema: ObjectId, name: &str) -> String {
        let bare = quote_identifier(name);
        match self.schema_name(schema) {
            "public" if BuiltinType::named(name).is_none() => bare,
            schema => format!("{}.{bare}", quote_identifier(schema)),
        }
    }
}

fn in_parentheses(modifiers: &[&str]) -> String {
    if modifiers.is_empty() { String::new() } else { format!("({})", modifiers.join(",")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn spelled(name: &str, modifiers: &[&str], array: bool) -> String {
        let base = BuiltinType::named(name).map_or_else(
            || BaseType::Unknown { schema: None, name: Arc::from(name) },
            BaseType::Builtin,
        );
        let modifiers = modifiers.iter().map(|text| Arc::from(*text)).collect();
        Model::new().format_type(&Type { base, modifiers, array })
    }

    /// Each line is what PostgreSQL 15 answers to `format_type(atttypid, atttypmod)`.
    #[test]
    fn types_are_spelled_as_postgresql_does() {
        for (name, modifiers, array, spelling) in [
            ("int4", &[][..], false, "integer"),
            ("int8", &[], true, "bigint[]"),
            ("varchar", &["255"], false, "character varying(255)"),
            ("varchar", &[], true, "character varying[]"),
            ("bpchar", &["36"], false, "character(36)"),
            ("bpchar", &[], false, "bpchar"),
            ("char", &[], false, "\"char\""),
            ("numeric", &["10", "2"], true, "numeric(10,2)[]"),
            ("timestamp", &["3"], false, "timestamp(3) without time zone"),
            ("timestamptz", &[], false, "timestamp with time zone"),
            ("timetz", &["0"], false, "time(0) with time zone"),
            ("bit", &["8"], false, "bit(8)"),
            ("bit", &[], false, "\"bit\""),
            ("varbit", &["8"], false, "bit varying(8)"),
            ("interval", &[], false, "interval"),
            ("interval", &["3"], false, "interval(3)"),
            ("interval", &["day to second", "3"], false, "interval day to second(3)"),
            ("interval", &["year"], true, "interval year[]"),
            ("float8", &[], false, "double precision"),
            ("tstzrange", &[], false, "tstzrange"),
            ("Odd", &[], false, "\"Odd\""),
        ] {
            assert_eq!(spelled(name, modifiers, array), spelling);
        }
    }
}
