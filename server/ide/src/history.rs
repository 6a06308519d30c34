//! From the texts of migration files to the steps of the replay.

use crate::cache::ParseCache;
use crate::released;
use pgwright_config::Document;
use pgwright_problem::{Code, Location, Problem, ProjectTexts, Span, TextFile};
use pgwright_schema::ParsedFile;
use pgwright_schema::migrations::{self, Format, Migration, Ordered, Settings};
use pgwright_schema::model::Model;
use pgwright_schema::replay::{Next, Replay, Step, replay_each};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

/// The migrations of a project in their order, and what PostgreSQL has behind each of them. It is
/// the half of a [`crate::Snapshot`] that knows no Go.
#[derive(Debug, Clone)]
pub struct History {
    /// One for each migration folder, in the order of the configuration.
    pub folders: Vec<Folder>,
    /// The model behind every migration.
    pub replay: Arc<Replay>,
    /// The migrations in the order of the replay's steps.
    pub(crate) ordered: Arc<Vec<Arc<Migration>>>,
    /// How each folder's are ordered.
    orders: Vec<Arc<Ordered>>,
    /// What is wrong with how the tools send them.
    sent: Vec<Problem>,
    /// Migrations whose names differ in the case of letters alone, with the first of the name.
    twins: Arc<[(Arc<str>, Arc<str>)]>,
    /// What is wrong with the texts, the configuration and the migrations. The severities are the
    /// codes' own.
    pub(crate) problems: Vec<Problem>,
}

/// What there was before: a history, and what it was made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before<'a> {
    pub history: &'a History,
    pub texts: &'a ProjectTexts,
    pub document: &'a Document,
}

/// A migration folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its path as configured.
    pub directory: Arc<str>,
    /// The tool whose rules hold there.
    pub format: Format,
    /// Why that tool, one sentence.
    pub reason: String,
    /// How many migrations there are.
    pub migrations: usize,
}

impl History {
    /// Reads and replays the migrations of `texts` as `document` says.
    pub fn new(texts: &ProjectTexts, document: &Document) -> Self {
        Self::with(texts, document, &ParseCache::default(), None)
    }

    /// Likewise; what is in `cache`, or in common with what there was before, is taken from there.
    pub(crate) fn with(
        texts: &ProjectTexts,
        document: &Document,
        cache: &ParseCache,
        before: Option<Before<'_>>,
    ) -> Self {
        let mut problems = texts.problems.clone();
        problems.extend(document.problems.iter().cloned());
        problems.extend(document.check_version(crate::VERSION));
        let orders = orders(texts, document, before);
        let (folders, ordered) = read(texts, document, &orders, &mut problems);
        let twins = twins(&ordered, before.map(|before| before.history));
        problems.extend(told(&twins, &problems));
        let version = document.config.database.version;
        let replay = parse_and_replay(&ordered, version, cache, before.map(|it| it.history));
        cache.trim(ordered.len());
        problems.extend(replay.problems().cloned());
        let sent = in_transactions(&folders, &ordered, &replay, before.map(|it| it.history));
        problems.extend(sent.iter().cloned());
        Self { folders, replay: Arc::new(replay), ordered, orders, sent, twins, problems }
    }

    /// The model behind the last migration.
    pub fn model(&self) -> Model {
        self.replay.model()
    }

    /// What is wrong, with the severities that `document` configures, sorted.
    pub fn problems(&self, document: &Document) -> Vec<Problem> {
        crate::severity::configured(self.problems.clone(), document)
    }
}

/// How the migrations of each folder are ordered.
fn orders(
    texts: &ProjectTexts,
    document: &Document,
    before: Option<Before<'_>>,
) -> Vec<Arc<Ordered>> {
    let settings = settings(document);
    let before = before.filter(|before| self::settings(before.document) == settings);
    let order = |(number, (directory, files)): (usize, &(Arc<str>, Vec<TextFile>))| {
        let again = before.and_then(|before| {
            let (name, earlier) = before.texts.migrations.get(number)?;
            let order = before.history.orders.get(number).filter(|_| name == directory)?;
            migrations::order_again(order, earlier, directory, files, &settings)
        });
        Arc::new(again.unwrap_or_else(|| migrations::order(directory, files, &settings)))
    };
    texts.migrations.iter().enumerate().map(order).collect()
}

/// The folders, and the steps in the order in which they are applied. Adds what is wrong with the
/// files.
fn read(
    texts: &ProjectTexts,
    document: &Document,
    orders: &[Arc<Ordered>],
    problems: &mut Vec<Problem>,
) -> (Vec<Folder>, Arc<Vec<Arc<Migration>>>) {
    let mut folders = Vec::new();
    let ordered = match orders {
        [only] => Arc::clone(&only.migrations),
        several => Arc::new(several.iter().flat_map(|it| it.migrations.iter().cloned()).collect()),
    };
    for ((directory, _), order) in texts.migrations.iter().zip(orders) {
        folders.push(Folder {
            directory: Arc::clone(directory),
            format: order.format,
            reason: order.reason.clone(),
            migrations: order.migrations.len(),
        });
        problems.extend(released::problems(texts, document, directory, order));
        problems.extend(order.problems.iter().cloned());
    }
    for file in texts.migrations.iter().flat_map(|(_, files)| files) {
        if let Some(offset) = file.invalid
            && ordered.iter().any(|migration| migration.path == file.path)
        {
            let span = Span::new(offset, offset + '\u{FFFD}'.len_utf8() as u32);
            problems.push(
                Problem::new(
                    Code::SqlEncoding,
                    Location::new(&file.path, span),
                    format!("{} is not UTF-8", file.path),
                )
                .with_help("save the file as UTF-8"),
            );
        }
    }
    // One folder of several that has none may be a wrong name: what it should hold is missing then.
    let none = |folder: &&Folder| folder.migrations == 0;
    let without: Vec<&str> = folders.iter().filter(none).map(|it| &*it.directory).collect();
    if ordered.is_empty() || !without.is_empty() {
        problems.push(none_found(texts, document, &without));
    }
    (folders, ordered)
}

/// Replays migrations while those behind are still being parsed, on all cores.
fn parse_and_replay(
    migrations: &[Arc<Migration>],
    version: u8,
    cache: &ParseCache,
    before: Option<&History>,
) -> Replay {
    let new: Vec<usize> =
        (0..migrations.len()).filter(|at| !is_same(before, migrations, *at)).collect();
    let known = |at: &usize| cache.get(&migrations[*at]).map_or_else(OnceLock::new, OnceLock::from);
    let files: Vec<OnceLock<Arc<ParsedFile>>> = new.iter().map(known).collect();
    let open: Vec<usize> = (0..files.len()).filter(|at| files[*at].get().is_none()).collect();
    let parsed = |at: usize| files[at].get_or_init(|| cache.parse(&migrations[new[at]]));
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(at) = open.get(next.fetch_add(1, Ordering::Relaxed)) {
            parsed(*at);
        }
    };
    // What another thread is at is not waited for as long as there is something to parse.
    let awaited = |at: usize| loop {
        match files[at].get() {
            Some(parsed) => break parsed,
            None => match open.get(next.fetch_add(1, Ordering::Relaxed)) {
                Some(other) => parsed(*other),
                None => break parsed(at),
            },
        };
    };
    let mut numbers = new.iter().enumerate().peekable();
    let steps = migrations.iter().enumerate().map(|(at, it)| {
        match numbers.next_if(|(_, number)| **number == at) {
            Some((number, _)) => {
                let parsed = Arc::clone(awaited(number));
                Next::Step(Step { path: Arc::clone(&it.path), parsed })
            }
            None => Next::Same,
        }
    });
    thread::scope(|scope| {
        if open.len() >= WORTH_THREADS {
            // The replay has a core of its own: it is the longest of what cannot be split.
            for _ in 1..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(work);
            }
        }
        replay_each(steps, version, before.map(|before| &*before.replay))
    })
}

/// Whether a migration is the one that was in its place before.
fn is_same(before: Option<&History>, migrations: &[Arc<Migration>], at: usize) -> bool {
    let was = before.and_then(|before| before.ordered.get(at));
    was.zip(migrations.get(at)).is_some_and(|(was, is)| Arc::ptr_eq(was, is))
}

/// Statements that the tools send in a transaction, which PostgreSQL does not take there.
fn in_transactions(
    folders: &[Folder],
    ordered: &[Arc<Migration>],
    replay: &Replay,
    before: Option<&History>,
) -> Vec<Problem> {
    // Nothing was wrong with those that are the same, if nothing was.
    let before = before.filter(|it| it.sent.is_empty() && it.folders == folders);
    let formats = folders.iter().flat_map(|it| std::iter::repeat_n(it.format, it.migrations));
    let open = formats.enumerate().filter(|(at, _)| !is_same(before, ordered, *at));
    let problems = open.filter_map(|(at, format)| {
        let (migration, replayed) = (ordered.get(at)?, replay.steps.get(at)?);
        Some(migrations::in_transactions(migration, &replayed.step.parsed, format))
    });
    problems.flatten().collect()
}

/// From how many files on threads are worth their start.
const WORTH_THREADS: usize = 8;

/// What the configuration says of migrations.
fn settings(document: &Document) -> Settings {
    let migrations = &document.config.migrations;
    Settings {
        format: migrations.format.and_then(|format| Format::from_name(format.name())),
        placeholders: migrations.placeholders.clone(),
    }
}

/// Migrations whose names differ in the case of letters alone, with the first of the name; those that
/// there were, where the names are what they were.
fn twins(ordered: &[Arc<Migration>], before: Option<&History>) -> Arc<[(Arc<str>, Arc<str>)]> {
    let is_same = |(was, is): (&Arc<Migration>, &Arc<Migration>)| was.path == is.path;
    if let Some(before) = before
        && before.ordered.len() == ordered.len()
        && before.ordered.iter().zip(ordered).all(is_same)
    {
        return Arc::clone(&before.twins);
    }
    let mut folded: BTreeMap<String, &Arc<str>> = BTreeMap::new();
    let mut found = Vec::new();
    for migration in ordered {
        let path = &migration.path;
        if let Some(first) = folded.insert(path.to_lowercase(), path) {
            found.push((Arc::clone(path), Arc::clone(first)));
        }
    }
    found.into()
}

/// What is said of twins, where no other problem does.
fn told(twins: &[(Arc<str>, Arc<str>)], problems: &[Problem]) -> Vec<Problem> {
    let said = |path: &Arc<str>| {
        problems.iter().any(|it| it.code == Code::MigrationNumber && it.location.file == *path)
    };
    let untold = twins.iter().filter(|(path, _)| !said(path));
    untold
        .map(|(path, first)| {
            let message = format!(
                "`{path}` and `{first}` are one file where the case of letters does not count"
            );
            let location = Location::new(path, Span::default());
            Problem::new(Code::MigrationName, location, message)
                .with_help("give one of them another name")
        })
        .collect()
}

/// The problem of a project, or of some of its folders, without a migration.
fn none_found(texts: &ProjectTexts, document: &Document, directories: &[&str]) -> Problem {
    let span = document
        .value_span(&["migrations", "directory"])
        .or_else(|| document.key_span(&["migrations"]))
        .unwrap_or_default();
    let directories = directories.join("`, `");
    Problem::new(
        Code::MigrationNone,
        Location::new(&texts.configuration.path, span),
        format!("no migration was found in `{directories}`"),
    )
    .with_help(
        "set `migrations.directory` to the folder of the `.sql` files, relative to this file",
    )
}
