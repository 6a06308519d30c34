//! sqlx: `20060102150405_name.sql`, or `.up.sql` and `.down.sql`.
//!
//! Rules from `sqlx-core/src/migrate/source.rs` (what stands before the first `_` is the
//! version, other names are passed over; in the order of versions; folders are not read; a text
//! that begins with `-- no-transaction` runs outside of one), `migration_type.rs` (the endings)
//! and `sqlx-postgres/src/migrate.rs` (a file is sent as a whole, in a transaction).

use super::file::number_and_rest;
use super::{File, Named, Rules, Sent, Subfolders, Version, all, by_number, whole};

pub(super) const RULES: Rules = Rules {
    tool: "sqlx",
    subfolders: Subfolders::Left,
    name,
    order: by_number,
    choose: all,
    read: |file, _| {
        let apart = file.text().starts_with("-- no-transaction");
        Ok(whole(file.text(), if apart { Sent::Whole } else { Sent::Transaction }))
    },
};

fn name(file: &File<'_>) -> Named {
    match number_and_rest(file.name) {
        Some((_, rest)) if rest.ends_with(".down.sql") => Named::Down,
        Some((number, _)) => Named::Up(Some(Version::Number(number))),
        None => Named::Left("its name does not begin with a number and `_`"),
    }
}
