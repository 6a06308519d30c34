-- case: columns with their types
CREATE TABLE t (id bigint PRIMARY KEY, name varchar(20) NOT NULL, at timestamptz(3), price numeric(10,2), tags text[]);
CREATE VIEW v AS SELECT id, name, at, price, tags FROM t;
CREATE VIEW s AS SELECT * FROM t;
CREATE VIEW a AS SELECT t.id AS key, t.name title FROM t;
CREATE VIEW q (x, y) AS SELECT id, name FROM t;
CREATE VIEW w AS SELECT x.id, y.* FROM t x JOIN t y USING (id); -- refused 42701
CREATE VIEW r AS SELECT x.id, y.name AS other FROM t x LEFT JOIN t y ON x.id = y.id;

-- case: expressions and their types
CREATE TABLE t (i int, b bigint, s smallint, n numeric(10,2), f real, d double precision, x text, c varchar(5), ts timestamp, tz timestamptz, dt date, j jsonb, arr int[], flag boolean);
CREATE VIEW v1 AS SELECT i + 1 AS a, i + b AS b, i + n AS c, f + d AS d, s + s AS e, i / 2 AS f, b * 2 AS g, n * 2 AS h, f * i AS ii, i + 1.5 AS jj, i + f AS kk FROM t;
CREATE VIEW v2 AS SELECT count(*) AS a, count(i) AS b, sum(i) AS c, sum(b) AS d, sum(n) AS e, sum(f) AS f, avg(i) AS g, avg(d) AS h, max(c) AS ii, min(x) AS j, max(ts) AS k, array_agg(i) AS l, string_agg(x, ',') AS m, bool_and(flag) AS n, jsonb_agg(i) AS o, json_agg(x) AS p FROM t;
CREATE VIEW v3 AS SELECT x || c AS a, i = b AS b, flag AND true AS c, NOT flag AS d, x IS NULL AS e, i IN (1, 2) AS f, x LIKE 'a%' AS g, i BETWEEN 1 AND 2 AS h, i IS DISTINCT FROM b AS ii FROM t;
CREATE VIEW v4 AS SELECT 'text' AS a, 1 AS b, 1.5 AS c, true AS d, NULL AS e, 12345678901 AS f, 'x'::varchar(3) AS g, NULL::int AS h, '{}'::int[] AS ii, ARRAY[1, 2] AS j, ARRAY['a'] AS k;
CREATE VIEW v5 AS SELECT now() AS a, current_date AS b, current_timestamp AS c, localtimestamp AS d, ts - ts AS e, tz - interval '1 day' AS f, dt - dt AS g, dt + 1 AS h, date_trunc('day', tz) AS ii, extract(year FROM ts) AS j, age(ts, ts) AS k, ts::date AS l, to_char(ts, 'x') AS m FROM t;
CREATE VIEW v6 AS SELECT coalesce(i, 0) AS a, coalesce(x, c) AS b, nullif(i, 0) AS c, greatest(i, b) AS d, CASE WHEN flag THEN i ELSE b END AS e, CASE WHEN flag THEN 'a' ELSE 'b' END AS f, CASE WHEN flag THEN i END AS g FROM t;
CREATE VIEW v7 AS SELECT j -> 'a' AS a, j ->> 'a' AS b, j #>> '{a}' AS c, j @> '{}' AS d, arr[1] AS e, arr[1:2] AS f, array_length(arr, 1) AS g, unnest(arr) AS h, j || j AS ii FROM t;
CREATE VIEW v8 AS SELECT lower(x) AS a, length(x) AS b, substring(x, 1) AS c, round(n, 2) AS d, abs(i) AS e, floor(d) AS f, random() AS g, gen_random_uuid() AS h, concat(x, c) AS ii, trim(x) AS j, md5(x) AS k, position('a' IN x) AS l, row_number() OVER () AS m, rank() OVER (ORDER BY i) AS n, lag(i) OVER (ORDER BY i) AS o FROM t;

-- case: names of columns without an alias
CREATE TABLE t (a int, b text);
CREATE VIEW v AS SELECT a, a + 1, count(*) OVER (), lower(b), b::varchar, CASE WHEN a > 0 THEN 1 END, coalesce(a, 0), 'x'::text FROM t;
CREATE VIEW y AS SELECT a, a + 1, lower(b), a::bigint FROM t; -- refused 42701
CREATE VIEW x AS SELECT a, a + 1, lower(b), b::varchar, CASE WHEN a > 0 THEN 1 END, coalesce(a, 0), (SELECT max(a) FROM t), EXISTS (SELECT 1), ARRAY[a] FROM t;
CREATE VIEW w AS SELECT a, a FROM t; -- refused 42701
CREATE VIEW w AS SELECT extract(year FROM now()), current_date, (b), t.a FROM t;

-- case: joins, stars and subqueries
CREATE TABLE a (id int, x int);
CREATE TABLE b (id int, y text);
CREATE VIEW v1 AS SELECT * FROM a NATURAL JOIN b;
CREATE VIEW v2 AS SELECT * FROM a JOIN b USING (id);
CREATE VIEW v3 AS SELECT a.*, b.y FROM a, b;
CREATE VIEW v4 AS SELECT s.* FROM (SELECT id, x + 1 AS z FROM a) s;
CREATE VIEW v5 AS SELECT * FROM (SELECT id FROM a) s (key);
CREATE VIEW v6 AS SELECT x AS one, (SELECT y FROM b LIMIT 1) AS two FROM a;
CREATE VIEW v7 AS SELECT l.* FROM a, LATERAL (SELECT a.x * 2 AS double) l;
CREATE VIEW v8 AS SELECT * FROM a AS q (i, j);
CREATE VIEW v9 AS SELECT * FROM a, b; -- refused 42701

-- case: WITH, UNION, VALUES
CREATE TABLE t (a int, b text);
CREATE VIEW v1 AS WITH c AS (SELECT a, b FROM t) SELECT * FROM c;
CREATE VIEW v2 AS WITH c (x, y) AS (SELECT a, b FROM t), d AS (SELECT x FROM c) SELECT d.x, c.y FROM d, c;
CREATE VIEW v3 AS SELECT a FROM t UNION ALL SELECT a FROM t;
CREATE VIEW v4 AS SELECT a, b FROM t UNION SELECT 1.5, 'x';
CREATE VIEW v5 AS VALUES (1, 'a'), (2, 'b');
CREATE VIEW v6 (x, y) AS VALUES (1, 'a'::varchar(3));
CREATE VIEW v7 AS TABLE t;
CREATE RECURSIVE VIEW v8 (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v8 WHERE n < 10;
CREATE VIEW v9 AS WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r;
CREATE VIEW v10 AS SELECT NULL AS a UNION SELECT 1;

-- case: functions as tables
CREATE TABLE t (arr text[]);
CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql AS 'SELECT 1, NULL::text';
CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION h() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION scalar(a int, OUT x int, OUT y text) LANGUAGE sql AS 'SELECT 1, NULL::text';
CREATE VIEW v1 AS SELECT * FROM f();
CREATE VIEW v2 AS SELECT * FROM g();
CREATE VIEW v3 AS SELECT * FROM h();
CREATE VIEW v4 AS SELECT * FROM generate_series(1, 10) AS n;
CREATE VIEW v5 AS SELECT u FROM t, unnest(t.arr) u;
CREATE VIEW v6 AS SELECT * FROM unnest(ARRAY[1]) WITH ORDINALITY AS x (v, i);
CREATE VIEW v7 AS SELECT * FROM json_to_recordset('[]') AS x (a int, b text);
CREATE VIEW v8 AS SELECT * FROM scalar(1);

-- case: replacing
CREATE TABLE t (a int, b text, c date);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE OR REPLACE VIEW v AS SELECT a, b, c FROM t;
CREATE OR REPLACE VIEW v AS SELECT a FROM t; -- refused 42P16
CREATE OR REPLACE VIEW v AS SELECT a AS x, b, c FROM t; -- refused 42P16
CREATE OR REPLACE VIEW v AS SELECT b AS a, b, c FROM t; -- refused 42P16
CREATE VIEW v AS SELECT 1 AS a; -- refused 42P07
CREATE OR REPLACE VIEW t AS SELECT 1 AS a; -- refused 42809
CREATE OR REPLACE VIEW n AS SELECT 1 AS a;

-- case: what is missing
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT b FROM t; -- refused 42703
CREATE VIEW v AS SELECT * FROM nope; -- refused 42P01
CREATE VIEW v AS SELECT x.a FROM t; -- refused 42P01
CREATE VIEW v AS SELECT t.nope FROM t; -- refused 42703
CREATE VIEW v (a, b) AS SELECT a FROM t; -- refused 42601
CREATE VIEW v AS SELECT a FROM t WHERE nope > 1; -- refused 42703
CREATE VIEW v AS SELECT a FROM nope.t; -- refused 42P01
CREATE VIEW nope.v AS SELECT a FROM t; -- refused 3F000

-- case: views keep the columns they had
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT * FROM t;
ALTER TABLE t ADD COLUMN c int;
ALTER TABLE t RENAME COLUMN b TO z;
ALTER TABLE t RENAME TO u;
CREATE VIEW w AS SELECT * FROM v;
ALTER TABLE u DROP COLUMN c;
ALTER TABLE u DROP COLUMN a; -- refused 2BP01

-- case: materialized views
CREATE TABLE t (a int NOT NULL, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t WITH NO DATA;
CREATE UNIQUE INDEX ON m (a);
CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT 1 AS x;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS x; -- refused 42P07
CREATE MATERIALIZED VIEW n (x, y) AS SELECT a, b FROM t;
REFRESH MATERIALIZED VIEW m;
COMMENT ON MATERIALIZED VIEW m IS 'kept';
COMMENT ON COLUMN m.a IS 'a kept';
ALTER MATERIALIZED VIEW m RENAME TO o;
DROP TABLE t; -- refused 2BP01
DROP MATERIALIZED VIEW o, n;
DROP TABLE t;

-- case: user types through views
CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN d AS text;
CREATE TABLE t (m mood, ms mood[], d d, r t2); -- refused 42704
CREATE TABLE t (m mood, ms mood[], d d);
CREATE VIEW v AS SELECT m, ms, d, 'a'::mood AS lit, t AS whole FROM t;
DROP TYPE mood CASCADE;

-- case: options, security and temporary views
CREATE TABLE t (a int);
CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t WITH CHECK OPTION;
CREATE TEMP VIEW tv AS SELECT a FROM t;
ALTER VIEW v SET (security_barrier = false);
ALTER VIEW v OWNER TO CURRENT_USER;
DROP VIEW IF EXISTS v, nope;

-- case: a view over a view over a function
CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE VIEW v AS SELECT f(1) AS x;
CREATE VIEW w AS SELECT x + 1 AS y FROM v;
DROP FUNCTION f(int) CASCADE;

-- case: a view over something temporary is temporary
CREATE TABLE t (a int);
CREATE TEMP TABLE mine (b int);
CREATE VIEW v AS SELECT t.a, mine.b FROM t, mine;
CREATE VIEW w AS SELECT * FROM v;
CREATE VIEW x AS SELECT a FROM t;
CREATE VIEW public.y AS SELECT b FROM mine; -- refused 42P16

-- case: the columns that every table has
CREATE TABLE t (a int, CHECK (tableoid <> 0));
CREATE TABLE u (a int, CHECK (ctid IS NULL)); -- refused 42P10
CREATE VIEW v AS SELECT ctid, t.xmin, tableoid, a FROM t;
CREATE INDEX ON t ((xmin::text)); -- refused 0A000
CREATE TABLE w (a int, b oid GENERATED ALWAYS AS (tableoid) STORED);
CREATE TABLE x (a int, b int GENERATED ALWAYS AS (cmin::text::int) STORED); -- refused 42P10

-- case: over PostgreSQL's own relations
CREATE VIEW a AS SELECT * FROM pg_catalog.pg_class;
CREATE VIEW b AS SELECT * FROM information_schema.columns;
CREATE VIEW c AS SELECT c.oid, relname, n.nspname AS schema, relkind = 'r' AS is_table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace;
CREATE VIEW d AS SELECT table_name::text, ordinal_position, is_nullable FROM information_schema.columns;
CREATE VIEW e AS SELECT * FROM pg_stat_activity;
CREATE VIEW f AS SELECT * FROM pg_locks;
CREATE VIEW g AS SELECT * FROM pg_database;
CREATE VIEW h AS SELECT nope FROM pg_class; -- refused 42703
CREATE TABLE t AS SELECT relname, relkind, reltuples, relacl FROM pg_class WITH NO DATA;

-- case: calls without parentheses in FROM
CREATE VIEW v AS SELECT * FROM current_date AS d, current_timestamp, localtime AS t, session_user;

-- case: a name with its schema is that relation
CREATE SCHEMA s;
CREATE TABLE s.t (a int, b int);
CREATE TABLE t (c int);
CREATE VIEW v AS SELECT * FROM s.t WHERE EXISTS (SELECT 1 FROM t WHERE s.t.b = t.c);
