//! A file watcher of our own, for clients that have none (Neovim on Linux).
//!
//! A thread holds it: to begin to watch a folder can take time. It sleeps while nothing happens.

use crate::event::Event;
use camino::Utf8PathBuf;
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::mpsc::UnboundedSender;

/// What the thread is told to do.
#[derive(Debug)]
enum Order {
    /// Watch the entries of `roots`, and all that is below `folders`; nothing else.
    Watch { roots: BTreeSet<Utf8PathBuf>, folders: BTreeSet<Utf8PathBuf> },
    /// Folders may have come or gone: see that those that are there are watched.
    Refresh,
}

/// The handle of the watcher; it ends with it.
#[derive(Debug)]
pub(crate) struct Watcher(Sender<Order>);

impl Watcher {
    /// A watcher that watches nothing yet.
    pub(crate) fn new(events: UnboundedSender<Event>) -> Self {
        let (sender, orders) = channel();
        let thread = std::thread::Builder::new().name("pgwright-watch".into());
        if let Err(error) = thread.spawn(move || run(events, &orders)) {
            tracing::warn!("files are not watched: {error}");
        }
        Self(sender)
    }

    /// Watches the entries of `roots` themselves, and all that is below `folders`.
    pub(crate) fn watch(&self, roots: BTreeSet<Utf8PathBuf>, folders: BTreeSet<Utf8PathBuf>) {
        let _ = self.0.send(Order::Watch { roots, folders });
    }

    /// Something changed: folders may have come that were waited for.
    pub(crate) fn refresh(&self) {
        let _ = self.0.send(Order::Refresh);
    }
}

fn run(events: UnboundedSender<Event>, orders: &Receiver<Order>) {
    let watcher = pgwright_workspace::Watcher::new(move |changed| match changed {
        Ok(paths) => {
            let _ = events.send(Event::Files(paths));
        }
        Err(error) => tracing::warn!("while watching files: {error}"),
    });
    let mut watcher = match watcher {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::warn!("files are not watched: {error}");
            return;
        }
    };
    let (mut roots, mut folders) = (BTreeSet::new(), BTreeSet::new());
    while let Ok(order) = orders.recv() {
        if let Order::Watch { roots: new_roots, folders: new_folders } = order {
            if (&roots, &folders) == (&new_roots, &new_folders) {
                continue;
            }
            (roots, folders) = (new_roots, new_folders);
        }
        for (path, error) in watcher.watch(&roots, &folders) {
            tracing::warn!("{path} is not watched: {error}");
        }
    }
}
