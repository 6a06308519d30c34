//! Joining and leaving: ATTACH and DETACH PARTITION, INHERIT and NO INHERIT.

use super::alter_table::Altered;
use super::failure::Outcome;
use super::indexes::counterpart;
use super::session::Session;
use crate::model::{BoundValues, Constraint, ConstraintKind, ObjectId, Relation, RelationKind};
use crate::statement::{PartitionBound, QualifiedName};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Session {
    /// `ATTACH PARTITION`.
    pub fn attach_partition(
        &mut self,
        altered: Altered,
        name: &QualifiedName,
        written: Option<&PartitionBound>,
    ) -> Outcome {
        let table = self.altered_table(altered)?;
        self.check_partitioned(altered, &table, "ATTACH")?;
        let bound = match written {
            Some(written) => Some((self.partition_bound(&table, written)?, written.span)),
            None => None,
        };
        let child = self.table(name)?;
        if self.model.with_descendants(child.id).contains(&table.id) {
            let message = "circular inheritance not allowed".to_owned();
            return Err(self.duplicate(name.span(), "42P07", message));
        }
        if !child.inherits.is_empty() {
            let message = "cannot attach inheritance child as partition".to_owned();
            return Err(self.refused(name.span(), "42809", message));
        }
        if child.partition_key.is_none() && !self.model.children_of(child.id).is_empty() {
            let message = "cannot attach inheritance parent as partition".to_owned();
            return Err(self.refused(name.span(), "42809", message));
        }
        if child.partition_of.is_some() {
            let message = format!("\"{}\" is already a partition", child.name);
            return Err(self.refused(name.span(), "42809", message));
        }
        self.check_parents_life(&table, child.temporary, Some("attach"), name)?;
        for column in &child.columns {
            if table.column_named(&column.name).is_none() {
                let message = format!(
                    "table \"{}\" contains column \"{}\" not found in parent \"{}\"",
                    child.name, column.name, table.name
                );
                return Err(self
                    .refused(name.span(), "42804", message)
                    .with_made(column.history.as_ref(), "the column was made here"));
            }
        }
        let refers = |each: &&Constraint| matches!(each.kind, ConstraintKind::ForeignKey { references, .. } if references == child.id);
        if let Some(key) = table.constraints.iter().find(refers) {
            let message = format!(
                "cannot attach table \"{}\" as a partition because it is referenced by foreign key \"{}\"",
                child.name, key.name
            );
            return Err(self.refused(name.span(), "0A000", message));
        }
        let shared_identity = self.version >= 17;
        if shared_identity
            && let Some(own) = child.columns.iter().find(|each| each.identity.is_some())
        {
            let message = format!(
                "table \"{}\" being attached contains an identity column \"{}\"",
                child.name, own.name
            );
            return Err(self.refused(name.span(), "55000", message));
        }
        if let Some((bound, span)) = &bound {
            self.check_bound_free(&table, &child.name, bound, *span)?;
        }
        self.join(&table, &child, name, true)?;
        self.model.change_relation(child.id, |child| {
            child.partition_of = Some(table.id);
            child.partition_bound = bound.map(|(bound, _)| bound);
            for column in child.columns.iter_mut().filter(|_| shared_identity) {
                let above = table.column_named(&column.name);
                column.identity = above.and_then(|above| above.identity);
            }
        });
        self.share_indexes(&table, child.id)?;
        self.share_foreign_keys(&table, child.id);
        self.note_relation_change(child.id, name.span());
        Ok(())
    }

    fn check_partitioned(&self, altered: Altered, table: &Relation, what: &str) -> Outcome {
        if table.kind == RelationKind::PartitionedTable {
            return Ok(());
        }
        if self.version < 18 {
            let message = format!("table \"{}\" is not partitioned", table.name);
            return Err(self.refused(altered.span, "42P17", message));
        }
        let message = format!(
            "ALTER action {what} PARTITION cannot be performed on relation \"{}\"",
            table.name
        );
        Err(self.refused(altered.span, "42809", message))
    }

    /// `DETACH PARTITION`.
    pub fn detach_partition(
        &mut self,
        altered: Altered,
        name: &QualifiedName,
        concurrently: bool,
    ) -> Outcome {
        let table = self.altered_table(altered)?;
        self.check_partitioned(altered, &table, "DETACH")?;
        let child = self.table(name)?;
        if child.partition_of != Some(table.id) {
            let message = format!(
                "relation \"{}\" is not a partition of relation \"{}\"",
                child.name, table.name
            );
            return Err(self.refused(name.span(), "42P01", message));
        }
        if concurrently {
            let partitions = self.model.partitions_of(table.id);
            let others = partitions.iter().filter_map(|id| self.model.relation(*id));
            let is_default = |each: &&Arc<Relation>| {
                let bound = each.partition_bound.as_ref();
                bound.is_some_and(|bound| bound.values == BoundValues::Default)
            };
            if let Some(default) = others.into_iter().find(is_default) {
                let message =
                    "cannot detach partitions concurrently when a default partition exists";
                return Err(self
                    .refused(name.span(), "55000", message.to_owned())
                    .with_made(default.history.as_ref(), "the default partition was made here"));
            }
            self.keep_bound_as_check(&table, &child, name);
        }
        self.leave(&table, &child);
        let parts: Vec<ObjectId> = child
            .constraints
            .iter()
            .filter(|constraint| self.model.constraint_parents.contains_key(&constraint.id))
            .map(|constraint| constraint.id)
            .collect();
        for part in &parts {
            self.model.constraint_parents.remove(part);
        }
        let shared_identity = self.version >= 17;
        self.model.change_relation(child.id, |child| {
            child.partition_of = None;
            child.partition_bound = None;
            for column in child.columns.iter_mut().filter(|_| shared_identity) {
                column.identity = None;
            }
            for constraint in child.constraints.iter_mut().filter(|each| parts.contains(&each.id)) {
                constraint.local = true;
                constraint.inherited = 0;
            }
            for index in &mut child.indexes {
                index.parent = None;
            }
        });
        self.note_relation_change(child.id, name.span());
        Ok(())
    }

    /// A partition that is detached while others read it keeps its bound as a check
    /// (`DetachAddConstraintIfNeeded`), unless one of its own implies it.
    fn keep_bound_as_check(&mut self, table: &Relation, child: &Relation, name: &QualifiedName) {
        let Some(expression) = super::partition_bounds::check_of_bound(table, child) else {
            return;
        };
        let Some(key) = &table.partition_key else { return };
        let columns: Vec<_> =
            key.columns.iter().map(|column| counterpart(table, child, *column)).collect();
        // Whether one implies it is not told here; those over the same columns mostly are made
        // for that.
        let implied = child.constraints.iter().any(|check| match &check.kind {
            ConstraintKind::Check { columns: read, .. } => {
                check.validated && columns.iter().all(|column| read.contains(column))
            }
            _ => false,
        });
        if implied {
            return;
        }
        let only = match columns.as_slice() {
            [column] => child.column(*column).map(|column| &*column.name),
            _ => None,
        };
        let constraint = Constraint {
            id: self.model.next_object_id(),
            name: self.model.choose_constraint_name(child.schema, &child.name, only, "check", &[]),
            kind: ConstraintKind::Check {
                expression: expression.into(),
                columns,
                no_inherit: false,
            },
            deferrable: false,
            initially_deferred: false,
            validated: true,
            enforced: true,
            local: true,
            inherited: 0,
            comment: None,
            history: self.made_at(name.span()),
        };
        self.model.change_relation(child.id, |child| child.constraints.push(constraint));
    }

    fn check_no_partition(&self, altered: Altered, child: &Relation) -> Outcome {
        if child.partition_of.is_none() {
            return Ok(());
        }
        let message = "cannot change inheritance of a partition".to_owned();
        Err(self.refused(altered.span, "42809", message))
    }

    fn check_not_typed(&self, altered: Altered, child: &Relation) -> Outcome {
        if child.of_type.is_none() {
            return Ok(());
        }
        let message = "cannot change inheritance of typed table".to_owned();
        Err(self.refused(altered.span, "42809", message))
    }

    /// `INHERIT`.
    pub fn inherit(&mut self, altered: Altered, name: &QualifiedName) -> Outcome {
        let child = self.altered_table(altered)?;
        self.check_not_typed(altered, &child)?;
        self.check_no_partition(altered, &child)?;
        if child.kind == RelationKind::PartitionedTable {
            let message = "cannot change inheritance of partitioned table".to_owned();
            return Err(self.refused(altered.span, "42809", message));
        }
        let parent = self.table(name)?;
        self.check_parents_life(&parent, child.temporary, None, name)?;
        self.check_may_be_parent(&parent, name)?;
        if child.inherits.contains(&parent.id) {
            let message =
                format!("relation \"{}\" would be inherited from more than once", parent.name);
            return Err(self.duplicate(name.span(), "42P07", message));
        }
        if self.model.with_descendants(child.id).contains(&parent.id) {
            let message = "circular inheritance not allowed".to_owned();
            return Err(self.duplicate(name.span(), "42P07", message));
        }
        self.join(&parent, &child, name, false)?;
        self.model.change_relation(child.id, |child| child.inherits.push(parent.id));
        Ok(())
    }

    /// `NO INHERIT`.
    pub fn no_inherit(&mut self, altered: Altered, name: &QualifiedName) -> Outcome {
        let child = self.altered_table(altered)?;
        self.check_no_partition(altered, &child)?;
        let parent = self.table(name)?;
        if !child.inherits.contains(&parent.id) {
            let message = format!(
                "relation \"{}\" is not a parent of relation \"{}\"",
                parent.name, child.name
            );
            return Err(self.refused(name.span(), "42P01", message));
        }
        self.leave(&parent, &child);
        self.model.change_relation(child.id, |child| child.inherits.retain(|id| *id != parent.id));
        Ok(())
    }

    /// Columns and checks of a table become inherited ones: they must be there and alike.
    fn join(
        &mut self,
        parent: &Relation,
        child: &Relation,
        name: &QualifiedName,
        partition: bool,
    ) -> Outcome {
        for column in &parent.columns {
            let Some(own) = child.column_named(&column.name) else {
                let message = format!("child table is missing column \"{}\"", column.name);
                return Err(self
                    .refused(name.span(), "42804", message)
                    .with_made(column.history.as_ref(), "the parent's column was made here"));
            };
            if own.data_type != column.data_type {
                let message = format!(
                    "child table \"{}\" has different type for column \"{}\"",
                    child.name, column.name
                );
                return Err(self
                    .refused(name.span(), "42804", message)
                    .with_made(own.history.as_ref(), "the child's column was made here")
                    .with_made(column.history.as_ref(), "the parent's column was made here"));
            }
            let differs = column.generated.is_some() != own.generated.is_some();
            if differs && (column.generated.is_some() || self.version >= 16) {
                let must = if own.generated.is_some() { "must not" } else { "must" };
                let message = format!(
                    "column \"{}\" in child table {must} be a generated column",
                    column.name
                );
                return Err(self
                    .refused(name.span(), "42804", message)
                    .with_made(own.history.as_ref(), "the child's column was made here"));
            }
            if column.not_null && !own.not_null {
                let message =
                    format!("column \"{}\" in child table must be marked NOT NULL", column.name);
                return Err(self
                    .refused(name.span(), "42804", message)
                    .with_made(own.history.as_ref(), "the child's column was made here"));
            }
        }
        let inherited: Vec<(Arc<str>, bool)> = parent
            .constraints
            .iter()
            .filter(|each| matches!(each.kind, ConstraintKind::Check { no_inherit: false, .. }))
            .map(|each| (Arc::clone(&each.name), each.validated))
            .collect();
        let checks: Vec<Arc<str>> = inherited.iter().map(|(name, _)| Arc::clone(name)).collect();
        for (check, validated) in &inherited {
            let is_check = |own: &&Constraint| matches!(own.kind, ConstraintKind::Check { .. });
            let own = child.constraints.iter().filter(is_check).find(|own| own.name == *check);
            let why = match own {
                Some(Constraint {
                    kind: ConstraintKind::Check { no_inherit: true, .. }, ..
                }) => "non-inherited",
                Some(Constraint { validated: false, enforced: true, .. }) if *validated => {
                    "NOT VALID"
                }
                _ => "",
            };
            if !why.is_empty() {
                let message = format!(
                    "constraint \"{check}\" conflicts with {why} constraint on child table \"{}\"",
                    child.name
                );
                return Err(self.refused(name.span(), "42P17", message));
            }
            if let Some(own) = own
                && let Some(above) = parent.constraints.iter().find(|each| each.name == *check)
                && read_by(parent, above) != read_by(child, own)
            {
                let message = format!(
                    "child table \"{}\" has different definition for check constraint \"{check}\"",
                    child.name
                );
                return Err(self
                    .refused(name.span(), "42804", message)
                    .with_made(own.history.as_ref(), "the child's check was made here"));
            }
            if own.is_none() {
                let message = format!("child table is missing constraint \"{check}\"");
                return Err(self.refused(name.span(), "42804", message));
            }
        }
        let columns: Vec<Arc<str>> =
            parent.columns.iter().map(|column| Arc::clone(&column.name)).collect();
        // What the parent says too is not the partition's own any more.
        for column in parent.columns.iter().filter(|column| partition && column.not_null) {
            if let Some(own) = child.column_named(&column.name) {
                self.model.own_not_null.remove(&(child.id, own.id));
            }
        }
        self.model.change_relation(child.id, |child| {
            for column in child.columns.iter_mut().filter(|each| columns.contains(&each.name)) {
                column.inherited += 1;
                column.local &= !partition;
            }
            for check in child.constraints.iter_mut().filter(|each| checks.contains(&each.name)) {
                check.inherited += 1;
                check.local &= !partition;
            }
        });
        Ok(())
    }

    /// Columns and checks of a table lose a parent.
    fn leave(&mut self, parent: &Relation, child: &Relation) {
        let version = self.version;
        self.model.change_relation(child.id, |child| {
            for column in &mut child.columns {
                if column.inherited > 0 && parent.column_named(&column.name).is_some() {
                    column.inherited -= 1;
                    column.local |= column.inherited == 0;
                }
            }
            for check in &mut child.constraints {
                // Before 18 by its name alone (`RemoveInheritance`).
                let of_parent = parent.constraints.iter().any(|each| {
                    let ConstraintKind::Check { no_inherit, .. } = each.kind else { return false };
                    each.name == check.name && (!no_inherit || version < 18)
                });
                let is_check = matches!(check.kind, ConstraintKind::Check { .. });
                if is_check && of_parent && check.inherited > 0 {
                    check.inherited -= 1;
                    check.local |= check.inherited == 0;
                }
            }
        });
    }

    /// Notes that a relation is changed.
    pub fn note_relation_change(&mut self, id: ObjectId, span: pgwright_problem::Span) {
        let Some(relation) = self.model.relation(id) else { return };
        let mut history = relation.history.clone();
        self.note_change(&mut history, span);
        self.model.annotate_relation(id, |relation| relation.history = history);
    }
}

/// The names of the columns that a check reads: two that read others are not the same.
fn read_by<'a>(table: &'a Relation, check: &Constraint) -> BTreeSet<&'a str> {
    match &check.kind {
        ConstraintKind::Check { columns, .. } => table.column_names(columns).into_iter().collect(),
        _ => BTreeSet::new(),
    }
}
