//! Everything known of one project at one moment.

use crate::cache::ParseCache;
use crate::drift::{self, FileState, State};
use crate::history::History;
use crate::severity;
use pgwright_codegen::{Generated, header};
use pgwright_config::Document;
use pgwright_problem::{Code, Problem, ProjectTexts, Severity, TextFile};
use pgwright_schema::model::Model;
use pgwright_schema::replay::Replay;
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
    /// What the output folder should hold.
    pub expected: Arc<Generated>,
    /// Everything that is wrong, drift included, with the configuration's severities, sorted.
    pub problems: Vec<Problem>,
    /// The model behind the last migration.
    model: Model,
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
        let version = document.config.database.version;
        let earlier = previous
            .filter(|previous| previous.document.config.database.version == version)
            .map(|previous| &*previous.replay);
        let history = History::with(&texts, &document, &cache, earlier);
        let model = history.model();
        let History { replay, mut problems, .. } = history;
        let known = Known::of(&texts, &problems, &replay);
        let expected = expected(&texts, &document, &model, previous);
        problems.extend(expected.problems.iter().cloned());

        let files = match known.wanted {
            true => drift::states(&expected, &texts.output, known.unwanted),
            false => Vec::new(),
        };
        let mut snapshot =
            Self { texts, document, replay, expected, problems, model, files, cache };
        let mut problems = mem::take(&mut snapshot.problems);
        problems.extend(drift::problems(&snapshot, &snapshot.files));
        snapshot.problems = severity::configured(problems, &snapshot.document.config);
        snapshot
    }

    /// The model behind the last migration.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What `--generate` and "Regenerate" do, sorted by path. Files that a person wrote or edited
    /// are not among it, nor orphans while the replay has errors or has read no migration.
    pub fn changes(&self) -> Vec<Change> {
        self.files.iter().filter_map(|file| self.change(file)).collect()
    }

    /// What brings one file in line without asking anybody.
    pub(crate) fn change(&self, file: &FileState) -> Option<Change> {
        match file.state {
            State::Missing | State::Stale | State::Conflict => {
                let text = Arc::clone(&self.expected_file(&file.path)?.text);
                Some(Change::Write { path: Arc::clone(&file.path), text })
            }
            State::Orphan => Some(Change::Remove { path: Arc::clone(&file.path) }),
            State::Edited | State::Foreign => None,
        }
    }

    /// How the file at `path` stands; `None`: in line, or not pgwright's.
    pub(crate) fn state(&self, path: &str) -> Option<&FileState> {
        self.files.iter().find(|file| &*file.path == path)
    }

    /// The expected file at `path`.
    pub(crate) fn expected_file(&self, path: &str) -> Option<&pgwright_codegen::GeneratedFile> {
        let files = &self.expected.files;
        let index = files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        files.get(index)
    }

    /// The text of the file at `path` in the output folder.
    pub(crate) fn output_file(&self, path: &str) -> Option<&TextFile> {
        self.texts.output.iter().find(|file| &*file.path == path)
    }
}

/// How far the texts can be taken at their word.
struct Known {
    /// Whether the files that are generated are those that the person wants.
    wanted: bool,
    /// Whether files that are not generated are wanted no more.
    unwanted: bool,
}

impl Known {
    /// `problems`: those of the texts, the configuration and the migrations. Their codes' own
    /// severities count: a project may turn the report of an error off, not its meaning.
    fn of(texts: &ProjectTexts, problems: &[Problem], replay: &Replay) -> Self {
        let mut errors = problems.iter().filter(|it| it.code.severity() == Severity::Error);
        let configuration = &texts.configuration.path;
        Self {
            // While the configuration is half typed its defaults stand in for what it will say:
            // one problem is to be seen, not a whole folder of drift. A migration that cannot be
            // read is a hole in the history: what it says of the tables nobody knows.
            wanted: !errors.clone().any(|it| it.location.file == *configuration)
                && !texts.problems.iter().any(|it| is_hole(texts, it)),
            unwanted: errors.next().is_none() && !replay.checkpoints.is_empty(),
        }
    }
}

/// Whether `problem` of the texts means that a migration is missing.
fn is_hole(texts: &ProjectTexts, problem: &Problem) -> bool {
    let is_below = |directory: &str| {
        let below = problem.location.file.strip_prefix(directory);
        directory.is_empty() || below.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    problem.code == Code::File
        && problem.severity == Severity::Error
        && texts.migrations.iter().any(|(directory, _)| is_below(directory))
}

/// Generates what the output folder should hold, or takes it from `previous` when nothing has
/// changed that it hangs on.
fn expected(
    texts: &ProjectTexts,
    document: &Arc<Document>,
    model: &Model,
    previous: Option<&Snapshot>,
) -> Arc<Generated> {
    if let Some(previous) = previous
        && Arc::ptr_eq(&previous.document, document)
        && previous.texts.migrations == texts.migrations
        && foreign(&previous.texts).eq(foreign(texts))
    {
        return Arc::clone(&previous.expected);
    }
    Arc::new(pgwright_codegen::generate(model, document, &texts.output))
}

/// The files of the output folder that a person wrote: generation reads them for their names.
fn foreign(texts: &ProjectTexts) -> impl Iterator<Item = &TextFile> {
    texts.output.iter().filter(|file| header::ownership(&file.text) == header::Ownership::Foreign)
}
