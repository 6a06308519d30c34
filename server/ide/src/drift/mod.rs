//! Drift: what the output folder should hold against what it holds.

mod conflict;
mod difference;
mod explain;
mod features;
mod gone;
mod lines;
mod report;
mod settings;

pub(crate) use explain::{column_of, squashed};
pub(crate) use report::{FILE, KEPT, problems};

use pgwright_codegen::header::{Ownership, ownership};
use pgwright_codegen::{Generated, GeneratedFile};
use pgwright_problem::{TextFile, Versions};
use std::cmp::Ordering;
use std::collections::BTreeMap;
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
    /// Likewise, and what a person wrote may be between them; expected or not.
    Disputed,
    /// Whoever wrote it: its name differs from an expected one in the case of letters alone, so that
    /// both are one file on many systems.
    Twin,
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
pub(crate) fn states(
    expected: &Generated,
    actual: &[TextFile],
    versions: &Versions,
    settled: bool,
) -> Vec<FileState> {
    let mut states = Vec::new();
    let mut add = |path: &Arc<str>, state| {
        if expected.withheld.binary_search(path).is_err() {
            states.push(FileState { path: Arc::clone(path), state });
        }
    };
    let pairs: Vec<_> = pairs(&expected.files, actual).collect();
    let twins = twins(expected, &pairs);
    for pair in &pairs {
        match *pair {
            (Some(file), actual) => match (twins.get(&file.path), actual) {
                (Some(twin), _) => add(twin, State::Twin),
                (None, None) => add(&file.path, State::Missing),
                (None, Some(actual)) if actual.text == file.text => {}
                (None, Some(actual)) => add(&file.path, of_text(actual, &file.text, versions)),
            },
            (None, Some(file)) if settled && !twins.values().any(|twin| *twin == file.path) => {
                match ownership(&file.path, &file.text) {
                    Ownership::Ours => add(&file.path, State::Orphan),
                    Ownership::Edited => add(&file.path, State::Edited),
                    Ownership::Conflict => match conflict::own_line(file, None, versions) {
                        None => add(&file.path, State::Orphan),
                        Some(_) => add(&file.path, State::Disputed),
                    },
                    Ownership::Foreign => {}
                }
            }
            (None, _) => {}
        }
    }
    states.sort_by(|a, b| a.path.cmp(&b.path));
    states
}

/// What [`states`] finds in the same folder as before, where other texts are expected of some files
/// and nothing else has changed; `None` where other files are expected.
pub(crate) fn states_again<'a>(
    before: impl Iterator<Item = &'a FileState>,
    was: &Arc<Generated>,
    is: &Arc<Generated>,
    actual: &[TextFile],
    versions: &Versions,
) -> Option<Vec<FileState>> {
    let mut states: Vec<FileState> = before.cloned().collect();
    if Arc::ptr_eq(was, is) {
        return Some(states);
    }
    if was.files.len() != is.files.len() || was.withheld != is.withheld {
        return None;
    }
    for (was, is) in was.files.iter().zip(&is.files).filter(|(was, is)| !Arc::ptr_eq(was, is)) {
        if was.path != is.path {
            return None;
        }
        let place = states.binary_search_by(|state| state.path.cmp(&is.path));
        let found = actual.binary_search_by(|actual| actual.path.cmp(&is.path));
        // Of one that is not there, nothing hangs on what is expected.
        let Some(actual) = found.ok().and_then(|index| actual.get(index)) else { continue };
        let state = (actual.text != is.text).then(|| of_text(actual, &is.text, versions));
        let state = state.map(|state| FileState { path: Arc::clone(&is.path), state });
        match (place, state) {
            (Ok(at), Some(state)) => states[at] = state,
            (Ok(at), None) => drop(states.remove(at)),
            (Err(at), Some(state)) => states.insert(at, state),
            (Err(_), None) => {}
        }
    }
    // Of what is withheld nothing is said.
    states.retain(|state| is.withheld.binary_search(&state.path).is_err());
    Some(states)
}

/// How a file stands whose text is not `expected`.
fn of_text(actual: &TextFile, expected: &str, versions: &Versions) -> State {
    match ownership(&actual.path, &actual.text) {
        Ownership::Ours => State::Stale,
        Ownership::Edited => State::Edited,
        Ownership::Foreign => State::Foreign,
        Ownership::Conflict => match conflict::own_line(actual, Some(expected), versions) {
            None => State::Conflict,
            Some(_) => State::Disputed,
        },
    }
}

/// An expected file, and the one of its path that is there.
type Pair<'a> = (Option<&'a GeneratedFile>, Option<&'a TextFile>);

/// The expected files and those that are there, which are both sorted by path, side by side.
fn pairs<'a>(
    expected: &'a [Arc<GeneratedFile>],
    actual: &'a [TextFile],
) -> impl Iterator<Item = Pair<'a>> {
    let (mut expected, mut actual) = (expected.iter().peekable(), actual.iter().peekable());
    std::iter::from_fn(move || {
        let order = match (expected.peek(), actual.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(expected), Some(actual)) => expected.path.cmp(&actual.path),
        };
        let file = if order.is_le() { expected.next() } else { None };
        let other = if order.is_ge() { actual.next() } else { None };
        Some((file.map(|file| &**file), other))
    })
}

/// The files, by the expected ones, whose names differ from them in the case of letters alone.
fn twins(expected: &Generated, pairs: &[Pair<'_>]) -> BTreeMap<Arc<str>, Arc<str>> {
    let files = &expected.files;
    let twin = |file: &TextFile| {
        let folded = file.path.to_lowercase();
        // The length first: most names differ in it, and this is asked with every key.
        let is_twin = |it: &str| it.len() == folded.len() && it.to_lowercase() == folded;
        let of = files.iter().find(|it| is_twin(&it.path))?;
        Some((Arc::clone(&of.path), Arc::clone(&file.path)))
    };
    let unexpected = pairs.iter().filter(|(expected, _)| expected.is_none());
    unexpected.filter_map(|(_, actual)| twin((*actual)?)).collect()
}
