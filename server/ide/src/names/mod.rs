//! What stands at a place: the names in migrations, in the configuration and in generated Go, and
//! the objects of the schema that they stand for.
//!
//! An object keeps its id through renames, so that one question covers all its names. In Go files
//! that pgwright did not write nothing is found: gopls answers there.

mod configuration;
mod down;
mod go;
mod go_text;

pub(crate) use configuration::table as configured_table;
pub(crate) use down::beside;
pub(crate) use go::{row_fields, table};

use crate::Snapshot;
use crate::objects;
use pgwright_problem::TextFile;
use pgwright_schema::model::Model;
use pgwright_schema::replay::Mention;
use std::sync::Arc;

/// What a file of a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The migration that is that step of the replay.
    Step(usize),
    /// SQL among the migrations that does not go up: it goes down, or no tool runs it.
    OtherSql,
    /// `pgwright.yaml`.
    Configuration,
    /// Go that pgwright wrote.
    Generated,
    /// Anything else.
    Other,
}

impl Snapshot {
    /// The project's file at `path`.
    pub(crate) fn file(&self, path: &str) -> Option<&TextFile> {
        self.texts.all().find(|file| &*file.path == path)
    }

    /// What the file at `path` is.
    pub(crate) fn role(&self, path: &str) -> Role {
        if path == &*self.texts.configuration.path {
            return Role::Configuration;
        }
        if let Some(step) = self.replay.steps.iter().position(|it| &*it.step.path == path) {
            return Role::Step(step);
        }
        if let Some(file) = self.output_file(path) {
            return match pgwright_codegen::header::is_foreign(&file.path, &file.text) {
                true => Role::Other,
                false => Role::Generated,
            };
        }
        let mut migrations = self.texts.migrations.iter().flat_map(|(_, files)| files);
        match path.ends_with(".sql") && migrations.any(|file| &*file.path == path) {
            true => Role::OtherSql,
            false => Role::Other,
        }
    }

    /// The names in the file at `path` with what they stand for, by place.
    pub(crate) fn mentions(&self, path: &str) -> Arc<[Mention]> {
        let Some(file) = self.file(path) else { return Arc::default() };
        match self.role(path) {
            Role::Step(step) => {
                let up = self.replay.mentions(step, &file.text);
                let beside = self.mentions_beside(step, file);
                if beside.is_empty() {
                    return up;
                }
                let mut all: Vec<Mention> = up.iter().chain(&*beside).cloned().collect();
                all.sort_by_key(|mention| mention.span);
                all.into()
            }
            Role::Configuration => configuration::mentions(self).into(),
            Role::Generated => go::mentions(self, file).into(),
            Role::OtherSql => self.mentions_of_other(file),
            Role::Other => Arc::default(),
        }
    }

    /// The name that `offset` in the file at `path` touches; of two, the one that begins there.
    pub(crate) fn mention_at(&self, path: &str, offset: u32) -> Option<Mention> {
        let mentions = self.mentions(path);
        let behind = mentions.partition_point(|it| it.span.start <= offset);
        let found = mentions.get(..behind)?.iter().rev().find(|it| it.span.touches(offset));
        found.cloned()
    }

    /// A model that has the object of a name in the file at `path`: of a migration the one behind
    /// it, or else the one before it, which still has what it drops, or else the one at the place
    /// itself; at last what is there now.
    pub(crate) fn model_of(&self, path: &str, mention: &Mention) -> Option<Model> {
        let has = |model: &Model| objects::is_there(model, &mention.object);
        let now = || Some(self.model().clone()).filter(has);
        let step = match self.role(path) {
            Role::Step(step) => step,
            Role::OtherSql => return Some(self.model_for(path)).filter(has).or_else(now),
            _ => return now(),
        };
        let behind = |count| Some(self.replay.model_behind(count)).filter(has);
        let here = || Some(self.replay.scope(step, mention.span.start).model).filter(has);
        behind(step + 1).or_else(|| behind(step)).or_else(here).or_else(now)
    }
}
