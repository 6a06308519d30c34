//! `--schema`: the model that the migrations make.

mod human;

use crate::args::{Arguments, Format};
use crate::exit::{Exit, Result, Unusable};
use crate::projects::{self, current_folder};
use crate::report::{self, Kind, Results};
use camino::Utf8PathBuf;
use pgwright_config::Document;
use pgwright_ide::History;
use pgwright_problem::{Code, ProjectTexts, TextFile};
use pgwright_schema::document::Document as Schema;
use std::io;

/// Prints the model of the project, or of the migration folders, that the command line names. With
/// `--format json` the problems go to standard error.
pub fn run(arguments: &Arguments) -> Result<Exit> {
    let (texts, prefix) = read(arguments)?;
    let document = Document::parse(&texts.configuration.path, &texts.configuration.text);
    let history = History::new(&texts, &document);
    let schema = Schema::from(&history.model());
    let mut problems = history.problems(&document);
    if !arguments.migrations.is_empty() {
        for problem in problems.iter_mut().filter(|it| it.code == Code::MigrationNone) {
            problem.help = vec!["give --migrations the folder of the `.sql` files".to_owned()];
        }
    }
    let unusable = report::is_unusable(&document);
    let base = prefix.clone();
    let results =
        [Results { prefix, base, texts, files: vec![], in_line: vec![], problems, unusable }];
    match arguments.format {
        Format::Json => {
            report::to_stdout(|out| {
                serde_json::to_writer_pretty(&mut *out, &schema).map_err(io::Error::from)?;
                writeln!(out)
            })?;
            report::to_stderr(|out| report::write(Kind::Schema, &results, true, out))?;
        }
        _ => report::to_stdout(|out| {
            human::print(&history.folders, &schema, out)?;
            report::write(Kind::Schema, &results, arguments.quiet, out)
        })?,
    }
    Ok(Results::exit(&results, arguments.fail_on))
}

/// The texts, and what stands before their paths in a report.
fn read(arguments: &Arguments) -> Result<(ProjectTexts, String)> {
    let here = current_folder()?;
    if arguments.migrations.is_empty() {
        let mut projects = projects::find(arguments)?;
        let Some(project) = projects.pop().filter(|_| projects.is_empty()) else {
            let first = projects.iter().map(|it| format!("`{}`", it.root)).collect::<Vec<_>>();
            return Err(Unusable::new(
                format!("there are several projects, in {} and others", first.join(", ")),
                "name one with --root or --config",
            ));
        };
        return Ok((projects::read(&project)?, report::prefix(&project, &here)));
    }
    let root = arguments.root.as_deref().map_or(here.clone(), |root| here.join(root));
    let is_folder = |directory: &&String| root.join(directory).is_dir();
    if let Some(wrong) = arguments.migrations.iter().find(|it| !is_folder(it)) {
        let help = "give --migrations the folder of the `.sql` files";
        return Err(Unusable::new(format!("`{wrong}` is not a folder"), help));
    }
    let mut texts = pgwright_workspace::read_migrations(&root, &arguments.migrations, &[]);
    texts.configuration = TextFile::new(arguments.migrations.join(", "), "");
    let prefix =
        arguments.root.clone().map_or_else(String::new, |it: Utf8PathBuf| format!("{it}/"));
    Ok((texts, prefix))
}
