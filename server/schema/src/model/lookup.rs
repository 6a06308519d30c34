//! Finding objects in a model.

use super::{
    Constraint, Index, Model, ObjectId, Relation, RelationName, Schema, Sequence, Type, UserType,
};
use std::sync::Arc;

impl Model {
    /// The schema of that name.
    pub fn schema_named(&self, name: &str) -> Option<&Arc<Schema>> {
        self.schemas.values().find(|schema| &*schema.name == name)
    }

    /// The name of a schema; empty when it is not there.
    pub fn schema_name(&self, id: ObjectId) -> &str {
        self.schemas.get(&id).map_or("", |schema| &schema.name)
    }

    /// The table, view or foreign table of that name.
    pub fn relation_named(&self, schema: &str, name: &str) -> Option<&Arc<Relation>> {
        let schema = self.schema_named(schema)?.id;
        match self.relation_names.get(schema, name)? {
            RelationName::Relation(id) => self.relations.get(id),
            _ => None,
        }
    }

    /// The relation of that id.
    pub fn relation(&self, id: ObjectId) -> Option<&Arc<Relation>> {
        self.relations.get(&id)
    }

    /// The sequence of that id.
    pub fn sequence(&self, id: ObjectId) -> Option<&Arc<Sequence>> {
        self.sequences.get(&id)
    }

    /// The type of that id.
    pub fn user_type(&self, id: ObjectId) -> Option<&Arc<UserType>> {
        self.types.get(&id)
    }

    /// Whether nothing can be said for sure of the relation or type of that name, since a
    /// statement about it was broken, unknown or refused.
    pub fn is_unsettled(&self, schema: &str, name: &str) -> bool {
        self.unsettled.contains(&(Arc::from(schema), Arc::from(name)))
            || self.begun.iter().any(|begun| !begun.is_empty() && name.starts_with(&**begun))
    }

    /// Whether a name may be one that somebody is typing.
    pub(crate) fn is_begun(&self, name: &str) -> bool {
        self.begun.iter().any(|begun| name.starts_with(&**begun))
    }

    /// The type that a domain stands on in the end, through domains over domains; the type
    /// itself when it is none.
    pub fn without_domains<'a>(&'a self, mut data_type: &'a Type) -> &'a Type {
        use super::{BaseType, TypeKind};
        while let BaseType::User(id) = data_type.base
            && !data_type.array
            && let Some(user_type) = self.types.get(&id)
            && let TypeKind::Domain { base, .. } = &user_type.kind
        {
            data_type = base;
        }
        data_type
    }
}

impl Relation {
    /// The constraint of that id.
    pub fn constraint(&self, id: ObjectId) -> Option<&Constraint> {
        self.constraints.iter().find(|constraint| constraint.id == id)
    }

    /// The index of that id, where no constraint owns it.
    pub fn index(&self, id: ObjectId) -> Option<&Index> {
        self.indexes.iter().find(|index| index.id == id)
    }
}
