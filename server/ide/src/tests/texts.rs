//! What is said of configuration and migrations, and what their errors leave in doubt.

use super::Project;
use expect_test::{Expect, expect};

fn check(fixture: &str, expected: Expect) {
    expected.assert_eq(&Project::new(fixture).problems());
}

#[test]
fn a_project_without_migrations_has_one_problem() {
    check(
        "
        //- /pgwright.yaml
        migrations:
          directory: db
        ",
        expect![[r#"
            pgwright.yaml:2 `db`: error migration-none
              no migration was found in `db`
        "#]],
    );
}

#[test]
fn a_tool_that_is_not_built_is_said_at_its_key() {
    check(
        "
        //- /pgwright.yaml
        migrations:
          format: flyway
        //- /migrations/V1__users.sql
        CREATE TABLE users (id int PRIMARY KEY);
        ",
        expect![[r#"
            pgwright.yaml:2 `flyway`: error config-value
              this version of pgwright does not read the migrations of this tool yet
        "#]],
    );
}

#[test]
fn a_half_typed_configuration_is_one_problem_and_no_drift() {
    check(
        "
        //- /pgwright.yaml
        database:
          schema: public
        outp
        //- /migrations/1.sql
        CREATE TABLE users (id int PRIMARY KEY);
        ",
        expect![[r#"
            pgwright.yaml:3 `outp`: error config-syntax
              there is no `:` behind `outp`
        "#]],
    );
}

#[test]
fn a_half_typed_statement_is_one_problem_and_no_drift() {
    check(
        "
        //- /pgwright.yaml
        problems: {drift-missing: off}
        //- /migrations/1.sql
        CREATE TABLE users (id int PRIMARY KEY, nam
        //- /migrations/2.sql
        ALTER TABLE users ADD COLUMN phone text;
        ",
        expect![[r#"
            migrations/1.sql:1 ``: error sql-syntax
              syntax error at the end of the statement: expected `)`
        "#]],
    );
}

#[test]
fn severities_are_as_configured() {
    check(
        "
        //- /pgwright.yaml
        problems:
          drift-missing: off
          sql-missing: hint
        tables:
          usres: {exclude: true}
        //- /migrations/1.sql
        CREATE TABLE users (id int PRIMARY KEY);
        DROP TABLE usrs;
        ",
        expect![[r#"
            migrations/1.sql:2 `usrs`: hint sql-missing
              table "usrs" does not exist
            pgwright.yaml:5 `usres`: warning config-no-match
              `usres` names no table
        "#]],
    );
}

#[test]
fn a_version_that_the_project_does_not_want_generates_nothing() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        required_version: '>=99'
        a_key_of_that_version: true
        problems: {config-value: off}
        //- /migrations/1.sql
        CREATE TABLE users (id nothing PRIMARY KEY);
        //- /internal/repository/users_repository.go
        package repository
        ",
    );
    assert_eq!(project.snapshot().changes(), []);
    // It comes first, and nothing that another version would see otherwise is told beside it.
    expect![[r#"
        pgwright.yaml:1 `'>=99'`: error config-value
          the project wants pgwright >=99; this is 0.1.0
    "#]]
    .assert_eq(&project.problems());
}

/// What has no effect is worth a word, and leaves nothing in doubt.
#[test]
fn a_warning_in_the_configuration_costs_no_file() {
    let project = Project::generated(
        "
        //- /pgwright.yaml
        database:
          pgxkit:
            metrics: {enabled: true, exporters: [expvar], dashboard: true}
        //- /migrations/1.sql
        CREATE TABLE users (id int PRIMARY KEY);
        ",
    );
    assert!(project.paths().any(|path| path.ends_with("/metrics_expvar.go")));
    expect![[r#"
        pgwright.yaml:3 `dashboard`: warning config-value
          `dashboard` needs the exporter `prometheus`
    "#]]
    .assert_eq(&project.problems());
}
