//! Every key that changes what is generated, each in company of every other: the bookshop in as
//! many forms as it takes for any two settings to meet.

// How much was tried stands in the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_config::Function;
use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::{Module, copy, projects};
use pgwright_tests::pairs::pairwise;
use pgwright_tests::postgres::server;

/// The keys beside `functions` and features, with the values that they can have.
const KEYS: [(&str, &[&str]); 7] = [
    ("types: {nullable: ", &["pointer", "sql", "pgtype"]),
    ("naming: {structs: ", &["table", "singular"]),
    ("interfaces: ", &["false", "true"]),
    ("tests: ", &["false", "true"]),
    ("examples: ", &["false", "true"]),
    ("package_per_schema: ", &["false", "true"]),
    ("tags: ", &["[]", "[json]", "[db]", "[json, db]"]),
];

/// The lines that a feature can have below `database.pgxkit`, and what tables can say of theirs.
const FEATURES: [&[&str]; 6] = [
    &["", "retry: {enabled: true}", "retry: {enabled: true, jitter: false, max_retries: 1}"],
    &[
        "",
        "read_write_splitting: {enabled: true}",
        "read_write_splitting: {enabled: true, on_replica_down: primary}",
    ],
    &[
        "",
        "health_checks: {enabled: true, endpoints: false, pool_monitor: false}",
        "health_checks: {enabled: true}",
        "health_checks: {enabled: true, verify_schema: true}",
    ],
    &[
        "",
        "metrics: {enabled: true, exporters: []}",
        "metrics: {enabled: true, exporters: [prometheus], dashboard: true}",
        "metrics: {enabled: true, exporters: [opentelemetry, expvar], slow_query: 1s}",
        "metrics: {enabled: true, exporters: [prometheus, opentelemetry, expvar]}",
    ],
    &["", "connection: {enabled: true}"],
    &[
        "",
        "{retry: {enabled: false}, read_write_splitting: {enabled: false}, \
         health_checks: {enabled: false}, metrics: {enabled: false}}",
        "{retry: {enabled: true, max_retries: 7}, read_write_splitting: {enabled: true}, \
         health_checks: {enabled: true}, metrics: {enabled: true, slow_query: 5ms}}",
    ],
];

#[test]
fn any_two_settings_compile_are_clean_and_run() {
    let mut sizes = vec![2; Function::ALL.len()];
    sizes.extend(KEYS.iter().map(|(_, values)| values.len()));
    sizes.extend(FEATURES.map(<[_]>::len));
    let mut rows = pairwise(&sizes);
    // Nothing switched on, and everything.
    rows.push(vec![0; sizes.len()]);
    rows.push(sizes.iter().map(|size| size - 1).collect());
    assert!(rows.len() <= 40, "{} rows", rows.len());

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
    let (functions, rest) = row.split_at(Function::ALL.len());
    let (keys, features) = rest.split_at(KEYS.len());
    let on: Vec<&str> = Function::ALL
        .iter()
        .zip(functions)
        .filter(|(_, on)| **on == 1)
        .map(|(function, _)| function.name())
        .collect();
    let key = |at: usize| format!("{}{}", KEYS[at].0, KEYS[at].1[keys[at]]);
    let (project, table) = FEATURES.split_at(FEATURES.len() - 1);
    let pgxkit: String = project
        .iter()
        .zip(features)
        .map(|(lines, chosen)| format!("    {}\n", lines[*chosen]))
        .collect();
    // Some of the bookshop's tables, by their first letters.
    let of_tables = match table[0][features[project.len()]] {
        "" => String::new(),
        block => ["a*", "b*", "c*"]
            .map(|pattern| format!("  \"{pattern}\": {{pgxkit: {block}}}\n"))
            .concat(),
    };
    format!(
        "database:\n  schemas: [public, warehouse]\n  pgxkit:\n    enabled: true\n{pgxkit}\
         functions: [{}]\n{}}}\n{}}}\ngenerate: {{{}, {}, {}}}\n\
         output:\n  directory: repository\n  {}\n  {}\n\
         tables:\n  \"warehouse.movements_*\": {{exclude: true}}\n{of_tables}",
        on.join(", "),
        key(0),
        key(1),
        key(2),
        key(3),
        key(4),
        key(5),
        key(6),
    )
}
