//! Sequences and what is said of them.

use crate::statement::{CreateSequence, OwnedBy, SequenceNumber, SequenceOptions, Statement};
use crate::syntax::tree::{Kind, Node, Place, all_tokens, child, has};
use crate::syntax::{names, types};
use pgwright_problem::Span;

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
            _ => options.numbers.extend(number(&option, place)),
        }
    }
    options
}

/// `INCREMENT BY -1`, `NO MINVALUE`, `RESTART`.
fn number(node: &Node, place: Place<'_>) -> Option<(SequenceNumber, Option<i64>, Span)> {
    let (what, bare) = match node.kind() {
        Kind::OPTION_INCREMENT => (SequenceNumber::Increment, false),
        Kind::OPTION_MIN_VALUE => (SequenceNumber::Minimum, false),
        Kind::OPTION_NO_MIN_VALUE => (SequenceNumber::Minimum, true),
        Kind::OPTION_MAX_VALUE => (SequenceNumber::Maximum, false),
        Kind::OPTION_NO_MAX_VALUE => (SequenceNumber::Maximum, true),
        Kind::OPTION_START => (SequenceNumber::Start, false),
        Kind::OPTION_RESTART => (SequenceNumber::Restart, true),
        Kind::OPTION_CACHE => (SequenceNumber::Cache, false),
        _ => return None,
    };
    let tokens = all_tokens(node).filter(|token| {
        let text = token.text();
        text == "-" || text.starts_with(|first: char| first.is_ascii_digit())
    });
    let text: String = tokens.map(|token| token.text().to_owned()).collect();
    if text.is_empty() && bare {
        return Some((what, None, place.node(node)));
    }
    // What is no whole number of 64 bits is left to PostgreSQL.
    Some((what, Some(text.parse().ok()?), place.node(node)))
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
