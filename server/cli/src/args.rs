//! The command line.

use crate::explain;
use camino::Utf8PathBuf;
use clap::{ArgAction, ArgGroup, Parser, ValueEnum};
use pgwright_problem::Code;

const CALLS: &str = "Calls";
const OPTIONS: &str = "Options";

/// Reads the command line; a wrong one ends the process with 2, `--help` and `--version` with 0.
pub fn read() -> Arguments {
    Arguments::parse()
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
    group = ArgGroup::new("call").args(["generate", "check", "schema", "json_schema", "explain", "stdio"]),
    group = ArgGroup::new("headless").args(["generate", "check", "schema"]).multiple(true),
    after_help = "Exit codes: 0 nothing is wrong; 1 a problem of severity error, drift among them; \
                  2 the call or the configuration cannot be used."
)]
pub struct Arguments {
    /// Bring the generated files in line with migrations and configuration
    ///
    /// Prints what was written, removed and left alone. Files that a person wrote or edited are
    /// not touched, but for those that --force names.
    #[arg(long, help_heading = CALLS)]
    generate: bool,

    /// Write nothing, and report each drift with its file, line and cause
    #[arg(long, help_heading = CALLS)]
    check: bool,

    /// Print the schema that the migrations make
    #[arg(long, help_heading = CALLS)]
    schema: bool,

    /// Print the JSON Schema of pgwright.yaml
    #[arg(long, help_heading = CALLS)]
    json_schema: bool,

    /// Explain a problem's code, or list the codes
    #[arg(long, value_name = "CODE", help_heading = CALLS)]
    #[arg(hide_possible_values = true, ignore_case = true, value_parser = explain::codes())]
    pub explain: Option<Option<Code>>,

    /// Be a language server on standard input and output (the default)
    #[arg(long, help_heading = CALLS)]
    stdio: bool,

    /// Look for projects in this folder and below it, instead of from the current one upwards
    #[arg(long, value_name = "DIR", help_heading = OPTIONS)]
    #[arg(requires = "headless", conflicts_with_all = ["json_schema", "explain", "stdio"])]
    pub root: Option<Utf8PathBuf>,

    /// Use this configuration; its folder is the project's root
    #[arg(long, value_name = "FILE", help_heading = OPTIONS)]
    #[arg(requires = "headless", conflicts_with_all = ["root", "json_schema", "explain", "stdio"])]
    pub config: Option<Utf8PathBuf>,

    /// With --generate: give up what a person edited in this generated file; may be repeated
    #[arg(long, value_name = "PATH", require_equals = true, help_heading = OPTIONS)]
    #[arg(requires = "generate", conflicts_with_all = ["check", "schema", "json_schema", "stdio"])]
    pub force: Vec<Utf8PathBuf>,

    /// With --schema: read this folder of migrations, without any configuration; may be repeated
    #[arg(long, value_name = "DIR", help_heading = OPTIONS)]
    #[arg(requires = "schema", conflicts_with_all = ["config", "generate", "check", "json_schema", "explain", "stdio"])]
    pub migrations: Vec<String>,

    /// With --schema: how the schema is printed
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = OPTIONS)]
    #[arg(requires = "schema", conflicts_with_all = ["generate", "check", "json_schema", "explain", "stdio"])]
    pub format: Format,

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
            _ => Call::Serve,
        }
    }
}

/// How the schema is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading
    Human,
    /// One JSON object, `pg-schema/1`
    Json,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes it hold for standard output and standard error.
    pub fn write_global(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// What is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Nothing
    Off,
    /// What failed
    Error,
    /// And what may be wrong
    Warn,
    /// And what is done
    Info,
    /// And how
    Debug,
    /// And each step of it
    Trace,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }
}
