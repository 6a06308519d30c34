//! What the whole tests share.

// Counts of tests that ran in another program go to the output of the run.
#![allow(clippy::print_stdout)]

pub mod binary;
pub mod conversation;
pub mod desk;
pub mod editor;
pub mod exercise;
pub mod go;
pub mod level;
pub mod model;
pub mod pairs;
pub mod places;
pub mod postgres;
pub mod psql;
pub mod random_schema;
pub mod routing;
pub mod terminal;
