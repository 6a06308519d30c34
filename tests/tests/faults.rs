//! The generated repositories at work while servers and connections fail.

// What was tried stands in the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::{Module, copy};
use pgwright_tests::level::{Level, level};
use pgwright_tests::postgres::{Cluster, Database};

/// The ledger with its generated code, and in `fallback` the one whose reads fall back.
fn generated() -> Module {
    let module = Module::copy_of("ledger");
    let read = |path: &str| {
        std::fs::read_to_string(module.path().join(path)).expect("the project has a configuration")
    };
    let fails = "read_write_splitting: {enabled: true}";
    let config = read("pgwright.yaml");
    assert!(config.contains(fails), "the ledger's reads are not split");
    let falls_back = "read_write_splitting: {enabled: true, on_replica_down: primary}";
    module.write("fallback/pgwright.yaml", &config.replace(fails, falls_back));
    copy(&module.path().join("migrations"), &module.path().join("fallback/migrations"));
    // Both: what lies below the root is found.
    pgwright_ends(module.path(), &["--generate"], 0);
    module.add("cluster");
    module.add("proxy");
    module
}

/// The ledger with its generated code, the servers, and its tables on them.
fn ledger() -> (Module, Cluster, Database) {
    let module = generated();
    let cluster = Cluster::start();
    let database = cluster.database();
    database.migrate(&module.path().join("migrations"));
    (module, cluster, database)
}

/// `PGWRIGHT_FAULTS` and `PGWRIGHT_FAULTS_SEED` say how many faults there are and with which seed
/// the runs begin; with a seed they can be had again, as far as chance of time allows.
#[test]
fn what_was_reported_is_what_was_written() {
    let (module, cluster, database) = ledger();
    let setting = |name: &str, otherwise: &str| {
        std::env::var(name).ok().filter(|text| !text.is_empty()).unwrap_or(otherwise.to_owned())
    };
    let report = module.path().join("report");
    let mut environment = cluster.environment(&database);
    let count = if level() == Level::Long { "10000" } else { "300" };
    environment.extend([
        ("FAULTS", setting("PGWRIGHT_FAULTS", count)),
        ("FAULTS_SEED", setting("PGWRIGHT_FAULTS_SEED", "1")),
        ("FAULTS_REPORT", report.to_string_lossy().into_owned()),
    ]);
    let outcome =
        module.try_test_within("faults", &["-timeout=0", "-count=1", "./faults"], &environment);
    print!("{}", std::fs::read_to_string(&report).unwrap_or_default());
    if let Err(failures) = outcome {
        panic!("{failures}");
    }
}

#[test]
fn what_surely_was_not_done_is_repeated_and_nothing_else() {
    let (module, cluster, database) = ledger();
    module.test_within("retries", &["./retries"], &cluster.environment(&database));
}

#[test]
fn reads_go_where_on_replica_down_says() {
    let (module, cluster, database) = ledger();
    module.test_within("replica", &["./replica"], &cluster.environment(&database));
}

#[test]
fn the_ledger_is_clean() {
    generated().assert_clean();
}
