//! The schema model: migrations go in, what PostgreSQL's catalog would hold comes out.
//!
//! Three steps, each a function from values to values, total on any input:
//! [`migrations`] puts files in order and cuts out the parts that go up; [`parse`] turns a text
//! into [`statement`]s; [`replay`] turns statements into a [`model`].
//!
//! Reads no file, knows no YAML, Go or LSP. Only `syntax` names the SQL parser's types.

pub mod document;
pub mod migrations;
pub mod model;
pub mod replay;
pub mod statement;
mod syntax;

pub use syntax::{
    Alone, Lexical, ParsedFile, Token, first_change, identifier, parse, parse_filled, statement_at,
    tokens,
};
