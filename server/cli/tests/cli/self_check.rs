//! `--self-check`: what it sees, and what it never shows.

use crate::support::Folder;
use expect_test::expect;

const SQL: &str = "-- migrate:up\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE VIEW v AS SELECT id FROM users;\n-- migrate:down\n";

/// Without the first line, which names the machine.
fn seen(folder: &Folder, arguments: &[&str], code: i32) -> String {
    let mut command = folder.command();
    command.arg("--self-check").args(arguments).env_remove("PG_URL").env("PG_PORT", "hush");
    let output = crate::support::Output::of(&mut command);
    assert_eq!((output.code, output.stderr.as_str()), (code, ""), "{}", output.stdout);
    let (first, rest) = output.stdout.split_once('\n').unwrap();
    assert!(first.starts_with(concat!("pgwright ", env!("CARGO_PKG_VERSION"), " (")), "{first}");
    assert!(!output.stdout.contains("secret") && !output.stdout.contains("hush"), "{rest}");
    rest.to_owned()
}

#[test]
fn it_tells_what_it_sees() {
    let folder = Folder::new(&[
        (
            "pgwright.yaml",
            "required_version: '>=0.1'\ndatabase:\n  dsn: postgres://u:${PG_URL}@h:${PG_PORT}/d\n  pgxkit: {retry: {enabled: true}, metrics: {enabled: true}}\n",
        ),
        ("migrations/1_users.sql", SQL),
        ("internal/repository/mine.go", "package repository\n"),
        (
            "go.mod",
            "module example.com/shop\n\ngo 1.25\n\nrequire github.com/nhalm/pgxkit/v2 v2.0.0\n",
        ),
    ]);
    folder.run(&["--generate"]).reports(0);
    expect![[r#"

        configuration: pgwright.yaml, 4 lines
              version: the project wants >=0.1, which this version is
             database: the rules of PostgreSQL 18; public; a dsn from PG_URL, which is not set, PG_PORT, which is set
           migrations: migrations: 1 migration of dbmate (1 of 1 files have the marker `-- migrate:up`)
               schema: 1 table, 1 view
             features: retry, metrics
               output: internal/repository (package repository): 12 files in line, 1 Go file not pgwright's
            Go module: example.com/shop (go.mod): go 1.25, pgxkit v2.0.0
             problems: none
    "#]].assert_eq(&seen(&folder, &[], 0));
    // That a file is not in line keeps nothing from being generated.
    std::fs::remove_file(folder.path("internal/repository/users_repository.go")).unwrap();
    let drifted = seen(&folder, &[], 0);
    assert!(drifted.contains("1 error drift-missing (`pgwright --check` shows them)"), "{drifted}");
}

#[test]
fn it_tells_what_keeps_a_project_from_being_generated() {
    let folder = Folder::new(&[
        ("a/pgwright.yaml", "database: {dsn: 'postgres://u:secret@h/d'}\n"),
        ("b/pgwright.yaml", "required_version: '>=900'\n"),
        ("b/migrations/1.sql", SQL),
    ]);
    std::fs::create_dir(folder.path("c")).unwrap();
    folder.write("c/pgwright.yaml/x", "");
    expect![[r#"

        configuration: a/pgwright.yaml, 1 line
             database: the rules of PostgreSQL 18; public; a dsn that is written out, not shown here
           migrations: migrations: 0 migrations of plain (no marker or name of a migration tool was found)
               schema: 0 tables, 0 views
             features: none
               output: internal/repository (package repository): not there yet
            Go module: none around the output folder: `go mod init` makes one
             problems: 1 error migration-none (`pgwright --check` shows them)
    "#]].assert_eq(&seen(&folder, &["--root", "a"], 1));
    expect![[r#"

        configuration: b/pgwright.yaml, 1 line
              version: the project wants >=900, which this version is not
             database: the rules of PostgreSQL 18; public; no dsn
           migrations: migrations: 1 migration of dbmate (1 of 1 files have the marker `-- migrate:up`)
               schema: 1 table, 1 view
             features: none
               output: internal/repository (package repository): not there yet
            Go module: none around the output folder: `go mod init` makes one
             problems: 1 error config-value (`pgwright --check` shows them)
    "#]].assert_eq(&seen(&folder, &["--root", "b"], 2));
    assert!(seen(&folder, &[], 2).contains("a/pgwright.yaml, 1 line"));
}

#[test]
fn without_a_project_the_version_is_told_all_the_same() {
    let output = Folder::new(&[]).run(&["--self-check"]);
    assert_eq!(output.code, 2);
    output
        .says(concat!("pgwright ", env!("CARGO_PKG_VERSION")))
        .says("there is no `pgwright.yaml`");
}
