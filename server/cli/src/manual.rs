//! `--manual`: the manual page, of the same words as `--help`.

use crate::args::{Arguments, EXIT_CODES};
use crate::exit::{Exit, Result};
use crate::report;
use clap::CommandFactory;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io;

/// Prints the page.
pub fn run() -> Result<Exit> {
    let mut page = Vec::new();
    // Memory takes whatever is written.
    let _ = write(&mut page);
    report::to_stdout(|out| out.write_all(&page))?;
    Ok(Exit::Success)
}

fn write(page: &mut Vec<u8>) -> io::Result<()> {
    let command = Arguments::command().override_usage("pgwright [CALL] [OPTIONS]");
    let manual = Man::new(command).manual("User Commands");
    manual.render_title(page)?;
    manual.render_name_section(page)?;
    manual.render_synopsis_section(page)?;
    manual.render_description_section(page)?;
    manual.render_options_section(page)?;
    let mut end = Roff::new();
    end.control("SH", ["EXIT STATUS"]);
    let codes = EXIT_CODES.split_once(": ").map_or(EXIT_CODES, |(_, codes)| codes);
    for code in codes.split("; ") {
        let (number, meaning) = code.split_once(' ').unwrap_or((code, ""));
        end.control("TP", []).text([bold(number)]).text([roman(meaning)]);
    }
    end.control("SH", ["FILES"]);
    end.control("TP", []).text([bold("pgwright.yaml")]);
    end.text([roman("A project's configuration; its folder is the project's root.")]);
    end.to_writer(page)
}
