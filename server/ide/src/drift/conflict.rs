//! Generated files with the conflict markers of a merge in them: whether a person's lines are among
//! what the merge left.

use pgwright_codegen::header::{Ownership, is_of_merge, ownership};
use pgwright_problem::{TextFile, Versions};
use std::collections::HashSet;

/// The first line, counted from zero, that may be a person's: it stands neither in what is
/// `expected` nor in a version that git has and that pgwright alone wrote.
pub(crate) fn own_line(
    file: &TextFile,
    expected: Option<&str>,
    versions: &Versions,
) -> Option<usize> {
    let is_ours =
        |it: &&TextFile| it.path == file.path && ownership(&it.path, &it.text) == Ownership::Ours;
    let ours = versions.merged.iter().filter(is_ours).map(|it| &*it.text);
    let known: HashSet<Vec<&str>> = ours.chain(expected).flat_map(str::lines).map(words).collect();
    let is_own = |line: &str| !is_of_merge(&file.path, line) && !known.contains(&words(line));
    file.text.lines().position(is_own)
}

/// A line without its white space: the columns that gofmt lines up move with their neighbours.
fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}
