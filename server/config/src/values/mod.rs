//! What a `pgwright.yaml` means: plain values with every default filled in.
//!
//! These types carry no spans; [`crate::Document`] knows where each key and value stands.

mod choice;
mod go_type;
mod pattern;
mod secret;
mod sort_key;
mod table;

pub use choice::*;
pub use go_type::GoTypeName;
pub(crate) use go_type::{is_exported, is_identifier, is_keyword, nearest_predeclared};
pub use pattern::TablePattern;
pub use secret::{ExpandError, Secret};
pub use sort_key::{NullsOrder, SortKey};
pub use table::*;

use std::collections::BTreeMap;
use std::time::Duration;

/// A whole configuration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// `required_version`: a version requirement such as `>=0.3`.
    pub required_version: Option<String>,
    /// `database`.
    pub database: Database,
    /// `migrations`.
    pub migrations: Migrations,
    /// `output`.
    pub output: Output,
    /// `naming`.
    pub naming: Naming,
    /// `types`.
    pub types: Types,
    /// `functions`: in the order of [`Function::ALL`].
    pub functions: Functions,
    /// `generate`.
    pub generate: Generate,
    /// `tables`, in the order in which they stand.
    pub tables: Vec<TableEntry>,
    /// `problems`: codes with the severity that the project wants; `None` is `off`.
    pub problems: Vec<(pgwright_problem::Code, Option<pgwright_problem::Severity>)>,
}

/// `database`.
#[derive(Debug, Clone, PartialEq)]
pub struct Database {
    /// `database.version`: 15 to 18.
    pub version: u8,
    /// `database.dsn` as written, with `${NAME}` and `${NAME:-default}` unread.
    pub dsn: Option<Secret>,
    /// `database.schemas`, or the one `database.schema`. Never empty. The first is the schema of
    /// bare names.
    pub schemas: Vec<String>,
    /// `database.pgxkit`.
    pub pgxkit: Pgxkit,
}

/// `database.pgxkit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Pgxkit {
    /// False: only the basic repository, whatever stands below.
    pub enabled: bool,
    /// `retry`.
    pub retry: Retry,
    /// `read_write_splitting`.
    pub read_write_splitting: ReadWriteSplitting,
    /// `health_checks`.
    pub health_checks: HealthChecks,
    /// `metrics`.
    pub metrics: Metrics,
    /// `connection`.
    pub connection: Connection,
}

/// `database.pgxkit.retry`, or a table's.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    /// Whether methods can retry.
    pub enabled: bool,
    /// Attempts after the first.
    pub max_retries: u32,
    /// Before the first repetition.
    pub base_delay: Duration,
    /// Upper bound of every delay.
    pub max_delay: Duration,
    /// Growth of the delay, at least 1.
    pub multiplier: f64,
    /// Whether each delay is drawn from its upper half.
    pub jitter: bool,
}

/// `database.pgxkit.read_write_splitting`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadWriteSplitting {
    /// Whether reads go to the read side.
    pub enabled: bool,
    /// What a read does when the replica is down.
    pub on_replica_down: OnReplicaDown,
}

/// `database.pgxkit.health_checks`.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthChecks {
    /// Whether health checks are generated.
    pub enabled: bool,
    /// The limit within which a check answers.
    pub timeout: Duration,
    /// `/livez` and `/readyz`.
    pub endpoints: bool,
    /// Whether the pool monitor is generated.
    pub pool_monitor: bool,
    /// How often the pool monitor looks.
    pub pool_monitor_interval: Duration,
    /// Zero: lag is reported only.
    pub max_replication_lag: Duration,
    /// Whether readiness asks `VerifySchema` too.
    pub verify_schema: bool,
}

/// `database.pgxkit.metrics`.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    /// Whether calls are recorded.
    pub enabled: bool,
    /// Which recorders are generated.
    pub exporters: Vec<Exporter>,
    /// From which duration on a query counts as slow.
    pub slow_query: Duration,
    /// Whether a dashboard and alert rules are generated.
    pub dashboard: bool,
}

/// The Grafana dashboard that `database.pgxkit.metrics.dashboard` generates, in the output folder.
pub const METRICS_DASHBOARD: &str = "metrics_dashboard.json";
/// The alert rules for Prometheus that it generates beside it.
pub const METRICS_ALERTS: &str = "metrics_alerts.yaml";

/// `database.pgxkit.connection`.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// Whether connection management is generated.
    pub enabled: bool,
    /// At most so many connections a pool.
    pub max_conns: u32,
    /// At least so many connections a pool.
    pub min_conns: u32,
    /// The age at which a connection is replaced.
    pub max_conn_lifetime: Duration,
    /// The idle time after which a connection is closed.
    pub max_conn_idle_time: Duration,
    /// How often the pool checks its connections.
    pub health_check_period: Duration,
    /// The limit for making a connection.
    pub connect_timeout: Duration,
    /// How often the first ping is tried again.
    pub ping_retries: u32,
    /// How long shutdown waits for running queries.
    pub shutdown_timeout: Duration,
}

/// `migrations`.
#[derive(Debug, Clone, PartialEq)]
pub struct Migrations {
    /// Folders relative to the project's root, applied in this order. Never empty.
    pub directories: Vec<String>,
    /// `auto` is `None`.
    pub format: Option<MigrationFormat>,
    /// Globs of files that are no migrations.
    pub exclude: Vec<String>,
    /// What stands for placeholders in migrations, by their names.
    pub placeholders: BTreeMap<String, String>,
}

/// `output`.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The folder relative to the project's root.
    pub directory: String,
    /// The Go package's name; default: the folder's last part, made a Go name.
    pub package: String,
    /// One package a schema, below the folder.
    pub package_per_schema: bool,
    /// Struct tags.
    pub tags: Vec<Tag>,
}

/// `naming`.
#[derive(Debug, Clone, PartialEq)]
pub struct Naming {
    /// `naming.structs`.
    pub structs: StructNaming,
    /// `naming.initialisms.add`, in capitals.
    pub add_initialisms: Vec<String>,
    /// `naming.initialisms.remove`, in capitals.
    pub remove_initialisms: Vec<String>,
}

/// `types`.
#[derive(Debug, Clone, PartialEq)]
pub struct Types {
    /// `types.nullable`.
    pub nullable: Nullable,
    /// `types.overrides`, in the order in which they stand.
    pub overrides: Vec<TypeOverride>,
}

/// One entry of `types.overrides`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeOverride {
    /// What it applies to.
    pub target: OverrideTarget,
    /// The Go type.
    pub go: GoTypeName,
}

/// What a type override applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverrideTarget {
    /// Every column of a type, as `format_type` prints it.
    Postgres(String),
    /// One column: `schema.table.column`, or `table.column`.
    Column(String),
}

/// `generate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Generate {
    /// `generate.tests`.
    pub tests: bool,
    /// `generate.examples`.
    pub examples: bool,
    /// `generate.interfaces`.
    pub interfaces: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self { version: 18, dsn: None, schemas: vec!["public".into()], pgxkit: Pgxkit::default() }
    }
}

impl Default for Pgxkit {
    fn default() -> Self {
        Self {
            enabled: true,
            retry: Retry::default(),
            read_write_splitting: ReadWriteSplitting::default(),
            health_checks: HealthChecks::default(),
            metrics: Metrics::default(),
            connection: Connection::default(),
        }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            enabled: false,
            max_retries: 3,
            base_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(1),
            multiplier: 2.0,
            jitter: true,
        }
    }
}

impl Default for ReadWriteSplitting {
    fn default() -> Self {
        Self { enabled: false, on_replica_down: OnReplicaDown::Fail }
    }
}

impl Default for HealthChecks {
    fn default() -> Self {
        Self {
            enabled: false,
            timeout: Duration::from_secs(2),
            endpoints: true,
            pool_monitor: true,
            pool_monitor_interval: Duration::from_secs(15),
            max_replication_lag: Duration::ZERO,
            verify_schema: false,
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            enabled: false,
            exporters: vec![Exporter::Prometheus],
            slow_query: Duration::from_millis(200),
            dashboard: false,
        }
    }
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            enabled: false,
            max_conns: 10,
            min_conns: 0,
            max_conn_lifetime: Duration::from_secs(3600),
            max_conn_idle_time: Duration::from_secs(1800),
            health_check_period: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(5),
            ping_retries: 3,
            shutdown_timeout: Duration::from_secs(15),
        }
    }
}

impl Default for Migrations {
    fn default() -> Self {
        Self {
            directories: vec!["migrations".into()],
            format: None,
            exclude: Vec::new(),
            placeholders: BTreeMap::new(),
        }
    }
}

impl Default for Output {
    fn default() -> Self {
        Self {
            directory: "internal/repository".into(),
            package: "repository".into(),
            package_per_schema: false,
            tags: Vec::new(),
        }
    }
}

impl Default for Naming {
    fn default() -> Self {
        Self {
            structs: StructNaming::Table,
            add_initialisms: Vec::new(),
            remove_initialisms: Vec::new(),
        }
    }
}

impl Default for Types {
    fn default() -> Self {
        Self { nullable: Nullable::Pointer, overrides: Vec::new() }
    }
}
