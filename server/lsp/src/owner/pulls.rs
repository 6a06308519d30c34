//! What the client is told of problems, and what it asks for.

use super::Owner;
use crate::project::ProjectState;
use crate::protocol::{Diagnostics, Outgoing};
use crate::publisher::Push;
use crate::pull::{FileReport, Pull, Report};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Owner {
    /// Tells the client of the problems in `paths`, where they are others than it knows.
    pub(super) fn tell(&mut self, paths: impl IntoIterator<Item = Utf8PathBuf>) {
        for path in paths {
            let diagnostics = self.diagnostics(&path);
            let version = self.documents.get(&path).map(|document| document.version);
            let push = self.publisher.told(&path, version, &diagnostics);
            self.push(push);
        }
    }

    /// All that is wrong with a file.
    fn diagnostics(&self, path: &Utf8Path) -> Diagnostics {
        if !self.settings.diagnostics {
            return Diagnostics::default();
        }
        Diagnostics::all(self.projects.values().filter_map(|it| it.diagnostics.get(path)))
    }

    pub(super) fn push(&self, pushes: impl IntoIterator<Item = Push>) {
        for Push { path, version, diagnostics } in pushes {
            let uri = self.documents.get(&path).map(|document| Arc::clone(&document.uri));
            let document = uri.zip(version);
            self.outbox.send(Outgoing::Diagnostics { path, document, diagnostics });
        }
    }

    /// The client asks for problems.
    pub(super) fn pull(&mut self, pull: Pull) {
        match &pull {
            Pull::Document { path, .. } => {
                let projects = self.projects.values_mut().filter(|project| project.has(path));
                projects.for_each(|project| project.hurry());
            }
            Pull::Workspace { .. } => {
                self.give_up_pulls();
                self.projects.values_mut().for_each(|project| project.hurry());
                let documents = &self.documents;
                let pushes = self.publisher.workspace_pulled(|it| documents.get(it).is_some());
                self.push(pushes);
            }
        }
        self.pulls.push(pull);
        self.answer_pulls();
        self.start_jobs();
    }

    /// Answers a client that asks for the problems of the workspace, and waits for others than it
    /// knows: there are none.
    pub(super) fn give_up_pulls(&mut self) {
        for pull in std::mem::take(&mut self.pulls) {
            match pull {
                Pull::Workspace { reply, .. } => drop(reply.send(Vec::new())),
                pull @ Pull::Document { .. } => self.pulls.push(pull),
            }
        }
    }

    /// Answers what can be answered of what the client asks for. One who knows all problems of the
    /// workspace waits until there are others: so they need not ask again and again.
    pub(super) fn answer_pulls(&mut self) {
        for pull in std::mem::take(&mut self.pulls) {
            if pull.is_taken_back() {
                continue;
            }
            match pull {
                Pull::Document { path, previous, reply } if self.is_settled(|it| it.has(&path)) => {
                    let version = self.documents.get(&path).map(|document| document.version);
                    let report = Report::new(self.diagnostics(&path), version, previous.as_ref());
                    self.publisher.answered(&path, report.id.clone());
                    drop(reply.send(report));
                }
                Pull::Workspace { previous, reply } if self.is_settled(|_| true) => {
                    let files = self.files(&previous);
                    let is_news = files.iter().any(|file| file.report.diagnostics.is_some());
                    if !self.publisher.workspace_answered() && !is_news {
                        self.pulls.push(Pull::Workspace { previous, reply });
                        continue;
                    }
                    for file in &files {
                        self.publisher.answered(&file.path, file.report.id.clone());
                    }
                    drop(reply.send(files));
                }
                pull => self.pulls.push(pull),
            }
        }
        self.refresh();
        self.run_commands();
    }

    /// Whether what is known of the projects is of the newest state, and all of them are found.
    pub(super) fn is_settled(&self, concerns: impl Fn(&ProjectState) -> bool) -> bool {
        let mut projects = self.projects.values().filter(|project| concerns(project));
        self.looking == 0 && projects.all(|project| project.is_settled())
    }

    /// The problems of all files that are not open, for a client that knows those of the ids in
    /// `previous`. What is open it asks for by itself: VS Code shows of it what it was told then,
    /// and leaves aside what a report on all files says.
    fn files(&self, previous: &BTreeMap<Utf8PathBuf, String>) -> Vec<FileReport> {
        let wrong = self.projects.values().flat_map(|project| project.diagnostics.keys());
        let paths: BTreeSet<&Utf8PathBuf> = wrong.chain(previous.keys()).collect();
        let closed = paths.into_iter().filter(|path| self.documents.get(path).is_none());
        let files = closed.map(|path| {
            let report = Report::new(self.diagnostics(path), None, previous.get(path));
            FileReport { path: path.clone(), report }
        });
        files.collect()
    }

    /// Tells the client to ask anew, when it knows what holds no more. Once at a time: it may take
    /// its time.
    pub(super) fn refresh(&mut self) {
        if !self.refreshing && self.publisher.take_stale() {
            self.refreshing = true;
            self.outbox.send(Outgoing::RefreshDiagnostics);
        }
    }
}
