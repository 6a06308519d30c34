//! Views, materialized views and tables made of queries.

use super::create_table::is_temporary;
use crate::statement::{CreateTableAs, CreateView, Name, Query, Statement};
use crate::syntax::tree::{Kind, Node, Place, child, has};
use crate::syntax::{names, queries};

/// `CREATE VIEW`.
pub(super) fn create_view(node: &Node, place: Place<'_>) -> Option<Statement> {
    let name = names::qualified_name(&child(node, Kind::VIEW)?, place);
    let columns = columns(node, Kind::COLUMN_LIST, place);
    let mut query = queries::child_query(node, place)?;
    if has(node, Kind::RECURSIVE_KW) {
        query = queries::recursive(&name, &columns, query);
    }
    Some(Statement::CreateView(Box::new(CreateView {
        name,
        or_replace: has(node, Kind::OR_REPLACE),
        temporary: node.children().any(|child| is_temporary(&child)),
        columns,
        query,
    })))
}

/// `CREATE MATERIALIZED VIEW`.
pub(super) fn create_materialized_view(node: &Node, place: Place<'_>) -> Option<Statement> {
    let name = names::qualified_name(&child(node, Kind::VIEW)?, place);
    let columns = columns(node, Kind::COLUMN_LIST, place);
    Some(Statement::CreateTableAs(Box::new(CreateTableAs {
        name,
        materialized_view: true,
        if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        temporary: false,
        columns,
        query: Some(queries::child_query(node, place)?),
        on_commit_drop: false,
    })))
}

/// `CREATE TABLE … AS`.
pub(super) fn create_table_as(node: &Node, place: Place<'_>) -> Option<Statement> {
    let name = names::qualified_name(&child(node, Kind::TABLE_NAME)?, place);
    let mut columns = Vec::new();
    if let Some(list) = child(node, Kind::TABLE_ARG_LIST) {
        for column in list.children().filter(|child| child.kind() == Kind::COLUMN) {
            columns.extend(child(&column, Kind::COLUMN_NAME).map(|name| names::name(&name, place)));
        }
    }
    Some(Statement::CreateTableAs(Box::new(CreateTableAs {
        name,
        materialized_view: false,
        if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        temporary: node.children().any(|child| is_temporary(&child)),
        columns,
        query: queries::child_query(node, place),
        on_commit_drop: super::create_table::drops_on_commit(node),
    })))
}

/// `SELECT … INTO`.
pub(super) fn select_into(node: &Node, place: Place<'_>) -> Option<Statement> {
    let into = child(node, Kind::INTO_CLAUSE)?;
    let name = names::qualified_name(&child(&into, Kind::TABLE_NAME)?, place);
    let query: Query = queries::query(node, place);
    Some(Statement::CreateTableAs(Box::new(CreateTableAs {
        name,
        materialized_view: false,
        if_not_exists: false,
        temporary: into.children().any(|child| is_temporary(&child)),
        columns: Vec::new(),
        query: Some(query),
        on_commit_drop: false,
    })))
}

fn columns(node: &Node, kind: Kind, place: Place<'_>) -> Vec<Name> {
    child(node, kind).map(|list| super::constraints::column_names(&list, place)).unwrap_or_default()
}
