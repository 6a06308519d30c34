//! `pgwright.yaml`: typed values with the span of every key and value, problems, edits that
//! keep comments, and the JSON Schema.
//!
//! Knows no SQL, Go or LSP, and reads no file.

mod document;
mod duration;
pub mod keys;
mod paths;
mod problems;
mod read;
mod reference;
mod schema;
mod table;
mod values;
mod yaml;

pub use document::{Document, Outline, hide_secrets};
pub use reference::reference;
pub use schema::json_schema;
pub use values::*;
pub use yaml::{Edit, EditError, append, remove, scalar, set};
