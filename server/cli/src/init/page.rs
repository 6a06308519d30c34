//! A configuration as `--init` writes it: what is set, and what else can be, with its meaning.
//!
//! The meanings are those of the table of keys, so that they are the reference's. A key that is
//! not set stands behind a bare `#`, in its place: without it the line is right.

use super::draft::Draft;
use pgwright_config::keys::{self, Key, Kind};
use serde_yaml::Value;
use std::fmt::Write;

/// The keys that a newcomer is shown although they are not set, and what stands behind them.
const SHOWN: &[(&str, &str)] = &[
    ("required_version", concat!("\">=", env!("CARGO_PKG_VERSION"), "\"")),
    ("database.version", "18"),
    ("database.dsn", "${DATABASE_URL}"),
    ("database.schema", "public"),
    ("database.pgxkit.retry", "{enabled: true}"),
    ("database.pgxkit.read_write_splitting", "{enabled: true}"),
    ("database.pgxkit.health_checks", "{enabled: true}"),
    ("database.pgxkit.metrics", "{enabled: true}"),
    ("database.pgxkit.connection", "{enabled: true}"),
    ("migrations.format", "auto"),
    ("migrations.exclude", "[\"seeds/**\"]"),
    ("output.package", "repository"),
    ("output.tags", "[json]"),
    ("naming.structs", "singular"),
    ("types.nullable", "pointer"),
    ("types.overrides", "[{postgres: numeric, go: github.com/shopspring/decimal.Decimal}]"),
    ("functions", "[create, get, update, delete, list, paginate]"),
    ("generate.tests", "true"),
    ("generate.examples", "true"),
    ("generate.interfaces", "true"),
    ("tables", "{users: {struct: User}}"),
    ("problems", "{pagination-index: information}"),
];

/// How wide a comment may be.
const WIDTH: usize = 96;

/// The text of the configuration.
pub fn write(draft: &Draft) -> String {
    let mut page = String::from(
        "# What pgwright generates for this project. A line behind a bare `#` shows a key that is\n\
         # not set. Every key: `pgwright --json-schema`, or server/config/reference.md of pgwright.\n",
    );
    block(&mut page, &keys::ROOT, "", 0, draft, true);
    page
}

/// The keys of a block that are set or shown, in the order of the reference.
fn block(page: &mut String, kind: &Kind, path: &str, depth: usize, draft: &Draft, live: bool) {
    for key in kind.keys() {
        let path =
            if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        let steps: Vec<&str> = path.split('.').collect();
        let value = draft.get(&steps);
        let shown = SHOWN.iter().find(|(shown, _)| *shown == path).map(|(_, example)| *example);
        let below = || SHOWN.iter().any(|(shown, _)| is_below(shown, &path));
        let instead = key.instead_of.is_some_and(|_| value.is_none());
        let replaced = kind.keys().iter().any(|other| {
            let mut place = steps.clone();
            place.pop();
            place.push(other.name);
            other.instead_of == Some(key.name) && draft.get(&place).is_some()
        });
        if instead || replaced || (value.is_none() && shown.is_none() && !below()) {
            continue;
        }
        let indent = "  ".repeat(depth);
        if depth == 0 {
            page.push('\n');
        }
        comment(page, &indent, key);
        let mark = if live && value.is_some() { "" } else { "#" };
        match (value, shown) {
            // A block of keys: those that are shown stand in it too.
            (value, None) if matches!(key.kind, Kind::Block(_)) => {
                let _ = writeln!(page, "{indent}{mark}{}:", key.name);
                block(page, &key.kind, &path, depth + 1, draft, live && value.is_some());
            }
            (Some(value), _) => entry(page, &indent, key.name, value),
            (None, example) => {
                let _ = writeln!(page, "{indent}#{}: {}", key.name, example.unwrap_or_default());
            }
        }
    }
}

fn is_below(path: &str, block: &str) -> bool {
    path.strip_prefix(block).is_some_and(|rest| rest.starts_with('.'))
}

/// What a key means, and the values that there are of it.
fn comment(page: &mut String, indent: &str, key: &Key) {
    let mut text = key.doc.to_owned();
    let choices: Vec<String> = key.kind.choices().map(|it| format!("`{}`", it.name)).collect();
    if !choices.is_empty() && !matches!(key.kind, Kind::Names { .. }) {
        let _ = write!(text, " One of {}.", choices.join(", "));
    }
    let mut line = format!("{indent}#");
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(page, "{line}");
            line = format!("{indent}#");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(page, "{line}");
}

/// A key that is set.
fn entry(page: &mut String, indent: &str, name: &str, value: &Value) {
    if let Value::String(text) = value
        && is_variable(text)
    {
        let _ = writeln!(page, "{indent}{name}: {text}");
        return;
    }
    if let Some(line) = flow(value) {
        let _ = writeln!(page, "{indent}{name}: {line}");
        return;
    }
    let _ = writeln!(page, "{indent}{name}:");
    match value {
        Value::Mapping(entries) => {
            let indent = format!("{indent}  ");
            for (key, value) in entries {
                entry(page, &indent, &scalar(key).unwrap_or_default(), value);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                let _ = writeln!(page, "{indent}  - {}", in_one_line(item));
            }
        }
        _ => {}
    }
}

/// A value that stands on its key's line: anything but a block with keys, and a list of more than
/// words.
fn flow(value: &Value) -> Option<String> {
    match value {
        Value::Mapping(entries) => (entries.len() == 1
            && entries.values().all(|value| scalar(value).is_some()))
        .then(|| in_one_line(value)),
        Value::Sequence(items) if items.iter().any(|item| scalar(item).is_none()) => None,
        value => Some(in_one_line(value)),
    }
}

/// Any value in one line.
pub fn in_one_line(value: &Value) -> String {
    match value {
        Value::Sequence(items) => {
            format!("[{}]", items.iter().map(in_one_line).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", in_one_line(key), in_one_line(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        value => scalar(value).unwrap_or_default(),
    }
}

/// A value that is neither a block nor a list. A text that YAML could read otherwise is quoted as
/// in JSON, which YAML reads alike.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(if is_plain(text) {
            text.clone()
        } else {
            serde_json::Value::from(text.as_str()).to_string()
        }),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::Null => Some("null".to_owned()),
        _ => None,
    }
}

/// Whether a text is `${NAME}`, which only `[…]` and `{…}` take for something else.
fn is_variable(text: &str) -> bool {
    let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Whether a text is the same text in YAML without quotes, in `[…]` and `{…}` too.
fn is_plain(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "_./$ -".contains(c);
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '/'));
    starts
        && text.chars().all(letter)
        && !text.ends_with(' ')
        && serde_yaml::from_str::<Value>(text).is_ok_and(|read| read == text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use pgwright_config::Document;

    fn problems(page: &str) -> Vec<String> {
        let document = Document::parse(&"pgwright.yaml".into(), page);
        document.problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn what_is_shown_is_a_key() {
        for (path, _) in SHOWN {
            let steps: Vec<&str> = path.split('.').collect();
            assert!(keys::find(&steps).is_some(), "{path}");
        }
    }

    #[test]
    fn the_page_is_right_with_and_without_its_marks() {
        let mut draft = Draft::default();
        draft.set(&["database", "schema"], "public");
        draft.set(&["migrations", "directory"], "db/migrations");
        draft.set(&["output", "directory"], "internal/repository");
        let page = write(&draft);
        assert_eq!(problems(&page), [""; 0], "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= WIDTH + 4), "{page}");
        let shown: String = page
            .lines()
            .map(|line| {
                let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
                match rest.strip_prefix('#') {
                    Some(rest) if !rest.starts_with(' ') => format!("{indent}{rest}\n"),
                    _ => format!("{line}\n"),
                }
            })
            .collect();
        assert_eq!(problems(&shown), [""; 0], "{shown}");
        for (path, _) in SHOWN {
            let document = Document::parse(&"pgwright.yaml".into(), &shown);
            let steps: Vec<&str> = path.split('.').collect();
            assert!(document.key_span(&steps).is_some(), "{path} in {shown}");
        }
    }

    #[test]
    fn texts_are_read_back_as_they_were() {
        for text in [
            "a",
            "true",
            "no",
            "~",
            "null",
            "1",
            "1.0",
            "0x1f",
            "a: b",
            "a #b",
            "- a",
            "*",
            "a,b",
            "[a]",
            "{a}",
            "${URL}",
            "${URL:-x}",
            "é",
            "a\nb",
            " a",
            "a ",
            "",
            "'",
            "\"",
            "\\",
            "@x",
            "%x",
            "a:",
            "2001-01-01",
            "github.com/a/b.C",
            "*.*",
            "`",
            "!a",
            "&a",
            "on",
            "y",
            ".5",
            "..",
            "=",
            "<<",
        ] {
            let value = Value::Sequence(vec![Value::from(text)]);
            let written = in_one_line(&value);
            let read: Value = serde_yaml::from_str(&written).unwrap();
            assert_eq!(read, value, "{written}");
        }
    }

    #[test]
    fn values_stand_as_people_write_them() {
        let mut draft = Draft::default();
        draft.set(&["database", "dsn"], "${URL}");
        draft.set(&["database", "schemas"], vec![Value::from("public"), Value::from("billing")]);
        draft.set(&["tables", "*", "exclude"], true);
        draft.set(&["tables", "users", "struct"], "User");
        draft.set(&["tables", "users", "columns", "url", "field"], "URL");
        let page = write(&draft);
        assert_eq!(problems(&page), [""; 0], "{page}");
        assert!(page.contains("\n  schemas: [public, billing]\n"), "{page}");
        assert!(!page.contains("schema: public"), "{page}");
        assert!(page.contains("\n  dsn: ${URL}\n"), "{page}");
        let tables = "\ntables:\n  \"*\": {exclude: true}\n  users:\n    struct: User\n    columns:\n      url: {field: URL}\n";
        assert!(page.contains(tables), "{page}");
    }
}
