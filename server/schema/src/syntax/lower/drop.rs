//! `DROP`.

use super::functions;
use crate::statement::{Drop, Name, ObjectKind, ObjectName, QualifiedName, Statement};
use crate::syntax::names;
use crate::syntax::tree::{Kind, Node, Place, child, has};

/// `DROP` of anything that the model holds.
pub(super) fn drop(node: &Node, place: Place<'_>) -> Option<Statement> {
    let (kind, reference) = match node.kind() {
        Kind::DROP_TABLE => (ObjectKind::Table, Kind::TABLE_NAME_REF),
        Kind::DROP_FOREIGN_TABLE => (ObjectKind::ForeignTable, Kind::TABLE_NAME_REF),
        Kind::DROP_VIEW => (ObjectKind::View, Kind::VIEW_REF),
        Kind::DROP_MATERIALIZED_VIEW => (ObjectKind::MaterializedView, Kind::VIEW_REF),
        Kind::DROP_INDEX => (ObjectKind::Index, Kind::INDEX_REF),
        Kind::DROP_SEQUENCE => (ObjectKind::Sequence, Kind::SEQUENCE_REF),
        Kind::DROP_TYPE => (ObjectKind::Type, Kind::TYPE_NAME_REF),
        Kind::DROP_DOMAIN => (ObjectKind::Domain, Kind::DOMAIN_REF),
        Kind::DROP_SCHEMA => (ObjectKind::Schema, Kind::SCHEMA_REF),
        Kind::DROP_EXTENSION => (ObjectKind::Extension, Kind::EXTENSION_REF),
        Kind::DROP_FUNCTION => (ObjectKind::Function, Kind::FUNCTION_SIG),
        Kind::DROP_PROCEDURE => (ObjectKind::Procedure, Kind::PROCEDURE_SIG),
        Kind::DROP_ROUTINE => (ObjectKind::Routine, Kind::ROUTINE_SIG),
        Kind::DROP_AGGREGATE => (ObjectKind::Aggregate, Kind::AGGREGATE),
        _ => return None,
    };
    let list = [Kind::FUNCTION_SIG_LIST, Kind::PROCEDURE_SIG_LIST, Kind::ROUTINE_SIG_LIST]
        .into_iter()
        .find_map(|list| child(node, list));
    let objects = list
        .as_ref()
        .unwrap_or(node)
        .children()
        .filter(|child| child.kind() == reference)
        .filter_map(|child| object(&child, place))
        .collect();
    Some(Statement::Drop(Box::new(Drop {
        kind,
        objects,
        if_exists: has(node, Kind::IF_EXISTS),
        cascade: has(node, Kind::CASCADE),
    })))
}

/// The object that a reference names.
pub(super) fn object(reference: &Node, place: Place<'_>) -> Option<ObjectName> {
    match reference.kind() {
        Kind::FUNCTION_SIG | Kind::PROCEDURE_SIG | Kind::ROUTINE_SIG | Kind::AGGREGATE => {
            functions::signature(reference, place)
        }
        Kind::SCHEMA_REF | Kind::EXTENSION_REF => Some(plain(names::name(reference, place))),
        _ => Some(ObjectName {
            name: names::qualified_name(reference, place),
            part: None,
            arguments: None,
        }),
    }
}

fn plain(name: Name) -> ObjectName {
    ObjectName { name: QualifiedName { schema: None, name }, part: None, arguments: None }
}
