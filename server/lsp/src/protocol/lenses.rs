//! How the tables stand, above their definitions.

use super::commands::GENERATE;
use super::places::positions;
use super::{range, uri};
use crate::question::View;
use pgwright_ide::Lens;
use serde_json::json;
use tower_lsp::ls_types::{CodeLens, Command};

/// Answers `textDocument/codeLens`.
pub(super) fn lenses(view: &View) -> Option<Vec<CodeLens>> {
    let positions = positions(view)?;
    let root = uri::of_path(&view.project.root)?;
    let lens = |it: Lens| {
        // Without a command the line is only read.
        let (command, arguments) = match it.generates {
            Some(table) => {
                (GENERATE.to_owned(), Some(vec![json!({"project": root.as_str(), "table": table})]))
            }
            None => (String::new(), None),
        };
        CodeLens {
            range: range(positions.range(it.span)),
            command: Some(Command { title: it.title, command, arguments }),
            data: None,
        }
    };
    Some(view.snapshot.lenses(&view.file).into_iter().map(lens).collect())
}
