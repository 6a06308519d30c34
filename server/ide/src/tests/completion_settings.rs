//! What is offered in the configuration.

use super::Project;
use crate::{Completion, Item};

const SQL: &str = "
    //- /migrations/1.sql
    CREATE SCHEMA billing;
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE users (id bigint PRIMARY KEY, email text, mood mood, created_at timestamptz);
    CREATE TABLE \"größe\" (id bigint PRIMARY KEY);
    CREATE TABLE billing.invoices (id bigint PRIMARY KEY);
    //- /pgwright.yaml
";

fn complete(marked: &str) -> Option<(String, Completion)> {
    let mut project = Project::new(SQL);
    let offset = marked.find("$0").unwrap() as u32;
    let text = marked.replacen("$0", "", 1);
    project.write("pgwright.yaml", &text);
    let found = project.snapshot().completion("pgwright.yaml", offset)?;
    Some((text[found.span.range()].to_owned(), found))
}

fn items(marked: &str) -> Vec<Item> {
    complete(marked).map(|(_, it)| it.items).unwrap_or_default()
}

/// The first offers, by what is inserted, and the word that is replaced.
fn check(marked: &str, replaced: &str, expected: &[&str]) {
    let (word, found) = complete(marked).unwrap_or_else(|| panic!("nothing: {marked}"));
    let inserts: Vec<&str> =
        found.items.iter().map(|it| &*it.insert).take(expected.len()).collect();
    assert_eq!((word.as_str(), inserts.as_slice()), (replaced, expected), "{marked}");
}

#[test]
fn keys_are_those_of_the_block_that_are_not_there_yet() {
    check("$0", "", &["required_version: ", "database:", "migrations:"]);
    check("dat$0", "dat", &["required_version: ", "database:"]);
    check("database:\n  $0", "", &["version: ", "dsn: ", "schema: "]);
    check("database:\n  version: 18\n  sch$0\n", "sch", &["dsn: ", "schema: ", "schemas: "]);
    check("database: {version: 18, $0}", "", &["dsn: ", "schema: "]);
    check("database:\n  ver$0sion: 18\n", "version", &["version", "dsn"]);
    check("types:\n  overrides:\n    - $0", "", &["postgres: ", "column: ", "go: "]);
    check("tables:\n  users:\n    pagi$0", "pagi", &["exclude: ", "functions: ", "struct: "]);
    check("problems:\n  $0", "", &["sql-syntax:"]);
}

#[test]
fn each_key_has_its_meaning_and_its_default() {
    let items = items("database:\n  $0");
    let version = items.iter().find(|it| it.label == "version").unwrap();
    assert_eq!(version.detail, "18");
    assert_eq!(
        version.page.plain(),
        "The major version of PostgreSQL whose rules the model follows.\n\n\
         Takes a whole number from 15 to 18.\n\nDefault: 18."
    );
}

#[test]
fn values_are_those_of_the_key() {
    check("generate:\n  tests: $0", "", &["true", "false"]);
    check("generate: {tests: t$0, examples: true}", "t", &["true", "false"]);
    check("naming:\n  structs: sing$0", "sing", &["table", "singular"]);
    check("migrations:\n  format: $0", "", &["auto", "plain", "golang-migrate"]);
    check("functions: [create, $0]", "", &["get", "get_many"]);
    check("functions:\n  - create\n  - g$0\n", "g", &["get", "get_many"]);
    check("functions: $0", "", &["[create]", "[get]"]);
    check("database:\n  version: $0", "", &["18"]);
    check("problems:\n  drift: $0", "", &["error", "warning"]);
    let page = items("naming: {structs: $0}").remove(1).page;
    assert_eq!(page.plain(), "In the singular: users gives User.");
}

#[test]
fn tables_and_columns_are_offered() {
    check("tables:\n  $0", "", &["users:", "größe:"]);
    check(
        "database: {schemas: [public, billing]}\ntables:\n  users: {}\n  inv$0",
        "inv",
        &["größe:", "billing.invoices:"],
    );
    check(
        "tables:\n  users:\n    columns:\n      $0",
        "",
        &["id:", "email:", "mood:", "created_at:"],
    );
    check("tables:\n  users:\n    columns: {email: {}, $0}", "", &["id:", "mood:"]);
    check(
        "tables:\n  users:\n    pagination:\n      order_by: [cre$0]",
        "cre",
        &["id", "email", "mood", "created_at", "id desc"],
    );
    check("types:\n  overrides:\n    - column: $0", "", &["users.", "größe."]);
    check(
        "types:\n  overrides:\n    - column: users.em$0",
        "users.em",
        &["users.id", "users.email"],
    );
    check("database: {schema: $0}", "", &["public", "billing"]);
    check("tables:\n  users:\n    entity: $0", "", &["user"]);
}

#[test]
fn go_types_and_types_are_offered() {
    check(
        "types:\n  overrides:\n    - {postgres: mood, go: example.com/m.Mood}\n    - go: $0",
        "",
        &["example.com/m.Mood", "string"],
    );
    check(
        "types:\n  overrides:\n    - postgres: $0",
        "",
        &["bigint", "mood", "text", "timestamp with time zone"],
    );
    check("tables:\n  users:\n    columns:\n      email: {go: $0}", "", &["string"]);
}

#[test]
fn in_comments_and_in_broken_places_nothing_is_offered() {
    for marked in
        ["# $0", "database: # $0", "output:\n  package: $0", "nothing:\n  $0", "a: {b: [$0", "[[$0"]
    {
        assert!(complete(marked).is_none(), "{marked}: {:?}", complete(marked));
    }
}
