//! Dumps: psql's own commands and data between statements.

use super::check;
use expect_test::expect;

#[test]
fn commands() {
    check(
        "\\restrict abc'def\n\\connect db\nset search_path = a;\n\\echo it's\ncreate table a ();\nselect 1 \\gexec\ncreate table b ();\nselect 1\\; create table c ();\n\\unrestrict abc",
        expect![[r#"
            ⟨set search_path = a⟩ SetSearchPath { schemas: Some([a]) }
            ⟨create table a ()⟩ CreateTable(CreateTable { name: a })
            ⟨select 1⟩ Nothing
            ⟨create table b ()⟩ CreateTable(CreateTable { name: b })
            ⟨select 1⟩ Nothing
            ⟨create table c ()⟩ CreateTable(CreateTable { name: c })
        "#]],
    );
}

#[test]
fn data() {
    check(
        "COPY public.a (id, name) FROM stdin;\n1\tit's; (\n2\t\\N\n\\.\n\nCREATE TABLE b ();\ncopy c from stdin with csv;\n'\n\\.\r\ncreate table d ();\n\\copy e from stdin\n'\n\\.\ncreate table f ();",
        expect![[r#"
            ⟨COPY public.a (id, name)…⟩ Nothing
            ⟨CREATE TABLE b ()⟩ CreateTable(CreateTable { name: b })
            ⟨copy c from stdin with c…⟩ Nothing
            ⟨create table d ()⟩ CreateTable(CreateTable { name: d })
            ⟨create table f ()⟩ CreateTable(CreateTable { name: f })
        "#]],
    );
    check(
        "copy a from stdin;\ncreate table b ();",
        expect![[r#"
        ⟨copy a from stdin⟩ Nothing
        ⟨create table b ()⟩ CreateTable(CreateTable { name: b })
    "#]],
    );
}

#[test]
fn parts() {
    let text = "create table a (); -- down\ndrop table a (;\ncreate table b ('; create table c ()";
    let parts = [super::Span::new(0, 18), super::Span::new(61, text.len() as u32)];
    let parsed = super::parse(text, &parts);
    expect![[r#"
        ⟨create table a ()⟩ CreateTable(CreateTable { name: a })
        ⟨create table c ()⟩ CreateTable(CreateTable { name: c })
    "#]]
    .assert_eq(&super::shape::file(text, &parsed));
}
