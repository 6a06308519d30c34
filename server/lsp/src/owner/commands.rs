//! What the client orders: done off this task, when all is known that it wants.

use super::Owner;
use crate::attempt::attempt;
use crate::command::{Command, Refusal, Summary, Target, Work};
use crate::event::Event;
use crate::log::Level;
use crate::project::ProjectState;
use crate::protocol::{Outbox, Outgoing, Token};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

impl Owner {
    /// The client orders something.
    pub(super) fn command(&mut self, mut command: Command) {
        let can_create = self.support.shows_progress;
        let (steps, token) =
            self.outbox.progress(command.token.take(), can_create, "pgwright: generating", true);
        command.steps = steps;
        self.underway.retain(|(_, command)| command.strong_count() > 0);
        self.underway.extend(token.map(|it| (it, Arc::downgrade(&command.cancelled))));
        let wanted = self.projects.values_mut().filter(|it| is_wanted(&command.target, it));
        wanted.for_each(|project| project.hurry());
        self.commands.push(command);
        self.run_commands();
        self.start_jobs();
    }

    /// A person wants something no more.
    pub(super) fn cancel(&mut self, token: &Token) {
        let mut underway = self.underway.iter();
        if let Some((_, command)) = underway.find(|(it, _)| it == token)
            && let Some(cancelled) = Weak::upgrade(command)
        {
            cancelled.store(true, Ordering::Relaxed);
        }
        self.run_commands();
    }

    /// Begins with the orders that can be followed now.
    pub(super) fn run_commands(&mut self) {
        for command in std::mem::take(&mut self.commands) {
            if command.is_taken_back() {
                command.refuse(Refusal::Cancelled);
            } else if self.asking > 0 || !self.is_settled(|it| is_wanted(&command.target, it)) {
                self.commands.push(command);
            } else if !self.settings.trusted {
                command.refuse(Refusal::Untrusted);
            } else {
                self.run_command(command);
            }
        }
    }

    fn run_command(&self, command: Command) {
        let wanted = self.projects.values().filter(|it| is_wanted(&command.target, it));
        let work = |project: &ProjectState| {
            Some(Work {
                project: Arc::clone(&project.project),
                known: project.known.clone()?,
                support: Arc::clone(&self.support),
                table: match &command.target {
                    Target::All => None,
                    Target::Project { table, .. } => table.clone(),
                },
            })
        };
        let works: Vec<Work> = wanted.filter_map(work).collect();
        match &command.target {
            Target::Project { root, .. } if works.is_empty() => {
                let what = format!("{root} is not the folder of a project that pgwright has found");
                command.refuse(Refusal::Unknown(what));
            }
            _ => {
                tokio::spawn(run(command, works, self.outbox.clone(), self.events.clone()));
            }
        }
    }
}

fn is_wanted(target: &Target, project: &ProjectState) -> bool {
    match target {
        Target::All => true,
        Target::Project { root, .. } => project.project.root == *root,
    }
}

/// Follows an order, one project after the other.
async fn run(command: Command, works: Vec<Work>, outbox: Outbox, events: UnboundedSender<Event>) {
    let mut summary = Summary::default();
    let count = works.len();
    for (index, work) in works.into_iter().enumerate() {
        if command.is_taken_back() {
            return command.refuse(Refusal::Cancelled);
        }
        let root = work.project.root.clone();
        command.steps.report(root.to_string(), Some((100 * index / count.max(1)) as u32));
        let done = tokio::task::spawn_blocking(move || attempt(|| work.run())).await;
        let (mut done, edit) = match done.unwrap_or_else(|error| Err(error.to_string())) {
            Ok(Ok(done)) => done,
            Ok(Err(refusal)) => return command.refuse(refusal),
            Err(what) => {
                outbox.send(Outgoing::broke(what));
                command.steps.end(None);
                return; // Whoever waits hears that it broke.
            }
        };
        // What is on disk now is known without waiting for whoever watches files.
        let _ = events.send(Event::Files(done.on_disk()));
        if let Some(edit) = edit {
            let (sender, applied) = oneshot::channel();
            let label = "Regenerate".to_owned();
            outbox.send(Outgoing::Edit { label, edit, done: sender });
            if !applied.await.unwrap_or(false) {
                let why = "it is open, and the editor did not apply the edit";
                let open = std::mem::take(&mut done.edited);
                done.left.extend(open.into_iter().map(|path| (path, why.to_owned())));
            }
        }
        summary.add(done);
    }
    if let Some((path, why)) = summary.left.first() {
        let more = match summary.left.len() {
            1 => String::new(),
            count => format!(", and {} more files were left alone", count - 1),
        };
        let text = format!("pgwright left {path} alone: {why}{more}");
        outbox.send(Outgoing::Show { level: Level::Warn, text });
    }
    command.steps.end(Some(summary.told()));
    let _ = command.reply.send(Ok(summary));
}
