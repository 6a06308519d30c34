//! `ALTER TABLE`: its actions, in the passes in which PostgreSQL carries them out (tablecmds.c):
//! what drops first, then new types, new columns, NOT NULL, keys, other constraints and defaults,
//! the rest.

use super::alter_actions::{Pass, action_span, action_words, pass_of};
use super::alter_constraint::Alterable;
use super::columns::{Pending, TableHead, Waiting};
use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{ObjectId, Relation, RelationKind, RelationName, Type};
use crate::statement::{
    AlterTable, AlterTableAction, AlterType, AlterTypeAction, ConstraintDefinitionKind, Name,
    ObjectKind, QualifiedName,
};
use pgwright_problem::Span;
use std::sync::Arc;

/// A table that is being altered.
#[derive(Clone, Copy)]
pub(super) struct Altered {
    /// The table.
    pub id: ObjectId,
    /// `ONLY`.
    pub only: bool,
    /// Where the statement names it.
    pub span: Span,
}

impl Session {
    /// `ALTER TABLE` and its kin.
    pub fn alter_table(&mut self, statement: &AlterTable) -> Outcome {
        let name = &statement.name;
        let found = self.find_relation_name(name);
        if found.is_none() && statement.if_exists {
            return Ok(());
        }
        if let Some((_, entry @ (RelationName::Index { .. } | RelationName::Sequence(_)))) = found {
            let index = matches!(entry, RelationName::Index { .. });
            let own = if index { ObjectKind::Index } else { ObjectKind::Sequence };
            if statement.kind != own && statement.kind != ObjectKind::Table {
                let word = super::drop::object_word(statement.kind);
                let article = if statement.kind == ObjectKind::Index { "an" } else { "a" };
                let message = match statement.kind {
                    ObjectKind::Sequence => self.no_sequence(&name.name.text),
                    _ => format!("\"{}\" is not {article} {word}", name.name.text),
                };
                return Err(self
                    .refused(name.span(), "42809", message)
                    .with_made(self.model.history_of(entry), "it was made here"));
            }
            self.check_actions_of_no_table(name, index, &statement.actions)?;
        }
        if let Some((_, RelationName::Index { index, table })) = found {
            return self.alter_index(index, table, &statement.actions);
        }
        if let Some((_, RelationName::Sequence(_))) = found {
            // SET LOGGED, OWNER TO and the like.
            return Ok(());
        }
        let relation = match found {
            Some((_, RelationName::Composite(_))) => {
                // PostgreSQL renames its attributes as if they were columns.
                if let [AlterTableAction::RenameColumn { column, to }] = &statement.actions[..] {
                    let (attribute, to) = (column.clone(), to.clone());
                    let action = AlterTypeAction::RenameAttribute { attribute, to, cascade: false };
                    return self.alter_type(&AlterType { name: name.clone(), action });
                }
                let message = format!("\"{}\" is a composite type", name.name.text);
                return Err(self
                    .refused(name.span(), "42809", message)
                    .with_help("use ALTER TYPE instead"));
            }
            _ => self.relation(name)?,
        };
        // A column is renamed whatever was said of the relation's kind.
        let renames = |action: &AlterTableAction| {
            matches!(
                action,
                AlterTableAction::RenameColumn { .. } | AlterTableAction::RenameConstraint { .. }
            )
        };
        if !statement.actions.iter().all(renames) {
            self.check_altered_kind(statement.kind, &relation, name)?;
        }
        let altered = Altered { id: relation.id, only: statement.only, span: name.span() };
        self.run_passes(altered, &relation, &statement.actions)?;
        let changes = statement
            .actions
            .iter()
            .any(|action| !matches!(action, AlterTableAction::Nothing { .. }));
        if changes {
            self.note_relation_change(altered.id, name.span());
        }
        Ok(())
    }

    /// An index or sequence has no columns and constraints that ALTER TABLE could change.
    fn check_actions_of_no_table(
        &self,
        name: &QualifiedName,
        index: bool,
        actions: &[AlterTableAction],
    ) -> Outcome {
        for action in actions {
            let attach = matches!(action, AlterTableAction::AttachPartition { .. }) && index;
            let allowed = matches!(
                action,
                AlterTableAction::Nothing { .. } | AlterTableAction::Unknown { .. }
            );
            if !allowed && !attach {
                let message = format!(
                    "ALTER action {} cannot be performed on relation \"{}\"",
                    action_words(action),
                    name.name.text
                );
                return Err(self.refused(name.span(), "42809", message));
            }
        }
        Ok(())
    }

    fn check_altered_kind(
        &self,
        kind: ObjectKind,
        relation: &Relation,
        name: &QualifiedName,
    ) -> Outcome {
        let fits = match kind {
            ObjectKind::View => relation.kind == RelationKind::View,
            ObjectKind::MaterializedView => relation.kind == RelationKind::MaterializedView,
            ObjectKind::ForeignTable => relation.kind == RelationKind::ForeignTable,
            ObjectKind::Index | ObjectKind::Sequence => false,
            _ => true,
        };
        if fits {
            return Ok(());
        }
        let word = super::drop::object_word(kind);
        let article = if kind == ObjectKind::Index { "an" } else { "a" };
        let message = format!("\"{}\" is not {article} {word}", name.name.text);
        Err(self
            .refused(name.span(), "42809", message)
            .with_made(relation.history.as_ref(), "it was made here"))
    }

    fn run_passes(
        &mut self,
        altered: Altered,
        relation: &Relation,
        actions: &[AlterTableAction],
    ) -> Outcome {
        let mut waiting = Waiting::default();
        for action in actions {
            self.check_action(relation, action)?;
            if let AlterTableAction::SetType { column, data_type, using, .. } = action {
                self.prepare_type(altered, column, data_type, using.as_ref())?;
            }
        }
        // Checks and foreign keys are done in the order in which they were met.
        let mut others: Vec<Pending> = Vec::new();
        for pass in [
            Pass::Drop,
            Pass::AlterType,
            Pass::SetExpression,
            Pass::AddColumn,
            Pass::AddConstraint,
            Pass::SetNotNull,
        ] {
            for action in actions.iter().filter(|action| pass_of(action) == pass) {
                self.alter_action(altered, relation, action, &mut waiting)?;
                others.append(&mut waiting.checks);
                others.append(&mut waiting.foreign_keys);
            }
        }
        for pending in &waiting.indexes {
            self.add_key(altered, *pending)?;
        }
        let mut none = Waiting::default();
        for action in actions.iter().filter(|action| pass_of(action) == Pass::Other) {
            self.alter_action(altered, relation, action, &mut none)?;
        }
        for pending in others {
            match pending.definition.kind {
                ConstraintDefinitionKind::Check(_) => {
                    self.add_check_everywhere(altered, pending)?
                }
                _ => self.add_foreign_key_everywhere(altered, pending)?,
            }
        }
        for action in actions.iter().filter(|action| pass_of(action) == Pass::Misc) {
            self.alter_action(altered, relation, action, &mut none)?;
        }
        Ok(())
    }

    /// A view has no columns of its own to add or drop.
    fn check_action(&self, relation: &Relation, action: &AlterTableAction) -> Outcome {
        if relation.kind == RelationKind::ForeignTable {
            let constraints = match action {
                // That it is there already is told first.
                AlterTableAction::AddColumn { column, .. }
                    if relation.column_named(&column.name.text).is_some() =>
                {
                    &[]
                }
                AlterTableAction::AddColumn { column, .. } => column.constraints.as_slice(),
                AlterTableAction::AddConstraint(definition) => std::slice::from_ref(definition),
                _ => &[],
            };
            constraints.iter().try_for_each(|it| self.check_foreign_constraint(it))?;
        }
        let of_views = matches!(
            action,
            AlterTableAction::SetDefault { .. }
                | AlterTableAction::DropIdentity { .. }
                | AlterTableAction::SetIdentity { .. }
                | AlterTableAction::AddIdentity { .. }
        );
        let allowed = of_views && relation.kind == RelationKind::View
            || matches!(
                action,
                AlterTableAction::RenameColumn { .. }
                    | AlterTableAction::Nothing { .. }
                    | AlterTableAction::Unknown { .. }
            );
        // What stands elsewhere has no partitions and no keys.
        let of_tables = matches!(
            action,
            AlterTableAction::AttachPartition { .. }
                | AlterTableAction::DetachPartition { .. }
                | AlterTableAction::AlterConstraint { .. }
        );
        let foreign = relation.kind == RelationKind::ForeignTable && of_tables;
        if !foreign && (!relation.kind.is_view() || allowed) {
            return Ok(());
        }
        let span = action_span(action).unwrap_or_default();
        let message = format!(
            "ALTER action {} cannot be performed on relation \"{}\"",
            action_words(action),
            relation.name
        );
        Err(self.refused(span, "42809", message).with_made(
            relation.history.as_ref(),
            format!("it is a {}", super::resolve::kind_word(relation.kind)),
        ))
    }

    fn alter_action<'a>(
        &mut self,
        altered: Altered,
        relation: &Relation,
        action: &'a AlterTableAction,
        waiting: &mut Waiting<'a>,
    ) -> Outcome {
        match action {
            AlterTableAction::AddColumn { column, if_not_exists } => {
                self.add_column(altered, column, *if_not_exists, waiting)
            }
            AlterTableAction::DropColumn { column, if_exists, cascade } => {
                self.drop_column(altered, column, *if_exists, *cascade)
            }
            AlterTableAction::SetType { column, data_type, collation, .. } => {
                let before = relation.column_named(&column.text);
                let before = before.map_or_else(Type::unknown, |before| before.data_type.clone());
                self.set_type(altered, column, data_type, collation.as_ref(), before)
            }
            AlterTableAction::SetDefault { column, default } => {
                self.set_default(altered, column, default.as_ref())
            }
            AlterTableAction::SetNotNull { column, not_null } => {
                self.set_not_null(altered, column, *not_null)
            }
            AlterTableAction::AddIdentity { column, kind, sequence_name } => {
                self.add_identity(altered, column, *kind, sequence_name.as_ref())
            }
            AlterTableAction::SetIdentity { column, kind } => {
                self.set_identity(altered, column, *kind)
            }
            AlterTableAction::DropIdentity { column, if_exists } => {
                self.drop_identity(altered, column, *if_exists)
            }
            AlterTableAction::SetExpression { column, expression } => {
                self.set_expression(altered, column, expression)
            }
            AlterTableAction::DropExpression { column, if_exists } => {
                self.drop_expression(altered, column, *if_exists)
            }
            AlterTableAction::AddConstraint(definition) => {
                self.check_table_constraint(definition)?;
                let pending = Pending { definition, column: None };
                if waiting.push(pending).is_some()
                    && let ConstraintDefinitionKind::NotNull(Some(column)) = &definition.kind
                {
                    self.set_not_null(altered, column, true)?;
                }
                Ok(())
            }
            AlterTableAction::DropConstraint { constraint, if_exists, cascade } => {
                self.drop_constraint(altered, constraint, *if_exists, *cascade)
            }
            AlterTableAction::AlterConstraint {
                constraint,
                deferrable,
                initially_deferred,
                enforced,
            } => self.change_constraint(altered, constraint, Alterable::ForeignKey, |constraint| {
                // What is not said of the two is taken as not so, once one of them is.
                if deferrable.is_some() || initially_deferred.is_some() {
                    constraint.initially_deferred = *initially_deferred == Some(true);
                    constraint.deferrable =
                        *deferrable == Some(true) || constraint.initially_deferred;
                }
                if let Some(enforced) = enforced {
                    // What nobody enforces may be broken; what is enforced is checked at once.
                    constraint.enforced = *enforced;
                    constraint.validated = *enforced;
                }
            }),
            AlterTableAction::ValidateConstraint(constraint) => {
                self.change_constraint(altered, constraint, Alterable::Validatable, |constraint| {
                    constraint.validated = true;
                })
            }
            AlterTableAction::RenameColumn { column, to } => {
                self.rename_column(altered, column, to)
            }
            AlterTableAction::RenameConstraint { constraint, to } => {
                self.rename_constraint(altered, constraint, to)
            }
            AlterTableAction::AttachPartition { partition, bound } => {
                self.attach_partition(altered, partition, bound.as_deref())
            }
            AlterTableAction::DetachPartition { partition, concurrently } => {
                self.detach_partition(altered, partition, *concurrently)
            }
            AlterTableAction::Inherit(parent) => self.inherit(altered, parent),
            AlterTableAction::NoInherit(parent) => self.no_inherit(altered, parent),
            AlterTableAction::OfType(name) => self.make_typed(altered, name),
            AlterTableAction::NotOf(span) => self.make_untyped(altered, *span),
            AlterTableAction::Nothing { column } => match column {
                Some(column) => self.altered_column(altered, column).map(|_| ()),
                None => Ok(()),
            },
            AlterTableAction::Unknown { what, span } => {
                self.report_unknown(what, *span);
                Ok(())
            }
        }
    }

    /// The table as it is now, and its column.
    pub fn altered_column(
        &self,
        altered: Altered,
        column: &Name,
    ) -> Outcome<(Arc<Relation>, crate::model::Column)> {
        let relation = self.altered_table(altered)?;
        let column = self.column(&relation, column)?.clone();
        Ok((relation, column))
    }

    /// The table as it is now.
    pub fn altered_table(&self, altered: Altered) -> Outcome<Arc<Relation>> {
        self.model.relation(altered.id).cloned().ok_or(Failure::Unsettled)
    }

    /// The table's name for what is made for its columns.
    pub fn head(relation: &Relation) -> TableHead<'_> {
        TableHead { schema: relation.schema, name: &relation.name }
    }

    fn alter_index(
        &mut self,
        parent: ObjectId,
        table: ObjectId,
        actions: &[AlterTableAction],
    ) -> Outcome {
        for action in actions {
            let AlterTableAction::AttachPartition { partition: name, .. } = action else {
                continue;
            };
            match self.find_relation_name(name) {
                Some((_, RelationName::Index { index, table: partition })) => {
                    let below = self.model.relation(partition).and_then(|each| each.partition_of);
                    if below != Some(table) {
                        let message = format!(
                            "cannot attach index \"{}\" as a partition: its table is not a partition of the index's",
                            name.name.text
                        );
                        return Err(self.refused(name.span(), "42809", message));
                    }
                    self.attach_index(parent, partition, index);
                }
                None => return Err(self.missing_relation(name)),
                Some(_) => {
                    let message = format!("\"{}\" is not an index", name.name.text);
                    return Err(self.refused(name.span(), "42809", message));
                }
            }
        }
        Ok(())
    }

    fn attach_index(&mut self, parent: ObjectId, partition: ObjectId, index: ObjectId) {
        let owned = self
            .model
            .change_relation(partition, |relation| {
                for each in relation.indexes.iter_mut().filter(|each| each.id == index) {
                    each.parent = Some(parent);
                }
                relation
                    .constraints
                    .iter_mut()
                    .filter(|each| each.id == index)
                    .map(|each| {
                        each.local = false;
                        each.inherited = 1;
                    })
                    .count()
            })
            .unwrap_or_default();
        if owned > 0 {
            self.model.constraint_parents.insert(index, parent);
        }
    }
}
