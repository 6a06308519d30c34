//! The schema model read from a live PostgreSQL (15 to 18).
//!
//! The same [`Model`] that a replay of migrations makes, so that the two can be compared. The
//! database is a guest: it is asked in one read-only transaction, with limits of time, and an
//! error names host, port and database, never the password.

mod catalog;
mod dsn;
mod error;
mod tls;

pub use dsn::Dsn;
pub use error::{Error, Place};

use pgwright_schema::model::Model;
use std::time::Duration;
use tokio_postgres::Client;

/// How long the database may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For the connection, TLS and authentication included.
    pub connect: Duration,
    /// For each single query, and for the whole reading ten times that.
    pub statement: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), statement: Duration::from_secs(10) }
    }
}

/// What a live database holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// Its schema.
    pub model: Model,
    /// PostgreSQL's major version.
    pub version: u8,
}

/// Connects to the database of `dsn` and reads its schema.
///
/// # Errors
/// Where the connection string makes no sense, the server cannot be reached, refuses, answers
/// too late, or is older than PostgreSQL 15.
pub async fn read(dsn: &str, limits: Limits) -> Result<Live, Error> {
    let dsn = Dsn::parse(dsn)?;
    let place = dsn.place().clone();
    let (client, connection) = dsn.connect(limits.connect).await?;
    let connection = tokio::spawn(connection);
    let limit = limits.statement * 10;
    let live = match tokio::time::timeout(limit, read_with(&client, limits.statement)).await {
        Ok(live) => live.map_err(|error| error.at(&place)),
        Err(_) => Err(Error::TimedOut { what: "reading the schema", place, limit }),
    };
    connection.abort();
    live
}

/// Reads the schema through a connection that stands already and is in no transaction.
/// `statement_limit`: for each single query.
///
/// # Errors
/// As [`read`], but for the connection.
pub async fn read_with(client: &Client, statement_limit: Duration) -> Result<Live, Error> {
    let transaction = |sql| async move {
        client.batch_execute(sql).await.map_err(|source| catalog::failed("transaction", source))
    };
    transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let live = catalog::read(client, statement_limit).await;
    transaction("ROLLBACK").await?;
    live
}

/// Reads the schema as the transaction sees it in which the connection is. Changes
/// `search_path`, `statement_timeout` and `lock_timeout` until that transaction (or a savepoint
/// before the call) is rolled back.
///
/// # Errors
/// As [`read_with`].
pub async fn read_within(client: &Client, statement_limit: Duration) -> Result<Live, Error> {
    catalog::read(client, statement_limit).await
}
