//! sql-migrate: `1_name.sql` with `-- +migrate Up` and `-- +migrate Down`.
//!
//! Rules from `migrate.go` (each `.sql` of the folder itself; in the order of the numbers that the
//! names begin with, those without one last, else of names) and `sqlparse/sqlparse.go` (commands
//! stand at the start of a line behind `-- +migrate `; `Up` and `Down` may come several times; a
//! statement ends at a line that ends with a semicolon, or with `StatementEnd` behind
//! `StatementBegin`; lines that begin with `-- ` are left out; `notransaction` behind `Up`).

use super::file::{bare, lines};
use super::sections::{Marker, Sections};
use super::{Around, File, Named, Rules, Sent, Sql, Subfolders, Unit, Version, Wrong, all};
use pgwright_problem::Span;
use std::cmp::Ordering;

pub(super) const RULES: Rules =
    Rules { tool: "sql-migrate", subfolders: Subfolders::Left, name, order, choose: all, read };

const MARKER: Marker = Marker {
    enclose: "put the whole statement between `-- +migrate StatementBegin` and \
              `-- +migrate StatementEnd`",
    finish: "end it with a semicolon",
    joins: true,
};

fn name(file: &File<'_>) -> Named {
    if !file.name.ends_with(".sql") {
        return Named::Left("its name does not end with `.sql`");
    }
    let digits = file.name.len() - file.name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match file.name[..digits].parse::<i64>() {
        Ok(number) => Named::Up(u64::try_from(number).ok().map(Version::Number)),
        Err(_) if digits == 0 => Named::Up(None),
        Err(_) => Named::Left("its number is too large"),
    }
}

fn order(a: &File<'_>, b: &File<'_>) -> Ordering {
    match (&a.version, &b.version) {
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (x, y) => x.cmp(y).then_with(|| a.name.cmp(b.name)),
    }
}

fn read(file: &File<'_>, _: &Around<'_>) -> Result<Sql, &'static str> {
    let text = file.text();
    let mut sql = Sql::default();
    let mut sections = Sections::new(text);
    let (mut directed, mut inside, mut single) = (false, None, false);
    for (span, line) in lines(text) {
        let Some((command, options)) = command(line) else { continue };
        match command {
            "Up" => {
                sections.end(span.start);
                sections.begin(span.end, false);
                single |= options.split_whitespace().any(|option| option == "notransaction");
                directed = true;
            }
            "Down" => {
                sections.end(span.start);
                directed = true;
            }
            "StatementBegin" if directed => {
                inside = Some(Span::new(span.start, span.start + line.trim_end().len() as u32));
                if sections.is_open() {
                    sections.end(span.start);
                    sections.begin(span.end, true);
                }
            }
            "StatementEnd" if inside.take().is_some() && sections.is_open() => {
                sections.end(span.start);
                sections.begin(span.end, false);
            }
            _ => {}
        }
    }
    if !directed {
        return Err("it has no line `-- +migrate Up`");
    }
    if let Some(span) = inside {
        sql.wrong.push(Wrong::new(
            span,
            "finds no `-- +migrate StatementEnd` to this",
            "write it behind the statement",
        ));
    }
    sections.finish(MARKER, &mut sql);
    let span = Span::new(0, text.len() as u32);
    sql.units.push(Unit { span, sent: if single { Sent::Single } else { Sent::Transaction } });
    Ok(sql)
}

/// The command that a line is, and its options.
pub(super) fn command(line: &str) -> Option<(&str, &str)> {
    let rest = bare(line).strip_prefix("-- +migrate ")?.trim();
    Some(rest.split_once(char::is_whitespace).unwrap_or((rest, "")))
}
