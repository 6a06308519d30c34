//! The actions of ALTER TABLE and its kin.

use super::{constraints, create_table};
use crate::statement::{AlterTable, AlterTableAction, ObjectKind, QualifiedName, Statement};
use crate::syntax::tree::{Kind, Node, Place, child, folded_text, has};
use crate::syntax::{expressions, names, types};

/// ALTER TABLE, VIEW, INDEX … with actions.
pub(super) fn alter_table(
    node: &Node,
    kind: ObjectKind,
    name: QualifiedName,
    if_exists: bool,
    only: bool,
    place: Place<'_>,
) -> Statement {
    let actions = node
        .children()
        .filter(|part| !is_frame(part.kind()))
        .map(|part| action(&part, place).unwrap_or_else(|| unknown(&part, place)))
        .collect();
    Statement::AlterTable(Box::new(AlterTable { kind, name, if_exists, only, actions }))
}

/// An ALTER that changes nothing, but whose object must be there.
pub(super) fn nothing(kind: ObjectKind, name: QualifiedName, if_exists: bool) -> Statement {
    let actions = vec![AlterTableAction::Nothing { column: None }];
    Statement::AlterTable(Box::new(AlterTable { kind, name, if_exists, only: false, actions }))
}

/// Parts of an ALTER that are no actions.
fn is_frame(kind: Kind) -> bool {
    matches!(kind, Kind::TABLE_RELATION_NAME | Kind::VIEW_REF | Kind::INDEX_REF | Kind::IF_EXISTS)
}

fn unknown(node: &Node, place: Place<'_>) -> AlterTableAction {
    let text = folded_text(node);
    let words: Vec<&str> = text.split(' ').take(3).collect();
    AlterTableAction::Unknown { what: words.join(" ").into(), span: place.node(node) }
}

/// One action; `None` when it is not known.
fn action(node: &Node, place: Place<'_>) -> Option<AlterTableAction> {
    let name = |kind| Some(names::name(&child(node, kind)?, place));
    let table = || Some(names::qualified_name(&child(node, Kind::TABLE_NAME_REF)?, place));
    Some(match node.kind() {
        Kind::ADD_COLUMN => AlterTableAction::AddColumn {
            column: create_table::column(node, place)?,
            if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        },
        Kind::DROP_COLUMN => AlterTableAction::DropColumn {
            column: name(Kind::COLUMN_NAME_REF)?,
            if_exists: has(node, Kind::IF_EXISTS),
            cascade: has(node, Kind::CASCADE),
        },
        Kind::ALTER_COLUMN => alter_column(node, place)?,
        Kind::ALTER_VIEW_COLUMN => alter_column(node, place)?,
        Kind::ADD_CONSTRAINT => AlterTableAction::AddConstraint(
            node.children().find_map(|child| constraints::constraint(&child, place))?,
        ),
        Kind::DROP_CONSTRAINT => AlterTableAction::DropConstraint {
            constraint: name(Kind::CONSTRAINT_NAME_REF)?,
            if_exists: has(node, Kind::IF_EXISTS),
            cascade: has(node, Kind::CASCADE),
        },
        Kind::ALTER_CONSTRAINT => alter_constraint(node, place)?,
        Kind::VALIDATE_CONSTRAINT => {
            AlterTableAction::ValidateConstraint(name(Kind::CONSTRAINT_NAME_REF)?)
        }
        Kind::RENAME_COLUMN => AlterTableAction::RenameColumn {
            column: name(Kind::COLUMN_NAME_REF)?,
            to: name(Kind::COLUMN_NAME)?,
        },
        Kind::RENAME_CONSTRAINT => AlterTableAction::RenameConstraint {
            constraint: name(Kind::CONSTRAINT_NAME_REF)?,
            to: name(Kind::CONSTRAINT_NAME)?,
        },
        Kind::ATTACH_PARTITION => AlterTableAction::AttachPartition {
            partition: table()?,
            bound: super::partition_bound::partition_bound(node, place),
        },
        Kind::ATTACH_INDEX_PARTITION => AlterTableAction::AttachPartition {
            partition: names::qualified_name(&child(node, Kind::INDEX_REF)?, place),
            bound: None,
        },
        Kind::DETACH_PARTITION => AlterTableAction::DetachPartition {
            partition: table()?,
            concurrently: has(node, Kind::DETACH_CONCURRENTLY),
        },
        Kind::INHERIT_TABLE => AlterTableAction::Inherit(table()?),
        Kind::NO_INHERIT_TABLE => AlterTableAction::NoInherit(table()?),
        Kind::OF_TYPE => {
            AlterTableAction::OfType(types::child_type(node, place).map(|written| written.name)?)
        }
        Kind::NOT_OF => AlterTableAction::NotOf(place.node(node)),
        kind if changes_nothing(kind) => AlterTableAction::Nothing { column: None },
        _ => return None,
    })
}

/// The actions that change nothing that the model holds.
fn changes_nothing(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ALTER_OPTION_LIST
            | Kind::ALTER_SET_STATISTICS
            | Kind::CLUSTER_ON
            | Kind::DEPENDS_ON_EXTENSION
            | Kind::DISABLE_RLS
            | Kind::DISABLE_RULE
            | Kind::DISABLE_TRIGGER
            | Kind::ENABLE_ALWAYS_RULE
            | Kind::ENABLE_ALWAYS_TRIGGER
            | Kind::ENABLE_REPLICA_RULE
            | Kind::ENABLE_REPLICA_TRIGGER
            | Kind::ENABLE_RLS
            | Kind::ENABLE_RULE
            | Kind::ENABLE_TRIGGER
            | Kind::FORCE_RLS
            | Kind::NO_DEPENDS_ON_EXTENSION
            | Kind::NO_FORCE_RLS
            | Kind::OPTION_ITEM_LIST
            | Kind::OWNER_TO
            | Kind::REPLICA_IDENTITY
            | Kind::RESET_OPTIONS
            | Kind::SET_ACCESS_METHOD
            | Kind::SET_LOGGED
            | Kind::SET_OPTIONS
            | Kind::SET_TABLESPACE
            | Kind::SET_UNLOGGED
            | Kind::SET_WITHOUT_CLUSTER
            | Kind::SET_WITHOUT_OIDS
    )
}

fn alter_column(node: &Node, place: Place<'_>) -> Option<AlterTableAction> {
    let column = names::name(&child(node, Kind::COLUMN_NAME_REF)?, place);
    let option = node.children().find(|part| part.kind() != Kind::COLUMN_NAME_REF)?;
    Some(match option.kind() {
        Kind::SET_TYPE => AlterTableAction::SetType {
            column,
            data_type: types::child_type(&option, place)?,
            collation: child(&option, Kind::COLLATE)
                .and_then(|collate| create_table::collation(&collate, place)),
            using: child(&option, Kind::USING_EXPR)
                .and_then(|using| expressions::child_expression(&using, place)),
        },
        Kind::SET_DEFAULT => AlterTableAction::SetDefault {
            column,
            default: Some(expressions::child_expression(&option, place)?),
        },
        Kind::DROP_DEFAULT => AlterTableAction::SetDefault { column, default: None },
        Kind::SET_NOT_NULL => AlterTableAction::SetNotNull { column, not_null: true },
        Kind::DROP_NOT_NULL => AlterTableAction::SetNotNull { column, not_null: false },
        Kind::ADD_GENERATED => AlterTableAction::AddIdentity {
            column,
            kind: constraints::identity_kind(&option)?,
            sequence_name: constraints::sequence_name(&option, place),
        },
        Kind::SET_GENERATED
        | Kind::SET_GENERATED_OPTIONS
        | Kind::SET_SEQUENCE_OPTION
        | Kind::RESTART => AlterTableAction::SetIdentity {
            column,
            kind: option.descendants().find_map(|part| constraints::identity_kind(&part)),
        },
        Kind::DROP_IDENTITY => {
            AlterTableAction::DropIdentity { column, if_exists: has(&option, Kind::IF_EXISTS) }
        }
        Kind::SET_EXPRESSION => AlterTableAction::SetExpression {
            column,
            expression: expressions::child_expression(&option, place)?,
        },
        Kind::DROP_EXPRESSION => {
            AlterTableAction::DropExpression { column, if_exists: has(&option, Kind::IF_EXISTS) }
        }
        Kind::RESET_OPTIONS
        | Kind::SET_COMPRESSION
        | Kind::SET_OPTIONS
        | Kind::SET_OPTIONS_LIST
        | Kind::SET_STATISTICS
        | Kind::SET_STORAGE => AlterTableAction::Nothing { column: Some(column) },
        _ => return None,
    })
}

fn alter_constraint(node: &Node, place: Place<'_>) -> Option<AlterTableAction> {
    let constraint = names::name(&child(node, Kind::CONSTRAINT_NAME_REF)?, place);
    let mut deferrable = None;
    let mut initially_deferred = None;
    let mut enforced = None;
    for option in node.children() {
        match option.kind() {
            Kind::DEFERRABLE_CONSTRAINT_OPTION => deferrable = Some(true),
            Kind::NOT_DEFERRABLE_CONSTRAINT_OPTION => deferrable = Some(false),
            Kind::INITIALLY_DEFERRED_CONSTRAINT_OPTION => initially_deferred = Some(true),
            Kind::INITIALLY_IMMEDIATE_CONSTRAINT_OPTION => initially_deferred = Some(false),
            Kind::ENFORCED => enforced = Some(true),
            Kind::NOT_ENFORCED => enforced = Some(false),
            _ => {}
        }
    }
    Some(AlterTableAction::AlterConstraint { constraint, deferrable, initially_deferred, enforced })
}
