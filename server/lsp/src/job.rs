//! The work behind a change: reading, making a snapshot, turning problems into diagnostics. Runs
//! off the owner.

use crate::protocol::{Diagnostics, Support, diagnostics};
use crate::question::{Versions, View};
use camino::Utf8PathBuf;
use pgwright_ide::Snapshot;
use pgwright_problem::{ProjectTexts, TextFile};
use pgwright_workspace::{Layout, Overlay, Project, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is to be done for a project, with all that it needs.
#[derive(Debug)]
pub(crate) struct Job {
    pub project: Arc<Project>,
    pub support: Arc<Support>,
    /// The open documents' texts.
    pub overlay: Overlay,
    /// And their versions.
    pub documents: Arc<Versions>,
    /// What was known before.
    pub previous: Option<Arc<Known>>,
    /// The open documents that changed since then.
    pub changed: BTreeSet<Utf8PathBuf>,
    /// Whether the files on disk may have changed since then.
    pub reread: bool,
}

/// What is known of a project at one moment.
#[derive(Debug)]
pub(crate) struct Known {
    pub snapshot: Arc<Snapshot>,
    /// Which part of the project a path belongs to.
    pub layout: Layout,
    /// The open documents that it was made with.
    pub documents: Arc<Versions>,
    /// What the lenses of these say, for a client that can be told to ask anew.
    lenses: BTreeMap<Utf8PathBuf, Vec<String>>,
}

/// What comes out of a job.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub known: Arc<Known>,
    /// By absolute path.
    pub diagnostics: BTreeMap<Utf8PathBuf, Diagnostics>,
}

impl Job {
    /// Does it. Takes as long as it takes.
    pub(crate) fn run(self) -> Outcome {
        let texts = self.texts();
        let previous = self.previous.as_ref().map(|known| &*known.snapshot);
        let snapshot = Arc::new(Snapshot::new(texts, previous));
        let layout = Layout::new(&self.project, &snapshot.document.config);
        let diagnostics = diagnostics(&snapshot, &self.project, &self.support);
        let documents = self.documents;
        let lenses = match self.support.refreshes_lenses {
            true => lenses(&snapshot, &layout, &documents),
            false => BTreeMap::new(),
        };
        let known = Arc::new(Known { snapshot, layout, documents, lenses });
        Outcome { known, diagnostics }
    }

    /// The texts as they are now. The disk is read only when something may have changed there:
    /// a key that is pressed costs no reading.
    fn texts(&self) -> ProjectTexts {
        if let (Some(known), false) = (&self.previous, self.reread) {
            let mut texts = known.snapshot.texts.clone();
            let mut placed = self.changed.iter().map(|path| {
                let text = self.overlay.get(path)?;
                place(&mut texts, &known.layout, path, text)
            });
            if placed.all(|placed| placed.is_some()) {
                return texts;
            }
        }
        pgwright_workspace::read(&self.project, &self.overlay)
    }
}

/// Puts the text of an open document among a project's texts; `None` when that changes more than
/// this one text.
fn place(
    texts: &mut ProjectTexts,
    layout: &Layout,
    path: &Utf8PathBuf,
    text: &Arc<str>,
) -> Option<()> {
    let files = match layout.role(path) {
        None => return Some(()),
        Some(Role::Configuration) => return None,
        Some(Role::Migration { directory }) => &mut texts.migrations.get_mut(directory)?.1,
        Some(Role::Output) => Arc::make_mut(&mut texts.output),
    };
    let file = TextFile::new(layout.name(path)?, Arc::clone(text));
    match files.binary_search_by(|it| it.path.cmp(&file.path)) {
        Ok(found) => files[found] = file,
        Err(place) => files.insert(place, file),
    }
    Some(())
}

/// What the lenses of the open documents say.
fn lenses(
    snapshot: &Snapshot,
    layout: &Layout,
    documents: &Versions,
) -> BTreeMap<Utf8PathBuf, Vec<String>> {
    let titles = |path: &Utf8PathBuf| {
        let lenses = snapshot.lenses(&layout.name(path)?);
        Some((path.clone(), lenses.into_iter().map(|lens| lens.title).collect()))
    };
    documents.keys().filter_map(titles).collect()
}

impl Known {
    /// Whether a document that has not changed since `before` has lenses that say something else.
    /// For one that has changed a client asks by itself.
    pub(crate) fn has_other_lenses(&self, before: &Known) -> bool {
        self.lenses.iter().any(|(path, titles)| {
            let is_same = self.documents.get(path) == before.documents.get(path);
            is_same && before.lenses.get(path).is_some_and(|it| it != titles)
        })
    }

    /// What a question about the document at `path` is answered from, if the project has it.
    pub(crate) fn view(
        &self,
        project: &Arc<Project>,
        support: &Arc<Support>,
        path: &camino::Utf8Path,
    ) -> Option<View> {
        Some(View {
            snapshot: Arc::clone(&self.snapshot),
            project: Arc::clone(project),
            file: self.layout.name(path)?.into(),
            documents: Arc::clone(&self.documents),
            support: Arc::clone(support),
        })
    }
}
