//! sqlc's configuration, of its versions 1 and 2.

mod go;

use super::block::Block;
use super::{Surroundings, carry, dsn};
use crate::init::draft::Draft;
use serde_yaml::Value;

/// What is wrong, and what to do.
type Refusal = (String, &'static str);

/// Carries over what it says of the first schema of PostgreSQL.
pub(super) fn import(value: &Value, around: &dyn Surroundings) -> Result<Draft, Refusal> {
    let mut draft = Draft::default();
    let mut root = Block::new("", Some(value));
    let version = root.text("version").unwrap_or_default();
    let list = match version.as_str() {
        "1" => "packages",
        "2" => "sql",
        other => {
            let message = format!("version `{other}` of sqlc's configuration is not known");
            return Err((message, "versions 1 and 2 are"));
        }
    };
    let mut entries = root.blocks(list).into_iter();
    let is_ours = |entry: &mut Block<'_>| {
        let engine = entry.text("engine");
        engine.map_or(version == "1", |engine| engine == "postgresql")
    };
    let mut chosen = None;
    for mut entry in entries.by_ref() {
        if is_ours(&mut entry) {
            chosen = Some(entry);
            break;
        }
        draft.leave(entry.at("engine"), "pgwright is for PostgreSQL alone");
    }
    let Some(mut entry) = chosen else {
        return Err((
            format!("none of its `{list}` is for the engine `postgresql`"),
            "pgwright is for PostgreSQL alone",
        ));
    };
    let schema = schema(&mut entry, around, &mut draft);
    let mut database = entry.block("database");
    dsn(&mut database, "uri", &mut draft);
    database.finish(&mut draft, |_| None);

    // What holds for all comes first: of several overrides the last wins.
    let mut global = if version == "1" { None } else { Some(root.block("overrides")) };
    match &mut global {
        Some(block) => {
            let mut go = block.block("go");
            go::overrides(&mut go, &mut draft);
            go::renames(&mut go, &mut draft, around);
            go.finish(&mut draft, |_| None);
        }
        None => {
            go::overrides(&mut root, &mut draft);
            go::renames(&mut root, &mut draft, around);
        }
    }
    if let Some(block) = global {
        block.finish(&mut draft, |_| None);
    }
    if version == "1" {
        go::options(&mut entry, "name", "path", &mut draft, around);
    } else {
        entry.text("name");
        let mut generators = entry.block("gen");
        if generators.peek("go").is_some() {
            let mut options = generators.block("go");
            go::options(&mut options, "package", "out", &mut draft, around);
            options.finish(&mut draft, go::why);
        }
        generators.finish(&mut draft, |_| Some("pgwright generates Go alone"));
    }
    entry.finish(&mut draft, |key| go::why(key).or_else(|| why(key)));

    for mut other in entries {
        let ours = is_ours(&mut other);
        let place = other.at("schema").trim_end_matches(".schema").to_owned();
        let why = if !ours {
            "pgwright is for PostgreSQL alone"
        } else if other.texts("schema") == schema {
            "its schema is the same: one project generates all of it"
        } else {
            "a schema of its own is a project of its own: `pgwright --init --root DIR` in its folder"
        };
        draft.leave(place, why);
    }
    root.finish(&mut draft, why);
    Ok(draft)
}

fn why(key: &str) -> Option<&'static str> {
    Some(match key {
        "queries" => {
            "pgwright makes its own queries of the tables; sqlc can go on with these in its own folder"
        }
        "rules" => "there are no rules for queries of your own; `problems` sets severities",
        "codegen" | "plugins" | "options" => "pgwright has no plugins",
        "cloud" => "pgwright needs no service",
        "analyzer" => "the model needs no database",
        _ => return None,
    })
}

/// Where the SQL of the schema is. What is given is handed back.
fn schema(entry: &mut Block<'_>, around: &dyn Surroundings, draft: &mut Draft) -> Vec<String> {
    let paths = entry.texts("schema");
    let from = entry.at("schema");
    let mut directories: Vec<String> = Vec::new();
    for path in &paths {
        let rebased = around.rebase(path);
        // A glob stands for files of a folder.
        let folder = match rebased.find(['*', '?', '[']) {
            Some(at) => {
                let (fixed, rest) = rebased.split_at(at);
                let end = fixed.rfind('/').unwrap_or_default();
                if rest != "*.sql" {
                    let why = format!(
                        "every file of the folder is read; `migrations.exclude` leaves out some: {path}"
                    );
                    draft.leave(from.clone(), why);
                }
                fixed[..end].to_owned()
            }
            None => rebased,
        };
        let folder = if folder.is_empty() { ".".to_owned() } else { folder };
        if !directories.contains(&folder) {
            directories.push(folder);
        }
    }
    match directories.as_slice() {
        [] => return paths,
        [one] => carry(draft, from, &["migrations", "directory"], one.as_str()),
        several => carry(draft, from, &["migrations", "directory"], several.to_vec()),
    }
    // sqlc takes queries and schema from one folder; here every statement counts.
    let queries = entry.peek("queries").cloned().unwrap_or_default();
    let queries = match &queries {
        Value::Sequence(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => vec![text.as_str()],
        _ => Vec::new(),
    };
    for query in queries {
        let query = around.rebase(query);
        let inside = directories.iter().find_map(|folder| match folder.as_str() {
            _ if query == *folder => None,
            "." => Some(query.as_str()),
            folder => query.strip_prefix(folder)?.strip_prefix('/'),
        });
        if let Some(inside) = inside {
            let glob =
                if around.is_folder(&query) { format!("{inside}/**") } else { inside.to_owned() };
            draft.push(&["migrations", "exclude"], glob);
        }
    }
    paths
}
