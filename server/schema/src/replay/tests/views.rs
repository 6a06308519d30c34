//! Views and CREATE TABLE AS: the columns of queries.

use super::{check, check_problems};
use expect_test::expect;

const TABLES: &str = "CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN email AS text;
CREATE TABLE a (id int PRIMARY KEY, name varchar(20), at timestamptz, n numeric(10, 2), m mood, e email, tags text[], j jsonb);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a, x real);
";

#[test]
fn columns_of_queries() {
    check(
        &(TABLES.to_owned()
            + "CREATE VIEW v1 AS SELECT * FROM a JOIN b USING (id);
         CREATE VIEW v2 AS SELECT a.id, 1, 'x', now(), count(*), sum(b.x), max(a.name), a.name || 'y' AS n,
            a.n * 2 AS double, coalesce(a.name, 'z'), a.at::date, CASE WHEN true THEN 1 ELSE 2.5 END, a.j ->> 'k' AS k,
            a.tags[1], ARRAY[1, 2], EXISTS (SELECT 1), (SELECT x FROM b LIMIT 1), e, m
            FROM a JOIN b ON b.a_id = a.id GROUP BY a.id;
         CREATE VIEW v3 (x, y) AS WITH w AS (SELECT id, name FROM a) SELECT w.* FROM w UNION SELECT id, 'q' FROM b;
         CREATE MATERIALIZED VIEW v4 AS SELECT a.*, b.x FROM a LEFT JOIN b ON true;
         CREATE UNIQUE INDEX ON v4 (id);
         CREATE TABLE t AS SELECT id, row_number() OVER () AS nr, at - interval '1 day' AS before FROM a;
         CREATE VIEW v5 AS VALUES (1, 'a'), (2, 'b');
         CREATE VIEW v6 AS SELECT n, s FROM generate_series(1, 3) AS n, unnest(ARRAY['a']) AS s;
         CREATE OR REPLACE VIEW v5 AS SELECT 1 AS column1, 'a' AS column2, 3::bigint AS column3;")
            .replacen("1, 'x', now()", "1 AS one, 'x' AS lit, now()", 1),
        expect![[r#"
            enum mood (sad, ok)
            domain email text
            table a
              id integer not null
              name character varying(20)
              at timestamp with time zone
              n numeric(10,2)
              m mood
              e email
              tags text[]
              j jsonb
              a_pkey: primary key (id)
            table b
              id integer not null
              a_id integer
              x real
              b_pkey: primary key (id)
              b_a_id_fkey: foreign key (a_id) references a (id)
            view v1
              id integer
              name character varying(20)
              at timestamp with time zone
              n numeric(10,2)
              m mood
              e email
              tags text[]
              j jsonb
              a_id integer
              x real
            view v2
              id integer
              one integer
              lit text
              now timestamp with time zone
              count bigint
              sum real
              max text
              n text
              double numeric
              coalesce character varying
              at date
              case numeric
              k text
              tags text
              array integer[]
              exists boolean
              x real
              e email
              m mood
            view v3
              x integer
              y character varying
            materialized view v4
              id integer
              name character varying(20)
              at timestamp with time zone
              n numeric(10,2)
              m mood
              e email
              tags text[]
              j jsonb
              x real
              v4_id_idx: unique index using btree (id)
            table t
              id integer
              nr bigint
              before timestamp with time zone
            view v5
              column1 integer
              column2 text
              column3 bigint
            view v6
              n integer
              s text
        "#]],
    );
}

#[test]
fn what_postgresql_refuses() {
    check_problems(
        &(TABLES.to_owned()
            + "CREATE VIEW v AS SELECT id, name FROM a WHERE n > 0;
         CREATE VIEW w AS SELECT nope FROM b;
         CREATE VIEW w1 AS SELECT a.nope FROM a;
         CREATE VIEW w2 AS SELECT id FROM a, b;
         CREATE VIEW w3 AS SELECT id, id FROM a;
         CREATE VIEW w4 AS SELECT 1 FROM missing;
         ALTER TABLE a DROP COLUMN n;"),
        expect![[r#"
            sql-missing `nope`: column "nope" does not exist [42703]
            sql-missing `nope`: column a.nope does not exist [42703]
            sql-refused `id`: column reference "id" is ambiguous [42702]
            sql-duplicate `SELECT id, id FROM a`: column "id" specified more than once [42701]
            sql-missing `missing`: relation "missing" does not exist [42P01]
            sql-refused `n`: cannot drop column n of table a because other objects depend on it [2BP01]
              help: use DROP ... CASCADE to drop the dependent objects too
              at `v`: view v depends on it
        "#]],
    );
    check_problems(
        &(TABLES.to_owned()
            + "CREATE VIEW v AS SELECT id, name FROM a WHERE n > 0;
         ALTER TABLE a ALTER name TYPE text;"),
        expect![[r#"
            sql-refused `name`: cannot alter type of a column used by a view or rule [0A000]
              at `v`: view v depends on column "name"
        "#]],
    );
    check_problems(
        &(TABLES.to_owned()
            + "CREATE VIEW v AS SELECT id, name FROM a;
         CREATE OR REPLACE VIEW v AS SELECT id FROM a;"),
        expect![[r#"
            sql-refused `v`: cannot drop columns from view [42P16]
              at `v`: the view was made here
        "#]],
    );
    check_problems(
        &(TABLES.to_owned()
            + "CREATE VIEW v AS SELECT id, name FROM a; CREATE VIEW u AS SELECT * FROM v;
         DROP VIEW v;
         DROP TABLE a CASCADE;"),
        expect![[r#"
            sql-refused `v`: cannot drop view v because other objects depend on it [2BP01]
              help: use DROP ... CASCADE to drop the dependent objects too
              at `u`: view u depends on it
        "#]],
    );
}

#[test]
fn a_query_of_with_is_seen_by_every_part_of_a_set_operation() {
    check(
        "CREATE TABLE a (id int);
         CREATE VIEW v AS WITH w AS (SELECT id AS x FROM a) SELECT x FROM w UNION ALL SELECT x FROM w UNION SELECT x FROM w;",
        expect![[r#"
            table a
              id integer
            view v
              x integer
        "#]],
    );
}

#[test]
fn only_what_a_view_reads_is_held() {
    check(
        "CREATE TABLE a (id int, name text, x int, gone int);
         CREATE TABLE b (id int, name text, y int, gone int);
         CREATE VIEW v AS
            WITH w AS (SELECT a.id, count(*) AS gone FROM a GROUP BY a.id, a.x)
            SELECT b.name, w.gone, (SELECT max(x) FROM a WHERE a.id = b.id) FROM b JOIN w USING (id)
            WHERE b.y IN (SELECT x FROM a) ORDER BY gone;
         ALTER TABLE a DROP COLUMN gone, DROP COLUMN name;
         ALTER TABLE b DROP COLUMN gone;",
        expect![[r#"
            table a
              id integer
              x integer
            table b
              id integer
              name text
              y integer
            view v
              name text
              gone bigint
              max integer
        "#]],
    );
    for (table, column) in [("a", "id"), ("a", "x"), ("b", "name"), ("b", "id"), ("b", "y")] {
        let sql = format!(
            "CREATE TABLE a (id int, x int); CREATE TABLE b (id int, name text, y int);
             CREATE VIEW v AS SELECT b.name FROM b JOIN a USING (id) WHERE b.y IN (SELECT x FROM a);
             ALTER TABLE {table} DROP COLUMN {column};"
        );
        let replay = super::replay_texts(&[&sql]);
        assert_eq!(replay.steps[0].problems.len(), 1, "{table}.{column}");
    }
}
