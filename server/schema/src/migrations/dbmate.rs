//! dbmate: `20060102150405_name.sql` with `-- migrate:up` and `-- migrate:down`.
//!
//! Rules from `pkg/dbmate/db.go` (`^(\d+).*\.sql$`, in the order of file names, not of numbers;
//! only the folder itself is read) and `pkg/dbmate/migration.go` (the directives stand at the
//! start of a line, options such as `transaction:false` behind them; newer releases take
//! several blocks in one file, each sent as a whole; each needs a way back, and no SQL stands before
//! the first).

use super::file::lines;
use super::{
    Around, File, Named, Rules, Sent, Sql, Subfolders, Unit, Version, Wrong, all, by_name,
};
use pgwright_problem::Span;

pub(super) const RULES: Rules =
    Rules { tool: "dbmate", subfolders: Subfolders::Left, name, order: by_name, choose: all, read };

fn name(file: &File<'_>) -> Named {
    let digits = file.name.len() - file.name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match file.name[..digits].parse() {
        Ok(number) => Named::Up(Some(Version::Number(number))),
        Err(_) => Named::Left("its name does not begin with a number"),
    }
}

fn read(file: &File<'_>, _: &Around<'_>) -> Result<Sql, &'static str> {
    let text = file.text();
    let mut sql = Sql::default();
    let mut open: Option<Unit> = None;
    let mut end = 0;
    let mut before = None;
    let mut last_up = None;
    for (span, line) in lines(text) {
        end = span.end;
        let shown = Span::new(span.start, span.start + line.trim_end().len() as u32);
        let Some(direction) = directive(line) else {
            let bare = line.trim_start_matches('\u{feff}').trim();
            if sql.units.is_empty() && open.is_none() && !bare.is_empty() && !bare.starts_with("--")
            {
                before.get_or_insert(shown);
            }
            continue;
        };
        if let Some(unit) = open.take() {
            sql.units.push(Unit { span: Span::new(unit.span.start, span.start), ..unit });
        }
        if direction == "up" {
            let single = line.split_whitespace().any(|option| option == "transaction:false");
            let sent = if single { Sent::Whole } else { Sent::Transaction };
            open = Some(Unit { span: Span::new(span.end, span.end), sent });
            sql.wrong.extend(last_up.replace(shown).map(no_way_back));
        } else {
            last_up = None;
        }
    }
    sql.units.extend(open.map(|unit| Unit { span: Span::new(unit.span.start, end), ..unit }));
    sql.up = sql.units.iter().map(|unit| unit.span).collect();
    sql.wrong.extend(last_up.map(no_way_back));
    sql.wrong.extend(before.map(|span| {
        Wrong::today(span, "takes no SQL before `-- migrate:up`", "move it behind that line")
    }));
    if sql.up.is_empty() { Err("it has no line `-- migrate:up`") } else { Ok(sql) }
}

fn no_way_back(span: Span) -> Wrong {
    Wrong::today(
        span,
        "wants a `-- migrate:down` behind each `-- migrate:up`",
        "write `-- migrate:down` at the end, be it with nothing behind it",
    )
}

/// The direction that a line says.
pub(super) fn directive(line: &str) -> Option<&'static str> {
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let rest = line.strip_prefix("--")?.trim_start();
    ["up", "down"].into_iter().find(|direction| {
        rest.strip_prefix("migrate:")
            .and_then(|rest| rest.strip_prefix(direction))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
    })
}
