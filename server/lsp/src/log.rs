//! What pgwright notes, as far as the client wants to hear it.

use crate::protocol::Outgoing;
use std::fmt::Write;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc::UnboundedSender;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// How much goes to the client's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
}

impl Level {
    const ALL: [Self; 5] = [Self::Off, Self::Error, Self::Warn, Self::Info, Self::Debug];

    /// What they are called, in their order.
    pub(crate) const NAMES: [&'static str; 5] = ["off", "error", "warn", "info", "debug"];

    /// The level that is called so.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|it| *it == name)?;
        Self::ALL.get(at).copied()
    }

    fn of(level: tracing::Level) -> Self {
        match level {
            tracing::Level::ERROR => Self::Error,
            tracing::Level::WARN => Self::Warn,
            tracing::Level::INFO => Self::Info,
            tracing::Level::DEBUG | tracing::Level::TRACE => Self::Debug,
        }
    }
}

/// The client's log as a layer of [`tracing`]: whoever starts the server puts it into the
/// program's subscriber. Says nothing before a client is there.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// A [`Level`].
    level: AtomicU8,
    client: Mutex<Option<UnboundedSender<Outgoing>>>,
}

impl Log {
    /// What goes to the client from now on.
    pub(crate) fn set_level(&self, level: Level) {
        self.0.level.store(level as u8, Ordering::Relaxed);
    }

    /// Where it goes.
    pub(crate) fn set_client(&self, client: UnboundedSender<Outgoing>) {
        *self.0.client.lock().unwrap_or_else(PoisonError::into_inner) = Some(client);
    }

    /// Whether something may ever be of interest: what pgwright says itself.
    pub fn is_ours(metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("pgwright") && *metadata.level() <= tracing::Level::DEBUG
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = Level::of(*event.metadata().level());
        if level as u8 > self.0.level.load(Ordering::Relaxed) {
            return;
        }
        let mut text = Text(String::new());
        event.record(&mut text);
        let client = self.0.client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &*client {
            let _ = client.send(Outgoing::Log { level, text: text.0 });
        }
    }
}

/// The message of an event, and its fields behind it.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
