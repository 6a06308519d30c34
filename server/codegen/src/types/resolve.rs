//! From a column's type in the model, and what the configuration says of it, to Go.

use super::table::{self, Array, Null, Row};
use super::{ColumnType, GoType, Text};
use crate::imports::Packages;
use pgwright_config::{Config, GoTypeName, Nullable, OverrideTarget};
use pgwright_schema::model::{
    BaseType, Column, Model, ObjectId, Relation, Type, TypeKind, UserType, quote_identifier,
};
use std::collections::BTreeMap;

/// Finds Go types for columns.
pub(crate) struct Resolver<'a> {
    pub(crate) model: &'a Model,
    pub(crate) config: &'a Config,
    pub(crate) packages: &'a Packages,
    /// The Go names of enums and composite types.
    pub(crate) names: &'a BTreeMap<ObjectId, String>,
}

/// A type without a Go type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unmapped {
    /// As `format_type` prints it.
    pub(crate) data_type: String,
    /// The same without modifiers and brackets: what an override names.
    pub(crate) element: String,
    /// A Go type that would probably do.
    pub(crate) proposal: &'static str,
}

/// What is known of a type before it is nullable or not, and before the configuration has its
/// word.
#[derive(Debug, Clone)]
struct Base {
    go: String,
    underlying: Option<&'static str>,
    pgtype: Option<&'static str>,
    own_null: bool,
    /// Whether `sql.Null` can hold it.
    sql_null: bool,
    text: Option<Text>,
    /// The type's name for casts.
    sql: String,
    read_cast: String,
    write_cast: String,
    list: List,
}

/// What an array of the type is.
#[derive(Debug, Clone)]
struct List {
    /// The Go type of an element.
    element: String,
    /// The array type that pgx knows: `int4[]`, or `text[]` where it does not know the type's own.
    carrier: String,
}

impl Resolver<'_> {
    /// The Go type of a column of `relation`. `go`: what the table's own settings say.
    pub(crate) fn column(
        &self,
        relation: &Relation,
        column: &Column,
        go: Option<&GoTypeName>,
    ) -> Result<ColumnType, Unmapped> {
        let nullable = !column.not_null && !self.refuses_null(&column.data_type);
        let of_column = go.or_else(|| self.override_of_column(relation, column));
        match of_column {
            // Whether a view's column can be NULL is not known: there, the person's word counts.
            Some(go) if relation.kind.is_view() => {
                self.overridden(&column.data_type, go, nullable, true)
            }
            Some(go) => self.overridden(&column.data_type, go, nullable, false),
            None => self.data_type(&column.data_type, nullable),
        }
    }

    /// The Go type of a composite type's attribute. No cast can help there: what needs one has
    /// no Go type in a composite type.
    pub(crate) fn attribute(&self, data_type: &Type) -> Result<ColumnType, Unmapped> {
        let types = self.data_type(data_type, true)?;
        let read_as_text = types.read_cast == "::text";
        let listed_as_text = data_type.array
            && types.value.text == "[]string"
            && self.base(&element(data_type))?.go != "string";
        if read_as_text || listed_as_text { Err(self.unmapped(data_type)) } else { Ok(types) }
    }

    /// The Go type of a value of any type.
    pub(crate) fn data_type(
        &self,
        data_type: &Type,
        nullable: bool,
    ) -> Result<ColumnType, Unmapped> {
        if let Some(go) = self.override_of_type(data_type) {
            return self.overridden(data_type, go, nullable, false);
        }
        let base = self.base(data_type)?;
        let value = GoType { text: base.go.clone(), underlying: base.underlying, pointer: false };
        let field =
            if nullable && !base.own_null { self.nullable_field(&base) } else { value.clone() };
        Ok(finish(&base, field, value, nullable))
    }

    fn nullable_field(&self, base: &Base) -> GoType {
        let plain = |text: String| GoType { text, underlying: None, pointer: false };
        match (self.config.types.nullable, base.pgtype) {
            (Nullable::Sql, _) if base.sql_null => plain(format!("sql.Null[{}]", base.go)),
            (Nullable::Pgtype, Some(pgtype)) => plain(pgtype.to_owned()),
            _ => {
                GoType { text: format!("*{}", base.go), underlying: base.underlying, pointer: true }
            }
        }
    }

    fn overridden(
        &self,
        data_type: &Type,
        go: &GoTypeName,
        nullable: bool,
        literal: bool,
    ) -> Result<ColumnType, Unmapped> {
        let text = self.packages.spell(go);
        let base = self.base(data_type).unwrap_or_else(|_| self.opaque(data_type));
        let own_null = go.prefix.starts_with(['*', '[', 'm'])
            || text.starts_with("pgtype.")
            || text.starts_with("sql.Null")
            || text == "json.RawMessage"
            || text == "any";
        let value = GoType { text, underlying: None, pointer: false };
        let field = if nullable && !literal && !own_null {
            let base =
                Base { go: value.text.clone(), pgtype: None, underlying: None, ..base.clone() };
            self.nullable_field(&base)
        } else {
            value.clone()
        };
        let base = Base { text: base.text.map(|_| Text::Any), ..base };
        Ok(finish(&base, field, value, nullable && !literal))
    }

    /// What is assumed of a type that only the configuration has a Go type for: it knows how to
    /// scan itself.
    fn opaque(&self, data_type: &Type) -> Base {
        let sql = self.sql_name(data_type);
        Base {
            go: String::new(),
            underlying: None,
            pgtype: None,
            own_null: false,
            sql_null: true,
            text: None,
            sql: sql.clone(),
            read_cast: String::new(),
            write_cast: String::new(),
            list: List { element: "string".to_owned(), carrier: "text[]".to_owned() },
        }
    }

    fn base(&self, data_type: &Type) -> Result<Base, Unmapped> {
        if data_type.array {
            return self.array(data_type);
        }
        match &data_type.base {
            BaseType::Builtin(builtin) => table::find(table::BUILTIN, builtin.name())
                .map(|row| from_row(row, cast_name(builtin.name())))
                .ok_or_else(|| self.unmapped(data_type)),
            BaseType::User(id) => match self.model.user_type(*id) {
                Some(user_type) => self.user_type(data_type, user_type),
                None => Err(self.unmapped(data_type)),
            },
            BaseType::Row(_) | BaseType::Unknown { .. } => Err(self.unmapped(data_type)),
        }
    }

    fn array(&self, data_type: &Type) -> Result<Base, Unmapped> {
        let element_type = element(data_type);
        let of_element = match self.override_of_type(&element_type) {
            Some(_) => self.base(&element_type).unwrap_or_else(|_| self.opaque(&element_type)),
            None => self.base(&element_type)?,
        };
        let element = match self.override_of_type(&element_type) {
            Some(go) => self.packages.spell(go),
            None => of_element.list.element,
        };
        let sql = format!("{}[]", self.sql_name(&element_type));
        let carrier = of_element.list.carrier;
        let (read_cast, write_cast) = if carrier == sql {
            (String::new(), String::new())
        } else if sql == "regclass[]" {
            // Of all these, only it has a cast from text of its own, which reads less than its
            // input does. pgx writes a list of strings as text for a type it does not know.
            (format!("::{carrier}"), String::new())
        } else {
            (format!("::{carrier}"), format!("::{carrier}::{sql}"))
        };
        Ok(Base {
            go: format!("[]{element}"),
            underlying: None,
            pgtype: None,
            own_null: true,
            sql_null: false,
            text: None,
            sql,
            read_cast,
            write_cast,
            // Arrays of arrays are one type with the array to PostgreSQL; only a domain over an
            // array can be an element, and goes as its text.
            list: List { element: "string".to_owned(), carrier: "text[]".to_owned() },
        })
    }

    fn user_type(&self, data_type: &Type, user_type: &UserType) -> Result<Base, Unmapped> {
        let sql = self.qualified(user_type);
        let registered = |go: String, own_null: bool| Base {
            list: List { element: go.clone(), carrier: format!("{sql}[]") },
            go,
            underlying: None,
            pgtype: None,
            own_null,
            sql_null: false,
            text: None,
            sql: sql.clone(),
            read_cast: String::new(),
            write_cast: String::new(),
        };
        let name = || self.names.get(&user_type.id).cloned();
        match &user_type.kind {
            TypeKind::Enum { .. } => {
                let go = name().ok_or_else(|| self.unmapped(data_type))?;
                Ok(Base {
                    underlying: Some("string"),
                    sql_null: true,
                    text: Some(Text::Conversion),
                    list: List { element: go.clone(), carrier: "text[]".to_owned() },
                    ..registered(go, false)
                })
            }
            TypeKind::Domain { base, .. } => {
                let mut of_base = match self.override_of_type(base) {
                    Some(go) => {
                        let of_base = self.base(base).unwrap_or_else(|_| self.opaque(base));
                        Base { go: self.packages.spell(go), underlying: None, ..of_base }
                    }
                    None => self.base(base)?,
                };
                // The parameter would have the domain's type, which pgx does not know.
                if of_base.write_cast.is_empty() {
                    of_base.write_cast = format!("::{}", of_base.sql);
                }
                Ok(of_base)
            }
            TypeKind::Composite { .. } => {
                name().map(|go| registered(go, false)).ok_or_else(|| self.unmapped(data_type))
            }
            TypeKind::Range { subtype, .. } => Ok(registered(self.range(subtype)?, true)),
            TypeKind::Multirange { range } => match self.model.user_type(*range).map(|r| &r.kind) {
                Some(TypeKind::Range { subtype, .. }) => {
                    let range = self.range(subtype)?;
                    Ok(registered(format!("pgtype.Multirange[{range}]"), true))
                }
                _ => Err(self.unmapped(data_type)),
            },
            TypeKind::Base => table::find(table::OF_EXTENSIONS, &user_type.name)
                .map(|row| from_row(row, sql))
                .ok_or_else(|| self.unmapped(data_type)),
            TypeKind::Shell => Err(self.unmapped(data_type)),
        }
    }

    /// The Go type of a range over `subtype`. pgx scans bounds best into types of its own.
    fn range(&self, subtype: &Type) -> Result<String, Unmapped> {
        let base = self.base(subtype)?;
        Ok(format!("pgtype.Range[{}]", base.pgtype.map_or(base.go, str::to_owned)))
    }

    /// The type's name for casts, without modifiers.
    fn sql_name(&self, data_type: &Type) -> String {
        match &data_type.base {
            BaseType::Builtin(builtin) => cast_name(builtin.name()),
            BaseType::User(id) => {
                self.model.user_type(*id).map_or_else(String::new, |t| self.qualified(t))
            }
            BaseType::Row(_) | BaseType::Unknown { .. } => {
                self.model.format_type_without_modifiers(data_type)
            }
        }
    }

    fn qualified(&self, user_type: &UserType) -> String {
        let schema = quote_identifier(self.model.schema_name(user_type.schema));
        format!("{schema}.{}", quote_identifier(&user_type.name))
    }

    /// Whether a domain in the type refuses NULL for the column.
    fn refuses_null(&self, data_type: &Type) -> bool {
        let mut data_type = data_type;
        while !data_type.array
            && let BaseType::User(id) = data_type.base
            && let Some(user_type) = self.model.user_type(id)
            && let TypeKind::Domain { base, not_null, .. } = &user_type.kind
        {
            if *not_null {
                return true;
            }
            data_type = base;
        }
        false
    }

    fn unmapped(&self, data_type: &Type) -> Unmapped {
        let name = match &data_type.base {
            BaseType::User(id) => self.model.user_type(*id).map_or("", |t| &t.name),
            BaseType::Unknown { name, .. } => name,
            _ => "",
        };
        let proposal = table::PROPOSALS
            .iter()
            .find(|(proposed, _)| *proposed == name)
            .map_or("string", |(_, go)| go);
        Unmapped {
            data_type: self.model.format_type(data_type),
            element: self.model.format_type_without_modifiers(&element(data_type)),
            proposal,
        }
    }

    fn override_of_column(&self, relation: &Relation, column: &Column) -> Option<&GoTypeName> {
        let schema = self.model.schema_name(relation.schema);
        let short = format!("{}.{}", relation.name, column.name);
        let long = format!("{schema}.{short}");
        let bare = schema == self.config.first_schema();
        self.config.types.overrides.iter().rev().find_map(|entry| match &entry.target {
            OverrideTarget::Column(name) if *name == long || bare && *name == short => {
                Some(&entry.go)
            }
            _ => None,
        })
    }

    /// Whether the configuration gives the type a Go type.
    pub(crate) fn is_overridden(&self, data_type: &Type) -> bool {
        self.override_of_type(data_type).is_some()
    }

    fn override_of_type(&self, data_type: &Type) -> Option<&GoTypeName> {
        let overrides = &self.config.types.overrides;
        if !overrides.iter().any(|entry| matches!(entry.target, OverrideTarget::Postgres(_))) {
            return None;
        }
        let of = |name: &str| {
            overrides.iter().rev().find_map(|entry| match &entry.target {
                OverrideTarget::Postgres(postgres) if postgres == name => Some(&entry.go),
                _ => None,
            })
        };
        of(&self.model.format_type(data_type))
            .or_else(|| of(&self.model.format_type_without_modifiers(data_type)))
    }
}

/// A built-in type's name in a cast: without modifiers, which would cut values.
pub(crate) fn cast_name(builtin: &str) -> String {
    match builtin {
        // Bare, these are `char(1)` and `bit(1)`.
        "char" | "bit" => format!("\"{builtin}\""),
        name => name.to_owned(),
    }
}

fn element(data_type: &Type) -> Type {
    Type { array: false, ..data_type.clone() }
}

fn from_row(row: &Row, sql: String) -> Base {
    let list = match row.array {
        Array::Slice => List { element: row.go.to_owned(), carrier: format!("{sql}[]") },
        Array::AsText => List { element: "string".to_owned(), carrier: "text[]".to_owned() },
    };
    Base {
        go: row.go.to_owned(),
        underlying: row.underlying,
        pgtype: row.pgtype,
        own_null: row.null == Null::Own,
        // database/sql has no way from text into these.
        sql_null: !matches!(row.go, "netip.Prefix" | "uint64"),
        text: row.text,
        sql,
        read_cast: if row.read_as_text { "::text".to_owned() } else { String::new() },
        write_cast: String::new(),
        list,
    }
}

fn finish(base: &Base, field: GoType, value: GoType, nullable: bool) -> ColumnType {
    // The elements of a list are the values themselves, so text carries only what is a string.
    let as_values = base.list.element == base.go || base.go == "string";
    let list_cast = as_values.then(|| {
        let own = format!("{}[]", base.sql);
        if base.list.carrier == own {
            format!("::{own}")
        } else {
            format!("::{}::{own}", base.list.carrier)
        }
    });
    ColumnType {
        field,
        value,
        nullable,
        read_cast: base.read_cast.clone(),
        write_cast: base.write_cast.clone(),
        list_cast,
        text: base.text,
    }
}
