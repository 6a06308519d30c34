//! What is said of the files that are not in line.

use super::conflict::own_line;
use super::difference::{hunks, patch};
use super::lines::Lines;
use super::settings::{self, Change};
use super::{FileState, State};
use super::{explain, features};
use crate::Snapshot;
use pgwright_codegen::GeneratedFile;
use pgwright_problem::{Code, Location, Problem, Related, Severity, Span, TextFile};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The key under which the problem of a drift names the generated file in its data.
pub(crate) const FILE: &str = "file";

/// The key by which a file with conflict markers says that it is kept, since a person's lines may be
/// among them.
pub(crate) const KEPT: &str = "kept";

/// The problems of `files`, which are those of `snapshot`.
pub(crate) fn problems(snapshot: &Snapshot, files: &[FileState]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files {
        let expected = snapshot.expected_file(&file.path);
        let actual = snapshot.output_file(&file.path);
        let found = match (file.state, actual, expected) {
            (State::Missing, None, Some(expected)) => vec![missing(snapshot, expected)],
            (State::Stale, Some(actual), Some(expected)) => stale(snapshot, actual, expected),
            (State::Edited, Some(actual), Some(expected)) => vec![edited(actual, expected)],
            (State::Edited, Some(actual), None) => vec![edited_orphan(actual)],
            (State::Foreign, Some(actual), _) => vec![foreign(actual)],
            (State::Conflict, Some(actual), _) => vec![conflict(actual)],
            (State::Disputed, Some(actual), expected) => {
                vec![disputed(snapshot, actual, expected)]
            }
            (State::Twin, Some(actual), _) => vec![twin(snapshot, actual)],
            (State::Orphan, Some(actual), _) => vec![orphan(snapshot, actual)],
            _ => Vec::new(),
        };
        problems.extend(found.into_iter().map(|problem| problem.with_data(FILE, &*file.path)));
    }
    let causes = causes(&problems, &snapshot.texts.configuration.path);
    problems.extend(causes);
    problems
}

/// A file, and a span in it.
type Place<'a> = (&'a Arc<str>, u32, u32);

/// The other ends of drifts: whoever looks at a statement of a migration is told that generated files
/// are not up to date with it. One problem for each place, whose action is that of the first file. Where
/// a setting in the file `configuration` is the cause, no statement is; of settings it is said which may
/// have a hand in a line, which is not enough to tell there.
fn causes(drifts: &[Problem], configuration: &str) -> Vec<Problem> {
    let mut by_place: BTreeMap<Place<'_>, Vec<(&Problem, &str)>> = BTreeMap::new();
    for drift in drifts.iter().filter(|drift| drift.code == Code::Drift) {
        let is_set = |it: &Related| *it.location.file == *configuration;
        if drift.related.iter().any(|it| is_set(it) && settings::is_cause(it)) {
            continue;
        }
        let is_other = |it: &&Related| it.location.file != drift.location.file && !is_set(it);
        for cause in drift.related.iter().filter(is_other) {
            let Location { file, span } = &cause.location;
            let place = by_place.entry((file, span.start, span.end)).or_default();
            place.push((drift, &cause.message));
        }
    }
    let problem = |(place, drifts): (Place<'_>, Vec<(&Problem, &str)>)| {
        let (first, why) = *drifts.first()?;
        let mut files: Vec<&Arc<str>> = drifts.iter().map(|(it, _)| &it.location.file).collect();
        files.dedup();
        let (are, more) = match files.len() - 1 {
            0 => ("is", String::new()),
            1 => ("are", " and another file".to_owned()),
            more => ("are", format!(" and {more} other files")),
        };
        let file = &first.location.file;
        let message = format!("{why}; `{file}`{more} {are} not up to date with it");
        let location = Location::new(place.0, Span::new(place.1, place.2));
        let mut problem = Problem::new(Code::Drift, location, message).with_data(FILE, &**file);
        problem.severity = Severity::Information;
        problem.help.clone_from(&first.help);
        for (drift, _) in drifts {
            problem = problem.with_related(drift.location.clone(), drift.message.clone());
        }
        Some(problem)
    };
    by_place.into_iter().filter_map(problem).collect()
}

/// A missing file has no line: its problem stands on the SQL that made the table, at the setting of
/// the feature that it belongs to, or, for what serves all tables, where the configuration names
/// the folder.
fn missing(snapshot: &Snapshot, expected: &GeneratedFile) -> Problem {
    let made = expected
        .relation
        .and_then(|relation| snapshot.model().relation(relation))
        .and_then(|relation| relation.history.as_ref())
        .map(|history| history.made.clone());
    let feature = || {
        let setting = settings::of_file(snapshot, &expected.path).into_iter().next();
        setting.map(|setting| setting.location)
    };
    let location = made.or_else(feature).unwrap_or_else(|| {
        let document = &snapshot.document;
        let span = document
            .value_span(&["output", "directory"])
            .or_else(|| document.key_span(&["output"]))
            .unwrap_or_default();
        Location::new(&snapshot.texts.configuration.path, span)
    });
    let message = format!("`{}` is missing", expected.path);
    Problem::new(Code::DriftMissing, location, message).with_help(GENERATE)
}

const GENERATE: &str = "run `pgwright --generate`";

fn stale(snapshot: &Snapshot, actual: &TextFile, expected: &GeneratedFile) -> Vec<Problem> {
    let mut problems = explain::explain(snapshot, actual, expected);
    if problems.is_empty() {
        let (span, difference) = first_difference(actual, expected);
        let location = Location::new(&actual.path, span);
        let message = format!("`{}` is not up to date: {difference}", actual.path);
        let mut problem = Problem::new(Code::Drift, location, message);
        let relation = expected.relation.and_then(|it| snapshot.model().relation(it));
        let new = first_wanted(actual, expected);
        let change = Change { old: actual.text.get(span.range()), new: new.as_deref() };
        let relation = relation.map(|relation| &**relation);
        let changed = features::changed(snapshot, &actual.path);
        problem.related = settings::about(snapshot, relation, None, change, &changed);
        problems.push(problem);
    }
    problems.into_iter().map(|problem| problem.with_help(GENERATE)).collect()
}

fn edited(actual: &TextFile, expected: &GeneratedFile) -> Problem {
    let (span, difference) = first_difference(actual, expected);
    let location = Location::new(&actual.path, span);
    let message = format!("`{}` was edited by hand: {difference}", actual.path);
    Problem::new(Code::DriftEdited, location, message)
        .with_help(format!(
            "move what was added to a file of your own, then run `pgwright --generate --force={}`",
            actual.path
        ))
        .with_data("difference", patch(&actual.path, &actual.text, &expected.text))
}

fn edited_orphan(actual: &TextFile) -> Problem {
    let message = format!("`{}` was edited by hand, and belongs to nothing any more", actual.path);
    Problem::new(Code::DriftEdited, top(actual), message).with_help(format!(
        "run `pgwright --generate --force={}`, which removes it, or take pgwright's header \
             off to keep it as your own",
        actual.path
    ))
}

fn foreign(actual: &TextFile) -> Problem {
    let message = format!("`{}` stands where a generated file belongs", actual.path);
    Problem::new(Code::DriftForeign, top(actual), message)
        .with_help("rename or move it, then run `pgwright --generate`")
}

fn twin(snapshot: &Snapshot, actual: &TextFile) -> Problem {
    let folded = actual.path.to_lowercase();
    let expected = snapshot.expected.files.iter().find(|it| it.path.to_lowercase() == folded);
    let expected = expected.map_or("", |it| &*it.path);
    let message = format!(
        "`{}` is one file with the generated `{expected}` where the case of letters does not count",
        actual.path
    );
    Problem::new(Code::DriftForeign, top(actual), message)
        .with_help("rename or remove it, then run `pgwright --generate`")
}

fn conflict(actual: &TextFile) -> Problem {
    let message = format!("`{}` has the conflict markers of a merge in it", actual.path);
    Problem::new(Code::DriftConflict, marker(actual), message).with_help(
        "settle the migrations and `pgwright.yaml` first, then run `pgwright --generate`",
    )
}

/// The first marker of a merge.
fn marker(actual: &TextFile) -> Location {
    let marker = actual.text.find("<<<<<<<").unwrap_or(0);
    let lines = Lines::new(&actual.path, &actual.text);
    Location::new(&actual.path, lines.span(lines.line_at(marker)))
}

fn disputed(snapshot: &Snapshot, actual: &TextFile, expected: Option<&GeneratedFile>) -> Problem {
    let expected = expected.map(|it| &*it.text);
    let line = own_line(actual, expected, &snapshot.texts.versions).unwrap_or(0);
    let span = Lines::new(&actual.path, &actual.text).span(line);
    let message = format!(
        "`{}` has the conflict markers of a merge in it, and lines that a person may have written",
        actual.path
    );
    let problem = Problem::new(Code::DriftConflict, marker(actual), message)
        .with_related(Location::new(&actual.path, span), "no version that was generated has this")
        .with_help(format!(
            "settle the migrations and `pgwright.yaml` first, move what is yours to a file of your \
             own, then run `pgwright --generate --force={}`",
            actual.path
        ))
        .with_data(KEPT, "true");
    match expected {
        Some(expected) => {
            problem.with_data("difference", patch(&actual.path, &actual.text, expected))
        }
        None => problem,
    }
}

fn orphan(snapshot: &Snapshot, actual: &TextFile) -> Problem {
    let message = format!("`{}` belongs to nothing any more", actual.path);
    let problem = Problem::new(Code::DriftOrphan, top(actual), message)
        .with_help("run `pgwright --generate`, which removes it");
    match explain::orphan(snapshot, actual) {
        Some((location, why)) => problem.with_related(location, why),
        None => Problem { related: settings::of_file(snapshot, &actual.path), ..problem },
    }
}

/// The first line of a file.
fn top(file: &TextFile) -> Location {
    Location::new(&file.path, Lines::new(&file.path, &file.text).span(0))
}

/// Where a file first differs from what it should be, and how.
fn first_difference(actual: &TextFile, expected: &GeneratedFile) -> (Span, String) {
    let (old, new) =
        (Lines::new(&actual.path, &actual.text), Lines::new(&expected.path, &expected.text));
    let Some(hunk) = hunks(&old, &new).into_iter().next() else {
        return only_form(&actual.text, &expected.text, &old);
    };
    match (hunk.actual.is_empty(), hunk.expected.is_empty()) {
        (true, _) => {
            let before = old.filled_before(hunk.actual.start);
            let line = new.key(hunk.expected.start);
            (old.span(before), format!("`{line}` is missing behind this line"))
        }
        (_, true) => {
            let line = hunk.actual.start;
            (old.span(line), format!("`{}` should not be here", old.key(line)))
        }
        _ => {
            let line = hunk.actual.start;
            let difference =
                format!("`{}` should be `{}`", old.key(line), new.key(hunk.expected.start));
            (old.span(line), difference)
        }
    }
}

/// The line that should stand where a file first differs from what it should be.
fn first_wanted(actual: &TextFile, expected: &GeneratedFile) -> Option<String> {
    let old = Lines::new(&actual.path, &actual.text);
    let new = Lines::new(&expected.path, &expected.text);
    let hunk = hunks(&old, &new).into_iter().next()?;
    hunk.expected.clone().next().map(|line| new.key(line).to_owned())
}

/// The difference between texts whose lines behind the header say the same.
fn only_form(actual: &str, expected: &str, lines: &Lines) -> (Span, String) {
    let offset = actual.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
    let line = lines.line_at(offset);
    let difference = if actual.replace("\r\n", "\n") == expected {
        "its lines should end with LF, not CRLF".to_owned()
    } else if line < lines.body() {
        "its header differs".to_owned()
    } else {
        "its white space differs".to_owned()
    };
    (lines.span(line), difference)
}
