//! Statements with a syntax error: where the next one begins, and what is said.

use super::split::{self, Lexeme, Piece};
use super::{Source, SyntaxProblem};
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

/// Where statements seem to begin inside a broken one: lines whose first words begin one.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    /// Their first words, in order.
    pub(super) starts: Vec<usize>,
    /// One that stands in a string, quoted name or comment which was closed too late: its first
    /// word, and where that token begins. Nothing behind it was looked at.
    pub(super) inside: Option<(usize, usize)>,
}

/// Looks for statements inside a broken one, in strings too when `open` says that one is open at
/// the end: then one before it may have been closed by the opening quote of the next.
pub(super) fn restarts(text: &str, piece: Piece, open: bool) -> Restarts {
    let mut restarts = Restarts::default();
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
                restarts.starts.push(start);
            }
        } else if open && token.contains('\n') {
            let found = line_starts(text, start, behind)
                .find(|line| begins_statement(text, *line, piece.end));
            if let Some(at) = found {
                restarts.inside = Some((at, start));
                return restarts;
            }
        }
        if !split::is_trivia(kind) {
            line_start = false;
        }
    }
    restarts
}

/// Whether a quote or comment is open at the end.
pub(super) fn is_open_at_end(text: &str, start: usize, end: usize) -> bool {
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

/// The token that begins at `offset` or behind white space there: its start and end.
pub(super) fn token_at(text: &str, offset: usize, end: usize) -> (usize, usize) {
    let offset = text.floor_char_boundary(offset.min(end));
    split::lexemes(text, offset, end)
        .find(|lexeme| !split::is_trivia(lexeme.kind))
        .map_or((offset, offset), |lexeme| (lexeme.start, lexeme.end))
}

impl Source<'_> {
    /// What is wrong at `offset`, somewhere in the text.
    pub(super) fn problem(self, offset: usize, message: &str) -> SyntaxProblem {
        let end = self.text.len();
        let piece = Piece { start: 0, end, semicolon: None, next: end, depth: 0, open: None };
        self.problem_in(piece, offset, message)
    }

    /// What is wrong with a statement, at the token where the parser stopped.
    pub(super) fn problem_in(self, piece: Piece, offset: usize, message: &str) -> SyntaxProblem {
        let text = self.text;
        if let Some(open) = piece.open.filter(|open| *open < piece.end) {
            let line = text[open..piece.end].find(['\r', '\n']);
            let line = line.map_or(piece.end, |length| open + length);
            let what = match text.as_bytes().get(open) {
                Some(b'/') => "comment",
                Some(b'"') => "quoted name",
                _ => "string",
            };
            return SyntaxProblem {
                span: self.span(open, line),
                message: format!("syntax error: this {what} is not closed").into(),
            };
        }
        let (mut start, mut end) = token_at(text, offset, piece.end);
        let mut detail = readable(message);
        let verb = text[start..end].to_ascii_uppercase();
        if message.starts_with("expected command") && ["CREATE", "ALTER", "DROP"].contains(&&*verb)
        {
            // The verb is right, what stands behind it is not.
            (start, end) = token_at(text, end, piece.end);
            detail = format!("{verb} knows no such thing");
        }
        if start == end {
            let span = match piece.semicolon {
                Some(semicolon) => self.span(semicolon, semicolon + 1),
                None => self.span(piece.end, piece.end),
            };
            let message = format!("syntax error at the end of the statement: {detail}").into();
            return SyntaxProblem { span, message };
        }
        let word = shown(&text[start..end]);
        let message = format!("syntax error at `{word}`: {detail}").into();
        SyntaxProblem { span: self.span(start, end), message }
    }
}

/// A token as it may stand in a message: not too long, and without control characters.
fn shown(token: &str) -> String {
    let short = &token[..token.floor_char_boundary(40)];
    short.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
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
            "COLON" => "`:`",
            "EQ" => "`=`",
            "DOT" => "`.`",
            "STAR" => "`*`",
            "IDENT" => "a name",
            "STRING" => "a string",
            "INT_NUMBER" | "NUMERIC_NUMBER" => "a number",
            "ERROR" => "a character that SQL does not know",
            "EOF" => "the end",
            _ => bare.strip_suffix("_KW").unwrap_or(bare),
        };
        text.push_str(plain);
        text.push_str(rest);
    }
    let end = text.trim_end_matches('.').len();
    text.truncate(end);
    // Sentences begin in lower case, as all messages do; words that are SQL's stay.
    let mut letters = text.chars();
    if let (Some(first), Some(second)) = (letters.next(), letters.next())
        && first.is_ascii_uppercase()
        && !second.is_ascii_uppercase()
    {
        text.replace_range(..1, &first.to_ascii_lowercase().to_string());
    }
    text
}
