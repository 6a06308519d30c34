//! `--stdio`, or no call at all: the language server.

use crate::exit::{Exit, Result, Unusable};
use anstream::eprintln;
use pgwright_lsp::End;
use std::io::IsTerminal;
use tokio::runtime::Builder;

/// Serves until the editor says `exit` or closes the pipe. As the protocol asks for, the end is
/// a success only when the editor asked for `shutdown` first.
#[allow(clippy::print_stderr)]
pub fn run(log: pgwright_lsp::Log) -> Result<Exit> {
    if std::io::stdin().is_terminal() {
        eprintln!("pgwright: a language server, waiting for an editor; `--help` shows other calls");
    }
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Unusable::new(format!("the server cannot start: {error}"), "see what the system lacks")
    })?;
    let end = runtime.block_on(pgwright_lsp::run_stdio(log));
    // Standard input may stay open, and a read of it cannot be broken off.
    runtime.shutdown_background();
    Ok(match end {
        End::Orderly => Exit::Success,
        End::Abrupt => Exit::Problems,
    })
}
