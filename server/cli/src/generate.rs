//! `--generate`: brings the output folder in line.

use crate::args::Arguments;
use crate::exit::{Exit, Result};
use crate::force::{self, Forced};
use crate::projects::{self, current_folder};
use crate::report::{self, Done, Kind, Results};
use camino::Utf8Path;
use pgwright_ide::{Change, Snapshot};
use pgwright_problem::{Problem, ProjectTexts, TextFile};
use pgwright_workspace::{FileChange, Outcome, Project};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Generates for every project that the command line names, and reports.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let here = current_folder()?;
    let projects = projects::find(arguments)?;
    let forced = force::find(&arguments.force, &projects, &here)?;
    if arguments.dry_run {
        return dry_run(arguments, &projects, &forced, &here);
    }
    let (results, exit) = projects::each(&projects, |index, project| {
        let (results, snapshot) = generate(project, &forced[index], &here, None)?;
        projects::let_go(snapshot);
        Ok(results)
    })?;
    report::tell(Kind::Generate, &results, exit, arguments)
}

/// Brings one project in line: what was found and done, and the state behind it. `previous` saves
/// work.
pub fn generate(
    project: &Project,
    forced: &Forced,
    here: &Utf8Path,
    previous: Option<&Snapshot>,
) -> Result<(Results, Snapshot)> {
    let before = projects::snapshot(project, previous)?;
    let changes = changes(&before, forced);
    let outcomes = pgwright_workspace::apply(project, &before.document.config, &changes);

    let after = match changes.is_empty() {
        true => before,
        false => Snapshot::new(texts_after(project, &before, &changes, &outcomes)?, Some(&before)),
    };
    let mut results = Results::of(&after, project, here);
    for (change, outcome) in changes.iter().zip(outcomes) {
        let done = match outcome {
            Outcome::Left => continue,
            Outcome::Written => Done::Written,
            Outcome::Removed => Done::Removed,
            Outcome::Skipped => Done::Left("another file could not be written"),
            Outcome::Refused(problem) | Outcome::Failed(problem) => {
                // It says why the file is not in line; that it is not would be said twice.
                results.problems.retain(|it| pgwright_ide::drifted_file(it) != Some(&*change.path));
                results.problems.push(*problem);
                Done::Left("see below")
            }
        };
        results.files.push((change.path.clone(), done));
    }
    results.files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Problem::sort(&mut results.problems);
    Ok((results, after))
}

/// The texts of a project behind `changes`: those before with what was written, or, where anything
/// went otherwise than was decided, what is on disk now.
fn texts_after(
    project: &Project,
    before: &Snapshot,
    changes: &[FileChange],
    outcomes: &[Outcome],
) -> Result<ProjectTexts> {
    if !outcomes.iter().all(|it| matches!(it, Outcome::Written | Outcome::Removed)) {
        return projects::read(project);
    }
    let mut texts = before.texts.clone();
    let mut changed: BTreeMap<&str, &FileChange> =
        changes.iter().map(|change| (&*change.path, change)).collect();
    let output = Arc::make_mut(&mut texts.output);
    output.retain(|file| changed.get(&*file.path).is_none_or(|it| it.after.is_some()));
    for file in &mut *output {
        if let Some(FileChange { after: Some(text), .. }) = changed.remove(&*file.path) {
            *file = TextFile::new(Arc::clone(&file.path), Arc::clone(text));
        }
    }
    output.extend(changed.into_values().filter_map(|change| {
        Some(TextFile::new(Arc::clone(&change.path), Arc::clone(change.after.as_ref()?)))
    }));
    output.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(texts)
}

/// Prints what [`generate`] would do as a diff, and what would be wrong afterwards all the same; ends
/// as `--check` does.
fn dry_run(
    arguments: &Arguments,
    projects: &[Project],
    forced: &[Forced],
    here: &Utf8Path,
) -> Result<Exit> {
    let (mut diffs, mut all) = (Vec::new(), Vec::new());
    for (project, forced) in projects.iter().zip(forced) {
        let snapshot = projects::snapshot(project, None)?;
        let changes = changes(&snapshot, forced);
        let mut results = Results::of(&snapshot, project, here);
        diffs.extend(
            changes.iter().map(|change| {
                report::diff::of(&format!("{}{}", results.base, change.path), change)
            }),
        );
        // Among what is left there is what --force names.
        results.files.retain(|(path, _)| !changes.iter().any(|change| change.path == *path));
        results.files.extend(changes.into_iter().map(|change| match change.after {
            Some(_) => (change.path, Done::Written),
            None => (change.path, Done::Removed),
        }));
        results.files.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.push(results);
    }
    let exit = Results::exit(&all, arguments.fail_on);
    for results in &mut all {
        let is_changed = |path: &str| {
            let mut files = results.files.iter();
            files.any(|(file, done)| &**file == path && !matches!(done, Done::Left(_)))
        };
        results.problems.retain(|it| !pgwright_ide::drifted_file(it).is_some_and(is_changed));
    }
    report::diff::print(&diffs)?;
    report::to_stderr(|out| report::write(Kind::DryRun, &all, arguments.quiet, out))?;
    Ok(exit)
}

/// What brings the output folder in line.
fn changes(snapshot: &Snapshot, forced: &Forced) -> Vec<FileChange> {
    let changes = snapshot.changes_with(forced).into_iter();
    changes.map(|change| file_change(snapshot, change)).collect()
}

/// The change with the text that it was decided on.
fn file_change(snapshot: &Snapshot, change: Change) -> FileChange {
    let before = |path: &str| snapshot.output_file(path).map(|file| file.text.clone());
    match change {
        Change::Write { path, text } => {
            FileChange { before: before(&path), path, after: Some(text) }
        }
        Change::Remove { path } => FileChange { before: before(&path), path, after: None },
    }
}
