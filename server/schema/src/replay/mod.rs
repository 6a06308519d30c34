//! From statements to a model: what PostgreSQL does, statement by statement.
//!
//! Each migration file is a session of its own: `search_path` is the default at its start, a
//! transaction that it leaves open is committed at its end, and its temporary tables are gone
//! behind it. Tools that keep one connection for all files differ only where a file leaves a
//! `SET search_path` behind; those that do (a dump as the first migration) cannot be followed by
//! bare names in the one way of working, and can in the other, so this is the reading under
//! which more histories make sense.

mod access_methods;
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
mod dependents;
mod do_block;
mod domains;
mod drop;
mod expression_types;
mod expressions;
mod extensions;
mod failure;
mod functions;
mod indexes;
mod inheritance;
mod partitions;
mod query;
mod query_names;
mod query_scope;
mod rename;
mod resolve;
mod schemas;
mod sequences;
mod session;
mod set_schema;
mod sqlstates;
mod table_functions;
mod texts;
mod types;
mod unsettled;
mod views;

#[cfg(test)]
mod tests;

use crate::ParsedFile;
use crate::model::Model;
use pgwright_problem::{Code, Location, Problem};
use session::Session;
use std::sync::Arc;

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
        self.path == other.path
            && (Arc::ptr_eq(&self.parsed, &other.parsed) || self.parsed == other.parsed)
    }
}

/// A history: the model behind every migration, and what is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// One for each step, behind it.
    pub checkpoints: Vec<Checkpoint>,
    /// The PostgreSQL version of which the rules were followed.
    pub version: u8,
}

/// The state behind a migration.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// What was replayed.
    pub step: Step,
    /// The model behind it.
    pub model: Model,
    /// The problems of this step: syntax errors and those of the replay, in order.
    pub problems: Arc<[Problem]>,
}

/// Replays `steps` from an empty database of PostgreSQL `version` (15 to 18). What `previous`
/// has in common with `steps` from the start is taken from it.
pub fn replay(steps: &[Step], version: u8, previous: Option<&Replay>) -> Replay {
    let mut checkpoints: Vec<Checkpoint> = previous
        .filter(|previous| previous.version == version)
        .map(|previous| {
            let alike = previous.checkpoints.iter().zip(steps);
            alike
                .take_while(|(checkpoint, step)| checkpoint.step == **step)
                .map(|(checkpoint, _)| checkpoint.clone())
                .collect()
        })
        .unwrap_or_default();
    for step in &steps[checkpoints.len()..] {
        let model = checkpoints.last().map_or_else(Model::new, |last| last.model.clone());
        checkpoints.push(replay_step(step, version, model));
    }
    Replay { checkpoints, version }
}

fn replay_step(step: &Step, version: u8, model: Model) -> Checkpoint {
    let mut session = Session::new(model, version, Arc::clone(&step.path));
    for statement in &step.parsed.statements {
        session.apply(statement);
    }
    let (model, mut problems) = session.finish();
    problems.extend(step.parsed.problems.iter().map(|problem| {
        let location = Location::new(&step.path, problem.span);
        Problem::new(Code::SqlSyntax, location, &*problem.message).with_sqlstate("42601")
    }));
    Problem::sort(&mut problems);
    Checkpoint { step: step.clone(), model, problems: problems.into() }
}

impl Replay {
    /// The model behind the last migration; that of an empty database without any.
    pub fn model(&self) -> Model {
        self.checkpoints.last().map_or_else(Model::new, |last| last.model.clone())
    }
}
