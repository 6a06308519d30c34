//! `ALTER TABLE` and its kin.

use super::{constraints, create_table};
use crate::statement::{AlterTable, AlterTableAction, ObjectKind, Statement};
use crate::syntax::names;
use crate::syntax::tree::{Kind, Node, Place, child, has};

/// `ALTER TABLE`.
pub(super) fn alter_table(node: &Node, place: Place<'_>) -> Statement {
    let Some(relation) = child(node, Kind::TABLE_RELATION_NAME) else {
        return super::unknown(node);
    };
    let Some(name) = child(&relation, Kind::TABLE_NAME_REF) else { return super::unknown(node) };
    Statement::AlterTable(Box::new(AlterTable {
        kind: ObjectKind::Table,
        name: names::qualified_name(&name, place),
        if_exists: has(node, Kind::IF_EXISTS),
        only: has(&relation, Kind::ONLY_KW),
        actions: node.children().filter_map(|child| action(&child, place)).collect(),
    }))
}

fn action(node: &Node, place: Place<'_>) -> Option<AlterTableAction> {
    Some(match node.kind() {
        Kind::ADD_COLUMN => AlterTableAction::AddColumn {
            column: create_table::column(node, place)?,
            if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        },
        Kind::DROP_COLUMN => AlterTableAction::DropColumn {
            column: names::name(&child(node, Kind::COLUMN_NAME_REF)?, place),
            if_exists: has(node, Kind::IF_EXISTS),
            cascade: has(node, Kind::CASCADE),
        },
        Kind::ADD_CONSTRAINT => AlterTableAction::AddConstraint(
            node.children().find_map(|child| constraints::constraint(&child, place))?,
        ),
        _ => return None,
    })
}
