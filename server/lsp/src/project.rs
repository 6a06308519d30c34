//! A project's state in the owner: what is known of it, what has changed since, and which work
//! is under way.

use crate::job::{Job, Known, Outcome};
use crate::protocol::{Diagnostics, Support};
use crate::question::{Question, Versions};
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_workspace::{Overlay, Project};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a change in the editor waits for the next one.
pub(crate) const TYPING_DELAY: Duration = Duration::from_millis(100);

/// How long a change on disk waits for the next one: tools write files in bursts.
pub(crate) const DISK_DELAY: Duration = Duration::from_millis(50);

/// A question, and the version that its document had when it was asked.
pub(crate) type Waiting = (Question, Option<i32>);

/// A project's state. At most one job runs for it, and at most one more is due.
#[derive(Debug)]
pub(crate) struct ProjectState {
    pub project: Arc<Project>,
    /// What came out of the last job that did not break.
    pub known: Option<Arc<Known>>,
    /// Counts the changes.
    pub revision: u64,
    /// The revision that `known` is of.
    known_revision: u64,
    /// What is wrong, by absolute path, in `known`, once that was the newest.
    pub diagnostics: BTreeMap<Utf8PathBuf, Diagnostics>,
    /// The open documents that changed since the last job began.
    changed: BTreeSet<Utf8PathBuf>,
    /// Whether files on disk may have changed since the last job began.
    reread: bool,
    /// When the next job is due; `None`: there is nothing to do.
    due: Option<Instant>,
    /// Whether a job is under way.
    running: bool,
    /// Whether the last job broke, and nothing has changed since.
    broken: bool,
    /// Questions that wait for a job.
    waiting: Vec<Waiting>,
}

impl ProjectState {
    /// A project of which nothing is known but where it is.
    pub(crate) fn new(project: Project) -> Self {
        Self {
            project: Arc::new(project),
            known: None,
            revision: 1,
            known_revision: 0,
            diagnostics: BTreeMap::new(),
            changed: BTreeSet::new(),
            reread: true,
            due: Some(Instant::now()),
            running: false,
            broken: false,
            waiting: Vec::new(),
        }
    }

    /// Whether the file at `path` may be one of the project's.
    pub(crate) fn has(&self, path: &Utf8Path) -> bool {
        match &self.known {
            Some(known) => known.layout.role(path).is_some(),
            None => path.starts_with(&self.project.root),
        }
    }

    /// An open document of the project has changed.
    pub(crate) fn changed(&mut self, path: &Utf8Path) {
        self.changed.insert(path.to_owned());
        self.touch(TYPING_DELAY);
    }

    /// Files on disk may have changed.
    pub(crate) fn reread(&mut self, delay: Duration) {
        self.reread = true;
        self.touch(delay);
    }

    fn touch(&mut self, delay: Duration) {
        self.revision += 1;
        self.broken = false;
        self.due = Some(Instant::now() + delay);
    }

    /// When the next job should begin; `None`: not before something happens.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.due.filter(|_| !self.running)
    }

    /// The job that is due, if one is.
    pub(crate) fn start(
        &mut self,
        now: Instant,
        support: &Arc<Support>,
        overlay: impl FnOnce() -> (Overlay, Versions),
    ) -> Option<Job> {
        self.next().filter(|due| *due <= now)?;
        self.due = None;
        self.running = true;
        let (overlay, documents) = overlay();
        Some(Job {
            project: Arc::clone(&self.project),
            support: Arc::clone(support),
            overlay,
            documents: Arc::new(documents),
            previous: self.known.clone(),
            changed: std::mem::take(&mut self.changed),
            reread: std::mem::take(&mut self.reread),
        })
    }

    /// Takes what a job for `revision` brought. Its diagnostics count only if nothing has changed
    /// since; what is known is kept all the same, the next job begins from there.
    pub(crate) fn done(&mut self, revision: u64, outcome: Outcome) {
        self.running = false;
        self.known = Some(outcome.known);
        self.known_revision = revision;
        if self.is_current() {
            self.diagnostics = outcome.diagnostics;
        }
    }

    /// A job broke: what it was to read is still to be read, with the next change.
    pub(crate) fn broke(&mut self) {
        self.running = false;
        self.broken = true;
        self.reread = true;
    }

    /// Whether what is known is of the newest state.
    pub(crate) fn is_current(&self) -> bool {
        self.known_revision == self.revision
    }

    /// Whether nothing more will be known before something changes.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_current() || self.broken
    }

    /// Makes the next job due at once, if there is something to do.
    pub(crate) fn hurry(&mut self) {
        if !self.is_settled() {
            self.due = Some(Instant::now());
        }
    }

    /// Lets a question wait for a job, which is due at once.
    pub(crate) fn wait(&mut self, question: Question, version: Option<i32>) {
        self.waiting.push((question, version));
        self.due = Some(Instant::now());
    }

    /// Nobody waits: a job that was due only for questions is due no more.
    pub(crate) fn rest(&mut self) {
        if self.is_current() {
            self.due = None;
        }
    }

    /// The questions that wait.
    pub(crate) fn take_waiting(&mut self) -> Vec<Waiting> {
        std::mem::take(&mut self.waiting)
    }

    /// Whether something at `path` on disk, a file or a folder, concerns the project.
    pub(crate) fn concerns(&self, path: &Utf8Path) -> bool {
        self.known.as_ref().is_some_and(|known| known.layout.concerns(path))
    }
}
