//! Which settings of pgxkit's features a line or a file of Go hangs on: those that differ between
//! what is there and what should be.

use super::settings::Change;
use crate::Snapshot;
use pgwright_config::{METRICS_ALERTS, METRICS_DASHBOARD};
use std::collections::BTreeSet;

/// A path below `database.pgxkit`, or below a table's `pgxkit`.
pub(crate) type Key = &'static [&'static str];

const RETRY: Key = &["retry", "enabled"];
const SPLIT: Key = &["read_write_splitting", "enabled"];
const FALLBACK: Key = &["read_write_splitting", "on_replica_down"];
const HEALTH: Key = &["health_checks", "enabled"];
const METRICS: Key = &["metrics", "enabled"];
const EXPORTERS: Key = &["metrics", "exporters"];
const DASHBOARD: Key = &["metrics", "dashboard"];
const CONNECTION: Key = &["connection", "enabled"];

/// Words of generated Go that stand for the value of one setting.
const VALUES: &[(&str, Key)] = &[
    ("MaxRetries:", &["retry", "max_retries"]),
    ("BaseDelay:", &["retry", "base_delay"]),
    ("MaxDelay:", &["retry", "max_delay"]),
    ("Multiplier:", &["retry", "multiplier"]),
    ("NoJitter:", &["retry", "jitter"]),
    ("slowQuery:", &["metrics", "slow_query"]),
    ("HealthTimeout =", &["health_checks", "timeout"]),
    ("PoolMonitorInterval =", &["health_checks", "pool_monitor_interval"]),
    ("MaxReplicationLag =", &["health_checks", "max_replication_lag"]),
    ("MaxConns:", &["connection", "max_conns"]),
    ("MinConns:", &["connection", "min_conns"]),
    ("MaxConnLifetime:", &["connection", "max_conn_lifetime"]),
    ("MaxConnIdleTime:", &["connection", "max_conn_idle_time"]),
    ("HealthCheckPeriod:", &["connection", "health_check_period"]),
    ("ConnectTimeout:", &["connection", "connect_timeout"]),
    ("PingRetries:", &["connection", "ping_retries"]),
    ("ShutdownTimeout:", &["connection", "shutdown_timeout"]),
];

/// Words of a table's file that tell which features it has.
const SIGNS: &[(&str, Key)] = &[
    (") WithRetry(", RETRY),
    ("WithReadWrite(", SPLIT),
    (") HealthCheck(", HEALTH),
    ("slowQuery:", METRICS),
];

/// Words of a file of features that tell of a setting.
const SIGNS_OF_FILES: &[(&str, &str, Key)] = &[
    ("read_write_split.go", "func ReadFallbacks(", FALLBACK),
    ("health.go", "func HealthHandler(", &["health_checks", "endpoints"]),
    ("health.go", "func MonitorPool(", &["health_checks", "pool_monitor"]),
    ("health.go", "const MaxReplicationLag =", &["health_checks", "max_replication_lag"]),
    ("health.go", "\tSchema error", &["health_checks", "verify_schema"]),
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
    ("metrics_exporters.go", EXPORTERS),
    ("metrics_prometheus.go", EXPORTERS),
    ("metrics_opentelemetry.go", EXPORTERS),
    ("metrics_expvar.go", EXPORTERS),
    (METRICS_DASHBOARD, DASHBOARD),
    (METRICS_ALERTS, DASHBOARD),
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
            let told = SIGNS_OF_FILES.iter().filter(|(file, ..)| *file == name);
            let told = told.filter(|(_, word, _)| text.contains(word));
            found.extend(told.map(|(.., key)| (false, *key)));
        }
    }
    found
}

/// The settings that a changed line hangs on for sure. `changed`: the features that were switched.
pub(crate) fn of_line(change: Change, changed: &[Key]) -> Vec<Key> {
    let switched = |key: Key| changed.iter().any(|switched| switched.first() == key.first());
    let values: Vec<Key> = VALUES
        .iter()
        .filter(|(word, key)| change.value(word).is_some() && !switched(key))
        .map(|(_, key)| *key)
        .collect();
    if values.is_empty() && WORDS.iter().any(|word| change.has(word)) {
        return changed.to_vec();
    }
    values
}

/// The setting that a file hangs on which serves all tables.
pub(crate) fn of_file(snapshot: &Snapshot, path: &str) -> Vec<Key> {
    let name = path.rsplit('/').next().unwrap_or(path);
    match FILES.iter().find(|(file, _)| *file == name) {
        Some((_, key)) => vec![*key],
        None => changed(snapshot, path),
    }
}
