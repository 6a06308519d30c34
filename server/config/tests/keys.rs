//! The table of keys, the reader and what is made of the table say the same.
#![allow(clippy::unwrap_used)]

mod support;

use expect_test::expect_file;
use pgwright_config::keys::{Default, Key, Kind, ROOT};
use pgwright_config::{Config, json_schema, reference};
use serde_json::Value;
use support::parse;

/// Every key below `kind` with its path, where `users` stands for a name and `0` for an item.
fn all(
    kind: &'static Kind,
    path: &[&'static str],
    found: &mut Vec<(Vec<&'static str>, &'static Key)>,
) {
    let with = |step| [path, &[step]].concat();
    match kind {
        Kind::Block(keys) => {
            for key in *keys {
                found.push((with(key.name), key));
                all(&key.kind, &with(key.name), found);
            }
        }
        Kind::Names { name, value } if name.known.is_empty() => all(value, &with("users"), found),
        Kind::List { item, .. } => all(item, &with("0"), found),
        _ => {}
    }
}

fn every_key() -> Vec<(Vec<&'static str>, &'static Key)> {
    let mut found = Vec::new();
    all(&ROOT, &[], &mut found);
    found
}

/// A text that sets the value at a path, with what a block on the way asks for.
fn text(path: &[&str], value: &str) -> String {
    let mut text = value.to_owned();
    let mut below = "";
    for step in path.iter().rev() {
        text = match (*step, below) {
            ("0", "go") => format!("[{{postgres: numeric, {}]", &text[1..]),
            ("0", "postgres" | "column") => format!("[{{go: string, {}]", &text[1..]),
            ("0", _) => format!("[{text}]"),
            (step, _) => format!("{{{step}: {text}}}"),
        };
        below = step;
    }
    text
}

/// A value that is right and not the default.
fn other(kind: &Kind, default: Default) -> String {
    let default = match default {
        Default::Value(value) => value,
        _ => "",
    };
    match kind {
        Kind::Bool => if default == "true" { "false" } else { "true" }.to_owned(),
        Kind::Integer { max, .. } => match default.parse::<u32>() {
            Ok(value) if value < *max => (value + 1).to_string(),
            Ok(value) => (value - 1).to_string(),
            Err(_) => max.to_string(),
        },
        Kind::Number { max, .. } => max.to_string(),
        // `connect_timeout` counts whole seconds.
        Kind::Duration { .. } if default == "5s" => "3s".to_owned(),
        Kind::Duration { .. } => "150ms".to_owned(),
        Kind::Text(form) => format!("'{}'", form.example),
        Kind::Choice(_) => kind.choices().last().map_or("", |choice| choice.name).to_owned(),
        Kind::List { item, .. } => format!("[{}]", other(item, Default::None)),
        Kind::Block(keys) => {
            let keys: Vec<_> = keys
                .iter()
                .filter(|key| key.required)
                .map(|key| format!("{}: {}", key.name, other(&key.kind, key.default)))
                .collect();
            format!("{{{}}}", keys.join(", "))
        }
        Kind::Names { name, value } => {
            format!("{{'{}': {}}}", name.example, other(value, Default::None))
        }
    }
}

#[test]
fn every_key_says_what_it_means() {
    for (path, key) in every_key() {
        assert!(key.doc.ends_with('.') && !key.doc.contains("  "), "{path:?}: {}", key.doc);
        let blank = matches!(key.kind, Kind::Block(_) | Kind::Names { .. }) || key.required;
        let said = key.default != Default::None || blank || path == ["database", "dsn"];
        assert!(said || key.name == "postgres", "{path:?} has no default");
    }
}

#[test]
fn every_default_of_the_schema_is_read_as_the_default() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let mut found = Vec::new();
    defaults(&schema, &mut Vec::new(), &mut found);
    assert!(found.len() > 40, "{}", found.len());
    for (path, default) in found {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let text = text(&path, &default.to_string());
        let document = parse(&text);
        assert_eq!(document.problems, [], "{text}");
        let mut config = document.config;
        let table = config.tables.pop().map(|_| ());
        assert_eq!(table.is_some(), path[0] == "tables");
        assert_eq!(config, Config::default(), "{text}");
    }
}

/// The defaults of a schema with their paths.
fn defaults(schema: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Value)>) {
    if let Some(default) = schema.get("default") {
        found.push((path.clone(), default.clone()));
    }
    let names = schema.get("properties").and_then(Value::as_object);
    for (name, property) in names.into_iter().flatten() {
        path.push(name.clone());
        defaults(property, path, found);
        path.pop();
    }
    for (step, key) in [("users", "additionalProperties"), ("0", "items")] {
        if let Some(below) = schema.get(key).filter(|below| below.is_object()) {
            path.push(step.to_owned());
            defaults(below, path, found);
            path.pop();
        }
    }
}

#[test]
fn every_key_is_read() {
    for (path, key) in every_key() {
        let value = other(&key.kind, key.default);
        let with = text(&path, &value);
        let document = parse(&with);
        assert_eq!(document.problems, [], "{with}");
        if matches!(key.kind, Kind::Block(_)) {
            continue;
        }
        let without = match path.iter().position(|step| *step == "users") {
            Some(at) => parse(&text(&path[..=at], "{}")).config,
            None => Config::default(),
        };
        assert_ne!(document.config, without, "{with}");
    }
}

#[test]
fn the_sample_has_every_key() {
    let document = parse(include_str!("sample.yaml"));
    let missing: Vec<_> = every_key()
        .into_iter()
        .map(|(path, _)| path.join("."))
        .filter(|path| document.key_span(&path.split('.').collect::<Vec<_>>()).is_none())
        .filter(|path| {
            let column = path.starts_with("tables.users.columns.users");
            let table = path.starts_with("tables.users.pgxkit") || path == "tables.users.exclude";
            !column && !table && path != "database.schemas" && path != "types.overrides.0.column"
        })
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_schema_stands() {
    expect_file!["pgwright.schema.json"].assert_eq(&json_schema());
}

#[test]
fn the_reference_stands() {
    expect_file!["../reference.md"].assert_eq(&reference());
}
