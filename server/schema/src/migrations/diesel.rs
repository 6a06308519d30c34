//! diesel: `2006-01-02-150405_name/up.sql`, with `down.sql` and `metadata.toml` beside it.
//!
//! Rules from `diesel_migrations/migrations_internals/src/lib.rs` (a migration is a folder with
//! `up.sql` in it, names with a dot before them are passed over; its version is what stands before
//! the first `_` of the folder's name, dashes taken out), `diesel_migrations/src/migration_harness.rs`
//! (in the order of versions, compared as texts) and `file_based_migrations.rs` (a file is sent as
//! a whole, in a transaction unless `metadata.toml` is there and does not say
//! `run_in_transaction = true`; an empty `up.sql` is an error).

use super::{
    Around, File, Named, Rules, Sent, Sql, Subfolders, Version, Wrong, all, by_number, whole,
};
use pgwright_problem::Span;

pub(super) const RULES: Rules = Rules {
    tool: "diesel",
    subfolders: Subfolders::Read,
    name,
    order: by_number,
    choose: all,
    read,
};

fn name(file: &File<'_>) -> Named {
    if file.folder.starts_with('.') || file.folder.contains("/.") {
        return Named::Down;
    }
    match (file.folder, file.name) {
        ("", _) => Named::Left("it is not in a folder of its own"),
        (folder, _) if folder.contains('/') => {
            Named::Left("it reads no folder below a migration's folder")
        }
        (folder, "up.sql") => Named::Up(Some(Version::Text(version(folder)))),
        (_, "down.sql") => Named::Down,
        _ => Named::Left("of a migration's folder it runs `up.sql` alone"),
    }
}

/// The version in the name of a migration's folder.
fn version(folder: &str) -> String {
    folder.split('_').next().unwrap_or(folder).replace('-', "")
}

fn read(file: &File<'_>, around: &Around<'_>) -> Result<Sql, &'static str> {
    let metadata =
        around.beside.iter().find(|it| it.folder == file.folder && it.name == "metadata.toml");
    let apart = metadata.is_some_and(|it| !says_transaction(it.text()));
    let mut sql = whole(file.text(), if apart { Sent::Whole } else { Sent::Transaction });
    if file.text().is_empty() {
        sql.wrong.push(Wrong::new(
            Span::default(),
            "runs nothing while this migration is empty",
            "write what it shall do, be it a comment",
        ));
    }
    Ok(sql)
}

/// Whether `metadata.toml` asks for a transaction: the key is its only one.
fn says_transaction(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.split('#').next().unwrap_or("");
        let value = line.split_once('=').filter(|(key, _)| key.trim() == "run_in_transaction");
        value.is_some_and(|(_, value)| value.trim() == "true")
    })
}
