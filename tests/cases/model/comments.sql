-- case: on everything
CREATE SCHEMA s;
CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0), b text);
CREATE INDEX i ON t (b);
CREATE VIEW v AS SELECT a FROM t;
CREATE SEQUENCE q;
CREATE TYPE mood AS ENUM ('x');
CREATE TYPE pair AS (a int);
CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 0);
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON SCHEMA s IS 'schema';
COMMENT ON SCHEMA public IS 'the main one';
COMMENT ON TABLE t IS 'table';
COMMENT ON COLUMN t.a IS 'column';
COMMENT ON COLUMN public.t.b IS 'column b';
COMMENT ON INDEX i IS 'index';
COMMENT ON VIEW v IS 'view';
COMMENT ON COLUMN v.a IS 'column of a view';
COMMENT ON SEQUENCE q IS 'sequence';
COMMENT ON TYPE mood IS 'enum';
COMMENT ON TYPE pair IS 'composite';
COMMENT ON COLUMN pair.a IS 'attribute';
COMMENT ON DOMAIN d IS 'domain';
COMMENT ON CONSTRAINT c ON DOMAIN d IS 'check of a domain';
COMMENT ON CONSTRAINT t_pkey ON t IS 'key';
COMMENT ON CONSTRAINT t_a_check ON t IS 'check';
COMMENT ON FUNCTION f(int) IS 'function';
COMMENT ON DATABASE postgres IS 'ignored';

-- case: taken back
CREATE TABLE t (a int);
COMMENT ON TABLE t IS 'x';
COMMENT ON TABLE t IS NULL;
COMMENT ON COLUMN t.a IS 'x';
COMMENT ON COLUMN t.a IS '';
COMMENT ON TABLE t IS E'line\nand \'quote\'';

-- case: texts of all kinds
CREATE TABLE t (a int, b int, c int);
COMMENT ON TABLE t IS $$dollar's */ "text"$$;
COMMENT ON COLUMN t.a IS U&'\0441\0438';
COMMENT ON COLUMN t.b IS 'two'
' parts';
COMMENT ON COLUMN t.c IS 'tab	and ünïcode';

-- case: what is missing
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT 1 AS a;
COMMENT ON TABLE nope IS 'x'; -- refused 42P01
COMMENT ON COLUMN t.nope IS 'x'; -- refused 42703
COMMENT ON COLUMN nope.a IS 'x'; -- refused 42P01
COMMENT ON TABLE v IS 'x'; -- refused 42809
COMMENT ON VIEW t IS 'x'; -- refused 42809
COMMENT ON TYPE nope IS 'x'; -- refused 42704
COMMENT ON INDEX nope IS 'x'; -- refused 42P01
COMMENT ON SCHEMA nope IS 'x'; -- refused 3F000
COMMENT ON CONSTRAINT nope ON t IS 'x'; -- refused 42704
COMMENT ON SEQUENCE t IS 'x'; -- refused 42809
COMMENT ON DOMAIN nope IS 'x'; -- refused 42704
COMMENT ON EXTENSION nope IS 'x'; -- refused 42704

-- case: comments go with what they are on
CREATE TABLE t (a int, b int);
COMMENT ON COLUMN t.a IS 'x';
ALTER TABLE t RENAME COLUMN a TO c;
ALTER TABLE t DROP COLUMN c;
ALTER TABLE t ADD COLUMN a int;
COMMENT ON TABLE t IS 'old';
ALTER TABLE t RENAME TO u;
DROP TABLE u;
CREATE TABLE u (a int);

-- case: comments on constraints of domains
CREATE DOMAIN d AS int CONSTRAINT positive CHECK (VALUE > 0);
COMMENT ON CONSTRAINT positive ON DOMAIN d IS 'so';
COMMENT ON CONSTRAINT nope ON DOMAIN d IS 'so'; -- refused 42704
COMMENT ON CONSTRAINT positive ON DOMAIN nope IS 'so'; -- refused 42704
