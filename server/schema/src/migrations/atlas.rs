//! atlas: `20060102150405_name.sql` beside an `atlas.sum`.
//!
//! Rules from `sql/migrate/dir.go` (LocalDir: every `.sql` of the folder itself, in the order of
//! names, compared as texts; directives are comments at the top of a file, cut off by an empty line;
//! a new database begins at the last file with `-- atlas:checkpoint`), `sql/migrate/lex.go`
//! (`-- atlas:delimiter` in the first line says what statements end with) and
//! `cmd/atlas/internal/cmdapi/migrate.go` (a file is a transaction, unless it has
//! `-- atlas:txmode none`).

use super::{Around, File, Named, Rules, Sent, Sql, Subfolders, Unit, Version, by_name};
use pgwright_problem::{Problem, Span};

pub(super) const RULES: Rules = Rules {
    tool: "atlas",
    subfolders: Subfolders::Left,
    name,
    order: by_name,
    choose: begin_at_checkpoint,
    read,
};

fn name(file: &File<'_>) -> Named {
    if !file.name.ends_with(".sql") {
        return Named::Left("its name does not end with `.sql`");
    }
    let stem = &file.name[..file.name.len() - ".sql".len()];
    Named::Up(Some(Version::Text(stem.split('_').next().unwrap_or(stem).to_owned())))
}

fn begin_at_checkpoint(files: &mut Vec<File<'_>>, _: &Around<'_>, _: &mut Vec<Problem>) {
    let is_checkpoint = |file: &File<'_>| directive(file.text(), "checkpoint").is_some();
    if let Some(last) = files.iter().rposition(is_checkpoint) {
        files.drain(..last);
    }
}

/// The argument of a directive at the top of a text.
fn directive<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut found = None;
    let mut rest = text;
    while rest.starts_with("--") || rest.starts_with('#') {
        let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
        found = found.or_else(|| argument(line, name));
        rest = behind;
    }
    // Comments right above a statement are the statement's.
    let detached = rest.is_empty() || rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    found.filter(|_| detached)
}

/// What stands behind a directive's name in a line that has it.
pub(super) fn argument<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    let (before, rest) = line.split_once("atlas:")?;
    if !before.chars().all(|c| (' '..='~').contains(&c)) {
        return None;
    }
    let rest = rest.strip_prefix(name)?;
    (rest.trim().is_empty() || rest.starts_with(' ')).then(|| rest.trim())
}

fn read(file: &File<'_>, _: &Around<'_>) -> Result<Sql, &'static str> {
    let text = file.text();
    let whole = Span::new(0, text.len() as u32);
    let first = text.split('\n').next().unwrap_or("");
    let delimiter = first.strip_prefix("-- ").and_then(|line| argument(line, "delimiter"));
    let up = match delimiter.filter(|it| !it.is_empty() && *it != ";") {
        None => vec![whole],
        Some(delimiter) => {
            let delimiter =
                delimiter.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
            cut(text, first.len() + 1, &delimiter)
        }
    };
    let apart = directive(text, "txmode") == Some("none");
    let sent = if apart { Sent::Single } else { Sent::Transaction };
    Ok(Sql { up, units: vec![Unit { span: whole, sent }], ..Sql::default() })
}

/// The parts of a text between delimiters.
pub(super) fn cut(text: &str, start: usize, delimiter: &str) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut from = start.min(text.len());
    for part in text[from..].split(delimiter) {
        if !part.trim().is_empty() {
            parts.push(Span::new(from as u32, (from + part.len()) as u32));
        }
        from += part.len() + delimiter.len();
    }
    parts
}
