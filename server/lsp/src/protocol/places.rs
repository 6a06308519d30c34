//! Places in a project's files as the client has them.

use super::diagnostics::text;
use super::{from_position, range};
use crate::positions::Positions;
use crate::question::View;
use pgwright_problem::Location;
use std::collections::HashMap;
use std::sync::Arc;
use tower_lsp::ls_types::{self as lsp, Position};

/// The lines of the document that was asked about.
pub(super) fn positions(view: &View) -> Option<Positions> {
    Some(Positions::new(&text(&view.snapshot, &view.file)?.text, view.support.encoding))
}

/// A position in the document that was asked about as a byte offset.
pub(super) fn offset(view: &View, position: Position) -> Option<u32> {
    Some(positions(view)?.offset(from_position(position)))
}

/// A place in one of the project's files.
pub(super) fn location(view: &View, place: &Location) -> Option<lsp::Location> {
    Places::new(view).location(place)
}

/// Makes locations, reading each text's lines once.
pub(super) struct Places<'a> {
    view: &'a View,
    positions: HashMap<Arc<str>, Option<Positions>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(view: &'a View) -> Self {
        Self { view, positions: HashMap::new() }
    }

    /// A place in one of the project's files; `None` where the file is not there.
    pub(super) fn location(&mut self, place: &Location) -> Option<lsp::Location> {
        let view = self.view;
        let read = || {
            let file = text(&view.snapshot, &place.file)?;
            Some(Positions::new(&file.text, view.support.encoding))
        };
        let positions = self.positions.entry(Arc::clone(&place.file)).or_insert_with(read);
        let range = range(positions.as_ref()?.range(place.span));
        Some(lsp::Location { uri: view.uri(&place.file)?, range })
    }
}
