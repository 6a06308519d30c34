//! What the client orders, and what it is told of it.

use super::uri;
use crate::command::{Refusal, Summary, Target};
use camino::Utf8PathBuf;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{ExecuteCommandParams, Uri};

/// Generates for one project, or one table of it.
pub(crate) const GENERATE: &str = "pgwright.generate";

/// Generates for all projects.
pub(crate) const GENERATE_ALL: &str = "pgwright.generateAll";

/// The argument of [`GENERATE`].
#[derive(Debug, Deserialize)]
struct Arguments {
    /// The root of the project.
    project: Uri,
    /// A table of it.
    #[serde(default)]
    table: Option<String>,
}

/// For what a command generates.
pub(super) fn target(params: &ExecuteCommandParams) -> Result<Target> {
    match params.command.as_str() {
        GENERATE_ALL => Ok(Target::All),
        GENERATE => {
            let argument = params.arguments.first().cloned().unwrap_or_default();
            let arguments: Arguments = serde_json::from_value(argument)
                .map_err(|error| Error::invalid_params(format!("{GENERATE}: {error}")))?;
            let root = uri::path(&arguments.project).ok_or_else(|| {
                Error::invalid_params(format!(
                    "{GENERATE}: `project` is not the address of a folder"
                ))
            })?;
            Ok(Target::Project { root, table: arguments.table })
        }
        other => Err(Error::invalid_params(format!("there is no command `{other}`"))),
    }
}

/// What became of a command, as its result.
pub(super) fn result(summary: &Summary) -> Value {
    let uri = |path: &Utf8PathBuf| uri::of_path(path).map(|uri| uri.as_str().to_owned());
    let uris = |paths: &[Utf8PathBuf]| -> Vec<Option<String>> { paths.iter().map(uri).collect() };
    let left = summary.left.iter().map(|(path, why)| json!({"uri": uri(path), "reason": why}));
    json!({
        "written": uris(&summary.written),
        "removed": uris(&summary.removed),
        "edited": uris(&summary.edited),
        "left": left.collect::<Vec<Value>>(),
    })
}

/// Why a command was not followed, as its error.
pub(super) fn error(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Cancelled => Error::request_cancelled(),
        Refusal::Unknown(what) => Error::invalid_params(what),
        Refusal::Untrusted => Error {
            // RequestFailed: nothing is wrong with the request itself.
            code: ErrorCode::ServerError(-32803),
            message: "pgwright writes nothing in a workspace that you do not trust".into(),
            data: None,
        },
    }
}
