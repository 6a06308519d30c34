#![allow(clippy::unwrap_used)]

use super::*;
mod tools;

use expect_test::{Expect, expect};

/// Files as `name` or `name: text`, in `migrations/`.
#[track_caller]
fn check(format: Option<Format>, files: &[&str], expected: Expect) {
    let files: Vec<TextFile> = files
        .iter()
        .map(|file| {
            let (name, text) = file.split_once(": ").unwrap_or((file, ""));
            TextFile::new(format!("migrations/{name}"), text)
        })
        .collect();
    let settings = Settings { format, ..Settings::default() };
    let ordered = order("migrations", &files, &settings);
    let mut out = format!("{:?}: {}\n", ordered.format, ordered.reason);
    for migration in ordered.migrations.iter() {
        let name = migration.path.strip_prefix("migrations/").unwrap();
        let up: Vec<_> = migration.up.iter().map(|span| &migration.text[span.range()]).collect();
        out.push_str(&format!("{name} {up:?}\n"));
    }
    for problem in &ordered.problems {
        out.push_str(&format!("{}: {}\n", problem.code, problem.message));
    }
    expected.assert_eq(&out);
}

#[test]
fn golang_migrate_names_and_order() {
    check(
        None,
        &[
            "10_b.up.sql",
            "10_b.down.sql",
            "9_a.up.sql",
            "11_drop_down.up.sql",
            "12_x.up.down.sql",
            "README.md",
            "notes.sql",
        ],
        expect![[r#"
            GolangMigrate: 5 of 6 names end with `.up.sql` or `.down.sql`
            9_a.up.sql [""]
            10_b.up.sql [""]
            11_drop_down.up.sql [""]
            migration-name: golang-migrate would not run `notes.sql`: its name does not begin with a number and `_`
        "#]],
    );
    check(
        None,
        &["1_a.up.sql", "01_b.up.sql", "2_c.up.sql"],
        expect![[r#"
        GolangMigrate: 3 of 3 names end with `.up.sql` or `.down.sql`
        01_b.up.sql [""]
        1_a.up.sql [""]
        2_c.up.sql [""]
        migration-number: `1_a.up.sql` has the number 1 of `01_b.up.sql`
    "#]],
    );
    check(
        Some(Format::GolangMigrate),
        &["1_a.sql", "sub/2_b.up.sql", "99999999999999999999999_a.up.sql"],
        expect![[r#"
            GolangMigrate: the configuration says so
            migration-name: golang-migrate would not run `1_a.sql`: its name does not end with `.up.sql` or `.down.sql`
            migration-name: golang-migrate would not run `99999999999999999999999_a.up.sql`: its name does not begin with a number and `_`
            migration-name: golang-migrate would not run `2_b.up.sql`: it reads no folder below the migrations' folder
        "#]],
    );
}

#[test]
fn goose_parts() {
    check(
        None,
        &[
            "00002_b.sql: -- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n-- +goose Down\nB;\n",
            "00001_a.sql: --+goose up\r\nC;\r\n",
            "00003_c.sql: D;",
            "x.sql: -- +goose Up\nE",
            "0_x.sql: -- +goose Up\nE",
        ],
        expect![[r#"
            Goose: 4 of 5 files have the marker `-- +goose Up`
            00001_a.sql ["C;\r\n"]
            00002_b.sql ["A;\n"]
            migration-name: goose would not run `00003_c.sql`: it has no line `-- +goose Up`
            migration-name: goose would not run `0_x.sql`: its number must be greater than zero
            migration-name: goose would not run `x.sql`: its name does not begin with a number and `_`
        "#]],
    );
}

#[test]
fn dbmate_parts() {
    check(
        None,
        &[
            "2_b.sql: -- migrate:up transaction:false\nA;\n-- migrate:down\nB;\n",
            "10_a.sql: --migrate:up\nC;\n--  migrate:down transaction:false\nD;\n-- migrate:up\nE;",
            "3.sql: -- migrate:down\nF",
            "a.sql: -- migrate:upwards\n",
        ],
        expect![[r#"
            Dbmate: 2 of 4 files have the marker `-- migrate:up`
            10_a.sql ["C;\n", "E;"]
            2_b.sql ["A;\n"]
            migration-text: dbmate wants a `-- migrate:down` behind each `-- migrate:up`
            migration-name: dbmate would not run `3.sql`: it has no line `-- migrate:up`
            migration-name: dbmate would not run `a.sql`: its name does not begin with a number
        "#]],
    );
}

#[test]
fn tern_parts() {
    check(
        None,
        &[
            "002_b.sql: A;\n---- create above / drop below ----\nB;",
            "001_a.sql: C; ---- create above / drop below ----\nD;",
            "003_c.sql: E;",
            "shared/x.sql: F;",
        ],
        expect![[r#"
            Tern: 2 of 4 files have the marker `---- create above / drop below ----`
            001_a.sql ["C; "]
            002_b.sql ["A;\n"]
            003_c.sql ["E;"]
        "#]],
    );
}

#[test]
fn sqlx_simple_and_reversible() {
    check(
        None,
        &["1_a.up.sql", "1_a.down.sql", "2_b.sql", "3_c.up.sql"],
        expect![[r#"
        Sqlx: names end with `.up.sql` or `.sql` alone, beside each other
        1_a.up.sql [""]
        2_b.sql [""]
        3_c.up.sql [""]
    "#]],
    );
    check(
        Some(Format::Sqlx),
        &["10_b.sql", "9_a.up.sql", "9_a.down.sql", "x.sql"],
        expect![[r#"
        Sqlx: the configuration says so
        9_a.up.sql [""]
        10_b.sql [""]
        migration-name: sqlx would not run `x.sql`: its name does not begin with a number and `_`
    "#]],
    );
}

#[test]
fn plain_folders() {
    check(
        None,
        &["10_b.sql", "9_a.sql", "z.sql", "a.sql", "3.10/1##x.sql", "3.9/2##y.sql", "9_c.sql"],
        expect![[r#"
            Plain: no marker or name of a migration tool was found
            9_a.sql [""]
            9_c.sql [""]
            10_b.sql [""]
            a.sql [""]
            z.sql [""]
            3.9/2##y.sql [""]
            3.10/1##x.sql [""]
            migration-number: `9_c.sql` has the number 9 of `9_a.sql`
        "#]],
    );
    check(
        None,
        &["b/up.sql", "b/down.sql", "a/up.sql", "a/down.sql"],
        expect![[r#"
            Diesel: each migration is a folder with `up.sql`
            a/up.sql [""]
            b/up.sql [""]
            migration-text: diesel runs nothing while this migration is empty
            migration-text: diesel runs nothing while this migration is empty
        "#]],
    );
    check(
        None,
        &["2017-01-31-120000_b/up.sql", "20161231120000_a/up.sql", "2017-02-01-000000_c/up.sql"],
        expect![[r#"
            Diesel: each migration is a folder with `up.sql`
            20161231120000_a/up.sql [""]
            2017-01-31-120000_b/up.sql [""]
            2017-02-01-000000_c/up.sql [""]
            migration-text: diesel runs nothing while this migration is empty
            migration-text: diesel runs nothing while this migration is empty
            migration-text: diesel runs nothing while this migration is empty
        "#]],
    );
    check(
        None,
        &["2017-01-31_b.sql", "2017-01-30_a.sql", "1-2fa.sql", "2-x.sql"],
        expect![[r#"
        Plain: no marker or name of a migration tool was found
        1-2fa.sql [""]
        2-x.sql [""]
        2017-01-30_a.sql [""]
        2017-01-31_b.sql [""]
    "#]],
    );
    check(
        None,
        &["schema.sql"],
        expect![[r#"
        Plain: no marker or name of a migration tool was found
        schema.sql [""]
    "#]],
    );
    check(
        None,
        &[],
        expect![[r#"
        Plain: no marker or name of a migration tool was found
    "#]],
    );
}

#[test]
fn databases_side_by_side() {
    check(
        None,
        &[
            "1_a.mysql.up.sql",
            "1_a.postgres.up.sql",
            "1_a.up.sql",
            "2_b.up.sql",
            "3_c.sqlite3.up.sql",
            "4_d.postgresql.up.sql",
        ],
        expect![[r#"
            GolangMigrate: 6 of 6 names end with `.up.sql` or `.down.sql`
            1_a.postgres.up.sql [""]
            2_b.up.sql [""]
            4_d.postgresql.up.sql [""]
        "#]],
    );
    check(
        None,
        &["mysql/1_a.up.sql", "postgres/1_a.up.sql", "postgres/2_b.up.sql"],
        expect![[r#"
        GolangMigrate: 2 of 2 names end with `.up.sql` or `.down.sql`
        postgres/1_a.up.sql [""]
        postgres/2_b.up.sql [""]
    "#]],
    );
}

#[test]
fn a_folder_that_is_a_file_is_one_migration() {
    for directory in ["schema.sql", "db/schema.sql", "./db/schema.sql"] {
        let path = directory.trim_start_matches("./");
        let ordered = order(directory, &[TextFile::new(path, "SELECT 1;")], &Settings::default());
        let paths: Vec<&str> = ordered.migrations.iter().map(|it| &*it.path).collect();
        assert_eq!((paths, ordered.problems), (vec![path], vec![]));
    }
}
