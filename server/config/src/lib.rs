//! `pgwright.yaml`: typed values with the span of every key and value, problems, edits that
//! keep comments, and the JSON Schema.
//!
//! Knows no SQL, Go or LSP, and reads no file.

mod values;

pub use values::*;

use pgwright_problem::{Problem, Span};
use std::sync::Arc;

/// A configuration as it was read: its values, where each stands, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Document {
    /// The values; what is missing or wrong has its default.
    pub config: Config,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
}

impl Document {
    /// Reads the text of the file named `file`. Total: a half-typed text gives what can be
    /// read of it.
    pub fn parse(_file: &Arc<str>, _text: &str) -> Self {
        Self { config: Config::default(), problems: Vec::new() }
    }

    /// Where the key at `path` stands, such as `["tables", "users", "functions"]`; an index of a
    /// list is written as a number.
    pub fn key_span(&self, _path: &[&str]) -> Option<Span> {
        None
    }

    /// Where the value at `path` stands.
    pub fn value_span(&self, _path: &[&str]) -> Option<Span> {
        None
    }
}

impl Config {
    /// What holds for the table `schema.table`.
    pub fn table(&self, _schema: &str, _table: &str) -> TableSettings {
        TableSettings {
            exclude: false,
            functions: self.functions,
            struct_name: None,
            entity: None,
            columns: Vec::new(),
            order_by: None,
            default_limit: 20,
            max_limit: 100,
            pgxkit: self.database.pgxkit.clone(),
        }
    }
}
