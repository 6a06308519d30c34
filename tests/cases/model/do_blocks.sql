-- case: plain statements
DO $$
BEGIN
    CREATE TABLE t (id serial PRIMARY KEY);
    ALTER TABLE t ADD COLUMN a int;
END
$$;
DO LANGUAGE plpgsql $x$ BEGIN CREATE INDEX ON t (a); END $x$;

-- case: handlers
CREATE TYPE mood AS ENUM ('a');
DO $$
BEGIN
    CREATE TYPE mood AS ENUM ('a', 'b');
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;
DO $$
BEGIN
    CREATE TYPE other AS ENUM ('a', 'b');
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;
DO $$
BEGIN
    CREATE TABLE t (a int);
    CREATE TYPE mood AS ENUM ('x');
EXCEPTION
    WHEN duplicate_object THEN CREATE TABLE u (a int);
END
$$;
DO $$
BEGIN
    ALTER TABLE u ADD COLUMN a int;
EXCEPTION
    WHEN duplicate_column THEN RAISE NOTICE 'there already';
END
$$;
DO $$
BEGIN
    DROP TABLE nope;
EXCEPTION
    WHEN undefined_table OR undefined_object THEN NULL;
END
$$;
DO $$
BEGIN
    DROP TABLE nope;
EXCEPTION
    WHEN others THEN NULL;
END
$$;

-- case: a handler that does not fit
DO $$ BEGIN CREATE TABLE t (a nope); EXCEPTION WHEN duplicate_table THEN NULL; END $$; -- refused 42704

-- case: refused inside
CREATE TABLE t (a int);
DO $$ BEGIN ALTER TABLE t ADD COLUMN b int; ALTER TABLE t ADD COLUMN a int; END $$; -- refused 42701

-- case: conditions on the catalog
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0));
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
        CREATE TYPE mood AS ENUM ('b');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'other') THEN
        CREATE TYPE other AS ENUM ('b');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'c') THEN
        ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'd') THEN
        ALTER TABLE t ADD CONSTRAINT d CHECK (a > 1);
    ELSE
        ALTER TABLE t DROP COLUMN a;
    END IF;
    IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') THEN
        ALTER TABLE t RENAME COLUMN a TO x;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 't' AND column_name = 'z') THEN
        ALTER TABLE t ADD COLUMN z int;
    END IF;
    IF EXISTS (SELECT FROM information_schema.tables WHERE table_name = 'nope') THEN
        DROP TABLE nope;
    END IF;
    IF to_regclass('public.t') IS NOT NULL THEN
        CREATE INDEX i ON t (x);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'i') THEN
        CREATE INDEX i ON t (x);
    END IF;
END
$$;

-- case: execute
CREATE TABLE t (a int);
DO $$ BEGIN EXECUTE 'ALTER TABLE t ADD COLUMN b text'; END $$;
DO $$ BEGIN EXECUTE 'CREATE TABLE u (a int); CREATE TABLE w (b int)'; END $$;

-- case: without any DDL
CREATE TABLE t (a int);
DO $$
DECLARE
    n int;
    r record;
BEGIN
    SELECT count(*) INTO n FROM t;
    FOR r IN SELECT * FROM t LOOP
        UPDATE t SET a = r.a + 1;
    END LOOP;
    INSERT INTO t VALUES (1);
    PERFORM 1;
    n := n + 1;
END
$$;

-- case: nested blocks
DO $$
BEGIN
    BEGIN
        CREATE TABLE a (x int);
        CREATE TABLE a (x int);
    EXCEPTION WHEN duplicate_table THEN
        CREATE TABLE b (x int);
    END;
    CREATE TABLE c (x int);
END
$$;
