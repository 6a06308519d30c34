//! Folders of no tool: every `.sql`, folders below included, in the order of names as people
//! count: `9_b.sql` before `10_a.sql`, `3.9/` before `3.10/`, `20161231120000_a/` before
//! `2017-01-01-120000_b/`.

use super::file::leading_number;
use super::{
    Around, File, Named, Rules, Sent, Subfolders, Version, golang_migrate, natural, whole,
};
use pgwright_problem::Problem;
use std::cmp::Ordering;
use std::collections::HashSet;

pub(super) const RULES: Rules = Rules {
    tool: "pgwright",
    subfolders: Subfolders::Read,
    name,
    order,
    choose: leave_out_downs,
    // Whoever runs them may send them in any way.
    read: |file, _| Ok(whole(file.text(), Sent::Single)),
};

fn name(file: &File<'_>) -> Named {
    if golang_migrate::direction(file.name) == Some(false) {
        return Named::Down;
    }
    Named::Up(leading_number(file.name).map(Version::Number))
}

fn order(a: &File<'_>, b: &File<'_>) -> Ordering {
    natural::compare_paths(a.folder, b.folder)
        .then_with(|| match (&a.version, &b.version) {
            // Files without a number come behind those with one.
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (a, b) => a.cmp(b),
        })
        .then_with(|| natural::compare(a.name, b.name))
}

/// Leaves out files that are the way back of one beside them: `down.sql` beside `up.sql`,
/// `x_down.sql` beside `x_up.sql`.
fn leave_out_downs(files: &mut Vec<File<'_>>, _: &Around<'_>, _: &mut Vec<Problem>) {
    let is_down = |file: &File<'_>| file.name == "down.sql" || file.name.ends_with("_down.sql");
    if !files.iter().any(is_down) {
        return;
    }
    let names: HashSet<(String, String)> =
        files.iter().map(|file| (file.folder.to_owned(), file.name.to_owned())).collect();
    files.retain(|file| {
        let up = match file.name {
            "down.sql" => Some("up.sql".to_owned()),
            name => name.strip_suffix("_down.sql").map(|name| format!("{name}_up.sql")),
        };
        up.is_none_or(|up| !names.contains(&(file.folder.to_owned(), up)))
    });
}
