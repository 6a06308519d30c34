//! liquibase's changelogs in XML, YAML and JSON: which SQL files they name, in which order.
//!
//! Rules from liquibase's `changelog/DatabaseChangeLog.java` (`include` by path, from the changelog's
//! own folder where `relativeToChangelogFile` says so; `includeAll` takes a folder's files, those
//! below it too, in the order of their paths) and `change/core/SQLFileChange.java` (`sqlFile` in a
//! changeset).

use super::File;
use pgwright_problem::Span;
use quick_xml::events::Event;
use serde_yaml::Value;

/// Whether a file may be a changelog, by its name: `db.changelog-master.xml`.
pub(super) fn is_changelog(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_kind = [".xml", ".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    is_kind && (name.contains("changelog") || name.contains("change-log"))
}

/// What a changelog asks for, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A file, and whether its path begins in the changelog's folder.
    File { path: String, relative: bool },
    /// A folder, likewise.
    Folder { path: String, relative: bool },
    /// A property that texts can name.
    Property { name: String, value: String },
    /// A change that is no file of SQL, by its name.
    Other(String),
}

/// What a changelog asks for; `None` when it cannot be read.
pub(super) fn entries(file: &File<'_>) -> Option<Vec<Entry>> {
    if file.name.to_ascii_lowercase().ends_with(".xml") {
        return xml(file.text());
    }
    let value: Value = serde_yaml::from_str(file.text()).ok()?;
    let mut entries = Vec::new();
    for item in value.get("databaseChangeLog")?.as_sequence()? {
        for (key, inner) in item.as_mapping()? {
            yaml(key.as_str().unwrap_or(""), inner, &mut entries);
        }
    }
    Some(entries)
}

fn yaml(key: &str, inner: &Value, entries: &mut Vec<Entry>) {
    let get = |name: &str| match inner.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if key == "changeSet" {
        let changes = inner.get("changes").and_then(Value::as_sequence);
        for change in changes.into_iter().flatten() {
            for (key, inner) in change.as_mapping().into_iter().flatten() {
                yaml(key.as_str().unwrap_or(""), inner, entries);
            }
        }
    } else {
        entries.extend(entry(key, &get));
    }
}

fn xml(text: &str) -> Option<Vec<Entry>> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut entries = Vec::new();
    // How deep it goes, and where a changeset's way back begins.
    let (mut depth, mut back) = (0usize, None);
    let mut changes = None;
    loop {
        let event = reader.read_event().ok()?;
        let (element, is_open) = match &event {
            Event::Start(element) => (element, true),
            Event::Empty(element) => (element, false),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                back = back.filter(|at| *at < depth);
                changes = changes.filter(|at| *at < depth);
                continue;
            }
            Event::Eof => return Some(entries),
            _ => continue,
        };
        let name = element.local_name().as_ref().to_owned();
        let get = |wanted: &str| {
            let found = element.attributes().flatten();
            let mut found = found.filter(|it| it.key.local_name().as_ref() == wanted);
            found.next().map(|it| it.value.into_owned())
        };
        let direct = changes.is_none_or(|at: usize| depth == at + 1);
        match &*name {
            "changeSet" if is_open => changes = Some(depth),
            "rollback" | "preConditions" if is_open && back.is_none() => back = Some(depth),
            _ if back.is_none() && direct && depth > 0 => entries.extend(entry(&name, &get)),
            _ => {}
        }
        depth += usize::from(is_open);
    }
}

/// What an element asks for.
fn entry(name: &str, get: &dyn Fn(&str) -> Option<String>) -> Option<Entry> {
    let relative = get("relativeToChangelogFile").is_some_and(|it| it == "true");
    match name {
        "include" => Some(Entry::File { path: get("file")?, relative }),
        "sqlFile" => Some(Entry::File { path: get("path")?, relative }),
        "includeAll" => Some(Entry::Folder { path: get("path")?, relative }),
        "property" => Some(Entry::Property { name: get("name")?, value: get("value")? }),
        "preConditions" | "comment" | "rollback" | "validCheckSum" | "tagDatabase" | "empty" => {
            None
        }
        other => Some(Entry::Other(other.to_owned())),
    }
}

/// Whether the path in a changelog of the folder `from` is that of the file at `path`, a path in the
/// project. What is not relative begins where the tool was started or in the class path, so that the
/// project's path may be longer.
pub(super) fn is_named(named: &str, relative: bool, from: &str, path: &str) -> bool {
    if relative {
        return tidy(&format!("{from}/{named}")) == tidy(path);
    }
    let named = tidy(named);
    let path = tidy(path);
    path == named
        || path.strip_suffix(&named).is_some_and(|before| before.ends_with('/'))
        || named.strip_suffix(&path).is_some_and(|before| before.ends_with('/'))
}

/// A path without `classpath:`, `.` and `..`.
pub(super) fn tidy(path: &str) -> String {
    let path = path.trim().strip_prefix("classpath:").unwrap_or(path.trim());
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Where a changelog names an element first.
pub(super) fn place(text: &str, element: &str) -> Span {
    let start = text.find(element).unwrap_or_default();
    Span::new(start as u32, (start + element.len()).min(text.len()) as u32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use pgwright_problem::TextFile;

    #[track_caller]
    fn check(name: &str, text: &str, expected: &str) {
        let file = TextFile::new(name, text);
        let file = File { file: &file, folder: "", name, version: None };
        let entries = entries(&file).unwrap();
        let short = entries.iter().map(|entry| match entry {
            Entry::File { path, relative } => format!("{path} {relative}"),
            Entry::Folder { path, relative } => format!("{path}/ {relative}"),
            Entry::Property { name, value } => format!("{name}={value}"),
            Entry::Other(name) => format!("?{name}"),
        });
        assert_eq!(short.collect::<Vec<_>>().join(", "), expected);
    }

    const EXPECTED: &str = "a=b, x/1.sql true, y/ false, 2.sql false, ?createTable";

    #[test]
    fn xml_yaml_and_json_say_the_same() {
        check(
            "changelog.xml",
            "<?xml version='1.0'?><databaseChangeLog xmlns='x'>\
             <!-- <include file='no.sql'/> --><property name='a' value='b'/>\
             <include file='x/1.sql' relativeToChangelogFile='true'/><includeAll path='y'/>\
             <changeSet id='1' author='a'><preConditions><tableExists tableName='t'/></preConditions>\
             <sqlFile path='2.sql'/><createTable tableName='t'><column name='id'/></createTable>\
             <rollback><dropTable tableName='t'/></rollback></changeSet></databaseChangeLog>",
            EXPECTED,
        );
        check(
            "changelog.yaml",
            "databaseChangeLog:\n- property: {name: a, value: b}\n\
             - include: {file: x/1.sql, relativeToChangelogFile: true}\n- includeAll:\n    path: y\n\
             - changeSet:\n    id: 1\n    author: a\n    preConditions: [tableExists: {tableName: t}]\n    \
             changes:\n    - sqlFile: {path: 2.sql}\n    - createTable: {tableName: t}\n",
            EXPECTED,
        );
        check(
            "changelog.json",
            r#"{"databaseChangeLog": [{"property": {"name": "a", "value": "b"}},
                {"include": {"file": "x/1.sql", "relativeToChangelogFile": true}},
                {"includeAll": {"path": "y"}},
                {"changeSet": {"changes": [{"sqlFile": {"path": "2.sql"}}, {"createTable": {}}]}}]}"#,
            EXPECTED,
        );
    }

    #[test]
    fn paths_may_begin_elsewhere() {
        assert!(is_named("1.sql", true, "db/log", "db/log/1.sql"));
        assert!(is_named("../1.sql", true, "db/log", "db/1.sql"));
        assert!(!is_named("1.sql", true, "db/log", "db/other/1.sql"));
        assert!(is_named("classpath:/db/1.sql", false, "x", "src/main/resources/db/1.sql"));
        assert!(is_named("./migrations/db/1.sql", false, "x", "db/1.sql"));
        assert!(!is_named("db/1.sql", false, "x", "other-db/1.sql"));
    }
}
