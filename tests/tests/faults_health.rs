//! Health checks, schema verification and connections in running code, on a primary and a standby
//! that are stopped, frozen and held back. Three packages, each key of both features with another
//! value in one of them.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::Module;
use pgwright_tests::postgres::Cluster;

const MIGRATION: &str = "
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE address AS (street text, zip int);
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN tags AS text[];
CREATE DOMAIN required AS text NOT NULL;
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email email NOT NULL UNIQUE,
    code varchar(20) NOT NULL,
    bio text,
    mood mood NOT NULL DEFAULT 'ok',
    moods mood[],
    home address,
    labels tags,
    emails email[],
    must required,
    data jsonb NOT NULL DEFAULT '{}',
    price numeric(10,2) NOT NULL DEFAULT 0
);
CREATE VIEW happy AS SELECT id FROM users;
CREATE TABLE events (id bigint NOT NULL, at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2040-01-01');
CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL);
";

/// The packages, with what stands below `database.pgxkit`.
const PACKAGES: [(&str, &str); 3] = [
    (
        "split",
        "
    retry: {enabled: true}
    read_write_splitting: {enabled: true}
    health_checks: {enabled: true, timeout: 1s, max_replication_lag: 500ms, verify_schema: true, pool_monitor_interval: 50ms}
    connection: {enabled: true}",
    ),
    (
        "fallback",
        "
    read_write_splitting: {enabled: true, on_replica_down: primary}
    health_checks: {enabled: true, timeout: 3s}
    connection: {enabled: true, ping_retries: 0, connect_timeout: 1s, shutdown_timeout: 100ms}",
    ),
    (
        "plain",
        "
    retry: {enabled: true}
    metrics: {enabled: true, exporters: []}
    health_checks: {enabled: true, timeout: 300ms, endpoints: false, pool_monitor: false}
    connection:
      enabled: true
      max_conns: 3
      min_conns: 2
      max_conn_lifetime: 1s
      max_conn_idle_time: 300ms
      health_check_period: 50ms
      connect_timeout: 3s
      ping_retries: 2
      shutdown_timeout: 4s",
    ),
];

#[test]
fn health_and_connections_are_what_they_say() {
    let module = Module::with_requirements();
    module.write("migrations/1_all.up.sql", MIGRATION);
    for (package, settings) in PACKAGES {
        let config = format!("database:\n  pgxkit:{settings}\noutput: {{directory: {package}}}\n");
        module.write("pgwright.yaml", &config);
        pgwright_ends(module.path(), &["--generate"], 0);
    }
    module.add("cluster");
    module.add("health");
    module.assert_clean();
    let cluster = Cluster::start();
    let database = cluster.database();
    database.migrate(&module.path().join("migrations"));
    module.test_within("health", &["./health"], &cluster.environment(&database));
}
