//! The schema as a tree to look at: its tables with their parts, and how their code stands.

use crate::Snapshot;
use crate::definitions::{column_type, constraint_text, index};
use pgwright_codegen::GeneratedFile;
use pgwright_problem::{Location, Span};
use pgwright_schema::model::{History, Model, Relation, RelationKind};
use std::collections::HashMap;

/// A schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaNode {
    /// Its name.
    pub name: String,
    /// What it holds, by name.
    pub tables: Vec<TableNode>,
}

/// A table or a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNode {
    /// Its name.
    pub name: String,
    /// What it is, in words.
    pub kind: &'static str,
    /// How its code stands: `in line`, `2 columns behind`. `None`: it has none by the configuration.
    pub standing: Option<Standing>,
    /// Where it is made.
    pub sql: Option<Location>,
    /// Its entry in the configuration.
    pub yaml: Option<Location>,
    /// Its struct in the code that is there.
    pub go: Option<Location>,
    /// In order.
    pub columns: Vec<PartNode>,
    /// Its constraints, and its indexes behind them.
    pub keys: Vec<PartNode>,
}

/// How the code of a table stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// In words.
    pub text: String,
    /// Whether it is as it should be.
    pub in_line: bool,
    /// Whether generating brings it in line.
    pub generates: bool,
}

/// A column, a constraint or an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartNode {
    /// Its name.
    pub name: String,
    /// The rest of its definition, as SQL has it.
    pub detail: String,
    /// Where it is made.
    pub sql: Option<Location>,
}

impl Snapshot {
    /// The schema behind the last migration, by names. What an extension brings is left out.
    pub fn tree(&self) -> Vec<SchemaNode> {
        let model = self.model();
        let files = self.expected.files.iter().filter(|it| it.path.ends_with("_repository.go"));
        let files: HashMap<_, &GeneratedFile> =
            files.filter_map(|file| Some((file.relation?, &**file))).collect();
        let mut schemas: Vec<SchemaNode> = Vec::new();
        for (id, schema) in &model.schemas {
            let own = model.relations.values().filter(|it| it.schema == *id);
            let own = own.filter(|it| !it.temporary && it.extension.is_none());
            let mut tables: Vec<TableNode> =
                own.map(|it| self.table_node(it, files.get(&it.id).copied())).collect();
            tables.sort_by(|a, b| a.name.cmp(&b.name));
            if !tables.is_empty() {
                schemas.push(SchemaNode { name: schema.name.to_string(), tables });
            }
        }
        schemas.sort_by(|a, b| a.name.cmp(&b.name));
        schemas
    }

    /// How many files of the output folder are not in line.
    pub fn drifts(&self) -> usize {
        self.states().count()
    }

    fn table_node(&self, relation: &Relation, file: Option<&GeneratedFile>) -> TableNode {
        let model = self.model();
        let schema = model.schema_name(relation.schema);
        let entries = self.document.config.entries_of(schema, &relation.name);
        let mut entries = entries.filter(|entry| entry.pattern.is_name());
        let yaml = entries
            .find_map(|entry| self.document.key_span(&["tables", entry.pattern.as_str()]))
            .map(|span| Location::new(self.document.file(), span));
        let columns = relation.columns.iter().map(|it| PartNode {
            name: it.name.to_string(),
            detail: column_type(model, it),
            sql: made(it.history.as_ref()),
        });
        TableNode {
            name: relation.name.to_string(),
            kind: kind(relation),
            standing: file.map(|file| self.standing(file)),
            sql: made(relation.history.as_ref()),
            yaml,
            go: file.and_then(|file| self.struct_of(file)),
            columns: columns.collect(),
            keys: keys(model, relation),
        }
    }

    /// Where the struct of a table's rows is in the file that is there.
    fn struct_of(&self, expected: &GeneratedFile) -> Option<Location> {
        let actual = self.output_file(&expected.path)?;
        let name = actual
            .text
            .lines()
            .find_map(|line| line.strip_prefix("type ")?.strip_suffix("Repository struct {"));
        let declared = name.and_then(|name| {
            let at = actual.text.find(&format!("\ntype {name} struct {{"))? + "\ntype ".len();
            Some(Span::new(at as u32, (at + name.len()) as u32))
        });
        Some(Location::new(&actual.path, declared.unwrap_or_default()))
    }
}

fn made(history: Option<&History>) -> Option<Location> {
    history.map(|it| it.made.clone())
}

fn keys(model: &Model, relation: &Relation) -> Vec<PartNode> {
    let constraints = relation.constraints.iter().map(|it| {
        let text = constraint_text(model, relation, it);
        let name = pgwright_schema::model::quote_identifier(&it.name);
        let detail = text.strip_prefix(&format!("CONSTRAINT {name} ")).unwrap_or(&text).to_owned();
        PartNode { name: it.name.to_string(), detail, sql: made(it.history.as_ref()) }
    });
    let indexes = relation.indexes.iter().map(|it| PartNode {
        name: it.name.to_string(),
        detail: index(model, relation, it),
        sql: made(it.history.as_ref()),
    });
    constraints.chain(indexes).collect()
}

fn kind(relation: &Relation) -> &'static str {
    match relation.kind {
        RelationKind::Table if relation.partition_of.is_some() => "partition",
        RelationKind::Table | RelationKind::PartitionedTable => "table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
    }
}
