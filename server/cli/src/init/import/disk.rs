//! The folders around a configuration as they are on disk.

use super::Surroundings;
use crate::init::draft::Draft;
use crate::init::migrations::Candidate;
use crate::init::output;
use camino::{Utf8Path, Utf8PathBuf};
use pgwright_schema::model::Model;

/// The disk around a configuration in the folder `base`, for a project in the folder `root`.
pub struct Disk<'a> {
    pub base: &'a Utf8Path,
    pub root: &'a Utf8Path,
}

impl Surroundings for Disk<'_> {
    fn rebase(&self, path: &str) -> String {
        let path = pgwright_workspace::normal(&self.base.join(path));
        relative(self.root, &path)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.root.join(path).is_dir()
    }

    fn holds_go_of(&self, path: &str, tool: &str) -> bool {
        output::holds_go_of(&self.root.join(path), tool)
    }

    fn model(&self, draft: &Draft) -> Model {
        let (directories, exclude) = draft.migrations();
        let candidate = Candidate::read(self.root, &directories, &exclude);
        candidate.map(|candidate| candidate.model).unwrap_or_default()
    }
}

/// The way from one folder to a path, both absolute, with `/` between its parts.
fn relative(from: &Utf8Path, to: &Utf8Path) -> String {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(common).map(|_| "..");
    let down = to.components().skip(common);
    let way: Vec<&str> = up.chain(down.map(|part| part.as_str())).collect();
    if way.is_empty() { ".".to_owned() } else { Utf8PathBuf::from(way.join("/")).into_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_go_up_and_down() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(relative(Utf8Path::new(from), Utf8Path::new(to)), expected);
        };
        check("/a/b", "/a/b/c/d", "c/d");
        check("/a/b", "/a/c", "../c");
        check("/a", "/a", ".");
        check("/a/b/c", "/x", "../../../x");
    }
}
