//! A new migration behind those that are there, named and laid out as the tool wants it.

use super::Format;

/// The files of a migration `name` behind the migration `last`, of SQL that goes `up` and `down`:
/// paths, relative to their folder as `last` is, and texts. `None` where no name follows from that
/// of `last`, or where the tool keeps account of its files in another one.
pub fn next_files(
    format: Format,
    last: &str,
    name: &str,
    up: &str,
    down: &str,
) -> Option<Vec<(String, String)>> {
    let both = |up_marker: &str, down_marker: &str| {
        format!("{up_marker}\n{up}\n\n{down_marker}\n{down}\n").trim_start().to_owned()
    };
    let (folders, file) =
        last.rsplit_once('/').map_or(("", last), |(folders, file)| (folders, file));
    let beside = |file: String| match folders {
        "" => file,
        folders => format!("{folders}/{file}"),
    };
    let one = |text: String| {
        let (number, separator) = number(file)?;
        Some(vec![(beside(format!("{}{separator}{name}.sql", next(number)?)), text)])
    };
    let two = || {
        let (number, separator) = number(file)?;
        let stem = format!("{}{separator}{name}", next(number)?);
        Some(vec![
            (beside(format!("{stem}.up.sql")), format!("{up}\n")),
            (beside(format!("{stem}.down.sql")), format!("{down}\n")),
        ])
    };
    match format {
        Format::Plain => one(format!("{up}\n")),
        Format::GolangMigrate => two(),
        Format::Sqlx if file.ends_with(".up.sql") => two(),
        Format::Sqlx => one(format!("{up}\n")),
        Format::Goose => one(both("-- +goose Up", "-- +goose Down")),
        Format::Dbmate => one(both("-- migrate:up", "-- migrate:down")),
        Format::SqlMigrate => one(both("-- +migrate Up", "-- +migrate Down")),
        Format::Tern => one(both("", "---- create above / drop below ----\n")),
        Format::Flyway | Format::Refinery => {
            let version = file.strip_prefix(['V', 'v'])?.split_once("__")?.0;
            let prefix = &file[..1];
            let file = format!("{prefix}{}__{name}.sql", next_version(version)?);
            Some(vec![(beside(file), format!("{up}\n"))])
        }
        Format::Diesel | Format::Prisma => {
            let (above, folder) =
                folders.rsplit_once('/').map_or(("", folders), |(above, folder)| (above, folder));
            let number = folder.split('_').next()?;
            let folder = format!("{}_{name}", next_dashed(number)?);
            let place = |file: &str| match above {
                "" => format!("{folder}/{file}"),
                above => format!("{above}/{folder}/{file}"),
            };
            let up = format!("{up}\n");
            Some(match format {
                Format::Prisma => vec![(place("migration.sql"), up)],
                _ => vec![(place("up.sql"), up), (place("down.sql"), format!("{down}\n"))],
            })
        }
        // Their sums and change sets are not ours to write.
        Format::Atlas | Format::Liquibase => None,
    }
}

/// The number that a file's name begins with, and what stands between it and the name.
fn number(file: &str) -> Option<(&str, &str)> {
    let digits = file.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = file.split_at(digits);
    let separator = rest.bytes().take_while(|it| matches!(it, b'_' | b'-')).count();
    let separator = if separator == 0 { "_" } else { &rest[..separator] };
    (!number.is_empty()).then_some((number, separator))
}

/// The number behind one, as wide as it. One that is a time is a second later.
fn next(number: &str) -> Option<String> {
    let digits: Vec<u32> = number.chars().map(|it| it.to_digit(10)).collect::<Option<_>>()?;
    if digits.len() == 14 && number.starts_with(['1', '2']) {
        return later(number);
    }
    let value: u64 = number.parse().ok()?;
    Some(format!("{:0width$}", value.checked_add(1)?, width = number.len()))
}

/// `20060102150405` a second later, within its day.
fn later(time: &str) -> Option<String> {
    let (day, clock) = time.split_at_checked(8)?;
    let part = |at: usize| clock.get(at..at + 2)?.parse::<u32>().ok();
    let second = part(0)? * 3600 + part(2)? * 60 + part(4)? + 1;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    match hour {
        0..24 => Some(format!("{day}{hour:02}{minute:02}{second:02}")),
        // What is no time of a day counts as a number.
        _ => Some((time.parse::<u64>().ok()? + 1).to_string()),
    }
}

/// `1.2` or `1_2`: the last part counts on.
fn next_version(version: &str) -> Option<String> {
    let at = version.rfind(['.', '_']).map_or(0, |at| at + 1);
    Some(format!("{}{}", &version[..at], next(&version[at..])?))
}

/// `2006-01-02-150405`, or without dashes.
fn next_dashed(number: &str) -> Option<String> {
    let plain: String = number.chars().filter(|it| *it != '-').collect();
    let next = next(&plain)?;
    match (number.contains('-'), next.len()) {
        (true, 14) => Some(format!(
            "{}-{}-{}-{}",
            next.get(..4)?,
            next.get(4..6)?,
            next.get(6..8)?,
            next.get(8..)?
        )),
        (true, _) => None,
        (false, _) => Some(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: Format, last: &str, wanted: &[(&str, &str)]) {
        let files = next_files(format, last, "add_x", "UP;", "DOWN;");
        let files = files.unwrap_or_default();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (&**path, &**text)).collect();
        assert_eq!(files, wanted, "{format:?} {last}");
    }

    #[test]
    fn each_tool_has_its_names_and_markers() {
        let up = "UP;\n";
        check(Format::Plain, "0009_a.sql", &[("0010_add_x.sql", up)]);
        check(Format::Plain, "7-a.sql", &[("8-add_x.sql", up)]);
        check(Format::Plain, "sub/01_a.sql", &[("sub/02_add_x.sql", up)]);
        check(
            Format::GolangMigrate,
            "000001_a.up.sql",
            &[("000002_add_x.up.sql", up), ("000002_add_x.down.sql", "DOWN;\n")],
        );
        check(
            Format::Goose,
            "20240131235958_a.sql",
            &[("20240131235959_add_x.sql", "-- +goose Up\nUP;\n\n-- +goose Down\nDOWN;\n")],
        );
        check(
            Format::Dbmate,
            "20240131120059_a.sql",
            &[("20240131120100_add_x.sql", "-- migrate:up\nUP;\n\n-- migrate:down\nDOWN;\n")],
        );
        check(
            Format::Tern,
            "001_a.sql",
            &[("002_add_x.sql", "UP;\n\n---- create above / drop below ----\n\nDOWN;\n")],
        );
        check(
            Format::SqlMigrate,
            "1_a.sql",
            &[("2_add_x.sql", "-- +migrate Up\nUP;\n\n-- +migrate Down\nDOWN;\n")],
        );
        check(Format::Flyway, "V1__a.sql", &[("V2__add_x.sql", up)]);
        check(Format::Flyway, "V1_9__a.sql", &[("V1_10__add_x.sql", up)]);
        check(Format::Refinery, "V3__a.sql", &[("V4__add_x.sql", up)]);
        check(Format::Sqlx, "1_a.sql", &[("2_add_x.sql", up)]);
        check(
            Format::Sqlx,
            "1_a.up.sql",
            &[("2_add_x.up.sql", up), ("2_add_x.down.sql", "DOWN;\n")],
        );
        check(
            Format::Diesel,
            "2024-01-31-120000_a/up.sql",
            &[
                ("2024-01-31-120001_add_x/up.sql", up),
                ("2024-01-31-120001_add_x/down.sql", "DOWN;\n"),
            ],
        );
        check(
            Format::Prisma,
            "20240131120000_a/migration.sql",
            &[("20240131120001_add_x/migration.sql", up)],
        );
    }

    #[test]
    fn where_no_name_follows_there_is_none() {
        check(Format::Plain, "users.sql", &[]);
        check(Format::Plain, "99999999999999999999_a.sql", &[]);
        check(Format::Flyway, "a.sql", &[]);
        check(Format::Prisma, "migration.sql", &[]);
        check(Format::Atlas, "20240131120000_a.sql", &[]);
        check(Format::Liquibase, "1_a.sql", &[]);
    }

    #[test]
    fn numbers_count_on() {
        for (number, wanted) in [
            ("0001", "0002"),
            ("9", "10"),
            ("099", "100"),
            ("20241231235959", "20241231235960"),
            ("00000000000000", "00000000000001"),
            ("18446744073709551615", ""),
        ] {
            assert_eq!(next(number).unwrap_or_default(), wanted);
        }
    }
}
