//! Prints what was parsed: the types' own debug form on one line a statement, with every span
//! as the text that it covers in `⟨⟩`, a name as its text alone where its span covers just
//! that, and without fields that say nothing.

use super::ParsedFile;
use std::fmt::Write;

/// The statements and problems of a file, a line each.
pub(super) fn file(text: &str, file: &ParsedFile) -> String {
    let mut out = String::new();
    for located in &file.statements {
        let line = shorten(text, &format!("{:?}", located.statement));
        writeln!(out, "⟨{}⟩ {line}", covered(text, located.span.range())).unwrap();
    }
    for problem in &file.problems {
        writeln!(out, "problem ⟨{}⟩ {}", covered(text, problem.span.range()), problem.message)
            .unwrap();
    }
    out
}

fn covered(text: &str, range: std::ops::Range<usize>) -> String {
    let covered = &text[range];
    let short: String = covered.chars().take(24).collect();
    let more = if short.len() < covered.len() { "…" } else { "" };
    format!("{}{more}", short.replace('\n', "␤").replace('\r', "␍").replace('\0', "␀"))
}

fn shorten(text: &str, debug: &str) -> String {
    let mut line = spans(text, debug);
    line = names(&line);
    line = without_nothing(&line);
    line
}

/// Every `Span { start: 1, end: 2 }` as the text it covers.
fn spans(text: &str, mut debug: &str) -> String {
    let mut out = String::new();
    while let Some(at) = debug.find("Span { start: ") {
        out.push_str(&debug[..at]);
        let rest = &debug[at + "Span { start: ".len()..];
        let (start, rest) = rest.split_once(", end: ").unwrap();
        let (end, rest) = rest.split_once(" }").unwrap();
        let covered = covered(text, start.parse().unwrap()..end.parse().unwrap());
        write!(out, "⟨{covered}⟩").unwrap();
        debug = rest;
    }
    out + debug
}

/// `Name { text: "a", span: ⟨a⟩ }` as `a`, any other name as `a⟨A⟩`.
fn names(mut line: &str) -> String {
    let mut out = String::new();
    const BEGIN: &str = "Name { text: \"";
    while let Some(at) = line.find(BEGIN) {
        if line[..at].ends_with(|c: char| c.is_alphabetic()) {
            out.push_str(&line[..at + BEGIN.len()]);
            line = &line[at + BEGIN.len()..];
            continue;
        }
        out.push_str(&line[..at]);
        let (name, rest) = line[at + BEGIN.len()..].split_once("\", span: ⟨").unwrap();
        let (covered, rest) = rest.split_once("⟩ }").unwrap();
        out.push_str(name);
        if name != covered {
            write!(out, "⟨{covered}⟩").unwrap();
        }
        line = rest;
    }
    out + line
}

/// Without `field: None`, `field: false` and `field: []`; `Some(x)` stays.
fn without_nothing(line: &str) -> String {
    let mut line = line.to_owned();
    for nothing in [": None", ": false", ": []"] {
        while let Some(at) = line.find(nothing) {
            let behind = at + nothing.len();
            let field = line[..at].rfind([' ', '{']).map_or(0, |space| space + 1);
            let end = if line[behind..].starts_with(", ") { behind + 2 } else { behind };
            line.replace_range(field..end, "");
        }
    }
    line = line.replace(",  }", " }").replace(", }", " }").replace("{  }", "{}");
    qualified(&line)
}

/// `QualifiedName { schema: Some(a), name: b }` as `a.b`.
fn qualified(mut line: &str) -> String {
    let mut out = String::new();
    const BEGIN: &str = "QualifiedName { ";
    while let Some(at) = line.find(BEGIN) {
        out.push_str(&line[..at]);
        let (parts, rest) = line[at + BEGIN.len()..].split_once(" }").unwrap();
        match parts.split_once("), name: ") {
            Some((schema, name)) => {
                let schema = schema.trim_start_matches("schema: Some(").replace("⟨⟩", "");
                write!(out, "{schema}.{name}").unwrap();
            }
            None => out.push_str(parts.trim_start_matches("name: ")),
        }
        line = rest;
    }
    out + line
}
