//! What features of pgxkit add to the generated code, and that they leave no trace when off.

mod common;

use common::{Project, project};
use expect_test::{Expect, expect};

const SQL: &str = "
    CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
";
const RETRY: &str = "retry: {enabled: true}";
const SPLIT: &str = "read_write_splitting: {enabled: true}";
const FALLBACK: &str = "read_write_splitting: {enabled: true, on_replica_down: primary}";
const METRICS: &str = "metrics: {enabled: true, exporters: []}";

/// A project with these lines below `database.pgxkit`.
fn with(features: &[&str]) -> Project {
    let lines: String = features.iter().map(|line| format!("    {line}\n")).collect();
    project(&format!("database:\n  pgxkit:\n{lines}"), SQL)
}

/// A method of the users' repository.
fn check(features: &[&str], method: &str, expected: Expect) {
    let from = format!("func (r *UsersRepository) {method}(");
    expected.assert_eq(&with(features).part("users_repository.go", &from));
}

/// The whole text of a package.
fn text(project: &Project) -> String {
    project.generated.files.iter().map(|file| &*file.text).collect()
}

#[test]
fn a_read_is_an_operation_with_attempts() {
    check(
        &[RETRY],
        "GetByEmail",
        expect![[r#"
            // GetByEmail returns the row with the unique key email.
            func (r *UsersRepository) GetByEmail(ctx context.Context, email string) (*Users, error) {
            	const query = `SELECT /* name: UsersRepository.GetByEmail */ id, email
            FROM public.users
            WHERE email = $1`
            	row := new(Users)
            	op := r.conn.begin(reads)
            	for op.next(ctx) {
            		op.err = op.db.QueryRow(ctx, query, email).Scan(row.dest()...)
            	}
            	if err := op.end(); err != nil {
            		return nil, readError("User", email, err)
            	}
            	return row, nil
            }
        "#]],
    );
    check(
        &[RETRY],
        "GetByEmailWithRetry",
        expect![[r#"
            // GetByEmailWithRetry is GetByEmail, retried as the table was generated.
            func (r *UsersRepository) GetByEmailWithRetry(ctx context.Context, email string) (*Users, error) {
            	return r.WithRetry(nil).GetByEmail(ctx, email)
            }
        "#]],
    );
}

#[test]
fn lists_begin_empty_at_each_attempt_and_tell_their_rows() {
    check(
        &[METRICS, RETRY],
        "List",
        expect![[r#"
            // List returns up to limit rows in the order of the primary key.
            func (r *UsersRepository) List(ctx context.Context, limit int) ([]Users, error) {
            	const query = `SELECT /* name: UsersRepository.List */ id, email
            FROM public.users
            ORDER BY id
            LIMIT $1`
            	items := make([]Users, 0, min(max(limit, 0), 1000))
            	op := r.conn.begin("list", reads)
            	for op.next(ctx) {
            		items, op.err = collect(ctx, op.db, items[:0], query, limit)
            	}
            	if err := op.end(ctx, int64(len(items))); err != nil {
            		return nil, readError("User", nil, err)
            	}
            	return items, nil
            }
        "#]],
    );
}

#[test]
fn without_anything_to_repeat_or_to_measure_calls_are_straight() {
    check(
        &[SPLIT],
        "GetByEmail",
        expect![[r#"
            // GetByEmail returns the row with the unique key email.
            func (r *UsersRepository) GetByEmail(ctx context.Context, email string) (*Users, error) {
            	const query = `SELECT /* name: UsersRepository.GetByEmail */ id, email
            FROM public.users
            WHERE email = $1`
            	row := new(Users)
            	if err := r.conn.read.QueryRow(ctx, query, email).Scan(row.dest()...); err != nil {
            		return nil, readError("User", email, err)
            	}
            	return row, nil
            }
        "#]],
    );
}

#[test]
fn every_method_has_a_retried_variant_but_those_of_transactions() {
    let project = with(&[RETRY]);
    let methods = project.methods("users_repository.go");
    let (retried, plain): (Vec<_>, Vec<_>) =
        methods.iter().filter(|name| *name != "WithRetry").partition(|n| n.ends_with("WithRetry"));
    let expected: Vec<String> = plain
        .iter()
        .filter(|name| **name != "GetByIDForUpdate")
        .map(|name| format!("{name}WithRetry"))
        .collect();
    assert_eq!(retried.into_iter().cloned().collect::<Vec<_>>(), expected);
    assert!(expected.len() > 10, "{expected:?}");
}

#[test]
fn the_retry_configuration_is_the_project_s_or_the_table_s() {
    let yaml = "
        database: {pgxkit: {retry: {enabled: true, max_retries: 5, base_delay: 20ms, jitter: false}}}
        tables:
          orders: {pgxkit: {retry: {max_retries: 1, jitter: true}}}
    ";
    let project = project(yaml, SQL);
    expect![[r#"
        // DefaultRetryConfig returns the configuration that this package was generated
        // with. Tables may have their own.
        func DefaultRetryConfig() *RetryConfig {
        	return &RetryConfig{
        		MaxRetries: 5,
        		BaseDelay:  20 * time.Millisecond,
        		MaxDelay:   time.Second,
        		Multiplier: 2,
        		NoJitter:   true,
        	}
        }
    "#]]
    .assert_eq(&project.part("retry.go", "func DefaultRetryConfig"));
    let settings = |file: &str| project.part(file, "var settingsOf");
    assert!(settings("users_repository.go").contains("\tretry: DefaultRetryConfig(),\n"));
    expect![[r"
        // settingsOfOrders is what the repository was generated with.
        var settingsOfOrders = settings{
        	retry: &RetryConfig{MaxRetries: 1, BaseDelay: 20 * time.Millisecond, MaxDelay: time.Second, Multiplier: 2},
        }
    "]]
    .assert_eq(&settings("orders_repository.go"));
}

#[test]
fn a_table_can_differ_from_the_project() {
    let yaml = "
        database:
          pgxkit:
            retry: {enabled: true}
            read_write_splitting: {enabled: true}
            metrics: {enabled: true, exporters: []}
        tables:
          orders:
            pgxkit:
              retry: {enabled: false}
              read_write_splitting: {enabled: false}
              metrics: {enabled: false}
    ";
    let project = project(yaml, SQL);
    let orders = &project.file("orders_repository.go").text;
    assert!(orders.contains("newConn(db, settings{})"), "{orders}");
    for absent in ["WithRetry", "Primary", "WithReadWrite", "op.next", "settingsOf"] {
        assert!(!orders.contains(absent), "{absent} in\n{orders}");
    }
    assert!(project.file("users_repository.go").text.contains("newSplitConn(db, settingsOfUsers)"));
}

#[test]
fn a_table_can_have_what_the_project_has_not() {
    let yaml = "
        tables:
          orders: {pgxkit: {retry: {enabled: true}, metrics: {enabled: true}}}
    ";
    let project = project(yaml, SQL);
    assert!(project.paths().contains(&"retry.go"));
    assert!(project.paths().contains(&"metrics.go"));
    let users = &project.file("users_repository.go").text;
    assert!(!users.contains("WithRetry") && !users.contains("op.next"), "{users}");
    assert!(project.file("orders_repository.go").text.contains("table:     \"orders\","));
}

#[test]
fn a_feature_that_is_off_leaves_no_trace() {
    // What each feature alone may bring; the names of files and of things.
    let traces: [(&[&str], &[&str]); 4] = [
        (&[RETRY, FALLBACK], &["attemptsError", "again("]),
        (&[RETRY], &["RetryConfig", "WithRetry", "stalePlan", "retryable("]),
        (&[SPLIT, FALLBACK], &["WithReadWrite", "Primary()", "ReadQuery", "readSide", "pgxpool"]),
        (&[METRICS], &["Metrics", "Recorder", "record(", "slowQuery"]),
    ];
    let all = [RETRY, FALLBACK, METRICS];
    for chosen in 0..8 {
        let on: Vec<&str> =
            (0..3).filter(|bit| chosen & (1 << bit) != 0).map(|bit| all[bit]).collect();
        let project = with(&on);
        let code = text(&project);
        for (features, names) in &traces {
            let expected = features.iter().any(|feature| on.contains(feature));
            for name in *names {
                assert_eq!(code.contains(name), expected, "{on:?}: {name}");
            }
        }
        assert_eq!(
            code.contains("type Handle struct"),
            on.contains(&RETRY) || on.contains(&METRICS)
        );
    }
    let off = with(&["enabled: false", RETRY, FALLBACK, METRICS]);
    assert_eq!(text(&off), text(&project("", SQL)));
}

#[test]
fn a_person_s_method_is_not_generated_again() {
    let own = "package repository\n\nfunc (r *UsersRepository) Primary() {}\n\n\
               func (r *UsersRepository) CountWithRetry() {}\n";
    let yaml =
        "database: {pgxkit: {retry: {enabled: true}, read_write_splitting: {enabled: true}}}";
    let project = common::project_with(yaml, SQL, &[("internal/repository/own.go", own)]);
    let methods = project.methods("users_repository.go");
    assert!(!methods.iter().any(|name| name == "Primary" || name == "CountWithRetry"));
    let problems = project.problems();
    assert!(problems.contains("`Primary` is what a method of the repository"), "{problems}");
    assert!(problems.contains("`CountWithRetry` is what the retried method"), "{problems}");
}
