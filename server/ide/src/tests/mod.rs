//! Whole projects in one text, edited, and asked.

#![allow(clippy::unwrap_used)]

mod actions;
mod answers;
mod completion;
mod completion_settings;
mod definition;
mod down;
mod drift;
mod drift_features;
mod edits;
mod features;
mod fuzz;
mod hover;
mod incremental;
mod lens;
mod mends;
mod mends_of_each_kind;
mod merges;
mod names;
mod references;
mod released;
mod symbols;
mod texts;
mod tree;

use crate::{Change, Snapshot};
use pgwright_config::Document;
use pgwright_fixture::Fixture;
use pgwright_problem::{LineIndex, Location, ProjectTexts, Span, TextFile, Versions};
use std::fmt::Write;
use std::sync::Arc;

/// A project as a fixture writes it down, to be edited.
pub(super) struct Project {
    files: Vec<(String, String)>,
    pub cursor: Option<(String, u32)>,
    /// What git has.
    pub versions: Arc<Versions>,
}

impl Project {
    pub fn new(fixture: &str) -> Self {
        let Fixture { files, cursor } = Fixture::parse(fixture);
        Self { files, cursor, versions: Arc::default() }
    }

    /// The same project with everything generated.
    pub fn generated(fixture: &str) -> Self {
        let mut project = Self::new(fixture);
        project.generate();
        project
    }

    /// Does what `--generate` does.
    pub fn generate(&mut self) {
        self.apply(self.snapshot().changes());
    }

    pub fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Write { path, text } => self.write(&path, &text),
                Change::Remove { path } => self.remove(&path),
            }
        }
    }

    pub fn read(&self, path: &str) -> &str {
        let file = self.files.iter().find(|(name, _)| name == path);
        file.map(|(_, text)| &**text).unwrap_or_else(|| panic!("{path} is not there"))
    }

    pub fn write(&mut self, path: &str, text: &str) {
        match self.files.iter_mut().find(|(name, _)| name == path) {
            Some(file) => file.1 = text.to_owned(),
            None => self.files.push((path.to_owned(), text.to_owned())),
        }
    }

    pub fn remove(&mut self, path: &str) {
        self.read(path);
        self.files.retain(|(name, _)| name != path);
    }

    /// Replaces what must be there.
    pub fn edit(&mut self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}:\n{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(path, _)| &**path)
    }

    /// The texts as the disk would give them.
    pub fn texts(&self) -> ProjectTexts {
        let mut files = self.files.clone();
        files.sort();
        let below = |folder: &str, extension: &str| -> Vec<TextFile> {
            files
                .iter()
                .filter(|(path, _)| path.strip_prefix(folder).is_some_and(|it| it.starts_with('/')))
                .filter(|(path, _)| path.ends_with(extension))
                .map(|(path, text)| TextFile::new(path.as_str(), text.as_str()))
                .collect()
        };
        let configuration = TextFile::new("pgwright.yaml", self.read("pgwright.yaml"));
        let config = Document::parse(&configuration.path, &configuration.text).config;
        let directories = config.migrations.directories.iter();
        ProjectTexts {
            configuration,
            migrations: directories.map(|it| (it.as_str().into(), below(it, ".sql"))).collect(),
            output: Arc::new(below(&config.output.directory, ".go")),
            problems: Vec::new(),
            versions: Arc::clone(&self.versions),
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.texts(), None)
    }

    /// The offset of `$0` in a piece of text that is in a file, or where the piece begins.
    pub fn offset(&self, path: &str, marked: &str) -> u32 {
        let piece = marked.replacen("$0", "", 1);
        self.span(path, &piece).start + marked.find("$0").unwrap_or(0) as u32
    }

    /// What is wrong, as a text: each problem with its line, what it leads to, and what helps.
    pub fn problems(&self) -> String {
        let mut shown = String::new();
        for problem in &self.snapshot().problems {
            let place = self.place(&problem.location);
            writeln!(shown, "{place}: {} {}", problem.severity, problem.code).unwrap();
            writeln!(shown, "  {}", problem.message).unwrap();
            for related in &problem.related {
                writeln!(shown, "  {}: {}", self.place(&related.location), related.message)
                    .unwrap();
            }
        }
        shown
    }

    /// The file, the line counted from one, and the text at a place.
    pub fn place(&self, location: &Location) -> String {
        let text = self.read(&location.file);
        let line = LineIndex::new(text).line_column(location.span.start).line + 1;
        format!("{}:{line} `{}`", location.file, &text[location.span.range()])
    }

    /// The span of a piece of text in a file.
    pub fn span(&self, path: &str, text: &str) -> Span {
        let start = self.read(path).find(text).unwrap_or_else(|| panic!("no {text:?} in {path}"));
        Span::new(start as u32, (start + text.len()) as u32)
    }
}
