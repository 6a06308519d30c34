//! Statements that PostgreSQL takes in no transaction, in migrations that a tool sends in one.

use super::{Format, Migration};
use crate::ParsedFile;
use crate::statement::{Statement, Transaction};
use pgwright_problem::{Code, Location, Problem, Severity, Span};

/// A part of a migration that a tool sends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Which bytes of the text.
    pub span: Span,
    /// How.
    pub sent: Sent,
}

/// How a tool sends SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Between BEGIN and COMMIT.
    Transaction,
    /// In one message, so that several statements are one transaction.
    Whole,
    /// Statement by statement.
    Single,
    /// In a transaction, or statement by statement where none of them takes one; never both.
    Unmixed,
}

/// What PostgreSQL refuses because of how the tool sends it.
pub fn in_transactions(migration: &Migration, parsed: &ParsedFile, format: Format) -> Vec<Problem> {
    if parsed.alone.is_empty() {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for unit in &migration.units {
        let inside = |span: Span| unit.span.start <= span.start && span.end <= unit.span.end;
        let alone: Vec<_> = parsed.alone.iter().filter(|it| inside(it.span)).collect();
        let statements = parsed.statements.iter().filter(|it| inside(it.span));
        let count = statements.clone().count();
        let mut open = unit.sent == Sent::Transaction;
        let mut begun = false;
        for located in statements {
            match &located.statement {
                Statement::Transaction(Transaction::Begin) => {
                    begun |= !open;
                    open = true;
                }
                Statement::Transaction(Transaction::Commit | Transaction::Rollback) => open = false,
                _ => {}
            }
            let Some(it) = alone.iter().find(|it| it.span == located.span) else { continue };
            let refused = format!("{} cannot run inside a transaction block", it.what);
            let location = Location::new(&migration.path, it.span);
            let tool = format.name();
            let problem =
                |why: String| Problem::new(Code::MigrationTransaction, location.clone(), why);
            let found = if open {
                let which = match begun {
                    true => "the file begins one before it".to_owned(),
                    false => format!("{tool} runs it in one"),
                };
                Some(problem(format!("{refused}, and {which}")).with_sqlstate("25001"))
            } else if unit.sent == Sent::Whole && count > 1 {
                let message =
                    format!("{refused}, and {tool} sends the whole file at once, which is one");
                let mut problem = problem(message).with_sqlstate("25001");
                // The tool can be told to send each by itself.
                problem.severity = Severity::Warning;
                Some(problem)
            } else if unit.sent == Sent::Unmixed && count > alone.len() {
                Some(problem(format!(
                    "{refused}, and {tool} does not mix such statements with others"
                )))
            } else {
                None
            };
            problems.extend(found.map(|problem| problem.with_help(help(format))));
        }
    }
    problems
}

/// How a tool is told to use no transaction.
fn help(format: Format) -> &'static str {
    match format {
        Format::Goose => "write `-- +goose NO TRANSACTION` at the top of the file",
        Format::Dbmate => {
            "write `-- migrate:up transaction:false`, and put it into a migration of its own"
        }
        Format::Tern => "write a line `---- tern: disable-tx ----`",
        Format::Sqlx => {
            "begin the file with `-- no-transaction`, and put it into a migration of its own"
        }
        Format::Atlas => {
            "write `-- atlas:txmode none` at the top of the file, and an empty line behind it"
        }
        Format::SqlMigrate => "write `-- +migrate Up notransaction`",
        Format::Diesel => {
            "write `run_in_transaction = false` into a `metadata.toml` beside the file, and put it into \
             a migration of its own"
        }
        Format::Liquibase => "write `runInTransaction:false` behind the changeset's name",
        Format::Refinery => {
            "leave out CONCURRENTLY: refinery runs every migration in a transaction"
        }
        Format::Plain | Format::GolangMigrate | Format::Flyway | Format::Prisma => {
            "put it into a migration of its own"
        }
    }
}
