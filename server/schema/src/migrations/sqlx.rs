//! sqlx: `20060102150405_name.sql`, or `.up.sql` and `.down.sql`.
//!
//! Rules from `sqlx-core/src/migrate/source.rs` (what stands before the first `_` is the
//! version, other names are passed over; in the order of versions; folders are not read) and
//! `migration_type.rs` (the endings). A file is run as a whole.

use super::{Named, Rules, Subfolders, by_number, number_and_rest, whole};

pub(super) const RULES: Rules =
    Rules { tool: "sqlx", subfolders: Subfolders::Left, name, order: by_number, up: whole };

fn name(name: &str) -> Named {
    match number_and_rest(name) {
        Some((_, rest)) if rest.ends_with(".down.sql") => Named::Down,
        Some((number, _)) => Named::Up(Some(number)),
        None => Named::Left("its name does not begin with a number and `_`"),
    }
}
