//! goose: `00001_name.sql` with `-- +goose Up` and `-- +goose Down`.
//!
//! Rules from `migrate.go` (NumericComponent: the number before the first `_`, at least one; in
//! the order of versions; only the folder itself is read) and `internal/sqlparser/parser.go`
//! (annotations stand at the start of a line; `Up` must come before any SQL; `StatementBegin`,
//! `StatementEnd`, `NO TRANSACTION` and `ENVSUB` steer how statements are sent, not which).

use super::{Named, Rules, Subfolders, by_number, lines, number_and_rest};
use pgwright_problem::Span;

pub(super) const RULES: Rules =
    Rules { tool: "goose", subfolders: Subfolders::Left, name, order: by_number, up };

fn name(name: &str) -> Named {
    match number_and_rest(name) {
        Some((0, _)) => Named::Left("its number must be greater than zero"),
        Some((number, _)) => Named::Up(Some(number)),
        None => Named::Left("its name does not begin with a number and `_`"),
    }
}

fn up(text: &str) -> Result<Vec<Span>, &'static str> {
    let mut parts = Vec::new();
    let mut start = None;
    for (span, line) in lines(text) {
        match annotation(line) {
            Some("up") if start.is_none() && parts.is_empty() => start = Some(span.end),
            Some("down") => {
                if let Some(start) = start.take() {
                    parts.push(Span::new(start, span.start));
                }
            }
            _ => {}
        }
    }
    if let Some(start) = start {
        parts.push(Span::new(start, text.len() as u32));
    }
    if parts.is_empty() { Err("it has no line `-- +goose Up`") } else { Ok(parts) }
}

/// The annotation that a line is: `up` or `down`.
pub(super) fn annotation(line: &str) -> Option<&'static str> {
    // A byte order mark before the first line's marker does not hide it.
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let word = line.strip_prefix("--")?.trim().strip_prefix("+goose")?.trim();
    ["up", "down"].into_iter().find(|known| word.eq_ignore_ascii_case(known))
}
