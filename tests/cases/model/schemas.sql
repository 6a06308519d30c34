-- case: making and dropping
CREATE SCHEMA a;
CREATE SCHEMA a; -- refused 42P06
CREATE SCHEMA IF NOT EXISTS a;
CREATE SCHEMA b AUTHORIZATION CURRENT_USER;
CREATE SCHEMA pg_x; -- refused 42939
DROP SCHEMA a;
DROP SCHEMA a; -- refused 3F000
CREATE SCHEMA "Mixed Case";
COMMENT ON SCHEMA b IS 'second';

-- case: search_path
CREATE SCHEMA a;
CREATE SCHEMA b;
SET search_path TO a;
CREATE TABLE t (id serial PRIMARY KEY);
CREATE TYPE mood AS ENUM ('x');
SET search_path = b, a;
CREATE TABLE u (t_id int REFERENCES t, m mood);
CREATE INDEX ON t (id);
SET search_path TO DEFAULT;
CREATE TABLE t (x int REFERENCES a.t);
RESET search_path;
SET search_path TO nope;
CREATE TABLE v (x int); -- refused 3F000
SET search_path TO nope, public;
CREATE TABLE v (x int);
SET search_path = '';
CREATE TABLE w (x int); -- refused 3F000
CREATE TABLE public.w (x pg_catalog.int4, y int);
SELECT pg_catalog.set_config('search_path', 'a', false);
CREATE TABLE z (x int);

-- case: search_path quoted and with the user's own
CREATE SCHEMA "A b";
SET search_path TO "A b", "$user", public;
CREATE TABLE t (x int);
SET search_path = "$user", public;
CREATE TABLE u (x int);
SET SESSION search_path = public, "A b";
CREATE TABLE w (x int);
ALTER TABLE t ADD COLUMN y int;

-- case: local settings end with the transaction (own database)
CREATE SCHEMA a;
BEGIN;
SET LOCAL search_path = a;
CREATE TABLE t (x int);
COMMIT;
CREATE TABLE t (y int);
BEGIN;
SET search_path = a;
CREATE TABLE u (x int);
ROLLBACK;
CREATE TABLE u (y int);

-- case: finding through the path
CREATE SCHEMA a;
CREATE TABLE a.t (x int);
CREATE TABLE t (y int);
SET search_path = a, public;
ALTER TABLE t ADD COLUMN z int;
DROP TABLE t;
ALTER TABLE t ADD COLUMN z int;
CREATE VIEW v AS SELECT y FROM t;

-- case: elements of CREATE SCHEMA
CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT a FROM t;
CREATE SCHEMA r CREATE TABLE other.t (a int); -- refused 42P15

-- case: what stands in CREATE SCHEMA is made in an order of its own
CREATE SCHEMA s CREATE VIEW v AS SELECT a + 1 AS a FROM t CREATE INDEX ON t (a) CREATE TABLE t (a int, b int UNIQUE);
