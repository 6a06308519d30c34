//! `--check`: writes nothing, and reports what is not in line.

use crate::args::Arguments;
use crate::exit::{Exit, Result};
use crate::projects::{self, current_folder};
use crate::report::{self, Kind, Results};

/// Checks every project that the command line names, and reports.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let here = current_folder()?;
    let projects = projects::find(arguments)?;
    let (results, exit) = projects::each(&projects, |_, project| {
        let snapshot = projects::snapshot(project, None)?;
        let results = Results::of(&snapshot, project, &here);
        projects::let_go(snapshot);
        Ok(results)
    })?;
    report::tell(Kind::Check, &results, exit, arguments)
}
