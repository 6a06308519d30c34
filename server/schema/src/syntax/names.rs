//! Identifiers as PostgreSQL's catalog would hold them.

use super::strings;
use super::tree::{Kind, Node, Place, Token, all_tokens};
use crate::statement::{Name, QualifiedName};
use pgwright_problem::Span;
use std::sync::Arc;

/// PostgreSQL's NAMEDATALEN is 64 with the closing zero.
const NAME_BYTES: usize = 63;

/// The identifier that a token's text spells: folded to lower case where it is not quoted, cut
/// at 63 bytes. `escape` is the character of UESCAPE.
pub(super) fn identifier(text: &str, escape: char) -> Arc<str> {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'"') {
        let inner = &text[1..];
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        return if inner.contains('"') { cut(&inner.replace("\"\"", "\"")) } else { cut(inner) };
    }
    if matches!(bytes, [b'u' | b'U', b'&', b'"', ..]) {
        let inner = &text[3..];
        let inner = inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\"");
        return cut(&strings::decode_unicode(&inner, escape));
    }
    // As downcase_identifier in PostgreSQL's scansup.c: in UTF-8 only ASCII letters are folded.
    if bytes.iter().any(u8::is_ascii_uppercase) {
        cut(&text.to_ascii_lowercase())
    } else {
        cut(text)
    }
}

/// Cuts at 63 bytes on a character's boundary, as truncate_identifier does.
pub(super) fn cut(text: &str) -> Arc<str> {
    text[..text.floor_char_boundary(NAME_BYTES)].into()
}

/// The name that a token spells, with UESCAPE among its later siblings.
pub(super) fn token_name(token: &Token, place: Place<'_>) -> Name {
    let escape = token.parent().map_or('\\', |node| strings::escape_character(&node));
    Name { text: identifier(token.text(), escape), span: place.token(token) }
}

/// The name that a node of one identifier spells, such as a COLUMN_NAME.
pub(super) fn name(node: &Node, place: Place<'_>) -> Name {
    match all_tokens(node).next() {
        Some(token) => {
            let mut name = token_name(&token, place);
            if token.text_range() != node.text_range() {
                name.span = place.node(node);
            }
            name
        }
        None => Name { text: "".into(), span: place.node(node) },
    }
}

/// All names of a path from left to right. `node` is a PATH, a PATH_REF, or a node around one.
pub(super) fn path(node: &Node, place: Place<'_>) -> Vec<Name> {
    let mut names = Vec::with_capacity(2);
    collect_path(node, place, &mut names);
    names
}

fn collect_path(node: &Node, place: Place<'_>, names: &mut Vec<Name>) {
    if matches!(node.kind(), Kind::PATH_SEGMENT | Kind::PATH_SEGMENT_REF) {
        names.push(name(node, place));
        return;
    }
    let mut paths = 0;
    for child in node.children() {
        if matches!(
            child.kind(),
            Kind::PATH | Kind::PATH_REF | Kind::PATH_SEGMENT | Kind::PATH_SEGMENT_REF
        ) {
            collect_path(&child, place, names);
            paths += 1;
        }
    }
    if paths == 0 {
        // A node of one identifier, or one more wrapper around the path.
        match node.first_child() {
            Some(inner) => collect_path(&inner, place, names),
            None => names.push(name(node, place)),
        }
    }
}

/// The last one or two names of a path: a database's name before them is dropped.
pub(super) fn qualified(mut names: Vec<Name>, span: Span) -> QualifiedName {
    let name = names.pop().unwrap_or(Name { text: "".into(), span });
    QualifiedName { schema: names.pop(), name }
}

/// The qualified name that a node spells.
pub(super) fn qualified_name(node: &Node, place: Place<'_>) -> QualifiedName {
    qualified(path(node, place), place.node(node))
}

/// The identifiers of a string such as `a, "B"` or `a."B"`, folded and cut as PostgreSQL's
/// SplitIdentifierString does it; `None` when it is no such list.
pub(super) fn split_identifiers(text: &str, separator: char) -> Option<Vec<Arc<str>>> {
    let mut names = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let length = if rest.starts_with('"') {
            let mut end = 1;
            loop {
                let quote = end + rest[end..].find('"')?;
                if rest[quote + 1..].starts_with('"') {
                    end = quote + 2;
                } else {
                    break quote + 1;
                }
            }
        } else {
            rest.find(separator).unwrap_or(rest.len())
        };
        names.push(identifier(rest[..length].trim(), '\\'));
        rest = rest[length..].trim_start();
        match rest.strip_prefix(separator) {
            Some(after) => rest = after.trim_start(),
            None if rest.is_empty() => {}
            None => return None,
        }
    }
    Some(names)
}
