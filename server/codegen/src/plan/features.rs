//! Features, and which exported name of the generated package belongs to which.
//!
//! A feature that is off leaves no trace; its names stay reserved all the same, so that a table
//! does not lose its name on the day that somebody switches one on.

/// What can be generated beside the basic repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Feature {
    /// What every package has, or has as soon as something needs it.
    Always,
    /// `database.pgxkit.retry`.
    Retry,
    /// `database.pgxkit.metrics`.
    Metrics,
    /// `database.pgxkit.health_checks`.
    HealthChecks,
    /// `database.pgxkit.connection`.
    Connection,
}

/// The exported names of the files that serve all tables, each with its feature. Handles exist
/// with retry or metrics; `read_write_splitting` adds to repositories only.
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
    ("ExpvarRecorder", Feature::Metrics),
    ("MetricsRecorder", Feature::Metrics),
    ("OpenTelemetryRecorder", Feature::Metrics),
    ("PrometheusRecorder", Feature::Metrics),
    ("QueryMetrics", Feature::Metrics),
    ("RecorderFunc", Feature::Metrics),
    ("WithMetrics", Feature::Metrics),
    ("CheckHealth", Feature::HealthChecks),
    ("ErrSchemaMismatch", Feature::HealthChecks),
    ("Health", Feature::HealthChecks),
    ("HealthHandler", Feature::HealthChecks),
    ("PoolMonitor", Feature::HealthChecks),
    ("VerifySchema", Feature::HealthChecks),
    ("Connect", Feature::Connection),
    ("PoolConfig", Feature::Connection),
    ("RunUntilSignal", Feature::Connection),
    ("ShutdownWithin", Feature::Connection),
];

/// The exported names that no table or type may have.
pub(crate) fn reserved() -> impl Iterator<Item = &'static str> {
    SYMBOLS.iter().map(|(name, _)| *name)
}
