//! What of the model a client can show that knows pgwright: `pgwright/model`, which is asked for,
//! `pgwright/didChangeModel`, which says that it is another now, and `pgwright/preview`. None is of
//! the protocol; tests/schemas/lsp-pgwright.json describes them in its terms.

use super::places::Places;
use super::uri;
use crate::question::View;
use pgwright_ide::{Change, PartNode, SchemaNode, TableNode};
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{Location, Uri};

/// The answer to `pgwright/model`.
#[derive(Debug, Serialize)]
pub(crate) struct ModelResult {
    pub projects: Vec<ModelProject>,
}

/// A project.
#[derive(Debug, Serialize)]
pub(crate) struct ModelProject {
    /// Its folder.
    uri: Uri,
    configuration: Uri,
    /// How many files are not in line.
    drifts: usize,
    schemas: Vec<ModelSchema>,
}

#[derive(Debug, Serialize)]
struct ModelSchema {
    name: String,
    tables: Vec<ModelTable>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ModelTable {
    name: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<ModelStanding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sql: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    yaml: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    go: Option<Location>,
    columns: Vec<ModelPart>,
    keys: Vec<ModelPart>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ModelStanding {
    text: String,
    in_line: bool,
    generates: bool,
}

#[derive(Debug, Serialize)]
struct ModelPart {
    name: String,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sql: Option<Location>,
}

/// What is asked for by `pgwright/preview`.
#[derive(Debug, Deserialize)]
pub(crate) struct PreviewParams {
    /// The folder of a project.
    pub project: Uri,
    /// `schema.name`, or the name of a table in the first schema; otherwise all tables.
    #[serde(default)]
    pub table: Option<String>,
}

/// The answer to `pgwright/preview`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct PreviewResult {
    /// By path.
    changes: Vec<PreviewChange>,
}

#[derive(Debug, Serialize)]
struct PreviewChange {
    uri: Uri,
    /// The file as generating makes it; `null`: it is removed.
    text: Option<String>,
}

/// `pgwright/didChangeModel`.
#[derive(Debug)]
pub(super) enum DidChangeModel {}

impl Notification for DidChangeModel {
    type Params = ();
    const METHOD: &'static str = "pgwright/didChangeModel";
}

/// A project's part of the answer to `pgwright/model`.
pub(super) fn model(view: &View) -> Option<ModelProject> {
    let mut places = Places::new(view);
    let configuration = uri::of_path(&view.project.root.join(&view.project.configuration))?;
    let schemas = view.snapshot.tree().into_iter();
    Some(ModelProject {
        uri: uri::of_path(&view.project.root)?,
        configuration,
        drifts: view.snapshot.drifts(),
        schemas: schemas.map(|it| schema(it, &mut places)).collect(),
    })
}

fn schema(node: SchemaNode, places: &mut Places<'_>) -> ModelSchema {
    let tables = node.tables.into_iter().map(|it| table(it, places));
    ModelSchema { name: node.name, tables: tables.collect() }
}

fn table(node: TableNode, places: &mut Places<'_>) -> ModelTable {
    ModelTable {
        name: node.name,
        kind: node.kind,
        standing: node.standing.map(|it| ModelStanding {
            text: it.text,
            in_line: it.in_line,
            generates: it.generates,
        }),
        sql: node.sql.and_then(|it| places.location(&it)),
        yaml: node.yaml.and_then(|it| places.location(&it)),
        go: node.go.and_then(|it| places.location(&it)),
        columns: node.columns.into_iter().map(|it| part(it, places)).collect(),
        keys: node.keys.into_iter().map(|it| part(it, places)).collect(),
    }
}

fn part(node: PartNode, places: &mut Places<'_>) -> ModelPart {
    let sql = node.sql.and_then(|it| places.location(&it));
    ModelPart { name: node.name, detail: node.detail, sql }
}

/// The answer to `pgwright/preview`; `None`: no code is generated for that table.
pub(super) fn preview(view: &View, table: Option<&str>) -> Option<PreviewResult> {
    let changes = match table {
        None => view.snapshot.changes(),
        Some(table) => view.snapshot.changes_of(table)?,
    };
    let changes = changes.into_iter().filter_map(|change| {
        let uri = view.uri(change.path())?;
        let text = match change {
            Change::Write { text, .. } => Some(text.to_string()),
            Change::Remove { .. } => None,
        };
        Some(PreviewChange { uri, text })
    });
    Some(PreviewResult { changes: changes.collect() })
}
