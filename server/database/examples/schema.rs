//! Prints the schema of a live database as JSON: `cargo run --example schema -- postgres://…`

#![allow(clippy::print_stdout, clippy::print_stderr)]

use pgwright_database::{Limits, read};
use pgwright_schema::document::Document;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(dsn) = std::env::args().nth(1) else {
        eprintln!("usage: schema CONNECTION-STRING");
        return ExitCode::from(2);
    };
    match read(&dsn, Limits::default()).await {
        Ok(live) => match serde_json::to_string_pretty(&Document::from(&live.model)) {
            Ok(json) => {
                println!("{json}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
