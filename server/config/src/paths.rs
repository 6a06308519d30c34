//! Folders as they are written in a configuration.

use crate::keys::Complaint;
use crate::values::{is_identifier, is_keyword};

/// A folder relative to the configuration, with its parts put in order: `./a//b/` is `a/b`, and
/// `.` is the configuration's own.
pub(crate) fn relative(text: &str) -> Result<String, Complaint> {
    if text.trim().is_empty() {
        return Err(Complaint::new("is empty").with_help("write `.` for the project's own folder"));
    }
    if let Some(control) = text.chars().find(|c| c.is_control()) {
        return Err(Complaint::new(format!("holds the control character {control:?}")));
    }
    if text.contains('\\') {
        let help = format!("write `{}`", text.replace('\\', "/"));
        return Err(Complaint::new("has `\\` between its parts").with_help(help));
    }
    if text.contains("://") || text.contains("password=") {
        return Err(Complaint::new("is an address, and not a folder")
            .with_help("the address of a database is `database.dsn`"));
    }
    let drive = text.as_bytes().get(1) == Some(&b':')
        && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if text.starts_with('/') || text.starts_with('~') || drive {
        return Err(Complaint::new("is not relative to this file").with_help(
            "write the path from the folder of this file, so that it holds on every machine",
        ));
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// A folder relative to the configuration that does not leave the project.
pub(crate) fn inside(text: &str) -> Result<String, Complaint> {
    let folder = relative(text)?;
    match folder.split('/').next() {
        Some("..") => Err(Complaint::new("leads out of the project")
            .with_help("pgwright writes only inside the folder of this file")),
        _ => Ok(folder),
    }
}

/// A Go package's name from a folder's last part: its letters and digits in lower case.
pub(crate) fn package_name(folder: &str) -> Option<String> {
    let last = folder.rsplit('/').find(|part| !part.is_empty())?;
    let name: String = last
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .flat_map(char::to_lowercase)
        .collect();
    let name = if is_keyword(&name) || name.starts_with(|c: char| c.is_numeric()) {
        format!("pkg{name}")
    } else {
        name
    };
    is_identifier(&name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_put_in_order() {
        let check = |text, expected: &str| {
            assert_eq!(relative(text).as_deref(), Ok(expected), "{text}");
        };
        check("db/migrations", "db/migrations");
        check("./db//migrations/", "db/migrations");
        check("db/../sql", "sql");
        check("../shared/sql", "../shared/sql");
        check("a/../../b", "../b");
        check(".", ".");
    }

    #[test]
    fn folders_that_cannot_be_used_are_refused() {
        for text in ["", " ", "/etc", "C:/x", "~/x", "a\\b", "a\0b", "a\nb"] {
            assert!(relative(text).is_err(), "{text:?}");
        }
        assert!(inside("../x").is_err() && inside("a/../../b").is_err());
        assert!(inside("a/..").is_ok());
    }

    #[test]
    fn a_folder_gives_its_package_a_name() {
        let check = |folder, expected: Option<&str>| {
            assert_eq!(package_name(folder).as_deref(), expected, "{folder}");
        };
        check("internal/repository", Some("repository"));
        check("internal/user-repo", Some("userrepo"));
        check("internal/DB", Some("db"));
        check("internal/type", Some("pkgtype"));
        check("db/2024", Some("pkg2024"));
        check("a/…", None);
        check(".", None);
    }
}
