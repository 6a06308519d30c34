//! Which projects a call is about.

use crate::args::Arguments;
use crate::exit::{Exit, Result, Unusable};
use crate::progress::Progress;
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_config::Document;
use pgwright_ide::Snapshot;
use pgwright_problem::{Code, Problem, ProjectTexts};
use pgwright_workspace::{Overlay, Project};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::time::Instant;

/// The current folder, absolute.
pub fn current_folder() -> Result<Utf8PathBuf> {
    let help = "call pgwright in a folder that is there and whose name is UTF-8";
    let folder = env::current_dir()
        .map_err(|error| Unusable::new(format!("there is no current folder: {error}"), help))?;
    Utf8PathBuf::from_path_buf(folder)
        .map_err(|folder| Unusable::new(format!("`{}` is not UTF-8", folder.display()), help))
}

/// The projects that the command line names, at least one: that of `--config`; those in and below
/// `--root`; or the one that the current folder is in, else those below it.
pub fn find(arguments: &Arguments) -> Result<Vec<Project>> {
    let here = current_folder()?;
    if let Some(file) = &arguments.config {
        let project = Project::at(&absolute(&here, file)).filter(|_| !file.is_dir());
        return project.map(|project| vec![project]).ok_or_else(|| {
            Unusable::new(
                format!("`{file}` is not a file"),
                "give --config the configuration file; a folder goes to --root",
            )
        });
    }
    let below = match &arguments.root {
        Some(root) => {
            if !root.is_dir() {
                return Err(Unusable::new(
                    format!("`{root}` is not a folder"),
                    "give --root the folder of a project, or one above several",
                ));
            }
            absolute(&here, root)
        }
        None => match pgwright_workspace::project_of(&here) {
            Some(project) => return Ok(vec![project]),
            None => here,
        },
    };
    let projects = pgwright_workspace::projects_below(&below);
    if projects.is_empty() {
        let (place, help) = match &arguments.root {
            Some(root) => (format!("in `{root}` or below it"), "look elsewhere with --root"),
            None => ("here, above or below".to_owned(), "name the project's folder with --root"),
        };
        return Err(Unusable::new(
            format!("there is no `pgwright.yaml` {place}"),
            format!("{help}, or let `pgwright --init` write one"),
        ));
    }
    apart(projects)
}

/// Does `work` for each of several projects. One whose configuration cannot be read is said and
/// costs itself alone; then the second value is how the call ends at best. A single one makes the
/// call unusable.
pub fn each<T>(
    projects: &[Project],
    mut work: impl FnMut(usize, &Project) -> Result<T>,
) -> Result<(Vec<T>, Exit)> {
    let (mut done, mut exit) = (Vec::new(), Exit::Success);
    for (index, project) in projects.iter().enumerate() {
        match work(index, project) {
            Ok(result) => done.push(result),
            Err(unusable) if projects.len() > 1 => exit = exit.max(unusable.show()),
            Err(unusable) => return Err(unusable),
        }
    }
    Ok((done, exit))
}

/// Refuses projects that would write into one folder: each would take the other's files for what
/// nobody wants any more.
fn apart(projects: Vec<Project>) -> Result<Vec<Project>> {
    if projects.len() < 2 {
        return Ok(projects);
    }
    let mut folders: BTreeMap<Utf8PathBuf, &Project> = BTreeMap::new();
    for project in &projects {
        let file = project.path(&project.configuration);
        let text = fs::read_to_string(&file).unwrap_or_default();
        let document = Document::parse(&project.configuration.as_str().into(), &text);
        let folder = project.path(&document.config.output.directory);
        if let Some(other) = folders.insert(folder.clone(), project) {
            let other = other.path(&other.configuration);
            return Err(Unusable::new(
                format!("`{other}` and `{file}` both write into `{folder}`"),
                "give each project a folder of its own in `output.directory`",
            ));
        }
    }
    Ok(projects)
}

/// The snapshot of a project as it is on disk now; `previous` saves work. A configuration that
/// cannot be read makes the call unusable.
pub fn snapshot(project: &Project, previous: Option<&Snapshot>) -> Result<Snapshot> {
    let start = Instant::now();
    let file = project.path(&project.configuration);
    let progress = Progress::start(format!("{file}: reading"));
    let texts = read(project)?;
    let files = texts.migrations.iter().flat_map(|(_, files)| files);
    let migrations = files.filter(|file| file.path.to_ascii_lowercase().ends_with(".sql")).count();
    let read = start.elapsed();
    progress.say(format!("{file}: following the migrations, {migrations} in all"));
    let snapshot = Snapshot::new(texts, previous);
    drop(progress);
    tracing::info!(
        "{file}: read {migrations} migrations in {read:?}, understood them in {:?}",
        start.elapsed() - read
    );
    Ok(snapshot)
}

/// Reads a project. A configuration that cannot be read makes the call unusable.
pub fn read(project: &Project) -> Result<ProjectTexts> {
    let texts = pgwright_workspace::read(project, &Overlay::new());
    match texts.problems.iter().find(|it| is_unreadable_configuration(project, it)) {
        Some(problem) => {
            let help = problem.help.join("; ");
            let message = problem.message.replace(
                &format!("`{}`", project.configuration),
                &format!("`{}`", project.path(&project.configuration)),
            );
            Err(Unusable::new(message, help))
        }
        None => Ok(texts),
    }
}

fn is_unreadable_configuration(project: &Project, problem: &Problem) -> bool {
    problem.code == Code::ConfigFile && *problem.location.file == *project.configuration
}

/// A path of the command line, absolute.
pub fn absolute(here: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    pgwright_workspace::normal(&here.join(path))
}

/// Takes a snapshot apart beside what comes next: it is made of many small parts.
pub fn let_go(snapshot: Snapshot) {
    rayon::spawn(move || drop(snapshot));
}
