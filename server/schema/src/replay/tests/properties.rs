//! Properties: the replay is total on statements in any order, and what is taken from a replay
//! before is what a replay from the start gives.

use super::super::run::Run;
use super::{Step, replay, steps};
use crate::model::{ConstraintKind, Model, RelationName, TypeNameEntry, User};
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::Arc;

/// Statements over few names, so that any order of them meets every refusal and cascade.
const STATEMENTS: &[&str] = &[
    "CREATE TABLE a (id serial PRIMARY KEY, b_id int REFERENCES b, m mood, CHECK (b_id > 0));",
    "CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE, e email);",
    "CREATE TABLE c (LIKE a INCLUDING ALL);",
    "CREATE TABLE child () INHERITS (a);",
    "CREATE TABLE part (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);",
    "CREATE TABLE part1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');",
    "CREATE TABLE part2 (id int NOT NULL, at date NOT NULL);",
    "ALTER TABLE part ATTACH PARTITION part2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');",
    "ALTER TABLE part DETACH PARTITION part1;",
    "ALTER TABLE part ADD COLUMN x int;",
    "CREATE INDEX ON part (at);",
    "CREATE TABLE IF NOT EXISTS b (x int);",
    "CREATE TABLE d AS SELECT id, count(*) FROM a GROUP BY id;",
    "CREATE VIEW v AS SELECT a.id, b.name, m FROM a JOIN b ON b.id = a.b_id;",
    "CREATE OR REPLACE VIEW v AS SELECT id, name, 1 AS one FROM b;",
    "CREATE MATERIALIZED VIEW mv AS SELECT * FROM v;",
    "CREATE INDEX ON a (b_id, lower(m::text)) WHERE b_id > 5;",
    "CREATE UNIQUE INDEX u ON b (name);",
    "CREATE TYPE mood AS ENUM ('sad', 'ok');",
    "CREATE TYPE pair AS (a int, m mood);",
    "CREATE TYPE span AS RANGE (SUBTYPE = date);",
    "CREATE DOMAIN email AS text CHECK (VALUE <> '');",
    "CREATE SEQUENCE s OWNED BY b.id;",
    "CREATE FUNCTION f(a) RETURNS mood LANGUAGE sql AS 'SELECT NULL::mood';",
    "CREATE SCHEMA app;",
    "CREATE EXTENSION citext;",
    "ALTER TYPE mood ADD VALUE 'happy' BEFORE 'ok';",
    "ALTER TYPE mood RENAME TO feeling;",
    "ALTER TYPE pair ADD ATTRIBUTE c int;",
    "ALTER DOMAIN email RENAME CONSTRAINT email_check TO filled;",
    "ALTER TABLE a ADD COLUMN note text DEFAULT 'x' CHECK (note <> '');",
    "ALTER TABLE a ADD COLUMN g int GENERATED ALWAYS AS (b_id * 2) STORED;",
    "ALTER TABLE a DROP COLUMN b_id;",
    "ALTER TABLE a DROP COLUMN id CASCADE, ADD COLUMN id uuid UNIQUE;",
    "ALTER TABLE a ALTER COLUMN b_id TYPE bigint, ALTER COLUMN b_id SET NOT NULL;",
    "ALTER TABLE b DROP CONSTRAINT b_pkey CASCADE;",
    "ALTER TABLE b ADD PRIMARY KEY (name);",
    "ALTER TABLE b ADD CONSTRAINT key UNIQUE USING INDEX u;",
    "ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id) ON DELETE CASCADE;",
    "ALTER TABLE a RENAME TO b;",
    "ALTER TABLE b RENAME TO a;",
    "ALTER TABLE a RENAME COLUMN b_id TO parent;",
    "ALTER TABLE a RENAME CONSTRAINT a_pkey TO b_pkey;",
    "ALTER INDEX a_pkey RENAME TO other;",
    "ALTER TABLE a SET SCHEMA app;",
    "ALTER TABLE app.a SET SCHEMA public;",
    "ALTER TABLE child NO INHERIT a;",
    "ALTER TABLE b ALTER COLUMN id DROP IDENTITY;",
    "ALTER SEQUENCE a_id_seq RENAME TO numbers;",
    "DROP TABLE a;",
    "DROP TABLE a CASCADE;",
    "DROP TABLE IF EXISTS b, c CASCADE;",
    "DROP TABLE part CASCADE;",
    "DROP VIEW v CASCADE;",
    "DROP TYPE mood CASCADE;",
    "DROP TYPE pair;",
    "DROP SEQUENCE numbers CASCADE;",
    "DROP SCHEMA app CASCADE;",
    "DROP FUNCTION f;",
    "DROP EXTENSION citext CASCADE;",
    "COMMENT ON COLUMN a.id IS 'the key';",
    "SET search_path = app, public;",
    "BEGIN;",
    "SAVEPOINT one;",
    "ROLLBACK TO one;",
    "ROLLBACK;",
    "COMMIT;",
    "DO $$ BEGIN CREATE TYPE mood AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN DROP TYPE mood; END $$;",
    "CREATE TABLE broken (id int,;",
    "ALTER TABLE a ADD COLUMN;",
    "CREATE ACCESS METHOD x TYPE INDEX HANDLER y;",
];

fn history() -> impl Strategy<Value = Vec<String>> {
    let statement = any::<Index>().prop_map(|at| *at.get(STATEMENTS));
    let migration = prop::collection::vec(statement, 1..8).prop_map(|all| all.join("\n"));
    prop::collection::vec(migration, 1..14)
}

fn as_steps(texts: &[String]) -> Vec<Step> {
    steps(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The maps of names and of dependents agree with the objects.
fn check_maps(model: &Model) {
    let mut rebuilt = Model { next_id: model.next_id, ..Model::new() };
    rebuilt.schemas = model.schemas.clone();
    for user_type in model.types.values() {
        rebuilt.put_type((**user_type).clone());
    }
    for relation in model.relations.values() {
        rebuilt.put_relation((**relation).clone());
    }
    for sequence in model.sequences.values() {
        rebuilt.put_sequence((**sequence).clone());
    }
    for function in model.functions.values() {
        rebuilt.put_function((**function).clone());
    }
    for (user, objects) in &model.uses {
        rebuilt.put_uses(*user, objects.iter().copied().collect());
    }
    assert_eq!(model.relation_names, rebuilt.relation_names);
    assert_eq!(model.constraint_names, rebuilt.constraint_names);
    assert_eq!(model.function_names, rebuilt.function_names);
    assert_eq!(model.users, rebuilt.users);
    let own = |model: &Model| -> Vec<_> {
        let entries = model.type_names.iter();
        let own = entries.filter(|(.., entry)| !matches!(entry, TypeNameEntry::ArrayOf(_)));
        own.map(|(schema, name, entry)| (schema, name.to_string(), *entry)).collect()
    };
    assert_eq!(own(model), own(&rebuilt));
    check_references(model);
}

/// Nothing refers to what is not there.
fn check_references(model: &Model) {
    let known = |id| {
        model.relations.contains_key(&id)
            || model.types.contains_key(&id)
            || model.sequences.contains_key(&id)
            || model.functions.contains_key(&id)
    };
    for (object, users) in &model.users {
        assert!(known(*object), "{object:?} is gone, but {users:?} refer to it");
        for user in users {
            let there = match user {
                User::Object(id) => known(*id),
                User::Default(id, column) => {
                    model.relation(*id).is_some_and(|relation| relation.column(*column).is_some())
                }
                User::Constraint(id, constraint) => model
                    .relation(*id)
                    .is_some_and(|relation| relation.constraint(*constraint).is_some()),
                User::Index(id, index) => {
                    model.relation(*id).is_some_and(|relation| relation.index(*index).is_some())
                }
            };
            assert!(there, "{user:?} is gone, but is said to refer to {object:?}");
        }
    }
    for relation in model.relations.values() {
        for constraint in &relation.constraints {
            if let ConstraintKind::ForeignKey { references, referenced_columns, .. } =
                &constraint.kind
            {
                let other = model.relation(*references).expect("the table referred to is there");
                assert_eq!(other.column_names(referenced_columns).len(), referenced_columns.len());
            }
            let columns = constraint.kind.columns();
            assert_eq!(relation.column_names(&columns).len(), columns.len(), "{constraint:?}");
        }
    }
    for (.., entry) in model.relation_names.iter() {
        if let RelationName::Index { table, .. } = entry {
            assert!(model.relations.contains_key(table));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_statements_gives_a_model_in_order(texts in history()) {
        let replay = replay(&as_steps(&texts), 15, None);
        prop_assert_eq!(replay.steps.len(), texts.len());
        for count in 0..=texts.len() {
            check_maps(&replay.model_behind(count));
        }
    }

    /// Whether or not a model is kept before each statement.
    #[test]
    fn both_ways_of_carrying_out_statements_give_the_same(texts in history()) {
        let steps = as_steps(&texts);
        let replay = replay(&steps, 15, None);
        let mut careful = Run::careful(15);
        for replayed in &replay.steps {
            prop_assert_eq!(&careful.step(replayed.step.clone(), &[]), &**replayed);
        }
        prop_assert_eq!(careful.model(), &replay.model());
    }

    #[test]
    fn an_edited_history_gives_what_it_gives_from_the_start(
        texts in history(),
        at in any::<Index>(),
        edit in history(),
        kind in 0..3_u8,
    ) {
        let before = replay(&as_steps(&texts), 15, None);
        let mut edited = texts.clone();
        let at = at.index(texts.len());
        match kind {
            0 => edited[at].clone_from(&edit[0]),
            1 => edited.insert(at, edit[0].clone()),
            _ => { edited.remove(at); }
        }
        let steps = as_steps(&edited);
        let after = replay(&steps, 15, Some(&before));
        prop_assert_eq!(&after, &replay(&steps, 15, None));
        for count in 0..=steps.len() {
            let model = replay(&steps[..count], 15, None).model();
            prop_assert_eq!(after.model_behind(count), model, "behind {} steps", count);
        }
    }
}

#[test]
fn edits_in_many_places_leave_no_models_behind() {
    let mut texts: Vec<String> =
        (0..12).map(|at| format!("CREATE TABLE t{at} (id int);")).collect();
    let mut replayed = replay(&as_steps(&texts), 15, None);
    for at in 0..texts.len() {
        texts[at] = format!("CREATE TABLE t{at} (id int, note text);");
        replayed = replay(&as_steps(&texts), 15, Some(&replayed));
        // Each second one, that behind which the change began, and the last.
        assert!(replayed.models.len() <= texts.len() / 2 + 2, "{:?}", replayed.models.keys());
    }
}

/// What an edit leaves as it was is not replayed: the steps behind it are the very same.
#[test]
fn an_edit_that_leaves_the_model_as_it_was_costs_nothing_behind_it() {
    let mut texts: Vec<String> =
        (0..12).map(|at| format!("CREATE TABLE t{at} (id int);")).collect();
    let before = replay(&as_steps(&texts), 15, None);
    texts[3] += " INSERT INTO t3 VALUES (1);";
    let after = replay(&as_steps(&texts), 15, Some(&before));
    let is_shared = |at: usize| Arc::ptr_eq(&before.steps[at].problems, &after.steps[at].problems);
    assert!(is_shared(2) && !is_shared(3), "the edited one");
    assert!((4..12).all(is_shared), "those behind it");
    assert_eq!(after, replay(&as_steps(&texts), 15, None));
}

/// Nor do the models of before come back where they are not the same.
#[test]
fn models_between_an_edit_and_its_end_are_the_new_ones() {
    let mut texts: Vec<String> = (0..9).map(|at| format!("CREATE TABLE t{at} (id int);")).collect();
    texts[5] = "DROP TABLE t1; CREATE TABLE t5 (id int);".to_owned();
    let before = replay(&as_steps(&texts), 15, None);
    texts[1] = "CREATE TABLE t1 (id int, note text);".to_owned();
    let steps = as_steps(&texts);
    let after = replay(&steps, 15, Some(&before));
    for count in 0..=steps.len() {
        let model = replay(&steps[..count], 15, None).model();
        assert_eq!(after.model_behind(count), model, "behind {count} steps");
    }
}

#[test]
fn another_version_takes_nothing_over() {
    let steps = as_steps(&["CREATE TABLE a (id int);".to_owned()]);
    let before = replay(&steps, 15, None);
    assert_eq!(replay(&steps, 18, Some(&before)).version, 18);
}
