//! A primary and a streaming standby of their own, which a test stops, starts and freezes as it
//! likes: Go tests do so through the package in `tests/go/cluster`.

use super::server::{folder, free_port, keep, readable};
use super::{Database, connect, create_database, fail, programs, wait, with_database};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Child;

/// Makes both clusters, starts the servers, says so, and waits for the pipe to close, which it does
/// however the test program ends. By then a server may be running, stopped, or frozen with all of
/// its processes.
///
/// The standby is a copy of the cluster before it ever ran. That is as good a base backup as one of
/// `pg_basebackup`, which npm's PostgreSQL does not have.
///
/// A commit that was reported has reached the operating system (`synchronous_commit` is on), so no
/// stop of a server may lose it; only the machine's own end could.
const KEEPER: &str = r#"
{
    "$1/initdb" -D "$2/primary" -U postgres -A trust -E UTF8 --locale=C --no-sync || exit 1
    cat >>"$2/primary/postgresql.conf" <<-END
		listen_addresses = '127.0.0.1'
		unix_socket_directories = ''
		shared_preload_libraries = 'pg_stat_statements'
		pg_stat_statements.max = 20000
		max_connections = 100
		shared_buffers = 64MB
		fsync = off
		autovacuum = off
		wal_keep_size = 1GB
		wal_retrieve_retry_interval = 200ms
		deadlock_timeout = 100ms
		log_line_prefix = '%m [%p] %d %a %e '
	END
    cat >"$2/primary/pg_hba.conf" <<-END
		host all,replication postgres 127.0.0.1/32 trust
		host all all 127.0.0.1/32 scram-sha-256
	END
    cp -Rp "$2/primary" "$2/standby" || exit 1
    echo "port = $3" >>"$2/primary/postgresql.conf"
    cat >>"$2/standby/postgresql.conf" <<-END
		port = $4
		primary_conninfo = 'host=127.0.0.1 port=$3 user=postgres'
	END
    : >"$2/standby/standby.signal"
} >"$2/log" 2>&1

stop() {
    pid=$(head -n 1 "$2/$1/postmaster.pid" 2>/dev/null)
    [ -n "$pid" ] || return
    kill -CONT $pid $(grep -ls "^PPid:[[:space:]]*$pid\$" /proc/[0-9]*/status | cut -d / -f 3)
    kill -QUIT $pid
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        kill -0 $pid || return
        sleep 0.2
    done
    kill -KILL $pid
}

for server in primary standby; do
    "$1/pg_ctl" -D "$2/$server" -l "$2/$server.log" -w start </dev/null >>"$2/log" 2>&1 && continue
    stop primary "$2" 2>/dev/null
    exit 1
done
echo ready
cat >/dev/null
for server in standby primary; do stop $server "$2" 2>/dev/null; done
rm -rf "$2"
"#;

/// A primary and its standby, gone with the value and with this program.
#[derive(Debug)]
pub struct Cluster {
    keeper: Child,
    bin: PathBuf,
    folder: PathBuf,
    primary: String,
    standby: String,
}

impl Cluster {
    /// Starts both. `PGWRIGHT_TEST_PG` is not for this: a server that others use is not stopped.
    ///
    /// # Panics
    /// When they do not start.
    pub fn start() -> Self {
        let bin = programs::find();
        let user = programs::other_user();
        // Another program may take a port between the look and the start.
        for _ in 0..5 {
            let folder = folder(user.as_ref());
            let bin = readable(&bin, &folder, user.as_ref());
            let ports = [free_port(), free_port()].map(|port| port.to_string());
            let mut keeper = keep(KEEPER, &bin, &folder, &ports, user.as_ref());
            if says_ready(&mut keeper) {
                let dsn = |port| format!("postgres://postgres@127.0.0.1:{port}/postgres");
                let [primary, standby] = ports.map(dsn);
                let cluster = Self { keeper, bin, folder, primary, standby };
                cluster.prepare();
                return cluster;
            }
            let log: String = ["log", "primary.log", "standby.log"]
                .map(|name| fs::read_to_string(folder.join(name)).unwrap_or_default())
                .concat();
            drop(keeper.wait());
            drop(fs::remove_dir_all(&folder));
            assert!(
                log.contains("could not bind")
                    || log.contains("could not create any TCP/IP sockets"),
                "a primary and a standby of {} do not start; they want pg_ctl and the module \
                 pg_stat_statements too (Debian: postgresql):\n{log}",
                bin.display()
            );
        }
        fail(&"no free ports were found")
    }

    /// What the tests count on: `pg_stat_statements`, and a user who needs a password.
    fn prepare(&self) {
        wait(async {
            let client = connect(&self.primary, None).await;
            let sql = "CREATE EXTENSION pg_stat_statements; \
                       CREATE ROLE app LOGIN SUPERUSER PASSWORD 'correct'";
            client.batch_execute(sql).await.unwrap_or_else(|error| fail(&error));
        });
    }

    /// A new database of both servers, dropped with the value if the primary then runs.
    ///
    /// # Panics
    /// When the primary refuses.
    pub fn database(&self) -> Database {
        create_database(&self.primary)
    }

    /// What Go tests on `database` find in their environment: `PRIMARY_DSN`, `STANDBY_DSN`,
    /// `TEST_DATABASE_URL` (the primary too), and what `tests/go/cluster` needs.
    pub fn environment(&self, database: &Database) -> Vec<(&'static str, String)> {
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        vec![
            ("PRIMARY_DSN", database.dsn().to_owned()),
            ("STANDBY_DSN", with_database(&self.standby, database.name())),
            ("TEST_DATABASE_URL", database.dsn().to_owned()),
            ("CLUSTER_FOLDER", path(&self.folder)),
            ("CLUSTER_PROGRAMS", path(&self.bin)),
        ]
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

/// Waits until both servers run; false when the keeper ended instead.
fn says_ready(keeper: &mut Child) -> bool {
    let Some(output) = keeper.stdout.take() else { fail(&"no pipe") };
    BufReader::new(output).lines().next().is_some_and(|line| line.is_ok_and(|line| line == "ready"))
}
