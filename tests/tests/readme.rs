//! What the documents say is so: the README's configurations are right, its Go stands in programs
//! that are compiled and run, its links exist, and so does every test that
//! `tests/README.md` names.

use pgwright_config::Document;
use pgwright_tests::go::{files, projects};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The texts of the code blocks in a language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    let begun = text.match_indices(&fence).map(|(at, fence)| &text[at + fence.len()..]);
    begun.filter_map(|rest| rest.split_once("```").map(|(block, _)| block)).collect()
}

/// The lines of a text without their indentation and without blank lines.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_configuration_is_right() {
    let readme = read("README.md");
    let blocks = blocks(&readme, "yaml");
    assert!(blocks.len() >= 4, "{}", blocks.len());
    for block in blocks {
        let document = Document::parse(&Arc::from("pgwright.yaml"), block);
        assert_eq!(document.problems, [], "{block}");
    }
}

/// `go_tracker` compiles and runs them.
#[test]
fn every_line_of_go_stands_in_the_tracker() {
    let readme = read("README.md");
    let programs: Vec<String> = files(&projects().join("tracker"))
        .filter(|path| path.extension().is_some_and(|extension| extension == "go"))
        .map(|path| std::fs::read_to_string(path).expect("Go is UTF-8"))
        .collect();
    let blocks = blocks(&readme, "go");
    assert!(blocks.len() >= 6, "{}", blocks.len());
    for block in blocks {
        let block_lines = lines(block);
        let stands = programs.iter().any(|program| {
            lines(program).windows(block_lines.len()).any(|window| window == block_lines)
        });
        assert!(stands, "no Go file of tests/projects/tracker has\n{block}");
    }
}

#[test]
fn the_tracker_is_what_the_readme_shows() {
    let readme = read("README.md");
    for (language, file) in [("yaml", "pgwright.yaml"), ("sql", "migrations/0001_users.sql")] {
        let text = read(&format!("tests/projects/tracker/{file}"));
        assert!(blocks(&readme, language).contains(&text.as_str()), "{file} is another");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let documents = [
        "README.md",
        "templates/own-queries.md",
        "server/problem/pages/README.md",
        "templates/README.md",
        "tests/README.md",
        "editors/README.md",
        "editors/nvim/README.md",
        "editors/emacs.md",
        "editors/helix.md",
    ];
    for document in documents {
        let text = read(document);
        let folder = root().join(document).parent().expect("a file lies in a folder").to_owned();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://")) {
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { root().join(document) } else { folder.join(path) };
            assert!(path.exists(), "{document}: {target}");
            if !heading.is_empty() {
                let text = std::fs::read_to_string(&path).expect("a text");
                let headings = text.lines().filter(|line| line.starts_with('#'));
                let found = headings.map(anchor).any(|anchor| anchor == heading);
                assert!(found, "{document}: {target}");
            }
        }
    }
}

/// The anchor that a heading has in a rendered page.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// `file::test` in backquotes: the file is there, and declares the test.
#[test]
fn every_test_that_is_named_exists() {
    let table = read("tests/README.md");
    let named: BTreeSet<&str> =
        table.split('`').skip(1).step_by(2).filter(|code| code.contains("::")).collect();
    assert!(named.len() >= 30, "{}", named.len());
    for name in named {
        let (file, test) = name.split_once("::").expect("a test of a file");
        let text = read(file);
        let declared = match Path::new(file).extension().and_then(|it| it.to_str()) {
            Some("go" | "hbs") => format!("func {test}("),
            _ => format!("fn {test}("),
        };
        assert!(text.contains(&declared), "{file} has no test {test}");
    }
}

/// Each promise of the table has a test.
#[test]
fn no_row_is_without_a_test() {
    let text = read("tests/README.md");
    let (_, table) = text.split_once("## What is promised").expect("the table has a heading");
    let rows = table.lines().filter(|line| line.starts_with("| "));
    let rows: Vec<&str> = rows.filter(|row| !row.starts_with("| What is promised")).collect();
    assert!(rows.len() >= 45, "{}", rows.len());
    for row in rows {
        assert!(row.contains("::"), "{row}");
    }
}
