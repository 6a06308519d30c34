//! Every set of features, with and without generated tests, on the bookshop and on random schemas:
//! it compiles, and vet has nothing to say. At length in `tests/run --long`; CI takes the empty
//! set and the whole one here, and any two features together in `go_keys`.

// How much was tried stands in the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_tests::binary::pgwright;
use pgwright_tests::go::{Module, copy, files, projects};
use pgwright_tests::level::{Level, level};
use pgwright_tests::random_schema::random_project;
use std::fmt::Write;

const FEATURES: [&str; 5] =
    ["retry", "read_write_splitting", "health_checks", "metrics", "connection"];

#[test]
fn every_set_of_features_compiles() {
    let all: Vec<usize> = (0..1 << FEATURES.len()).collect();
    let (sets, seeds, bookshop) = match level() {
        Level::Long => (all, 0..5, true),
        Level::Quick | Level::Ci => (vec![0, all.len() - 1], 0..1, false),
    };
    let mut packages = 0;
    for set in sets {
        let module = Module::with_requirements();
        for tests in [false, true] {
            for seed in seeds.clone() {
                let project = random_project(seed);
                let folder = format!("seed{seed}{}", if tests { "tests" } else { "" });
                module.write(&format!("{folder}/migrations/1_all.sql"), &project.sql);
                generate(&module, &folder, &project.config, set, tests);
                packages += 1;
            }
            if bookshop {
                let folder = format!("shop{}", if tests { "tests" } else { "" });
                let migrations = projects().join("bookshop/migrations");
                copy(&migrations, &module.path().join(&folder).join("migrations"));
                let config = "database:\n  schemas: [public, warehouse]\n";
                generate(&module, &folder, config, set, tests);
                packages += 1;
            }
        }
        let complaints = module.compiler_complaints();
        assert!(complaints.is_empty(), "{:?}: {}", names(set), complaints.join("\n"));
    }
    println!("{packages} packages compiled and vetted");
}

fn names(set: usize) -> Vec<&'static str> {
    let chosen = |bit: &usize| set & (1 << bit) != 0;
    (0..FEATURES.len()).filter(chosen).map(|bit| FEATURES[bit]).collect()
}

/// Generates the project in a folder of the module with a set of features added.
fn generate(module: &Module, folder: &str, config: &str, set: usize, tests: bool) {
    let mut features = String::from("database:\n  pgxkit:\n    enabled: true\n");
    for name in names(set) {
        let _ = writeln!(features, "    {name}: {{enabled: true}}");
    }
    let config = without_features(config).replacen("database:\n", &features, 1);
    assert!(config.contains(&features), "no place for features in\n{config}");
    let head = if config.contains("generate:\n") { "" } else { "generate:\n" };
    let config = format!("{config}{head}  tests: {tests}\n  examples: {tests}\n");
    module.write(&format!("{folder}/pgwright.yaml"), &config);
    let root = module.path().join(folder);
    let run = pgwright(&root, &["--generate"]);
    // Tables that no Go can be made of are left out, with a reason.
    assert!(run.code == 0 || run.code == 1, "{folder}: {}{}", run.stdout, run.stderr);
    let made = files(&root).any(|file| file.ends_with("doc.go"));
    assert!(made, "{folder}: nothing was generated: {}{}", run.stdout, run.stderr);
}

/// A configuration without the block `pgxkit` of its `database`.
fn without_features(config: &str) -> String {
    let mut inside = false;
    let kept = config.lines().filter(|line| {
        inside = *line == "  pgxkit:" || inside && line.starts_with("    ");
        !inside
    });
    kept.flat_map(|line| [line, "\n"]).collect()
}
