//! From SQL text to [`crate::statement`]s. The only module that names the SQL parser's types.
//!
//! A text is cut into statements ([`split`]), each is parsed by itself and lowered from the
//! parser's tree to our own types ([`lower`]).

mod alone;
mod broken;
mod calls;
mod change;
mod depth;
mod expressions;
mod filled;
mod found;
mod from_items;
mod lower;
mod names;
mod plain;
mod plpgsql;
mod pragma;
mod queries;
mod split;
mod strings;
#[cfg(test)]
mod tests;
mod tokens;
mod touched;
mod tree;
mod types;
mod workarounds;

pub use change::first_change;
pub(crate) use split::long_tokens;
pub use tokens::{Lexical, Token, identifier, statement_at, tokens};

use crate::migrations::Fill;
use crate::statement::{Located, Statement};
use filled::Filled;
use pgwright_problem::Span;
use split::Piece;
use std::sync::Arc;
use tree::Place;

/// A text's statements and what is wrong with it. Knows no file's name, so that it can be cached
/// by the text alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ParsedFile {
    /// In order.
    pub statements: Vec<Located>,
    /// Syntax errors, in order.
    pub problems: Vec<SyntaxProblem>,
    /// Statements that PostgreSQL takes in no transaction, in order.
    pub alone: Vec<Alone>,
}

/// A statement that PostgreSQL takes in no transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alone {
    /// The whole statement.
    pub span: Span,
    /// As PostgreSQL names it: `CREATE INDEX CONCURRENTLY`.
    pub what: &'static str,
}

/// A syntax error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxProblem {
    /// Where it stands.
    pub span: Span,
    /// What is wrong.
    pub message: Arc<str>,
}

/// Parses `text`, of which only the bytes in `parts` are SQL that goes up; every span counts in
/// the whole text.
///
/// Total on any input: a statement with a syntax error is [`Statement::Broken`] and has one
/// problem; those before and behind it are as they would be without it. Depends on nothing but
/// its arguments, so that the answer can be cached by them.
pub fn parse(text: &str, parts: &[Span]) -> ParsedFile {
    parse_filled(text, parts, &[])
}

/// As [`parse`], of a text that a tool does not send as it stands: `fills` are what it puts in the
/// place of parts of it. Where nobody has said what that is, what the statement does is not known.
pub fn parse_filled(text: &str, parts: &[Span], fills: &[Fill]) -> ParsedFile {
    let mut file = ParsedFile::default();
    for part in parts {
        let start = text.floor_char_boundary((part.start as usize).min(text.len()));
        let end = text.floor_char_boundary((part.end as usize).min(text.len()));
        let end = end.max(start);
        match Filled::new(text, start, end, fills) {
            None => {
                let source = Source { text, place: Place::WHOLE, unknown: &[] };
                source.statements(start, end, &mut file);
            }
            Some(filled) => filled.source().statements(0, filled.text.len(), &mut file),
        }
        if let Some(at) = text[start..end.max(start)].find('\0') {
            refuse_nul(start + at, &mut file.problems);
        }
    }
    file
}

/// PostgreSQL takes no NUL anywhere, where SQL itself would not mind one in a string or comment.
fn refuse_nul(at: usize, problems: &mut Vec<SyntaxProblem>) {
    let span = Span::new(at as u32, at as u32 + 1);
    problems.retain(|problem| problem.span != span);
    let place = problems.partition_point(|problem| problem.span < span);
    let message = "a NUL byte, which PostgreSQL takes nowhere, not in a string or comment either";
    problems.insert(place, SyntaxProblem { span, message: message.into() });
}

/// A text with statements in it: the whole one, or the content of a string constant.
#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    place: Place<'a>,
    /// What was filled in without being known, in order.
    unknown: &'a [filled::Stretch],
}

impl Source<'_> {
    /// Parses what stands in `start..end`.
    fn statements(self, start: usize, end: usize, file: &mut ParsedFile) {
        let mut from = start;
        let mut quotes = OpenQuotes::default();
        while from < end {
            let Some(piece) = split::next_piece(self.text, from, end) else { break };
            if let Some(said) = pragma::above(self.text, piece.start)
                && self.said(&said, file)
            {
                from = piece.next;
                continue;
            }
            from = match self.parse_piece(piece, file) {
                Ok(()) => piece.next,
                Err(error) => self.recover(piece, error, end, &mut quotes, file),
            };
        }
    }

    /// Reads what can be read of a piece that did not parse, and says where to go on.
    fn recover(
        self,
        piece: Piece,
        error: Failure,
        end: usize,
        quotes: &mut OpenQuotes,
        file: &mut ParsedFile,
    ) -> usize {
        let open = piece.open.is_some() || quotes.is_open(self.text, piece.next, end);
        let restarts = broken::restarts(self.text, piece, open);
        if restarts.starts.is_empty() && restarts.inside.is_none() {
            self.broken(piece, error, file);
            return piece.next;
        }
        // What stands before a statement's first word may be whole but for a semicolon.
        let mut start = piece.start;
        for next in restarts.starts {
            if let Some(part) = split::next_piece(self.text, start, next) {
                match self.parse_piece(part, file) {
                    Ok(()) => self.missing_semicolon(next, file),
                    Err(error) => self.broken(part, error, file),
                }
            }
            start = next;
        }
        if let Some((next, quote)) = restarts.inside {
            quotes.ended();
            let part = Piece { start, end: next, semicolon: None, open: Some(quote), ..piece };
            self.broken(part, error, file);
            return next;
        }
        let rest = Piece { start, ..piece };
        if let Err(error) = self.parse_piece(rest, file) {
            self.broken(rest, error, file);
        }
        piece.next
    }

    fn missing_semicolon(self, next: usize, file: &mut ParsedFile) {
        let (start, end) = broken::token_at(self.text, next, self.text.len());
        let word = &self.text[start..end];
        let message = format!("syntax error at `{word}`: a semicolon is missing before it");
        let span = self.span(start, end);
        file.problems.push(SyntaxProblem { span, message: message.into() });
    }

    /// Parses and lowers a piece, or says where the parser stopped and why.
    fn parse_piece(self, piece: Piece, file: &mut ParsedFile) -> Result<(), Failure> {
        let text = &self.text[piece.start..piece.end];
        let place = self.place.behind(piece.start);
        if piece.depth > MAXIMUM_DEPTH {
            if touched::begins_definition(text) {
                return Err((piece.start, "the statement is nested too deeply".to_owned()));
            }
            let span = self.span(piece.start, piece.end);
            file.statements.push(Located { span, statement: Statement::Nothing });
            return Ok(());
        }
        let (tree, classes) = match tree::parse(text) {
            Ok(tree) => (tree, Vec::new()),
            Err((offset, message)) => {
                let mended = workarounds::mend(text);
                let mended =
                    mended.and_then(|(text, classes)| Some((tree::parse(&text).ok()?, classes)));
                mended.ok_or((piece.start + offset as usize, message))?
            }
        };
        let place = place.with_classes(&classes);
        for node in tree.children() {
            let span = place.node(&node);
            let mut statement = match node.kind() {
                tree::Kind::DO => plpgsql::do_block(&node, place, &mut file.problems),
                _ => lower::statement(&node, place),
            };
            if let Statement::Unknown { names, .. } = &mut statement {
                *names = touched::names(self, piece.start, piece.end);
            }
            if !self.unknown.is_empty() && statement != Statement::Nothing {
                let located = self.unfilled(piece, Located { span, statement });
                file.statements.push(located);
                continue;
            }
            file.alone.extend(alone::what(&node).map(|what| Alone { span, what }));
            file.statements.push(Located { span, statement });
        }
        Ok(())
    }

    fn broken(self, piece: Piece, error: Failure, file: &mut ParsedFile) {
        let (offset, message) = error;
        // What is sent may be right.
        if !self.unknown.is_empty() {
            let statement = Statement::Broken { names: Vec::new(), begun: None };
            let located = Located { span: self.span(piece.start, piece.end), statement };
            let located = self.unfilled(piece, located);
            if matches!(located.statement, Statement::Unfilled { .. }) {
                file.statements.push(located);
                return;
            }
        }
        file.problems.push(self.problem_in(piece, offset, &message));
        // What stands in an open quote names nothing.
        let names = touched::names(self, piece.start, piece.open.unwrap_or(piece.end));
        let end = piece.start + self.text[piece.start..piece.end].trim_end().len();
        let span = self.span(piece.start, end);
        let begun = touched::begun(&self.text[piece.start..end], &names, span.end);
        file.statements.push(Located { span, statement: Statement::Broken { names, begun } });
    }

    fn span(self, start: usize, end: usize) -> Span {
        self.place.range(start as u32, end as u32)
    }
}

/// Where the parser stopped, and why.
type Failure = (usize, String);

/// What is known of quotes that are open at the end of a text. To find out costs a walk to the
/// end, so it is done once, and again only where a quote was ended early.
#[derive(Default)]
struct OpenQuotes {
    open: Option<bool>,
    ended: usize,
}

impl OpenQuotes {
    /// More open quotes in one text are not looked for.
    const MOST: usize = 16;

    fn is_open(&mut self, text: &str, start: usize, end: usize) -> bool {
        let open = || broken::is_open_at_end(text, start, end);
        self.ended < Self::MOST && *self.open.get_or_insert_with(open)
    }

    fn ended(&mut self) {
        self.open = None;
        self.ended += 1;
    }
}

/// How deep a statement may be nested, eight for each pair of parentheses and one for each
/// operator in a row. PostgreSQL's own limit lies with its stack, at some thousand levels; what
/// people write stays far below a hundred.
const MAXIMUM_DEPTH: usize = 8000;

/// Whether a text is nested deeper than the parser can be trusted with.
fn is_too_deep(text: &str) -> bool {
    depth::of_text(text) > MAXIMUM_DEPTH
}
