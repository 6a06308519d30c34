//! From the tree of one statement to a [`Statement`], one file a theme.

mod alter;
mod constraints;
mod create_table;
mod drop;

use super::tree::{Kind, Node, Place, all_tokens};
use crate::statement::Statement;

/// What a statement says.
pub(super) fn statement(node: &Node, place: Place<'_>) -> Statement {
    match node.kind() {
        Kind::CREATE_TABLE | Kind::CREATE_FOREIGN_TABLE => create_table::create_table(node, place),
        Kind::ALTER_TABLE => alter::alter_table(node, place),
        Kind::DROP_TABLE => drop::drop(node, place),
        _ => unknown(node),
    }
}

/// A statement of which it is not known what it changes.
fn unknown(node: &Node) -> Statement {
    let words: Vec<_> = all_tokens(node).take(2).map(|token| token.text().to_uppercase()).collect();
    Statement::Unknown { what: words.join(" ").into(), names: Vec::new() }
}
