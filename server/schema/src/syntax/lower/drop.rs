//! `DROP`.

use crate::statement::{Drop, ObjectKind, ObjectName, Statement};
use crate::syntax::names;
use crate::syntax::tree::{Kind, Node, Place, has};

/// `DROP` of anything that the model holds.
pub(super) fn drop(node: &Node, place: Place<'_>) -> Statement {
    let kind = match node.kind() {
        Kind::DROP_TABLE => ObjectKind::Table,
        _ => return super::unknown(node),
    };
    let objects = node
        .children()
        .filter(|child| child.kind() == Kind::TABLE_NAME_REF)
        .map(|child| ObjectName {
            name: names::qualified_name(&child, place),
            part: None,
            arguments: None,
        })
        .collect();
    Statement::Drop(Box::new(Drop {
        kind,
        objects,
        if_exists: has(node, Kind::IF_EXISTS),
        cascade: has(node, Kind::CASCADE),
    }))
}
