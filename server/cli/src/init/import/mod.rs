//! `--from`: the configuration of another tool, carried over as far as there are counterparts.

mod block;
mod disk;
mod skimatik;
mod sqlc;
#[cfg(test)]
mod tests;
mod types;

use super::draft::Draft;
use crate::exit::{Result, Unusable};
use block::Block;
use camino::Utf8Path;
use disk::Disk;
use pgwright_schema::model::Model;
use serde_yaml::Value;
use std::fs;

/// What an import asks of the folders around the configuration. Paths are as they are written
/// there; answers are relative to the new project.
trait Surroundings {
    /// A path of the configuration, from the folder of the project; `None`: on another disk.
    fn rebase(&self, path: &str) -> String;
    /// Whether there is a folder at a path of the project.
    fn is_folder(&self, path: &str) -> bool;
    /// Whether the folder at a path of the project holds Go that `tool` wrote.
    fn holds_go_of(&self, path: &str, tool: &str) -> bool;
    /// What the migrations of the draft make.
    fn model(&self, draft: &Draft) -> Model;
}

/// Whose configuration it is.
#[derive(Clone, Copy)]
enum Tool {
    Sqlc,
    Skimatik,
}

/// Carries over what the file `file` (absolute) says, which is shown as `shown`, for a project in
/// the folder `root`.
pub fn import(file: &Utf8Path, shown: &Utf8Path, root: &Utf8Path) -> Result<Draft> {
    let bytes = fs::read(file).map_err(|error| {
        Unusable::new(
            format!("`{shown}` cannot be read: {error}"),
            "give --from the configuration of sqlc or skimatik",
        )
    })?;
    let value = parse(file, &bytes).map_err(|error| {
        Unusable::new(format!("`{shown}` cannot be read: {error}"), "mend it there first")
    })?;
    let disk = Disk { base: file.parent().unwrap_or(root), root };
    let tool = tool(file, &value).ok_or_else(|| {
        Unusable::new(
            format!("`{shown}` is no configuration of sqlc or skimatik"),
            "those of sqlc have `version` and `sql` or `packages`, those of skimatik `database`, \
             `output`, `tables` or `queries`",
        )
    })?;
    let draft = match tool {
        Tool::Sqlc => sqlc::import(&value, &disk),
        Tool::Skimatik => Ok(skimatik::import(&value, &disk)),
    };
    draft.map_err(|(message, help)| Unusable::new(format!("`{shown}`: {message}"), help))
}

fn parse(file: &Utf8Path, bytes: &[u8]) -> std::result::Result<Value, String> {
    if file.extension() == Some("json") {
        let value: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        return serde_yaml::to_value(value).map_err(|error| error.to_string());
    }
    serde_yaml::from_slice(bytes).map_err(|error| error.to_string())
}

/// Whose it is, by its keys first: the names of files are free.
fn tool(file: &Utf8Path, value: &Value) -> Option<Tool> {
    let has = |key: &str| value.get(key).is_some();
    if has("version") && (has("sql") || has("packages")) {
        return Some(Tool::Sqlc);
    }
    // These are pgwright's own.
    if ["migrations", "naming", "required_version"].iter().any(|key| has(key)) {
        return None;
    }
    if ["database", "output", "tables", "queries", "default_functions"].iter().any(|key| has(key)) {
        return Some(Tool::Skimatik);
    }
    let name = file.file_stem()?;
    value.is_mapping().then_some(())?;
    match () {
        () if name.contains("sqlc") => Some(Tool::Sqlc),
        () if name.contains("skimatik") => Some(Tool::Skimatik),
        () => None,
    }
}

/// Sets the connection: never with a password, which does not belong into a repository.
fn dsn(block: &mut Block<'_>, key: &'static str, draft: &mut Draft) {
    let Some(dsn) = block.text(key) else { return };
    let from = block.at(key);
    let variable = dsn.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if variable.is_some_and(is_name) {
        draft.carry(from, format!("database.dsn: {dsn}"));
        draft.set(&["database", "dsn"], dsn);
    } else {
        draft.set(&["database", "dsn"], "${DATABASE_URL}");
        draft.leave(
            from,
            "`database.dsn` is `${DATABASE_URL}`: set that variable, passwords stay out of files",
        );
    }
}

/// Sets a value, and notes that it was carried over.
fn carry(draft: &mut Draft, from: String, path: &[&str], value: impl Into<Value>) {
    let value = value.into();
    let shown = super::page::in_one_line(&value);
    draft.carry(from, format!("{}: {shown}", path.join(".")));
    draft.set(path, value);
}

/// Sets the folder and the package of the code, unless `tool` has its own code there, or the
/// folder is outside of the project.
fn output(
    (from, folder): (String, &str),
    package: Option<(String, String)>,
    tool: &str,
    around: &dyn Surroundings,
    draft: &mut Draft,
) {
    let folder = around.rebase(folder);
    if folder.starts_with("..") || folder.starts_with('/') {
        draft.leave(from, "the folder is outside of the project: pgwright writes only inside");
        return;
    }
    if around.holds_go_of(&folder, tool) {
        let why = format!(
            "{tool}'s code is in `{folder}`, where names would be declared twice: the code goes elsewhere"
        );
        draft.leave(from, why);
        return;
    }
    carry(draft, from, &["output", "directory"], folder);
    if let Some((from, package)) = package {
        carry(draft, from, &["output", "package"], package);
    }
}
