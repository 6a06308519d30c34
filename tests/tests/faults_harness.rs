//! The servers and the proxy that the fault runs stand on do what they say.

use pgwright_tests::go::Module;
use pgwright_tests::postgres::Cluster;

#[test]
fn servers_and_proxy_do_what_they_say() {
    let module = Module::copy_of("ledger");
    module.add("cluster");
    module.add("proxy");
    let cluster = Cluster::start();
    let database = cluster.database();
    module.test_within("harness", &["./harness"], &cluster.environment(&database));
}
