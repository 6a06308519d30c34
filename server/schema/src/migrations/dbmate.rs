//! dbmate: `20060102150405_name.sql` with `-- migrate:up` and `-- migrate:down`.
//!
//! Rules from `pkg/dbmate/db.go` (`^(\d+).*\.sql$`, in the order of file names, not of numbers;
//! only the folder itself is read) and `pkg/dbmate/migration.go` (the directives stand at the
//! start of a line, options such as `transaction:false` behind them; newer releases take
//! several blocks in one file).

use super::{File, Named, Rules, Subfolders, lines};
use pgwright_problem::Span;
use std::cmp::Ordering;

pub(super) const RULES: Rules =
    Rules { tool: "dbmate", subfolders: Subfolders::Left, name, order: by_name, up };

fn by_name(a: &File<'_>, b: &File<'_>) -> Ordering {
    a.name.cmp(b.name)
}

fn name(name: &str) -> Named {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match name[..digits].parse() {
        Ok(number) => Named::Up(Some(number)),
        Err(_) => Named::Left("its name does not begin with a number"),
    }
}

fn up(text: &str) -> Result<Vec<Span>, &'static str> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut end = 0;
    for (span, line) in lines(text) {
        end = span.end;
        let Some(direction) = directive(line) else { continue };
        if let Some(start) = start.take() {
            parts.push(Span::new(start, span.start));
        }
        if direction == "up" {
            start = Some(span.end);
        }
    }
    if let Some(start) = start {
        parts.push(Span::new(start, end));
    }
    if parts.is_empty() { Err("it has no line `-- migrate:up`") } else { Ok(parts) }
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
