//! Everything that the server says of its own accord, in order.
//!
//! The owner only puts messages in; a task of its own waits for the client to take them.

use super::model::DidChangeModel;
use super::{Diagnostics, Edit, Steps, Token, uri};
use crate::event::Event;
use crate::log::Level;
use crate::settings::SECTION;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tower_lsp::Client;
use tower_lsp::ls_types::request::ApplyWorkspaceEdit;
use tower_lsp::ls_types::{
    ApplyWorkspaceEditParams, ConfigurationItem, DidChangeWatchedFilesRegistrationOptions,
    FileSystemWatcher, GlobPattern, MessageType, OneOf, Registration, RelativePattern,
    Unregistration,
};

/// What is registered to hear of files.
const METHOD: &str = "workspace/didChangeWatchedFiles";

/// What is registered to hear of settings.
const SETTINGS: &str = "workspace/didChangeConfiguration";

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
    /// The client should ask anew for the problems of what it has open.
    RefreshDiagnostics,
    /// The client should ask anew for the lenses of what it has open.
    RefreshLenses,
    /// What `pgwright/model` answers may be something else.
    ModelChanged,
    /// A line for the client's log.
    Log {
        /// How bad it is.
        level: Level,
        /// The line.
        text: String,
    },
    /// Something that a person must know of. The same is shown once.
    Show {
        /// How bad it is.
        level: Level,
        /// What it is.
        text: String,
    },
    /// An edit to apply.
    Edit {
        /// What it does, for the editor's list of what can be undone.
        label: String,
        /// The edit.
        edit: Edit,
        /// Where word goes whether it was applied.
        done: oneshot::Sender<bool>,
    },
    /// The client should tell its settings.
    AskSettings,
    /// The client should tell when its settings change.
    WatchSettings,
    /// Configurations, wherever they are, are to be watched.
    WatchConfigurations,
    /// The folders to watch, in the place of those before.
    WatchFolders(Vec<Utf8PathBuf>),
}

impl Outgoing {
    /// Word of something that broke.
    pub(crate) fn broke(what: String) -> Self {
        Self::Show { level: Level::Error, text: what }
    }
}

/// Where to put messages. Never waits.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    messages: UnboundedSender<Outgoing>,
    client: Client,
}

impl Outbox {
    /// An outbox that is emptied by a task of the current runtime. What the client answers comes
    /// back as events.
    pub(crate) fn new(client: Client, events: UnboundedSender<Event>) -> Self {
        let (sender, receiver) = unbounded_channel();
        tokio::spawn(empty(client.clone(), events, receiver));
        Self { messages: sender, client }
    }

    /// Where messages are put.
    pub(crate) fn messages(&self) -> UnboundedSender<Outgoing> {
        self.messages.clone()
    }

    /// Begins to show that something is under way; see [`Steps::begin`].
    pub(crate) fn progress(
        &self,
        token: Option<Token>,
        can_create: bool,
        title: &str,
        can_cancel: bool,
    ) -> (Steps, Option<Token>) {
        Steps::begin(&self.client, token, can_create, title, can_cancel)
    }

    /// Puts a message in.
    pub(crate) fn send(&self, message: Outgoing) {
        // The receiver is gone only when the server ends.
        let _ = self.messages.send(message);
    }
}

async fn empty(
    client: Client,
    events: UnboundedSender<Event>,
    mut messages: UnboundedReceiver<Outgoing>,
) {
    let mut registrations = 0;
    let mut shown = BTreeSet::new();
    while let Some(message) = messages.recv().await {
        match message {
            Outgoing::Diagnostics { path, document, diagnostics } => {
                let (uri, version) = match document {
                    Some((uri, version)) => (uri::of_text(&uri), Some(version)),
                    None => (uri::of_path(&path), None),
                };
                if let Some(uri) = uri {
                    let diagnostics = diagnostics.list().to_vec();
                    client.publish_diagnostics(uri, diagnostics, version).await;
                }
            }
            Outgoing::RefreshDiagnostics => {
                let (client, events) = (client.clone(), events.clone());
                tokio::spawn(async move {
                    if let Err(error) = client.workspace_diagnostic_refresh().await {
                        tracing::warn!("the client does not ask for problems anew: {error}");
                    }
                    let _ = events.send(Event::Refreshed);
                });
            }
            Outgoing::RefreshLenses => {
                let client = client.clone();
                tokio::spawn(async move {
                    if let Err(error) = client.code_lens_refresh().await {
                        tracing::warn!("the client does not ask for lenses anew: {error}");
                    }
                });
            }
            Outgoing::ModelChanged => client.send_notification::<DidChangeModel>(()).await,
            Outgoing::Log { level, text } => client.log_message(kind(level), text).await,
            Outgoing::Show { level, text } => {
                if shown.insert(text.clone()) {
                    client.show_message(kind(level), text).await;
                }
            }
            Outgoing::Edit { label, edit, done } => {
                tokio::spawn(apply(client.clone(), label, edit, done));
            }
            Outgoing::AskSettings => {
                tokio::spawn(ask_settings(client.clone(), events.clone()));
            }
            Outgoing::WatchSettings => {
                let options = json!({"section": SECTION});
                tokio::spawn(register(client.clone(), "settings".into(), SETTINGS, options));
            }
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

fn kind(level: Level) -> MessageType {
    match level {
        Level::Off | Level::Error => MessageType::ERROR,
        Level::Warn => MessageType::WARNING,
        Level::Info => MessageType::INFO,
        Level::Debug => MessageType::LOG,
    }
}

async fn apply(client: Client, label: String, edit: Edit, done: oneshot::Sender<bool>) {
    let params = ApplyWorkspaceEditParams { label: Some(label), edit: edit.0 };
    let applied = match client.send_request::<ApplyWorkspaceEdit>(params).await {
        Ok(answer) => {
            if let Some(why) = answer.failure_reason {
                tracing::warn!("the client does not apply an edit: {why}");
            }
            answer.applied
        }
        Err(error) => {
            tracing::warn!("the client applies no edit: {error}");
            false
        }
    };
    let _ = done.send(applied);
}

/// Asks for our section of the settings, whatever comes of it: somebody waits for that.
async fn ask_settings(client: Client, events: UnboundedSender<Event>) {
    let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.into()) };
    let said = match client.configuration(vec![item]).await {
        Ok(said) => said.into_iter().next().unwrap_or_default(),
        Err(error) => {
            tracing::warn!("the client does not tell its settings: {error}");
            serde_json::Value::Null
        }
    };
    let _ = events.send(Event::Settings(said));
}

async fn register(client: Client, id: String, method: &str, options: serde_json::Value) {
    let register_options = Some(options);
    let registration = Registration { id, method: method.into(), register_options };
    if let Err(error) = client.register_capability(vec![registration]).await {
        tracing::warn!("the client does not register {method}: {error}");
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
    let options = serde_json::to_value(options).unwrap_or_default();
    register(client.clone(), id, METHOD, options).await;
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
