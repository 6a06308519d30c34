//! Types that pgx has to be told about on each connection.

use super::resolve::cast_name;
use super::table::{self, Array};
use pgwright_schema::model::{
    BaseType, Model, ObjectId, Type, TypeKind, UserType, quote_identifier,
};

/// A type to register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registration {
    /// As `regtype` reads it: `public.address`, `public.address[]`.
    pub(crate) name: String,
    pub(crate) codec: Codec,
}

/// How pgx reads and writes it. The names are those of other registrations, or of types that
/// pgx knows from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Codec {
    /// Text in both directions.
    Text,
    /// `pgtype.HstoreCodec`.
    Hstore,
    /// An enum.
    Enum,
    /// The codec of another type.
    Domain(String),
    /// An array of another type.
    Array(String),
    /// The names and types of the attributes.
    Composite(Vec<(String, String)>),
    /// A range over another type.
    Range(String),
    /// A multirange over a range type.
    Multirange(String),
}

/// What has to be registered for columns of these types, each behind what it stands on.
pub(crate) fn registrations<'t>(
    model: &Model,
    columns: impl Iterator<Item = &'t Type>,
) -> Vec<Registration> {
    let mut registry = Registry { model, done: Vec::new() };
    for data_type in columns {
        registry.column(data_type);
    }
    registry.done
}

struct Registry<'a> {
    model: &'a Model,
    done: Vec<Registration>,
}

impl Registry<'_> {
    /// A column's value comes as its domain's base type, and arrays of what pgx does not know
    /// travel as text: only composite types and ranges are left.
    fn column(&mut self, data_type: &Type) {
        let data_type = self.model.without_domains(data_type);
        let element = Type { array: false, ..data_type.clone() };
        let element = self.model.without_domains(&element);
        if element.array {
            return;
        }
        let BaseType::User(id) = element.base else { return };
        let Some(user_type) = self.model.user_type(id) else { return };
        if matches!(
            user_type.kind,
            TypeKind::Composite { .. } | TypeKind::Range { .. } | TypeKind::Multirange { .. }
        ) {
            let whole = Type { array: data_type.array, ..element.clone() };
            self.register(&whole);
        }
    }

    /// Registers a type and gives the name that pgx knows it by.
    fn register(&mut self, data_type: &Type) -> String {
        if data_type.array {
            let element = Type { array: false, ..data_type.clone() };
            if let BaseType::Builtin(builtin) = element.base
                && table::find(table::BUILTIN, builtin.name())
                    .is_some_and(|row| row.array == Array::Slice)
            {
                return format!("_{}", builtin.name());
            }
            let name = match element.base {
                BaseType::Builtin(builtin) => cast_name(builtin.name()),
                _ => self.name(&element),
            } + "[]";
            let element = self.register(&element);
            return self.add(name, Codec::Array(element));
        }
        match &data_type.base {
            BaseType::Builtin(builtin) => {
                let known = table::find(table::BUILTIN, builtin.name())
                    .is_none_or(|row| row.array == Array::Slice || row.go != "string");
                if known {
                    builtin.name().to_owned()
                } else {
                    self.add(cast_name(builtin.name()), Codec::Text)
                }
            }
            BaseType::User(id) => match self.model.user_type(*id) {
                Some(user_type) => self.register_user(*id, user_type),
                None => String::new(),
            },
            BaseType::Row(_) | BaseType::Unknown { .. } => String::new(),
        }
    }

    fn register_user(&mut self, id: ObjectId, user_type: &UserType) -> String {
        let name =
            self.name(&Type { base: BaseType::User(id), modifiers: Vec::new(), array: false });
        if self.done.iter().any(|done| done.name == name) {
            return name;
        }
        let codec = match &user_type.kind {
            TypeKind::Enum { .. } => Codec::Enum,
            TypeKind::Domain { base, .. } => Codec::Domain(self.register(base)),
            TypeKind::Composite { attributes } => Codec::Composite(
                attributes
                    .iter()
                    .map(|attribute| {
                        (attribute.name.to_string(), self.register(&attribute.data_type))
                    })
                    .collect(),
            ),
            TypeKind::Range { subtype, .. } => Codec::Range(self.register(subtype)),
            TypeKind::Multirange { range } => {
                let range =
                    Type { base: BaseType::User(*range), modifiers: Vec::new(), array: false };
                Codec::Multirange(self.register(&range))
            }
            TypeKind::Base if &*user_type.name == "hstore" => Codec::Hstore,
            TypeKind::Base | TypeKind::Shell => Codec::Text,
        };
        self.add(name, codec)
    }

    fn add(&mut self, name: String, codec: Codec) -> String {
        if !self.done.iter().any(|done| done.name == name) {
            self.done.push(Registration { name: name.clone(), codec });
        }
        name
    }

    fn name(&self, data_type: &Type) -> String {
        let BaseType::User(id) = data_type.base else { return String::new() };
        self.model.user_type(id).map_or_else(String::new, |user_type| {
            let schema = quote_identifier(self.model.schema_name(user_type.schema));
            format!("{schema}.{}", quote_identifier(&user_type.name))
        })
    }
}
