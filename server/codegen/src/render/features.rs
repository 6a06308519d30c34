//! What features put into the views of templates.

use super::shared::retry_config;
use crate::layout::{duration, plain, quoted_string};
use crate::plan::{Features, Planned};
use crate::view::{View, view};
use pgwright_config::{Config, Retry};

/// Adds to the view of a table's file what `repository/advanced_repository` shows beyond the
/// basic one.
pub(super) fn extend(view: &mut View, planned: &Planned, package: Features, config: &Config) {
    let table = &planned.table;
    let features = table.features();
    if package.conn() {
        view.set("read", "r.conn.read");
        view.set("write", "r.conn.write");
    }
    for (name, on) in [
        ("conn", package.conn()),
        ("handle", package.handle()),
        ("metrics", package.metrics),
        ("operation", features.operation()),
        ("split", features.split),
    ] {
        view.set(name, on);
    }
    for (name, method) in [
        ("primary", "Primary"),
        ("retry", "WithRetry"),
        ("health_check", "HealthCheck"),
        ("connection_stats", "GetConnectionStats"),
        ("read_connection_stats", "GetReadConnectionStats"),
    ] {
        view.set(name, planned.extras.contains(&method));
    }
    // Where a read side that is down is passed over, it is nothing that ails the repository.
    view.set(
        "health_read",
        match (package.split, features.split && !features.fallback) {
            (false, _) => "",
            (true, false) => ", nil",
            (true, true) => ", r.conn.read",
        },
    );
    view.set(
        "settings",
        match (package.handle(), features.handle()) {
            (false, _) => String::new(),
            (true, false) => ", settings{}".to_owned(),
            (true, true) => format!(", settingsOf{}", table.struct_name),
        },
    );
    view.set("setting_lines", setting_lines(planned, &config.database.pgxkit.retry));
    if let Some(View::List(views)) = view.get_mut("methods") {
        for (view, method) in views.iter_mut().zip(&planned.methods) {
            view.set(
                "retried",
                method.retried.as_ref().map(|name| {
                    let rest = method.signature.strip_prefix(&method.name).unwrap_or_default();
                    view!({
                        "name": name,
                        "signature": format!("{name}{rest}"),
                        "arguments": method.parameter_names(),
                    })
                }),
            );
        }
    }
}

/// The fields of the table's `settings`, as gofmt aligns them.
fn setting_lines(planned: &Planned, default: &Retry) -> String {
    let table = &planned.table;
    let pgxkit = &table.settings.pgxkit;
    let mut fields = Vec::new();
    if pgxkit.retry.enabled {
        fields.push(("retry:", retry_config(&pgxkit.retry, default)));
    }
    if pgxkit.metrics.enabled {
        fields.push(("table:", quoted_string(&plain(&table.metrics_name))));
        fields.push(("slowQuery:", duration(pgxkit.metrics.slow_query)));
    }
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    fields.iter().map(|(name, value)| format!("\t{name:width$} {value},\n")).collect()
}
