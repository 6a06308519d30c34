//! What is set for tables, and what holds for one of them.

use super::{Functions, GoTypeName, Pgxkit, SortKey, TablePattern};
use std::time::Duration;

/// One entry of `tables`: what is set there, and only that.
#[derive(Debug, Clone, PartialEq)]
pub struct TableEntry {
    /// Which tables it is for.
    pub pattern: TablePattern,
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

impl TableEntry {
    /// An entry that sets nothing.
    pub fn new(pattern: TablePattern) -> Self {
        Self {
            pattern,
            exclude: None,
            functions: None,
            struct_name: None,
            entity: None,
            columns: Vec::new(),
            pagination: PaginationEntry::default(),
            pgxkit: TablePgxkitEntry::default(),
        }
    }
}
