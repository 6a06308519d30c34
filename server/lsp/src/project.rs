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

/// How long a change in the editor waits for the next one at most: as long as the last job took, so
/// that somebody's typing costs no more than half of the time.
const TYPING_DELAY: Duration = Duration::from_millis(100);

/// A job that takes no longer is not waited for: it is done before the next key is pressed.
const AT_ONCE: Duration = Duration::from_millis(10);

/// How long a question waits for a job before it is answered from what was known before, if its own
/// document is still what it was then.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long a change on disk waits for the next one: tools write files in bursts.
pub(crate) const DISK_DELAY: Duration = Duration::from_millis(50);

/// A question that waits for a job.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub question: Question,
    /// The version that its document had when it was asked.
    pub version: Option<i32>,
    /// Until when it waits for a job that is under way; `None`: to its end.
    until: Option<Instant>,
}

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
    /// Since when a job is under way.
    running: Option<Instant>,
    /// How long the last job took.
    took: Duration,
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
            running: None,
            took: Duration::ZERO,
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
        let delay = if self.took <= AT_ONCE { Duration::ZERO } else { self.took };
        self.touch(delay.min(TYPING_DELAY));
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
        self.due.filter(|_| self.running.is_none())
    }

    /// When the first question has waited long enough for the job that is under way.
    pub(crate) fn patience(&self) -> Option<Instant> {
        self.running?;
        self.waiting.iter().filter_map(|waiting| waiting.until).min()
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
        self.running = Some(now);
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
        self.took = self.running.take().map_or(Duration::ZERO, |began| began.elapsed());
        self.known = Some(outcome.known);
        self.known_revision = revision;
        if self.is_current() {
            self.diagnostics = outcome.diagnostics;
        }
    }

    /// A job broke: what it was to read is still to be read, with the next change.
    pub(crate) fn broke(&mut self) {
        self.running = None;
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
        let now = Instant::now();
        self.waiting.push(Waiting { question, version, until: Some(now + PATIENCE) });
        self.due = Some(now);
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

    /// The questions that have waited long enough, and can be answered from what was known before: the
    /// job that is under way may take long.
    pub(crate) fn take_impatient(&mut self, now: Instant) -> Vec<Waiting> {
        let known = self.known.as_ref().filter(|_| self.running.is_some());
        let mut impatient = Vec::new();
        for mut waiting in std::mem::take(&mut self.waiting) {
            if waiting.until.is_none_or(|until| until > now) {
                self.waiting.push(waiting);
                continue;
            }
            waiting.until = None;
            let was = known.map(|known| known.documents.get(waiting.question.path()));
            let was = was.map(|document| document.map(|(_, version)| *version));
            if was == Some(waiting.version) {
                impatient.push(waiting);
            } else {
                self.waiting.push(waiting);
            }
        }
        impatient
    }

    /// Whether something at `path` on disk, a file or a folder, concerns the project.
    pub(crate) fn concerns(&self, path: &Utf8Path) -> bool {
        self.known.as_ref().is_some_and(|known| known.layout.concerns(path))
    }
}
