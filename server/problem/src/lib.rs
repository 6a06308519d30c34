//! What every room says about a person's text: spans, locations and problems.
//!
//! The ground floor. Knows no SQL, YAML or Go and reads no file: a problem is a value that
//! names a file by its path in the project and a range of bytes in it.

mod codes;
mod line_index;
mod nearest;
mod texts;

pub use codes::Code;
pub use line_index::{LineColumn, LineIndex};
pub use nearest::nearest;
pub use texts::{ProjectTexts, TextFile, Versions};

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A range of bytes in one text, at most 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether `offset` is inside or at the end, where a cursor still touches the span.
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// As a range to index a text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place in a project: a file, by its path relative to the project's root with `/` between
/// the parts, and a span in its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Shared by all locations in one file.
    pub file: Arc<str>,
    /// In the file's text.
    pub span: Span,
}

impl Location {
    /// A place in `file`.
    pub fn new(file: &Arc<str>, span: Span) -> Self {
        Self { file: Arc::clone(file), span }
    }
}

/// How grave a problem is. The order is from grave to light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// `--check` and `--generate` end with 1.
    Error,
    /// Worth mending; fails CI only on request.
    Warning,
    /// Worth knowing.
    Information,
    /// An offer.
    Hint,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
            Self::Hint => "hint",
        })
    }
}

/// Something about a person's text that they will want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub code: Code,
    /// The code's own severity until the configuration's `problems` changes it.
    pub severity: Severity,
    /// Where it stands.
    pub location: Location,
    /// One sentence without a full stop, starting in lower case, that names the objects.
    pub message: String,
    /// What PostgreSQL would answer: the SQLSTATE, where it would refuse the statement.
    pub sqlstate: Option<&'static str>,
    /// What to do about it, one sentence each; a line to write stands in backquotes.
    pub help: Vec<String>,
    /// Other places that explain this one, such as the migration that made the object.
    pub related: Vec<Related>,
    /// What a mend needs to know beyond the place; see each code's page.
    pub data: Vec<(&'static str, String)>,
}

/// A place that explains a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The place.
    pub location: Location,
    /// What is to be seen there.
    pub message: String,
}

impl Problem {
    /// A problem of the code's own severity with nothing but a message.
    pub fn new(code: Code, location: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            location,
            message: message.into(),
            sqlstate: None,
            help: Vec::new(),
            related: Vec::new(),
            data: Vec::new(),
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a place that explains it.
    #[must_use]
    pub fn with_related(mut self, location: Location, message: impl Into<String>) -> Self {
        self.related.push(Related { location, message: message.into() });
        self
    }

    /// Says with which SQLSTATE PostgreSQL would refuse the statement.
    #[must_use]
    pub fn with_sqlstate(mut self, sqlstate: &'static str) -> Self {
        self.sqlstate = Some(sqlstate);
        self
    }

    /// Adds a fact that a mend needs.
    #[must_use]
    pub fn with_data(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.data.push((key, value.into()));
        self
    }

    /// The order in which problems are shown everywhere: by file, place, code and message.
    pub fn sort(problems: &mut [Problem]) {
        problems.sort_by(|a, b| {
            (&a.location, a.code, &a.message).cmp(&(&b.location, b.code, &b.message))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_touches_its_end() {
        let span = Span::new(2, 4);
        assert!(span.touches(2) && span.touches(4) && !span.touches(5));
        assert_eq!(span.cover(Span::new(0, 3)), Span::new(0, 4));
    }
}
