//! From oids to the model's ids and types.

use pgwright_schema::model::{BaseType, BuiltinType, Model, ObjectId, Type};
use std::collections::HashMap;
use std::sync::Arc;

/// A system catalog; oids are unique in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Catalog {
    Namespace,
    Class,
    Type,
    Proc,
    Constraint,
    Extension,
}

impl Catalog {
    /// By the name of the catalog's table.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "pg_namespace" => Self::Namespace,
            "pg_class" => Self::Class,
            "pg_type" => Self::Type,
            "pg_proc" => Self::Proc,
            "pg_constraint" => Self::Constraint,
            "pg_extension" => Self::Extension,
            _ => return None,
        })
    }
}

/// The ids given to the objects of the catalog, and what its types are.
#[derive(Debug, Default)]
pub(super) struct Ids {
    objects: HashMap<(Catalog, u32), ObjectId>,
    types: HashMap<u32, Type>,
}

impl Ids {
    /// The id of an object, given when it is asked for first.
    pub(super) fn of(&mut self, model: &mut Model, catalog: Catalog, oid: u32) -> ObjectId {
        *self.objects.entry((catalog, oid)).or_insert_with(|| model.next_object_id())
    }

    /// The id of an object that has one.
    pub(super) fn known(&self, catalog: Catalog, oid: u32) -> Option<ObjectId> {
        self.objects.get(&(catalog, oid)).copied()
    }

    /// Gives an object an id that is there already.
    pub(super) fn set(&mut self, catalog: Catalog, oid: u32, id: ObjectId) {
        self.objects.insert((catalog, oid), id);
    }

    /// Says what a type is.
    pub(super) fn set_type(&mut self, oid: u32, schema: &str, name: &str, base: Option<BaseType>) {
        let builtin = || {
            (schema == "pg_catalog")
                .then(|| BuiltinType::named(name).map(BaseType::Builtin))
                .flatten()
        };
        let base = base.or_else(builtin).unwrap_or_else(|| BaseType::Unknown {
            schema: Some(Arc::from(schema)),
            name: Arc::from(name),
        });
        self.types.insert(oid, Type { base, modifiers: Vec::new(), array: false });
    }

    /// Says of which type another is the array.
    pub(super) fn set_array(&mut self, oid: u32, element: u32) {
        if let Some(mut array) = self.types.get(&element).cloned() {
            array.array = true;
            self.types.insert(oid, array);
        }
    }

    /// A type with modifiers: `spelled` is what `format_type` makes of type and modifier, and is
    /// none where there is no modifier.
    pub(super) fn type_of(&self, oid: u32, spelled: Option<&str>) -> Type {
        let mut found = self.types.get(&oid).cloned().unwrap_or_else(Type::unknown);
        if let Some(spelled) = spelled {
            found.modifiers = modifiers(spelled);
        }
        found
    }
}

/// The modifiers in a type's spelling: what stands in the last parentheses; of intervals the
/// fields first.
fn modifiers(spelled: &str) -> Vec<Arc<str>> {
    let spelled = spelled.trim_end_matches("[]");
    let inside = spelled
        .rfind('(')
        .and_then(|open| Some(&spelled[open + 1..open + spelled[open..].find(')')?]));
    let fields = spelled
        .strip_prefix("interval ")
        .map(|fields| fields.split('(').next().unwrap_or(fields).trim_end());
    fields
        .into_iter()
        .filter(|fields| !fields.is_empty())
        .chain(inside.into_iter().flat_map(|inside| inside.split(',')))
        .map(Arc::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_are_read_from_the_spelling() {
        for (spelled, expected) in [
            ("numeric(10,2)", &["10", "2"][..]),
            ("character varying(255)[]", &["255"]),
            ("timestamp(3) without time zone", &["3"]),
            ("interval day to second(3)", &["day to second", "3"]),
            ("interval year[]", &["year"]),
            ("interval(2)", &["2"]),
            ("geometry(Point,4326)", &["Point", "4326"]),
            ("\"odd (name)\"(3)", &["3"]),
            ("integer", &[]),
        ] {
            let found = modifiers(spelled);
            assert_eq!(found.iter().map(|text| &**text).collect::<Vec<_>>(), expected);
        }
    }
}
