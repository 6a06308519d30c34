//! Changing names inside the texts of expressions, as PostgreSQL's own, made from trees, change
//! when an object is renamed.

use crate::model::quote_identifier;
use std::sync::Arc;

/// A piece of an expression's text.
enum Piece<'a> {
    /// A bare or quoted identifier or key word.
    Word(&'a str),
    /// Anything else: strings, numbers, operators, blanks.
    Rest(&'a str),
}

/// The text with a column of its own table under a new name. A name that stands before a bracket
/// is a function's, one behind `::` a type's, one behind `other.` another table's.
pub(super) fn rename_column_in(text: &Arc<str>, table: &str, from: &str, to: &str) -> Arc<str> {
    let pieces = pieces(text);
    let mut renamed = String::with_capacity(text.len());
    let mut changed = false;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Word(word) if folded(word) == from && is_column(&pieces, at, table) => {
                renamed.push_str(&quote_identifier(to));
                changed = true;
            }
            Piece::Word(text) | Piece::Rest(text) => renamed.push_str(text),
        }
    }
    if changed { renamed.into() } else { Arc::clone(text) }
}

/// The text with the call that takes a sequence's next value under its new name.
pub(super) fn rename_sequence_in(text: &Arc<str>, before: &str, after: &str) -> Arc<str> {
    let name = |call: &str| {
        let name = call.strip_prefix("nextval(").and_then(|rest| rest.split_once("::regclass"));
        name.map(|(name, _)| name.to_owned())
    };
    match (name(before), name(after)) {
        (Some(old), Some(new)) if text.contains(&old) => text.replace(&old, &new).into(),
        _ => Arc::clone(text),
    }
}

fn is_column(pieces: &[Piece], at: usize, table: &str) -> bool {
    let rest_before = match at.checked_sub(1).map(|before| &pieces[before]) {
        Some(Piece::Rest(rest)) => rest.trim_end(),
        _ => "",
    };
    let rest_behind = match pieces.get(at + 1) {
        Some(Piece::Rest(rest)) => rest.trim_start(),
        _ => "",
    };
    if rest_behind.starts_with('(') || rest_before.ends_with("::") || rest_behind.starts_with('.') {
        return false;
    }
    if rest_before.ends_with('.') {
        let owner = at.checked_sub(2).map(|before| &pieces[before]);
        return matches!(owner, Some(Piece::Word(word)) if folded(word) == table);
    }
    true
}

/// An identifier as the catalog holds it.
fn folded(word: &str) -> String {
    match word.strip_prefix('"').and_then(|word| word.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => word.to_ascii_lowercase(),
    }
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let (mut at, mut rest_from) = (0, 0);
    while at < bytes.len() {
        let end = match bytes[at] {
            b'\'' => {
                at = quoted_end(bytes, at, b'\'');
                continue;
            }
            b'$' => {
                at = dollar_end(text, at);
                continue;
            }
            b'"' => quoted_end(bytes, at, b'"'),
            byte if byte.is_ascii_digit() => {
                at = word_end(bytes, at);
                continue;
            }
            byte if starts_word(byte) => word_end(bytes, at),
            _ => {
                at += 1;
                continue;
            }
        };
        // `E'…'` and the like are strings.
        if bytes.get(end) == Some(&b'\'') && end - at <= 2 && bytes[at] != b'"' {
            at = quoted_end(bytes, end, b'\'');
            continue;
        }
        if rest_from < at {
            pieces.push(Piece::Rest(&text[rest_from..at]));
        }
        pieces.push(Piece::Word(&text[at..end]));
        at = end;
        rest_from = end;
    }
    if rest_from < text.len() {
        pieces.push(Piece::Rest(&text[rest_from..]));
    }
    pieces
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn word_end(bytes: &[u8], from: usize) -> usize {
    let inside = |byte: &u8| starts_word(*byte) || byte.is_ascii_digit() || *byte == b'$';
    from + bytes[from..].iter().take_while(|byte| inside(byte)).count()
}

/// Behind the closing quote; doubled ones are part of the text.
fn quoted_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        if bytes[at] == quote {
            if bytes.get(at + 1) == Some(&quote) {
                at += 1;
            } else {
                return at + 1;
            }
        }
        at += 1;
    }
    bytes.len()
}

/// Behind a `$tag$ … $tag$`, or behind the one byte where there is none.
fn dollar_end(text: &str, from: usize) -> usize {
    let Some(length) = text[from + 1..].find('$') else { return from + 1 };
    let tag = &text[from..from + length + 2];
    match text[from + tag.len()..].find(tag) {
        Some(close) => from + tag.len() + close + tag.len(),
        None => from + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_column_is_renamed() {
        for (text, renamed) in [
            ("a > 0", "b > 0"),
            ("lower(a) = 'a'", "lower(b) = 'a'"),
            ("a(a)", "a(b)"),
            ("x::a", "x::a"),
            ("t.a + u.a", "t.b + u.a"),
            ("\"a\" || \"A\"", "b || \"A\""),
            ("aa <> A", "aa <> b"),
            ("E'a' || $x$a$x$", "E'a' || $x$a$x$"),
            ("1a", "1a"),
        ] {
            assert_eq!(&*rename_column_in(&text.into(), "t", "a", "b"), renamed);
        }
        assert_eq!(&*rename_column_in(&"a > 0".into(), "t", "a", "Order"), "\"Order\" > 0");
    }
}
