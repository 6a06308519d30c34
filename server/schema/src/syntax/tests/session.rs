//! Transactions, search_path, and statements that change nothing.

use super::check;
use expect_test::expect;

#[test]
fn search_path() {
    check(
        "set search_path to a, \"B\", 'c d', public;
        set search_path = a;
        set local search_path to default;
        set session search_path = '';
        set schema 'x';
        reset search_path; reset all; discard all;
        set statement_timeout = 0; set time zone 'UTC'; reset role;
        select pg_catalog.set_config('search_path', '', false);
        select set_config('Search_Path', 'a, \"B\"', true), 1;
        select set_config('lock_timeout', '0', false); select current_setting('search_path')",
        expect![[r#"
            ⟨set search_path to a, "B…⟩ SetSearchPath { schemas: Some([a, B⟨"B"⟩, c d⟨'c d'⟩, public]) }
            ⟨set search_path = a⟩ SetSearchPath { schemas: Some([a]) }
            ⟨set local search_path to…⟩ SetSearchPath { local: true }
            ⟨set session search_path …⟩ SetSearchPath { schemas: Some([⟨''⟩]) }
            ⟨set schema 'x'⟩ SetSearchPath { schemas: Some([x⟨'x'⟩]) }
            ⟨reset search_path⟩ SetSearchPath {}
            ⟨reset all⟩ SetSearchPath {}
            ⟨discard all⟩ SetSearchPath {}
            ⟨set statement_timeout = …⟩ Nothing
            ⟨set time zone 'UTC'⟩ Nothing
            ⟨reset role⟩ Nothing
            ⟨select pg_catalog.set_co…⟩ SetSearchPath { schemas: Some([]) }
            ⟨select set_config('Searc…⟩ SetSearchPath { schemas: Some([a⟨'a, "B"'⟩, B⟨'a, "B"'⟩]), local: true }
            ⟨select set_config('lock_…⟩ Nothing
            ⟨select current_setting('…⟩ Nothing
        "#]],
    );
}

#[test]
fn transactions() {
    check(
        "begin; begin transaction isolation level serializable; start transaction; commit; commit and chain; end; rollback; abort;
        savepoint a; rollback to a; rollback to savepoint \"A\"; release a; release savepoint a;
        prepare transaction 'x'; commit prepared 'x'",
        expect![[r#"
            ⟨begin⟩ Transaction(Begin)
            ⟨begin transaction isolat…⟩ Transaction(Begin)
            ⟨start transaction⟩ Transaction(Begin)
            ⟨commit⟩ Transaction(Commit)
            ⟨commit and chain⟩ Transaction(Commit)
            ⟨end⟩ Transaction(Commit)
            ⟨rollback⟩ Transaction(Rollback)
            ⟨abort⟩ Transaction(Rollback)
            ⟨savepoint a⟩ Transaction(Savepoint(a))
            ⟨rollback to a⟩ Transaction(RollbackTo(a))
            ⟨rollback to savepoint "A…⟩ Transaction(RollbackTo(A⟨"A"⟩))
            ⟨release a⟩ Transaction(Release(a))
            ⟨release savepoint a⟩ Transaction(Release(a))
            ⟨prepare transaction 'x'⟩ Nothing
            ⟨commit prepared 'x'⟩ Nothing
        "#]],
    );
}

#[test]
fn nothing() {
    check(
        "insert into t values (1); update t set a = 1; delete from t; merge into t using u on true when matched then delete;
        truncate t; copy t to stdout; select f(); values (1); table t; (select 1) union select 2; with a as (select 1) select * from a;
        call p(); analyze t; vacuum; reindex table t; cluster; refresh materialized view m; explain select 1; lock table t;
        grant select on t to bob; revoke all on schema s from bob; alter default privileges grant select on tables to bob; reassign owned by a to b;
        create role bob; alter role bob login; create user bob; create group g; create policy p on t; alter policy p on t to bob;
        create trigger x before insert on t execute function f(); create event trigger x on ddl_command_end execute function f(); create rule r as on insert to t do instead (select 1; select 2); create statistics s on a, b from t;
        create database d; create publication p for all tables; create server s foreign data wrapper w; create user mapping for bob server s; create cast (a as b) with function f; create operator + (function = f, leftarg = int); create collation c from \"C\"; create text search configuration c (copy = d); create language plperl; security label on table t is 'x';
        listen x; notify x; prepare p as select 1; execute p; deallocate p; declare c cursor for select 1; fetch c; close c; show all; set role bob; set constraints all deferred; set transaction read only; load 'x'; checkpoint;;",
        expect![[r#"
            ⟨insert into t values (1)⟩ Nothing
            ⟨update t set a = 1⟩ Nothing
            ⟨delete from t⟩ Nothing
            ⟨merge into t using u on …⟩ Nothing
            ⟨truncate t⟩ Nothing
            ⟨copy t to stdout⟩ Nothing
            ⟨select f()⟩ Nothing
            ⟨values (1)⟩ Nothing
            ⟨table t⟩ Nothing
            ⟨(select 1) union select …⟩ Nothing
            ⟨with a as (select 1) sel…⟩ Nothing
            ⟨call p()⟩ Nothing
            ⟨analyze t⟩ Nothing
            ⟨vacuum⟩ Nothing
            ⟨reindex table t⟩ Nothing
            ⟨cluster⟩ Nothing
            ⟨refresh materialized vie…⟩ Nothing
            ⟨explain select 1⟩ Nothing
            ⟨lock table t⟩ Nothing
            ⟨grant select on t to bob⟩ Nothing
            ⟨revoke all on schema s f…⟩ Nothing
            ⟨alter default privileges…⟩ Nothing
            ⟨reassign owned by a to b⟩ Nothing
            ⟨create role bob⟩ Nothing
            ⟨alter role bob login⟩ Nothing
            ⟨create user bob⟩ Nothing
            ⟨create group g⟩ Nothing
            ⟨create policy p on t⟩ Nothing
            ⟨alter policy p on t to b…⟩ Nothing
            ⟨create trigger x before …⟩ Nothing
            ⟨create event trigger x o…⟩ Nothing
            ⟨create rule r as on inse…⟩ Nothing
            ⟨create statistics s on a…⟩ Nothing
            ⟨create database d⟩ Nothing
            ⟨create publication p for…⟩ Nothing
            ⟨create server s foreign …⟩ Nothing
            ⟨create user mapping for …⟩ Nothing
            ⟨create cast (a as b) wit…⟩ Nothing
            ⟨create operator + (funct…⟩ Nothing
            ⟨create collation c from …⟩ Nothing
            ⟨create text search confi…⟩ Nothing
            ⟨create language plperl⟩ Nothing
            ⟨security label on table …⟩ Nothing
            ⟨listen x⟩ Nothing
            ⟨notify x⟩ Nothing
            ⟨prepare p as select 1⟩ Nothing
            ⟨execute p⟩ Nothing
            ⟨deallocate p⟩ Nothing
            ⟨declare c cursor for sel…⟩ Nothing
            ⟨fetch c⟩ Nothing
            ⟨close c⟩ Nothing
            ⟨show all⟩ Nothing
            ⟨set role bob⟩ Nothing
            ⟨set constraints all defe…⟩ Nothing
            ⟨set transaction read onl…⟩ Nothing
            ⟨load 'x'⟩ Nothing
            ⟨checkpoint⟩ Nothing
        "#]],
    );
    check(
        "import foreign schema x limit to (a) from server y into z",
        expect![[r#"
        ⟨import foreign schema x …⟩ Unknown { what: "IMPORT FOREIGN", names: [z] }
    "#]],
    );
}
