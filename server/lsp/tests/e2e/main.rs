//! The server over a byte pipe, as an editor has it.

#![allow(clippy::unwrap_used)]

mod clash;
mod client;
mod documents;
mod drift;
mod lifecycle;
mod released;
