//! Where what a name stands for is made.

use crate::Snapshot;
use crate::objects;
use pgwright_problem::{Location, Span};

/// Where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The name.
    pub span: Span,
    /// Where the object got made, under whatever name.
    pub target: Location,
}

impl Snapshot {
    /// Where the object is made that the name at `offset` in the file `path` stands for, through
    /// renames; `None`: there is no name, or no migration makes what it stands for.
    pub fn definition(&self, path: &str, offset: u32) -> Option<Definition> {
        let mention = self.mention_at(path, offset)?;
        let model = self.model_of(path, &mention)?;
        let history = objects::history(&model, &mention.object)?;
        Some(Definition { span: mention.span, target: history.made.clone() })
    }
}
