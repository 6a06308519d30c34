//! Seeing files change, for watching in CI's stead and for editors that watch none themselves.

use camino::{Utf8Path, Utf8PathBuf};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::{BTreeMap, BTreeSet};

/// A watcher of folders; it ends with this value.
#[derive(Debug)]
pub struct Watcher {
    inner: RecommendedWatcher,
    watched: BTreeMap<Utf8PathBuf, RecursiveMode>,
}

impl Watcher {
    /// A watcher that watches nothing yet. `changed` is called on a thread of its own with the
    /// absolute paths that changed, or with what went wrong; reading a file is no change.
    pub fn new(
        changed: impl Fn(Result<Vec<Utf8PathBuf>, String>) + Send + 'static,
    ) -> Result<Self, String> {
        let inner =
            notify::recommended_watcher(move |event: notify::Result<notify::Event>| match event {
                Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
                Ok(event) => {
                    let paths = event.paths.into_iter();
                    let paths: Vec<Utf8PathBuf> =
                        paths.filter_map(|path| Utf8PathBuf::from_path_buf(path).ok()).collect();
                    if !paths.is_empty() {
                        changed(Ok(paths));
                    }
                }
                Err(error) => changed(Err(error.to_string())),
            });
        let inner = inner.map_err(|error| error.to_string())?;
        Ok(Self { inner, watched: BTreeMap::new() })
    }

    /// Watches the entries of `roots` themselves, and all that is below `folders`, as far as they
    /// are there; nothing else. To be called again with the same when folders may have come or
    /// gone: one that was removed and made again is another one to the system. What cannot be
    /// watched is handed back, with the reason.
    pub fn watch(
        &mut self,
        roots: &BTreeSet<Utf8PathBuf>,
        folders: &BTreeSet<Utf8PathBuf>,
    ) -> Vec<(Utf8PathBuf, String)> {
        let targets = targets(roots, folders);
        for path in self.watched.keys().filter(|path| !targets.contains_key(*path)) {
            // It may be gone from disk, and from the watcher with it.
            let _ = self.inner.unwatch(path.as_std_path());
        }
        let mut failed = Vec::new();
        for (path, mode) in &targets {
            if self.watched.get(path).is_some_and(|before| before != mode) {
                let _ = self.inner.unwatch(path.as_std_path());
            }
            if let Err(error) = self.inner.watch(path.as_std_path(), *mode) {
                failed.push((path.clone(), error.to_string()));
            }
        }
        self.watched = targets;
        failed
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
