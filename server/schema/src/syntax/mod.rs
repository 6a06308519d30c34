//! From SQL text to [`crate::statement`]s. The only module that names the SQL parser's types.
//!
//! A text is cut into statements ([`split`]), each is parsed by itself and lowered from the
//! parser's tree to our own types ([`lower`]).

mod broken;
mod expressions;
mod lower;
mod names;
mod queries;
mod split;
mod strings;
#[cfg(test)]
mod tests;
mod tree;
mod types;

use crate::statement::{Located, Statement};
use pgwright_problem::Span;
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
    let mut file = ParsedFile::default();
    for part in parts {
        let start = text.floor_char_boundary((part.start as usize).min(text.len()));
        let end = text.floor_char_boundary((part.end as usize).min(text.len()));
        let mut from = start;
        while from < end {
            let Some(piece) = split::next_piece(text, from, end) else { break };
            from = statement(text, piece, end, &mut file);
        }
    }
    file
}

/// Parses one statement and says where the next one begins.
fn statement(text: &str, piece: split::Piece, end: usize, file: &mut ParsedFile) -> usize {
    let source = &text[piece.start..piece.end];
    let place = Place::WHOLE.behind(piece.start);
    let parsed = squawk_syntax::SourceFile::parse(source);
    let errors = parsed.errors();
    let first = errors.first().map(|error| {
        let offset: u32 = error.range().start().into();
        (piece.start + offset as usize, error.message().to_owned())
    });
    let Some((offset, message)) = first else {
        for node in parsed.syntax_node().children() {
            let span = place.node(&node);
            let mut statement = lower::statement(&node, place);
            if let Statement::Unknown { names, .. } = &mut statement {
                *names = broken::names(text, span);
            }
            file.statements.push(Located { span, statement });
        }
        return piece.next;
    };
    let restart = broken::restart(text, piece, end);
    let stop = restart.unwrap_or(piece.end);
    if let Some(restart) = restart {
        // What stands before the next statement's first word may be whole but for a semicolon.
        let before = split::next_piece(text, piece.start, restart);
        if let Some(before) = before.filter(|before| before.next == restart) {
            let known = file.problems.len();
            statement(text, before, restart, file);
            if file.problems.len() == known {
                let word = broken::token_at(text, restart, end);
                file.problems.push(SyntaxProblem {
                    span: word,
                    message: format!(
                        "syntax error at `{}`: a semicolon is missing before it",
                        &text[word.range()]
                    )
                    .into(),
                });
            }
            return restart;
        }
    }
    file.problems.push(broken::problem(text, piece, offset, &message));
    let span = Span::new(piece.start as u32, stop as u32);
    let names = broken::names(text, span);
    file.statements.push(Located { span, statement: Statement::Broken { names } });
    restart.unwrap_or(piece.next)
}
