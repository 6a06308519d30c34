//! What mends a problem otherwise than by generating: what each does, and where it does not apply.

use super::Project;
use crate::{Action, Snapshot};
use expect_test::{Expect, expect};
use pgwright_problem::Span;
use std::fmt::Write;

const CONFIGURATION: &str = "pgwright.yaml";

fn all(snapshot: &Snapshot, path: &str, span: Span) -> Vec<Action> {
    let mut actions = snapshot.actions(path, span);
    actions.extend(snapshot.table_actions(path, span));
    actions
}

/// The titles of what is offered at a piece of text, without what regenerates.
fn offered(project: &Project, path: &str, text: &str, expected: Expect) {
    let mut shown = String::new();
    for action in all(&project.snapshot(), path, project.span(path, text)) {
        if !action.title.starts_with("Regenerate") && !action.title.starts_with("Generate internal")
        {
            writeln!(shown, "{} ({:?}): mends {}", action.title, action.kind, action.mends.len())
                .unwrap();
        }
    }
    expected.assert_eq(&shown);
}

/// Does what is offered at a piece of text by a title that begins so.
fn follow(project: &mut Project, path: &str, text: &str, title: &str) {
    let snapshot = project.snapshot();
    let actions = all(&snapshot, path, project.span(path, text));
    let titles: Vec<&str> = actions.iter().map(|action| &*action.title).collect();
    let action = actions.iter().find(|action| action.title.starts_with(title));
    let action = action.unwrap_or_else(|| panic!("no {title} in {titles:#?}")).clone();
    project.apply(snapshot.worked_out(action).changes);
}

const VECTORS: &str = "
    //- /pgwright.yaml
    # ours
    database: {schema: public}
    //- /migrations/0001_places.sql
    CREATE EXTENSION vector;
    CREATE TABLE places (id bigint PRIMARY KEY, /* ß🐘 */ near vector(3) NOT NULL, far vector(3));
";
const PLACES: &str = "migrations/0001_places.sql";

#[test]
fn a_type_without_a_go_type_is_mapped() {
    let mut project = Project::generated(VECTORS);
    offered(
        &project,
        PLACES,
        "near",
        expect![[r#"
        Map vector to github.com/pgvector/pgvector-go.Vector and regenerate (QuickFix): mends 1
    "#]],
    );
    follow(&mut project, PLACES, "near vector", "Map vector to");
    assert_eq!(project.problems(), "");
    expect![[r#"
        # ours
        database: {schema: public}
        types:
          overrides:
            - postgres: vector
              go: github.com/pgvector/pgvector-go.Vector
    "#]]
    .assert_eq(project.read(CONFIGURATION));
    assert!(project.read("internal/repository/places_repository.go").contains("pgvector.Vector"));
    offered(&project, PLACES, "near vector", expect![[r#""#]]);
}

#[test]
fn a_type_is_mapped_behind_the_others_and_by_the_name_it_has_now() {
    let mut project = Project::generated(VECTORS);
    project.write("migrations/0002_more.sql", "ALTER TABLE places RENAME TO spots;\n");
    let overrides =
        "types:\n  overrides:\n    - {postgres: uuid, go: github.com/google/uuid.UUID}  # kept\n";
    project.write(CONFIGURATION, overrides);
    follow(&mut project, PLACES, "far vector", "Map vector to");
    let text = project.read(CONFIGURATION);
    assert!(text.starts_with(overrides.trim_end()) && text.contains("postgres: vector"), "{text}");
    assert_eq!(project.problems(), "");
}

#[test]
fn a_half_typed_configuration_is_not_edited() {
    let mut project = Project::generated(VECTORS);
    project.write(CONFIGURATION, "types: {overrides: [\n");
    offered(&project, PLACES, "near vector", expect![""]);
}

const NAMES: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, first_name text, /* ß */ \"firstName\" text);
    CREATE TABLE \"Users\" (id bigint PRIMARY KEY);
";

#[test]
fn names_that_collide_are_settled() {
    let mut project = Project::generated(NAMES);
    let file = "migrations/0001_users.sql";
    offered(
        &project,
        file,
        "\"firstName\"",
        expect![[r#"
        Name the field of users.firstName `FirstNameColumn` and regenerate (QuickFix): mends 1
    "#]],
    );
    follow(&mut project, file, "\"firstName\"", "Name the field");
    offered(
        &project,
        file,
        "users",
        expect![[r#"
        Name the struct of users `UsersRow` and regenerate (QuickFix): mends 1
    "#]],
    );
    follow(&mut project, file, "users", "Name the struct");
    assert_eq!(project.problems(), "");
    expect![[r#"
        database: {schema: public}
        tables:
          users:
            columns:
              firstName:
                field: FirstNameColumn
            struct: UsersRow
    "#]]
    .assert_eq(project.read(CONFIGURATION));
    offered(&project, file, "\"firstName\"", expect![[r#""#]]);
}

#[test]
fn a_method_that_a_person_has_is_left_out() {
    let mut project = Project::generated(
        "
        //- /pgwright.yaml
        functions: [get, count, create]
        //- /migrations/0001_users.sql
        CREATE TABLE users (id bigint PRIMARY KEY);
        ALTER TABLE users RENAME TO people;
        ",
    );
    let own = "package repository\n\nfunc (r *PeopleRepository) Count() {}\n";
    project.write("internal/repository/own.go", own);
    follow(&mut project, "internal/repository/own.go", "Count", "Leave `count` out of people");
    assert_eq!(project.problems(), "");
    expect![[r#"
        functions: [get, count, create]
        tables:
          people:
            functions:
              - create
              - get
    "#]]
    .assert_eq(project.read(CONFIGURATION));
}

const PAGES: &str = "
    //- /pgwright.yaml
    tables:
      users:
        pagination: {order_by: [created_at desc, id]}
    //- /migrations/000001_users.up.sql
    CREATE TABLE users (id bigint PRIMARY KEY, created_at timestamptz NOT NULL);
    //- /migrations/000001_users.down.sql
    DROP TABLE users;
";

#[test]
fn the_index_that_a_sort_lacks_is_added_in_a_new_migration() {
    let mut project = Project::generated(PAGES);
    offered(
        &project,
        CONFIGURATION,
        "created_at desc",
        expect![[r#"
        Add the index in a new migration, migrations/000002_add_users_created_at_id_idx.up.sql (QuickFix): mends 1
        Generate nothing for users any more (Rewrite): mends 0
    "#]],
    );
    follow(&mut project, CONFIGURATION, "created_at desc", "Add the index");
    let name = "migrations/000002_add_users_created_at_id_idx";
    expect![[r#"
        CREATE INDEX users_created_at_id_idx ON public.users (created_at DESC, id);
    "#]]
    .assert_eq(project.read(&format!("{name}.up.sql")));
    expect![[r#"
        DROP INDEX public.users_created_at_id_idx;
    "#]]
    .assert_eq(project.read(&format!("{name}.down.sql")));
    assert_eq!(project.problems(), "");
    offered(
        &project,
        CONFIGURATION,
        "created_at desc",
        expect![[r#"
        Generate nothing for users any more (Rewrite): mends 0
    "#]],
    );
}

const TABLES: &str = "
    //- /pgwright.yaml
    tables:
      audit: {exclude: true}  # kept
      log_*: {exclude: true}
    //- /migrations/0001_tables.sql
    CREATE TABLE users (id bigint PRIMARY KEY);
    CREATE TABLE audit (id bigint PRIMARY KEY);
    CREATE TABLE log_größe (id bigint PRIMARY KEY);
    CREATE SCHEMA billing;
    CREATE TABLE billing.invoices (id bigint PRIMARY KEY);
";
const TABLES_FILE: &str = "migrations/0001_tables.sql";

#[test]
fn a_table_is_excluded_and_its_file_goes() {
    let mut project = Project::generated(TABLES);
    offered(
        &project,
        TABLES_FILE,
        "users",
        expect![[r#"
        Generate nothing for users any more (Rewrite): mends 0
    "#]],
    );
    follow(&mut project, TABLES_FILE, "users", "Generate nothing for users");
    assert!(project.paths().all(|path| !path.contains("users_repository")));
    assert_eq!(project.problems(), "");
}

#[test]
fn a_table_without_a_repository_gets_one() {
    let mut project = Project::generated(TABLES);
    for (table, title, file) in [
        ("audit", "Generate a repository for audit", "audit_repository.go"),
        ("log_größe", "Generate a repository for log_größe", "log_größe_repository.go"),
        ("invoices", "Generate for the schema billing", "billing_invoices_repository.go"),
    ] {
        follow(&mut project, TABLES_FILE, table, title);
        let paths: Vec<&str> = project.paths().collect();
        assert!(paths.iter().any(|path| path.ends_with(file)), "{file}: {paths:#?}");
        assert_eq!(project.problems(), "", "{table}");
    }
    expect![[r#"
        tables:
          audit: {}  # kept
          log_*: {exclude: true}
          log_größe:
            exclude: false
        database:
          schemas:
            - public
            - billing
    "#]]
    .assert_eq(project.read(CONFIGURATION));
}

#[test]
fn what_makes_no_table_is_offered_nothing() {
    let project = Project::generated(TABLES);
    offered(&project, TABLES_FILE, "CREATE SCHEMA", expect![[r#""#]]);
    let snapshot = project.snapshot();
    assert_eq!(all(&snapshot, "nowhere.sql", Span::new(0, 0)), []);
    let mut project = Project::new(TABLES);
    project.write(TABLES_FILE, "CREATE TABLE us");
    offered(&project, TABLES_FILE, "us", expect![[r#""#]]);
}

#[test]
fn edits_of_a_person_are_kept_as_a_file_of_their_own() {
    let mut project = Project::generated(TABLES);
    let file = "internal/repository/users_repository.go";
    project.edit(
        file,
        "package repository\n",
        "package repository\n\n// Größe is mine.\nconst Größe = 1\n",
    );
    offered(
        &project,
        file,
        "// Größe",
        expect![[r#"
        Discard the edits and regenerate internal/repository/users_repository.go (QuickFix): mends 1
        Keep users_repository.go as a file of your own, and generate nothing for users (QuickFix): mends 1
    "#]],
    );
    follow(&mut project, file, "// Größe", "Keep users_repository.go");
    let text = project.read(file);
    assert!(text.starts_with("package repository\n\n// Größe is mine.\n"), "{text}");
    assert_eq!(project.problems(), "");
    assert!(project.read(CONFIGURATION).contains("  users:\n    exclude: true\n"));
}

#[test]
fn all_that_needs_no_choice_is_mended_at_once() {
    let mut project = Project::generated(TABLES);
    assert_eq!(project.snapshot().fix_all(), None);
    project.write("migrations/0002_more.sql", "ALTER TABLE users ADD phone text;\n");
    let action = project.snapshot().fix_all().unwrap();
    assert_eq!(action.title, "Regenerate 3 files");
    project.apply(action.changes);
    assert_eq!(project.problems(), "");
}

const TYPOS: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    ouptut:
      'pacakge': models
    tables:
      uesrs: {exclude: true}
    types:
      overrides:
        - {column: users.nmae, go: string}
    //- /migrations/1.sql
    CREATE TABLE users (id bigint PRIMARY KEY, email text, name text, \"größe 🐘\" int);
    //- /migrations/2.sql
    /* ß🐘 */ ALTER TABLE uers ADD phone text;
    ALTER TABLE users DROP COLUMN emial;
    ALTER TABLE users DROP COLUMN \"große 🐘\";
";

#[test]
fn a_name_that_is_nearly_one_is_written_as_that() {
    let mut project = Project::new(TYPOS);
    follow(&mut project, "migrations/2.sql", "uers", "Write `users`");
    follow(&mut project, "migrations/2.sql", "emial", "Write `email`");
    follow(&mut project, "migrations/2.sql", "\"große 🐘\"", "Write `\"größe 🐘\"`");
    follow(&mut project, CONFIGURATION, "ouptut", "Write `output`");
    follow(&mut project, CONFIGURATION, "'pacakge'", "Write `'package'`");
    follow(&mut project, CONFIGURATION, "uesrs", "Write `users`");
    follow(&mut project, CONFIGURATION, "users.nmae", "Write `users.name`");
    expect![[r#"
        database: {schema: public}
        output:
          'package': models
        tables:
          users: {exclude: true}
        types:
          overrides:
            - {column: users.name, go: string}
    "#]]
    .assert_eq(project.read(CONFIGURATION));
    expect![[r#"
        /* ß🐘 */ ALTER TABLE users ADD phone text;
        ALTER TABLE users DROP COLUMN email;
        ALTER TABLE users DROP COLUMN "größe 🐘";
    "#]]
    .assert_eq(project.read("migrations/2.sql"));
}

#[test]
fn a_name_like_no_other_is_left_alone() {
    let project = Project::new(
        "
        //- /pgwright.yaml
        entirely: {different: true}
        //- /migrations/1.sql
        ALTER TABLE nothing ADD phone text;
        ",
    );
    offered(&project, CONFIGURATION, "entirely", expect![""]);
    offered(&project, "migrations/1.sql", "nothing", expect![""]);
}
