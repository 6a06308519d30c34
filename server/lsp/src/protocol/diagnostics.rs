//! Problems as diagnostics.

use super::uri;
use crate::positions::Positions;
use crate::protocol::{Support, range};
use camino::Utf8PathBuf;
use pgwright_ide::Snapshot;
use pgwright_problem::{Location, Problem, Severity, TextFile};
use pgwright_workspace::Project;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};
use tower_lsp::ls_types::{
    self as lsp, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString,
};

/// The diagnostics of one file. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Diagnostics(Arc<Listed>);

#[derive(Debug, Default)]
struct Listed {
    list: Vec<Diagnostic>,
    /// What tells them from others; worked out where it is asked for.
    hash: OnceLock<u64>,
}

impl Diagnostics {
    pub(super) fn list(&self) -> &[Diagnostic] {
        &self.0.list
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.list.is_empty()
    }

    /// What tells these, at that version of their document, from others: where a document has
    /// moved on, the client's marks have moved with its text.
    pub(crate) fn id(&self, version: Option<i32>) -> String {
        let hash = self.0.hash.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            serde_json::to_string(&self.0.list).unwrap_or_default().hash(&mut hasher);
            hasher.finish()
        });
        match version {
            Some(version) => format!("{hash:016x}-{version}"),
            None => format!("{hash:016x}"),
        }
    }

    /// Those of several projects for one file.
    pub(crate) fn all<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else { return Self::default() };
        let mut rest = parts.peekable();
        if rest.peek().is_none() {
            return first.clone();
        }
        Self::from(
            first.list().iter().chain(rest.flat_map(Self::list)).cloned().collect::<Vec<_>>(),
        )
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(list: Vec<Diagnostic>) -> Self {
        Self(Arc::new(Listed { list, hash: OnceLock::new() }))
    }
}

impl PartialEq for Diagnostics {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.list == other.0.list
    }
}

/// The diagnostics of every file of a project that has some, by absolute path.
pub(crate) fn diagnostics(
    snapshot: &Snapshot,
    project: &Project,
    support: &Support,
) -> BTreeMap<Utf8PathBuf, Diagnostics> {
    let mut converter = Converter::new(snapshot, project, support);
    let mut files: BTreeMap<Utf8PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    for problem in &snapshot.problems {
        let path = project.path(&problem.location.file);
        files.entry(path).or_default().push(converter.diagnostic(problem));
    }
    files.into_iter().map(|(path, list)| (path, list.into())).collect()
}

/// Makes diagnostics, reading each text's lines once.
pub(super) struct Converter<'a> {
    snapshot: &'a Snapshot,
    project: &'a Project,
    support: &'a Support,
    positions: HashMap<Arc<str>, Positions>,
}

impl<'a> Converter<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, project: &'a Project, support: &'a Support) -> Self {
        Self { snapshot, project, support, positions: HashMap::new() }
    }

    /// A problem as a diagnostic.
    pub(super) fn diagnostic(&mut self, problem: &Problem) -> Diagnostic {
        Diagnostic {
            range: self.range(&problem.location),
            severity: Some(severity(problem.severity)),
            code: Some(NumberOrString::String(problem.code.name().into())),
            source: Some("pgwright".into()),
            message: message(problem),
            related_information: self.related(problem),
            data: data(problem),
            ..Diagnostic::default()
        }
    }

    fn range(&mut self, location: &Location) -> lsp::Range {
        range(self.positions(&location.file).range(location.span))
    }

    /// The positions of one of the snapshot's texts; those of an empty text for a file that it
    /// does not have, such as one that could not be read.
    fn positions(&mut self, file: &Arc<str>) -> &Positions {
        self.positions.entry(Arc::clone(file)).or_insert_with(|| {
            let empty = Arc::from("");
            let text = text(self.snapshot, file).map_or(&empty, |file| &file.text);
            Positions::new(text, self.support.encoding)
        })
    }

    fn related(&mut self, problem: &Problem) -> Option<Vec<DiagnosticRelatedInformation>> {
        if !self.support.related_information || problem.related.is_empty() {
            return None;
        }
        let related = problem.related.iter().filter_map(|related| {
            let uri = uri::of_path(&self.project.path(&related.location.file))?;
            let location = lsp::Location { uri, range: self.range(&related.location) };
            Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
        });
        Some(related.collect())
    }
}

/// The text of a project's file.
pub(super) fn text<'a>(snapshot: &'a Snapshot, path: &str) -> Option<&'a TextFile> {
    let texts = &snapshot.texts;
    std::iter::once(&texts.configuration)
        .chain(texts.migrations.iter().flat_map(|(_, files)| files))
        .chain(&*texts.output)
        .find(|file| &*file.path == path)
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

/// The message with what to do about it: the protocol has no place of its own for that.
fn message(problem: &Problem) -> String {
    let help = problem.help.iter().map(|help| format!("\nhelp: {help}"));
    std::iter::once(problem.message.clone()).chain(help).collect()
}

fn data(problem: &Problem) -> Option<serde_json::Value> {
    let data = problem.data.iter().map(|(key, value)| ((*key).to_owned(), value.clone().into()));
    (!problem.data.is_empty()).then(|| serde_json::Value::Object(data.collect()))
}
