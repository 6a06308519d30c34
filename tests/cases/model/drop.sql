-- case: tables
CREATE TABLE a (id serial PRIMARY KEY);
CREATE TABLE b (id int);
CREATE TABLE c (id int REFERENCES a);
DROP TABLE b;
DROP TABLE b; -- refused 42P01
DROP TABLE IF EXISTS b, a; -- refused 2BP01
DROP TABLE a, c;
DROP TABLE IF EXISTS a, b, c;
DROP TABLE IF EXISTS nope.a;
DROP TABLE nope.a; -- refused 3F000

-- case: all or nothing
CREATE TABLE a (id int);
DROP TABLE a, nope; -- refused 42P01
DROP TABLE IF EXISTS nope, a;

-- case: the wrong kind
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
CREATE SEQUENCE s;
CREATE TYPE e AS ENUM ('x');
CREATE DOMAIN d AS int;
CREATE TYPE c AS (a int);
CREATE INDEX i ON t (a);
DROP TABLE v; -- refused 42809
DROP TABLE m; -- refused 42809
DROP TABLE s; -- refused 42809
DROP TABLE i; -- refused 42809
DROP TABLE c; -- refused 42809
DROP VIEW t; -- refused 42809
DROP VIEW m; -- refused 42809
DROP MATERIALIZED VIEW v; -- refused 42809
DROP SEQUENCE t; -- refused 42809
DROP INDEX t; -- refused 42809
DROP TYPE t; -- refused 2BP01
DROP DOMAIN e; -- refused 42809
DROP TABLE e; -- refused 42P01
DROP TYPE d;
DROP TYPE IF EXISTS v CASCADE; -- refused 2BP01
DROP VIEW IF EXISTS t; -- refused 42809

-- case: cascades over tables and views
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (a_id int REFERENCES a, y a, z int DEFAULT 1);
CREATE VIEW v AS SELECT id FROM a;
CREATE VIEW w AS SELECT id FROM v;
CREATE MATERIALIZED VIEW m AS SELECT id FROM w;
CREATE INDEX ON m (id);
DROP TABLE a; -- refused 2BP01
DROP VIEW v; -- refused 2BP01
DROP VIEW v, w; -- refused 2BP01, in other words
DROP TABLE a CASCADE;

-- case: views together
CREATE TABLE a (id int);
CREATE VIEW v AS SELECT id FROM a;
CREATE VIEW w AS SELECT id FROM v;
DROP VIEW v, w;
DROP VIEW v; -- refused 42P01
DROP VIEW IF EXISTS v;

-- case: sequences
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'), b serial, c int DEFAULT nextval('public.s'::regclass), d int);
DROP SEQUENCE s; -- refused 2BP01
DROP SEQUENCE t_b_seq; -- refused 2BP01
DROP SEQUENCE s CASCADE;
DROP SEQUENCE IF EXISTS s;
DROP SEQUENCE s; -- refused 42P01
DROP SEQUENCE t_b_seq CASCADE;

-- case: an owned sequence goes with its table and column
CREATE SEQUENCE s;
CREATE TABLE t (a int, b int, c serial);
ALTER SEQUENCE s OWNED BY t.a;
CREATE TABLE u (x int DEFAULT nextval('t_c_seq'));
ALTER TABLE t DROP COLUMN a;
ALTER TABLE t DROP COLUMN c; -- refused 2BP01
DROP TABLE t; -- refused 2BP01
DROP TABLE t CASCADE;

-- case: types
CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN dom AS mood;
CREATE TYPE pair AS (a mood, b int);
CREATE TABLE t (a mood, b dom, c pair, d mood[], e int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f(m mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP TYPE mood; -- refused 2BP01
DROP TYPE pair; -- refused 2BP01
DROP TYPE pair CASCADE;
DROP TYPE mood CASCADE;
DROP TYPE mood; -- refused 42704
DROP TYPE IF EXISTS mood, nope;
DROP TYPE IF EXISTS nope.mood;
DROP TYPE nope.mood; -- refused 3F000

-- case: what hangs on a column of a dropped type
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (id int, m mood, UNIQUE (id, m), CHECK (m <> 'a'));
CREATE INDEX i ON t (m);
DROP TYPE mood CASCADE;

-- case: a cast in a default or a check holds its type
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (a text DEFAULT ('a'::mood)::text, b text CHECK (b::mood = 'a'));
CREATE VIEW v AS SELECT a::mood::text AS x FROM t;
DROP TYPE mood; -- refused 2BP01
DROP TYPE mood CASCADE;

-- case: functions
CREATE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION g(a int, b text DEFAULT 'x', OUT c int) LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f(), b int CHECK (b > f()), c int GENERATED ALWAYS AS (f()) STORED, d int);
CREATE INDEX i ON t ((d + f()));
CREATE VIEW v AS SELECT f() AS x;
DROP FUNCTION f(); -- refused 2BP01
DROP FUNCTION g(int); -- refused 42883
DROP FUNCTION g;
DROP FUNCTION f CASCADE;
DROP FUNCTION IF EXISTS f(), f(int);
DROP FUNCTION IF EXISTS f(nope);
CREATE PROCEDURE p() LANGUAGE sql AS '';
DROP FUNCTION p(); -- refused 42809
DROP PROCEDURE p();
DROP ROUTINE IF EXISTS p;

-- case: a function that is not known at all (gap: it may be PostgreSQL's own)
DROP FUNCTION f(); -- refused 42883

-- case: overloaded functions
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION f; -- refused 42725
DROP FUNCTION f(integer), f(text);

-- case: schemas
CREATE SCHEMA s;
CREATE SCHEMA r;
CREATE TYPE s.mood AS ENUM ('a');
CREATE TABLE s.t (id serial PRIMARY KEY);
CREATE TABLE u (m s.mood, t_id int REFERENCES s.t, x int);
CREATE VIEW v AS SELECT id FROM s.t;
DROP SCHEMA s; -- refused 2BP01
DROP SCHEMA nope; -- refused 3F000
DROP SCHEMA IF EXISTS nope, r;
DROP SCHEMA s CASCADE;

-- case: public itself (own database)
CREATE TABLE t (a int);
DROP SCHEMA public; -- refused 2BP01
DROP SCHEMA public CASCADE;
CREATE TABLE t (a int); -- refused 3F000
CREATE SCHEMA public;
CREATE TABLE t (a int);

-- case: extensions
CREATE EXTENSION citext;
CREATE TABLE t (a citext, b citext[], c int);
DROP EXTENSION citext; -- refused 2BP01
DROP TYPE citext; -- refused 2BP01
DROP EXTENSION citext CASCADE;
DROP EXTENSION citext; -- refused 42704
DROP EXTENSION IF EXISTS citext;

-- case: default values that call functions of another schema
CREATE SCHEMA s;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT s.f());
DROP SCHEMA s CASCADE;

-- case: things the model does not hold
CREATE TABLE t (a int);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
CREATE RULE ru AS ON INSERT TO t DO NOTHING;
CREATE POLICY po ON t USING (true);
DROP TRIGGER tr ON t;
DROP RULE ru ON t;
DROP POLICY po ON t;
DROP FUNCTION tf();

-- case: a trigger holds its function (gap: triggers are not in the model)
CREATE TABLE t (a int);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
DROP FUNCTION tf(); -- refused 2BP01

-- case: a trigger goes with its function or table
CREATE TABLE t (a int);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf();
DROP TABLE t;
DROP FUNCTION tf();
