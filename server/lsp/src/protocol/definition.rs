//! Where what a name stands for is made.

use super::places::{location, offset};
use crate::question::View;
use tower_lsp::ls_types::{GotoDefinitionParams, GotoDefinitionResponse};

/// Answers `textDocument/definition`.
pub(super) fn definition(
    view: &View,
    params: &GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let offset = offset(view, params.text_document_position_params.position)?;
    let found = view.snapshot.definition(&view.file, offset)?;
    Some(GotoDefinitionResponse::Scalar(location(view, &found.target)?))
}
