//! The Go module around a folder, as its `go.mod` says.

use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

/// The import path of pgxkit, which generated code stands on.
pub const PGXKIT: &str = "github.com/nhalm/pgxkit/v2";
/// The version of pgxkit that generated code is made for.
pub const PGXKIT_VERSION: &str = "v2.0.0";

/// A Go module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoModule {
    /// Its folder, absolute.
    pub folder: Utf8PathBuf,
    /// Its path, such as `example.com/shop`; empty where `go.mod` does not say.
    pub path: String,
    /// The version behind `go`.
    pub go: Option<String>,
    /// The version of pgxkit that it requires.
    pub pgxkit: Option<String>,
}

impl GoModule {
    /// The module that the folder `folder` (absolute) lies in.
    pub fn around(folder: &Utf8Path) -> Option<Self> {
        folder.ancestors().find_map(Self::in_folder)
    }

    /// The module whose `go.mod` lies in `folder`.
    pub fn in_folder(folder: &Utf8Path) -> Option<Self> {
        let text = fs::read(folder.join("go.mod")).ok()?;
        Some(Self::parse(folder, &String::from_utf8_lossy(&text)))
    }

    /// What a `go.mod` says.
    fn parse(folder: &Utf8Path, text: &str) -> Self {
        let mut module =
            Self { folder: folder.to_owned(), path: String::new(), go: None, pgxkit: None };
        let mut block = "";
        for line in text.lines() {
            let line = line.split("//").next().unwrap_or_default();
            let mut words: Vec<&str> =
                line.split_whitespace().map(|word| word.trim_matches(['"', '`'])).collect();
            match *words.as_slice() {
                [")"] => block = "",
                [name, "("] => block = name,
                _ => {
                    if !block.is_empty() {
                        words.insert(0, block);
                    }
                    match *words.as_slice() {
                        ["module", path] => module.path = path.to_owned(),
                        ["go", version] => module.go = Some(version.to_owned()),
                        ["require", path, version] if path == PGXKIT => {
                            module.pgxkit = Some(version.to_owned());
                        }
                        _ => {}
                    }
                }
            }
        }
        module
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, go: Option<&str>, pgxkit: Option<&str>) {
        let module = GoModule::parse(Utf8Path::new("/a"), text);
        let found = (module.path.as_str(), module.go.as_deref(), module.pgxkit.as_deref());
        assert_eq!(found, (path, go, pgxkit), "{text}");
    }

    #[test]
    fn a_go_mod_is_read_in_all_its_forms() {
        check("module example.com/a\n\ngo 1.25\n", "example.com/a", Some("1.25"), None);
        check(
            "module \"example.com/a\" // why\r\ngo 1.25.1\r\n",
            "example.com/a",
            Some("1.25.1"),
            None,
        );
        check(
            "module a\nrequire github.com/nhalm/pgxkit/v2 v2.0.0 // indirect\n",
            "a",
            None,
            Some("v2.0.0"),
        );
        check(
            "module (\n\ta\n)\nrequire (\n\tx v1.0.0\n\tgithub.com/nhalm/pgxkit/v2 v2.3.0\n)\ngo 1.26\n",
            "a",
            Some("1.26"),
            Some("v2.3.0"),
        );
        check("exclude github.com/nhalm/pgxkit/v2 v2.0.0\n", "", None, None);
        check("", "", None, None);
    }
}
