-- case: columns from the query
CREATE TABLE t (id serial PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x', n numeric(5,2));
CREATE TABLE a AS SELECT id, name, n FROM t;
CREATE TABLE b AS SELECT * FROM t WITH NO DATA;
CREATE TABLE c (x, y) AS SELECT id, name FROM t;
CREATE TABLE d AS SELECT id + 1 AS next, upper(name) AS up, count(*) AS n FROM t GROUP BY 1, 2;
CREATE TABLE e AS TABLE t;
CREATE TABLE f AS VALUES (1, 'a'::text);
CREATE TABLE g AS SELECT 'lit' AS a, NULL AS b, NULL::uuid AS c;

-- case: names
CREATE TABLE t (a int);
CREATE TABLE u AS SELECT a FROM t;
CREATE TABLE u AS SELECT a FROM t; -- refused 42P07
CREATE TABLE IF NOT EXISTS u AS SELECT 1 AS x;
CREATE TABLE v AS SELECT a, a FROM t; -- refused 42701
CREATE TABLE v (x, y) AS SELECT a FROM t; -- refused 42601
CREATE TABLE v AS SELECT nope FROM t; -- refused 42703
CREATE TABLE v AS SELECT a FROM nope; -- refused 42P01
CREATE TEMP TABLE w AS SELECT a FROM t;

-- case: SELECT INTO
CREATE TABLE t (a int, b text);
SELECT a, b AS c INTO u FROM t;
SELECT * INTO TABLE w FROM t;
SELECT a INTO u FROM t; -- refused 42P07

-- case: the tables are altered later
CREATE TABLE t (a int, b text);
CREATE TABLE u AS SELECT a, b FROM t;
ALTER TABLE u ADD PRIMARY KEY (a);
ALTER TABLE u ALTER COLUMN b SET NOT NULL;
DROP TABLE t;

-- case: unions, casts and conditions
CREATE TABLE t (a smallint, b bigint, c varchar(5));
CREATE TABLE u AS SELECT a AS x, c AS y FROM t UNION ALL SELECT b, 'z' FROM t;
CREATE TABLE w AS SELECT max(a) AS m, min(b) AS n, CASE WHEN count(*) > 1 THEN a::text ELSE c END AS k FROM t GROUP BY a, c;
