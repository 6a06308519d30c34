//! DO blocks: handlers of refusals, and conditions that the catalog answers.

use super::{check, check_problems};
use expect_test::expect;

#[test]
fn a_handler_takes_up_its_conditions_and_undoes_the_block() {
    check(
        "CREATE TYPE mood AS ENUM ('ok');
         CREATE TABLE t (a int);
         DO $$ BEGIN CREATE TYPE mood AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
         DO $$ BEGIN
            ALTER TABLE t ADD COLUMN b int;
            ALTER TABLE t ADD COLUMN a int;
         EXCEPTION WHEN undefined_table THEN NULL; WHEN duplicate_column THEN ALTER TABLE t ADD c int; END $$;
         DO $$ BEGIN ALTER TABLE nope ADD d int; EXCEPTION WHEN OTHERS THEN NULL; END $$;",
        expect![[r#"
            enum mood (ok)
            table t
              a integer
              c integer
        "#]],
    );
}

#[test]
fn the_catalog_answers_conditions() {
    check(
        "CREATE TABLE t (a int CONSTRAINT positive CHECK (a > 0), b varchar(5));
         CREATE SCHEMA app CREATE TABLE u (id int PRIMARY KEY);
         DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('ok'); END IF;
            IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'positive') THEN ALTER TABLE t ADD wrong int; END IF;
            IF EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b' AND data_type = 'character varying')
               AND NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = 'c') THEN
               ALTER TABLE t RENAME b TO c;
            ELSE
               ALTER TABLE t ADD wrong int;
            END IF;
            IF EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
                       WHERE n.nspname = 'app' AND r.relname = 'u' AND c.contype = 'p') THEN
               ALTER TABLE app.u ADD found int;
            END IF;
            IF (SELECT count(*) FROM pg_attribute WHERE attrelid = 'app.u'::regclass AND attname IN ('id', 'found')) = 2
               AND (SELECT count(*) = 1 FROM pg_tables WHERE schemaname = 'app') THEN
               ALTER TABLE app.u ADD two int;
            END IF;
            IF to_regclass('public.nope') IS NULL AND current_setting('server_version_num')::int >= 150000 THEN
               CREATE TABLE nope (id int);
            ELSIF true THEN
               CREATE TABLE wrong (id int);
            END IF;
         END $$;",
        expect![[r#"
            schema app
            enum mood (ok)
            table t
              a integer
              c character varying(5)
              positive: check (a > 0) of (a)
            table app.u
              id integer not null
              found integer
              two integer
              u_pkey: primary key (id)
            table nope
              id integer
        "#]],
    );
}

#[test]
fn what_cannot_be_told_leaves_its_names_unsettled() {
    check_problems(
        "CREATE TABLE t (a int); CREATE TABLE u (a int);
         DO $$ BEGIN
            IF EXISTS (SELECT 1 FROM t WHERE a > 5) THEN ALTER TABLE u ADD b int; END IF;
         END $$;
         ALTER TABLE u DROP COLUMN b;
         DO $$ BEGIN ALTER TABLE t ADD c int; ALTER TABLE t ADD a int; END $$;
         ALTER TABLE t DROP c;",
        expect![[r#"
            sql-undecided `EXISTS (SELECT 1 FROM t WHERE a > 5)`: what a branch under this condition changes cannot be told from its text [-]
              help: write above the IF how the condition comes out, as `-- pgwright: assume true` or `-- pgwright: assume false`; or `-- pgwright: ignore` to pass over the whole IF
            sql-duplicate `a`: column "a" of relation "t" already exists [42701]
              at `a`: "a" was made here
        "#]],
    );
}

#[test]
fn a_comment_settles_what_a_text_does_not_tell() {
    check(
        "CREATE TABLE t (a int);
         DO $$ DECLARE n text; BEGIN
            -- pgwright: assume ALTER TABLE t ADD COLUMN b int;
            -- pgwright: assume CREATE TABLE u (
            -- pgwright: assume    id int PRIMARY KEY)
            FOR n IN SELECT relname FROM pg_class LOOP
                EXECUTE format('ALTER TABLE %I ADD COLUMN b int', n);
            END LOOP;
            -- Of our own database only.
            -- pgwright: ignore
            EXECUTE 'DROP TABLE ' || n;
            -- pgwright: assume false
            IF (SELECT count(*) FROM t) > 1 THEN
                DROP TABLE t;
            -- pgwright: assume true
            ELSIF random() > 0.5 THEN
                ALTER TABLE t ADD COLUMN c int;
            ELSE
                DROP TABLE t;
            END IF;
         END $$;
         -- pgwright: assume CREATE TABLE made (id int)
         SELECT make_tables();
         -- pgwright: ignore
         DROP OWNED BY intern;",
        expect![[r#"
            table t
              a integer
              b integer
              c integer
            table u
              id integer not null
              u_pkey: primary key (id)
            table made
              id integer
        "#]],
    );
}

#[test]
fn a_comment_that_says_nothing_is_told() {
    check_problems(
        "CREATE TABLE t (a int);
         -- pgwright: ignroe
         DROP OWNED BY intern;
         -- pgwright: assume true
         DROP TABLE t;
         -- pgwright: assume ALTER TABLE t ADD b nope
         SELECT f();",
        expect![[r#"
            sql-unknown `ignroe`: `-- pgwright: ignroe` is not known [-]
              help: there are `-- pgwright: ignore`, `-- pgwright: assume` with SQL behind it and, above an IF in a DO block, `-- pgwright: assume true` and `-- pgwright: assume false`
            sql-unknown `DROP OWNED BY intern`: `DROP OWNED` is not known: what it changes is not in the model [-]
              help: write above it what it does, as `-- pgwright: assume ALTER TABLE …`, or `-- pgwright: ignore` when it changes nothing that generated code sees
            sql-unknown `assume true`: `-- pgwright: assume true` is not known [-]
              help: there are `-- pgwright: ignore`, `-- pgwright: assume` with SQL behind it and, above an IF in a DO block, `-- pgwright: assume true` and `-- pgwright: assume false`
            sql-missing `t`: relation "t" does not exist [42P01]
              at `t`: it was dropped or renamed here
        "#]],
    );
}
