//! Drift: what the output folder should hold against what it holds.

mod difference;
mod explain;
mod features;
mod gone;
mod lines;
mod report;
mod settings;

pub(crate) use report::{FILE, problems};

use pgwright_codegen::Generated;
use pgwright_codegen::header::{Ownership, ownership};
use pgwright_problem::TextFile;
use std::sync::Arc;

/// How a file stands that is not in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Expected, and not there.
    Missing,
    /// pgwright's, and not what is expected.
    Stale,
    /// pgwright's, but a person has edited it; expected or not.
    Edited,
    /// A person's file where one is expected.
    Foreign,
    /// pgwright's, with the markers of a merge in it.
    Conflict,
    /// pgwright's, and not expected any more.
    Orphan,
}

/// A file that is not in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileState {
    /// Relative to the project's root.
    pub path: Arc<str>,
    /// How it stands.
    pub state: State,
}

/// How the files stand that are not in line, sorted by path. `settled`: whether it is known
/// that what is not expected is wanted no more. Withheld files are not looked at.
pub(crate) fn states(expected: &Generated, actual: &[TextFile], settled: bool) -> Vec<FileState> {
    let mut states = Vec::new();
    let mut add = |path: &Arc<str>, state| {
        if expected.withheld.binary_search(path).is_err() {
            states.push(FileState { path: Arc::clone(path), state });
        }
    };
    for file in &expected.files {
        match actual.iter().find(|actual| actual.path == file.path) {
            None => add(&file.path, State::Missing),
            Some(actual) if actual.text == file.text => {}
            Some(actual) => add(
                &file.path,
                match ownership(&actual.path, &actual.text) {
                    Ownership::Ours => State::Stale,
                    Ownership::Edited => State::Edited,
                    Ownership::Foreign => State::Foreign,
                    Ownership::Conflict => State::Conflict,
                },
            ),
        }
    }
    for file in actual.iter().filter(|_| settled) {
        if expected.files.binary_search_by(|it| it.path.cmp(&file.path)).is_err() {
            match ownership(&file.path, &file.text) {
                Ownership::Ours => add(&file.path, State::Orphan),
                Ownership::Edited | Ownership::Conflict => add(&file.path, State::Edited),
                Ownership::Foreign => {}
            }
        }
    }
    states.sort_by(|a, b| a.path.cmp(&b.path));
    states
}
