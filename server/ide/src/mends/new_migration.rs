//! A new migration behind those that are there, named and laid out as the folder's tool wants it,
//! and as its neighbours are.

use crate::Snapshot;
use pgwright_schema::migrations;

/// The files of a new migration, by path, relative to the project's root; `None` where no name
/// follows from those that are there, or where the tool keeps account of them in another file.
pub(super) fn files(
    snapshot: &Snapshot,
    name: &str,
    up: &str,
    down: &str,
) -> Option<Vec<(String, String)>> {
    let folder = snapshot.history().folders.iter().rev().find(|folder| folder.migrations > 0)?;
    let steps = snapshot.replay.steps.iter().rev().map(|replayed| &*replayed.step.path);
    let mut below = steps.filter_map(|path| {
        let directory = folder.directory.trim_start_matches("./").trim_end_matches('/');
        path.strip_prefix(directory)?.strip_prefix('/').map(|below| (directory, below))
    });
    // What is run again at each change has no number.
    let (directory, last) = below.find(|(_, below)| !below.starts_with("R__"))?;
    let name: String = name
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it.to_ascii_lowercase() } else { '_' })
        .collect();
    let files = migrations::next_files(folder.format, last, name.trim_matches('_'), up, down)?;
    let is_taken = |path: &str| {
        let files = snapshot.texts.migrations.iter().flat_map(|(_, files)| files);
        files.into_iter().any(|file| *file.path == *path)
    };
    let files: Vec<(String, String)> =
        files.into_iter().map(|(file, text)| (format!("{directory}/{file}"), text)).collect();
    (!files.iter().any(|(path, _)| is_taken(path))).then_some(files)
}
