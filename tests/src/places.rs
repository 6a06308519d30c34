//! Where tests keep what they get, and where they work.

use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Where `tests/run` and the benchmarks keep what they have got.
pub fn cache() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    cache.unwrap_or_else(std::env::temp_dir).join("pgwright-tests")
}

/// A folder in memory-backed storage where there is one.
///
/// # Panics
///
/// When there can be none.
pub fn memory() -> TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("pgwright-").tempdir_in(place).expect("a temporary folder")
}
