//! `DROP`, and everything else that takes objects away with what stands on them.

use super::dependents::{Bond, Object};
use super::failure::{Failure, Outcome, shown};
use super::session::Session;
use crate::model::{
    ColumnId, Model, ObjectId, RelationKind, RelationName, TypeKind, TypeNameEntry, User,
};
use crate::statement::{Drop, ObjectKind, ObjectName, QualifiedName};
use pgwright_problem::{Location, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Session {
    /// `DROP`.
    pub fn drop_statement(&mut self, statement: &Drop) -> Outcome {
        let mut objects = Vec::new();
        for name in &statement.objects {
            match self.object_to_drop(statement.kind, name, statement.if_exists) {
                Ok(Some(object)) => objects.push((object, name.name.span())),
                Ok(None) => {}
                // Whether it was there or not, it is not there from here on.
                Err(Failure::Unsettled) => {}
                Err(failure) => return Err(failure),
            }
            self.settle_dropped(&name.name);
        }
        self.drop_objects(&objects, statement.cascade)
    }

    fn settle_dropped(&mut self, name: &QualifiedName) {
        if self.model.unsettled.is_empty() {
            return;
        }
        let schema = match &name.schema {
            Some(schema) => Some(Arc::clone(&schema.text)),
            None => self
                .search_path
                .iter()
                .find(|schema| self.model.is_unsettled(schema, &name.name.text))
                .cloned(),
        };
        if let Some(schema) = schema {
            self.model.unsettled.remove(&(schema, Arc::clone(&name.name.text)));
        }
    }

    /// The object that is to be dropped; none where there is none and `IF EXISTS` was said.
    fn object_to_drop(
        &self,
        kind: ObjectKind,
        object: &ObjectName,
        if_exists: bool,
    ) -> Outcome<Option<Object>> {
        let name = &object.name;
        let found = match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index
            | ObjectKind::Sequence => self.relation_to_drop(kind, name)?,
            ObjectKind::Type | ObjectKind::Domain => self.type_to_drop(kind, name)?,
            ObjectKind::Schema => {
                let schema = self.model.schema_named(&name.name.text);
                schema.map(|schema| Object::Schema(schema.id))
            }
            ObjectKind::Extension => {
                let known = self.model.extensions.contains_key(&name.name.text);
                known.then(|| Object::Extension(Arc::clone(&name.name.text)))
            }
            ObjectKind::Function
            | ObjectKind::Routine
            | ObjectKind::Procedure
            | ObjectKind::Aggregate => {
                // Functions of extensions and of PostgreSQL itself are not known.
                return self.function_to_drop(kind, object, if_exists);
            }
            ObjectKind::Column | ObjectKind::Constraint | ObjectKind::Other => return Ok(None),
        };
        if found.is_some() || if_exists {
            return Ok(found);
        }
        let word = object_word(kind);
        let message = format!("{word} \"{}\" does not exist", shown(name));
        Err(match kind {
            ObjectKind::Schema => self.missing_schema(&name.name),
            ObjectKind::Extension => self.missing(name.span(), "42704", message),
            ObjectKind::Type | ObjectKind::Domain => self.missing_type(name),
            ObjectKind::Index => self.missing_named(name, "42704", message),
            _ => self.missing_named(name, "42P01", message),
        })
    }

    fn relation_to_drop(&self, kind: ObjectKind, name: &QualifiedName) -> Outcome<Option<Object>> {
        let Some((_, entry)) = self.find_relation_name(name) else { return Ok(None) };
        let wrong = |word: &str| {
            let message = format!("\"{}\" is not {word}", name.name.text);
            let failure = self.refused(name.span(), "42809", message);
            failure.with_made(self.model.history_of(entry), "it was made here")
        };
        let article = match kind {
            ObjectKind::Index => "an index".to_owned(),
            kind => format!("a {}", object_word(kind)),
        };
        match entry {
            RelationName::Relation(id) => {
                let actual = self.model.relation(id).map(|relation| relation.kind);
                let fits = match kind {
                    ObjectKind::Table => {
                        matches!(actual, Some(RelationKind::Table | RelationKind::PartitionedTable))
                    }
                    ObjectKind::ForeignTable => actual == Some(RelationKind::ForeignTable),
                    ObjectKind::View => actual == Some(RelationKind::View),
                    ObjectKind::MaterializedView => actual == Some(RelationKind::MaterializedView),
                    _ => false,
                };
                let hint = match actual {
                    Some(RelationKind::View) => "use DROP VIEW to remove a view",
                    Some(RelationKind::MaterializedView) => {
                        "use DROP MATERIALIZED VIEW to remove a materialized view"
                    }
                    Some(RelationKind::ForeignTable) => {
                        "use DROP FOREIGN TABLE to remove a foreign table"
                    }
                    _ => "use DROP TABLE to remove a table",
                };
                if fits {
                    Ok(Some(Object::Relation(id)))
                } else {
                    Err(wrong(&article).with_help(hint))
                }
            }
            RelationName::Sequence(id) if kind == ObjectKind::Sequence => {
                let sequence = self.model.sequence(id);
                match sequence.filter(|sequence| sequence.identity).and_then(|each| each.owned_by) {
                    Some((relation, column)) => Err(self.required(
                        name,
                        &Object::Sequence(id),
                        &Object::Column(relation, column),
                    )),
                    None => Ok(Some(Object::Sequence(id))),
                }
            }
            RelationName::Index { index, table } if kind == ObjectKind::Index => {
                let relation = self.model.relation(table);
                match relation.and_then(|relation| relation.index(index)) {
                    Some(found) => match found.parent {
                        Some(parent) => {
                            let above = relation
                                .and_then(|relation| relation.partition_of)
                                .map_or(table, |above| above);
                            Err(self.required(
                                name,
                                &Object::Index(table, index),
                                &Object::Index(above, parent),
                            ))
                        }
                        None => Ok(Some(Object::Index(table, index))),
                    },
                    None => {
                        let owner = self.model.describe(&Object::Constraint(table, index));
                        let message = format!(
                            "cannot drop index {} because {owner} requires it",
                            shown(name)
                        );
                        Err(self
                            .refused(name.span(), "2BP01", message)
                            .with_help(format!("drop {owner} instead")))
                    }
                }
            }
            RelationName::Sequence(_) => {
                Err(wrong(&article).with_help("use DROP SEQUENCE to remove a sequence"))
            }
            RelationName::Index { .. } => {
                Err(wrong(&article).with_help("use DROP INDEX to remove an index"))
            }
            RelationName::Composite(_) => {
                Err(wrong(&article).with_help("use DROP TYPE to remove a type"))
            }
        }
    }

    fn required(&self, name: &QualifiedName, object: &Object, by: &Object) -> Failure {
        let message = format!(
            "cannot drop {} because {} requires it",
            self.model.describe(object),
            self.model.describe(by)
        );
        let failure = self.refused(name.span(), "2BP01", message);
        failure.with_help(format!("drop {} instead", self.model.describe(by)))
    }

    fn type_to_drop(&self, kind: ObjectKind, name: &QualifiedName) -> Outcome<Option<Object>> {
        let Some((_, entry)) = self.find_type_name(name) else { return Ok(None) };
        match entry {
            TypeNameEntry::User(id) => {
                let user_type = self.model.user_type(id);
                let is = |wanted: fn(&TypeKind) -> bool| {
                    user_type.is_some_and(|user_type| wanted(&user_type.kind))
                };
                if kind == ObjectKind::Domain && !is(|kind| matches!(kind, TypeKind::Domain { .. }))
                {
                    let message = format!("\"{}\" is not a domain", name.name.text);
                    return Err(self.refused(name.span(), "42809", message));
                }
                if let Some(TypeKind::Multirange { range }) = user_type.map(|found| &found.kind) {
                    return Err(self.required(name, &Object::Type(id), &Object::Type(*range)));
                }
                if let Some(extension) = user_type.and_then(|found| found.extension.clone()) {
                    return Err(self.required(
                        name,
                        &Object::Type(id),
                        &Object::Extension(extension),
                    ));
                }
                Ok(Some(Object::Type(id)))
            }
            TypeNameEntry::Row(_) | TypeNameEntry::ArrayOf(_) if kind == ObjectKind::Domain => {
                let message = format!("\"{}\" is not a domain", name.name.text);
                Err(self.refused(name.span(), "42809", message))
            }
            TypeNameEntry::Row(id) | TypeNameEntry::ArrayOf(id) => {
                let owner = if self.model.types.contains_key(&id) {
                    Object::Type(id)
                } else {
                    Object::Relation(id)
                };
                let owner = self.model.describe(&owner);
                let message =
                    format!("cannot drop type {} because {owner} requires it", shown(name));
                Err(self
                    .refused(name.span(), "2BP01", message)
                    .with_help(format!("drop {owner} instead")))
            }
        }
    }

    fn function_to_drop(
        &self,
        kind: ObjectKind,
        object: &ObjectName,
        if_exists: bool,
    ) -> Outcome<Option<Object>> {
        Ok(self.function_named(kind, object, if_exists)?.map(Object::Function))
    }

    /// Drops objects with what falls with them; what falls only with CASCADE is a refusal without.
    pub fn drop_objects(&mut self, objects: &[(Object, Span)], cascade: bool) -> Outcome {
        let Some((first, span)) = objects.first() else { return Ok(()) };
        let mut falling: BTreeMap<Object, bool> =
            objects.iter().map(|(object, _)| (object.clone(), true)).collect();
        let mut queue: Vec<Object> = objects.iter().map(|(object, _)| object.clone()).collect();
        while let Some(object) = queue.pop() {
            for (dependent, bond) in self.model.dependents(&object) {
                let silent = bond == Bond::Auto;
                match falling.get_mut(&dependent) {
                    Some(known) => *known |= silent,
                    None => {
                        falling.insert(dependent.clone(), silent);
                        queue.push(dependent);
                    }
                }
            }
        }
        if !cascade {
            let held = falling.iter().filter(|(object, silent)| {
                let with_whole = object.wholes().iter().any(|whole| falling.contains_key(whole));
                !**silent && !with_whole
            });
            let held: Vec<&Object> = held.map(|(object, _)| object).collect();
            if let Some(one) = held.first() {
                return Err(self.held_by_dependents(first, *span, one, &held));
            }
        }
        let place = self.at(*span);
        self.model.remove(&falling.into_keys().collect(), &place);
        Ok(())
    }

    fn held_by_dependents(
        &self,
        object: &Object,
        span: Span,
        one: &Object,
        all: &[&Object],
    ) -> Failure {
        let what = self.model.describe(object);
        let message = format!("cannot drop {what} because other objects depend on it");
        let mut failure = self.refused(span, "2BP01", message);
        if all.is_empty() {
            failure = failure.with_help(self.model.describe(one));
        }
        for dependent in all.iter().take(5) {
            let text = format!("{} depends on it", self.model.describe(dependent));
            failure = match self.model.object_history(dependent) {
                Some(history) => failure.with_made(Some(history), text),
                None => failure.with_help(text),
            };
        }
        failure.with_help("use DROP ... CASCADE to drop the dependent objects too")
    }
}

impl Model {
    /// Takes objects out, all at once.
    fn remove(&mut self, objects: &BTreeSet<Object>, place: &Location) {
        for object in objects {
            if object.wholes().iter().any(|whole| objects.contains(whole)) {
                continue;
            }
            match object {
                Object::Schema(_) => {}
                Object::Extension(name) => {
                    self.extensions.remove(name);
                }
                Object::Relation(id) => self.remove_relation(*id, place),
                Object::Column(relation, column) => self.remove_column(*relation, *column),
                Object::Default(relation, column) => {
                    self.change_relation(*relation, |relation| {
                        for each in relation.columns.iter_mut().filter(|each| each.id == *column) {
                            each.default = None;
                        }
                    });
                    self.put_uses(User::Default(*relation, *column), BTreeSet::new());
                }
                Object::Constraint(relation, constraint) => {
                    self.remove_constraint(*relation, *constraint);
                }
                Object::Index(relation, index) => {
                    self.change_relation(*relation, |relation| {
                        relation.indexes.retain(|each| each.id != *index);
                    });
                    self.forget_index(*relation, *index);
                }
                Object::Sequence(id) => {
                    if let Some(sequence) = self.take_sequence(*id) {
                        self.note_dropped(sequence.schema, &sequence.name, place);
                    }
                }
                Object::Type(id) => {
                    if let Some(user_type) = self.take_type(*id) {
                        self.note_dropped(user_type.schema, &user_type.name, place);
                    }
                }
                Object::Attribute(composite, attribute) => {
                    self.change_type(*composite, |composite| {
                        if let TypeKind::Composite { attributes } = &mut composite.kind {
                            attributes.retain(|each| each.id != *attribute);
                        }
                    });
                }
                Object::Function(id) => {
                    self.take_function(*id);
                }
            }
        }
        // What was in a schema is noted under its name.
        for object in objects {
            if let Object::Schema(id) = object {
                self.schemas.remove(id);
            }
        }
    }

    fn remove_relation(&mut self, id: ObjectId, place: &Location) {
        let Some(relation) = self.take_relation(id) else { return };
        for column in &relation.columns {
            if column.default.is_some() || column.generated.is_some() {
                self.put_uses(User::Default(id, column.id), BTreeSet::new());
                self.generated_from.remove(&(id, column.id));
            }
        }
        for constraint in &relation.constraints {
            self.put_uses(User::Constraint(id, constraint.id), BTreeSet::new());
            self.constraint_parents.remove(&constraint.id);
            self.referenced_keys.remove(&constraint.id);
            self.key_names.remove(&constraint.id);
        }
        for index in &relation.indexes {
            self.forget_index(id, index.id);
        }
        self.note_dropped(relation.schema, &relation.name, place);
        self.settle(relation.schema, &relation.name);
    }

    fn forget_index(&mut self, relation: ObjectId, index: ObjectId) {
        self.put_uses(User::Index(relation, index), BTreeSet::new());
        self.key_names.remove(&index);
    }

    /// Takes a column out of its relation; what stands on it is gone by now.
    pub(super) fn remove_column(&mut self, relation: ObjectId, column: ColumnId) {
        self.change_relation(relation, |relation| {
            relation.columns.retain(|each| each.id != column);
        });
        self.put_uses(User::Default(relation, column), BTreeSet::new());
        self.generated_from.remove(&(relation, column));
    }

    /// Takes a constraint out of its relation.
    pub(super) fn remove_constraint(&mut self, relation: ObjectId, constraint: ObjectId) {
        self.change_relation(relation, |relation| {
            relation.constraints.retain(|each| each.id != constraint);
        });
        self.put_uses(User::Constraint(relation, constraint), BTreeSet::new());
        self.constraint_parents.remove(&constraint);
        self.referenced_keys.remove(&constraint);
        self.key_names.remove(&constraint);
    }

    /// Remembers where a relation or type went.
    pub(super) fn note_dropped(&mut self, schema: ObjectId, name: &Arc<str>, place: &Location) {
        let schema = Arc::from(self.schema_name(schema));
        self.dropped.insert((schema, Arc::clone(name)), place.clone());
    }
}

/// A kind of object as PostgreSQL's messages say it.
pub(super) fn object_word(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Table => "table",
        ObjectKind::ForeignTable => "foreign table",
        ObjectKind::View => "view",
        ObjectKind::MaterializedView => "materialized view",
        ObjectKind::Index => "index",
        ObjectKind::Sequence => "sequence",
        ObjectKind::Type | ObjectKind::Domain => "type",
        ObjectKind::Schema => "schema",
        ObjectKind::Function => "function",
        ObjectKind::Routine => "routine",
        ObjectKind::Procedure => "procedure",
        ObjectKind::Aggregate => "aggregate",
        ObjectKind::Extension => "extension",
        ObjectKind::Column => "column",
        ObjectKind::Constraint => "constraint",
        ObjectKind::Other => "object",
    }
}
