//! Every key that changes what is generated, each in company of every other: the bookshop in as
//! many forms as it takes for any two settings to meet.

// How much was tried stands in the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_config::Function;
use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::{Module, copy, projects};
use pgwright_tests::pairs::pairwise;
use pgwright_tests::postgres::server;

/// The keys beside `functions`, with the values that they can have.
const KEYS: [(&str, &[&str]); 5] = [
    ("types: {nullable: ", &["pointer", "sql", "pgtype"]),
    ("naming: {structs: ", &["table", "singular"]),
    ("generate: {interfaces: ", &["false", "true"]),
    ("package_per_schema: ", &["false", "true"]),
    ("tags: ", &["[]", "[json]", "[db]", "[json, db]"]),
];

#[test]
fn any_two_settings_compile_are_clean_and_run() {
    let mut sizes = vec![2; Function::ALL.len()];
    sizes.extend(KEYS.iter().map(|(_, values)| values.len()));
    let mut rows = pairwise(&sizes);
    // Nothing switched on, and everything.
    rows.push(vec![0; sizes.len()]);
    rows.push(sizes.iter().map(|size| size - 1).collect());

    let migrations = projects().join("bookshop/migrations");
    let database = server().database();
    database.migrate(&migrations);
    let module = Module::with_requirements();
    for (number, row) in rows.iter().enumerate() {
        let folder = format!("row{number:02}");
        let root = module.path().join(&folder);
        copy(&migrations, &root.join("migrations"));
        module.write(&format!("{folder}/pgwright.yaml"), &config(row));
        pgwright_ends(&root, &["--generate"], 0);
        pgwright_ends(&root, &["--check"], 0);
        let repositories = module.exercise(&folder, database.dsn(), &[]);
        assert!(repositories >= 19, "row {number} has {repositories} repositories");
    }
    println!("{} rows of settings", rows.len());
    module.assert_clean();
    module.test("keys", &["./..."], database.dsn());
}

/// The configuration of a row.
fn config(row: &[usize]) -> String {
    let (functions, keys) = row.split_at(Function::ALL.len());
    let on: Vec<&str> = Function::ALL
        .iter()
        .zip(functions)
        .filter(|(_, on)| **on == 1)
        .map(|(function, _)| function.name())
        .collect();
    let value = |key: usize| KEYS[key].1[keys[key]];
    let line = |key: usize| format!("{}{}}}", KEYS[key].0, value(key));
    format!(
        "database: {{schemas: [public, warehouse]}}\n\
         functions: [{}]\n{}\n{}\n{}\n\
         output:\n  directory: repository\n  package_per_schema: {}\n  tags: {}\n\
         tables:\n  \"warehouse.movements_*\": {{exclude: true}}\n",
        on.join(", "),
        line(0),
        line(1),
        line(2),
        value(3),
        value(4),
    )
}
