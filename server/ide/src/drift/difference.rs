//! The difference between a file as it is and as it should be, line by line.

use super::lines::Lines;
use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};
use std::ops::Range;

/// A run of lines that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    /// In the file as it is; empty where only lines are missing.
    pub actual: Range<usize>,
    /// In the file as it should be; empty where only lines are too many.
    pub expected: Range<usize>,
}

/// The runs of lines that differ, by more than alignment, behind the header.
pub(crate) fn hunks(actual: &Lines, expected: &Lines) -> Vec<Hunk> {
    let (from, to) = (actual.body(), expected.body());
    capture_diff_slices(Algorithm::Patience, &actual.keys()[from..], &expected.keys()[to..])
        .into_iter()
        .filter(|op| !matches!(op, DiffOp::Equal { .. }))
        .map(|op| Hunk { actual: shift(op.old_range(), from), expected: shift(op.new_range(), to) })
        .collect()
}

fn shift(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

impl Hunk {
    /// Which lines of the two sides stand for one another: those that begin with one word, then,
    /// if equally many are left on both sides, those in one place.
    pub(crate) fn pairs(&self, actual: &Lines, expected: &Lines) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let mut left: Vec<usize> = self.actual.clone().collect();
        let mut right: Vec<usize> = self.expected.clone().collect();
        right.retain(|new| {
            let word = first_word(expected.key(*new));
            let found =
                left.iter().position(|old| word.is_some() && first_word(actual.key(*old)) == word);
            if let Some(found) = found {
                pairs.push((left.remove(found), *new));
            }
            found.is_none()
        });
        if left.len() == right.len() {
            pairs.extend(left.into_iter().zip(right));
        }
        pairs
    }
}

/// The identifier at the start of a line.
fn first_word(key: &str) -> Option<&str> {
    let end = key.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(key.len());
    (end > 0).then(|| &key[..end])
}

/// What must be done to `actual` to make it `expected`, as a patch.
pub(crate) fn patch(path: &str, actual: &str, expected: &str) -> String {
    TextDiff::from_lines(actual, expected)
        .unified_diff()
        .context_radius(3)
        .header(path, path)
        .to_string()
}
