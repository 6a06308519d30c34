//! From statements to a model: what PostgreSQL does, statement by statement.

use crate::ParsedFile;
use crate::model::Model;
use pgwright_problem::Problem;
use std::sync::Arc;

/// A parsed migration with its path.
#[derive(Debug, Clone)]
pub struct Step {
    /// The path relative to the project's root; locations carry it.
    pub path: Arc<str>,
    /// Its statements.
    pub parsed: Arc<ParsedFile>,
}

/// A history: the model behind every migration, and what is wrong.
#[derive(Debug, Clone)]
pub struct Replay {
    /// One for each step, behind it.
    pub checkpoints: Vec<Checkpoint>,
}

/// The state behind a migration.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// What was replayed.
    pub step: Step,
    /// The model behind it.
    pub model: Model,
    /// The problems of this step: syntax errors and those of the replay, in order.
    pub problems: Arc<[Problem]>,
}

/// Replays `steps` from an empty database of PostgreSQL `version` (15 to 18). What `previous`
/// has in common with `steps` from the start is taken from it.
pub fn replay(_steps: &[Step], _version: u8, previous: Option<&Replay>) -> Replay {
    previous.cloned().unwrap_or(Replay { checkpoints: Vec::new() })
}
