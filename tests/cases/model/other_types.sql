-- case: domains
CREATE DOMAIN d1 AS int;
CREATE DOMAIN d2 int NOT NULL DEFAULT 3 CHECK (VALUE > 0);
CREATE DOMAIN d3 AS varchar(20) CONSTRAINT short CHECK (length(VALUE) < 10) CHECK (VALUE <> 'x') NULL;
CREATE DOMAIN d4 AS d2 CHECK (VALUE < 100);
CREATE DOMAIN d5 AS numeric(10,2)[] DEFAULT '{}';
CREATE DOMAIN d6 AS text COLLATE "C" CHECK (VALUE ~ 'a');
CREATE TABLE t (a d1, b d2 NOT NULL, c d3[], d d4 DEFAULT 5, e d5);

-- case: domains that are refused
CREATE DOMAIN d AS nope; -- refused 42704
CREATE DOMAIN d AS int CHECK (VALUE > 0) CONSTRAINT c CHECK (VALUE > 1) CONSTRAINT c CHECK (VALUE > 2); -- refused 42710
CREATE DOMAIN d AS int;
CREATE DOMAIN d AS int; -- refused 42710
CREATE DOMAIN e AS int NOT NULL NULL; -- refused 42601
CREATE DOMAIN e AS int UNIQUE; -- refused 42601
CREATE DOMAIN e AS int REFERENCES t; -- refused 42601
CREATE DOMAIN e AS int DEFAULT 1 DEFAULT 2; -- refused 42601
CREATE DOMAIN e AS record; -- refused 42804
CREATE DOMAIN nope.e AS int; -- refused 3F000

-- case: made-up names of checks
CREATE DOMAIN d AS int CHECK (VALUE > 0) CHECK (VALUE > 1) CHECK (VALUE > 2);
CREATE TABLE t (a d CHECK (a > 0));
CREATE DOMAIN a_domain_with_a_name_that_is_nearly_as_long_as_a_name_can_be_ok AS int CHECK (VALUE > 0) CHECK (VALUE > 1);

-- case: altering domains
CREATE DOMAIN d AS int;
ALTER DOMAIN d SET DEFAULT 1;
ALTER DOMAIN d SET NOT NULL;
ALTER DOMAIN d ADD CHECK (VALUE > 0);
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 1) NOT VALID;
ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 1); -- refused 42710
ALTER DOMAIN d VALIDATE CONSTRAINT c;
ALTER DOMAIN d VALIDATE CONSTRAINT nope; -- refused 42704
ALTER DOMAIN d RENAME CONSTRAINT c TO e;
ALTER DOMAIN d RENAME CONSTRAINT nope TO f; -- refused 42704
ALTER DOMAIN d DROP CONSTRAINT d_check;
ALTER DOMAIN d DROP CONSTRAINT nope; -- refused 42704
ALTER DOMAIN d DROP CONSTRAINT IF EXISTS nope;
ALTER DOMAIN d DROP DEFAULT;
ALTER DOMAIN d DROP NOT NULL;
ALTER DOMAIN nope DROP NOT NULL; -- refused 42704
ALTER DOMAIN d OWNER TO CURRENT_USER;
CREATE TYPE e AS ENUM ('a');
ALTER DOMAIN e SET NOT NULL; -- refused 42809

-- case: composite types
CREATE TYPE pair AS (a int, b text COLLATE "C", c numeric(5,2)[]);
CREATE TYPE nested AS (p pair, ps pair[]);
CREATE TYPE nothing AS ();
CREATE TABLE t (p pair, n nested[]);
CREATE TYPE pair AS (a int); -- refused 42710
CREATE TYPE t AS (a int); -- refused 42710
CREATE TYPE u AS (a int, a text); -- refused 42701
CREATE TYPE u AS (a nope); -- refused 42704
DROP TYPE pair; -- refused 2BP01

-- case: altering composite types
CREATE TYPE pair AS (a int, b text);
ALTER TYPE pair ADD ATTRIBUTE c int;
ALTER TYPE pair ADD ATTRIBUTE c int; -- refused 42701
ALTER TYPE pair DROP ATTRIBUTE b;
ALTER TYPE pair DROP ATTRIBUTE b; -- refused 42703
ALTER TYPE pair DROP ATTRIBUTE IF EXISTS b;
ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint, ADD ATTRIBUTE d text[];
ALTER TYPE pair ALTER ATTRIBUTE a SET DATA TYPE varchar(3);
ALTER TYPE pair ALTER ATTRIBUTE nope TYPE int; -- refused 42703
ALTER TYPE pair RENAME ATTRIBUTE a TO z;
COMMENT ON COLUMN pair.z IS 'an attribute';
COMMENT ON TYPE pair IS 'a type';
ALTER TYPE nope ADD ATTRIBUTE x int; -- refused 42P01

-- case: a composite type in use
CREATE TYPE pair AS (a int, b text);
CREATE TABLE t (p pair);
ALTER TYPE pair ADD ATTRIBUTE c int;
ALTER TYPE pair DROP ATTRIBUTE a;
ALTER TYPE pair ALTER ATTRIBUTE b TYPE int; -- refused 0A000
ALTER TYPE pair RENAME ATTRIBUTE b TO bb;

-- case: ranges
CREATE TYPE span AS RANGE (subtype = date);
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE r AS RANGE (subtype = text, collation = "C", multirange_type_name = many);
CREATE TABLE t (a span, b span_multirange, c floatrange, d floatmultirange, e r[], f many[]);
CREATE TYPE bad AS RANGE (subtype = json); -- refused 42704
CREATE TYPE bad AS RANGE (subtype = nope); -- refused 42704
CREATE TYPE span AS RANGE (subtype = date); -- refused 42710
CREATE TYPE q AS RANGE (subtype = int4, multirange_type_name = many); -- refused 42710
DROP TYPE span; -- refused 2BP01
DROP TYPE span CASCADE;
DROP TYPE many; -- refused 2BP01

-- case: a range over a user's type
CREATE DOMAIN d AS int;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE mr AS RANGE (subtype = mood);
CREATE TABLE t (a mr);
DROP TYPE mood; -- refused 2BP01
DROP TYPE mood CASCADE;

-- case: shell types
CREATE TYPE s;
CREATE TABLE t (a s); -- refused 42704
CREATE TYPE s AS ENUM ('a');
CREATE TYPE r;
DROP TYPE r;

-- case: the schema of a domain and a composite type
CREATE SCHEMA s;
CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 0);
CREATE TYPE p AS (a d);
CREATE TABLE t (d d, p p[]);
ALTER DOMAIN d SET SCHEMA s;
ALTER TYPE p SET SCHEMA s;
CREATE DOMAIN d AS text;
ALTER TABLE t ADD COLUMN e d;
ALTER DOMAIN d SET SCHEMA s; -- refused 42710

-- case: tables of a type follow it where that is said
CREATE TYPE pair AS (a int, b text);
CREATE TABLE t OF pair;
CREATE TABLE u OF pair (nope NOT NULL); -- refused 42703
ALTER TYPE pair RENAME ATTRIBUTE a TO c; -- refused 2BP01
ALTER TYPE pair RENAME ATTRIBUTE a TO c CASCADE;
ALTER TYPE pair ADD ATTRIBUTE d int; -- refused 2BP01
ALTER TYPE pair ADD ATTRIBUTE d int CASCADE, DROP ATTRIBUTE b CASCADE;
ALTER TABLE t DROP COLUMN c; -- refused 42809
ALTER TABLE t ADD CONSTRAINT k UNIQUE (c);
ALTER TABLE t RENAME CONSTRAINT k TO l; -- refused 42809

-- case: a moved range type falls with the schema of its multirange type
CREATE SCHEMA s;
CREATE TYPE s.span AS RANGE (subtype = date);
ALTER TYPE s.span SET SCHEMA public;
DROP SCHEMA s; -- refused 2BP01
DROP SCHEMA s CASCADE;

-- case: values that stand elsewhere hold no type back (18..99)
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TYPE pair AS (a int, b text);
CREATE FOREIGN TABLE t (p pair) SERVER s;
ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint;
ALTER FOREIGN TABLE t ALTER COLUMN p TYPE int;

-- case: heirs, keys and checks of typed tables follow the type
CREATE TYPE pair AS (a int, b text, c int);
CREATE TABLE t OF pair (PRIMARY KEY (a), CHECK (b <> ''), CONSTRAINT k CHECK (c > 0));
CREATE TABLE heir (own int) INHERITS (t);
COMMENT ON COLUMN t.b IS 'kept';
CREATE INDEX ON t (b);
ALTER TYPE pair RENAME ATTRIBUTE b TO bb CASCADE;
ALTER TYPE pair ADD ATTRIBUTE d numeric CASCADE;
ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint CASCADE;
ALTER TYPE pair ALTER ATTRIBUTE bb TYPE int CASCADE; -- refused 42804
ALTER TYPE pair ADD ATTRIBUTE own text CASCADE; -- refused 42804
ALTER TYPE pair ADD ATTRIBUTE own int CASCADE;
ALTER TYPE pair DROP ATTRIBUTE c CASCADE;
CREATE VIEW v AS SELECT bb FROM t;
ALTER TYPE pair DROP ATTRIBUTE bb CASCADE;
