//! What is said about a wrong configuration, and where.

mod support;

use expect_test::expect;
use support::check;

#[test]
fn an_unknown_key_is_told_with_the_nearest() {
    check(
        "databse:\n  schema: x\noutput:\n  dir: x\n  max_conns: 3\n",
        expect![[r#"
            1:1 "databse" config-unknown-key: `databse` is no key of the configuration
              help: did you mean `database`?
            4:3 "dir" config-unknown-key: `dir` is no key of `output`
              help: did you mean `directory`?
            5:3 "max_conns" config-unknown-key: `max_conns` is no key of `output`
              help: `max_conns` is a key of `database.pgxkit.connection`
        "#]],
    );
    check(
        "tables:\n  users:\n    pgxkit:\n      connection: {max_conns: 3}\n      retry: {enabled: true, foo: 1}\n",
        expect![[r#"
            4:7 "connection" config-unknown-key: `connection` cannot be set for one table
              help: write it in `database.pgxkit`, for the whole project
            5:30 "foo" config-unknown-key: `foo` is no key of `tables.users.pgxkit.retry`
              help: the keys here are `enabled`, `max_retries`, `base_delay`, `max_delay`, `multiplier`, `jitter`
        "#]],
    );
    check(
        "[a]: 1\n? {b: c}\n: 2\n",
        expect![[r#"
        1:1 "[a]" config-unknown-key: a key of the configuration is a text
        2:3 "{b: c}" config-unknown-key: a key of the configuration is a text
    "#]],
    );
}

#[test]
fn a_wrong_type_says_what_is_wanted_and_what_is_there() {
    check(
        "database:\n  version: '17'\n  schema: 2024\n  pgxkit:\n    enabled: yes\n    retry: true\n    metrics:\n      exporters: prometheus\n",
        expect![[r#"
            2:12 "'17'" config-value: `database.version` wants a whole number from 15 to 18; there is the text `17`
              help: write `17` without quotes
            3:11 "2024" config-value: `database.schema` wants the name of a schema; there is `2024`
              help: write it in quotes: `"2024"`
            5:14 "yes" config-value: `database.pgxkit.enabled` wants `true` or `false`; there is the text `yes`
              help: write `true`
            6:12 "true" config-value: `database.pgxkit.retry` wants a block with keys such as `enabled`, `max_retries`, `base_delay`; there is `true`
            8:18 "prometheus" config-value: `database.pgxkit.metrics.exporters` wants a list; each item is one of `prometheus`, `opentelemetry`, `expvar`; there is the text `prometheus`
              help: write `[prometheus]`
        "#]],
    );
    check(
        "database:\n  schema:\n  schemas:\nmigrations:\n  directory: {a: b}\n  exclude:\n",
        expect![[r#"
            2:3 "schema" config-value: `schema` and `schemas` cannot both be set in `database`
              see 3:3 "schemas": `schemas` stands here
              help: remove `schema` or `schemas`
            2:10 "" config-value: `database.schema` wants the name of a schema; there is nothing
            3:11 "" config-value: `database.schemas` wants a list; each item is the name of a schema; there is nothing
            5:14 "{a: b}" config-value: `migrations.directory` wants a folder relative to this file, or a list of them; there is a block
            6:11 "" config-value: `migrations.exclude` wants a list; each item is a glob such as `seeds/**`; there is nothing
              help: write `[]` for an empty list
        "#]],
    );
    check(
        "- database\n",
        expect![[r#"
        1:1 "- database" config-value: the configuration wants a block with keys such as `required_version`, `database`, `migrations`; there is a list
    "#]],
    );
    check(
        "database\n",
        expect![[r#"
            1:1 "database" config-value: the configuration wants a block with keys such as `required_version`, `database`, `migrations`; there is the text `database`
              help: write `database:` and its value
        "#]],
    );
    check(
        "tables: [users]\n",
        expect![[r#"
        1:9 "[users]" config-value: `tables` wants a block; each key is the name of a table, or a glob: `users`, `audit_*`, `billing.invoices`, `*.*`; there is a list
    "#]],
    );
}

#[test]
fn values_out_of_range_are_told() {
    check(
        "database:\n  version: 14\n  pgxkit:\n    retry: {max_retries: -1, multiplier: .inf}\n    connection: {max_conns: 99999999999999999999999999999999999999999999}\n",
        expect![[r#"
            2:12 "14" config-value: `database.version` wants a whole number from 15 to 18; there is `14`
            4:26 "-1" config-value: `database.pgxkit.retry.max_retries` wants a whole number from 0 to 100; there is `-1`
            4:42 ".inf" config-value: `database.pgxkit.retry.multiplier` wants a number from 1 to 100; there is `.inf`
            5:29 "99999999999999999999999999999999999999999999" config-value: `database.pgxkit.connection.max_conns` wants a whole number from 1 to 262143; there is `9999999999999999999999999999999999999999…`
        "#]],
    );
    check(
        "database:\n  pgxkit:\n    retry: {multiplier: 0.5}\n    connection: {max_conns: 1e3, ping_retries: 1.5}\n",
        expect![[r#"
            3:25 "0.5" config-value: `database.pgxkit.retry.multiplier` wants a number from 1 to 100; there is `0.5`
            4:29 "1e3" config-value: `database.pgxkit.connection.max_conns` wants a whole number from 1 to 262143; there is `1e3`
            4:48 "1.5" config-value: `database.pgxkit.connection.ping_retries` wants a whole number from 0 to 100; there is `1.5`
        "#]],
    );
}

#[test]
fn durations_are_as_go_writes_them() {
    check(
        "database:\n  pgxkit:\n    retry: {base_delay: 15, max_delay: 1 hour}\n    health_checks: {timeout: 0, max_replication_lag: -1s, pool_monitor_interval: 9999999h}\n    metrics: {slow_query: 1h30}\n",
        expect![[r#"
            3:25 "15" config-value: `database.pgxkit.retry.base_delay`: `15` has no unit
              help: write `15s`, `15ms`, or another of Go's units: h, m, s, ms, us, ns
            3:40 "1 hour" config-value: `database.pgxkit.retry.max_delay` wants a duration above zero, such as `150ms` or `1h30m`; there is the text `1 hour`
            4:30 "0" config-value: `database.pgxkit.health_checks.timeout` wants a duration above zero, such as `150ms` or `1h30m`; there is `0`
            4:54 "-1s" config-value: `database.pgxkit.health_checks.max_replication_lag`: `-1s` is below zero
              help: write a duration such as `150ms` or `1h30m`
            4:82 "9999999h" config-value: `database.pgxkit.health_checks.pool_monitor_interval`: `9999999h` is longer than the 292 years that Go can hold
              help: write a duration above zero, such as `150ms` or `1h30m`
            5:27 "1h30" config-value: `database.pgxkit.metrics.slow_query`: `1h30` has no unit
              help: write `1h30s`, `1h30ms`, or another of Go's units: h, m, s, ms, us, ns
        "#]],
    );
}

#[test]
fn names_are_chosen_from_what_there_is() {
    check(
        "migrations: {format: gose}\nfunctions: [create, gett, frobnicate, create]\noutput: {tags: [xml]}\nnaming: {structs: Table}\n",
        expect![[r#"
            1:22 "gose" config-value: `migrations.format`: `gose` is none of its values
              help: did you mean `goose`?
            2:21 "gett" config-value: `functions`: `gett` is none of its values
              help: did you mean `get`?
            2:27 "frobnicate" config-value: `functions`: `frobnicate` is none of its values
              help: write one of `create`, `get`, `get_many`, `get_for_update`, `update`, `delete`, `list`, `paginate`, `count`, `exists`, `find_by_unique`, `list_by_foreign_key`, `create_many`, `upsert`
            2:39 "create" config-value (warning): `create` stands twice in `functions`
              help: remove one of them
            3:17 "xml" config-value: `output.tags`: `xml` is none of its values
              help: write `json` or `db`
            4:19 "Table" config-value: `naming.structs`: `Table` is none of its values
              help: did you mean `table`?
        "#]],
    );
    check(
        "problems:\n  dritf: error\n  drift: fatal\n  sql-unknown: off\n",
        expect![[r#"
        2:3 "dritf" config-value: `problems`: `dritf` is the code of no problem
          help: did you mean `drift`?
        3:10 "fatal" config-value: `problems.drift`: `fatal` is none of its values
          help: write one of `error`, `warning`, `information`, `hint`, `off`
    "#]],
    );
}

#[test]
fn folders_stay_where_they_may_be() {
    check(
        "output: {directory: ../x}\nmigrations: {directory: [/abs, 'a\\b', '', ok]}\n",
        expect![[r#"
            1:21 "../x" config-value: `output.directory`: `../x` leads out of the project
              help: pgwright writes only inside the folder of this file
            2:26 "/abs" config-value: `migrations.directory`: `/abs` is not relative to this file
              help: write the path from the folder of this file, so that it holds on every machine
            2:32 "'a\\b'" config-value: `migrations.directory`: `a\b` has `\` between its parts
              help: write `a/b`
            2:39 "''" config-value: `migrations.directory` is empty
              help: write `.` for the project's own folder
        "#]],
    );
    check(
        "output: {directory: .}\n",
        expect![[r#"
        1:21 "." config-value: `output.directory`: no Go package can be named after `.`
          help: write the package's name: `output.package: repository`
    "#]],
    );
    check("output: {directory: ., package: models}\n", expect![[r#""#]]);
    check(
        "output: {directory: x, package: my-models}\n",
        expect![[r#"
        1:33 "my-models" config-value: `output.package`: `my-models` is no name of a Go package
          help: write `mymodels`
    "#]],
    );
    check(
        "output: {directory: x, package: type}\nmigrations: {exclude: ['[a', '', 'seeds/**']}\n",
        expect![[r#"
            1:33 "type" config-value: `output.package`: `type` is no name of a Go package
              help: write `pkgtype`
            2:24 "'[a'" config-value: `migrations.exclude`: `[a` is no glob: unclosed character class; missing ']'
              help: write a glob such as `seeds/**`
            2:30 "''" config-value: `migrations.exclude` is empty
              help: write a glob such as `seeds/**`
        "#]],
    );
}

#[test]
fn go_names_and_types_are_checked() {
    check(
        "types:\n  overrides:\n    - {postgres: numeric, go: Decimal}\n    - {postgres: text, go: strng}\n    - {postgres: uuid, go: github.com/google/uuid}\n    - {column: settings, go: string}\n    - {postgres: a, column: b.c, go: string}\n    - {go: string}\n    - {postgres: x}\n    - string\n",
        expect![[r#"
            3:31 "Decimal" config-value: `types.overrides.go`: `Decimal` is no predeclared Go type, and has no import path
              help: write the import path, a dot and the name: `github.com/shopspring/decimal.Decimal`, `*net/url.URL`, `[]byte`
            4:28 "strng" config-value: `types.overrides.go`: `strng` is no predeclared Go type, and has no import path
              help: did you mean `string`?
            5:28 "github.com/google/uuid" config-value: `types.overrides.go`: the name of the type behind `github.com/google/uuid` is missing
              help: write the import path, a dot and the name: `github.com/shopspring/decimal.Decimal`, `*net/url.URL`, `[]byte`
            6:16 "settings" config-value: `types.overrides.column`: `settings` does not say which column of which table
              help: write `table.column` or `schema.table.column`
            7:8 "postgres" config-value: `postgres` and `column` cannot both be set in `types.overrides`
              see 7:21 "column": `column` stands here
              help: remove `postgres` or `column`
            8:7 "{go: string}" config-value: `types.overrides` wants the key `postgres` or `column`
              help: write `postgres:` or `column:` and its value
            9:7 "{postgres: x}" config-value: `types.overrides` wants the key `go`
              help: write `go:` and a Go type with its import path, such as `github.com/shopspring/decimal.Decimal`
            10:7 "string" config-value: `types.overrides` wants a block with keys such as `postgres`, `column`, `go`; there is the text `string`
        "#]],
    );
    check(
        "tables:\n  users:\n    struct: user\n    entity: ''\n    columns:\n      email: {field: 1Email, go: a.b}\n",
        expect![[r#"
            3:13 "user" config-value: `tables.users.struct`: `user` is no exported Go name: a capital, then letters, digits and `_`
              help: write an exported Go name such as `User`
            4:13 "''" config-value: `tables.users.entity` is empty
              help: write a name such as `User`
            6:22 "1Email" config-value: `tables.users.columns.email.field`: `1Email` is no exported Go name: a capital, then letters, digits and `_`
              help: write an exported Go name such as `User`
            6:34 "a.b" config-value: `tables.users.columns.email.go`: `b` is no exported type: that begins with a capital
              help: write the import path, a dot and the name: `github.com/shopspring/decimal.Decimal`, `*net/url.URL`, `[]byte`
        "#]],
    );
}

#[test]
fn patterns_and_sort_keys_are_checked() {
    check(
        "tables:\n  '[a': {}\n  a.: {}\n  users:\n    pagination:\n      order_by: [a down, id, id desc]\n",
        expect![[r#"
            2:3 "'[a'" config-value: `tables`: `[a` is no glob: unclosed character class; missing ']'
              help: write the name of a table, or a glob: `users`, `audit_*`, `billing.invoices`, `*.*`
            3:3 "a." config-value: `tables`: `a.` has a dot with nothing on one side
              help: write the name of a table, or a glob: `users`, `audit_*`, `billing.invoices`, `*.*`
            6:18 "a down" config-value: `tables.users.pagination.order_by`: `a down` has `down` where `desc`, `nulls first` or `nulls last` can stand
              help: write a column, with `desc` and `nulls first` or `nulls last` where it is so
            6:30 "id desc" config-value: the column `id` sorts twice
              help: remove one of them
        "#]],
    );
    check(
        "tables:\n  *: {}\n  users: {}\n",
        expect![[r#"
            2:3 "*: {}" config-syntax: a name that begins with `*` stands in quotes
              help: write `"*":`
        "#]],
    );
}

#[test]
fn what_does_not_go_together_is_told() {
    check(
        "database:\n  schema: a\n  schemas: [b]\n",
        expect![[r#"
            2:3 "schema" config-value: `schema` and `schemas` cannot both be set in `database`
              see 3:3 "schemas": `schemas` stands here
              help: remove `schema` or `schemas`
        "#]],
    );
    check(
        "database:\n  pgxkit:\n    retry: {base_delay: 2s}\n    connection: {min_conns: 5, max_conns: 3}\n",
        expect![[r#"
            3:25 "2s" config-value: `base_delay` (2s) is above `max_delay` (1s, the default)
              help: `base_delay` is at most `max_delay`
            4:29 "5" config-value: `min_conns` (5) is above `max_conns` (3)
              see 4:43 "3": `max_conns` is set here
              help: `min_conns` is at most `max_conns`
        "#]],
    );
    check(
        "database:\n  pgxkit:\n    connection: {min_conns: 11}\n",
        expect![[r#"
            3:29 "11" config-value: `min_conns` (11) is above `max_conns` (10, the default)
              help: `min_conns` is at most `max_conns`
        "#]],
    );
    check(
        "tables:\n  users:\n    pagination: {default_limit: 200}\n    pgxkit: {retry: {max_delay: 1ms}}\n",
        expect![[r#"
            3:33 "200" config-value: `default_limit` (200) is above `max_limit` (100, the default)
              help: `default_limit` is at most `max_limit`
            4:33 "1ms" config-value: `base_delay` (100ms, the default) is above `max_delay` (1ms)
              help: `base_delay` is at most `max_delay`
        "#]],
    );
    check(
        "tables:\n  users:\n    pagination: {default_limit: 200}\n  '*':\n    pagination: {max_limit: 500}\n",
        expect![[r#""#]],
    );
    check(
        "naming: {initialisms: {add: [SKU], remove: [sku, ID]}}\n",
        expect![[r#"
        1:45 "sku" config-value: `sku` is added and removed
          help: remove it from one of the lists
    "#]],
    );
}

#[test]
fn a_feature_that_needs_another_says_so() {
    check(
        "database:\n  pgxkit:\n    health_checks: {enabled: true, max_replication_lag: 5s}\n    metrics: {enabled: true, exporters: [expvar], dashboard: true}\n",
        expect![[r#"
            3:36 "max_replication_lag" config-value (warning): `max_replication_lag` needs a read side
              help: write `enabled: true` below `database.pgxkit.read_write_splitting`
            4:51 "dashboard" config-value (warning): `dashboard` needs the exporter `prometheus`
              help: add `prometheus` to `database.pgxkit.metrics.exporters`
        "#]],
    );
    check(
        "database:\n  pgxkit:\n    read_write_splitting: {enabled: true, on_replica_down: primary}\n    health_checks: {enabled: true, max_replication_lag: 5s}\n",
        expect![[r#"
            4:36 "max_replication_lag" config-value (warning): `max_replication_lag` has no effect while reads of a lost replica go to the primary
              help: write `on_replica_down: fail` below `database.pgxkit.read_write_splitting`
        "#]],
    );
    check(
        "database:\n  pgxkit:\n    enabled: false\n    retry: {enabled: true}\ntables:\n  users:\n    pgxkit: {retry: {enabled: true}, metrics: {enabled: false}}\n",
        expect![[r#"
            7:31 "true" config-value (warning): `retry` of `users` has no effect while `database.pgxkit.enabled` is false
              help: remove `database.pgxkit.enabled: false`
        "#]],
    );
    check("database:\n  pgxkit:\n    health_checks: {endpoints: true}\n", expect![[r#""#]]);
}

#[test]
fn a_password_is_never_shown() {
    check(
        "database:\n  dsn: *hunter2\n",
        expect![[r#"
        2:8 "*hunter2" config-syntax: the alias names no anchor above it
          help: write the value in quotes, or `&` and the name before what it stands for
    "#]],
    );
    check(
        "database:\n  dsn: postgres://u:hunter2@h/${DB\n",
        expect![[r#"
        2:8 "postgres://u:hunter2@h/${DB" config-value: `database.dsn` cannot be used: a `${` has no `}`
          help: write `${NAME}` or `${NAME:-default}`
    "#]],
    );
    check(
        "database:\n  dsn: [hunter2]\n",
        expect![[r#"
        2:8 "[hunter2]" config-value: `database.dsn` wants a connection string, best as `${DATABASE_URL}`; there is a list
    "#]],
    );
    check(
        "database:\n  dsn: hunter2: x\n",
        expect![[r#"
            2:16 " x" config-syntax: there is a second `: ` in the line
              help: write the value in quotes if the `: ` is part of it
        "#]],
    );
    check(
        "database:\n  dsn: @hunter2\n",
        expect![[r#"
            2:8 "@hunter2" config-syntax: this character cannot start a node
              help: `@` and `` ` `` are reserved indicators (YAML 1.2 §5.3): a plain scalar cannot start with them, so quote the value
        "#]],
    );
    check(
        "database:\n  dsn: '${hunter2}${}'\n",
        expect![[r#"
        2:8 "'${hunter2}${}'" config-value: `database.dsn` cannot be used: a `${…}` does not hold the name of a variable
          help: write `${NAME}` or `${NAME:-default}`
    "#]],
    );
}

#[test]
fn a_duplicate_key_leads_to_the_first() {
    check(
        "database:\n  schema: a\n  schema: b\noutput: {}\ndatabase: {}\n",
        expect![[r#"
        3:3 "schema" config-duplicate-key: the key `schema` stands twice in `database`
          see 2:3 "schema": the first stands here
          help: remove one of them; the first counts
        5:1 "database" config-duplicate-key: the key `database` stands twice in the configuration
          see 1:1 "database": the first stands here
          help: remove one of them; the first counts
    "#]],
    );
}

#[test]
fn required_version_is_a_requirement() {
    check(
        "required_version: new\n",
        expect![[r#"
        1:19 "new" config-value: `required_version`: `new` is no version requirement: unexpected character 'n' while parsing major version number
          help: write `">=0.3"`, or several with a comma between: `">=0.3, <0.5"`
    "#]],
    );
    check(
        "required_version: 0.3\n",
        expect![[r#"
        1:19 "0.3" config-value: `required_version` wants a version requirement such as `">=0.3"`; there is `0.3`
          help: write it in quotes: `"0.3"`
    "#]],
    );
    check(
        "required_version: >=0.3\ndatabase: {version: 15}\n",
        expect![[r#"
            1:20 "=0.3" config-syntax: a value that begins with `>` or `|` stands in quotes
              help: write `"` before and behind it
        "#]],
    );
}
