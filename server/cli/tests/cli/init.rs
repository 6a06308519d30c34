//! `--init`: what it finds, writes and says, and what it never does. That what it writes generates
//! Go that compiles is shown in `tests/tests/go_init.rs`.

use crate::support::{Folder, Output};

const SQL: &str = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
const GO_MOD: &str = "module example.com/shop\n\ngo 1.25\n";

#[test]
fn it_finds_the_module_and_the_migrations_and_says_what_comes_next() {
    let folder = Folder::new(&[
        ("go.mod", GO_MOD),
        ("db/migrations/1_users.up.sql", SQL),
        ("db/migrations/1_users.down.sql", "DROP TABLE users;\n"),
        ("db/queries/users.sql", "-- name: GetUser :one\nSELECT * FROM users;\n"),
    ]);
    let output = folder.run(&["--init"]);
    output.reports(0);
    let expected = expect_test::expect![[r#"
           found go.mod: the Go module example.com/shop
           found db/migrations: 1 migration of golang-migrate, 1 table (2 of 2 names end with `.up.sql` or `.down.sql`)
         written pgwright.yaml

        Next:
          pgwright --generate                       # writes internal/repository
          go get github.com/nhalm/pgxkit/v2@v2.0.0  # what the code stands on
          go mod tidy
          go build ./...
          pgwright --check                          # for CI: fails when something is not in line
    "#]];
    expected.assert_eq(&output.stdout);
    let written = folder.read("pgwright.yaml");
    for line in
        ["\n  schema: public\n", "\n  directory: db/migrations\n", "\n  format: golang-migrate\n"]
    {
        assert!(written.contains(line), "{line} in {written}");
    }
    folder.run(&["--generate"]).reports(0).says("written internal/repository/users_repository.go");
    folder.run(&["--check"]).reports(0).says("no problems");
}

#[test]
fn one_that_is_there_stays() {
    for name in ["pgwright.yaml", "pgwright.yml"] {
        let folder = Folder::new(&[(name, "# mine"), ("migrations/1.sql", SQL)]);
        folder.run(&["--init"]).is_unusable().says(&format!("`{name}` is there already"));
        // In a folder of the project it would make another one.
        let mut command = folder.command();
        let below = Output::of(command.current_dir(folder.path("migrations")).arg("--init"));
        below.is_unusable().says("this folder belongs to a project").says("--root .");
        assert_eq!(folder.files().len(), 2);
        assert_eq!(folder.read(name), "# mine");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_followed() {
    let folder = Folder::new(&[("migrations/1.sql", SQL)]);
    std::os::unix::fs::symlink(folder.path("elsewhere.yaml"), folder.path("pgwright.yaml"))
        .unwrap();
    folder.run(&["--init"]).is_unusable().says("`pgwright.yaml` is there already");
    assert!(!folder.path("elsewhere.yaml").exists());
}

#[test]
fn an_empty_folder_gets_one_too() {
    let folder = Folder::new(&[]);
    let output = folder.run(&["--init"]);
    output
        .reports(0)
        .says("missing go.mod")
        .says("missing migrations")
        .says("go mod init example.com/");
    assert!(folder.read("pgwright.yaml").contains("\n  directory: migrations\n"));
    folder.run(&["--check"]).reports(1).says("[migration-none]").says_nothing_of("config-");
}

#[test]
fn a_project_below_another_is_made_where_its_folder_is_named() {
    let folder = Folder::new(&[
        ("pgwright.yaml", "database: {schema: public}\n"),
        ("go.mod", GO_MOD),
        ("billing/migrations/1.sql", SQL),
    ]);
    let output = folder.run(&["--init", "--root", "billing"]);
    output
        .reports(0)
        .says("written billing/pgwright.yaml")
        .says("pgwright --generate --root billing");
    output.says("go.mod: the Go module example.com/shop");
    folder.run(&["--init", "--root", "billing"]).is_unusable();
    folder.run(&["--init", "--root", "nowhere"]).is_unusable().says("`nowhere` is not a folder");
}

#[test]
fn the_code_goes_into_the_module_and_not_among_other_code() {
    let folder = Folder::new(&[
        ("migrations/1.sql", SQL),
        ("backend/go.mod", GO_MOD),
        ("backend/internal/repository/mine.go", "package repository\n"),
    ]);
    let output = folder.run(&["--init"]);
    output.reports(0).says("backend/go.mod").says("taken `backend/internal/repository`");
    output.says("go -C backend build ./...");
    folder.run(&["--generate"]).reports(0);
    assert!(folder.path("backend/internal/pgrepository/users_repository.go").exists());

    let folder = Folder::new(&[("a/go.mod", GO_MOD), ("b/go.mod", GO_MOD)]);
    folder.run(&["--init"]).reports(0).says("several Go modules: `a`, `b`");
}

#[test]
fn the_schemas_are_those_that_have_tables() {
    let check = |sql: &str, line: &str| {
        let folder = Folder::new(&[("go.mod", GO_MOD), ("migrations/1.sql", sql)]);
        folder.run(&["--init"]).reports(0);
        let written = folder.read("pgwright.yaml");
        assert!(written.contains(line), "{line} in {written}");
        folder.run(&["--generate"]).reports(0).says("_repository.go");
    };
    let table = "CREATE TABLE users (id bigint PRIMARY KEY);";
    check(&format!("CREATE SCHEMA app; SET search_path = app; {table}"), "\n  schema: app\n");
    check(
        &format!("CREATE SCHEMA app; CREATE TABLE app.a (id int PRIMARY KEY); {table}"),
        "\n  schemas: [public, app]\n",
    );
}

#[test]
fn the_tool_that_was_found_stays() {
    let sql = format!("-- +migrate Up\n{SQL}-- +migrate Down\nDROP TABLE users;\n");
    let folder = Folder::new(&[("go.mod", GO_MOD), ("migrations/1.sql", &sql)]);
    folder.run(&["--init"]).reports(0).says("1 migration of sql-migrate, 1 table");
    assert!(folder.read("pgwright.yaml").contains("format: sql-migrate"));
    folder.run(&["--generate"]).reports(0).says("users_repository.go");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("shut/migrations/1.sql", SQL)]);
    let shut = folder.path("shut");
    std::fs::set_permissions(&shut, PermissionsExt::from_mode(0o555)).unwrap();
    let output = folder.run(&["--init", "--root", "shut"]);
    // Root may write everywhere.
    if output.code != 0 {
        output.is_unusable().says("shut/pgwright.yaml` cannot be written");
        assert_eq!(folder.files().len(), 1);
    }
    std::fs::set_permissions(&shut, PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn the_configuration_of_sqlc_is_carried_over() {
    let folder = Folder::new(&[
        ("go.mod", GO_MOD),
        (
            "sqlc.yaml",
            "version: '2'\nsql:\n- engine: postgresql\n  schema: schema.sql\n  queries: query.sql\n  \
            database: {uri: 'postgres://u:secret@h/d'}\n  gen: {go: {package: db, out: internal/db, sql_package: pgx/v5}}\n",
        ),
        ("schema.sql", SQL),
        ("query.sql", "-- name: GetUser :one\nSELECT * FROM users;\n"),
        ("internal/db/models.go", "// Code generated by sqlc. DO NOT EDIT.\npackage db\n"),
    ]);
    let output = folder.run(&["--init", "--from", "sqlc.yaml"]);
    output.reports(0).says("found schema.sql: 1 migration of no tool, 1 table");
    output
        .says("left sql[0].gen.go.out: sqlc's code is in `internal/db`")
        .says_nothing_of("secret");
    let written = folder.read("pgwright.yaml");
    assert!(written.contains("dsn: ${DATABASE_URL}") && !written.contains("secret"), "{written}");
    folder.run(&["--generate"]).reports(0).says("written internal/repository/users_repository.go");
    let yaml = folder.read("sqlc.yaml");
    assert!(yaml.contains("secret"), "it stays as it is");
}

#[test]
fn the_configuration_may_be_json_and_elsewhere() {
    let folder = Folder::new(&[
        ("go.mod", GO_MOD),
        (
            "db/sqlc.json",
            r#"{"version": "1", "packages": [{"path": "gen", "schema": "migrations"}]}"#,
        ),
        ("db/migrations/1.sql", SQL),
    ]);
    // Beside the file that it comes from, or where --root says, the paths turned.
    folder.run(&["--init", "--from", "db/sqlc.json"]).reports(0).says("written db/pgwright.yaml");
    folder.run(&["--generate", "--root", "db"]).reports(0).says("db/gen/users_repository.go");
    let output = folder.run(&["--init", "--from", "db/sqlc.json", "--root", "."]);
    output.reports(0).says("migrations.directory: db/migrations").says("output.directory: db/gen");
}

#[test]
fn the_configuration_of_skimatik_is_carried_over() {
    let folder = Folder::new(&[
        ("go.mod", GO_MOD),
        (
            "skimatik.yaml",
            "output: {directory: ./repositories, package: repositories}\ntables: {users: }\n",
        ),
        ("migrations/1.sql", SQL),
        ("migrations/2.sql", "CREATE TABLE others (id int PRIMARY KEY);\n"),
    ]);
    folder
        .run(&["--init", "--from", "skimatik.yaml"])
        .reports(0)
        .says("found migrations: 2 migrations");
    let output = folder.run(&["--generate"]);
    output.reports(0).says("repositories/users_repository.go").says_nothing_of("others");
}

#[test]
fn what_cannot_be_carried_over_makes_no_file() {
    let folder = Folder::new(&[
        ("a.yaml", "a: ["),
        ("b.json", "{"),
        ("c.yaml", "naming: {structs: singular}\ndatabase: {schema: x}\n"),
        ("d.yaml", "{}"),
        ("e.yaml", "\u{0}\u{1}"),
        ("sqlc.yaml", "version: 9\nsql: []\n"),
        ("folder/x", ""),
    ]);
    for (file, why) in [
        ("a.yaml", "`a.yaml` cannot be read: "),
        ("b.json", "`b.json` cannot be read: "),
        ("c.yaml", "`c.yaml` is no configuration of sqlc or skimatik"),
        ("d.yaml", "is no configuration"),
        ("e.yaml", "cannot be read"),
        ("sqlc.yaml", "version `9`"),
        ("folder", "`folder` cannot be read"),
        ("nowhere.yaml", "`nowhere.yaml` cannot be read"),
    ] {
        folder.run(&["--init", "--from", file]).is_unusable().says(why);
    }
    folder.run(&["--check", "--from", "a.yaml"]).is_unusable().says("cannot be used with");
    assert_eq!(folder.files().len(), 7);
}
