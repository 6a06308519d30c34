//! Migrations that git's last commit knows otherwise.

use super::Project;
use expect_test::{Expect, expect};
use pgwright_problem::{Code, TextFile, Versions};
use std::fmt::Write;
use std::sync::Arc;

const USERS: &str = "migrations/0001_users.sql";

/// The project with everything committed, and generated.
fn committed(fixture: &str) -> Project {
    let mut project = Project::generated(fixture);
    let texts = project.texts();
    let committed: Vec<TextFile> =
        texts.migrations.into_iter().flat_map(|(_, files)| files).collect();
    project.versions = Arc::new(Versions { committed, merged: vec![] });
    project
}

fn plain() -> Project {
    committed(
        "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY);
    //- /migrations/0002_orders.sql
    CREATE TABLE orders (id bigint PRIMARY KEY);
",
    )
}

fn check(project: &Project, expected: Expect) {
    let mut shown = String::new();
    for problem in &project.snapshot().problems {
        if problem.code == Code::MigrationReleased {
            let place = project.place(&problem.location);
            writeln!(shown, "{place}: {} {}", problem.severity, problem.message).unwrap();
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_changed_migration_is_told_at_its_first_change() {
    let mut project = plain();
    check(&project, expect![""]);
    project.edit(USERS, "id bigint", "id bigint, email text");
    check(
        &project,
        expect![[r#"
            migrations/0001_users.sql:1 `,`: warning `migrations/0001_users.sql` is not as git's last commit has it: a database that has run it keeps the old schema, which the code will not fit
        "#]],
    );
}

#[test]
fn a_change_that_says_the_same_is_none() {
    let mut project = plain();
    project
        .write(USERS, "-- The users.\r\ncreate table Users (\r\n  id bigint primary key\r\n);\r\n");
    check(&project, expect![""]);
}

#[test]
fn a_new_migration_is_fine_and_so_is_what_goes_down() {
    let mut project = committed(
        "
    //- /pgwright.yaml
    migrations: {format: goose}
    //- /migrations/00001_users.sql
    -- +goose Up
    CREATE TABLE users (id bigint PRIMARY KEY);
    -- +goose Down
    DROP TABLE users;
",
    );
    project.edit("migrations/00001_users.sql", "DROP TABLE users", "DROP TABLE IF EXISTS users");
    project.write("migrations/00002_x.sql", "-- +goose Up\nCREATE TABLE x (id bigint);\n");
    check(&project, expect![""]);
}

#[test]
fn sqlx_keeps_a_sum_of_the_whole_file() {
    let mut project = committed(
        "
    //- /pgwright.yaml
    migrations: {format: sqlx}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY);
",
    );
    project.edit(USERS, "CREATE", "-- The users.\nCREATE");
    check(
        &project,
        expect![[r#"
            migrations/0001_users.sql:1 ``: warning `migrations/0001_users.sql` is not as git's last commit has it: sqlx refuses to migrate a database that has run it, as its checksum differs
        "#]],
    );
}

#[test]
fn what_is_gone_or_renamed_is_told_once() {
    let mut project = plain();
    project.remove(USERS);
    project.write("migrations/0003_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY);\n");
    check(
        &project,
        expect![[r#"
            migrations/0003_users.sql:1 ``: warning `migrations/0003_users.sql` is `migrations/0001_users.sql` of git's last commit under another name: a database that has run it will run it again
        "#]],
    );
    project.remove("migrations/0002_orders.sql");
    check(
        &project,
        expect![[r#"
            migrations/0003_users.sql:1 ``: warning `migrations/0003_users.sql` is `migrations/0001_users.sql` of git's last commit under another name: a database that has run it will run it again
            pgwright.yaml:1 ``: warning `migrations/0002_orders.sql` is in git's last commit and not here any more: a database that has run it keeps what the code does not know
        "#]],
    );
}

/// A text that git has and the disk has not is no migration, nor a hole in the history.
#[test]
fn it_is_a_warning_that_costs_no_file() {
    let mut project = plain();
    project.edit(USERS, "id bigint", "id bigint, email text");
    project.generate();
    let problems = project.snapshot().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    project.write("pgwright.yaml", "problems: {migration-released: off}\n");
    check(&project, expect![""]);
}
