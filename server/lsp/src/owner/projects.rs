//! Which projects there are.

use super::{Owner, is_configuration};
use crate::attempt::attempt;
use crate::event::Event;
use crate::project::{ProjectState, Waiting};
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_workspace::{NAMES, Project};
use std::sync::Arc;
use std::time::Duration;

impl Owner {
    /// Looks for projects in folders, below them, and above them.
    pub(super) fn find_projects(&mut self, folders: Vec<Utf8PathBuf>) {
        self.look(move || {
            let mut projects = Vec::new();
            for folder in &folders {
                projects.extend(pgwright_workspace::project_of(folder));
                projects.extend(pgwright_workspace::projects_below(folder));
            }
            projects
        });
    }

    /// Looks for the project that a document belongs to.
    pub(super) fn find_project_of(&mut self, path: Utf8PathBuf) {
        if !self.projects.values().any(|project| project.known.is_some() && project.has(&path)) {
            self.look(move || pgwright_workspace::project_of(&path).into_iter().collect());
        }
    }

    /// Looks which of the folders of these configurations are projects now.
    pub(super) fn configurations_changed(&mut self, paths: Vec<Utf8PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let open: Vec<Utf8PathBuf> = self
            .documents
            .iter()
            .map(|(path, _)| path)
            .filter(|path| is_configuration(path))
            .cloned()
            .collect();
        let events = self.events.clone();
        self.look(move || {
            let folders = paths.iter().filter_map(|path| path.parent());
            let mut found = Vec::new();
            let mut gone = Vec::new();
            for folder in folders {
                let in_editor = || open.iter().find(|path| path.parent() == Some(folder));
                match Project::in_folder(folder).or_else(|| Project::at(in_editor()?)) {
                    Some(project) => found.push(project),
                    None => gone.push(folder.to_owned()),
                }
            }
            let _ = events.send(Event::Gone(gone));
            found
        });
    }

    /// Looks for projects on disk off this task, and takes what is found as an event.
    fn look(&mut self, work: impl FnOnce() -> Vec<Project> + Send + 'static) {
        let events = self.events.clone();
        self.looking += 1;
        tokio::task::spawn_blocking(move || {
            let _ = events.send(Event::Found(attempt(work)));
        });
    }

    pub(super) fn found(&mut self, projects: Vec<Project>) {
        for project in projects {
            match self.projects.get_mut(&project.root) {
                None => {
                    tracing::info!("found the project {}", project.root);
                    self.projects.insert(project.root.clone(), ProjectState::new(project));
                }
                Some(state) if *state.project != project => {
                    state.project = Arc::new(project);
                    state.reread(Duration::ZERO);
                }
                Some(_) => {}
            }
        }
        self.start_jobs();
    }

    pub(super) fn gone(&mut self, folder: &Utf8Path) {
        let open = NAMES.iter().any(|name| self.documents.get(&folder.join(name)).is_some());
        if !open {
            self.remove(folder);
        }
    }

    /// Lets go of a project; its problems go with it.
    pub(super) fn remove(&mut self, root: &Utf8Path) {
        if let Some(mut project) = self.projects.remove(root) {
            tracing::info!("the project {root} is gone");
            for Waiting { question, .. } in project.take_waiting() {
                question.nothing();
            }
            self.tell(project.diagnostics.into_keys());
            self.watch();
        }
    }
}
