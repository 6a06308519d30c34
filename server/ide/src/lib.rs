//! The snapshot of a project, and every question that one can ask of it.
//!
//! Texts go in, one immutable [`Snapshot`] comes out; editor and CI only ask it. Plain types,
//! byte offsets. Knows no LSP types, no tokio and no disk.

use pgwright_codegen::Generated;
use pgwright_config::Document;
use pgwright_problem::{Problem, ProjectTexts};
use pgwright_schema::model::Model;
use pgwright_schema::replay::Replay;
use std::sync::Arc;

/// Everything known of one project at one moment: a function of its texts.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What it was made of.
    pub texts: ProjectTexts,
    /// The configuration.
    pub document: Arc<Document>,
    /// The model behind every migration.
    pub replay: Arc<Replay>,
    /// What the output folder should hold.
    pub expected: Arc<Generated>,
    /// Everything that is wrong, drift included, with the configuration's severities, sorted.
    pub problems: Vec<Problem>,
}

/// A change to the output folder that brings it in line.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Writes a file that is missing or stale.
    Write {
        /// Relative to the project's root.
        path: Arc<str>,
        /// The whole text.
        text: Arc<str>,
    },
    /// Removes an orphan.
    Remove {
        /// Relative to the project's root.
        path: Arc<str>,
    },
}

impl Snapshot {
    /// Makes a snapshot of `texts`. What `previous` has in common with them is taken from it;
    /// the result is the same without.
    pub fn new(_texts: ProjectTexts, _previous: Option<&Snapshot>) -> Self {
        unreachable!("made with the replay")
    }

    /// The model behind the last migration.
    pub fn model(&self) -> &Model {
        unreachable!("made with the replay")
    }

    /// What `--generate` and "Regenerate" do, sorted by path. Files that a person wrote or edited
    /// are not among it, nor orphans while the replay has errors or has read no migration.
    pub fn changes(&self) -> Vec<Change> {
        Vec::new()
    }
}
