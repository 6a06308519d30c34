-- case: signatures
CREATE FUNCTION f1() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION f2(a int, b text DEFAULT 'x') RETURNS text LANGUAGE sql AS 'SELECT b';
CREATE FUNCTION f3(IN a int, OUT b text, INOUT c date) LANGUAGE sql AS 'SELECT NULL::text, c';
CREATE FUNCTION f4(OUT a int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f5(VARIADIC a text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f6() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f7() RETURNS TABLE (a int, b text) LANGUAGE sql AS 'SELECT 1, NULL::text';
CREATE FUNCTION f8() RETURNS TABLE (a int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f9(anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[$1]';
CREATE FUNCTION f10(a varchar(10), b numeric(5,2), c char(3)) RETURNS varchar(5) LANGUAGE sql AS 'SELECT NULL::varchar';
CREATE FUNCTION f11() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION f12() RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION f13(a int) RETURNS int LANGUAGE sql RETURN a + 1;
CREATE FUNCTION f14(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a; END;
CREATE FUNCTION f15(a int[], b bit) RETURNS double precision[] LANGUAGE sql AS 'SELECT NULL::float8[]';
CREATE FUNCTION f16(INOUT a int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f17(OUT a int, OUT b text) RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, NULL::text';

-- case: procedures and aggregates
CREATE PROCEDURE p1() LANGUAGE sql AS '';
CREATE PROCEDURE p2(a int, INOUT b text) LANGUAGE plpgsql AS $$ BEGIN b := 'x'; END $$;
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE AGGREGATE total2(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
COMMENT ON PROCEDURE p1() IS 'x';
COMMENT ON AGGREGATE total(int) IS 'y';
DROP PROCEDURE p1;
DROP AGGREGATE total(int);

-- case: replacing
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2'; -- refused 42723
CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 3';
CREATE OR REPLACE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'; -- refused 42P13
CREATE OR REPLACE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- case: the name of a parameter is changed (gap: names of parameters are not in the model)
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT 1'; -- refused 42P13

-- case: types of the project
CREATE TYPE mood AS ENUM ('a');
CREATE TABLE t (a int, m mood);
CREATE FUNCTION f(m mood, r t, ms mood[]) RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION g() RETURNS t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION h(x nope) RETURNS int LANGUAGE sql AS 'SELECT 1'; -- refused 42704, in other words
DROP TYPE mood; -- refused 2BP01
DROP TABLE t; -- refused 2BP01
DROP TABLE t CASCADE;

-- case: in schemas
CREATE SCHEMA s;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION nope.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; -- refused 3F000
SET search_path = s, public;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION f();

-- case: altering what the model does not hold
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f(int) OWNER TO CURRENT_USER;
ALTER FUNCTION f(int) IMMUTABLE STRICT;
ALTER FUNCTION f(int) SET search_path = public;
GRANT EXECUTE ON FUNCTION f(int) TO PUBLIC;

-- case: a routine is any of them
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER ROUTINE p(int) RENAME TO q;
ALTER FUNCTION q(int) RENAME TO r; -- refused 42809
ALTER PROCEDURE f(int) RENAME TO r; -- refused 42809
COMMENT ON ROUTINE q(int) IS 'that';
DROP ROUTINE q(int), f(int);

-- case: without arguments, those of the kind are meant
CREATE PROCEDURE f() LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE PROCEDURE g() LANGUAGE plpgsql AS $$ BEGIN END $$;
ALTER FUNCTION g RENAME TO h; -- refused 42883
DROP ROUTINE f; -- refused 42725
ALTER FUNCTION f RENAME TO k;
DROP PROCEDURE f;
DROP FUNCTION IF EXISTS g;

-- case: an aggregate gives what its final function gives
CREATE FUNCTION ended(state int) RETURNS numeric LANGUAGE sql AS 'SELECT state::numeric';
CREATE AGGREGATE own (int) (SFUNC = int4pl, STYPE = int, FINALFUNC = ended, INITCOND = '0');
CREATE AGGREGATE mean (int) (SFUNC = int4_avg_accum, STYPE = int8[], FINALFUNC = int8_avg, INITCOND = '{0,0}');
CREATE AGGREGATE plain (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE VIEW v AS SELECT own(a), mean(a), plain(a) FROM (VALUES (1)) AS t (a);

-- case: procedures are named with their outputs, too
CREATE PROCEDURE p(a int, OUT b int, INOUT c int) LANGUAGE plpgsql AS $$ BEGIN b := a; END $$;
DROP PROCEDURE p(int, int, int);
CREATE AGGREGATE own (int) (SFUNC = int4_avg_accum, STYPE = int8[], FINALFUNC = int8_avg, INITCOND = '{0,0}');
CREATE OR REPLACE AGGREGATE own (int) (SFUNC = int4_avg_accum, STYPE = int8[], FINALFUNC = int8_avg, INITCOND = '{0,0}');

-- case: a procedure is not another's of as many arguments
CREATE PROCEDURE h(INOUT a text) LANGUAGE plpgsql AS $$ BEGIN END $$;
DROP PROCEDURE h(int); -- refused 42883
ALTER PROCEDURE h(int) RENAME TO g; -- refused 42883
