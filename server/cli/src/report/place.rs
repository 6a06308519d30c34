//! Where things are, as reports name places: paths, lines and columns.

use super::Results;
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_problem::{Location, Span};
use pgwright_workspace::Project;
use serde::Serialize;
use std::collections::HashMap;
use std::env;

/// What stands before the paths of `project` in a report that is read in the folder `here`.
pub fn prefix(project: &Project, here: &Utf8Path) -> String {
    below(&project.root, here).unwrap_or_else(|| format!("{}/", project.root))
}

/// What stands before the paths of a project in `root` so that they start at the root of the
/// repository; without a repository, at the folder that CI says it works in, or `here`.
pub fn base(root: &Utf8Path, here: &Utf8Path) -> String {
    let by_git = root.ancestors().find(|folder| folder.join(".git").exists());
    let by_ci = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"]
        .into_iter()
        .filter_map(|name| env::var(name).ok().map(Utf8PathBuf::from));
    let mut tops = by_git.map(Utf8Path::to_owned).into_iter().chain(by_ci).chain([here.to_owned()]);
    tops.find_map(|top| below(root, &top)).unwrap_or_default()
}

/// The way from `top` down to `folder`, with a `/` behind it unless they are one.
fn below(folder: &Utf8Path, top: &Utf8Path) -> Option<String> {
    let way = folder.strip_prefix(top).ok()?;
    Some(way.components().map(|part| format!("{part}/")).collect())
}

/// A line and a column, both counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Lines end at `\n`, as editors and forges count them.
    pub line: usize,
    /// In characters (code points); a byte order mark is none.
    pub column: usize,
}

/// A place as programs want it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// From the root of the repository, `/` between the parts.
    pub file: String,
    /// The first character; the start of the file if its text is not known.
    pub start: Position,
    /// Behind the last character.
    pub end: Position,
}

/// Finds places in the texts of one project.
pub struct Places<'a> {
    base: &'a str,
    /// Each text with the offsets behind its line ends.
    texts: HashMap<&'a str, (&'a str, Vec<usize>)>,
}

impl<'a> Places<'a> {
    /// For the problems in `results`: only the texts that they point into are looked at.
    pub fn new(results: &'a Results) -> Self {
        let files = results.problems.iter().flat_map(|problem| {
            let related = problem.related.iter().map(|related| &*related.location.file);
            related.chain([&*problem.location.file])
        });
        let mut texts: HashMap<&str, (&str, Vec<usize>)> =
            files.map(|file| (file, ("", Vec::new()))).collect();
        for file in results.texts.all() {
            if let Some(entry) = texts.get_mut(&*file.path) {
                let starts = file.text.match_indices('\n').map(|(at, _)| at + 1).collect();
                *entry = (&*file.text, starts);
            }
        }
        Self { base: &results.base, texts }
    }

    /// Likewise, with paths that can be opened from the current folder.
    pub fn from_here(results: &'a Results) -> Self {
        Self { base: &results.prefix, ..Self::new(results) }
    }

    /// The path of a file of the project from the root of the repository.
    pub fn path(&self, file: &str) -> String {
        let path = format!("{}{file}", self.base);
        // What a configuration says may have `..` in it.
        pgwright_workspace::normal(Utf8Path::new(&path)).into_string().replace('\\', "/")
    }

    /// A location of a problem.
    pub fn of(&self, location: &Location) -> Place {
        let Span { start, end } = location.span;
        let (start, end) = (start as usize, end.max(start) as usize);
        let file = &*location.file;
        Place { file: self.path(file), start: self.at(file, start), end: self.at(file, end) }
    }

    fn at(&self, file: &str, offset: usize) -> Position {
        let Some((text, starts)) = self.texts.get(file) else {
            return Position { line: 1, column: 1 };
        };
        let offset = text.floor_char_boundary(offset);
        let line = starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).map_or(0, |line| starts[line]);
        let before = text[start..offset].trim_start_matches('\u{feff}');
        Position { line: line + 1, column: before.chars().count() + 1 }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::results;
    use super::*;
    use pgwright_problem::{Code, Problem};

    /// What a report says of the bytes `start..end` of a file.
    fn place(file: &str, start: u32, end: u32) -> (usize, usize, usize, usize) {
        let location = Location::new(&file.into(), Span::new(start, end));
        let results = results(vec![Problem::new(Code::File, location.clone(), "here")]);
        let Place { start, end, .. } = Places::new(&results).of(&location);
        (start.line, start.column, end.line, end.column)
    }

    #[test]
    fn lines_and_columns_are_counted_from_one_in_characters() {
        assert_eq!(place("migrations/1.sql", 0, 6), (1, 1, 1, 7));
        assert_eq!(place("migrations/1.sql", 21, 47), (2, 1, 3, 2));
        // A byte order mark has no column, and a letter of two bytes has one.
        assert_eq!(place("migrations/2.sql", 0, 3), (1, 1, 1, 1));
        assert_eq!(place("migrations/2.sql", 3, 12), (1, 1, 1, 9));
        // Half of it is before it.
        assert_eq!(place("migrations/2.sql", 3, 11), (1, 1, 1, 8));
        assert_eq!(place("pgwright.yaml", 9, 19), (2, 1, 2, 11));
    }

    #[test]
    fn what_is_not_there_is_the_start_or_the_end() {
        assert_eq!(place("migrations/1.sql", 9999, 10), (5, 1, 5, 1));
        assert_eq!(place("migrations/3.sql", 0, 5), (1, 1, 1, 1));
        assert_eq!(place("out/missing.go", 3, 5), (1, 1, 1, 1));
    }

    #[test]
    fn paths_start_at_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let top = Utf8Path::from_path(folder.path()).unwrap();
        let shop = top.join("services/shop");
        std::fs::create_dir_all(&shop).unwrap();
        // Without a repository: the folder where one is.
        assert_eq!(base(&shop, &top.join("services")), "shop/");
        assert_eq!(base(&shop, &shop), "");
        assert_eq!(base(&shop, &top.join("elsewhere")), "");
        // A work tree of git has a file there.
        std::fs::write(top.join(".git"), "gitdir: elsewhere").unwrap();
        assert_eq!(base(&shop, &shop), "services/shop/");
        assert_eq!(base(top, &shop), "");
    }

    #[test]
    fn a_path_has_no_steps_back_in_it() {
        let results = results(vec![]);
        assert_eq!(Places::new(&results).path("../lib/./1.sql"), "services/lib/1.sql");
    }
}
