//! A person at work, and what happens to their files besides.

use super::pieces::{CONFIGURATIONS, GO, NEW_FILES, SQL, YAML};
use super::state::{CONFIGURATION, State};
use crate::Snapshot;
use fastrand::Rng;
use std::sync::Arc;

/// Goes from state to state, one edit at a time.
pub struct Editor {
    pub state: State,
    random: Rng,
    /// The states before, the oldest first.
    before: Vec<State>,
    /// What is being typed: the file, the offset, and the characters still to come.
    typing: Option<(Arc<str>, usize, Vec<char>)>,
    /// How many characters are still to be taken back: the file and the offset behind them.
    deleting: Option<(Arc<str>, usize, usize)>,
    /// How many edits are still to be undone.
    undoing: usize,
}

impl Editor {
    pub fn new(state: State, random: Rng) -> Self {
        let before = Vec::new();
        Self { state, random, before, typing: None, deleting: None, undoing: 0 }
    }

    /// One edit: a key, or all that happens at once otherwise.
    pub fn edit(&mut self, snapshot: &Snapshot) {
        if self.undoing > 0 {
            self.undoing -= 1;
            if let Some(state) = self.before.pop() {
                self.state = state;
                return;
            }
            self.undoing = 0;
        }
        self.before.push(self.state.clone());
        if !self.type_on() && !self.delete_on() {
            self.begin(snapshot);
        }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.random.usize(..from.len())].clone())
    }

    fn type_on(&mut self) -> bool {
        let Some((path, at, mut characters)) = self.typing.take() else { return false };
        let character = characters.remove(0);
        self.replace(&path, at, 0, character.encode_utf8(&mut [0; 4]));
        if !characters.is_empty() {
            self.typing = Some((path, at + character.len_utf8(), characters));
        } else if self.random.bool() {
            // Most of what is typed goes again, or nothing would be left to edit soon.
            self.undoing = self.before.len().min(self.random.usize(..40));
        }
        true
    }

    fn delete_on(&mut self) -> bool {
        let Some((path, end, count)) = self.deleting.take() else { return false };
        let text = self.state.read(&path);
        let Some(last) = text[..end].chars().next_back() else { return false };
        let start = end - last.len_utf8();
        self.replace(&path, start, last.len_utf8(), "");
        if count > 1 {
            self.deleting = Some((path, start, count - 1));
        } else {
            self.undoing = self.before.len().min(self.random.usize(..12));
        }
        true
    }

    /// Something new.
    fn begin(&mut self, snapshot: &Snapshot) {
        match self.random.u8(..36) {
            0..10 => self.begin_typing(),
            10..13 => self.paste(),
            13..15 => self.begin_deleting(),
            15..18 => self.cut(),
            18..20 => self.undoing = self.random.usize(..10),
            20 => self.undoing = self.before.len(),
            21 => self.add(),
            22 => self.rename(),
            23 => self.remove(),
            24..27 => self.configure(),
            27..30 => self.state.apply(snapshot.changes()),
            30 => self.change_line_breaks(),
            31..34 => self.state.commit(),
            34 => self.read_or_not(),
            _ => self.duplicate(),
        }
    }

    /// A file to edit, and pieces that fit it.
    fn file(&mut self) -> (Arc<str>, &'static [&'static str]) {
        let (ending, pieces) = match self.random.u8(..10) {
            0..5 => (".sql", SQL),
            5..7 => (".yaml", YAML),
            7 => ("own.go", GO),
            _ => (".go", GO),
        };
        let files = self.state.paths(|path| path.ends_with(ending));
        match self.pick(&files) {
            Some(path) => (path, pieces),
            None => (CONFIGURATION.into(), YAML),
        }
    }

    /// A place in a text: where a line or a statement begins or ends, or anywhere.
    fn place(&mut self, text: &str) -> usize {
        let at = self.random.usize(..=text.len());
        match self.random.u8(..4) {
            0 => text.floor_char_boundary(at),
            1 => text.len(),
            _ => text.as_bytes()[..at].iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1),
        }
    }

    fn replace(&mut self, path: &str, at: usize, length: usize, by: &str) {
        let text = self.state.read(path);
        let text = [&text[..at], by, &text[at + length..]].concat();
        self.state.write(path, text.into());
    }

    fn begin_typing(&mut self) {
        let (path, pieces) = self.file();
        let Some(piece) = self.pick(pieces) else { return };
        let text = Arc::clone(self.state.read(&path));
        let at = self.place(&text);
        self.typing = Some((path, at, piece.chars().collect()));
        self.type_on();
    }

    fn paste(&mut self) {
        let (path, pieces) = self.file();
        let text = Arc::clone(self.state.read(&path));
        let at = self.place(&text);
        let piece = match self.random.bool() {
            true => self.pick(pieces).unwrap_or_default().to_owned(),
            false => {
                // From wherever: another language as likely as not.
                let (from, _) = self.file();
                let from = self.state.read(&from);
                let start = from.floor_char_boundary(self.random.usize(..=from.len()));
                from[start..].chars().take(self.random.usize(..200)).collect()
            }
        };
        self.replace(&path, at, 0, &piece);
        self.perhaps_undo();
    }

    fn begin_deleting(&mut self) {
        let (path, _) = self.file();
        let text = Arc::clone(self.state.read(&path));
        let end = self.place(&text);
        self.deleting = Some((path, end, self.random.usize(1..12)));
        self.delete_on();
    }

    fn cut(&mut self) {
        let (path, _) = self.file();
        let text = Arc::clone(self.state.read(&path));
        let start = self.place(&text);
        let length = match self.random.bool() {
            true => text[start..].find('\n').map_or(text.len() - start, |it| it + 1),
            false => {
                let end = text.floor_char_boundary(start + self.random.usize(..80));
                end.max(start) - start
            }
        };
        self.replace(&path, start, length, "");
        self.perhaps_undo();
    }

    fn perhaps_undo(&mut self) {
        if self.random.u8(..3) > 0 {
            self.undoing = self.random.usize(..4);
        }
    }

    fn add(&mut self) {
        let Some((path, text)) = self.pick(NEW_FILES) else { return };
        self.state.write(path, text.into());
        self.perhaps_undo();
    }

    fn rename(&mut self) {
        let (path, _) = self.file();
        let Some(text) = self.state.remove(&path) else { return };
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let path = match self.random.u8(..4) {
            0 => format!("{folder}/9{name}"),
            1 => format!("{folder}/größe_{name}"),
            2 => format!("{folder}/{}", name.to_uppercase().replace(".SQL", ".sql")),
            _ => format!("more/{name}"),
        };
        self.state.write(&path, text);
        self.perhaps_undo();
    }

    fn remove(&mut self) {
        let (path, _) = self.file();
        self.state.remove(&path);
        self.perhaps_undo();
    }

    fn configure(&mut self) {
        let text = self.state.read(CONFIGURATION);
        if let Some(at) = text.find("version: 1").filter(|_| self.random.bool()) {
            // Nothing else becomes another.
            let version = ["15", "16", "17", "18"][self.random.usize(..4)];
            self.replace(CONFIGURATION, at + "version: ".len(), 2, version);
        } else if let Some(text) = self.pick(CONFIGURATIONS) {
            self.state.write(CONFIGURATION, text.into());
            self.perhaps_undo();
        }
    }

    fn change_line_breaks(&mut self) {
        let (path, _) = self.file();
        let text = self.state.read(&path);
        let text = match text.contains('\r') {
            true => text.replace("\r\n", "\n"),
            false => text.replace('\n', "\r\n"),
        };
        self.state.write(&path, text.into());
        self.perhaps_undo();
    }

    fn read_or_not(&mut self) {
        let (path, _) = self.file();
        let unreadable = self.random.bool() && &*path != CONFIGURATION;
        self.state.make_unreadable(unreadable.then_some(path));
        self.perhaps_undo();
    }

    /// The same text again, elsewhere in memory.
    fn duplicate(&mut self) {
        let (path, _) = self.file();
        let text = self.state.read(&path).to_string();
        self.state.write(&path, text.into());
    }
}
