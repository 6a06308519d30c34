//! Texts in which a tool puts something in the place of placeholders before it sends them.

use super::split::Piece;
use super::tree::Place;
use super::{Source, touched};
use crate::migrations::{Fill, Unknown};
use crate::statement::{Located, Statement};
use pgwright_problem::Span;

/// A part of a text as it is sent.
pub(super) struct Filled {
    pub(super) text: String,
    /// Pairs of an offset in `text` and one in the file, in order.
    marks: Vec<(u32, u32)>,
    unknown: Vec<Stretch>,
}

/// What was filled in without being known.
pub(super) struct Stretch {
    /// Where it stands in what is sent.
    start: usize,
    end: usize,
    /// Where it stands in the file.
    span: Span,
    why: Unknown,
}

impl Filled {
    /// `text[start..end]` with those of `fills` that are in it; `None` when there are none.
    pub(super) fn new(text: &str, start: usize, end: usize, fills: &[Fill]) -> Option<Self> {
        let inside = |fill: &&Fill| {
            let span = fill.span.range();
            start <= span.start && span.end <= end && text.get(span).is_some()
        };
        let mut inside = fills.iter().filter(inside).peekable();
        inside.peek()?;
        let mut filled =
            Self { text: String::new(), marks: vec![(0, start as u32)], unknown: Vec::new() };
        let mut from = start;
        for fill in inside {
            let span = fill.span.range();
            if span.start < from {
                continue;
            }
            filled.text.push_str(&text[from..span.start]);
            let begins = filled.text.len();
            filled.text.push_str(&fill.text);
            let ends = filled.text.len();
            filled.marks.push((begins as u32, fill.span.start));
            filled.marks.push((ends as u32, fill.span.end));
            if let Some(why) = &fill.unknown {
                let why = why.clone();
                filled.unknown.push(Stretch { start: begins, end: ends, span: fill.span, why });
            }
            from = span.end;
        }
        filled.text.push_str(&text[from..end]);
        filled.marks.push((filled.text.len() as u32, end as u32));
        Some(filled)
    }

    pub(super) fn source(&self) -> Source<'_> {
        Source { text: &self.text, place: Place::of_content(&self.marks), unknown: &self.unknown }
    }
}

impl Source<'_> {
    /// The statement as nobody knows it, where something in it is not known.
    pub(super) fn unfilled(self, piece: Piece, located: Located) -> Located {
        let touches = |it: &&Stretch| it.start <= piece.end && piece.start <= it.end;
        let Some(stretch) = self.unknown.iter().find(touches) else { return located };
        let names = touched::names(self, piece.start, piece.open.unwrap_or(piece.end));
        let why = stretch.why.clone();
        Located { span: stretch.span, statement: Statement::Unfilled { why, names } }
    }
}
