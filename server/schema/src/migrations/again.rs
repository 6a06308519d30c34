//! The order of a folder in which nothing but texts has changed: while somebody types in a migration,
//! what the others are need not be found out again.

use super::file::sort_out;
use super::{Around, Format, Migration, Named, Ordered, Settings, detect};
use pgwright_problem::TextFile;
use std::collections::BTreeMap;
use std::sync::Arc;

/// More changed texts than these are not somebody's typing.
const FEW: usize = 8;

/// What [`super::order`] makes of `files`, from what it made of `before` with the same settings;
/// `None` where all has to be looked at.
pub fn order_again(
    earlier: &Ordered,
    before: &[TextFile],
    directory: &str,
    files: &[TextFile],
    settings: &Settings,
) -> Option<Ordered> {
    // Some tools' orders, and their sums, hang on the texts.
    let by_texts = matches!(earlier.format, Format::Atlas | Format::Liquibase);
    if by_texts || earlier.templates || before.len() != files.len() {
        return None;
    }
    let mut changed: Vec<(&TextFile, &TextFile)> = Vec::new();
    for (was, is) in before.iter().zip(files) {
        if !Arc::ptr_eq(&was.path, &is.path) && was.path != is.path {
            return None;
        }
        if !Arc::ptr_eq(&was.text, &is.text) && was.text != is.text {
            changed.push((was, is));
        }
    }
    if changed.len() > FEW {
        return None;
    }
    let mut ordered = earlier.clone();
    if changed.is_empty() {
        return Some(ordered);
    }
    let migrations = Arc::make_mut(&mut ordered.migrations);
    for (was, is) in changed {
        let at = migrations.iter().position(|migration| migration.path == is.path)?;
        let again = migration_again(earlier, (was, is), directory, settings)?;
        migrations[at] = Arc::new(again);
    }
    Some(ordered)
}

/// A migration as its tool reads it now; `None` where something is, or was, to be said of it.
fn migration_again(
    earlier: &Ordered,
    (was, is): (&TextFile, &TextFile),
    directory: &str,
    settings: &Settings,
) -> Option<Migration> {
    let is_found = settings.format.is_none();
    if is_found && detect::markers(&was.text) != detect::markers(&is.text)
        || earlier.problems.iter().any(|problem| problem.location.file == is.path)
    {
        return None;
    }
    let beside = sort_out(directory, &earlier.beside).1;
    if beside.iter().any(|file| file.name == "atlas.sum") {
        return None;
    }
    let mut file = sort_out(directory, std::slice::from_ref(is)).0.pop()?;
    let in_folders = matches!(earlier.format, Format::Diesel | Format::Prisma);
    if !file.folder.is_empty() && !in_folders {
        return None;
    }
    let rules = earlier.format.rules();
    let Named::Up(version) = (rules.name)(&file) else { return None };
    file.version = version;
    let placeholders: &BTreeMap<String, String> = &settings.placeholders;
    let sql = (rules.read)(&file, &Around { templates: Vec::new(), beside, placeholders }).ok()?;
    sql.wrong.is_empty().then(|| Migration::new(is, sql))
}
