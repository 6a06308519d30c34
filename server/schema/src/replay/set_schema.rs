//! SET SCHEMA: an object goes to another schema with what is part of it.

use super::failure::Outcome;
use super::session::Session;
use crate::model::{ObjectId, RelationName, TypeKind, TypeNameEntry};
use crate::statement::{Name, ObjectKind, QualifiedName, SetSchema};
use pgwright_problem::Span;
use std::sync::Arc;

impl Session {
    /// `ALTER … SET SCHEMA`.
    pub fn set_schema(&mut self, statement: &SetSchema) -> Outcome {
        let name = &statement.object.name;
        let target = match self.schema(&statement.schema) {
            Ok(target) => target,
            Err(failure) => {
                // That the object is missing is what PostgreSQL finds out first.
                return if self.check_moved(statement)? { Err(failure) } else { Ok(()) };
            }
        };
        match statement.kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence => {
                if let Some((_, entry)) = self.find_relation_name(name) {
                    self.check_renamed_kind(statement.kind, entry, name)?;
                }
                self.move_relation(name, target, statement.if_exists, statement.schema.span)
            }
            ObjectKind::Type | ObjectKind::Domain => {
                if statement.kind == ObjectKind::Domain {
                    self.domain(name)?;
                }
                self.move_type(name, target, statement.schema.span)
            }
            ObjectKind::Function
            | ObjectKind::Routine
            | ObjectKind::Procedure
            | ObjectKind::Aggregate => {
                let id = self.function_named(statement.kind, &statement.object, false)?;
                if let Some(function) = id.and_then(|id| self.model.functions.get(&id)).cloned() {
                    let (id, mut history) = (function.id, function.history.clone());
                    if function.schema != target {
                        let free =
                            Name { text: Arc::clone(&function.name), span: statement.schema.span };
                        self.check_function_name_free(target, &free, &function.arguments)?;
                    }
                    self.note_change(&mut history, statement.schema.span);
                    self.model.change_function(id, |function| {
                        function.schema = target;
                        function.history = history;
                    });
                }
                Ok(())
            }
            ObjectKind::Extension => self.move_extension(&name.name, target, statement.schema.span),
            ObjectKind::Index
            | ObjectKind::Schema
            | ObjectKind::Column
            | ObjectKind::Constraint
            | ObjectKind::Other => Ok(()),
        }
    }

    /// Whether there is anything to move.
    fn check_moved(&self, statement: &SetSchema) -> Outcome<bool> {
        let name = &statement.object.name;
        match statement.kind {
            ObjectKind::Type | ObjectKind::Domain if self.find_type_name(name).is_none() => {
                Err(self.missing_type(name))
            }
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence
                if self.find_relation_name(name).is_none() =>
            {
                if statement.if_exists {
                    Ok(false)
                } else {
                    Err(self.missing_relation(name))
                }
            }
            _ => Ok(true),
        }
    }

    fn check_relation_free_there(&self, target: ObjectId, name: &Name) -> Outcome {
        let schema = self.model.schema_name(target);
        let message = format!("relation \"{}\" already exists in schema \"{schema}\"", name.text);
        self.check_relation_name_free(target, name).map_err(|failure| failure.saying(message))
    }

    fn free_type_there(&mut self, target: ObjectId, name: &Name, for_relation: bool) -> Outcome {
        let schema = self.model.schema_name(target);
        let message = format!("type \"{}\" already exists in schema \"{schema}\"", name.text);
        self.free_type_name(target, name, for_relation).map_err(|failure| failure.saying(message))
    }

    fn move_relation(
        &mut self,
        name: &QualifiedName,
        target: ObjectId,
        if_exists: bool,
        span: Span,
    ) -> Outcome {
        let Some((schema, entry)) = self.find_relation_name(name) else {
            return if if_exists { Ok(()) } else { Err(self.missing_relation(name)) };
        };
        if let RelationName::Sequence(id) = entry {
            self.check_unowned(id, name.span())?;
        }
        if let RelationName::Composite(_) = entry {
            let message = format!("\"{}\" is a composite type", name.name.text);
            return Err(self
                .refused(name.span(), "42809", message)
                .with_help("use ALTER TYPE instead"));
        }
        if let RelationName::Index { .. } = entry {
            let message = format!("cannot change schema of index \"{}\"", name.name.text);
            return Err(self
                .refused(name.span(), "42809", message)
                .with_help("change the schema of the table instead"));
        }
        if schema == target {
            return Ok(());
        }
        let free = Name { text: Arc::clone(&name.name.text), span };
        match entry {
            RelationName::Relation(id) => {
                self.check_relation_free_there(target, &free)?;
                self.free_type_there(target, &free, true)?;
                let Some(relation) = self.model.relation(id).cloned() else { return Ok(()) };
                for index in relation.indexes.iter().map(|index| &index.name).chain(
                    relation
                        .constraints
                        .iter()
                        .filter(|constraint| constraint.kind.has_index())
                        .map(|constraint| &constraint.name),
                ) {
                    self.check_relation_free_there(
                        target,
                        &Name { text: Arc::clone(index), span },
                    )?;
                }
                let mut history = relation.history.clone();
                self.note_change(&mut history, span);
                self.model.change_relation(id, |relation| {
                    relation.schema = target;
                    relation.history = history;
                });
                for column in &relation.columns {
                    for sequence in self.owned_sequences(id, column.id) {
                        self.move_sequence(sequence, target, span)?;
                    }
                }
                let place = self.at(span);
                self.model.note_dropped(schema, &name.name.text, &place);
                self.move_unsettled(schema, &name.name, target, &name.name.text);
            }
            RelationName::Sequence(id) => {
                self.move_sequence(id, target, span)?;
            }
            RelationName::Index { .. } | RelationName::Composite(_) => {}
        }
        Ok(())
    }

    /// The refusal of a move of a sequence alone that belongs to a column.
    fn check_unowned(&self, id: ObjectId, span: Span) -> Outcome {
        let owner = self.model.sequence(id).and_then(|sequence| sequence.owned_by);
        let Some((relation, _)) = owner else { return Ok(()) };
        let message = "cannot move an owned sequence into another schema".to_owned();
        let history = self.model.relation(relation).and_then(|each| each.history.as_ref());
        Err(self.refused(span, "0A000", message).with_made(history, "its owner was made here"))
    }

    fn move_sequence(&mut self, id: ObjectId, target: ObjectId, span: Span) -> Outcome {
        let Some(sequence) = self.model.sequence(id).cloned() else { return Ok(()) };
        if sequence.schema == target {
            return Ok(());
        }
        let name = Name { text: Arc::clone(&sequence.name), span };
        self.check_relation_free_there(target, &name)?;
        let before = self.model.nextval(sequence.schema, &sequence.name);
        self.model.change_sequence(id, |sequence| sequence.schema = target);
        self.model.follow_sequence(id, &before);
        Ok(())
    }

    fn move_type(&mut self, name: &QualifiedName, target: ObjectId, span: Span) -> Outcome {
        let id = match self.find_type_name(name) {
            Some((schema, TypeNameEntry::User(id))) if schema != target => id,
            Some((_, TypeNameEntry::User(_))) => return Ok(()),
            Some(_) => {
                let message = format!("{} is a table's row type", name.name.text);
                return Err(self
                    .refused(name.span(), "42809", message)
                    .with_help("use ALTER TABLE instead"));
            }
            None => return Err(self.missing_type(name)),
        };
        // The multirange type of a range type stays where it is.
        self.move_type_by_id(id, target, span)
    }

    fn move_type_by_id(&mut self, id: ObjectId, target: ObjectId, span: Span) -> Outcome {
        let Some(user_type) = self.model.user_type(id).cloned() else { return Ok(()) };
        let free = Name { text: Arc::clone(&user_type.name), span };
        if matches!(user_type.kind, TypeKind::Composite { .. }) {
            self.check_relation_free_there(target, &free)?;
        }
        self.free_type_there(target, &free, false)?;
        let mut history = user_type.history.clone();
        self.note_change(&mut history, span);
        self.model.change_type(id, |user_type| {
            user_type.schema = target;
            user_type.history = history;
        });
        self.move_unsettled(user_type.schema, &free, target, &user_type.name);
        let place = self.at(span);
        self.model.note_dropped(user_type.schema, &user_type.name, &place);
        Ok(())
    }

    fn move_extension(&mut self, name: &Name, target: ObjectId, span: Span) -> Outcome {
        let Some(extension) = self.model.extensions.get(&name.text) else {
            let message = format!("extension \"{}\" does not exist", name.text);
            return Err(self.missing(name.span, "42704", message));
        };
        let mut extension = (**extension).clone();
        extension.schema = target;
        self.note_change(&mut extension.history, span);
        self.model.put_extension(extension);
        let of_it = |of: &Option<Arc<str>>| of.as_ref() == Some(&name.text);
        let types: Vec<ObjectId> = {
            let types = self.model.types.values().filter(|each| of_it(&each.extension));
            types.map(|each| each.id).collect()
        };
        for id in types {
            self.model.change_type(id, |user_type| user_type.schema = target);
        }
        let relations: Vec<ObjectId> = {
            let relations = self.model.relations.values().filter(|each| of_it(&each.extension));
            relations.map(|each| each.id).collect()
        };
        for id in relations {
            self.model.change_relation(id, |relation| relation.schema = target);
        }
        Ok(())
    }
}
