//! The Grafana dashboard: panels by their titles and queries in the template, laid out here.

use super::super::{Failure, templates};
use crate::view::View;
use serde::Deserialize;
use serde_json::{Value, json};

/// What the template says.
#[derive(Deserialize)]
struct Dashboard {
    title: String,
    description: String,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    title: String,
    panels: Vec<Panel>,
}

#[derive(Deserialize)]
struct Panel {
    title: String,
    description: String,
    /// As Grafana names units.
    unit: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    expr: String,
    /// What the lines are called, with labels between double braces.
    legend: String,
}

const WIDTH: u32 = 12;
const HEIGHT: u32 = 8;

/// The dashboard as JSON, in the order of its keys' names.
pub(super) fn text(view: &View, package: &str) -> Result<String, Failure> {
    let template = "advanced/metrics/dashboard";
    let failed = |error| format!("{template}: {error}");
    let text = templates::render(template, view)?;
    let dashboard: Dashboard = serde_json::from_str(&text).map_err(failed)?;
    let mut whole = json!({
        "annotations": { "list": [] },
        "description": dashboard.description,
        "editable": true,
        "graphTooltip": 1,
        "links": [],
        "panels": panels(&dashboard.rows),
        "refresh": "1m",
        "schemaVersion": 39,
        "tags": ["postgresql"],
        "templating": { "list": variables() },
        "time": { "from": "now-3h", "to": "now" },
        "title": dashboard.title,
        "uid": uid(package),
    });
    // Whatever else in the build asks serde_json to keep the order of insertion.
    whole.sort_all_objects();
    serde_json::to_string_pretty(&whole).map(|text| text + "\n").map_err(failed)
}

/// Two panels beside each other; each row begins with its title.
fn panels(rows: &[Row]) -> Vec<Value> {
    let mut panels = Vec::new();
    let mut y = 0;
    for row in rows {
        panels.push(json!({
            "collapsed": false,
            "gridPos": { "h": 1, "w": 2 * WIDTH, "x": 0, "y": y },
            "id": panels.len() + 1,
            "panels": [],
            "title": row.title,
            "type": "row",
        }));
        y += 1;
        for pair in row.panels.chunks(2) {
            for (panel, x) in pair.iter().zip([0, WIDTH]) {
                panels.push(time_series(panel, panels.len() + 1, x, y));
            }
            y += HEIGHT;
        }
    }
    panels
}

fn time_series(panel: &Panel, id: usize, x: u32, y: u32) -> Value {
    let targets: Vec<Value> = panel
        .targets
        .iter()
        .zip('A'..)
        .map(|(target, reference)| {
            json!({
                "datasource": datasource(),
                "expr": target.expr,
                "legendFormat": target.legend,
                "refId": reference,
            })
        })
        .collect();
    json!({
        "datasource": datasource(),
        "description": panel.description,
        "fieldConfig": {
            "defaults": { "custom": { "fillOpacity": 10, "showPoints": "never" }, "min": 0, "unit": panel.unit },
            "overrides": [],
        },
        "gridPos": { "h": HEIGHT, "w": WIDTH, "x": x, "y": y },
        "id": id,
        "options": {
            "legend": { "calcs": ["mean", "max"], "displayMode": "table", "placement": "bottom" },
            "tooltip": { "mode": "multi", "sort": "desc" },
        },
        "targets": targets,
        "title": panel.title,
        "type": "timeseries",
    })
}

fn datasource() -> Value {
    json!({ "type": "prometheus", "uid": "${datasource}" })
}

fn variables() -> Vec<Value> {
    let all = json!({ "selected": true, "text": "All", "value": "$__all" });
    let label = |name: &str, label: &str, query: &str| {
        json!({
            "allValue": ".*",
            "current": all,
            "datasource": datasource(),
            "includeAll": true,
            "label": label,
            "multi": true,
            "name": name,
            "query": query,
            "refresh": 2,
            "sort": 1,
            "type": "query",
        })
    };
    vec![
        json!({
            "label": "Data source",
            "name": "datasource",
            "query": "prometheus",
            "refresh": 1,
            "type": "datasource",
        }),
        label("job", "Job", "label_values(pgwright_query_duration_seconds_count, job)"),
        label(
            "table",
            "Table",
            "label_values(pgwright_query_duration_seconds_count{job=~\"$job\"}, table)",
        ),
    ]
}

/// What the dashboard is found by when it is imported again: at most 40 letters, digits and
/// dashes.
fn uid(package: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("pgwright-{}", package.chars().take(31).map(fits).collect::<String>())
}
