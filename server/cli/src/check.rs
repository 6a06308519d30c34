//! `--check`: writes nothing, and reports what is not in line.

use crate::args::Arguments;
use crate::exit::{Exit, Result};
use crate::projects::{self, current_folder};
use crate::report::{self, Kind, Results};

/// Checks every project that the command line names, and reports.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let here = current_folder()?;
    let mut results = Vec::new();
    for project in projects::find(arguments)? {
        let snapshot = projects::snapshot(&project, None)?;
        results.push(Results::of(snapshot, &project, &here));
    }
    report::tell(Kind::Check, &results, arguments)
}
