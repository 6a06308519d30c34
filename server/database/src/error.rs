//! What goes wrong with a live database, in words that never hold a password.

use std::fmt;
use std::time::Duration;

/// Which database, as far as it may be said aloud.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Hosts (or folders of Unix sockets), each with its port.
    pub hosts: Vec<(String, u16)>,
    /// The database's name; empty when the connection string has none.
    pub database: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.database.is_empty() {
            write!(f, "database {} at ", self.database)?;
        }
        if self.hosts.is_empty() {
            return f.write_str("the database server");
        }
        for (at, (host, port)) in self.hosts.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{host}:{port}")?;
        }
        Ok(())
    }
}

/// Why a live database could not be read.
#[derive(Debug)]
pub enum Error {
    /// The connection string makes no sense. Says what is wrong without showing any of it.
    Dsn(String),
    /// TLS cannot be had as the connection string asks for it.
    Tls(String),
    /// No connection.
    Connect {
        /// Where to.
        place: Place,
        /// Why.
        source: tokio_postgres::Error,
    },
    /// The answer took too long.
    TimedOut {
        /// What was being done.
        what: &'static str,
        /// Where.
        place: Place,
        /// For how long it was waited.
        limit: Duration,
    },
    /// The server is too old.
    Version {
        /// Where.
        place: Place,
        /// What it says of itself.
        version: String,
    },
    /// A query of the catalog failed.
    Query {
        /// What was read.
        what: &'static str,
        /// Where.
        place: Place,
        /// Why.
        source: tokio_postgres::Error,
    },
}

impl Error {
    /// The same error with the place in it.
    pub(crate) fn at(mut self, here: &Place) -> Self {
        match &mut self {
            Self::Dsn(_) | Self::Tls(_) => {}
            Self::Connect { place, .. }
            | Self::TimedOut { place, .. }
            | Self::Version { place, .. }
            | Self::Query { place, .. } => *place = here.clone(),
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dsn(why) => write!(f, "the connection string cannot be read: {why}"),
            Self::Tls(why) => write!(f, "TLS cannot be set up: {why}"),
            Self::Connect { place, source } => {
                write!(f, "cannot connect to {place}: {}", cause(source))
            }
            Self::TimedOut { what, place, limit } => {
                write!(f, "{what} from {place} took longer than {limit:?}")
            }
            Self::Version { place, version } => {
                write!(f, "{place} is PostgreSQL {version}; pgwright reads 15 and newer")
            }
            Self::Query { what, place, source } => {
                write!(f, "cannot read the {what} of {place}: {}", cause(source))
            }
        }
    }
}

/// The server's own words where there are some, else the causes one behind the other.
fn cause(error: &tokio_postgres::Error) -> String {
    if let Some(server) = error.as_db_error() {
        return format!("{} (SQLSTATE {})", server.message(), server.code().code());
    }
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Connect { source, .. } | Self::Query { source, .. } => Some(source),
            Self::Dsn(_) | Self::Tls(_) | Self::TimedOut { .. } | Self::Version { .. } => None,
        }
    }
}
