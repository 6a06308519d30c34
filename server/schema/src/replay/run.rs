//! The model as it runs along the steps.
//!
//! A statement that is refused changes nothing, so what was before it has to be at hand. Keeping a
//! model before each statement would cost each of them a copy of whatever it touches, and nearly
//! none is refused. So statements are carried out on a model that nothing else holds, from a mark
//! on; at the first that is refused, the steps since the mark are carried out again, carefully,
//! with a model kept before each statement. Which way was taken is not to be seen in what comes
//! out, and no step is carried out more than twice.

use super::gone::gone;
use super::session::Session;
use super::{Replayed, Step, mentions};
use crate::model::{Model, ObjectId, Schema};
use imbl::OrdMap;
use pgwright_problem::{Code, Location, Problem};
use std::sync::Arc;

/// The schemas as they were before a step.
type Schemas = OrdMap<ObjectId, Arc<Schema>>;

/// The model behind the steps so far.
pub(super) struct Run {
    version: u8,
    model: Model,
    /// The model at the mark.
    mark: Model,
    /// How many steps lie before the mark.
    marked: usize,
    /// Whether a model is kept before each statement until the next mark.
    careful: bool,
}

/// The model behind a step that stands behind `model`.
pub(super) fn model_behind_step(step: &Step, version: u8, model: Model) -> Model {
    let mut run = Run::new(version, model, 0);
    run.step(step.clone(), &[]);
    run.model
}

impl Run {
    /// A run that goes on behind `marked` steps.
    pub fn new(version: u8, model: Model, marked: usize) -> Self {
        Self { version, mark: model.clone(), model, marked, careful: false }
    }

    /// The model behind the steps so far.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Sets the mark here, behind `count` steps.
    pub fn mark(&mut self, count: usize) {
        *self = Self::new(self.version, self.model.clone(), count);
    }

    /// One that is careful from its start.
    #[cfg(test)]
    pub fn careful(version: u8) -> Self {
        Self { careful: true, ..Self::new(version, Model::new(), 0) }
    }

    /// Carries out the step behind `before`, which are all steps before it.
    pub fn step(&mut self, step: Step, before: &[Arc<Replayed>]) -> Replayed {
        if !self.careful {
            let model = std::mem::replace(&mut self.model, self.mark.clone());
            if let Some(replayed) = self.attempt(&step, model) {
                return replayed;
            }
            self.careful = true;
            for replayed in before.iter().skip(self.marked) {
                self.carefully(&replayed.step);
            }
        }
        self.carefully(&step)
    }

    /// Carries a step out on a model that is lost when a statement is refused.
    fn attempt(&mut self, step: &Step, model: Model) -> Option<Replayed> {
        let schemas = model.schemas.clone();
        let mut session = Session::hasty(model, self.version, Arc::clone(&step.path));
        for statement in &step.parsed.statements {
            if !session.attempt(statement) {
                return None;
            }
        }
        Some(self.finish(step, session, &schemas))
    }

    fn carefully(&mut self, step: &Step) -> Replayed {
        let schemas = self.model.schemas.clone();
        let model = self.model.clone();
        let mut session = Session::new(model, self.version, Arc::clone(&step.path));
        for statement in &step.parsed.statements {
            session.apply(statement);
        }
        self.finish(step, session, &schemas)
    }

    fn finish(&mut self, step: &Step, session: Session, schemas: &Schemas) -> Replayed {
        let (model, mut problems, before) = session.finish();
        let gone = gone(before, &model, schemas).into();
        self.model = model;
        problems.extend(step.parsed.problems.iter().map(|problem| {
            let location = Location::new(&step.path, problem.span);
            Problem::new(Code::SqlSyntax, location, &*problem.message).with_sqlstate("42601")
        }));
        Problem::sort(&mut problems);
        let mentions = mentions::Known::default();
        Replayed { step: step.clone(), problems: problems.into(), gone, mentions }
    }
}
