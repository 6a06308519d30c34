//! A snapshot made from the one before is the one made from nothing.

use super::Project;
use crate::Snapshot;
use pgwright_problem::Code;
use proptest::prelude::*;

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, mood mood);
    //- /migrations/0002_orders.sql
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));
    CREATE INDEX ON orders (user_id);
    //- /migrations/0003_phone.sql
    ALTER TABLE users ADD COLUMN phone text;
    COMMENT ON TABLE users IS 'People';
    //- /migrations/0004_view.sql
    CREATE VIEW names AS SELECT name FROM users;
    //- /internal/repository/own.go
    package repository

    func own() {}
";

/// What an edit puts in: pieces of what is there, and of what breaks it.
const PIECES: [&str; 17] = [
    "ALTER TABLE users ADD COLUMN age int;\n",
    "DROP TABLE orders;\n",
    "ALTER TABLE users RENAME COLUMN name TO full_name;\n",
    "CREATE TABLE x (id int);\n",
    "ALTER TYPE mood ADD VALUE 'happy';\n",
    "-- nothing\n",
    "'",
    ";",
    "(",
    "\n",
    "naming: {structs: singular}\n",
    "tables: {users: {exclude: true}}\n",
    "// a person was here\n",
    "func (r *UsersRepository) Count() {}\n",
    "func Set() {}\n",
    "type Orders struct{}\n",
    "ß",
];

/// One change to a project.
#[derive(Debug, Clone)]
enum Edit {
    /// Puts a piece into a file at a place.
    Insert { file: usize, at: usize, piece: usize },
    /// Takes some characters out of a file.
    Delete { file: usize, at: usize, length: usize },
    /// Takes a file away.
    Remove { file: usize },
    /// Puts a file back as it was in the beginning.
    Restore { file: usize },
    /// Brings the output folder in line.
    Generate,
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = || (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    let max = usize::MAX;
    prop_oneof![
        6 => (place(), 0..PIECES.len()).prop_map(move |((file, at), piece)| Edit::Insert {
            file: file.index(max),
            at: at.index(max),
            piece,
        }),
        3 => (place(), 1..20usize).prop_map(move |((file, at), length)| Edit::Delete {
            file: file.index(max),
            at: at.index(max),
            length,
        }),
        1 => any::<prop::sample::Index>().prop_map(move |it| Edit::Remove { file: it.index(max) }),
        2 => any::<prop::sample::Index>().prop_map(move |it| Edit::Restore { file: it.index(max) }),
        1 => Just(Edit::Generate),
    ]
}

fn apply(project: &mut Project, first: &Project, edit: &Edit) {
    let paths: Vec<String> = project.paths().map(str::to_owned).collect();
    let path = |file: usize| paths[file % paths.len()].clone();
    let boundary = |text: &str, at: usize| {
        let at = at % (text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap()
    };
    match *edit {
        Edit::Insert { file, at, piece } => {
            let path = path(file);
            let mut text = project.read(&path).to_owned();
            text.insert_str(boundary(&text, at), PIECES[piece]);
            project.write(&path, &text);
        }
        Edit::Delete { file, at, length } => {
            let path = path(file);
            let text = project.read(&path);
            let start = boundary(text, at);
            let rest: String = text[start..].chars().skip(length).collect();
            project.write(&path, &format!("{}{rest}", &text[..start]));
        }
        Edit::Remove { file } => {
            let path = path(file);
            if path != "pgwright.yaml" {
                project.remove(&path);
            }
        }
        Edit::Restore { file } => {
            let paths: Vec<&str> = first.paths().collect();
            let path = paths[file % paths.len()];
            project.write(path, first.read(path));
        }
        Edit::Generate => project.generate(),
    }
}

fn assert_same(incremental: &Snapshot, fresh: &Snapshot) {
    assert_eq!(incremental.problems, fresh.problems);
    assert_eq!(incremental.expected, fresh.expected);
    assert_eq!(incremental.model(), fresh.model());
    assert_eq!(incremental.changes(), fresh.changes());
}

fn cases() -> u32 {
    std::env::var("PGWRIGHT_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(8)
}

/// The clash of a name stands in the generated file too, once that is what it should be.
#[test]
fn a_clash_follows_both_files() {
    let mut project = Project::generated(PROJECT);
    let mut snapshot = project.snapshot();
    let mut follow = |project: &Project| {
        snapshot = Snapshot::new(project.texts(), Some(&snapshot));
        assert_same(&snapshot, &project.snapshot());
        let clashes = snapshot.problems.iter().filter(|it| it.code == Code::GoClash);
        clashes.map(|it| it.location.file.to_string()).collect::<Vec<_>>()
    };
    let (own, optional) = ("internal/repository/own.go", "internal/repository/optional.go");
    assert!(follow(&project).is_empty());
    project.edit(own, "own()", "Set()");
    assert_eq!(follow(&project), [optional, own]);
    project.edit(own, "func Set", "// longer\nfunc Set");
    assert_eq!(follow(&project), [optional, own]);
    project.edit(optional, "// Set", "// Old\n// Set");
    assert_eq!(follow(&project), [own]);
    project.edit(optional, "// Old\n// Set", "// Set");
    assert_eq!(follow(&project), [optional, own]);
    project.edit(own, "Set()", "own()");
    assert!(follow(&project).is_empty());
    project.edit(own, "own() {}", "own() { _ = Set(1) }");
    assert!(follow(&project).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    /// `PGWRIGHT_CASES` says how many histories of edits are tried.
    #[test]
    fn edits_lead_to_the_snapshot_of_their_end(edits in prop::collection::vec(edit(), 1..12)) {
        let first = Project::generated(PROJECT);
        let mut project = Project::generated(PROJECT);
        let mut snapshot = project.snapshot();
        for edit in &edits {
            apply(&mut project, &first, edit);
            snapshot = Snapshot::new(project.texts(), Some(&snapshot));
            assert_same(&snapshot, &project.snapshot());
        }
    }
}

/// The files of tables that a snapshot did not take over from the one before.
fn rendered_again(project: &Project, before: &Snapshot) -> Vec<String> {
    let snapshot = Snapshot::new(project.texts(), Some(before));
    let taken_over = |path: &str| {
        let (was, is) = (before.expected_file(path), snapshot.expected_file(path));
        was.zip(is).is_some_and(|(was, is)| std::ptr::eq(was, is))
    };
    let files = snapshot.expected.files.iter().filter(|file| file.relation.is_some());
    let files = files.filter(|file| !taken_over(&file.path));
    files.map(|file| file.path.rsplit('/').next().unwrap().to_owned()).collect()
}

#[test]
fn an_edit_renders_again_what_it_is_about_and_nothing_else() {
    for (path, text, expected) in [
        ("migrations/0003_phone.sql", "-- nothing", &[][..]),
        (
            "migrations/0003_phone.sql",
            "ALTER TABLE users ADD COLUMN age int;",
            &["users_repository.go"],
        ),
        ("migrations/0003_phone.sql", "ALTER TABLE users ADD COLUMN", &[]),
        // What stands behind the new table in its file has moved.
        ("migrations/0004_view.sql", "CREATE TABLE x (id int);", &["x_repository.go"]),
        (
            "migrations/0003_phone.sql",
            "ALTER TYPE mood ADD VALUE 'happy';",
            &["users_repository.go"],
        ),
        ("migrations/0001_users.sql", "ALTER TABLE orders ADD COLUMN age int;", &[]),
    ] {
        let mut project = Project::generated(PROJECT);
        let before = project.snapshot();
        let whole = format!("{}\n{text}\n", project.read(path));
        project.write(path, &whole);
        assert_eq!(rendered_again(&project, &before), expected, "{path}: {text}");
    }
}
