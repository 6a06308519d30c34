//! Questions, and from what they are answered.

use super::Owner;
use crate::attempt::attempt;
use crate::event::Event;
use crate::project::{ProjectState, Waiting};
use crate::question::{Failure, Question, View};
use camino::Utf8Path;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

impl Owner {
    pub(super) fn ask(&mut self, question: Question) {
        let path = question.path();
        let version = self.documents.get(path).map(|document| document.version);
        let project = self.projects.values_mut().find(|project| project.has(path));
        match project {
            // Its project may be found yet: a question can be the first word of an editor.
            None if self.looking > 0 => self.unplaced.push(question),
            None => question.nothing(),
            Some(project) => {
                let root = project.project.root.clone();
                project.wait(question, version);
                self.answer_waiting(&root);
                self.start_jobs();
            }
        }
    }

    /// Asks again what was asked of no project, when those that are there have been found.
    pub(super) fn place(&mut self) {
        if self.looking == 0 {
            std::mem::take(&mut self.unplaced).into_iter().for_each(|question| self.ask(question));
            self.answer_pulls();
        }
    }

    /// Answers the questions that wait for a project, if what is known of it is of the newest
    /// state. One whose document has changed since is not answered: its positions are of a text
    /// that is no more.
    pub(super) fn answer_waiting(&mut self, root: &Utf8Path) {
        let Some(project) = self.projects.get_mut(root).filter(|it| it.is_current()) else {
            return;
        };
        let waiting = project.take_waiting();
        project.rest();
        self.answer_from_known(root, waiting);
    }

    /// Answers the questions that have waited long enough for the jobs that are under way.
    pub(super) fn answer_impatient(&mut self) {
        let now = Instant::now();
        let is_due = |it: &ProjectState| it.patience().is_some_and(|until| until <= now);
        let due = self.projects.iter_mut().filter(|(_, project)| is_due(project));
        let impatient: Vec<_> =
            due.map(|(root, project)| (root.clone(), project.take_impatient(now))).collect();
        for (root, waiting) in impatient {
            self.answer_from_known(&root, waiting);
        }
    }

    fn answer_from_known(&self, root: &Utf8Path, waiting: Vec<Waiting>) {
        let Some(project) = self.projects.get(root) else { return };
        let Some(known) = &project.known else { return };
        for Waiting { question, version, .. } in waiting {
            let path = question.path();
            if self.documents.get(path).map(|document| document.version) != version {
                question.fail(Failure::Outdated);
                continue;
            }
            match known.view(&project.project, &self.support, path) {
                Some(view) => answer(&self.events, question, view),
                None => question.nothing(),
            }
        }
    }
}

/// Works an answer out off the owner.
pub(super) fn answer(events: &UnboundedSender<Event>, question: Question, view: View) {
    let events = events.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(what) = attempt(|| question.answer(&view)) {
            let _ = events.send(Event::Broke(what));
        }
    });
}
