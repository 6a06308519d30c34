-- case: names that are made up
CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int CHECK (c > 0), d int REFERENCES t, e int, f int, UNIQUE (e, f), CHECK (e > f), FOREIGN KEY (e) REFERENCES t (b), EXCLUDE USING btree (f WITH =));

-- case: made-up names are numbered
CREATE TABLE t (a int UNIQUE UNIQUE, b int, UNIQUE (b), UNIQUE (b), CHECK (a > 0), CHECK (a > 1), CHECK (b > 2));
CREATE TABLE u (a int CHECK (a > 0) CHECK (a > 1), b int CHECK (b > 0), CHECK (a > b), CHECK (b > a));

-- case: the same unique key twice is one
CREATE TABLE t (a int UNIQUE, UNIQUE (a));
CREATE TABLE u (a int PRIMARY KEY UNIQUE);
CREATE TABLE v (a int, CONSTRAINT x UNIQUE (a), UNIQUE (a));
CREATE TABLE w (a int, CONSTRAINT x1 UNIQUE (a), CONSTRAINT y1 UNIQUE (a));

-- case: a check's name holds its column when there is one
CREATE TABLE t (a int, b int, CHECK (a > 0), CHECK (a > b), CHECK (1 > 0), CHECK (b > 0 AND b < 10));

-- case: names taken in the schema
CREATE TABLE other (t_a_key int, t_pkey int);
CREATE INDEX t_a_key ON other (t_a_key);
CREATE TABLE t_pkey (x int);
CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE);

-- case: a constraint's name in another table is taken for made-up names
CREATE TABLE o (x int, CONSTRAINT t_a_check CHECK (x > 0), CONSTRAINT t_a_fkey FOREIGN KEY (x) REFERENCES o (y), y int UNIQUE);
CREATE TABLE t (a int CHECK (a > 0) REFERENCES o (y));

-- case: a constraint's name may stand on several tables
CREATE TABLE a (x int, CONSTRAINT c CHECK (x > 0));
CREATE TABLE b (x int, CONSTRAINT c CHECK (x > 0));
CREATE TABLE d (x int, CONSTRAINT k UNIQUE (x));
CREATE TABLE e (x int, CONSTRAINT k UNIQUE (x)); -- refused 42P07
CREATE TABLE f (x int, CONSTRAINT c CHECK (x > 0), CONSTRAINT c CHECK (x > 1)); -- refused 42710
CREATE TABLE g (x int, CONSTRAINT c CHECK (x > 0), CONSTRAINT c UNIQUE (x)); -- refused 42710

-- case: two primary keys
CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY); -- refused 42P16
CREATE TABLE t (a int PRIMARY KEY, b int, PRIMARY KEY (b)); -- refused 42P16
CREATE TABLE t (a int PRIMARY KEY);
ALTER TABLE t ADD PRIMARY KEY (a); -- refused 42P16

-- case: a key's columns
CREATE TABLE t (a int, PRIMARY KEY (b)); -- refused 42703
CREATE TABLE t (a int, UNIQUE (a, a)); -- refused 42701
CREATE TABLE t (a int, PRIMARY KEY (a, a)); -- refused 42701
CREATE TABLE t (a int, b int, UNIQUE (a) INCLUDE (b), PRIMARY KEY (b) INCLUDE (a));
CREATE TABLE u (a int, UNIQUE (a) INCLUDE (nope)); -- refused 42703
CREATE TABLE u (a json, UNIQUE (a)); -- refused 42704

-- case: a primary key makes its columns NOT NULL
CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));

-- case: NULL beside a primary key (15..17)
CREATE TABLE u (a int NULL PRIMARY KEY);

-- case: NULL beside a primary key, seen from 18 on (18..)
CREATE TABLE u (a int NULL PRIMARY KEY); -- refused 42601

-- case: nulls not distinct
CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT, b int, UNIQUE NULLS DISTINCT (b), UNIQUE NULLS NOT DISTINCT (a, b));

-- case: deferrable
CREATE TABLE t (a int UNIQUE DEFERRABLE, b int UNIQUE DEFERRABLE INITIALLY DEFERRED, c int UNIQUE INITIALLY DEFERRED, d int UNIQUE NOT DEFERRABLE, e int UNIQUE INITIALLY IMMEDIATE, PRIMARY KEY (a) DEFERRABLE);
CREATE TABLE u (a int UNIQUE NOT DEFERRABLE INITIALLY DEFERRED); -- refused 42601
CREATE TABLE u (a int CHECK (a > 0) DEFERRABLE); -- refused 42601
CREATE TABLE u (a int NOT NULL DEFERRABLE); -- refused 42601
CREATE TABLE u (a int DEFERRABLE); -- refused 42601

-- case: adding
CREATE TABLE t (a int, b int, c int);
ALTER TABLE t ADD PRIMARY KEY (a);
ALTER TABLE t ADD UNIQUE (b);
ALTER TABLE t ADD CONSTRAINT c1 UNIQUE (b, c);
ALTER TABLE t ADD CHECK (a > 0);
ALTER TABLE t ADD CONSTRAINT c2 CHECK (b > c) NOT VALID;
ALTER TABLE t ADD CONSTRAINT c2 CHECK (b > c); -- refused 42710
ALTER TABLE t ADD CONSTRAINT c1 UNIQUE (a); -- refused 42P07
ALTER TABLE t ADD CHECK (nope > 0); -- refused 42703
ALTER TABLE t ADD UNIQUE (nope); -- refused 42703
ALTER TABLE nope ADD UNIQUE (a); -- refused 42P01
ALTER TABLE IF EXISTS nope ADD UNIQUE (a);
ALTER TABLE t VALIDATE CONSTRAINT c2;
ALTER TABLE t VALIDATE CONSTRAINT nope; -- refused 42704
ALTER TABLE t VALIDATE CONSTRAINT c1; -- refused 42809

-- case: several at once
CREATE TABLE t (a int, b int);
ALTER TABLE t ADD CHECK (a > 0), ADD CHECK (a > 1), ADD UNIQUE (a), ADD UNIQUE (a, b), ADD COLUMN c int UNIQUE CHECK (c > 0), ADD CHECK (c > a);

-- case: not enforced (18..)
CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0) NOT ENFORCED, b int CHECK (b > 0) ENFORCED);
CREATE TABLE u (a int PRIMARY KEY);
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u NOT ENFORCED;
ALTER TABLE t ALTER CONSTRAINT f ENFORCED;
ALTER TABLE t ALTER CONSTRAINT f NOT ENFORCED;

-- case: dropping
CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int CHECK (c > 0), CONSTRAINT n CHECK (a > b));
ALTER TABLE t DROP CONSTRAINT n;
ALTER TABLE t DROP CONSTRAINT n; -- refused 42704
ALTER TABLE t DROP CONSTRAINT IF EXISTS n;
ALTER TABLE t DROP CONSTRAINT t_b_key;
ALTER TABLE t DROP CONSTRAINT t_pkey, DROP CONSTRAINT t_c_check;
ALTER TABLE t ADD PRIMARY KEY (b), ADD UNIQUE (a);

-- case: a dropped primary key leaves NOT NULL (15..17)
CREATE TABLE t (a int PRIMARY KEY, b int NOT NULL);
ALTER TABLE t DROP CONSTRAINT t_pkey;

-- case: a dropped primary key takes its NOT NULL along (18..)
CREATE TABLE t (a int PRIMARY KEY, b int NOT NULL);
ALTER TABLE t DROP CONSTRAINT t_pkey;
CREATE TABLE u (a int NOT NULL PRIMARY KEY);
ALTER TABLE u DROP CONSTRAINT u_pkey;

-- case: a key that others point at
CREATE TABLE a (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE b (a_id int REFERENCES a, code text REFERENCES a (code));
ALTER TABLE a DROP CONSTRAINT a_pkey; -- refused 2BP01
ALTER TABLE a DROP CONSTRAINT a_code_key CASCADE;
ALTER TABLE a DROP CONSTRAINT a_pkey CASCADE;

-- case: renaming
CREATE TABLE t (a int PRIMARY KEY, b int CONSTRAINT c CHECK (b > 0));
ALTER TABLE t RENAME CONSTRAINT t_pkey TO t_key;
ALTER TABLE t RENAME CONSTRAINT c TO t_key; -- refused 42710
ALTER TABLE t RENAME CONSTRAINT c TO d;
ALTER TABLE t RENAME CONSTRAINT nope TO e; -- refused 42704
CREATE TABLE u (a int PRIMARY KEY);
ALTER TABLE t RENAME CONSTRAINT t_key TO u_pkey; -- refused 42P07
ALTER TABLE IF EXISTS nope RENAME CONSTRAINT a TO b;
ALTER INDEX t_key RENAME TO t_again;

-- case: using an index
CREATE TABLE t (a int, b int);
CREATE UNIQUE INDEX i ON t (a);
CREATE UNIQUE INDEX j ON t (b);
CREATE UNIQUE INDEX k ON t (a, b);
CREATE INDEX l ON t (b);
ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY USING INDEX i;
ALTER TABLE t ADD UNIQUE USING INDEX j;
ALTER TABLE t ADD CONSTRAINT x UNIQUE USING INDEX k DEFERRABLE;
ALTER TABLE t ADD CONSTRAINT y UNIQUE USING INDEX l; -- refused 42809
ALTER TABLE t ADD CONSTRAINT y UNIQUE USING INDEX nope; -- refused 42704
CREATE UNIQUE INDEX partial ON t (a) WHERE b > 0;
ALTER TABLE t ADD UNIQUE USING INDEX partial; -- refused 42809
CREATE UNIQUE INDEX expr ON t ((a + 1));
ALTER TABLE t ADD UNIQUE USING INDEX expr; -- refused 42809
CREATE UNIQUE INDEX descending ON t (a DESC);
ALTER TABLE t ADD UNIQUE USING INDEX descending; -- refused 42809

-- case: exclusion constraints
CREATE TABLE t (a int, during tsrange, EXCLUDE USING gist (during WITH &&));
CREATE TABLE u (during tsrange, x box, CONSTRAINT no EXCLUDE USING gist (during WITH &&, x WITH &&) WHERE (NOT isempty(during)));
ALTER TABLE t ADD EXCLUDE USING gist (during WITH &&);
ALTER TABLE t ADD EXCLUDE USING gist (tsrange(lower(during), upper(during)) WITH &&);
ALTER TABLE t ADD EXCLUDE (a WITH =) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE t DROP COLUMN during; -- refused 2BP01
ALTER TABLE t DROP COLUMN during CASCADE;

-- case: operator classes of exclusion constraints
CREATE TABLE s (room inet, during tsrange, EXCLUDE USING gist (room inet_ops WITH &&, during range_ops WITH &&));
CREATE TABLE u (room inet, EXCLUDE USING gist (room pg_catalog.inet_ops WITH &&));
CREATE TABLE v (room inet, EXCLUDE USING gist (room WITH &&)); -- refused 42704
ALTER TABLE s ADD EXCLUDE USING gist (inet_merge(room, room) inet_ops WITH &&);

-- case: altering a constraint
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (a_id int CONSTRAINT f REFERENCES a, CONSTRAINT c CHECK (a_id > 0));
ALTER TABLE b ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE b ALTER CONSTRAINT f INITIALLY IMMEDIATE;
ALTER TABLE b ALTER CONSTRAINT f NOT DEFERRABLE;
ALTER TABLE b ALTER CONSTRAINT nope DEFERRABLE; -- refused 42704
ALTER TABLE b ALTER CONSTRAINT c DEFERRABLE; -- refused 42809

-- case: no inherit and checks that name the table
CREATE TABLE t (a int, b int, CONSTRAINT c CHECK (a > 0) NO INHERIT, CHECK (t.a > t.b), CONSTRAINT d CHECK ((a, b) IS NOT NULL));

-- case: a check over a whole row or without columns
CREATE TABLE t (a int, CHECK (t IS NOT NULL));
CREATE TABLE u (a int, CHECK (true), CHECK (false));

-- case: an index with the name of another constraint becomes none
CREATE TABLE t (a int, CONSTRAINT k CHECK (a > 0));
CREATE UNIQUE INDEX k ON t (a);
ALTER TABLE t ADD UNIQUE USING INDEX k; -- refused 23505

-- case: two primary keys are told before that the table is there
CREATE TABLE t (a int);
CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY); -- refused 42P16
CREATE TABLE IF NOT EXISTS t (a int PRIMARY KEY, b int PRIMARY KEY);
