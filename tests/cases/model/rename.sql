-- case: tables
CREATE TABLE a (id serial PRIMARY KEY, x int UNIQUE CHECK (x > 0));
CREATE TABLE b (a_id int REFERENCES a);
CREATE VIEW v AS SELECT id FROM a;
ALTER TABLE a RENAME TO c;
ALTER TABLE a RENAME TO d; -- refused 42P01
ALTER TABLE IF EXISTS a RENAME TO d;
ALTER TABLE b RENAME TO c; -- refused 42P07
ALTER TABLE b RENAME TO c_pkey;
ALTER TABLE c RENAME TO c; -- refused 42P07
CREATE TABLE a (id serial PRIMARY KEY);
ALTER TABLE c_pkey RENAME TO a_pkey; -- refused 42P07
ALTER TABLE c_pkey RENAME TO "B b";

-- case: a table takes a type's name
CREATE TYPE mood AS ENUM ('x');
CREATE TABLE t (a int);
ALTER TABLE t RENAME TO mood; -- refused 42710
CREATE TABLE u (m mood);
ALTER TABLE t RENAME TO _mood;
CREATE TABLE w (m mood[], r _mood);

-- case: columns
CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t CHECK (b > 0), c int GENERATED ALWAYS AS (a + 1) STORED);
CREATE VIEW v AS SELECT a FROM t;
CREATE INDEX i ON t (lower(b::text));
ALTER TABLE t RENAME COLUMN a TO x;
ALTER TABLE t RENAME b TO y;
ALTER TABLE t RENAME COLUMN x TO y; -- refused 42701
ALTER TABLE t RENAME COLUMN nope TO z; -- refused 42703
ALTER TABLE t RENAME COLUMN ctid TO z; -- refused 0A000
ALTER TABLE t RENAME COLUMN y TO ctid; -- refused 42701
ALTER TABLE nope RENAME COLUMN a TO b; -- refused 42P01
ALTER TABLE IF EXISTS nope RENAME COLUMN a TO b;
ALTER VIEW v RENAME COLUMN a TO z;
ALTER TABLE t DROP COLUMN y;

-- case: types
CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN dom AS int CONSTRAINT pos CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, b mood);
CREATE TYPE span AS RANGE (subtype = date);
CREATE TABLE t (m mood, ms mood[], d dom, p pair, s span, ss span_multirange);
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE feeling RENAME TO dom; -- refused 42710
ALTER TYPE nope RENAME TO x; -- refused 42704
ALTER DOMAIN dom RENAME TO dom2;
ALTER TYPE dom2 RENAME TO dom3;
ALTER DOMAIN feeling RENAME TO x; -- refused 42809
ALTER DOMAIN dom3 RENAME CONSTRAINT pos TO positive;
ALTER TYPE pair RENAME TO two;
ALTER TYPE two RENAME ATTRIBUTE a TO first;
ALTER TYPE two RENAME ATTRIBUTE nope TO x; -- refused 42703
ALTER TYPE two RENAME ATTRIBUTE first TO b; -- refused 42701
ALTER TYPE span RENAME TO spread;
ALTER TYPE t RENAME TO u; -- refused 42809
ALTER TABLE two RENAME TO three; -- refused 42809

-- case: a renamed type's array
CREATE TYPE a AS ENUM ('x');
CREATE TYPE b AS ENUM ('x');
CREATE TABLE _c (x int);
CREATE TABLE t (a a[]);
ALTER TYPE a RENAME TO c;
CREATE TYPE a AS ENUM ('y');
ALTER TABLE t ADD COLUMN b a[];

-- case: sequences, views, materialized views
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'), b serial);
ALTER SEQUENCE s RENAME TO r;
ALTER SEQUENCE t_b_seq RENAME TO q;
ALTER TABLE q RENAME TO p;
ALTER SEQUENCE nope RENAME TO x; -- refused 42P01
ALTER SEQUENCE IF EXISTS nope RENAME TO x;
ALTER SEQUENCE t RENAME TO x; -- refused 42809
CREATE VIEW v AS SELECT a FROM t;
ALTER VIEW v RENAME TO w;
ALTER VIEW IF EXISTS nope RENAME TO w;
CREATE MATERIALIZED VIEW m AS SELECT a FROM w;
ALTER MATERIALIZED VIEW m RENAME TO n;
ALTER MATERIALIZED VIEW n RENAME COLUMN a TO z;
ALTER VIEW n RENAME TO x; -- refused 42809
DROP SEQUENCE p; -- refused 2BP01

-- case: schemas
CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('a');
CREATE TABLE s.t (id serial PRIMARY KEY, m s.mood);
ALTER SCHEMA s RENAME TO r;
ALTER SCHEMA s RENAME TO q; -- refused 3F000
ALTER SCHEMA r RENAME TO public; -- refused 42P06
ALTER SCHEMA r RENAME TO pg_x; -- refused 42939
CREATE TABLE u (t_id int REFERENCES r.t);

-- case: functions
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION f(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
ALTER FUNCTION f(int) RENAME TO g; -- refused 42723
ALTER FUNCTION f(int) RENAME TO h;
ALTER FUNCTION f RENAME TO i;
ALTER ROUTINE i(text) RENAME TO j;

-- case: a function that is not known at all (gap: it may be PostgreSQL's own)
ALTER FUNCTION nope() RENAME TO j; -- refused 42883

-- case: swapping two tables
CREATE TABLE a (id serial PRIMARY KEY, x int);
CREATE TABLE a_new (id serial PRIMARY KEY, x bigint);
CREATE TABLE b (a_id int REFERENCES a);
ALTER TABLE a RENAME TO a_old;
ALTER TABLE a_new RENAME TO a;
ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a;
DROP TABLE a_old CASCADE;
ALTER INDEX a_new_pkey RENAME TO a_pkey;
ALTER SEQUENCE a_new_id_seq RENAME TO a_id_seq;
