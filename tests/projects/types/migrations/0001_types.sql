CREATE EXTENSION citext;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'so so', 'très content', '', 'it''s "fine"');

CREATE DOMAIN counter AS integer NOT NULL DEFAULT 0 CHECK (VALUE >= 0);
CREATE DOMAIN price AS numeric(10, 2);
CREATE DOMAIN tight_price AS price CHECK (VALUE < 100);
CREATE DOMAIN label AS character varying(20);
CREATE DOMAIN tag_list AS text[];

CREATE TYPE place AS (
    name text,
    "Position" point,
    heights smallint[]
);
CREATE TYPE person AS (
    name text,
    born date,
    feels mood,
    lives place,
    paid numeric(8, 2)
);

CREATE TYPE temperature_range AS RANGE (
    subtype = double precision,
    multirange_type_name = temperature_multirange
);
