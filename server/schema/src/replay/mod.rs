//! From statements to a model: what PostgreSQL does, statement by statement.
//!
//! Each migration file is a session of its own: `search_path` is the default at its start, a
//! transaction that it leaves open is committed at its end, and its temporary tables are gone
//! behind it. Tools that keep one connection for all files differ only where a file leaves a
//! `SET search_path` behind; those that do (a dump as the first migration) cannot be followed by
//! bare names in the one way of working, and can in the other, so this is the reading under
//! which more histories make sense.

mod access_methods;
mod alter_actions;
mod alter_column;
mod alter_column_type;
mod alter_constraint;
mod alter_identity;
mod alter_table;
mod builtin_functions;
mod casts;
mod catalog;
mod columns;
mod comments;
mod conditions;
mod constraints;
mod create_table;
mod data_types;
mod defaults;
mod dependents;
mod do_block;
mod domains;
mod drop;
mod expression_types;
mod expressions;
mod extensions;
mod failure;
mod functions;
mod gone;
mod indexes;
mod inheritance;
mod mentions;
mod partition_bounds;
mod partitions;
mod query;
mod query_names;
mod query_scope;
mod rename;
mod resolve;
mod run;
mod schemas;
mod sequence_limits;
mod sequences;
mod session;
mod set_schema;
mod sqlstates;
mod system_relations;
mod table_functions;
mod texts;
mod typed_tables;
mod types;
mod unsettled;
mod views;

#[cfg(test)]
mod tests;

pub use gone::{Gone, How};
pub use mentions::{Mention, Object, Scope};

use crate::ParsedFile;
use crate::model::Model;
use pgwright_problem::Problem;
use run::Run;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A parsed migration with its path.
#[derive(Debug, Clone)]
pub struct Step {
    /// The path relative to the project's root; locations carry it.
    pub path: Arc<str>,
    /// Its statements.
    pub parsed: Arc<ParsedFile>,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        (Arc::ptr_eq(&self.path, &other.path) || self.path == other.path)
            && (Arc::ptr_eq(&self.parsed, &other.parsed) || self.parsed == other.parsed)
    }
}

/// A history: what is wrong with each migration, and the model behind every one of them.
///
/// Not every model is kept: those behind each [`EVERY`]th step, the last, and the one that the
/// latest change began behind. What lies between is replayed when it is asked for.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Each step with its problems.
    pub steps: Vec<Arc<Replayed>>,
    /// The PostgreSQL version of which the rules were followed.
    pub version: u8,
    /// Models by the number of steps before them.
    models: BTreeMap<usize, Model>,
    /// The one that was asked for last, where it is none of those: who asks for one asks for its
    /// neighbours next.
    recent: Recent,
}

/// A model, by the number of steps before it.
type Recent = Arc<Mutex<Option<(usize, Model)>>>;

/// A step, and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// What was replayed.
    pub step: Step,
    /// The problems of this step: syntax errors and those of the replay, in order.
    pub problems: Arc<[Problem]>,
    /// What it took away.
    pub gone: Arc<[Gone]>,
    /// What its names stand for, once that was asked.
    mentions: mentions::Known,
}

/// How many steps lie between two models that are kept. An edit costs as many steps at most, before
/// the edited one. The tests' histories are short.
const EVERY: usize = if cfg!(test) { 2 } else { 32 };

/// Replays `steps` from an empty database of PostgreSQL `version` (15 to 18). What `previous`
/// has in common with `steps` from the start is taken from it.
pub fn replay(steps: &[Step], version: u8, previous: Option<&Replay>) -> Replay {
    replay_each(steps.iter().cloned(), version, previous)
}

/// As [`replay`], of steps that come one after the other: while the first are replayed, the next
/// may still be read.
pub fn replay_each(
    steps: impl Iterator<Item = Step>,
    version: u8,
    previous: Option<&Replay>,
) -> Replay {
    let mut replay =
        Replay { steps: Vec::new(), version, models: BTreeMap::new(), recent: Recent::default() };
    let previous = previous.filter(|previous| previous.version == version);
    // While the steps from there on are those of `previous`, it has their models.
    let (mut alike, mut from) = (previous, 0);
    let mut run = Run::new(version, Model::new(), 0);
    for step in steps {
        let count = replay.steps.len();
        if let Some(previous) = alike {
            if let Some(replayed) = previous.steps.get(count).filter(|it| it.step == step) {
                replay.steps.push(Arc::clone(replayed));
                continue;
            }
            alike = None;
            run = Run::new(version, replay.take_over(previous, from), count);
        }
        let replayed = run.step(step, &replay.steps);
        replay.steps.push(Arc::new(replayed));
        let count = replay.steps.len();
        if count.is_multiple_of(EVERY) {
            // Where the model is what it was, what follows is what followed.
            alike = previous.filter(|previous| {
                previous.models.get(&count).is_some_and(|model| model.is_same(run.model()))
            });
            from = count;
            run.mark(count);
            replay.models.insert(count, run.model().clone());
        }
    }
    let model = match alike {
        Some(previous) => replay.take_over(previous, from),
        None => run.model().clone(),
    };
    replay.models.insert(replay.steps.len(), model);
    replay
}

impl Replay {
    /// Takes the models of `previous` behind `from` steps and more, of which all steps from there on
    /// are, and returns the one behind them.
    fn take_over(&mut self, previous: &Self, from: usize) -> Model {
        let count = self.steps.len();
        let model = previous.model_behind(count);
        let kept = previous.models.range(from..count).filter(|(at, _)| at.is_multiple_of(EVERY));
        self.models.extend(kept.map(|(at, model)| (*at, model.clone())));
        if count > 0 {
            self.models.insert(count, model.clone());
        }
        model
    }

    /// The model behind the last migration; that of an empty database without any.
    pub fn model(&self) -> Model {
        self.model_behind(self.steps.len())
    }

    /// The model behind the first `count` steps.
    pub fn model_behind(&self, count: usize) -> Model {
        let count = count.min(self.steps.len());
        let kept = self.models.range(..=count).next_back();
        let kept = kept.map_or_else(|| (0, Model::new()), |(at, it)| (*at, it.clone()));
        let recent = self.recent.lock().ok().and_then(|recent| recent.clone());
        let recent = recent.filter(|(at, _)| kept.0 < *at && *at <= count);
        let (from, model) = recent.unwrap_or(kept);
        if from == count {
            return model;
        }
        let mut run = Run::new(self.version, model, from);
        for at in from..count {
            run.step(self.steps[at].step.clone(), &self.steps[..at]);
        }
        let model = run.model().clone();
        if let Ok(mut recent) = self.recent.lock() {
            *recent = Some((count, model.clone()));
        }
        model
    }
}

/// Two are equal when they say the same; which models they keep is not part of it.
impl PartialEq for Replay {
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version && self.steps == other.steps && self.model() == other.model()
    }
}
