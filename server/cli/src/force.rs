//! The files that `--force` names: generated ones whose edits are to be given up.

use crate::exit::{Result, Unusable};
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_codegen::header::{Ownership, ownership};
use pgwright_config::Document;
use pgwright_problem::TextFile;
use pgwright_workspace::{Layout, Project, Role, normal};
use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

/// Files of one project, as their paths are in it.
pub type Forced = BTreeSet<Arc<str>>;

/// For each of `projects` the files that `paths` name. Looked at before anything is written: a path
/// that names nothing of pgwright's makes the call unusable.
pub fn find(paths: &[Utf8PathBuf], projects: &[Project], here: &Utf8Path) -> Result<Vec<Forced>> {
    let mut forced = vec![Forced::new(); projects.len()];
    if paths.is_empty() {
        return Ok(forced);
    }
    let layouts: Vec<Layout> = projects.iter().map(layout).collect();
    for path in paths {
        let (index, file) = place(path, projects, &layouts, here)?;
        forced[index].insert(file);
    }
    Ok(forced)
}

/// Which project a path is a generated file of, and its name there.
fn place(
    path: &Utf8Path,
    projects: &[Project],
    layouts: &[Layout],
    here: &Utf8Path,
) -> Result<(usize, Arc<str>)> {
    // As the shell completes it, or as a report of the project names it.
    let folders = [here].into_iter().chain(projects.iter().map(|project| &*project.root));
    let mut found = folders.map(|folder| normal(&folder.join(path)));
    let Some(absolute) = found.find(|it| it.symlink_metadata().is_ok()) else {
        return Err(unusable(path, "is not there", "see how the report names the file"));
    };
    let is_output = |layout: &Layout| layout.role(&absolute) == Some(Role::Output);
    let Some(index) = layouts.iter().position(is_output) else {
        return Err(unusable(path, "is not a generated file", NAME_ONE));
    };
    let bytes = fs::read(&absolute)
        .map_err(|error| unusable(path, &format!("cannot be read: {error}"), NAME_ONE))?;
    let name = layouts[index].name(&absolute).unwrap_or_default();
    let file = TextFile::from_bytes(name, bytes);
    if ownership(&file.path, &file.text) == Ownership::Foreign {
        let help = "move or remove it yourself: it may be a person's";
        return Err(unusable(path, "does not have pgwright's header", help));
    }
    Ok((index, file.path))
}

const NAME_ONE: &str = "name one file of an output folder with each --force";

fn unusable(path: &Utf8Path, what: &str, help: &str) -> Unusable {
    Unusable::new(format!("--force: `{path}` {what}"), help)
}

/// Where the project's files are. What is wrong with its configuration is said where it is read.
fn layout(project: &Project) -> Layout {
    let text = fs::read_to_string(project.path(&project.configuration)).unwrap_or_default();
    let document = Document::parse(&project.configuration.as_str().into(), &text);
    Layout::new(project, &document.config)
}
