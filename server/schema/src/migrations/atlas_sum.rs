//! `atlas.sum`: whether the folder is as it was when the sum was made. atlas runs nothing if not.
//!
//! Rules from atlas's `sql/migrate/dir.go` (NewHashFile: a sum over names and contents that goes on
//! from file to file, `-- atlas:sum ignore` at the top leaving a content out; HashFile.Sum in the
//! first line; Validate: which file it is) and `sql/sqltool/tool.go` (of golang-migrate's folders
//! the files that go up count, of goose's and dbmate's all).

use super::atlas::argument;
use super::{Around, File, Format};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use pgwright_problem::{Code, Location, Problem, Span};
use sha2::{Digest, Sha256};

const NAME: &str = "atlas.sum";
const HELP: &str = "run `atlas migrate hash` once the folder is as it shall be";

/// What the sum says about the files that go up and down.
pub(super) fn problems(
    up: &[File<'_>],
    down: &[File<'_>],
    around: &Around<'_>,
    format: Format,
) -> Vec<Problem> {
    let others = if format == Format::GolangMigrate { &[][..] } else { down };
    let mut files: Vec<&File<'_>> = up.iter().chain(others).collect();
    files.sort_by(|a, b| a.name.cmp(b.name));
    let sum = around.beside.iter().find(|it| it.folder.is_empty() && it.name == NAME);
    let Some(sum) = sum else {
        let first = files.first().filter(|_| format == Format::Atlas);
        return first.map(|first| missing(first)).into_iter().collect();
    };
    let follows =
        matches!(format, Format::Atlas | Format::GolangMigrate | Format::Goose | Format::Dbmate);
    // What is not UTF-8 is said, and its bytes are not known here.
    if !follows || files.iter().any(|file| file.file.invalid.is_some()) {
        return Vec::new();
    }
    let expected = match read(sum.text()) {
        Ok(entries) => entries,
        Err(span) => {
            let location = Location::new(&sum.file.path, span);
            let message = "atlas runs nothing while this file does not go together with itself";
            return vec![Problem::new(Code::MigrationSum, location, message).with_help(HELP)];
        }
    };
    difference(&expected, &hash(&files), &files, sum).into_iter().collect()
}

fn missing(first: &File<'_>) -> Problem {
    let location = Location::new(&first.file.path, Span::default());
    let message = format!("atlas runs nothing while there is no `{NAME}` beside the migrations");
    Problem::new(Code::MigrationSum, location, message).with_help(HELP)
}

/// A file's name and its sum.
type Entry = (String, String);

/// The first file that is not as the sum has it.
fn difference(
    expected: &[Entry],
    actual: &[Entry],
    files: &[&File<'_>],
    sum: &File<'_>,
) -> Option<Problem> {
    let alike = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let (name, what) = match (expected.get(alike), actual.get(alike)) {
        (None, None) => return None,
        (None, Some((added, _))) => (added, "is not in"),
        (Some((name, _)), now) => {
            match actual.iter().position(|(known, _)| known == name) {
                None => (name, "is gone, but stands in"),
                Some(at) if at == alike => (name, "is not as it was when it came into"),
                // Another one was put in before it.
                Some(_) => (&now?.0, "is not in"),
            }
        }
    };
    let file = files.iter().find(|file| file.name == name).map_or(sum, |file| file);
    let line = sum
        .text()
        .find(&format!("{name} h1:"))
        .map(|start| Span::new(start as u32, (start + name.len()) as u32));
    let line = line.unwrap_or_default();
    let at = if std::ptr::eq(file, sum) { line } else { Span::default() };
    let location = Location::new(&file.file.path, at);
    let message = format!("atlas runs nothing while `{name}` {what} `{NAME}`");
    let problem = Problem::new(Code::MigrationSum, location.clone(), message).with_help(HELP);
    let related = Location::new(&sum.file.path, line);
    Some(match related == location {
        true => problem,
        false => problem.with_related(related, "the sum"),
    })
}

/// The entries of a sum file; where it contradicts itself if it does.
fn read(text: &str) -> Result<Vec<Entry>, Span> {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    let mut at = first.len() as u32 + 1;
    let mut entries = Vec::new();
    for line in lines {
        let Some((name, sum)) = line.split_once("h1:") else {
            return Err(Span::new(at, at + line.len() as u32));
        };
        entries.push((name.trim().to_owned(), sum.to_owned()));
        at += line.len() as u32 + 1;
    }
    let mut whole = Sha256::new();
    for (name, sum) in &entries {
        whole.update(name);
        whole.update(sum);
    }
    let whole = BASE64_STANDARD.encode(whole.finalize());
    let is_whole = first.strip_prefix("h1:").unwrap_or(first) == whole;
    if is_whole { Ok(entries) } else { Err(Span::new(0, first.len() as u32)) }
}

/// The sums of files in this order.
fn hash(files: &[&File<'_>]) -> Vec<Entry> {
    let mut hash = Sha256::new();
    let mut entries = Vec::new();
    for file in files {
        hash.update(file.name);
        let first = file.text().split('\n').next().unwrap_or("");
        if argument(first, "sum") == Some("ignore") {
            continue;
        }
        hash.update(file.text());
        entries.push((file.name.to_owned(), BASE64_STANDARD.encode(hash.clone().finalize())));
    }
    entries
}

/// The sum file of these files.
#[cfg(test)]
pub(super) fn text(files: &[&File<'_>]) -> String {
    let entries = hash(files);
    let mut whole = Sha256::new();
    entries.iter().for_each(|(name, sum)| {
        whole.update(name);
        whole.update(sum);
    });
    let lines: String = entries.iter().map(|(name, sum)| format!("{name} h1:{sum}\n")).collect();
    format!("h1:{}\n{lines}", BASE64_STANDARD.encode(whole.finalize()))
}
