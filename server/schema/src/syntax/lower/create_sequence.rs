//! Sequences and what is said of them.

use crate::statement::{CreateSequence, OwnedBy, SequenceOptions, Statement};
use crate::syntax::tree::{Kind, Node, Place, child, has};
use crate::syntax::{names, types};

/// `CREATE SEQUENCE`.
pub(super) fn create_sequence(node: &Node, place: Place<'_>) -> Option<Statement> {
    Some(Statement::CreateSequence(Box::new(CreateSequence {
        name: names::qualified_name(&child(node, Kind::SEQUENCE)?, place),
        if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        temporary: node.children().any(|child| super::create_table::is_temporary(&child)),
        options: options(node, place),
    })))
}

/// The options among a node's children.
pub(super) fn options(node: &Node, place: Place<'_>) -> SequenceOptions {
    let mut options = SequenceOptions::default();
    for option in node.children() {
        match option.kind() {
            Kind::OPTION_AS_TYPE => options.data_type = types::child_type(&option, place),
            Kind::OPTION_OWNED_BY => options.owned_by = owned_by(&option, place),
            _ => {}
        }
    }
    options
}

fn owned_by(node: &Node, place: Place<'_>) -> Option<OwnedBy> {
    if has(node, Kind::OWNED_BY_NONE) {
        return Some(OwnedBy::None);
    }
    let column = child(node, Kind::QUALIFIED_COLUMN_NAME_REF)?;
    let mut path = names::path(&column, place);
    let column = path.pop()?;
    if path.is_empty() {
        // `OWNED BY none` may come as a name.
        return (&*column.text == "none").then_some(OwnedBy::None);
    }
    let span = column.span;
    Some(OwnedBy::Column { table: names::qualified(path, span), column })
}
