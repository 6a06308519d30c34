//! Every kind of statement that the model knows, applied to a real PostgreSQL and to the model:
//! the same statements are refused with the same SQLSTATE, and the schemas behind them are alike.
//!
//! The cases stand in `tests/cases/model`, one file a kind. `-- case: NAME` begins one, with
//! `(own database)` behind it where it cannot run inside of a transaction and `(15..17)` where
//! only these versions of PostgreSQL know it. `(gap: REASON)` says that the model is known not to
//! be right; the case fails when it is. `-- refused SQLSTATE` behind a statement says that
//! PostgreSQL is meant to refuse it; both say so in the same words, and where PostgreSQL points at
//! a place, the model's problem stands there or at what follows of the same clause. `, in other
//! words` behind the SQLSTATE: the model's own words are meant to be others.

#![allow(clippy::unwrap_used)]

use pgwright_tests::model::{mismatches, model, postgres, postgres_alone, split};
use pgwright_tests::postgres::{Database, server};
use std::path::Path;

/// One case of a file.
struct Case {
    name: String,
    own_database: bool,
    versions: std::ops::RangeInclusive<u8>,
    gap: bool,
    statements: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let (before, rest) = text.split_once("-- case: ").expect("a case");
    let plain = |line: &str| line.is_empty() || line.starts_with("--");
    assert!(before.lines().all(plain), "statements before the first case: {before}");
    rest.split("\n-- case: ")
        .map(|case| {
            let (head, body) = case.split_once('\n').expect("statements");
            let mut parts = head.split('(').map(|part| part.trim_end_matches([')', ' ']));
            let name = parts.next().unwrap().to_owned();
            let (mut own_database, mut versions, mut gap) = (false, 15..=u8::MAX, false);
            for part in parts {
                match part.split_once("..") {
                    _ if part.starts_with("gap: ") => gap = true,
                    None if part == "own database" => own_database = true,
                    Some((from, to)) => {
                        versions = from.parse().unwrap()..=to.parse().unwrap_or(u8::MAX);
                    }
                    None => panic!("{name}: ({part}) is not known"),
                }
            }
            Case { name, own_database, versions, gap, statements: split(body) }
        })
        .collect()
}

/// What the marks behind the statements say of PostgreSQL's answers.
fn marked(statement: &str) -> Option<&str> {
    let (_, mark) = statement.split_once("-- refused ")?;
    mark.split([' ', ',', '\n']).next()
}

fn check_case(database: &Database, case: &Case, version: u8) -> Vec<String> {
    let answer = if case.own_database {
        postgres_alone(&server().database(), &case.statements)
    } else {
        postgres(database, &case.statements)
    };
    let mut lines = Vec::new();
    for (statement, refusal) in case.statements.iter().zip(&answer.1) {
        let state = refusal.as_ref().map(|refusal| refusal.sqlstate.as_str());
        if state != marked(statement) {
            let text = statement.trim();
            let message = refusal.as_ref().map_or("accepted", |refusal| &refusal.message);
            lines.push(format!("not as marked: {text}\n        postgres: {state:?} {message}"));
        }
    }
    lines.extend(mismatches(&case.statements, &model(&case.statements, version), &answer));
    lines
}

fn check(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/model").join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let database = server().database();
    let version = server().version();
    let wanted = std::env::var("PGWRIGHT_CASE").unwrap_or_default();
    let (mut run, mut failed) = (0, Vec::new());
    for case in cases(&text) {
        if !case.versions.contains(&version) || !case.name.contains(&wanted) {
            continue;
        }
        run += 1;
        let lines = check_case(&database, &case, version);
        if case.gap && lines.is_empty() {
            failed.push(format!("  {}\n    is right by now: take the gap away", case.name));
        } else if !case.gap && !lines.is_empty() {
            failed.push(format!("  {}\n    {}", case.name, lines.join("\n    ")));
        }
    }
    assert!(
        failed.is_empty(),
        "{file}: {} of {run} cases fail on PostgreSQL {version}\n{}",
        failed.len(),
        failed.join("\n")
    );
}

macro_rules! files {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            check(concat!(stringify!($name), ".sql"));
        })*

        #[test]
        fn every_file_is_checked() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/model");
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            files.sort();
            assert_eq!(files, [$(concat!(stringify!($name), ".sql")),*]);
        }
    };
}

files! {
    alter_table
    comments
    constraints
    create_table
    create_table_as
    do_blocks
    drop
    enums
    extensions
    foreign_keys
    functions
    indexes
    inheritance
    like
    names
    other_types
    partitions
    rename
    schemas
    sequences
    set_schema
    types
    views
    without_effect
}
