//! What a client asks for that wants to know the problems of a file, or of all files.

use crate::protocol::Diagnostics;
use camino::Utf8PathBuf;
use std::collections::BTreeMap;
use tokio::sync::oneshot;

/// What it asks for.
#[derive(Debug)]
pub(crate) enum Pull {
    /// The problems of one file.
    Document {
        /// Which one.
        path: Utf8PathBuf,
        /// The id of those that it knows.
        previous: Option<String>,
        /// Where the answer goes.
        reply: oneshot::Sender<Report>,
    },
    /// The problems of all files that are not open. May be answered when there are others than it knows.
    Workspace {
        /// The ids of those that it knows.
        previous: BTreeMap<Utf8PathBuf, String>,
        /// Where the answer goes.
        reply: oneshot::Sender<Vec<FileReport>>,
    },
}

impl Pull {
    /// Whether nobody waits for the answer any more.
    pub(crate) fn is_taken_back(&self) -> bool {
        match self {
            Self::Document { reply, .. } => reply.is_closed(),
            Self::Workspace { reply, .. } => reply.is_closed(),
        }
    }
}

/// The problems of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Report {
    /// Their id.
    pub id: String,
    /// `None`: they are those that the client knows by that id.
    pub diagnostics: Option<Diagnostics>,
}

impl Report {
    /// The report on these problems to a client that knows those of the id `previous`.
    pub(crate) fn new(
        diagnostics: Diagnostics,
        version: Option<i32>,
        previous: Option<&String>,
    ) -> Self {
        let id = diagnostics.id(version);
        let is_known = previous == Some(&id);
        Self { id, diagnostics: (!is_known).then_some(diagnostics) }
    }
}

/// The problems of one of many files, which is not open.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileReport {
    /// Which one.
    pub path: Utf8PathBuf,
    /// Its problems.
    pub report: Report,
}
