//! `--completions`: what a shell completes behind `pgwright`.

use crate::args::Arguments;
use crate::exit::{Exit, Result};
use crate::report;
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints the script for `shell`.
pub fn run(shell: Shell) -> Result<Exit> {
    // Into memory first: the library panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "pgwright", &mut script);
    report::to_stdout(|out| out.write_all(&script))?;
    Ok(Exit::Success)
}
