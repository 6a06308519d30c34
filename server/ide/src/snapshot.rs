//! Everything known of one project at one moment.

use crate::cache::ParseCache;
use crate::doubts::Doubts;
use crate::drift::{self, FileState, State};
use crate::history::{Before, History};
use crate::severity;
use pgwright_codegen::{Generated, Generation};
use pgwright_config::Document;
use pgwright_problem::{Problem, ProjectTexts, Span, TextFile};
use pgwright_schema::model::Model;
use pgwright_schema::replay::Replay;
use std::collections::BTreeSet;
use std::mem;
use std::sync::Arc;

/// Everything known of one project at one moment: a function of its texts.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What it was made of.
    pub texts: ProjectTexts,
    /// The configuration.
    pub document: Arc<Document>,
    /// The model behind every migration.
    pub replay: Arc<Replay>,
    /// What the replay was made of.
    history: Arc<History>,
    /// What the output folder should hold.
    pub expected: Arc<Generated>,
    /// The same, with what the next snapshot can take over from it.
    generation: Arc<Generation>,
    /// Everything that is wrong, drift included, with the configuration's severities, sorted.
    pub problems: Vec<Problem>,
    /// The model behind the last migration.
    model: Model,
    /// What is in doubt.
    pub(crate) doubts: Doubts,
    /// How the files stand that are not in line, sorted by path.
    files: Vec<FileState>,
    /// Handed on to the snapshots that follow.
    cache: Arc<ParseCache>,
}

/// A change to the output folder that brings it in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Writes a file that is missing or stale.
    Write {
        /// Relative to the project's root.
        path: Arc<str>,
        /// The whole text.
        text: Arc<str>,
    },
    /// Removes an orphan.
    Remove {
        /// Relative to the project's root.
        path: Arc<str>,
    },
}

impl Change {
    /// The file that is changed.
    pub fn path(&self) -> &Arc<str> {
        match self {
            Self::Write { path, .. } | Self::Remove { path } => path,
        }
    }
}

impl Snapshot {
    /// Makes a snapshot of `texts`. What `previous` has in common with them is taken from it;
    /// the result is the same without.
    pub fn new(texts: ProjectTexts, previous: Option<&Snapshot>) -> Self {
        let cache = previous.map_or_else(Arc::default, |previous| Arc::clone(&previous.cache));
        let document = match previous {
            Some(previous) if previous.texts.configuration == texts.configuration => {
                Arc::clone(&previous.document)
            }
            _ => Arc::new(Document::parse(&texts.configuration.path, &texts.configuration.text)),
        };
        let history = history(&texts, &document, &cache, previous);
        let model = history.model();
        let replay = Arc::clone(&history.replay);
        let mut problems = history.problems.clone();
        problems.extend(unmatched(&document, &model));
        let doubts = Doubts::of(&texts, &document, &problems, &replay, &model);
        let generation = generation(&texts, &document, &model, previous);
        let expected = Arc::clone(generation.generated());
        problems.extend(expected.problems.iter().cloned());
        let files = doubts.states(&document, &model, &expected, &texts, previous);

        let mut snapshot = Self {
            texts,
            document,
            replay,
            history,
            expected,
            generation,
            problems,
            model,
            doubts,
            files,
            cache,
        };
        let mut problems = mem::take(&mut snapshot.problems);
        problems.extend(drift::problems(&snapshot, &snapshot.files));
        snapshot.problems = severity::configured(problems, &snapshot.document);
        snapshot
    }

    /// What the replay was made of.
    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    /// The model behind the last migration.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Which bytes of the migration that is that step go up.
    pub(crate) fn up(&self, step: usize) -> Option<&[Span]> {
        self.history.ordered.get(step).map(|migration| migration.up.as_slice())
    }

    /// What `--generate` and "Regenerate" do, sorted by path. Files that a person wrote or edited
    /// are not among it, nor orphans while the replay has errors or has read no migration.
    pub fn changes(&self) -> Vec<Change> {
        self.changes_with(&BTreeSet::new())
    }

    /// Likewise, and the edits in the generated files `forced` are given up. A person's own file
    /// is not touched by that either.
    pub fn changes_with(&self, forced: &BTreeSet<Arc<str>>) -> Vec<Change> {
        let change = |file: &FileState| match forced.contains(&file.path) {
            true => self.forced_change(file),
            false => self.change(file),
        };
        self.files.iter().filter_map(change).collect()
    }

    /// Likewise for one table or view, with the files that serve all, without which its own do not
    /// compile; `None` when nothing is generated for it. `name`: `schema.name`, or one in the first
    /// schema.
    pub fn changes_of(&self, name: &str) -> Option<Vec<Change>> {
        let config = &self.document.config;
        let named = |id| {
            let relation = self.model.relation(id)?;
            let schema = self.model.schema_name(relation.schema);
            let is_named = format!("{schema}.{}", relation.name) == name
                || schema == config.first_schema() && *relation.name == *name;
            is_named.then_some(id)
        };
        let wanted = self.expected.files.iter().find_map(|file| named(file.relation?))?;
        let is_wanted = |file: &&FileState| {
            let expected = self.expected_file(&file.path);
            expected.is_some_and(|it| it.relation.is_none_or(|relation| relation == wanted))
        };
        Some(self.files.iter().filter(is_wanted).filter_map(|file| self.change(file)).collect())
    }

    /// What brings one file in line where a person wants its edits gone.
    pub(crate) fn forced_change(&self, file: &FileState) -> Option<Change> {
        let path = Arc::clone(&file.path);
        match (file.state, self.expected_file(&file.path)) {
            (State::Edited | State::Disputed, Some(expected)) => {
                Some(Change::Write { path, text: Arc::clone(&expected.text) })
            }
            (State::Edited | State::Disputed, None) => Some(Change::Remove { path }),
            _ => self.change(file),
        }
    }

    /// What brings one file in line without asking anybody.
    pub(crate) fn change(&self, file: &FileState) -> Option<Change> {
        match file.state {
            State::Missing | State::Stale | State::Conflict => {
                let text = Arc::clone(&self.expected_file(&file.path)?.text);
                Some(Change::Write { path: Arc::clone(&file.path), text })
            }
            State::Orphan => Some(Change::Remove { path: Arc::clone(&file.path) }),
            State::Edited | State::Disputed | State::Foreign | State::Twin => None,
        }
    }

    /// How the file at `path` stands; `None`: in line, or not pgwright's.
    pub(crate) fn state(&self, path: &str) -> Option<&FileState> {
        let index = self.files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        self.files.get(index)
    }

    /// How the files stand that are not in line.
    pub(crate) fn states(&self) -> impl Iterator<Item = &FileState> {
        self.files.iter()
    }

    /// The expected file at `path`.
    pub(crate) fn expected_file(&self, path: &str) -> Option<&pgwright_codegen::GeneratedFile> {
        let files = &self.expected.files;
        let index = files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        files.get(index).map(|file| &**file)
    }

    /// The text of the file at `path` in the output folder.
    pub fn output_file(&self, path: &str) -> Option<&TextFile> {
        let index = self.texts.output.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        self.texts.output.get(index)
    }
}

/// The names in the configuration that match nothing. What is unsettled may be there.
fn unmatched(document: &Document, model: &Model) -> Vec<Problem> {
    let unsettled = model.unsettled.iter().map(|(schema, name)| (&**schema, &**name));
    let relations = model.relations.values();
    let tables: Vec<(&str, &str)> = relations
        .map(|relation| (model.schema_name(relation.schema), &*relation.name))
        .chain(unsettled)
        .collect();
    document.unmatched(&tables, |schema, table| {
        if model.unsettled.contains(&(Arc::from(schema), Arc::from(table))) {
            return None;
        }
        let relation = model.relation_named(schema, table)?;
        Some(relation.columns.iter().map(|column| column.name.to_string()).collect())
    })
}

/// Reads and replays the migrations, or takes the history from `previous` when nothing has changed
/// that it hangs on.
fn history(
    texts: &ProjectTexts,
    document: &Arc<Document>,
    cache: &ParseCache,
    previous: Option<&Snapshot>,
) -> Arc<History> {
    if let Some(previous) = previous
        && Arc::ptr_eq(&previous.document, document)
        && previous.texts.migrations == texts.migrations
        && previous.texts.problems == texts.problems
        && previous.texts.versions == texts.versions
    {
        return Arc::clone(&previous.history);
    }
    let before = previous.map(|previous| Before {
        history: &previous.history,
        texts: &previous.texts,
        document: &previous.document,
    });
    Arc::new(History::with(texts, document, cache, before))
}

/// Generates what the output folder should hold, and takes from `previous` what has not changed.
fn generation(
    texts: &ProjectTexts,
    document: &Arc<Document>,
    model: &Model,
    previous: Option<&Snapshot>,
) -> Arc<Generation> {
    let Some(previous) = previous.filter(|it| Arc::ptr_eq(&it.document, document)) else {
        return Arc::new(Generation::new(model, document, &texts.output));
    };
    let (earlier, before) = (&previous.generation, &previous.texts.output);
    if earlier.stands(before, model, &texts.output) {
        return Arc::clone(earlier);
    }
    Arc::new(Generation::after(earlier, before, model, document, &texts.output))
}
