//! Go from a schema model: names, types, the plan of files and methods, and their text.
//!
//! Pure and deterministic: the same model and configuration give the same bytes, on any machine,
//! at any time. Knows no disk, clock or LSP.

mod earlier;
mod generation;
mod go;
pub mod header;
mod imports;
mod layout;
mod naming;
mod plan;
mod render;
mod sql;
mod types;
mod view;

pub use generation::Generation;
pub(crate) use go::declare_alike;
pub use naming::singular;

use pgwright_config::Document;
use pgwright_problem::{Location, Problem, Span, TextFile};
use pgwright_schema::model::{Model, ObjectId};
use std::sync::Arc;

/// What the output folder should hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Generated {
    /// Sorted by path.
    pub files: Vec<Arc<GeneratedFile>>,
    /// Paths that are neither written nor removed, because the table behind them is unsettled or
    /// could not be generated; sorted.
    pub withheld: Vec<Arc<str>>,
    /// What stood in the way.
    pub problems: Vec<Problem>,
}

/// A file as it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratedFile {
    /// Relative to the project's root, `/` between the parts.
    pub path: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    /// The table or view that it belongs to; `None` for files that serve all.
    pub relation: Option<ObjectId>,
    /// Which lines stand for which schema object, to show a drift where it belongs.
    pub origins: Vec<Origin>,
}

/// A place in a generated file that stands for a schema object.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// In the generated text.
    pub span: Span,
    /// What stands there in schema words, such as `column public.users.email`.
    pub what: Arc<str>,
    /// The statement that made or last changed it.
    pub cause: Option<Location>,
}

/// Generates everything that `model` and the configuration ask for, as [`Generation::new`].
pub fn generate(model: &Model, document: &Document, others: &[TextFile]) -> Generated {
    let generated = Arc::clone(Generation::new(model, document, others).generated());
    Arc::unwrap_or_clone(generated)
}
