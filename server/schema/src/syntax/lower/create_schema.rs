//! Schemas and extensions.

use crate::statement::{CreateExtension, CreateSchema, Located, Statement};
use crate::syntax::names;
use crate::syntax::tree::{Kind, Node, Place, child, has};

/// `CREATE SCHEMA` with the statements inside it.
pub(super) fn create_schema(node: &Node, place: Place<'_>) -> Option<Statement> {
    let name = child(node, Kind::NAMED_SCHEMA)
        .and_then(|named| child(&named, Kind::SCHEMA))
        .or_else(|| child(&child(node, Kind::AUTHORIZATION_SCHEMA)?, Kind::ROLE))?;
    let elements = node
        .children()
        .filter(|part| {
            !matches!(
                part.kind(),
                Kind::NAMED_SCHEMA | Kind::AUTHORIZATION_SCHEMA | Kind::IF_NOT_EXISTS
            )
        })
        .map(|part| Located { span: place.node(&part), statement: super::statement(&part, place) })
        .collect();
    Some(Statement::CreateSchema(Box::new(CreateSchema {
        name: names::name(&name, place),
        if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        elements,
    })))
}

/// `CREATE EXTENSION`.
pub(super) fn create_extension(node: &Node, place: Place<'_>) -> Option<Statement> {
    Some(Statement::CreateExtension(CreateExtension {
        name: names::name(&child(node, Kind::EXTENSION)?, place),
        if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        schema: child(node, Kind::EXTENSION_SCHEMA)
            .and_then(|clause| child(&clause, Kind::SCHEMA_REF))
            .map(|node| names::name(&node, place)),
        cascade: has(node, Kind::CASCADE_KW),
    }))
}
