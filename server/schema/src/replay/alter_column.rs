//! What ALTER TABLE does to columns.

use super::alter_table::Altered;
use super::columns::{Waiting, is_system_column};
use super::dependents::Object;
use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{Column, ColumnId, Generated, IndexTarget, ObjectId, Relation, Type, User};
use crate::statement::{ColumnDefinition, Expression, Name};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Session {
    /// `ADD COLUMN`.
    pub fn add_column<'a>(
        &mut self,
        altered: Altered,
        definition: &'a ColumnDefinition,
        if_not_exists: bool,
        waiting: &mut Waiting<'a>,
    ) -> Outcome {
        let table = self.altered_table(altered)?;
        let name = &definition.name;
        if table.of_type.is_some() {
            let message = "cannot add column to typed table".to_owned();
            return Err(self.refused(name.span, "42809", message));
        }
        if table.partition_of.is_some() {
            let message = "cannot add column to a partition".to_owned();
            return Err(self.refused(name.span, "42809", message));
        }
        if let Some(known) = table.column_named(&name.text) {
            if if_not_exists {
                return Ok(());
            }
            return Err(self.column_exists(&table, known, name));
        }
        let children = self.model.children_of(altered.id);
        if altered.only && !children.is_empty() {
            let message = "column must be added to child tables too".to_owned();
            return Err(self.refused(name.span, "42P16", message));
        }
        let mut draft = self.define_column(Self::head(&table), definition, waiting)?;
        self.check_no_member(table.id, &draft.column.data_type, definition.span)?;
        let shared = self.version >= 17 && table.partition_key.is_some();
        if draft.column.identity.is_some() && !children.is_empty() && !shared {
            let message =
                "cannot recursively add identity column to table that has child tables".to_owned();
            return Err(self.refused(name.span, "42P16", message));
        }
        let id = self.append_column(altered.id, draft.column.clone());
        draft.column.id = id;
        self.finish_column(altered.id, id, draft)?;
        self.add_column_below(&table, id, name)
    }

    /// Adds a plain column to a table and to those that inherit from it.
    pub fn add_plain_column(&mut self, table: &Relation, column: Column, name: &Name) -> Outcome {
        let id = self.append_column(table.id, column);
        self.add_column_below(table, id, name)
    }

    /// Adds a column that a table has by now to those that inherit from it.
    fn add_column_below(&mut self, table: &Relation, id: ColumnId, name: &Name) -> Outcome {
        let Some(column) =
            self.model.relation(table.id).and_then(|table| table.column(id)).cloned()
        else {
            return Ok(());
        };
        let uses: BTreeSet<ObjectId> = self
            .model
            .uses
            .get(&User::Default(table.id, id))
            .map(|uses| uses.iter().copied().collect())
            .unwrap_or_default();
        for child in self.model.children_of(table.id) {
            let Some(relation) = self.model.relation(child).cloned() else { continue };
            if let Some(known) = relation.column_named(&name.text) {
                if known.data_type != column.data_type {
                    let message = format!(
                        "child table \"{}\" has different type for column \"{}\"",
                        relation.name, name.text
                    );
                    return Err(self.refused(name.span, "42804", message));
                }
                let known = known.id;
                self.change_column(child, known, |known| known.inherited += 1);
                continue;
            }
            self.check_no_member(child, &column.data_type, name.span)?;
            let mut copy = column.clone();
            copy.local = false;
            copy.inherited = 1;
            let below = self.append_column(child, copy);
            self.model.put_uses(User::Default(child, below), uses.clone());
            if let Some(from) = self.model.generated_from.get(&(table.id, id)).cloned() {
                self.model.generated_from.insert((child, below), from);
            }
            self.add_column_below(&relation, below, name)?;
        }
        Ok(())
    }

    fn append_column(&mut self, relation: ObjectId, mut column: Column) -> ColumnId {
        let appended = self.model.change_relation(relation, |relation| {
            column.id = ColumnId(relation.next_column);
            relation.next_column = relation.next_column.saturating_add(1);
            let id = column.id;
            relation.columns.push(column);
            id
        });
        appended.unwrap_or(ColumnId(0))
    }

    /// `column "…" of relation "…" already exists`.
    pub fn column_exists(&self, table: &Relation, known: &Column, name: &Name) -> Failure {
        if self.is_unsettled_object(table.schema, &table.name) {
            return Failure::Unsettled;
        }
        let message =
            format!("column \"{}\" of relation \"{}\" already exists", name.text, table.name);
        self.duplicate(name.span, "42701", message)
            .with_made(known.history.as_ref(), format!("\"{}\" was made here", name.text))
    }

    /// Changes a column.
    pub fn change_column(
        &mut self,
        relation: ObjectId,
        column: ColumnId,
        change: impl FnOnce(&mut Column),
    ) {
        self.model.change_relation(relation, |relation| {
            if let Some(column) = relation.columns.iter_mut().find(|each| each.id == column) {
                change(column);
            }
        });
    }

    /// Changes a column, and those that inherit it unless ONLY was said, and notes the change.
    pub fn change_column_everywhere(
        &mut self,
        altered: Altered,
        name: &Name,
        change: impl Fn(&mut Column),
    ) {
        let members =
            if altered.only { vec![altered.id] } else { self.model.with_descendants(altered.id) };
        for member in members {
            let Some(column) =
                self.model.relation(member).and_then(|each| each.column_named(&name.text)).cloned()
            else {
                continue;
            };
            let mut history = column.history.clone();
            self.note_change(&mut history, name.span);
            self.change_column(member, column.id, |column| {
                change(column);
                column.history = history;
            });
        }
    }

    /// `DROP COLUMN`.
    pub fn drop_column(
        &mut self,
        altered: Altered,
        name: &Name,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        let table = self.altered_table(altered)?;
        if table.of_type.is_some() {
            let message = "cannot drop column from typed table".to_owned();
            return Err(self.refused(name.span, "42809", message));
        }
        let Some(column) = table.column_named(&name.text) else {
            if is_system_column(&name.text) {
                let message = format!("cannot drop system column \"{}\"", name.text);
                return Err(self.refused(name.span, "0A000", message));
            }
            if if_exists {
                return Ok(());
            }
            return Err(self.missing_column(&table, name));
        };
        if column.inherited > 0 {
            let message = format!("cannot drop inherited column \"{}\"", name.text);
            return Err(self
                .refused(name.span, "42P16", message)
                .with_made(column.history.as_ref(), "it was made here"));
        }
        if table.partition_key.as_ref().is_some_and(|key| key.reads(column.id)) {
            let message = format!(
                "cannot drop column \"{}\" because it is part of the partition key of relation \"{}\"",
                name.text, table.name
            );
            return Err(self.refused(name.span, "42P16", message));
        }
        let alone = altered.only && table.partition_key.is_some();
        if alone && !self.model.children_of(table.id).is_empty() {
            let message =
                "cannot drop column from only the partitioned table when partitions exist";
            return Err(self.refused(name.span, "42P16", message.to_owned()));
        }
        let objects = self.columns_to_drop(&table, column.id, altered.only);
        let objects: Vec<_> = objects.into_iter().map(|object| (object, name.span)).collect();
        self.drop_objects(&objects, cascade)
    }

    /// A column and its heirs that fall with it; the others lose a parent.
    pub fn columns_to_drop(
        &mut self,
        table: &Relation,
        column: ColumnId,
        only: bool,
    ) -> Vec<Object> {
        let mut objects = vec![Object::Column(table.id, column)];
        let Some(name) = table.column(column).map(|column| Arc::clone(&column.name)) else {
            return objects;
        };
        for child in self.model.children_of(table.id) {
            let Some(relation) = self.model.relation(child).cloned() else { continue };
            let Some(heir) = relation.column_named(&name) else { continue };
            if heir.inherited == 1 && !heir.local && !only {
                objects.extend(self.columns_to_drop(&relation, heir.id, false));
            } else {
                self.change_column(child, heir.id, |heir| {
                    heir.inherited = heir.inherited.saturating_sub(1);
                    heir.local |= only;
                });
            }
        }
        objects
    }

    /// `SET DEFAULT`, `DROP DEFAULT`.
    pub fn set_default(
        &mut self,
        altered: Altered,
        name: &Name,
        default: Option<&Expression>,
    ) -> Outcome {
        let (_, column) = self.altered_column(altered, name)?;
        let members =
            if altered.only { vec![altered.id] } else { self.model.with_descendants(altered.id) };
        for member in &members {
            let Some(table) = self.model.relation(*member).cloned() else { continue };
            let Some(column) = table.column_named(&name.text) else { continue };
            let help = "use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead";
            self.refuse_identity(&table, column, name, help)?;
            if column.generated.is_some() {
                let message = format!(
                    "column \"{}\" of relation \"{}\" is a generated column",
                    name.text, table.name
                );
                return Err(self.refused(name.span, "42601", message));
            }
        }
        let text = default.and_then(|default| self.default_text(default, &column.data_type));
        self.change_column_everywhere(altered, name, |column| column.default = text.clone());
        for member in members {
            let column = self.model.relation(member).and_then(|each| each.column_named(&name.text));
            let Some(id) = column.map(|column| column.id) else { continue };
            match default {
                Some(default) => self.use_column_expression(member, id, default, false)?,
                None => self.model.put_uses(User::Default(member, id), BTreeSet::new()),
            }
        }
        Ok(())
    }

    fn refuse_identity(
        &self,
        table: &Relation,
        column: &Column,
        name: &Name,
        help: &str,
    ) -> Outcome {
        if column.identity.is_none() {
            return Ok(());
        }
        let message = format!(
            "column \"{}\" of relation \"{}\" is an identity column",
            name.text, table.name
        );
        let failure = self.refused(name.span, "42601", message);
        Err(if help.is_empty() { failure } else { failure.with_help(help) })
    }

    /// `SET NOT NULL`, `DROP NOT NULL`.
    pub fn set_not_null(&mut self, altered: Altered, name: &Name, not_null: bool) -> Outcome {
        let (table, column) = self.altered_column(altered, name)?;
        // From 18 on the partitions keep it as their own.
        if !not_null
            && altered.only
            && self.version < 18
            && table.partition_key.is_some()
            && !self.model.children_of(altered.id).is_empty()
        {
            let message =
                "cannot remove constraint from only the partitioned table when partitions exist";
            return Err(self.refused(name.span, "42P16", message.to_owned()));
        }
        if !not_null && self.version >= 18 && column.inherited > 0 {
            let above = table.inherits.iter().filter_map(|parent| self.model.relation(*parent));
            let mut same = above.filter_map(|parent| parent.column_named(&name.text));
            if same.any(|above| above.not_null) {
                let message = format!("cannot drop inherited NOT NULL of column \"{}\"", name.text);
                return Err(self.refused(name.span, "42P16", message));
            }
        }
        if !not_null {
            self.refuse_identity(&table, &column, name, "")?;
            // From 18 on heirs with a key of their own keep their NOT NULL.
            let members = if altered.only || self.version >= 18 {
                vec![altered.id]
            } else {
                self.model.with_descendants(altered.id)
            };
            for member in members {
                let Some(table) = self.model.relation(member).cloned() else { continue };
                if let Some(own) = table.column_named(&name.text) {
                    self.refuse_identity(&table, own, name, "")?;
                }
                let column = table.column_named(&name.text).map(|column| column.id);
                if column.is_some_and(|column| table.primary_key_columns().contains(&column)) {
                    let message = format!("column \"{}\" is in a primary key", name.text);
                    let key = table.primary_key().and_then(|key| key.history.as_ref());
                    return Err(self
                        .refused(name.span, "42P16", message)
                        .with_made(key, "the primary key was made here"));
                }
            }
            if let Some(parent) = table.partition_of
                && let Some(above) = self.model.relation(parent)
                && above.column_named(&name.text).is_some_and(|above| above.not_null)
            {
                let message =
                    format!("column \"{}\" is marked NOT NULL in parent table", name.text);
                return Err(self.refused(name.span, "42P16", message));
            }
        }
        if not_null && altered.only && table.partition_key.is_some() {
            let nullable = |child: &ObjectId| {
                let child = self.model.relation(*child);
                let column = child.and_then(|child| child.column_named(&name.text));
                column.is_some_and(|column| !column.not_null)
            };
            if self.model.children_of(altered.id).iter().any(nullable) {
                let message = "constraint must be added to child tables too".to_owned();
                return Err(self.refused(name.span, "42P16", message));
            }
        }
        if not_null {
            self.model.own_not_null.insert((table.id, column.id));
        } else {
            self.model.own_not_null.remove(&(table.id, column.id));
        }
        // From 18 on an heir keeps what it said itself or its own key says.
        let keeps = |member: &ObjectId| {
            self.model.relation(*member).is_some_and(|table| {
                table.column_named(&name.text).is_some_and(|column| {
                    column.not_null
                        && (column.local
                            || table.primary_key_columns().contains(&column.id)
                            || self.model.own_not_null.contains(&(table.id, column.id)))
                })
            })
        };
        let members = self.model.with_descendants(altered.id);
        let mut keys: Vec<ObjectId> = Vec::new();
        let mut grown = self.version >= 18 && !not_null;
        while grown {
            // Or what another parent of it says that stays as it is.
            let stays = |parent: &ObjectId| {
                let column = self.model.relation(*parent);
                let column = column.and_then(|parent| parent.column_named(&name.text));
                column.is_some_and(|column| column.not_null)
                    && (!members.contains(parent) || keys.contains(parent))
            };
            let parents = |member: &ObjectId| {
                self.model.relation(*member).is_some_and(|it| it.inherits.iter().any(stays))
            };
            let more: Vec<ObjectId> = members[1..]
                .iter()
                .filter(|member| !keys.contains(member) && (keeps(member) || parents(member)))
                .copied()
                .collect();
            grown = !more.is_empty();
            keys.extend(more);
        }
        self.change_column_everywhere(altered, name, |column| column.not_null = not_null);
        for member in keys {
            let column =
                self.model.relation(member).and_then(|table| table.column_named(&name.text));
            if let Some(id) = column.map(|column| column.id) {
                self.change_column(member, id, |column| column.not_null = true);
            }
        }
        Ok(())
    }

    /// `SET EXPRESSION`.
    pub fn set_expression(
        &mut self,
        altered: Altered,
        name: &Name,
        expression: &Expression,
    ) -> Outcome {
        let (table, column) = self.altered_column(altered, name)?;
        if column.generated.is_none() {
            return Err(self.not_generated(&table, name));
        }
        // Its indexes are made anew, which a part of another index cannot be.
        let part = table.indexes.iter().find(|index| {
            index.parent.is_some()
                && index.keys.iter().any(|key| key.target == IndexTarget::Column(column.id))
        });
        if let Some(part) = part {
            let message = format!(
                "cannot drop index \"{}\" because the index that it is a part of requires it",
                part.name
            );
            return Err(self
                .refused(name.span, "2BP01", message)
                .with_made(part.history.as_ref(), "the index was made here"));
        }
        let text = Arc::clone(&expression.text);
        self.change_column_everywhere(altered, name, |column| {
            if let Some(generated) = &mut column.generated {
                generated.expression = Arc::clone(&text);
            }
        });
        self.remake_checks(altered.id, name)?;
        self.use_column_expression(altered.id, column.id, expression, true)
    }

    /// `DROP EXPRESSION`.
    pub fn drop_expression(&mut self, altered: Altered, name: &Name, if_exists: bool) -> Outcome {
        if altered.only && !self.model.children_of(altered.id).is_empty() {
            let message = "ALTER TABLE / DROP EXPRESSION must be applied to child tables too";
            return Err(self.refused(name.span, "42P16", message.to_owned()));
        }
        let (table, column) = self.altered_column(altered, name)?;
        if column.inherited > 0 {
            let message = "cannot drop generation expression from inherited column".to_owned();
            return Err(self.refused(name.span, "42P16", message));
        }
        match column.generated {
            None if if_exists => return Ok(()),
            None if self.version < 18 => {
                let message = format!(
                    "column \"{}\" of relation \"{}\" is not a stored generated column",
                    name.text, table.name
                );
                return Err(self.not_generated(&table, name).saying(message));
            }
            None => return Err(self.not_generated(&table, name)),
            Some(Generated { stored: false, .. }) => {
                let message =
                    "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns";
                return Err(self.refused(name.span, "0A000", message.to_owned()));
            }
            Some(_) => {}
        }
        self.change_column_everywhere(altered, name, |column| column.generated = None);
        self.model.put_uses(User::Default(altered.id, column.id), BTreeSet::new());
        self.model.generated_from.remove(&(altered.id, column.id));
        Ok(())
    }

    fn not_generated(&self, table: &Relation, name: &Name) -> Failure {
        let message = format!(
            "column \"{}\" of relation \"{}\" is not a generated column",
            name.text, table.name
        );
        self.refused(name.span, "55000", message)
    }

    /// The sequences that a column owns.
    pub fn owned_sequences(&self, relation: ObjectId, column: ColumnId) -> Vec<ObjectId> {
        self.model
            .users_of(relation)
            .filter_map(|user| match user {
                User::Object(id) => self.model.sequence(id),
                _ => None,
            })
            .filter(|sequence| sequence.owned_by == Some((relation, column)))
            .map(|sequence| sequence.id)
            .collect()
    }

    /// Whether PostgreSQL casts values of one type to another without being told how: by an
    /// assignment cast.
    pub fn casts_by_itself(&self, from: &Type, to: &Type) -> bool {
        let (from, to) = (self.model.without_domains(from), self.model.without_domains(to));
        super::casts::assigns(&self.model, from, to)
    }
}
