//! Switching features: where it is offered, what it writes into the configuration, and that the
//! Go is what `--generate` then makes.

use super::Project;
use crate::{Action, Change};
use expect_test::{Expect, expect};
use pgwright_problem::Span;
use proptest::prelude::*;
use std::fmt::Write;

const PROJECT: &str = "
    //- /pgwright.yaml
    # The shop's.
    database:
      schemas: [public, lab]

    tables:
      users:
        entity: User   # of the shop
    //- /migrations/0001_users.sql
    -- People.
    CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
    CREATE TABLE orders (id bigint PRIMARY KEY);
    CREATE SCHEMA lab;
    CREATE TABLE lab.reagents (id bigint PRIMARY KEY);
    CREATE INDEX orders_id ON orders (id);
";
const YAML: &str = "pgwright.yaml";
const FIRST: &str = "migrations/0001_users.sql";
const USERS: &str = "internal/repository/users_repository.go";

/// The switches of features that are offered at a place.
fn offers(project: &Project, path: &str, span: Span) -> Vec<Action> {
    project.snapshot().feature_actions(path, span)
}

fn titles(project: &Project, path: &str, text: &str, expected: Expect) {
    let actions = offers(project, path, project.span(path, text));
    let titles: String = actions.iter().map(|action| format!("{}\n", action.title)).collect();
    expected.assert_eq(&titles);
}

/// Applies the offer of that title at a piece of text, and shows what became of the configuration
/// and which other files were written or removed.
fn check(project: &mut Project, path: &str, text: &str, title: &str, expected: Expect) {
    let actions = offers(project, path, project.span(path, text));
    let found = actions.into_iter().find(|action| action.title == title);
    let action = found.unwrap_or_else(|| panic!("no {title:?} at {text:?}"));
    let mut shown = String::new();
    for change in &action.changes {
        match change {
            Change::Write { path, text } if &**path == YAML => {
                shown += &difference(project.read(YAML), text);
            }
            Change::Write { path, .. } => writeln!(shown, "writes {path}").unwrap(),
            Change::Remove { path } => writeln!(shown, "removes {path}").unwrap(),
        }
    }
    project.apply(action.changes);
    expected.assert_eq(&shown);
}

/// The lines that go and come.
fn difference(old: &str, new: &str) -> String {
    let changes = similar::TextDiff::from_lines(old, new);
    let changes = changes.iter_all_changes().filter(|it| it.tag() != similar::ChangeTag::Equal);
    changes.map(|it| format!("{}{}", it.tag(), it.value())).collect()
}

#[test]
fn a_table_is_offered_its_features_at_its_statement() {
    let project = Project::generated(PROJECT);
    titles(
        &project,
        FIRST,
        "email text",
        expect![[r#"
            Enable retry for users and regenerate
            Enable read/write splitting for users and regenerate
            Enable health checks for users and regenerate
            Enable metrics for users and regenerate
        "#]],
    );
    titles(
        &project,
        FIRST,
        "lab.reagents",
        expect![[r#"
            Enable retry for lab.reagents and regenerate
            Enable read/write splitting for lab.reagents and regenerate
            Enable health checks for lab.reagents and regenerate
            Enable metrics for lab.reagents and regenerate
        "#]],
    );
    titles(&project, FIRST, "CREATE INDEX", expect![[""]]);
    titles(&project, FIRST, "CREATE SCHEMA", expect![[""]]);
    titles(&project, FIRST, "-- People", expect![[""]]);
}

#[test]
fn a_selection_over_two_tables_is_about_neither() {
    let project = Project::generated(PROJECT);
    assert_eq!(offers(&project, FIRST, Span::new(0, u32::MAX)), []);
}

#[test]
fn a_table_is_offered_its_features_at_its_entry() {
    let project = Project::generated(PROJECT);
    titles(
        &project,
        YAML,
        "users",
        expect![[r#"
            Enable retry for users and regenerate
            Enable read/write splitting for users and regenerate
            Enable health checks for users and regenerate
            Enable metrics for users and regenerate
        "#]],
    );
    titles(
        &project,
        YAML,
        "User   #",
        expect![[r#"
            Enable retry for users and regenerate
            Enable read/write splitting for users and regenerate
            Enable health checks for users and regenerate
            Enable metrics for users and regenerate
        "#]],
    );
    titles(&project, YAML, "tables", expect![[""]]);
}

#[test]
fn a_table_is_offered_its_features_at_the_declarations_of_its_file() {
    let project = Project::generated(PROJECT);
    for text in ["// Code", "package", "type Users ", "type UsersRepository", "func NewUsers"] {
        let actions = offers(&project, USERS, project.span(USERS, text));
        assert_eq!(actions.len(), 4, "{text}");
    }
    for text in ["\tID ", "func (r *UsersRepository) GetByID(", "const query"] {
        assert_eq!(offers(&project, USERS, project.span(USERS, text)), [], "{text}");
    }
    let shared = "internal/repository/errors.go";
    assert_eq!(offers(&project, shared, project.span(shared, "package")), []);
}

#[test]
fn the_project_is_offered_every_feature() {
    let project = Project::generated(PROJECT);
    titles(
        &project,
        YAML,
        "database",
        expect![[r#"
            Enable retry for the project and regenerate
            Enable read/write splitting for the project and regenerate
            Enable health checks for the project and regenerate
            Enable metrics for the project and regenerate
            Enable connection management for the project and regenerate
        "#]],
    );
    titles(&project, YAML, "schemas", expect![[""]]);
}

#[test]
fn a_feature_of_the_project_is_offered_at_its_key() {
    let fixture = "
        //- /pgwright.yaml
        database:
          pgxkit:
            retry: {enabled: true, max_retries: 5}
            connection:
              max_conns: 7
        //- /migrations/1.sql
        CREATE TABLE users (id bigint PRIMARY KEY);
    ";
    let project = Project::generated(fixture);
    titles(
        &project,
        YAML,
        "retry",
        expect![[r#"
        Disable retry for the project and regenerate
    "#]],
    );
    titles(
        &project,
        YAML,
        "max_retries",
        expect![[r#"
        Disable retry for the project and regenerate
    "#]],
    );
    titles(
        &project,
        YAML,
        "max_conns",
        expect![[r#"
        Enable connection management for the project and regenerate
    "#]],
    );
    titles(
        &project,
        YAML,
        "pgxkit",
        expect![[r#"
            Disable retry for the project and regenerate
            Enable read/write splitting for the project and regenerate
            Enable health checks for the project and regenerate
            Enable metrics for the project and regenerate
            Enable connection management for the project and regenerate
        "#]],
    );
}

#[test]
fn a_feature_is_enabled_for_a_table_with_an_entry() {
    check(
        &mut Project::generated(PROJECT),
        FIRST,
        "email text",
        "Enable retry for users and regenerate",
        expect![[r#"
            +    pgxkit:
            +      retry:
            +        enabled: true
            writes internal/repository/errors.go
            writes internal/repository/executor.go
            writes internal/repository/lab_reagents_repository.go
            writes internal/repository/operation.go
            writes internal/repository/orders_repository.go
            writes internal/repository/retry.go
            writes internal/repository/transaction.go
            writes internal/repository/users_repository.go
        "#]],
    );
}

#[test]
fn a_feature_is_enabled_for_a_table_without_an_entry() {
    let mut project = Project::generated(PROJECT);
    check(
        &mut project,
        FIRST,
        "lab.reagents",
        "Enable metrics for lab.reagents and regenerate",
        expect![[r#"
            +  lab.reagents:
            +    pgxkit:
            +      metrics:
            +        enabled: true
            writes internal/repository/executor.go
            writes internal/repository/lab_reagents_repository.go
            writes internal/repository/metrics.go
            writes internal/repository/metrics_exporters.go
            writes internal/repository/metrics_prometheus.go
            writes internal/repository/operation.go
            writes internal/repository/orders_repository.go
            writes internal/repository/users_repository.go
        "#]],
    );
    assert_eq!(project.problems(), "");
    check(
        &mut project,
        FIRST,
        "lab.reagents",
        "Disable metrics for lab.reagents and regenerate",
        expect![[r#"
            -        enabled: true
            +        enabled: false
            writes internal/repository/executor.go
            writes internal/repository/lab_reagents_repository.go
            removes internal/repository/metrics.go
            removes internal/repository/metrics_exporters.go
            removes internal/repository/metrics_prometheus.go
            removes internal/repository/operation.go
            writes internal/repository/orders_repository.go
            writes internal/repository/users_repository.go
        "#]],
    );
    assert_eq!(project.problems(), "");
}

#[test]
fn a_feature_is_enabled_for_the_project_and_disabled_for_a_table() {
    let mut project = Project::generated(PROJECT);
    check(
        &mut project,
        YAML,
        "database",
        "Enable read/write splitting for the project and regenerate",
        expect![[r#"
            +  pgxkit:
            +    read_write_splitting:
            +      enabled: true
            writes internal/repository/executor.go
            writes internal/repository/lab_reagents_repository.go
            writes internal/repository/orders_repository.go
            writes internal/repository/read_write_split.go
            writes internal/repository/users_repository.go
        "#]],
    );
    check(
        &mut project,
        USERS,
        "type UsersRepository",
        "Disable read/write splitting for users and regenerate",
        expect![[r#"
            +    pgxkit:
            +      read_write_splitting:
            +        enabled: false
            writes internal/repository/users_repository.go
        "#]],
    );
    assert_eq!(project.problems(), "");
}

#[test]
fn a_glob_is_switched_for_all_its_tables() {
    let mut project = Project::generated(PROJECT);
    project.edit(YAML, "  users:", "  \"*\": {}\n  users:");
    check(
        &mut project,
        YAML,
        "\"*\"",
        "Enable metrics for * and regenerate",
        expect![[r#"
            -  "*": {}
            +  "*": {pgxkit: {metrics: {enabled: true}}}
            writes internal/repository/executor.go
            writes internal/repository/lab_reagents_repository.go
            writes internal/repository/metrics.go
            writes internal/repository/metrics_exporters.go
            writes internal/repository/metrics_prometheus.go
            writes internal/repository/operation.go
            writes internal/repository/orders_repository.go
            writes internal/repository/users_repository.go
        "#]],
    );
}

#[test]
fn what_was_out_of_line_before_is_regenerated_too() {
    let mut project = Project::generated(PROJECT);
    project.write("migrations/0002_note.sql", "ALTER TABLE orders ADD note text;\n");
    check(
        &mut project,
        FIRST,
        "email text",
        "Enable retry for users and regenerate",
        expect![[r#"
            +    pgxkit:
            +      retry:
            +        enabled: true
            writes internal/repository/errors.go
            writes internal/repository/executor.go
            writes internal/repository/lab_reagents_repository.go
            writes internal/repository/operation.go
            writes internal/repository/orders_repository.go
            writes internal/repository/retry.go
            writes internal/repository/transaction.go
            writes internal/repository/users_repository.go
        "#]],
    );
    assert_eq!(project.problems(), "");
}

#[test]
fn a_file_that_a_person_edited_stays_and_the_title_says_so() {
    let mut project = Project::generated(PROJECT);
    project.edit(USERS, "\tID ", "\tMine int\n\tID ");
    titles(
        &project,
        FIRST,
        "email text",
        expect![[r#"
            Enable retry for users and regenerate, but not users_repository.go, which was edited by hand
            Enable read/write splitting for users and regenerate, but not users_repository.go, which was edited by hand
            Enable health checks for users and regenerate, but not users_repository.go, which was edited by hand
            Enable metrics for users and regenerate, but not users_repository.go, which was edited by hand
        "#]],
    );
    let edited = project.read(USERS).to_owned();
    let actions = offers(&project, FIRST, project.span(FIRST, "email text"));
    project.apply(actions.into_iter().next().unwrap().changes);
    assert_eq!(project.read(USERS), edited);

    let mut project = Project::generated(PROJECT);
    project.write("internal/repository/retry.go", "package repository\n");
    titles(
        &project,
        FIRST,
        "email text",
        expect![[r#"
            Enable retry for users and regenerate, but not retry.go, which is not pgwright's
            Enable read/write splitting for users and regenerate
            Enable health checks for users and regenerate
            Enable metrics for users and regenerate
        "#]],
    );
    project.edit(USERS, "\tID ", "\tMine int\n\tID ");
    titles(
        &project,
        FIRST,
        "email text",
        expect![[r#"
            Enable retry for users and regenerate, but not 2 files that were edited by hand
            Enable read/write splitting for users and regenerate, but not users_repository.go, which was edited by hand
            Enable health checks for users and regenerate, but not users_repository.go, which was edited by hand
            Enable metrics for users and regenerate, but not users_repository.go, which was edited by hand
        "#]],
    );
}

/// Offers would change nothing, or not only this.
#[test]
fn what_cannot_be_switched_is_not_offered() {
    let with = |yaml: &str| {
        let fixture = format!(
            "//- /pgwright.yaml\n{yaml}\n//- /migrations/1.sql\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY);\n"
        );
        let project = Project::generated(&fixture);
        let actions = offers(&project, "migrations/1.sql", Span::new(0, 0));
        actions.into_iter().map(|it| it.title).collect::<Vec<_>>()
    };
    assert_eq!(with("database: {schema: public}").len(), 4, "else this shows nothing");
    assert_eq!(with("tables: {users: {exclude: true}}"), [""; 0], "no Go");
    assert_eq!(with("database: {pgxkit: {enabled: false}}"), [""; 0], "no effect");
    assert_eq!(with("database: {schema: public}\noutp"), [""; 0], "half typed");
    assert_eq!(with("functions: [nothing]"), [""; 0], "in doubt");
    assert_eq!(with("required_version: '>=99'"), [""; 0], "another version");
    let alias = "tables:\n  orders: &all {entity: One}\n  users: *all";
    assert_eq!(with(alias), [""; 0], "the same text says it of both");
    let merged = "tables:\n  o*: &all {entity: One}\n  users:\n    <<: *all\n    struct: User";
    assert_eq!(with(merged).len(), 4, "the entry has a text of its own");
}

/// The pieces that a configuration is made of at random.
fn configuration() -> impl Strategy<Value = String> {
    let flag = || {
        prop::sample::select(
            &["", "{enabled: true}", "{enabled: false}", "{enabled: true} # why"][..],
        )
    };
    let features = move || {
        (flag(), flag(), flag(), flag()).prop_map(|(retry, split, health, metrics)| {
            let keys = ["retry", "read_write_splitting", "health_checks", "metrics"];
            let set = keys.into_iter().zip([retry, split, health, metrics]);
            let set = set.filter(|(_, value)| !value.is_empty());
            set.map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>()
        })
    };
    let block = |indent: &str, lines: Vec<String>| match lines.is_empty() {
        true => String::new(),
        false => lines.iter().map(|line| format!("{indent}{line}\n")).collect::<String>(),
    };
    (features(), features(), features(), any::<[bool; 4]>()).prop_map(
        move |(project, users, glob, [comment, flow, bare, tail])| {
            let mut text = String::new();
            if comment {
                text += "# the shop's\n\n";
            }
            text += "database:\n  schemas: [public, 'lab'] # two\n";
            let lines = block("    ", project);
            if !lines.is_empty() {
                text += &format!("  pgxkit:\n{lines}");
            }
            text += "\n";
            let (users, glob) = (block("      ", users), block("      ", glob));
            match (users.is_empty() && glob.is_empty(), bare) {
                (true, true) => text += "tables:\n",
                (true, false) => {}
                _ => text += "# each of them\ntables:\n",
            }
            if !glob.is_empty() {
                text += &format!("  'o*':\n    pgxkit:\n{glob}");
            }
            if !users.is_empty() {
                text += &format!("  \"users\": # people\n    pgxkit:\n{users}");
            } else if flow && !glob.is_empty() {
                text += "  users: {entity: User}\n";
            }
            if tail {
                text += "\nnaming: {structs: singular}\n# the end";
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// What an offer makes of a project is what its line in the configuration and `--generate`
    /// make of it; what a person wrote in the configuration is still there.
    #[test]
    fn an_offer_does_what_its_setting_and_generating_do(
        yaml in configuration(),
        place in 0..4_usize,
        choice in any::<prop::sample::Index>(),
    ) {
        let mut project = Project::new(PROJECT);
        project.write(YAML, &yaml);
        project.generate();
        let (path, text) = [
            (FIRST, "email text"), (FIRST, "orders (id"), (FIRST, "lab.reagents"), (YAML, "database"),
        ][place];
        let actions = offers(&project, path, project.span(path, text));
        prop_assert_eq!(actions.len(), if path == YAML { 5 } else { 4 }, "{}", yaml);
        let action = choice.get(&actions).clone();
        let (written, go): (Vec<_>, Vec<_>) =
            action.changes.into_iter().partition(|change| &**change.path() == YAML);
        prop_assert_eq!(written.len(), 1);
        prop_assert!(!go.is_empty());
        let mut by_generating = Project::new(PROJECT);
        by_generating.write(YAML, &yaml);
        by_generating.generate();
        project.apply(written.clone());
        by_generating.apply(written);
        by_generating.generate();
        project.apply(go);
        prop_assert!(project.paths().eq(by_generating.paths()));
        for path in by_generating.paths() {
            prop_assert_eq!(project.read(path), by_generating.read(path));
        }
        prop_assert_eq!(project.problems(), "");
        // Only `enabled` says something else; nothing else goes.
        let kept = |line: &str| project.read(YAML).lines().any(|it| it == line);
        for line in yaml.lines() {
            let switched = ["enabled: true", "enabled: false"];
            let moved = switched.iter().any(|it| line.contains(it)) || line.contains(['{', '[']);
            let comment = line.split_once('#').is_none_or(|(_, it)| project.read(YAML).contains(it));
            prop_assert!((kept(line) || moved) && comment, "{line} of\n{yaml}\n{}", project.read(YAML));
        }
    }
}
