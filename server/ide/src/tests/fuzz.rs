//! Whatever stands in a migration or in the configuration: nothing breaks, and no answer keeps
//! anybody waiting.
//!
//! `PGWRIGHT_FUZZ_SECONDS` and `PGWRIGHT_FUZZ_SEED` as `pgwright_fixture::fuzz` reads them.

use super::edits::CONFIGURATIONS;
use crate::Snapshot;
use pgwright_config::{append, remove, set};
use pgwright_fixture::fuzz::{self, Mutator};
use pgwright_problem::{ProjectTexts, Span, TextFile};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// No text may take longer. What is built for tests is some ten times slower than what people run.
const HANG: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });

const SQL_NESTS: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("/*", "*/"),
    ("SELECT (", ")"),
    ("CASE WHEN ", " END"),
    ("NOT ", ""),
    ("- ", ""),
    ("a.", ""),
    ("1 + ", ""),
    ("text[]", "[]"),
    ("BEGIN ", " END;"),
    ("EXISTS (SELECT ", ")"),
    ("WITH a AS (", ")"),
    ("SELECT 1 UNION ", ""),
    ("a JOIN ", " ON true"),
    ("CAST(", " AS int)"),
    ("$$", "$$"),
    ("$a$'", "'$a$"),
    ("-- +goose StatementBegin\n", "-- +goose StatementEnd\n"),
    ("CREATE TABLE t (a int);\n", ""),
    ("ALTER TABLE users ADD a int;\n", ""),
    ("ALTER TABLE users RENAME TO users2;\nALTER TABLE users2 RENAME TO users;\n", ""),
    ("COMMENT ON TABLE users IS 'a';\n", ""),
    ("b int, ", ""),
    ("CREATE SCHEMA s CREATE TABLE t (a int) ", ""),
];

const YAML_NESTS: &[(&str, &str)] = &[
    ("[", "]"),
    ("{", "}"),
    ("{a: ", "}"),
    ("- ", ""),
    ("? ", ""),
    ("a:\n ", ""),
    ("\"", "\""),
    ("&a [*a, *a]\n", ""),
    ("!!a ", ""),
    ("|\n ", ""),
    ("---\n", ""),
    ("# a\n", ""),
    ("  users: {exclude: true}\n", ""),
    ("- {column: users.id, go: a.b/c.D}\n", ""),
    ("*", "*"),
];

const BASE: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n";

fn texts(configuration: TextFile, migration: TextFile) -> ProjectTexts {
    let base = TextFile::new("migrations/0001_users.sql", BASE);
    ProjectTexts {
        configuration,
        migrations: vec![("migrations".into(), vec![base, migration])],
        output: Arc::default(),
        problems: Vec::new(),
        versions: Arc::default(),
    }
}

/// A project with a text of chance in the place of one file, and all that can be asked of it at
/// places of chance, `places`.
fn ask(texts: ProjectTexts, path: &str, places: &[u32]) {
    let snapshot = Snapshot::new(texts, None);
    snapshot.symbols(path);
    snapshot.lenses(path);
    snapshot.find_symbols("us");
    snapshot.changes();
    for &at in places {
        snapshot.hover(path, at);
        snapshot.definition(path, at);
        snapshot.references(path, at, true);
        snapshot.highlights(path, at);
        snapshot.explanation(path, at);
        snapshot.completion(path, at);
        let span = Span::new(at, at);
        snapshot.table_actions(path, span);
        for action in snapshot.actions(path, span).into_iter().take(1) {
            snapshot.worked_out(action);
        }
    }
    if let Some(&at) = places.first() {
        snapshot.feature_actions(path, Span::new(at, at));
    }
}

/// What a migration with a text of chance must stand.
fn ask_sql(text: &[u8], places: &[u32]) {
    let path = "migrations/0002_chance.sql";
    let migration = TextFile::from_bytes(path, text.to_vec());
    let configuration = TextFile::new("pgwright.yaml", "functions: [get, list]\n");
    ask(texts(configuration, migration), path, places);
}

/// What a configuration with a text of chance must stand: edits of it as well, which leave what
/// is not theirs.
fn ask_yaml(text: &[u8], places: &[u32]) {
    let path = "pgwright.yaml";
    let configuration = TextFile::from_bytes(path, text.to_vec());
    let text = Arc::clone(&configuration.text);
    for keys in [&["tables", "users", "exclude"][..], &["database"], &["types", "overrides"]] {
        let edits = [set(&text, keys, "true"), append(&text, keys, "a"), remove(&text, keys)];
        for edit in edits.into_iter().flatten() {
            edit.apply(&text);
        }
    }
    let migration = TextFile::new("migrations/0002_chance.sql", "CREATE TABLE o (id int);\n");
    ask(texts(configuration, migration), path, places);
}

/// The texts of the files below a folder of the repository whose names end so.
fn seeds(folder: &str, ending: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut folders = vec![root];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.to_str().is_some_and(|it| it.ends_with(ending)) => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    files.into_iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Tries texts of chance for as long as is wanted.
#[allow(clippy::print_stdout)] // Where to begin again, and how much was tried.
fn run(mut mutator: Mutator, ask: impl Fn(&[u8], &[u32])) {
    let until = Instant::now() + Duration::from_secs(fuzz::seconds());
    let first = fuzz::first_seed();
    let mut seed = first;
    while seed == first || Instant::now() < until {
        let text = mutator.text(seed);
        let places: Vec<u32> =
            (0..5).map(|_| mutator.random.u32(..text.len() as u32 + 3)).collect();
        print!("{seed} ");
        assert!(!fuzz::hangs(HANG, || ask(&text, &places)), "seed {seed} hangs");
        seed += 1;
    }
    println!("{} texts", seed - first);
}

#[test]
fn whatever_a_migration_says_nothing_breaks_or_hangs() {
    let mut seeds_of_sql = seeds("tests/cases", ".sql");
    seeds_of_sql.extend(seeds("tests/projects/bookshop/migrations", ".sql"));
    // Each case of a file by itself too: what is changed in it is then soon met.
    let whole = seeds_of_sql.clone();
    let cases = whole.iter().flat_map(|text| text.split("\n\n")).map(str::to_owned);
    seeds_of_sql.extend(cases.filter(|it| !it.trim().is_empty()));
    seeds_of_sql.retain(|text| text.len() < 4_000);
    run(Mutator::new(seeds_of_sql, SQL_NESTS), ask_sql);
}

#[test]
fn whatever_the_configuration_says_nothing_breaks_or_hangs() {
    let mut seeds_of_yaml = seeds("tests/projects", "pgwright.yaml");
    seeds_of_yaml.extend(seeds("server/config/tests", ".yaml"));
    seeds_of_yaml.extend(CONFIGURATIONS.iter().map(|text| (*text).to_owned()));
    run(Mutator::new(seeds_of_yaml, YAML_NESTS), ask_yaml);
}
