-- case: made-up names
CREATE TABLE t (a int, b int, c text, "Mixed" int);
CREATE INDEX ON t (a);
CREATE INDEX ON t (a);
CREATE INDEX ON t (a, b);
CREATE INDEX ON t (lower(c));
CREATE INDEX ON t ((a + b));
CREATE INDEX ON t ((a + 1), (b + 1), (a + 2));
CREATE INDEX ON t (lower(c), a, upper(c));
CREATE INDEX ON t ((c::int));
CREATE INDEX ON t (coalesce(a, b));
CREATE INDEX ON t ("Mixed");
CREATE INDEX ON t ((CASE WHEN a > 0 THEN b END));
CREATE INDEX ON t ((c || 'x'));
CREATE INDEX ON t ((c COLLATE "C"));
CREATE INDEX ON t (a) INCLUDE (b, c);
CREATE UNIQUE INDEX ON t (a) WHERE b > 0;
CREATE INDEX ON t (substring(c from 1 for 2));
CREATE INDEX ON t (date_trunc('day', '2020-01-01'::timestamp));
CREATE INDEX ON t (((c)::varchar));
CREATE INDEX ON t (greatest(a, b));
CREATE INDEX ON t (nullif(a, b));
CREATE INDEX ON t ((ARRAY[a, b])) ;
CREATE INDEX ON t ((a IS NULL));
CREATE INDEX ON t ((a = b AND b > 0));
CREATE INDEX ON t (trim(c));
CREATE INDEX ON t ((c LIKE 'x%'));

-- case: names for extract and json
CREATE TABLE t (ts timestamp, j jsonb, arr int[]);
CREATE INDEX ON t (extract(year from ts));
CREATE INDEX ON t ((j ->> 'a'));
CREATE INDEX ON t ((j -> 'a' ->> 'b'));
CREATE INDEX ON t ((arr[1]));
CREATE INDEX ON t (((j ->> 'x')::int));
CREATE INDEX ON t ((ts::date));
CREATE INDEX ON t (position('a' in (j ->> 'a')));
CREATE INDEX ON t (overlay(j ->> 'a' placing 'x' from 1));

-- case: methods, order, operator classes
CREATE TABLE t (a int, b text, j jsonb, arr int[], r int4range);
CREATE INDEX i1 ON t USING hash (a);
CREATE INDEX i2 ON t USING gin (j);
CREATE INDEX i3 ON t USING gin (j jsonb_path_ops, arr);
CREATE INDEX i4 ON t USING gist (r);
CREATE INDEX i5 ON t USING brin (a) WITH (pages_per_range = 4);
CREATE INDEX i6 ON t (a DESC, b ASC NULLS FIRST, a DESC NULLS LAST);
CREATE INDEX i7 ON t (b text_pattern_ops, b COLLATE "C");
CREATE INDEX i8 ON t USING spgist (r);
CREATE INDEX i9 ON t USING nope (a); -- refused 42704
CREATE INDEX i10 ON t USING gin (a); -- refused 42704
CREATE INDEX i11 ON t USING hash (a, b); -- refused 0A000
CREATE UNIQUE INDEX i12 ON t USING hash (a); -- refused 0A000
CREATE INDEX i13 ON t USING gin (j) INCLUDE (a); -- refused 0A000
CREATE INDEX i15 ON t USING gin (j DESC); -- refused 0A000

-- case: unique
CREATE TABLE t (a int, b int);
CREATE UNIQUE INDEX u1 ON t (a);
CREATE UNIQUE INDEX u2 ON t (a) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX u3 ON t (a, b) INCLUDE (b) WHERE a > 0;

-- case: what is refused
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT 1 AS a;
CREATE INDEX i ON nope (a); -- refused 42P01
CREATE INDEX i ON t (nope); -- refused 42703
CREATE INDEX i ON v (a); -- refused 42809
CREATE INDEX i ON t (a);
CREATE INDEX i ON t (a); -- refused 42P07
CREATE INDEX IF NOT EXISTS i ON t (a);
CREATE INDEX IF NOT EXISTS t ON t (a);
CREATE INDEX t ON t (a); -- refused 42P07
CREATE INDEX IF NOT EXISTS ON t (a); -- refused 42601
CREATE INDEX x ON t (a) WHERE nope > 0; -- refused 42703
CREATE INDEX x ON t (a) INCLUDE (nope); -- refused 42703
CREATE INDEX x ON nope.t (a); -- refused 3F000

-- case: a schema before an index's name (gap: the parser takes it)
CREATE TABLE t (a int);
CREATE INDEX public.x ON t (a); -- refused 42601

-- case: in the table's schema
CREATE SCHEMA s;
CREATE TABLE s.t (a int);
CREATE INDEX i ON s.t (a);
CREATE INDEX ON s.t (a);
DROP INDEX i; -- refused 42704
DROP INDEX s.i;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
CREATE UNIQUE INDEX ON m (a);

-- case: dropping
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE INDEX i ON t (b);
CREATE INDEX j ON t (b);
DROP INDEX i, j;
DROP INDEX i; -- refused 42704
DROP INDEX IF EXISTS i, j;
DROP INDEX t_pkey; -- refused 2BP01
DROP INDEX t_pkey CASCADE; -- refused 2BP01
DROP INDEX t; -- refused 42809
DROP INDEX nope.i; -- refused 3F000
DROP INDEX IF EXISTS nope.i;

-- case: renaming
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE INDEX i ON t (b);
CREATE INDEX j ON t (b);
ALTER INDEX i RENAME TO k;
ALTER INDEX k RENAME TO j; -- refused 42P07
ALTER INDEX nope RENAME TO x; -- refused 42P01
ALTER INDEX IF EXISTS nope RENAME TO x;
ALTER INDEX t_pkey RENAME TO pk;
ALTER TABLE j RENAME TO l;
ALTER INDEX t RENAME TO u;
ALTER INDEX k SET (fillfactor = 50);

-- case: columns go, and indexes with them
CREATE TABLE t (a int, b int, c int, d int, e int);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (a, b);
CREATE INDEX i3 ON t (b) WHERE a > 0;
CREATE INDEX i4 ON t ((a + b));
CREATE INDEX i5 ON t (b) INCLUDE (a);
CREATE INDEX i6 ON t (c);
ALTER TABLE t DROP COLUMN a;

-- case: names as columns are renamed stay
CREATE TABLE t (a int UNIQUE);
CREATE INDEX ON t (a);
ALTER TABLE t RENAME COLUMN a TO b;
CREATE INDEX ON t (b);
ALTER TABLE t RENAME TO u;
CREATE INDEX ON u (b);
ALTER TABLE u ADD UNIQUE (b);

-- case: concurrently (own database)
CREATE TABLE t (a int);
CREATE INDEX CONCURRENTLY i ON t (a);
CREATE INDEX CONCURRENTLY ON t (a);
DROP INDEX CONCURRENTLY i;
DROP INDEX CONCURRENTLY IF EXISTS i;
REINDEX TABLE t;

-- case: only texts have collations
CREATE TABLE t (a int, b text);
CREATE INDEX ON t (a COLLATE "C"); -- refused 42804
CREATE INDEX ON t (b COLLATE "C");
