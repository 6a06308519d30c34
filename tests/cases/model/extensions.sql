-- case: installing
CREATE EXTENSION pgcrypto;
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE EXTENSION pgcrypto; -- refused 42710
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION pg_trgm WITH SCHEMA public;
CREATE TABLE t (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), other uuid DEFAULT gen_random_uuid(), name text);
CREATE INDEX ON t USING gin (name gin_trgm_ops);
DROP EXTENSION pgcrypto;

-- case: an index holds its operator class (gap: operator classes are not in the model)
CREATE EXTENSION pg_trgm;
CREATE TABLE t (name text);
CREATE INDEX ON t USING gin (name gin_trgm_ops);
DROP EXTENSION pg_trgm; -- refused 2BP01

-- case: in another schema
CREATE SCHEMA x;
CREATE EXTENSION citext SCHEMA x;
CREATE TABLE t (a x.citext, b x.citext[]);
CREATE TABLE u (a citext); -- refused 42704
SET search_path = public, x;
CREATE TABLE u (a citext);
CREATE EXTENSION hstore SCHEMA nope; -- refused 3F000

-- case: with what it stands on
CREATE EXTENSION earthdistance; -- refused 42704
CREATE EXTENSION earthdistance CASCADE;

-- case: a name that is taken
CREATE TYPE citext AS ENUM ('x');
CREATE EXTENSION citext; -- refused 42710
DROP TYPE citext;
CREATE EXTENSION citext;
CREATE TYPE citext AS ENUM ('x'); -- refused 42710

-- case: comments and what hangs on them
CREATE EXTENSION citext;
COMMENT ON EXTENSION citext IS 'no case';
CREATE TABLE t (a citext NOT NULL UNIQUE, b text);
CREATE INDEX ON t (a);
CREATE VIEW v AS SELECT a FROM t;
DROP EXTENSION citext CASCADE;

-- case: what extensions of contrib bring
CREATE EXTENSION tablefunc;
CREATE EXTENSION pg_stat_statements;
CREATE TABLE t OF tablefunc_crosstab_2;
CREATE VIEW v AS SELECT calls, query, rows FROM pg_stat_statements;
CREATE EXTENSION isn;
CREATE TABLE book (number isbn13 PRIMARY KEY, other issn[]);
CREATE EXTENSION lo;
CREATE TABLE image (raster lo);
DROP EXTENSION pg_stat_statements CASCADE;
