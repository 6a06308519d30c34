//! The actions of ALTER TABLE: the pass in which each is carried out, its name and its place.

use crate::statement::AlterTableAction;
use pgwright_problem::Span;

/// When an action is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pass {
    Drop,
    AlterType,
    SetExpression,
    AddColumn,
    AddConstraint,
    SetNotNull,
    Other,
    Misc,
}

/// The pass of an action.
pub(super) fn pass_of(action: &AlterTableAction) -> Pass {
    match action {
        AlterTableAction::DropColumn { .. }
        | AlterTableAction::DropConstraint { .. }
        | AlterTableAction::DropIdentity { .. }
        | AlterTableAction::DropExpression { .. }
        | AlterTableAction::SetDefault { default: None, .. }
        | AlterTableAction::SetNotNull { not_null: false, .. } => Pass::Drop,
        AlterTableAction::SetType { .. } => Pass::AlterType,
        AlterTableAction::SetExpression { .. } => Pass::SetExpression,
        AlterTableAction::AddColumn { .. } => Pass::AddColumn,
        AlterTableAction::AddConstraint(_) => Pass::AddConstraint,
        AlterTableAction::SetNotNull { not_null: true, .. } => Pass::SetNotNull,
        AlterTableAction::SetDefault { default: Some(_), .. }
        | AlterTableAction::AddIdentity { .. } => Pass::Other,
        AlterTableAction::SetIdentity { .. }
        | AlterTableAction::AlterConstraint { .. }
        | AlterTableAction::ValidateConstraint(_)
        | AlterTableAction::RenameColumn { .. }
        | AlterTableAction::RenameConstraint { .. }
        | AlterTableAction::AttachPartition { .. }
        | AlterTableAction::DetachPartition { .. }
        | AlterTableAction::Inherit(_)
        | AlterTableAction::NoInherit(_)
        | AlterTableAction::OfType(_)
        | AlterTableAction::NotOf(_)
        | AlterTableAction::Nothing { .. }
        | AlterTableAction::Unknown { .. } => Pass::Misc,
    }
}

/// What PostgreSQL's messages call an action (`alter_table_type_to_string`).
pub(super) fn action_words(action: &AlterTableAction) -> &'static str {
    match action {
        AlterTableAction::AddColumn { .. } => "ADD COLUMN",
        AlterTableAction::DropColumn { .. } => "DROP COLUMN",
        AlterTableAction::SetType { .. } => "ALTER COLUMN ... SET DATA TYPE",
        AlterTableAction::SetDefault { .. } => "ALTER COLUMN ... SET DEFAULT",
        AlterTableAction::SetNotNull { not_null: true, .. } => "ALTER COLUMN ... SET NOT NULL",
        AlterTableAction::SetNotNull { not_null: false, .. } => "ALTER COLUMN ... DROP NOT NULL",
        AlterTableAction::AddIdentity { .. } => "ALTER COLUMN ... ADD IDENTITY",
        AlterTableAction::SetIdentity { .. } => "ALTER COLUMN ... SET",
        AlterTableAction::DropIdentity { .. } => "ALTER COLUMN ... DROP IDENTITY",
        AlterTableAction::SetExpression { .. } => "ALTER COLUMN ... SET EXPRESSION",
        AlterTableAction::DropExpression { .. } => "ALTER COLUMN ... DROP EXPRESSION",
        AlterTableAction::AddConstraint(_) => "ADD CONSTRAINT",
        AlterTableAction::DropConstraint { .. } => "DROP CONSTRAINT",
        AlterTableAction::AlterConstraint { .. } => "ALTER CONSTRAINT",
        AlterTableAction::ValidateConstraint(_) => "VALIDATE CONSTRAINT",
        AlterTableAction::RenameColumn { .. } => "RENAME COLUMN",
        AlterTableAction::RenameConstraint { .. } => "RENAME CONSTRAINT",
        AlterTableAction::AttachPartition { .. } => "ATTACH PARTITION",
        AlterTableAction::DetachPartition { .. } => "DETACH PARTITION",
        AlterTableAction::Inherit(_) => "INHERIT",
        AlterTableAction::NoInherit(_) => "NO INHERIT",
        AlterTableAction::OfType(_) => "OF",
        AlterTableAction::NotOf(_) => "NOT OF",
        AlterTableAction::Nothing { .. } | AlterTableAction::Unknown { .. } => "SET",
    }
}

/// The place that an action is about.
pub(super) fn action_span(action: &AlterTableAction) -> Option<Span> {
    Some(match action {
        AlterTableAction::AddColumn { column, .. } => column.name.span,
        AlterTableAction::DropColumn { column, .. }
        | AlterTableAction::SetType { column, .. }
        | AlterTableAction::SetDefault { column, .. }
        | AlterTableAction::SetNotNull { column, .. }
        | AlterTableAction::AddIdentity { column, .. }
        | AlterTableAction::SetIdentity { column, .. }
        | AlterTableAction::DropIdentity { column, .. }
        | AlterTableAction::SetExpression { column, .. }
        | AlterTableAction::DropExpression { column, .. }
        | AlterTableAction::RenameColumn { column, .. } => column.span,
        AlterTableAction::AddConstraint(definition) => definition.span,
        AlterTableAction::DropConstraint { constraint, .. }
        | AlterTableAction::AlterConstraint { constraint, .. }
        | AlterTableAction::ValidateConstraint(constraint)
        | AlterTableAction::RenameConstraint { constraint, .. } => constraint.span,
        AlterTableAction::AttachPartition { partition: name, .. }
        | AlterTableAction::DetachPartition { partition: name, .. }
        | AlterTableAction::Inherit(name)
        | AlterTableAction::NoInherit(name)
        | AlterTableAction::OfType(name) => name.span(),
        AlterTableAction::NotOf(span) => *span,
        AlterTableAction::Nothing { column } => return column.as_ref().map(|column| column.span),
        AlterTableAction::Unknown { span, .. } => *span,
    })
}
