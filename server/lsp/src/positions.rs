//! Lines and columns as editors count them, against byte offsets.

use pgwright_problem::{LineColumn, LineIndex, Span};
use std::sync::Arc;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Halves of UTF-16: what every client knows.
    #[default]
    Utf16,
    /// Characters (code points).
    Utf32,
}

impl Encoding {
    /// The length of a character in this encoding.
    fn len(self, character: char) -> u32 {
        match self {
            Self::Utf8 => character.len_utf8() as u32,
            Self::Utf16 => character.len_utf16() as u32,
            Self::Utf32 => 1,
        }
    }
}

/// A text with the places of its lines.
#[derive(Debug, Clone)]
pub(crate) struct Positions {
    text: Arc<str>,
    index: Arc<LineIndex>,
    encoding: Encoding,
}

/// From a position up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    /// The first position.
    pub start: LineColumn,
    /// The position behind the last.
    pub end: LineColumn,
}

impl Positions {
    /// Reads `text` once.
    pub(crate) fn new(text: &Arc<str>, encoding: Encoding) -> Self {
        Self { text: Arc::clone(text), index: Arc::new(LineIndex::new(text)), encoding }
    }

    /// The position of a byte offset; one within a character counts as its start, one behind the
    /// end as the end.
    pub(crate) fn position(&self, offset: u32) -> LineColumn {
        let LineColumn { line, column } = self.index.line_column(offset);
        let start = self.index.line(line).start as usize;
        let before = self.text.get(start..).unwrap_or_default();
        let column = before
            .char_indices()
            .take_while(|(at, character)| at + character.len_utf8() <= column as usize)
            .map(|(_, character)| self.encoding.len(character))
            .sum();
        LineColumn { line, column }
    }

    /// The byte offset of a position. A column behind the line's end counts as the end, before
    /// its line break, as LSP wants it; a line behind the last one as the text's end; a column
    /// within a character as the character's start.
    pub(crate) fn offset(&self, position: LineColumn) -> u32 {
        let span = self.index.line(position.line);
        let line = self.text.get(span.range()).unwrap_or_default();
        let line = line.trim_end_matches(['\r', '\n']);
        let mut column = 0;
        for (at, character) in line.char_indices() {
            column += self.encoding.len(character);
            if column > position.column {
                return span.start + at as u32;
            }
        }
        span.start + line.len() as u32
    }

    /// The positions of a span.
    pub(crate) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The bytes of a range; one that is the wrong way round is turned.
    pub(crate) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), start.max(end))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn at(line: u32, column: u32) -> LineColumn {
        LineColumn { line, column }
    }

    /// Each encoding's columns behind `a`, `ß`, `€`, `🐘`.
    #[test]
    fn columns_count_what_the_encoding_says() {
        let text: Arc<str> = "x\naß€🐘b\r\ny".into();
        for (encoding, columns) in [
            (Encoding::Utf8, [1, 3, 6, 10, 11]),
            (Encoding::Utf16, [1, 2, 3, 5, 6]),
            (Encoding::Utf32, [1, 2, 3, 4, 5]),
        ] {
            let positions = Positions::new(&text, encoding);
            for (offset, column) in [3, 5, 8, 12, 13].into_iter().zip(columns) {
                assert_eq!(positions.position(offset), at(1, column), "{encoding:?}");
                assert_eq!(positions.offset(at(1, column)), offset, "{encoding:?}");
            }
        }
    }

    #[test]
    fn what_is_outside_is_clamped() {
        let text: Arc<str> = "a🐘\r\nb".into();
        let positions = Positions::new(&text, Encoding::Utf16);
        assert_eq!(positions.offset(at(0, 99)), 5, "before the line break");
        assert_eq!(positions.offset(at(0, 2)), 1, "within the character");
        assert_eq!(positions.offset(at(7, 3)), 8, "behind the last line");
        assert_eq!(positions.position(3), at(0, 1), "within the character");
        assert_eq!(positions.position(99), at(1, 1));
        assert_eq!(positions.span(Range { start: at(1, 1), end: at(0, 0) }), Span::new(0, 8));
    }

    proptest! {
        #[test]
        fn every_character_boundary_comes_back(text in "[a-c\r\nß€🐘]{0,40}") {
            let text: Arc<str> = text.into();
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let positions = Positions::new(&text, encoding);
                for (offset, character) in text.char_indices() {
                    // A place within \r\n is before it; every other one is itself.
                    if character == '\n' && text[..offset].ends_with('\r') {
                        continue;
                    }
                    let position = positions.position(offset as u32);
                    prop_assert_eq!(positions.offset(position), offset as u32);
                }
                prop_assert_eq!(
                    positions.offset(positions.position(text.len() as u32)),
                    text.len() as u32
                );
            }
        }
    }
}
