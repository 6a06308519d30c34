//! Saying what is wrong with a text that is no YAML: at the line that a person must mend, which
//! is not always the one where the parser gave up.

use super::tree::to_span;
use oneyaml::{Code, Diagnostic, code};
use pgwright_problem::Span;
use std::ops::Range;

/// Something in the text that is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// What is to be mended.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where the parser could not go on, if that is elsewhere.
    pub related: Option<(Span, String)>,
}

/// Describes an error. `entry`: the bytes of the entry without which the text can be read.
pub(super) fn describe(text: &str, diagnostic: &Diagnostic, entry: Range<usize>) -> SyntaxError {
    let line = first_line(text, &entry);
    let content = &text[line.clone()];
    let stopped = to_span(diagnostic.primary.span);
    let error = |span, message: &str, help: &str| SyntaxError {
        span,
        message: message.to_owned(),
        help: Some(help.to_owned()),
        related: None,
    };
    let whole = Span::new(line.start as u32, line.end as u32);
    let opened = diagnostic.secondary.first().map(|label| to_span(label.span));
    match (diagnostic.code, opened) {
        (OPEN_FLOW | code::UNTERMINATED_FLOW_COLLECTION, Some(span))
            if text[span.range()].starts_with(['[', '{']) =>
        {
            let (open, close) = match &text[span.range()] {
                open if open.starts_with('{') => ("{", "}"),
                _ => ("[", "]"),
            };
            let message = format!("the `{open}` has no `{close}`");
            return error(span, &message, &format!("write the `{close}` where it ends"));
        }
        (code::QUOTED_SCALAR_INDENTATION | code::UNTERMINATED_QUOTED_SCALAR, span) => {
            let span = span.unwrap_or(stopped);
            let quote = if text[span.range()].starts_with('\'') { '\'' } else { '"' };
            let message = format!("the `{quote}` has no second one");
            return error(span, &message, &format!("write the `{quote}` where the text ends"));
        }
        // The quote closes one that was opened on a line above.
        (code::UNEXPECTED_CONTENT, _) if !entry.contains(&(stopped.start as usize)) => {
            let quote = if content.matches('"').count() % 2 == 1 { '"' } else { '\'' };
            if let Some(found) = content.find(quote) {
                let at = whole.start + found as u32;
                let message = format!("the `{quote}` has no second one on its line");
                let help = format!("write the `{quote}` where the text ends");
                return error(Span::new(at, at + 1), &message, &help);
            }
        }
        (code::UNDEFINED_ALIAS, _) if content.starts_with('*') => {
            let help = format!("write `\"{}\":`", content.split(':').next().unwrap_or_default());
            return error(whole, "a name that begins with `*` stands in quotes", &help);
        }
        (code::INVALID_BLOCK_HEADER, _) => {
            return error(
                stopped,
                "a value that begins with `>` or `|` stands in quotes",
                "write `\"` before and behind it",
            );
        }
        (code::INLINE_COLON_IN_PLAIN_VALUE, _) => {
            return error(
                stopped,
                "there is a second `: ` in the line",
                "write the value in quotes if the `: ` is part of it",
            );
        }
        (code::MULTIPLE_DOCUMENTS, _) => {
            return error(
                whole,
                "a second document begins here; a configuration is one",
                "remove the `---`",
            );
        }
        // The parser's own words would show the value, which may be a password.
        (code::UNDEFINED_ALIAS, _) => {
            return error(
                stopped,
                "the alias names no anchor above it",
                "write the value in quotes, or `&` and the name before what it stands for",
            );
        }
        (code::INVALID_SCALAR_FOR_TAG, _) => {
            return error(stopped, "the value does not fit its tag", "remove the tag");
        }
        _ => {}
    }
    if let Some((message, help)) = half_typed(content) {
        return error(whole, &message, &help);
    }
    if is_indentation(diagnostic.code) {
        return error(
            whole,
            "this line is indented unlike those around it",
            "indent it as the lines beside it",
        );
    }
    let elsewhere =
        !entry.contains(&(stopped.start as usize)) && stopped.start as usize != entry.end;
    SyntaxError {
        span: if elsewhere || stopped.start == stopped.end { whole } else { stopped },
        message: diagnostic.message.clone(),
        // The parser's help may name its own settings, which nobody can set here.
        help: diagnostic.help.clone().filter(|help| !help.contains("::")),
        related: elsewhere.then(|| (stopped, "the parser could not go on here".to_owned())),
    }
}

/// A flow collection that is still open at a line of its parent.
const OPEN_FLOW: Code = code::INVALID_INDENTATION;

/// Whether a line is indented as no line can be in its place.
pub(super) fn is_indentation(code: Code) -> bool {
    matches!(code, code::MULTILINE_IMPLICIT_KEY | code::INVALID_INDENTATION)
}

/// The first line of an entry, without the blanks around it.
fn first_line(text: &str, entry: &Range<usize>) -> Range<usize> {
    let content = &text[entry.clone()];
    let line = content.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let start = entry.start + content.find(line).unwrap_or(0);
    let begin = start + (line.len() - line.trim_start().len());
    begin..begin + line.trim().len()
}

/// A key that lacks its colon, or the blank behind it.
pub(super) fn half_typed(line: &str) -> Option<(String, String)> {
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let end = line.find(|c| !is_key(c)).unwrap_or(line.len());
    let (key, rest) = line.split_at(end);
    if key.is_empty() || key.starts_with('-') {
        return None;
    }
    match rest.strip_prefix(':') {
        Some(value) if !value.is_empty() && !value.starts_with([' ', '\t']) => Some((
            format!("there is no blank behind `{key}:`"),
            "write a blank behind the `:`".to_owned(),
        )),
        None if rest.trim().is_empty() => Some((
            format!("there is no `:` behind `{key}`"),
            format!("write `{key}: ` and its value"),
        )),
        _ => None,
    }
}
