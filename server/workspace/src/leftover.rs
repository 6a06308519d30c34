//! Temporary files that a killed run has left behind, and who may take them away.
//!
//! Whoever writes holds a shared lock on the output folder; whoever gets it for itself alone knows
//! that no temporary file is in use. Where folders cannot be locked all stays as it is: the files
//! are hidden, and no tool reads them.

use camino::Utf8Path;
use std::fs::{self, File};

/// With this the name of a temporary file begins. Go's tools pass it over, as it is hidden.
pub(crate) const PREFIX: &str = ".pgwright-";

/// And with this it ends.
pub(crate) const SUFFIX: &str = ".tmp";

/// The right to have temporary files in a folder and those below it, until it is dropped.
#[derive(Debug)]
pub(crate) struct Claim(#[allow(dead_code, reason = "it holds the lock")] File);

impl Claim {
    /// Takes away what nobody uses any more, then claims the folder.
    pub(crate) fn new(folder: &Utf8Path) -> Option<Self> {
        let lock = File::open(folder).ok()?;
        if lock.try_lock().is_ok() {
            sweep(folder);
            for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
                // Not through links: they may lead out of the project.
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    sweep(entry.path());
                }
            }
            lock.unlock().ok()?;
        }
        lock.lock_shared().ok()?;
        Some(Self(lock))
    }
}

/// Removes the temporary files in one folder.
fn sweep(folder: &Utf8Path) {
    for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.starts_with(PREFIX) && name.ends_with(SUFFIX);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // One that cannot be removed harms nobody.
            let _ = fs::remove_file(entry.path());
        }
    }
}
