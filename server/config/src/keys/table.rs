//! The keys themselves, in the order of the reference.

use super::text;
use super::{Default, Key, Kind};
use crate::values::{
    Choice, Exporter, Function, MigrationFormat, Nullable, OnReplicaDown, StructNaming, Tag,
};
use std::time::Duration;

/// The meaning, then `"name": what it takes => "its default"`; `else` says in words what a default
/// comes from.
macro_rules! keys {
    [$($(#[doc = $doc:literal])* $name:literal: $kind:expr
        $(=> $default:literal)? $(, else $words:literal)?
        $(, instead_of $other:literal)? $(, required $required:literal)?;)*] => {
        &[$(Key {
            name: $name,
            doc: concat!($($doc),*).trim_ascii(),
            kind: $kind,
            default: keys!(@default $($default)? $(, $words)?),
            required: false $(|| $required)?,
            instead_of: keys!(@instead $($other)?),
        },)*]
    };
    (@instead) => { None };
    (@instead $other:literal) => { Some($other) };
    (@default) => { Default::None };
    (@default $value:literal) => { Default::Value($value) };
    (@default , $words:literal) => { Default::Words($words) };
}

/// The keys of the whole file.
pub static ROOT: Kind = Kind::Block(keys! [
    /// Which versions of pgwright may generate for this project, such as `">=0.3"`. Checked
    /// first, so that editor and CI never write different bytes.
    "required_version": Kind::Text(&text::REQUIREMENT), else "every version";
    /// The database that the migrations make.
    "database": Kind::Block(DATABASE);
    /// Where the migrations are, and which tool runs them.
    "migrations": Kind::Block(MIGRATIONS);
    /// Where the generated Go goes.
    "output": Kind::Block(OUTPUT);
    /// How things are named in Go.
    "naming": Kind::Block(NAMING);
    /// Which Go types columns have.
    "types": Kind::Block(TYPES);
    /// Which methods are generated.
    "functions": FUNCTIONS, else "all";
    /// What is generated beside the repositories.
    "generate": Kind::Block(GENERATE);
    /// Settings of tables. A key is a table's name or a glob; a bare one means the first
    /// schema, `schema.name` another, `*.*` every table of every schema. Of several entries
    /// that match a table the most exact wins, key by key: a name beats a glob, more letters
    /// beat fewer, one with a schema a bare one, a later entry an earlier one.
    "tables": Kind::Names { name: &text::TABLE, value: &Kind::Block(TABLE) };
    /// The severity of problems, by code. `pgwright --check` fails on what stands at `error`.
    "problems": Kind::Names { name: &text::CODE, value: &Kind::Choice(&[SEVERITIES]) }, else "each code's own";
]);

const DATABASE: &[Key] = keys! [
    /// The major version of PostgreSQL whose rules the model follows.
    "version": Kind::Integer { min: 15, max: 18 } => "18";
    /// How to connect, for checks against a live database; the model never needs it. `${NAME}`
    /// and `${NAME:-default}` are read from the environment when it is used. Never printed,
    /// never generated.
    "dsn": Kind::Text(&text::DSN);
    /// The schema of bare names, and the one that is generated.
    "schema": Kind::Text(&text::SCHEMA) => "public";
    /// Instead of `schema`, for several. The first is the one of bare names.
    "schemas": Kind::List { item: &Kind::Text(&text::SCHEMA), min: 1, or_one: false }, else "the one of `schema`", instead_of "schema";
    /// The features of the generated code. With none of them, basic repositories are generated.
    "pgxkit": Kind::Block(PGXKIT);
];

const PGXKIT: &[Key] = keys! [
    /// `false`: only the basic repositories, whatever stands below.
    "enabled": Kind::Bool => "true";
    /// Methods that try again on errors after which nothing was done.
    "retry": Kind::Block(RETRY);
    /// Reads go to a read side, writes to the write side.
    "read_write_splitting": Kind::Block(READ_WRITE_SPLITTING);
    /// Health checks, their HTTP endpoints, and the pool monitor.
    "health_checks": Kind::Block(HEALTH_CHECKS);
    /// A record of every call: its duration, rows, errors and retries.
    "metrics": Kind::Block(METRICS);
    /// Making, watching and closing the connection pool.
    "connection": Kind::Block(CONNECTION);
];

const RETRY: &[Key] = keys! [
    /// Whether methods can retry.
    "enabled": Kind::Bool => "false";
    /// Attempts after the first.
    "max_retries": COUNT => "3";
    /// The delay before the first repetition.
    "base_delay": POSITIVE => "100ms";
    /// The upper bound of every delay; at least `base_delay`.
    "max_delay": POSITIVE => "1s";
    /// How much each delay grows.
    "multiplier": Kind::Number { min: 1.0, max: 100.0 } => "2.0";
    /// Whether each delay is drawn from its upper half, so that clients do not come back at
    /// once.
    "jitter": Kind::Bool => "true";
];

const READ_WRITE_SPLITTING: &[Key] = keys! [
    /// Whether repositories take a read side.
    "enabled": Kind::Bool => "false";
    /// What a read does when the replica is down.
    "on_replica_down": Kind::Choice(&[OnReplicaDown::CHOICES]) => "fail";
];

const HEALTH_CHECKS: &[Key] = keys! [
    /// Whether health checks are generated.
    "enabled": Kind::Bool => "false";
    /// The limit within which a check answers, even while the database hangs.
    "timeout": POSITIVE => "2s";
    /// Whether an `http.Handler` with `/livez` and `/readyz` is generated.
    "endpoints": Kind::Bool => "true";
    /// Whether a monitor of the connection pool is generated.
    "pool_monitor": Kind::Bool => "true";
    /// How often the pool monitor looks.
    "pool_monitor_interval": POSITIVE => "15s";
    /// Readiness fails above it. `0`: the lag is reported only.
    "max_replication_lag": DURATION => "0";
    /// Whether readiness asks `VerifySchema` too.
    "verify_schema": Kind::Bool => "false";
];

const METRICS: &[Key] = keys! [
    /// Whether calls are recorded.
    "enabled": Kind::Bool => "false";
    /// Which recorders are generated; `[]` for the interface alone.
    "exporters": Kind::List { item: &Kind::Choice(&[Exporter::CHOICES]), min: 0, or_one: false } => "[prometheus]";
    /// From which duration on a query counts as slow.
    "slow_query": POSITIVE => "200ms";
    /// Whether a Grafana dashboard and alert rules are written beside the code.
    "dashboard": Kind::Bool => "false";
];

const CONNECTION: &[Key] = keys! [
    /// Whether connection management is generated.
    "enabled": Kind::Bool => "false";
    /// At most so many connections in a pool.
    "max_conns": Kind::Integer { min: 1, max: MAX_CONNECTIONS } => "10";
    /// At least so many connections in a pool; at most `max_conns`.
    "min_conns": Kind::Integer { min: 0, max: MAX_CONNECTIONS } => "0";
    /// The age at which a connection is replaced.
    "max_conn_lifetime": POSITIVE => "1h";
    /// The idle time after which a connection is closed.
    "max_conn_idle_time": POSITIVE => "30m";
    /// How often the pool checks its connections.
    "health_check_period": POSITIVE => "1m";
    /// The limit for making a connection, in whole seconds.
    "connect_timeout": POSITIVE => "5s";
    /// How often the first ping is tried again.
    "ping_retries": COUNT => "3";
    /// How long a shutdown waits for running queries.
    "shutdown_timeout": POSITIVE => "15s";
];

const MIGRATIONS: &[Key] = keys! [
    /// The folder of the migrations, or several, applied in that order. A single `.sql` file is
    /// one too.
    "directory": Kind::List { item: &Kind::Text(&text::MIGRATIONS), min: 1, or_one: true } => "migrations";
    /// Whose rules of names, order and markers the migrations follow.
    "format": Kind::Choice(&[&[AUTO], MigrationFormat::CHOICES]) => "auto";
    /// Globs of files that are no migrations.
    "exclude": Kind::List { item: &Kind::Text(&text::GLOB), min: 0, or_one: false } => "[]";
    /// What stands for the placeholders in migrations, by their names: flyway's and liquibase's
    /// `${name}`, goose's variables between `ENVSUB ON` and `ENVSUB OFF`, and the data of tern's
    /// templates, `{{.name}}`. The environment is never read.
    "placeholders": Kind::Names { name: &text::PLACEHOLDER, value: &Kind::Text(&text::FILLING) };
];

const AUTO: Choice = Choice { name: "auto", doc: "Found out from the files." };

const OUTPUT: &[Key] = keys! [
    /// The folder of the generated code. Files in it that pgwright did not write are never
    /// touched.
    "directory": Kind::Text(&text::OUTPUT) => "internal/repository";
    /// The name of the Go package.
    "package": Kind::Text(&text::PACKAGE), else "the last part of `directory`, made a Go name";
    /// `true`: one package for each schema, below `directory`.
    "package_per_schema": Kind::Bool => "false";
    /// Struct tags with the column's name.
    "tags": Kind::List { item: &Kind::Choice(&[Tag::CHOICES]), min: 0, or_one: false } => "[]";
];

const NAMING: &[Key] = keys! [
    /// How a table's struct is named.
    "structs": Kind::Choice(&[StructNaming::CHOICES]) => "table";
    /// Words that stand in capitals in Go names, on top of staticcheck's list.
    "initialisms": Kind::Block(INITIALISMS);
];

const INITIALISMS: &[Key] = keys! [
    /// More of them.
    "add": Kind::List { item: &Kind::Text(&text::INITIALISM), min: 0, or_one: false } => "[]";
    /// Those of the list that are none here.
    "remove": Kind::List { item: &Kind::Text(&text::INITIALISM), min: 0, or_one: false } => "[]";
];

const TYPES: &[Key] = keys! [
    /// How a column that can be NULL stands in Go.
    "nullable": Kind::Choice(&[Nullable::CHOICES]) => "pointer";
    /// Go types of one's own, for all columns of a PostgreSQL type or for one column. The last
    /// that matches wins.
    "overrides": Kind::List { item: &Kind::Block(OVERRIDE), min: 0, or_one: false } => "[]";
];

const OVERRIDE: &[Key] = keys! [
    /// The PostgreSQL type, as `format_type` prints it. Either this or `column`.
    "postgres": Kind::Text(&text::SQL_TYPE);
    /// One column: `schema.table.column`, or `table.column` in the first schema.
    "column": Kind::Text(&text::COLUMN_PATH), instead_of "postgres", required true;
    /// The Go type with its import path.
    "go": Kind::Text(&text::GO_TYPE), required true;
];

const FUNCTIONS: Kind =
    Kind::List { item: &Kind::Choice(&[Function::CHOICES]), min: 0, or_one: false };

const GENERATE: &[Key] = keys! [
    /// Whether tests of the repositories are generated.
    "tests": Kind::Bool => "false";
    /// Whether an `example_test.go` is generated.
    "examples": Kind::Bool => "false";
    /// Whether a small interface is generated beside each repository, for mocks.
    "interfaces": Kind::Bool => "false";
];

const TABLE: &[Key] = keys! [
    /// `true`: nothing is generated for the table.
    "exclude": Kind::Bool => "false";
    /// Which methods are generated for the table.
    "functions": FUNCTIONS, else "those of the project";
    /// The name of the table's struct.
    "struct": Kind::Text(&text::EXPORTED), else "from the table's name, see `naming`";
    /// The singular used in errors.
    "entity": Kind::Text(&text::ENTITY), else "the singular of the table's name";
    /// Settings of columns, by their names.
    "columns": Kind::Names { name: &text::COLUMN, value: &Kind::Block(COLUMN) };
    /// How pages are made.
    "pagination": Kind::Block(PAGINATION);
    /// What differs from `database.pgxkit` for this table.
    "pgxkit": Kind::Block(TABLE_PGXKIT);
];

const COLUMN: &[Key] = keys! [
    /// The name of the struct's field.
    "field": Kind::Text(&text::EXPORTED), else "from the column's name";
    /// The Go type with its import path.
    "go": Kind::Text(&text::GO_TYPE), else "from the column's type, see `types`";
];

const PAGINATION: &[Key] = keys! [
    /// The columns of the sort, each with `desc` where it is so, and `nulls first` or `nulls
    /// last` where it can be NULL.
    "order_by": Kind::List { item: &Kind::Text(&text::SORT_KEY), min: 1, or_one: false }, else "the primary key";
    /// Rows of a page when none are asked for; at most `max_limit`.
    "default_limit": LIMIT => "20";
    /// Rows of a page at most.
    "max_limit": LIMIT => "100";
];

const TABLE_PGXKIT: &[Key] = keys! [
    /// What differs from `database.pgxkit.retry`.
    "retry": Kind::Block(TABLE_RETRY);
    /// What differs from `database.pgxkit.read_write_splitting`.
    "read_write_splitting": Kind::Block(TABLE_READ_WRITE_SPLITTING);
    /// What differs from `database.pgxkit.health_checks`.
    "health_checks": Kind::Block(TABLE_HEALTH_CHECKS);
    /// What differs from `database.pgxkit.metrics`.
    "metrics": Kind::Block(TABLE_METRICS);
];

const TABLE_RETRY: &[Key] = &[
    of_project(RETRY, "enabled"),
    of_project(RETRY, "max_retries"),
    of_project(RETRY, "base_delay"),
    of_project(RETRY, "max_delay"),
    of_project(RETRY, "multiplier"),
    of_project(RETRY, "jitter"),
];
const TABLE_READ_WRITE_SPLITTING: &[Key] = &[of_project(READ_WRITE_SPLITTING, "enabled")];
const TABLE_HEALTH_CHECKS: &[Key] = &[of_project(HEALTH_CHECKS, "enabled")];
const TABLE_METRICS: &[Key] = &[of_project(METRICS, "enabled"), of_project(METRICS, "slow_query")];

const SEVERITIES: &[Choice] = &[
    Choice { name: "error", doc: "Fails `--check` and `--generate`." },
    Choice { name: "warning", doc: "Fails them only with `--fail-on warning`." },
    Choice { name: "information", doc: "Worth knowing." },
    Choice { name: "hint", doc: "An offer." },
    Choice { name: "off", doc: "Not told at all." },
];

/// PostgreSQL's own bound of `max_connections`.
const MAX_CONNECTIONS: u32 = 262_143;
const COUNT: Kind = Kind::Integer { min: 0, max: 100 };
const LIMIT: Kind = Kind::Integer { min: 1, max: i32::MAX as u32 };
const DURATION: Kind = Kind::Duration { min: Duration::ZERO };
const POSITIVE: Kind = Kind::Duration { min: Duration::from_nanos(1) };

/// A key that a table has too: its default there is what the project has.
const fn of_project(keys: &[Key], name: &str) -> Key {
    let mut index = 0;
    while !same(keys[index].name, name) {
        index += 1;
    }
    Key { default: Default::Words("that of the project"), ..keys[index] }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut index = 0;
    while index < a.len() && index < b.len() && a[index] == b[index] {
        index += 1;
    }
    index == a.len() && index == b.len()
}
