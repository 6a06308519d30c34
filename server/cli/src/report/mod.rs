//! What a call found and did, told in one format or another.
//!
//! A call makes one list of [`Results`]; every format is one file that prints that list.

pub mod diff;
mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
pub mod line;
mod place;
mod plain;
mod sarif;
mod snippet;
#[cfg(test)]
mod tests;

pub use place::prefix;
pub use snippet::printable;

use crate::args::{Arguments, FailOn, Format};
use crate::exit::{Exit, Result};
use camino::Utf8Path;
use pgwright_codegen::GeneratedFile;
use pgwright_config::Document;
use pgwright_ide::{Snapshot, VERSION};
use pgwright_problem::{Code, Problem, ProjectTexts};
use pgwright_workspace::Project;
use std::io::{self, Write};
use std::sync::Arc;

/// What a call found and did in one project.
pub struct Results {
    /// What stands before every path of the project in a report, so that it can be opened from
    /// the current folder.
    pub prefix: String,
    /// What stands before every path of the project so that it starts at the root of the
    /// repository, as programs that read reports want it.
    pub base: String,
    /// The sources that problems point into.
    pub texts: ProjectTexts,
    /// What was done to each file, or why nothing was, in the order of paths. Files that were in
    /// line are not among them.
    pub files: Vec<(Arc<str>, Done)>,
    /// The generated files that are in line.
    pub in_line: Vec<Arc<str>>,
    /// What is wrong, in the order of [`Problem::sort`].
    pub problems: Vec<Problem>,
    /// Whether the configuration cannot be used: it is not YAML, and does not say where migrations
    /// and output are, or it asks for another version of pgwright.
    pub unusable: bool,
}

/// What was done to a file of the output folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It has a new text.
    Written,
    /// It is gone.
    Removed,
    /// Nothing, for this reason.
    Left(&'static str),
}

impl Results {
    /// What `snapshot` knows of `project`, with nothing done yet, told in the folder `here`.
    pub fn of(snapshot: &Snapshot, project: &Project, here: &Utf8Path) -> Self {
        let (prefix, base) = (place::prefix(project, here), place::base(&project.root, here));
        let unusable = is_unusable(&snapshot.document);
        let Snapshot { texts, expected, problems, .. } = snapshot;
        let (texts, problems) = (texts.clone(), problems.clone());
        let is_in_line = |file: &&Arc<GeneratedFile>| {
            let found = texts.output.binary_search_by(|it| it.path.cmp(&file.path));
            found.is_ok_and(|index| texts.output[index].text == file.text)
        };
        let in_line = expected.files.iter().filter(is_in_line);
        let in_line = in_line.map(|file| Arc::clone(&file.path)).collect();
        let left = problems.iter().filter_map(|problem| {
            let reason = match problem.code {
                Code::DriftEdited => "edited by a person",
                Code::DriftForeign => "not written by pgwright",
                Code::DriftConflict if pgwright_ide::keeps_conflict(problem) => {
                    "a person's lines may be in the conflict"
                }
                _ => return None,
            };
            Some((Arc::clone(&problem.location.file), Done::Left(reason)))
        });
        let withheld = expected.withheld.iter().map(|path| {
            (Arc::clone(path), Done::Left("what it stands for is not settled, see below"))
        });
        let files = left.chain(withheld).collect();
        Self { prefix, base, texts, files, in_line, problems, unusable }
    }

    /// How a call ends that found this.
    pub fn exit(results: &[Results], fail_on: FailOn) -> Exit {
        let fails = |problem: &Problem| fail_on.fails(problem.severity);
        if results.iter().any(|results| results.unusable) {
            Exit::Unusable
        } else if results.iter().flat_map(|results| &results.problems).any(fails) {
            Exit::Problems
        } else {
            Exit::Success
        }
    }
}

/// Whether nothing can be done with a configuration.
pub fn is_unusable(document: &Document) -> bool {
    document.problems.iter().any(|problem| problem.code == Code::ConfigSyntax)
        || document.check_version(VERSION).is_some()
}

/// Which call a report is of: the last line says what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `--generate`
    Generate,
    /// `--generate --dry-run`
    DryRun,
    /// `--check`
    Check,
    /// `--schema`
    Schema,
}

impl Kind {
    /// The call's flag without its dashes.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Generate | Self::DryRun => "generate",
            Self::Check => "check",
            Self::Schema => "schema",
        }
    }
}

/// Tells what `--check` or `--generate` found and did, as the command line asks for it, and how
/// the call ends: as `least`, or worse.
pub fn tell(kind: Kind, results: &[Results], least: Exit, arguments: &Arguments) -> Result<Exit> {
    let exit = Results::exit(results, arguments.fail_on).max(least);
    to_stdout(|out| match arguments.format {
        Format::Human => human::print(kind, results, arguments.quiet, out),
        Format::Json => json::print(kind, results, exit, out),
        Format::Github => github::print(kind, results, arguments.quiet, out),
        Format::Gitlab => gitlab::print(results, out),
        Format::Sarif => sarif::print(results, exit, out),
        Format::Junit => junit::print(kind, results, arguments.fail_on, out),
    })?;
    Ok(exit)
}

/// Writes results to `out` for a person to read; with `quiet` the problems alone.
pub fn write(kind: Kind, results: &[Results], quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    human::print(kind, results, quiet, out)
}

/// Lets `print` write to standard output. A reader that has seen enough (`| head`) is no error.
pub fn to_stdout(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    to(anstream::stdout().lock(), print)
}

/// Likewise to standard error.
pub fn to_stderr(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    to(anstream::stderr().lock(), print)
}

fn to(out: impl Write, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    match print(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
