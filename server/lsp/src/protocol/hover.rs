//! What an editor shows of the thing under the pointer: the name or key there, and the pages of
//! the problems.

use super::{from_position, range};
use crate::positions::Positions;
use crate::protocol::diagnostics::text;
use crate::question::View;
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

/// Answers `textDocument/hover`.
pub(super) fn hover(view: &View, params: &HoverParams) -> Option<Hover> {
    let file = text(&view.snapshot, &view.file)?;
    let positions = Positions::new(&file.text, view.support.encoding);
    let offset = positions.offset(from_position(params.text_document_position_params.position));
    let named = view.snapshot.hover(&view.file, offset);
    let explanation = view.snapshot.explanation(&view.file, offset);
    let span = named.as_ref().map(|it| it.span).or(explanation.as_ref().map(|it| it.span))?;
    let kind = match view.support.hovers_markdown {
        true => MarkupKind::Markdown,
        false => MarkupKind::PlainText,
    };
    let named = named.map(|it| match view.support.hovers_markdown {
        true => it.page.markdown() + "\n",
        false => it.page.plain() + "\n",
    });
    let difference = explanation.as_ref().and_then(|it| it.difference.as_deref());
    let difference = difference.map(|it| match view.support.hovers_markdown {
        true => format!("```diff\n{}```\n", shortened(it)),
        false => shortened(it),
    });
    let codes = explanation.iter().flat_map(|it| &it.codes);
    let pages = codes.map(|code| code.page().to_owned());
    let pages = named.into_iter().chain(difference).chain(pages);
    let value = pages.collect::<Vec<String>>().join("\n---\n\n");
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent { kind, value }),
        range: Some(range(positions.range(span))),
    })
}

/// A difference as far as it can be taken in at a glance.
fn shortened(difference: &str) -> String {
    const LINES: usize = 40;
    let mut lines = difference.split_inclusive('\n');
    let mut shown: String = lines.by_ref().take(LINES).collect();
    if !shown.is_empty() && !shown.ends_with('\n') {
        shown.push('\n');
    }
    match lines.count() {
        0 => shown,
        more => shown + &format!("… and {more} lines more\n"),
    }
}
