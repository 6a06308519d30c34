//! Migration files: which tool's they are, their order, which parts of them go up, and what the
//! tool puts in the place of others before it sends them.
//!
//! What a tool would do with a folder is in one file a tool, as [`Rules`]; all else is common.

mod again;
mod atlas;
mod atlas_sum;
mod changelog;
mod dbmate;
mod detect;
mod dialect;
mod diesel;
mod file;
mod fill;
mod flyway;
mod golang_migrate;
mod goose;
mod liquibase;
mod natural;
mod next;
mod plain;
mod prisma;
mod problems;
mod refinery;
mod sections;
mod sql_migrate;
mod sqlx;
mod template;
mod tern;
#[cfg(test)]
mod tests;
mod transactions;

pub use again::order_again;
pub use fill::{Fill, Unknown};
pub use next::next_files;
pub use transactions::{Sent, Unit, in_transactions};

use file::{File, Version, sort_out};
use pgwright_problem::{Problem, Span, TextFile};
use std::cmp::Ordering;
use std::collections::BTreeMap;
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
    /// `V1__name.sql`, `R__name.sql`, `B1__name.sql`.
    Flyway,
    /// `20060102150405_name.sql`, or `.up.sql` and `.down.sql`.
    Sqlx,
    /// `20060102150405_name.sql` beside an `atlas.sum`.
    Atlas,
    /// `1_name.sql` with `-- +migrate Up`.
    SqlMigrate,
    /// `2006-01-02-150405_name/up.sql`.
    Diesel,
    /// `20060102150405_name/migration.sql`.
    Prisma,
    /// `V1__name.sql`, `U1__name.sql`.
    Refinery,
    /// Files that begin with `--liquibase formatted sql`.
    Liquibase,
}

/// What the configuration says of migrations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The tool; `None` finds it out.
    pub format: Option<Format>,
    /// What stands for the placeholders in the texts, by their names.
    pub placeholders: BTreeMap<String, String>,
}

impl From<Format> for Settings {
    fn from(format: Format) -> Self {
        Self { format: Some(format), ..Self::default() }
    }
}

/// A migration in its place in the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The path relative to the project's root.
    pub path: Arc<str>,
    /// The whole content.
    pub text: Arc<str>,
    /// Which bytes of it go up. No statement goes on from one into the next.
    pub up: Vec<Span>,
    /// What the tool puts in the place of bytes of `up`, in order.
    pub fills: Vec<Fill>,
    /// How the tool sends it: one or more units.
    pub units: Vec<Unit>,
    /// What databases that have run it know it by; `None`: by the whole of it.
    pub released: Option<Vec<Released>>,
}

/// A part of a migration that a database which has run it will not run again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// What the tool knows it by.
    pub id: Arc<str>,
    /// Its SQL.
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
    pub migrations: Arc<Vec<Arc<Migration>>>,
    /// The files that are no SQL.
    beside: Vec<TextFile>,
    /// Whether a tool's migrations may include other files.
    templates: bool,
    /// Two of one number, names that the tool would not run, texts that it would not take.
    pub problems: Vec<Problem>,
}

/// What a tool does with the files of a folder.
struct Rules {
    /// The tool's name as people write it.
    tool: &'static str,
    /// What it does with folders below the folder.
    subfolders: Subfolders,
    /// What it takes a file for, by its name and folder.
    name: fn(&File<'_>) -> Named,
    /// The order of two files that go up.
    order: fn(&File<'_>, &File<'_>) -> Ordering,
    /// Leaves out, of the files in their order, those that are not run on a new database, or puts
    /// them in an order that stands in a file.
    choose: fn(&mut Vec<File<'_>>, &Around<'_>, &mut Vec<Problem>),
    /// Which bytes go up, or why the tool would not run the text.
    read: fn(&File<'_>, &Around<'_>) -> Result<Sql, &'static str>,
}

/// What stands around a file.
struct Around<'a> {
    /// SQL below the folder that is no migration, for tools whose migrations include it.
    templates: Vec<File<'a>>,
    /// Files that are no SQL.
    beside: Vec<File<'a>>,
    placeholders: &'a BTreeMap<String, String>,
}

/// What a tool runs of a file.
#[derive(Default)]
struct Sql {
    up: Vec<Span>,
    fills: Vec<Fill>,
    units: Vec<Unit>,
    released: Option<Vec<Released>>,
    /// Why the tool would not run it though it can be read: where, what is wrong, what to do.
    wrong: Vec<Wrong>,
}

/// Something in a text that the tool does not take.
struct Wrong {
    span: Span,
    message: String,
    help: &'static str,
    /// Whether older versions of the tool may take it.
    taken_once: bool,
}

impl Wrong {
    /// Something that every version refuses.
    fn new(span: Span, message: &str, help: &'static str) -> Self {
        Self { span, message: message.to_owned(), help, taken_once: false }
    }

    /// Something that today's version refuses.
    fn today(span: Span, message: &str, help: &'static str) -> Self {
        Self { taken_once: true, ..Self::new(span, message, help) }
    }
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
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// It goes up, with this version; plain files need none.
    Up(Option<Version>),
    /// It goes down.
    Down,
    /// The tool would not run it, and why.
    Left(&'static str),
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Plain,
        Self::GolangMigrate,
        Self::Goose,
        Self::Dbmate,
        Self::Tern,
        Self::Flyway,
        Self::Sqlx,
        Self::Atlas,
        Self::SqlMigrate,
        Self::Diesel,
        Self::Prisma,
        Self::Refinery,
        Self::Liquibase,
    ];

    /// The name in `migrations.format`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::GolangMigrate => "golang-migrate",
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::Tern => "tern",
            Self::Flyway => "flyway",
            Self::Sqlx => "sqlx",
            Self::Atlas => "atlas",
            Self::SqlMigrate => "sql-migrate",
            Self::Diesel => "diesel",
            Self::Prisma => "prisma",
            Self::Refinery => "refinery",
            Self::Liquibase => "liquibase",
        }
    }

    /// The one with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether the tool keeps a sum of each migration and refuses to run anything on a database
    /// that has run one with another sum.
    pub const fn refuses_changed(self) -> bool {
        matches!(self, Self::Sqlx | Self::Flyway | Self::Refinery | Self::Liquibase | Self::Atlas)
    }

    /// Whether that sum counts comments and white space too.
    pub const fn sums_comments(self) -> bool {
        matches!(self, Self::Sqlx | Self::Flyway | Self::Refinery | Self::Atlas)
    }

    fn rules(self) -> &'static Rules {
        match self {
            Self::Plain => &plain::RULES,
            Self::GolangMigrate => &golang_migrate::RULES,
            Self::Goose => &goose::RULES,
            Self::Dbmate => &dbmate::RULES,
            Self::Tern => &tern::RULES,
            Self::Flyway => &flyway::RULES,
            Self::Sqlx => &sqlx::RULES,
            Self::Atlas => &atlas::RULES,
            Self::SqlMigrate => &sql_migrate::RULES,
            Self::Diesel => &diesel::RULES,
            Self::Prisma => &prisma::RULES,
            Self::Refinery => &refinery::RULES,
            Self::Liquibase => &liquibase::RULES,
        }
    }
}

/// Puts the files of the migration folder `directory` in order. Files that are no SQL are passed
/// over, but for those in which tools keep sums, settings and orders.
pub fn order(directory: &str, files: &[TextFile], settings: &Settings) -> Ordered {
    let (mut files, mut beside) = sort_out(directory, files);
    dialect::keep_folders(&mut files, &mut beside);
    let (format, reason) = match settings.format {
        Some(format) => (format, "the configuration says so".to_owned()),
        None => detect::detect(&files, &beside),
    };
    let rules = format.rules();
    let mut around = Around { templates: Vec::new(), beside, placeholders: &settings.placeholders };
    let mut problems = Vec::new();
    let mut up = Vec::new();
    let mut down = Vec::new();
    for mut file in files {
        let named = match (file.folder.is_empty(), rules.subfolders) {
            (true, _) | (false, Subfolders::Read) => (rules.name)(&file),
            (false, Subfolders::Templates) => {
                around.templates.push(file);
                continue;
            }
            (false, Subfolders::Left) => {
                Named::Left("it reads no folder below the migrations' folder")
            }
        };
        match named {
            Named::Up(version) => {
                file.version = version;
                up.push(file);
            }
            Named::Down => down.push(file),
            Named::Left(why) => problems.push(problems::left(&file, rules.tool, why)),
        }
    }
    dialect::keep_ours(&mut up);
    up.sort_by(|a, b| (rules.order)(a, b).then_with(|| a.file.path.cmp(&b.file.path)));
    // Beside an `atlas.sum` other tools' folders are atlas's too.
    problems.extend(atlas_sum::problems(&up, &down, &around, format));
    (rules.choose)(&mut up, &around, &mut problems);
    problems.extend(problems::doubles(&up, format));
    let mut migrations = Vec::with_capacity(up.len());
    for file in up {
        match (rules.read)(&file, &around) {
            Ok(mut sql) => {
                let wrong = std::mem::take(&mut sql.wrong);
                problems.extend(problems::wrong(&file, rules.tool, wrong));
                migrations.push(Arc::new(Migration::new(file.file, sql)));
            }
            Err(why) => problems.push(problems::left(&file, rules.tool, why)),
        }
    }
    Problem::sort(&mut problems);
    let beside = around.beside.iter().map(|file| file.file.clone()).collect();
    let templates = !around.templates.is_empty();
    Ordered { format, reason, migrations: Arc::new(migrations), beside, templates, problems }
}

impl Migration {
    /// What a tool runs of a file.
    fn new(file: &TextFile, sql: Sql) -> Self {
        Self {
            path: Arc::clone(&file.path),
            text: Arc::clone(&file.text),
            up: sql.up,
            fills: sql.fills,
            units: sql.units,
            released: sql.released,
        }
    }
}

/// The order of tools that read the version as a number.
fn by_number(a: &File<'_>, b: &File<'_>) -> Ordering {
    a.version.cmp(&b.version).then_with(|| a.name.cmp(b.name))
}

/// The order of tools that compare names.
fn by_name(a: &File<'_>, b: &File<'_>) -> Ordering {
    a.name.cmp(b.name)
}

/// All files are run.
fn all(_: &mut Vec<File<'_>>, _: &Around<'_>, _: &mut Vec<Problem>) {}

/// The whole text goes up, sent in this way.
fn whole(text: &str, sent: Sent) -> Sql {
    let span = Span::new(0, text.len() as u32);
    Sql { up: vec![span], units: vec![Unit { span, sent }], ..Sql::default() }
}
