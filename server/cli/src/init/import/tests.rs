//! What is carried over, and what is named because it is not.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::init::page;
use expect_test::{Expect, expect};
use pgwright_config::Document;
use pgwright_ide::History;
use pgwright_problem::{ProjectTexts, TextFile};

/// A project in whose `out` folder sqlc's code is; `queries` is a folder.
struct Around;

impl Surroundings for Around {
    fn rebase(&self, path: &str) -> String {
        path.trim_start_matches("./").trim_end_matches('/').to_owned()
    }

    fn is_folder(&self, path: &str) -> bool {
        path.ends_with("queries")
    }

    fn holds_go_of(&self, path: &str, _: &str) -> bool {
        path == "taken"
    }

    fn model(&self, _: &Draft) -> Model {
        let sql = "CREATE TABLE order_items (id int PRIMARY KEY, url text);";
        let migrations = vec![("m".into(), vec![TextFile::new("m/1.sql", sql)])];
        let configuration = TextFile::new("pgwright.yaml", "");
        let texts = ProjectTexts {
            configuration,
            migrations,
            output: Default::default(),
            versions: Default::default(),
            problems: vec![],
        };
        History::new(&texts, &Document::parse(&"pgwright.yaml".into(), "")).model()
    }
}

fn report(draft: &Draft) -> String {
    let page = page::write(draft);
    let problems = Document::parse(&"pgwright.yaml".into(), &page).problems;
    assert!(problems.is_empty(), "{problems:?}\n{page}");
    let carried = draft.carried.iter().map(|it| format!("{} -> {}\n", it.from, it.to));
    let left = draft.left.iter().map(|it| format!("{}: {}\n", it.from, it.why));
    let set = page.lines().filter(|line| !line.trim_start().starts_with('#') && !line.is_empty());
    carried.chain(left).chain(set.map(|line| format!("{line}\n"))).collect()
}

fn check_sqlc(text: &str, expected: Expect) {
    let value = serde_yaml::from_str(text).unwrap();
    expected
        .assert_eq(&report(&sqlc::import(&value, &Around).unwrap_or_else(|it| panic!("{}", it.0))));
}

fn check_skimatik(text: &str, expected: Expect) {
    let value = serde_yaml::from_str(text).unwrap();
    expected.assert_eq(&report(&skimatik::import(&value, &Around)));
}

#[test]
fn sqlc_1() {
    check_sqlc(
        r#"
version: "1"
packages:
  - name: db
    path: internal/db
    schema: [sql/schema/, sql/more/*.sql]
    queries: sql/schema/queries
    emit_json_tags: true
    emit_db_tags: true
    emit_exact_table_names: true
    emit_empty_slices: true
    emit_prepared_queries: false
    overrides: [{postgres_type: pg_catalog.varchar, go_type: example.com/x.Y}]
overrides: [{db_type: uuid, go_type: github.com/google/uuid.UUID}]
rename: {url: URL, order_item: Line, mood: Mood}
"#,
        expect![[r#"
            packages[0].schema -> migrations.directory: [sql/schema, sql/more]
            overrides[0] -> types.overrides: uuid is github.com/google/uuid.UUID
            rename.url -> tables.*.columns.url.field: URL
            rename.order_item -> tables.order_items.struct: Line
            packages[0].path -> output.directory: internal/db
            packages[0].name -> output.package: db
            packages[0].emit_json_tags -> output.tags: json
            packages[0].emit_db_tags -> output.tags: db
            packages[0].sql_package (its default) -> types.nullable: sql
            packages[0].emit_exact_table_names -> naming.structs: table
            packages[0].overrides[0] -> types.overrides: character varying is example.com/x.Y
            rename.mood: no table or column of the schema has that name
            packages[0].queries: pgwright makes its own queries of the tables; sqlc can go on with these in its own folder
            packages[0].emit_empty_slices: pgwright's methods have one form of results and parameters
            migrations:
              directory: [sql/schema, sql/more]
              exclude: ["queries/**"]
            output:
              directory: internal/db
              package: db
              tags: [json, db]
            naming:
              structs: table
            types:
              nullable: sql
              overrides:
                - {postgres: uuid, go: github.com/google/uuid.UUID}
                - {postgres: character varying, go: example.com/x.Y}
            tables:
              "*":
                columns:
                  url: {field: URL}
              order_items: {struct: Line}
        "#]],
    );
}

#[test]
fn sqlc_2() {
    check_sqlc(
        r#"
version: 2
plugins: [{name: py}]
sql:
  - engine: sqlite
    schema: lite.sql
  - engine: postgresql
    schema: schema.sql
    queries: query.sql
    strict_order_by: false
    rules: [sqlc/db-prepare]
    database: {uri: "${PG_URI}"}
    gen:
      go:
        package: db
        out: taken
        sql_package: pgx/v5
        emit_result_struct_pointers: true
        something_new: 1
        inflection_exclude_table_names: [order_items]
        overrides:
          - {column: a.b.c.d, go_type: {import: net/url, type: URL, pointer: true}}
          - {column: "*.id", go_type: int64}
          - {db_type: text, nullable: true, go_type: string}
          - {db_type: text, go_struct_tag: 'a:"b"'}
          - {engine: mysql, db_type: text, go_type: string}
      json: {out: x}
  - engine: postgresql
    schema: schema.sql
  - engine: postgresql
    schema: other.sql
overrides: {go: {rename: {url: Link}, overrides: [{db_type: "int8", go_type: "uint64"}]}}
"#,
        expect![[r#"
            sql[1].schema -> migrations.directory: schema.sql
            sql[1].database.uri -> database.dsn: ${PG_URI}
            overrides.go.overrides[0] -> types.overrides: bigint is uint64
            overrides.go.rename.url -> tables.*.columns.url.field: Link
            sql[1].gen.go.sql_package -> types.nullable: pgtype
            sql[1].gen.go.emit_exact_table_names (its default) -> naming.structs: singular
            sql[1].gen.go.overrides[0] -> types.overrides: b.c.d is *net/url.URL
            sql[1].gen.go.inflection_exclude_table_names -> tables.order_items.struct: OrderItems
            sql[0].engine: pgwright is for PostgreSQL alone
            sql[1].gen.go.out: sqlc's code is in `taken`, where names would be declared twice: the code goes elsewhere
            sql[1].gen.go.overrides[1]: name the columns one by one, or a type: `types.overrides` takes no globs
            sql[1].gen.go.overrides[2]: an override of text holds for columns that can be NULL too, as `types.nullable` says
            sql[1].gen.go.overrides[3]: it sets no Go type
            sql[1].gen.go.overrides[4]: pgwright is for PostgreSQL alone
            sql[1].gen.go.emit_result_struct_pointers: pgwright's methods have one form of results and parameters
            sql[1].gen.go.something_new: pgwright has no such setting
            sql[1].gen.json: pgwright generates Go alone
            sql[1].queries: pgwright makes its own queries of the tables; sqlc can go on with these in its own folder
            sql[1].rules: there are no rules for queries of your own; `problems` sets severities
            sql[2]: its schema is the same: one project generates all of it
            sql[3]: a schema of its own is a project of its own: `pgwright --init --root DIR` in its folder
            plugins: pgwright has no plugins
            database:
              dsn: ${PG_URI}
            migrations:
              directory: schema.sql
            naming:
              structs: singular
            types:
              nullable: pgtype
              overrides:
                - {postgres: bigint, go: uint64}
                - {column: b.c.d, go: "*net/url.URL"}
            tables:
              "*":
                columns:
                  url: {field: Link}
              order_items: {struct: OrderItems}
        "#]],
    );
}

#[test]
fn what_is_not_sqlc_s_is_refused() {
    let refusal = |text: &str| {
        let value = serde_yaml::from_str(text).unwrap();
        sqlc::import(&value, &Around).map(drop).unwrap_err().0
    };
    assert_eq!(
        refusal("{version: 3, sql: []}"),
        "version `3` of sqlc's configuration is not known"
    );
    assert_eq!(
        refusal("{version: 2, sql: [{engine: mysql}]}"),
        "none of its `sql` is for the engine `postgresql`"
    );
    assert_eq!(refusal("{version: 2, sql: 7}"), "none of its `sql` is for the engine `postgresql`");
}

#[test]
fn skimatik_whole() {
    check_skimatik(
        r#"
database: {dsn: "postgres://u:secret@h/db", schema: billing, host: localhost}
output: {directory: ./repositories, package: repositories}
default_functions: all
queries: {directory: ./queries}
types: {mappings: {uuid: uuid.UUID, jsonb: custom.JSON, text: string, "int8[]": "[]int64"}}
tables:
  users:
  order_*: {functions: [create, frobnicate], include: [x]}
verbose: true
"#,
        expect![[r#"
            database.schema -> database.schema: billing
            output.directory -> output.directory: repositories
            output.package -> output.package: repositories
            default_functions -> functions: [create, get, update, delete, list, paginate]
            tables.* -> tables.*.exclude: true, since only these are generated
            tables.users -> tables.users
            tables.order_*.functions -> tables.order_*.functions: [create]
            types.mappings.uuid -> types.overrides: uuid is github.com/google/uuid.UUID
            types.mappings.text -> types.overrides: text is string
            types.mappings.int8[] -> types.overrides: bigint[] is []int64
            database.dsn: `database.dsn` is `${DATABASE_URL}`: set that variable, passwords stay out of files
            database.host: pgwright has no such setting
            tables.order_*.functions: frobnicate: pgwright generates no such method
            tables.order_*.include: pgwright has no such setting
            types.mappings.jsonb: the import path of `custom.JSON` is not said: set `types.overrides` to it
            queries: pgwright makes its own queries of the tables; yours go into a Go file beside the generated ones
            verbose: `--log-level info` tells what is done
            database:
              dsn: ${DATABASE_URL}
              schema: billing
            output:
              directory: repositories
              package: repositories
            types:
              overrides:
                - {postgres: uuid, go: github.com/google/uuid.UUID}
                - {postgres: text, go: string}
                - {postgres: "bigint[]", go: "[]int64"}
            functions: [create, get, update, delete, list, paginate]
            tables:
              "*": {exclude: true}
              users: {exclude: false}
              "order_*":
                exclude: false
                functions: [create]
        "#]],
    );
}

#[test]
fn skimatik_without_tables_or_with_all_of_them_leaves_out_none() {
    check_skimatik(
        "tables: {'*': {functions: [list]}}\noutput: {directory: ../x}",
        expect![[r#"
            tables.*.functions -> tables.*.functions: [list]
            output.directory: the folder is outside of the project: pgwright writes only inside
            tables:
              "*":
                functions: [list]
        "#]],
    );
}

#[test]
fn go_types_of_well_known_packages_have_their_paths() {
    let check = |text: &str, expected: std::result::Result<&str, &str>| {
        let found = types::go_of_package(text);
        assert_eq!(found.as_deref().map_err(String::as_str), expected);
    };
    check("*time.Time", Ok("*time.Time"));
    check("[]pgtype.Text", Ok("[]github.com/jackc/pgx/v5/pgtype.Text"));
    check("github.com/a/b.C", Ok("github.com/a/b.C"));
    check("b.C", Err("the import path of `b.C` is not said: set `types.overrides` to it"));
    check("frob", Err("`frob` is no predeclared Go type, and has no import path"));
}
