//! Every place that names an object.

use super::places::{Places, offset};
use crate::question::View;
use tower_lsp::ls_types::{Location, ReferenceParams};

/// Answers `textDocument/references`.
pub(super) fn references(view: &View, params: &ReferenceParams) -> Option<Vec<Location>> {
    let offset = offset(view, params.text_document_position.position)?;
    let declarations = params.context.include_declaration;
    let found = view.snapshot.references(&view.file, offset, declarations)?;
    let mut places = Places::new(view);
    Some(found.iter().filter_map(|place| places.location(place)).collect())
}
