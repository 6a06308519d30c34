//! From the tree of one statement to a [`Statement`], one file a theme.

mod alter;
mod alter_table;
mod comment;
mod constraints;
mod create_index;
mod create_schema;
mod create_sequence;
mod create_table;
mod create_type;
mod create_view;
mod drop;
mod functions;
mod nothing;
mod partition_bound;
mod session;

use super::tree::{Kind, Node, Place, all_tokens};
use crate::statement::Statement;

/// What a statement says.
pub(super) fn statement(node: &Node, place: Place<'_>) -> Statement {
    let kind = node.kind();
    let known = match kind {
        Kind::CREATE_TABLE | Kind::CREATE_FOREIGN_TABLE => create_table::create_table(node, place),
        Kind::CREATE_TABLE_AS => create_view::create_table_as(node, place),
        Kind::SELECT_INTO => create_view::select_into(node, place),
        Kind::CREATE_VIEW => create_view::create_view(node, place),
        Kind::CREATE_MATERIALIZED_VIEW => create_view::create_materialized_view(node, place),
        Kind::CREATE_INDEX => create_index::create_index(node, place),
        Kind::CREATE_SEQUENCE => create_sequence::create_sequence(node, place),
        Kind::CREATE_TYPE => create_type::create_type(node, place),
        Kind::CREATE_DOMAIN => create_type::create_domain(node, place),
        Kind::CREATE_SCHEMA => create_schema::create_schema(node, place),
        Kind::CREATE_EXTENSION => create_schema::create_extension(node, place),
        Kind::CREATE_FUNCTION | Kind::CREATE_PROCEDURE => functions::create_function(node, place),
        Kind::CREATE_AGGREGATE => functions::create_aggregate(node, place),
        Kind::COMMENT_ON => comment::comment(node, place),
        Kind::SET => Some(session::set(node, place).unwrap_or(Statement::Nothing)),
        Kind::RESET | Kind::DISCARD => {
            Some(session::reset(node, place).unwrap_or(Statement::Nothing))
        }
        Kind::SELECT => Some(session::query(node, place)),
        _ if nothing::changes_nothing(kind) => Some(Statement::Nothing),
        _ => drop::drop(node, place)
            .or_else(|| alter::alter(node, place))
            .or_else(|| session::transaction(node, place)),
    };
    known.unwrap_or_else(|| unknown(node))
}

/// A statement of which it is not known what it changes.
fn unknown(node: &Node) -> Statement {
    let words: Vec<_> = all_tokens(node).take(2).map(|token| token.text().to_uppercase()).collect();
    Statement::Unknown { what: words.join(" ").into(), names: Vec::new() }
}
