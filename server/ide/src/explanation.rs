//! The pages of the problems at a place.

use crate::Snapshot;
use pgwright_problem::{Code, Span};

/// The problems at a place, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What the smallest problem there spans.
    pub span: Span,
    /// The codes of all problems there, from the smallest on; each has a page.
    pub codes: Vec<Code>,
    /// How the file differs from the one that would be generated, as a unified diff, where a person
    /// edited it.
    pub difference: Option<String>,
}

impl Snapshot {
    /// What there is to say of the problems in the file `path` that touch `offset`; `None`: there
    /// is none.
    pub fn explanation(&self, path: &str, offset: u32) -> Option<Explanation> {
        let here = self
            .problems
            .iter()
            .filter(|problem| &*problem.location.file == path)
            .filter(|problem| problem.location.span.touches(offset));
        let mut found: Vec<(Span, Code)> =
            here.clone().map(|problem| (problem.location.span, problem.code)).collect();
        let mut data = here.flat_map(|problem| &problem.data);
        let difference = data.find(|(key, _)| *key == "difference").map(|(_, text)| text.clone());
        found.sort_by_key(|(span, code)| (span.end - span.start, *code));
        let (span, _) = *found.first()?;
        let mut codes: Vec<Code> = Vec::new();
        for (_, code) in found {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Some(Explanation { span, codes, difference })
    }
}
