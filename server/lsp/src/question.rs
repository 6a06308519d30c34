//! Questions that the editor asks, and what they are answered from.

use crate::protocol::Support;
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_ide::Snapshot;
use pgwright_workspace::Project;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot;

/// The documents that were open when a snapshot was made: their addresses as the client spells
/// them, and their versions.
pub(crate) type Versions = BTreeMap<Utf8PathBuf, (Arc<str>, i32)>;

/// What a question is answered from.
#[derive(Debug, Clone)]
pub(crate) struct View {
    /// Everything known of the project that the document belongs to.
    pub snapshot: Arc<Snapshot>,
    /// The project.
    pub project: Arc<Project>,
    /// What the document is called in the project.
    pub file: Arc<str>,
    /// The open documents.
    pub documents: Arc<Versions>,
    /// What the client can do.
    pub support: Arc<Support>,
}

/// Why a question has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The document has changed since the question was asked.
    Outdated,
    /// Something broke.
    Broken,
}

type Answer = Box<dyn FnOnce(Result<Option<&View>, Failure>) + Send>;

/// A question about a document. It is answered once at most: one that is dropped counts as
/// broken.
pub(crate) struct Question {
    path: Utf8PathBuf,
    answer: Answer,
}

impl Question {
    /// The question that `answer` answers to `reply`; nothing is worked out any more when nobody
    /// waits for it.
    pub(crate) fn new<T: Send + 'static>(
        path: Utf8PathBuf,
        reply: oneshot::Sender<Result<Option<T>, Failure>>,
        answer: impl FnOnce(&View) -> T + Send + 'static,
    ) -> Self {
        let answer = Box::new(move |view: Result<Option<&View>, Failure>| {
            if !reply.is_closed() {
                let _ = reply.send(view.map(|view| view.map(answer)));
            }
        });
        Self { path, answer }
    }

    /// The document.
    pub(crate) fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Answers from `view`; takes as long as the answer takes.
    pub(crate) fn answer(self, view: &View) {
        (self.answer)(Ok(Some(view)));
    }

    /// Answers that there is nothing to say: the document belongs to no project.
    pub(crate) fn nothing(self) {
        (self.answer)(Ok(None));
    }

    /// Answers that there is no answer.
    pub(crate) fn fail(self, failure: Failure) {
        (self.answer)(Err(failure));
    }
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").field("path", &self.path).finish_non_exhaustive()
    }
}
