//! From SQL and YAML to Go, the whole way, for tests.
#![allow(dead_code, clippy::unwrap_used)]

use pgwright_codegen::{Generated, GeneratedFile, generate};
use pgwright_config::Document;
use pgwright_problem::{Severity, Span, TextFile};
use pgwright_schema::replay::{Step, replay};
use std::fmt::Write as _;
use std::process::Command;
use std::sync::Arc;

/// What a project of one migration and one configuration generates.
pub struct Project {
    pub sql: String,
    pub yaml: String,
    pub others: Vec<TextFile>,
    pub generated: Generated,
}

/// Generates Go from SQL with a configuration, and holds every file against gofmt.
pub fn project(yaml: &str, sql: &str) -> Project {
    project_with(yaml, sql, &[])
}

/// As [`project`], with Go files of a person's in the output folder.
pub fn project_with(yaml: &str, sql: &str, others: &[(&str, &str)]) -> Project {
    let others: Vec<TextFile> =
        others.iter().map(|(path, text)| TextFile::new(*path, *text)).collect();
    let project = without_gofmt(yaml, sql, &others);
    gofmt(&project.generated.files);
    project
}

/// As [`project`] without looking at the layout.
pub fn without_gofmt(yaml: &str, sql: &str, others: &[TextFile]) -> Project {
    let document = Document::parse(&Arc::from("pgwright.yaml"), yaml);
    assert!(document.problems.is_empty(), "{:?}", document.problems);
    let parsed = pgwright_schema::parse(sql, &[Span::new(0, sql.len() as u32)]);
    let step = Step { path: Arc::from("migrations/1.sql"), parsed: Arc::new(parsed) };
    let replay = replay(&[step], 15, None);
    let generated = generate(&replay.model(), &document, others);
    Project { sql: sql.to_owned(), yaml: yaml.to_owned(), others: others.to_vec(), generated }
}

impl Project {
    /// The text of a file of the output folder.
    pub fn file(&self, name: &str) -> &GeneratedFile {
        let path = format!("internal/repository/{name}");
        let found = self.generated.files.iter().find(|file| *file.path == *path);
        found.unwrap_or_else(|| panic!("no {path} among {:?}", self.paths()))
    }

    /// The names of all files.
    pub fn paths(&self) -> Vec<&str> {
        self.generated
            .files
            .iter()
            .map(|file| file.path.strip_prefix("internal/repository/").unwrap_or(&file.path))
            .collect()
    }

    /// The part of a file from the line with `from` up to the line that closes it.
    pub fn part(&self, name: &str, from: &str) -> String {
        let text = &self.file(name).text;
        let start = text.find(from).unwrap_or_else(|| panic!("no `{from}` in\n{text}"));
        let start = text[..start].rfind("\n\n").map_or(0, |blank| blank + 2);
        let end = text[start..].find("\n}\n").map_or(text.len(), |end| start + end + 3);
        text[start..end].to_owned()
    }

    /// The names of a repository's methods.
    pub fn methods(&self, name: &str) -> Vec<String> {
        self.file(name)
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("func (r *"))
            .filter_map(|line| line.split_once(") ")?.1.split_once('('))
            .map(|(method, _)| method.to_owned())
            .filter(|method| method.starts_with(char::is_uppercase))
            .collect()
    }

    /// The problems, each with the text that it stands at.
    pub fn problems(&self) -> String {
        let mut out = String::new();
        for problem in &self.generated.problems {
            let severity = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                _ => "note",
            };
            let place = &problem.location;
            let text = match &*place.file {
                "pgwright.yaml" => &self.yaml[place.span.range()],
                "migrations/1.sql" => &self.sql[place.span.range()],
                path => {
                    let other = self.others.iter().find(|other| *other.path == *path);
                    other.map_or("", |other| &other.text[place.span.range()])
                }
            };
            writeln!(out, "{severity}[{}] {} `{text}`", problem.code, place.file).unwrap();
            writeln!(out, "  {}", problem.message).unwrap();
            for help in &problem.help {
                writeln!(out, "  help: {help}").unwrap();
            }
            for related in &problem.related {
                writeln!(out, "  {}: {}", related.location.file, related.message).unwrap();
            }
        }
        out
    }
}

/// Fails where gofmt would print any of the files otherwise.
pub fn gofmt(files: &[Arc<GeneratedFile>]) {
    let folder = tempfile::tempdir().unwrap();
    let go = files.iter().filter(|file| file.path.ends_with(".go"));
    for (number, file) in go.enumerate() {
        std::fs::write(folder.path().join(format!("{number}.go")), &*file.text).unwrap();
    }
    let output = Command::new("gofmt").arg("-d").arg(folder.path()).output().unwrap_or_else(|e| {
        panic!("gofmt is part of Go, which these tests need (https://go.dev/dl): {e}")
    });
    let difference = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && difference.is_empty(), "gofmt:\n{errors}{difference}");
}
