//! A configuration as it was read: values, places and problems.

mod matches;
mod outline;
mod path;
mod secrets;
mod version;

pub use outline::Outline;
pub use secrets::hide_secrets;

use crate::problems::Problems;
use crate::read;
use crate::values::Config;
use crate::yaml::{self, Content, Node, NodeId, Tree};
use pgwright_problem::{Code, Problem, Span};
use std::sync::Arc;

/// A configuration as it was read: its values, where each stands, and what is wrong with it.
#[derive(Clone)]
pub struct Document {
    /// The values; what is missing or wrong has its default.
    pub config: Config,
    /// What is wrong, in the order of the text.
    pub problems: Vec<Problem>,
    file: Arc<str>,
    text: Box<str>,
    tree: Tree,
}

impl Document {
    /// Reads the text of the file named `file`. Total: a half-typed text gives what can be
    /// read of it.
    pub fn parse(file: &Arc<str>, text: &str) -> Self {
        let parsed = yaml::parse(text);
        let mut problems = Problems::new(file);
        for error in parsed.errors {
            let mut problem =
                Problem::new(Code::ConfigSyntax, problems.at(error.span), error.message);
            if let Some(help) = error.help {
                problem = problem.with_help(help);
            }
            if let Some((span, message)) = error.related {
                problem = problem.with_related(problems.at(span), message);
            }
            problems.add(problem);
        }
        let config = read::read(text, &parsed.tree, &mut problems);
        let mut problems = problems.finish();
        let document = Self {
            config,
            problems: vec![],
            file: Arc::clone(file),
            text: text.into(),
            tree: parsed.tree,
        };
        document.conceal(&mut problems);
        Self { problems, ..document }
    }

    /// The name of the file.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Where the key at `path` stands, such as `["tables", "users", "functions"]`; an index of a
    /// list is written as a number. An item of a list has no key: its value stands for it.
    pub fn key_span(&self, path: &[&str]) -> Option<Span> {
        self.find(path).map(|(key, value)| key.unwrap_or(self.tree.written(value).span))
    }

    /// Where the value at `path` stands.
    pub fn value_span(&self, path: &[&str]) -> Option<Span> {
        self.find(path).map(|(_, value)| self.tree.written(value).span)
    }

    /// What stands at `path`, behind an alias what it means.
    fn node_at(&self, path: &[&str]) -> Option<&Node> {
        self.find(path).map(|(_, value)| self.tree.node(value))
    }

    /// The span of the key, where there is one, and the value at `path`.
    fn find(&self, path: &[&str]) -> Option<(Option<Span>, NodeId)> {
        let mut found = (None, self.tree.root()?);
        for step in path {
            found = match &self.tree.node(found.1).content {
                Content::Mapping(entries) => {
                    let entry = entries.iter().find(|entry| entry.key.as_deref() == Some(step))?;
                    (Some(entry.key_span), entry.value)
                }
                Content::Sequence(items) => (None, *items.get(step.parse::<usize>().ok()?)?),
                _ => return None,
            };
        }
        Some(found)
    }
}

// The text may hold a password.
impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("file", &self.file)
            .field("config", &self.config)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}
