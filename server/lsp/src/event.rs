//! Everything that can happen to the server.

use crate::command::Command;
use crate::documents::{Document, TextChange};
use crate::job::Outcome;
use crate::protocol::{Support, Token};
use crate::pull::Pull;
use crate::question::Question;
use camino::Utf8PathBuf;
use pgwright_workspace::Project;
use serde_json::Value;
use tokio::sync::oneshot;

/// Something that the owner must know. Paths are absolute.
#[derive(Debug)]
pub(crate) enum Event {
    /// The client says what it can do and which folders it has open.
    Initialize {
        /// What it can do.
        support: Support,
        /// The folders.
        roots: Vec<Utf8PathBuf>,
        /// Its settings, as far as it tells them at the start.
        settings: Value,
    },
    /// The client is ready to hear of problems.
    Initialized,
    /// A document was opened.
    Open {
        /// Which one.
        path: Utf8PathBuf,
        /// As it is.
        document: Document,
    },
    /// An open document was changed.
    Change {
        /// Which one.
        path: Utf8PathBuf,
        /// The version that it has now.
        version: i32,
        /// In order.
        changes: Vec<TextChange>,
    },
    /// A document was saved.
    Saved {
        /// Which one.
        path: Utf8PathBuf,
    },
    /// A document was closed: what is on disk counts again.
    Close {
        /// Which one.
        path: Utf8PathBuf,
    },
    /// Files or folders were made, changed or removed on disk.
    Files(Vec<Utf8PathBuf>),
    /// The client has other folders open.
    Folders {
        /// Those that it has now too.
        added: Vec<Utf8PathBuf>,
        /// Those that it has no more.
        removed: Vec<Utf8PathBuf>,
    },
    /// The client wants to know something.
    Ask(Question),
    /// Somebody wants to know the configurations of all projects.
    Projects(oneshot::Sender<Vec<Utf8PathBuf>>),
    /// The client wants to know problems.
    Pull(Pull),
    /// The client orders something.
    Command(Command),
    /// A person wants something no more that is under way.
    Cancel(Token),
    /// The client tells its settings.
    Settings(Value),
    /// The client's settings are others now: these, or those that it tells when it is asked.
    SettingsChanged(Value),
    /// The client has asked anew for problems, or will.
    Refreshed,
    /// The client is about to say `exit`.
    ShutDown,
    /// Projects were looked for on disk: those that were found, or what broke.
    Found(Result<Vec<Project>, String>),
    /// No configuration is on disk any more in these folders.
    Gone(Vec<Utf8PathBuf>),
    /// A job ended.
    Done {
        /// The root of the project that it was for.
        root: Utf8PathBuf,
        /// The state of the project that it was for.
        revision: u64,
        /// What came out, or what broke.
        outcome: Result<Box<Outcome>, String>,
    },
    /// An answer broke.
    Broke(String),
}
