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
fn the_configured_tool_s_rules_and_placeholders_hold() {
    check(
        "
        //- /pgwright.yaml
        migrations:
          format: flyway
          placeholders: {prefix: app}
        //- /migrations/V2__orders.sql
        CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES ${prefix}_users);
        ALTER TABLE ${other}_orders ADD COLUMN x int;
        CREATE INDEX ON ${other}_orders (x);
        GRANT SELECT ON orders TO ${flyway:user};
        //- /migrations/V1__users.sql
        CREATE TABLE app_users (id int PRIMARY KEY);
        //- /migrations/R__view.sql
        CREATE VIEW v AS SELECT id FROM app_users;
        //- /migrations/U2__orders.sql
        DROP TABLE orders;
        ",
        expect![[r#"
            migrations/R__view.sql:1 `v`: error drift-missing
              `internal/repository/v_repository.go` is missing
            migrations/V1__users.sql:1 `app_users`: error drift-missing
              `internal/repository/app_users_repository.go` is missing
            migrations/V2__orders.sql:1 `orders`: error drift-missing
              `internal/repository/orders_repository.go` is missing
            migrations/V2__orders.sql:2 `${other}`: warning sql-undecided
              what stands for `other` is not known, nor is what this changes
            migrations/V2__orders.sql:3 `${other}`: warning sql-undecided
              what stands for `other` is not known, nor is what this changes
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/doc.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/errors.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/executor.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/optional.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/pagination.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/transaction.go` is missing
        "#]],
    );
}

#[test]
fn a_statement_that_no_transaction_takes_is_said() {
    check(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/1_a.sql
        -- +goose Up
        CREATE TABLE a (id int PRIMARY KEY);
        CREATE INDEX CONCURRENTLY a_id ON a (id);
        -- +goose Down
        //- /migrations/2_b.sql
        -- +goose NO TRANSACTION
        -- +goose Up
        CREATE INDEX CONCURRENTLY a_id2 ON a (id);
        -- +goose Down
        //- /migrations/3_c.sql
        -- +goose Up
        COMMIT;
        DROP INDEX CONCURRENTLY a_id2;
        -- +goose Down
        ",
        expect![[r#"
            migrations/1_a.sql:2 `a`: error drift-missing
              `internal/repository/a_repository.go` is missing
            migrations/1_a.sql:3 `CREATE INDEX CONCURRENTLY a_id ON a (id)`: error migration-transaction
              CREATE INDEX CONCURRENTLY cannot run inside a transaction block, and goose runs it in one
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/doc.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/errors.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/executor.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/pagination.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/transaction.go` is missing
        "#]],
    );
    check(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/1_a.up.sql
        CREATE TABLE a (id int PRIMARY KEY);
        CREATE INDEX CONCURRENTLY a_id ON a (id);
        //- /migrations/2_b.up.sql
        -- alone
        CREATE INDEX CONCURRENTLY a_id2 ON a (id);
        //- /migrations/3_c.up.sql
        BEGIN;
        CREATE INDEX CONCURRENTLY a_id3 ON a (id);
        COMMIT;
        ",
        expect![[r#"
            migrations/1_a.up.sql:1 `a`: error drift-missing
              `internal/repository/a_repository.go` is missing
            migrations/1_a.up.sql:2 `CREATE INDEX CONCURRENTLY a_id ON a (id)`: warning migration-transaction
              CREATE INDEX CONCURRENTLY cannot run inside a transaction block, and golang-migrate sends the whole file at once, which is one
            migrations/3_c.up.sql:2 `CREATE INDEX CONCURRENTLY a_id3 ON a (id)`: error migration-transaction
              CREATE INDEX CONCURRENTLY cannot run inside a transaction block, and the file begins one before it
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/doc.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/errors.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/executor.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/pagination.go` is missing
            pgwright.yaml:1 ``: error drift-missing
              `internal/repository/transaction.go` is missing
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
