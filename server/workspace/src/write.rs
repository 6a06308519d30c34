//! Bringing changed files to disk, so that nothing of a person's is lost and nothing is left half
//! done.
//!
//! All new texts are first written to temporary files beside their targets; only when every one
//! of them stands are they moved into place, one rename each. A full disk so costs nothing, and
//! whoever is killed in the middle leaves old or new files, each whole. Right before its rename
//! each target is looked at again: what was saved meanwhile stays. Several may write at once: what
//! another has brought in line meanwhile is left.

use crate::layout::{Layout, normal};
use crate::leftover::{self, Claim};
use crate::read::{at, reason};
use crate::{Project, discover::slashes};
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_config::Config;
use pgwright_problem::{Code, Problem};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::sync::Arc;
use tempfile::NamedTempFile;

/// A file of the output folder as it should become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Relative to the project's root, below the output folder.
    pub path: Arc<str>,
    /// The text that the decision was made on; `None`: there was no file.
    pub before: Option<Arc<str>>,
    /// The text to write; `None`: the file is to be removed.
    pub after: Option<Arc<str>>,
}

/// What became of a [`FileChange`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The file has the new text.
    Written,
    /// It was as it should be already.
    Left,
    /// It is gone.
    Removed,
    /// This file was refused, and why; the others are done.
    Refused(Box<Problem>),
    /// The disk refused, and why: nothing was done for this file.
    Failed(Box<Problem>),
    /// Nothing was done for this file, because another one failed.
    Skipped,
}

/// Brings `changes` to disk: one outcome for each, in their order. Files have equal bytes to the
/// texts given afterwards, keep their permissions, and are never written through a link. Nothing
/// outside of the output folder is touched, nor one that a link leads out of the project.
pub fn apply(project: &Project, config: &Config, changes: &[FileChange]) -> Vec<Outcome> {
    let layout = Layout::new(project, config);
    let (_, output) = &layout.output;
    let folders = Folders::new(&project.root, output, changes);
    let _claim = claim(&folders, changes);
    let steps: Vec<Step> = changes.par_iter().map(|change| prepare(&folders, change)).collect();
    let mut stopped = steps.iter().any(|step| matches!(step, Step::Done(Outcome::Failed(_))));
    let mut outcomes = Vec::with_capacity(steps.len());
    for (step, change) in steps.into_iter().zip(changes) {
        let outcome = match step {
            Step::Done(outcome) => outcome,
            _ if stopped => Outcome::Skipped,
            Step::Write { target, staged } => write(&target, staged, change),
            Step::Remove { target } => remove(&target, change),
        };
        stopped |= matches!(outcome, Outcome::Failed(_));
        outcomes.push(outcome);
    }
    outcomes
}

/// Makes the output folder if it is to be written to, and takes away what a killed run has left in
/// it. Until the claim is dropped nobody else does that.
fn claim(folders: &Folders, changes: &[FileChange]) -> Option<Claim> {
    let Folders { root, output, .. } = folders;
    if changes.iter().any(|change| change.after.is_some() && folders.refused(change).is_none()) {
        // What stands against it is said of the files.
        let _ = fs::create_dir_all(output);
    }
    let inside = output.canonicalize_utf8().ok()?.starts_with(root.canonicalize_utf8().ok()?);
    inside.then(|| Claim::new(output)).flatten()
}

/// What is left to do for a change.
enum Step {
    Done(Outcome),
    Write { target: Utf8PathBuf, staged: NamedTempFile },
    Remove { target: Utf8PathBuf },
}

fn prepare(folders: &Folders, change: &FileChange) -> Step {
    let target = folders.target(change);
    if let Some(problem) = folders.refused(change) {
        return Step::Done(Outcome::Refused(problem));
    }
    match state(&target, change) {
        State::InLine => Step::Done(Outcome::Left),
        State::Refused(problem) => Step::Done(Outcome::Refused(problem)),
        State::Failed(problem) => Step::Done(Outcome::Failed(problem)),
        State::AsDecided(permissions) => match &change.after {
            None => Step::Remove { target },
            Some(text) => match stage(&target, text, permissions) {
                Ok(staged) => Step::Write { target, staged },
                Err(error) => Step::Done(failed(change, &error)),
            },
        },
    }
}

/// The folders that files are to be written to or removed from, each looked at once.
struct Folders<'a> {
    root: &'a Utf8Path,
    output: &'a Utf8Path,
    /// What is wrong with those that are not below the output folder, or are led out of it.
    wrong: BTreeMap<Utf8PathBuf, Wrong>,
}

/// What is wrong with a folder.
enum Wrong {
    /// It is not below the output folder.
    Outside,
    /// A link leads to this place, which is not below the output folder or the project.
    LedOut(Utf8PathBuf),
}

impl<'a> Folders<'a> {
    fn new(root: &'a Utf8Path, output: &'a Utf8Path, changes: &[FileChange]) -> Self {
        let mut folders = Self { root, output, wrong: BTreeMap::new() };
        let targets: Vec<Utf8PathBuf> = changes.iter().map(|it| folders.target(it)).collect();
        let parents: BTreeSet<&Utf8Path> =
            targets.iter().map(|target| target.parent().unwrap_or(target)).collect();
        for parent in parents {
            if let Some(wrong) = wrong(root, output, parent) {
                folders.wrong.insert(parent.to_owned(), wrong);
            }
        }
        folders
    }

    /// Where the file of a change stands.
    fn target(&self, change: &FileChange) -> Utf8PathBuf {
        normal(&self.root.join(&*change.path))
    }

    /// The problem of a change that would touch what is not below the output folder.
    fn refused(&self, change: &FileChange) -> Option<Box<Problem>> {
        let target = self.target(change);
        let path = &change.path;
        let (message, help) = match self.wrong.get(target.parent().unwrap_or(&target))? {
            Wrong::Outside => (
                format!("`{path}` is not below the output folder of the project"),
                "set `output.directory` to a folder of the project that holds it",
            ),
            Wrong::LedOut(real) => (
                format!("`{path}` is led out of the project by a link, to `{real}`"),
                "set `output.directory` to the real folder, or remove the link",
            ),
        };
        Some(Box::new(Problem::new(Code::File, at(path), message).with_help(help)))
    }
}

/// What is wrong with `folder` as a place to write to.
fn wrong(root: &Utf8Path, output: &Utf8Path, folder: &Utf8Path) -> Option<Wrong> {
    if !folder.starts_with(output) || !output.starts_with(root) {
        return Some(Wrong::Outside);
    }
    for (folder, limit) in [(output, root), (folder, output)] {
        let (Some(real), Ok(limit)) = (real_folder(folder), limit.canonicalize_utf8()) else {
            continue; // Not there yet: nothing can lead out.
        };
        if !real.starts_with(&limit) {
            return Some(Wrong::LedOut(real));
        }
    }
    None
}

/// Where the nearest folder on the way up that is there really is.
fn real_folder(folder: &Utf8Path) -> Option<Utf8PathBuf> {
    folder.ancestors().find(|it| it.symlink_metadata().is_ok())?.canonicalize_utf8().ok()
}

/// What stands at a target.
enum State {
    /// The text that it should have.
    InLine,
    /// The text that the decision was made on, with these permissions; or nothing, likewise.
    AsDecided(Option<Permissions>),
    /// Something that is not ours to replace.
    Refused(Box<Problem>),
    /// It cannot be told.
    Failed(Box<Problem>),
}

fn state(target: &Utf8Path, change: &FileChange) -> State {
    let refuse = |message: String, help: &str| {
        State::Refused(Box::new(
            Problem::new(Code::File, at(&change.path), message).with_help(help),
        ))
    };
    let path = &change.path;
    let metadata = match target.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match (&change.before, &change.after) {
                (_, None) => State::InLine,
                (None, Some(_)) => State::AsDecided(None),
                (Some(_), Some(_)) => {
                    refuse(format!("`{path}` was removed meanwhile"), "run again")
                }
            };
        }
        Err(error) => return State::Failed(Box::new(problem(change, &error))),
    };
    if !metadata.is_file() {
        let what = match metadata.file_type() {
            kind if kind.is_symlink() => "a link",
            kind if kind.is_dir() => "a folder",
            _ => "not a file",
        };
        let message = format!("`{path}` is {what}, where a generated file belongs");
        return refuse(message, "move it away, then run again");
    }
    let now = match fs::read(target) {
        Ok(bytes) => bytes,
        Err(error) => return State::Failed(Box::new(problem(change, &error))),
    };
    let is = |text: &Option<Arc<str>>| text.as_ref().is_some_and(|it| it.as_bytes() == now);
    if is(&change.after) {
        State::InLine
    } else if !is(&change.before) {
        refuse(format!("`{path}` was changed meanwhile, and stays as it is"), "run again")
    } else if metadata.permissions().readonly() {
        refuse(format!("`{path}` is read-only"), "make the file writable, then run again")
    } else {
        State::AsDecided(Some(metadata.permissions()))
    }
}

/// Writes `text` to a temporary file beside `target`, making the folder if need be.
fn stage(
    target: &Utf8Path,
    text: &str,
    permissions: Option<Permissions>,
) -> io::Result<NamedTempFile> {
    let folder = target.parent().unwrap_or(target);
    let mut builder = tempfile::Builder::new();
    builder.prefix(leftover::PREFIX).suffix(leftover::SUFFIX);
    let new = new_file_permissions();
    if let (None, Some(new)) = (&permissions, new) {
        builder.permissions(new);
    }
    let mut staged = match builder.tempfile_in(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            builder.tempfile_in(folder)?
        }
        staged => staged?,
    };
    staged.write_all(text.as_bytes())?;
    if let Some(permissions) = permissions {
        staged.as_file().set_permissions(permissions)?;
    }
    Ok(staged)
}

/// What a program asks for when it makes a file; the system takes its umask off.
#[cfg(unix)]
pub(crate) fn new_file_permissions() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
pub(crate) fn new_file_permissions() -> Option<Permissions> {
    None
}

fn write(target: &Utf8Path, staged: NamedTempFile, change: &FileChange) -> Outcome {
    let result = match state(target, change) {
        State::InLine => return Outcome::Left,
        State::Refused(problem) => return Outcome::Refused(problem),
        State::Failed(problem) => return Outcome::Failed(problem),
        // Where there was no file, one that appears at this moment is not replaced.
        State::AsDecided(None) => staged.persist_noclobber(target),
        State::AsDecided(Some(_)) => staged.persist(target),
    };
    match result {
        Ok(_) => Outcome::Written,
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            // It appeared at this very moment: from another run of ours, or from a person.
            match state(target, change) {
                State::InLine => Outcome::Left,
                State::Refused(problem) => Outcome::Refused(problem),
                State::Failed(_) | State::AsDecided(_) => failed(change, &error.error),
            }
        }
        Err(error) => failed(change, &error.error),
    }
}

fn remove(target: &Utf8Path, change: &FileChange) -> Outcome {
    match state(target, change) {
        State::InLine => Outcome::Removed,
        State::Refused(problem) => Outcome::Refused(problem),
        State::Failed(problem) => Outcome::Failed(problem),
        State::AsDecided(_) => match fs::remove_file(target) {
            Ok(()) => Outcome::Removed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Outcome::Removed,
            Err(error) => failed(change, &error),
        },
    }
}

fn failed(change: &FileChange, error: &io::Error) -> Outcome {
    Outcome::Failed(Box::new(problem(change, error)))
}

fn problem(change: &FileChange, error: &io::Error) -> Problem {
    let folder = Utf8Path::new(&*change.path).parent().map(slashes).unwrap_or_default();
    let help = match error.kind() {
        io::ErrorKind::PermissionDenied => format!("make the folder `{folder}` writable"),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is mounted read-only".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disk, then run again".to_owned()
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            format!("`{folder}` must be a folder: move what is there away")
        }
        _ => format!("see that `{folder}` can be written to"),
    };
    let verb = if change.after.is_some() { "written" } else { "removed" };
    let message = format!("`{}` cannot be {verb}: {}", change.path, reason(error));
    Problem::new(Code::File, at(&change.path), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_says_how_it_is_mended() {
        let change = |after: Option<&str>| FileChange {
            path: "out/billing/a.go".into(),
            before: None,
            after: after.map(Into::into),
        };
        for (number, message, help) in [
            (
                28,
                "cannot be written: no space left on device",
                "make room on the disk, then run again",
            ),
            (30, "cannot be written: read-only file system", "the disk is mounted read-only"),
            (13, "cannot be written: permission denied", "make the folder `out/billing` writable"),
            (5, "cannot be written: ", "see that `out/billing` can be written to"),
        ] {
            let problem = problem(&change(Some("new")), &io::Error::from_raw_os_error(number));
            assert!(problem.message.starts_with(&format!("`out/billing/a.go` {message}")));
            assert_eq!(problem.help, [help]);
        }
        let removed = problem(&change(None), &io::Error::from_raw_os_error(13));
        assert!(removed.message.contains("cannot be removed: "));
    }
}
