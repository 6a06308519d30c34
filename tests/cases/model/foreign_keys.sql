-- case: every action
CREATE TABLE a (id int PRIMARY KEY, x int, y int, UNIQUE (x, y));
CREATE TABLE b (one int REFERENCES a ON DELETE CASCADE, two int REFERENCES a ON DELETE RESTRICT ON UPDATE CASCADE, three int REFERENCES a ON UPDATE SET NULL ON DELETE SET DEFAULT, four int REFERENCES a ON DELETE NO ACTION ON UPDATE RESTRICT, five int REFERENCES a MATCH FULL, six int REFERENCES a MATCH SIMPLE, x int, y int, FOREIGN KEY (x, y) REFERENCES a (x, y) ON DELETE SET NULL (y));

-- case: columns in another order
CREATE TABLE a (x int, y int, PRIMARY KEY (x, y), UNIQUE (y, x));
CREATE TABLE b (p int, q int, FOREIGN KEY (p, q) REFERENCES a (y, x), FOREIGN KEY (p, q) REFERENCES a);

-- case: made-up names
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (a_id int REFERENCES a, other int, FOREIGN KEY (a_id) REFERENCES a, FOREIGN KEY (other) REFERENCES a, CONSTRAINT named FOREIGN KEY (other) REFERENCES a);
ALTER TABLE b ADD FOREIGN KEY (other) REFERENCES a;
ALTER TABLE b ADD COLUMN more int REFERENCES a;

-- case: what is wrong with the target
CREATE TABLE a (id int PRIMARY KEY, x int, t text UNIQUE);
CREATE TABLE b (x int REFERENCES nope); -- refused 42P01
CREATE TABLE b (x int REFERENCES a (nope)); -- refused 42703
CREATE TABLE b (x int REFERENCES a (x)); -- refused 42830
CREATE TABLE b (x int, FOREIGN KEY (x) REFERENCES a (id, x)); -- refused 42830
CREATE TABLE b (x int, FOREIGN KEY (nope) REFERENCES a); -- refused 42703
CREATE TABLE b (x int REFERENCES a (t)); -- refused 42804
CREATE TABLE b (x int, y int, FOREIGN KEY (x, y) REFERENCES a); -- refused 42830
CREATE TABLE n (x int);
CREATE TABLE b (x int REFERENCES n); -- refused 42704
CREATE VIEW v AS SELECT 1 AS id;
CREATE TABLE b (x int REFERENCES v (id)); -- refused 42809
CREATE UNIQUE INDEX ON n (x);
CREATE TABLE b (x int REFERENCES n (x));
CREATE UNIQUE INDEX part ON a (x) WHERE x > 0;
CREATE TABLE c (x int REFERENCES a (x)); -- refused 42830

-- case: types that fit each other
CREATE TABLE a (i int PRIMARY KEY, t text UNIQUE, n numeric UNIQUE);
CREATE TABLE b (i bigint REFERENCES a, j smallint REFERENCES a, t varchar(10) REFERENCES a (t), c char(3) REFERENCES a (t), n int REFERENCES a (n));
CREATE TABLE d (u uuid REFERENCES a); -- refused 42804

-- case: to itself
CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree, above int REFERENCES tree (id) ON DELETE CASCADE);

-- case: not valid and validated
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (x int);
ALTER TABLE b ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES a NOT VALID;
ALTER TABLE b ADD FOREIGN KEY (x) REFERENCES a (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE b VALIDATE CONSTRAINT f;

-- case: the target goes
CREATE TABLE a (id int PRIMARY KEY, u int UNIQUE);
CREATE TABLE b (x int REFERENCES a, y int REFERENCES a (u));
DROP TABLE a; -- refused 2BP01
ALTER TABLE a DROP COLUMN u; -- refused 2BP01
ALTER TABLE a DROP COLUMN u CASCADE;
DROP TABLE a CASCADE;

-- case: the target is renamed
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (x int REFERENCES a);
ALTER TABLE a RENAME TO z;
ALTER TABLE z RENAME COLUMN id TO key;
ALTER TABLE b RENAME COLUMN x TO w;

-- case: the referring column goes
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (x int REFERENCES a, y int, FOREIGN KEY (y) REFERENCES a);
ALTER TABLE b DROP COLUMN x;
ALTER TABLE b ADD COLUMN x int REFERENCES a;

-- case: which of two keys over one column is referred to
CREATE TABLE a (x int);
CREATE UNIQUE INDEX i ON a (x);
ALTER TABLE a ADD PRIMARY KEY (x);
CREATE TABLE b (x int REFERENCES a, y int REFERENCES a (x));
DROP INDEX i; -- refused 2BP01
DROP INDEX i CASCADE;
ALTER TABLE a DROP CONSTRAINT a_pkey; -- refused 2BP01
