//! Nonsense in the settings of pgxkit's features is a problem at its key. The table of rows is
//! held against the table of keys: a new key without a row fails.
#![allow(clippy::unwrap_used)]

mod support;

use pgwright_config::Document;
use pgwright_config::keys::{Kind, ROOT};
use pgwright_problem::{Code, Problem, Severity};
use std::collections::BTreeSet;
use support::parse;

/// A key below `database.pgxkit`, what makes no sense there, and how the problem begins behind
/// the key's name; `T` before a key: a table can set it too, and is told the same.
const ROWS: &[(&str, &str, &str)] = &[
    ("enabled", "yes", " wants `true` or `false`; there is the text `yes`"),
    ("enabled", "1", " wants `true` or `false`; there is `1`"),
    ("T retry.enabled", "on", " wants `true` or `false`; there is the text `on`"),
    ("T retry.max_retries", "-1", " wants a whole number from 0 to 100; there is `-1`"),
    ("T retry.max_retries", "1.5", " wants a whole number from 0 to 100; there is `1.5`"),
    ("T retry.max_retries", "101", " wants a whole number from 0 to 100; there is `101`"),
    ("T retry.base_delay", "-100ms", ": `-100ms` is below zero"),
    ("T retry.base_delay", "0", " wants a duration above zero"),
    ("T retry.base_delay", "100", ": `100` has no unit"),
    ("T retry.max_delay", "0s", " wants a duration above zero"),
    ("T retry.max_delay", "-1s", ": `-1s` is below zero"),
    ("T retry.multiplier", "0.99", " wants a number from 1 to 100; there is `0.99`"),
    ("T retry.multiplier", "0", " wants a number from 1 to 100; there is `0`"),
    ("T retry.multiplier", "-2", " wants a number from 1 to 100; there is `-2`"),
    ("T retry.multiplier", ".nan", " wants a number from 1 to 100; there is `.nan`"),
    ("T retry.jitter", "full", " wants `true` or `false`; there is the text `full`"),
    ("T read_write_splitting.enabled", "1", " wants `true` or `false`; there is `1`"),
    ("read_write_splitting.on_replica_down", "retry", ": `retry` is none of its values"),
    (
        "read_write_splitting.on_replica_down",
        "false",
        " wants `fail` or `primary`; there is `false`",
    ),
    ("T health_checks.enabled", "[1]", " wants `true` or `false`; there is a list"),
    ("health_checks.timeout", "0", " wants a duration above zero"),
    ("health_checks.timeout", "-2s", ": `-2s` is below zero"),
    ("health_checks.endpoints", "/readyz", " wants `true` or `false`; there is the text `/readyz`"),
    ("health_checks.pool_monitor", "15s", " wants `true` or `false`; there is the text `15s`"),
    ("health_checks.pool_monitor_interval", "0", " wants a duration above zero"),
    ("health_checks.pool_monitor_interval", "-15s", ": `-15s` is below zero"),
    ("health_checks.max_replication_lag", "-5s", ": `-5s` is below zero"),
    ("health_checks.max_replication_lag", "5", ": `5` has no unit"),
    (
        "health_checks.verify_schema",
        "strict",
        " wants `true` or `false`; there is the text `strict`",
    ),
    ("T metrics.enabled", "'true'", " wants `true` or `false`; there is the text `true`"),
    ("metrics.exporters", "[statsd]", ": `statsd` is none of its values"),
    ("metrics.exporters", "prometheus", " wants a list"),
    ("T metrics.slow_query", "0", " wants a duration above zero"),
    ("T metrics.slow_query", "-200ms", ": `-200ms` is below zero"),
    ("metrics.dashboard", "grafana", " wants `true` or `false`; there is the text `grafana`"),
    ("connection.enabled", "~", " wants `true` or `false`; there is nothing"),
    ("connection.max_conns", "0", " wants a whole number from 1 to 262143; there is `0`"),
    ("connection.max_conns", "-1", " wants a whole number from 1 to 262143; there is `-1`"),
    ("connection.max_conns", "300000", " wants a whole number from 1 to 262143; there is `300000`"),
    ("connection.min_conns", "-1", " wants a whole number from 0 to 262143; there is `-1`"),
    ("connection.max_conn_lifetime", "0", " wants a duration above zero"),
    ("connection.max_conn_lifetime", "-1h", ": `-1h` is below zero"),
    ("connection.max_conn_idle_time", "0", " wants a duration above zero"),
    ("connection.max_conn_idle_time", "half an hour", " wants a duration above zero"),
    ("connection.health_check_period", "0", " wants a duration above zero"),
    ("connection.health_check_period", "-1m", ": `-1m` is below zero"),
    ("connection.connect_timeout", "0", " wants a duration above zero"),
    ("connection.connect_timeout", "1500ms", " wants whole seconds; there is `1.5s`"),
    ("connection.ping_retries", "-3", " wants a whole number from 0 to 100; there is `-3`"),
    ("connection.shutdown_timeout", "0", " wants a duration above zero"),
    ("connection.shutdown_timeout", "-15s", ": `-15s` is below zero"),
];

/// What makes no sense together, below `database.pgxkit`; the key at which it is told; and the
/// words.
const TOGETHER: &[(&str, &str, &str)] = &[
    (
        "{retry: {base_delay: 2s, max_delay: 1s}}",
        "retry.base_delay",
        "`base_delay` (2s) is above `max_delay` (1s)",
    ),
    (
        "{retry: {max_delay: 50ms}}",
        "retry.max_delay",
        "`base_delay` (100ms, the default) is above `max_delay` (50ms)",
    ),
    (
        "{connection: {min_conns: 5, max_conns: 4}}",
        "connection.min_conns",
        "`min_conns` (5) is above `max_conns` (4)",
    ),
    (
        "{connection: {max_conn_lifetime: 10m, max_conn_idle_time: 11m}}",
        "connection.max_conn_idle_time",
        "`max_conn_idle_time` has no effect above `max_conn_lifetime`",
    ),
    (
        "{metrics: {exporters: [expvar, prometheus, expvar]}}",
        "metrics.exporters.2",
        "`expvar` stands twice in `database.pgxkit.metrics.exporters`",
    ),
    (
        "{metrics: {enabled: true, exporters: [], dashboard: true}}",
        "metrics.dashboard",
        "`dashboard` needs the exporter `prometheus`",
    ),
    (
        "{health_checks: {enabled: true, max_replication_lag: 5s}}",
        "health_checks.max_replication_lag",
        "`max_replication_lag` needs a read side",
    ),
    (
        "{read_write_splitting: {enabled: true, on_replica_down: primary}, \
         health_checks: {enabled: true, max_replication_lag: 5s}}",
        "health_checks.max_replication_lag",
        "`max_replication_lag` has no effect while reads of a lost replica go to the primary",
    ),
    (
        "{health_checks: {enabled: true, verify_schema: true, endpoints: false}}",
        "health_checks.verify_schema",
        "`verify_schema` needs the endpoints: it is readiness that asks",
    ),
    (
        "{health_checks: {enabled: true, pool_monitor: false, pool_monitor_interval: 1m}}",
        "health_checks.pool_monitor_interval",
        "`pool_monitor_interval` has no effect without a pool monitor",
    ),
];

/// The same below a table's `pgxkit`.
const TOGETHER_IN_A_TABLE: &[(&str, &str, &str)] = &[(
    "{retry: {base_delay: 2s, max_delay: 1s}}",
    "retry.base_delay",
    "`base_delay` (2s) is above `max_delay` (1s)",
)];

/// The blocks that hold settings of pgxkit.
const PROJECT: &str = "database.pgxkit";
const TABLE: &str = "tables.users.pgxkit";

/// A text that has `value` at a path.
fn text(path: &str, value: &str) -> String {
    path.split('.').rev().fold(value.to_owned(), |below, key| format!("{{{key}: {below}}}"))
}

/// The one problem of a text, which stands at the key or value of `path`.
fn problem_at(text: &str, path: &str) -> Problem {
    let document = parse(text);
    let [problem] = document.problems.as_slice() else { panic!("{text}: {document:#?}") };
    let place = problem.location.span;
    assert!(
        spans(&document, path).any(|it| it.start <= place.start && place.end <= it.end),
        "{text}: {path} is not at {place:?}"
    );
    problem.clone()
}

fn spans(document: &Document, path: &str) -> impl Iterator<Item = pgwright_problem::Span> {
    let path: Vec<&str> = path.split('.').collect();
    [document.key_span(&path), document.value_span(&path)].into_iter().flatten()
}

/// The keys with a value of their own below a block, with the path from there.
fn leaves(kind: &'static Kind, path: &str, found: &mut BTreeSet<String>) {
    for key in kind.keys() {
        let path =
            if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        match key.kind {
            Kind::Block(_) => leaves(&key.kind, &path, found),
            _ => {
                found.insert(path);
            }
        }
    }
}

/// The keys with a value of their own below the block at `block`.
fn keys_below(block: &str) -> BTreeSet<String> {
    let path: Vec<&str> = block.split('.').collect();
    let key = pgwright_config::keys::find(&path).unwrap();
    let mut found = BTreeSet::new();
    leaves(&key.kind, "", &mut found);
    assert!(!found.is_empty(), "{block}");
    found
}

#[test]
fn nonsense_is_told_at_its_key() {
    for (key, value, message) in ROWS {
        let (blocks, key): (&[&str], _) = match key.strip_prefix("T ") {
            Some(key) => (&[PROJECT, TABLE], key),
            None => (&[PROJECT], *key),
        };
        for block in blocks {
            let path = format!("{block}.{key}");
            let problem = problem_at(&text(&path, value), &path);
            assert_eq!(problem.code, Code::ConfigValue, "{path}");
            assert_eq!(problem.severity, Severity::Error, "{path}");
            let start = format!("`{path}`{message}");
            assert!(problem.message.starts_with(&start), "{} {start}", problem.message);
        }
    }
}

#[test]
fn every_key_has_its_nonsense() {
    let all = |rows: &mut dyn Iterator<Item = &str>| rows.map(str::to_owned).collect();
    let rows: BTreeSet<String> =
        all(&mut ROWS.iter().map(|(key, ..)| key.trim_start_matches("T ")));
    assert_eq!(rows, keys_below(PROJECT));
    let of_tables: BTreeSet<String> =
        all(&mut ROWS.iter().filter_map(|(key, ..)| key.strip_prefix("T ")));
    assert_eq!(of_tables, keys_below(TABLE));
}

#[test]
fn what_makes_no_sense_together_is_told_at_a_key() {
    let rows = TOGETHER.iter().map(|row| (PROJECT, row));
    let rows = rows.chain(TOGETHER_IN_A_TABLE.iter().map(|row| (TABLE, row)));
    for (block, (settings, key, message)) in rows {
        let problem = problem_at(&text(block, settings), &format!("{block}.{key}"));
        assert_eq!(problem.code, Code::ConfigValue, "{settings}");
        assert_eq!(problem.message, *message);
        assert!(!problem.help.is_empty(), "{message}");
    }
}

#[test]
fn what_has_an_effect_is_no_problem() {
    for settings in [
        // A setting may stand below a feature that is off: it waits there.
        "{health_checks: {max_replication_lag: 5s, verify_schema: true, endpoints: false}}",
        "{metrics: {exporters: [], dashboard: true}}",
        "{read_write_splitting: {enabled: true}, health_checks: {enabled: true, max_replication_lag: 5s}}",
        "{connection: {max_conn_lifetime: 10m}}",
        "{retry: {max_retries: 0, multiplier: 1, base_delay: 1s, max_delay: 1s}}",
        "{connection: {min_conns: 10, ping_retries: 0, connect_timeout: 90s}}",
    ] {
        assert_eq!(parse(&text(PROJECT, settings)).problems, [], "{settings}");
    }
}

/// A feature can be on for one table alone: what the project sets for it counts then.
#[test]
fn what_one_table_has_is_there() {
    let with = |table: &str, project: &str| {
        let text =
            format!("database: {{pgxkit: {project}}}\ntables: {{users: {{pgxkit: {table}}}}}\n");
        parse(&text).problems.iter().map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    let lag = "{health_checks: {enabled: true, max_replication_lag: 5s}}";
    assert_eq!(with("{read_write_splitting: {enabled: true}}", lag), [""; 0]);
    assert_eq!(with("{read_write_splitting: {enabled: false}}", lag).len(), 1);
    let dashboard = "{metrics: {exporters: [expvar], dashboard: true}}";
    assert_eq!(with("{metrics: {enabled: true}}", dashboard).len(), 1);
    assert_eq!(with("{metrics: {enabled: false}}", dashboard), [""; 0]);
}

#[test]
fn what_only_the_project_sets_is_an_error_in_a_table() {
    let of_tables = keys_below(TABLE);
    let of_project: Vec<String> =
        keys_below(PROJECT).into_iter().filter(|key| !of_tables.contains(key)).collect();
    assert!(of_project.len() > 15, "{of_project:?}");
    for key in of_project {
        let path = format!("{TABLE}.{key}");
        // `connection` as a whole, or one key of a block that a table has too.
        let unknown = match key.starts_with("connection.") {
            true => format!("{TABLE}.connection"),
            false => path.clone(),
        };
        let problem = problem_at(&text(&path, "1"), &unknown);
        assert_eq!(problem.code, Code::ConfigUnknownKey, "{path}");
        assert_eq!(problem.severity, Severity::Error, "{path}");
        let name = unknown.rsplit('.').next().unwrap();
        assert_eq!(problem.message, format!("`{name}` cannot be set for one table"));
        assert!(problem.help[0].contains("for the whole project"), "{:?}", problem.help);
    }
    assert!(matches!(ROOT, Kind::Block(_)));
}
