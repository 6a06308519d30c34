//! Every type makes its way to Go and back, however NULL is spelt.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::Module;
use pgwright_tests::postgres::server;

#[test]
fn pointers() {
    round_trip("pointer");
}

#[test]
fn nulls_of_the_standard_library() {
    round_trip("sql");
}

#[test]
fn nulls_of_pgtype() {
    round_trip("pgtype");
}

fn round_trip(nullable: &str) {
    let module = Module::copy_of("types");
    let config = module.path().join("pgwright.yaml");
    let text = std::fs::read_to_string(&config).expect("the project has a configuration");
    module.write("pgwright.yaml", &format!("{text}types: {{nullable: {nullable}}}\n"));
    pgwright_ends(module.path(), &["--generate"], 0);
    module.assert_clean();
    let database = server().database();
    database.migrate(&module.path().join("migrations"));
    module.test(&format!("types {nullable}"), &["./..."], database.dsn());
}
