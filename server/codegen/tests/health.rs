//! What `health_checks` and `connection` generate: each key in the text, and nothing of what is
//! off.

mod common;

use common::{Project, project};
use expect_test::expect;

const SQL: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'it''s \"fine\"');
    CREATE TYPE address AS (street text, mood mood);
    CREATE DOMAIN email AS varchar(80) NOT NULL;
    CREATE DOMAIN work_email AS email;
    CREATE TABLE users (
        id bigint PRIMARY KEY,
        email work_email,
        emails email[],
        mood mood NOT NULL,
        home address,
        photo bytea NOT NULL,
        amount numeric(8,2) NOT NULL,
        name text NOT NULL
    );
    CREATE VIEW happy AS SELECT id, name FROM users;
    CREATE SCHEMA other;
    CREATE TYPE other.unused AS ENUM ('x');
";
const SPLIT: &str = "read_write_splitting: {enabled: true}";

/// A project with these lines below `database.pgxkit`.
fn with(lines: &[&str]) -> Project {
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    project(&format!("database:\n  pgxkit:\n{lines}"), SQL)
}

/// Fails unless the file has all of `present`, and nothing in the package has any of `absent`.
fn check(lines: &[&str], file: &str, present: &[&str], absent: &[&str]) {
    let project = with(lines);
    let text = &project.file(file).text;
    for part in present {
        assert!(text.contains(part), "{lines:?}: no `{part}` in\n{text}");
    }
    for file in &project.generated.files {
        for part in absent {
            assert!(
                !file.text.contains(part),
                "{lines:?}: `{part}` in {}\n{}",
                file.path,
                file.text
            );
        }
    }
}

#[test]
fn without_the_features_there_is_nothing_of_them() {
    let project = with(&[SPLIT, "retry: {enabled: true}"]);
    for file in ["health.go", "verify_schema.go", "connect.go"] {
        assert!(!project.paths().contains(&file), "{file}");
    }
    let text: String = project.generated.files.iter().map(|file| &*file.text).collect();
    for part in
        ["HealthCheck", "ConnectionStats", "PoolConfig", "Shutdown", "net/http", "VerifySchema"]
    {
        assert!(!text.contains(part), "{part}");
    }
}

#[test]
fn each_key_of_health_checks_is_in_the_text() {
    let health = |rest: &str| format!("health_checks: {{enabled: true{rest}}}");
    let plain = health("");
    check(
        &[&plain],
        "health.go",
        &["HealthTimeout = 2 * time.Second", "PoolMonitorInterval = 15 * time.Second", "net/http"],
        &[
            "Read ",
            "Lag",
            "pg_is_in_recovery",
            "h.Schema",
            "MaxReplicationLag",
            "HealthSchemaMismatch",
        ],
    );
    check(&[&health(", timeout: 700ms")], "health.go", &["= 700 * time.Millisecond"], &[]);
    check(
        &[&health(", endpoints: false")],
        "health.go",
        &["func CheckHealth", "func MonitorPool"],
        &["net/http", "HealthHandler", "healthErrorKind", "livez"],
    );
    check(
        &[&health(", pool_monitor: false, endpoints: false")],
        "health.go",
        &["func CheckHealth"],
        &["MonitorPool", "PoolMonitor", "PoolStats"],
    );
    check(&[&health(", pool_monitor_interval: 1m")], "health.go", &["Interval = time.Minute"], &[]);
    check(
        &[&health(", verify_schema: true")],
        "health.go",
        &["VerifySchema(ctx, db)}", "HealthSchemaMismatch HealthState = \"schema_mismatch\""],
        &[],
    );
    check(
        &[SPLIT, &plain],
        "health.go",
        &["HealthReadSideDown", "pg_last_wal_replay_lsn"],
        &["MaxReplicationLag", "HealthLagging"],
    );
    check(
        &[SPLIT, &health(", max_replication_lag: 10s")],
        "health.go",
        &["MaxReplicationLag = 10 * time.Second", "HealthLagging"],
        &[],
    );
}

#[test]
fn a_read_side_that_is_passed_over_does_not_count() {
    let health = "health_checks: {enabled: true}";
    let text = |split| with(&[split, health]).part("health.go", "func (h Health) Ready(");
    assert!(text(SPLIT).contains("h.State() == HealthUp"), "{}", text(SPLIT));
    let fallback = "read_write_splitting: {enabled: true, on_replica_down: primary}";
    assert!(text(fallback).contains("h.Write == nil"), "{}", text(fallback));
    let method = |split| with(&[split, health]).part("users_repository.go", ") HealthCheck(");
    assert!(method(SPLIT).contains("r.conn.write, r.conn.read)"), "{}", method(SPLIT));
    assert!(method(fallback).contains("r.conn.write, nil)"), "{}", method(fallback));
}

#[test]
fn a_table_can_do_without_the_methods() {
    let yaml = "
        database: {pgxkit: {health_checks: {enabled: true}}}
        tables: {users: {pgxkit: {health_checks: {enabled: false}}}, happy: {pgxkit: {health_checks: {enabled: false}}}}
    ";
    let project = project(yaml, SQL);
    let text: String = project.generated.files.iter().map(|file| &*file.text).collect();
    for part in
        ["HealthCheck(ctx context.Context) error {", "ConnectionStats", "healthCheck(", "poolOf"]
    {
        assert!(!text.contains(part), "{part}");
    }
    assert!(text.contains("func CheckHealth("));
}

#[test]
fn the_schema_is_that_of_the_model() {
    let project = with(&["health_checks: {enabled: true}"]);
    let text = &project.file("verify_schema.go").text;
    let tables = text.find("// schemaTables are").unwrap_or_default();
    expect![[r#"
        // schemaTables are the tables and views that this package was generated for.
        var schemaTables = []schemaTable{
        	{"public", "happy", []schemaColumn{
        		{"id", "pg_catalog.int8", false},
        		{"name", "pg_catalog.text", false},
        	}},
        	{"public", "users", []schemaColumn{
        		{"id", "pg_catalog.int8", true},
        		{"email", "pg_catalog.varchar", true},
        		{"emails", "public.email[]", false},
        		{"mood", "public.mood", true},
        		{"home", "public.address", false},
        		{"photo", "pg_catalog.bytea", false},
        		{"amount", "pg_catalog.numeric", false},
        		{"name", "pg_catalog.text", true},
        	}},
        }

        // schemaTypes are the types that their columns stand on.
        var schemaTypes = []schemaType{
        	{"public", "address", "c", []string{"street pg_catalog.text", "mood public.mood"}},
        	{"public", "email", "d", []string{"pg_catalog.varchar"}},
        	{"public", "mood", "e", []string{"sad", "it's \"fine\""}},
        }
    "#]]
    .assert_eq(&text[tables..]);
    // A drift there is put down to the column.
    let file = project.file("verify_schema.go");
    let name = file.origins.iter().find(|origin| &*origin.what == "column public.users.name");
    let span = name.map(|origin| origin.span.range()).unwrap_or_default();
    assert_eq!(&text[span], r#"{"name", "pg_catalog.text", true}"#);
}

#[test]
fn an_override_changes_what_is_asked_of_the_schema() {
    let yaml = "
        database: {pgxkit: {health_checks: {enabled: true}}}
        types:
          overrides:
            - {postgres: mood, go: string}
            - {column: users.amount, go: example.com/shop/money.Amount}
            - {column: users.name, go: '*string'}
    ";
    let project = project(yaml, SQL);
    let text = &project.file("verify_schema.go").text;
    for part in [
        r#"{"mood", "public.mood", true}"#,
        r#"{"amount", "pg_catalog.numeric", true}"#,
        r#"{"name", "pg_catalog.text", false}"#,
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    // There are no constants that a label could fail.
    assert!(!text.contains(r#""mood", "e""#), "{text}");
}

#[test]
fn each_key_of_connection_is_a_default() {
    let keys = "connection: {enabled: true, max_conns: 7, min_conns: 2, max_conn_lifetime: 90m, \
                max_conn_idle_time: 45s, health_check_period: 5s, connect_timeout: 2s, \
                ping_retries: 0, shutdown_timeout: 1m}";
    expect![[r#"
        // DefaultPoolConfig returns the configuration that the package was generated
        // with. It has no DSN.
        func DefaultPoolConfig() PoolConfig {
        	return PoolConfig{
        		MaxConns:          7,
        		MinConns:          2,
        		MaxConnLifetime:   90 * time.Minute,
        		MaxConnIdleTime:   45 * time.Second,
        		HealthCheckPeriod: 5 * time.Second,
        		ConnectTimeout:    2 * time.Second,
        		PingRetries:       0,
        		ShutdownTimeout:   time.Minute,
        	}
        }
    "#]]
    .assert_eq(&with(&[keys]).part("connect.go", "func DefaultPoolConfig("));
}

#[test]
fn connections_have_what_the_package_has() {
    let on = "connection: {enabled: true}";
    check(&[on], "connect.go", &["cfg.registerTypes"], &["ReadDSN", "DATABASE_READ_URL"]);
    check(&[on, SPLIT], "connect.go", &["ReadDSN", "ConnectReadWrite", "DATABASE_READ_URL"], &[]);
    let project = project(
        "database: {pgxkit: {connection: {enabled: true}}}",
        "CREATE TABLE users (id bigint PRIMARY KEY)",
    );
    assert!(!project.file("connect.go").text.contains("egisterTypes"));
}

#[test]
fn no_dsn_of_the_configuration_is_generated() {
    let yaml = "database:\n  dsn: postgres://u:hunter2@db.example.com/shop\n  pgxkit:\n    \
                connection: {enabled: true}\n    health_checks: {enabled: true}\n";
    for file in &project(yaml, SQL).generated.files {
        assert!(
            !file.text.contains("hunter2") && !file.text.contains("example.com"),
            "{}",
            file.path
        );
    }
}

#[test]
fn a_package_without_tables_has_nothing_to_verify() {
    let yaml = "database: {pgxkit: {health_checks: {enabled: true}}}";
    let project = project(yaml, "CREATE TYPE mood AS ENUM ('fine');");
    let text = &project.file("verify_schema.go").text;
    assert!(text.contains("var schemaTables = []schemaTable{}\n"), "{text}");
}
