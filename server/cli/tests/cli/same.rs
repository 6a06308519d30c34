//! `--check` and the editor say the same: over random states of a project, the two lists of
//! problems are equal, each with its file, place, code, severity, message and help.

use crate::pipe::Pipe;
use crate::support::Folder;
use fastrand::Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const CONFIGURATIONS: &[&str] = &[
    "database: {schema: public}\n",
    "",
    "problems: {drift: warning, drift-missing: off}\n",
    "tables:\n  users: {struct: Person, functions: [get, list]}\n  nobody: {exclude: true}\n",
    "tables:\n  users:\n    pagination: {order_by: [größe desc, id]}\n",
    "database:\n  pgxkit:\n    retry: {enabled: true, max_retries: -1}\n",
    "database:\n  pgxkit:\n    metrics: {enabled: true, dashboard: true}\n",
    "naming: {structs: singular}\nunheard: of\ntypes: {nullable: sql}\n",
    "# Größe 🐘\nmigrations: {directory: [migrations, migrations]}\n",
    "required_version: \">=99\"\n",
];

const STATEMENTS: &[&str] = &[
    "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, größe int);\n",
    "/* ß🐘 */ CREATE TABLE posts (id uuid PRIMARY KEY, user_id bigint REFERENCES users (id));\n",
    "ALTER TABLE users ADD COLUMN phone text;\n",
    "ALTER TABLE users RENAME TO people;\n",
    "ALTER TABLE posts ADD COLUMN \"userId\" bigint, ADD COLUMN shape polygon;\n",
    "CREATE TYPE mood AS ENUM ('gut', 'schön');\nALTER TABLE users ADD mood mood;\n",
    "CREATE EXTENSION vector;\nALTER TABLE posts ADD near vector(3);\n",
    "DROP TABLE posts;\n",
    "CREATE VIEW grown AS SELECT id, größe FROM users;\n",
    "SELECT make_tables();\n",
    "CREATE TABLE users (id int);\n",
    "\r\n-- von Hand\r\n",
];

const MIGRATIONS: [&str; 5] = [
    "migrations/1_users.sql",
    "migrations/2_posts.sql",
    "migrations/3_more.sql",
    "migrations/3_größe.sql",
    "migrations/notes.sql",
];

const GENERATED: [&str; 5] = [
    "internal/repository/users_repository.go",
    "internal/repository/posts_repository.go",
    "internal/repository/errors.go",
    "internal/repository/own.go",
    "internal/repository/gone_repository.go",
];

/// Makes a random change; the files that it touches.
fn change(folder: &Folder, random: &mut Rng) -> Vec<String> {
    match random.u8(..10) {
        0 => {
            folder.write("pgwright.yaml", pick(random, CONFIGURATIONS));
            vec!["pgwright.yaml".to_owned()]
        }
        1 => {
            let before = names(folder);
            folder.run(&["--generate"]);
            let after = names(folder);
            before.union(&after).filter(|it| it.starts_with("internal")).cloned().collect()
        }
        2 => {
            let file = *pick(random, &[MIGRATIONS.as_slice(), &GENERATED].concat());
            let _ = std::fs::remove_file(folder.path(file));
            vec![file.to_owned()]
        }
        3 | 4 => {
            let file = *pick(random, &GENERATED);
            let text = std::fs::read_to_string(folder.path(file)).unwrap_or_default();
            let text = match random.u8(..6) {
                0 => text + "// von Hand\n",
                1 => text.replace('\n', "\r\n"),
                2 => format!("<<<<<<< HEAD\n{text}=======\n>>>>>>> other\n"),
                3 => "package repository\n\nfunc (r *UsersRepository) Count() {}\n".to_owned(),
                4 => text.replace("func", "fünc"),
                _ => cut(random, &text),
            };
            folder.write(file, text);
            vec![file.to_owned()]
        }
        _ => {
            let file = *pick(random, &MIGRATIONS);
            let count = random.usize(..4);
            let mut text: String = (0..count).map(|_| *pick(random, STATEMENTS)).collect();
            if random.u8(..4) == 0 {
                text = cut(random, &text);
            }
            let mut bytes = text.into_bytes();
            if random.u8(..20) == 0 {
                bytes.extend(b"-- \xff\n");
            }
            folder.write(file, bytes);
            vec![file.to_owned()]
        }
    }
}

fn pick<'a, T>(random: &mut Rng, from: &'a [T]) -> &'a T {
    &from[random.usize(..from.len())]
}

/// The text up to somewhere.
fn cut(random: &mut Rng, text: &str) -> String {
    let count = text.chars().count();
    text.chars().take(random.usize(..=count)).collect()
}

fn names(folder: &Folder) -> BTreeSet<String> {
    folder.files().into_iter().map(|(name, _)| name).collect()
}

/// An editor: what it has open, and what it was told.
struct Editor {
    pipe: Pipe,
    open: BTreeMap<String, i64>,
    /// `file: place severity code message`, by file.
    told: BTreeMap<String, Vec<String>>,
}

impl Editor {
    fn start(folder: &Folder) -> Self {
        let mut pipe = Pipe::start(folder);
        let watching = json!({"dynamicRegistration": true, "relativePatternSupport": true});
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-32"]},
            "workspace": {"didChangeWatchedFiles": watching},
        });
        pipe.initialize_with(folder, json!({"capabilities": capabilities}));
        Self { pipe, open: BTreeMap::new(), told: BTreeMap::new() }
    }

    /// Follows what happened to files: on disk, and to what is open, in the editor.
    fn follow(&mut self, folder: &Folder, files: &[String], random: &mut Rng) {
        let mut changes = Vec::new();
        for file in files {
            let uri = uri(folder, file);
            let document = json!({"uri": uri});
            match std::fs::read_to_string(folder.path(file)) {
                Ok(text) if self.open.contains_key(file) => {
                    let version = self.open.entry(file.clone()).or_default();
                    *version += 1;
                    let document = json!({"uri": uri, "version": *version});
                    let params = json!({
                        "textDocument": document, "contentChanges": [{"text": text}],
                    });
                    self.pipe.notify("textDocument/didChange", params);
                }
                Ok(text) if random.u8(..3) == 0 => {
                    self.open.insert(file.clone(), 1);
                    let document =
                        json!({"uri": uri, "languageId": "sql", "version": 1, "text": text});
                    self.pipe.notify("textDocument/didOpen", json!({"textDocument": document}));
                }
                Ok(_) => {}
                // What is gone, or no text, no editor has open as it is on disk.
                Err(_) if self.open.remove(file).is_some() => {
                    self.pipe.notify("textDocument/didClose", json!({"textDocument": document}));
                }
                Err(_) => {}
            }
            changes.push(json!({"uri": uri, "type": 2}));
        }
        self.pipe.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    }

    /// What it shows when the server has taken in everything that was said.
    fn shows(&mut self, folder: &Folder) -> Vec<String> {
        let document = json!({"uri": uri(folder, "pgwright.yaml")});
        let params = json!({"textDocument": document, "position": {"line": 0, "character": 0}});
        self.pipe.ask("textDocument/hover", params).unwrap();
        for message in self.pipe.take_unread() {
            if message["method"] == "textDocument/publishDiagnostics" {
                let params = &message["params"];
                let file = file_of(folder, params["uri"].as_str().unwrap());
                let shown = params["diagnostics"].as_array().unwrap().iter();
                let shown = shown.map(|it| shown_of_diagnostic(&file, it)).collect();
                self.told.insert(file, shown);
            }
        }
        let mut all: Vec<String> = self.told.values().flatten().cloned().collect();
        all.sort();
        all
    }
}

fn uri(folder: &Folder, file: &str) -> String {
    let path = folder.path(file);
    let path = path.to_str().unwrap();
    format!("file://{}", path.replace("ö", "%C3%B6").replace("ß", "%C3%9F"))
}

fn file_of(folder: &Folder, uri: &str) -> String {
    let path = uri.replace("%C3%B6", "ö").replace("%C3%9F", "ß");
    let root = format!("file://{}", folder.path("").display());
    path.strip_prefix(&root).unwrap_or_else(|| panic!("{uri}")).to_owned()
}

fn shown_of_diagnostic(file: &str, it: &Value) -> String {
    let place = |name: &str| {
        let at = &it["range"][name];
        let (line, column) = (at["line"].as_u64().unwrap(), at["character"].as_u64().unwrap());
        format!("{}:{}", line + 1, column + 1)
    };
    let severity = ["", "error", "warning", "information", "hint"];
    let severity = severity[it["severity"].as_u64().unwrap() as usize];
    let (code, message) = (it["code"].as_str().unwrap(), it["message"].as_str().unwrap());
    format!("{file}:{}-{}: {severity}[{code}]: {message}", place("start"), place("end"))
}

/// What `--check` says; `None` when it says that the call cannot be used.
fn checked(folder: &Folder) -> Option<Vec<String>> {
    let output = folder.run(&["--check", "--format=json"]);
    if output.code == 2 {
        return None;
    }
    let report: Value = serde_json::from_str(&output.stdout).unwrap();
    let problems = report["projects"][0]["problems"].as_array().unwrap().iter();
    let mut all: Vec<String> = problems
        .map(|it| {
            let text = |key: &str| it[key].as_str().unwrap();
            let place = |name: &str| format!("{}:{}", it[name]["line"], it[name]["column"]);
            let help = it["help"].as_array().unwrap().iter();
            let help: String = help.map(|it| format!("\nhelp: {}", it.as_str().unwrap())).collect();
            format!(
                "{}:{}-{}: {}[{}]: {}{help}",
                text("file"),
                place("start"),
                place("end"),
                text("severity"),
                text("code"),
                text("message")
            )
        })
        .collect();
    all.sort();
    Some(all)
}

/// `PGWRIGHT_STATES` says how many states, `PGWRIGHT_STATES_SEED` where they begin.
#[test]
#[allow(clippy::print_stdout)] // How much was compared.
fn check_and_the_editor_say_the_same_in_every_state() {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    let states = number("PGWRIGHT_STATES").unwrap_or(500);
    let seed = number("PGWRIGHT_STATES_SEED").unwrap_or(1);
    let mut random = Rng::with_seed(seed);
    let folder =
        Folder::new(&[("pgwright.yaml", CONFIGURATIONS[0]), (MIGRATIONS[0], STATEMENTS[0])]);
    let mut editor = Editor::start(&folder);
    let (mut compared, mut found, mut unusable) = (0_u64, 0_u64, 0_u64);
    for state in 0.. {
        if compared == states {
            break;
        }
        let mut files = Vec::new();
        for _ in 0..random.usize(1..4) {
            files.extend(change(&folder, &mut random));
        }
        files.sort();
        files.dedup();
        editor.follow(&folder, &files, &mut random);
        let Some(checked) = checked(&folder) else {
            unusable += 1;
            continue;
        };
        // A configuration that comes or goes is looked for on disk beside the rest.
        let start = Instant::now();
        let mut shown = editor.shows(&folder);
        while shown != checked && start.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(50));
            shown = editor.shows(&folder);
        }
        let missing: Vec<&String> = checked.iter().filter(|it| !shown.contains(it)).collect();
        let more: Vec<&String> = shown.iter().filter(|it| !checked.contains(it)).collect();
        assert!(
            shown == checked,
            "seed {seed}, state {state}, after {files:?}: only --check says\n{missing:#?}\nonly \
             the editor says\n{more:#?}"
        );
        compared += 1;
        found += checked.len() as u64;
    }
    println!("{compared} states, {found} problems; {unusable} that cannot be used");
    assert!(found > states && unusable <= states / 4, "{found} problems, {unusable} unusable");
}
