//! A file watcher of our own, for clients that have none (Neovim on Linux).
//!
//! A thread holds it: to begin to watch a folder can take time. It sleeps while nothing happens.

use crate::event::Event;
use camino::{Utf8Path, Utf8PathBuf};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeMap;
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
    let mut watcher = match notify::recommended_watcher(move |event| forward(&events, event)) {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::warn!("files are not watched: {error}");
            return;
        }
    };
    let mut watched = BTreeMap::new();
    let (mut roots, mut folders) = (BTreeSet::new(), BTreeSet::new());
    while let Ok(order) = orders.recv() {
        if let Order::Watch { roots: new_roots, folders: new_folders } = order {
            if (&roots, &folders) == (&new_roots, &new_folders) {
                continue;
            }
            (roots, folders) = (new_roots, new_folders);
        }
        update(&mut watcher, &mut watched, targets(&roots, &folders));
    }
}

/// What is there to be watched: the roots; the folders with all that is below; and the way from a
/// root to each folder, to see it come, and come back.
fn targets(
    roots: &BTreeSet<Utf8PathBuf>,
    folders: &BTreeSet<Utf8PathBuf>,
) -> BTreeMap<Utf8PathBuf, RecursiveMode> {
    let mut targets: BTreeMap<_, _> =
        roots.iter().map(|root| (root.clone(), RecursiveMode::NonRecursive)).collect();
    for folder in folders {
        let is_root = |it: &&Utf8Path| roots.contains(*it);
        let way = folder.ancestors().skip(1);
        match way.clone().position(|it| is_root(&it)) {
            Some(end) => {
                targets.extend(way.take(end).map(|it| (it.to_owned(), RecursiveMode::NonRecursive)))
            }
            None => targets
                .extend(folder.parent().map(|it| (it.to_owned(), RecursiveMode::NonRecursive))),
        }
    }
    targets.extend(folders.iter().map(|it| (it.clone(), RecursiveMode::Recursive)));
    targets.retain(|path, _| path.is_dir());
    targets
}

/// Makes `watched` what `targets` says. A folder that was removed and made again is another one
/// to the system, so everything is watched anew that may have been.
fn update(
    watcher: &mut RecommendedWatcher,
    watched: &mut BTreeMap<Utf8PathBuf, RecursiveMode>,
    targets: BTreeMap<Utf8PathBuf, RecursiveMode>,
) {
    for path in watched.keys().filter(|path| !targets.contains_key(*path)) {
        // It may be gone from disk, and from the watcher with it.
        let _ = watcher.unwatch(path.as_std_path());
    }
    for (path, mode) in &targets {
        if watched.get(path).is_some_and(|before| before != mode) {
            let _ = watcher.unwatch(path.as_std_path());
        }
        if let Err(error) = watcher.watch(path.as_std_path(), *mode) {
            tracing::warn!("{path} is not watched: {error}");
        }
    }
    *watched = targets;
}

fn forward(events: &UnboundedSender<Event>, event: notify::Result<notify::Event>) {
    let event = match event {
        // To read a file is no change; we do it ourselves.
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
        Ok(event) => event,
        Err(error) => {
            tracing::warn!("while watching files: {error}");
            return;
        }
    };
    let paths: Vec<Utf8PathBuf> =
        event.paths.into_iter().filter_map(|path| Utf8PathBuf::from_path_buf(path).ok()).collect();
    if !paths.is_empty() {
        let _ = events.send(Event::Files(paths));
    }
}
