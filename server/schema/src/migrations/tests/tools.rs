//! Each tool's traps, by names, markers and files beside.

use crate::migrations::*;
use expect_test::{Expect, expect};
use pgwright_problem::Span;

/// Files as `name`, or `name: text`, in `db/`; `placeholders` as `name=value`. What is sent stands
/// in brackets, part by part, with what is filled in; `?` where nobody knows it.
#[track_caller]
fn check(files: &[&str], placeholders: &[&str], expected: Expect) {
    let files: Vec<TextFile> = files
        .iter()
        .map(|file| {
            let (name, text) = file.split_once(": ").unwrap_or((file, "SELECT 1;"));
            TextFile::new(format!("db/{name}"), text)
        })
        .collect();
    let placeholders = placeholders.iter().filter_map(|it| it.split_once('='));
    let placeholders = placeholders.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    let ordered = order("db", &files, &Settings { format: None, placeholders });
    let mut out = format!("{}: {}\n", ordered.format.name(), ordered.reason);
    for migration in ordered.migrations.iter() {
        let sent: Vec<&str> = migration.units.iter().map(|unit| sent(unit.sent)).collect();
        let path = migration.path.strip_prefix("db/").unwrap_or(&migration.path);
        out.push_str(&format!("{path} {} ", sent.join(" ")));
        let parts: Vec<String> = migration.up.iter().map(|up| part(migration, *up)).collect();
        out.push_str(&format!("{parts:?}\n"));
    }
    for problem in &ordered.problems {
        let file = files.iter().find(|file| file.path == problem.location.file);
        let at = file.and_then(|file| file.text.get(problem.location.span.range()));
        let at = at.filter(|it| !it.is_empty()).map(|it| format!(" at {it:?}")).unwrap_or_default();
        out.push_str(&format!("{}: {}{at}\n", problem.code, problem.message));
    }
    expected.assert_eq(&out);
}

fn sent(sent: Sent) -> &'static str {
    match sent {
        Sent::Transaction => "transaction",
        Sent::Whole => "whole",
        Sent::Single => "single",
        Sent::Unmixed => "unmixed",
    }
}

fn part(migration: &Migration, up: Span) -> String {
    let mut text = String::new();
    let mut from = up.start;
    let inside = |it: &&Fill| up.start <= it.span.start && it.span.end <= up.end;
    for fill in migration.fills.iter().filter(inside) {
        text.push_str(&migration.text[from as usize..fill.span.start as usize]);
        text.push_str(if fill.unknown.is_some() { "?" } else { &fill.text });
        from = fill.span.end;
    }
    text + &migration.text[from as usize..up.end as usize]
}

#[test]
fn flyway_names_versions_and_order() {
    check(
        &[
            "V10__j.sql",
            "V9__i.sql",
            "V4_13_0__c.sql",
            "V4.2__b.sql",
            "V4.02.1__b.SQL",
            "R__b_view.sql",
            "R__a_view.sql",
            "U9__i.sql",
            "sub/V1__a.sql",
            "V11.sql",
            "afterMigrate.sql",
            "beforeMigrate__x.sql",
            "beforeEachMigrate.sql",
            "V1_a.sql",
            "v12__k.sql",
            "R1__c.sql",
        ],
        &[],
        expect![[r#"
            flyway: 13 of 16 names are like `V1__name.sql`
            beforeMigrate__x.sql unmixed ["SELECT 1;"]
            sub/V1__a.sql unmixed ["SELECT 1;"]
            V4.2__b.sql unmixed ["SELECT 1;"]
            V4.02.1__b.SQL unmixed ["SELECT 1;"]
            V4_13_0__c.sql unmixed ["SELECT 1;"]
            V9__i.sql unmixed ["SELECT 1;"]
            V10__j.sql unmixed ["SELECT 1;"]
            V11.sql unmixed ["SELECT 1;"]
            R__a_view.sql unmixed ["SELECT 1;"]
            R__b_view.sql unmixed ["SELECT 1;"]
            afterMigrate.sql unmixed ["SELECT 1;"]
            migration-name: flyway would not run `R1__c.sql`: its name is neither like `V1__name.sql` nor like `R__name.sql`
            migration-name: flyway would not run `V1_a.sql`: its name is neither like `V1__name.sql` nor like `R__name.sql`
            migration-name: flyway would not run `beforeEachMigrate.sql`: it is run around each migration or on other occasions, which is not followed
            migration-name: flyway would not run `v12__k.sql`: its name is neither like `V1__name.sql` nor like `R__name.sql`
        "#]],
    );
    check(
        &["V1__a.sql", "V1.0__b.sql", "V2__c.sql"],
        &[],
        expect![[r#"
        flyway: 3 of 3 names are like `V1__name.sql`
        V1.0__b.sql unmixed ["SELECT 1;"]
        V1__a.sql unmixed ["SELECT 1;"]
        V2__c.sql unmixed ["SELECT 1;"]
        migration-number: `V1__a.sql` has the number 1 of `V1.0__b.sql`
    "#]],
    );
}

#[test]
fn flyway_begins_at_the_last_baseline() {
    check(
        &[
            "V1__a.sql",
            "V2__b.sql",
            "V3__c.sql",
            "B2__base.sql",
            "B1__base.sql",
            "R__v.sql",
            "B4__base.sql",
            "V4__d.sql",
            "V5__e.sql",
        ],
        &[],
        expect![[r#"
            flyway: 9 of 9 names are like `V1__name.sql`
            B4__base.sql unmixed ["SELECT 1;"]
            V5__e.sql unmixed ["SELECT 1;"]
            R__v.sql unmixed ["SELECT 1;"]
        "#]],
    );
}

#[test]
fn flyway_placeholders_and_settings_of_a_script() {
    check(
        &[
            "V1__a.sql: CREATE TABLE ${Prefix}_a (x text DEFAULT '${flyway:defaultSchema}');",
            "V2__b.sql: GRANT ALL ON a TO ${flyway:user}; SELECT '${flyway:filename}'; -- ${",
            "V3__c.sql: SELECT '${none}';",
            "V3__c.sql.conf: placeholderReplacement=false\nexecuteInTransaction = false\n",
            "V4__d.sql: SELECT 2;",
            "V4__d.sql.conf: shouldExecute=false",
        ],
        &["prefix=app"],
        expect![[r#"
            flyway: 4 of 4 names are like `V1__name.sql`
            V1__a.sql unmixed ["CREATE TABLE app_a (x text DEFAULT 'public');"]
            V2__b.sql unmixed ["GRANT ALL ON a TO ?; SELECT 'V2__b.sql'; -- ${"]
            V3__c.sql single ["SELECT '${none}';"]
            migration-name: flyway would not run `V4__d.sql`: `shouldExecute=false` stands in the file beside it
        "#]],
    );
}

#[test]
fn goose_cuts_lines_and_fills_in() {
    check(
        &[
            "1_a.sql: -- +goose ENVSUB ON\n-- +goose Up\nCREATE TABLE ${P}_a (x int); -- $P\nSELECT $Q, '${R:-r}';\n-- +goose ENVSUB OFF\nSELECT '$P';\n-- +goose Down\nDROP TABLE $P;\n",
            "2_b.sql: -- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql\n-- +goose StatementEnd\nSELECT 2;\n",
            "3_c.sql: -- +goose Up\nCREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\n",
            "4_d.sql: SELECT 1;\n-- +goose Up\nSELECT 2\n-- +goose Down\n",
            "5_e.sql: -- +goose NO TRANSACTION\n--+goose up\nSELECT 1; SELECT 2;\n -- +goose Down\nSELECT 3;\n-- +goose Sideways\n",
        ],
        &["P=app"],
        expect![[r#"
            goose: 5 of 5 files have the marker `-- +goose Up`
            1_a.sql transaction ["CREATE TABLE app_a (x int); -- app\nSELECT ?, 'r';\n-- +goose ENVSUB OFF\nSELECT '$P';\n"]
            2_b.sql transaction ["CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql\n", "SELECT 2;\n"]
            3_c.sql transaction ["CREATE FUNCTION f() RETURNS int AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$ LANGUAGE plpgsql;\n"]
            4_d.sql transaction ["SELECT 2\n"]
            5_e.sql single ["SELECT 1; SELECT 2;\n"]
            migration-text: goose cuts the statement here, at a line that ends with a semicolon at ";"
            migration-text: goose takes no SQL before `-- +goose Up` at "SELECT 1;"
            migration-text: goose does not find the end of this statement: no line ends with a semicolon at "SELECT 2"
            migration-text: goose takes an annotation at the start of a line alone at " -- +goose Down"
            migration-text: goose does not know this annotation at "-- +goose Sideways"
        "#]],
    );
}

#[test]
fn sql_migrate_sections_and_order() {
    check(
        &[
            "10_b.sql: -- +migrate Up\nSELECT 1;\n-- +migrate Down\nSELECT 2;\n-- +migrate Up notransaction\nSELECT 3;\n",
            "9_a.sql: -- +migrate Up\n-- +migrate StatementBegin\nDO $$\nBEGIN\n  NULL;\nEND $$;\n-- +migrate StatementEnd\n",
            "b.sql: -- +migrate Up\nSELECT 1\n",
            "a.sql: -- +migrate Down\nSELECT 1;\n",
            "11_c.sql: SELECT 1;",
            "12_d.sql: -- +migrate Up\n-- +migrate StatementBegin\nSELECT 1;\n",
        ],
        &[],
        expect![[r#"
            sql-migrate: 4 of 6 files have the marker `-- +migrate Up`
            9_a.sql transaction ["DO $$\nBEGIN\n  NULL;\nEND $$;\n"]
            10_b.sql single ["SELECT 1;\n", "SELECT 3;\n"]
            12_d.sql transaction ["SELECT 1;\n"]
            a.sql transaction []
            b.sql transaction ["SELECT 1\n"]
            migration-name: sql-migrate would not run `11_c.sql`: it has no line `-- +migrate Up`
            migration-text: sql-migrate finds no `-- +migrate StatementEnd` to this at "-- +migrate StatementBegin"
            migration-text: sql-migrate does not find the end of this statement: no line ends with a semicolon at "SELECT 1"
        "#]],
    );
}

#[test]
fn tern_templates_and_gaps() {
    check(
        &[
            "001_a.sql: CREATE TABLE {{.prefix}}_a (x int);\n{{ template \"shared/v1.sql\" . }}\n---- create above / drop below ----\nDROP {{.x}}",
            "002_b.sql: ---- tern: disable-tx ----\n{{ if eq .prefix \"app\" }}SELECT 1;{{ else }}SELECT 2;{{ end }}\n---- create above / drop below ----\n",
            "004_c.sql: -- nothing\n---- create above / drop below ----\n",
            "005_d.sql: {{ .other }}\n---- create above / drop below ----\n",
            "shared/v1.sql: CREATE VIEW {{.prefix}}_v AS SELECT 1;",
            "readme.sql",
        ],
        &["prefix=app"],
        expect![[r#"
            tern: 4 of 6 files have the marker `---- create above / drop below ----`
            001_a.sql transaction ["CREATE TABLE app_a (x int);\nCREATE VIEW app_v AS SELECT 1;\n"]
            002_b.sql single ["---- tern: disable-tx ----\nSELECT 1;\n"]
            004_c.sql transaction ["-- nothing\n"]
            005_d.sql transaction ["?\n"]
            migration-number: tern runs nothing while there is no migration 3
            migration-text: tern runs nothing while this migration has no SQL that goes up
            migration-name: tern would not run `readme.sql`: its name does not begin with a number, `_` and a word
        "#]],
    );
}

#[test]
fn atlas_names_checkpoints_and_delimiters() {
    let first = "20220101000000_a.sql: CREATE TABLE a (x int);\n";
    check(
        &[
            first,
            "20220103000000.sql: -- atlas:checkpoint\n\nCREATE TABLE a (x int);\n",
            "20220104000000_c.sql: -- atlas:delimiter \\n\\n\n-- x\nCREATE FUNCTION f() AS 'a;'\n\nSELECT 2\n",
            "20220105000000_d.sql: -- atlas:txmode none\n\nSELECT 3;",
            "20220106000000_e.sql: -- atlas:txmode none\nSELECT 3;",
            "sub/20220107000000_f.sql",
            "atlas.sum: h1:x\n",
        ],
        &[],
        expect![[r#"
            atlas: `atlas.sum` lies in it
            20220103000000.sql transaction ["-- atlas:checkpoint\n\nCREATE TABLE a (x int);\n"]
            20220104000000_c.sql transaction ["-- x\nCREATE FUNCTION f() AS 'a;'", "SELECT 2\n"]
            20220105000000_d.sql single ["-- atlas:txmode none\n\nSELECT 3;"]
            20220106000000_e.sql transaction ["-- atlas:txmode none\nSELECT 3;"]
            migration-sum: atlas runs nothing while this file does not go together with itself at "h1:x"
            migration-name: atlas would not run `20220107000000_f.sql`: it reads no folder below the migrations' folder
        "#]],
    );
}

#[test]
fn the_sum_of_atlas() {
    // As `atlas migrate hash` writes it: an example from atlas's own tests.
    let a = "1_initial.up.sql: -- comment\nCREATE TABLE a (x int);\n";
    let b = "2_second.up.sql: ALTER TABLE a ADD y int;\n";
    let sum = |files: &[&str]| {
        let files: Vec<TextFile> = files
            .iter()
            .filter_map(|file| file.split_once(": "))
            .map(|(name, text)| TextFile::new(name, text))
            .collect();
        let files: Vec<File<'_>> = files
            .iter()
            .map(|file| File { file, folder: "", name: &file.path, version: None })
            .collect();
        format!("atlas.sum: {}", atlas_sum::text(&files.iter().collect::<Vec<_>>()))
    };
    let both = sum(&[a, b]);
    check(
        &[a, b, &both, "1_initial.down.sql"],
        &[],
        expect![[r#"
        golang-migrate: 3 of 3 names end with `.up.sql` or `.down.sql`
        1_initial.up.sql whole ["-- comment\nCREATE TABLE a (x int);\n"]
        2_second.up.sql whole ["ALTER TABLE a ADD y int;\n"]
    "#]],
    );
    check(
        &[a, "2_second.up.sql: ALTER TABLE a ADD z int;\n", &both],
        &[],
        expect![[r#"
        golang-migrate: 2 of 2 names end with `.up.sql` or `.down.sql`
        1_initial.up.sql whole ["-- comment\nCREATE TABLE a (x int);\n"]
        2_second.up.sql whole ["ALTER TABLE a ADD z int;\n"]
        migration-sum: atlas runs nothing while `2_second.up.sql` is not as it was when it came into `atlas.sum`
    "#]],
    );
    check(
        &[a, &both],
        &[],
        expect![[r#"
        golang-migrate: 1 of 1 names end with `.up.sql` or `.down.sql`
        1_initial.up.sql whole ["-- comment\nCREATE TABLE a (x int);\n"]
        migration-sum: atlas runs nothing while `2_second.up.sql` is gone, but stands in `atlas.sum` at "2_second.up.sql"
    "#]],
    );
    check(
        &[a, b, "3_third.up.sql", &both],
        &[],
        expect![[r#"
        golang-migrate: 3 of 3 names end with `.up.sql` or `.down.sql`
        1_initial.up.sql whole ["-- comment\nCREATE TABLE a (x int);\n"]
        2_second.up.sql whole ["ALTER TABLE a ADD y int;\n"]
        3_third.up.sql whole ["SELECT 1;"]
        migration-sum: atlas runs nothing while `3_third.up.sql` is not in `atlas.sum`
    "#]],
    );
    check(
        &[a, "1_other.up.sql", b, &both],
        &[],
        expect![[r#"
        golang-migrate: 3 of 3 names end with `.up.sql` or `.down.sql`
        1_initial.up.sql whole ["-- comment\nCREATE TABLE a (x int);\n"]
        1_other.up.sql whole ["SELECT 1;"]
        2_second.up.sql whole ["ALTER TABLE a ADD y int;\n"]
        migration-number: `1_other.up.sql` has the number 1 of `1_initial.up.sql`
        migration-sum: atlas runs nothing while `1_other.up.sql` is not in `atlas.sum`
    "#]],
    );
    check(
        &[a, b, &both.replacen("h1:", "h1:x", 1)],
        &[],
        expect![[r#"
        golang-migrate: 2 of 2 names end with `.up.sql` or `.down.sql`
        1_initial.up.sql whole ["-- comment\nCREATE TABLE a (x int);\n"]
        2_second.up.sql whole ["ALTER TABLE a ADD y int;\n"]
        migration-sum: atlas runs nothing while this file does not go together with itself at "h1:xR1e94rMQOvU9brnnWpdmRqtpM/GkGJxAB42NowlTxx4="
    "#]],
    );
    // Contents that are left out.
    let ignored = "1_a.sql: -- atlas:sum ignore\n\nSELECT 1;";
    let without = sum(&[ignored, "2_b.sql: SELECT 2;"]);
    check(
        &["1_a.sql: -- atlas:sum ignore\n\nSELECT 3;", "2_b.sql: SELECT 2;", &without],
        &[],
        expect![[r#"
            atlas: `atlas.sum` lies in it
            1_a.sql transaction ["-- atlas:sum ignore\n\nSELECT 3;"]
            2_b.sql transaction ["SELECT 2;"]
        "#]],
    );
}

#[test]
fn diesel_folders() {
    check(
        &[
            "2017-01-31-120000_b/up.sql",
            "2017-01-31-120000_b/down.sql",
            "20161231120000_a/up.sql",
            "2017-02-01-000000_c/up.sql: CREATE INDEX CONCURRENTLY i ON a (x);",
            "2017-02-01-000000_c/metadata.toml: run_in_transaction = false # or not\n",
            "2017-02-02-000000_d/up.sql",
            "2017-02-02-000000_d/metadata.toml: # no key: false, as the tool reads it\n",
            "2017-02-03-000000_e/up.sql: ",
            ".hidden/up.sql",
        ],
        &[],
        expect![[r#"
            diesel: each migration is a folder with `up.sql`
            20161231120000_a/up.sql transaction ["SELECT 1;"]
            2017-01-31-120000_b/up.sql transaction ["SELECT 1;"]
            2017-02-01-000000_c/up.sql whole ["CREATE INDEX CONCURRENTLY i ON a (x);"]
            2017-02-02-000000_d/up.sql whole ["SELECT 1;"]
            2017-02-03-000000_e/up.sql transaction [""]
            migration-text: diesel runs nothing while this migration is empty
        "#]],
    );
    // Compared as texts.
    check(
        &["9_a/up.sql", "10_b/up.sql", "10_b/down.sql"],
        &[],
        expect![[r#"
        diesel: each migration is a folder with `up.sql`
        10_b/up.sql transaction ["SELECT 1;"]
        9_a/up.sql transaction ["SELECT 1;"]
    "#]],
    );
}

#[test]
fn prisma_folders() {
    check(
        &[
            "20220102_b/migration.sql",
            "20220101_a/migration.sql",
            "20220101_a/down.sql",
            "0_init/migration.sql",
            "seed.sql",
            "20220103_c/other.sql",
            "migration_lock.toml: provider = \"postgresql\"",
        ],
        &[],
        expect![[r#"
            prisma: `migration_lock.toml` lies in it
            0_init/migration.sql whole ["SELECT 1;"]
            20220101_a/migration.sql whole ["SELECT 1;"]
            20220102_b/migration.sql whole ["SELECT 1;"]
            migration-name: prisma would not run `other.sql`: of a migration's folder it runs `migration.sql` alone
            migration-name: prisma would not run `seed.sql`: it is not in a folder of its own
        "#]],
    );
    check(
        &["20220101_a/migration.sql"],
        &[],
        expect![[r#"
        prisma: 1 of 1 files are a folder's `migration.sql`
        20220101_a/migration.sql whole ["SELECT 1;"]
    "#]],
    );
}

#[test]
fn refinery_names() {
    check(
        &["V10__c.sql", "V2__a.sql", "sub/U3__b.sql", "V4_d.sql", "V5__d-e.sql", "V6.1__f.sql"],
        &[],
        expect![[r#"
            refinery: names are like `V1__name.sql`, and no `U` has the version of a `V`
            V2__a.sql transaction ["SELECT 1;"]
            sub/U3__b.sql transaction ["SELECT 1;"]
            V10__c.sql transaction ["SELECT 1;"]
            migration-name: refinery would not run `V4_d.sql`: its name is not like `V1__name.sql`
            migration-name: refinery would not run `V5__d-e.sql`: its name is not like `V1__name.sql`
            migration-name: refinery would not run `V6.1__f.sql`: its name is not like `V1__name.sql`
        "#]],
    );
}

#[test]
fn liquibase_changesets() {
    check(
        &[
            "1.sql: --liquibase formatted sql\nSELECT 'not run';\n--property name:t value:users\n--changeset ann:1\nCREATE TABLE ${t} (id int);\n--rollback DROP TABLE ${t};\n\n-- changeset \"ann b\":\"2 c\" dbms:mysql\nSELECT 'mysql';\n--changeset ann:3 endDelimiter:// runInTransaction:false dbms:postgresql,h2\nSELECT ';' // SELECT 3\n//\n--changeset ann:4 dbms:!postgresql\nSELECT 'no';\n--changeset ann:5 runOnChange:true\n--ignoreLines:1\nSELECT 'ignored';\nSELECT 5;\n--ignoreLines:start\nSELECT 'ignored';\n--ignoreLines:end\nSELECT ${other}\n/\nSELECT 6\n",
            "2.sql: -- liquibase formatted sql\n-- changeset a:b\n-- preconditions onFail:MARK_RAN\n-- precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class\nCREATE TABLE c (id int);\n--changeset a:c\n--preconditions onFail:HALT\n--precondition-sql-check expectedResult:0 SELECT 0\nSELECT 2;\n--changeset a:d ignore:true\nSELECT 3;",
            "0.sql: SELECT 'raw';",
        ],
        &[],
        expect![[r#"
            liquibase: 2 of 3 files have the marker `--liquibase formatted sql`
            0.sql transaction ["SELECT 'raw';"]
            1.sql transaction single transaction ["CREATE TABLE users (id int);\n--rollback DROP TABLE users;\n\n", "SELECT ';' ", " SELECT 3\n", "SELECT 5;\n", "SELECT ?\n", "SELECT 6\n"]
            2.sql transaction transaction ["?", "SELECT 2;\n"]
        "#]],
    );
}

#[test]
fn liquibase_changelogs_say_the_order() {
    let log = "db.changelog-master.xml: <databaseChangeLog><property name=\"p\" value=\"v\"/>\
               <include file=\"changes/b.sql\" relativeToChangelogFile=\"true\"/>\
               <include file=\"classpath:db/more/changelog.yaml\"/>\
               <changeSet id=\"1\" author=\"a\"><createTable tableName=\"t\"/></changeSet>\
               </databaseChangeLog>";
    check(
        &[
            log,
            "changes/a.sql",
            "changes/b.sql: SELECT '${p}';",
            "more/changelog.yaml: databaseChangeLog:\n- includeAll: {path: all, relativeToChangelogFile: true}\n- include: {file: db/changes/b.sql}\n",
            "more/all/2.sql",
            "more/all/1.sql",
            "more/all/sub/0.sql",
        ],
        &[],
        expect![[r#"
            liquibase: `more/changelog.yaml` is a changelog of liquibase
            changes/b.sql transaction ["SELECT 'v';"]
            more/all/1.sql transaction ["SELECT 1;"]
            more/all/2.sql transaction ["SELECT 1;"]
            more/all/sub/0.sql transaction ["SELECT 1;"]
            migration-name: liquibase would not run `a.sql`: no changelog names it
            sql-undecided: what `createTable` changes is not in the model: it is no SQL at "createTable"
        "#]],
    );
}

#[test]
fn a_few_markers_and_names_say_nothing() {
    check(
        &["a.sql: -- +goose Up\n", "b.sql", "c.sql"],
        &[],
        expect![[r#"
        plain: no marker or name of a migration tool was found
        a.sql single ["-- +goose Up\n"]
        b.sql single ["SELECT 1;"]
        c.sql single ["SELECT 1;"]
    "#]],
    );
    check(
        &["V1.sql", "users.sql", "R.sql"],
        &[],
        expect![[r#"
        plain: no marker or name of a migration tool was found
        R.sql single ["SELECT 1;"]
        V1.sql single ["SELECT 1;"]
        users.sql single ["SELECT 1;"]
    "#]],
    );
    check(
        &["V1__a.sql: -- +goose Up\nSELECT 1;"],
        &[],
        expect![[r#"
        goose: 1 of 1 files have the marker `-- +goose Up`
        migration-name: goose would not run `V1__a.sql`: its name does not begin with a number and `_`
    "#]],
    );
}
