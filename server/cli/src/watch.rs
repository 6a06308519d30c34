//! `--watch`: generates whenever a file of a project changes, and tells each change in a line.

use crate::args::Arguments;
use crate::exit::{Exit, Result, Unusable};
use crate::force::Forced;
use crate::generate::generate;
use crate::projects::{self, current_folder};
use crate::report::{self, Done, printable};
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_config::Document;
use pgwright_ide::Snapshot;
use pgwright_problem::Problem;
use pgwright_workspace::{Layout, NAMES, Project, Role, Watcher};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a change waits for the next one: editors and tools write files in bursts.
const QUIET: Duration = Duration::from_millis(50);
/// How long a burst may last.
const BURST: Duration = Duration::from_secs(1);

/// What changed, or what went wrong while watching.
type Changed = std::result::Result<Vec<Utf8PathBuf>, String>;

/// Generates for every project that the command line names, then whenever one changes. Ends when
/// nobody reads what it says any more.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let here = current_folder()?;
    let projects = projects::find(arguments)?;
    let mut watched: Vec<Watched> = projects.into_iter().map(Watched::new).collect();
    let (sender, changes) = channel();
    let watcher = Watcher::new(move |changed| {
        let _ = sender.send(changed);
    });
    let mut watcher = watcher.map_err(|error| {
        Unusable::new(format!("files cannot be watched: {error}"), "see what the system lacks")
    })?;
    // Watching comes first, reading second: what changes in between is seen.
    let mut targets = watch(&mut watcher, &watched)?;
    let mut lines = Vec::new();
    for project in &mut watched {
        lines.extend(project.generate(None, &here));
    }
    let text = format!("watching {}; Ctrl-C ends it", folders(&targets, &here));
    lines.push(Line { text, fine: true });
    while say(&lines, arguments.quiet)? {
        lines.clear();
        let Some(changed) = burst(&changes) else { break };
        let changed = match changed {
            Ok(changed) => changed,
            Err(error) => {
                tracing::warn!("while watching files: {error}");
                continue;
            }
        };
        targets = watch(&mut watcher, &watched)?;
        for project in watched.iter_mut().filter(|project| project.concerned(&changed)) {
            lines.extend(project.generate(Some(&changed), &here));
        }
        // The configuration may name other folders now.
        if watch(&mut watcher, &watched)? != targets {
            for project in &mut watched {
                lines.extend(project.generate(Some(&[]), &here));
            }
        }
    }
    Ok(Exit::Success)
}

/// A project, and what is known of it.
struct Watched {
    project: Project,
    layout: Layout,
    snapshot: Option<Snapshot>,
    /// What was said of it last.
    state: Option<State>,
}

/// How a project stands.
#[derive(PartialEq)]
enum State {
    /// So many files are in line, and this is wrong.
    Known(usize, Vec<Problem>),
    /// Nothing can be done with it, for this reason.
    Unusable(String),
}

/// A line that is said.
struct Line {
    text: String,
    /// Whether nothing is wrong.
    fine: bool,
}

impl Watched {
    fn new(project: Project) -> Self {
        let layout = layout(&project, "");
        Self { project, layout, snapshot: None, state: None }.read_layout()
    }

    fn read_layout(mut self) -> Self {
        let file = self.project.path(&self.project.configuration);
        self.layout = layout(&self.project, &std::fs::read_to_string(file).unwrap_or_default());
        self
    }

    fn concerned(&self, changed: &[Utf8PathBuf]) -> bool {
        let configuration = |path: &&Utf8PathBuf| {
            let is_name = path.file_name().is_some_and(|name| NAMES.contains(&name));
            is_name && path.parent() == Some(&self.project.root)
        };
        changed.iter().any(|path| self.layout.concerns(path) || configuration(&path))
    }

    /// Brings the project in line and says so; `changed`: why, `None` at the start. What follows
    /// from our own writing, and tells nothing new, is not said.
    fn generate(&mut self, changed: Option<&[Utf8PathBuf]>, here: &Utf8Path) -> Option<Line> {
        if let Some(project) = Project::in_folder(&self.project.root)
            && NAMES.contains(&self.project.configuration.as_str())
        {
            self.project = project;
        }
        let file = self.project.path(&self.project.configuration);
        let shown = |path: &Utf8Path| path.strip_prefix(here).unwrap_or(path).to_string();
        // Files of the output folder change when we write them.
        let is_cause = |path: &&Utf8PathBuf| {
            let role = self.layout.role(path);
            matches!(role, Some(Role::Configuration | Role::Migration { .. }))
        };
        let causes: Vec<&Utf8PathBuf> = changed.into_iter().flatten().filter(is_cause).collect();
        let cause = match causes.as_slice() {
            [] => shown(&file),
            [one] => shown(one),
            [first, others @ ..] => format!("{} and {} more", shown(first), others.len()),
        };
        let by_person = changed.is_none() || !causes.is_empty();
        let result = generate(&self.project, &Forced::new(), here, self.snapshot.as_ref());
        let (text, wrote, state) = match result {
            Ok((results, snapshot)) => {
                self.layout = Layout::new(&self.project, &snapshot.document.config);
                self.snapshot = Some(snapshot);
                let wrote = results.files.iter().any(|(_, done)| !matches!(done, Done::Left(_)));
                let text = report::line::of(&cause, &results);
                (text, wrote, State::Known(results.in_line.len(), results.problems))
            }
            Err(Unusable { message, help }) => {
                let text = format!("{}: {message}; {help}", printable(&cause));
                (text, false, State::Unusable(message))
            }
        };
        let told = wrote || by_person || self.state.as_ref() != Some(&state);
        let fine = matches!(&state, State::Known(_, problems) if problems.is_empty());
        self.state = Some(state);
        told.then_some(Line { text, fine })
    }
}

fn layout(project: &Project, text: &str) -> Layout {
    let document = Document::parse(&project.configuration.as_str().into(), text);
    Layout::new(project, &document.config)
}

/// What is watched: the projects' roots, and their folders.
type Targets = (BTreeSet<Utf8PathBuf>, BTreeSet<Utf8PathBuf>);

/// Watches all folders of all projects that are there now.
fn watch(watcher: &mut Watcher, watched: &[Watched]) -> Result<Targets> {
    let roots: BTreeSet<Utf8PathBuf> = watched.iter().map(|it| it.project.root.clone()).collect();
    let folders = watched.iter().flat_map(|it| it.layout.folders().map(Utf8Path::to_owned));
    let folders: BTreeSet<Utf8PathBuf> = folders.collect();
    match watcher.watch(&roots, &folders).into_iter().next() {
        None => Ok((roots, folders)),
        // One that has just gone comes back with its parent's change.
        Some((path, _)) if !path.exists() => Ok((roots, folders)),
        Some((path, error)) => Err(Unusable::new(
            format!("`{path}` cannot be watched: {error}"),
            "see that it can be read; on Linux, `fs.inotify.max_user_watches` may be too small",
        )),
    }
}

fn folders((_, folders): &Targets, here: &Utf8Path) -> String {
    let shown: Vec<String> =
        folders.iter().map(|it| it.strip_prefix(here).unwrap_or(it).to_string()).collect();
    printable(&shown.join(", "))
}

/// What changed, once it is quiet; `None` when there will be nothing more.
fn burst(changes: &Receiver<Changed>) -> Option<Changed> {
    let mut all = match changes.recv().ok()? {
        Ok(paths) => paths,
        Err(error) => return Some(Err(error)),
    };
    let end = Instant::now() + BURST;
    while Instant::now() < end {
        match changes.recv_timeout(QUIET) {
            Ok(Ok(paths)) => all.extend(paths),
            _ => break,
        }
    }
    all.sort();
    all.dedup();
    Some(Ok(all))
}

/// Says the lines; with `quiet` those with a problem alone. `false`: nobody reads them.
fn say(lines: &[Line], quiet: bool) -> io::Result<bool> {
    let mut out = anstream::stdout().lock();
    for line in lines {
        if !(quiet && line.fine)
            && let Err(error) = writeln!(out, "{}", line.text).and_then(|()| out.flush())
        {
            return if error.kind() == io::ErrorKind::BrokenPipe { Ok(false) } else { Err(error) };
        }
    }
    Ok(true)
}
