//! The files of a project at one moment, cheap to keep.

use crate::{Change, Snapshot};
use pgwright_config::Document;
use pgwright_fixture::Fixture;
use pgwright_problem::{Code, Location, Problem, ProjectTexts, Span, TextFile, Versions};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

pub const CONFIGURATION: &str = "pgwright.yaml";

#[derive(Debug, Clone, PartialEq)]
pub struct State {
    files: BTreeMap<Arc<str>, Arc<str>>,
    /// What git has.
    versions: Arc<Versions>,
    /// A file that is there and cannot be read.
    unreadable: Option<Arc<str>>,
}

impl State {
    /// A project as a fixture writes it down, with everything generated.
    pub fn generated(fixture: &str) -> Self {
        let files = Fixture::parse(fixture).files;
        let files = files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        let mut state = Self { files, versions: Arc::default(), unreadable: None };
        state.apply(Snapshot::new(state.texts(), None).changes());
        state
    }

    pub fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Write { path, text } => drop(self.files.insert(path, text)),
                Change::Remove { path } => drop(self.files.remove(&path)),
            }
        }
    }

    /// The files whose names `wanted` takes.
    pub fn paths(&self, wanted: impl Fn(&str) -> bool) -> Vec<Arc<str>> {
        self.files.keys().filter(|path| wanted(path)).cloned().collect()
    }

    pub fn read(&self, path: &str) -> &Arc<str> {
        &self.files[path]
    }

    pub fn write(&mut self, path: &str, text: Arc<str>) {
        self.files.insert(path.into(), text);
    }

    /// The configuration stays.
    pub fn remove(&mut self, path: &str) -> Option<Arc<str>> {
        (path != CONFIGURATION).then(|| self.files.remove(path))?
    }

    /// All migrations go into git as they are.
    pub fn commit(&mut self) {
        let migrations = self.texts().migrations.into_iter().flat_map(|(_, files)| files);
        let mut committed: Vec<TextFile> = migrations.collect();
        committed.sort_by(|a, b| a.path.cmp(&b.path));
        self.versions = Arc::new(Versions { committed, merged: Vec::new() });
    }

    pub fn make_unreadable(&mut self, path: Option<Arc<str>>) {
        self.unreadable = path;
    }

    /// The texts as a disk would give them.
    pub fn texts(&self) -> ProjectTexts {
        let readable =
            self.files.iter().filter(|(path, _)| Some(*path) != self.unreadable.as_ref());
        let readable: Vec<_> = readable.collect();
        let below = |folder: &str, extension: &str| -> Vec<TextFile> {
            let is_below = |path: &str| {
                path.strip_prefix(folder).is_some_and(|it| it.starts_with('/'))
                    && path.ends_with(extension)
            };
            let files = readable.iter().filter(|(path, _)| is_below(path));
            files.map(|(path, text)| TextFile::new(Arc::clone(path), Arc::clone(text))).collect()
        };
        let text = Arc::clone(&self.files[CONFIGURATION]);
        let config = Document::parse(&CONFIGURATION.into(), &text).config;
        let directories = config.migrations.directories.iter();
        let problem = |path: &Arc<str>| {
            let location = Location::new(path, Span::default());
            Problem::new(Code::File, location, "permission denied")
        };
        ProjectTexts {
            configuration: TextFile::new(CONFIGURATION, text),
            migrations: directories.map(|it| (it.as_str().into(), below(it, ".sql"))).collect(),
            output: Arc::new(below(&config.output.directory, ".go")),
            problems: self.unreadable.iter().map(problem).collect(),
            versions: Arc::clone(&self.versions),
        }
    }
}

/// The first of several states, and what becomes another with each that follows.
pub fn story(states: &[&State]) -> String {
    let mut story = String::new();
    for (path, text) in states.first().map(|it| &it.files).into_iter().flatten() {
        match path.ends_with(".go") {
            true => writeln!(story, "//- /{path} ({} bytes)", text.len()).unwrap(),
            false => writeln!(story, "//- /{path}\n{text}").unwrap(),
        }
    }
    for (number, pair) in states.windows(2).enumerate() {
        let [before, now] = pair else { continue };
        writeln!(story, "==== edit {}", number + 1).unwrap();
        for path in before.files.keys().filter(|path| !now.files.contains_key(*path)) {
            writeln!(story, "removed {path}").unwrap();
        }
        for (path, text) in &now.files {
            let old = before.files.get(path);
            if old != Some(text) {
                let old = old.map_or("", |old| &**old);
                let difference = similar::TextDiff::from_lines(old, &**text);
                writeln!(story, "/{path}\n{}", difference.unified_diff().context_radius(1))
                    .unwrap();
            }
        }
        if before.versions != now.versions {
            story += "committed\n";
        }
        if before.unreadable != now.unreadable {
            writeln!(story, "unreadable: {:?}", now.unreadable).unwrap();
        }
    }
    story
}
