//! Every method goes to the side that it should, by the servers' own word.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::{Module, copy, projects};
use pgwright_tests::postgres::Cluster;

/// The bookshop has methods of every kind. Reads of one table are not split.
const CONFIG: &str = "\
database:
  schemas: [public, warehouse]
  pgxkit:
    retry: {enabled: true}
    read_write_splitting: {enabled: true}
    health_checks: {enabled: true}
    metrics: {enabled: true, exporters: []}
output: {directory: repository}
tables:
  \"warehouse.movements_*\": {exclude: true}
  authors: {pgxkit: {read_write_splitting: {enabled: false}}}
";

#[test]
fn every_method_goes_where_it_should() {
    let module = Module::with_requirements();
    let migrations = projects().join("bookshop/migrations");
    copy(&migrations, &module.path().join("shop/migrations"));
    module.write("shop/pgwright.yaml", CONFIG);
    pgwright_ends(&module.path().join("shop"), &["--generate"], 0);
    let (repositories, split) = module.route("shop/repository");
    assert!(repositories >= 19, "{repositories} repositories");
    assert_eq!(split, repositories - 1, "all but the authors are split");

    let cluster = Cluster::start();
    let database = cluster.database();
    database.migrate(&migrations);
    module.test_within("routing", &["./routed"], &cluster.environment(&database));
}
