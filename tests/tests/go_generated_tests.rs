//! `generate.tests`: what is generated is clean, green on the database that the migrations make,
//! twice over, and runs every method.

// How much was tried stands in the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_tests::binary::{pgwright, pgwright_ends};
use pgwright_tests::go::{Module, files};
use pgwright_tests::level::{Level, level};
use pgwright_tests::postgres::server;
use pgwright_tests::random_schema::random_project;
use std::path::Path;

/// What switches tests on, where a configuration has a block of that name and where it has none.
const TESTS: &str = "generate: {tests: true, examples: true}\n";

#[test]
fn the_bookshop_is_tested_method_by_method() {
    let module = Module::copy_of("bookshop");
    let config = read(&module.path().join("pgwright.yaml"));
    if !config.contains("  tests: true\n") {
        let interfaces = "generate:\n  interfaces: true\n";
        assert!(config.contains(interfaces));
        module.write("pgwright.yaml", &config.replace(interfaces, TESTS));
    }
    pgwright_ends(module.path(), &["--generate"], 0);
    pgwright_ends(module.path(), &["--check"], 0);
    module.assert_clean();
    let database = server().database();
    database.migrate(&module.path().join("migrations"));
    let package = "./internal/repository/...";
    let arguments = ["-count=1", "-coverprofile=cover.out", package];
    module.test("generated bookshop", &arguments, database.dsn());
    assert_eq!(unreached(&module), Vec::<String>::new());
    module.test("generated bookshop, twice", &["-count=2", package], database.dsn());
}

#[test]
fn every_type_has_rows() {
    let module = Module::copy_of("types");
    let config = read(&module.path().join("pgwright.yaml"));
    let database = server().database();
    database.migrate(&module.path().join("migrations"));
    for nullable in ["pointer", "pgtype", "sql"] {
        let types = format!("types: {{nullable: {nullable}}}\n");
        module.write("pgwright.yaml", &format!("{config}{types}{TESTS}"));
        let run = pgwright_ends(module.path(), &["--generate"], 0);
        assert!(!run.stdout.contains("test-row"), "{}", run.stdout);
        if nullable == "pointer" {
            module.assert_clean();
        }
        let package = "./internal/repository/...";
        let arguments = ["-count=1", "-coverprofile=cover.out", package];
        module.test(&format!("generated types, {nullable}"), &arguments, database.dsn());
        assert_eq!(unreached(&module), Vec::<String>::new());
    }
}

#[test]
fn random_schemas_are_tested() {
    let count = match level() {
        Level::Quick => 2,
        Level::Ci => 3,
        Level::Long => 100,
    };
    for seed in 0..count {
        let module = Module::with_requirements();
        let project = random_project(seed);
        let database = server().database();
        if let Err(refusal) = database.execute(&project.sql) {
            panic!("seed {seed}: PostgreSQL refuses the schema: {}", refusal.message);
        }
        let config = without_generate(&project.config);
        module.write("pgwright.yaml", &format!("{config}{TESTS}"));
        module.write("migrations/1_all.sql", &project.sql);
        let run = pgwright(module.path(), &["--generate"]);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(run.code == 0 || run.code == 1, "seed {seed} ends {}: {said}", run.code);
        let unknown = run.stdout.lines().filter(|line| line.contains("test-row")).count();
        println!("seed {seed}: {} tables, {unknown} of them without rows", project.relations.len());
        module.assert_clean();
        let name = format!("generated random {seed}");
        module.test(&name, &["-count=2", "./..."], database.dsn());
    }
}

/// A random project's configuration without its block `generate`, which stands last.
fn without_generate(config: &str) -> &str {
    config.split("generate:\n").next().unwrap_or_default()
}

/// The exported methods of repositories that no test reached.
fn unreached(module: &Module) -> Vec<String> {
    let repositories: Vec<String> = files(module.path())
        .filter(|file| file.to_string_lossy().ends_with("_repository.go"))
        .map(|file| read(&file))
        .collect();
    assert!(!repositories.is_empty());
    module
        .unreached("cover.out")
        .into_iter()
        .filter(|line| {
            let name = line.split(' ').next_back().unwrap_or_default();
            line.contains("_repository.go") && name.starts_with(char::is_uppercase)
        })
        .collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
