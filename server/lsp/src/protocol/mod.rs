//! The language server protocol: the only folder that names its types.
//!
//! Everything that comes in leaves as plain values through the [`Mailbox`]; everything that goes
//! out arrives as plain values in the [`Outbox`].

mod actions;
mod commands;
mod completion;
mod definition;
mod diagnostics;
mod edit;
mod highlight;
mod hover;
mod lenses;
mod mailbox;
mod model;
mod outbox;
mod places;
mod preview;
mod progress;
mod pulls;
mod references;
mod support;
mod symbols;
mod uri;

pub(crate) use diagnostics::{Diagnostics, diagnostics};
pub(crate) use edit::Edit;
pub(crate) use mailbox::Mailbox;
pub(crate) use outbox::{Outbox, Outgoing};
pub(crate) use progress::{Steps, Token};
pub(crate) use support::Support;

use crate::positions;
use pgwright_problem::LineColumn;
use tower_lsp::ls_types::{Position, Range};

fn range(range: positions::Range) -> Range {
    Range { start: position(range.start), end: position(range.end) }
}

fn position(at: LineColumn) -> Position {
    Position { line: at.line, character: at.column }
}

fn from_range(range: Range) -> positions::Range {
    positions::Range { start: from_position(range.start), end: from_position(range.end) }
}

fn from_position(position: Position) -> LineColumn {
    LineColumn { line: position.line, column: position.character }
}
