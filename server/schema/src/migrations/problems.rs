//! What is wrong with the files of a folder.

use super::{File, Format, Wrong};
use pgwright_problem::{Code, Location, Problem, Severity, Span};

/// A file that the tool would not run.
pub(super) fn left(file: &File<'_>, tool: &str, why: &str) -> Problem {
    let location = Location::new(&file.file.path, Span::new(0, 0));
    let message = format!("{tool} would not run `{}`: {why}", file.name);
    Problem::new(Code::MigrationName, location, message)
}

/// What the tool does not take in a text.
pub(super) fn wrong(
    file: &File<'_>,
    tool: &str,
    wrong: Vec<Wrong>,
) -> impl Iterator<Item = Problem> {
    wrong.into_iter().map(move |wrong| {
        let location = Location::new(&file.file.path, wrong.span);
        let message = format!("{tool} {}", wrong.message);
        let mut problem = Problem::new(Code::MigrationText, location, message);
        if wrong.taken_once {
            problem.severity = Severity::Warning;
        }
        problem.with_help(wrong.help)
    })
}

/// Files with the version of one before them. Both are run, in the order of names.
pub(super) fn doubles(files: &[File<'_>], format: Format) -> Vec<Problem> {
    let mut sorted: Vec<&File<'_>> = files.iter().filter(|file| file.version.is_some()).collect();
    // Folders of no tool may each count for themselves.
    let folder = |file: &File<'_>| {
        if format == Format::Plain { file.folder.to_owned() } else { String::new() }
    };
    let key = |file: &&File<'_>| (folder(file), file.version.clone());
    sorted.sort_by_cached_key(key);
    let mut problems = Vec::new();
    for same in sorted.chunk_by(|a, b| {
        a.version == b.version && (format != Format::Plain || a.folder == b.folder)
    }) {
        let first = same[0];
        for second in &same[1..] {
            let Some(version) = &first.version else { continue };
            let (name, other) = match first.name == second.name {
                true => (second.below(), first.below()),
                false => (second.name.to_owned(), first.name.to_owned()),
            };
            let message = format!("`{name}` has the number {version} of `{other}`");
            let location = Location::new(&second.file.path, Span::new(0, 0));
            let other = Location::new(&first.file.path, Span::new(0, 0));
            problems.push(
                Problem::new(Code::MigrationNumber, location, message)
                    .with_related(other, "the first file with this number")
                    .with_help("give one of them a number of its own"),
            );
        }
    }
    problems
}
