//! Collecting what is wrong with a configuration.

use pgwright_problem::{Code, Location, Problem, Span};
use std::sync::Arc;

/// How many problems are told of one file: a text that is no configuration at all has no end of
/// them.
const MAX_PROBLEMS: usize = 200;

/// The problems of one file.
#[derive(Debug)]
pub(crate) struct Problems {
    file: Arc<str>,
    found: Vec<Problem>,
}

impl Problems {
    pub fn new(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), found: Vec::new() }
    }

    /// Whether there are so many that no more are told.
    pub fn full(&self) -> bool {
        self.found.len() >= MAX_PROBLEMS
    }

    /// A place in the file.
    pub fn at(&self, span: Span) -> Location {
        Location::new(&self.file, span)
    }

    /// A value that is wrong.
    pub fn value(&mut self, span: Span, message: impl Into<String>) -> Problem {
        Problem::new(Code::ConfigValue, self.at(span), message)
    }

    pub fn add(&mut self, problem: Problem) {
        if !self.full() {
            self.found.push(problem);
        }
    }

    /// All of them, in the order of the text.
    pub fn finish(mut self) -> Vec<Problem> {
        Problem::sort(&mut self.found);
        self.found
    }
}
