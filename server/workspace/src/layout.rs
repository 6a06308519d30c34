//! Which part of a project a path belongs to, as its configuration says.

use crate::Project;
use crate::discover::slashes;
use crate::git;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use pgwright_config::{Config, METRICS_ALERTS, METRICS_DASHBOARD};

/// Where a project's migrations and generated files are.
#[derive(Debug, Clone)]
pub struct Layout {
    configuration: Utf8PathBuf,
    /// `migrations.directory`: as written, and absolute without `.` and `..`.
    pub(crate) migrations: Vec<(String, Utf8PathBuf)>,
    /// `output.directory`, likewise.
    pub(crate) output: (String, Utf8PathBuf),
    exclude: GlobSet,
    /// Where git notes what the last commit is.
    git: Option<Utf8PathBuf>,
}

/// What a file is to a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `pgwright.yaml`.
    Configuration,
    /// A migration.
    Migration {
        /// Which entry of `migrations.directory`, counted from zero.
        directory: usize,
    },
    /// A Go file in the output folder, or one with the name of another generated file, whoever
    /// wrote it.
    Output,
}

impl Layout {
    /// The layout that `config` gives `project`.
    pub fn new(project: &Project, config: &Config) -> Self {
        let place = |directory: &str| (tidy(directory), normal(&project.root.join(directory)));
        Self {
            configuration: project.path(&project.configuration),
            migrations: config.migrations.directories.iter().map(|it| place(it)).collect(),
            output: place(&config.output.directory),
            exclude: globs(&config.migrations.exclude),
            git: git::log_folder(&project.root),
        }
    }

    /// The migration folders, the output folder and the one where git notes each commit, absolute:
    /// what is to be watched.
    pub fn folders(&self) -> impl Iterator<Item = &Utf8Path> {
        let migrations = self.migrations.iter().map(|(_, folder)| folder.as_path());
        migrations.chain([self.output.1.as_path()]).chain(self.git.as_deref())
    }

    /// What the file at `path` (absolute) is to the project; `None`: nothing.
    pub fn role(&self, path: &Utf8Path) -> Option<Role> {
        let path = normal(path);
        if path == self.configuration {
            return Some(Role::Configuration);
        }
        if self.is_output(&path) {
            return Some(Role::Output);
        }
        // The longest folder: `migrations` and `migrations/seed` may both be configured.
        let (directory, _) = (self.migrations.iter().enumerate())
            .filter(|(_, (_, folder))| path.starts_with(folder))
            .max_by_key(|(_, (_, folder))| folder.as_str().len())?;
        self.is_migration(directory, &path).then_some(Role::Migration { directory })
    }

    /// Whether a change at `path` (absolute), a file or a folder, concerns the project.
    pub fn concerns(&self, path: &Utf8Path) -> bool {
        // A folder: ours, one of ours in it, or one in ours.
        let is_folder_of_ours = |folder: &Utf8Path| {
            folder.starts_with(path) || (path.starts_with(folder) && path.extension().is_none())
        };
        self.role(path).is_some() || self.folders().any(is_folder_of_ours)
    }

    /// How a file (absolute) of the project is named in its problems: the folder as configured,
    /// and the path below it.
    pub fn name(&self, path: &Utf8Path) -> Option<String> {
        let path = normal(path);
        let named = |(name, folder): &(String, Utf8PathBuf)| {
            let below = slashes(path.strip_prefix(folder).ok()?);
            Some(match (name.as_str(), below.as_str()) {
                ("", _) => below,
                // The folder is a file: a single migration.
                (file, "") => file.to_owned(),
                (folder, below) => format!("{folder}/{below}"),
            })
        };
        match self.role(&path)? {
            Role::Configuration => path.file_name().map(str::to_owned),
            Role::Migration { directory } => named(&self.migrations[directory]),
            Role::Output => named(&self.output),
        }
    }

    /// Whether `path` is a Go file in the output folder or one folder below it, where packages of
    /// schemas are; or what is generated beside the packages in the output folder itself. Other
    /// files that are not Go are never read.
    pub(crate) fn is_output(&self, path: &Utf8Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.output.1) else { return false };
        match below.components().count() {
            1 => path.extension() == Some("go") || is_beside_code(below),
            2 => path.extension() == Some("go"),
            _ => false,
        }
    }

    /// Whether `path` is SQL in that migration folder, or what a migration tool reads beside it,
    /// and not excluded.
    pub(crate) fn is_migration(&self, directory: usize, path: &Utf8Path) -> bool {
        (has_sql_extension(path) || is_beside_migrations(path))
            && !self.is_excluded(directory, path)
    }

    /// Whether a glob of `migrations.exclude` matches: against the path in the migration folder,
    /// or with that folder's own path before it.
    pub(crate) fn is_excluded(&self, directory: usize, path: &Utf8Path) -> bool {
        let (name, folder) = &self.migrations[directory];
        let Ok(below) = path.strip_prefix(folder) else { return false };
        self.exclude.is_match(below) || self.exclude.is_match(Utf8Path::new(name).join(below))
    }
}

/// Whether a file of the output folder is generated, and is not Go.
fn is_beside_code(name: &Utf8Path) -> bool {
    [METRICS_DASHBOARD, METRICS_ALERTS].contains(&name.as_str())
}

/// Whether the file's name ends in `.sql`.
pub(crate) fn has_sql_extension(path: &Utf8Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql"))
}

/// Whether a file of another kind than SQL tells a migration tool something: atlas's sum, prisma's
/// lock, diesel's and flyway's settings of one migration, liquibase's changelogs.
pub(crate) fn is_beside_migrations(path: &Utf8Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    if ["atlas.sum", "migration_lock.toml", "metadata.toml"].contains(&name) {
        return true;
    }
    let name = name.to_ascii_lowercase();
    let is_changelog = name.contains("changelog") || name.contains("change-log");
    name.ends_with(".sql.conf")
        || is_changelog && [".xml", ".yaml", ".yml", ".json"].iter().any(|it| name.ends_with(it))
}

/// The globs as in `.gitignore`: one without `/` matches a name at any depth. What is no glob is
/// the configuration's problem and matches nothing here.
fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let anywhere = format!("**/{pattern}");
        let pattern = if pattern.trim_end_matches('/').contains('/') { pattern } else { &anywhere };
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        for pattern in [pattern.to_owned(), format!("{pattern}/**")] {
            if let Ok(glob) = GlobBuilder::new(&pattern).literal_separator(true).build() {
                set.add(glob);
            }
        }
    }
    set.build().unwrap_or_default()
}

/// A configured folder as it stands in the paths of problems: `./a//b/` is `a/b`, `.` is empty.
fn tidy(directory: &str) -> String {
    let parts: Vec<&str> = Utf8Path::new(directory)
        .components()
        .filter(|part| *part != Utf8Component::CurDir)
        .map(|part| part.as_str())
        .collect();
    parts.join("/").replacen("//", "/", 1)
}

/// An absolute path without `.` and `..`, by its text alone.
pub fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut normal = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}
