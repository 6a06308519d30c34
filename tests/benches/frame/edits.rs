//! From a key that is pressed to the problems that are shown.

use crate::process;
use crate::report::Times;
use crate::servers::Server;
use crate::workspace::{Document, Kind, Place, Workspace};
use pgwright_tests::editor::Editor;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub const KINDS: [Kind; 3] = [Kind::Comment, Kind::Space, Kind::Column];
pub const PLACES: [Place; 3] = [Place::First, Place::Middle, Place::Last];

/// How many edits are measured, and how many at least where they take longer than the limit.
const ROUNDS: usize = 300;
const LEAST: usize = 20;
const LIMIT: Duration = Duration::from_secs(10);

/// A session in which a migration is open, with the lines that are typed in.
pub struct Session {
    pub editor: Editor,
    pub document: Document,
    pulled: bool,
    own: bool,
}

impl Session {
    /// Starts a server, opens a migration, and adds the lines.
    pub fn start(server: &Server, workspace: &Workspace, place: Place) -> Self {
        let editor = server.start(workspace.path());
        Self::with(editor, server, workspace, place)
    }

    /// The same with a server that runs.
    pub fn with(mut editor: Editor, server: &Server, workspace: &Workspace, place: Place) -> Self {
        let document = Document::open(&mut editor, workspace, place);
        let mut session = Self { editor, document, pulled: server.pulled, own: server.own };
        let change = session.document.begin();
        session.type_in(change, true);
        session
    }

    /// Types, and waits for the problems: how long they took to come.
    pub fn edit(&mut self, kind: Kind) -> Duration {
        let change = self.document.edit(kind);
        self.type_in(change, kind == Kind::Column)
    }

    /// Sends a change. Where it makes a difference to the repository, our own server tells that too.
    fn type_in(&mut self, change: Value, drifts: bool) -> Duration {
        let departure = self.editor.notify("textDocument/didChange", change);
        if self.pulled {
            let (id, _) = self.editor.request("textDocument/diagnostic", self.document.pull());
            let (arrival, _) = self.editor.until(|message| message["id"] == id);
            return arrival - departure;
        }
        let (mut told, mut drifted) = (false, !(drifts && self.own));
        let (arrival, _) = self.editor.until(|message| {
            told |= self.document.is_told(message);
            drifted |= self.document.is_drift(message);
            told && drifted
        });
        arrival - departure
    }

    /// The same over and over, and how long the server's process ran for each.
    pub fn edits(&mut self, kind: Kind) -> (Times, Duration) {
        let before = process::ran(self.editor.process());
        let end = Instant::now() + LIMIT;
        let mut times = Vec::new();
        while times.len() < ROUNDS && (times.len() < LEAST || Instant::now() < end) {
            times.push(self.edit(kind));
        }
        let ran = process::ran(self.editor.process()).saturating_sub(before);
        let each = ran / times.len() as u32;
        (times.into_iter().collect(), each)
    }
}

/// How long a server does nothing between a key and its problems, in the smallest of projects:
/// what neither it nor the pipe needs. The least, as the machine is not alone.
pub fn wait(server: &Server) -> Duration {
    let workspace = Workspace::new(1, 2);
    let mut session = Session::start(server, &workspace, Place::Last);
    let process = session.editor.process();
    let idle = |_| {
        let before = process::ran(process);
        let time = session.edit(Kind::Comment);
        time.saturating_sub(process::ran(process) - before)
    };
    let idle: Times = (0..50).map(idle).collect();
    idle.percentile(0)
}

/// The answers to a question that is asked over and over while an edit has not been answered: how
/// long each took, how many came before the problems did, and how long these took.
pub fn meanwhile(server: &Server, workspace: &Workspace) -> (Times, usize, Duration) {
    let mut session = Session::start(server, workspace, Place::First);
    let (path, text) = workspace.migration(workspace.len() / 2 + 1);
    session.editor.open(&path, 1, text);
    session.edit(Kind::Comment);
    let hover = json!({
        "textDocument": {"uri": pgwright_fixture::protocol::uri(&path)},
        "position": {"line": 0, "character": 20},
    });
    let change = session.document.edit(Kind::Column);
    let departure = session.editor.notify("textDocument/didChange", change);
    let mut asked = vec![session.editor.request("textDocument/hover", hover.clone())];
    let (mut times, mut before, mut told) = (Vec::new(), 0, None);
    while told.is_none() || !asked.is_empty() {
        if let Some((arrival, message)) = session.editor.next(Duration::from_millis(5)) {
            if session.document.is_told(&message) {
                told = Some(arrival - departure);
            } else if let Some(at) = asked.iter().position(|(id, _)| message["id"] == *id) {
                times.push(arrival - asked.remove(at).1);
                before += usize::from(told.is_none());
            } else {
                continue;
            }
        }
        if told.is_none() && asked.last().is_none_or(|(_, at)| at.elapsed().as_millis() >= 5) {
            asked.push(session.editor.request("textDocument/hover", hover.clone()));
        }
    }
    (times.into_iter().collect(), before, told.unwrap_or_default())
}
