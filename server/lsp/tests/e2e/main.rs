//! The server over a byte pipe, as an editor has it.

#![allow(clippy::unwrap_used)]

mod answers;
mod clash;
mod client;
mod commands;
mod documents;
mod drift;
mod fuzz;
mod lifecycle;
mod mends;
mod model;
mod pull;
mod released;
mod settings;
