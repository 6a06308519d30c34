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
    /// The steps with which something is wrong.
    wrong: Vec<usize>,
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
    replay_each(steps.iter().cloned().map(Next::Step), version, previous)
}

/// A step that comes.
#[derive(Debug, Clone)]
pub enum Next {
    /// The one that the previous replay has in its place.
    Same,
    /// This one.
    Step(Step),
}

/// As [`replay`], of steps that come one after the other: while the first are replayed, the next
/// may still be read.
pub fn replay_each(
    steps: impl Iterator<Item = Next>,
    version: u8,
    previous: Option<&Replay>,
) -> Replay {
    let mut replay = Replay {
        steps: Vec::with_capacity(steps.size_hint().0),
        version,
        wrong: Vec::new(),
        models: BTreeMap::new(),
        recent: Recent::default(),
    };
    let steps_before = previous.map_or(&[][..], |previous| &previous.steps);
    let previous = previous.filter(|previous| previous.version == version);
    // While the steps from there on are those of `previous`, it has their models.
    let (mut alike, mut from) = (previous, 0);
    let mut run = Run::new(version, Model::new(), 0);
    // From which step on the two models are compared again, and how far the next time is from there.
    let (mut look, mut gap) = (0, EVERY);
    for next in steps {
        let count = replay.steps.len();
        let before = steps_before.get(count);
        let (step, same) = match (next, before) {
            (Next::Same, Some(before)) => (None, Some(before)),
            // There is none, so that nothing comes.
            (Next::Same, None) => continue,
            (Next::Step(step), before) => {
                let same = before.filter(|before| alike.is_some() && before.step == step);
                (Some(step), same)
            }
        };
        if let Some(previous) = alike {
            if let Some(same) = same {
                replay.push(Arc::clone(same));
                continue;
            }
            alike = None;
            (look, gap) = (count, EVERY);
            run = Run::new(version, replay.take_over(previous, from), count);
        }
        let Some(step) = step.or_else(|| same.map(|same| same.step.clone())) else { continue };
        let replayed = run.step(step, &replay.steps);
        replay.push(Arc::new(replayed));
        let count = replay.steps.len();
        if count.is_multiple_of(EVERY) {
            // Where the model is what it was, what follows is what followed. It is looked for ever
            // more rarely, so that the looking costs less than the replay.
            if count >= look {
                alike = previous.filter(|previous| {
                    previous.models.get(&count).is_some_and(|model| model.is_same(run.model()))
                });
                gap *= 2;
                look = count + gap;
            }
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
    fn push(&mut self, replayed: Arc<Replayed>) {
        if !replayed.problems.is_empty() {
            self.wrong.push(self.steps.len());
        }
        self.steps.push(replayed);
    }

    /// What is wrong with all steps, in their order.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        let steps = self.wrong.iter().filter_map(|at| self.steps.get(*at));
        steps.flat_map(|replayed| replayed.problems.iter())
    }

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
