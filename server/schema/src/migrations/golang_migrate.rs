//! golang-migrate: `000001_name.up.sql`, `000001_name.down.sql`.
//!
//! Rules from `source/parse.go` (`^([0-9]+)_(.*)\.(down|up)\.(.*)$`, so that the last `.up.` or
//! `.down.` counts; versions are numbers of 64 bits), `source/migration.go` (in the order of
//! versions) and `source/iofs/iofs.go` (folders are passed over, other names too, two files of
//! one version and direction are an error). A file is run as a whole.

use super::{Named, Rules, Subfolders, by_number, number_and_rest, whole};

pub(super) const RULES: Rules = Rules {
    tool: "golang-migrate",
    subfolders: Subfolders::Left,
    name,
    order: by_number,
    up: whole,
};

fn name(name: &str) -> Named {
    let Some((number, rest)) = number_and_rest(name) else {
        return Named::Left("its name does not begin with a number and `_`");
    };
    match direction(rest) {
        Some(true) => Named::Up(Some(number)),
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
