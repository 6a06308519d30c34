//! Features: which a table or a package has, and which exported name belongs to which.
//!
//! A feature that is off leaves no trace; its names stay reserved all the same, so that a table
//! does not lose its name on the day that somebody switches one on.

use pgwright_config::{OnReplicaDown, Pgxkit};

/// Which features a table has, or a package: there, what any of its tables has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Features {
    /// `retry.enabled`.
    pub(crate) retry: bool,
    /// `read_write_splitting.enabled`.
    pub(crate) split: bool,
    /// `read_write_splitting.on_replica_down: primary`.
    pub(crate) fallback: bool,
    /// `health_checks.enabled`.
    pub(crate) health: bool,
    /// `metrics.enabled`.
    pub(crate) metrics: bool,
    /// `connection.enabled`, of a package only.
    pub(crate) connection: bool,
}

impl Features {
    /// What a table has, by its settings.
    pub(crate) fn of(pgxkit: &Pgxkit) -> Self {
        let split = pgxkit.read_write_splitting.enabled;
        Self {
            retry: pgxkit.retry.enabled,
            split,
            fallback: split
                && pgxkit.read_write_splitting.on_replica_down == OnReplicaDown::Primary,
            health: pgxkit.health_checks.enabled,
            metrics: pgxkit.metrics.enabled,
            connection: false,
        }
    }

    /// What a package has whose tables have these, by the project's settings.
    pub(crate) fn of_package(project: &Pgxkit, tables: impl Iterator<Item = Self>) -> Self {
        let on = |wanted: bool| project.enabled && wanted;
        let alone = Self {
            health: on(project.health_checks.enabled),
            connection: on(project.connection.enabled),
            ..Self::default()
        };
        tables.fold(alone, |all, table| Self {
            retry: all.retry || table.retry,
            split: all.split || table.split,
            fallback: all.fallback || table.fallback,
            health: all.health || table.health,
            metrics: all.metrics || table.metrics,
            connection: all.connection,
        })
    }

    /// Whether a handle can carry anything.
    pub(crate) fn handle(self) -> bool {
        self.retry || self.metrics
    }

    /// Whether a statement can run again.
    pub(crate) fn again(self) -> bool {
        self.retry || self.fallback
    }

    /// Whether calls are operations with attempts or a measure.
    pub(crate) fn operation(self) -> bool {
        self.again() || self.metrics
    }

    /// Whether repositories stand on more than an executor.
    pub(crate) fn conn(self) -> bool {
        self.operation() || self.split
    }
}

/// What can be generated beside the basic repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Feature {
    /// What every package has, or has as soon as something needs it.
    Always,
    /// `database.pgxkit.retry`.
    Retry,
    /// `database.pgxkit.read_write_splitting`.
    ReadWriteSplitting,
    /// `database.pgxkit.metrics`.
    Metrics,
    /// `database.pgxkit.health_checks`.
    HealthChecks,
    /// `database.pgxkit.connection`.
    Connection,
}

/// The exported names of the files that serve all tables, each with its feature. Handles exist
/// with retry or metrics.
pub(crate) const SYMBOLS: &[(&str, Feature)] = &[
    ("ErrInvalidCursor", Feature::Always),
    ("ErrNotInTransaction", Feature::Always),
    ("ErrOutcomeUnknown", Feature::Always),
    ("InTx", Feature::Always),
    ("InTxOptions", Feature::Always),
    ("Null", Feature::Always),
    ("Optional", Feature::Always),
    ("Page", Feature::Always),
    ("PageParams", Feature::Always),
    ("RegisterTypes", Feature::Always),
    ("Set", Feature::Always),
    ("SetTo", Feature::Always),
    ("TxBeginner", Feature::Always),
    ("DefaultRetryConfig", Feature::Retry),
    ("Handle", Feature::Retry),
    ("RetryConfig", Feature::Retry),
    ("WithRetry", Feature::Retry),
    ("ReadFallbacks", Feature::ReadWriteSplitting),
    ("ExpvarPools", Feature::Metrics),
    ("ExpvarRecorder", Feature::Metrics),
    ("MetricsRecorder", Feature::Metrics),
    ("NewExpvarRecorder", Feature::Metrics),
    ("NewOpenTelemetryRecorder", Feature::Metrics),
    ("NewPrometheusPoolCollector", Feature::Metrics),
    ("NewPrometheusRecorder", Feature::Metrics),
    ("ObserveOpenTelemetryPools", Feature::Metrics),
    ("OnSlowQuery", Feature::Metrics),
    ("OpenTelemetryRecorder", Feature::Metrics),
    ("PrometheusRecorder", Feature::Metrics),
    ("QueryMetrics", Feature::Metrics),
    ("RecorderFunc", Feature::Metrics),
    ("Recorders", Feature::Metrics),
    ("WithMetrics", Feature::Metrics),
    ("CheckHealth", Feature::HealthChecks),
    ("ErrPoolExhausted", Feature::HealthChecks),
    ("ErrSchemaMismatch", Feature::HealthChecks),
    ("Health", Feature::HealthChecks),
    ("HealthDown", Feature::HealthChecks),
    ("HealthHandler", Feature::HealthChecks),
    ("HealthLagging", Feature::HealthChecks),
    ("HealthPoolExhausted", Feature::HealthChecks),
    ("HealthReadSideDown", Feature::HealthChecks),
    ("HealthSchemaMismatch", Feature::HealthChecks),
    ("HealthState", Feature::HealthChecks),
    ("HealthTimeout", Feature::HealthChecks),
    ("HealthUp", Feature::HealthChecks),
    ("MaxReplicationLag", Feature::HealthChecks),
    ("MonitorPool", Feature::HealthChecks),
    ("PoolMonitor", Feature::HealthChecks),
    ("PoolMonitorInterval", Feature::HealthChecks),
    ("PoolStats", Feature::HealthChecks),
    ("VerifySchema", Feature::HealthChecks),
    ("Connect", Feature::Connection),
    ("DefaultPoolConfig", Feature::Connection),
    ("PoolConfig", Feature::Connection),
    ("PoolConfigFromEnv", Feature::Connection),
    ("RunUntilSignal", Feature::Connection),
    ("ShutdownWithin", Feature::Connection),
];

/// The exported names that no table or type may have.
pub(crate) fn reserved() -> impl Iterator<Item = &'static str> {
    SYMBOLS.iter().map(|(name, _)| *name)
}
