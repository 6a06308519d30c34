//! The projects that are edited, and the edits.

use crate::servers;
use pgwright_fixture::workload;
use pgwright_tests::{editor::Editor, places};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A project on disk, in line.
pub struct Workspace {
    folder: TempDir,
    /// The migrations' paths in the project and their texts, in order.
    migrations: Vec<(String, String)>,
}

/// Which migration is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    First,
    Middle,
    Last,
}

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word of a comment.
    Comment,
    /// An empty line, which comes and goes.
    Space,
    /// The name of a column that a migration adds to a table with a repository: another column each
    /// time.
    Column,
}

impl Workspace {
    /// A project of so many tables and migrations, and its repositories.
    pub fn new(tables: usize, migrations: usize) -> Self {
        let folder = places::memory();
        let project = workload::project(tables, migrations);
        project.write(folder.path()).unwrap();
        let mut generate = Command::new(servers::program());
        generate.arg("--root").arg(folder.path()).args(["--generate", "--quiet"]);
        assert!(generate.status().unwrap().success(), "{generate:?}");
        let migrations = project.files.into_iter().filter(|(path, _)| path.ends_with(".sql"));
        Self { migrations: migrations.collect(), folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// How many migrations there are.
    pub fn len(&self) -> usize {
        self.migrations.len()
    }

    /// The migrations' texts, in order.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.migrations.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The path of a migration, and its text.
    pub fn migration(&self, at: usize) -> (PathBuf, &str) {
        let (path, text) = &self.migrations[at];
        (self.path().join(path), text)
    }

    /// The table that the history has made last.
    pub fn last_table(&self) -> &str {
        self.table(self.len() - 1)
    }

    fn index(&self, place: Place) -> usize {
        match place {
            Place::First => 0,
            Place::Middle => self.len() / 2,
            Place::Last => self.len() - 1,
        }
    }

    /// The table that the history has made last, at a migration.
    fn table(&self, at: usize) -> &str {
        let made = self.migrations[..=at].iter().rev();
        let mut named =
            made.filter_map(|(_, text)| text.split_once("CREATE TABLE ")?.1.split_once(' '));
        named.next().expect("the first migration makes a table").0
    }
}

/// A migration that is open in an editor, with lines at its end that are typed in.
///
/// The last of the lines is wrong: so the server has something to say of every version. The one
/// before adds a column, which the repository on disk has not.
#[derive(Debug)]
pub struct Document {
    uri: String,
    pub version: i64,
    /// The lines before those that are typed in.
    lines: usize,
    /// The statement before the column's name.
    statement: String,
    /// The column's name.
    column: String,
    spaced: bool,
}

impl Document {
    /// Opens a migration, and adds the lines.
    pub fn open(editor: &mut Editor, workspace: &Workspace, place: Place) -> Self {
        let at = workspace.index(place);
        let (path, text) = workspace.migration(at);
        editor.open(&path, 1, text);
        let document = Self {
            uri: pgwright_fixture::protocol::uri(&path),

            version: 1,
            lines: text.lines().count(),
            statement: format!("ALTER TABLE {} ADD COLUMN frame_", workspace.table(at)),
            column: "frame_00000000".into(),
            spaced: false,
        };
        assert!(text.ends_with('\n'));
        document
    }

    /// The change that adds the lines which are typed in later.
    pub fn begin(&mut self) -> serde_json::Value {
        let text = format!(
            "-- word_00000000\n{}00000000 text;\nCOMMENT ON TABLE of_nobody IS 'unknown';\n",
            self.statement
        );
        self.change(self.lines, 0, 0, &text)
    }

    /// The parameters of the next `didChange`.
    pub fn edit(&mut self, kind: Kind) -> serde_json::Value {
        let digits = format!("{:08}", self.version);
        match kind {
            Kind::Comment => self.change(self.lines, 8, 16, &digits),
            Kind::Column => {
                let from = self.statement.len();
                self.column = format!("frame_{digits}");
                self.change(self.lines + 1, from, from + 8, &digits)
            }
            Kind::Space => {
                self.spaced = !self.spaced;
                let (line, end) = (self.lines + 3, usize::from(!self.spaced));
                self.version += 1;
                let text = if self.spaced { "\n" } else { "" };
                let range = json!({
                    "start": {"line": line, "character": 0},
                    "end": {"line": line + end, "character": 0},
                });
                self.params(json!({"range": range, "text": text}))
            }
        }
    }

    fn change(&mut self, line: usize, from: usize, to: usize, text: &str) -> serde_json::Value {
        self.version += 1;
        let range = json!({
            "start": {"line": line, "character": from},
            "end": {"line": line, "character": to},
        });
        self.params(json!({"range": range, "text": text}))
    }

    fn params(&self, change: serde_json::Value) -> serde_json::Value {
        json!({
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [change],
        })
    }

    /// Whether a message tells of the column that the repository lacks.
    pub fn is_drift(&self, message: &serde_json::Value) -> bool {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"].as_str().is_some_and(|uri| uri.ends_with(".go"))
            && message["params"]["diagnostics"].to_string().contains(&self.column)
    }

    /// Whether a message tells what is wrong with the newest version.
    pub fn is_told(&self, message: &serde_json::Value) -> bool {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == self.uri.as_str()
            && message["params"]["version"] == self.version
    }

    /// The parameters of a request for what is wrong.
    pub fn pull(&self) -> serde_json::Value {
        json!({"textDocument": {"uri": self.uri}})
    }
}
