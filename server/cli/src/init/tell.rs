//! What `--init` says: what was found, what was written, and what comes next.

use super::Found;
use super::draft::Draft;
use super::migrations::Candidate;
use crate::go_module::{PGXKIT, PGXKIT_VERSION};
use crate::report::printable;
use camino::Utf8Path;
use pgwright_problem::Problem;
use pgwright_workspace::NAMES;
use std::io::{self, Write};

const GREEN: &str = "\x1b[1;32m";
const YELLOW: &str = "\x1b[1;33m";
const RESET: &str = "\x1b[0m";

/// Prints it. `here` is the current folder; with `quiet` only what may be wrong.
pub fn tell(
    found: &Found,
    draft: &Draft,
    problems: &[Problem],
    here: &Utf8Path,
    quiet: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let good = |out: &mut dyn Write, verb: &str, text: &str| match quiet {
        true => Ok(()),
        false => writeln!(out, "{GREEN}{verb:>8}{RESET} {}", printable(text)),
    };
    let doubt = |out: &mut dyn Write, verb: &str, text: &str| {
        writeln!(out, "{YELLOW}{verb:>8}{RESET} {}", printable(text))
    };
    match (&found.module, found.modules_below.as_slice()) {
        (Some(module), _) => {
            let place = shown(&module.folder.join("go.mod"), here);
            good(out, "found", &format!("{place}: the Go module {}", module.path))?;
        }
        (None, []) => doubt(out, "missing", "go.mod: there is no Go module here or above")?,
        (None, several) => {
            let names: Vec<String> =
                several.iter().map(|it| format!("`{}`", shown(&it.folder, here))).collect();
            let names = names.join(", ");
            doubt(
                out,
                "unclear",
                &format!(
                    "several Go modules: {names}. Each can be a project: `pgwright --init --root DIR`"
                ),
            )?;
        }
    }
    match found.migrations.split_first() {
        Some((first, others)) => {
            good(out, "found", &described(first))?;
            for other in others {
                good(out, "beside", &described(other))?;
            }
        }
        None => {
            let directory = text(draft, &["migrations", "directory"]);
            doubt(
                out,
                "missing",
                &format!(
                    "migrations: no `.sql` file here makes a table; `{directory}` stands in for their folder"
                ),
            )?;
        }
    }
    if let Some(taken) = &found.taken {
        doubt(out, "taken", &format!("`{taken}` holds Go of your own: the code goes elsewhere"))?;
    }
    for carried in &draft.carried {
        good(out, "carried", &format!("{} → {}", carried.from, carried.to))?;
    }
    for left in &draft.left {
        doubt(out, "left", &format!("{}: {}", left.from, left.why))?;
    }
    let file = shown(&found.root.join(NAMES[0]), here);
    good(out, "written", &file)?;
    for problem in problems {
        let help = problem.help.join("; ");
        doubt(out, "wrong", &format!("{}: {}. {help}", problem.location.file, problem.message))?;
    }
    if quiet { Ok(()) } else { next(found, draft, here, out) }
}

/// The commands that come next, each as it can be run in the current folder.
fn next(found: &Found, draft: &Draft, here: &Utf8Path, out: &mut dyn Write) -> io::Result<()> {
    let root = shown(&found.root, here);
    let root = if root == "." { String::new() } else { format!(" --root {}", quoted(&root)) };
    let mut lines = Vec::new();
    let module = found.module.as_ref();
    if module.is_none() && found.modules_below.is_empty() {
        let name = found.root.file_name().unwrap_or("app");
        lines.push((format!("go mod init example.com/{name}"), "the name is yours to choose"));
    }
    if found.migrations.is_empty() {
        lines.push((String::new(), "put the migrations where `migrations.directory` says"));
    }
    let output = text(draft, &["output", "directory"]);
    let writes = format!("writes {output}");
    lines.push((format!("pgwright --generate{root}"), writes.as_str()));
    let go = match module.map(|module| shown(&module.folder, here)) {
        Some(folder)
            if !here.starts_with(module.map(|it| it.folder.clone()).unwrap_or_default()) =>
        {
            format!("go -C {}", quoted(&folder))
        }
        _ => "go".to_owned(),
    };
    if module.is_none_or(|module| module.pgxkit.is_none()) {
        lines.push((format!("{go} get {PGXKIT}@{PGXKIT_VERSION}"), "what the code stands on"));
    }
    lines.push((format!("{go} mod tidy"), ""));
    lines.push((format!("{go} build ./..."), ""));
    lines.push((format!("pgwright --check{root}"), "for CI: fails when something is not in line"));
    let width = lines.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    writeln!(out, "\nNext:")?;
    for (command, meaning) in lines {
        let line = match meaning {
            "" => format!("  {command}"),
            meaning => format!("  {command:<width$}  # {meaning}"),
        };
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(())
}

/// `db/migrations: 31 migrations of goose, 12 tables (31 of 31 files have the marker …)`.
fn described(candidate: &Candidate) -> String {
    let Candidate { directory, migrations, format, reason, errors, .. } = candidate;
    let of = match format.name() {
        "plain" => "of no tool".to_owned(),
        name => format!("of {name}"),
    };
    let errors = match errors {
        0 => String::new(),
        1 => ", 1 error".to_owned(),
        count => format!(", {count} errors"),
    };
    let tables = counted(candidate.tables(), "table");
    format!("{directory}: {} {of}, {tables}{errors} ({reason})", counted(*migrations, "migration"))
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A path as it can be typed in the current folder.
fn shown(path: &Utf8Path, here: &Utf8Path) -> String {
    match path.strip_prefix(here) {
        Ok(below) if below.as_str().is_empty() => ".".to_owned(),
        Ok(below) => below.to_string(),
        Err(_) => path.to_string(),
    }
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./+@".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn text(draft: &Draft, path: &[&str]) -> String {
    match draft.get(path) {
        Some(serde_yaml::Value::String(text)) => text.clone(),
        Some(serde_yaml::Value::Sequence(items)) => {
            let items: Vec<&str> = items.iter().filter_map(|item| item.as_str()).collect();
            items.join("`, `")
        }
        _ => String::new(),
    }
}
