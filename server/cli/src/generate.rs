//! `--generate`: brings the output folder in line.

use crate::args::Arguments;
use crate::exit::{Exit, Result};
use crate::force::{self, Forced};
use crate::projects::{self, current_folder};
use crate::report::{self, Done, Kind, Results};
use camino::Utf8Path;
use pgwright_ide::{Change, Snapshot};
use pgwright_problem::Problem;
use pgwright_workspace::{FileChange, Outcome, Project};

/// Generates for every project that the command line names, and reports.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let here = current_folder()?;
    let projects = projects::find(arguments)?;
    let forced = force::find(&arguments.force, &projects, &here)?;
    let results: Vec<Results> = (projects.iter().zip(&forced))
        .map(|(project, forced)| generate(project, forced, &here))
        .collect::<Result<_>>()?;
    report::tell(Kind::Generate, &results, arguments)
}

fn generate(project: &Project, forced: &Forced, here: &Utf8Path) -> Result<Results> {
    let before = projects::snapshot(project, None)?;
    let changes = before.changes_with(forced).into_iter();
    let changes: Vec<FileChange> = changes.map(|change| file_change(&before, change)).collect();
    let outcomes = pgwright_workspace::apply(project, &before.document.config, &changes);

    // What is wrong now is asked of the disk as it is now, not guessed from what was done.
    let after = match changes.is_empty() {
        true => before,
        false => projects::snapshot(project, Some(&before))?,
    };
    let mut results = Results::of(after, project, here);
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
    Ok(results)
}

/// The change with the text that it was decided on.
fn file_change(snapshot: &Snapshot, change: Change) -> FileChange {
    let before = |path: &str| {
        let file = snapshot.texts.output.iter().find(|file| &*file.path == path)?;
        Some(file.text.clone())
    };
    match change {
        Change::Write { path, text } => {
            FileChange { before: before(&path), path, after: Some(text) }
        }
        Change::Remove { path } => FileChange { before: before(&path), path, after: None },
    }
}
