//! Migrations in, each name that stands for something out, with what that is called now.

#![allow(clippy::unwrap_used)]

use super::{Object, Scope};
use crate::model::Model;
use crate::parse;
use crate::replay::{Replay, Step, replay};
use expect_test::{Expect, expect};
use pgwright_problem::Span;
use std::sync::Arc;

fn replayed(texts: &[&str]) -> Replay {
    let step = |(at, text): (usize, &&str)| {
        let whole = Span::new(0, text.len() as u32);
        Step { path: format!("{}.sql", at + 1).into(), parsed: Arc::new(parse(text, &[whole])) }
    };
    let steps: Vec<Step> = texts.iter().enumerate().map(step).collect();
    replay(&steps, 18, None)
}

fn shown(model: &Model, object: &Object) -> String {
    let relation = |id| model.relation(id).map_or("?".into(), |it| it.name.to_string());
    match object {
        Object::Schema(id) => format!("schema {}", model.schema_name(*id)),
        Object::Relation(id) => format!("relation {}", relation(*id)),
        Object::Column(id, column) => {
            let name = model.relation(*id).and_then(|it| it.column(*column));
            format!("column {}.{}", relation(*id), name.map_or("?", |it| &it.name))
        }
        Object::Constraint(id, constraint) => {
            let table = model.relation(*id);
            let name = table.and_then(|it| it.constraint(*constraint));
            format!("constraint {}.{}", relation(*id), name.map_or("?", |it| &it.name))
        }
        Object::Index(id, index) => {
            let name = model.relation(*id).and_then(|it| it.index(*index));
            format!("index {}.{}", relation(*id), name.map_or("?", |it| &it.name))
        }
        Object::Sequence(id) => {
            format!("sequence {}", model.sequence(*id).map_or("?", |it| &it.name))
        }
        Object::Type(id) => format!("type {}", model.user_type(*id).map_or("?", |it| &it.name)),
        Object::Label(id, label) => {
            format!("label {}.{label}", model.user_type(*id).map_or("?", |it| &it.name))
        }
        Object::Attribute(id, attribute) => {
            let own = model.user_type(*id).unwrap();
            let name = own.attributes().iter().find(|it| it.id == *attribute);
            format!("attribute {}.{}", own.name, name.map_or("?", |it| &it.name))
        }
        Object::Function(id) => {
            format!("function {}", model.functions.get(id).map_or("?", |it| &it.name))
        }
    }
}

/// The names in the last of `texts`, under the names that they have behind it.
fn check(texts: &[&str], expected: Expect) {
    let replay = replayed(texts);
    let text: Arc<str> = (*texts.last().unwrap()).into();
    let model = replay.model();
    let mentions = replay.mentions(texts.len() - 1, &text);
    let lines: Vec<String> = mentions
        .iter()
        .map(|mention| {
            let mark = if mention.names { "+" } else { "-" };
            format!("{mark} `{}` {}\n", &text[mention.span.range()], shown(&model, &mention.object))
        })
        .collect();
    expected.assert_eq(&lines.concat());
}

const USERS: &str = "CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text CONSTRAINT users_email UNIQUE,
    mood mood,
    org_id bigint REFERENCES orgs (id)
);
CREATE INDEX users_org ON users (org_id) WHERE email <> '';";

#[test]
fn the_names_of_what_is_made_are_found() {
    check(
        &[USERS],
        expect![[r#"
            + `mood` type mood
            + `'sad'` label mood.sad
            + `'ok'` label mood.ok
            + `orgs` relation orgs
            + `id` column orgs.id
            + `users` relation users
            + `id` column users.id
            + `email` column users.email
            + `users_email` constraint users.users_email
            + `mood` column users.mood
            - `mood` type mood
            + `org_id` column users.org_id
            - `orgs` relation orgs
            - `id` column orgs.id
            + `users_org` index users.users_org
            - `users` relation users
            - `org_id` column users.org_id
            - `email` column users.email
        "#]],
    );
}

#[test]
fn names_lead_to_one_object_through_renames() {
    check(
        &[
            USERS,
            "ALTER TABLE users RENAME COLUMN email TO \"E-Mail\";
             ALTER TABLE public.users RENAME TO people;
             ALTER TABLE people RENAME CONSTRAINT users_email TO one;
             ALTER TABLE people DROP CONSTRAINT one, ADD CHECK (\"E-Mail\" > ''), ADD age int;
             ALTER INDEX users_org RENAME TO people_org;
             ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
             COMMENT ON COLUMN people.age IS 'years';",
        ],
        expect![[r#"
            - `users` relation people
            - `email` column people.E-Mail
            + `"E-Mail"` column people.E-Mail
            - `public` schema public
            - `users` relation people
            + `people` relation people
            - `people` relation people
            - `users_email` constraint people.?
            + `one` constraint people.?
            - `people` relation people
            - `one` constraint people.?
            - `"E-Mail"` column people.E-Mail
            + `age` column people.age
            - `users_org` index people.people_org
            + `people_org` index people.people_org
            - `mood` type mood
            - `'ok'` label mood.ok
            + `'fine'` label mood.fine
            - `people` relation people
            - `age` column people.age
        "#]],
    );
}

#[test]
fn statements_that_are_no_ddl_are_read_by_their_tokens() {
    check(
        &[
            USERS,
            "UPDATE users AS u SET email = lower(u.email), mood = 'ok' WHERE org_id IN (SELECT id FROM orgs);
             INSERT INTO public.users (id, email) VALUES (1, 'x') ON CONFLICT (id) DO NOTHING;
             DELETE FROM users USING orgs o WHERE users.org_id = o.id;
             GRANT SELECT ON users TO public;
             CREATE VIEW v AS SELECT x.email AS mail FROM users x, orgs WHERE x.mood = 'sad'::mood;",
        ],
        expect![[r#"
            - `users` relation users
            - `email` column users.email
            - `email` column users.email
            - `mood` column users.mood
            - `org_id` column users.org_id
            - `id` column users.id
            - `orgs` relation orgs
            - `public` schema public
            - `users` relation users
            - `id` column users.id
            - `email` column users.email
            - `id` column users.id
            - `users` relation users
            - `orgs` relation orgs
            - `users` relation users
            - `org_id` column users.org_id
            - `id` column orgs.id
            - `users` relation users
            + `v` relation v
            - `email` column users.email
            - `users` relation users
            - `orgs` relation orgs
            - `mood` column users.mood
            - `mood` type mood
        "#]],
    );
}

#[test]
fn half_typed_and_refused_statements_name_what_they_can() {
    check(
        &[
            USERS,
            "ALTER TABLE users ADD COLUMN größe mood, DROP COLUMN ema;
             ALTER TABLE users ADD COLUMN boss bigint REFERENCES users (id
             CREATE INDEX ON users (email, nothing);
             DROP TABLE nowhere;
             ALTER TABLE users DROP COLUMN email, ",
        ],
        expect![[r#"
            - `users` relation users
            - `mood` type mood
            - `users` relation users
            - `users` relation users
            - `id` column users.id
            - `users` relation users
            - `email` column users.email
            - `users` relation users
            - `email` column users.email
        "#]],
    );
}

#[test]
fn blocks_of_code_and_schemas_with_things_in_them_are_read() {
    check(
        &[
            USERS,
            "DO $$ BEGIN
               IF NOT EXISTS (SELECT 1) THEN ALTER TABLE users ADD COLUMN x int; END IF;
               EXECUTE 'ALTER TABLE users DROP COLUMN org_id';
             END $$;
             CREATE SCHEMA app CREATE TABLE t (id int PRIMARY KEY) CREATE INDEX t_id ON t (id);
             SET search_path TO app;
             ALTER TABLE t ADD y int;",
        ],
        expect![[r#"
            - `users` relation users
            - `users` relation users
            - `org_id` column users.?
            + `app` schema app
            + `t` relation t
            + `id` column t.id
            + `t_id` index t.t_id
            - `t` relation t
            - `id` column t.id
            - `app` schema app
            - `t` relation t
            + `y` column t.y
        "#]],
    );
}

#[test]
fn a_text_that_has_changed_beside_the_statements_is_read_anew() {
    let replay = replayed(&[USERS, "SELECT id FROM users;"]);
    let read = |text: &str| replay.mentions(1, &Arc::from(text)).len();
    assert_eq!(read("SELECT id FROM users;"), 2);
    assert_eq!(read("SELECT no FROM users;"), 1);
    assert_eq!(replay.mentions(7, &Arc::from("")).len(), 0);
}

#[test]
fn a_scope_is_what_is_there_in_front_of_the_statement() {
    let text = "CREATE TABLE a (id int); SET search_path TO x, public; CREATE TABLE b (id int);";
    let replay = replayed(&[text]);
    let scope = replay.scope(0, text.find("CREATE TABLE b").unwrap() as u32 + 3);
    assert!(scope.relation(None, "a").is_some() && scope.relation(None, "b").is_none());
    assert_eq!(scope.search_path.iter().map(|it| &**it).collect::<Vec<_>>(), ["x", "public"]);
    assert!(replay.scope(0, 99_999).relation(Some("public"), "b").is_some());
    assert!(Scope::of(replay.model()).data_type(None, "b").is_some());
    assert!(replay.scope(9, 0).data_type(None, "mood").is_none());
}
