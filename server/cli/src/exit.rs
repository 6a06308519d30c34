//! How a call ends.

use anstream::eprintln;
use std::io;
use std::process::ExitCode;

/// How a call ends, as scripts see it, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: nothing is wrong.
    Success,
    /// 1: a problem of severity error is there.
    Problems,
    /// 2: the call or the configuration cannot be used. Bad flags end so too, in clap.
    Unusable,
}

impl Exit {
    /// As a number.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Problems => 1,
            Self::Unusable => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A call that cannot be carried out, and why.
#[derive(Debug)]
pub struct Unusable {
    /// One sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl From<io::Error> for Unusable {
    /// Only standard output is written without another name for what failed.
    fn from(error: io::Error) -> Self {
        Self::new(
            format!("the report cannot be written: {error}"),
            "see where standard output goes",
        )
    }
}

/// What a call gives.
pub type Result<T> = std::result::Result<T, Unusable>;

impl Unusable {
    /// A call that cannot be carried out because of `message`; `help` says what to do.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    /// Says it on standard error.
    #[allow(clippy::print_stderr)]
    pub fn show(self) -> Exit {
        let (red, bold, cyan, reset) = ("\x1b[1;31m", "\x1b[1m", "\x1b[1;36m", "\x1b[0m");
        eprintln!("{red}error{reset}{bold}: {}{reset}", self.message);
        eprintln!("  {cyan}help{reset}: {}", self.help);
        Exit::Unusable
    }
}
