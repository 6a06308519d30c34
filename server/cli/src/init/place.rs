//! Which folder a new project is in.

use crate::args::Arguments;
use crate::exit::{Result, Unusable};
use crate::projects::{absolute, current_folder};
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_workspace::Project;

/// The folder that `--root` names, else the one of the file that `--from` names, else the current
/// one; absolute. There is no project in it yet.
pub fn folder(arguments: &Arguments) -> Result<Utf8PathBuf> {
    let here = current_folder()?;
    let folder = match (&arguments.root, &arguments.from) {
        (Some(root), _) => absolute(&here, root),
        (None, Some(file)) => {
            let file = absolute(&here, file);
            file.parent().map_or_else(|| here.clone(), Utf8Path::to_owned)
        }
        (None, None) => here.clone(),
    };
    if !folder.is_dir() {
        let named = arguments.root.as_deref().unwrap_or(&folder);
        return Err(Unusable::new(
            format!("`{named}` is not a folder"),
            "make it first, or give --root the folder of the project",
        ));
    }
    if let Some(project) = Project::in_folder(&folder) {
        return Err(there(&project, &here));
    }
    if arguments.root.is_none()
        && let Some(project) = pgwright_workspace::project_of(&folder)
    {
        let Unusable { message, .. } = there(&project, &here);
        return Err(Unusable::new(
            format!("this folder belongs to a project: {message}"),
            "for a project of its own below that one, name its folder: `pgwright --init --root .`",
        ));
    }
    Ok(folder)
}

/// A configuration is never written over.
pub fn there(project: &Project, here: &Utf8Path) -> Unusable {
    let file = project.path(&project.configuration);
    let file = file.strip_prefix(here).unwrap_or(&file);
    Unusable::new(
        format!("`{file}` is there already"),
        "change that file, or move it away for a new one; `pgwright --self-check` says what it does",
    )
}
