//! `--self-check`: what pgwright sees of a project, for a person and for a report of a bug. Nothing
//! of the texts themselves is in it, and no connection string.

use crate::args::Arguments;
use crate::exit::{Exit, Result};
use crate::go_module::GoModule;
use crate::projects::{self, current_folder};
use crate::report::{self, Results, printable};
use camino::Utf8Path;
use pgwright_codegen::header::{Ownership, ownership};
use pgwright_config::{Config, Pgxkit};
use pgwright_ide::{History, Snapshot, VERSION, drifted_file};
use pgwright_problem::{Code, Problem, Severity};
use pgwright_workspace::Project;
use std::collections::BTreeMap;
use std::env;

/// Prints it for every project that the command line names. The call fails where something keeps
/// the project from being generated; that files are not in line does not.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let here = current_folder()?;
    let mut text = format!("pgwright {VERSION} ({} {})\n", env::consts::OS, env::consts::ARCH);
    let found = projects::find(arguments);
    let mut exit = Exit::Success;
    for project in found.as_deref().unwrap_or_default() {
        let (rows, ended) = match projects::snapshot(project, None) {
            Ok(snapshot) => seen(project, snapshot, &here),
            Err(unusable) => {
                let row = format!("{}; {}", unusable.message, unusable.help);
                (vec![("configuration", row)], Exit::Unusable)
            }
        };
        exit = exit.max(ended);
        text.push('\n');
        for (name, row) in rows {
            text += &format!("{name:>13}: {}\n", printable(&row));
        }
    }
    report::to_stdout(|out| out.write_all(text.as_bytes()))?;
    found.map(|_| exit)
}

type Row = (&'static str, String);

/// What is seen of one project, and how the call ends for it.
fn seen(project: &Project, snapshot: Snapshot, here: &Utf8Path) -> (Vec<Row>, Exit) {
    let document = std::sync::Arc::clone(&snapshot.document);
    let config = &document.config;
    let history = History::new(&snapshot.texts, &document);
    let model = history.model();
    let views = model.relations.values().filter(|relation| relation.kind.is_view()).count();
    let tables = model.relations.len() - views;
    let results = Results::of(&snapshot, project, here);
    let lines = results.texts.configuration.text.lines().count();
    let file = format!("{}{}", results.prefix, project.configuration);
    let mut rows = vec![("configuration", format!("{file}, {}", counted(lines, "line")))];
    if let Some(beside) = &project.beside {
        rows.push(("", format!("{beside} beside it does not count")));
    }
    if let Some(required) = &config.required_version {
        let holds = document.check_version(VERSION).is_none();
        let holds = if holds { "which this version is" } else { "which this version is not" };
        rows.push(("version", format!("the project wants {required}, {holds}")));
    }
    rows.push(("database", database(config)));
    for folder in &history.folders {
        let (count, tool) = (counted(folder.migrations, "migration"), folder.format.name());
        rows.push((
            "migrations",
            format!("{}: {count} of {tool} ({})", folder.directory, folder.reason),
        ));
    }
    let unsettled = match model.unsettled.len() {
        0 => String::new(),
        count => format!(", {count} not settled"),
    };
    let schema = format!("{}, {}{unsettled}", counted(tables, "table"), counted(views, "view"));
    rows.push(("schema", schema));
    rows.push(("features", features(&config.database.pgxkit)));
    rows.push(("output", output(project, config, &results)));
    rows.push(("Go module", go_module(project, config, here)));
    rows.push(("problems", problems(&results.problems)));
    let stops =
        |problem: &Problem| problem.severity == Severity::Error && drifted_file(problem).is_none();
    let exit = match () {
        () if results.unusable => Exit::Unusable,
        () if results.problems.iter().any(stops) => Exit::Problems,
        () => Exit::Success,
    };
    (rows, exit)
}

fn database(config: &Config) -> String {
    let schemas = config.database.schemas.join(", ");
    let dsn = match &config.database.dsn {
        None => "no dsn".to_owned(),
        Some(dsn) => match dsn.variables().as_slice() {
            [] => "a dsn that is written out, not shown here".to_owned(),
            variables => {
                let state = |name: &&str| match env::var_os(name) {
                    Some(_) => format!("{name}, which is set"),
                    None => format!("{name}, which is not set"),
                };
                let variables: Vec<String> = variables.iter().map(state).collect();
                format!("a dsn from {}", variables.join(", "))
            }
        },
    };
    format!("the rules of PostgreSQL {}; {schemas}; {dsn}", config.database.version)
}

fn features(pgxkit: &Pgxkit) -> String {
    let all = [
        ("retry", pgxkit.retry.enabled),
        ("read_write_splitting", pgxkit.read_write_splitting.enabled),
        ("health_checks", pgxkit.health_checks.enabled),
        ("metrics", pgxkit.metrics.enabled),
        ("connection", pgxkit.connection.enabled),
    ];
    let on: Vec<&str> = all.iter().filter(|(_, on)| *on && pgxkit.enabled).map(|it| it.0).collect();
    if on.is_empty() { "none".to_owned() } else { on.join(", ") }
}

fn output(project: &Project, config: &Config, results: &Results) -> String {
    let directory = &config.output.directory;
    let folder = project.path(directory);
    let foreign = |file: &&pgwright_problem::TextFile| {
        ownership(&file.path, &file.text) == Ownership::Foreign
    };
    let others = results.texts.output.iter().filter(foreign).count();
    let state = match folder.metadata() {
        Err(_) => "not there yet".to_owned(),
        Ok(metadata) if !metadata.is_dir() => "is no folder".to_owned(),
        Ok(metadata) => {
            let in_line = format!("{} in line", counted(results.in_line.len(), "file"));
            let others = format!("{} not pgwright's", counted(others, "Go file"));
            let shut = if metadata.permissions().readonly() { ", read-only" } else { "" };
            format!("{in_line}, {others}{shut}")
        }
    };
    format!("{directory} (package {}): {state}", config.output.package)
}

fn go_module(project: &Project, config: &Config, here: &Utf8Path) -> String {
    let folder = project.path(&config.output.directory);
    let Some(module) = GoModule::around(&folder) else {
        return "none around the output folder: `go mod init` makes one".to_owned();
    };
    let file = module.folder.join("go.mod");
    let file = file.strip_prefix(here).unwrap_or(&file);
    let go = module.go.as_deref().unwrap_or("not said");
    let pgxkit = module.pgxkit.as_deref().unwrap_or("not required yet");
    format!("{} ({file}): go {go}, pgxkit {pgxkit}", module.path)
}

/// How many there are of each code. Messages stay out: they name what is the person's own.
fn problems(problems: &[Problem]) -> String {
    let mut counts: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
    for problem in problems {
        *counts.entry((problem.severity, problem.code)).or_default() += 1;
    }
    let named = |((severity, code), count): (&(Severity, Code), &usize)| {
        format!("{count} {severity} {}", code.name())
    };
    let counts: Vec<String> = counts.iter().map(named).collect();
    if counts.is_empty() {
        "none".to_owned()
    } else {
        format!("{} (`pgwright --check` shows them)", counts.join(", "))
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
