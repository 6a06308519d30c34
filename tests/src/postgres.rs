//! A real PostgreSQL for tests: one server for all tests of a program, one database for each test.
//!
//! With `PGWRIGHT_TEST_PG` (a connection string of a superuser) that server is used. Else one is
//! started from `PGWRIGHT_PG_BIN`, from what `tests/run` has got, or from Debian's packages, and
//! stopped when the test program ends, however it ends. A missing server is a failure that says
//! how to get one, never a skip.

mod cluster;
mod programs;
mod server;

pub use cluster::Cluster;
use pgwright_database::{Dsn, Live, read_with, read_within};
use std::future::Future;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio_postgres::error::ErrorPosition;
use tokio_postgres::{Client, SimpleQueryMessage};

const CONNECT: Duration = Duration::from_secs(30);
const STATEMENT: Duration = Duration::from_secs(60);

/// What the server said when it refused a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The SQLSTATE.
    pub sqlstate: String,
    /// The message.
    pub message: String,
    /// Where in the statement's text it points, in bytes; PostgreSQL names a point, and not always.
    pub place: Option<Range<usize>>,
}

/// The server that the tests of this program share.
#[derive(Debug)]
pub struct Server {
    dsn: String,
    version: u8,
    /// Held so that the server runs; it stops when this program ends and the pipe closes.
    _running: Option<server::Running>,
}

/// The shared server, started when it is asked for first.
///
/// # Panics
/// When there is none to be had.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let (dsn, running) = match std::env::var("PGWRIGHT_TEST_PG") {
            Ok(dsn) if !dsn.is_empty() => (dsn, None),
            _ => {
                let (dsn, running) = server::start();
                (dsn, Some(running))
            }
        };
        let version = wait(async {
            let client = connect(&dsn, None).await;
            let row = client.query_one("SHOW server_version_num", &[]).await;
            let number: String =
                row.and_then(|row| row.try_get(0)).unwrap_or_else(|error| fail(&error));
            number.parse::<u32>().unwrap_or_else(|error| fail(&error)) / 10_000
        });
        let version = u8::try_from(version).unwrap_or(u8::MAX);
        Server { dsn, version, _running: running }
    })
}

impl Server {
    /// PostgreSQL's major version.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// A connection string for this server with another user, password and database.
    pub fn dsn_of(&self, user: &str, password: &str, database: &str) -> String {
        let dsn = Dsn::parse(&self.dsn).unwrap_or_else(|error| fail(&error));
        let (host, port) = dsn.place().hosts.first().cloned().unwrap_or_default();
        format!("host={host} port={port} user={user} password={password} dbname={database}")
    }

    /// A new database, dropped with the value.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database(&self) -> Database {
        create_database(&self.dsn)
    }
}

fn create_database(server: &str) -> Database {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let name = format!("pgwright_{}_{number}", std::process::id());
    let client = wait(async {
        let maintenance = connect(server, None).await;
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        maintenance.batch_execute(&create).await.unwrap_or_else(|error| fail(&error));
        connect(server, Some(&name)).await
    });
    let dsn = with_database(server, &name);
    Database { server: server.to_owned(), name, dsn, client: Some(client) }
}

/// A test's own database.
pub struct Database {
    server: String,
    name: String,
    dsn: String,
    client: Option<Client>,
}

impl Database {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A connection string for other programs.
    pub fn dsn(&self) -> &str {
        &self.dsn
    }

    /// Applies the migrations of a folder, all but those that go down, in the order of their names.
    ///
    /// # Panics
    /// When one cannot be read, or the server refuses it.
    pub fn migrate(&self, folder: &Path) {
        for file in crate::go::files(folder) {
            if file.extension().is_none_or(|end| end != "sql")
                || file.to_string_lossy().ends_with(".down.sql")
            {
                continue;
            }
            let sql = std::fs::read_to_string(&file).unwrap_or_else(|error| fail(&error));
            if let Err(refusal) = self.execute(&sql) {
                fail(&format!("{}: {}", file.display(), refusal.message));
            }
        }
    }

    fn client(&self) -> &Client {
        self.client.as_ref().unwrap_or_else(|| fail(&"the connection is gone"))
    }

    /// Sends a text of one or more statements as one simple query.
    ///
    /// # Errors
    /// With what the server said when it refused.
    ///
    /// # Panics
    /// When the connection breaks.
    pub fn execute(&self, sql: &str) -> Result<(), Refusal> {
        wait(self.client().batch_execute(sql)).map_err(|error| match error.as_db_error() {
            Some(refused) => Refusal {
                sqlstate: refused.code().code().to_owned(),
                message: refused.message().to_owned(),
                place: match refused.position() {
                    Some(ErrorPosition::Original(letter)) => {
                        let before = usize::try_from(*letter).unwrap_or(1).saturating_sub(1);
                        let at = sql.char_indices().nth(before).map_or(sql.len(), |(at, _)| at);
                        Some(at..at)
                    }
                    _ => None,
                },
            },
            None => fail(&error),
        })
    }

    /// The first column of what a query gives, as text; NULL is left out.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn strings(&self, query: &str) -> Vec<String> {
        let messages = wait(self.client().simple_query(query)).unwrap_or_else(|error| fail(&error));
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        rows.collect()
    }

    /// Reads the schema.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn read(&self) -> Live {
        wait(read_with(self.client(), STATEMENT)).unwrap_or_else(|error| fail(&error))
    }

    /// Reads the schema within the open transaction, which goes on as if nothing had been.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn read_within(&self) -> Live {
        let savepoint = |sql| self.execute(sql).unwrap_or_else(|refusal| fail(&refusal.message));
        savepoint("SAVEPOINT pgwright_reading");
        let live = wait(read_within(self.client(), STATEMENT)).unwrap_or_else(|error| fail(&error));
        savepoint("ROLLBACK TO pgwright_reading; RELEASE pgwright_reading");
        live
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(self.client.take());
        wait(async {
            // Without a word when the server is gone: the test has failed then already.
            let dsn = Dsn::parse(&self.server).ok()?;
            let (maintenance, running) = dsn.connect(CONNECT).await.ok()?;
            let running = tokio::spawn(running);
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            let dropped = maintenance.batch_execute(&drop).await.ok();
            running.abort();
            dropped
        });
    }
}

/// A connection string, URL or pairs, with another database.
fn with_database(dsn: &str, name: &str) -> String {
    let Some((scheme, rest)) = dsn.split_once("://") else {
        return format!("{dsn} dbname={name}");
    };
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let host = place.split('/').next().unwrap_or_default();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{host}/{name}{mark}{parameters}")
}

async fn connect(dsn: &str, database: Option<&str>) -> Client {
    let mut dsn = Dsn::parse(dsn).unwrap_or_else(|error| fail(&error));
    if let Some(database) = database {
        dsn = dsn.with_database(database);
    }
    let (client, running) = dsn.connect(CONNECT).await.unwrap_or_else(|error| fail(&error));
    tokio::spawn(running);
    client
}

/// Waits for a future outside of any runtime.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap_or_else(|error| fail(&error))
        })
        .block_on(future)
}

fn fail(why: &dyn std::fmt::Display) -> ! {
    panic!("PostgreSQL for the tests: {why}")
}
