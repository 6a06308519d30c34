//! What extensions bring that servers of tests do not have.

use super::{check, check_problems};
use expect_test::expect;

#[test]
fn postgis_brings_types_tables_and_views() {
    check(
        "CREATE EXTENSION postgis;
         CREATE EXTENSION postgis_topology;
         CREATE TABLE place (id int PRIMARY KEY, at geometry(Point, 4326), srid int REFERENCES spatial_ref_sys);
         CREATE INDEX ON place USING gist (at);
         CREATE VIEW known AS SELECT srid, srtext FROM spatial_ref_sys;
         CREATE VIEW columns AS SELECT f_table_name, srid, type FROM geometry_columns;
         CREATE VIEW layers AS SELECT layer_id FROM topology.layer;
         ALTER TABLE spatial_ref_sys ENABLE ROW LEVEL SECURITY;",
        expect![[r#"
            schema topology
            extension postgis
            extension postgis_topology
            table place
              id integer not null
              at geometry(Point,4326)
              srid integer
              place_pkey: primary key (id)
              place_srid_fkey: foreign key (srid) references spatial_ref_sys (srid)
              place_at_idx: index using gist (at)
            view known
              srid integer
              srtext character varying(2048)
            view columns
              f_table_name name
              srid integer
              type character varying(30)
            view layers
              layer_id integer
        "#]],
    );
}

#[test]
fn what_an_unknown_extension_brings_is_said_once() {
    check_problems(
        "CREATE EXTENSION weather;
         CREATE TABLE t (a wind, b wind[], c sunshine NOT NULL);
         CREATE INDEX ON t USING skyline (a);
         ALTER TABLE t ALTER COLUMN a SET DEFAULT 'x', ADD COLUMN d rain(3) DEFAULT 1;
         CREATE FUNCTION f(wind) RETURNS sunshine LANGUAGE sql AS 'SELECT 1';
         CREATE VIEW v AS SELECT a, speed(a) FROM t;",
        expect![[r#"
            sql-undecided `weather`: extension "weather" is not known: types that are not there are taken to be its own [-]
        "#]],
    );
}
