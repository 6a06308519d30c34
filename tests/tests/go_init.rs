//! A new project, from nothing to code that compiles: `--init` beside the migrations of each tool,
//! then the commands that it names, as they stand there.

use pgwright_tests::binary::program;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The statements of two migrations: what a beginner has.
const USERS: &str = "CREATE TYPE role AS ENUM ('admin', 'member');\n\
    CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text NOT NULL UNIQUE, \
    role role NOT NULL DEFAULT 'member', born date, created_at timestamptz NOT NULL DEFAULT now());\n";
const ORDERS: &str = "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
    user_id uuid NOT NULL REFERENCES users (id), total numeric(10, 2) NOT NULL, note text);\n";

/// An empty Go project with these files.
fn project(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::Builder::new().prefix("pgwright-init.").tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .and_then(|()| std::fs::write(&path, text))
            .expect("the project can be written");
    }
    bash(folder.path(), "go mod init example.com/shop");
    folder
}

/// Runs commands one after the other as a person would; each has to end with 0.
fn bash(folder: &Path, commands: &str) -> String {
    let own = program().parent().expect("a program lies in a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("bash")
        .args(["-euxc", commands])
        .current_dir(folder)
        .env("PATH", format!("{own}:{path}"))
        .stdin(Stdio::null())
        .output()
        .expect("bash starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{commands}\n{said}{errors}");
    said
}

/// `--init` with `arguments` says `expected`, and the commands that it names next end well: among
/// them are `pgwright --generate`, `go build ./...` and `pgwright --check`.
fn check(files: &[(&str, String)], arguments: &str, expected: &str) {
    let folder = project(files);
    let said = bash(folder.path(), &format!("pgwright --init {arguments}"));
    assert!(said.contains(expected), "no {expected:?} in\n{said}");
    let (_, next) = said.split_once("\nNext:\n").expect("it says what comes next");
    for command in ["pgwright --generate", "go build ./...", "pgwright --check"] {
        assert!(next.lines().any(|line| line.trim_start().starts_with(command)), "{next}");
    }
    let done = bash(folder.path(), next);
    assert!(done.contains("no problems"), "{done}");
    bash(folder.path(), "go vet ./... && test -z \"$(gofmt -l .)\"");
}

fn both(up: &str, down: &str) -> [(String, String); 2] {
    [(USERS, "users"), (ORDERS, "orders")]
        .map(|(sql, table)| (format!("{up}{sql}"), format!("{down}DROP TABLE {table};\n")))
}

#[test]
fn plain() {
    let files = [("migrations/users.sql", USERS.into()), ("migrations/users2.sql", ORDERS.into())];
    check(&files, "", "migrations: 2 migrations of no tool, 2 tables");
}

#[test]
fn golang_migrate() {
    let [(users, no_users), (orders, no_orders)] = both("", "");
    let files = [
        ("db/migrations/000001_users.up.sql", users),
        ("db/migrations/000001_users.down.sql", no_users),
        ("db/migrations/000002_orders.up.sql", orders),
        ("db/migrations/000002_orders.down.sql", no_orders),
    ];
    check(&files, "", "db/migrations: 2 migrations of golang-migrate, 2 tables");
}

#[test]
fn goose() {
    let [users, orders] = both("-- +goose Up\n", "-- +goose Down\n").map(|(up, down)| up + &down);
    let files = [("sql/schema/00001_users.sql", users), ("sql/schema/00002_orders.sql", orders)];
    check(&files, "", "sql/schema: 2 migrations of goose, 2 tables");
}

#[test]
fn dbmate() {
    let [users, orders] = both("-- migrate:up\n", "-- migrate:down\n").map(|(up, down)| up + &down);
    let files = [
        ("db/migrations/20260101000000_users.sql", users),
        ("db/migrations/20260102000000_orders.sql", orders),
        // dbmate writes what came out beside them.
        ("db/schema.sql", format!("{USERS}{ORDERS}")),
    ];
    check(&files, "", "db/migrations: 2 migrations of dbmate, 2 tables");
}

#[test]
fn tern() {
    let down = "---- create above / drop below ----\n";
    let [users, orders] = both("", down).map(|(up, down)| up + &down);
    let files = [("migrate/001_users.sql", users), ("migrate/002_orders.sql", orders)];
    check(&files, "", "migrate: 2 migrations of tern, 2 tables");
}

#[test]
fn sqlx() {
    let [(users, no_users), (orders, _)] = both("", "");
    let files = [
        ("migrations/20260101000000_users.up.sql", users),
        ("migrations/20260101000000_users.down.sql", no_users),
        ("migrations/20260102000000_orders.sql", orders),
    ];
    check(&files, "", "migrations: 2 migrations of sqlx, 2 tables");
}

#[test]
fn flyway() {
    let [(users, _), (orders, no_orders)] = both("", "");
    let files = [
        ("sql/V2__orders.sql", orders),
        ("sql/U2__orders.sql", no_orders),
        ("sql/V1_1__users.sql", users),
        ("sql/R__view.sql", "CREATE OR REPLACE VIEW names AS SELECT email FROM users;\n".into()),
    ];
    check(&files, "", "sql: 3 migrations of flyway, 2 tables");
}

/// As atlas writes it.
const SUM: &str = "h1:3ic8tTsJCsBQUfGDV7lT0CldaWXAqbNbb0nQTiRopzk=\n20260101000000_users.sql h1:nwrEbuhoakr3o+W4nXnwx+RIbJw0UJ8HeiR5BMVPPOA=\n20260102000000.sql h1:IFaDorl/kVU98FjrfpoCAOjbQECFogyeBRfOxJ238vk=\n";

#[test]
fn atlas() {
    let [(users, _), (orders, _)] = both("", "");
    let files = [
        ("migrations/20260101000000_users.sql", users),
        ("migrations/20260102000000.sql", orders),
        ("migrations/atlas.sum", SUM.into()),
    ];
    check(&files, "", "migrations: 2 migrations of atlas, 2 tables");
}

#[test]
fn sql_migrate() {
    let [users, orders] =
        both("-- +migrate Up\n", "-- +migrate Down\n").map(|(up, down)| up + &down);
    let files = [("migrations/1_users.sql", users), ("migrations/2-orders.sql", orders)];
    check(&files, "", "migrations: 2 migrations of sql-migrate, 2 tables");
}

#[test]
fn diesel() {
    let [(users, no_users), (orders, no_orders)] = both("", "");
    let files = [
        ("migrations/2026-01-01-000000_users/up.sql", users),
        ("migrations/2026-01-01-000000_users/down.sql", no_users),
        ("migrations/2026-01-02-000000_orders/up.sql", orders),
        ("migrations/2026-01-02-000000_orders/down.sql", no_orders),
        ("migrations/2026-01-02-000000_orders/metadata.toml", "run_in_transaction = true\n".into()),
    ];
    check(&files, "", "migrations: 2 migrations of diesel, 2 tables");
}

#[test]
fn prisma() {
    let [(users, _), (orders, _)] = both("", "");
    let files = [
        ("prisma/migrations/20260101000000_users/migration.sql", users),
        ("prisma/migrations/20260102000000_orders/migration.sql", orders),
        ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n".into()),
    ];
    check(&files, "", "prisma/migrations: 2 migrations of prisma, 2 tables");
}

#[test]
fn refinery() {
    let [(users, _), (orders, _)] = both("", "");
    let files = [("migrations/V1__users.sql", users), ("migrations/U2__orders.sql", orders)];
    check(&files, "", "migrations: 2 migrations of refinery, 2 tables");
}

#[test]
fn liquibase() {
    let [users, orders] = both("--liquibase formatted sql\n--changeset ann:1\n", "--rollback ")
        .map(|(up, down)| up + &down);
    let files = [
        ("db/changelog/changes/1.sql", users),
        ("db/changelog/changes/2.sql", orders),
        (
            "db/changelog/db.changelog-master.yaml",
            "databaseChangeLog:\n- includeAll: {path: changes, relativeToChangelogFile: true}\n"
                .into(),
        ),
    ];
    check(&files, "", "db/changelog: 2 migrations of liquibase, 2 tables");
}

#[test]
fn from_sqlc() {
    let yaml = "version: '2'\n\
        sql:\n\
        - engine: postgresql\n  schema: schema.sql\n  queries: query.sql\n  gen:\n    go:\n      \
              package: db\n      out: db\n      sql_package: pgx/v5\n      emit_json_tags: true\n      \
              emit_interface: true\n      rename: {user: Person, note: Remark}\n      overrides:\n      \
              - {db_type: uuid, go_type: github.com/google/uuid.UUID}\n";
    let files = [
        ("sqlc.yaml", yaml.into()),
        ("schema.sql", format!("{USERS}{ORDERS}")),
        ("query.sql", "-- name: GetUser :one\nSELECT * FROM users WHERE id = $1;\n".into()),
        // sqlc's own code goes on beside it.
        (
            "db/models.go",
            "// Code generated by sqlc. DO NOT EDIT.\n\npackage db\n\ntype User struct{}\n".into(),
        ),
    ];
    check(&files, "--from sqlc.yaml", "rename.user → tables.users.struct: Person");
}

#[test]
fn from_skimatik() {
    let yaml = "database: {dsn: 'postgres://u:p@localhost/shop', schema: public}\n\
        output: {directory: ./repositories, package: repositories}\n\
        default_functions: all\n\
        types: {mappings: {uuid: uuid.UUID}}\n\
        tables: {users: , orders: {functions: [create, get, paginate]}}\n";
    let files = [
        ("skimatik.yaml", yaml.into()),
        ("database/migrations/1_users.up.sql", USERS.into()),
        ("database/migrations/2_orders.up.sql", ORDERS.into()),
    ];
    check(&files, "--from skimatik.yaml", "tables.orders.functions: [create, get, paginate]");
}
