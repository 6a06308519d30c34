//! SQL that does not go up: the parts of a migration that undo it, files that do so, and files that
//! no tool runs. It is read where it would run: behind the migration that it undoes.

use crate::Snapshot;
use crate::names::Role;
use pgwright_problem::{Span, TextFile};
use pgwright_schema::model::Model;
use pgwright_schema::parse;
use pgwright_schema::replay::{Mention, Step};
use std::sync::Arc;

/// The bytes of a text that are in none of `up`.
pub(crate) fn beside(up: &[Span], length: u32) -> Vec<Span> {
    let mut from = 0;
    let mut parts = Vec::new();
    for part in up {
        if from < part.start {
            parts.push(Span::new(from, part.start));
        }
        from = from.max(part.end);
    }
    if from < length {
        parts.push(Span::new(from, length));
    }
    parts
}

impl Snapshot {
    /// The names in the parts of a migration that do not go up.
    pub(super) fn mentions_beside(&self, step: usize, file: &TextFile) -> Arc<[Mention]> {
        let parts = beside(self.up(step).unwrap_or_default(), file.text.len() as u32);
        let blank = |part: &Span| file.text.get(part.range()).is_none_or(|it| it.trim().is_empty());
        if parts.iter().all(blank) {
            return Arc::default();
        }
        self.read(self.replay.model_behind(step + 1), file, &parts)
    }

    /// The names in a file that does not go up.
    pub(super) fn mentions_of_other(&self, file: &TextFile) -> Arc<[Mention]> {
        let whole = [Span::new(0, file.text.len() as u32)];
        self.read(self.model_for(&file.path), file, &whole)
    }

    fn read(&self, model: Model, file: &TextFile, parts: &[Span]) -> Arc<[Mention]> {
        let parsed = Arc::new(parse(&file.text, parts));
        let step = Step { path: Arc::clone(&file.path), parsed };
        self.replay.mentions_from(model, &step, &file.text)
    }

    /// What is there where a file that does not go up would run: behind the migration of the same
    /// name that does, or else behind all of them.
    pub(crate) fn model_for(&self, path: &str) -> Model {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let up = name.replace(".down.", ".up.").replace("down.sql", "up.sql");
        let up = if folder.is_empty() { up } else { format!("{folder}/{up}") };
        match self.role(&up) {
            Role::Step(step) => self.replay.model_behind(step + 1),
            _ => self.model().clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_go_up_is_all_the_rest() {
        let check = |up: &[(u32, u32)], expected: &[(u32, u32)]| {
            let up: Vec<Span> = up.iter().map(|(a, b)| Span::new(*a, *b)).collect();
            let expected: Vec<Span> = expected.iter().map(|(a, b)| Span::new(*a, *b)).collect();
            assert_eq!(beside(&up, 10), expected);
        };
        check(&[(0, 10)], &[]);
        check(&[(2, 4), (6, 8)], &[(0, 2), (4, 6), (8, 10)]);
        check(&[], &[(0, 10)]);
        check(&[(0, 4), (4, 20)], &[]);
    }
}
