//! Everything that the server says of its own accord, in order.
//!
//! The owner only puts messages in; a task of its own waits for the client to take them.

use super::{Diagnostics, uri};
use camino::{Utf8Path, Utf8PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, MessageType, OneOf,
    Registration, RelativePattern, Unregistration,
};

/// What a registration is for.
const METHOD: &str = "workspace/didChangeWatchedFiles";

/// Something to say to the client.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// All that is wrong with a file, in the place of what was said before.
    Diagnostics {
        /// The file.
        path: Utf8PathBuf,
        /// Its address as the client spells it, and its version, if it is open.
        document: Option<(Arc<str>, i32)>,
        /// What is wrong.
        diagnostics: Diagnostics,
    },
    /// A line for the client's log about something that broke.
    Error(String),
    /// Configurations, wherever they are, are to be watched.
    WatchConfigurations,
    /// The folders to watch, in the place of those before.
    WatchFolders(Vec<Utf8PathBuf>),
}

/// Where to put messages. Never waits.
#[derive(Debug, Clone)]
pub(crate) struct Outbox(UnboundedSender<Outgoing>);

impl Outbox {
    /// An outbox that is emptied by a task of the current runtime.
    pub(crate) fn new(client: Client) -> Self {
        let (sender, receiver) = unbounded_channel();
        tokio::spawn(empty(client, receiver));
        Self(sender)
    }

    /// Puts a message in.
    pub(crate) fn send(&self, message: Outgoing) {
        // The receiver is gone only when the server ends.
        let _ = self.0.send(message);
    }
}

async fn empty(client: Client, mut messages: UnboundedReceiver<Outgoing>) {
    let mut registrations = 0;
    while let Some(message) = messages.recv().await {
        match message {
            Outgoing::Diagnostics { path, document, diagnostics } => {
                let (uri, version) = match document {
                    Some((uri, version)) => (uri::of_text(&uri), Some(version)),
                    None => (uri::of_path(&path), None),
                };
                if let Some(uri) = uri {
                    client.publish_diagnostics(uri, diagnostics, version).await;
                }
            }
            Outgoing::Error(message) => client.log_message(MessageType::ERROR, message).await,
            Outgoing::WatchConfigurations => {
                let pattern = GlobPattern::String("**/pgwright.{yaml,yml}".into());
                tokio::spawn(watch(client.clone(), "configurations".into(), vec![pattern], None));
            }
            Outgoing::WatchFolders(folders) => {
                let patterns = folders.iter().filter_map(|it| pattern(it)).collect();
                let before = (registrations > 0).then(|| format!("folders-{registrations}"));
                registrations += 1;
                let id = format!("folders-{registrations}");
                tokio::spawn(watch(client.clone(), id, patterns, before));
            }
        }
    }
}

/// Asks the client to watch, and only then no longer to watch what it did `before`. Waits for its
/// answers, which may take their time: a task of its own.
async fn watch(client: Client, id: String, patterns: Vec<GlobPattern>, before: Option<String>) {
    let watchers = patterns
        .into_iter()
        .map(|glob_pattern| FileSystemWatcher { glob_pattern, kind: None })
        .collect();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    let register_options = serde_json::to_value(options).ok();
    let registration = Registration { id, method: METHOD.into(), register_options };
    if let Err(error) = client.register_capability(vec![registration]).await {
        tracing::warn!("the client does not watch files: {error}");
    }
    if let Some(id) = before {
        let old = Unregistration { id, method: METHOD.into() };
        if let Err(error) = client.unregister_capability(vec![old]).await {
            tracing::warn!("the client does not let go of its watchers: {error}");
        }
    }
}

fn pattern(folder: &Utf8Path) -> Option<GlobPattern> {
    let base_uri = OneOf::Right(uri::of_path(folder)?);
    Some(GlobPattern::Relative(RelativePattern { base_uri, pattern: "**".into() }))
}
