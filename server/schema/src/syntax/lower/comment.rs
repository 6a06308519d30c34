//! `COMMENT ON`.

use super::drop;
use crate::statement::{Comment, ObjectKind, ObjectName, Statement};
use crate::syntax::tree::{Kind, Node, Place, child};
use crate::syntax::{names, strings};

/// `COMMENT ON` anything that the model holds.
pub(super) fn comment(node: &Node, place: Place<'_>) -> Option<Statement> {
    let object = node.children().find(|child| child.kind() != Kind::LITERAL)?;
    let (kind, reference) = match object.kind() {
        Kind::OBJECT_TABLE => (ObjectKind::Table, Kind::TABLE_NAME_REF),
        Kind::OBJECT_FOREIGN_TABLE => (ObjectKind::ForeignTable, Kind::TABLE_NAME_REF),
        Kind::OBJECT_VIEW => (ObjectKind::View, Kind::VIEW_REF),
        Kind::OBJECT_MATERIALIZED_VIEW => (ObjectKind::MaterializedView, Kind::VIEW_REF),
        Kind::OBJECT_INDEX => (ObjectKind::Index, Kind::INDEX_REF),
        Kind::OBJECT_SEQUENCE => (ObjectKind::Sequence, Kind::SEQUENCE_REF),
        Kind::OBJECT_TYPE => (ObjectKind::Type, Kind::TYPE_NAME_REF),
        Kind::OBJECT_DOMAIN => (ObjectKind::Domain, Kind::DOMAIN_REF),
        Kind::OBJECT_SCHEMA => (ObjectKind::Schema, Kind::SCHEMA_REF),
        Kind::OBJECT_EXTENSION => (ObjectKind::Extension, Kind::EXTENSION_REF),
        Kind::OBJECT_FUNCTION => (ObjectKind::Function, Kind::FUNCTION_SIG),
        Kind::OBJECT_PROCEDURE => (ObjectKind::Procedure, Kind::PROCEDURE_SIG),
        Kind::OBJECT_ROUTINE => (ObjectKind::Routine, Kind::ROUTINE_SIG),
        Kind::OBJECT_AGGREGATE => (ObjectKind::Aggregate, Kind::AGGREGATE),
        Kind::OBJECT_COLUMN => (ObjectKind::Column, Kind::QUALIFIED_COLUMN_NAME_REF),
        Kind::OBJECT_CONSTRAINT => (ObjectKind::Constraint, Kind::CONSTRAINT_NAME_REF),
        _ => return Some(Statement::Nothing),
    };
    let reference = child(&object, reference)?;
    let mut on_domain = false;
    let name = match kind {
        ObjectKind::Column => {
            let mut path = names::path(&reference, place);
            let column = path.pop()?;
            let span = column.span;
            ObjectName { name: names::qualified(path, span), part: Some(column), arguments: None }
        }
        ObjectKind::Constraint => {
            let domain = child(&object, Kind::DOMAIN_REF);
            on_domain = domain.is_some();
            let owner = domain.or_else(|| child(&object, Kind::TABLE_NAME_REF))?;
            ObjectName {
                name: names::qualified_name(&owner, place),
                part: Some(names::name(&reference, place)),
                arguments: None,
            }
        }
        _ => drop::object(&reference, place)?,
    };
    Some(Statement::Comment(Box::new(Comment {
        kind,
        object: name,
        on_domain,
        text: child(node, Kind::LITERAL)
            .and_then(|literal| strings::content(&literal))
            .map(|content| content.text.into()),
    })))
}
