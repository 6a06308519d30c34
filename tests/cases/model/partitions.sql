-- case: by range, list and hash
CREATE TABLE r (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE r1 PARTITION OF r FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE rd PARTITION OF r DEFAULT;
CREATE TABLE l (kind text, x int) PARTITION BY LIST (kind);
CREATE TABLE l1 PARTITION OF l FOR VALUES IN ('a', 'b');
CREATE TABLE h (id int) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE two (a int, b int) PARTITION BY RANGE (a, b);
CREATE TABLE two1 PARTITION OF two FOR VALUES FROM (1, MINVALUE) TO (2, MAXVALUE);
CREATE TABLE e (a int, b text) PARTITION BY RANGE ((a + 1), lower(b));

-- case: keys and indexes go to the partitions
CREATE TABLE p (id int, k int, CHECK (k > 0), PRIMARY KEY (id), UNIQUE (id, k)) PARTITION BY LIST (id);
CREATE INDEX ON p (k);
CREATE INDEX named ON p (lower(k::text)) WHERE k > 3;
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p (CONSTRAINT own CHECK (k < 9)) FOR VALUES IN (2);
CREATE INDEX later ON p (id, k);
ALTER TABLE p ADD COLUMN c int DEFAULT 1 NOT NULL;
ALTER TABLE p ADD UNIQUE (id, c);

-- case: unique keys must hold the partition key
CREATE TABLE p (id int PRIMARY KEY, k int) PARTITION BY LIST (k); -- refused 0A000
CREATE TABLE p (id int, k int) PARTITION BY LIST (k);
ALTER TABLE p ADD UNIQUE (id); -- refused 0A000
CREATE UNIQUE INDEX ON p (id); -- refused 0A000
CREATE UNIQUE INDEX ON p (id, k);
CREATE TABLE q (id int UNIQUE, k int) PARTITION BY LIST (lower(k::text)); -- refused 0A000

-- case: foreign keys from a partitioned table
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE p (id int, a_id int REFERENCES a) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
ALTER TABLE p ADD FOREIGN KEY (id) REFERENCES a ON DELETE CASCADE;
ALTER TABLE p1 DROP CONSTRAINT p_a_id_fkey; -- refused 42P16
ALTER TABLE p DROP CONSTRAINT p_a_id_fkey;

-- case: foreign keys to a partitioned table
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE b (x int REFERENCES p);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
DROP TABLE p; -- refused 2BP01
DROP TABLE p CASCADE;

-- case: attach and detach
CREATE TABLE p (id int NOT NULL, k int, PRIMARY KEY (id)) PARTITION BY LIST (id);
CREATE INDEX ON p (k);
CREATE TABLE p1 (id int NOT NULL, k int);
CREATE TABLE p2 (k int, id int NOT NULL, PRIMARY KEY (id));
CREATE INDEX p2_own ON p2 (k);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
ALTER TABLE p ATTACH PARTITION p2 DEFAULT;
ALTER TABLE p DETACH PARTITION p1;
ALTER TABLE p DETACH PARTITION p1; -- refused 42P01
DROP TABLE p;

-- case: what cannot be attached
CREATE TABLE p (id int NOT NULL, CONSTRAINT c CHECK (id > 0)) PARTITION BY LIST (id);
CREATE TABLE a (id text NOT NULL);
CREATE TABLE b (other int);
CREATE TABLE c (id int NOT NULL, more int);
CREATE TABLE d (id int NOT NULL);
ALTER TABLE p ATTACH PARTITION a FOR VALUES IN (1); -- refused 42804
ALTER TABLE p ATTACH PARTITION b FOR VALUES IN (1); -- refused 42804
ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1); -- refused 42804
ALTER TABLE p ATTACH PARTITION d FOR VALUES IN (1); -- refused 42804
ALTER TABLE p ATTACH PARTITION nope FOR VALUES IN (1); -- refused 42P01

-- case: a plain table has no partitions (15..17)
CREATE TABLE d (id int NOT NULL);
CREATE TABLE a (id int NOT NULL);
ALTER TABLE d ATTACH PARTITION a FOR VALUES IN (1); -- refused 42P17

-- case: a plain table has no partitions, in the words of 18 (18..)
CREATE TABLE d (id int NOT NULL);
CREATE TABLE a (id int NOT NULL);
ALTER TABLE d ATTACH PARTITION a FOR VALUES IN (1); -- refused 42809

-- case: partitions of partitions
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (b);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES IN (1);
CREATE INDEX ON p (b);
ALTER TABLE p ADD COLUMN c text;
ALTER TABLE p RENAME COLUMN b TO z;
DROP TABLE p1;

-- case: columns of partitions
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p (b DEFAULT 3 NOT NULL) FOR VALUES IN (1);
ALTER TABLE p1 ADD COLUMN c int; -- refused 42809
ALTER TABLE p1 DROP COLUMN b; -- refused 42P16
ALTER TABLE p DROP COLUMN a; -- refused 42P16
ALTER TABLE p ALTER COLUMN a TYPE bigint; -- refused 42P16
ALTER TABLE p ALTER COLUMN b SET DEFAULT 5;
ALTER TABLE p ALTER COLUMN b SET NOT NULL;
ALTER TABLE p1 RENAME TO p_one;
ALTER TABLE p DROP COLUMN b;

-- case: made-up names on partitions
CREATE TABLE measurements (city_id int NOT NULL, logdate date NOT NULL, peak int REFERENCES measurements_ref, PRIMARY KEY (city_id, logdate)) PARTITION BY RANGE (logdate); -- refused 42P01
CREATE TABLE measurements (city_id int NOT NULL, logdate date NOT NULL, peak int, PRIMARY KEY (city_id, logdate)) PARTITION BY RANGE (logdate);
CREATE INDEX measurements_peak ON measurements (peak);
CREATE INDEX ON measurements (peak, city_id) INCLUDE (logdate);
CREATE TABLE measurements_y2024m01 PARTITION OF measurements FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE measurements_y2024m01_city_id_idx (x int);
CREATE INDEX ON measurements (city_id);

-- case: dropping an index of a partitioned table
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX i ON p (b);
DROP INDEX p1_b_idx; -- refused 2BP01
DROP INDEX i;
CREATE UNIQUE INDEX u ON p (a);
ALTER TABLE p ADD CONSTRAINT k UNIQUE (a, b);
ALTER TABLE p1 DROP CONSTRAINT p1_a_b_key; -- refused 42P16
ALTER TABLE p DROP CONSTRAINT k;

-- case: ONLY and attaching indexes
CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE INDEX i ON ONLY p (b);
CREATE INDEX i1 ON p1 (b);
ALTER INDEX i ATTACH PARTITION i1;
DROP INDEX i1; -- refused 2BP01
ALTER INDEX i ATTACH PARTITION nope; -- refused 42P01

-- case: what is refused
CREATE TABLE t (a int);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); -- refused 42P17
CREATE TABLE t1 PARTITION OF nope DEFAULT; -- refused 42P01
CREATE TABLE p (a int) PARTITION BY LIST (nope); -- refused 42703
CREATE TABLE p (a int) PARTITION BY LIST (a);
CREATE TABLE k () INHERITS (p); -- refused 42809
CREATE TABLE q (a int, b int) PARTITION BY LIST (a, b); -- refused 42P17
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
ALTER TABLE p1 INHERIT t; -- refused 42809
CREATE TABLE x () INHERITS (p1); -- refused 42809

-- case: identity and generated columns
CREATE TABLE p (a int, g int GENERATED ALWAYS AS (a * 2) STORED, s serial) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);

-- case: comments and a view over partitions
CREATE TABLE p (a int, b text) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE VIEW v AS SELECT * FROM p;
COMMENT ON TABLE p1 IS 'one';
COMMENT ON COLUMN p1.b IS 'b of one';
