//! Results for a person to read.

use super::snippet::{Snippets, printable};
use super::{Done, Kind, Results};
use pgwright_config::hide_secrets;
use pgwright_problem::Severity;
use std::io::{self, Write};

const GREEN: &str = "\x1b[1;32m";
const YELLOW: &str = "\x1b[1;33m";
const RED: &str = "\x1b[1;31m";
const RESET: &str = "\x1b[0m";

/// Prints `results`; with `quiet` the problems alone.
pub fn print(kind: Kind, results: &[Results], quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    for results in results {
        if !quiet {
            files(kind, results, out)?;
        }
        let configuration = hide_secrets(&results.texts.configuration.text);
        let snippets = Snippets::new(&results.prefix, &results.texts, &configuration);
        for problem in &results.problems {
            writeln!(out, "{}\n", snippets.render(problem))?;
        }
        if !quiet {
            writeln!(out, "{}", summary(kind, results))?;
        }
    }
    Ok(())
}

/// One line for each file, the verbs right-aligned as cargo's.
fn files(kind: Kind, results: &Results, out: &mut dyn Write) -> io::Result<()> {
    for (path, done) in &results.files {
        let (color, verb, reason) = match done {
            Done::Written if kind == Kind::DryRun => (GREEN, "write", String::new()),
            Done::Removed if kind == Kind::DryRun => (GREEN, "remove", String::new()),
            Done::Written => (GREEN, "written", String::new()),
            Done::Removed => (GREEN, "removed", String::new()),
            Done::Left(reason) => (YELLOW, "left", format!(" ({reason})")),
        };
        let path = printable(&format!("{}{path}", results.prefix));
        writeln!(out, "{color}{verb:>8}{RESET} {path}{reason}")?;
    }
    if !results.files.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// `bookshop/pgwright.yaml: 3 files written, 20 in line; 1 error, 2 warnings`.
fn summary(kind: Kind, results: &Results) -> String {
    let configuration = &results.texts.configuration.path;
    let configuration = printable(&format!("{}{configuration}", results.prefix));
    format!("{configuration}: {}", counts(kind, results))
}

/// `3 files written, 20 in line; 1 error, 2 warnings`.
pub fn counts(kind: Kind, results: &Results) -> String {
    let mut parts = Vec::new();
    if kind != Kind::Schema {
        let count = |wanted: fn(&Done) -> bool| {
            results.files.iter().filter(|(_, done)| wanted(done)).count()
        };
        let written = count(|done| *done == Done::Written);
        let removed = count(|done| *done == Done::Removed);
        let left = count(|done| matches!(done, Done::Left(_)));
        let mut files = Vec::new();
        let to = if kind == Kind::DryRun { "to be " } else { "" };
        if kind != Kind::Check {
            files.push(format!("{} {to}written", counted(written, "file")));
        }
        files.push(format!("{} in line", results.in_line.len()));
        files.extend((removed > 0).then(|| format!("{removed} {to}removed")));
        files.extend((left > 0).then(|| format!("{left} left alone")));
        parts.push(files.join(", "));
    }
    let mut problems = Vec::new();
    for (severity, color, name) in
        [(Severity::Error, RED, "error"), (Severity::Warning, YELLOW, "warning")]
    {
        let count = results.problems.iter().filter(|it| it.severity == severity).count();
        if count > 0 {
            problems.push(format!("{color}{}{RESET}", counted(count, name)));
        }
    }
    if problems.is_empty() {
        problems.push(format!("{GREEN}no problems{RESET}"));
    }
    parts.push(problems.join(", "));
    parts.join("; ")
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
