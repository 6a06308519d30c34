//! From SQL text to [`crate::statement`]s. The only module that names the SQL parser's types.

use crate::statement::Located;
use pgwright_problem::Span;
use std::sync::Arc;

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
pub fn parse(_text: &str, _parts: &[Span]) -> ParsedFile {
    ParsedFile::default()
}
