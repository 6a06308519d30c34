//! YAML as it stands in an editor: a tree with the span of every key and value, which goes on
//! after errors.

mod describe;
mod edit;
mod recover;
mod scalar;
mod tree;

pub use edit::{Edit, EditError, append, remove, set};
pub(crate) use recover::parse;
pub use scalar::scalar;
pub(crate) use tree::{Content, Entry, Node, NodeId, Tree};

#[cfg(test)]
mod tests;
