//! Migration files: which tool's they are, their order, and which parts of them go up.
//!
//! What a tool would do with a folder is in one file a tool, as [`Rules`]; all else is common.

mod dbmate;
mod detect;
mod dialect;
mod golang_migrate;
mod goose;
mod natural;
mod plain;
mod sqlx;
mod tern;
#[cfg(test)]
mod tests;

use pgwright_problem::{Code, Location, Problem, Span, TextFile};
use std::cmp::Ordering;
use std::sync::Arc;

/// The tools whose folders are understood. Each one's rules are in a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Files with a number, or any `.sql` in the order of names.
    Plain,
    /// `000001_name.up.sql`, `.down.sql`.
    GolangMigrate,
    /// `00001_name.sql` with `-- +goose Up`.
    Goose,
    /// `20060102150405_name.sql` with `-- migrate:up`.
    Dbmate,
    /// `001_name.sql` with `---- create above / drop below ----`.
    Tern,
    /// `20060102150405_name.sql`, or `.up.sql` and `.down.sql`.
    Sqlx,
}

/// A migration in its place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The path relative to the project's root.
    pub path: Arc<str>,
    /// The whole content.
    pub text: Arc<str>,
    /// Which bytes of it go up.
    pub up: Vec<Span>,
}

/// A folder's migrations in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordered {
    /// The tool.
    pub format: Format,
    /// Why that tool, one sentence.
    pub reason: String,
    /// In order.
    pub migrations: Vec<Migration>,
    /// Two of one number, names that the tool would not run.
    pub problems: Vec<Problem>,
}

/// What a tool does with the files of a folder.
struct Rules {
    /// The tool's name as people write it.
    tool: &'static str,
    /// What it does with folders below the folder.
    subfolders: Subfolders,
    /// What it takes a file of that name for.
    name: fn(&str) -> Named,
    /// The order of two files that go up.
    order: fn(&File<'_>, &File<'_>) -> Ordering,
    /// Which bytes go up, or why the tool would not run the text.
    up: fn(&str) -> Result<Vec<Span>, &'static str>,
}

/// What a tool does with SQL in folders below the migrations' folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subfolders {
    /// It is run too.
    Read,
    /// It is passed over.
    Left,
    /// It is there for templates alone.
    Templates,
}

/// What a tool takes a file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// It goes up, with this number; plain files need none.
    Up(Option<u64>),
    /// It goes down.
    Down,
    /// The tool would not run it, and why.
    Left(&'static str),
}

/// A file of the folder.
struct File<'a> {
    file: &'a TextFile,
    /// The folder below the migrations' folder, without slashes at its ends.
    folder: &'a str,
    name: &'a str,
    number: Option<u64>,
}

impl Format {
    /// The name in `migrations.format`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::GolangMigrate => "golang-migrate",
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::Tern => "tern",
            Self::Sqlx => "sqlx",
        }
    }

    fn rules(self) -> &'static Rules {
        match self {
            Self::Plain => &plain::RULES,
            Self::GolangMigrate => &golang_migrate::RULES,
            Self::Goose => &goose::RULES,
            Self::Dbmate => &dbmate::RULES,
            Self::Tern => &tern::RULES,
            Self::Sqlx => &sqlx::RULES,
        }
    }
}

/// Puts the files of the migration folder `directory` in order. `format`: `None` finds the tool
/// out. Files that are no SQL are passed over.
pub fn order(directory: &str, files: &[TextFile], format: Option<Format>) -> Ordered {
    let mut files = sql_files(directory, files);
    dialect::keep_folders(&mut files);
    let (format, reason) = match format {
        Some(format) => (format, "the configuration says so".to_owned()),
        None => detect::detect(&files),
    };
    let rules = format.rules();
    let mut problems = Vec::new();
    let mut up = Vec::new();
    for mut file in files {
        let named = match (file.folder.is_empty(), rules.subfolders) {
            (true, _) | (false, Subfolders::Read) => (rules.name)(file.name),
            (false, Subfolders::Templates) => continue,
            (false, Subfolders::Left) => {
                Named::Left("it reads no folder below the migrations' folder")
            }
        };
        match named {
            Named::Up(number) => {
                file.number = number;
                up.push(file);
            }
            Named::Down => {}
            Named::Left(why) => problems.push(left(&file, rules.tool, why)),
        }
    }
    if format == Format::Plain {
        plain::leave_out_downs(&mut up);
    }
    dialect::keep_ours(&mut up);
    up.sort_by(|a, b| (rules.order)(a, b).then_with(|| a.file.path.cmp(&b.file.path)));
    problems.extend(doubles(&up));
    let mut migrations = Vec::with_capacity(up.len());
    for file in up {
        match (rules.up)(&file.file.text) {
            Ok(up) => migrations.push(Migration {
                path: Arc::clone(&file.file.path),
                text: Arc::clone(&file.file.text),
                up,
            }),
            Err(why) => problems.push(left(&file, rules.tool, why)),
        }
    }
    Problem::sort(&mut problems);
    Ordered { format, reason, migrations, problems }
}

/// The `.sql` files, each with its folder below `directory`.
fn sql_files<'a>(directory: &str, files: &'a [TextFile]) -> Vec<File<'a>> {
    let directory = directory.trim_start_matches("./").trim_end_matches('/');
    files
        .iter()
        .filter_map(|file| {
            let path: &str = &file.path;
            let inner = path.strip_prefix(directory).unwrap_or(path).trim_start_matches('/');
            let inner = match (directory, inner) {
                ("" | ".", _) => path,
                // The folder is a file, which is all there is.
                (_, "") => path.rsplit('/').next().unwrap_or(path),
                (_, inner) => inner,
            };
            let (folder, name) = inner.rsplit_once('/').unwrap_or(("", inner));
            let is_sql = name.len() > 4
                && name.get(name.len() - 4..).is_some_and(|end| end.eq_ignore_ascii_case(".sql"));
            is_sql.then_some(File { file, folder, name, number: None })
        })
        .collect()
}

fn left(file: &File<'_>, tool: &str, why: &str) -> Problem {
    let location = Location::new(&file.file.path, Span::new(0, 0));
    let message = format!("{tool} would not run `{}`: {why}", file.name);
    Problem::new(Code::MigrationName, location, message)
}

/// Files with the number of one before them. Both are run, in the order of names.
fn doubles(files: &[File<'_>]) -> Vec<Problem> {
    let mut sorted: Vec<&File<'_>> = files.iter().filter(|file| file.number.is_some()).collect();
    sorted.sort_by_key(|file| (file.folder, file.number));
    let mut problems = Vec::new();
    for same in sorted.chunk_by(|a, b| (a.folder, a.number) == (b.folder, b.number)) {
        let first = same[0];
        for second in &same[1..] {
            let number = first.number.unwrap_or_default();
            let message = format!("`{}` has the number {number} of `{}`", second.name, first.name);
            let location = Location::new(&second.file.path, Span::new(0, 0));
            let other = Location::new(&first.file.path, Span::new(0, 0));
            problems.push(
                Problem::new(Code::MigrationNumber, location, message)
                    .with_related(other, "the first file with this number")
                    .with_help("give one of them a number of its own"),
            );
        }
    }
    problems
}

/// The order of tools that read the number as a number.
fn by_number(a: &File<'_>, b: &File<'_>) -> Ordering {
    a.number.cmp(&b.number).then_with(|| a.name.cmp(b.name))
}

/// The whole text goes up.
fn whole(text: &str) -> Result<Vec<Span>, &'static str> {
    Ok(vec![Span::new(0, text.len() as u32)])
}

/// The number before the first `_`, and what stands behind it.
fn number_and_rest(name: &str) -> Option<(u64, &str)> {
    let (number, rest) = name.split_once('_')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten().map(|number| (number, rest))
}

/// A text's lines with their spans, line ends included.
fn lines(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let span = Span::new(start, start + line.len() as u32);
        start = span.end;
        (span, line)
    })
}
