-- case: children take columns, defaults and checks
CREATE TABLE p (a int NOT NULL DEFAULT 1, b text, CONSTRAINT c CHECK (a > 0), CONSTRAINT own CHECK (a < 9) NO INHERIT, PRIMARY KEY (a));
CREATE TABLE k (x int) INHERITS (p);
CREATE TABLE l () INHERITS (p);
CREATE TABLE m (b text NOT NULL, a int DEFAULT 5) INHERITS (p);

-- case: several parents
CREATE TABLE p (a int, b int);
CREATE TABLE q (b int, c int);
CREATE TABLE k (d int) INHERITS (p, q);
CREATE TABLE l () INHERITS (q, p);
CREATE TABLE r (b text);
CREATE TABLE n () INHERITS (p, r); -- refused 42804
CREATE TABLE n () INHERITS (p, p); -- refused 42P07
CREATE TABLE n (a text) INHERITS (p); -- refused 42804
CREATE TABLE n () INHERITS (nope); -- refused 42P01

-- case: conflicting defaults
CREATE TABLE p (a int DEFAULT 1);
CREATE TABLE q (a int DEFAULT 2);
CREATE TABLE k () INHERITS (p, q); -- refused 42611
CREATE TABLE k (a int DEFAULT 3) INHERITS (p, q);

-- case: columns added to and dropped from a parent
CREATE TABLE p (a int, b int);
CREATE TABLE k (c int) INHERITS (p);
CREATE TABLE g () INHERITS (k);
ALTER TABLE p ADD COLUMN d int DEFAULT 1 NOT NULL;
ALTER TABLE p ADD COLUMN c int;
ALTER TABLE k ADD COLUMN e text;
ALTER TABLE p DROP COLUMN b;
ALTER TABLE k DROP COLUMN a; -- refused 42P16
ALTER TABLE p DROP COLUMN c;
ALTER TABLE ONLY p ADD COLUMN f int; -- refused 42P16
ALTER TABLE ONLY p DROP COLUMN a;
ALTER TABLE p ADD COLUMN e int; -- refused 42804

-- case: renaming a parent's column
CREATE TABLE p (a int, b int CHECK (b > 0));
CREATE TABLE k () INHERITS (p);
ALTER TABLE p RENAME COLUMN a TO x;
ALTER TABLE k RENAME COLUMN b TO y; -- refused 42P16
ALTER TABLE ONLY p RENAME COLUMN b TO y; -- refused 42P16
ALTER TABLE p RENAME CONSTRAINT p_b_check TO c;
ALTER TABLE k RENAME CONSTRAINT c TO d; -- refused 42P16

-- case: types, defaults and NOT NULL of a parent
CREATE TABLE p (a int, b int);
CREATE TABLE k () INHERITS (p);
ALTER TABLE p ALTER COLUMN a TYPE bigint;
ALTER TABLE k ALTER COLUMN a TYPE int; -- refused 42P16
ALTER TABLE p ALTER COLUMN a SET DEFAULT 3;
ALTER TABLE ONLY p ALTER COLUMN b SET DEFAULT 4;
ALTER TABLE p ALTER COLUMN a SET NOT NULL;
ALTER TABLE k ALTER COLUMN b SET NOT NULL;

-- case: NOT NULL dropped at a parent (15..17)
CREATE TABLE p (a int NOT NULL);
CREATE TABLE k () INHERITS (p);
ALTER TABLE k ALTER COLUMN a DROP NOT NULL;
ALTER TABLE p ALTER COLUMN a DROP NOT NULL;

-- case: checks of a parent
CREATE TABLE p (a int);
CREATE TABLE k () INHERITS (p);
ALTER TABLE p ADD CHECK (a > 0);
ALTER TABLE p ADD CONSTRAINT c CHECK (a > 1) NO INHERIT;
ALTER TABLE ONLY p ADD CHECK (a > 2); -- refused 42P16
ALTER TABLE k DROP CONSTRAINT p_a_check; -- refused 42P16
ALTER TABLE p DROP CONSTRAINT p_a_check;
ALTER TABLE k ADD CONSTRAINT d CHECK (a > 3);
ALTER TABLE p ADD CONSTRAINT d CHECK (a > 3);
ALTER TABLE p DROP CONSTRAINT d;

-- case: INHERIT and NO INHERIT
CREATE TABLE p (a int, b int, CHECK (a > 0));
CREATE TABLE k (a int, b int, c int);
ALTER TABLE k INHERIT p; -- refused 42804
ALTER TABLE k ADD CONSTRAINT p_a_check CHECK (a > 0);
ALTER TABLE k INHERIT p;
ALTER TABLE k INHERIT p; -- refused 42P07
ALTER TABLE k DROP COLUMN a; -- refused 42P16
ALTER TABLE k NO INHERIT p;
ALTER TABLE k NO INHERIT p; -- refused 42P01
ALTER TABLE k DROP COLUMN a;
ALTER TABLE k INHERIT p; -- refused 42804
ALTER TABLE p INHERIT p; -- refused 42P07

-- case: dropping a parent
CREATE TABLE p (a int);
CREATE TABLE k () INHERITS (p);
CREATE TABLE g () INHERITS (k);
DROP TABLE p; -- refused 2BP01
DROP TABLE k CASCADE;
DROP TABLE p;

-- case: indexes and keys are not inherited
CREATE TABLE p (a int PRIMARY KEY, b int UNIQUE);
CREATE INDEX ON p (b);
CREATE TABLE k () INHERITS (p);
CREATE TABLE l (PRIMARY KEY (a)) INHERITS (p);
ALTER TABLE p ADD COLUMN c int UNIQUE;

-- case: serial and identity are inherited as defaults or not at all
CREATE TABLE p (a serial, b int GENERATED ALWAYS AS IDENTITY, c int GENERATED ALWAYS AS (1) STORED);
CREATE TABLE k () INHERITS (p);
DROP TABLE p CASCADE;

-- case: a check that is inherited can be said again
CREATE TABLE p (a int, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE c (b int, CONSTRAINT positive CHECK (a > 0)) INHERITS (p);
CREATE TABLE d (CONSTRAINT positive CHECK (a > 1)) INHERITS (p); -- refused 42710
CREATE TABLE e () INHERITS (p);
ALTER TABLE e ADD CONSTRAINT positive CHECK (a>0);
ALTER TABLE e ADD CONSTRAINT positive CHECK (a > 0); -- refused 42710
ALTER TABLE c ADD CONSTRAINT positive CHECK (a > 0); -- refused 42710
ALTER TABLE p DROP CONSTRAINT positive;
CREATE TABLE g (LIKE c INCLUDING CONSTRAINTS) INHERITS (c);
ALTER TABLE c ADD CONSTRAINT near CHECK (a < 9) NOT VALID;
CREATE TABLE h () INHERITS (c);
ALTER TABLE h ADD CONSTRAINT near CHECK (a < 9) NO INHERIT; -- refused 42P17

-- case: a partition can say the checks of its table again
CREATE TABLE p (a int, b int, CONSTRAINT positive CHECK (a > 0)) PARTITION BY LIST (a);
CREATE TABLE c PARTITION OF p (b NOT NULL, CONSTRAINT positive CHECK (a > 0)) FOR VALUES IN (1);
ALTER TABLE c ADD CONSTRAINT positive CHECK (a > 0); -- refused 42710
ALTER TABLE c DROP CONSTRAINT positive; -- refused 42P16

-- case: defaults that are alike but for blanks do not conflict
CREATE TABLE a (x date DEFAULT now()::date + 1);
CREATE TABLE b (x date DEFAULT now() :: date  +  1);
CREATE TABLE c () INHERITS (a, b);

-- case: NOT NULL of another parent stays (18..99)
CREATE TABLE c (w boolean, x json NOT NULL);
CREATE TABLE d () INHERITS (c);
ALTER TABLE d NO INHERIT c;
CREATE TABLE b () INHERITS (d, c);
ALTER TABLE c ALTER COLUMN x DROP NOT NULL;

-- case: a check of the same name over other columns
CREATE TABLE p (a int, b int, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (a int, b int, CONSTRAINT k CHECK (b > 0));
ALTER TABLE c INHERIT p; -- refused 42804
CREATE TABLE d (a int, b int, CONSTRAINT k CHECK ((a) > 0));
ALTER TABLE d INHERIT p;

-- case: an heir's own identity follows the type, and a check loses any parent of its name
CREATE TABLE a (z int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE b () INHERITS (a);
ALTER TABLE b ALTER COLUMN z ADD GENERATED BY DEFAULT AS IDENTITY;
ALTER TABLE a ALTER COLUMN z TYPE bigint;
CREATE TABLE e (w int, r int);
CREATE TABLE p (w int CONSTRAINT k CHECK (w > 0));
CREATE TABLE d () INHERITS (e, p);
ALTER TABLE e ADD CONSTRAINT k CHECK (r > 0) NO INHERIT;
ALTER TABLE d NO INHERIT e;
