//! The parser's tree as the lowering walks it: kinds, children, and the way from the tree's
//! offsets to those in the whole text.

use super::plain;
use super::workarounds::BlankedClass;
use crate::statement::{Name, QualifiedName};
use pgwright_problem::Span;
use squawk_syntax::SourceFile;
use std::sync::Arc;

pub(super) use squawk_syntax::SyntaxKind as Kind;
pub(super) use squawk_syntax::SyntaxNode as Node;
pub(super) use squawk_syntax::SyntaxToken as Token;

/// Parses one statement's text: its tree, or where the first error is and what it says.
pub(super) fn parse(text: &str) -> Result<Node, (u32, String)> {
    // No input is known to make the parser panic; should one, it costs its statement alone.
    let parsed = std::panic::catch_unwind(|| {
        if let Some(tree) = plain::tree(text) {
            return Ok(tree);
        }
        let parsed = SourceFile::parse(text);
        let error = parsed.errors().into_iter().next();
        match error {
            Some(error) => Err((error.range().start().into(), error.message().to_owned())),
            None => Ok(parsed.syntax_node()),
        }
    });
    parsed.unwrap_or_else(|_| Err((0, PARSER_FAILED.to_owned())))
}

/// What is said when the parser panicked.
pub(super) const PARSER_FAILED: &str = "the parser failed on this statement";

/// Where a tree's offsets stand in the whole text.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// Where the tree's text begins in the text it was cut from.
    start: u32,
    /// When that is not the whole text but the content of a string constant: pairs of an offset
    /// in the content and one in the whole text, in order.
    marks: &'a [(u32, u32)],
    /// How many expressions and queries stand around.
    depth: u16,
    /// The operator classes that the tree's text has not, by their offsets in it.
    classes: &'a [BlankedClass],
}

/// From this depth on expressions are not taken apart any more: what is named in them is found,
/// but the stack stays short, and their texts are not copied for every level.
const DEEPEST: u16 = 48;

impl<'a> Place<'a> {
    /// The whole text.
    pub(super) const WHOLE: Place<'static> = Place { start: 0, marks: &[], depth: 0, classes: &[] };

    /// The content of a string constant.
    pub(super) fn of_content(marks: &'a [(u32, u32)]) -> Self {
        Self { start: 0, marks, depth: 0, classes: &[] }
    }

    /// The same, where the tree's text lacks these operator classes.
    pub(super) fn with_classes(self, classes: &'a [BlankedClass]) -> Self {
        Self { classes, ..self }
    }

    /// The operator class that the text has lost within a node.
    pub(super) fn blanked_class(self, node: &Node) -> Option<QualifiedName> {
        let (start, end): (u32, u32) =
            (node.text_range().start().into(), node.text_range().end().into());
        let (_, class) = self.classes.iter().find(|(at, _)| start <= *at && *at < end)?;
        let name = |name: &Name| {
            let span = self.range(name.span.start, name.span.end);
            Name { text: Arc::clone(&name.text), span }
        };
        Some(QualifiedName { schema: class.schema.as_ref().map(name), name: name(&class.name) })
    }

    /// A piece that begins at `start` of this one.
    pub(super) fn behind(self, start: usize) -> Self {
        Self { start: self.start + start as u32, ..self }
    }

    /// One expression or query further in; `None` when that is too deep.
    pub(super) fn deeper(self) -> Option<Self> {
        (self.depth < DEEPEST).then_some(Self { depth: self.depth + 1, ..self })
    }

    /// An offset of the tree in the whole text.
    pub(super) fn offset(self, offset: u32) -> u32 {
        let offset = self.start + offset;
        let next = self.marks.partition_point(|mark| mark.0 <= offset);
        match self.marks.get(next.saturating_sub(1)) {
            Some(mark) => {
                let place = mark.1 + offset.saturating_sub(mark.0);
                self.marks.get(next).map_or(place, |end| place.min(end.1))
            }
            None => offset,
        }
    }

    /// The marks of a string constant in this text, whose own lead to this text's offsets, as they
    /// lead to the whole text.
    pub(super) fn through(self, inner: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let mut marks = Vec::with_capacity(inner.len());
        for (at, (content, outer)) in inner.iter().enumerate() {
            marks.push((*content, self.offset(*outer)));
            let end = inner.get(at + 1).map_or(*outer, |next| next.1);
            // What was filled in between two of them.
            let between = self.marks.iter().filter_map(|(offset, place)| {
                let offset = offset.checked_sub(self.start)?;
                (*outer < offset && offset < end).then(|| (content + (offset - outer), *place))
            });
            marks.extend(between);
        }
        marks
    }

    /// A range of the tree in the whole text.
    pub(super) fn range(self, start: u32, end: u32) -> Span {
        let start = self.offset(start);
        Span::new(start, self.offset(end).max(start))
    }

    /// Where a node stands.
    pub(super) fn node(self, node: &Node) -> Span {
        let range = node.text_range();
        self.range(range.start().into(), range.end().into())
    }

    /// Where a token stands.
    pub(super) fn token(self, token: &Token) -> Span {
        let range = token.text_range();
        self.range(range.start().into(), range.end().into())
    }
}

/// The first child node of that kind.
pub(super) fn child(node: &Node, kind: Kind) -> Option<Node> {
    node.children().find(|child| child.kind() == kind)
}

/// Whether a token or node of that kind is a direct child.
pub(super) fn has(node: &Node, kind: Kind) -> bool {
    node.children_with_tokens().any(|child| child.kind() == kind)
}

/// The direct child tokens without white space and comments.
pub(super) fn tokens(node: &Node) -> impl Iterator<Item = Token> {
    node.children_with_tokens().filter_map(|child| child.into_token()).filter(is_significant)
}

/// All tokens below a node without white space and comments.
pub(super) fn all_tokens(node: &Node) -> impl Iterator<Item = Token> {
    node.descendants_with_tokens().filter_map(|child| child.into_token()).filter(is_significant)
}

fn is_significant(token: &Token) -> bool {
    !matches!(token.kind(), Kind::WHITESPACE | Kind::COMMENT)
}

/// The text below a node, white space and comments folded to single blanks.
pub(super) fn folded_text(node: &Node) -> Arc<str> {
    let mut text = String::with_capacity(node.text_range().len().into());
    let mut gap = false;
    for element in node.descendants_with_tokens() {
        let Some(token) = element.into_token() else { continue };
        if !is_significant(&token) {
            gap = true;
            continue;
        }
        if gap && !text.is_empty() {
            text.push(' ');
        }
        gap = false;
        text.push_str(token.text());
    }
    text.into()
}
