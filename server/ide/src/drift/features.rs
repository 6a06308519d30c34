//! Which settings of pgxkit's features a line or a file of Go hangs on: those that differ between
//! what is there and what should be.

use super::settings::Change;
use crate::Snapshot;
use std::collections::BTreeSet;

/// A path below `database.pgxkit`, or below a table's `pgxkit`.
pub(crate) type Key = &'static [&'static str];

const RETRY: Key = &["retry", "enabled"];
const SPLIT: Key = &["read_write_splitting", "enabled"];
const FALLBACK: Key = &["read_write_splitting", "on_replica_down"];
const HEALTH: Key = &["health_checks", "enabled"];
const METRICS: Key = &["metrics", "enabled"];
const EXPORTERS: Key = &["metrics", "exporters"];
const CONNECTION: Key = &["connection", "enabled"];

/// Words of generated Go that stand for the value of one setting.
const VALUES: &[(&str, Key)] = &[
    ("MaxRetries:", &["retry", "max_retries"]),
    ("BaseDelay:", &["retry", "base_delay"]),
    ("MaxDelay:", &["retry", "max_delay"]),
    ("Multiplier:", &["retry", "multiplier"]),
    ("NoJitter:", &["retry", "jitter"]),
    ("slowQuery:", &["metrics", "slow_query"]),
];

/// Words of a table's file that tell which features it has.
const SIGNS: &[(&str, Key)] = &[
    (") WithRetry(", RETRY),
    ("WithReadWrite(", SPLIT),
    (") HealthCheck(", HEALTH),
    ("slowQuery:", METRICS),
];

/// Words of a line that stands as it does because of features.
const WORDS: &[&str] = &[
    "WithRetry",
    "WithReadWrite",
    "Primary",
    "SplitConn",
    "HealthCheck",
    "ConnectionStats",
    "settingsOf",
    "*Handle",
    "newConn(",
    "conn conn",
    "op := ",
    "op.",
    "r.conn",
    "r.db",
];

/// The files that a feature makes.
const FILES: &[(&str, Key)] = &[
    ("retry.go", RETRY),
    ("read_write_split.go", SPLIT),
    ("health.go", HEALTH),
    ("verify_schema.go", HEALTH),
    ("metrics.go", METRICS),
    ("metrics_prometheus.go", EXPORTERS),
    ("metrics_opentelemetry.go", EXPORTERS),
    ("metrics_expvar.go", EXPORTERS),
    ("connect.go", CONNECTION),
];

/// The settings by which the file at `path`, or its package, differs from what it should be.
pub(crate) fn changed(snapshot: &Snapshot, path: &str) -> Vec<Key> {
    let is = snapshot.texts.output.iter().map(|file| (&*file.path, &*file.text));
    let should = snapshot.expected.files.iter().map(|file| (&*file.path, &*file.text));
    let (is, should) = (shown(is, path), shown(should, path));
    let mut changed: Vec<Key> = is.symmetric_difference(&should).map(|(_, key)| *key).collect();
    changed.sort_unstable();
    changed.dedup();
    changed
}

/// The settings that show in the file at `path` itself (`true`), and in its package.
fn shown<'a>(files: impl Iterator<Item = (&'a str, &'a str)>, path: &str) -> BTreeSet<(bool, Key)> {
    let mut found = BTreeSet::new();
    let (folder, _) = path.rsplit_once('/').unwrap_or_default();
    for (file, text) in files {
        if file == path {
            let signs = SIGNS.iter().filter(|(word, _)| text.contains(word));
            found.extend(signs.map(|(_, key)| (true, *key)));
        }
        let Some((own, name)) = file.rsplit_once('/') else { continue };
        if own == folder {
            let made = FILES.iter().filter(|(file, _)| *file == name);
            found.extend(made.map(|(_, key)| (false, *key)));
            if name == "read_write_split.go" && text.contains("func ReadFallbacks(") {
                found.insert((false, FALLBACK));
            }
        }
    }
    found
}

/// The settings that a changed line hangs on for sure. `changed`: the features that were switched.
pub(crate) fn of_line(change: Change, changed: &[Key]) -> Vec<Key> {
    let value = VALUES.iter().find(|(word, _)| change.has(word)).map(|(_, key)| *key);
    match value {
        Some(key) if changed.iter().all(|switched| switched.first() != key.first()) => vec![key],
        _ if WORDS.iter().any(|word| change.has(word)) => changed.to_vec(),
        _ => Vec::new(),
    }
}

/// The setting that a file hangs on which serves all tables.
pub(crate) fn of_file(snapshot: &Snapshot, path: &str) -> Vec<Key> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match FILES.iter().find(|(file, _)| *file == name) {
        Some((_, key)) => vec![*key],
        None => changed(snapshot, path),
    }
}
