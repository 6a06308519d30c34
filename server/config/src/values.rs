//! What a `pgwright.yaml` means: plain values with every default filled in.
//!
//! These types carry no spans; [`crate::Document`] knows where each key and value stands.

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

/// A text that is never shown: its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
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

/// What a read does when the replica is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnReplicaDown {
    /// It fails.
    Fail,
    /// It goes to the primary.
    Primary,
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

/// A recorder of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exporter {
    /// `prometheus`.
    Prometheus,
    /// `opentelemetry`.
    Opentelemetry,
    /// `expvar`.
    Expvar,
}

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
}

/// Which tool's rules of names, order and markers the migrations follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MigrationFormat {
    /// `plain`.
    Plain,
    /// `golang-migrate`.
    GolangMigrate,
    /// `goose`.
    Goose,
    /// `dbmate`.
    Dbmate,
    /// `tern`.
    Tern,
    /// `flyway`.
    Flyway,
    /// `sqlx`.
    Sqlx,
    /// `atlas`.
    Atlas,
    /// `sql-migrate`.
    SqlMigrate,
    /// `diesel`.
    Diesel,
    /// `prisma`.
    Prisma,
    /// `refinery`.
    Refinery,
    /// `liquibase`.
    Liquibase,
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

/// A struct tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// `json`.
    Json,
    /// `db`.
    Db,
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

/// How a table's struct is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructNaming {
    /// As the table: `users` gives `Users`.
    Table,
    /// In the singular: `users` gives `User`.
    Singular,
}

/// `types`.
#[derive(Debug, Clone, PartialEq)]
pub struct Types {
    /// `types.nullable`.
    pub nullable: Nullable,
    /// `types.overrides`, in the order in which they stand.
    pub overrides: Vec<TypeOverride>,
}

/// How a column that can be NULL stands in Go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nullable {
    /// `*string`.
    Pointer,
    /// `sql.Null[string]`.
    Sql,
    /// `pgtype.Text`.
    Pgtype,
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

/// A Go type by its import path: `github.com/shopspring/decimal.Decimal`, `*net/url.URL`,
/// `[]example.com/x.Y`, `string`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoTypeName {
    /// `*`, `[]` and the like, before the name.
    pub prefix: String,
    /// The import path; `None` for a predeclared type.
    pub import: Option<String>,
    /// The type's name in its package, with type arguments if it has some.
    pub name: String,
}

/// Which methods are generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Functions(u16);

/// A method, or a family of them, that can be switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// `create`.
    Create,
    /// `get`.
    Get,
    /// `get_many`.
    GetMany,
    /// `get_for_update`.
    GetForUpdate,
    /// `update`.
    Update,
    /// `delete`.
    Delete,
    /// `list`.
    List,
    /// `paginate`.
    Paginate,
    /// `count`.
    Count,
    /// `exists`.
    Exists,
    /// `find_by_unique`.
    FindByUnique,
    /// `list_by_foreign_key`.
    ListByForeignKey,
    /// `create_many`.
    CreateMany,
    /// `upsert`.
    Upsert,
}

impl Function {
    /// All of them, in the order of the reference.
    pub const ALL: [Function; 14] = [
        Self::Create,
        Self::Get,
        Self::GetMany,
        Self::GetForUpdate,
        Self::Update,
        Self::Delete,
        Self::List,
        Self::Paginate,
        Self::Count,
        Self::Exists,
        Self::FindByUnique,
        Self::ListByForeignKey,
        Self::CreateMany,
        Self::Upsert,
    ];

    /// The name in `functions`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Get => "get",
            Self::GetMany => "get_many",
            Self::GetForUpdate => "get_for_update",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::List => "list",
            Self::Paginate => "paginate",
            Self::Count => "count",
            Self::Exists => "exists",
            Self::FindByUnique => "find_by_unique",
            Self::ListByForeignKey => "list_by_foreign_key",
            Self::CreateMany => "create_many",
            Self::Upsert => "upsert",
        }
    }
}

impl Functions {
    /// Every method.
    pub const fn all() -> Self {
        Self((1 << Function::ALL.len()) - 1)
    }

    /// No method.
    pub const fn none() -> Self {
        Self(0)
    }

    /// Whether `function` is among them.
    pub const fn has(self, function: Function) -> bool {
        self.0 & (1 << function as u16) != 0
    }

    /// These and `function`.
    #[must_use]
    pub const fn with(self, function: Function) -> Self {
        Self(self.0 | (1 << function as u16))
    }
}

impl FromIterator<Function> for Functions {
    fn from_iter<T: IntoIterator<Item = Function>>(iter: T) -> Self {
        iter.into_iter().fold(Self::none(), Self::with)
    }
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

/// One entry of `tables`: what is set there, and only that.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableEntry {
    /// A name or a glob, `table` or `schema.table`.
    pub pattern: String,
    /// `exclude`.
    pub exclude: Option<bool>,
    /// `functions`.
    pub functions: Option<Functions>,
    /// `struct`.
    pub struct_name: Option<String>,
    /// `entity`.
    pub entity: Option<String>,
    /// `columns`, by the column's name.
    pub columns: Vec<ColumnEntry>,
    /// `pagination`.
    pub pagination: PaginationEntry,
    /// `pgxkit`.
    pub pgxkit: TablePgxkitEntry,
}

/// One entry of a table's `columns`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnEntry {
    /// The column's name in SQL.
    pub column: String,
    /// `field`: the Go field.
    pub field: Option<String>,
    /// `go`: the Go type.
    pub go: Option<GoTypeName>,
}

/// A table's `pagination`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaginationEntry {
    /// `order_by`.
    pub order_by: Option<Vec<SortKey>>,
    /// `default_limit`.
    pub default_limit: Option<u32>,
    /// `max_limit`.
    pub max_limit: Option<u32>,
}

/// One key of a sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The column's name.
    pub column: String,
    /// `desc`.
    pub descending: bool,
    /// `nulls first` or `nulls last`, where it was said.
    pub nulls: Option<NullsOrder>,
}

/// Where NULL stands in a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NullsOrder {
    /// Before all values.
    First,
    /// Behind all values.
    Last,
}

/// A table's `pgxkit`: the keys that a table can override.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TablePgxkitEntry {
    /// `retry.enabled`.
    pub retry_enabled: Option<bool>,
    /// `retry.max_retries`.
    pub retry_max_retries: Option<u32>,
    /// `retry.base_delay`.
    pub retry_base_delay: Option<Duration>,
    /// `retry.max_delay`.
    pub retry_max_delay: Option<Duration>,
    /// `retry.multiplier`.
    pub retry_multiplier: Option<f64>,
    /// `retry.jitter`.
    pub retry_jitter: Option<bool>,
    /// `read_write_splitting.enabled`.
    pub read_write_splitting_enabled: Option<bool>,
    /// `health_checks.enabled`.
    pub health_checks_enabled: Option<bool>,
    /// `metrics.enabled`.
    pub metrics_enabled: Option<bool>,
    /// `metrics.slow_query`.
    pub metrics_slow_query: Option<Duration>,
}

/// What holds for one table when all entries that match it are laid over the project's values,
/// the most exact last.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSettings {
    /// Whether the table is left out.
    pub exclude: bool,
    /// Which methods are generated.
    pub functions: Functions,
    /// The struct's name, where one is set.
    pub struct_name: Option<String>,
    /// The singular used in errors, where one is set.
    pub entity: Option<String>,
    /// Settings of columns.
    pub columns: Vec<ColumnEntry>,
    /// The sort of pages; `None`: the primary key.
    pub order_by: Option<Vec<SortKey>>,
    /// Rows of a page when none are asked for.
    pub default_limit: u32,
    /// Rows of a page at most.
    pub max_limit: u32,
    /// The features of this table; all off when `pgxkit.enabled` is false.
    pub pgxkit: Pgxkit,
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
        Self { directories: vec!["migrations".into()], format: None, exclude: Vec::new() }
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

impl Default for Functions {
    fn default() -> Self {
        Self::all()
    }
}
