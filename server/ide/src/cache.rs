//! Parsed migrations by their content, shared by the threads that parse and by all snapshots
//! that grew out of one another.

use dashmap::DashMap;
use pgwright_problem::Span;
use pgwright_schema::ParsedFile;
use pgwright_schema::migrations::{Fill, Migration};
use std::sync::Arc;

/// How many entries that no snapshot uses any more are kept, for undo and for branches that
/// are switched to and fro.
const SPARE: usize = 256;

/// What a parse depends on: the whole text, which bytes of it go up, and what is sent instead of
/// some of them.
type Key = (Arc<str>, Vec<Span>, Vec<Fill>);

/// The cache. Keyed by the content itself, so that nothing hangs on a hash being unique.
#[derive(Debug, Default)]
pub(crate) struct ParseCache(DashMap<Key, Arc<ParsedFile>>);

impl ParseCache {
    /// The statements of a migration, where they are known.
    pub(crate) fn get(&self, migration: &Migration) -> Option<Arc<ParsedFile>> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&key(migration)).map(|parsed| Arc::clone(&parsed))
    }

    /// Parses the statements of a migration.
    pub(crate) fn parse(&self, migration: &Migration) -> Arc<ParsedFile> {
        let key = key(migration);
        // Parsed outside of the map's lock; two threads with one text do the work twice at worst.
        let parsed = Arc::new(pgwright_schema::parse_filled(&key.0, &key.1, &key.2));
        Arc::clone(&self.0.entry(key).or_insert(parsed))
    }

    /// Lets go of what nobody uses, once there is much of it.
    pub(crate) fn trim(&self, used: usize) {
        if self.0.len() > used + SPARE {
            self.0.retain(|_, parsed| Arc::strong_count(parsed) > 1);
        }
    }
}

fn key(migration: &Migration) -> Key {
    (Arc::clone(&migration.text), migration.up.clone(), migration.fills.clone())
}
