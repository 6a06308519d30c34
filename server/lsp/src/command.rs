//! What the client orders: to generate. Files that are not open are written as `--generate` writes
//! them, so that whoever builds sees them at once; what is open is edited where it is.

use crate::job::Known;
use crate::protocol::{Edit, Steps, Support, Token};
use camino::Utf8PathBuf;
use pgwright_ide::{Change, Snapshot};
use pgwright_workspace::{FileChange, Outcome, Project};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::oneshot;

/// For what is to be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Everything.
    All,
    /// One project, or one table of it.
    Project {
        /// The project's root.
        root: Utf8PathBuf,
        /// `schema.name`, or the name of a table in the first schema.
        table: Option<String>,
    },
}

/// An order.
#[derive(Debug)]
pub(crate) struct Command {
    pub target: Target,
    /// What its progress is called, if the client has a name for it.
    pub token: Option<Token>,
    /// Where its progress is shown.
    pub steps: Steps,
    /// Set when the person does not want it any more.
    pub cancelled: Arc<AtomicBool>,
    pub reply: oneshot::Sender<Result<Summary, Refusal>>,
}

impl Command {
    /// Whether nobody wants it any more.
    pub(crate) fn is_taken_back(&self) -> bool {
        self.reply.is_closed() || self.cancelled.load(Ordering::Relaxed)
    }

    /// Says why it is not done.
    pub(crate) fn refuse(self, refusal: Refusal) {
        self.steps.end(None);
        let _ = self.reply.send(Err(refusal));
    }
}

/// Why an order is not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The workspace is not trusted.
    Untrusted,
    /// There is no such project or table.
    Unknown(String),
    /// The person does not want it any more.
    Cancelled,
}

/// What was done, by absolute paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub written: Vec<Utf8PathBuf>,
    pub removed: Vec<Utf8PathBuf>,
    /// Those that are open: edited, not saved.
    pub edited: Vec<Utf8PathBuf>,
    /// What was left as it is, and why.
    pub left: Vec<(Utf8PathBuf, String)>,
}

impl Summary {
    /// The files on disk that are others now.
    pub(crate) fn on_disk(&self) -> Vec<Utf8PathBuf> {
        self.written.iter().chain(&self.removed).cloned().collect()
    }

    /// In words.
    pub(crate) fn told(&self) -> String {
        let count = |files: usize, verb: &str| {
            let noun = if files == 1 { "file" } else { "files" };
            (files > 0).then(|| format!("{files} {noun} {verb}"))
        };
        let parts = [
            count(self.written.len(), "written"),
            count(self.removed.len(), "removed"),
            count(self.edited.len(), "edited"),
            count(self.left.len(), "left alone"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "everything is in line".to_owned() } else { parts.join(", ") }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.written.extend(other.written);
        self.removed.extend(other.removed);
        self.edited.extend(other.edited);
        self.left.extend(other.left);
    }
}

/// What is done for one project.
#[derive(Debug)]
pub(crate) struct Work {
    pub project: Arc<Project>,
    pub known: Arc<Known>,
    pub support: Arc<Support>,
    /// Only for this table.
    pub table: Option<String>,
}

impl Work {
    /// Writes what is not open; the edits of what is come back with what was done.
    pub(crate) fn run(&self) -> Result<(Summary, Option<Edit>), Refusal> {
        let snapshot = &self.known.snapshot;
        let changes = match &self.table {
            None => snapshot.changes(),
            Some(table) => snapshot.changes_of(table).ok_or_else(|| {
                let file = self.project.path(&self.project.configuration);
                Refusal::Unknown(format!("{file} has no code generated for a table `{table}`"))
            })?,
        };
        let (open, closed): (Vec<Change>, Vec<Change>) = changes
            .into_iter()
            .partition(|it| self.known.documents.contains_key(&self.project.path(it.path())));
        let mut summary = self.write(snapshot, closed);
        let paths = |changes: &[Change]| -> Vec<Utf8PathBuf> {
            changes.iter().map(|change| self.project.path(change.path())).collect()
        };
        if open.is_empty() {
            return Ok((summary, None));
        }
        match Edit::new(&self.known, &self.project, &self.support, &open) {
            Some(edit) => {
                summary.edited = paths(&open);
                Ok((summary, Some(edit)))
            }
            None => {
                let why = "it is open, and the editor does not let it be edited from here";
                summary.left.extend(paths(&open).into_iter().map(|path| (path, why.to_owned())));
                Ok((summary, None))
            }
        }
    }

    fn write(&self, snapshot: &Snapshot, changes: Vec<Change>) -> Summary {
        let changes: Vec<FileChange> = changes
            .into_iter()
            .map(|change| {
                let before = snapshot.output_file(change.path()).map(|it| Arc::clone(&it.text));
                match change {
                    Change::Write { path, text } => FileChange { path, before, after: Some(text) },
                    Change::Remove { path } => FileChange { path, before, after: None },
                }
            })
            .collect();
        let config = &snapshot.document.config;
        let outcomes = pgwright_workspace::apply(&self.project, config, &changes);
        let mut summary = Summary::default();
        for (change, outcome) in changes.iter().zip(outcomes) {
            let path = self.project.path(&change.path);
            match outcome {
                Outcome::Written => summary.written.push(path),
                Outcome::Removed => summary.removed.push(path),
                Outcome::Left => {}
                Outcome::Skipped => {
                    summary.left.push((path, "another file could not be written".to_owned()));
                }
                Outcome::Refused(problem) | Outcome::Failed(problem) => {
                    summary.left.push((path, problem.message));
                }
            }
        }
        summary
    }
}
