//! tern: `001_name.sql` with `---- create above / drop below ----`.
//!
//! Rules from `migrate/migrate.go` (`\A(\d+)_.+\.sql\z`; in the order of numbers; SQL in folders
//! below is for templates alone; the text is divided at the first marker, wherever it stands;
//! without one all of it goes up).

use super::{Named, Rules, Subfolders, by_number, number_and_rest};
use pgwright_problem::Span;

pub(super) const RULES: Rules =
    Rules { tool: "tern", subfolders: Subfolders::Templates, name, order: by_number, up };

pub(super) const MARKER: &str = "---- create above / drop below ----";

fn name(name: &str) -> Named {
    match number_and_rest(name) {
        Some((0, _)) => Named::Left("its number must be greater than zero"),
        Some((number, rest)) if rest.len() > ".sql".len() => Named::Up(Some(number)),
        _ => Named::Left("its name does not begin with a number, `_` and a word"),
    }
}

fn up(text: &str) -> Result<Vec<Span>, &'static str> {
    let end = text.find(MARKER).unwrap_or(text.len());
    Ok(vec![Span::new(0, end as u32)])
}
