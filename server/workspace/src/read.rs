//! Reading a project's texts. What cannot be read is a problem, and the rest stands.

use crate::git;
use crate::layout::{Layout, has_sql_extension, is_beside_migrations};
use crate::{NAMES, Project};
use camino::{Utf8Path, Utf8PathBuf};
use ignore::WalkBuilder;
use pgwright_config::{Config, Document};
use pgwright_problem::{Code, Location, Problem, ProjectTexts, Severity, Span, TextFile};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::sync::Arc;

/// Texts by absolute path that count instead of those on disk: what is open in an editor, saved
/// or not. A file that is only here counts as well.
pub type Overlay = BTreeMap<Utf8PathBuf, Arc<str>>;

/// Reads everything that belongs to `project`. Where the configuration cannot be read nothing
/// else is: its defaults would say where, but not what the person wants.
pub fn read(project: &Project, overlay: &Overlay) -> ProjectTexts {
    let mut problems: Vec<Problem> = beside(project).into_iter().collect();
    let name = Arc::from(project.configuration.as_str());
    let configuration = read_file(&project.path(&project.configuration), &name, overlay);
    let configuration = match configuration {
        Ok(file) => file,
        Err(error) => {
            let mut problem = unreadable(Code::ConfigFile, &name, &error);
            if project.path(&project.configuration).is_symlink() {
                problem.help = vec!["mend or remove the link".to_owned()];
            }
            problems.push(problem);
            let configuration = TextFile::new(name, "");
            return ProjectTexts {
                configuration,
                migrations: vec![],
                output: Arc::default(),
                problems,
                versions: Arc::default(),
            };
        }
    };
    let document = Document::parse(&configuration.path, &configuration.text);
    let layout = Layout::new(project, &document.config);
    let asked = git::ask(&layout);
    let migrations = read_folders(&layout, overlay, &mut problems);
    let output = read_output(project, &layout, overlay, &mut problems);
    Problem::sort(&mut problems);
    let versions = Arc::new(asked.versions(&layout, &migrations, &output));
    let output = Arc::new(output);
    ProjectTexts { configuration, migrations, output, problems, versions }
}

/// Reads migration folders without any configuration, but for the files that the globs `exclude`
/// match. Relative paths start at `root`.
pub fn read_migrations(
    root: &Utf8Path,
    directories: &[String],
    exclude: &[String],
) -> ProjectTexts {
    let project =
        Project { root: root.to_owned(), configuration: NAMES[0].to_owned(), beside: None };
    let mut config = Config::default();
    config.migrations.directories = directories.to_vec();
    config.migrations.exclude = exclude.to_vec();
    let layout = Layout::new(&project, &config);
    let mut problems = Vec::new();
    let migrations = read_folders(&layout, &Overlay::new(), &mut problems);
    Problem::sort(&mut problems);
    let configuration = TextFile::new(NAMES[0], "");
    let versions = Arc::default();
    ProjectTexts { configuration, migrations, output: Arc::default(), problems, versions }
}

fn beside(project: &Project) -> Option<Problem> {
    let beside: Arc<str> = project.beside.as_deref()?.into();
    let location = Location::new(&beside, Span::default());
    let counts = Location::new(&project.configuration.as_str().into(), Span::default());
    let message = format!("`{beside}` does not count: `{}` stands beside it", counts.file);
    Some(
        Problem::new(Code::ConfigFile, location, message)
            .with_related(counts, "this one counts")
            .with_help(format!("remove `{beside}`, or move what it says to the other one")),
    )
}

fn read_folders(
    layout: &Layout,
    overlay: &Overlay,
    problems: &mut Vec<Problem>,
) -> Vec<(Arc<str>, Vec<TextFile>)> {
    let mut folders = Vec::new();
    for (index, (name, folder)) in layout.migrations.iter().enumerate() {
        let mut paths = BTreeMap::new();
        list(layout, index, &mut paths, problems);
        for path in below(overlay, folder).filter(|path| layout.is_migration(index, path)) {
            paths.insert(path.clone(), named(name, folder, path));
        }
        folders.push((name.as_str().into(), read_all(&paths, overlay, problems)));
    }
    folders
}

/// Finds the files of a migration folder. Links are followed.
fn list(
    layout: &Layout,
    index: usize,
    paths: &mut BTreeMap<Utf8PathBuf, Arc<str>>,
    problems: &mut Vec<Problem>,
) {
    let (name, folder) = &layout.migrations[index];
    if folder.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return; // Said where the configuration names it, as "no migration found".
    }
    let skipped = {
        let layout = layout.clone();
        move |path: &Utf8Path| layout.is_excluded(index, path)
    };
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .follow_links(true)
        .filter_entry(move |entry| !Utf8Path::from_path(entry.path()).is_some_and(&skipped))
        .build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(walk_problem(name, folder, &error));
                continue;
            }
        };
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let path = match Utf8PathBuf::from_path_buf(entry.into_path()) {
            Ok(path) => path,
            Err(path) => {
                let shown = Utf8PathBuf::from(path.to_string_lossy().into_owned());
                if has_sql_extension(&shown) {
                    let message = "the file's name is not UTF-8".to_owned();
                    let file = named(name, folder, &shown);
                    problems.push(
                        Problem::new(Code::File, at(&file), message).with_help("rename the file"),
                    );
                }
                continue;
            }
        };
        if !has_sql_extension(&path) && (is_folder || !is_beside_migrations(&path)) {
            continue;
        }
        if !is_folder {
            let shown = named(name, folder, &path);
            paths.insert(path, shown);
        } else if path != *folder && !holds_sql(&path) {
            let file = named(name, folder, &path);
            let mut problem =
                Problem::new(Code::File, at(&file), format!("`{file}` is a folder, not a file"))
                    .with_help("rename the folder, or exclude it in `migrations.exclude`");
            problem.severity = Severity::Warning;
            problems.push(problem);
        }
    }
}

/// Whether a folder is one migration, as some tools have them: `0001_users.sql/up.sql`.
fn holds_sql(folder: &Utf8Path) -> bool {
    folder.read_dir_utf8().is_ok_and(|mut entries| {
        entries.any(|entry| entry.is_ok_and(|entry| has_sql_extension(entry.path())))
    })
}

/// The Go files of the output folder and one folder below it, and what is generated beside them.
fn read_output(
    project: &Project,
    layout: &Layout,
    overlay: &Overlay,
    problems: &mut Vec<Problem>,
) -> Vec<TextFile> {
    let (name, folder) = &layout.output;
    if let Some(problem) = misplaced(project, name, folder) {
        problems.push(problem);
        return Vec::new();
    }
    let mut paths = BTreeMap::new();
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .follow_links(true)
        .max_depth(Some(2))
        .build();
    let mut listed = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) => listed.push(entry),
            // What is not there, or leads nowhere, is told where it is to be written.
            Err(error) if is_refused(&error) => problems.push(walk_problem(name, folder, &error)),
            Err(_) => {}
        }
    }
    let listed = listed
        .into_iter()
        .filter(|entry| !entry.file_type().is_some_and(|kind| kind.is_dir()))
        .filter_map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).ok());
    for path in listed.chain(below(overlay, folder).cloned()) {
        if layout.is_output(&path) {
            let shown = named(name, folder, &path);
            paths.insert(path, shown);
        }
    }
    // Another run may have removed one since.
    let is_there =
        |path: &Utf8PathBuf| overlay.contains_key(path) || path.symlink_metadata().is_ok();
    let mut found = Vec::new();
    let files = read_all(&paths, overlay, &mut found);
    let gone = |it: &Problem| {
        paths.iter().any(|(path, name)| *name == it.location.file && !is_there(path))
    };
    problems.extend(found.into_iter().filter(|problem| !gone(problem)));
    files
}

/// What is wrong with an output folder that is none, or that a link leads out of the project.
fn misplaced(project: &Project, name: &str, folder: &Utf8Path) -> Option<Problem> {
    let file: Arc<str> = name.into();
    let problem = |message: String, help: &str| {
        Some(Problem::new(Code::File, at(&file), message).with_help(help))
    };
    if folder.metadata().is_ok_and(|it| !it.is_dir()) {
        let message = format!("`{name}` is not a folder, and the generated files belong in it");
        return problem(message, "move what is there away, or set `output.directory` to a folder");
    }
    let (real, root) = (folder.canonicalize_utf8().ok()?, project.root.canonicalize_utf8().ok()?);
    if folder.starts_with(&project.root) && !real.starts_with(root) {
        let message = format!("`{name}` is led out of the project by a link, to `{real}`");
        return problem(message, "set `output.directory` to the real folder, or remove the link");
    }
    None
}

/// Whether the walk was not let in somewhere.
fn is_refused(error: &ignore::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// Reads files side by side; in the order of the names that they have in the project.
fn read_all(
    paths: &BTreeMap<Utf8PathBuf, Arc<str>>,
    overlay: &Overlay,
    problems: &mut Vec<Problem>,
) -> Vec<TextFile> {
    let read: Vec<_> = paths
        .par_iter()
        .map(|(path, name)| read_file(path, name, overlay).map_err(|error| (name, error)))
        .collect();
    let mut files = Vec::with_capacity(read.len());
    for result in read {
        match result {
            Ok(file) => files.push(file),
            Err((name, error)) => problems.push(unreadable(Code::File, name, &error)),
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read_file(path: &Utf8Path, name: &Arc<str>, overlay: &Overlay) -> io::Result<TextFile> {
    if let Some(text) = overlay.get(path) {
        return Ok(TextFile::new(Arc::clone(name), Arc::clone(text)));
    }
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        // A pipe or a device may never end.
        return Err(io::Error::other("it is neither a file nor a folder"));
    }
    if metadata.len() > u64::from(u32::MAX) {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(TextFile::from_bytes(Arc::clone(name), fs::read(path)?))
}

fn unreadable(code: Code, file: &Arc<str>, error: &io::Error) -> Problem {
    let help = match error.kind() {
        io::ErrorKind::NotFound => "mend or remove the link",
        io::ErrorKind::PermissionDenied => "give yourself the right to read it",
        io::ErrorKind::IsADirectory => "rename the folder",
        io::ErrorKind::FileTooLarge => "split it, at most 4 GiB can be read",
        _ => "see that it can be read",
    };
    let help = if code == Code::ConfigFile && error.kind() == io::ErrorKind::NotFound {
        "write one; `database: {schema: public}` is enough"
    } else {
        help
    };
    let message = format!("`{file}` cannot be read: {}", reason(error));
    Problem::new(code, at(file), message).with_help(help)
}

/// What stopped the walk through a migration folder at one path.
fn walk_problem(name: &str, folder: &Utf8Path, error: &ignore::Error) -> Problem {
    let path = path_of(error).unwrap_or_else(|| folder.to_owned());
    let file = named(name, folder, &path);
    if let Some(error) = fs::metadata(&path).err().or_else(|| fs::read_dir(&path).err()) {
        return unreadable(Code::File, &file, &error);
    }
    let message = format!("`{file}` leads back to a folder that it is in");
    let mut problem = Problem::new(Code::File, at(&file), message).with_help("remove the link");
    problem.severity = Severity::Warning; // All files behind it are read at their first place.
    problem
}

fn path_of(error: &ignore::Error) -> Option<Utf8PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } | ignore::Error::Loop { child: path, .. } => {
            Utf8PathBuf::from_path_buf(path.clone()).ok()
        }
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

/// What went wrong, as the operating system says it, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The beginning of a file.
pub(crate) fn at(file: &Arc<str>) -> Location {
    Location::new(file, Span::default())
}

pub(crate) fn named(name: &str, folder: &Utf8Path, path: &Utf8Path) -> Arc<str> {
    let below =
        path.strip_prefix(folder).map_or_else(|_| path.to_string(), crate::discover::slashes);
    match (name, below.as_str()) {
        ("", below) => below.into(),
        (name, "") => name.into(),
        (name, below) => format!("{name}/{below}").into(),
    }
}

fn below<'a>(overlay: &'a Overlay, folder: &'a Utf8Path) -> impl Iterator<Item = &'a Utf8PathBuf> {
    overlay
        .range(folder.to_owned()..)
        .map(|(path, _)| path)
        .take_while(move |path| path.starts_with(folder))
}
