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
}
