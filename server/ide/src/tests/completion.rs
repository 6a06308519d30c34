//! What is offered at a place.

use super::Project;
use crate::{Completion, ItemKind};

const SHOP: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/1.sql
    CREATE SCHEMA app;
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT users_email UNIQUE, \"Größe\" int);
    CREATE TABLE app.orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT orders_user REFERENCES users (id));
    CREATE INDEX users_size ON users (\"Größe\");
    CREATE VIEW names AS SELECT email FROM users;
    //- /migrations/3.sql
    CREATE TABLE later (id bigint PRIMARY KEY);
";
const NEW: &str = "migrations/2.sql";

fn complete(marked: &str) -> Option<(String, Completion)> {
    let mut project = Project::new(SHOP);
    let offset = marked.find("$0").unwrap() as u32;
    let text = marked.replacen("$0", "", 1);
    project.write(NEW, &text);
    let found = project.snapshot().completion(NEW, offset)?;
    Some((text[found.span.range()].to_owned(), found))
}

/// The offers of some kinds, by what is inserted, and the word that is replaced.
fn offered(marked: &str, kinds: &[ItemKind]) -> (String, Vec<String>) {
    let Some((word, found)) = complete(marked) else { return Default::default() };
    let items = found.items.iter().filter(|it| kinds.contains(&it.kind));
    (word, items.map(|it| it.insert.clone()).collect())
}

fn check(marked: &str, kinds: &[ItemKind], replaced: &str, expected: &[&str]) {
    let (word, inserts) = offered(marked, kinds);
    assert_eq!(
        (word.as_str(), inserts),
        (replaced, expected.iter().map(|it| (*it).to_owned()).collect()),
        "{marked}"
    );
}

/// Whether a keyword is offered.
fn says(marked: &str, keyword: &str) -> bool {
    offered(marked, &[ItemKind::Keyword]).1.iter().any(|it| it == keyword)
}

use ItemKind::{Column, Constraint, Label, Schema, Table, Type};

#[test]
fn tables_are_those_of_that_point_of_the_history() {
    check("ALTER TABLE $0", &[Table], "", &["users", "app.orders"]);
    check("ALTER TABLE us$0ers ADD x int;", &[Table], "users", &["users", "app.orders"]);
    check("DROP TABLE IF EXISTS $0", &[Table], "", &["users", "app.orders"]);
    check("SELECT * FROM $0", &[Table], "", &["users", "app.orders", "names"]);
    check("ALTER TABLE app.$0", &[Table], "", &["orders"]);
    check("CREATE TABLE x (id int REFERENCES $0", &[Table], "", &["users", "app.orders"]);
    check("SET search_path TO app; DROP TABLE $0", &[Table], "", &["public.users", "orders"]);
    check("ALTER TABLE $0", &[Schema], "", &["app"]);
    check("CREATE INDEX x ON $0", &[Table], "", &["users", "app.orders"]);
    check("GRANT SELECT ON $0", &[Table], "", &["users", "app.orders", "names"]);
}

#[test]
fn columns_are_those_of_the_table() {
    let users = ["id", "email", "\"Größe\""];
    check("ALTER TABLE users DROP COLUMN $0", &[Column], "", &users);
    check("ALTER TABLE users DROP COLUMN em$0", &[Column], "em", &users);
    check("ALTER TABLE users ADD x int, ALTER COLUMN $0", &[Column], "", &users);
    check("ALTER TABLE users RENAME COLUMN $0", &[Column], "", &users);
    check("/* ß🐘 */ ALTER TABLE users DROP COLUMN \"Gr$0", &[Column], "\"Gr", &users);
    check("CREATE INDEX ON users ($0)", &[Column], "", &users);
    check("ALTER TABLE users ADD CHECK ($0", &[Column], "", &users);
    check(
        "ALTER TABLE users ADD COLUMN boss bigint REFERENCES app.orders ($0",
        &[Column],
        "",
        &["id", "user_id"],
    );
    check("INSERT INTO users (id, $0", &[Column], "", &users);
    check("UPDATE users SET $0", &[Column], "", &users);
    check("SELECT u.$0 FROM users u", &[Column], "", &users);
    check(
        "SELECT o.us$0 FROM users u JOIN app.orders AS o ON true",
        &[Column],
        "us",
        &["id", "user_id"],
    );
    check("UPDATE users SET email = '' WHERE $0", &[Column], "", &users);
    check("COMMENT ON COLUMN users.$0", &[Column], "", &users);
    check("CREATE TABLE x (a int, \"B c\" text, PRIMARY KEY ($0", &[Column], "", &["a", "\"B c\""]);
}

#[test]
fn what_was_renamed_is_offered_under_its_new_name() {
    let renamed =
        "ALTER TABLE users RENAME TO \"Leute\"; ALTER TABLE \"Leute\" RENAME email TO mail;";
    check(&format!("{renamed} DROP TABLE $0"), &[Table], "", &["\"Leute\"", "app.orders"]);
    let leute = ["id", "mail", "\"Größe\""];
    check(&format!("{renamed} ALTER TABLE \"Leute\" DROP COLUMN $0"), &[Column], "", &leute);
    check(&format!("{renamed} SELECT 🐘 FROM \"Leute\" AS l WHERE l.$0"), &[Column], "", &leute);
}

#[test]
fn constraints_indexes_and_labels_are_offered() {
    check(
        "ALTER TABLE users DROP CONSTRAINT $0",
        &[Constraint],
        "",
        &["users_pkey", "users_email"],
    );
    check(
        "ALTER TABLE app.orders DROP CONSTRAINT IF EXISTS or$0;",
        &[Constraint],
        "or",
        &["orders_pkey", "orders_user"],
    );
    check("DROP INDEX $0", &[Constraint], "", &["users_size"]);
    check("ALTER TYPE mood RENAME VALUE '$0", &[Label], "'", &["'sad'", "'ok'"]);
    check("ALTER TYPE mood ADD VALUE 'x' BEFORE 's$0ad'", &[Label], "'sad'", &["'sad'", "'ok'"]);
}

#[test]
fn types_are_offered_where_one_stands() {
    for marked in [
        "ALTER TABLE users ADD COLUMN x $0",
        "ALTER TABLE users ADD COLUMN x mo$0;",
        "ALTER TABLE users ALTER COLUMN email TYPE $0",
        "CREATE TABLE t (id bigint, x $0",
        "CREATE DOMAIN d AS $0",
        "SELECT ''::$0",
    ] {
        let (_, types) = offered(marked, &[Type]);
        assert_eq!(types.first().map(String::as_str), Some("mood"), "{marked}");
        assert!(types.iter().any(|it| it == "timestamptz"), "{marked}");
    }
}

#[test]
fn keywords_are_those_of_the_place() {
    assert!(says("$0", "CREATE TABLE"));
    assert!(says("SELECT 1;\nal$0", "ALTER TABLE"));
    assert!(says("CREATE $0", "TABLE") && !says("CREATE $0", "WHERE"));
    assert!(says("ALTER TABLE users $0", "ADD COLUMN"));
    assert!(says("ALTER TABLE users DROP $0", "CONSTRAINT"));
    assert!(says("ALTER TABLE users DROP COLUMN email $0", "CASCADE"));
    assert!(says("ALTER TABLE users ADD COLUMN x int $0", "NOT NULL"));
    assert!(says("ALTER TABLE users ALTER COLUMN email $0", "SET NOT NULL"));
    assert!(says("CREATE TABLE t (id bigint $0", "PRIMARY KEY"));
    assert!(says("CREATE TABLE t (id bigint, $0", "FOREIGN KEY"));
    assert!(says("CREATE TABLE t (a int REFERENCES users $0", "ON DELETE CASCADE"));
    assert!(says("SELECT id FROM users $0", "WHERE"));
}

/// Nobody else's statement behind the place is taken for a part of the one that is typed.
#[test]
fn a_statement_behind_the_place_does_no_harm() {
    check("ALTER TABLE $0\nCREATE TABLE t (id int);", &[Table], "", &["users", "app.orders"]);
    check(
        "CREATE TABLE t (id int);\nALTER TABLE t DROP COLUMN $0\n\nDROP TABLE users;",
        &[Column],
        "",
        &["id"],
    );
}

#[test]
fn where_a_new_name_is_typed_and_in_comments_nothing_is_offered() {
    for marked in [
        "-- ALTER TABLE $0",
        "/* $0 */",
        "SELECT '$0'",
        "CREATE TABLE $0;",
        "ALTER TABLE users RENAME TO $0",
        "SELECT 12$0",
    ] {
        let kinds = [Table, Column, Type, Constraint];
        assert_eq!(offered(marked, &kinds).1, [""; 0], "{marked}");
    }
    assert!(complete("ALTER TABLE users RENAME TO $0").is_none());
    assert!(Project::new(SHOP).snapshot().completion("nowhere.sql", 0).is_none());
}

#[test]
fn offers_have_details_and_documentation() {
    let (_, found) = complete("ALTER TABLE users DROP COLUMN $0").unwrap();
    let email = found.items.iter().find(|it| it.label == "email").unwrap();
    assert_eq!(email.detail, "text");
    let mut project = Project::new(SHOP);
    project.write(NEW, "SELECT 1;");
    let snapshot = project.snapshot();
    let about = email.about.clone().unwrap();
    let page = snapshot.documentation(NEW, &about, "email").unwrap().plain();
    assert!(page.starts_with("public.users.email text\n  CONSTRAINT users_email UNIQUE"), "{page}");
    assert!(page.contains("Go: Users.Email *string"), "{page}");
    assert_eq!(snapshot.documentation(NEW, &about, "mail"), None);
}
