//! How reports look.
#![allow(clippy::unwrap_used)]

use super::*;
use expect_test::{Expect, expect};
use pgwright_problem::{Location, Severity, Span, TextFile};

const SQL: &str = "CREATE TABLE users (\n    id uuid PRIMARY KEY,\n\temail strange NOT NULL\n);\n";
const GO: &str = "// Code generated\n\npackage repository\n\ntype Users struct {\n\tID uuid\n}\n";

pub(super) fn results(problems: Vec<Problem>) -> Results {
    let texts = ProjectTexts {
        configuration: TextFile::new("pgwright.yaml", "output:\r\n  directry: x\r\n"),
        migrations: vec![(
            "migrations".into(),
            vec![
                TextFile::new("migrations/1.sql", SQL),
                TextFile::new("migrations/2.sql", "\u{feff}SELEC 'é\u{1b}[31m';"),
                TextFile::new("migrations/3.sql", ""),
            ],
        )],
        output: Arc::new(vec![TextFile::new("out/users_repository.go", GO)]),
        problems: vec![],
        versions: Arc::default(),
    };
    Results {
        prefix: "shop/".to_owned(),
        base: "services/shop/".to_owned(),
        texts,
        files: vec![],
        in_line: ["out/a.go", "out/b.go", "out/c.go"].map(Arc::from).to_vec(),
        problems,
        unusable: false,
    }
}

/// One error with everything that a problem can have, and one warning with nothing but odd signs.
pub(super) fn two() -> Results {
    let full = Problem::new(
        Code::TypeUnmapped,
        place("migrations/1.sql", "strange"),
        "column `public.users.email` has the type `strange`, which has no Go type",
    )
    .with_related(place("out/users_repository.go", "ID uuid"), "it would stand behind this, 100%")
    .with_sqlstate("42704")
    .with_help("map it in `types.overrides`");
    let mut odd = Problem::new(
        Code::SqlUnknown,
        place("migrations/2.sql", "'é\u{1b}[31m'"),
        "the name `\u{1b}\n::error::\u{202e}<a,b>:&[x](y)` is odd",
    );
    odd.location.file = "migrations/2.sql".into();
    results(vec![full, odd])
}

/// What a format prints.
pub(super) fn printed(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    print(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn check(kind: Kind, results: Results, quiet: bool, expected: Expect) {
    let mut out = Vec::new();
    human::print(kind, &[results], quiet, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    expected.assert_eq(&anstream::adapter::strip_str(&out).to_string());
}

/// Where `part` stands in `file`.
pub(super) fn place(file: &str, part: &str) -> Location {
    let all = results(vec![]).texts;
    let mut files =
        all.migrations[0].1.iter().chain(&*all.output).chain(std::iter::once(&all.configuration));
    let text = &files.find(|it| &*it.path == file).unwrap().text;
    let start = text.find(part).unwrap() as u32;
    Location::new(&file.into(), Span::new(start, start + part.len() as u32))
}

#[test]
fn a_problem_shows_its_line_its_cause_and_its_mend() {
    let drift = Problem::new(
        Code::Drift,
        place("out/users_repository.go", "ID uuid"),
        "column `email` of `public.users` is missing behind this line",
    )
    .with_related(place("migrations/1.sql", "email"), "the column was made here")
    .with_help("run `pgwright --generate`");
    check(
        Kind::Check,
        results(vec![drift]),
        false,
        expect![[r#"
            error[drift]: column `email` of `public.users` is missing behind this line
             --> shop/out/users_repository.go:6:2
              |
            6 |     ID uuid
              |     ^^^^^^^
              |
             ::: shop/migrations/1.sql:3:2
              |
            3 |     email strange NOT NULL
              |     ----- the column was made here
              |
              = help: run `pgwright --generate`

            shop/pgwright.yaml: 3 in line; 1 error
        "#]],
    );
}

#[test]
fn a_password_is_not_shown_with_its_line() {
    let text = "database: {dsn: postgres://u:hunter2@h/d, versoin: 18}\n";
    let mut results = results(vec![]);
    results.texts.configuration = TextFile::new("pgwright.yaml", text);
    let start = text.find("versoin").unwrap() as u32;
    let location = Location::new(&"pgwright.yaml".into(), Span::new(start, start + 7));
    results.problems = vec![Problem::new(Code::ConfigUnknownKey, location, "no such key")];
    let mut out = Vec::new();
    human::print(Kind::Check, &[results], true, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("database: {dsn: ***") && !out.contains("hunter2"), "{out}");
}

#[test]
fn places_in_one_file_stand_together() {
    let problem = Problem::new(
        Code::TypeUnmapped,
        place("migrations/1.sql", "strange"),
        "column `public.users.email` has a type without a Go type",
    )
    .with_related(place("migrations/1.sql", "users"), "the table")
    .with_sqlstate("42704")
    .with_help("map it");
    check(
        Kind::Check,
        results(vec![problem]),
        true,
        expect![[r#"
        error[type-unmapped]: column `public.users.email` has a type without a Go type
         --> shop/migrations/1.sql:3:8
          |
        1 | CREATE TABLE users (
          |              ----- the table
        2 |     id uuid PRIMARY KEY,
        3 |     email strange NOT NULL
          |           ^^^^^^^
          |
          = note: PostgreSQL refuses it with SQLSTATE 42704
          = help: map it

    "#]],
    );
}

#[test]
fn nothing_in_a_text_reaches_the_terminal_as_a_command() {
    let hostile = Problem::new(
        Code::SqlSyntax,
        place("migrations/2.sql", "SELEC"),
        "the name `\u{1b}]0;x\u{7}\n\u{202e}` is odd",
    )
    .with_help("\u{1b}[2J");
    check(
        Kind::Check,
        results(vec![hostile]),
        true,
        expect![[r#"
        error[sql-syntax]: the name `\u{1b}]0;x\u{7}\n\u{202e}` is odd
         --> shop/migrations/2.sql:1:1
          |
        1 | SELEC 'é␛[31m';
          | ^^^^^
          |
          = help: \u{1b}[2J

    "#]],
    );
}

#[test]
fn a_place_may_be_anywhere() {
    let at = |file: &str, start, end| {
        Problem::new(Code::File, Location::new(&file.into(), Span::new(start, end)), "here")
    };
    let problems = vec![
        at("migrations/1.sql", 0, SQL.len() as u32),
        at("migrations/1.sql", SQL.len() as u32, SQL.len() as u32),
        at("migrations/1.sql", 9999, 10),
        at("migrations/2.sql", 0, 0),
        at("migrations/2.sql", 11, 11),
        at("migrations/3.sql", 0, 0),
        at("out/missing.go", 0, 0),
        at("pgwright.yaml", 11, 19),
    ];
    check(
        Kind::Check,
        results(problems),
        true,
        expect![[r#"
        error[file]: here
         --> shop/migrations/1.sql:1:1
          |
        1 | CREATE TABLE users (
          | ^^^^^^^^^^^^^^^^^^^^

        error[file]: here
         --> shop/migrations/1.sql:5:1
          |
        5 |
          | ^

        error[file]: here
         --> shop/migrations/1.sql:5:1
          |
        5 |
          | ^

        error[file]: here
         --> shop/migrations/2.sql:1:1
          |
        1 | SELEC 'é␛[31m';
          | ^

        error[file]: here
         --> shop/migrations/2.sql:1:8
          |
        1 | SELEC 'é␛[31m';
          |        ^

        error[file]: here
         --> shop/migrations/3.sql:1:1
          |
        1 |
          | ^

        error[file]: here
        --> shop/out/missing.go

        error[file]: here
         --> shop/pgwright.yaml:2:3
          |
        2 |   directry: x
          |   ^^^^^^^^

    "#]],
    );
}

#[test]
fn the_files_and_their_counts_are_told() {
    let problem = |code| Problem::new(code, place("migrations/1.sql", "users"), "x");
    let mut all = results(vec![]);
    all.files = vec![
        ("out/a.go".into(), Done::Written),
        ("out/b.go".into(), Done::Removed),
        ("out/c.go".into(), Done::Left("edited by a person")),
    ];
    check(
        Kind::Generate,
        all,
        false,
        expect![[r#"
         written shop/out/a.go
         removed shop/out/b.go
            left shop/out/c.go (edited by a person)

        shop/pgwright.yaml: 1 file written, 3 in line, 1 removed, 1 left alone; no problems
    "#]],
    );
    let mut counted = results(vec![problem(Code::SqlUnknown), problem(Code::SqlUnknown)]);
    counted.problems.push(problem(Code::SqlSyntax));
    let mut out = Vec::new();
    human::print(Kind::Check, &[counted], false, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    let last = out.lines().last().unwrap();
    assert_eq!(
        anstream::adapter::strip_str(last).to_string(),
        "shop/pgwright.yaml: 3 in line; 1 error, 2 warnings"
    );
}

#[test]
fn what_fails_is_said_and_unreadable_configurations_are_unusable() {
    let check = |fail_on, problems: &[(Code, Severity)], expected| {
        let problems = problems.iter().map(|(code, severity)| {
            let mut problem = Problem::new(*code, place("migrations/1.sql", "users"), "x");
            problem.severity = *severity;
            problem
        });
        assert_eq!(Results::exit(&[results(problems.collect())], fail_on), expected);
    };
    let light = [(Code::File, Severity::Information), (Code::File, Severity::Hint)];
    for fail_on in [FailOn::Error, FailOn::Warning] {
        check(fail_on, &[], Exit::Success);
        check(fail_on, &light, Exit::Success);
        check(fail_on, &[(Code::Drift, Severity::Error)], Exit::Problems);
    }
    check(FailOn::Error, &[(Code::Drift, Severity::Warning)], Exit::Success);
    check(FailOn::Warning, &[(Code::Drift, Severity::Warning)], Exit::Problems);
    let mut unusable = results(vec![]);
    unusable.unusable = true;
    assert_eq!(Results::exit(&[unusable], FailOn::Error), Exit::Unusable);
}

#[test]
fn a_configuration_that_is_no_yaml_or_wants_another_version_is_unusable() {
    let check = |text: &str, expected| {
        assert_eq!(
            is_unusable(&Document::parse(&"pgwright.yaml".into(), text)),
            expected,
            "{text}"
        );
    };
    check("output: {directory: x}", false);
    check("output: {directroy: x}\nrequired_version: '>=0.1'", false);
    check("output: {directory: x", true);
    check("required_version: '>=9000'", true);
    check("required_version: soon", false);
}
