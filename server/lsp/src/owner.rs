//! The task that owns all state.
//!
//! Architecture invariant: one event after the other, in the order of the mailbox; nothing here
//! waits for the client, the disk or a computation. What takes time runs elsewhere and comes back
//! as an event.

mod answers;
mod commands;
mod jobs;
mod projects;
mod pulls;
mod settings;

use crate::attempt::attempt;
use crate::command::Command;
use crate::documents::Documents;
use crate::event::Event;
use crate::log::Log;
use crate::project::{DISK_DELAY, ProjectState};
use crate::protocol::{Outbox, Outgoing, Support, Token};
use crate::publisher::Publisher;
use crate::pull::Pull;
use crate::question::Question;
use crate::settings::Settings;
use crate::watch::Watcher;
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_workspace::NAMES;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::sleep_until;

/// All state of the server.
#[derive(Debug)]
pub(crate) struct Owner {
    events: UnboundedSender<Event>,
    outbox: Outbox,
    support: Arc<Support>,
    /// Whether the client has said that it is ready.
    ready: bool,
    /// The folders that the client has open.
    roots: Vec<Utf8PathBuf>,
    documents: Documents,
    /// By their roots.
    projects: BTreeMap<Utf8PathBuf, ProjectState>,
    /// How many times projects are being looked for on disk.
    looking: usize,
    /// Questions about documents of no project, while one is looked for.
    unplaced: Vec<Question>,
    /// What the client knows of problems.
    publisher: Publisher,
    /// What it asks for, and has no answer to yet.
    pulls: Vec<Pull>,
    /// Whether it was told to ask anew, and has not said yet that it will.
    refreshing: bool,
    /// What a person has set for the server.
    settings: Settings,
    /// Likewise at the start.
    initial: Settings,
    /// How many times the client was asked for its settings, and has not told them yet.
    asking: usize,
    /// Where what is noted goes, by the settings.
    log: Log,
    /// Orders that wait until all is known that they want.
    commands: Vec<Command>,
    /// What can be cancelled.
    underway: Vec<(Token, Weak<AtomicBool>)>,
    /// The folders that the client watches.
    watched: BTreeSet<Utf8PathBuf>,
    /// Our own watcher, for clients that have none.
    watcher: Option<Watcher>,
}

impl Owner {
    pub(crate) fn new(events: UnboundedSender<Event>, outbox: Outbox, log: Log) -> Self {
        log.set_client(outbox.messages());
        Self {
            events,
            outbox,
            support: Arc::default(),
            ready: false,
            roots: Vec::new(),
            documents: Documents::default(),
            projects: BTreeMap::new(),
            looking: 0,
            unplaced: Vec::new(),
            publisher: Publisher::default(),
            pulls: Vec::new(),
            refreshing: false,
            settings: Settings::default(),
            initial: Settings::default(),
            asking: 0,
            log,
            commands: Vec::new(),
            underway: Vec::new(),
            watched: BTreeSet::new(),
            watcher: None,
        }
    }

    /// Handles events until there can be no more. Sleeps while there is nothing to do.
    pub(crate) async fn run(mut self, mut events: UnboundedReceiver<Event>) {
        loop {
            let due = |it: &ProjectState| it.next().into_iter().chain(it.patience()).min();
            let due = self.projects.values().filter_map(due).min();
            let event = match due {
                None => events.recv().await,
                Some(due) => tokio::select! {
                    // What was said counts before what is due: the newest state is the best.
                    biased;
                    event = events.recv() => event,
                    () = sleep_until(due) => {
                        self.start_jobs();
                        self.answer_impatient();
                        continue;
                    }
                },
            };
            let Some(event) = event else { return };
            // Whatever breaks costs the one event.
            if let Err(what) = attempt(|| self.handle(event)) {
                self.outbox.send(Outgoing::broke(what));
            }
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Initialize { support, roots, settings } => {
                self.publisher = Publisher::new(support.pulls_diagnostics);
                self.support = Arc::new(support);
                self.roots = roots;
                self.set(&settings);
                self.initial = self.settings;
            }
            // Said twice, it would register everything twice.
            Event::Initialized if self.ready => {}
            Event::Initialized => {
                self.ready = true;
                self.find_projects(self.roots.clone());
                if self.support.watches_files {
                    self.outbox.send(Outgoing::WatchConfigurations);
                }
                self.ask_settings();
                if self.support.registers_settings {
                    self.outbox.send(Outgoing::WatchSettings);
                }
                self.watch();
            }
            Event::Open { path, document } => {
                let push = self.publisher.opened(&path, document.version);
                self.documents.open(path.clone(), document);
                self.push(push);
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
            Event::Projects(reply) => {
                let projects = self.projects.values();
                let path = |it: &ProjectState| it.project.root.join(&it.project.configuration);
                let _ = reply.send(projects.map(path).collect());
            }
            Event::Pull(pull) => self.pull(pull),
            Event::Command(command) => self.command(command),
            Event::Cancel(token) => self.cancel(&token),
            Event::Settings(said) => {
                self.asking = self.asking.saturating_sub(1);
                self.set(&said);
                self.run_commands();
            }
            Event::SettingsChanged(_) if self.support.tells_settings => self.ask_settings(),
            Event::SettingsChanged(said) => self.set(&said),
            Event::Refreshed => {
                self.refreshing = false;
                self.refresh();
            }
            Event::ShutDown => self.give_up_pulls(),
            Event::Found(projects) => {
                self.looking = self.looking.saturating_sub(1);
                match projects {
                    Ok(projects) => self.found(projects),
                    Err(what) => self.outbox.send(Outgoing::broke(what)),
                }
                self.place();
            }
            Event::Gone(folders) => folders.iter().for_each(|folder| self.gone(folder)),
            Event::Done { root, revision, outcome } => self.done(&root, revision, outcome),
            Event::Broke(what) => self.outbox.send(Outgoing::broke(what)),
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
        self.publisher.closed(&path);
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

fn is_configuration(path: &Utf8Path) -> bool {
    path.file_name().is_some_and(|name| NAMES.contains(&name))
}

#[cfg(test)]
mod tests;
