//! The service of the README, from its configuration and migrations to answers over HTTP.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::Module;
use pgwright_tests::postgres::Cluster;

#[test]
fn the_service_of_the_readme_runs() {
    let module = Module::copy_of("tracker");
    pgwright_ends(module.path(), &["--generate"], 0);
    module.assert_clean();
    let cluster = Cluster::start();
    let database = cluster.database();
    database.migrate(&module.path().join("migrations"));
    let variables = cluster.environment(&database);
    let of = |name: &str| {
        let found = variables.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value.clone()).expect("a cluster has it")
    };
    let variables = [("DATABASE_URL", of("PRIMARY_DSN")), ("DATABASE_READ_URL", of("STANDBY_DSN"))];
    module.test_within("tracker", &["."], &variables);
}
