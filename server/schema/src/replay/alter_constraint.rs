//! What ALTER TABLE does to constraints.

use super::alter_table::Altered;
use super::columns::Pending;
use super::constraints::Added;
use super::dependents::Object;
use super::expressions::same_text;
use super::failure::{Failure, Outcome};
use super::indexes::{IndexRole, counterpart};
use super::session::Session;
use crate::model::{
    Constraint, ConstraintKind, IndexTarget, ObjectId, Relation, RelationKind, RelationName, User,
    make_object_name,
};
use crate::statement::{ConstraintDefinitionKind, Name, QualifiedName};
use std::sync::Arc;

/// Which constraints an action may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alterable {
    /// `ALTER CONSTRAINT`.
    ForeignKey,
    /// `VALIDATE CONSTRAINT`.
    Validatable,
}

impl Session {
    /// Adds a key to a table; with `USING INDEX` an index becomes one.
    pub fn add_key(&mut self, altered: Altered, pending: Pending) -> Outcome {
        let table = self.altered_table(altered)?;
        let using = match &pending.definition.kind {
            ConstraintDefinitionKind::PrimaryKey { using_index, .. }
            | ConstraintDefinitionKind::Unique { using_index, .. } => using_index.as_ref(),
            _ => None,
        };
        if let Some(index) = using {
            return self.adopt_as_key(&table, pending, index);
        }
        let spec = self.constraint_index(&table, pending)?;
        if altered.only
            && table.kind == RelationKind::PartitionedTable
            && spec.role == IndexRole::Primary
        {
            let columns = spec.key_columns();
            let names = table.column_names(&columns);
            let nullable = |child: &ObjectId| {
                let child = self.model.relation(*child);
                child.is_some_and(|child| {
                    let named =
                        |name: &&str| child.column_named(name).is_some_and(|each| !each.not_null);
                    names.iter().any(named)
                })
            };
            if self.model.partitions_of(altered.id).iter().any(nullable) {
                let message = "constraint must be added to child tables too".to_owned();
                return Err(self.refused(pending.definition.span, "42P16", message));
            }
        }
        if altered.only
            && table.kind == RelationKind::PartitionedTable
            && spec.role != IndexRole::Primary
            && !self.model.partitions_of(altered.id).is_empty()
        {
            self.define_index(altered.id, spec, None, false)?;
            return Ok(());
        }
        self.define_index(altered.id, spec, None, !altered.only)?;
        Ok(())
    }

    fn adopt_as_key(&mut self, table: &Relation, pending: Pending, name: &Name) -> Outcome {
        let written = QualifiedName { schema: None, name: name.clone() };
        let found = match self.model.relation_names.get(table.schema, &name.text) {
            Some(RelationName::Index { index, table: owner }) if *owner == table.id => Some(*index),
            _ => None,
        };
        let Some(id) = found else {
            let message = format!("index \"{}\" does not exist", name.text);
            return Err(self.missing_named(&written, "42704", message));
        };
        let Some(index) = table.index(id).cloned() else {
            let message =
                format!("index \"{}\" is already associated with a constraint", name.text);
            return Err(self.refused(name.span, "55000", message));
        };
        let columns: Option<Vec<_>> = index
            .keys
            .iter()
            .map(|key| match key.target {
                IndexTarget::Column(column) => Some(column),
                IndexTarget::Expression(_) => None,
            })
            .collect();
        let wrong = match &columns {
            _ if !index.unique => Some(format!("\"{}\" is not a unique index", name.text)),
            None => Some(format!("index \"{}\" contains expressions", name.text)),
            Some(_) if index.predicate.is_some() => {
                Some(format!("\"{}\" is a partial index", name.text))
            }
            Some(_) => {
                let sorted = index.keys.iter().position(|key| key.descending || key.nulls_first);
                sorted.map(|at| {
                    format!(
                        "index \"{}\" column number {} does not have default sorting behavior",
                        name.text,
                        at + 1
                    )
                })
            }
        };
        if let Some(message) = wrong {
            return Err(self
                .refused(name.span, "42809", message)
                .with_made(index.history.as_ref(), "the index was made here"));
        }
        let columns = columns.unwrap_or_default();
        let definition = pending.definition;
        let twice = columns.iter().enumerate().find(|(at, column)| columns[..*at].contains(column));
        if let Some((_, column)) = twice {
            let column = table.column(*column).map_or("", |column| &column.name);
            let message = format!("column \"{column}\" appears twice in unique constraint");
            return Err(self.refused(name.span, "42701", message));
        }
        if table.kind == RelationKind::PartitionedTable {
            let message =
                "ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables"
                    .to_owned();
            return Err(self.refused(definition.span, "0A000", message));
        }
        let kind = match &definition.kind {
            ConstraintDefinitionKind::PrimaryKey { .. } => {
                if let Some(key) = table.primary_key() {
                    let message = format!(
                        "multiple primary keys for table \"{}\" are not allowed",
                        table.name
                    );
                    return Err(self
                        .refused(definition.span, "42P16", message)
                        .with_made(key.history.as_ref(), "the other one was made here"));
                }
                self.set_not_null_for_key(table.id, &columns, true);
                ConstraintKind::PrimaryKey { columns, include: index.include.clone() }
            }
            _ => ConstraintKind::Unique {
                columns,
                include: index.include.clone(),
                nulls_distinct: index.nulls_distinct,
            },
        };
        let constraint_name = match &definition.name {
            Some(written) => {
                self.check_constraint_name_free(table, written)?;
                if written.text != name.text {
                    self.check_relation_name_free(table.schema, written)?;
                }
                Arc::clone(&written.text)
            }
            // PostgreSQL meets the other one in its own catalog.
            None if table.constraints.iter().any(|known| known.name == name.text) => {
                let message = "duplicate key value violates unique constraint \
                               \"pg_constraint_conrelid_contypid_conname_index\""
                    .to_owned();
                return Err(self.refused(name.span, "23505", message));
            }
            None => Arc::clone(&name.text),
        };
        let initially_deferred = definition.initially_deferred.unwrap_or(false);
        let constraint = Constraint {
            id,
            name: constraint_name,
            kind,
            deferrable: definition.deferrable.unwrap_or(initially_deferred),
            initially_deferred,
            validated: true,
            enforced: true,
            local: true,
            inherited: 0,
            comment: None,
            history: self.made_at(super::constraints::constraint_span(definition)),
        };
        self.model.change_relation(table.id, |table| {
            table.indexes.retain(|index| index.id != id);
            table.constraints.push(constraint);
        });
        self.model.put_uses(User::Index(table.id, id), Default::default());
        Ok(())
    }

    /// Adds a check to a table and to those that inherit from it.
    pub fn add_check_everywhere(&mut self, altered: Altered, pending: Pending) -> Outcome {
        let children = self.model.children_of(altered.id);
        let no_inherit = pending.definition.no_inherit;
        if altered.only && !children.is_empty() && !no_inherit {
            let message = "constraint must be added to child tables too".to_owned();
            return Err(self.refused(pending.definition.span, "42P16", message));
        }
        let added = self.add_check(altered.id, pending, &mut Vec::new(), false)?;
        // Where it was there, its heirs have it already.
        if no_inherit || added == Added::Merged {
            return Ok(());
        }
        let table = self.altered_table(altered)?;
        let Some(check) = table.constraints.last().cloned() else { return Ok(()) };
        self.pass_check_on(&table, &check, pending)
    }

    fn pass_check_on(&mut self, table: &Relation, check: &Constraint, pending: Pending) -> Outcome {
        for child in self.model.children_of(table.id) {
            let Some(relation) = self.model.relation(child).cloned() else { continue };
            let known = relation.constraints.iter().find(|known| known.name == check.name);
            if let Some(known) = known {
                let alike = matches!((&known.kind, &check.kind),
                    (ConstraintKind::Check { expression: one, .. },
                     ConstraintKind::Check { expression: other, .. }) if same_text(one, other));
                if !alike {
                    let name =
                        Name { text: Arc::clone(&check.name), span: pending.definition.span };
                    return self.check_constraint_name_free(&relation, &name);
                }
                let id = known.id;
                self.change_constraint_of(child, id, |known| known.inherited += 1);
                continue;
            }
            let mut copy = check.clone();
            copy.id = self.model.next_object_id();
            copy.local = false;
            copy.inherited = 1;
            if let ConstraintKind::Check { columns, .. } = &mut copy.kind {
                columns
                    .iter_mut()
                    .for_each(|column| *column = counterpart(table, &relation, *column));
            }
            let uses = self.model.uses.get(&User::Constraint(table.id, check.id));
            let uses = uses.map(|uses| uses.iter().copied().collect()).unwrap_or_default();
            self.model.put_uses(User::Constraint(child, copy.id), uses);
            let made = copy.clone();
            self.model.change_relation(child, |child| child.constraints.push(copy));
            self.pass_check_on(&relation, &made, pending)?;
        }
        Ok(())
    }

    /// Adds a foreign key to a table and to its partitions.
    pub fn add_foreign_key_everywhere(&mut self, altered: Altered, pending: Pending) -> Outcome {
        let before = self.altered_table(altered)?.constraints.len();
        self.add_foreign_key(altered.id, pending, false)?;
        let table = self.altered_table(altered)?;
        let Some(key) = table.constraints.get(before).cloned() else { return Ok(()) };
        if table.kind == RelationKind::PartitionedTable {
            if altered.only {
                let referenced = match key.kind {
                    ConstraintKind::ForeignKey { references, .. } => {
                        self.model.relation(references)
                    }
                    _ => None,
                };
                let message = format!(
                    "cannot use ONLY for foreign key on partitioned table \"{}\" referencing relation \"{}\"",
                    table.name,
                    referenced.map_or("", |referenced| &referenced.name)
                );
                return Err(self.refused(pending.definition.span, "42809", message));
            }
            for partition in self.model.partitions_of(altered.id) {
                self.share_foreign_key(&table, &key, partition);
            }
        }
        Ok(())
    }

    /// `DROP CONSTRAINT`.
    pub fn drop_constraint(
        &mut self,
        altered: Altered,
        name: &Name,
        if_exists: bool,
        cascade: bool,
    ) -> Outcome {
        let table = self.altered_table(altered)?;
        let Some(constraint) = table.constraints.iter().find(|each| each.name == name.text) else {
            if self.version >= 18
                && let Some(column) = not_null_column(&table, &name.text)
            {
                return self.set_not_null(altered, &Name { text: column, span: name.span }, false);
            }
            if if_exists {
                return Ok(());
            }
            return Err(self.missing_constraint(&table, name));
        };
        if constraint.inherited > 0 {
            let message = format!(
                "cannot drop inherited constraint \"{}\" of relation \"{}\"",
                name.text, table.name
            );
            return Err(self.refused(name.span, "42P16", message));
        }
        let passed_on = matches!(constraint.kind, ConstraintKind::Check { no_inherit: false, .. });
        // From 18 on the partitions keep it as their own.
        if passed_on
            && self.version < 18
            && altered.only
            && table.kind == RelationKind::PartitionedTable
            && !self.model.children_of(table.id).is_empty()
        {
            let message =
                "cannot remove constraint from only the partitioned table when partitions exist";
            return Err(self.refused(name.span, "42P16", message.to_owned()));
        }
        let mut objects = vec![(Object::Constraint(table.id, constraint.id), name.span)];
        if matches!(constraint.kind, ConstraintKind::Check { .. }) {
            let heirs = self.checks_to_drop(&table, &name.text, altered.only);
            objects.extend(heirs.into_iter().map(|heir| (heir, name.span)));
        }
        self.drop_objects(&objects, cascade)
    }

    /// The heirs of a check that fall with it; the others lose a parent.
    fn checks_to_drop(&mut self, table: &Relation, name: &str, only: bool) -> Vec<Object> {
        let mut objects = Vec::new();
        for child in self.model.children_of(table.id) {
            let Some(relation) = self.model.relation(child).cloned() else { continue };
            let Some(heir) = relation.constraints.iter().find(|each| &*each.name == name) else {
                continue;
            };
            if heir.inherited == 1 && !heir.local && !only {
                objects.push(Object::Constraint(child, heir.id));
                objects.extend(self.checks_to_drop(&relation, name, false));
            } else {
                self.change_constraint_of(child, heir.id, |heir| {
                    heir.inherited = heir.inherited.saturating_sub(1);
                    heir.local |= only;
                });
            }
        }
        objects
    }

    /// `constraint "…" of relation "…" does not exist`.
    pub fn missing_constraint(&self, table: &Relation, name: &Name) -> Failure {
        if self.is_unsettled_object(table.schema, &table.name) {
            return Failure::Unsettled;
        }
        let message =
            format!("constraint \"{}\" of relation \"{}\" does not exist", name.text, table.name);
        let failure = self.missing(name.span, "42704", message);
        let names = table.constraints.iter().map(|constraint| &*constraint.name);
        match pgwright_problem::nearest(&name.text, names) {
            Some(near) => {
                failure.with_help(format!("there is `{near}`")).with_data("nearest", near)
            }
            None => failure,
        }
    }

    /// Changes a constraint that a statement names, and its parts on partitions.
    pub fn change_constraint(
        &mut self,
        altered: Altered,
        name: &Name,
        alterable: Alterable,
        change: impl Fn(&mut Constraint),
    ) -> Outcome {
        let table = self.altered_table(altered)?;
        let Some(constraint) = table.constraints.iter().find(|each| each.name == name.text) else {
            return Err(self.missing_constraint(&table, name));
        };
        let (fits, wanted) = match (alterable, &constraint.kind) {
            (_, ConstraintKind::ForeignKey { .. }) => (true, ""),
            (Alterable::Validatable, ConstraintKind::Check { .. }) => (true, ""),
            (Alterable::Validatable, _) => (false, "foreign key or check"),
            (Alterable::ForeignKey, _) => (false, "foreign key"),
        };
        if !fits {
            let message = if alterable == Alterable::Validatable && self.version >= 18 {
                format!(
                    "cannot validate constraint \"{}\" of relation \"{}\"",
                    name.text, table.name
                )
            } else {
                format!(
                    "constraint \"{}\" of relation \"{}\" is not a {wanted} constraint",
                    name.text, table.name
                )
            };
            return Err(self
                .refused(name.span, "42809", message)
                .with_made(constraint.history.as_ref(), "it was made here"));
        }
        if alterable == Alterable::ForeignKey
            && self.model.constraint_parents.contains_key(&constraint.id)
        {
            // Before 18 the error has no code of its own.
            let sqlstate = if self.version >= 18 { "55000" } else { "XX000" };
            let message =
                format!("cannot alter constraint \"{}\" on relation \"{}\"", name.text, table.name);
            return Err(self.refused(name.span, sqlstate, message));
        }
        let (id, check) = (constraint.id, matches!(constraint.kind, ConstraintKind::Check { .. }));
        let mut history = constraint.history.clone();
        self.note_change(&mut history, name.span);
        self.change_constraint_of(table.id, id, |constraint| {
            change(constraint);
            constraint.history = history;
        });
        for member in self.model.with_descendants(table.id).into_iter().skip(1) {
            let Some(relation) = self.model.relation(member).cloned() else { continue };
            let heirs = relation.constraints.iter().filter(|each| {
                if check {
                    each.name == name.text && each.inherited > 0
                } else {
                    self.model.constraint_parents.get(&each.id) == Some(&id)
                }
            });
            let heirs: Vec<ObjectId> = heirs.map(|each| each.id).collect();
            for heir in heirs {
                self.change_constraint_of(member, heir, &change);
            }
        }
        Ok(())
    }

    /// Changes a constraint.
    pub fn change_constraint_of(
        &mut self,
        relation: ObjectId,
        constraint: ObjectId,
        change: impl FnOnce(&mut Constraint),
    ) {
        self.model.change_relation(relation, |relation| {
            if let Some(found) = relation.constraints.iter_mut().find(|each| each.id == constraint)
            {
                change(found);
            }
        });
    }
}

/// The column of which PostgreSQL 18 calls the NOT NULL constraint so, when nobody named it.
fn not_null_column(table: &Relation, name: &str) -> Option<Arc<str>> {
    let column = table
        .columns
        .iter()
        .filter(|column| column.not_null)
        .find(|column| make_object_name(&table.name, Some(&column.name), "not_null") == name)?;
    Some(Arc::clone(&column.name))
}
