//! Addresses of documents and paths on disk.

use camino::{Utf8Path, Utf8PathBuf};
use std::str::FromStr;
use tower_lsp::ls_types::Uri;

/// The path of a document on disk; `None` for what is not a file (`untitled:`, `git:` …) or has
/// no UTF-8 path.
pub(crate) fn path(uri: &Uri) -> Option<Utf8PathBuf> {
    if uri.scheme().as_str() != "file" {
        return None;
    }
    let path = uri.to_file_path()?.into_owned();
    let path = Utf8PathBuf::from_path_buf(path).ok().filter(|path| path.is_absolute())?;
    // Some clients end the address of a folder with a slash.
    Some(path.components().as_path().to_owned())
}

/// The address of a path.
pub(crate) fn of_path(path: &Utf8Path) -> Option<Uri> {
    Uri::from_file_path(path)
}

/// An address as the client spelled it.
pub(crate) fn of_text(text: &str) -> Option<Uri> {
    Uri::from_str(text).ok()
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_path_comes_back_whatever_is_in_it() {
        for name in ["/a b/c.sql", "/größe/#1?.sql", "/100%/x+y&z.sql", "/a[1]/{b}.sql"] {
            let uri = of_path(Utf8Path::new(name)).unwrap();
            assert_eq!(path(&uri).unwrap(), name, "{}", uri.as_str());
        }
    }

    #[test]
    fn other_spellings_of_one_file_give_one_path() {
        let uri = of_text("file:///home/a%20b/%C3%A9.sql").unwrap();
        assert_eq!(path(&uri).unwrap(), "/home/a b/é.sql");
        let folder = of_text("file:///home/a/").unwrap();
        assert_eq!(path(&folder).unwrap().as_str(), "/home/a");
    }

    #[test]
    fn what_is_no_file_has_no_path() {
        for uri in ["untitled:Untitled-1", "git:/a.sql", "file:"] {
            assert_eq!(of_text(uri).and_then(|uri| path(&uri)), None, "{uri}");
        }
    }
}
