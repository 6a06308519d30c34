//! Files whose names, or whose folders, are not what they should be.

use super::Project;
use expect_test::expect;
use pgwright_problem::{Code, Location, Problem, Span};

const PROJECT: &str = "
    //- /pgwright.yaml
    migrations: {format: plain}
    //- /migrations/a.sql
    CREATE TABLE users (id bigint PRIMARY KEY);
";
const USERS: &str = "internal/repository/users_repository.go";
const TWIN: &str = "internal/repository/Users_Repository.go";

#[test]
fn a_twin_of_a_generated_file_is_told_and_neither_is_touched() {
    let mut project = Project::generated(PROJECT);
    let text = project.read(USERS).to_owned();
    // Whoever wrote it, and whether the file itself is there or not.
    for (there, twin) in [(true, &*text), (false, &*text), (false, "package repository\n")] {
        project.write(USERS, &text);
        project.write(TWIN, twin);
        if !there {
            project.remove(USERS);
        }
        assert_eq!(project.snapshot().changes(), []);
        let problems = project.snapshot().problems;
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!((problem.code, &*problem.location.file), (Code::DriftForeign, TWIN));
        assert_eq!(
            problem.message,
            format!(
                "`{TWIN}` is one file with the generated `{USERS}` where the case of letters does not count"
            )
        );
    }
    project.remove(TWIN);
    project.generate();
    assert_eq!(project.read(USERS), text);
}

#[test]
fn twins_among_migrations_are_told() {
    let mut project = Project::generated(PROJECT);
    project.write("migrations/A.sql", "SELECT 1;\n");
    expect![[r#"
        migrations/a.sql:1 ``: warning migration-name
          `migrations/a.sql` and `migrations/A.sql` are one file where the case of letters does not count
    "#]].assert_eq(&project.problems());
}

#[test]
fn a_folder_of_several_without_a_migration_costs_no_file() {
    let mut project = Project::new(PROJECT);
    project.write("pgwright.yaml", "migrations: {directory: [migrations, more]}\n");
    project.write("more/b.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\n");
    project.generate();
    project.remove("more/b.sql");
    assert_eq!(project.snapshot().changes(), []);
    expect![[r#"
        pgwright.yaml:1 `[migrations, more]`: error migration-none
          no migration was found in `more`
    "#]]
    .assert_eq(&project.problems());
}

/// Nobody knows what is in them.
#[test]
fn what_could_not_be_read_is_not_written() {
    let mut project = Project::generated(PROJECT);
    project.write("migrations/b.sql", "ALTER TABLE users ADD a text;\n");
    project.remove(USERS);
    for (file, others) in
        [(USERS, true), ("internal/repository", false), ("migrations/c.sql", false)]
    {
        let mut texts = project.texts();
        let location = Location::new(&file.into(), Span::default());
        texts.problems.push(Problem::new(Code::File, location, "cannot be read"));
        let found = crate::Snapshot::new(texts, None).changes();
        assert!(found.iter().all(|change| &**change.path() != USERS), "{file}: {found:?}");
        assert_eq!(!found.is_empty(), others, "{file}");
    }
}
