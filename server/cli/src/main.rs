//! The command `pgwright`: the language server, and the headless mode for CI.

mod args;
mod check;
mod completions;
mod exit;
mod explain;
mod force;
mod generate;
mod go_module;
mod init;
mod json_schema;
mod logging;
mod manual;
mod progress;
mod projects;
mod report;
mod schema;
mod self_check;
mod server;
mod watch;

use crate::args::{Arguments, Call};
use crate::exit::{Exit, Result, Unusable};
use std::process::ExitCode;

/// Half of a generation's time went into the system's allocator: many small texts on all cores.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = args::read();
    arguments.color.write_global();
    let exit = logging::start(&arguments)
        .and_then(|log| {
            progress::allow(&arguments);
            run(&arguments, log)
        })
        .unwrap_or_else(Unusable::show);
    exit.into()
}

fn run(arguments: &Arguments, log: pgwright_lsp::Log) -> Result<Exit> {
    match arguments.call() {
        Call::Generate => generate::run(arguments),
        Call::Check => check::run(arguments),
        Call::Schema => schema::run(arguments),
        Call::JsonSchema => json_schema::run(),
        Call::Explain(code) => explain::run(code),
        Call::Init => init::run(arguments),
        Call::Completions(shell) => completions::run(shell),
        Call::Manual => manual::run(),
        Call::SelfCheck => self_check::run(arguments),
        Call::Watch => watch::run(arguments),
        Call::Serve => server::run(log),
    }
}
