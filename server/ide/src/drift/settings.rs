//! Which settings have a hand in a line of Go, so that a drift that a changed configuration
//! makes leads there.

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

impl Change<'_> {
    /// Whether the lines differ in their struct tags alone.
    pub(crate) fn is_tags(self) -> bool {
        let (Some(old), Some(new)) = (self.old, self.new) else { return false };
        old != new && without_tags(old) == without_tags(new)
    }

    fn has(self, text: &str) -> bool {
        [self.old, self.new].into_iter().flatten().any(|line| line.contains(text))
    }
}

fn without_tags(line: &str) -> &str {
    line.split(" `").next().unwrap_or(line)
}

/// The settings in the configuration that a line of a relation's file, or of one of its columns,
/// hangs on.
pub(crate) fn about(
    snapshot: &Snapshot,
    relation: Option<&Relation>,
    column: Option<&Column>,
    change: Change,
) -> Vec<Related> {
    let mut settings = Settings { snapshot, found: Vec::new() };
    if change.is_tags() {
        settings.add(&["output", "tags"], "struct tags are set here");
    } else if let (Some(relation), Some(column)) = (relation, column) {
        settings.column(relation, column);
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
