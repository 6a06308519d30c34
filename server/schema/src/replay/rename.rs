//! RENAME: of columns, constraints and whole objects.

use super::alter_table::Altered;
use super::columns::is_system_column;
use super::failure::Outcome;
use super::session::Session;
use super::texts::{rename_column_in, rename_sequence_in};
use crate::model::{
    ConstraintKind, IndexTarget, Model, ObjectId, Relation, RelationName, TypeKind, TypeNameEntry,
    User,
};
use crate::statement::{Name, ObjectKind, QualifiedName, Rename};
use std::sync::Arc;

impl Session {
    /// `RENAME COLUMN`.
    pub fn rename_column(&mut self, altered: Altered, name: &Name, to: &Name) -> Outcome {
        if is_system_column(&name.text) {
            let message = format!("cannot rename system column \"{}\"", name.text);
            return Err(self.refused(name.span, "0A000", message));
        }
        let nameless = format!("column \"{}\" does not exist", name.text);
        let (table, column) =
            self.altered_column(altered, name).map_err(|failure| failure.saying(nameless))?;
        self.check_no_system_column(to)?;
        if column.inherited > 0 {
            let message = format!("cannot rename inherited column \"{}\"", name.text);
            return Err(self.refused(name.span, "42P16", message));
        }
        if table.of_type.is_some() {
            let message = "cannot rename column of typed table".to_owned();
            return Err(self.refused(name.span, "42809", message));
        }
        if altered.only && !self.model.children_of(table.id).is_empty() {
            let message =
                format!("inherited column \"{}\" must be renamed in child tables too", name.text);
            return Err(self.refused(name.span, "42P16", message));
        }
        self.check_only_heirs(table.id, name, "rename")?;
        self.rename_column_everywhere(table.id, name, to)
    }

    /// Renames a column of a table and of all that inherit it.
    pub fn rename_column_everywhere(&mut self, table: ObjectId, name: &Name, to: &Name) -> Outcome {
        for member in self.model.with_descendants(table) {
            let Some(relation) = self.model.relation(member).cloned() else { continue };
            if let Some(known) = relation.column_named(&to.text) {
                return Err(self.column_exists(&relation, known, to));
            }
            let Some(own) = relation.column_named(&name.text) else { continue };
            let (id, mut history) = (own.id, own.history.clone());
            self.note_change(&mut history, to.span);
            self.model.change_relation(member, |relation| {
                rename_in_expressions(relation, &name.text, &to.text);
                for column in relation.columns.iter_mut().filter(|each| each.id == id) {
                    column.name = Arc::clone(&to.text);
                    column.history = history.clone();
                }
            });
        }
        Ok(())
    }

    /// `RENAME CONSTRAINT`; the index that it owns is renamed with it.
    pub fn rename_constraint(&mut self, altered: Altered, name: &Name, to: &Name) -> Outcome {
        let table = self.altered_table(altered)?;
        // It is asked whether columns may be renamed (`rename_constraint_internal`).
        if table.of_type.is_some() {
            let message = "cannot rename column of typed table".to_owned();
            return Err(self.refused(name.span, "42809", message));
        }
        let Some(constraint) = table.constraints.iter().find(|each| each.name == name.text) else {
            let message =
                format!("constraint \"{}\" for table \"{}\" does not exist", name.text, table.name);
            return Err(self.missing_constraint(&table, name).saying(message));
        };
        if constraint.inherited > 0 && matches!(constraint.kind, ConstraintKind::Check { .. }) {
            let message = format!("cannot rename inherited constraint \"{}\"", name.text);
            return Err(self.refused(name.span, "42P16", message));
        }
        if constraint.kind.has_index() {
            self.check_relation_name_free(table.schema, to)?;
        }
        let check = matches!(constraint.kind, ConstraintKind::Check { no_inherit: false, .. });
        if check && altered.only && !self.model.children_of(table.id).is_empty() {
            let message = format!(
                "inherited constraint \"{}\" must be renamed in child tables too",
                name.text
            );
            return Err(self.refused(name.span, "42P16", message));
        }
        let members = if check { self.model.with_descendants(table.id) } else { vec![table.id] };
        for member in members {
            let Some(relation) = self.model.relation(member).cloned() else { continue };
            self.check_constraint_name_free(&relation, to)?;
            let Some(own) = relation.constraints.iter().find(|each| each.name == name.text) else {
                continue;
            };
            let mut history = own.history.clone();
            self.note_change(&mut history, to.span);
            self.change_constraint_of(member, own.id, |constraint| {
                constraint.name = Arc::clone(&to.text);
                constraint.history = history;
            });
        }
        Ok(())
    }

    /// `ALTER … RENAME TO`.
    pub fn rename(&mut self, statement: &Rename) -> Outcome {
        let name = &statement.object.name;
        let to = &statement.to;
        match statement.kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index
            | ObjectKind::Sequence => self.rename_relation(statement),
            ObjectKind::Type => self.rename_type(name, to),
            ObjectKind::Domain => {
                self.domain(name)?;
                self.rename_type(name, to)
            }
            ObjectKind::Schema => self.rename_schema(&name.name, to),
            ObjectKind::Function
            | ObjectKind::Routine
            | ObjectKind::Procedure
            | ObjectKind::Aggregate => {
                let id = self.function_named(statement.kind, &statement.object, false)?;
                if let Some(function) = id.and_then(|id| self.model.functions.get(&id)).cloned() {
                    self.check_function_name_free(function.schema, to, &function.arguments)?;
                    let (id, mut history) = (function.id, function.history.clone());
                    self.note_change(&mut history, to.span);
                    self.model.change_function(id, |function| {
                        function.name = Arc::clone(&to.text);
                        function.history = history;
                    });
                }
                Ok(())
            }
            ObjectKind::Column
            | ObjectKind::Constraint
            | ObjectKind::Extension
            | ObjectKind::Other => Ok(()),
        }
    }

    fn rename_relation(&mut self, statement: &Rename) -> Outcome {
        let name = &statement.object.name;
        let to = &statement.to;
        let Some((schema, entry)) = self.find_relation_name(name) else {
            return if statement.if_exists { Ok(()) } else { Err(self.missing_relation(name)) };
        };
        self.check_renamed_kind(statement.kind, entry, name)?;
        if to.text == name.name.text {
            return self.check_relation_name_free(schema, to);
        }
        self.check_relation_name_free(schema, to)?;
        match entry {
            RelationName::Relation(id) => {
                self.free_type_name(schema, to, true)?;
                let Some(relation) = self.model.relation(id) else { return Ok(()) };
                let mut history = relation.history.clone();
                self.note_change(&mut history, to.span);
                self.model.change_relation(id, |relation| {
                    relation.name = Arc::clone(&to.text);
                    relation.history = history;
                });
                self.move_unsettled(schema, &name.name, schema, &to.text);
                let place = self.at(to.span);
                self.model.note_dropped(schema, &name.name.text, &place);
            }
            RelationName::Sequence(id) => {
                let before = self.model.nextval(schema, &name.name.text);
                let Some(sequence) = self.model.sequence(id) else { return Ok(()) };
                let mut history = sequence.history.clone();
                self.note_change(&mut history, to.span);
                self.model.change_sequence(id, |sequence| {
                    sequence.name = Arc::clone(&to.text);
                    sequence.history = history;
                });
                self.model.follow_sequence(id, &before);
            }
            RelationName::Index { index, table } => self.rename_index(index, table, to)?,
            RelationName::Composite(_) => {
                return Err(self
                    .refused(
                        name.span(),
                        "42809",
                        format!("\"{}\" is a composite type", name.name.text),
                    )
                    .with_help("use ALTER TYPE instead"));
            }
        }
        Ok(())
    }

    /// The refusal of a statement that says another kind of relation than its name has.
    pub fn check_renamed_kind(
        &self,
        kind: ObjectKind,
        entry: RelationName,
        name: &QualifiedName,
    ) -> Outcome {
        // ALTER TABLE takes everything; ALTER INDEX and ALTER VIEW what they say.
        use crate::model::RelationKind;
        let relation = |wanted: RelationKind| match entry {
            RelationName::Relation(id) => {
                self.model.relation(id).is_some_and(|relation| relation.kind == wanted)
            }
            _ => false,
        };
        let fits = match kind {
            ObjectKind::View => relation(RelationKind::View),
            ObjectKind::MaterializedView => relation(RelationKind::MaterializedView),
            ObjectKind::ForeignTable => relation(RelationKind::ForeignTable),
            ObjectKind::Sequence => matches!(entry, RelationName::Sequence(_)),
            _ => true,
        };
        if fits {
            return Ok(());
        }
        let message = format!("\"{}\" is not a {}", name.name.text, super::drop::object_word(kind));
        Err(self
            .refused(name.span(), "42809", message)
            .with_made(self.model.history_of(entry), "it was made here"))
    }

    fn rename_index(&mut self, index: ObjectId, table: ObjectId, to: &Name) -> Outcome {
        let Some(relation) = self.model.relation(table).cloned() else { return Ok(()) };
        if let Some(constraint) = relation.constraint(index) {
            self.check_constraint_name_free(&relation, to)?;
            let mut history = constraint.history.clone();
            self.note_change(&mut history, to.span);
            self.change_constraint_of(table, index, |constraint| {
                constraint.name = Arc::clone(&to.text);
                constraint.history = history;
            });
            return Ok(());
        }
        let Some(found) = relation.index(index) else { return Ok(()) };
        let mut history = found.history.clone();
        self.note_change(&mut history, to.span);
        self.model.change_relation(table, |relation| {
            for each in relation.indexes.iter_mut().filter(|each| each.id == index) {
                each.name = Arc::clone(&to.text);
                each.history = history.clone();
            }
        });
        Ok(())
    }

    /// Renames a type, and the array type whose name PostgreSQL made up with it.
    pub fn rename_type(&mut self, name: &QualifiedName, to: &Name) -> Outcome {
        let id = match self.find_type_name(name) {
            Some((_, TypeNameEntry::User(id))) => id,
            Some((_, TypeNameEntry::Row(id))) => {
                let message = format!("{} is a table's row type", name.name.text);
                let history =
                    self.model.relation(id).and_then(|relation| relation.history.as_ref());
                return Err(self
                    .refused(name.span(), "42809", message)
                    .with_made(history, "the table was made here")
                    .with_help("use ALTER TABLE instead"));
            }
            Some((_, TypeNameEntry::ArrayOf(_))) => {
                let message = format!("cannot alter array type {}", name.name.text);
                return Err(self.refused(name.span(), "42809", message));
            }
            None => return Err(self.missing_type(name)),
        };
        let Some(user_type) = self.model.user_type(id).cloned() else { return Ok(()) };
        let schema = user_type.schema;
        if matches!(user_type.kind, TypeKind::Composite { .. }) {
            self.check_relation_name_free(schema, to)?;
        }
        self.free_type_name(schema, to, false)?;
        let mut history = user_type.history.clone();
        self.note_change(&mut history, to.span);
        // The array type gets its name anew, when its own is out of the way.
        self.model.change_type(id, |user_type| {
            user_type.name = Arc::clone(&to.text);
            user_type.array_name = None;
            user_type.history = history;
        });
        if user_type.array_name.is_some() {
            let array = self.model.choose_array_name(schema, &to.text);
            self.model.change_type(id, |user_type| user_type.array_name = Some(array));
        }
        self.move_unsettled(schema, &name.name, schema, &to.text);
        let place = self.at(to.span);
        self.model.note_dropped(schema, &name.name.text, &place);
        Ok(())
    }

    fn rename_schema(&mut self, name: &Name, to: &Name) -> Outcome {
        let id = self.schema(name)?;
        self.check_schema_name(to)?;
        if self.model.schema_named(&to.text).is_some() {
            let message = format!("schema \"{}\" already exists", to.text);
            return Err(self.duplicate(to.span, "42P06", message));
        }
        let Some(mut schema) = self.model.schemas.get(&id).map(|schema| (**schema).clone()) else {
            return Ok(());
        };
        let before: Vec<(ObjectId, Arc<str>)> = self
            .model
            .sequences
            .values()
            .filter(|sequence| sequence.schema == id)
            .map(|sequence| (sequence.id, self.model.nextval(id, &sequence.name)))
            .collect();
        schema.name = Arc::clone(&to.text);
        self.note_change(&mut schema.history, to.span);
        self.model.put_schema(schema);
        for (sequence, text) in before {
            self.model.follow_sequence(sequence, &text);
        }
        Ok(())
    }

    /// An unsettled object stays so under its new name.
    pub fn move_unsettled(
        &mut self,
        from_schema: ObjectId,
        from: &Name,
        to_schema: ObjectId,
        to: &Arc<str>,
    ) {
        let key = |model: &Model, schema, name: &Arc<str>| {
            (Arc::from(model.schema_name(schema)), Arc::clone(name))
        };
        let old = key(&self.model, from_schema, &from.text);
        let new = key(&self.model, to_schema, to);
        if self.model.unsettled.remove(&old).is_some() {
            self.model.unsettled.insert(new);
        } else if !self.model.unsettled.is_empty() {
            self.model.unsettled.remove(&new);
        }
    }
}

impl Model {
    /// Gives the defaults that take a sequence's next value its new name.
    pub(super) fn follow_sequence(&mut self, sequence: ObjectId, before: &str) {
        let Some((schema, name)) =
            self.sequence(sequence).map(|found| (found.schema, Arc::clone(&found.name)))
        else {
            return;
        };
        let after = self.nextval(schema, &name);
        let users: Vec<User> = self.users_of(sequence).collect();
        for user in users {
            let User::Default(relation, column) = user else { continue };
            self.change_relation(relation, |relation| {
                for column in relation.columns.iter_mut().filter(|each| each.id == column) {
                    if let Some(default) = &column.default {
                        column.default = Some(rename_sequence_in(default, before, &after));
                    }
                }
            });
        }
    }
}

/// Gives a column its new name in every expression of its relation.
fn rename_in_expressions(relation: &mut Relation, from: &str, to: &str) {
    let table = Arc::clone(&relation.name);
    let renamed = |text: &Arc<str>| rename_column_in(text, &table, from, to);
    for column in &mut relation.columns {
        if let Some(generated) = &mut column.generated {
            generated.expression = renamed(&generated.expression);
        }
    }
    for constraint in &mut relation.constraints {
        match &mut constraint.kind {
            ConstraintKind::Check { expression, .. } => *expression = renamed(expression),
            ConstraintKind::Exclusion { keys, predicate, .. } => {
                for (key, _) in keys {
                    if let IndexTarget::Expression(expression) = &mut key.target {
                        *expression = renamed(expression);
                    }
                }
                if let Some(predicate) = predicate {
                    *predicate = renamed(predicate);
                }
            }
            _ => {}
        }
    }
    for index in &mut relation.indexes {
        for key in &mut index.keys {
            if let IndexTarget::Expression(expression) = &mut key.target {
                *expression = renamed(expression);
            }
        }
        if let Some(predicate) = &mut index.predicate {
            *predicate = renamed(predicate);
        }
    }
}
