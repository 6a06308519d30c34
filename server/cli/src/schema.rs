//! `--schema`: the model that the migrations make.

use crate::args::Arguments;
use crate::exit::{Exit, Result};

/// Prints the model of every project that the command line names.
pub fn run(_arguments: &Arguments) -> Result<Exit> {
    Ok(Exit::Success)
}
