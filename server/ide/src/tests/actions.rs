//! What can be done about a drift, and that it is what `--generate` does.

use super::Project;
use expect_test::{Expect, expect};
use pgwright_problem::Span;
use std::fmt::Write;

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY);
    CREATE TABLE orders (id bigint PRIMARY KEY);
";
const USERS: &str = "internal/repository/users_repository.go";
const NEW: &str = "migrations/0002_new.sql";

/// The actions at a piece of text of a file.
fn check(project: &Project, path: &str, text: &str, expected: Expect) {
    let mut shown = String::new();
    for action in project.snapshot().actions(path, project.span(path, text)) {
        let preferred = if action.preferred { " (preferred)" } else { "" };
        writeln!(shown, "{}{preferred}: mends {}", action.title, action.mends.len()).unwrap();
    }
    expected.assert_eq(&shown);
}

fn stale() -> Project {
    let mut project = Project::generated(PROJECT);
    project.write(NEW, "ALTER TABLE users ADD phone text;\nALTER TABLE orders ADD note text;\n");
    project
}

#[test]
fn a_stale_file_is_regenerated() {
    let project = stale();
    check(
        &project,
        USERS,
        "\tID ",
        expect![[r#"
        Regenerate internal/repository/users_repository.go (preferred): mends 1
        Regenerate all 4 files that are not in line: mends 1
    "#]],
    );
    check(&project, USERS, "package", expect![[""]]);
}

#[test]
fn where_a_statement_changes_a_table_its_code_is_regenerated() {
    let mut project = stale();
    check(
        &project,
        NEW,
        "phone",
        expect![[r#"
            Regenerate internal/repository/users_repository.go (preferred): mends 1
            Regenerate all 4 files that are not in line: mends 1
        "#]],
    );
    check(&project, NEW, "ALTER", expect![[""]]);
    project.generate();
    check(&project, NEW, "phone", expect![[""]]);
}

#[test]
fn the_action_makes_the_bytes_that_generating_makes() {
    let mut by_action = stale();
    let snapshot = by_action.snapshot();
    let place = snapshot.problems.iter().find(|it| &*it.location.file == USERS).unwrap();
    let actions = snapshot.actions(USERS, place.location.span);
    let all = actions.into_iter().find(|it| it.title.contains("all")).unwrap();
    by_action.apply(all.changes);
    let mut by_generating = stale();
    by_generating.generate();
    assert!(by_action.paths().eq(by_generating.paths()));
    for path in by_generating.paths() {
        assert_eq!(by_action.read(path), by_generating.read(path));
    }
    assert_eq!(by_action.problems(), "");
}

#[test]
fn a_missing_file_is_generated_from_the_statement_that_made_its_table() {
    let mut project = Project::generated(
        "
        //- /pgwright.yaml
        database: {schema: public}
        //- /migrations/0001_users.sql
        CREATE TABLE us$0ers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY);
        ",
    );
    project.remove(USERS);
    let (path, offset) = project.cursor.clone().unwrap();
    let titles = |offset| -> Vec<String> {
        let actions = project.snapshot().actions(&path, Span::new(offset, offset));
        actions.into_iter().map(|action| action.title).collect()
    };
    assert_eq!(titles(offset), [format!("Generate {USERS}")]);
    assert_eq!(titles(project.span(&path, "orders").start), [""; 0]);
}

#[test]
fn an_orphan_is_removed() {
    let mut project = Project::generated(PROJECT);
    project.write(NEW, "DROP TABLE users;\n");
    check(
        &project,
        USERS,
        "// Code",
        expect![[r#"
        Remove internal/repository/users_repository.go (preferred): mends 1
    "#]],
    );
}

#[test]
fn edits_are_discarded_only_at_their_place() {
    let mut project = Project::generated(PROJECT);
    project.edit(USERS, "\tID ", "\tMine int\n\tID ");
    check(
        &project,
        USERS,
        "Mine",
        expect![[r#"
            Discard the edits and regenerate internal/repository/users_repository.go: mends 1
            Keep users_repository.go as a file of your own, and generate nothing for users: mends 1
        "#]],
    );
    assert_eq!(project.snapshot().changes(), []);
}

#[test]
fn a_file_of_a_person_is_left_alone() {
    let mut project = Project::generated(PROJECT);
    project.write(USERS, "package repository\n");
    check(&project, USERS, "package", expect![[""]]);
}

#[test]
fn nothing_is_offered_where_nothing_is_wrong() {
    let project = Project::generated(PROJECT);
    let all = Span::new(0, u32::MAX);
    for path in ["pgwright.yaml", USERS, "migrations/0001_users.sql", "no/such/file"] {
        assert_eq!(project.snapshot().actions(path, all), []);
    }
}
