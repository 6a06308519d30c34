//! Migration files: which tool's they are, their order, and which parts of them go up.

mod plain;

use pgwright_problem::{Problem, Span, TextFile};
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

/// Puts the files of the migration folder `directory` in order. `format`: `None` finds the tool
/// out. Files that are no SQL are passed over.
pub fn order(_directory: &str, files: &[TextFile], format: Option<Format>) -> Ordered {
    let mut ordered = Ordered {
        format: format.unwrap_or(Format::Plain),
        reason: "no tool's names or markers were found".to_owned(),
        migrations: Vec::new(),
        problems: Vec::new(),
    };
    plain::order(files, &mut ordered);
    ordered
}
