-- case: labels in order
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE empty AS ENUM ();
CREATE TYPE "Odd" AS ENUM ('it''s', 'UPPER', '', 'with space', 'ünïcode');

-- case: adding values
CREATE TYPE mood AS ENUM ('b', 'd');
ALTER TYPE mood ADD VALUE 'e';
ALTER TYPE mood ADD VALUE 'a' BEFORE 'b';
ALTER TYPE mood ADD VALUE 'c' AFTER 'b';
ALTER TYPE mood ADD VALUE 'c'; -- refused 42710
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'c';
ALTER TYPE mood ADD VALUE 'x' BEFORE 'nope'; -- refused 22023
ALTER TYPE nope ADD VALUE 'x'; -- refused 42704
ALTER TYPE mood ADD VALUE 'f' AFTER 'e';

-- case: renaming values
CREATE TYPE mood AS ENUM ('a', 'b');
ALTER TYPE mood RENAME VALUE 'a' TO 'c';
ALTER TYPE mood RENAME VALUE 'a' TO 'd'; -- refused 22023
ALTER TYPE mood RENAME VALUE 'b' TO 'c'; -- refused 42710
ALTER TYPE mood RENAME VALUE 'c' TO 'c'; -- refused 42710

-- case: labels twice and too long
CREATE TYPE mood AS ENUM ('a', 'a'); -- refused 23505, in other words
CREATE TYPE mood AS ENUM ('aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg'); -- refused 42602
CREATE TYPE mood AS ENUM ('aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg');
ALTER TYPE mood ADD VALUE 'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg'; -- refused 42602

-- case: names
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE mood AS ENUM ('a'); -- refused 42710
CREATE TABLE t (a int);
CREATE TYPE t AS ENUM ('a'); -- refused 42710
CREATE SEQUENCE s;
CREATE TYPE s AS ENUM ('a');
CREATE TYPE _mood AS ENUM ('x');
CREATE TYPE nope.mood AS ENUM ('a'); -- refused 3F000
CREATE SCHEMA other;
CREATE TYPE other.mood AS ENUM ('a');
DROP TYPE mood, other.mood;

-- case: not an enum
CREATE DOMAIN d AS int;
CREATE TYPE c AS (a int);
ALTER TYPE d ADD VALUE 'x'; -- refused 42809
ALTER TYPE c ADD VALUE 'x'; -- refused 42809
ALTER TYPE d RENAME VALUE 'x' TO 'y'; -- refused 42809

-- case: a new value in use at once (own database)
CREATE TYPE mood AS ENUM ('a');
ALTER TYPE mood ADD VALUE 'b';
CREATE TABLE t (m mood DEFAULT 'b');

-- case: replacing an enum
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (id int, m mood NOT NULL DEFAULT 'a');
CREATE TYPE mood_new AS ENUM ('a', 'c');
ALTER TABLE t ALTER COLUMN m DROP DEFAULT, ALTER COLUMN m TYPE mood_new USING m::text::mood_new, ALTER COLUMN m SET DEFAULT 'a';
DROP TYPE mood;
ALTER TYPE mood_new RENAME TO mood;

-- case: setting a schema
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (m mood, ms mood[]);
ALTER TYPE mood SET SCHEMA s;
ALTER TYPE mood SET SCHEMA s; -- refused 42704
ALTER TYPE s.mood SET SCHEMA nope; -- refused 3F000
ALTER TYPE s.mood OWNER TO CURRENT_USER;
