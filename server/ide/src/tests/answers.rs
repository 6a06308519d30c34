//! No answer breaks at any place of any text, and none depends on what the text was before.

use super::Project;
use crate::Snapshot;
use proptest::prelude::*;

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public, pgxkit: {retry: {enabled: true}}}
    types:
      overrides:
        - {column: users.email, go: string}
    tables:
      users:
        columns: {email: {field: Mail}}
        pagination: {order_by: [created_at desc, id]}
      'o*': {functions: [create, get]}
    //- /migrations/1.sql
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE, mood mood, created_at timestamptz);
    -- größe 🐘
    CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));
    //- /migrations/2.sql
    ALTER TABLE users RENAME TO people;
    ALTER TABLE people RENAME COLUMN email TO \"E-Mail\";
    ALTER TABLE people RENAME TO users;
    INSERT INTO users (id, \"E-Mail\") SELECT o.id, 'x' FROM orders AS o;
    DROP TABLE orders;
";

const PIECES: [&str; 24] = [
    "'",
    "\"",
    "$$",
    "/*",
    "--",
    "(",
    ")",
    ",",
    ";",
    ".",
    ":",
    "- ",
    "\n  ",
    "{",
    "[",
    "ß🐘",
    "\r\n",
    "ALTER TABLE users ",
    "DROP COLUMN ",
    "SELECT u. FROM users u",
    "CREATE TABLE x (a int, ",
    "tables:\n  users:\n    ",
    "type Users struct {\n\tMail ",
    "\u{0}",
];

/// All answers at a place, as a text.
fn answers(snapshot: &Snapshot, path: &str, offset: u32) -> String {
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        snapshot.hover(path, offset),
        snapshot.definition(path, offset),
        snapshot.references(path, offset, true),
        snapshot.highlights(path, offset),
        snapshot.completion(path, offset),
    )
}

/// Those that are about a whole file or project.
fn whole(snapshot: &Snapshot, path: &str) -> String {
    let (symbols, lenses) = (snapshot.symbols(path), snapshot.lenses(path));
    format!("{symbols:?}\n{lenses:?}\n{:?}", snapshot.find_symbols("us"))
}

fn cases() -> u32 {
    std::env::var("PGWRIGHT_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(6)
}

type Change = (prop::sample::Index, prop::sample::Index, usize, usize);

fn change() -> impl Strategy<Value = Change> {
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..PIECES.len(), 0..12_usize)
}

/// Puts a piece in the place of some characters of a file.
fn apply(project: &mut Project, (file, at, piece, length): &Change) {
    let paths: Vec<String> = project.paths().map(str::to_owned).collect();
    let path = &paths[file.index(paths.len())];
    let text = project.read(path);
    let at = text.floor_char_boundary(at.index(text.len() + 1));
    let rest: String = text[at..].chars().skip(*length).collect();
    let text = format!("{}{}{rest}", &text[..at], PIECES[*piece]);
    project.write(path, &text);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    /// `PGWRIGHT_CASES` says how many histories of edits are tried.
    #[test]
    fn answers_break_nowhere_and_hang_on_the_texts_alone(changes in prop::collection::vec(change(), 1..5)) {
        let mut project = Project::generated(PROJECT);
        let mut snapshot = project.snapshot();
        for change in &changes {
            apply(&mut project, change);
            snapshot = Snapshot::new(project.texts(), Some(&snapshot));
            // What was asked before must not show in what is asked later.
            for path in ["migrations/1.sql", "migrations/2.sql", "pgwright.yaml"] {
                answers(&snapshot, path, 60);
            }
        }
        let fresh = project.snapshot();
        let users = "internal/repository/users_repository.go";
        for path in ["migrations/1.sql", "migrations/2.sql", "pgwright.yaml", users] {
            prop_assert_eq!(whole(&snapshot, path), whole(&fresh, path));
            let length = project.read(path).len() as u32;
            let step = if path == users { 397 } else { 11 };
            for offset in (0..=length + 2).step_by(step) {
                prop_assert_eq!(answers(&snapshot, path, offset), answers(&fresh, path, offset), "{} {}", path, offset);
            }
        }
    }
}

#[test]
fn no_answer_breaks_at_any_place_of_a_project() {
    let project = Project::generated(PROJECT);
    let snapshot = project.snapshot();
    for path in project.paths() {
        whole(&snapshot, path);
        let step = if path.ends_with(".go") { 53 } else { 1 };
        for offset in (0..=project.read(path).len() as u32 + 3).step_by(step) {
            answers(&snapshot, path, offset);
        }
    }
}
