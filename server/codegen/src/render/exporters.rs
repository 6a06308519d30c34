//! The recorders of metrics, a file for each exporter, and what Prometheus and Grafana are to
//! make of them.

mod dashboard;

use super::marks::Marks;
use super::{Body, Failure, templates};
use crate::GeneratedFile;
use crate::header::{self, with_header_of};
use crate::plan::{Features, Package};
use crate::view::{View, view};
use pgwright_config::{Config, Exporter, METRICS_ALERTS, METRICS_DASHBOARD, Pgxkit};

/// What all packages with metrics have together.
fn together(packages: &[Package]) -> Features {
    let on = packages.iter().map(|package| package.features).filter(|on| on.metrics);
    Features::of_package(&Pgxkit::default(), on)
}

/// What templates ask of the features that recorders count.
fn view(on: Features, package: &str) -> View {
    view!({
        "package": package,
        "retry": on.again(),
        "split": on.split,
        "fallback": on.fallback,
    })
}

/// Whether any package with metrics splits reads from writes: recorders of several packages can share
/// their metrics, so these have one set of labels.
pub(crate) fn is_split(packages: &[Package]) -> bool {
    together(packages).split
}

/// The files of the recorders in a package, with their names. `split`: [`is_split`].
pub(crate) fn recorders(
    package: &Package,
    split: bool,
    config: &Config,
) -> Result<Vec<(&'static str, Body)>, Failure> {
    let exporters = &config.database.pgxkit.metrics.exporters;
    if !package.features.metrics || exporters.is_empty() {
        return Ok(Vec::new());
    }
    let mut files = vec![("metrics_exporters.go", "advanced/metrics/exporters")];
    files.extend(
        [
            (Exporter::Prometheus, "metrics_prometheus.go", "advanced/metrics/prometheus"),
            (Exporter::Opentelemetry, "metrics_opentelemetry.go", "advanced/metrics/opentelemetry"),
            (Exporter::Expvar, "metrics_expvar.go", "advanced/metrics/expvar"),
        ]
        .into_iter()
        .filter(|(exporter, ..)| exporters.contains(exporter))
        .map(|(_, name, template)| (name, template)),
    );
    let view = view(Features { split, ..package.features }, &package.name);
    let body = |(name, template)| {
        let text = templates::render(template, &view)?;
        let marked = Marks::default().take_out(&text);
        Ok((name, Body { source: None, marked, has_clause: true, relation: None }))
    };
    files.into_iter().map(body).collect()
}

/// The dashboard and the alert rules for the metrics of all packages, where they are asked for.
pub(crate) fn beside_code(
    packages: &[Package],
    config: &Config,
    folder: &str,
) -> Result<Vec<GeneratedFile>, Failure> {
    let metrics = &config.database.pgxkit.metrics;
    let on = together(packages);
    let fed = metrics.exporters.contains(&Exporter::Prometheus);
    if !on.metrics || !metrics.dashboard || !fed {
        return Ok(Vec::new());
    }
    let view = view(on, &config.output.package);
    let alerts = templates::render("advanced/metrics/alerts", &view)?;
    let dashboard = dashboard::text(&view, &config.output.package)?;
    let file = |name, text: String| GeneratedFile {
        path: format!("{folder}{name}").into(),
        text: text.into(),
        relation: None,
        origins: Vec::new(),
    };
    Ok(vec![
        file(METRICS_ALERTS, with_header_of(&header::YAML, &alerts)),
        file(METRICS_DASHBOARD, with_header_of(&header::JSON, &dashboard)),
    ])
}
