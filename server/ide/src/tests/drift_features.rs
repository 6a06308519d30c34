//! A drift that a changed or removed setting of a feature makes leads to its key.

use super::Project;
use expect_test::{Expect, expect};

const PROJECT: &str = "
    //- /pgwright.yaml
    database:
      pgxkit:
        retry:
          enabled: true
          max_retries: 5
        read_write_splitting: {enabled: false}
        metrics: {enabled: true}
    tables:
      users:
        pgxkit: {metrics: {slow_query: 1s}}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE orders (id bigint PRIMARY KEY);
";

/// What is wrong after an edit of the configuration of a project that was in line.
fn check(from: &str, to: &str, expected: Expect) {
    let mut project = Project::generated(PROJECT);
    assert_eq!(project.problems(), "", "in line before");
    project.edit("pgwright.yaml", from, to);
    expected.assert_eq(&project.problems());
    // Whatever has drifted, something leads into the configuration.
    for problem in &project.snapshot().problems {
        let places = problem.related.iter().map(|it| &it.location).chain([&problem.location]);
        assert!(
            places.into_iter().any(|place| &*place.file == "pgwright.yaml"),
            "{}",
            problem.message
        );
    }
}

#[test]
fn a_changed_value_is_the_cause() {
    check(
        "max_retries: 5",
        "max_retries: 4",
        expect![[r#"
            internal/repository/retry.go:32 `MaxRetries: 5,`: error drift
              `internal/repository/retry.go` is not up to date: `MaxRetries: 5,` should be `MaxRetries: 4,`
              pgwright.yaml:5 `max_retries`: `retry.max_retries` is set here
        "#]],
    );
    check(
        "slow_query: 1s",
        "slow_query: 2s",
        expect![[r#"
        internal/repository/users_repository.go:72 `slowQuery: time.Second,`: error drift
          `internal/repository/users_repository.go` is not up to date: `slowQuery: time.Second,` should be `slowQuery: 2 * time.Second,`
          pgwright.yaml:10 `slow_query`: `metrics.slow_query` is set here
    "#]],
    );
}

#[test]
fn a_removed_value_leads_to_its_block() {
    check(
        "      max_retries: 5\n",
        "",
        expect![[r#"
            internal/repository/retry.go:32 `MaxRetries: 5,`: error drift
              `internal/repository/retry.go` is not up to date: `MaxRetries: 5,` should be `MaxRetries: 3,`
              pgwright.yaml:3 `retry`: `retry.max_retries` is not set here
        "#]],
    );
    check(
        "    pgxkit: {metrics: {slow_query: 1s}}",
        "    entity: User",
        expect![[r#"
        internal/repository/users_repository.go:72 `slowQuery: time.Second,`: error drift
          `internal/repository/users_repository.go` is not up to date: `slowQuery: time.Second,` should be `slowQuery: 200 * time.Millisecond,`
          pgwright.yaml:7 `metrics`: `metrics.slow_query` is not set here
    "#]],
    );
}

#[test]
fn a_feature_that_is_switched_on_is_the_cause() {
    check(
        "splitting: {enabled: false}",
        "splitting: {enabled: true}",
        expect![[r#"
            internal/repository/executor.go:59 `inTx bool`: error drift
              `internal/repository/executor.go` is not up to date: `// split says that reads go to a side of their own.` is missing behind this line
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            internal/repository/operation.go:102 `}`: error drift
              `internal/repository/operation.go` is not up to date: `if o.access == reads && o.conn.split {` is missing behind this line
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            internal/repository/orders_repository.go:47 `// or over a *pgxkit.Tx to work inside of that transaction.`: error drift
              `internal/repository/orders_repository.go` is not up to date: `// or over a *pgxkit.Tx to work inside of that transaction.` should be `// or over a *pgxkit.Tx to work inside of that transaction. Over a database with`
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            internal/repository/users_repository.go:56 `// over a *pgxkit.Tx to work inside of that transaction.`: error drift
              `internal/repository/users_repository.go` is not up to date: `// over a *pgxkit.Tx to work inside of that transaction.` should be `// over a *pgxkit.Tx to work inside of that transaction. Over a database with a`
              pgwright.yaml:6 `enabled`: `read_write_splitting.enabled` is set here
            pgwright.yaml:6 `enabled`: error drift-missing
              `internal/repository/read_write_split.go` is missing
        "#]],
    );
}

#[test]
fn a_feature_that_is_switched_off_is_the_cause() {
    check(
        "      enabled: true\n",
        "      enabled: false\n",
        expect![[r#"
            internal/repository/errors.go:81 `var tried *attemptsError`: error drift
              `internal/repository/errors.go` is not up to date: `var tried *attemptsError` should not be here
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            internal/repository/executor.go:17 `// Handle is a pgxkit.Executor that carries what WithRetry and WithMetrics ask`: error drift
              `internal/repository/executor.go` is not up to date: `// Handle is a pgxkit.Executor that carries what WithRetry and WithMetrics ask` should be `// Handle is a pgxkit.Executor that carries what WithMetrics asks of the`
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            internal/repository/operation.go:8 `"errors"`: error drift
              `internal/repository/operation.go` is not up to date: `"errors"` should not be here
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            internal/repository/orders_repository.go:52 `// WithRetry returns the repository with every method retried. With a nil cfg it`: error drift
              `internal/repository/orders_repository.go` is not up to date: `// WithRetry returns the repository with every method retried. With a nil cfg it` should not be here
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            internal/repository/retry.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-orphan
              `internal/repository/retry.go` belongs to nothing any more
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            internal/repository/transaction.go:9 `"fmt"`: error drift
              `internal/repository/transaction.go` is not up to date: `"math/rand/v2"` is missing behind this line
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
            internal/repository/users_repository.go:61 `// WithRetry returns the repository with every method retried. With a nil cfg it`: error drift
              `internal/repository/users_repository.go` is not up to date: `// WithRetry returns the repository with every method retried. With a nil cfg it` should not be here
              pgwright.yaml:4 `enabled`: `retry.enabled` is set here
        "#]],
    );
    check(
        "{metrics: {slow_query: 1s}}",
        "{metrics: {enabled: false}}",
        expect![[r#"
            internal/repository/users_repository.go:11 `"time"`: error drift
              `internal/repository/users_repository.go` is not up to date: `"time"` should not be here
              pgwright.yaml:10 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:7 `enabled`: `metrics.enabled` is set here
        "#]],
    );
}

#[test]
fn a_feature_that_is_removed_leads_to_the_block_that_had_it() {
    check(
        "    metrics: {enabled: true}\n",
        "",
        expect![[r#"
            internal/repository/executor.go:11 `"time"`: error drift
              `internal/repository/executor.go` is not up to date: `"time"` should not be here
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
            internal/repository/metrics.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-orphan
              `internal/repository/metrics.go` belongs to nothing any more
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
            internal/repository/operation.go:10 `"time"`: error drift
              `internal/repository/operation.go` is not up to date: `"time"` should not be here
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
            internal/repository/orders_repository.go:72 `op := r.conn.begin("get_by_id", reads)`: error drift
              the primary key of table public.orders differs: `op := r.conn.begin("get_by_id", reads)` should be `op := r.conn.begin(reads)`
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
            internal/repository/users_repository.go:81 `op := r.conn.begin("get_by_id", reads)`: error drift
              the primary key of table public.users differs: `op := r.conn.begin("get_by_id", reads)` should be `op := r.conn.begin(reads)`
              pgwright.yaml:2 `pgxkit`: `metrics.enabled` is not set here
        "#]],
    );
}

#[test]
fn all_features_that_are_off_lead_to_the_switch() {
    check(
        "  pgxkit:\n",
        "  pgxkit:\n    enabled: false\n",
        expect![[r#"
            internal/repository/errors.go:81 `var tried *attemptsError`: error drift
              `internal/repository/errors.go` is not up to date: `var tried *attemptsError` should not be here
              pgwright.yaml:8 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:5 `enabled`: `retry.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
            internal/repository/executor.go:9 `"errors"`: error drift
              `internal/repository/executor.go` is not up to date: `"errors"` should not be here
              pgwright.yaml:8 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:5 `enabled`: `retry.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
            internal/repository/metrics.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-orphan
              `internal/repository/metrics.go` belongs to nothing any more
              pgwright.yaml:8 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
            internal/repository/operation.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-orphan
              `internal/repository/operation.go` belongs to nothing any more
              pgwright.yaml:8 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:5 `enabled`: `retry.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
            internal/repository/orders_repository.go:76 `if err := op.end(ctx, 1); err != nil {`: error drift
              the primary key of table public.orders differs: `if err := op.end(ctx, 1); err != nil {` should be `if err := r.db.QueryRow(ctx, query, id).Scan(row.dest()...); err != nil {`
              pgwright.yaml:8 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:5 `enabled`: `retry.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
            internal/repository/retry.go:1 `// Code generated by pgwright. DO NOT EDIT.`: error drift-orphan
              `internal/repository/retry.go` belongs to nothing any more
              pgwright.yaml:5 `enabled`: `retry.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
            internal/repository/transaction.go:9 `"fmt"`: error drift
              `internal/repository/transaction.go` is not up to date: `"math/rand/v2"` is missing behind this line
              pgwright.yaml:8 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:5 `enabled`: `retry.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
            internal/repository/users_repository.go:85 `if err := op.end(ctx, 1); err != nil {`: error drift
              the primary key of table public.users differs: `if err := op.end(ctx, 1); err != nil {` should be `if err := r.db.QueryRow(ctx, query, id).Scan(row.dest()...); err != nil {`
              pgwright.yaml:8 `enabled`: `metrics.enabled` is set here
              pgwright.yaml:5 `enabled`: `retry.enabled` is set here
              pgwright.yaml:3 `enabled`: all features are off
        "#]],
    );
}
