//! The work behind changes: begun when it is due, and what comes out of it.

use super::Owner;
use crate::attempt::attempt;
use crate::documents::Documents;
use crate::event::Event;
use crate::job::Outcome;
use crate::protocol::{Outbox, Outgoing};
use crate::question::{Failure, Versions};
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_workspace::Overlay;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

/// How long nobody asks what is going on.
const BLINK: Duration = Duration::from_millis(500);

impl Owner {
    pub(super) fn start_jobs(&mut self) {
        let now = Instant::now();
        for project in self.projects.values_mut() {
            let job = project.start(now, &self.support, || texts(&self.documents));
            let Some(job) = job else { continue };
            let events = self.events.clone();
            let (root, revision) = (project.project.root.clone(), project.revision);
            let (running, ended) = oneshot::channel();
            if job.previous.is_none() && self.support.shows_progress {
                tokio::spawn(show_if_slow(self.outbox.clone(), root.clone(), ended));
            }
            tokio::task::spawn_blocking(move || {
                let outcome = attempt(|| Box::new(job.run()));
                drop(running);
                let _ = events.send(Event::Done { root, revision, outcome });
            });
        }
    }

    pub(super) fn done(
        &mut self,
        root: &Utf8Path,
        revision: u64,
        outcome: Result<Box<Outcome>, String>,
    ) {
        let Some(project) = self.projects.get_mut(root) else { return };
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(what) => {
                project.broke();
                for waiting in project.take_waiting() {
                    waiting.question.fail(Failure::Broken);
                }
                self.outbox.send(Outgoing::broke(what));
                self.answer_pulls();
                return;
            }
        };
        let before: Vec<Utf8PathBuf> = project.diagnostics.keys().cloned().collect();
        let known = project.known.take();
        project.done(revision, *outcome);
        if let (Some(known), Some(now)) = (known, &project.known)
            && now.has_other_lenses(&known)
        {
            self.outbox.send(Outgoing::RefreshLenses);
        }
        if project.is_current() {
            let now = project.diagnostics.keys().cloned();
            let paths: BTreeSet<Utf8PathBuf> = before.into_iter().chain(now).collect();
            self.tell(paths);
            if self.support.shows_model {
                self.outbox.send(Outgoing::ModelChanged);
            }
        }
        self.answer_waiting(root);
        self.answer_pulls();
        self.watch();
        self.start_jobs();
    }
}

/// The texts and versions of all open documents.
fn texts(documents: &Documents) -> (Overlay, Versions) {
    documents
        .iter()
        .map(|(path, document)| {
            let text = (path.clone(), Arc::clone(&document.text));
            let version = (path.clone(), (Arc::clone(&document.uri), document.version));
            (text, version)
        })
        .unzip()
}

/// Shows that a project is read for the first time, if that takes longer than a blink. Comes back
/// when the other end of `ended` is gone.
async fn show_if_slow(outbox: Outbox, root: Utf8PathBuf, mut ended: oneshot::Receiver<()>) {
    if timeout(BLINK, &mut ended).await.is_ok() {
        return;
    }
    let (steps, _) = outbox.progress(None, true, "pgwright: following the migrations", false);
    steps.report(root.into_string(), None);
    let _ = ended.await;
    steps.end(None);
}
