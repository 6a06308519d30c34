//! The generated repositories at work while servers and connections fail.

// What was tried stands in the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::Module;
use pgwright_tests::level::{Level, level};
use pgwright_tests::postgres::{Cluster, Database};

/// The ledger with its generated code, the servers, and its tables on them.
fn ledger() -> (Module, Cluster, Database) {
    let module = Module::copy_of("ledger");
    pgwright_ends(module.path(), &["--generate"], 0);
    module.add("cluster");
    module.add("proxy");
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
fn the_ledger_is_clean() {
    let module = Module::copy_of("ledger");
    pgwright_ends(module.path(), &["--generate"], 0);
    module.add("cluster");
    module.add("proxy");
    module.assert_clean();
}
