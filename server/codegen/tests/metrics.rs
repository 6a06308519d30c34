//! The recorders of metrics, and the dashboard and alert rules for them.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Project, project};
use expect_test::expect;
use pgwright_codegen::header::{Ownership, ownership};
use std::collections::BTreeSet;

const SQL: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n\
                   CREATE TABLE orders (id bigint PRIMARY KEY);\n";

/// A project with `metrics`, and other features behind it, as blocks of `database.pgxkit`.
fn with(metrics: &str, others: &str) -> Project {
    project(
        &format!("database: {{pgxkit: {{metrics: {{enabled: true, {metrics}}}{others}}}}}"),
        SQL,
    )
}

/// The files of recorders and what stands beside the code.
fn exported(project: &Project) -> Vec<&str> {
    let mut paths = project.paths();
    paths.retain(|path| path.starts_with("metrics_"));
    paths
}

const ALL: &str = "exporters: [prometheus, opentelemetry, expvar]";
const FEATURES: &str =
    ", retry: {enabled: true}, read_write_splitting: {enabled: true, on_replica_down: primary}";

#[test]
fn each_exporter_has_a_file_and_only_what_is_chosen_is_imported() {
    let libraries = |project: &Project| -> Vec<&str> {
        ["client_golang", "go.opentelemetry.io", "\"expvar\""]
            .into_iter()
            .filter(|library| {
                project.generated.files.iter().any(|file| file.text.contains(library))
            })
            .collect()
    };
    for (exporters, files, imported) in [
        ("exporters: []", &[][..], &[][..]),
        ("exporters: [prometheus]", &["metrics_prometheus.go"], &["client_golang"]),
        ("exporters: [opentelemetry]", &["metrics_opentelemetry.go"], &["go.opentelemetry.io"]),
        ("exporters: [expvar]", &["metrics_expvar.go"], &["\"expvar\""]),
        (
            ALL,
            &["metrics_expvar.go", "metrics_opentelemetry.go", "metrics_prometheus.go"],
            &["client_golang", "go.opentelemetry.io", "\"expvar\""],
        ),
    ] {
        for others in ["", FEATURES] {
            let project = with(exporters, others);
            let mut expected = files.to_vec();
            if !expected.is_empty() {
                expected.insert(0, "metrics_exporters.go");
            }
            assert_eq!(exported(&project), expected, "{exporters}{others}");
            assert_eq!(libraries(&project), imported, "{exporters}{others}");
        }
    }
}

#[test]
fn without_metrics_there_is_no_recorder() {
    let everything = "exporters: [prometheus, opentelemetry, expvar], dashboard: true";
    for yaml in [
        format!("database: {{pgxkit: {{metrics: {{enabled: false, {everything}}}}}}}"),
        format!(
            "database: {{pgxkit: {{enabled: false, metrics: {{enabled: true, {everything}}}}}}}"
        ),
        format!(
            "database: {{pgxkit: {{metrics: {{enabled: true, {everything}}}}}}}\n\
             tables: {{\"*\": {{pgxkit: {{metrics: {{enabled: false}}}}}}}}"
        ),
    ] {
        assert_eq!(exported(&project(&yaml, SQL)), Vec::<&str>::new(), "{yaml}");
    }
    // One table with metrics is enough.
    let one = format!(
        "database: {{pgxkit: {{metrics: {{enabled: false, {ALL}}}}}}}\n\
         tables: {{users: {{pgxkit: {{metrics: {{enabled: true}}}}}}}}"
    );
    assert_eq!(exported(&project(&one, SQL)).len(), 4);
}

/// How each exporter names what belongs to another feature.
const NAMES: [(&str, [&str; 3]); 3] = [
    ("retries", ["pgwright_query_retries_total", "pgwright.query.retries", "`json:\"retries\"`"]),
    ("sides", ["\"side\"", "pgwright.side", "`json:\"sides\"`"]),
    (
        "fallbacks",
        ["pgwright_query_fallbacks_total", "pgwright.query.fallbacks", "`json:\"fallbacks\"`"],
    ),
];

#[test]
fn what_is_off_is_not_counted() {
    for (others, on) in [
        ("", &[][..]),
        (", retry: {enabled: true}", &["retries"]),
        (", read_write_splitting: {enabled: true}", &["sides"]),
        (FEATURES, &["retries", "sides", "fallbacks"]),
    ] {
        let project = with(&format!("{ALL}, dashboard: true"), others);
        let files = exported(&project);
        let has = |name: &str| files.iter().any(|file| project.file(file).text.contains(name));
        for (what, names) in NAMES {
            for name in names {
                assert_eq!(has(name), on.contains(&what), "{name} with `{others}`");
            }
        }
    }
}

/// Every name of a metric in a text, without what Prometheus puts behind a histogram's.
fn metrics(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.split(|c: char| !is_part(c)).filter(|word| word.starts_with("pgwright_"));
    words
        .map(|word| {
            let ending =
                ["_bucket", "_count", "_sum"].iter().find_map(|end| word.strip_suffix(end));
            ending.unwrap_or(word).to_owned()
        })
        .collect()
}

#[test]
fn dashboard_and_alerts_name_the_metrics_that_the_recorder_declares() {
    for others in
        ["", ", retry: {enabled: true}", ", read_write_splitting: {enabled: true}", FEATURES]
    {
        let project = with("dashboard: true", others);
        let code = &project.file("metrics_prometheus.go").text;
        let declared: BTreeSet<String> = metrics(code)
            .into_iter()
            .filter(|name| code.contains(&format!("\"{name}\"")))
            .collect();
        let dashboard = metrics(&project.file("metrics_dashboard.json").text);
        let alerts = metrics(&project.file("metrics_alerts.yaml").text);
        assert_eq!(dashboard, declared, "each metric is shown, and no other");
        let unknown: Vec<_> = alerts.difference(&declared).collect();
        assert!(unknown.is_empty() && alerts.len() > 4, "{unknown:?}");
    }
}

#[test]
fn the_dashboard_is_valid_json_of_panels_that_do_not_overlap() {
    let project = with("dashboard: true", FEATURES);
    let text = &project.file("metrics_dashboard.json").text;
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(json["__generated"], "Code generated by pgwright. DO NOT EDIT.");
    assert_eq!(json["uid"], "pgwright-repository");
    let variables = json["templating"]["list"].as_array().unwrap();
    let names: Vec<_> = variables.iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["datasource", "job", "table"]);
    let panels = json["panels"].as_array().unwrap();
    let mut taken = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for panel in panels {
        assert!(ids.insert(panel["id"].as_u64().unwrap()));
        let of = |key: &str| panel["gridPos"][key].as_u64().unwrap();
        for x in of("x")..of("x") + of("w") {
            for y in of("y")..of("y") + of("h") {
                assert!(x < 24 && taken.insert((x, y)), "{}", panel["title"]);
            }
        }
        if panel["type"] == "row" {
            continue;
        }
        assert_eq!(panel["datasource"]["uid"], "${datasource}");
        for target in panel["targets"].as_array().unwrap() {
            assert!(target["expr"].as_str().unwrap().contains("job=~'$job'"), "{target}");
            assert!(
                target["legendFormat"].as_str().is_some_and(|it| !it.contains('\\')),
                "{target}"
            );
        }
    }
}

#[test]
fn the_alert_rules_begin_with_our_header() {
    let project = with("dashboard: true", "");
    let text = &project.file("metrics_alerts.yaml").text;
    let first: Vec<&str> = text.lines().take(8).collect();
    expect![[r#"
        # Code generated by pgwright. DO NOT EDIT.
        # Hash: 1223b5b34166c47e

        groups:
          - name: pgwright
            rules:
              # Not among them: rows that were not found, calls that their caller gave up, and what the
              # data itself broke (SQLSTATE classes 22, 23 and P0)."#]].assert_eq(&first.join("\n"));
    assert!(!text.contains("\\{{"), "{text}");
}

#[test]
fn what_is_no_go_has_a_header_too() {
    let project = with("dashboard: true", "");
    for file in &project.generated.files {
        assert_eq!(ownership(&file.path, &file.text), Ownership::Ours, "{}", file.path);
    }
}

#[test]
fn packages_of_schemas_have_recorders_each_and_one_dashboard() {
    let yaml = "database: {schemas: [public, lab], pgxkit: {metrics: {enabled: true, dashboard: true}}}\n\
                output: {package_per_schema: true}";
    let sql = format!("{SQL}CREATE SCHEMA lab; CREATE TABLE lab.samples (id bigint PRIMARY KEY);");
    let project = project(yaml, &sql);
    let mut paths = project.paths();
    paths.retain(|path| path.contains("metrics_"));
    expect![[r#"
        lab/metrics_exporters.go
        lab/metrics_prometheus.go
        metrics_alerts.yaml
        metrics_dashboard.json
        public/metrics_exporters.go
        public/metrics_prometheus.go"#]]
    .assert_eq(&paths.join("\n"));
}

#[test]
fn recorders_of_several_packages_can_share_their_metrics() {
    let yaml = "database: {schemas: [public, lab], pgxkit: {metrics: {enabled: true}}}\n\
                output: {package_per_schema: true}\n\
                tables: {users: {pgxkit: {read_write_splitting: {enabled: true}}}}";
    let sql = format!("{SQL}CREATE SCHEMA lab; CREATE TABLE lab.samples (id bigint PRIMARY KEY);");
    let project = project(yaml, &sql);
    let [lab, public] = ["lab", "public"].map(|package| {
        let text = &project.file(&format!("{package}/metrics_prometheus.go")).text;
        text.lines().filter(|line| line.contains("labels := []string")).collect::<Vec<_>>()
    });
    assert_eq!(lab, public);
}
