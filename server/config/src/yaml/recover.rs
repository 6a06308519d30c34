//! Going on after errors.
//!
//! The parser reads a document up to its first error. To get at the rest, the lines of the entry
//! that holds the error are blanked (spaces for bytes, so that every span stays true) and the
//! text is read again, until nothing is wrong any more. An entry is a line with the deeper lines
//! below it, so a half-typed key costs its own block and no other.

use super::describe::{SyntaxError, describe, half_typed, is_indentation};
use super::tree::Tree;
use oneyaml::{Diagnostic, Document, Limits, Settings, Severity, code};
use pgwright_problem::Span;
use std::ops::Range;

/// What could be read of a text.
pub(crate) struct Parsed {
    /// The readable part.
    pub tree: Tree,
    /// What is not YAML, in the order of the text.
    pub errors: Vec<SyntaxError>,
    /// The text with unreadable entries blanked: as long as the text, and every span of `tree`
    /// holds in it.
    pub readable: String,
}

/// Larger texts are refused whole: nobody writes such a configuration, and all that is wrong in one
/// could not be told in time.
const MAX_BYTES: usize = 1 << 20;
/// How many bytes may be read again and again in search of the next readable entry, before the
/// rest of the text is given up.
const RETRY_BYTES: usize = 4 << 20;
/// How many of the entries around an error are tried.
const MAX_PARENTS: usize = 16;
/// How many errors are told.
const MAX_ERRORS: usize = 100;

/// Reads a text.
pub(crate) fn parse(text: &str) -> Parsed {
    if text.len() > MAX_BYTES {
        let error = SyntaxError {
            span: Span::new(0, 0),
            message: format!("the file has {} bytes; at most {MAX_BYTES} are read", text.len()),
            help: Some(
                "say the same of many tables by a glob, such as `audit_*` in `tables`".into(),
            ),
            related: None,
        };
        return Parsed { tree: Tree::default(), errors: vec![error], readable: String::new() };
    }
    Recovery::new(text).run()
}

struct Recovery {
    text: String,
    /// The first byte of each line, and the text's length at the end.
    lines: Vec<usize>,
    budget: usize,
    errors: Vec<SyntaxError>,
}

impl Recovery {
    fn new(text: &str) -> Self {
        let mut lines: Vec<usize> = vec![0];
        lines.extend(line_ends(text));
        if lines.last() != Some(&text.len()) {
            lines.push(text.len());
        }
        Self {
            text: text.to_owned(),
            lines,
            budget: RETRY_BYTES.max(2 * text.len()),
            errors: Vec::new(),
        }
    }

    fn run(mut self) -> Parsed {
        let (mut document, mut error) = read(&self.text);
        while let Some(diagnostic) = error.take() {
            let blank = self.blank(&diagnostic);
            if self.errors.len() < MAX_ERRORS {
                self.errors.push(describe(&self.text, &diagnostic, blank.bytes));
            }
            self.text = blank.text;
            document = blank.document;
            error = blank.error;
        }
        self.errors.sort_by_key(|error| error.span);
        Parsed { tree: Tree::new(&document), errors: self.errors, readable: self.text }
    }

    /// Blanks the entry that explains the error best. Of those at the error, where it began, just
    /// before and at the beginning of the text (where a bracket would hold all the rest), it is
    /// the one behind which the parser gets furthest, and of several the smallest; where none of
    /// them helps, one that the error stands in, from the inside out.
    fn blank(&mut self, error: &Diagnostic) -> Blank {
        let at = error.primary.span.start;
        let line = self.line(at);
        let mut near = vec![line];
        near.extend(error.secondary.iter().map(|label| self.line(label.span.start)));
        near.extend(self.before(line));
        let first = (0..line).find(|line| self.indentation(*line).is_some());
        near.extend(first.filter(|first| self.content(*first).starts_with(['[', '{', '"', '\''])));
        if error.code == code::UNEXPECTED_CONTENT {
            near.extend(self.open_quote(line));
        }
        near.dedup();
        let mut entries: Vec<_> = near.into_iter().map(|line| self.entry(line)).collect();
        if is_indentation(error.code) {
            entries.extend(self.orphans(line));
        }
        let best = entries
            .into_iter()
            .filter_map(|lines| self.attempt(lines, at))
            .max_by_key(|blank| (blank.reached(), std::cmp::Reverse(blank.bytes.len())));
        if let Some(best) = best {
            return best;
        }
        // A line alone, where the deeper lines below it make sense without it.
        if let Some(blank) = self.attempt((line, line + 1), at) {
            return blank;
        }
        for parent in self.parents(line).take(MAX_PARENTS).collect::<Vec<_>>() {
            if let Some(blank) = self.attempt(self.entry(parent), at) {
                return blank;
            }
        }
        self.give_up(line)
    }

    /// Blanks lines, if the parser then gets further than `at`.
    fn attempt(&mut self, (first, last): (usize, usize), at: usize) -> Option<Blank> {
        self.budget = self.budget.checked_sub(self.text.len())?;
        let blank = Blank::new(&self.text, self.lines[first]..self.lines[last]);
        (blank.reached() > at && blank.text != self.text).then_some(blank)
    }

    /// Blanks everything from a line on, or all if that does not help.
    fn give_up(&self, line: usize) -> Blank {
        let rest = Blank::new(&self.text, self.lines[line]..self.text.len());
        if rest.error.is_none() {
            return rest;
        }
        Blank { error: None, ..Blank::new(&self.text, 0..self.text.len()) }
    }

    /// The line of a byte; the last one with content for the end of the text.
    fn line(&self, offset: usize) -> usize {
        let mut line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        line = line.min(self.lines.len().saturating_sub(2));
        while line > 0 && self.indentation(line).is_none() {
            line -= 1;
        }
        line
    }

    /// How far a line is indented; `None` for an empty line or a comment.
    fn indentation(&self, line: usize) -> Option<usize> {
        let end = *self.lines.get(line + 1)?;
        let content = &self.text[self.lines[line]..end];
        let mark = if line == 0 { '\u{feff}' } else { ' ' };
        let trimmed = content.trim_start_matches([' ', '\t', mark]);
        let empty = trimmed.trim_end().is_empty() || trimmed.starts_with('#');
        (!empty).then_some(content.len() - trimmed.len())
    }

    /// A line without the blanks around it.
    fn content(&self, line: usize) -> &str {
        self.text[self.lines[line]..self.lines[line + 1]].trim()
    }

    /// The lines of the entry that begins at `line`: from it to the first that is not deeper.
    fn entry(&self, line: usize) -> (usize, usize) {
        let own = self.indentation(line).unwrap_or(0);
        let mut last = line + 1;
        for next in line + 1..self.lines.len() - 1 {
            match self.indentation(next) {
                Some(indentation) if indentation <= own => break,
                Some(_) => last = next + 1,
                None => {}
            }
        }
        (line, last)
    }

    /// The line with content before `line`, unless it is a key that `line` stands below.
    fn before(&self, line: usize) -> Option<usize> {
        let own = self.indentation(line)?;
        let previous = (0..line).rev().find(|line| self.indentation(*line).is_some())?;
        let beside = self.indentation(previous)? >= own;
        (beside || half_typed(self.content(previous)).is_some()).then_some(previous)
    }

    /// The last line before `line` with a quote that is not closed on it.
    fn open_quote(&self, line: usize) -> Option<usize> {
        let odd = |text: &str, quote: char| text.matches(quote).count() % 2 == 1;
        (0..line).rev().find(|line| odd(self.content(*line), '"') || odd(self.content(*line), '\''))
    }

    /// The lines of a block whose key is not there: from `line`, which is deeper than the one
    /// before it, to the first that is less deep.
    fn orphans(&self, line: usize) -> Option<(usize, usize)> {
        let own = self.indentation(line)?;
        let previous = (0..line).rev().find_map(|line| self.indentation(line))?;
        let behind = line + 1..self.lines.len() - 1;
        let last = behind
            .take_while(|line| self.indentation(*line).is_none_or(|deep| deep >= own))
            .filter(|line| self.indentation(*line).is_some())
            .last();
        (previous < own).then_some((line, last.unwrap_or(line) + 1))
    }

    /// The lines that `line` stands below, from the inside out.
    fn parents(&self, line: usize) -> impl Iterator<Item = usize> {
        let mut own = self.indentation(line).unwrap_or(0);
        (0..line).rev().filter(move |line| {
            self.indentation(*line).is_some_and(|indentation| {
                let outer = indentation < own;
                own = own.min(indentation);
                outer
            })
        })
    }
}

/// A text with an entry blanked, and what the parser says to it.
struct Blank {
    bytes: Range<usize>,
    text: String,
    document: Document,
    error: Option<Diagnostic>,
}

impl Blank {
    fn new(text: &str, bytes: Range<usize>) -> Self {
        let text = blanked(text, bytes.clone());
        let (document, error) = read(&text);
        Self { bytes, text, document, error }
    }

    /// How far the parser gets.
    fn reached(&self) -> usize {
        self.error.as_ref().map_or(usize::MAX, |error| error.primary.span.start)
    }
}

/// Reads a text up to its first error.
fn read(text: &str) -> (Document, Option<Diagnostic>) {
    let limits = Limits::new().max_document_size(MAX_BYTES).max_diagnostics(MAX_ERRORS);
    let settings = Settings::new().duplicate_keys(oneyaml::DuplicateKeys::LastWins).limits(limits);
    let parsed = Document::parse_recovering_with(text, &settings);
    let error = parsed
        .diagnostics()
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .min_by_key(|diagnostic| diagnostic.primary.span.start)
        .cloned();
    (parsed.into_value(), error)
}

/// The offsets behind each line's end.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter_map(move |at| match bytes[at] {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
        _ => None,
    })
}

/// The text with spaces for every byte of `range` that is no line end.
fn blanked(text: &str, range: Range<usize>) -> String {
    let blank = text[range.clone()]
        .bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' });
    let mut result = String::with_capacity(text.len());
    result.push_str(&text[..range.start]);
    result.extend(blank);
    result.push_str(&text[range.end..]);
    result
}
