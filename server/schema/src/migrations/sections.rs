//! Texts that are cut at lines ending with a semicolon, but between `StatementBegin` and
//! `StatementEnd`: goose's way and sql-migrate's.

use super::file::bare;
use super::{Sql, Wrong};
use crate::syntax::long_tokens;
use pgwright_problem::Span;

/// Collects the parts that go up while a text's lines are read.
pub(super) struct Sections<'a> {
    text: &'a str,
    parts: Vec<Part>,
    /// Where the part that is being read began.
    open: Option<(u32, bool)>,
}

/// A part that goes up.
struct Part {
    span: Span,
    /// Between `StatementBegin` and `StatementEnd`: sent as it is.
    whole: bool,
}

impl<'a> Sections<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, parts: Vec::new(), open: None }
    }

    /// What stands from `at` on goes up.
    pub(super) fn begin(&mut self, at: u32, whole: bool) {
        self.open = Some((at, whole));
    }

    /// What goes up ends at `at`.
    pub(super) fn end(&mut self, at: u32) {
        if let Some((start, whole)) = self.open.take() {
            let span = Span::new(start, at);
            if !self.text[span.range()].trim().is_empty() {
                self.parts.push(Part { span, whole });
            }
        }
    }

    /// Whether something goes up where the text is being read.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The parts, and what is wrong with them: statements that the tool would cut in two, and one
    /// whose end it would not find.
    pub(super) fn finish(mut self, marker: Marker, sql: &mut Sql) {
        self.end(self.text.len() as u32);
        for (at, part) in self.parts.iter().enumerate() {
            if !part.whole {
                self.cut(part.span, marker, &mut sql.wrong);
                let followed = self.parts.get(at + 1).is_some_and(|next| next.whole);
                self.unfinished(part.span, followed, marker, &mut sql.wrong);
            }
            sql.up.push(part.span);
        }
    }

    /// Statements that go on behind a line that ends with a semicolon.
    fn cut(&self, span: Span, marker: Marker, wrong: &mut Vec<Wrong>) {
        let text = &self.text[span.range()];
        let odd = |line: &str| line.bytes().filter(|byte| *byte == b'\'').count() % 2 == 1;
        if !text.contains('$') && !text.contains("/*") && !text.lines().any(odd) {
            return;
        }
        for token in long_tokens(self.text, span) {
            let inside = &self.text[token.range()];
            let mut line_start =
                self.text[..token.start as usize].rfind('\n').map_or(0, |at| at + 1);
            let ends = inside.match_indices('\n').find_map(|(at, _)| {
                let end = token.start as usize + at;
                let line = &self.text[line_start..end];
                line_start = end + 1;
                ends_with_semicolon(line).then_some(end)
            });
            if let Some(end) = ends {
                let line = self.text[..end].trim_end();
                let span = Span::new(line.len() as u32 - 1, line.len() as u32);
                let message = "cuts the statement here, at a line that ends with a semicolon";
                wrong.push(Wrong::new(span, message, marker.enclose));
            }
        }
    }

    /// SQL at the end of a part behind the last line that ends with a semicolon.
    fn unfinished(&self, span: Span, followed: bool, marker: Marker, wrong: &mut Vec<Wrong>) {
        // Behind `StatementBegin` the tool goes on with what it has.
        if followed && marker.joins {
            return;
        }
        let text = &self.text[span.range()];
        let mut last = None;
        let mut at = span.start;
        for line in text.split_inclusive('\n') {
            let bare = bare(line);
            if ends_with_semicolon(bare) {
                last = None;
            } else if last.is_none() && !bare.trim().is_empty() && !bare.trim().starts_with("--") {
                let start = at + (bare.len() - bare.trim_start().len()) as u32;
                last = Some(Span::new(start, at + bare.trim_end().len() as u32));
            }
            at += line.len() as u32;
        }
        if let Some(span) = last {
            let message = "does not find the end of this statement: no line ends with a semicolon";
            wrong.push(Wrong::new(span, message, marker.finish));
        }
    }
}

/// A tool's words.
#[derive(Clone, Copy)]
pub(super) struct Marker {
    /// What to do about a statement that is cut.
    pub(super) enclose: &'static str,
    /// What to do about one without an end.
    pub(super) finish: &'static str,
    /// Whether what stands before `StatementBegin` without a semicolon is one statement with what
    /// stands behind it.
    pub(super) joins: bool,
}

/// Whether a line's last word before a comment ends with a semicolon, as both tools ask.
fn ends_with_semicolon(line: &str) -> bool {
    let words = line.split_whitespace().take_while(|word| !word.starts_with("--"));
    words.last().is_some_and(|word| word.ends_with(';'))
}
