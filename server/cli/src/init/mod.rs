//! `--init`: the configuration of a new project, from what is there.

mod draft;
mod import;
mod migrations;
mod output;
mod page;
mod place;
mod tell;

use crate::args::Arguments;
use crate::exit::{Exit, Result, Unusable};
use crate::go_module::GoModule;
use crate::projects::{absolute, current_folder};
use crate::report;
use camino::{Utf8Path, Utf8PathBuf};
use draft::Draft;
use migrations::Candidate;
use pgwright_config::Document;
use pgwright_problem::Problem;
use pgwright_workspace::{NAMES, Project};
use std::io;

/// What was found in a folder that is to be a project.
struct Found {
    /// The project's folder, absolute.
    root: Utf8PathBuf,
    /// The Go module that the folder lies in, or the only one below it.
    module: Option<GoModule>,
    /// Go modules below, where there are several and none is around.
    modules_below: Vec<GoModule>,
    /// Folders of migrations, the one to take first.
    migrations: Vec<Candidate>,
    /// The folder that would be the code's, and holds somebody else's.
    taken: Option<String>,
}

/// Looks around, writes `pgwright.yaml`, and says what was found and what comes next.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let root = place::folder(arguments)?;
    let here = current_folder()?;
    let mut draft = match &arguments.from {
        Some(file) => import::import(&absolute(&here, file), file, &root)?,
        None => Draft::default(),
    };
    let found = look(root, &mut draft);
    complete(&found, &mut draft);
    let text = page::write(&draft);
    let file = found.root.join(NAMES[0]);
    pgwright_workspace::create(&file, &text)
        .map_err(|error| unwritable(&found.root, &here, &error))?;
    let problems = Document::parse(&NAMES[0].into(), &text).problems;
    report::to_stdout(|out| tell::tell(&found, &draft, &problems, &here, arguments.quiet, out))?;
    Ok(exit(&problems))
}

fn exit(problems: &[Problem]) -> Exit {
    if problems.is_empty() { Exit::Success } else { Exit::Problems }
}

fn unwritable(root: &Utf8Path, here: &Utf8Path, error: &io::Error) -> Unusable {
    if let (io::ErrorKind::AlreadyExists, Some(project)) = (error.kind(), Project::in_folder(root))
    {
        return place::there(&project, here);
    }
    Unusable::new(
        format!("`{}` cannot be written: {error}", root.join(NAMES[0])),
        "see that the folder can be written to and the disk is not full",
    )
}

/// Looks for the Go module and the migrations. What `draft` says already is not looked for.
fn look(root: Utf8PathBuf, draft: &mut Draft) -> Found {
    let (module, modules_below) = go_module(&root);
    let (directories, exclude) = draft.migrations();
    let migrations = match directories.as_slice() {
        [] => migrations::find(&root),
        known => Candidate::read(&root, known, &exclude).into_iter().collect(),
    };
    let mut taken = None;
    if draft.get(&["output", "directory"]).is_none() {
        let (folder, better) = output::folder(&root, module.as_ref());
        draft.set(&["output", "directory"], folder);
        taken = better;
    }
    Found { root, module, modules_below, migrations, taken }
}

/// The module around the folder, or the only one below it; else those below.
fn go_module(root: &Utf8Path) -> (Option<GoModule>, Vec<GoModule>) {
    if let Some(module) = GoModule::around(root) {
        return (Some(module), Vec::new());
    }
    let files = pgwright_workspace::files_below(root, |name| name == "go.mod");
    let folders = files.iter().filter_map(|file| file.parent());
    let mut modules: Vec<GoModule> = folders.filter_map(GoModule::in_folder).collect();
    match modules.len() {
        1 => (modules.pop(), Vec::new()),
        _ => (None, modules),
    }
}

/// Sets what was found.
fn complete(found: &Found, draft: &mut Draft) {
    let candidate = found.migrations.first();
    if draft.get(&["migrations", "directory"]).is_none() {
        let directory = candidate.map_or("migrations", |it| it.directory.as_str());
        draft.set(&["migrations", "directory"], directory);
    }
    // A tool that was recognised stays: a file of another form does not turn the rules.
    if let Some(candidate) = candidate {
        let name = candidate.format.name();
        if name != "plain" {
            draft.set(&["migrations", "format"], name);
        }
    }
    let database = |key| draft.get(&["database", key]).is_some();
    if !database("schema") && !database("schemas") {
        match candidate.map(Candidate::schemas).unwrap_or_default().as_slice() {
            [] => draft.set(&["database", "schema"], "public"),
            [one] => draft.set(&["database", "schema"], one.as_str()),
            several => draft.set(&["database", "schemas"], several.to_vec()),
        }
    }
}
