//! The tree of one YAML document, as an arena of nodes with spans.
//!
//! Made once from the parser's own tree: without caches inside, it can be shared between threads,
//! and no walk over it is recursive, however deep the text nests.

use oneyaml::{NodeKind, NodeRef, ScalarStyle, Value};
use pgwright_problem::Span;
use std::collections::HashMap;

/// A node's place in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(u32);

/// All nodes of a document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// A mapping, a sequence, a scalar or an alias.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it stands, anchor and tag included.
    pub span: Span,
    /// What it is.
    pub content: Content,
}

/// What a node is. Scalars are read by YAML 1.2's core schema: `yes` is a text.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number with a fraction or an exponent, or too large to be counted with.
    Float(f64),
    /// Everything else that is no collection.
    Text(String),
    /// Keys and values, in the order of the text, duplicates included.
    Mapping(Vec<Entry>),
    /// Items, in the order of the text.
    Sequence(Vec<NodeId>),
    /// `*name`: the node with that anchor, if there is one.
    Alias(Option<NodeId>),
    /// What could not be read.
    Broken,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key as text; a key that is a collection has none.
    pub key: Option<String>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: NodeId,
}

impl Tree {
    /// Reads the parser's tree.
    pub(super) fn new(document: &oneyaml::Document) -> Self {
        let mut tree = Self::default();
        let Some(root) = document.root() else { return tree };
        let mut known = HashMap::new();
        let mut waiting = vec![(tree.reserve(), root)];
        let mut aliases = Vec::new();
        while let Some((id, node)) = waiting.pop() {
            if node.anchor().is_some() {
                known.insert(node.id(), id);
            }
            let span = to_span(node.span());
            let content = match node.kind() {
                NodeKind::Scalar => scalar(node),
                NodeKind::Mapping => Content::Mapping(
                    node.as_mapping()
                        .into_iter()
                        .flat_map(|mapping| mapping.iter())
                        .map(|(key, value)| {
                            let place = tree.reserve();
                            waiting.push((place, value));
                            Entry {
                                key: key.as_scalar().map(|scalar| scalar.value().into_owned()),
                                key_span: to_span(key.span()),
                                value: place,
                            }
                        })
                        .collect(),
                ),
                NodeKind::Sequence => Content::Sequence(
                    node.as_sequence()
                        .into_iter()
                        .flat_map(|sequence| sequence.iter())
                        .map(|item| {
                            let place = tree.reserve();
                            waiting.push((place, item));
                            place
                        })
                        .collect(),
                ),
                NodeKind::Alias => {
                    aliases.push((id, node.alias_target().map(NodeRef::id)));
                    Content::Alias(None)
                }
                _ => Content::Broken,
            };
            tree.nodes[id.0 as usize] = Node { span, content };
        }
        for (id, target) in aliases {
            let target = target.and_then(|target| known.get(&target).copied());
            tree.nodes[id.0 as usize].content = Content::Alias(target);
        }
        tree
    }

    fn reserve(&mut self) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(Node { span: Span::default(), content: Content::Broken });
        id
    }

    /// The document's only node; `None` for an empty text.
    pub fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node as it is written.
    pub fn written(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node that is meant: behind an alias, the one with the anchor. An anchor never stands
    /// on an alias.
    pub fn target(&self, id: NodeId) -> NodeId {
        match self.written(id).content {
            Content::Alias(Some(target)) => target,
            _ => id,
        }
    }

    /// What [`Self::target`] is.
    pub fn node(&self, id: NodeId) -> &Node {
        self.written(self.target(id))
    }
}

fn scalar(node: NodeRef<'_>) -> Content {
    let Some(scalar) = node.as_scalar() else { return Content::Broken };
    match scalar.resolved() {
        Ok(Value::Null) => Content::Null,
        Ok(Value::Bool(value)) => Content::Bool(value),
        Ok(Value::Number(number)) => match number.as_i128().filter(|_| number.is_integer()) {
            Some(value) => Content::Integer(value),
            None => Content::Float(number.as_f64().unwrap_or(f64::INFINITY)),
        },
        Ok(_) => Content::Text(scalar.value().into_owned()),
        Err(_) if scalar.style() == ScalarStyle::Plain => Content::Broken,
        Err(_) => Content::Text(scalar.value().into_owned()),
    }
}

/// Texts are at most 4 GiB; [`super::parse`] reads no larger one.
pub(super) fn to_span(span: oneyaml::Span) -> Span {
    Span::new(span.start as u32, span.end as u32)
}
