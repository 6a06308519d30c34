//! The keys of a configuration as a tree, as editors show what is in a file.

use super::Document;
use crate::yaml::{Content, NodeId};
use pgwright_problem::Span;

/// A key with what is below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The key; of an item of a list its number, counted from one.
    pub name: String,
    /// Its value where that is a plain one; never that of a connection string.
    pub value: String,
    /// Key and value.
    pub span: Span,
    /// The key alone.
    pub key: Span,
    /// What is below it.
    pub children: Vec<Outline>,
}

/// Deeper keys are left out: none means anything there.
const DEEPEST: usize = 12;

impl Document {
    /// All keys, in the order of the text.
    pub fn outline(&self) -> Vec<Outline> {
        self.tree.root().map(|root| self.below(root, 0)).unwrap_or_default()
    }

    fn below(&self, id: NodeId, depth: usize) -> Vec<Outline> {
        if depth > DEEPEST {
            return Vec::new();
        }
        match &self.tree.written(id).content {
            Content::Mapping(entries) => {
                let outline = |entry: &crate::yaml::Entry| {
                    let name = entry.key.clone().unwrap_or_default();
                    self.entry(name, entry.key_span, entry.value, depth)
                };
                entries.iter().map(outline).collect()
            }
            Content::Sequence(items) => items
                .iter()
                .enumerate()
                .filter(|(_, item)| {
                    matches!(self.tree.written(**item).content, Content::Mapping(_))
                })
                .map(|(at, item)| {
                    let span = self.tree.written(*item).span;
                    self.entry((at + 1).to_string(), span, *item, depth)
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn entry(&self, name: String, key: Span, value: NodeId, depth: usize) -> Outline {
        let node = self.tree.written(value);
        let plain = matches!(
            node.content,
            Content::Bool(_) | Content::Integer(_) | Content::Float(_) | Content::Text(_)
        );
        let text = self.text.get(node.span.range()).unwrap_or_default();
        let secrets = self.secrets();
        let secret = name == "dsn" || secrets.iter().any(|it| it.touches(node.span.start));
        let value_shown = match plain && !secret && !text.contains('\n') {
            true => text.to_owned(),
            false => String::new(),
        };
        let children = self.below(value, depth + 1);
        Outline { name, value: value_shown, span: key.cover(node.span), key, children }
    }
}
