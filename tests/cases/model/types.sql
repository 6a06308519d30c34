-- case: every spelling of the numbers
CREATE TABLE t (a int, b integer, c int4, d "int4", e pg_catalog.int4, f INT, g smallint, h int2, i bigint, j int8, k real, l float4, m double precision, n float8, o float, p float(1), q float(24), r float(25), s float(53), t numeric, u decimal, v dec, w numeric(10), x numeric(10,2), y decimal(5,0), z dec(3,1), aa numeric(3,-2), ab numeric(2,4), ac money, ad oid, ae pg_catalog.numeric(4,1));
CREATE TABLE u (a float(0)); -- refused 22023
CREATE TABLE u (a float(54)); -- refused 22023
CREATE TABLE u (a numeric(0)); -- refused 22023
CREATE TABLE u (a numeric(1001)); -- refused 22023
CREATE TABLE u (a numeric(1,2,3)); -- refused 22023

-- case: every spelling of texts and bytes
CREATE TABLE t (a text, b varchar, c varchar(10), d character varying, e character varying(10), f char, g char(3), h character, i character(3), j bpchar, k bpchar(4), l "char", m name, n national character varying(5), o nchar(2), p nchar varying(3), q national char(4), r bytea, s char varying(5), t pg_catalog.varchar(7), u pg_catalog.bpchar, v "varchar"(3), w cstring, x pg_catalog."char"); -- refused 42P16
CREATE TABLE t (a text, b varchar, c varchar(10), d character varying, e character varying(10), f char, g char(3), h character, i character(3), j bpchar, k bpchar(4), l "char", m name, n national character varying(5), o nchar(2), p nchar varying(3), q national char(4), r bytea, s char varying(5), t pg_catalog.varchar(7), u pg_catalog.bpchar, v "varchar"(3), x pg_catalog."char");
CREATE TABLE u (a varchar(0)); -- refused 22023
CREATE TABLE u (a char(0)); -- refused 22023
CREATE TABLE u (a text(5)); -- refused 42601
CREATE TABLE u (a char(10485761)); -- refused 22023

-- case: every spelling of dates and times
CREATE TABLE t (a date, b time, c time(3), d time without time zone, e time with time zone, f time(2) with time zone, g timetz, h timetz(0), i timestamp, j timestamp(3), k timestamp without time zone, l timestamp(6) without time zone, m timestamp with time zone, n timestamp(0) with time zone, o timestamptz, p timestamptz(2), q pg_catalog.timestamptz, r pg_catalog.timestamp(1), s "timestamp", t "time");
CREATE TABLE u (a interval, b interval year, c interval month, d interval day, e interval hour, f interval minute, g interval second, h interval second(3), i interval year to month, j interval day to hour, k interval day to minute, l interval day to second, m interval day to second(2), n interval hour to minute, o interval hour to second, p interval hour to second(1), q interval minute to second, r interval minute to second(4), s interval(5), t interval(0)[], u interval year[]);
CREATE TABLE v (a timestamp(7));

-- case: booleans, bits, identifiers, documents
CREATE TABLE t (a boolean, b bool, c "bool", d bit, e bit(3), f bit varying, g bit varying(5), h varbit, i varbit(7), j uuid, k json, l jsonb, m xml, n jsonpath, o pg_catalog.bit, p "bit", q "bit"(4));

-- case: networks, shapes, ranges, search, and others
CREATE TABLE t (a inet, b cidr, c macaddr, d macaddr8, e point, f line, g lseg, h box, i path, j polygon, k circle, l tsvector, m tsquery, n int4range, o int8range, p numrange, q tsrange, r tstzrange, s daterange, t int4multirange, u datemultirange, v txid_snapshot, w pg_lsn, x xid, y xid8, z cid, aa tid, ab pg_snapshot, ac int2vector, ad oidvector, ae refcursor, af nummultirange, ag tsmultirange, ah tstzmultirange, ai int8multirange);
CREATE TABLE r (a regclass, b regtype, c regproc, d regprocedure, e regoper, f regoperator, g regrole, h regnamespace, i regconfig, j regdictionary, k regcollation, l aclitem, m gtsvector);

-- case: arrays in every spelling
CREATE TABLE t (a int[], b int[3], c int[][], d int[3][4], e int ARRAY, f int ARRAY[4], g text[] NOT NULL, h varchar(5)[], i numeric(5,2)[], j timestamp(3)[], k timestamp with time zone[], l double precision[], m _int4, n "_text", o pg_catalog._varchar, p bit(3)[], q char(2)[], r interval day to second(1)[], s national character(3)[], t "char"[], u _varchar(3));

-- case: pseudo types
CREATE TABLE t (a anyelement); -- refused 42P16
CREATE TABLE t (a record); -- refused 42P16
CREATE TABLE t (a void); -- refused 42P16
CREATE TABLE t (a trigger); -- refused 42P16
CREATE TABLE t (a unknown); -- refused 42P16
CREATE TABLE t (a record[]); -- refused 42P16

-- case: user types in every spelling
CREATE SCHEMA s;
CREATE SCHEMA "My Org";
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE "Mixed" AS ENUM ('a');
CREATE TYPE s.mood AS ENUM ('b');
CREATE TYPE "My Org"."Role" AS ENUM ('a');
CREATE DOMAIN s.text AS varchar(5);
CREATE TABLE t (a mood, b public.mood, c s.mood, d "Mixed", e public."Mixed"[], f "My Org"."Role", g "My Org"."Role"[] NOT NULL, h s.text, i MOOD, j mood[][], k _mood, l s._mood);
CREATE TABLE u (a mixed); -- refused 42704
CREATE TABLE u (a "MOOD"); -- refused 42704
CREATE TABLE u (a mood(3)); -- refused 42601

-- case: user types whose names the system has too
CREATE TYPE public.text AS ENUM ('a');
CREATE TABLE t (a text, b public.text, c pg_catalog.text);
CREATE DOMAIN public.int4 AS bigint;
CREATE TABLE u (a int, b int4, c public.int4);
CREATE TYPE "integer" AS ENUM ('x');
CREATE TABLE v (a integer, b "integer");
CREATE TYPE "order" AS (a int);
CREATE TABLE w (a "order", b "order"[]);

-- case: the type of another column
CREATE TABLE t (a varchar(10), b int[]);
CREATE FUNCTION f(x t.a%TYPE) RETURNS t.b%TYPE LANGUAGE sql AS 'SELECT ARRAY[1]';
CREATE TABLE u (a t.a%TYPE); -- refused 42601

-- case: types of extensions
CREATE EXTENSION citext;
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION cube;
CREATE EXTENSION isn;
CREATE TABLE t (a citext, b hstore, c ltree, d lquery, e ltxtquery, f cube, g isbn, h citext[], i public.hstore, j ean13);

-- case: a row is no part of itself through heirs either
CREATE TABLE c (a int);
CREATE TABLE e () INHERITS (c);
CREATE DOMAIN d AS e;
ALTER TABLE c ADD COLUMN b d; -- refused 42P16

-- case: NOT NULL that a domain has already
CREATE DOMAIN d AS int NOT NULL;
CREATE TABLE t (a d[]);
ALTER DOMAIN d SET NOT NULL;
ALTER DOMAIN d DROP NOT NULL;
ALTER DOMAIN d SET NOT NULL; -- refused 0A000

-- case: arrays of domains over arrays
CREATE TYPE r AS RANGE (subtype = int);
CREATE DOMAIN d AS r[];
CREATE TABLE t (a text[], b int[]);
ALTER TABLE t ALTER COLUMN a TYPE d[]; -- refused 42804
ALTER TABLE t ALTER COLUMN b TYPE text[];

-- case: texts that are no ranges
CREATE TYPE r AS RANGE (subtype = text);
CREATE TABLE t (a r DEFAULT 'p'); -- refused 22P02
CREATE TABLE t (a int4range DEFAULT '1'); -- refused 22P02
CREATE TABLE t (a int4multirange DEFAULT '[1,2]'); -- refused 22P02
CREATE TABLE t (a r DEFAULT ' [a,b)', b int4range DEFAULT 'empty', c int4multirange DEFAULT '{[1,2]}');

-- case: no operators take a domain over an enum
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN d AS mood;
CREATE TABLE t (a d, EXCLUDE (a WITH =)); -- refused 42883
