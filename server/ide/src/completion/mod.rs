//! What can stand at a place: names, types, keywords and keys, also in what is half typed.

mod configuration;
mod configuration_place;
mod go_types;
mod keywords;
mod sql;
mod sql_offers;
mod sql_places;
mod types;

use crate::Snapshot;
use crate::names::Role;
use crate::page::Page;
use crate::{definitions, objects};
use pgwright_problem::Span;
use pgwright_schema::model::Model;
use pgwright_schema::replay::Object;

/// What can stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is replaced: the word at the place, or nothing.
    pub span: Span,
    /// The offers, the likeliest first.
    pub items: Vec<Item>,
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What is shown and searched.
    pub label: String,
    /// What it is.
    pub kind: ItemKind,
    /// A few words beside the label, such as a column's type.
    pub detail: String,
    /// What is inserted.
    pub insert: String,
    /// What there is to say of it, where that costs nothing.
    pub page: Page,
    /// What to ask [`Snapshot::documentation`] with for more.
    pub about: Option<String>,
}

/// What an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A column, or an attribute of a type.
    Column,
    /// A table or view.
    Table,
    /// A constraint or an index.
    Constraint,
    /// A label of an enum.
    Label,
    /// A type.
    Type,
    /// A sequence.
    Sequence,
    /// A function.
    Function,
    /// A schema.
    Schema,
    /// A key of the configuration.
    Key,
    /// A value in the configuration.
    Value,
    /// A keyword.
    Keyword,
}

impl Item {
    /// An offer that is inserted as it is shown.
    pub(crate) fn new(kind: ItemKind, label: impl Into<String>) -> Self {
        let label = label.into();
        let insert = label.clone();
        let detail = String::new();
        Self { label, kind, detail, insert, page: Page::default(), about: None }
    }

    pub(crate) fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    pub(crate) fn with_insert(self, insert: impl Into<String>) -> Self {
        Self { insert: insert.into(), ..self }
    }

    pub(crate) fn with_page(self, page: Page) -> Self {
        Self { page, ..self }
    }

    pub(crate) fn of(self, object: Object) -> Self {
        Self { about: objects::to_text(&object), ..self }
    }
}

impl Snapshot {
    /// What can stand at `offset` in the file `path`; `None` where nothing is offered: in comments
    /// and strings, where a new name is typed, in files that are no migration or configuration.
    pub fn completion(&self, path: &str, offset: u32) -> Option<Completion> {
        let file = self.file(path)?;
        let text = &file.text;
        let completion = match self.role(path) {
            Role::Step(step) => self.complete_sql(step, text, offset),
            Role::Configuration => self.complete_configuration(text, offset),
            Role::OtherSql => self.complete_other_sql(file, offset),
            Role::Generated | Role::Other => None,
        };
        completion.filter(|it| !it.items.is_empty())
    }

    /// What there is to say of what was offered in the file `path` with this [`Item::about`], under
    /// this name; `None`: it is not there any more.
    pub fn documentation(&self, path: &str, about: &str, name: &str) -> Option<Page> {
        let object = &objects::from_text(about)?;
        let model = match self.role(path) {
            Role::Step(step) => self.replay.model_behind(step + 1),
            _ => self.model().clone(),
        };
        let has = |model: &Model| objects::name(model, object).is_some_and(|own| *own == *name);
        let model = [model, self.model().clone()].into_iter().find(has)?;
        let definition = definitions::definition(&model, object)?;
        let page = Page::default().code("sql", definition);
        let page = page.quote(objects::comment(&model, object).as_deref());
        Some(page.text(self.in_go(object)))
    }
}
