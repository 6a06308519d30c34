//! DO blocks.

use super::check;
use expect_test::expect;

#[test]
fn statements_and_branches() {
    check(
        "do $x$ declare a int := 3; r record; begin
         if not exists (select 1 from t where x = 'a') then alter table t add b int; elsif found then null; else create table x(); end if;
         select count(*) into a from t;
         insert into t values (1) returning a into a;
         perform set_config('search_path','b',true);
         begin create type e as enum ('a'); exception when duplicate_object or sqlstate '42710' then null; when others then drop table y; end;
         begin drop table z; end;
         case a when 1 then drop table k; else raise notice 'x'; end case;
         a := 3; call f(); commit;
         create table if not exists foo as select 1;
        end $x$ language plpgsql; create table behind (id int)",
        expect![[r#"
            ⟨do $x$ declare a int := …⟩ Do(DoBlock { body: [If { branches: [(Some(Expression { text: "not exists (select 1 from t where x = 'a')", span: ⟨not exists (select 1 fro…⟩, kind: Not(Expression { text: "exists (select 1 from t where x = 'a')", span: ⟨exists (select 1 from t …⟩, kind: Exists(Query { body: Select { outputs: [Expression { expression: Expression { text: "1", span: ⟨1⟩, kind: Integer("1") } }], from: [FromItem { source: Relation(t) }], filter: Some(Expression { text: "x = 'a'", span: ⟨x = 'a'⟩, kind: Binary { operator: "=", left: Expression { text: "x", span: ⟨x⟩, kind: Column(ColumnRef { column: x }), columns: [ColumnRef { column: x }] }, right: Expression { text: "'a'", span: ⟨'a'⟩, kind: String("a") } }, columns: [ColumnRef { column: x }] }) }, span: ⟨select 1 from t where x …⟩, relations: [t], columns: [ColumnRef { column: x }] }), columns: [ColumnRef { column: x }], relations: [t] }), columns: [ColumnRef { column: x }], relations: [t] }), [Sql(Located { span: ⟨alter table t add b int⟩, statement: AlterTable(AlterTable { kind: Table, name: t, actions: [AddColumn { column: ColumnDefinition { name: b, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨b int⟩ } }] }) })]), (Some(Expression { text: "found", span: ⟨found⟩, kind: Column(ColumnRef { column: found }), columns: [ColumnRef { column: found }] }), []), (None, [Sql(Located { span: ⟨create table x()⟩, statement: CreateTable(CreateTable { name: x }) })])], span: ⟨if not exists (select 1 …⟩ }, Sql(Located { span: ⟨perform set_config('sear…⟩, statement: SetSearchPath { schemas: Some([b⟨'b'⟩]), local: true } }), Block { body: [Sql(Located { span: ⟨create type e as enum ('…⟩, statement: CreateType(CreateType { name: e, kind: Enum([a⟨'a'⟩]) }) })], handlers: [(["duplicate_object", "42710"], []), (["others"], [Sql(Located { span: ⟨drop table y⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: y }] }) })])], span: ⟨begin create type e as e…⟩ }, Sql(Located { span: ⟨drop table z⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: z }] }) }), If { branches: [(Some(Expression { text: "a = 1", span: ⟨1⟩, kind: Other }), [Sql(Located { span: ⟨drop table k⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: k }] }) })]), (None, [])], span: ⟨case a when 1 then drop …⟩ }, Sql(Located { span: ⟨create table if not exis…⟩, statement: CreateTableAs(CreateTableAs { name: foo, if_not_exists: true, query: Some(Query { body: Select { outputs: [Expression { expression: Expression { text: "1", span: ⟨1⟩, kind: Integer("1") } }] }, span: ⟨select 1⟩ }) }) })] })
            ⟨create table behind (id …⟩ CreateTable(CreateTable { name: behind, elements: [Column(ColumnDefinition { name: id, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨id int⟩ })] })
        "#]],
    );
}

#[test]
fn execute() {
    check(
        "do $x$ declare q text; begin
         execute $$create table z (id int); drop table w$$;
         execute 'create table a (b text default ''x'')' using 1;
         execute 'create table ' || 'y (id int)';
         execute format('alter table s.t add %I int', 'x');
         execute 'update t set a = ' || 1;
         execute 'alter database ' || current_database() || ' set x = 1';
         execute 'grant all on t to bob';
         execute q;
        end $x$",
        expect![[r#"
            ⟨do $x$ declare q text; b…⟩ Do(DoBlock { body: [Execute { body: [Located { span: ⟨create table z (id int)⟩, statement: CreateTable(CreateTable { name: z, elements: [Column(ColumnDefinition { name: id, data_type: Some(TypeName { name: pg_catalog.int4⟨int⟩, span: ⟨int⟩ }), span: ⟨id int⟩ })] }) }, Located { span: ⟨drop table w⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: w }] }) }], span: ⟨execute $$create table z…⟩ }, Execute { body: [Located { span: ⟨create table a (b text d…⟩, statement: CreateTable(CreateTable { name: a, elements: [Column(ColumnDefinition { name: b, data_type: Some(TypeName { name: text, span: ⟨text⟩ }), constraints: [ConstraintDefinition { kind: Default(Expression { text: "'x'", span: ⟨''x''⟩, kind: String("x") }), span: ⟨default ''x''⟩ }], span: ⟨b text default ''x''⟩ })] }) }], span: ⟨execute 'create table a …⟩ }, Undecided { what: "EXECUTE of a text made up while running", span: ⟨execute 'create table ' …⟩, changes_schema: true }, Undecided { what: "EXECUTE of a text made up while running", span: ⟨execute format('alter ta…⟩, names: [s.t], changes_schema: true }, Undecided { what: "EXECUTE of a text made up while running", span: ⟨execute q;⟩, names: [z, w, a, s.t], changes_schema: true }] })
        "#]],
    );
}

#[test]
fn loops() {
    check(
        "do $$ begin
          for r in select * from t loop execute 'drop table s.q' || r.a; end loop;
          for r in select * from t loop update t set a = r.a; end loop;
          <<l>> while true loop create table x (); exit l; end loop;
          foreach a in array array['x'] loop execute format('create policy %I on t', a); end loop;
        end $$",
        expect![[r#"
            ⟨do $$ begin␤          fo…⟩ Do(DoBlock { body: [Undecided { what: "a loop", span: ⟨for r in select * from t…⟩, names: [s.q], changes_schema: true }, Undecided { what: "a loop", span: ⟨<<l>> while true loop cr…⟩, names: [x], changes_schema: true }, Undecided { what: "a loop", span: ⟨foreach a in array array…⟩ }] })
        "#]],
    );
}

#[test]
fn returns() {
    check(
        "do $$ begin
          if a then return; end if;
          drop table b;
          if c then drop table d; return; else drop table e; end if;
          drop table f;
          return;
          drop table g;
        end $$",
        expect![[r#"
            ⟨do $$ begin␤          if…⟩ Do(DoBlock { body: [If { branches: [(Some(Expression { text: "a", span: ⟨a⟩, kind: Column(ColumnRef { column: a }), columns: [ColumnRef { column: a }] }), []), (None, [Sql(Located { span: ⟨drop table b⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: b }] }) }), If { branches: [(Some(Expression { text: "c", span: ⟨c⟩, kind: Column(ColumnRef { column: c }), columns: [ColumnRef { column: c }] }), [Sql(Located { span: ⟨drop table d⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: d }] }) })]), (None, [Sql(Located { span: ⟨drop table e⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: e }] }) }), Sql(Located { span: ⟨drop table f⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: f }] }) })])], span: ⟨if c then drop table d; …⟩ }])], span: ⟨if a then return; end if…⟩ }] })
        "#]],
    );
}

#[test]
fn other_languages_and_errors() {
    check(
        "do language plpython3u 'create table x'; do $$ begin create tabel x (); end $$; do $$ begin if x then end $$; do $$ begin execute 'create tabel y ()'; end $$; do $$ begin drop table x end $$; drop table y",
        expect![[r#"
            ⟨do language plpython3u '…⟩ Do(DoBlock { body: [Undecided { what: "code in plpython3u", span: ⟨do language plpython3u '…⟩, names: [x], changes_schema: true }] })
            ⟨do $$ begin create tabel…⟩ Broken {}
            ⟨do $$ begin if x then en…⟩ Broken {}
            ⟨do $$ begin execute 'cre…⟩ Do(DoBlock { body: [Execute { body: [Located { span: ⟨create tabel y ()⟩, statement: Broken { begun: Some("") } }], span: ⟨execute 'create tabel y …⟩ }] })
            ⟨do $$ begin drop table x…⟩ Broken { names: [x] }
            ⟨drop table y⟩ Drop(Drop { kind: Table, objects: [ObjectName { name: y }] })
            problem ⟨tabel⟩ syntax error at `tabel`: CREATE knows no such thing
            problem ⟨⟩ syntax error at the end of the statement: expected IF
            problem ⟨tabel⟩ syntax error at `tabel`: CREATE knows no such thing
            problem ⟨end⟩ syntax error at `end`: expected `;`
        "#]],
    );
}

#[test]
fn escaped_body() {
    check(
        r"do E'begin create table a\u0062 (c text default \'x\'); end'",
        expect![[r#"
        ⟨do E'begin create table …⟩ Do(DoBlock { body: [Sql(Located { span: ⟨create table a\u0062 (c …⟩, statement: CreateTable(CreateTable { name: ab⟨a\u0062⟩, elements: [Column(ColumnDefinition { name: c, data_type: Some(TypeName { name: text, span: ⟨text⟩ }), constraints: [ConstraintDefinition { kind: Default(Expression { text: "'x'", span: ⟨\'x\'⟩, kind: String("x") }), span: ⟨default \'x\'⟩ }], span: ⟨c text default \'x\'⟩ })] }) })] })
    "#]],
    );
}

#[test]
fn declarations() {
    check(
        "do $$ declare a int; declare b text := 'x'; begin drop table t; declare c int; begin drop table u; end; end $$",
        expect![[r#"
            ⟨do $$ declare a int; dec…⟩ Do(DoBlock { body: [Sql(Located { span: ⟨drop table t⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: t }] }) }), Sql(Located { span: ⟨drop table u⟩, statement: Drop(Drop { kind: Table, objects: [ObjectName { name: u }] }) })] })
        "#]],
    );
}
