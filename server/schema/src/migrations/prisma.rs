//! prisma: `20060102150405_name/migration.sql`, with `migration_lock.toml` beside the folders.
//!
//! Rules from prisma-engines: `schema-engine/commands/src/migration_directory.rs` and
//! `schema-engine/connectors/schema-connector/src/migrations_directory.rs` (each folder is a
//! migration, in the order of the folders' names; one without `migration.sql` is an error; files
//! beside the folders are passed over) and `sql-schema-connector/src/flavour/postgres` (a script is
//! sent as a whole).

use super::{File, Named, Rules, Sent, Subfolders, Version, all, by_number, whole};

pub(super) const RULES: Rules = Rules {
    tool: "prisma",
    subfolders: Subfolders::Read,
    name,
    order: by_number,
    choose: all,
    read: |file, _| Ok(whole(file.text(), Sent::Whole)),
};

fn name(file: &File<'_>) -> Named {
    match (file.folder, file.name) {
        ("", _) => Named::Left("it is not in a folder of its own"),
        (folder, "migration.sql") if !folder.contains('/') => {
            Named::Up(Some(Version::Text(folder.to_owned())))
        }
        // Written by `prisma migrate diff` for the way back, as its documentation has it.
        (_, "down.sql") => Named::Down,
        _ => Named::Left("of a migration's folder it runs `migration.sql` alone"),
    }
}
