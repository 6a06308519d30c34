//! What a text that could not be read may touch: names and definitions, from its tokens alone.

use super::split::{self, Lexeme};
use super::tree::Place;
use super::{Source, names};
use crate::statement::{Name, QualifiedName};
use squawk_lexer::{LiteralKind, TokenKind};
use std::sync::Arc;

/// The names that a statement which could not be read may touch, from its tokens: of CREATE,
/// ALTER, DROP and COMMENT those behind the words that say what kind of object follows, relations,
/// types and functions alike.
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
            unknown: &[],
        });
    }
    found
}

/// How the name begins of an object that a broken statement may touch beside those in `names`: the
/// last one when the text ends in it, at `end`, and no name at all while none is typed.
pub(super) fn begun(text: &str, names: &[QualifiedName], end: u32) -> Option<Arc<str>> {
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next()?;
    let verb = |verb: &&str| {
        verb.get(..first.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(first))
    };
    if !["create", "alter", "drop", "comment"].iter().any(verb)
        || words.next().is_some_and(is_foreign_object)
    {
        return None;
    }
    match names.last() {
        None => Some(Arc::from("")),
        Some(last) => (last.name.span.end == end).then(|| Arc::clone(&last.name.text)),
    }
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
            let inner = Source { text: inner, place, unknown: &[] };
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
        const KINDS: &[&str] = &[
            "table",
            "view",
            "type",
            "domain",
            "sequence",
            "index",
            "on",
            "into",
            "function",
            "procedure",
            "aggregate",
            "routine",
        ];
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
