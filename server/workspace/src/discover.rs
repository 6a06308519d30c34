//! Which project a path belongs to, and which projects there are.

use crate::layout::normal;
use camino::{Utf8Path, Utf8PathBuf};
use ignore::WalkBuilder;

/// The names of a configuration; where both stand side by side the first one counts.
pub const NAMES: [&str; 2] = ["pgwright.yaml", "pgwright.yml"];

/// Folders that hold other people's code and no project of one's own.
const FOREIGN_FOLDERS: [&str; 3] = ["node_modules", "vendor", "target"];

/// A project: a folder with a configuration in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Project {
    /// The folder, absolute, links in it left as they are. Every relative path of the project
    /// starts here.
    pub root: Utf8PathBuf,
    /// The name of the configuration in `root`.
    pub configuration: String,
    /// The configuration that stands beside it and does not count.
    pub beside: Option<String>,
}

impl Project {
    /// The project in the folder `root`, if there is a configuration in it.
    pub fn in_folder(root: &Utf8Path) -> Option<Self> {
        let mut names = NAMES.into_iter().filter(|name| is_there(&root.join(name)));
        let configuration = names.next()?.to_owned();
        Some(Self { root: root.to_owned(), configuration, beside: names.next().map(str::to_owned) })
    }

    /// The project of the configuration file `file`, whatever its name is. The file need not be
    /// there.
    pub fn at(file: &Utf8Path) -> Option<Self> {
        let (root, name) = (file.parent()?, file.file_name()?);
        Some(Self { root: root.to_owned(), configuration: name.to_owned(), beside: None })
    }

    /// Where a path of the project is on disk, without `.` and `..`.
    pub fn path(&self, relative: &str) -> Utf8PathBuf {
        normal(&self.root.join(relative))
    }

    /// The path relative to the root with `/` between the parts, if it is below the root.
    pub fn relative(&self, path: &Utf8Path) -> Option<String> {
        path.strip_prefix(&self.root).ok().map(slashes)
    }
}

/// The project that the file or folder `path` (absolute) belongs to: the first configuration on
/// the way up.
pub fn project_of(path: &Utf8Path) -> Option<Project> {
    path.ancestors().find_map(Project::in_folder)
}

/// The projects in the folder `root` (absolute) and below it, sorted by path. Hidden folders,
/// those that git ignores, and those of dependencies are passed over.
pub fn projects_below(root: &Utf8Path) -> Vec<Project> {
    let mut roots: Vec<Utf8PathBuf> = files_below(root, |name| NAMES.contains(&name))
        .iter()
        .filter_map(|file| Some(file.parent()?.to_owned()))
        .collect();
    roots.sort();
    roots.dedup();
    roots.iter().filter_map(|root| Project::in_folder(root)).collect()
}

/// The files in the folder `root` (absolute) and below it whose names are `wanted`, sorted by
/// path. Hidden folders, those that git ignores, and those of dependencies are passed over.
pub fn files_below(root: &Utf8Path, wanted: impl Fn(&str) -> bool) -> Vec<Utf8PathBuf> {
    let walk = WalkBuilder::new(root)
        .require_git(false)
        .filter_entry(|entry| {
            entry.depth() == 0 || !FOREIGN_FOLDERS.iter().any(|folder| entry.file_name() == *folder)
        })
        .build();
    let mut files: Vec<Utf8PathBuf> = walk
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(&wanted))
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok())
        .filter(|path| !path.is_dir())
        .collect();
    files.sort();
    files
}

/// Whether something is there, be it a link that leads nowhere: that is a problem to show, not a
/// reason to look further up.
fn is_there(path: &Utf8Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir())
}

/// A path with `/` between its parts.
pub(crate) fn slashes(path: &Utf8Path) -> String {
    path.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/")
}
