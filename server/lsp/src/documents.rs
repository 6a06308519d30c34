//! The documents that are open in the editor.

use crate::positions::{Encoding, Positions, Range};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A document as the editor has it, saved or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    /// Its address as the client spells it: answers carry the same spelling.
    pub uri: Arc<str>,
    /// The client's count of its changes.
    pub version: i32,
    /// The whole text.
    pub text: Arc<str>,
}

/// A change to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextChange {
    /// What is replaced; `None`: everything.
    pub range: Option<Range>,
    /// By what.
    pub text: String,
}

/// The open documents by absolute path.
#[derive(Debug, Default)]
pub(crate) struct Documents(BTreeMap<Utf8PathBuf, Document>);

impl Documents {
    /// The document at `path`, if it is open.
    pub(crate) fn get(&self, path: &Utf8Path) -> Option<&Document> {
        self.0.get(path)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Utf8PathBuf, &Document)> {
        self.0.iter()
    }

    /// Takes a document in, in the place of what was known of it.
    pub(crate) fn open(&mut self, path: Utf8PathBuf, document: Document) {
        self.0.insert(path, document);
    }

    /// Applies changes in order. False: no such document is open.
    pub(crate) fn change(
        &mut self,
        path: &Utf8Path,
        version: i32,
        changes: Vec<TextChange>,
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.0.get_mut(path) else { return false };
        document.version = version;
        for change in changes {
            document.text = apply(&document.text, change, encoding);
        }
        true
    }

    /// Lets go of a document. False: it was not open.
    pub(crate) fn close(&mut self, path: &Utf8Path) -> bool {
        self.0.remove(path).is_some()
    }
}

fn apply(text: &Arc<str>, change: TextChange, encoding: Encoding) -> Arc<str> {
    let Some(range) = change.range else { return change.text.into() };
    let span = Positions::new(text, encoding).span(range).range();
    let (before, behind) = (&text[..span.start], &text[span.end..]);
    [before, &change.text, behind].concat().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use pgwright_problem::LineColumn;
    use proptest::prelude::*;

    fn change(range: [u32; 4], text: &str) -> TextChange {
        let [line, column, end_line, end_column] = range;
        let start = LineColumn { line, column };
        let end = LineColumn { line: end_line, column: end_column };
        TextChange { range: Some(Range { start, end }), text: text.into() }
    }

    fn check(before: &str, changes: Vec<TextChange>, after: &str) {
        let mut documents = Documents::default();
        let path = Utf8Path::new("/a.sql");
        let document = Document { uri: "file:///a.sql".into(), version: 1, text: before.into() };
        documents.open(path.to_owned(), document);
        assert!(documents.change(path, 2, changes, Encoding::Utf16));
        let document = documents.get(path).unwrap();
        assert_eq!((&*document.text, document.version), (after, 2));
    }

    #[test]
    fn changes_apply_one_after_the_other() {
        check("a\nb", vec![change([0, 1, 1, 0], "\nțc"), change([0, 1, 1, 1], "d")], "adcb");
        check("a\nb", vec![change([0, 1, 1, 0], "ț\nc"), change([0, 2, 0, 2], "c")], "ațc\ncb");
        check("❤️", vec![change([0, 0, 0, 0], "a")], "a❤️");
        check("🐘x", vec![change([0, 2, 0, 3], "y")], "🐘y");
    }

    #[test]
    fn a_change_without_a_range_is_the_whole_text() {
        let whole = TextChange { range: None, text: "new".into() };
        check("old", vec![whole, change([0, 3, 0, 3], "er")], "newer");
    }

    #[test]
    fn ranges_outside_of_the_text_are_clamped() {
        check("a\r\nb", vec![change([9, 9, 9, 9], "c")], "a\r\nbc");
        check("a\r\nb", vec![change([0, 9, 0, 9], "c")], "ac\r\nb");
        check("ab", vec![change([0, 2, 0, 0], "")], "");
    }

    #[test]
    fn what_is_not_open_cannot_change() {
        let mut documents = Documents::default();
        assert!(!documents.change(Utf8Path::new("/a"), 1, Vec::new(), Encoding::Utf8));
        assert!(!documents.close(Utf8Path::new("/a")));
    }

    /// One edit of a person: from a character up to another, and what stands there then.
    type Typed = (prop::sample::Index, usize, String);

    /// Counts from the text alone, without what is under test.
    fn column(text: &str, at: usize, encoding: Encoding) -> LineColumn {
        let before = &text[..at];
        // A lone \r breaks a line too, and \r\n is one break.
        let breaks = |(at, it): (usize, char)| match it {
            '\n' => Some(at + 1),
            '\r' if !text[at + 1..].starts_with('\n') => Some(at + 1),
            _ => None,
        };
        let starts: Vec<usize> = before.char_indices().filter_map(breaks).collect();
        let line = &before[starts.last().copied().unwrap_or(0)..];
        let column = match encoding {
            Encoding::Utf8 => line.len(),
            Encoding::Utf16 => line.encode_utf16().count(),
            Encoding::Utf32 => line.chars().count(),
        };
        LineColumn { line: starts.len() as u32, column: column as u32 }
    }

    /// The boundary of a character before or at a place, which is no place within `\r\n`.
    fn boundary(text: &str, at: usize) -> usize {
        let at = text.floor_char_boundary(at);
        if text[at..].starts_with('\n') && text[..at].ends_with('\r') { at - 1 } else { at }
    }

    proptest! {
        /// What a person sees is what the server has, whatever the columns count, and whether the
        /// changes come one by one or several at once.
        #[test]
        fn the_same_edits_give_the_same_text_in_every_encoding(
            start in "[a-c \r\nß€🐘]{0,60}",
            edits in prop::collection::vec(
                (any::<prop::sample::Index>(), 0..8_usize, "([a\r\nß€🐘]|\r\n){0,6}"), 1..40,
            ),
            at_once in 1..5_usize,
        ) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let path = Utf8Path::new("/a.sql");
                let mut documents = Documents::default();
                let text = Arc::from(start.as_str());
                let document = Document { uri: "file:///a.sql".into(), version: 0, text };
                documents.open(path.to_owned(), document);
                let mut seen = start.clone();
                for (version, edits) in (1..).zip(edits.chunks(at_once)) {
                    let mut changes = Vec::new();
                    for edit in edits {
                        let edit: &Typed = edit;
                        let from = boundary(&seen, edit.0.index(seen.len() + 1));
                        let behind: usize = seen[from..].chars().take(edit.1).map(char::len_utf8).sum();
                        let to = boundary(&seen, from + behind).max(from);
                        let range = Range {
                            start: column(&seen, from, encoding),
                            end: column(&seen, to, encoding),
                        };
                        seen.replace_range(from..to, &edit.2);
                        changes.push(TextChange { range: Some(range), text: edit.2.clone() });
                    }
                    prop_assert!(documents.change(path, version, changes, encoding));
                    prop_assert_eq!(&*documents.get(path).unwrap().text, &*seen, "{:?}", encoding);
                }
            }
        }
    }
}
