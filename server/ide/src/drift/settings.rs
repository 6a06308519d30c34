//! Which settings have a hand in a line of Go, so that a drift that a changed configuration
//! makes leads there.

use super::features::{self, Key};
use crate::Snapshot;
use pgwright_config::OverrideTarget;
use pgwright_problem::{Location, Related};
use pgwright_schema::model::{Column, Relation};

/// A line as it is and as it should be; one of them may be missing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<'a> {
    pub old: Option<&'a str>,
    pub new: Option<&'a str>,
}

impl<'a> Change<'a> {
    /// Whether the lines differ in their struct tags alone.
    pub(crate) fn is_tags(self) -> bool {
        let (Some(old), Some(new)) = (self.old, self.new) else { return false };
        old != new && without_tags(old) == without_tags(new)
    }

    /// The value behind a word where the two lines differ in it, or only one has it.
    pub(crate) fn value(self, word: &str) -> Option<&'a str> {
        let behind = |line: &'a str| {
            let (_, rest) = line.split_once(word)?;
            rest.split([',', '}']).next().map(str::trim)
        };
        let (old, new) = (self.old.and_then(behind), self.new.and_then(behind));
        if old == new { None } else { new.or(old) }
    }

    /// Whether one of the lines holds a text.
    pub(crate) fn has(self, text: &str) -> bool {
        [self.old, self.new].into_iter().flatten().any(|line| line.contains(text))
    }
}

fn without_tags(line: &str) -> &str {
    line.split(" `").next().unwrap_or(line)
}

/// What is said of the setting of struct tags.
const TAGS: &str = "struct tags are set here";

/// Whether a setting is known to have made a drift, not only one that has a hand in its line: that of
/// tags where nothing else differs, and those of features that have changed.
pub(crate) fn is_cause(setting: &Related) -> bool {
    setting.message == TAGS || setting.message.starts_with('`')
}

/// The settings in the configuration that a line of a relation's file, or of one of its columns,
/// hangs on. `changed`: those of features that are known to have changed.
pub(crate) fn about(
    snapshot: &Snapshot,
    relation: Option<&Relation>,
    column: Option<&Column>,
    change: Change,
    changed: &[Key],
) -> Vec<Related> {
    let mut settings = Settings { snapshot, found: Vec::new() };
    if change.is_tags() {
        settings.add(&["output", "tags"], TAGS);
    } else if let (Some(relation), Some(column)) = (relation, column) {
        settings.column(relation, column);
    } else if let keys = features::of_line(change, changed)
        && !keys.is_empty()
    {
        settings.features(relation, &keys);
    } else if !changed.is_empty() {
        settings.features(relation, changed);
    } else {
        if change.has("package ") {
            settings.add(&["output", "package"], "the package is named here");
        }
        settings.add(&["naming", "structs"], "structs are named as set here");
        if let Some(relation) = relation {
            settings.entries(relation, &["struct"], "its struct is named here");
            settings.entries(relation, &["functions"], "its methods are chosen here");
        }
        settings.add(&["functions"], "methods are chosen here");
    }
    settings.found
}

/// The settings that a file hangs on which a feature makes for all tables.
pub(crate) fn of_file(snapshot: &Snapshot, path: &str) -> Vec<Related> {
    let mut settings = Settings { snapshot, found: Vec::new() };
    settings.features(None, &features::of_file(snapshot, path));
    settings.found
}

struct Settings<'a> {
    snapshot: &'a Snapshot,
    found: Vec<Related>,
}

impl Settings<'_> {
    /// Adds the setting at `path`, if the configuration has it.
    fn add(&mut self, path: &[&str], message: &str) {
        if let Some(span) = self.snapshot.document.key_span(path) {
            let location = Location::new(self.snapshot.document.file(), span);
            self.found.push(Related { location, message: message.to_owned() });
        }
    }

    /// Adds the setting at `path` in each entry of `tables` that is about `relation`.
    fn entries(&mut self, relation: &Relation, path: &[&str], message: &str) {
        let config = &self.snapshot.document.config;
        let schema = self.snapshot.model().schema_name(relation.schema);
        for entry in config.entries_of(schema, &relation.name) {
            let path = [&["tables", entry.pattern.as_str()], path].concat();
            self.add(&path, message);
        }
    }

    /// Adds what is said of features: in the entries of the relation, or of all tables where it is
    /// none, then for the project. What is said nowhere would be said in the nearest block.
    fn features(&mut self, relation: Option<&Relation>, keys: &[Key]) {
        let document = &self.snapshot.document;
        if !keys.is_empty() && !document.config.database.pgxkit.enabled {
            self.add(&["database", "pgxkit", "enabled"], "all features are off");
            return;
        }
        for key in keys {
            let before = self.found.len();
            let message = format!("`{}` is set here", key.join("."));
            let path = [&["pgxkit"], *key].concat();
            match relation {
                Some(relation) => self.entries(relation, &path, &message),
                None => {
                    for entry in &document.config.tables {
                        self.add(&[&["tables", entry.pattern.as_str()], &*path].concat(), &message);
                    }
                }
            }
            self.add(&[&["database"], &*path].concat(), &message);
            if self.found.len() == before {
                let message = format!("`{}` is not set here", key.join("."));
                let path = [&["database"], &*path].concat();
                let block = (1..path.len()).rev().map(|length| &path[..length]);
                if let Some(block) = block.into_iter().find(|it| document.key_span(it).is_some()) {
                    self.add(block, &message);
                }
            }
        }
    }

    fn column(&mut self, relation: &Relation, column: &Column) {
        self.entries(relation, &["columns", &column.name], "the column's field is set here");
        let model = self.snapshot.model();
        let name = format!("{}.{}", relation.name, column.name);
        let full = format!("{}.{name}", model.schema_name(relation.schema));
        let data_type = model.format_type(&column.data_type);
        for (index, entry) in self.snapshot.document.config.types.overrides.iter().enumerate() {
            let applies = match &entry.target {
                OverrideTarget::Postgres(wanted) => *wanted == data_type,
                OverrideTarget::Column(wanted) => *wanted == name || *wanted == full,
            };
            if applies {
                let index = index.to_string();
                self.add(&["types", "overrides", &index, "go"], "its Go type is set here");
            }
        }
        if !column.not_null {
            self.add(&["types", "nullable"], "how a column that can be NULL stands in Go");
        }
        self.add(&["naming", "initialisms"], "initialisms are set here");
    }
}
