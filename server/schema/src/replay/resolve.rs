//! From names to objects, through `search_path` where no schema is written.

use super::failure::{Failure, Outcome, shown};
use super::session::Session;
use crate::model::{Column, Model, ObjectId, Relation, RelationKind, RelationName, TypeNameEntry};
use crate::statement::{Name, QualifiedName};
use pgwright_problem::Span;
use std::sync::Arc;

impl Session {
    /// The schemas in which a name is looked for, in order.
    pub fn schemas_of(&self, name: &QualifiedName) -> Vec<ObjectId> {
        let named = |name: &str| self.model.schema_named(name).map(|schema| schema.id);
        match &name.schema {
            Some(schema) if &*schema.text == "pg_temp" => vec![Model::TEMPORARY],
            Some(schema) => named(&schema.text).into_iter().collect(),
            None => std::iter::once(Model::TEMPORARY)
                .chain(self.search_path.iter().filter_map(|schema| named(schema)))
                .collect(),
        }
    }

    /// The schema in which an object of that name is made.
    pub fn creation_schema(&self, name: &QualifiedName, temporary: bool) -> Outcome<ObjectId> {
        match &name.schema {
            Some(schema) if temporary && !schema.text.starts_with("pg_temp") => {
                self.schema(schema)?;
                let message = "cannot create temporary relation in non-temporary schema".to_owned();
                Err(self.refused(schema.span, "42P16", message))
            }
            _ if temporary => Ok(Model::TEMPORARY),
            Some(schema) if &*schema.text == "pg_temp" => Ok(Model::TEMPORARY),
            Some(schema) => self.schema(schema),
            None => self
                .search_path
                .iter()
                .find_map(|schema| self.model.schema_named(schema))
                .map(|schema| schema.id)
                .ok_or_else(|| {
                    if self.search_path.iter().any(|schema| self.schema_may_be_unsettled(schema)) {
                        return Failure::Unsettled;
                    }
                    let message = "no schema has been selected to create in".to_owned();
                    self.missing(name.span(), "3F000", message)
                        .with_help("write the schema before the name, or set `search_path`")
                }),
        }
    }

    /// The schema of that name.
    pub fn schema(&self, name: &Name) -> Outcome<ObjectId> {
        let schema = self.model.schema_named(&name.text);
        schema.map(|schema| schema.id).ok_or_else(|| self.missing_schema(name))
    }

    /// What stands under a name in the name space of relations, with its schema.
    pub fn find_relation_name(&self, name: &QualifiedName) -> Option<(ObjectId, RelationName)> {
        self.schemas_of(name).into_iter().find_map(|schema| {
            let entry = self.model.relation_names.get(schema, &name.name.text);
            entry.map(|entry| (schema, *entry))
        })
    }

    /// What stands under a name in the name space of types, with its schema.
    pub fn find_type_name(&self, name: &QualifiedName) -> Option<(ObjectId, TypeNameEntry)> {
        self.schemas_of(name).into_iter().find_map(|schema| {
            let entry = self.model.type_names.get(schema, &name.name.text);
            entry.map(|entry| (schema, *entry))
        })
    }

    /// The table, view or foreign table of that name.
    pub fn relation(&self, name: &QualifiedName) -> Outcome<Arc<Relation>> {
        match self.find_relation_name(name) {
            None => Err(self.missing_relation(name)),
            Some((_, RelationName::Relation(id))) => {
                self.model.relation(id).cloned().ok_or_else(|| self.missing_relation(name))
            }
            Some(_) => Err(self.refused(
                name.span(),
                "42809",
                format!("\"{}\" is not a table or view", name.name.text),
            )),
        }
    }

    /// The table (plain, partitioned or foreign) of that name.
    pub fn table(&self, name: &QualifiedName) -> Outcome<Arc<Relation>> {
        let relation = self.relation(name)?;
        if relation.kind.is_view() {
            let message = format!("\"{}\" is not a table", shown(name));
            return Err(self
                .refused(name.span(), "42809", message)
                .with_made(relation.history.as_ref(), "it was made here"));
        }
        Ok(relation)
    }

    /// The column of a relation.
    pub fn column<'a>(&self, relation: &'a Relation, name: &Name) -> Outcome<&'a Column> {
        relation.column_named(&name.text).ok_or_else(|| self.missing_column(relation, name))
    }

    /// `column "…" of relation "…" does not exist`.
    pub fn missing_column(&self, relation: &Relation, name: &Name) -> Failure {
        let message =
            format!("column \"{}\" of relation \"{}\" does not exist", name.text, relation.name);
        self.missing_part(relation, &name.text, name.span, "42703", message)
    }

    /// A column that is missing; nothing is said when nothing is sure of its relation.
    pub fn missing_part(
        &self,
        relation: &Relation,
        name: &str,
        span: Span,
        sqlstate: &'static str,
        message: String,
    ) -> Failure {
        if self.is_unsettled_object(relation.schema, &relation.name) {
            return Failure::Unsettled;
        }
        let columns = relation.columns.iter().map(|column| &*column.name);
        let failure = self
            .missing(span, sqlstate, message)
            .with_made(relation.history.as_ref(), format!("{} was made here", described(relation)));
        match pgwright_problem::nearest(name, columns) {
            Some(near) => {
                failure.with_help(format!("there is `{near}`")).with_data("nearest", near)
            }
            None => failure,
        }
    }

    /// The refusal of a name that a relation, index, sequence or composite type has already.
    pub fn check_relation_name_free(&self, schema: ObjectId, name: &Name) -> Outcome {
        let Some(entry) = self.model.relation_names.get(schema, &name.text) else {
            return Ok(());
        };
        if self.is_unsettled_object(schema, &name.text) {
            return Err(Failure::Unsettled);
        }
        let message = format!("relation \"{}\" already exists", name.text);
        Err(self
            .duplicate(name.span, "42P07", message)
            .with_made(self.model.history_of(*entry), format!("\"{}\" was made here", name.text)))
    }
}

impl RelationName {
    /// The object's id.
    pub(super) fn object(self) -> ObjectId {
        match self {
            Self::Relation(id) | Self::Sequence(id) | Self::Composite(id) => id,
            Self::Index { index, .. } => index,
        }
    }
}

impl Model {
    /// The history of what stands under a name in the name space of relations.
    pub(super) fn history_of(&self, entry: RelationName) -> Option<&crate::model::History> {
        match entry {
            RelationName::Relation(id) => self.relation(id)?.history.as_ref(),
            RelationName::Sequence(id) => self.sequence(id)?.history.as_ref(),
            RelationName::Composite(id) => self.user_type(id)?.history.as_ref(),
            RelationName::Index { index, table } => {
                let table = self.relation(table)?;
                match table.constraint(index) {
                    Some(constraint) => constraint.history.as_ref(),
                    None => table.index(index)?.history.as_ref(),
                }
            }
        }
    }
}

/// A relation as PostgreSQL's messages describe it: `table users`.
pub(super) fn described(relation: &Relation) -> String {
    format!("{} {}", kind_word(relation.kind), crate::model::quote_identifier(&relation.name))
}

/// What a relation is, as PostgreSQL's messages say it.
pub(super) fn kind_word(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table | RelationKind::PartitionedTable => "table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
    }
}
