//! What the end of the conversation hangs on.

use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::watch;

/// What the handlers hear that says when and how the server ends.
#[derive(Debug, Default)]
pub(crate) struct Session {
    shut_down: AtomicBool,
    parent: watch::Sender<Option<u32>>,
}

impl Session {
    /// The client asked for an orderly end.
    pub(crate) fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Relaxed);
    }

    /// Whether the client asked for an orderly end.
    pub(crate) fn is_shut_down(&self) -> bool {
        self.shut_down.load(Ordering::Relaxed)
    }

    /// The client named the process that started the server.
    pub(crate) fn started_by(&self, process: u32) {
        self.parent.send_replace(Some(process));
    }

    /// The process that started the server, as soon as the client has named it.
    pub(crate) fn parent(&self) -> watch::Receiver<Option<u32>> {
        self.parent.subscribe()
    }
}
