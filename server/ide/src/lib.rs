//! The snapshot of a project, and every question that one can ask of it.
//!
//! Texts go in, one immutable [`Snapshot`] comes out; editor and CI only ask it. Plain types,
//! byte offsets. Knows no LSP types, no tokio and no disk.

mod action;
mod cache;
mod definition;
mod definitions;
mod doubts;
mod drift;
mod explanation;
mod feature_action;
mod history;
mod hover;
mod names;
mod objects;
mod page;
mod references;
mod released;
mod severity;
mod snapshot;

pub use action::{Action, ActionKind, drifted_file, keeps_conflict};
pub use definition::Definition;
pub use explanation::Explanation;
pub use history::{Folder, History};
pub use hover::Hover;
pub use page::Page;
pub use references::Highlight;
pub use snapshot::{Change, Snapshot};

/// The version of pgwright, which a project can ask for by `required_version`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(test)]
mod tests;
