//! Which tool a folder is written for: markers in the texts first, then files beside them, then the
//! form of the names.

use super::file::{lines, number_and_rest};
use super::goose::Annotation;
use super::{
    File, Format, Version, changelog, dbmate, flyway, golang_migrate, goose, liquibase,
    sql_migrate, tern,
};

/// A tool, its marker, and whether a text has it.
type Marker = (Format, &'static str, fn(&str) -> bool);

/// The tool and the reason, one sentence.
pub(super) fn detect(files: &[File<'_>], beside: &[File<'_>]) -> (Format, String) {
    by_marker(files)
        .or_else(|| by_folders(files, beside))
        .or_else(|| by_direction(files))
        .or_else(|| by_letter(files))
        .or_else(|| by_sum(beside))
        .or_else(|| by_changelog(files, beside))
        .unwrap_or_else(|| {
            (Format::Plain, "no marker or name of a migration tool was found".to_owned())
        })
}

const MARKERS: [Marker; 5] = [
    (Format::Goose, "-- +goose Up", |text| {
        text.contains("+goose")
            && lines(text).any(|(_, line)| goose::annotation(line) == Some(Annotation::Up))
    }),
    (Format::Dbmate, "-- migrate:up", |text| {
        text.contains("migrate:up")
            && lines(text).any(|(_, line)| dbmate::directive(line) == Some("up"))
    }),
    (Format::Tern, tern::MARKER, |text| text.contains(tern::MARKER)),
    (Format::SqlMigrate, "-- +migrate Up", |text| {
        text.contains("-- +migrate ")
            && lines(text).any(|(_, line)| {
                sql_migrate::command(line).is_some_and(|(command, _)| command == "Up")
            })
    }),
    (Format::Liquibase, "--liquibase formatted sql", |text| {
        lines(text).take(1).any(|(_, line)| liquibase::is_header(line))
    }),
];

/// Which tools' markers a text has: all that detection reads of a migration's text.
pub(super) fn markers(text: &str) -> [bool; MARKERS.len()] {
    MARKERS.map(|(_, _, has)| has(text))
}

fn by_marker(files: &[File<'_>]) -> Option<(Format, String)> {
    let best = MARKERS
        .iter()
        .map(|(format, marker, has)| {
            let count = files.iter().filter(|file| has(file.text())).count();
            (count, *format, *marker)
        })
        .rev()
        .max_by_key(|(count, ..)| *count);
    // A marker in a few files of many says nothing of the others.
    let (count, format, marker) = best.filter(|(count, ..)| *count > 0)?;
    let all = files.len();
    (count * 2 >= all)
        .then(|| (format, format!("{count} of {all} files have the marker `{marker}`")))
}

/// A folder for each migration.
fn by_folders(files: &[File<'_>], beside: &[File<'_>]) -> Option<(Format, String)> {
    if beside.iter().any(|it| it.folder.is_empty() && it.name == "migration_lock.toml") {
        return Some((Format::Prisma, "`migration_lock.toml` lies in it".to_owned()));
    }
    let all = files.len();
    let count = |name: &str| {
        let is_one = |file: &&File<'_>| {
            file.name == name && !file.folder.is_empty() && !file.folder.contains('/')
        };
        files.iter().filter(is_one).count()
    };
    let scripts = count("migration.sql");
    if scripts > 0 && scripts * 2 >= all {
        let reason = format!("{scripts} of {all} files are a folder's `migration.sql`");
        return Some((Format::Prisma, reason));
    }
    let ups = count("up.sql");
    if ups > 0 && ups + count("down.sql") == all {
        return Some((Format::Diesel, "each migration is a folder with `up.sql`".to_owned()));
    }
    None
}

/// `.up.sql` and `.down.sql`.
fn by_direction(files: &[File<'_>]) -> Option<(Format, String)> {
    let numbered = |file: &&File<'_>| {
        file.folder.is_empty()
            && number_and_rest(file.name)
                .is_some_and(|(_, rest)| golang_migrate::direction(rest).is_some())
    };
    let directed = files.iter().filter(numbered).count();
    if directed == 0 || directed * 2 < files.len() {
        return None;
    }
    let single = files.iter().any(|file| {
        file.folder.is_empty()
            && number_and_rest(file.name)
                .is_some_and(|(_, rest)| golang_migrate::direction(rest).is_none())
    });
    // golang-migrate would pass over a file that says no direction; sqlx runs it.
    Some(if single {
        let reason = "names end with `.up.sql` or `.sql` alone, beside each other".to_owned();
        (Format::Sqlx, reason)
    } else {
        let all = files.len();
        let reason = format!("{directed} of {all} names end with `.up.sql` or `.down.sql`");
        (Format::GolangMigrate, reason)
    })
}

/// `V1__name.sql`: flyway's names and refinery's.
fn by_letter(files: &[File<'_>]) -> Option<(Format, String)> {
    let kinds: Vec<_> = files.iter().filter_map(|file| flyway::kind(file.name)).collect();
    let (count, all) = (kinds.len(), files.len());
    let versions = |wanted: &flyway::Kind| -> Vec<&Version> {
        kinds.iter().filter(|(kind, _)| kind == wanted).filter_map(|(_, it)| it.as_ref()).collect()
    };
    let (versioned, undone) = (versions(&flyway::Kind::Versioned), versions(&flyway::Kind::Undo));
    let is_form = |file: &&File<'_>| file.name.contains("__") && flyway::kind(file.name).is_some();
    let formed = files.iter().filter(is_form).count();
    if formed == 0 || formed * 2 < all {
        return None;
    }
    let others =
        kinds.iter().any(|(kind, _)| !matches!(kind, flyway::Kind::Versioned | flyway::Kind::Undo));
    // flyway's `U2` takes back `V2`; refinery's goes up like any other.
    if !others && !undone.is_empty() && undone.iter().all(|undo| !versioned.contains(undo)) {
        let reason =
            "names are like `V1__name.sql`, and no `U` has the version of a `V`".to_owned();
        return Some((Format::Refinery, reason));
    }
    if versioned.is_empty() && !others {
        return None;
    }
    Some((Format::Flyway, format!("{count} of {all} names are like `V1__name.sql`")))
}

fn by_sum(beside: &[File<'_>]) -> Option<(Format, String)> {
    let sum = |it: &File<'_>| it.folder.is_empty() && it.name == "atlas.sum";
    beside.iter().any(sum).then(|| (Format::Atlas, "`atlas.sum` lies in it".to_owned()))
}

/// A changelog that names one of the files.
fn by_changelog(files: &[File<'_>], beside: &[File<'_>]) -> Option<(Format, String)> {
    let log = beside.iter().filter(|it| changelog::is_changelog(it.name));
    let log = log
        .filter(|log| !files.is_empty() && changelog::entries(log).is_some())
        .min_by_key(|log| log.below().len())?;
    Some((Format::Liquibase, format!("`{}` is a changelog of liquibase", log.below())))
}
