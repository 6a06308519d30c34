//! Holding settings against each other: what is right by itself and makes no sense together.

use super::setting::{Block, Field};
use crate::duration::format_duration;
use crate::paths;
use crate::problems::Problems;
use crate::values::{Config, Connection, Exporter, OnReplicaDown, PaginationEntry, Retry};
use pgwright_problem::{Severity, Span};
use std::collections::HashSet;

/// Tells what does not go together; what cannot be used so has its default in `config`.
pub(super) fn run(root: &Block, config: &mut Config, problems: &mut Problems) {
    package(root.block("output"), config, problems);
    retry(root, config, problems);
    connection(root, config, problems);
    replication_lag(root, config, problems);
    dashboard(root, config, problems);
    initialisms(root.path(&["naming", "initialisms"]), problems);
    for field in &root.block("tables").fields {
        let Some(block) = field.setting.block() else { continue };
        pagination(field, block.block("pagination"), config, problems);
        table_retry(field, block, config, problems);
        table_features(field, block, config, problems);
    }
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
    if !pgxkit.health_checks.enabled || pgxkit.health_checks.max_replication_lag.is_zero() {
        return;
    }
    if !pgxkit.read_write_splitting.enabled {
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

/// A dashboard of metrics that nobody exports.
fn dashboard(root: &Block, config: &Config, problems: &mut Problems) {
    let block = root.path(&["database", "pgxkit", "metrics"]);
    let metrics = &config.database.pgxkit.metrics;
    let Some(field) = block.field("dashboard") else { return };
    let fed = metrics.exporters.contains(&Exporter::Prometheus);
    if metrics.enabled && metrics.dashboard && !fed {
        needs(
            field.key_span,
            "`dashboard` needs the exporter `prometheus`",
            "add `prometheus` to `database.pgxkit.metrics.exporters`",
            problems,
        );
    }
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

/// Limits of pages, and columns that sort twice.
fn pagination(table: &Field, block: &Block, config: &mut Config, problems: &mut Problems) {
    let mut columns = HashSet::new();
    for item in block.list("order_by").into_iter().flatten() {
        let key = item.text().and_then(|text| crate::values::SortKey::parse(text).ok());
        let Some(key) = key else { continue };
        if !columns.insert(key.column.clone()) {
            let message = format!("the column `{}` sorts twice", key.column);
            let problem = problems.value(item.span, message).with_help("remove one of them");
            problems.add(problem);
        }
    }
    let Some(entry) = entry(config, table) else { return };
    let PaginationEntry { default_limit, max_limit, .. } = entry.pagination;
    // What one entry leaves out another may set: then they are not held against each other.
    let low = default_limit.unwrap_or(crate::table::DEFAULT_LIMIT);
    let high = max_limit.unwrap_or(crate::table::MAX_LIMIT);
    let alone = default_limit.is_some() && max_limit.is_some()
        || alone(config, |entry| {
            entry.pagination.default_limit.is_some() || entry.pagination.max_limit.is_some()
        });
    if low > high && alone {
        above(
            block,
            ("default_limit", &low.to_string()),
            ("max_limit", &high.to_string()),
            problems,
        );
        if let Some(entry) = entry_mut(config, table) {
            (entry.pagination.default_limit, entry.pagination.max_limit) = (None, None);
        }
    }
}

fn table_retry(table: &Field, block: &Block, config: &mut Config, problems: &mut Problems) {
    let block = block.path(&["pgxkit", "retry"]);
    let project = &config.database.pgxkit.retry;
    let Some(entry) = entry(config, table) else { return };
    let (base, max) = (entry.pgxkit.retry_base_delay, entry.pgxkit.retry_max_delay);
    let low = base.unwrap_or(project.base_delay);
    let high = max.unwrap_or(project.max_delay);
    let alone = base.is_some() && max.is_some()
        || alone(config, |entry| {
            entry.pgxkit.retry_base_delay.is_some() || entry.pgxkit.retry_max_delay.is_some()
        });
    if low > high && alone {
        let (low, high) = (format_duration(low), format_duration(high));
        above(block, ("base_delay", &low), ("max_delay", &high), problems);
        if let Some(entry) = entry_mut(config, table) {
            (entry.pgxkit.retry_base_delay, entry.pgxkit.retry_max_delay) = (None, None);
        }
    }
}

/// A feature of one table while all are off.
fn table_features(table: &Field, block: &Block, config: &Config, problems: &mut Problems) {
    if config.database.pgxkit.enabled {
        return;
    }
    for field in &block.block("pgxkit").fields {
        let enabled = field.setting.block().and_then(|block| block.field("enabled"));
        let Some(enabled) = enabled.filter(|_| {
            field.setting.block().and_then(|block| block.bool("enabled")) == Some(true)
        }) else {
            continue;
        };
        needs(
            enabled.setting.span,
            &format!(
                "`{}` of `{}` has no effect while `database.pgxkit.enabled` is false",
                field.key, table.key
            ),
            "remove `database.pgxkit.enabled: false`",
            problems,
        );
    }
}

fn entry<'a>(config: &'a Config, table: &Field) -> Option<&'a crate::values::TableEntry> {
    config.tables.iter().find(|entry| entry.pattern.as_str() == table.key)
}

fn entry_mut<'a>(
    config: &'a mut Config,
    table: &Field,
) -> Option<&'a mut crate::values::TableEntry> {
    config.tables.iter_mut().find(|entry| entry.pattern.as_str() == table.key)
}

/// Whether at most one entry sets something.
fn alone(config: &Config, sets: impl Fn(&crate::values::TableEntry) -> bool) -> bool {
    config.tables.iter().filter(|entry| sets(entry)).count() <= 1
}
