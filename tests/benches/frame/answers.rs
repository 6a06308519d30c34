//! What an editor asks for, and from its start to the first problems.

use crate::process;
use crate::report::Times;
use crate::servers::Server;
use crate::workspace::Workspace;
use pgwright_fixture::protocol::uri;
use pgwright_tests::editor::Editor;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The requests that are measured.
pub const ANSWERS: [&str; 3] =
    ["textDocument/hover", "textDocument/completion", "textDocument/definition"];

/// How many documents are open, and how often each request is sent.
const DOCUMENTS: usize = 25;
const ROUNDS: usize = 500;

/// The first answer of a server that has just started and shown its problems, and all of them.
pub fn answers(server: &Server, drifted: &Drifted<'_>, method: &str) -> (Duration, Times) {
    let workspace = drifted.workspace;
    let mut editor = server.start(workspace.path());
    until_problems(&mut editor);
    let files: Vec<(String, (usize, usize))> = (0..DOCUMENTS)
        .map(|number| {
            let (path, text) = workspace.migration(number * workspace.len() / DOCUMENTS);
            editor.open(&path, 1, text);
            (uri(&path), place(text))
        })
        .collect();
    // What the opening brought is done.
    while editor.next(Duration::from_secs(2)).is_some() {}
    let times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let (uri, place) = &files[(round * 7 + DOCUMENTS / 2) % DOCUMENTS];
            let (time, answer) = editor.ask(method, params(uri, *place));
            assert!(!answer.is_null(), "{method} in {uri}");
            time
        })
        .collect();
    (times[0], times.into_iter().collect())
}

/// Where a statement names its table: line and column, within the name.
fn place(text: &str) -> (usize, usize) {
    let before = ["TABLE ", "COLUMN ", " ON "].into_iter().find_map(|word| {
        let (before, _) = text.split_once(word)?;
        Some(before.len() + word.len() + 1)
    });
    let before = &text[..before.expect("every statement names a table")];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count(), before.len() - start)
}

fn params(uri: &str, (line, character): (usize, usize)) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

/// A project that has drifted by a column as long as this lives, so that there is something to tell
/// from the start.
pub struct Drifted<'a> {
    workspace: &'a Workspace,
    path: PathBuf,
    before: &'a str,
}

impl<'a> Drifted<'a> {
    pub fn new(workspace: &'a Workspace) -> Self {
        let (path, before) = workspace.migration(workspace.len() - 1);
        let table = workspace.last_table();
        let text = format!("{before}ALTER TABLE {table} ADD COLUMN late text;\n");
        std::fs::write(&path, text).unwrap();
        Self { workspace, path, before }
    }
}

impl Drop for Drifted<'_> {
    fn drop(&mut self) {
        std::fs::write(&self.path, self.before).unwrap();
    }
}

/// From the start of the process to the first problems, and how long it ran until then.
pub fn start(server: &Server, drifted: &Drifted<'_>, rounds: usize) -> (Times, Duration) {
    let mut ran = Vec::new();
    let time = |_| {
        let start = Instant::now();
        let mut editor = server.start(drifted.workspace.path());
        let arrival = until_problems(&mut editor);
        ran.push(process::ran(editor.process()));
        arrival - start
    };
    let times = (0..rounds).map(time).collect();
    (times, ran.into_iter().collect::<Times>().percentile(50))
}

/// Waits for the first problems; when they came.
fn until_problems(editor: &mut Editor) -> Instant {
    let (arrival, _) = editor.until(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["diagnostics"].as_array().is_some_and(|it| !it.is_empty())
    });
    arrival
}
