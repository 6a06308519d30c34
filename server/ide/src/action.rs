//! What an editor offers at a place, as plain values.

use crate::drift::{FILE, KEPT, State};
use crate::{Change, Snapshot};
use pgwright_problem::{Problem, Span};
use std::sync::Arc;

/// Something that can be done at a person's wish.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// What it does, as a menu shows it.
    pub title: String,
    /// Where in the menu it stands.
    pub kind: ActionKind,
    /// Whether it is the obvious thing to do.
    pub preferred: bool,
    /// The problems at the place that it mends.
    pub mends: Vec<Problem>,
    /// What it does to files.
    pub changes: Vec<Change>,
    /// The new text of the configuration, where what follows from it is still to be worked out:
    /// by [`Snapshot::worked_out`].
    pub configuration: Option<Arc<str>>,
}

/// What kind of action it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// Mends a problem.
    QuickFix,
    /// Makes something else of what is right as it is.
    Rewrite,
    /// Mends all that can be mended without a choice.
    FixAll,
}

impl Snapshot {
    /// What can be done about the problems in the file `path` that `span` touches.
    pub fn actions(&self, path: &str, span: Span) -> Vec<Action> {
        let drifts: Vec<(&Problem, &str)> = self
            .problems
            .iter()
            .filter(|problem| &*problem.location.file == path)
            .filter(|problem| meets(problem.location.span, span))
            .filter_map(|problem| Some((problem, drifted_file(problem)?)))
            .collect();
        let mut files: Vec<&str> = drifts.iter().map(|(_, file)| *file).collect();
        files.sort_unstable();
        files.dedup();
        let mut actions: Vec<Action> =
            files.iter().filter_map(|file| self.regenerate(file, &drifts)).collect();
        let changes = self.changes();
        if !actions.is_empty() && changes.len() > 1 {
            actions.push(Action {
                title: format!("Regenerate all {} files that are not in line", changes.len()),
                kind: ActionKind::QuickFix,
                preferred: false,
                mends: actions.iter().flat_map(|action| action.mends.clone()).collect(),
                changes,
                configuration: None,
            });
        }
        actions.extend(self.mends(path, span));
        actions
    }

    /// What brings everything in line; `None` when it is.
    pub fn fix_all(&self) -> Option<Action> {
        let changes = self.changes();
        let files = if changes.len() == 1 { "file" } else { "files" };
        (!changes.is_empty()).then(|| Action {
            title: format!("Regenerate {} {files}", changes.len()),
            kind: ActionKind::FixAll,
            preferred: false,
            mends: Vec::new(),
            changes,
            configuration: None,
        })
    }

    /// Brings one file in line; for a file that a person edited only here, where they ask for it.
    fn regenerate(&self, file: &str, drifts: &[(&Problem, &str)]) -> Option<Action> {
        let state = self.state(file)?;
        let (verb, changes) = match state.state {
            State::Missing => ("Generate", vec![self.change(state)?]),
            State::Stale | State::Conflict => ("Regenerate", vec![self.change(state)?]),
            State::Orphan => ("Remove", vec![self.change(state)?]),
            State::Edited | State::Disputed => {
                let verb = match self.expected_file(file) {
                    Some(_) => "Discard the edits and regenerate",
                    None => "Discard the edits and remove",
                };
                (verb, vec![self.forced_change(state)?])
            }
            State::Foreign | State::Twin => return None,
        };
        Some(Action {
            title: format!("{verb} {file}"),
            kind: ActionKind::QuickFix,
            preferred: !matches!(state.state, State::Edited | State::Disputed),
            mends: drifts
                .iter()
                .filter(|(_, drifted)| *drifted == file)
                .map(|(problem, _)| (*problem).clone())
                .collect(),
            changes,
            configuration: None,
        })
    }
}

/// Whether a cursor or a selection is at a place.
fn meets(place: Span, selected: Span) -> bool {
    place.touches(selected.start) || selected.touches(place.start)
}

/// The generated file that a drift's problem is about.
pub fn drifted_file(problem: &Problem) -> Option<&str> {
    problem.data.iter().find(|(key, _)| *key == FILE).map(|(_, file)| &**file)
}

/// Whether a generated file with conflict markers is kept, since a person's lines may be among them.
pub fn keeps_conflict(problem: &Problem) -> bool {
    problem.data.iter().any(|(key, _)| *key == KEPT)
}
