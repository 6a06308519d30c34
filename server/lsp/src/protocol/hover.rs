//! What an editor shows of the thing under the pointer: the pages of the problems there.

use super::{from_position, range};
use crate::positions::Positions;
use crate::protocol::diagnostics::text;
use crate::question::View;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

/// Answers `textDocument/hover`.
pub(super) fn hover(view: &View, params: &HoverParams) -> Option<Hover> {
    let file = text(&view.snapshot, &view.file)?;
    let positions = Positions::new(&file.text, view.support.encoding);
    let at = from_position(params.text_document_position_params.position);
    let explanation = view.snapshot.explanation(&view.file, positions.offset(at))?;
    let pages: Vec<&str> = explanation.codes.iter().map(|code| code.page()).collect();
    let kind = match view.support.hovers_markdown {
        true => MarkupKind::Markdown,
        false => MarkupKind::PlainText,
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value: pages.join("\n---\n\n") }),
        range: Some(range(positions.range(explanation.span))),
    })
}
