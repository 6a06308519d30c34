//! What the client knows of the problems in each file, and what it has to be told.
//!
//! A client asks for the problems of what it has open (pulls), or is told of them (pushed); never
//! both for one file. Of files that are not open it is told, until it asks for those of the whole
//! workspace. What has been said is replaced by what is to be said now, not taken back first.

use crate::protocol::Diagnostics;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;

/// What is to be pushed: a file's problems, in the place of those before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Push {
    pub path: Utf8PathBuf,
    /// The version that they are of, if the file is open.
    pub version: Option<i32>,
    pub diagnostics: Diagnostics,
}

/// What the client knows.
#[derive(Debug, Default)]
pub(crate) struct Publisher {
    /// Whether the client asks for the problems of what it has open.
    pulls: bool,
    /// Whether it has asked for those of the workspace.
    pulls_workspace: bool,
    /// Whether it has an answer to that.
    knows_workspace: bool,
    /// What was pushed last of each file that has problems.
    pushed: BTreeMap<Utf8PathBuf, (Option<i32>, Diagnostics)>,
    /// What was answered last of each file that was pulled.
    pulled: BTreeMap<Utf8PathBuf, String>,
    /// The files of which the client knows what holds no more, and what does.
    stale: BTreeMap<Utf8PathBuf, String>,
}

impl Publisher {
    /// For a client that asks for the problems of what it has open, or not.
    pub(crate) fn new(pulls: bool) -> Self {
        Self { pulls, ..Self::default() }
    }

    /// Whether a file's problems are asked for.
    fn is_pulled(&self, open: bool) -> bool {
        if open { self.pulls } else { self.pulls_workspace }
    }

    /// What to push now that a file has these problems, and this version if it is open.
    pub(crate) fn told(
        &mut self,
        path: &Utf8Path,
        version: Option<i32>,
        diagnostics: &Diagnostics,
    ) -> Option<Push> {
        if self.is_pulled(version.is_some()) {
            let id = diagnostics.id(version);
            let known = self.pulled.get(path);
            let is_known = match version {
                // An open file is asked for by itself, the first time.
                Some(_) => known.is_none_or(|known| *known == id),
                None => known.map_or(diagnostics.is_empty(), |known| *known == id),
            };
            if is_known {
                self.stale.remove(path);
            } else {
                self.stale.insert(path.to_owned(), id);
            }
            return self.cleared(path, version);
        }
        match self.pushed.get(path) {
            None if diagnostics.is_empty() => return None,
            // Where the document has moved on, the client's marks have moved with its text.
            Some((before, said)) if said == diagnostics && *before == version => return None,
            _ => {}
        }
        if diagnostics.is_empty() {
            self.pushed.remove(path);
        } else {
            self.pushed.insert(path.to_owned(), (version, diagnostics.clone()));
        }
        Some(Push { path: path.to_owned(), version, diagnostics: diagnostics.clone() })
    }

    /// What to push now that a file was opened: what is asked for is not told.
    pub(crate) fn opened(&mut self, path: &Utf8Path, version: i32) -> Option<Push> {
        self.forget(path);
        if self.pulls { self.cleared(path, Some(version)) } else { None }
    }

    /// A file was closed: what was asked for counts no more.
    pub(crate) fn closed(&mut self, path: &Utf8Path) {
        self.forget(path);
    }

    fn forget(&mut self, path: &Utf8Path) {
        self.pulled.remove(path);
        self.stale.remove(path);
    }

    fn cleared(&mut self, path: &Utf8Path, version: Option<i32>) -> Option<Push> {
        self.pushed.remove(path)?;
        Some(Push { path: path.to_owned(), version, diagnostics: Diagnostics::default() })
    }

    /// A file's problems are answered with.
    pub(crate) fn answered(&mut self, path: &Utf8Path, id: String) {
        self.stale.remove(path);
        self.pulled.insert(path.to_owned(), id);
    }

    /// The client asks for the problems of the workspace: what to push, so that nothing is told of
    /// twice. `is_open` says which files are open.
    pub(crate) fn workspace_pulled(&mut self, is_open: impl Fn(&Utf8Path) -> bool) -> Vec<Push> {
        self.pulls_workspace = true;
        let pushed: Vec<Utf8PathBuf> =
            self.pushed.keys().filter(|path| !is_open(path)).cloned().collect();
        pushed.iter().filter_map(|path| self.cleared(path, None)).collect()
    }

    /// The problems of the workspace are answered with. Whether that is the first time: whoever
    /// knows nothing yet is answered also where there is nothing to tell.
    pub(crate) fn workspace_answered(&mut self) -> bool {
        !std::mem::replace(&mut self.knows_workspace, true)
    }

    /// Whether the client must be told to ask anew. It counts as told then: it is its own affair
    /// which files it asks for.
    pub(crate) fn take_stale(&mut self) -> bool {
        let stale = std::mem::take(&mut self.stale);
        let is_stale = !stale.is_empty();
        self.pulled.extend(stale);
        is_stale
    }
}

#[cfg(test)]
mod tests;
