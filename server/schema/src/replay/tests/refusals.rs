//! Each SQLSTATE that the replay raises, at its token.

use super::replay_texts;
use std::collections::BTreeSet;

/// What stands before each statement.
const BEFORE: &str = "
    CREATE SCHEMA s;
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TYPE pair AS (a int, b text);
    CREATE DOMAIN positive AS int CHECK (VALUE > 0);
    CREATE TABLE t (id int PRIMARY KEY, a int, b text, m mood);
    CREATE TABLE u (t int CONSTRAINT u_to_t REFERENCES t, p point, j json);
    CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
    CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
    CREATE TABLE i (a int GENERATED ALWAYS AS IDENTITY, g int GENERATED ALWAYS AS (1) STORED);
    CREATE TABLE heir () INHERITS (t);
    CREATE INDEX t_a ON t (a);
    CREATE VIEW v AS SELECT a, b FROM t;
    CREATE SEQUENCE seq;
    CREATE TABLE old (a int);
    DROP TABLE old;
    CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE TABLE k (a int REFERENCES t) PARTITION BY LIST (a);
    CREATE TABLE k1 PARTITION OF k FOR VALUES IN (1);
    CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
";

/// A statement in which `⟨…⟩` stands around the token at which it is refused, the SQLSTATE, the
/// message, and what the related place is called.
const REFUSALS: &[(&str, &str, &str, &str)] = &[
    (
        "ALTER TABLE ⟨old⟩ ADD COLUMN x int",
        "42P01",
        "relation \"old\" does not exist",
        "it was dropped or renamed here",
    ),
    (
        "ALTER TABLE t ADD COLUMN x int, DROP COLUMN ⟨nope⟩",
        "42703",
        "column \"nope\" of relation \"t\" does not exist",
        "table t was made here",
    ),
    ("ALTER TABLE ⟨nope⟩ ADD COLUMN x int", "42P01", "relation \"nope\" does not exist", ""),
    ("CREATE TABLE ⟨t⟩ (x int)", "42P07", "relation \"t\" already exists", "\"t\" was made here"),
    (
        "ALTER TABLE t ADD COLUMN ⟨a⟩ int",
        "42701",
        "column \"a\" of relation \"t\" already exists",
        "\"a\" was made here",
    ),
    ("CREATE TABLE x (a int, b ⟨nope⟩)", "42704", "type \"nope\" does not exist", ""),
    (
        "CREATE TYPE ⟨mood⟩ AS ENUM ()",
        "42710",
        "type \"mood\" already exists",
        "\"mood\" was made here",
    ),
    ("CREATE TABLE ⟨nope⟩.x (a int)", "3F000", "schema \"nope\" does not exist", ""),
    ("CREATE SCHEMA ⟨s⟩", "42P06", "schema \"s\" already exists", "it was made here"),
    (
        "DROP TABLE ⟨t⟩",
        "2BP01",
        "cannot drop table t because other objects depend on it",
        "table heir depends on it",
    ),
    ("DROP VIEW ⟨t⟩", "42809", "\"t\" is not a view", "it was made here"),
    (
        "ALTER TABLE heir DROP COLUMN ⟨a⟩",
        "42P16",
        "cannot drop inherited column \"a\"",
        "it was made here",
    ),
    (
        "CREATE TABLE p2 PARTITION OF p ⟨FOR VALUES IN (1)⟩",
        "42P17",
        "partition \"p2\" would overlap partition \"p1\"",
        "\"p1\" was made here",
    ),
    (
        "CREATE TABLE x (a int REFERENCES t (⟨a⟩))",
        "42830",
        "there is no unique constraint matching given keys for referenced table \"t\"",
        "table t was made here",
    ),
    (
        "ALTER TABLE t ALTER COLUMN b TYPE ⟨int⟩",
        "42804",
        "column \"b\" cannot be cast automatically to type integer",
        "",
    ),
    (
        "CREATE TABLE x (a int DEFAULT ⟨'x'⟩)",
        "22P02",
        "invalid input syntax for type integer: \"x\"",
        "",
    ),
    ("CREATE TABLE x (a ⟨char(0)⟩)", "22023", "length for type char must be at least 1", ""),
    (
        "ALTER TABLE i ALTER COLUMN ⟨a⟩ SET DEFAULT 1",
        "42601",
        "column \"a\" of relation \"i\" is an identity column",
        "",
    ),
    (
        "ALTER TABLE t ALTER COLUMN ⟨a⟩ DROP IDENTITY",
        "55000",
        "column \"a\" of relation \"t\" is not an identity column",
        "",
    ),
    (
        "CREATE UNIQUE INDEX ⟨x⟩ ON t USING gin (b)",
        "0A000",
        "access method \"gin\" does not support unique indexes",
        "",
    ),
    (
        "CREATE FUNCTION ⟨f⟩(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "42723",
        "function \"f\" already exists with same argument types",
        "it was made here",
    ),
    (
        "CREATE OR REPLACE FUNCTION ⟨f⟩(int) RETURNS text LANGUAGE sql AS 'SELECT 1'",
        "42P13",
        "cannot change return type of existing function",
        "it was made here",
    ),
    ("DROP FUNCTION ⟨f⟩", "42725", "function name \"f\" is not unique", ""),
    ("DROP FUNCTION ⟨f⟩(date)", "42883", "function f(date) does not exist", ""),
    ("CREATE VIEW x AS SELECT ⟨a⟩ FROM t, p", "42702", "column reference \"a\" is ambiguous", ""),
    (
        "CREATE TABLE x (a int CHECK (⟨ctid⟩ IS NULL))",
        "42P10",
        "system column \"ctid\" reference in check constraint is invalid",
        "",
    ),
    ("CREATE SCHEMA ⟨pg_mine⟩", "42939", "unacceptable schema name \"pg_mine\"", ""),
    ("CREATE TYPE x AS ENUM ('a', ⟨'a'⟩)", "23505", "enum label \"a\" used more than once", ""),
    ("CREATE TYPE x AS ENUM (⟨'LONG'⟩)", "42602", "invalid enum label \"LONG\"", ""),
    (
        "CREATE SCHEMA x CREATE TABLE ⟨s⟩.x (a int)",
        "42P15",
        "CREATE specifies a schema (s) different from the one being created (x)",
        "",
    ),
    (
        "CREATE TABLE x (⟨g⟩ int DEFAULT 1) INHERITS (i)",
        "42611",
        "column \"g\" inherits from generated column but specifies default",
        "",
    ),
    (
        "ALTER TABLE k1 ALTER CONSTRAINT ⟨k_a_fkey⟩ DEFERRABLE",
        "XX000",
        "cannot alter constraint \"k_a_fkey\" on relation \"k1\"",
        "",
    ),
];

/// A label of more bytes than a name has.
const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123";

#[test]
fn each_stands_at_its_token_with_what_it_clashes_with() {
    let mut wrong = Vec::new();
    for (statement, sqlstate, message, related) in REFUSALS {
        let (statement, message) = (statement.replace("LONG", LONG), message.replace("LONG", LONG));
        let token = statement.split(['⟨', '⟩']).nth(1).unwrap_or_default().to_owned();
        let at = BEFORE.len() + statement.find('⟨').unwrap_or_default();
        let text = format!("{BEFORE}{};", statement.replace(['⟨', '⟩'], ""));
        let replay = replay_texts(&[&text]);
        let problems = &replay.steps[0].problems;
        let found: Vec<_> = problems
            .iter()
            .map(|problem| {
                let span = problem.location.span;
                let related = problem.related.first().map_or("", |related| &*related.message);
                let token = text.get(span.range()).unwrap_or("?").to_owned();
                (
                    span.start as usize,
                    token,
                    problem.sqlstate.unwrap_or("-"),
                    &*problem.message,
                    related,
                )
            })
            .collect();
        let expected = [(at, token, *sqlstate, &*message, *related)];
        if found != expected {
            wrong.push(format!("{statement}\n    expected {expected:?}\n    found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The SQLSTATEs in the sources of the replay: five letters and digits in quotes, behind a call
/// that refuses.
#[test]
fn every_sqlstate_that_is_raised_is_tried() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/replay");
    let mut raised = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "rs") || path.ends_with("sqlstates.rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let state = |part: &&str| {
            let class = ["0A", "22", "23", "2B", "3F", "42", "55", "XX"];
            part.len() == 5
                && class.iter().any(|class| part.starts_with(class))
                && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        };
        raised.extend(code.split('"').filter(state).map(str::to_owned));
    }
    let tried: BTreeSet<String> =
        REFUSALS.iter().map(|(_, sqlstate, ..)| (*sqlstate).to_owned()).collect();
    assert_eq!(raised, tried);
}
