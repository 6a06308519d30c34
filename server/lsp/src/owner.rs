//! The task that owns all state.
//!
//! Architecture invariant: one event after the other, in the order of the mailbox; nothing here
//! waits for the client, the disk or a computation. What takes time runs elsewhere and comes back
//! as an event.

use crate::documents::Documents;
use crate::event::Event;
use crate::job::Outcome;
use crate::project::{DISK_DELAY, ProjectState};
use crate::protocol::{Diagnostics, Outbox, Outgoing, Support};
use crate::question::{Failure, Question, Versions, View};
use crate::watch::Watcher;
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_workspace::{NAMES, Overlay, Project};
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep_until};

/// All state of the server.
#[derive(Debug)]
pub(crate) struct Owner {
    events: UnboundedSender<Event>,
    outbox: Outbox,
    support: Arc<Support>,
    /// The folders that the client has open.
    roots: Vec<Utf8PathBuf>,
    documents: Documents,
    /// By their roots.
    projects: BTreeMap<Utf8PathBuf, ProjectState>,
    /// What the client was told last of each file that has problems.
    published: BTreeMap<Utf8PathBuf, (Option<i32>, Diagnostics)>,
    /// The folders that the client watches.
    watched: BTreeSet<Utf8PathBuf>,
    /// Our own watcher, for clients that have none.
    watcher: Option<Watcher>,
}

impl Owner {
    pub(crate) fn new(events: UnboundedSender<Event>, outbox: Outbox) -> Self {
        Self {
            events,
            outbox,
            support: Arc::default(),
            roots: Vec::new(),
            documents: Documents::default(),
            projects: BTreeMap::new(),
            published: BTreeMap::new(),
            watched: BTreeSet::new(),
            watcher: None,
        }
    }

    /// Handles events until there can be no more. Sleeps while there is nothing to do.
    pub(crate) async fn run(mut self, mut events: UnboundedReceiver<Event>) {
        loop {
            let due = self.projects.values().filter_map(ProjectState::next).min();
            let event = match due {
                None => events.recv().await,
                Some(due) => tokio::select! {
                    // What was said counts before what is due: the newest state is the best.
                    biased;
                    event = events.recv() => event,
                    () = sleep_until(due) => {
                        self.start_jobs();
                        continue;
                    }
                },
            };
            match event {
                Some(event) => self.handle(event),
                None => return,
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Initialize { support, roots } => {
                self.support = Arc::new(support);
                self.roots = roots;
            }
            Event::Initialized => {
                self.find_projects(self.roots.clone());
                if self.support.watches_files {
                    self.outbox.send(Outgoing::WatchConfigurations);
                }
                self.watch();
            }
            Event::Open { path, document } => {
                self.documents.open(path.clone(), document);
                self.find_project_of(path.clone());
                self.document_changed(&path);
            }
            Event::Change { path, version, changes } => {
                let encoding = self.support.encoding;
                if self.documents.change(&path, version, changes, encoding) {
                    self.document_changed(&path);
                } else {
                    tracing::warn!("{path} was changed, but is not open");
                }
            }
            Event::Saved { path } => self.saved(path),
            Event::Close { path } => self.closed(path),
            Event::Files(paths) => self.files_changed(&paths),
            Event::Folders { added, removed } => self.folders_changed(added, &removed),
            Event::Ask(question) => self.ask(question),
            Event::Found(projects) => self.found(projects),
            Event::Gone(folders) => folders.iter().for_each(|folder| self.gone(folder)),
            Event::Done { root, revision, outcome } => self.done(&root, revision, outcome),
            Event::Broke(what) => self.outbox.send(Outgoing::Error(what)),
        }
    }

    fn document_changed(&mut self, path: &Utf8Path) {
        for project in self.projects.values_mut().filter(|project| project.has(path)) {
            project.changed(path);
        }
        if is_configuration(path) {
            self.configurations_changed(vec![path.to_owned()]);
        }
    }

    fn saved(&mut self, path: Utf8PathBuf) {
        // The text is known already. A configuration may just have come to be on disk.
        if is_configuration(&path) {
            self.configurations_changed(vec![path]);
        }
    }

    fn closed(&mut self, path: Utf8PathBuf) {
        if !self.documents.close(&path) {
            return;
        }
        for project in self.projects.values_mut().filter(|project| project.has(&path)) {
            project.reread(Duration::ZERO);
        }
        if is_configuration(&path) {
            self.configurations_changed(vec![path]);
        }
    }

    fn files_changed(&mut self, paths: &[Utf8PathBuf]) {
        // What is open counts as it is in the editor.
        let paths: Vec<&Utf8PathBuf> =
            paths.iter().filter(|path| self.documents.get(path).is_none()).collect();
        for project in self.projects.values_mut() {
            if paths.iter().any(|path| project.concerns(path)) {
                project.reread(DISK_DELAY);
            }
        }
        let configurations = paths.into_iter().filter(|path| is_configuration(path)).cloned();
        self.configurations_changed(configurations.collect());
        if let Some(watcher) = &self.watcher {
            watcher.refresh();
        }
    }

    fn folders_changed(&mut self, added: Vec<Utf8PathBuf>, removed: &[Utf8PathBuf]) {
        self.roots.retain(|root| !removed.contains(root));
        self.roots.extend(added.iter().cloned());
        let lost: Vec<Utf8PathBuf> = self
            .projects
            .keys()
            .filter(|root| removed.iter().any(|folder| root.starts_with(folder)))
            .filter(|root| !self.roots.iter().any(|folder| root.starts_with(folder)))
            .filter(|root| !self.documents.iter().any(|(path, _)| path.starts_with(root)))
            .cloned()
            .collect();
        lost.iter().for_each(|root| self.remove(root));
        self.find_projects(added);
        self.watch();
    }

    /// Looks for projects in folders, below them, and above them.
    fn find_projects(&self, folders: Vec<Utf8PathBuf>) {
        self.look(move || {
            let mut projects = Vec::new();
            for folder in &folders {
                projects.extend(pgwright_workspace::project_of(folder));
                projects.extend(pgwright_workspace::projects_below(folder));
            }
            Event::Found(projects)
        });
    }

    /// Looks for the project that a document belongs to.
    fn find_project_of(&self, path: Utf8PathBuf) {
        if !self.projects.values().any(|project| project.known.is_some() && project.has(&path)) {
            self.look(move || {
                Event::Found(pgwright_workspace::project_of(&path).into_iter().collect())
            });
        }
    }

    /// Looks which of the folders of these configurations are projects now.
    fn configurations_changed(&self, paths: Vec<Utf8PathBuf>) {
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
            Event::Found(found)
        });
    }

    /// Does something with the disk off this task, and takes what comes out as an event.
    fn look(&self, work: impl FnOnce() -> Event + Send + 'static) {
        let events = self.events.clone();
        tokio::task::spawn_blocking(move || {
            let _ = events.send(attempt(work).unwrap_or_else(Event::Broke));
        });
    }

    fn found(&mut self, projects: Vec<Project>) {
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

    fn gone(&mut self, folder: &Utf8Path) {
        let open = NAMES.iter().any(|name| self.documents.get(&folder.join(name)).is_some());
        if !open {
            self.remove(folder);
        }
    }

    /// Lets go of a project; its problems go with it.
    fn remove(&mut self, root: &Utf8Path) {
        if let Some(project) = self.projects.remove(root) {
            tracing::info!("the project {root} is gone");
            self.publish(project.diagnostics.into_keys());
            self.watch();
        }
    }

    fn start_jobs(&mut self) {
        let now = Instant::now();
        for project in self.projects.values_mut() {
            let job = project.start(now, &self.support, || texts(&self.documents));
            let Some(job) = job else { continue };
            let events = self.events.clone();
            let (root, revision) = (project.project.root.clone(), project.revision);
            tokio::task::spawn_blocking(move || {
                let outcome = attempt(|| Box::new(job.run()));
                let _ = events.send(Event::Done { root, revision, outcome });
            });
        }
    }

    fn done(&mut self, root: &Utf8Path, revision: u64, outcome: Result<Box<Outcome>, String>) {
        let Some(project) = self.projects.get_mut(root) else { return };
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(what) => {
                project.broke();
                for (question, _) in project.take_waiting() {
                    question.fail(Failure::Broken);
                }
                self.outbox.send(Outgoing::Error(what));
                return;
            }
        };
        let before: Vec<Utf8PathBuf> = project.diagnostics.keys().cloned().collect();
        project.done(revision, *outcome);
        if project.is_current() {
            let now = project.diagnostics.keys().cloned();
            let paths: BTreeSet<Utf8PathBuf> = before.into_iter().chain(now).collect();
            self.publish(paths);
        }
        self.answer_waiting(root);
        self.watch();
        self.start_jobs();
    }

    /// Tells the client of the problems in `paths` where they are others than before, or where
    /// the document has moved on: the client's marks have moved with its text.
    fn publish(&mut self, paths: impl IntoIterator<Item = Utf8PathBuf>) {
        for path in paths {
            let document = self.documents.get(&path);
            let version = document.map(|document| document.version);
            let diagnostics: Diagnostics = self
                .projects
                .values()
                .filter_map(|project| project.diagnostics.get(&path))
                .flatten()
                .cloned()
                .collect();
            let published = self.published.get(&path);
            let same = match published {
                None => diagnostics.is_empty(),
                Some((before, said)) => *said == diagnostics && *before == version,
            };
            if same {
                continue;
            }
            if diagnostics.is_empty() {
                self.published.remove(&path);
            } else {
                self.published.insert(path.clone(), (version, diagnostics.clone()));
            }
            let document = document.map(|it| (Arc::clone(&it.uri), it.version));
            self.outbox.send(Outgoing::Diagnostics { path, document, diagnostics });
        }
    }

    fn ask(&mut self, question: Question) {
        let path = question.path();
        let version = self.documents.get(path).map(|document| document.version);
        let project = self.projects.values_mut().find(|project| project.has(path));
        match project {
            None => question.nothing(),
            Some(project) => {
                let root = project.project.root.clone();
                project.wait(question, version);
                self.answer_waiting(&root);
                self.start_jobs();
            }
        }
    }

    /// Answers the questions that wait for a project, if what is known of it is of the newest
    /// state. One whose document has changed since is not answered: its positions are of a text
    /// that is no more.
    fn answer_waiting(&mut self, root: &Utf8Path) {
        let Some(project) = self.projects.get_mut(root) else { return };
        let Some(known) = project.known.clone().filter(|_| project.is_current()) else { return };
        for (question, version) in project.take_waiting() {
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
        project.rest();
    }

    /// Sees to it that all folders of all projects are watched.
    fn watch(&mut self) {
        let layouts = self.projects.values().filter_map(|project| project.known.as_ref());
        let folders: BTreeSet<Utf8PathBuf> =
            layouts.flat_map(|known| known.layout.folders().map(Utf8Path::to_owned)).collect();
        if !self.support.watches_files {
            // The watcher of our own sees only what it is told to, configurations among it.
            let roots = self.projects.keys().chain(&self.roots).cloned().collect();
            let events = self.events.clone();
            let watcher = self.watcher.get_or_insert_with(|| Watcher::new(events));
            watcher.watch(roots, folders);
            return;
        }
        if self.watched != folders {
            self.outbox.send(Outgoing::WatchFolders(folders.iter().cloned().collect()));
            self.watched = folders;
        }
    }
}

/// Works an answer out off the owner.
fn answer(events: &UnboundedSender<Event>, question: Question, view: View) {
    let events = events.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(what) = attempt(|| question.answer(&view)) {
            let _ = events.send(Event::Broke(what));
        }
    });
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

fn is_configuration(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(|name| NAMES.contains(&name))
}

/// Does something that must not, but might, panic. What broke is logged and handed back; the
/// server goes on.
fn attempt<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let what = format!("pgwright broke at something, and goes on: {}", reason(&*panic));
        tracing::error!("{what}");
        what
    })
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::sync::oneshot;

    #[test]
    fn what_breaks_is_handed_back_with_its_reason() {
        assert_eq!(attempt(|| 7), Ok(7));
        let what = attempt(|| panic!("number {}", 7)).map(|(): ()| ()).unwrap_err();
        assert!(what.contains("number 7"), "{what}");
    }

    /// The handler then answers with an internal error, and the client's log says why.
    #[tokio::test]
    async fn an_answer_that_breaks_costs_only_itself() {
        let (events, mut happened) = unbounded_channel();
        let (reply, answered) = oneshot::channel::<Result<Option<()>, Failure>>();
        let question = Question::new("/a.sql".into(), reply, |_| panic!("broken"));
        let view = View {
            snapshot: Arc::new(pgwright_ide::Snapshot::new(
                pgwright_workspace::read(
                    &Project::at(Utf8Path::new("/nowhere/pgwright.yaml")).unwrap(),
                    &Overlay::new(),
                ),
                None,
            )),
            project: Arc::new(Project::at(Utf8Path::new("/nowhere/pgwright.yaml")).unwrap()),
            file: "a.sql".into(),
            documents: Arc::default(),
            support: Arc::default(),
        };
        answer(&events, question, view);
        assert!(answered.await.is_err(), "no answer");
        assert!(
            matches!(happened.recv().await, Some(Event::Broke(what)) if what.contains("broken"))
        );
    }
}
