//! What the names in a migration stand for, at that point of the history.
//!
//! Objects keep their ids through renames, so that one object's names along the history are found
//! by its id. Statements that the model reads are walked name by name; of others, broken and
//! half-typed ones among them, the tokens say what they can.

mod loose;
mod names;
mod parts;
#[cfg(test)]
mod tests;

use super::run::model_behind_step;
use super::session::Session;
use super::{EVERY, Replay, Step};
use crate::model::{ColumnId, Model, ObjectId, Relation};
use crate::statement::{Name, QualifiedName};
use names::Reader;
use pgwright_problem::Span;
use std::sync::{Arc, Mutex};

/// An object of the model, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// A schema.
    Schema(ObjectId),
    /// A table, view or foreign table.
    Relation(ObjectId),
    /// A column of a relation.
    Column(ObjectId, ColumnId),
    /// A constraint of a relation.
    Constraint(ObjectId, ObjectId),
    /// An index of a relation that no constraint owns.
    Index(ObjectId, ObjectId),
    /// A sequence.
    Sequence(ObjectId),
    /// A type that is not built in.
    Type(ObjectId),
    /// A label of an enum. It has no number: another name is another label.
    Label(ObjectId, Arc<str>),
    /// An attribute of a composite type.
    Attribute(ObjectId, ColumnId),
    /// A function, procedure or aggregate.
    Function(ObjectId),
}

/// A name in a migration, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name as it stands in the text, quotes included.
    pub span: Span,
    /// What it stands for.
    pub object: Object,
    /// Whether the object gets this name here: where it is made, and where it is renamed to.
    pub names: bool,
}

/// What is there at a place in a migration.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The model in front of the statement at that place.
    pub model: Model,
    /// The schemas in which bare names are looked for, in order.
    pub search_path: Vec<Arc<str>>,
}

/// The mentions of a step once they were asked for, with the text that they are of. It stays with
/// the step as long as nothing before it changes, and is no part of what the step says.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(Arc<Mutex<Option<Asked>>>);

/// A text, and its mentions.
type Asked = (Arc<str>, Arc<[Mention]>);

impl PartialEq for Known {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Known {
    fn of(&self, text: &Arc<str>) -> Option<Arc<[Mention]>> {
        let known = self.0.lock().ok()?;
        let (of, mentions) = known.as_ref()?;
        (Arc::ptr_eq(of, text) || of == text).then(|| Arc::clone(mentions))
    }

    fn set(&self, text: &Arc<str>, mentions: &Arc<[Mention]>) {
        if let Ok(mut known) = self.0.lock() {
            *known = Some((Arc::clone(text), Arc::clone(mentions)));
        }
    }
}

impl Replay {
    /// The names in a step, by place, with what each stands for; those that stand for nothing in
    /// the model are left out. `text` is the migration's. Costs the replay of that step and of at
    /// most [`super::EVERY`] before it the first time, and nothing again.
    pub fn mentions(&self, step: usize, text: &Arc<str>) -> Arc<[Mention]> {
        self.mentions_of_steps(&[(step, text)]).pop().unwrap_or_default()
    }

    /// The names in a text that is no step, such as one that undoes a migration, read where `model`
    /// is what is there.
    pub fn mentions_from(&self, model: Model, step: &Step, text: &str) -> Arc<[Mention]> {
        mentions_of(step, self.version, model, text).0
    }

    /// As [`Replay::mentions`] of several steps, in order, each with its text. Costs one replay from the first of
    /// them to the last at most.
    pub fn mentions_of_steps(&self, steps: &[(usize, &Arc<str>)]) -> Vec<Arc<[Mention]>> {
        let mut reached: Option<(usize, Model)> = None;
        let mentions = steps.iter().map(|(step, text)| {
            let replayed = self.steps.get(*step)?;
            if let Some(known) = replayed.mentions.of(text) {
                return Some(known);
            }
            let model = match reached.take() {
                Some((at, model)) if at <= *step && step - at < EVERY => {
                    let between = self.steps.get(at..*step).unwrap_or_default();
                    between
                        .iter()
                        .fold(model, |model, it| model_behind_step(&it.step, self.version, model))
                }
                _ => self.model_behind(*step),
            };
            let (mentions, after) = mentions_of(&replayed.step, self.version, model, text);
            replayed.mentions.set(text, &mentions);
            reached = Some((step + 1, after));
            Some(mentions)
        });
        mentions.map(Option::unwrap_or_default).collect()
    }

    /// What is there in front of the statement that touches `offset` in a step, or behind all that
    /// stand before that place.
    pub fn scope(&self, step: usize, offset: u32) -> Scope {
        let replayed = self.steps.get(step);
        let path = replayed.map_or_else(|| Arc::from(""), |it| Arc::clone(&it.step.path));
        let mut session = Session::new(self.model_behind(step), self.version, path);
        let statements = replayed.map(|it| &*it.step.parsed.statements);
        for statement in statements.unwrap_or_default() {
            if statement.span.end >= offset {
                break;
            }
            session.apply(statement);
        }
        Scope { model: session.model, search_path: session.search_path }
    }
}

impl Scope {
    /// The scope of bare names in a new session over `model`.
    pub fn of(model: Model) -> Self {
        let session = Session::new(model, 0, Arc::from(""));
        Self { model: session.model, search_path: session.search_path }
    }

    /// What a name in the name space of relations stands for.
    pub fn relation(&self, schema: Option<&str>, name: &str) -> Option<Object> {
        let session = self.session();
        let found = session.find_relation_name(&named(schema, name))?.1;
        Some(names::of_relation_name(&session.model, found))
    }

    /// What a name of a type stands for.
    pub fn data_type(&self, schema: Option<&str>, name: &str) -> Option<Object> {
        let found = self.session().find_type_name(&named(schema, name))?.1;
        Some(names::of_type_name(found))
    }

    /// The tables and views that a part of a text names, each under the name that its columns are
    /// written with there: its alias, or its own.
    pub fn relations_in(&self, text: &str, within: Span) -> Vec<(Arc<str>, Arc<Relation>)> {
        let (before, after) = (self.session(), self.session());
        Reader { text, before, after, found: &mut Vec::new() }.relations_in(within)
    }

    fn session(&self) -> Session {
        let mut session = Session::new(self.model.clone(), 0, Arc::from(""));
        session.search_path.clone_from(&self.search_path);
        session
    }
}

fn named(schema: Option<&str>, name: &str) -> QualifiedName {
    let written = |text: &str| Name { text: text.into(), span: Span::default() };
    QualifiedName { schema: schema.map(written), name: written(name) }
}

/// The mentions of a step, and the model behind it.
fn mentions_of(step: &Step, version: u8, model: Model, text: &str) -> (Arc<[Mention]>, Model) {
    let mut session = Session::new(model, version, Arc::clone(&step.path));
    let mut found = Vec::new();
    for statement in &step.parsed.statements {
        let before = session.frozen();
        session.apply(statement);
        let after = session.frozen();
        Reader { text, before, after, found: &mut found }.statement(statement);
    }
    found.retain(|mention| mention.span.start < mention.span.end);
    found.sort_by_key(|mention| (mention.span, !mention.names));
    found.dedup_by_key(|mention| mention.span);
    (found.into(), session.finish().0)
}

impl Session {
    /// A session that has the same names, in which nothing goes on.
    fn frozen(&self) -> Self {
        let mut frozen = Self::new(self.model.clone(), self.version, Arc::from(""));
        frozen.search_path.clone_from(&self.search_path);
        frozen
    }
}
