//! What stands in the way of generation, and what is generated all the same.

mod common;

use common::{Project, project, project_with};
use expect_test::{Expect, expect};

fn check(project: &Project, files: &[&str], problems: Expect) {
    problems.assert_eq(&project.problems());
    let tables: Vec<&str> =
        project.paths().into_iter().filter(|path| path.ends_with("_repository.go")).collect();
    assert_eq!(tables, files);
}

#[test]
fn a_type_without_a_go_type_costs_its_table() {
    let sql = "
        CREATE EXTENSION vector;
        CREATE TABLE good (id int);
        CREATE TABLE bad (id int, x vector(3));
        CREATE VIEW seen AS SELECT now_or_never() AS x FROM good;
    ";
    let project = project("", sql);
    check(
        &project,
        &["good_repository.go"],
        expect![[r#"
            error[type-unmapped] migrations/1.sql `x`
              column public.bad.x has the type vector(3), which has no Go type: the file of table public.bad is not generated
              help: write `- {postgres: vector, go: github.com/pgvector/pgvector-go.Vector}` under `types.overrides`, with the Go type that it should have
            error[type-unmapped] migrations/1.sql `seen`
              column public.seen.x has a type that is not known: the file of view public.seen is not generated
              help: write `- {column: public.seen.x, go: string}` under `types.overrides`, with the Go type that it should have
        "#]],
    );
    let withheld: Vec<&str> = project.generated.withheld.iter().map(|path| &**path).collect();
    assert_eq!(
        withheld,
        ["internal/repository/bad_repository.go", "internal/repository/seen_repository.go"]
    );
}

#[test]
fn overrides_give_types_that_have_none() {
    let yaml = "
types:
  overrides:
    - {postgres: vector, go: example.com/shop/vector.Vector}
    - {postgres: numeric, go: github.com/shopspring/decimal.Decimal}
    - {column: t.email, go: example.com/go-mail.Address}
tables:
  t:
    columns:
      raw: {go: \"*net/url.URL\", field: Link}
";
    let sql = "
        CREATE EXTENSION vector;
        CREATE TABLE t (id int PRIMARY KEY, s vector(3) NOT NULL, n numeric(8, 2), ns numeric[], email text NOT NULL, raw text);
    ";
    let project = project(yaml, sql);
    check(&project, &["t_repository.go"], expect![""]);
    expect![[r#"
        // T is a row of the table public.t.
        type T struct {
        	ID    int32
        	S     vector.Vector
        	N     *decimal.Decimal
        	Ns    []decimal.Decimal
        	Email mail.Address
        	Link  *url.URL
        }
    "#]]
    .assert_eq(&project.part("t_repository.go", "type T struct"));
    let text = &project.file("t_repository.go").text;
    assert!(
        text.contains("\tmail \"example.com/go-mail\"\n\t\"example.com/shop/vector\"\n"),
        "{text}"
    );
}

#[test]
fn two_tables_of_one_name_in_go_are_told_apart_by_configuration() {
    let sql = "CREATE TABLE user_ids (id int); CREATE TABLE \"userIds\" (id int);";
    check(
        &project("", sql),
        &["user_ids_repository.go"],
        expect![[r#"
            error[name-collision] migrations/1.sql `"userIds"`
              table public.userIds would be `UserIDs` in Go, which is the name of something in table public.user_ids
              help: set `tables.userIds.struct` to another name
              migrations/1.sql: `UserIDs` stands here
        "#]],
    );
    let yaml = "tables: {userIds: {struct: Assigned}}";
    check(&project(yaml, sql), &["user_ids_repository.go", "userids_repository.go"], expect![""]);
}

#[test]
fn a_table_cannot_have_the_name_of_what_serves_all() {
    check(
        &project("", "CREATE TABLE page (id int);"),
        &[],
        expect![[r#"
            error[name-collision] migrations/1.sql `page`
              table public.page would be `Page` in Go, which is the name of something in pgwright's own code
              help: set `tables.page.struct` to another name
        "#]],
    );
}

#[test]
fn columns_of_one_name_in_go_cost_the_table() {
    let sql = "CREATE TABLE t (user_id int, \"userId\" int);";
    check(
        &project("", sql),
        &[],
        expect![[r#"
            error[name-collision] migrations/1.sql `"userId"`
              column public.t.userId would be `UserID` in Go, which is the name of something in column public.t.user_id
              help: set `tables.t.columns.userId.field` to another name
              migrations/1.sql: `UserID` stands here
        "#]],
    );
}

#[test]
fn a_method_whose_name_is_taken_is_left_out() {
    let sql = "CREATE TABLE t (code int PRIMARY KEY, ids int UNIQUE, id int UNIQUE);";
    let project = project("", sql);
    check(
        &project,
        &["t_repository.go"],
        expect![[r#"
            error[name-collision] migrations/1.sql `UNIQUE`
              the method for the unique key ids of table public.t would be `GetByIDs` in Go, which is the name of something in the primary key of table public.t
              help: set `tables.t.columns.ids.field` to another name
              migrations/1.sql: `GetByIDs` stands here
            error[name-collision] migrations/1.sql `UNIQUE`
              the method for the unique key id of table public.t would be `GetByID` in Go, which is the name of something in the primary key of table public.t
              help: set `tables.t.columns.id.field` to another name
              migrations/1.sql: `GetByID` stands here
        "#]],
    );
}

#[test]
fn files_that_some_systems_take_for_one_have_two_names() {
    let sql = "CREATE TABLE users (id int); CREATE TABLE \"Users\" (id int);";
    let yaml = "tables: {Users: {struct: OldUsers}}";
    check(&project(yaml, sql), &["users_2_repository.go", "users_repository.go"], expect![[""]]);
    assert!(project(yaml, sql).file("users_repository.go").text.contains("table public.users\n"));
}

#[test]
fn schemas_of_one_package_are_told() {
    let yaml = "{database: {schemas: [a-b, ab]}, output: {package_per_schema: true}}";
    let sql = "CREATE SCHEMA \"a-b\"; CREATE SCHEMA ab; CREATE TABLE ab.t (id int);";
    check(
        &project(yaml, sql),
        &[],
        expect![[r#"
        error[name-collision] pgwright.yaml `ab`
          the package of the schema `ab` would be `ab`, which is that of the schema `a-b`
          help: leave one of them out, or set `output.package_per_schema` to false
    "#]],
    );
}

#[test]
fn a_type_whose_name_is_taken_costs_the_tables_that_have_it() {
    let sql = "
        CREATE TYPE page AS ENUM ('a');
        CREATE TABLE t (id int, p page[]);
        CREATE TABLE u (id int);
    ";
    let yaml = "types: {overrides: [{postgres: page, go: example.com/shop/layout.Page}]}";
    check(&project(yaml, sql), &["t_repository.go", "u_repository.go"], expect![""]);
    check(
        &project("", sql),
        &["u_repository.go"],
        expect![[r#"
            error[name-collision] migrations/1.sql `page`
              type public.page would be `Page` in Go, which is the name of something in pgwright's own code
              help: give the type a Go type of its own under `types.overrides`, such as `- {postgres: page, go: string}`
        "#]],
    );
}

#[test]
fn an_order_that_cannot_page_says_why() {
    let sql = "CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, j json NOT NULL);";
    let check_order = |order: &str, problems: Expect| {
        let yaml = format!("tables: {{t: {{pagination: {{order_by: [{order}]}}}}}}");
        problems.assert_eq(&project(&yaml, sql).problems());
    };
    check_order(
        "a desc",
        expect![[r#"
            error[pagination-key] pgwright.yaml `[a desc]`
              the order of table public.t does not tell its rows apart: it must end in a unique key
              help: write `order_by: [a desc, id desc]`
        "#]],
    );
    check_order(
        "b, id",
        expect![[r#"
            error[pagination-key] pgwright.yaml `b`
              table public.t cannot be paged through by `b` without saying where NULL stands
              help: write `b nulls last`, or `nulls first`
        "#]],
    );
    check_order(
        "j, id",
        expect![[r#"
            error[pagination-key] pgwright.yaml `j`
              table public.t cannot be paged through by `j`: its type has no order that a cursor can keep
              help: sort by another column
        "#]],
    );
    check_order(
        "ida",
        expect![[r#"
            error[pagination-key] pgwright.yaml `ida`
              table public.t has no column `ida`
              help: did you mean `id`?
        "#]],
    );
    check_order(
        "b desc nulls last, id desc",
        expect![[r#"
            warning[pagination-index] pgwright.yaml `[b desc nulls last, id desc]`
              table public.t is paged through in the order b desc nulls last, id desc, and has no index in that order: every page reads the whole table
              help: add a migration with `CREATE INDEX t_b_id_idx ON public.t (b DESC NULLS LAST, id DESC);`
              migrations/1.sql: the table is made here
        "#]],
    );
    check_order("id desc", expect![""]);
}

#[test]
fn an_index_serves_its_order_and_the_opposite() {
    let sql = "
        CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL);
        CREATE INDEX ON t (a DESC, id);
    ";
    for (order, served) in
        [("a desc, id", true), ("a, id desc", true), ("a, id", false), ("a desc, id desc", false)]
    {
        let yaml = format!("tables: {{t: {{pagination: {{order_by: [{order}]}}}}}}");
        assert_eq!(project(&yaml, sql).generated.problems.is_empty(), served, "{order}");
    }
}

#[test]
fn a_broken_table_costs_no_file() {
    let sql = "CREATE TABLE good (id int PRIMARY KEY); CREATE TABLE users (id int,, x);";
    let fresh = project("", sql);
    assert!(fresh.paths().contains(&"good_repository.go"));
    let withheld: Vec<&str> = fresh.generated.withheld.iter().map(|path| &**path).collect();
    assert_eq!(withheld, ["internal/repository/users_repository.go"]);

    // What the file uses that is there stays, and types stay as they are.
    assert!(!fresh.paths().contains(&"optional.go"));
    let there = project_with(
        "",
        sql,
        &[
            (
                "internal/repository/users_repository.go",
                "package repository\n\nvar x Optional[int]\n",
            ),
            ("internal/repository/enums.go", "package repository\n"),
        ],
    );
    assert!(there.paths().contains(&"optional.go"));
    assert!(there.generated.withheld.iter().any(|path| path.ends_with("/enums.go")));
}
