//! Random schemas with every name and comment that makes trouble: PostgreSQL takes the SQL, what is
//! generated compiles and is clean, and every method's SQL is SQL.

// How much was tried stands in the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_tests::binary::pgwright;
use pgwright_tests::go::{Module, files};
use pgwright_tests::level::{Level, level};
use pgwright_tests::postgres::server;
use pgwright_tests::random_schema::random_project;

#[test]
fn random_schemas_compile_are_clean_and_run() {
    let count = match level() {
        Level::Quick => 5,
        Level::Ci => 20,
        Level::Long => 200,
    };
    let module = Module::with_requirements();
    let mut databases = Vec::new();
    let (mut generated, mut withheld) = (0, 0);
    for seed in 0..count {
        let project = random_project(seed);
        let database = server().database();
        if let Err(refusal) = database.execute(&project.sql) {
            panic!("seed {seed}: PostgreSQL refuses the schema: {}", refusal.message);
        }
        let folder = format!("seed{seed:03}");
        module.write(&format!("{folder}/pgwright.yaml"), &project.config);
        module.write(&format!("{folder}/migrations/1_all.sql"), &project.sql);
        let root = module.path().join(&folder);
        let run = pgwright(&root, &["--generate"]);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(run.code == 0 || run.code == 1, "seed {seed} ends {}: {said}", run.code);
        let repositories = module.exercise(&folder, database.dsn(), &[]);
        let missing = project.relations.len() - repositories;
        // Each table without a file is named, and a reason is given.
        let left = run.stdout.lines().filter(|line| line.trim_start().starts_with("left ")).count();
        assert_eq!(left, missing, "seed {seed}: {missing} tables have no file: {said}");
        assert!(missing == 0 || run.code == 1, "seed {seed}: withheld without an error: {said}");
        if missing > 0 {
            println!("seed {seed}: {missing} of {} withheld", project.relations.len());
        }
        generated += repositories;
        withheld += missing;
        let output = root.join("repository");
        for file in files(&root).filter(|file| file.extension().is_some_and(|end| end == "go")) {
            assert!(file.starts_with(&output), "seed {seed} wrote {}", file.display());
        }
        databases.push(database);
    }
    println!("{count} schemas: {generated} tables generated, {withheld} withheld");
    module.assert_clean();
    module.test("random", &["./..."], databases[0].dsn());
}
