//! Statements as the parser reads them, one table a theme.
#![allow(clippy::unwrap_used)]

mod shape;

use super::*;
use expect_test::{Expect, expect};

fn parse_whole(text: &str) -> ParsedFile {
    parse(text, &[Span::new(0, text.len() as u32)])
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&shape::file(text, &parse_whole(text)));
}

#[test]
fn create_table() {
    check(
        r#"CREATE TABLE IF NOT EXISTS s."T" (id int PRIMARY KEY, note text DEFAULT 'x')"#,
        expect![[r#"
            ⟨CREATE TABLE IF NOT EXIS…⟩ CreateTable(CreateTable { name: Q{s), name: T⟨"T"⟩ }, if_not_exists: true, elements: [Column(ColumnDefinition { name: id, data_type: Some(TypeName { name: Q{pg_catalog⟨⟩), name: int4⟨int⟩ }, span: ⟨int⟩ }), constraints: [ConstraintDefinition { kind: PrimaryKey {}, span: ⟨PRIMARY KEY⟩ }], span: ⟨id int PRIMARY KEY⟩ }), Column(ColumnDefinition { name: note, data_type: Some(TypeName { name: Q{text }, span: ⟨text⟩ }), constraints: [ConstraintDefinition { kind: Default(Expression { text: "'x'", span: ⟨'x'⟩, kind: String("x") }), span: ⟨DEFAULT 'x'⟩ }], span: ⟨note text DEFAULT 'x'⟩ })] })
        "#]],
    );
    check(
        "create temp table a (b int references c (d) on delete set null);
        drop table if exists a, b.c cascade;
        alter table only x add y uuid not null, drop column z",
        expect![[r#"
            ⟨create temp table a (b i…⟩ CreateTable(CreateTable { name: Q{a }, temporary: true, elements: [Column(ColumnDefinition { name: b, data_type: Some(TypeName { name: Q{pg_catalog⟨⟩), name: int4⟨int⟩ }, span: ⟨int⟩ }), constraints: [ConstraintDefinition { kind: ForeignKey { table: Q{c }, referenced: [d], on_delete: SetNull, on_update: NoAction }, span: ⟨references c (d) on dele…⟩ }], span: ⟨b int references c (d) o…⟩ })] })
            ⟨drop table if exists a, …⟩ Drop(Drop { kind: Table, objects: [ObjectName { name: Q{a } }, ObjectName { name: Q{b), name: c } }], if_exists: true, cascade: true })
            ⟨alter table only x add y…⟩ AlterTable(AlterTable { kind: Table, name: Q{x }, only: true, actions: [AddColumn { column: ColumnDefinition { name: y, data_type: Some(TypeName { name: Q{uuid }, span: ⟨uuid⟩ }), constraints: [ConstraintDefinition { kind: NotNull(None), span: ⟨not null⟩ }], span: ⟨y uuid not null⟩ } }, DropColumn { column: z }] })
        "#]],
    );
    check(
        "create table a (b int,
        c text
        create table b (c int);
        create table d (e int)
        create table f (g int[]",
        expect![[r#"
            ⟨create table a (b int,␤ …⟩ Broken { names: [Q{a }] }
            ⟨create table b (c int)⟩ CreateTable(CreateTable { name: Q{b }, elements: [Column(ColumnDefinition { name: c, data_type: Some(TypeName { name: Q{pg_catalog⟨⟩), name: int4⟨int⟩ }, span: ⟨int⟩ }), span: ⟨c int⟩ })] })
            ⟨create table d (e int)⟩ CreateTable(CreateTable { name: Q{d }, elements: [Column(ColumnDefinition { name: e, data_type: Some(TypeName { name: Q{pg_catalog⟨⟩), name: int4⟨int⟩ }, span: ⟨int⟩ }), span: ⟨e int⟩ })] })
            ⟨create table f (g int[]⟩ Broken { names: [Q{f }] }
            problem ⟨⟩ syntax error at the end of the statement: expected `)`
            problem ⟨create⟩ syntax error at `create`: a semicolon is missing before it
            problem ⟨⟩ syntax error at the end of the statement: expected `)`
        "#]],
    );
}
