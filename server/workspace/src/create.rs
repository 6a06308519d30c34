//! Making a file that is not there yet.

use crate::write::new_file_permissions;
use camino::Utf8Path;
use std::io::{self, Write};

/// Makes the file `path` with `text` in it, whole or not at all. What is there already, be it a
/// link that leads nowhere, stays as it is, and the error says so.
pub fn create(path: &Utf8Path, text: &str) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pgwright-").suffix(".tmp");
    let permissions = new_file_permissions();
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let folder = path.parent().filter(|folder| !folder.as_str().is_empty());
    let mut staged = builder.tempfile_in(folder.unwrap_or(Utf8Path::new(".")))?;
    staged.write_all(text.as_bytes())?;
    staged.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::fs;

    #[test]
    fn what_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let path = folder.join("a.yaml");
        create(&path, "one\n").unwrap();
        let error = create(&path, "two\n").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "no temporary file is left");
        assert!(create(&folder.join("nowhere/a.yaml"), "").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_counts_as_there() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let path = folder.join("a.yaml");
        std::os::unix::fs::symlink(folder.join("b.yaml"), &path).unwrap();
        assert_eq!(create(&path, "").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(!folder.join("b.yaml").exists());
    }
}
