//! The rules of migration tools against the tools themselves: each runs a folder full of its own
//! traps, and the catalog that it leaves is the model that pgwright makes of the same folder.
//!
//! `tests/run tools` gets the tools; `PGWRIGHT_TOOLS` is the folder they are in.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use camino::Utf8Path;
use pgwright_config::Document as Configuration;
use pgwright_ide::History;
use pgwright_problem::Severity;
use pgwright_schema::document::{Document, differences};
use pgwright_tests::postgres::{Database, server};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// A tool over a database.
struct Run<'a> {
    /// Where the migrations are: `DIR/migrations`.
    folder: &'a Utf8Path,
    host: String,
    port: String,
    user: String,
    database: &'a str,
}

impl Run<'_> {
    fn url(&self) -> String {
        let Self { host, port, user, database, .. } = self;
        format!("postgres://{user}@{host}:{port}/{database}?sslmode=disable")
    }

    fn jdbc(&self) -> String {
        format!("jdbc:postgresql://{}:{}/{}", self.host, self.port, self.database)
    }
}

fn tool(name: &str) -> PathBuf {
    let folder = std::env::var("PGWRIGHT_TOOLS").unwrap_or_else(|_| {
        panic!("PGWRIGHT_TOOLS names no folder: run `tests/run tools`, which gets the tools")
    });
    PathBuf::from(folder).join(name)
}

/// The class path and the program of the tools in Java.
fn java(run: &Run<'_>, arguments: &[&str]) -> Command {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/java/Migrate.java");
    let mut command = Command::new("java");
    command.arg("-cp").arg(tool("java/*")).arg(source).args(&arguments[..1]);
    let folder = match arguments[0] {
        "liquibase" => run.folder.to_owned(),
        _ => run.folder.join("migrations"),
    };
    command.arg(folder).args([run.jdbc(), run.user.clone()]).args(&arguments[1..]);
    command
}

/// Writes the files, lets the tool run them, and holds its catalog against the model, which is to
/// find the tool out by itself.
#[track_caller]
fn check(
    format: &str,
    configuration: &str,
    files: &[(&str, &str)],
    command: impl Fn(&Run<'_>) -> Vec<Command>,
) {
    let folder = tempfile::Builder::new().prefix("pgwright-tools.").tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    for (path, text) in files {
        let path = root.join("migrations").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let database = server().database();
    let run = place(root, &database);
    for mut command in command(&run) {
        let output = command
            .current_dir(root)
            .output()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}\n{said}");
    }
    let live = Document::from(&database.read().model);
    let mut texts = pgwright_workspace::read_migrations(root, &["migrations".to_owned()], &[]);
    texts.configuration = pgwright_problem::TextFile::new("pgwright.yaml", configuration);
    let document = Configuration::parse(&"pgwright.yaml".into(), configuration);
    let history = History::new(&texts, &document);
    assert_eq!(history.folders[0].format.name(), format, "{}", history.folders[0].reason);
    let problems = history.problems(&document);
    let errors: Vec<String> = problems
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| format!("{}: {}", it.location.file, it.message))
        .collect();
    let model = Document::from(&history.model());
    let found = differences(&live, &model, format, "the model");
    assert!(found.is_empty() && errors.is_empty(), "{found:#?}\n{errors:#?}");
    let tables = live.schemas.iter().map(|schema| schema.tables.len()).sum::<usize>();
    println!(
        "{format}: {} files, {tables} tables and views, all as the tool leaves them",
        files.len()
    );
}

fn place<'a>(folder: &'a Utf8Path, database: &'a Database) -> Run<'a> {
    // Servers that the tests start let their superuser in without a password.
    let dsn = server().dsn_of("postgres", "", database.name());
    let parts: BTreeMap<&str, &str> =
        dsn.split_whitespace().filter_map(|part| part.split_once('=')).collect();
    let part = |name: &str| {
        parts.get(name).map_or_else(String::new, |it| it.trim_matches('\'').to_owned())
    };
    Run {
        folder,
        host: part("host"),
        port: part("port"),
        user: part("user"),
        database: database.name(),
    }
}

const NONE: &str = "database: {schema: public}\n";

#[test]
fn golang_migrate() {
    let files = [
        ("9_a.up.sql", "CREATE TABLE a (id int PRIMARY KEY); ALTER TABLE a ADD x text;"),
        ("10_b.up.sql", "ALTER TABLE a RENAME x TO y; DROP TABLE IF EXISTS gone;"),
        ("10_b.down.sql", "DROP TABLE a;"),
        ("011_drop_down.up.sql", "CREATE TABLE \"down\" (id int);"),
        ("12_x.up.down.sql", "DROP TABLE a;"),
        ("12_x.down.up.sql", "CREATE INDEX ON a (y);"),
        ("notes.sql", "not SQL"),
        ("sub/13_y.up.sql", "DROP TABLE a;"),
        ("README.md", "-- +goose Up"),
    ];
    check("golang-migrate", NONE, &files, |run| {
        let mut command = Command::new(tool("bin/migrate"));
        command.args(["-path", "migrations", "-database"]).arg(run.url()).arg("up");
        vec![command]
    });
}

#[test]
fn goose() {
    let files = [
        (
            "00009_a.sql",
            "-- +goose ENVSUB ON\n-- +goose Up\nCREATE TABLE ${PREFIX}_a (id int PRIMARY KEY, x text DEFAULT '${NONE:-none}'); -- $PREFIX\nCREATE TABLE \"$$\" (id int);\n-- +goose ENVSUB OFF\nCOMMENT ON TABLE app_a IS '$PREFIX';\n-- +goose Down\nDROP TABLE app_a;\n",
        ),
        (
            "10_b.sql",
            "--+goose up\n-- a comment\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS trigger AS $$\nBEGIN\n  RETURN NEW;\nEND;\n$$ LANGUAGE plpgsql\n-- +goose StatementEnd\nCREATE TABLE b (id int); CREATE TABLE c (id int);\n--+goose DOWN\nDROP TABLE b;\n",
        ),
        (
            "11_c.sql",
            "-- +goose Up\nCREATE INDEX CONCURRENTLY b_id ON b (id);\n-- +goose NO TRANSACTION\n",
        ),
        ("sub/12_d.sql", "-- +goose Up\nDROP TABLE b;\n"),
    ];
    let configuration = "migrations: {placeholders: {PREFIX: app}}\n";
    check("goose", configuration, &files, |run| {
        let mut command = Command::new(tool("bin/goose"));
        command.args(["-dir", "migrations", "postgres"]).arg(run.url()).arg("up");
        command.env("PREFIX", "app").env_remove("NONE");
        vec![command]
    });
}

#[test]
fn dbmate() {
    let files = [
        ("9_a.sql", "-- migrate:up\nALTER TABLE a ADD y int;\n-- migrate:down\n"),
        ("10_b.sql", "-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n"),
        (
            "11_c.sql",
            "--migrate:up transaction:false\nCREATE INDEX CONCURRENTLY a_id ON a (id);\n--migrate:down\n",
        ),
        ("12.sql", "-- before\n\n-- migrate:up\nCREATE TABLE c (id int)\n-- migrate:down\n"),
        ("notes.sql", "not SQL"),
        ("sub/13_d.sql", "-- migrate:up\nDROP TABLE a;\n-- migrate:down\n"),
    ];
    check("dbmate", NONE, &files, |run| {
        let mut command = Command::new(tool("bin/dbmate"));
        command.args(["--no-dump-schema", "--migrations-dir", "migrations", "--url"]);
        command.arg(run.url()).arg("migrate");
        vec![command]
    });
}

#[test]
fn tern() {
    let down = "---- create above / drop below ----\n";
    let a = format!(
        "CREATE TABLE {{{{.prefix}}}}_a (id int);\n{{{{ template \"shared/v1.sql\" . }}}}\n{down}DROP TABLE {{{{.none}}}};"
    );
    let b =
        format!("SET search_path = pg_catalog; CREATE TABLE public.b (x int); {down}DROP TABLE b;");
    let c = format!(
        "---- tern: disable-tx ----\nCREATE INDEX CONCURRENTLY b_x ON b (x);\n{{{{- if eq .prefix \"app\" }}}}\nCREATE TABLE c (y int);\n{{{{ else }}}}\nCREATE TABLE d (y int);\n{{{{ end }}}}\n{down}"
    );
    let files = [
        ("001_a.sql", a.as_str()),
        ("2_b.sql", b.as_str()),
        ("003_c.sql", c.as_str()),
        (
            "shared/v1.sql",
            "CREATE VIEW {{.prefix | upper | lower}}_v AS SELECT id FROM {{.prefix}}_a;",
        ),
        ("notes.sql", "not SQL"),
    ];
    let configuration = "migrations: {placeholders: {prefix: app}}\n";
    check("tern", configuration, &files, |run| {
        let settings = format!(
            "[database]\nhost = {}\nport = {}\ndatabase = {}\nuser = {}\nsslmode = disable\n[data]\nprefix = app\n",
            run.host, run.port, run.database, run.user
        );
        std::fs::write(run.folder.join("tern.conf"), settings).unwrap();
        let mut command = Command::new(tool("bin/tern"));
        command.args(["migrate", "--migrations", "migrations", "--config", "tern.conf"]);
        vec![command]
    });
}

#[test]
fn sqlx() {
    let files = [
        ("9_a.up.sql", "CREATE TABLE a (id int); ALTER TABLE a ADD x int;"),
        ("9_a.down.sql", "DROP TABLE a;"),
        ("010_b.sql", "ALTER TABLE a RENAME x TO y;"),
        ("11_c.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY a_y ON a (y);"),
        ("notes.sql", "not SQL"),
        ("sub/12_d.sql", "DROP TABLE a;"),
    ];
    check("sqlx", "migrations: {format: sqlx}\n", &files, |run| {
        let mut command = Command::new(tool("bin/sqlx"));
        command.args(["migrate", "run", "--source", "migrations", "--database-url"]);
        command.arg(run.url());
        vec![command]
    });
}

#[test]
fn sql_migrate() {
    let files = [
        (
            "9_a.sql",
            "-- +migrate Up\nCREATE TABLE a (id int);\n-- +migrate Down\nDROP TABLE a;\n-- +migrate Up\nCREATE TABLE b (id int);\n",
        ),
        (
            "10-b.sql",
            "-- +migrate Up notransaction\nCREATE INDEX CONCURRENTLY a_id ON a (id); -- why\n-- +migrate Down\n",
        ),
        (
            "b.sql",
            "-- +migrate Up\n-- +migrate StatementBegin\nCREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql\n-- +migrate StatementEnd\nALTER TABLE a ADD x int;\n",
        ),
        ("a.sql", "-- +migrate Up\nALTER TABLE a ADD y int;\n-- +migrate Down\n"),
        ("sub/12_d.sql", "-- +migrate Up\nDROP TABLE a;\n"),
    ];
    check("sql-migrate", NONE, &files, |run| {
        let settings = format!(
            "development:\n  dialect: postgres\n  datasource: {}\n  dir: migrations\n",
            run.url()
        );
        std::fs::write(run.folder.join("dbconfig.yml"), settings).unwrap();
        let mut command = Command::new(tool("bin/sql-migrate"));
        command.arg("up");
        vec![command]
    });
}

#[test]
fn atlas() {
    let files = [
        ("20220101000000_old.sql", "CREATE TABLE old (id int);\n"),
        ("20220102000000.sql", "-- atlas:checkpoint\n\nCREATE TABLE a (id int);\n"),
        (
            "20220103000000_c.sql",
            "-- atlas:delimiter \\n\\n\\n\nCREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql\n\n\nCREATE TABLE b (id int)\n",
        ),
        ("3_d.sql", "ALTER TABLE a ADD x int;\n"),
        ("sub/4_e.sql", "DROP TABLE a;\n"),
    ];
    check("atlas", NONE, &files, |run| {
        let mut sum = Command::new(tool("bin/atlas"));
        sum.arg("migrations");
        let mut run_all = Command::new(tool("bin/atlas"));
        run_all.arg("migrations").arg(run.url());
        vec![sum, run_all]
    });
}

#[test]
fn diesel() {
    let files = [
        ("2017-01-31-120000_b/up.sql", "ALTER TABLE a ADD x int; CREATE TABLE b (id int);"),
        ("2017-01-31-120000_b/down.sql", "DROP TABLE b;"),
        ("20161231120000_a/up.sql", "CREATE TABLE a (id int);"),
        ("2017-02-01-000000_c/up.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);"),
        ("2017-02-01-000000_c/metadata.toml", "run_in_transaction = false\n"),
        (".hidden/up.sql", "DROP TABLE a;"),
    ];
    check("diesel", NONE, &files, |run| {
        std::fs::write(run.folder.join("diesel.toml"), "").unwrap();
        let mut command = Command::new(tool("bin/diesel"));
        command.args(["migration", "run", "--migration-dir", "migrations", "--database-url"]);
        command.arg(run.url());
        vec![command]
    });
}

#[test]
fn refinery() {
    let files = [
        ("V10__c.sql", "ALTER TABLE a RENAME x TO y;"),
        ("V2__a.sql", "CREATE TABLE a (id int, x int);"),
        ("sub/U3__b.sql", "CREATE INDEX ON a (x);"),
        ("V4_d.sql", "DROP TABLE a;"),
    ];
    check("refinery", NONE, &files, |run| {
        let settings = format!(
            "[main]\ndb_type = \"Postgres\"\ndb_host = \"{}\"\ndb_port = \"{}\"\ndb_user = \"{}\"\ndb_pass = \"\"\ndb_name = \"{}\"\n",
            run.host, run.port, run.user, run.database
        );
        std::fs::write(run.folder.join("refinery.toml"), settings).unwrap();
        let mut command = Command::new(tool("bin/refinery"));
        command.args(["migrate", "-c", "refinery.toml", "-p", "migrations"]);
        vec![command]
    });
}

#[test]
fn flyway() {
    let files = [
        ("V10__j.sql", "ALTER TABLE app_a RENAME x TO y;"),
        ("V9__i.sql", "ALTER TABLE app_a ADD x int;"),
        (
            "V4_13_0__c.sql",
            "CREATE TABLE second (id int, s text DEFAULT '${flyway:defaultSchema}');",
        ),
        ("V4.2__b.SQL", "CREATE TABLE ${Prefix}_a (id int);"),
        ("V11__k.sql", "CREATE INDEX a_y ON app_a (y);"),
        ("V12__l.sql", "COMMENT ON TABLE second IS '${none}';"),
        ("V12__l.sql.conf", "placeholderReplacement=false\n"),
        ("R__b_view.sql", "CREATE VIEW b AS SELECT id FROM a;"),
        ("R__a_view.sql", "CREATE VIEW a AS SELECT id, y FROM app_a;"),
        ("afterMigrate.sql", "CREATE TABLE IF NOT EXISTS last (id int);"),
        ("beforeMigrate__x.sql", "CREATE TABLE IF NOT EXISTS first (id int);"),
        ("sub/V1__a.sql", "CREATE SCHEMA other;"),
        ("V1_a.sql", "DROP TABLE a;"),
        ("v13__k.sql", "DROP TABLE a;"),
    ];
    let configuration = "migrations: {placeholders: {prefix: app}}\n";
    check("flyway", configuration, &files, |run| vec![java(run, &["flyway", "prefix=app"])]);
}

#[test]
fn liquibase() {
    let files = [
        (
            "db.changelog-master.yaml",
            "databaseChangeLog:\n- property: {name: t, value: users}\n- include: {file: changes/b.sql, relativeToChangelogFile: true}\n- includeAll: {path: changes/all, relativeToChangelogFile: true}\n",
        ),
        ("changes/a.sql", "DROP TABLE users;"),
        (
            "changes/b.sql",
            "--liquibase formatted sql\n--property name:c value:name\n\n--changeset ann:1\nCREATE TABLE ${t} (id int, ${c} text);\n--rollback DROP TABLE ${t};\n\n-- changeset \"ann b\":\"2 c\" dbms:mysql\nDROP TABLE users;\n--changeset ann:3 endDelimiter:// runInTransaction:false dbms:postgresql,h2\nCREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT '';''' // CREATE INDEX CONCURRENTLY i ON users (id)\n//\n--changeset ann:4 dbms:!postgresql\nDROP TABLE users;\n--changeset ann:5 runOnChange:true\n--ignoreLines:1\nDROP TABLE users;\nCREATE TABLE c5 (id int);\n--ignoreLines:start\nDROP TABLE users;\n--ignoreLines:end\nCREATE TABLE c6 (id int)\n/\nCREATE TABLE c7 (id int)\n--changeset ann:6 ignore:true\nDROP TABLE users;\n",
        ),
        ("changes/all/2.sql", "ALTER TABLE raw ADD x int; COMMENT ON TABLE raw IS '${nothing}';"),
        ("changes/all/10.sql", "CREATE TABLE raw (id int);"),
    ];
    check("liquibase", "migrations: {placeholders: {nothing: '${nothing}'}}\n", &files, |run| {
        vec![java(run, &["liquibase", "migrations/db.changelog-master.yaml"])]
    });
}
