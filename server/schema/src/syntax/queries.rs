//! Queries.

use super::expressions::{self, Found};
use super::tree::{Kind, Node, Place};
use crate::statement::{Query, QueryBody};

/// Whether a node is a query.
pub(super) fn is_query(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::SELECT
            | Kind::SELECT_INTO
            | Kind::COMPOUND_SELECT
            | Kind::PAREN_SELECT
            | Kind::VALUES
            | Kind::TABLE
    )
}

/// The query that a node is.
pub(super) fn query(node: &Node, place: Place<'_>) -> Query {
    let mut found = Found::default();
    expressions::collect_children(node, place, &mut found);
    Query {
        with: Vec::new(),
        body: QueryBody::Select { outputs: Vec::new(), from: Vec::new() },
        span: place.node(node),
        relations: found.relations,
        functions: found.functions,
        types: found.types,
        columns: found.columns,
    }
}
