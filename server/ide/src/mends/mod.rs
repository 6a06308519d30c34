//! What mends a problem otherwise than by generating: an edit of the configuration, a new
//! migration, a file that becomes a person's own. One file each.

mod collision;
mod exclude;
mod index;
mod keep;
mod new_migration;
mod spelling;
mod type_override;

use crate::action::{Action, ActionKind};
use crate::{Change, Snapshot};
use pgwright_config::{Document, Edit, EditError};
use pgwright_problem::{Code, Problem, ProjectTexts, Severity, Span, TextFile};
use std::sync::Arc;

impl Snapshot {
    /// What mends the problems in the file `path` that `span` touches.
    pub(crate) fn mends(&self, path: &str, span: Span) -> Vec<Action> {
        let here = self.problems.iter().filter(|problem| {
            let place = problem.location.span;
            *problem.location.file == *path
                && (place.touches(span.start) || span.touches(place.start))
        });
        let mut actions: Vec<Action> = Vec::new();
        for problem in here {
            for action in [
                type_override::mend(self, problem),
                collision::mend(self, problem),
                index::mend(self, problem),
                keep::mend(self, problem),
                spelling::mend(self, problem),
            ] {
                let Some(action) = action else { continue };
                match actions.iter_mut().find(|other| other.title == action.title) {
                    // One edit mends the same for several columns.
                    Some(other) => other.mends.extend(action.mends),
                    None => actions.push(action),
                }
            }
        }
        actions
    }

    /// What a person may want of the table that `span` in the file `path` is about: at the statement
    /// that makes it, or at its entry in the configuration.
    pub fn table_actions(&self, path: &str, span: Span) -> Vec<Action> {
        exclude::offers(self, path, span)
    }

    /// An action with all that it does to files.
    pub fn worked_out(&self, action: Action) -> Action {
        let Some(text) = action.configuration else { return action };
        let path = Arc::clone(&self.texts.configuration.path);
        let configuration = TextFile::new(&*path, &*text);
        let texts = ProjectTexts { configuration, ..self.texts.clone() };
        let after = Snapshot::new(texts, Some(self));
        let mut changes = vec![Change::Write { path, text }];
        // What the action does itself counts: it may take a file out of our hands.
        changes.extend(action.changes);
        for change in after.changes() {
            if !changes.iter().any(|it| it.path() == change.path()) {
                changes.push(change);
            }
        }
        Action { changes, configuration: None, ..action }
    }

    /// The action that edits the configuration, and does what follows; `None` where the text cannot
    /// be edited so, is half typed, or would have new errors.
    fn configure(
        &self,
        title: String,
        problem: Option<&Problem>,
        edit: Result<Edit, EditError>,
    ) -> Option<Action> {
        if self.document.problems.iter().any(|it| it.code == Code::ConfigSyntax) {
            return None;
        }
        let old = &self.texts.configuration;
        let text = edit.ok()?.apply(&old.text);
        let document = Document::parse(&old.path, &text);
        let errors = |document: &Document| {
            document.problems.iter().filter(|it| it.severity == Severity::Error).count()
        };
        let is_good = text != *old.text && errors(&document) <= errors(&self.document);
        is_good.then(|| Action {
            title,
            kind: if problem.is_some() { ActionKind::QuickFix } else { ActionKind::Rewrite },
            preferred: false,
            mends: problem.cloned().into_iter().collect(),
            changes: Vec::new(),
            configuration: Some(text.into()),
        })
    }
}

/// What a problem says for its mend.
fn data<'a>(problem: &'a Problem, key: &str) -> Option<&'a str> {
    problem.data.iter().find(|(it, _)| *it == key).map(|(_, value)| &**value)
}
