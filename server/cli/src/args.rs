//! The command line.

mod values;

pub use values::{Color, FailOn, Format, LogLevel};

use crate::explain;
use camino::Utf8PathBuf;
use clap::error::ErrorKind;
use clap::{ArgAction, ArgGroup, CommandFactory, Parser, ValueHint};
use clap_complete::Shell;
use pgwright_problem::Code;

const CALLS: &str = "Calls";
const OPTIONS: &str = "Options";
/// What the exit codes say.
pub const EXIT_CODES: &str = "Exit codes: 0 nothing is wrong; 1 a problem of severity error, drift \
                          among them (--fail-on warning: or of severity warning); 2 the call or \
                          the configuration cannot be used.";

/// Reads the command line; a wrong one ends the process with 2, `--help` and `--version` with 0.
pub fn read() -> Arguments {
    let arguments = Arguments::parse();
    if let Err(message) = arguments.fit() {
        Arguments::command().error(ErrorKind::ArgumentConflict, message).exit();
    }
    arguments
}

/// Go repositories on pgxkit v2 from SQL migrations: a language server, and its engine for CI.
///
/// Without a call pgwright is a language server on standard input and output: an editor starts it.
#[derive(Debug, Parser)]
#[command(
    name = "pgwright",
    version,
    max_term_width = 100,
    disable_help_flag = true,
    disable_version_flag = true,
    // A flag says itself which it belongs to: the calls, of which one is made at a time; those that
    // are about projects, for which --root and --config say which; those with a report; those that
    // stand alone, and have none of it.
    group = ArgGroup::new("call"),
    group = ArgGroup::new("headless").multiple(true),
    group = ArgGroup::new("reporting").multiple(true),
    group = ArgGroup::new("alone").multiple(true),
    after_help = EXIT_CODES
)]
pub struct Arguments {
    /// Bring the generated files in line with migrations and configuration
    ///
    /// Prints what was written, removed and left alone. Files that a person wrote or edited are
    /// not touched, but for those that --force names.
    #[arg(long, help_heading = CALLS, groups = ["call", "headless", "reporting"])]
    generate: bool,

    /// Write nothing, and report each drift with its file, line and cause
    #[arg(long, help_heading = CALLS, groups = ["call", "headless", "reporting"])]
    check: bool,

    /// Print the schema that the migrations make
    #[arg(long, help_heading = CALLS, groups = ["call", "headless", "reporting"])]
    schema: bool,

    /// Print the JSON Schema of pgwright.yaml
    #[arg(long, help_heading = CALLS, groups = ["call", "alone"])]
    json_schema: bool,

    /// Explain a problem's code, or list the codes
    #[arg(long, value_name = "CODE", help_heading = CALLS, groups = ["call", "alone"])]
    #[arg(hide_possible_values = true, ignore_case = true, value_parser = explain::codes())]
    pub explain: Option<Option<Code>>,

    /// Write a pgwright.yaml for the Go module and the migrations that are here
    ///
    /// Says what was found and what comes next. One that is there already stays as it is.
    #[arg(long, help_heading = CALLS, groups = ["call", "headless"])]
    init: bool,

    /// Print what is seen of a project: its migrations, their tool, its Go module; for bug reports
    ///
    /// No text of the project and no secret is in it.
    #[arg(long, help_heading = CALLS, groups = ["call", "headless"])]
    self_check: bool,

    /// Generate, and again whenever a file of a project changes; a line for each change
    #[arg(long, help_heading = CALLS, groups = ["call", "headless"])]
    watch: bool,

    /// Print what a shell completes: `bash`, `elvish`, `fish`, `powershell` or `zsh`
    #[arg(long, value_name = "SHELL", help_heading = CALLS, groups = ["call", "alone"])]
    #[arg(hide_possible_values = true)]
    completions: Option<Shell>,

    /// Print the manual page, which `man` shows
    #[arg(long, help_heading = CALLS, groups = ["call", "alone"])]
    manual: bool,

    /// Be a language server on standard input and output (the default)
    #[arg(long, help_heading = CALLS, groups = ["call", "alone"])]
    stdio: bool,

    /// Look for projects in this folder and below it, instead of from the current one upwards
    #[arg(long, value_name = "DIR", help_heading = OPTIONS)]
    #[arg(requires = "headless", conflicts_with = "alone", value_hint = ValueHint::DirPath)]
    pub root: Option<Utf8PathBuf>,

    /// Use this configuration; its folder is the project's root
    #[arg(long, value_name = "FILE", help_heading = OPTIONS)]
    #[arg(requires = "headless", conflicts_with_all = ["root", "init", "alone"], value_hint = ValueHint::FilePath)]
    pub config: Option<Utf8PathBuf>,

    /// With --init: carry over what this sqlc.yaml, sqlc.json or skimatik.yaml says
    #[arg(long, value_name = "FILE", requires = "init", help_heading = OPTIONS)]
    #[arg(value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["generate", "check", "schema", "alone"])]
    pub from: Option<Utf8PathBuf>,

    /// With --generate: give up what a person edited in this generated file; may be repeated
    #[arg(long, value_name = "PATH", require_equals = true, help_heading = OPTIONS)]
    #[arg(requires = "generate", conflicts_with_all = ["check", "schema", "alone"])]
    pub force: Vec<Utf8PathBuf>,

    /// With --schema: read this folder of migrations, without any configuration; may be repeated
    #[arg(long, value_name = "DIR", help_heading = OPTIONS)]
    #[arg(requires = "schema", conflicts_with_all = ["config", "generate", "check", "alone"])]
    #[arg(value_hint = ValueHint::DirPath)]
    pub migrations: Vec<String>,

    /// How results are printed: `human`, `json`, `github`, `gitlab`, `sarif` or `junit`
    ///
    /// All but `human` name files from the root of the repository. With --schema: `human` or
    /// `json`.
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = OPTIONS)]
    #[arg(requires = "reporting", conflicts_with = "alone")]
    #[arg(hide_possible_values = true)]
    pub format: Format,

    /// Which problems make the exit code 1: `error`, or `warning` for warnings too
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = OPTIONS)]
    #[arg(requires = "reporting", conflicts_with = "alone")]
    #[arg(hide_possible_values = true)]
    pub fail_on: FailOn,

    /// With --generate: write nothing, print a diff that `git apply` takes, exit as --check does
    ///
    /// The diff is all that goes to standard output. What generating would not mend is told on
    /// standard error.
    #[arg(long, help_heading = OPTIONS)]
    #[arg(requires = "generate", conflicts_with_all = ["format", "check", "schema", "alone"])]
    pub dry_run: bool,

    /// When to use colours: `always`, `never`, or `auto`: on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = OPTIONS)]
    #[arg(hide_possible_values = true)]
    pub color: Color,

    /// Print problems and nothing else
    #[arg(short, long, help_heading = OPTIONS)]
    pub quiet: bool,

    /// What to log to standard error: `off`, `error`, `warn`, `info`, `debug` or `trace`
    #[arg(long, value_name = "LEVEL", default_value = "warn", help_heading = OPTIONS)]
    #[arg(hide_possible_values = true)]
    pub log_level: LogLevel,

    /// Log to this file instead, behind what is there
    #[arg(long, value_name = "FILE", help_heading = OPTIONS, value_hint = ValueHint::FilePath)]
    pub log_file: Option<Utf8PathBuf>,

    /// Print this help
    #[arg(short, long, action = ArgAction::Help, help_heading = OPTIONS)]
    help: Option<bool>,

    /// Print the version
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = OPTIONS)]
    version: Option<bool>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `--generate`
    Generate,
    /// `--check`
    Check,
    /// `--schema`
    Schema,
    /// `--json-schema`
    JsonSchema,
    /// `--explain`
    Explain(Option<Code>),
    /// `--init`
    Init,
    /// `--self-check`
    SelfCheck,
    /// `--watch`
    Watch,
    /// `--completions`
    Completions(Shell),
    /// `--manual`
    Manual,
    /// `--stdio`, or nothing
    Serve,
}

impl Arguments {
    /// What is to be done.
    pub fn call(&self) -> Call {
        match self {
            Self { generate: true, .. } => Call::Generate,
            Self { check: true, .. } => Call::Check,
            Self { schema: true, .. } => Call::Schema,
            Self { json_schema: true, .. } => Call::JsonSchema,
            Self { explain: Some(code), .. } => Call::Explain(*code),
            Self { init: true, .. } => Call::Init,
            Self { self_check: true, .. } => Call::SelfCheck,
            Self { watch: true, .. } => Call::Watch,
            Self { completions: Some(shell), .. } => Call::Completions(*shell),
            Self { manual: true, .. } => Call::Manual,
            _ => Call::Serve,
        }
    }

    /// What the definitions of the flags cannot say: which formats a call has.
    fn fit(&self) -> Result<(), &'static str> {
        match (self.call(), self.format) {
            (Call::Schema, Format::Human | Format::Json) => Ok(()),
            (Call::Schema, _) => Err("--schema is printed as `human` or `json`"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }
}
