//! Folders of no tool: every `.sql`, folders below included, in the order of names as people
//! count: `9_b.sql` before `10_a.sql`, `3.9/` before `3.10/`, `20161231120000_a/` before
//! `2017-01-01-120000_b/`.

use super::{File, Named, Rules, Subfolders, golang_migrate, natural, whole};
use std::cmp::Ordering;

pub(super) const RULES: Rules =
    Rules { tool: "pgwright", subfolders: Subfolders::Read, name, order, up: whole };

fn name(name: &str) -> Named {
    if golang_migrate::direction(name) == Some(false) {
        return Named::Down;
    }
    Named::Up(natural::leading_number(name))
}

fn order(a: &File<'_>, b: &File<'_>) -> Ordering {
    natural::compare_paths(a.folder, b.folder)
        .then_with(|| match (a.number, b.number) {
            // Files without a number come behind those with one.
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (a, b) => a.cmp(&b),
        })
        .then_with(|| natural::compare(a.name, b.name))
}

/// Leaves out files that are the way back of one beside them: `down.sql` beside `up.sql`,
/// `x_down.sql` beside `x_up.sql`.
pub(super) fn leave_out_downs(files: &mut Vec<File<'_>>) {
    let names: std::collections::HashSet<(String, String)> =
        files.iter().map(|file| (file.folder.to_owned(), file.name.to_owned())).collect();
    files.retain(|file| {
        let up = match file.name {
            "down.sql" => Some("up.sql".to_owned()),
            name => name.strip_suffix("_down.sql").map(|name| format!("{name}_up.sql")),
        };
        up.is_none_or(|up| !names.contains(&(file.folder.to_owned(), up)))
    });
}
