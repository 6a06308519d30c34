//! Metrics of running programs: what the recorders make of calls, read back by the libraries of
//! the systems that they are for, and whether it is true.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::{Module, copy};
use pgwright_tests::level::{Level, level};
use pgwright_tests::postgres::{Cluster, server};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the tests and the project that they run on are.
fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("go/metrics")
}

/// A module with the tests, the project, and what is generated for it.
fn generated() -> Module {
    let module = Module::with_requirements();
    module.add("metrics");
    module.add("cluster");
    generate(&module, "metrics/shop");
    module
}

fn generate(module: &Module, folder: &str) {
    let root = module.path().join(folder);
    pgwright_ends(&root, &["--generate"], 0);
    pgwright_ends(&root, &["--check"], 0);
}

/// Exporters with other features, each in the place of what the project has.
const OTHERS: [(&str, &str); 6] = [
    ("none", "metrics: {enabled: true, exporters: []}"),
    ("prometheus", "metrics: {enabled: true, dashboard: true}"),
    ("opentelemetry", "metrics: {enabled: true, exporters: [opentelemetry]}"),
    ("expvar", "metrics: {enabled: true, exporters: [expvar]}"),
    (
        "retry",
        "metrics: {enabled: true, exporters: [prometheus, opentelemetry, expvar], \
         dashboard: true}, retry: {enabled: true}",
    ),
    (
        "split",
        "metrics: {enabled: true, exporters: [expvar, opentelemetry, prometheus], \
         dashboard: true}, read_write_splitting: {enabled: true}",
    ),
];

#[test]
fn each_system_reads_what_its_recorder_writes() {
    let module = generated();
    for (name, features) in OTHERS {
        let folder = format!("metrics/{name}");
        copy(&source().join("shop/migrations"), &module.path().join(&folder).join("migrations"));
        let yaml = format!("database: {{pgxkit: {{{features}}}}}\noutput: {{directory: {name}}}\n");
        module.write(&format!("{folder}/pgwright.yaml"), &yaml);
        generate(&module, &folder);
    }
    module.assert_clean();

    let database = server().database();
    database.migrate(&source().join("shop/migrations"));
    let exposition = module.path().join("exposition.txt");
    let variables = [
        ("TEST_DATABASE_URL", database.dsn().to_owned()),
        ("EXPOSITION", exposition.to_string_lossy().into_owned()),
    ];
    module.test_within("recorders", &["-race", "./metrics/recorders"], &variables);

    let folder = |name: &str| module.path().join("metrics").join(name);
    for output in [
        folder("shop/repository"),
        folder("prometheus/prometheus"),
        folder("retry/retry"),
        folder("split/split"),
    ] {
        queries(&output, &exposition);
    }
}

/// Holds the dashboard and the alert rules in a folder against an exposition of the metrics, by the
/// parsers of Prometheus.
fn queries(folder: &Path, exposition: &Path) {
    let output = Command::new("go")
        .args(["run", "."])
        .arg(folder.join("metrics_dashboard.json"))
        .arg(folder.join("metrics_alerts.yaml"))
        .arg(exposition)
        .current_dir(source().join("promql"))
        .output()
        .expect("go starts");
    assert!(
        output.status.success(),
        "{}: {}{}",
        folder.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn metrics_are_what_the_servers_counted() {
    let module = generated();
    let cluster = Cluster::start();
    let database = cluster.database();
    database.migrate(&source().join("shop/migrations"));
    let calls = if level() == Level::Long { 100_000 } else { 10_000 };
    let mut variables = cluster.environment(&database);
    variables.push(("METRICS_CALLS", calls.to_string()));
    variables.push(("METRICS_SEED", std::env::var("METRICS_SEED").unwrap_or("1".to_owned())));
    module.test_within("truth of metrics", &["./metrics/truth"], &variables);
}
