//! What the history had once and has no more: dropped and renamed tables and columns, to explain
//! what a generated file still holds.

use crate::Snapshot;
use pgwright_problem::{Location, Span};
use pgwright_schema::model::{Model, ObjectId, Relation};
use pgwright_schema::replay::{self, Step};
use std::sync::Arc;

/// A table, view or column that is not there any more under its name.
pub(crate) struct Gone {
    /// In schema words, such as `column public.users.phone`.
    pub what: String,
    /// Its last own name.
    pub name: Arc<str>,
    /// What became of it: `dropped`, or `renamed`.
    pub how: &'static str,
    /// The statement that did it.
    pub location: Location,
}

impl Gone {
    /// The columns of `relation` that were dropped or renamed, the latest first.
    pub(crate) fn columns(snapshot: &Snapshot, relation: ObjectId) -> Vec<Self> {
        let columns = latest_first(snapshot).filter(|(_, gone)| gone.relation.id == relation);
        columns
            .filter_map(|(step, gone)| {
                let column = gone.column.as_ref()?;
                Some(Self {
                    what: format!("column {}.{}.{column}", gone.schema, gone.relation.name),
                    name: Arc::clone(column),
                    how: gone.how.verb(),
                    location: statement(snapshot, step, &[&gone.relation.name, column]),
                })
            })
            .collect()
    }

    /// The tables and views that were dropped or renamed, the latest first.
    pub(crate) fn relations(snapshot: &Snapshot) -> Vec<Self> {
        let relations = latest_first(snapshot).filter(|(_, gone)| gone.column.is_none());
        relations
            .map(|(step, gone)| {
                let old = &gone.relation;
                Self {
                    what: format!("{} {}.{}", kind(old), gone.schema, old.name),
                    name: Arc::clone(&old.name),
                    how: gone.how.verb(),
                    location: statement(snapshot, step, &[&old.name]),
                }
            })
            .collect()
    }

    /// The file name of the migration that did it.
    pub(crate) fn migration(&self) -> &str {
        file_name(&self.location.file)
    }
}

/// What the steps took away, the latest step first.
fn latest_first(snapshot: &Snapshot) -> impl Iterator<Item = (&Step, &replay::Gone)> {
    let steps = snapshot.replay.steps.iter().rev();
    steps.flat_map(|replayed| replayed.gone.iter().map(|gone| (&replayed.step, gone)))
}

/// Where in a step the words stand together: the last statement that has them all, at the last
/// of the words; the whole file's start where no statement has them.
fn statement(snapshot: &Snapshot, step: &Step, words: &[&str]) -> Location {
    let files = snapshot.texts.migrations.iter().flat_map(|(_, files)| files);
    let text = files.into_iter().find(|file| file.path == step.path).map_or("", |file| &file.text);
    let span = step.parsed.statements.iter().rev().find_map(|located| {
        let statement = text.get(located.span.range())?;
        let spans: Option<Vec<Span>> =
            words.iter().map(|word| find_word(statement, word)).collect();
        let last = *spans?.last()?;
        Some(Span::new(located.span.start + last.start, located.span.start + last.end))
    });
    Location::new(&step.path, span.unwrap_or_default())
}

/// The last place of an identifier in a text, quoted or not.
fn find_word(text: &str, word: &str) -> Option<Span> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let lower = text.to_ascii_lowercase();
    let wanted = word.to_ascii_lowercase();
    lower
        .match_indices(&wanted)
        .filter(|(at, _)| {
            !lower[..*at].ends_with(is_part) && !lower[at + wanted.len()..].starts_with(is_part)
        })
        .last()
        .map(|(at, _)| Span::new(at as u32, (at + wanted.len()) as u32))
}

/// `schema.table`.
pub(crate) fn qualified(model: &Model, relation: &Relation) -> String {
    format!("{}.{}", model.schema_name(relation.schema), relation.name)
}

/// What a relation is called.
fn kind(relation: &Relation) -> &'static str {
    if relation.kind.is_view() { "view" } else { "table" }
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_and_in_any_case() {
        let text = "ALTER TABLE users DROP COLUMN Phone, DROP phone_two";
        assert_eq!(find_word(text, "phone"), Some(Span::new(30, 35)));
        assert_eq!(find_word(text, "user"), None);
        assert_eq!(find_word("\"Größe\"", "Größe"), Some(Span::new(1, 8)));
    }
}
