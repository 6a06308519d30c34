//! `--json-schema`: the JSON Schema of `pgwright.yaml`.

use crate::exit::{Exit, Result};

/// Prints it.
pub fn run() -> Result<Exit> {
    Ok(Exit::Success)
}
