//! Generated files with the conflict markers of a merge in them.

use super::Project;
use crate::Change;
use pgwright_problem::{Code, TextFile, Versions};
use std::sync::Arc;

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY);
";
const USERS: &str = "internal/repository/users_repository.go";

/// A project whose two branches have each added a column, as git leaves it when it merges them:
/// every line in which they differ stands twice. `edit` is what a person did to one of them before.
fn merged(edit: &str) -> Project {
    let branch = |migration: &str, sql: &str| {
        let mut branch = Project::new(PROJECT);
        branch.write(migration, sql);
        branch.generate();
        branch.read(USERS).to_owned()
    };
    let ours = branch("migrations/0002_phone.sql", "ALTER TABLE users ADD phone text;\n");
    let theirs = branch("migrations/0003_fax.sql", "ALTER TABLE users ADD fax text;\n") + edit;
    let (head, ours_rest) = ours.split_once("// Hash").unwrap();
    let (_, theirs_rest) = theirs.split_once("// Hash").unwrap();
    let conflict =
        format!("{head}<<<<<<< HEAD\n// Hash{ours_rest}=======\n// Hash{theirs_rest}>>>>>>> fax\n");
    let mut project = Project::new(PROJECT);
    project.write("migrations/0002_phone.sql", "ALTER TABLE users ADD phone text;\n");
    project.write("migrations/0003_fax.sql", "ALTER TABLE users ADD fax text;\n");
    project.generate();
    project.write(USERS, &conflict);
    let sides = [ours, theirs].map(|text| TextFile::new(USERS, text));
    project.versions = Arc::new(Versions { committed: vec![], merged: sides.into() });
    project
}

fn help(project: &Project) -> String {
    let problems = project.snapshot().problems;
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(problem.code, Code::DriftConflict);
    problem.help.join("; ")
}

#[test]
fn what_was_generated_on_both_sides_is_generated_anew() {
    let mut project = merged("");
    assert!(help(&project).ends_with("then run `pgwright --generate`"));
    project.generate();
    assert_eq!(project.snapshot().problems, []);
    assert!(project.read(USERS).contains("Phone") && project.read(USERS).contains("Fax"));
}

#[test]
fn what_a_person_added_before_the_merge_is_kept() {
    let mut project = merged("\nfunc mine() {}\n");
    let before = project.read(USERS).to_owned();
    project.generate();
    assert_eq!(project.read(USERS), before);
    assert!(help(&project).ends_with(&format!("--force={USERS}`")));
    assert!(project.problems().contains("lines that a person may have written"));
    let forced = project.snapshot().changes_with(&[USERS.into()].into());
    project.apply(forced);
    assert_eq!(project.snapshot().problems, []);
}

#[test]
fn what_a_person_added_while_settling_it_is_kept() {
    let mut project = merged("");
    project.edit(USERS, "=======\n", "// half settled\n=======\n");
    let before = project.read(USERS).to_owned();
    project.generate();
    assert_eq!(project.read(USERS), before);
}

#[test]
fn where_git_has_no_versions_only_lines_that_are_expected_can_go() {
    let mut project = merged("");
    project.versions = Arc::default();
    assert_eq!(project.snapshot().changes(), []);
    // Both sides are the same but for the hash.
    let mut project = Project::generated(PROJECT);
    let good = project.read(USERS).to_owned();
    project.edit(USERS, "// Hash", "<<<<<<< HEAD\n// Hash: 0123456789abcdef\n=======\n// Hash");
    project.edit(USERS, "\n\n", "\n>>>>>>> fax\n\n");
    project.generate();
    assert_eq!(project.read(USERS), good);
}

#[test]
fn a_conflict_in_a_file_that_belongs_to_nothing_any_more() {
    let mut project = merged("");
    project.write("migrations/0004_drop.sql", "DROP TABLE users;\n");
    assert!(project.snapshot().changes().contains(&Change::Remove { path: USERS.into() }));
    let mut project = merged("\nfunc mine() {}\n");
    project.write("migrations/0004_drop.sql", "DROP TABLE users;\n");
    assert!(project.snapshot().changes().iter().all(|change| &**change.path() != USERS));
    assert!(project.problems().contains("error drift-conflict"));
}
