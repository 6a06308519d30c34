//! `--stdio`, or no call at all: the language server.

use crate::exit::{Exit, Result};
use anstream::eprintln;
use std::io::IsTerminal;

/// Serves until the editor says `exit` or closes the pipe.
#[allow(clippy::print_stderr)]
pub fn run() -> Result<Exit> {
    if std::io::stdin().is_terminal() {
        eprintln!("pgwright: a language server, waiting for an editor; `--help` shows other calls");
    }
    Ok(Exit::Success)
}
