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

/// The method and the id of our registration for watched files.
const WATCH_METHOD: &str = "workspace/didChangeWatchedFiles";

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
    /// The folders to watch, in the place of those before; configurations are always watched.
    Watch(Vec<Utf8PathBuf>),
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
    let mut watching = false;
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
            Outgoing::Watch(folders) => {
                // Answers of the client are waited for elsewhere: it may take its time.
                let client = client.clone();
                let again = std::mem::replace(&mut watching, true);
                tokio::spawn(async move { watch(&client, &folders, again).await });
            }
        }
    }
}

async fn watch(client: &Client, folders: &[Utf8PathBuf], again: bool) {
    if again {
        let old = Unregistration { id: WATCH_METHOD.into(), method: WATCH_METHOD.into() };
        if let Err(error) = client.unregister_capability(vec![old]).await {
            tracing::warn!("the client does not let go of its watchers: {error}");
        }
    }
    let configurations = GlobPattern::String("**/pgwright.{yaml,yml}".into());
    let patterns =
        std::iter::once(configurations).chain(folders.iter().filter_map(|it| pattern(it)));
    let watchers =
        patterns.map(|glob_pattern| FileSystemWatcher { glob_pattern, kind: None }).collect();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    let registration = Registration {
        id: WATCH_METHOD.into(),
        method: WATCH_METHOD.into(),
        register_options: serde_json::to_value(options).ok(),
    };
    if let Err(error) = client.register_capability(vec![registration]).await {
        tracing::warn!("the client does not watch files: {error}");
    }
}

fn pattern(folder: &Utf8Path) -> Option<GlobPattern> {
    let base_uri = OneOf::Right(uri::of_path(folder)?);
    Some(GlobPattern::Relative(RelativePattern { base_uri, pattern: "**".into() }))
}
