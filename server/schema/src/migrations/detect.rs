//! Which tool a folder is written for: markers in the texts first, then the form of the names.

use super::{File, Format, dbmate, golang_migrate, goose, lines, number_and_rest, tern};

/// A tool, its marker, and whether a text has it.
type Marker = (Format, &'static str, fn(&str) -> bool);

/// The tool and the reason, one sentence.
pub(super) fn detect(files: &[File<'_>]) -> (Format, String) {
    let markers: [Marker; 3] = [
        (Format::Goose, "-- +goose Up", |text| {
            lines(text).any(|(_, line)| goose::annotation(line) == Some("up"))
        }),
        (Format::Dbmate, "-- migrate:up", |text| {
            lines(text).any(|(_, line)| dbmate::directive(line) == Some("up"))
        }),
        (Format::Tern, tern::MARKER, |text| text.contains(tern::MARKER)),
    ];
    let best = markers
        .iter()
        .map(|(format, marker, has)| {
            let count = files.iter().filter(|file| has(&file.file.text)).count();
            (count, *format, *marker)
        })
        .rev()
        .max_by_key(|(count, ..)| *count);
    // A marker in a few files of many says nothing of the others.
    if let Some((count, format, marker)) = best
        && count > 0
        && count * 2 >= files.len()
    {
        let all = files.len();
        return (format, format!("{count} of {all} files have the marker `{marker}`"));
    }
    let numbered = |file: &&File<'_>| {
        file.folder.is_empty()
            && number_and_rest(file.name)
                .is_some_and(|(_, rest)| golang_migrate::direction(rest).is_some())
    };
    let directed = files.iter().filter(numbered).count();
    if directed > 0 && directed * 2 >= files.len() {
        let single = files.iter().any(|file| {
            file.folder.is_empty()
                && number_and_rest(file.name)
                    .is_some_and(|(_, rest)| golang_migrate::direction(rest).is_none())
        });
        // golang-migrate would pass over a file that says no direction; sqlx runs it.
        return if single {
            let reason = "names end with `.up.sql` or `.sql` alone, beside each other".to_owned();
            (Format::Sqlx, reason)
        } else {
            let all = files.len();
            let reason = format!("{directed} of {all} names end with `.up.sql` or `.down.sql`");
            (Format::GolangMigrate, reason)
        };
    }
    (Format::Plain, "no marker or name of a migration tool was found".to_owned())
}
