//! The texts of a project, as they are on disk or in an editor: the input of everything.

use crate::Problem;
use std::sync::Arc;

/// A file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// The path relative to the project's root, `/` between the parts.
    pub path: Arc<str>,
    /// The content; bytes that are not UTF-8 are replaced by U+FFFD.
    pub text: Arc<str>,
    /// Where in `text` the first byte stood that is not UTF-8.
    pub invalid: Option<u32>,
}

impl TextFile {
    /// A file with a text that is UTF-8.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), invalid: None }
    }

    /// A file as its bytes are on disk.
    pub fn from_bytes(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Self {
        let path = path.into();
        match String::from_utf8(bytes) {
            Ok(text) => Self { path, text: text.into(), invalid: None },
            Err(error) => Self {
                path,
                invalid: Some(error.utf8_error().valid_up_to() as u32),
                text: String::from_utf8_lossy(error.as_bytes()).into(),
            },
        }
    }
}

/// All texts of one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectTexts {
    /// `pgwright.yaml`; its path is the name alone.
    pub configuration: TextFile,
    /// For each entry of `migrations.directory`, in that order: the folder's path as configured,
    /// and its `.sql` files, those in folders below it too, and what migration tools read beside
    /// them, sorted by path.
    pub migrations: Vec<(Arc<str>, Vec<TextFile>)>,
    /// The `.go` files in the output folder, and one folder below it for packages of schemas,
    /// sorted by path. Those that pgwright did not write are in here too. While it is one list, all
    /// are what they were.
    pub output: Arc<Vec<TextFile>>,
    /// Files that are there but could not be read, and configurations that stand side by side:
    /// [`crate::Code::File`] and [`crate::Code::ConfigFile`]. An error at a migration means that
    /// the history has a hole, so no file may be removed for what the rest of it says.
    pub problems: Vec<Problem>,
    /// Other versions of these files. Shared by the snapshots that follow one another.
    pub versions: Arc<Versions>,
}

/// Other versions of a project's files, as git keeps them; empty where there is no git.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// The migrations of the last commit, sorted by path. One that is still as it was then shares
    /// its text with the file itself.
    pub committed: Vec<TextFile>,
    /// What git has of the generated files with conflict markers in them: the sides of the merge,
    /// several of one path.
    pub merged: Vec<TextFile>,
}

impl ProjectTexts {
    /// Every file: the configuration, the migrations, the output folder.
    pub fn all(&self) -> impl Iterator<Item = &TextFile> {
        let migrations = self.migrations.iter().flat_map(|(_, files)| files);
        [&self.configuration].into_iter().chain(migrations).chain(&*self.output)
    }
}
