//! What the errors in a project's texts leave in doubt: of that no drift is told, and no file of it
//! is written or removed.

use crate::Snapshot;
use crate::drift::{self, FileState};
use pgwright_codegen::Generated;
use pgwright_config::Document;
use pgwright_problem::{Code, Problem, ProjectTexts, Severity};
use pgwright_schema::model::{Model, ObjectId};
use pgwright_schema::replay::Replay;
use std::sync::Arc;

/// What is in doubt. What the statements of migrations leave so is withheld by generation itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubts {
    /// Whether the files that are generated may be others than the person wants: while a
    /// configuration is half typed, defaults stand in for what it will say. One problem is to be
    /// seen then, not a whole folder of drift. A statement that has no name yet may be about any
    /// table. A migration that cannot be read is a hole in the
    /// history: what it says of the tables nobody knows. An output folder that cannot be read may
    /// hold anything.
    all: bool,
    /// The entries of `tables` with an error in them: the files of those tables are in doubt.
    tables: Vec<String>,
    /// Whether a file that is not generated may be wanted all the same: the migrations have an
    /// error, or none was found.
    orphans: bool,
}

impl Doubts {
    /// `problems`: those of the texts, the configuration and the migrations, with the severities
    /// that they were made with: a project may turn the report of an error off, not its meaning,
    /// and a warning leaves nothing in doubt.
    pub(crate) fn of(
        texts: &ProjectTexts,
        document: &Document,
        problems: &[Problem],
        replay: &Replay,
        model: &Model,
    ) -> Self {
        let errors = || problems.iter().filter(|it| it.severity == Severity::Error);
        let mut doubts = Self {
            all: texts.problems.iter().any(|problem| is_hole(texts, document, problem))
                || model.begun.contains(""),
            tables: Vec::new(),
            orphans: errors().next().is_some() || replay.steps.is_empty(),
        };
        for error in errors().filter(|it| it.location.file == *document.file()) {
            let mut path = document.path_at(error.location.span.start).into_iter();
            match (path.next().as_deref(), path.next(), path.next()) {
                (Some("tables"), Some(table), Some(_)) => doubts.tables.push(table),
                _ => doubts.all = true,
            }
        }
        doubts
    }

    /// How the files stand that are not in line, without those in doubt; sorted by path.
    pub(crate) fn states(
        &self,
        document: &Document,
        model: &Model,
        expected: &Arc<Generated>,
        texts: &ProjectTexts,
        before: Option<&Snapshot>,
    ) -> Vec<FileState> {
        if self.all {
            return Vec::new();
        }
        let before = before.filter(|before| self.were_those_of(before, texts));
        let again = before.and_then(|before| {
            let (files, was) = (before.states(), &before.expected);
            drift::states_again(files, was, expected, &texts.output, &texts.versions)
        });
        let mut states = again.unwrap_or_else(|| {
            drift::states(expected, &texts.output, &texts.versions, !self.orphans)
        });
        let unread = |path: &str| {
            texts.problems.iter().any(|it| it.code == Code::File && *it.location.file == *path)
        };
        states.retain(|state| !unread(&state.path));
        states.retain(|state| {
            let file = expected.files.binary_search_by(|file| file.path.cmp(&state.path));
            let relation = file.ok().and_then(|index| expected.files[index].relation);
            !relation.is_some_and(|it| self.has(document, model, it))
        });
        states
    }

    /// Whether the files in `texts` were what they are, and the same was in doubt, before; then a file
    /// stands otherwise only where another text is expected.
    fn were_those_of(&self, before: &Snapshot, texts: &ProjectTexts) -> bool {
        before.doubts == *self
            && self.tables.is_empty()
            && Arc::ptr_eq(&before.texts.output, &texts.output)
            && Arc::ptr_eq(&before.texts.versions, &texts.versions)
            && before.texts.problems == texts.problems
    }

    /// Whether an entry of `tables` with an error in it is about the relation.
    fn has(&self, document: &Document, model: &Model, relation: ObjectId) -> bool {
        let Some(relation) = model.relation(relation) else { return false };
        let schema = model.schema_name(relation.schema);
        let mut entries = document.config.entries_of(schema, &relation.name);
        entries.any(|entry| self.tables.iter().any(|table| table == entry.pattern.as_str()))
    }
}

/// Whether `problem` of the texts means that a migration is missing, or that nobody knows what is in
/// the output folder.
fn is_hole(texts: &ProjectTexts, document: &Document, problem: &Problem) -> bool {
    let is_below = |directory: &str| {
        let below = problem.location.file.strip_prefix(directory);
        directory.is_empty() || below.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    let output = document.config.output.directory.trim_start_matches("./").trim_end_matches('/');
    problem.code == Code::File
        && problem.severity == Severity::Error
        && (*problem.location.file == *output
            || texts.migrations.iter().any(|(directory, _)| is_below(directory)))
}
