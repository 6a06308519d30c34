//! The snapshot of a project, and every question that one can ask of it.
//!
//! Texts go in, one immutable [`Snapshot`] comes out; editor and CI only ask it. Plain types,
//! byte offsets. Knows no LSP types, no tokio and no disk.

mod action;
mod cache;
mod completion;
mod definition;
mod definitions;
mod doubts;
mod drift;
mod explanation;
mod feature_action;
mod history;
mod hover;
mod lens;
mod mends;
mod names;
mod objects;
mod page;
mod references;
mod released;
mod severity;
mod snapshot;
mod symbols;
mod tree;

pub use action::{Action, ActionKind, drifted_file, keeps_conflict};
pub use completion::{Completion, Item, ItemKind};
pub use definition::Definition;
pub use explanation::Explanation;
pub use history::{Folder, History};
pub use hover::Hover;
pub use lens::Lens;
pub use page::Page;
pub use references::Highlight;
pub use snapshot::{Change, Snapshot};
pub use symbols::{Found, Symbol, SymbolKind};
pub use tree::{PartNode, SchemaNode, Standing, TableNode};

/// The version of pgwright, which a project can ask for by `required_version`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(test)]
mod tests;
