//! skimatik's configuration.

use super::block::Block;
use super::{Surroundings, carry, dsn, output, types};
use crate::init::draft::Draft;
use pgwright_config::Function;
use serde_yaml::Value;

/// What skimatik generates where nothing else is said; all of it pgwright knows by these names.
const FUNCTIONS: [&str; 6] = ["create", "get", "update", "delete", "list", "paginate"];

/// Carries over what it says.
pub(super) fn import(value: &Value, around: &dyn Surroundings) -> Draft {
    let mut draft = Draft::default();
    let mut root = Block::new("", Some(value));
    let mut database = root.block("database");
    dsn(&mut database, "dsn", &mut draft);
    if let Some(schema) = database.text("schema") {
        carry(&mut draft, database.at("schema"), &["database", "schema"], schema);
    }
    database.finish(&mut draft, |_| None);

    let mut out = root.block("output");
    let folder = out.text("directory");
    let package = out.text("package").map(|package| (out.at("package"), package));
    if let Some(folder) = folder {
        output((out.at("directory"), &folder), package, "skimatik", around, &mut draft);
    }
    out.finish(&mut draft, |_| None);

    functions(&mut root, &mut draft);
    tables(&mut root, &mut draft);
    mappings(&mut root, &mut draft);
    root.finish(&mut draft, why);
    draft
}

fn why(key: &str) -> Option<&'static str> {
    Some(match key {
        "queries" => {
            "pgwright makes its own queries of the tables; yours go into a Go file beside the generated ones"
        }
        "verbose" => "`--log-level info` tells what is done",
        _ => return None,
    })
}

/// `default_functions`: `all`, or a list.
fn functions(root: &mut Block<'_>, draft: &mut Draft) {
    let names = root.texts("default_functions");
    let from = root.at("default_functions");
    if names.is_empty() {
        return;
    }
    let all = names.iter().any(|name| name == "all");
    let names = if all { FUNCTIONS.map(str::to_owned).to_vec() } else { names };
    let names = known(names, &from, draft);
    carry(draft, from, &["functions"], names);
}

/// The functions that there are; the others are noted.
fn known(names: Vec<String>, from: &str, draft: &mut Draft) -> Vec<String> {
    let (known, unknown): (Vec<String>, Vec<String>) = names
        .into_iter()
        .partition(|name| Function::CHOICES.iter().any(|choice| choice.name == name));
    for name in unknown {
        draft.leave(format!("{from}: {name}"), "pgwright generates no such method");
    }
    known
}

/// `tables`: only those that are named are generated.
fn tables(root: &mut Block<'_>, draft: &mut Draft) {
    let tables = root.block("tables");
    let names = tables.keys();
    if names.is_empty() {
        return;
    }
    let only_these = !names.iter().any(|name| name == "*");
    if only_these {
        draft.set(&["tables", "*", "exclude"], true);
        draft.carry(tables.at("*"), "tables.*.exclude: true, since only these are generated");
    }
    for name in &names {
        let from = tables.at(name);
        let mut table = Block::new(from.clone(), tables.peek(name));
        if only_these {
            draft.set(&["tables", name, "exclude"], false);
        }
        let functions = table.texts("functions");
        if functions.is_empty() {
            draft.carry(from, format!("tables.{name}"));
        } else {
            let functions = known(functions, &table.at("functions"), draft);
            carry(draft, table.at("functions"), &["tables", name, "functions"], functions);
        }
        table.finish(draft, |_| None);
    }
}

/// `types.mappings`: PostgreSQL types and their Go types.
fn mappings(root: &mut Block<'_>, draft: &mut Draft) {
    let mut block = root.block("types");
    for (postgres, go) in block.pairs("mappings") {
        let from = format!("{}.{postgres}", block.at("mappings"));
        match types::go_of_package(&go) {
            Ok(go) => types_override(draft, from, "postgres", types::postgres(&postgres), go),
            Err(why) => draft.leave(from, why),
        }
    }
    block.finish(draft, |_| None);
}

/// Adds an override, of a type (`postgres`) or of a column.
pub(super) fn types_override(draft: &mut Draft, from: String, key: &str, of: String, go: String) {
    draft.carry(from, format!("types.overrides: {of} is {go}"));
    let mut entry = serde_yaml::Mapping::new();
    entry.insert(key.into(), of.into());
    entry.insert("go".into(), go.into());
    draft.push(&["types", "overrides"], entry);
}
