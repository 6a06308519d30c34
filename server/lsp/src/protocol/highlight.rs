//! The places in a document that name the same object.

use super::places::{offset, positions};
use super::range;
use crate::question::View;
use tower_lsp::ls_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

/// Answers `textDocument/documentHighlight`.
pub(super) fn highlights(
    view: &View,
    params: &DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let offset = offset(view, params.text_document_position_params.position)?;
    let found = view.snapshot.highlights(&view.file, offset)?;
    let positions = positions(view)?;
    let highlight = |it: &pgwright_ide::Highlight| DocumentHighlight {
        range: range(positions.range(it.span)),
        kind: Some(match it.names {
            true => DocumentHighlightKind::WRITE,
            false => DocumentHighlightKind::READ,
        }),
    };
    Some(found.iter().map(highlight).collect())
}
