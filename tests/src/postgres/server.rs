//! Starting a server that cannot outlive this program.

use super::programs::{self, User};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that runs as long as this is held and this program lives.
#[derive(Debug)]
pub(super) struct Running {
    /// When this pipe closes, be it because this program was killed, the keeper stops the server
    /// and removes its folder.
    _pipe: ChildStdin,
}

/// Makes a cluster, runs the server, and waits for the pipe to close. A static of a test program
/// is never dropped, so that this cannot be left to it.
const KEEPER: &str = r#"
"$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$2/log" 2>&1 || exit 1
"$1/postgres" -D "$2/data" -p "$3" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off \
    -c max_connections=50 -c shared_buffers=64MB >>"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server
rm -rf "$2"
"#;

/// Starts a server and says how it is reached.
pub(super) fn start() -> (String, Running) {
    let bin = programs::find();
    let user = programs::other_user();
    // Another program may take a port between the look and the start.
    for _ in 0..5 {
        let folder = folder(user.as_ref());
        let bin = readable(&bin, &folder, user.as_ref());
        let port = free_port();
        let mut keeper = keep(KEEPER, &bin, &folder, &[port.to_string()], user.as_ref());
        if answers(port, &mut keeper) {
            let pipe = keeper.stdin.take().unwrap_or_else(|| super::fail(&"no pipe"));
            return (
                format!("postgres://postgres@127.0.0.1:{port}/postgres"),
                Running { _pipe: pipe },
            );
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        drop(keeper.stdin.take());
        drop(keeper.wait());
        drop(fs::remove_dir_all(&folder));
        assert!(
            log.contains("could not bind") || log.contains("could not create any TCP/IP sockets"),
            "PostgreSQL of {} does not start:\n{log}",
            bin.display()
        );
    }
    super::fail(&"no free port was found")
}

/// A folder that the server's user owns.
pub(super) fn folder(user: Option<&User>) -> std::path::PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("pgwright-pg.")
        .tempdir()
        .unwrap_or_else(|error| super::fail(&error))
        .keep();
    if let Some(user) = user {
        chown(&folder, Some(user.uid), Some(user.gid)).unwrap_or_else(|error| super::fail(&error));
    }
    folder
}

/// The programs, copied where the other user may not read them (root's cache).
pub(super) fn readable(bin: &Path, folder: &Path, user: Option<&User>) -> std::path::PathBuf {
    let Some(user) = user else { return bin.to_owned() };
    let mut test = Command::new("test");
    let readable = test.arg("-x").arg(bin.join("postgres")).uid(user.uid).gid(user.gid).status();
    if readable.is_ok_and(|status| status.success()) {
        return bin.to_owned();
    }
    let copy = folder.join("programs");
    let copied = Command::new("cp").arg("-r").arg(bin.join("..")).arg(&copy).status();
    assert!(copied.is_ok_and(|status| status.success()), "cannot copy {}", bin.display());
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(&copy, open).unwrap_or_else(|error| super::fail(&error));
    copy.join("bin")
}

pub(super) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .unwrap_or_else(|error| super::fail(&error))
        .port()
}

/// Runs a keeper: a shell script that starts servers and stops them when its standard input closes.
/// It is given the programs, the folder, and `ports`.
pub(super) fn keep(
    script: &str,
    bin: &Path,
    folder: &Path,
    ports: &[String],
    user: Option<&User>,
) -> Child {
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "keeper"])
        .arg(bin)
        .arg(folder)
        .args(ports)
        .current_dir("/")
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // An interrupt at the terminal ends the tests; the keeper is to live on and clean up.
        .process_group(0);
    if let Some(user) = user {
        command.uid(user.uid).gid(user.gid);
    }
    command.spawn().unwrap_or_else(|error| super::fail(&error))
}

/// Waits until the server takes connections; false when it ended instead.
fn answers(port: u16, keeper: &mut Child) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(90) {
        if keeper.try_wait().is_ok_and(|ended| ended.is_some()) {
            return false;
        }
        if TcpStream::connect(("127.0.0.1", port)).is_ok() && ready(port) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// Whether the server lets a session in; while it starts it takes connections and refuses them.
fn ready(port: u16) -> bool {
    super::wait(async {
        let dsn = format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable");
        let dsn = pgwright_database::Dsn::parse(&dsn).ok()?;
        dsn.connect(Duration::from_secs(5)).await.ok()
    })
    .is_some()
}
