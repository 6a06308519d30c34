//! The binary from end to end, on projects in temporary folders.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_files;
mod bad_input;
mod beside_code;
mod calls;
mod completions;
mod dry_run;
mod explain;
mod force;
mod generate;
mod init;
mod interrupted;
mod mutations;
mod pages;
mod pipe;
mod readme;
mod reports;
mod same;
mod schema;
mod self_check;
mod server;
mod shop;
mod support;
mod watch;
