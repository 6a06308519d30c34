//! The path at a place in the text, as completion and hover want it: also on an empty line and
//! in a line that cannot be read yet.

use super::Document;
use crate::yaml::{Content, Entry, Node, NodeId};
use pgwright_problem::Span;

impl Document {
    /// The keys from the root down to `offset`, such as `["tables", "users", "functions", "0"]`;
    /// an index of a list is written as a number. On an empty line its indentation says in which
    /// block it is.
    pub fn path_at(&self, offset: u32) -> Vec<String> {
        let cursor = Cursor::new(&self.text, offset);
        let mut path = Vec::new();
        let mut last = None;
        let mut next = self.tree.root();
        while let Some(id) = next {
            let node = self.tree.written(id);
            let flow = self.text[node.span.range()].starts_with(['{', '[']);
            next = match &node.content {
                Content::Mapping(entries) => {
                    let end = |entry: &Entry| self.tree.written(entry.value).span;
                    let found =
                        entries.iter().rfind(|entry| entry.key_span.start <= offset).filter(
                            |entry| cursor.is_in(flow, entry.key_span, end(entry), entry.key_span),
                        );
                    found.map(|entry| {
                        path.push(entry.key.clone().unwrap_or_default());
                        last = Some(entry.key_span);
                        self.inner(entry.value, offset)
                    })
                }
                Content::Sequence(items) => {
                    let found = items
                        .iter()
                        .rposition(|item| self.tree.written(*item).span.start <= offset)
                        .filter(|index| {
                            let span = self.tree.written(items[*index]).span;
                            let dash = cursor.dash_before(span.start);
                            cursor.is_in(flow, span, span, Span::new(dash, dash))
                        });
                    found.map(|index| {
                        path.push(index.to_string());
                        last = Some(self.tree.written(items[index]).span);
                        self.inner(items[index], offset)
                    })
                }
                _ => None,
            }
            .flatten();
        }
        // The key of a line that stands in no tree: it is half typed.
        if last.is_none_or(|last: Span| last.start < cursor.line.start)
            && let Some(key) = cursor.key_before(&self.text)
        {
            path.push(key);
        }
        path
    }

    /// The value, when `offset` is not before it: then the cursor is on its key.
    fn inner(&self, value: NodeId, offset: u32) -> Option<NodeId> {
        let Node { span, content } = self.tree.written(value);
        let is_block = matches!(content, Content::Mapping(_) | Content::Sequence(_));
        (is_block && span.start <= offset).then_some(value)
    }
}

/// A place in a text, with its line.
struct Cursor<'a> {
    text: &'a str,
    offset: u32,
    /// The line without its end.
    line: Span,
    /// The indentation of the line; on a line of blanks, the place itself.
    column: u32,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str, offset: u32) -> Self {
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let is_end = |c: char| c == '\n' || c == '\r';
        let start = text[..at].rfind(is_end).map_or(0, |end| end + 1);
        let end = text[at..].find(is_end).map_or(text.len(), |end| at + end);
        let indentation = text[start..end].len() - text[start..end].trim_start().len();
        let column = match indentation == end - start {
            true => at - start,
            false => indentation,
        };
        Self {
            text,
            offset: at as u32,
            line: Span::new(start as u32, end as u32),
            column: column as u32,
        }
    }

    /// Whether the place belongs to an entry that begins before it. `anchor`: what must be less
    /// indented than lines that belong to it.
    fn is_in(&self, flow: bool, key: Span, value: Span, anchor: Span) -> bool {
        let end = key.end.max(value.end);
        if flow {
            let between = self.text.get(end as usize..self.offset as usize).unwrap_or_default();
            return !between.contains([',', '}', ']']);
        }
        if key.start >= self.line.start {
            return true;
        }
        let line = self.text[..anchor.start as usize].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        self.column > anchor.start - line as u32
    }

    /// The dash of an item that begins at `start`.
    fn dash_before(&self, start: u32) -> u32 {
        let before = &self.text[..start as usize];
        before.rfind('-').map_or(start, |dash| dash as u32)
    }

    /// The key in front of the place on its line.
    fn key_before(&self, text: &str) -> Option<String> {
        let before = &text[self.line.start as usize..self.offset as usize];
        let before = before.trim_start_matches([' ', '\t', '-']);
        let (key, _) = before.split_once(':')?;
        let key = key.trim_matches(['"', '\'', ' ']);
        (!key.is_empty() && !key.contains(['{', '[', '#'])).then(|| key.to_owned())
    }
}
