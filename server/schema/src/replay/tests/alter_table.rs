//! ALTER TABLE: columns, constraints, renames, and what falls with what.

use super::{check, check_problems};
use expect_test::expect;

#[test]
fn columns_come_and_go_with_what_is_on_them() {
    check(
        "CREATE TABLE t (a int PRIMARY KEY, b text UNIQUE, c int, CHECK (b <> '' AND c > 0));
         CREATE INDEX ON t (c, b);
         CREATE INDEX ON t (lower(b));
         CREATE INDEX ON t (a) WHERE c > 0;
         ALTER TABLE t DROP COLUMN b;
         ALTER TABLE t ADD COLUMN b uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
            ADD COLUMN IF NOT EXISTS c text, ADD d int REFERENCES t CHECK (d > 1);
         ALTER TABLE t ADD COLUMN s serial;
         ALTER TABLE t DROP COLUMN s, ALTER c TYPE bigint, ALTER c SET NOT NULL, ALTER b DROP NOT NULL;",
        expect![[r#"
            table t
              a integer not null
              c bigint not null
              b uuid default gen_random_uuid()
              d integer
              t_pkey: primary key (a)
              t_b_key: unique (b)
              t_d_check: check (d > 1) of (d)
              t_d_fkey: foreign key (d) references t (a)
              t_a_idx: index using btree (a) where c > 0
        "#]],
    );
}

#[test]
fn renames_keep_made_up_names() {
    check(
        "CREATE TABLE t (id serial PRIMARY KEY, a int CHECK (a > 0) REFERENCES t);
         CREATE INDEX ON t (a) WHERE a > 5;
         ALTER TABLE t RENAME TO u;
         ALTER TABLE u RENAME a TO b;
         ALTER TABLE u RENAME CONSTRAINT t_pkey TO key;
         ALTER INDEX t_a_idx RENAME TO i;
         ALTER INDEX key RENAME TO key2;
         ALTER SEQUENCE t_id_seq RENAME TO \"Seq\";
         ALTER TABLE u ADD UNIQUE (b);",
        expect![[r#"
            table u
              id integer not null default nextval('"Seq"'::regclass)
              b integer
              t_a_check: check (b > 0) of (b)
              key2: primary key (id)
              t_a_fkey: foreign key (b) references u (id)
              u_b_key: unique (b)
              i: index using btree (b) where b > 5
            sequence Seq int4 owned by u.id
        "#]],
    );
}

#[test]
fn another_schema() {
    check(
        "CREATE SCHEMA app CREATE TABLE t (id serial PRIMARY KEY, a int);
         CREATE INDEX ON app.t (a);
         CREATE SCHEMA other;
         ALTER TABLE app.t SET SCHEMA other;
         CREATE TABLE app.t (id int REFERENCES other.t);
         SET search_path = app, public;
         CREATE TABLE u (LIKE t INCLUDING ALL);
         DROP SCHEMA app CASCADE;",
        expect![[r#"
            schema other
            table other.t
              id integer not null default nextval('other.t_id_seq'::regclass)
              a integer
              t_pkey: primary key (id)
              t_a_idx: index using btree (a)
            sequence other.t_id_seq int4 owned by t.id
        "#]],
    );
}

#[test]
fn drops_take_what_depends() {
    check(
        "CREATE TYPE mood AS ENUM ('sad', 'ok');
         CREATE TABLE a (id int PRIMARY KEY, m mood);
         CREATE TABLE b (a int REFERENCES a, m mood DEFAULT 'ok', n int);
         CREATE SEQUENCE s;
         CREATE TABLE c (id int DEFAULT nextval('s'), a int REFERENCES a);
         DROP SEQUENCE s CASCADE;
         DROP TYPE mood CASCADE;
         DROP TABLE a CASCADE;",
        expect![[r#"
            table b
              a integer
              n integer
            table c
              id integer
              a integer
        "#]],
    );
}

#[test]
fn what_postgresql_refuses() {
    check_problems(
        "CREATE TABLE a (id int PRIMARY KEY, x text);
         CREATE TABLE b (a int CONSTRAINT fk REFERENCES a);
         CREATE TABLE c (a int); CREATE TABLE d (a int GENERATED ALWAYS AS IDENTITY); CREATE TABLE e (a int);
         CREATE TABLE f (x text); CREATE TABLE g (x text);CREATE TABLE h (x text);
         DROP TABLE a;
         ALTER TABLE missing ADD x int;
         ALTER TABLE c DROP COLUMN nope;
         ALTER TABLE d ALTER a SET DEFAULT 4;
         ALTER TABLE e RENAME COLUMN a TO a;
         ALTER TABLE f ALTER x TYPE int;
         ALTER TABLE g DROP CONSTRAINT nope;
         ALTER INDEX h RENAME TO i;
         ALTER TABLE b ADD CONSTRAINT fk CHECK (a > 1);
         DROP TABLE nope;
         DROP VIEW i;
         DROP INDEX a_pkey;
         DROP TABLE IF EXISTS nope;",
        expect![[r#"
            sql-refused `a`: cannot drop table a because other objects depend on it [2BP01]
              help: use DROP ... CASCADE to drop the dependent objects too
              at `fk`: constraint fk on table b depends on it
            sql-missing `missing`: relation "missing" does not exist [42P01]
            sql-missing `nope`: column "nope" of relation "c" does not exist [42703]
              at `c`: table c was made here
            sql-refused `a`: column "a" of relation "d" is an identity column [42601]
              help: use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead
            sql-duplicate `a`: column "a" of relation "e" already exists [42701]
              at `a`: "a" was made here
            sql-refused `int`: column "x" cannot be cast automatically to type integer [42804]
              help: you might need to specify `USING x::integer`
            sql-missing `nope`: constraint "nope" of relation "g" does not exist [42704]
            sql-duplicate `fk`: constraint "fk" for relation "b" already exists [42710]
              at `fk`: "fk" was made here
            sql-missing `nope`: table "nope" does not exist [42P01]
            sql-refused `i`: "i" is not a view [42809]
              help: use DROP TABLE to remove a table
              at `h`: it was made here
            sql-refused `a_pkey`: cannot drop index a_pkey because constraint a_pkey on table a requires it [2BP01]
              help: drop constraint a_pkey on table a instead
        "#]],
    );
}
