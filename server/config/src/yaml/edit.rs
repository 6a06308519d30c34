//! Changes to a text that keep its comments, order, quotes and blank lines.

use super::recover;
use oneyaml::{Document, NodeKind, Path, Value};
use pgwright_problem::Span;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// A change to a text: what stands in the span is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// Why a change cannot be made, in words for a person. Nothing of the text is in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditError(String);

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EditError {}

impl From<oneyaml::EditError> for EditError {
    fn from(error: oneyaml::EditError) -> Self {
        Self(format!("the text cannot be changed: {error}"))
    }
}

impl From<oneyaml::Error> for EditError {
    fn from(error: oneyaml::Error) -> Self {
        let summary = error.code().info().map_or("it is not valid YAML", |info| info.summary);
        Self(format!("the text cannot be changed: {summary}"))
    }
}

impl Edit {
    /// The text after the change.
    pub fn apply(&self, text: &str) -> String {
        let (before, behind) = (&text[..self.span.start as usize], &text[self.span.end as usize..]);
        [before, &self.text, behind].concat()
    }
}

/// Sets the value at `path`, such as `["tables", "users", "struct"]`; an index of a list is written
/// as a number. What is not there yet is added, the blocks on the way too, laid out as their
/// neighbours are. In a text that is half typed, what can be read of it is changed.
pub fn set(text: &str, path: &[&str], value: impl Serialize) -> Result<Edit, EditError> {
    change(text, |document| put(document, path, &value))
}

/// Adds a value at the end of the list at `path`, which is made if it is not there.
pub fn append(text: &str, path: &[&str], value: impl Serialize) -> Result<Edit, EditError> {
    change(text, |document| {
        let place = steps(document, path);
        if document.get_path(&place).is_some_and(|node| node.kind() == NodeKind::Sequence) {
            document.get_path_mut(&place)?.push(&value)?;
            return Ok(());
        }
        put(document, path, &[value])
    })
}

/// Removes the entry at `path` with its comments.
pub fn remove(text: &str, path: &[&str]) -> Result<Edit, EditError> {
    change(text, |document| {
        let place = steps(document, path);
        drop(document.remove_path(place)?);
        Ok(())
    })
}

fn put(document: &mut Document, path: &[&str], value: &impl Serialize) -> Result<(), EditError> {
    // A key with nothing behind it is no block yet: it is made with what goes into it.
    for length in 1..path.len() {
        let place = steps(document, &path[..length]);
        if document.get_path(&place).is_some_and(|node| node.is_null()) {
            let value = path[length..].iter().rev().try_fold(
                oneyaml::to_value(value)?,
                |value, key| -> Result<Value, oneyaml::Error> {
                    let mut block = oneyaml::Mapping::new();
                    block.insert(Value::from(*key), value);
                    Ok(Value::from(block))
                },
            )?;
            document.set_path(&place, value)?;
            return Ok(());
        }
    }
    let place = steps(document, path);
    let old = document.get_path(&place).and_then(|node| node.as_sequence()).map(|list| list.len());
    match (oneyaml::to_value(value)?, old) {
        // Item by item, so that the list keeps its form.
        (Value::Sequence(items), Some(old)) if !items.is_empty() && old > 0 => {
            let count = items.len();
            for (index, item) in items.into_iter().enumerate() {
                if index < old {
                    document.set_path(place.clone().with_index(index), item)?;
                } else {
                    document.get_path_mut(&place)?.push(item)?;
                }
            }
            for index in (count..old).rev() {
                drop(document.get_path_mut(&place)?.remove_at(index)?);
            }
        }
        (value, _) => {
            document.set_path(&place, value)?;
        }
    }
    Ok(())
}

/// A path as the parser has it: an index where there is a list.
fn steps(document: &Document, path: &[&str]) -> Path {
    let mut steps = Path::new();
    for step in path {
        let list = document
            .get_path(&steps)
            .is_some_and(|node| node.resolved().kind() == NodeKind::Sequence);
        match step.parse() {
            Ok(index) if list => steps.push_index(index),
            _ => steps.push_key(*step),
        }
    }
    steps
}

/// Makes a change to what can be read of a text, and finds the smallest edit that does the same
/// to the text itself.
fn change(
    text: &str,
    make: impl FnOnce(&mut Document) -> Result<(), EditError>,
) -> Result<Edit, EditError> {
    let readable = recover::parse(text).readable;
    let mut document = Document::parse(readable.as_str())?;
    make(&mut document)?;
    let edit = difference(&readable, &document.to_string());
    if !is_true_of(&edit, text, &readable) {
        return Err(EditError("the text cannot be changed where it is half typed".to_owned()));
    }
    Ok(edit)
}

/// Whether an edit of what can be read is one of the text: the lines that it touches are alike.
fn is_true_of(edit: &Edit, text: &str, readable: &str) -> bool {
    let Range { start, end } = edit.span.range();
    // What is half typed is blank byte by byte in what can be read: a place among the blanks may
    // be within a character.
    if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
        return false;
    }
    let first = text[..start].rfind(['\n', '\r']).map_or(0, |line_end| line_end + 1);
    let at_line = |at: usize| at == 0 || text[..at].ends_with(['\n', '\r']);
    let last = match at_line(end) && (edit.text.is_empty() || edit.text.ends_with('\n')) {
        true => end,
        false => text[end..].find(['\n', '\r']).map_or(text.len(), |line_end| end + line_end),
    };
    text.get(first..last) == readable.get(first..last)
}

/// The smallest edit that makes one text of another. Whole lines that are added stay whole.
fn difference(old: &str, new: &str) -> Edit {
    let common = common_start(old, new);
    let line = old[..common].rfind('\n').map_or(0, |line_end| line_end + 1);
    if let Some(added) = new[line..].strip_suffix(&old[line..]) {
        return Edit { span: Span::new(line as u32, line as u32), text: added.to_owned() };
    }
    let (old_rest, new_rest) = (&old[common..], &new[common..]);
    let behind: usize = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    Edit {
        span: Span::new(common as u32, (old.len() - behind) as u32),
        text: new_rest[..new_rest.len() - behind].to_owned(),
    }
}

fn common_start(old: &str, new: &str) -> usize {
    old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is half typed is blank byte by byte in what can be read.
    #[test]
    fn no_edit_begins_or_ends_within_a_character() {
        let (text, readable) = ("a: 1\n€🐘\n", "a: 1\n       \n");
        for (start, end) in [(6, 6), (5, 7), (0, 10), (9, 12)] {
            let edit = Edit { span: Span::new(start, end), text: "x".to_owned() };
            assert!(!is_true_of(&edit, text, readable), "{start}..{end}");
        }
        let edit = Edit { span: Span::new(3, 4), text: "2".to_owned() };
        assert!(is_true_of(&edit, text, readable));
    }
}
