//! A drift that a changed or removed setting of a feature makes leads to its key.

use super::Project;
use crate::drifted_file;
use expect_test::{Expect, expect};
use pgwright_config::keys::{Kind, find};
use pgwright_config::{Edit, set};
use pgwright_problem::Severity;
use std::collections::BTreeSet;

const PROJECT: &str = "
    //- /pgwright.yaml
    database:
      pgxkit:
        retry:
          enabled: true
          max_retries: 5
        read_write_splitting: {enabled: false}
        metrics: {enabled: true}
    tables:
      users:
        pgxkit: {metrics: {slow_query: 1s}}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE orders (id bigint PRIMARY KEY);
";

/// The files that have drifted, and where that leads to. Which lines differ is the business of
/// those who render them.
fn causes(project: &Project) -> String {
    let mut shown = String::new();
    for problem in &project.snapshot().problems {
        let file = drifted_file(problem).and_then(|file| file.rsplit('/').next()).unwrap_or("?");
        shown += &format!("{} {file}\n", problem.code);
        if &*problem.location.file == "pgwright.yaml" {
            shown += &format!("  at {}\n", project.place(&problem.location));
        }
        for related in &problem.related {
            shown += &format!("  {}: {}\n", project.place(&related.location), related.message);
        }
    }
    shown
}

/// What is wrong after an edit of the configuration of a project that was in line.
fn check(from: &str, to: &str, expected: Expect) {
    let mut project = Project::generated(PROJECT);
    assert_eq!(project.problems(), "", "in line before");
    project.edit("pgwright.yaml", from, to);
    expected.assert_eq(&causes(&project));
    // Whatever has drifted, something leads into the configuration.
    for problem in &project.snapshot().problems {
        let places = problem.related.iter().map(|it| &it.location).chain([&problem.location]);
        assert!(
            places.into_iter().any(|place| &*place.file == "pgwright.yaml"),
            "{}",
            problem.message
        );
    }
}

#[test]
fn a_changed_value_is_the_cause() {
    check(
        "max_retries: 5",
        "max_retries: 4",
        expect![[r#"
            drift retry.go
              pgwright.yaml:5 `max_retries`: `retry.max_retries` is set here
        "#]],
    );
    check(
        "slow_query: 1s",
        "slow_query: 2s",
        expect![[r#"
            drift users_repository.go
              pgwright.yaml:10 `slow_query`: `metrics.slow_query` is set here
        "#]],
    );
}

#[test]
fn a_removed_value_leads_to_its_block() {
    check(
        "      max_retries: 5\n",
        "",
        expect![[r#"
            drift retry.go
              pgwright.yaml:3 `retry`: `retry.max_retries` is not set here
        "#]],
    );
    check(
        "    pgxkit: {metrics: {slow_query: 1s}}",
        "    entity: User",
        expect![[r#"
            drift users_repository.go
              pgwright.yaml:7 `metrics`: `metrics.slow_query` is not set here
        "#]],
    );
}

#[test]
fn a_feature_that_is_switched_on_is_the_cause() {
    check(
        "splitting: {enabled: false}",
        "splitting: {enabled: true}",
        expect![[r#"
            drift executor.go
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            drift metrics_exporters.go
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            drift metrics_prometheus.go
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            drift operation.go
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            drift orders_repository.go
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            drift users_repository.go
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            drift-missing read_write_split.go
              at pgwright.yaml:6 `enabled`
        "#]],
    );
}

#[test]
fn a_feature_that_is_switched_off_is_the_cause() {
    check(
        "      enabled: true\n",
        "      enabled: false\n",
        expect![[r#"
            drift errors.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            drift executor.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            drift metrics_prometheus.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            drift operation.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            drift orders_repository.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            drift-orphan retry.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            drift transaction.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            drift users_repository.go
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
        "#]],
    );
    check(
        "{metrics: {slow_query: 1s}}",
        "{metrics: {enabled: false}}",
        expect![[r#"
            drift users_repository.go
              pgwright.yaml:10 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:7 `enabled`: `metrics.enabled` is set here
        "#]],
    );
}

#[test]
fn a_feature_that_is_removed_leads_to_the_block_that_had_it() {
    check(
        "    metrics: {enabled: true}\n",
        "",
        expect![[r#"
            drift executor.go
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
              pgwright.yaml:2 `pgxkit`: `metrics.exporters` is not set here
            drift-orphan metrics.go
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
            drift-orphan metrics_exporters.go
              pgwright.yaml:2 `pgxkit`: `metrics.exporters` is not set here
            drift-orphan metrics_prometheus.go
              pgwright.yaml:2 `pgxkit`: `metrics.exporters` is not set here
            drift operation.go
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
              pgwright.yaml:2 `pgxkit`: `metrics.exporters` is not set here
            drift orders_repository.go
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
              pgwright.yaml:2 `pgxkit`: `metrics.exporters` is not set here
            drift users_repository.go
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
              pgwright.yaml:2 `pgxkit`: `metrics.exporters` is not set here
        "#]],
    );
}

#[test]
fn all_features_that_are_off_lead_to_the_switch() {
    check(
        "  pgxkit:\n",
        "  pgxkit:\n    enabled: false\n",
        expect![[r#"
            drift errors.go
              pgwright.yaml:3 `enabled`: all features are off
            drift executor.go
              pgwright.yaml:3 `enabled`: all features are off
            drift-orphan metrics.go
              pgwright.yaml:3 `enabled`: all features are off
            drift-orphan metrics_exporters.go
              pgwright.yaml:3 `enabled`: all features are off
            drift-orphan metrics_prometheus.go
              pgwright.yaml:3 `enabled`: all features are off
            drift-orphan operation.go
              pgwright.yaml:3 `enabled`: all features are off
            drift orders_repository.go
              pgwright.yaml:3 `enabled`: all features are off
            drift-orphan retry.go
              pgwright.yaml:3 `enabled`: all features are off
            drift transaction.go
              pgwright.yaml:3 `enabled`: all features are off
            drift users_repository.go
              pgwright.yaml:3 `enabled`: all features are off
        "#]],
    );
}

/// Another value of a setting.
enum Other {
    Flag(bool),
    Number(u32),
    Text(&'static str),
    Texts(&'static [&'static str]),
}
use Other::{Flag, Number, Text, Texts};

/// Every setting with another value than it has in `EVERYTHING`; `T`: a table has it too.
const OTHERS: &[(&str, Other)] = &[
    ("enabled", Flag(false)),
    ("T retry.enabled", Flag(false)),
    ("T retry.max_retries", Number(4)),
    ("T retry.base_delay", Text("40ms")),
    ("T retry.max_delay", Text("4s")),
    ("T retry.multiplier", Number(4)),
    ("T retry.jitter", Flag(false)),
    ("T read_write_splitting.enabled", Flag(false)),
    ("read_write_splitting.on_replica_down", Text("primary")),
    ("T metrics.enabled", Flag(false)),
    ("metrics.exporters", Texts(&["expvar"])),
    ("T metrics.slow_query", Text("4s")),
    ("metrics.dashboard", Flag(true)),
    ("T health_checks.enabled", Flag(false)),
    ("health_checks.timeout", Text("4s")),
    ("health_checks.endpoints", Flag(false)),
    ("health_checks.pool_monitor", Flag(false)),
    ("health_checks.pool_monitor_interval", Text("4s")),
    ("health_checks.max_replication_lag", Text("4s")),
    ("health_checks.verify_schema", Flag(true)),
    ("connection.enabled", Flag(false)),
    ("connection.max_conns", Number(14)),
    ("connection.min_conns", Number(4)),
    ("connection.max_conn_lifetime", Text("4h")),
    ("connection.max_conn_idle_time", Text("4m")),
    ("connection.health_check_period", Text("4m")),
    ("connection.connect_timeout", Text("4s")),
    ("connection.ping_retries", Number(4)),
    ("connection.shutdown_timeout", Text("4s")),
];

/// Each feature, with each setting written out.
const EVERYTHING: &str = "
    //- /pgwright.yaml
    database:
      pgxkit:
        enabled: true
        retry:
          enabled: true
          max_retries: 5
          base_delay: 50ms
          max_delay: 2s
          multiplier: 3
          jitter: true
        read_write_splitting:
          enabled: true
          on_replica_down: fail
        metrics:
          enabled: true
          exporters: [prometheus]
          slow_query: 1s
          dashboard: false
        health_checks:
          enabled: true
          timeout: 3s
          endpoints: true
          pool_monitor: true
          pool_monitor_interval: 3s
          max_replication_lag: 3s
          verify_schema: false
        connection:
          enabled: true
          max_conns: 13
          min_conns: 3
          max_conn_lifetime: 3h
          max_conn_idle_time: 3m
          health_check_period: 3m
          connect_timeout: 3s
          ping_retries: 5
          shutdown_timeout: 3s
    tables:
      users:
        pgxkit:
          retry:
            enabled: true
            max_retries: 6
            base_delay: 60ms
            max_delay: 3s
            multiplier: 2
            jitter: true
          read_write_splitting: {enabled: true}
          health_checks: {enabled: true}
          metrics: {enabled: true, slow_query: 2s}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE orders (id bigint PRIMARY KEY);
";

/// The keys with a value of their own below a block.
fn keys_below(block: &[&str]) -> BTreeSet<String> {
    fn collect(kind: &Kind, path: &str, found: &mut BTreeSet<String>) {
        for key in kind.keys() {
            let path = format!("{path}{}", key.name);
            match key.kind {
                Kind::Block(_) => collect(&key.kind, &format!("{path}."), found),
                _ => drop(found.insert(path)),
            }
        }
    }
    let mut found = BTreeSet::new();
    collect(&find(block).unwrap().kind, "", &mut found);
    found
}

#[test]
fn every_setting_has_another_value() {
    let project = OTHERS.iter().map(|(key, _)| key.trim_start_matches("T ").to_owned());
    assert_eq!(project.collect::<BTreeSet<_>>(), keys_below(&["database", "pgxkit"]));
    let tables = OTHERS.iter().filter_map(|(key, _)| Some(key.strip_prefix("T ")?.to_owned()));
    assert_eq!(tables.collect::<BTreeSet<_>>(), keys_below(&["tables", "users", "pgxkit"]));
}

#[test]
fn whatever_a_setting_changes_leads_to_its_key() {
    let project = Project::generated(EVERYTHING);
    assert_eq!(project.problems(), "", "in line before");
    for (key, other) in OTHERS {
        let (blocks, key): (&[&[&str]], _) = match key.strip_prefix("T ") {
            Some(key) => (&[&["database"], &["tables", "users"]], key),
            None => (&[&["database"]], *key),
        };
        for block in blocks {
            let path: Vec<&str> =
                block.iter().copied().chain(["pgxkit"]).chain(key.split('.')).collect();
            let text = project.read("pgwright.yaml");
            let edit: Edit = match other {
                Flag(value) => set(text, &path, value),
                Number(value) => set(text, &path, value),
                Text(value) => set(text, &path, value),
                Texts(value) => set(text, &path, value),
            }
            .unwrap();
            let mut changed = Project::generated(EVERYTHING);
            changed.write("pgwright.yaml", &edit.apply(text));
            let snapshot = changed.snapshot();
            let drifts = snapshot.problems.iter().filter(|problem| drifted_file(problem).is_some());
            // The other ends of drifts stand at one of their causes.
            let drifts: Vec<_> = drifts.filter(|it| it.severity == Severity::Error).collect();
            assert!(!drifts.is_empty(), "{path:?} changes nothing");
            let place = snapshot.document.key_span(&path).unwrap();
            for problem in drifts {
                let places = problem.related.iter().map(|it| &it.location);
                let mut places = places.chain([&problem.location]);
                assert!(
                    places.any(|it| &*it.file == "pgwright.yaml" && it.span == place),
                    "{path:?} is no cause of\n{}",
                    changed.problems()
                );
            }
        }
    }
}
