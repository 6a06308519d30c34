//! golang-migrate: `000001_name.up.sql`, `000001_name.down.sql`.
//!
//! Rules from `source/parse.go` (`^([0-9]+)_(.*)\.(down|up)\.(.*)$`, so that the last `.up.` or
//! `.down.` counts; versions are numbers of 64 bits), `source/migration.go` (in the order of
//! versions), `source/iofs/iofs.go` (folders are passed over, other names too, two files of
//! one version and direction are an error) and `database/postgres/postgres.go` (Run: a file is
//! sent as a whole, unless `x-multi-statement` is set).

use super::file::number_and_rest;
use super::{File, Named, Rules, Sent, Subfolders, Version, all, by_number, whole};

pub(super) const RULES: Rules = Rules {
    tool: "golang-migrate",
    subfolders: Subfolders::Left,
    name,
    order: by_number,
    choose: all,
    read: |file, _| Ok(whole(file.text(), Sent::Whole)),
};

fn name(file: &File<'_>) -> Named {
    let Some((number, rest)) = number_and_rest(file.name) else {
        return Named::Left("its name does not begin with a number and `_`");
    };
    match direction(rest) {
        Some(true) => Named::Up(Some(Version::Number(number))),
        Some(false) => Named::Down,
        None => Named::Left("its name does not end with `.up.sql` or `.down.sql`"),
    }
}

/// Whether a name goes up, as the last `.up.` or `.down.` in it says.
pub(super) fn direction(name: &str) -> Option<bool> {
    match (name.rfind(".up."), name.rfind(".down.")) {
        (Some(up), Some(down)) => Some(up > down),
        (up, down) => up.map(|_| true).or(down.map(|_| false)),
    }
}
