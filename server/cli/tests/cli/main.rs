//! The binary from end to end, on projects in temporary folders.
#![allow(clippy::unwrap_used, missing_docs)]

mod calls;
mod readme;
mod schema;
mod support;
