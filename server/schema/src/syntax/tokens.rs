//! The tokens of a text, for answers in statements that need not be whole: somebody is typing
//! them.

use super::broken;
use super::names;
use super::split::{self, is_open};
use pgwright_problem::Span;
use squawk_lexer::{LiteralKind, TokenKind};
use std::sync::Arc;

/// A token of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Lexical,
    /// Where it stands.
    pub span: Span,
    /// Whether it is a quote or comment that nobody closed.
    pub open: bool,
}

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lexical {
    /// A keyword or a name without quotes.
    Word,
    /// A name in double quotes.
    Quoted,
    /// A string in quotes or between dollars.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// Everything else: one character.
    Symbol,
}

/// The tokens of `text[within]`, white space left out.
pub fn tokens(text: &str, within: Span) -> Vec<Token> {
    let start = text.floor_char_boundary((within.start as usize).min(text.len()));
    let end = text.floor_char_boundary((within.end as usize).min(text.len())).max(start);
    split::lexemes(text, start, end)
        .filter_map(|lexeme| {
            let kind = match lexeme.kind {
                TokenKind::Whitespace => return None,
                TokenKind::LineComment | TokenKind::BlockComment { .. } => Lexical::Comment,
                TokenKind::Ident => Lexical::Word,
                TokenKind::QuotedIdent { .. } => Lexical::Quoted,
                TokenKind::Literal {
                    kind: LiteralKind::Int { .. } | LiteralKind::Numeric { .. },
                } => Lexical::Number,
                TokenKind::Literal { .. } => Lexical::Text,
                _ => Lexical::Symbol,
            };
            let span = Span::new(lexeme.start as u32, lexeme.end as u32);
            Some(Token { kind, span, open: is_open(lexeme.kind) })
        })
        .collect()
}

/// The name that a token's text spells: folded to lower case where it is not quoted, cut at 63
/// bytes.
pub fn identifier(text: &str) -> Arc<str> {
    names::identifier(text, '\\')
}

/// The statement at `offset` in one of `parts`, white space around it and the semicolon left out;
/// one that nobody ended goes on up to a line that begins another. On white space between two, the
/// one before when no semicolon ends it, else an empty one. `None` outside of all parts, and in
/// comments between statements.
pub fn statement_at(text: &str, parts: &[Span], offset: u32) -> Option<Span> {
    let part = parts.iter().rfind(|part| part.touches(offset))?;
    let offset = offset as usize;
    let end = text.floor_char_boundary((part.end as usize).min(text.len()));
    let mut from = text.floor_char_boundary((part.start as usize).min(end));
    let empty = Some(Span::new(offset as u32, offset as u32));
    while let Some(piece) = split::next_piece(text, from, end) {
        if offset < piece.start {
            break;
        }
        let last = piece.semicolon.unwrap_or(piece.next);
        if offset <= last || piece.next >= end && piece.semicolon.is_none() {
            let restarts = broken::restarts(text, piece, piece.open.is_some());
            let starts = restarts.starts.into_iter().chain(restarts.inside.map(|(at, _)| at));
            let (mut start, mut behind) = (piece.start, piece.end);
            for at in starts.filter(|at| *at > piece.start) {
                if at <= offset {
                    start = at;
                } else {
                    behind = behind.min(at);
                }
            }
            return Some(Span::new(start as u32, behind.max(start) as u32));
        }
        from = piece.next;
    }
    empty.filter(|_| !is_in_comment(text, from, end, offset))
}

/// Whether a place between statements is in a comment; `from`: behind the statement before it.
fn is_in_comment(text: &str, from: usize, end: usize, offset: usize) -> bool {
    let mut lexemes = split::lexemes(text, from, end).take_while(|it| it.start < offset);
    lexemes.any(|it| match it.kind {
        TokenKind::LineComment => offset <= it.end,
        TokenKind::BlockComment { terminated } => offset < it.end || !terminated,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(marked: &str, expected: &str) {
        let offset = marked.find("$0").unwrap();
        let text = marked.replacen("$0", "", 1);
        let whole = [Span::new(0, text.len() as u32)];
        let found = statement_at(&text, &whole, offset as u32).unwrap();
        assert_eq!(&text[found.range()], expected, "{marked}");
    }

    #[test]
    fn the_statement_at_a_place_is_found_also_where_it_is_half_typed() {
        check("SELECT 1; SEL$0ECT 2; SELECT 3", "SELECT 2");
        check("SELECT 1;$0 SELECT 2", "");
        check("SELECT 1$0; SELECT 2", "SELECT 1");
        check("ALTER TABLE ü ADD $0\n", "ALTER TABLE ü ADD");
        check("ALTER TABLE a $0\nCREATE TABLE b (id int);", "ALTER TABLE a \n");
        check("ALTER TABLE a\nCREATE TABLE b ($0", "CREATE TABLE b (");
        check("SELECT 'a; $0", "SELECT 'a; ");
        check("$0", "");
        check("  $0  SELECT 1", "");
    }

    #[test]
    fn outside_of_what_goes_up_there_is_no_statement() {
        assert_eq!(statement_at("SELECT 1", &[Span::new(0, 3)], 7), None);
        assert_eq!(statement_at("", &[], 0), None);
        for (text, at) in [("-- a", 4), ("SELECT 1; /* a */", 12)] {
            assert_eq!(statement_at(text, &[Span::new(0, text.len() as u32)], at), None, "{text}");
        }
        assert!(statement_at("/* a */", &[Span::new(0, 7)], 7).is_some());
    }

    #[test]
    fn tokens_say_what_they_are_and_whether_they_are_open() {
        let text = "a \"B\" 'c' 1 -- d\n( /* e";
        let found = tokens(text, Span::new(0, 99));
        let kinds: Vec<Lexical> = found.iter().map(|token| token.kind).collect();
        use Lexical::{Comment, Number, Quoted, Symbol, Text, Word};
        assert_eq!(kinds, [Word, Quoted, Text, Number, Comment, Symbol, Comment]);
        assert_eq!(found.iter().filter(|token| token.open).count(), 1);
        assert_eq!(&*identifier("\"B\""), "B");
        assert_eq!(&*identifier("Users"), "users");
    }
}
