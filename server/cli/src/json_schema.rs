//! `--json-schema`: the JSON Schema of `pgwright.yaml`.

use crate::exit::{Exit, Result};
use crate::report;

/// Prints it.
pub fn run() -> Result<Exit> {
    let schema = pgwright_config::json_schema();
    report::to_stdout(|out| writeln!(out, "{}", schema.trim_end()))?;
    Ok(Exit::Success)
}
