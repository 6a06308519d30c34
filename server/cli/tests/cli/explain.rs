//! `--explain`.

use crate::support::Folder;
use pgwright_problem::Code;

#[test]
fn the_page_of_a_code_is_printed() {
    let folder = Folder::new(&[]);
    for code in Code::ALL {
        let output = folder.run(&["--explain", code.name()]);
        assert_eq!(output.reports(0).stdout, code.page());
    }
    let output = folder.run(&["--explain", "SQL-Missing"]);
    assert_eq!(output.reports(0).stdout, Code::SqlMissing.page());
}

#[test]
fn without_a_code_all_are_listed_with_what_they_mean() {
    let output = Folder::new(&[]).run(&["--explain"]);
    let lines: Vec<&str> = output.reports(0).stdout.lines().collect();
    assert_eq!(lines.len(), Code::ALL.len());
    for (line, code) in lines.into_iter().zip(Code::ALL) {
        assert!(line.starts_with(code.name()) && line.ends_with(code.doc()), "{line}");
        assert!(line.contains(&format!(" {} ", code.severity())), "{line}");
    }
}

#[test]
fn a_wrong_code_is_told_with_the_nearest() {
    let folder = Folder::new(&[]);
    let output = folder.run(&["--explain", "drift-orphans"]);
    output.is_unusable().says("invalid value 'drift-orphans'").says("'drift-orphan'");
}

#[test]
fn every_page_begins_with_its_code_and_what_that_means() {
    for code in Code::ALL {
        let start = format!("# {code}\n\n{}\n", code.doc());
        assert!(code.page().starts_with(&start), "{code}: the page should begin with {start:?}");
    }
}

#[test]
fn the_index_of_the_pages_has_every_code() {
    const INDEX: &str = include_str!("../../../problem/pages/README.md");
    let rows: String = Code::ALL
        .iter()
        .map(|it| format!("| [{it}]({it}.md) | {} | {} |\n", it.severity(), it.doc()))
        .collect();
    assert!(INDEX.ends_with(&format!("|---|---|---|\n{rows}")), "the rows should be\n{rows}");
}
