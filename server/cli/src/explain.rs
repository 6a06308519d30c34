//! `--explain`: the page of a problem's code, or the list of codes.

use crate::exit::{Exit, Result};
use crate::report;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use pgwright_problem::Code;
use std::io::{self, Write};

/// Prints the page of `code`; without one, what each code means.
pub fn run(code: Option<Code>) -> Result<Exit> {
    report::to_stdout(|out| match code {
        Some(code) => write!(out, "{}", code.page()),
        None => list(out),
    })?;
    Ok(Exit::Success)
}

/// One line for each code.
fn list(out: &mut dyn Write) -> io::Result<()> {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    for code in Code::ALL {
        let severity = code.severity().to_string();
        writeln!(out, "{:width$}  {severity:8} {}", code.name(), code.doc())?;
    }
    Ok(())
}

/// Reads a code's name. A wrong one is told with the nearest, and shells complete them.
pub fn codes() -> impl TypedValueParser<Value = Code> {
    let names = Code::ALL.iter().map(|code| PossibleValue::new(code.name()).help(code.doc()));
    PossibleValuesParser::new(names).try_map(|name| {
        let found = Code::ALL.iter().find(|code| code.name().eq_ignore_ascii_case(&name));
        found.copied().ok_or("no such code")
    })
}
