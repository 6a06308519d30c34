//! tern: `001_name.sql` with `---- create above / drop below ----`.
//!
//! Rules from `migrate/migrate.go` (`\A(\d+)_.+\.sql\z`; in the order of numbers, which go up from 1
//! without a gap; SQL in folders below is for templates alone; the text is divided at the first
//! marker, wherever it stands; without one all of it goes up; what goes up is a template of Go's
//! over the data of `tern.conf`; it is sent in a transaction, or statement by statement behind
//! `---- tern: disable-tx ----`).

use super::file::number_and_rest;
use super::template::Scope;
use super::{Around, File, Named, Rules, Sent, Sql, Subfolders, Unit, Version, Wrong, by_number};
use pgwright_problem::{Code, Location, Problem, Severity, Span};

pub(super) const RULES: Rules = Rules {
    tool: "tern",
    subfolders: Subfolders::Templates,
    name,
    order: by_number,
    choose: say_gaps,
    read,
};

pub(super) const MARKER: &str = "---- create above / drop below ----";
const APART: &str = "---- tern: disable-tx ----";

fn name(file: &File<'_>) -> Named {
    match number_and_rest(file.name) {
        Some((0, _)) => Named::Left("its number must be greater than zero"),
        Some((number, rest)) if rest.len() > ".sql".len() && rest.ends_with(".sql") => {
            Named::Up(Some(Version::Number(number)))
        }
        _ => Named::Left("its name does not begin with a number, `_` and a word"),
    }
}

/// tern runs nothing when a number is missing.
fn say_gaps(files: &mut Vec<File<'_>>, _: &Around<'_>, problems: &mut Vec<Problem>) {
    let mut next = 1;
    for file in files.iter() {
        let Some(Version::Number(number)) = file.version else { continue };
        if number > next {
            let location = Location::new(&file.file.path, Span::default());
            let message = format!("tern runs nothing while there is no migration {next}");
            let mut problem = Problem::new(Code::MigrationNumber, location, message)
                .with_help(format!("give this one the number {next}, and count on from it"));
            // The missing one may be left out here alone, by `migrations.exclude`.
            problem.severity = Severity::Warning;
            problems.push(problem);
        }
        next = number + 1;
    }
}

fn read(file: &File<'_>, around: &Around<'_>) -> Result<Sql, &'static str> {
    let text = file.text();
    let up = Span::new(0, text.find(MARKER).unwrap_or(text.len()) as u32);
    let mut sql = Sql { up: vec![up], ..Sql::default() };
    let inside = &text[up.range()];
    if inside.contains("{{") {
        let texts = around.templates.iter().map(|it| (it.below(), it.text())).collect();
        sql.fills = Scope::new(around.placeholders, texts).fill(text, up);
    }
    let is_sql = |line: &str| !line.trim().is_empty() && !line.trim().starts_with("--");
    if !inside.lines().any(is_sql) {
        sql.wrong.push(Wrong::new(
            Span::default(),
            "runs nothing while this migration has no SQL that goes up",
            "write what it shall do, be it `SELECT 1;`",
        ));
    }
    let single = inside.lines().any(|line| line == APART);
    sql.units.push(Unit { span: up, sent: if single { Sent::Single } else { Sent::Transaction } });
    Ok(sql)
}
