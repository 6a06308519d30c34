//! Statements with a syntax error, and their neighbours.

use super::{check, parse_whole};
use crate::statement::Statement;
use expect_test::expect;
use pgwright_problem::Span;

#[test]
fn parentheses() {
    check(
        "create table a (b int,
        c text
        create table b (c int);
        create table d (e int)
        create table f (g int[]",
        expect![[r#"
            ⟨create table a (b int,␤ …⟩ Broken { names: [a] }
            ⟨create table b (c int)⟩ CreateTable(CreateTable { name: b, elements: [Column(ColumnDefinition { name: c, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨c int⟩ })] })
            ⟨create table d (e int)⟩ CreateTable(CreateTable { name: d, elements: [Column(ColumnDefinition { name: e, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨e int⟩ })] })
            ⟨create table f (g int[]⟩ Broken { names: [f] }
            problem ⟨⟩ syntax error at the end of the statement: expected `)`
            problem ⟨create⟩ syntax error at `create`: a semicolon is missing before it
            problem ⟨⟩ syntax error at the end of the statement: expected `)`
        "#]],
    );
    check(
        "create table a (b int)); create table c (d int)",
        expect![[r#"
        ⟨create table a (b int))⟩ Broken { names: [a] }
        ⟨create table c (d int)⟩ CreateTable(CreateTable { name: c, elements: [Column(ColumnDefinition { name: d, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨d int⟩ })] })
        problem ⟨)⟩ syntax error at `)`: expected command, found `)`
    "#]],
    );
    check(
        "create table users (",
        expect![[r#"
        ⟨create table users (⟩ Broken { names: [users] }
        problem ⟨⟩ syntax error at the end of the statement: expected `)`
    "#]],
    );
    check(
        "create table users ();\nalter table users add column\n;create type e as enum ('a'",
        expect![[r#"
            ⟨create table users ()⟩ CreateTable(CreateTable { name: users })
            ⟨alter table users add co…⟩ Broken { names: [users] }
            ⟨create type e as enum ('…⟩ Broken { names: [e] }
            problem ⟨;⟩ syntax error at the end of the statement: expected name
            problem ⟨⟩ syntax error at the end of the statement: expected `)`
        "#]],
    );
}

#[test]
fn quotes() {
    check(
        "create table a (b text default 'x);\ncreate table c (d text default 'y');\ndrop table e;",
        expect![[r#"
            ⟨create table a (b text d…⟩ Broken { names: [a] }
            ⟨create table c (d text d…⟩ CreateTable(CreateTable { name: c, elements: [Column(ColumnDefinition { name: d, data_type: Some(TypeName { name: text, span: ⟨text⟩ }), constraints: [ConstraintDefinition { kind: Default(Expression { text: "'y'", span: ⟨'y'⟩, kind: String("y") }), span: ⟨default 'y'⟩ }], span: ⟨d text default 'y'⟩ })] })
            ⟨drop table e⟩ Drop(Drop { kind: Table, objects: [ObjectName { name: e }] })
            problem ⟨'x);⟩ syntax error: this string is not closed
        "#]],
    );
    check(
        "create table \"a (b int);\ndrop table e;",
        expect![[r#"
            ⟨create table "a (b int);⟩ Broken { begun: Some("") }
            ⟨drop table e⟩ Drop(Drop { kind: Table, objects: [ObjectName { name: e }] })
            problem ⟨"a (b int);⟩ syntax error: this quoted name is not closed
        "#]],
    );
    check(
        "do $$ begin null;\ncreate table c (d int);\ndo $$ begin create table d (); end $$;",
        expect![[r#"
            ⟨do $$ begin null;⟩ Broken {}
            ⟨create table c (d int)⟩ CreateTable(CreateTable { name: c, elements: [Column(ColumnDefinition { name: d, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨d int⟩ })] })
            ⟨do $$ begin create table…⟩ Do(DoBlock { body: [Sql(Located { span: ⟨create table d ()⟩, statement: CreateTable(CreateTable { name: d }) })] })
            problem ⟨$$ begin null;⟩ syntax error: this string is not closed
        "#]],
    );
    check(
        "create table a (); /* open\ncreate table b ();",
        expect![[r#"
            ⟨create table a ()⟩ CreateTable(CreateTable { name: a })
            ⟨/* open⟩ Broken {}
            ⟨create table b ()⟩ CreateTable(CreateTable { name: b })
            problem ⟨/* open⟩ syntax error: this comment is not closed
        "#]],
    );
    check(
        "select 'a\r\n",
        expect![[r#"
        ⟨select 'a⟩ Broken {}
        problem ⟨'a⟩ syntax error: this string is not closed
    "#]],
    );
}

#[test]
fn words() {
    check(
        "creat table a (); create tabel b (); create; drop; alter table; create table c ()",
        expect![[r#"
            ⟨creat table a ()⟩ Broken { begun: Some("") }
            ⟨create tabel b ()⟩ Broken { begun: Some("") }
            ⟨create⟩ Broken { begun: Some("") }
            ⟨drop⟩ Broken { begun: Some("") }
            ⟨alter table⟩ Broken { begun: Some("") }
            ⟨create table c ()⟩ CreateTable(CreateTable { name: c })
            problem ⟨creat⟩ syntax error at `creat`: expected command, found a name
            problem ⟨tabel⟩ syntax error at `tabel`: CREATE knows no such thing
            problem ⟨;⟩ syntax error at the end of the statement: CREATE knows no such thing
            problem ⟨;⟩ syntax error at the end of the statement: DROP knows no such thing
            problem ⟨;⟩ syntax error at the end of the statement: expected table relation name
        "#]],
    );
    check(
        "create table a (b int defualt 3); alter table only s.a add b int unqiue, rename to c; drop table x, y z; create index i on s.t (a b c); comment on column s.t.c 'x'",
        expect![[r#"
            ⟨create table a (b int de…⟩ Broken { names: [a] }
            ⟨alter table only s.a add…⟩ Broken { names: [s.a, c], begun: Some("c") }
            ⟨drop table x, y z⟩ Broken { names: [x, y] }
            ⟨create index i on s.t (a…⟩ Broken { names: [i, s.t] }
            ⟨comment on column s.t.c …⟩ Broken { names: [s.t] }
            problem ⟨defualt⟩ syntax error at `defualt`: expected `,`
            problem ⟨unqiue⟩ syntax error at `unqiue`: expected command, found a name
            problem ⟨z⟩ syntax error at `z`: expected `,`
            problem ⟨c⟩ syntax error at `c`: expected `,`
            problem ⟨'x'⟩ syntax error at `'x'`: expected IS
        "#]],
    );
    check(
        "insert into t values (; update t set; grant nothing",
        expect![[r#"
        ⟨insert into t values (⟩ Broken {}
        ⟨update t set⟩ Broken {}
        ⟨grant nothing⟩ Broken {}
        problem ⟨;⟩ syntax error at the end of the statement: expected `)`
        problem ⟨;⟩ syntax error at the end of the statement: expected at least one column assignment after SET
        problem ⟨⟩ syntax error at the end of the statement: expected TO
    "#]],
    );
    check(
        "create function f() returns int language sql as 'select from where'; create table c ()",
        expect![[r#"
            ⟨create function f() retu…⟩ Broken { names: [f] }
            ⟨create table c ()⟩ CreateTable(CreateTable { name: c })
            problem ⟨where⟩ syntax error at `where`: expected from item, got WHERE
        "#]],
    );
    check(
        "\u{0}create table a (); create table b\u{0} (); create table c ()",
        expect![[r#"
            ⟨␀create table a ()⟩ Broken { begun: Some("") }
            ⟨create table b␀ ()⟩ Broken { names: [b] }
            ⟨create table c ()⟩ CreateTable(CreateTable { name: c })
            problem ⟨␀⟩ a NUL byte, which PostgreSQL takes nowhere, not in a string or comment either
            problem ⟨␀⟩ syntax error at `�`: expected command, found a character that SQL does not know
        "#]],
    );
}

/// SQL would not mind it there, but PostgreSQL takes none in a text.
#[test]
fn a_nul_byte_is_an_error_wherever_it_stands() {
    for text in ["select 'a\0b'; select 1", "select 1 -- \0\n", "/* \0 */", "select \"a\0\""] {
        let at = text.find('\0').unwrap() as u32;
        let problems = crate::parse(text, &[Span::new(0, text.len() as u32)]).problems;
        let [problem] = &problems[..] else { panic!("{text:?}: {problems:?}") };
        assert_eq!(problem.span, Span::new(at, at + 1));
        assert!(problem.message.starts_with("a NUL byte, "), "{}", problem.message);
    }
    assert_eq!(crate::parse("select '\0'", &[Span::new(0, 6)]).problems, []);
}

#[test]
fn characters() {
    check(
        "\u{feff}create table a ();\r\ncreate table ü (ö int);\r\n-- ende\r\n",
        expect![[r#"
        ⟨create table a ()⟩ CreateTable(CreateTable { name: a })
        ⟨create table ü (ö int)⟩ CreateTable(CreateTable { name: ü, elements: [Column(ColumnDefinition { name: ö, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨ö int⟩ })] })
    "#]],
    );
    check(
        "create table a\u{fffd}b (c int); create table é (",
        expect![[r#"
        ⟨create table a�b (c int)⟩ CreateTable(CreateTable { name: a�b, elements: [Column(ColumnDefinition { name: c, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨c int⟩ })] })
        ⟨create table é (⟩ Broken { names: [é] }
        problem ⟨⟩ syntax error at the end of the statement: expected `)`
    "#]],
    );
    check("", expect![""]);
    check(" ;; -- x\n/* y */ ;", expect![""]);
}

/// The parser calls itself for every level; so does what drops a tree.
#[test]
fn nesting_never_ends_the_stack() {
    for (open, close) in [
        ("(", ")"),
        ("(select ", ")"),
        ("not ", ""),
        ("- ", ""),
        ("1 + ", ""),
        ("case when ", " then 1 end"),
        ("f(", ")"),
        ("array[", "]"),
        ("1 union select ", ""),
        ("x.", ""),
        ("1 from (a join (select ", ") on true)"),
    ] {
        for count in [10, 990, 7000, 9000] {
            let nested = format!("{}1{}", open.repeat(count), close.repeat(count));
            let text = format!("create view v as select {nested}; select {nested}; create type t");
            let parsed = parse_whole(&text);
            let last = parsed.statements.last().map(|located| &located.statement);
            assert!(matches!(last, Some(Statement::CreateType(_))), "{open} {count}");
        }
    }
}
