//! Statements with a syntax error: where the next one begins, what is said, what they may touch.

use super::split::{self, Lexeme, Piece};
use super::{SyntaxProblem, names};
use crate::statement::{Name, QualifiedName};
use pgwright_problem::Span;
use squawk_lexer::TokenKind;

/// What may stand behind CREATE, ALTER and DROP. `ALTER COLUMN` and its kin are not in here:
/// they begin lines inside statements.
const OBJECTS: &[&str] = &[
    "aggregate",
    "collation",
    "database",
    "domain",
    "extension",
    "foreign",
    "function",
    "global",
    "group",
    "index",
    "language",
    "local",
    "materialized",
    "operator",
    "or",
    "policy",
    "procedure",
    "publication",
    "recursive",
    "role",
    "routine",
    "rule",
    "schema",
    "sequence",
    "server",
    "statistics",
    "subscription",
    "table",
    "temp",
    "temporary",
    "trigger",
    "type",
    "unique",
    "unlogged",
    "user",
    "view",
];

/// Where, inside a broken statement, the next one seems to begin: a line whose first words
/// begin a statement. Looks into an open quote too, which has swallowed what stood behind it.
pub(super) fn restart(text: &str, piece: Piece, end: usize) -> Option<usize> {
    let open = piece.open.is_some() || is_open_at_end(text, piece.next, end);
    let mut line_start = false;
    for lexeme in split::lexemes(text, piece.start, piece.end) {
        let Lexeme { kind, start, end: behind } = lexeme;
        let token = &text[start..behind];
        if kind == TokenKind::Whitespace {
            line_start |= token.contains('\n');
            continue;
        }
        if kind == TokenKind::Ident {
            if line_start && begins_statement(text, start, piece.end) {
                return Some(start);
            }
        } else if open && token.contains('\n') && kind != TokenKind::LineComment {
            let found = line_starts(text, start, behind)
                .find(|line| begins_statement(text, *line, piece.end));
            if found.is_some() {
                return found;
            }
        }
        if !split::is_trivia(kind) || !token.starts_with("--") {
            line_start = false;
        }
    }
    None
}

/// Whether a quote is open at the end, so that one before it may have been closed too late.
fn is_open_at_end(text: &str, start: usize, end: usize) -> bool {
    split::lexemes(text, start, end).last().is_some_and(|lexeme| split::is_open(lexeme.kind))
}

/// The first byte of each line behind the first that is not blank.
fn line_starts(text: &str, start: usize, end: usize) -> impl Iterator<Item = usize> {
    text[start..end].match_indices('\n').filter_map(move |(offset, _)| {
        let line = start + offset + 1;
        let rest = &text[line..end];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        (blank < rest.len()).then_some(line + blank)
    })
}

fn begins_statement(text: &str, start: usize, end: usize) -> bool {
    let mut words = text[start..end]
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase);
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    match first.as_str() {
        "create" | "alter" | "drop" => OBJECTS.contains(&second.as_str()),
        "comment" => second == "on",
        "insert" => second == "into",
        "delete" => second == "from",
        _ => false,
    }
}

/// The token that begins at `offset` or behind white space there.
pub(super) fn token_at(text: &str, offset: usize, end: usize) -> Span {
    let offset = text.floor_char_boundary(offset.min(end));
    split::lexemes(text, offset, end)
        .find(|lexeme| !split::is_trivia(lexeme.kind))
        .map_or(Span::new(offset as u32, offset as u32), |lexeme| {
            Span::new(lexeme.start as u32, lexeme.end as u32)
        })
}

/// What is wrong with a statement, at the token where the parser stopped.
pub(super) fn problem(text: &str, piece: Piece, offset: usize, message: &str) -> SyntaxProblem {
    if let Some(open) = piece.open {
        let line = text[open..piece.end].find('\n').map_or(piece.end, |length| open + length);
        let line = if text[..line].ends_with('\r') { line - 1 } else { line };
        return SyntaxProblem {
            span: Span::new(open as u32, line.max(open) as u32),
            message: "this is not closed".into(),
        };
    }
    let token = token_at(text, offset, piece.end);
    let detail = readable(message);
    if token.start == token.end {
        let span = match piece.semicolon {
            Some(semicolon) => Span::new(semicolon as u32, semicolon as u32 + 1),
            None => Span::new(piece.end as u32, piece.end as u32),
        };
        let message = format!("syntax error at the end of the statement: {detail}").into();
        return SyntaxProblem { span, message };
    }
    let word = &text[token.range()];
    let word = &word[..word.floor_char_boundary(40)];
    SyntaxProblem { span: token, message: format!("syntax error at `{word}`: {detail}").into() }
}

/// The parser's message with its names of tokens as people write them.
fn readable(message: &str) -> String {
    let mut text = String::with_capacity(message.len());
    for (index, word) in message.split(' ').enumerate() {
        if index > 0 {
            text.push(' ');
        }
        let bare = word.trim_end_matches([',', '.', ':']);
        let rest = &word[bare.len()..];
        let plain = match bare {
            "COMMA" => "`,`",
            "L_PAREN" => "`(`",
            "R_PAREN" => "`)`",
            "L_BRACK" => "`[`",
            "R_BRACK" => "`]`",
            "SEMICOLON" => "`;`",
            "EQ" => "`=`",
            "DOT" => "`.`",
            "IDENT" => "a name",
            "STRING" => "a string",
            "EOF" => "the end",
            _ => match bare.strip_suffix("_KW") {
                Some(keyword) => keyword,
                None => bare,
            },
        };
        text.push_str(plain);
        text.push_str(rest);
    }
    let end = text.trim_end_matches('.').len();
    text.truncate(end);
    text
}

/// The names that a broken statement may touch, read from its tokens: of CREATE, ALTER, DROP
/// and COMMENT those behind the words that say what kind of object follows.
pub(super) fn names(text: &str, span: Span) -> Vec<QualifiedName> {
    let lexemes: Vec<Lexeme> = split::lexemes(text, span.start as usize, span.end as usize)
        .filter(|lexeme| !split::is_trivia(lexeme.kind))
        .collect();
    let word = |index: usize| -> &str {
        lexemes.get(index).map_or("", |lexeme| &text[lexeme.start..lexeme.end])
    };
    let is = |index: usize, wanted: &str| word(index).eq_ignore_ascii_case(wanted);
    if !["create", "alter", "drop", "comment", "do", "select"].iter().any(|first| is(0, first)) {
        return Vec::new();
    }
    let mut found: Vec<QualifiedName> = Vec::new();
    let mut index = 1;
    while index < lexemes.len() {
        let introduces = ["table", "view", "type", "domain", "sequence", "index", "on", "into"]
            .iter()
            .any(|keyword| is(index, keyword));
        if !introduces {
            index += 1;
            continue;
        }
        index += 1;
        while ["if", "not", "exists", "only", "concurrently"].iter().any(|word| is(index, word)) {
            index += 1;
        }
        loop {
            let (name, next) = path(text, &lexemes, index);
            let Some(name) = name else { break };
            if !found.contains(&name) {
                found.push(name);
            }
            index = next;
            // DROP takes a list.
            if is(0, "drop") && word(index) == "," {
                index += 1;
            } else {
                break;
            }
        }
    }
    found
}

fn path(text: &str, lexemes: &[Lexeme], mut index: usize) -> (Option<QualifiedName>, usize) {
    let mut path = Vec::new();
    while let Some(lexeme) = lexemes.get(index) {
        if !matches!(lexeme.kind, TokenKind::Ident | TokenKind::QuotedIdent { .. }) {
            break;
        }
        let span = Span::new(lexeme.start as u32, lexeme.end as u32);
        let name = names::identifier(&text[span.range()], '\\');
        path.push(Name { text: name, span });
        index += 1;
        match lexemes.get(index) {
            Some(dot) if dot.kind == TokenKind::Dot => index += 1,
            _ => break,
        }
    }
    let span = path.last().map(|name| name.span);
    (span.map(|span| names::qualified(path, span)), index)
}
