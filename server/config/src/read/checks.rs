//! Holding settings against each other: what is right by itself and makes no sense together.

use super::setting::{Block, Value};
use crate::duration::format_duration;
use crate::paths;
use crate::problems::Problems;
use crate::table::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::values::{Config, Connection, Exporter, OnReplicaDown, Retry, SortKey, TableEntry};
use pgwright_problem::{Severity, Span};
use std::collections::HashSet;

/// Tells what does not go together; what cannot be used so has its default in `config`.
pub(super) fn run(root: &Block, config: &mut Config, problems: &mut Problems) {
    package(root.block("output"), config, problems);
    retry(root, config, problems);
    connection(root, config, problems);
    replication_lag(root, config, problems);
    health_checks(root, config, problems);
    dashboard(root, config, problems);
    initialisms(root.path(&["naming", "initialisms"]), problems);
    tables(root.block("tables"), config, problems);
}

/// A folder whose name gives no package.
fn package(block: &Block, config: &Config, problems: &mut Problems) {
    let Some(directory) = block.get("directory") else { return };
    if block.get("package").is_none() && paths::package_name(&config.output.directory).is_none() {
        let message = format!(
            "`output.directory`: no Go package can be named after `{}`",
            config.output.directory
        );
        let problem = problems
            .value(directory.span, message)
            .with_help("write the package's name: `output.package: repository`");
        problems.add(problem);
    }
}

fn retry(root: &Block, config: &mut Config, problems: &mut Problems) {
    let block = root.path(&["database", "pgxkit", "retry"]);
    let retry = &mut config.database.pgxkit.retry;
    if retry.base_delay > retry.max_delay {
        let base = format_duration(retry.base_delay);
        let max = format_duration(retry.max_delay);
        above(block, ("base_delay", &base), ("max_delay", &max), problems);
        let default = Retry::default();
        (retry.base_delay, retry.max_delay) = (default.base_delay, default.max_delay);
    }
}

fn connection(root: &Block, config: &mut Config, problems: &mut Problems) {
    let block = root.path(&["database", "pgxkit", "connection"]);
    let connection = &mut config.database.pgxkit.connection;
    if connection.min_conns > connection.max_conns {
        let min = connection.min_conns.to_string();
        let max = connection.max_conns.to_string();
        above(block, ("min_conns", &min), ("max_conns", &max), problems);
        let default = Connection::default();
        (connection.min_conns, connection.max_conns) = (default.min_conns, default.max_conns);
    }
    if connection.connect_timeout.subsec_nanos() != 0 {
        if let Some(timeout) = block.get("connect_timeout") {
            let message = format!(
                "`database.pgxkit.connection.connect_timeout` wants whole seconds; there is `{}`",
                format_duration(connection.connect_timeout)
            );
            let help = format!("write `{}s`", connection.connect_timeout.as_secs() + 1);
            let problem = problems.value(timeout.span, message).with_help(help);
            problems.add(problem);
        }
        connection.connect_timeout = Connection::default().connect_timeout;
    }
    let both = block.get("max_conn_lifetime").is_some();
    if let Some(field) = block.field("max_conn_idle_time").filter(|_| both)
        && connection.max_conn_idle_time > connection.max_conn_lifetime
    {
        needs(
            field.key_span,
            "`max_conn_idle_time` has no effect above `max_conn_lifetime`",
            "write a shorter time, or remove it",
            problems,
        );
    }
}

/// Says that one of two settings is above the other, at the one that was set.
fn above(block: &Block, low: (&str, &str), high: (&str, &str), problems: &mut Problems) {
    let value = |(key, value): (&str, &str)| match block.get(key) {
        Some(_) => value.to_owned(),
        None => format!("{value}, the default"),
    };
    let Some(field) = block.field(low.0).or_else(|| block.field(high.0)) else { return };
    let message = format!("`{}` ({}) is above `{}` ({})", low.0, value(low), high.0, value(high));
    let mut problem = problems
        .value(field.setting.span, message)
        .with_help(format!("`{}` is at most `{}`", low.0, high.0));
    if let Some(other) = block.field(high.0).filter(|other| other.key != field.key) {
        let location = problems.at(other.setting.span);
        problem = problem.with_related(location, format!("`{}` is set here", high.0));
    }
    problems.add(problem);
}

/// A bound on the lag that nothing looks at.
fn replication_lag(root: &Block, config: &Config, problems: &mut Problems) {
    let block = root.path(&["database", "pgxkit", "health_checks"]);
    let pgxkit = &config.database.pgxkit;
    let Some(field) = block.field("max_replication_lag") else { return };
    let checked = pgxkit.health_checks.enabled
        || any_table(config, |entry| entry.pgxkit.health_checks_enabled);
    if !checked || pgxkit.health_checks.max_replication_lag.is_zero() {
        return;
    }
    let split = pgxkit.read_write_splitting.enabled
        || any_table(config, |entry| entry.pgxkit.read_write_splitting_enabled);
    if !split {
        needs(
            field.key_span,
            "`max_replication_lag` needs a read side",
            "write `enabled: true` below `database.pgxkit.read_write_splitting`",
            problems,
        );
    } else if pgxkit.read_write_splitting.on_replica_down != OnReplicaDown::Fail {
        needs(
            field.key_span,
            "`max_replication_lag` has no effect while reads of a lost replica go to the primary",
            "write `on_replica_down: fail` below `database.pgxkit.read_write_splitting`",
            problems,
        );
    }
}

/// Settings of what is not generated.
fn health_checks(root: &Block, config: &Config, problems: &mut Problems) {
    let block = root.path(&["database", "pgxkit", "health_checks"]);
    let health = &config.database.pgxkit.health_checks;
    if !health.enabled && !any_table(config, |entry| entry.pgxkit.health_checks_enabled) {
        return;
    }
    if let Some(field) = block.field("verify_schema").filter(|_| health.verify_schema)
        && !health.endpoints
    {
        needs(
            field.key_span,
            "`verify_schema` needs the endpoints: it is readiness that asks",
            "remove `endpoints: false` below `database.pgxkit.health_checks`",
            problems,
        );
    }
    if let Some(field) = block.field("pool_monitor_interval").filter(|_| !health.pool_monitor) {
        needs(
            field.key_span,
            "`pool_monitor_interval` has no effect without a pool monitor",
            "remove `pool_monitor: false` below `database.pgxkit.health_checks`",
            problems,
        );
    }
}

/// A dashboard of metrics that nobody exports.
fn dashboard(root: &Block, config: &Config, problems: &mut Problems) {
    let block = root.path(&["database", "pgxkit", "metrics"]);
    let metrics = &config.database.pgxkit.metrics;
    let Some(field) = block.field("dashboard") else { return };
    let recorded = metrics.enabled || any_table(config, |entry| entry.pgxkit.metrics_enabled);
    let fed = metrics.exporters.contains(&Exporter::Prometheus);
    if recorded && metrics.dashboard && !fed {
        needs(
            field.key_span,
            "`dashboard` needs the exporter `prometheus`",
            "add `prometheus` to `database.pgxkit.metrics.exporters`",
            problems,
        );
    }
}

/// Whether an entry of `tables` switches a feature on.
fn any_table(config: &Config, enabled: fn(&TableEntry) -> Option<bool>) -> bool {
    config.tables.iter().any(|entry| enabled(entry) == Some(true))
}

fn needs(span: Span, message: &str, help: &str, problems: &mut Problems) {
    let mut problem = problems.value(span, message).with_help(help);
    problem.severity = Severity::Warning;
    problems.add(problem);
}

/// A word that is added and removed.
fn initialisms(block: &Block, problems: &mut Problems) {
    let added: HashSet<String> =
        block.texts("add", |text| Some(text.to_uppercase())).into_iter().flatten().collect();
    for item in block.list("remove").into_iter().flatten() {
        let text = item.text().unwrap_or_default();
        if added.contains(&text.to_uppercase()) {
            let message = format!("`{text}` is added and removed");
            let problem =
                problems.value(item.span, message).with_help("remove it from one of the lists");
            problems.add(problem);
        }
    }
}

/// What stands in the entries of tables. What one entry leaves out another may set: values are
/// held against each other where one entry sets both, or where no other entry sets any.
fn tables(block: &Block, config: &mut Config, problems: &mut Problems) {
    let count =
        |sets: fn(&TableEntry) -> bool| config.tables.iter().filter(|entry| sets(entry)).count();
    let limits = count(|entry| {
        entry.pagination.default_limit.is_some() || entry.pagination.max_limit.is_some()
    });
    let delays = count(|entry| {
        entry.pgxkit.retry_base_delay.is_some() || entry.pgxkit.retry_max_delay.is_some()
    });
    let pgxkit = &config.database.pgxkit;
    // Every field is an entry: the names were checked when they were read.
    for (field, entry) in block.fields.iter().zip(&mut config.tables) {
        let Some(block) = field.setting.block() else { continue };
        sort_keys(block.block("pagination"), problems);
        page_limits(block.block("pagination"), entry, limits <= 1, problems);
        table_delays(block.path(&["pgxkit", "retry"]), entry, &pgxkit.retry, delays <= 1, problems);
        if !pgxkit.enabled {
            table_features(&field.key, block.block("pgxkit"), problems);
        }
    }
}

/// Columns that sort twice.
fn sort_keys(block: &Block, problems: &mut Problems) {
    let mut columns = HashSet::new();
    for item in block.list("order_by").into_iter().flatten() {
        let Some(Ok(key)) = item.text().map(SortKey::parse) else { continue };
        if !columns.insert(key.column.clone()) {
            let message = format!("the column `{}` sorts twice", key.column);
            let problem = problems.value(item.span, message).with_help("remove one of them");
            problems.add(problem);
        }
    }
}

fn page_limits(block: &Block, entry: &mut TableEntry, alone: bool, problems: &mut Problems) {
    let pagination = &mut entry.pagination;
    let both = pagination.default_limit.is_some() && pagination.max_limit.is_some();
    let low = pagination.default_limit.unwrap_or(DEFAULT_LIMIT);
    let high = pagination.max_limit.unwrap_or(MAX_LIMIT);
    if low > high && (both || alone) {
        let (low, high) = (low.to_string(), high.to_string());
        above(block, ("default_limit", &low), ("max_limit", &high), problems);
        (pagination.default_limit, pagination.max_limit) = (None, None);
    }
}

fn table_delays(
    block: &Block,
    entry: &mut TableEntry,
    project: &Retry,
    alone: bool,
    problems: &mut Problems,
) {
    let pgxkit = &mut entry.pgxkit;
    let both = pgxkit.retry_base_delay.is_some() && pgxkit.retry_max_delay.is_some();
    let low = pgxkit.retry_base_delay.unwrap_or(project.base_delay);
    let high = pgxkit.retry_max_delay.unwrap_or(project.max_delay);
    if low > high && (both || alone) {
        let (low, high) = (format_duration(low), format_duration(high));
        above(block, ("base_delay", &low), ("max_delay", &high), problems);
        (pgxkit.retry_base_delay, pgxkit.retry_max_delay) = (None, None);
    }
}

/// Features of one table while all are off.
fn table_features(table: &str, block: &Block, problems: &mut Problems) {
    for feature in &block.fields {
        let enabled = feature.setting.block().and_then(|block| block.get("enabled"));
        let Some(enabled) = enabled.filter(|enabled| enabled.value == Value::Bool(true)) else {
            continue;
        };
        needs(
            enabled.span,
            &format!(
                "`{}` of `{table}` has no effect while `database.pgxkit.enabled` is false",
                feature.key
            ),
            "remove `database.pgxkit.enabled: false`",
            problems,
        );
    }
}
