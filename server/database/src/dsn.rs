//! Connection strings: what libpq understands and `tokio-postgres` does not is read here, the
//! rest is left to it.

use crate::tls::{self, SslMode, Tls};
use crate::{Error, Place};
use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

/// A connection string, read but not used yet. Its `Debug` does not show the password.
#[derive(Debug, Clone)]
pub struct Dsn {
    config: Config,
    tls: Tls,
    place: Place,
}

/// What keeps a connection alive; it ends with the client.
type Running = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

impl Dsn {
    /// Reads a connection string: a URL (`postgres://…`, `postgresql://…`) or `key=value` pairs.
    ///
    /// # Errors
    /// Where it makes no sense; no part of it stands in the error, since it may be the password.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut tls = Tls::default();
        let mut bad = None;
        let mut take = |key: &str, value: &str| match tls.set(key, value) {
            Ok(taken) => taken,
            Err(why) => {
                bad.get_or_insert(why);
                true
            }
        };
        let rest = if is_url(text) { url(text, &mut take) } else { pairs(text, &mut take) };
        if let Some(why) = bad {
            return Err(Error::Dsn(why));
        }
        let mut config: Config = rest.parse().map_err(|_| {
            Error::Dsn(
                "it is neither a URL (postgres://user@host:5432/database) nor key=value pairs \
                 that are known"
                    .to_owned(),
            )
        })?;
        if config.get_hosts().is_empty() {
            config.host("localhost");
        }
        if config.get_user().is_none()
            && let Some(user) =
                ["PGUSER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok())
        {
            config.user(user);
        }
        if config.get_application_name().is_none() {
            config.application_name("pgwright");
        }
        config.ssl_mode(match tls.mode {
            SslMode::Disable => tokio_postgres::config::SslMode::Disable,
            SslMode::Allow | SslMode::Prefer => tokio_postgres::config::SslMode::Prefer,
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => {
                tokio_postgres::config::SslMode::Require
            }
        });
        let place = place(&config);
        Ok(Self { config, tls, place })
    }

    /// Which database it names.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The same server, another database.
    #[must_use]
    pub fn with_database(mut self, name: &str) -> Self {
        self.config.dbname(name);
        self.place = place(&self.config);
        self
    }

    /// Connects within `limit`. The second value has to be spawned for the client to work.
    ///
    /// # Errors
    /// Where there is no server, it refuses, or `limit` is over.
    pub async fn connect(&self, limit: Duration) -> Result<(Client, Running), Error> {
        let place = || self.place.clone();
        match tokio::time::timeout(limit, self.dial()).await {
            Ok(Ok(connected)) => Ok(connected),
            Ok(Err(Failure::Tls(why))) => Err(Error::Tls(why)),
            Ok(Err(Failure::Connect(source))) => Err(Error::Connect { place: place(), source }),
            Err(_) => Err(Error::TimedOut { what: "connecting", place: place(), limit }),
        }
    }

    async fn dial(&self) -> Result<(Client, Running), Failure> {
        if self.tls.mode == SslMode::Disable {
            let (client, connection) =
                self.config.connect(NoTls).await.map_err(Failure::Connect)?;
            return Ok((client, Box::pin(async move { drop(connection.await) })));
        }
        let connector = tls::connector(&self.tls).map_err(Failure::Tls)?;
        let (client, connection) =
            self.config.connect(connector).await.map_err(Failure::Connect)?;
        Ok((client, Box::pin(async move { drop(connection.await) })))
    }
}

enum Failure {
    Tls(String),
    Connect(tokio_postgres::Error),
}

fn place(config: &Config) -> Place {
    let ports = config.get_ports();
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5432);
    let name = |host: &Host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    };
    Place {
        hosts: config
            .get_hosts()
            .iter()
            .enumerate()
            .map(|(at, host)| (name(host), port(at)))
            .collect(),
        database: config.get_dbname().unwrap_or_default().to_owned(),
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// The URL without the parameters that `take` took.
fn url(text: &str, take: &mut impl FnMut(&str, &str) -> bool) -> String {
    let Some((base, query)) = text.split_once('?') else { return text.to_owned() };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            !pair.is_empty() && !take(key, &percent_decoded(value))
        })
        .collect();
    if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) }
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        decoded.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// The `key=value` pairs without those that `take` took. Values may stand in single quotes, with
/// `\` before a quote or backslash.
fn pairs(text: &str, take: &mut impl FnMut(&str, &str) -> bool) -> String {
    let mut kept = String::new();
    let mut rest = text.trim_start();
    while let Some(equals) = rest.find('=') {
        let key = rest[..equals].trim();
        let behind = rest[equals + 1..].trim_start();
        let (value, length) = value(behind);
        if !take(key, &value) {
            let escaped = value.replace('\\', "\\\\").replace('\'', "\\'");
            kept.push_str(&format!("{key}='{escaped}' "));
        }
        rest = behind[length..].trim_start();
    }
    // What is left is no pair: the parser is to see and refuse it.
    kept + rest
}

/// A value and how many bytes of the text it takes.
fn value(text: &str) -> (String, usize) {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return (value, at + 1),
            blank if !quoted && blank.is_whitespace() => return (value, at),
            other => value.push(other),
        }
    }
    (value, text.len())
}

/// A path from a connection string, `~` being left to the shell as libpq leaves it.
pub(crate) fn path(value: &str) -> Option<PathBuf> {
    (!value.is_empty()).then(|| PathBuf::from(value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn place_of(text: &str) -> String {
        Dsn::parse(text).unwrap().place().to_string()
    }

    #[test]
    fn both_forms_are_read() {
        let url =
            "postgres://app:secret@db.example:5433/shop?sslmode=verify-full&sslrootcert=%2Fca.pem";
        assert_eq!(place_of(url), "database shop at db.example:5433");
        let dsn = Dsn::parse(url).unwrap();
        assert_eq!(dsn.tls.mode, SslMode::VerifyFull);
        assert_eq!(dsn.tls.root_certificate, Some(PathBuf::from("/ca.pem")));

        let pairs = r"host=db port = 5433 dbname='my shop' password='it\'s \\ = x' sslmode=disable";
        assert_eq!(place_of(pairs), "database my shop at db:5433");
        let dsn = Dsn::parse(pairs).unwrap();
        assert_eq!(dsn.config.get_password(), Some(&br"it's \ = x"[..]));
        assert_eq!(dsn.tls.mode, SslMode::Disable);
        assert_eq!(place_of("host=a,b port=1,2"), "a:1, b:2");
    }

    #[test]
    fn an_error_and_debug_never_show_the_password() {
        for text in [
            "postgres://app:top%zzsecret@host:bad/shop",
            "host=db password=top secret",
            "postgres://app:topsecret@host/shop?nonsense=topsecret",
            "postgres://app:topsecret@host/shop?sslmode=topsecret",
            "topsecret",
        ] {
            let error = Dsn::parse(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
        }
        let dsn = Dsn::parse("postgres://app:topsecret@host/shop").unwrap();
        assert!(!format!("{dsn:?}").contains("topsecret"));
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_named_without_the_password() {
        let dsn = "postgres://app:topsecret@127.0.0.1:1/shop";
        let error = crate::read(dsn, crate::Limits::default()).await.unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("cannot connect to database shop at 127.0.0.1:1: "), "{text}");
        assert!(!format!("{text} {error:?}").contains("topsecret"));
    }

    #[tokio::test]
    async fn a_server_that_does_not_answer_is_given_up() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let dsn = format!("host=127.0.0.1 port={} user=a", silent.local_addr().unwrap().port());
        let limits = crate::Limits { connect: Duration::from_millis(50), ..Default::default() };
        let error = crate::read(&dsn, limits).await.unwrap_err();
        assert!(matches!(error, Error::TimedOut { what: "connecting", .. }), "{error}");
    }
}
