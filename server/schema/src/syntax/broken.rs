//! Statements with a syntax error: where the next one begins, what is said, what they may touch.

use super::split::{self, Lexeme, Piece};
use super::tree::Place;
use super::{Source, SyntaxProblem, names};
use crate::statement::{Name, QualifiedName};
use squawk_lexer::{LiteralKind, TokenKind};

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

/// Where a statement seems to begin inside a broken one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Restart {
    /// The first word of it.
    pub(super) at: usize,
    /// The string, quoted name or comment that it stood in, which was closed too late.
    pub(super) inside: Option<usize>,
}

/// Where, inside a broken statement, the next one seems to begin: a line whose first words
/// begin a statement. Looks into strings too when one is open at the end: then one before it was
/// closed by the opening quote of the next.
pub(super) fn restart(text: &str, piece: Piece, end: usize) -> Option<Restart> {
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
                return Some(Restart { at: start, inside: None });
            }
        } else if open && token.contains('\n') {
            let found = line_starts(text, start, behind)
                .find(|line| begins_statement(text, *line, piece.end));
            if let Some(at) = found {
                return Some(Restart { at, inside: Some(start) });
            }
        }
        if !split::is_trivia(kind) {
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

/// The names that a statement which could not be read may touch, from its tokens: of CREATE,
/// ALTER, DROP and COMMENT those behind the words that say what kind of object follows.
pub(super) fn names(source: Source<'_>, start: usize, end: usize) -> Vec<QualifiedName> {
    let mut found = Vec::new();
    let reader = Reader::new(source, start, end);
    if ["create", "alter", "drop", "comment", "import"].iter().any(|first| reader.is(0, first)) {
        let from = if reader.is(0, "comment") { reader.commented() } else { 0 };
        reader.names(source.place, from, &mut found);
    } else if reader.is(0, "do") {
        found = names_in_code(Source {
            text: &source.text[start..end],
            place: source.place.behind(start),
        });
    }
    found
}

/// The names that procedural code may touch: behind every CREATE, ALTER and DROP in it, in the
/// strings that it may execute too.
pub(super) fn names_in_code(source: Source<'_>) -> Vec<QualifiedName> {
    let mut found = Vec::new();
    code_names(source, source.place, &mut found, 0);
    found
}

fn code_names(source: Source<'_>, place: Place<'_>, found: &mut Vec<QualifiedName>, depth: usize) {
    if has_definitions(source.text) {
        Reader::new(source, 0, source.text.len()).names(place, 0, found);
    }
    for lexeme in split::lexemes(source.text, 0, source.text.len()) {
        let TokenKind::Literal { kind } = lexeme.kind else { continue };
        let text = &source.text[lexeme.start..lexeme.end];
        let quote = match kind {
            LiteralKind::DollarQuotedString { .. } => text[1..].find('$').map_or(1, |tag| tag + 2),
            LiteralKind::Str { .. } | LiteralKind::EscStr { .. } => {
                text.find('\'').map_or(1, |quote| quote + 1)
            }
            _ => continue,
        };
        let inner = text.get(quote..text.len().saturating_sub(quote)).unwrap_or("");
        if depth < 4 && has_definitions(inner) {
            let inner = Source { text: inner, place };
            let start = lexeme.start + quote;
            code_names(inner, place.behind(start), found, depth + 1);
        }
    }
}

/// Whether a text, strings in it included, seems to define, change or drop something that the
/// model holds.
pub(super) fn has_definitions(text: &str) -> bool {
    let mut words = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .peekable();
    while let Some(word) = words.next() {
        let verb = ["create", "alter", "drop"].iter().any(|verb| word.eq_ignore_ascii_case(verb));
        if verb && words.peek().is_none_or(|object| !is_foreign_object(object)) {
            return true;
        }
    }
    false
}

/// What stands behind CREATE, ALTER and DROP of things that the model does not hold.
fn is_foreign_object(word: &str) -> bool {
    const OBJECTS: &[&str] = &[
        "access",
        "cast",
        "collation",
        "conversion",
        "database",
        "default",
        "event",
        "group",
        "language",
        "operator",
        "owned",
        "policy",
        "publication",
        "role",
        "rule",
        "server",
        "statistics",
        "subscription",
        "system",
        "tablespace",
        "text",
        "transform",
        "trigger",
        "user",
    ];
    OBJECTS.iter().any(|object| word.eq_ignore_ascii_case(object))
}

/// Whether a statement's first word defines, changes or drops something.
pub(super) fn begins_definition(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty());
    word.is_some_and(|word| {
        ["create", "alter", "drop", "comment"].iter().any(|verb| word.eq_ignore_ascii_case(verb))
    })
}

/// A statement's tokens, read without its grammar.
struct Reader<'a> {
    text: &'a str,
    lexemes: Vec<Lexeme>,
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>, start: usize, end: usize) -> Self {
        let lexemes = split::lexemes(source.text, start, end)
            .filter(|lexeme| !split::is_trivia(lexeme.kind))
            .collect();
        Self { text: source.text, lexemes }
    }

    fn word(&self, index: usize) -> &'a str {
        self.lexemes.get(index).map_or("", |lexeme| &self.text[lexeme.start..lexeme.end])
    }

    fn is(&self, index: usize, wanted: &str) -> bool {
        self.word(index).eq_ignore_ascii_case(wanted)
    }

    fn is_any(&self, index: usize, wanted: &[&str]) -> bool {
        wanted.iter().any(|wanted| self.is(index, wanted))
    }

    /// `COMMENT ON … kind`: the place of the kind's last word.
    fn commented(&self) -> usize {
        if self.is_any(2, &["materialized", "foreign"]) { 3 } else { 2 }
    }

    fn names(&self, place: Place<'_>, from: usize, found: &mut Vec<QualifiedName>) {
        const KINDS: &[&str] =
            &["table", "view", "type", "domain", "sequence", "index", "on", "into"];
        const BETWEEN: &[&str] = &["if", "not", "exists", "only", "concurrently", "table"];
        let mut index = from;
        while index < self.lexemes.len() {
            let column = from > 0 && index == from && self.is(index, "column");
            let renamed = self.is(index, "to") && self.is(index.wrapping_sub(1), "rename");
            if !column && !renamed && !self.is_any(index, KINDS) {
                index += 1;
                continue;
            }
            let list = self.is_any(index.wrapping_sub(1), &["drop", "materialized"]);
            index += 1;
            while self.is_any(index, BETWEEN) {
                index += 1;
            }
            loop {
                let (mut path, next) = self.path(place, index);
                if column && path.len() > 1 {
                    path.pop();
                }
                let Some(last) = path.last().map(|name| name.span) else { break };
                let name = names::qualified(path, last);
                if !found.iter().any(|known| is_same(known, &name)) {
                    found.push(name);
                }
                index = next;
                if list && self.word(index) == "," {
                    index += 1;
                } else {
                    break;
                }
            }
        }
    }

    fn path(&self, place: Place<'_>, mut index: usize) -> (Vec<Name>, usize) {
        let mut path = Vec::new();
        while let Some(lexeme) = self.lexemes.get(index) {
            if !matches!(lexeme.kind, TokenKind::Ident | TokenKind::QuotedIdent { .. }) {
                break;
            }
            let text = names::identifier(&self.text[lexeme.start..lexeme.end], '\\');
            let span = place.range(lexeme.start as u32, lexeme.end as u32);
            path.push(Name { text, span });
            index += 1;
            match self.lexemes.get(index) {
                Some(dot) if dot.kind == TokenKind::Dot => index += 1,
                _ => break,
            }
        }
        (path, index)
    }
}

fn is_same(a: &QualifiedName, b: &QualifiedName) -> bool {
    a.name.text == b.name.text
        && a.schema.as_ref().map(|name| &name.text) == b.schema.as_ref().map(|name| &name.text)
}
