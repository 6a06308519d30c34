//! Where the lines of a text begin, to turn byte offsets into lines and columns.

/// A line and a column, both counted from zero. What the column counts is said by who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Counted from zero; lines end at `\n`, `\r\n` or a lone `\r`, as LSP counts them.
    pub line: u32,
    /// Counted from zero.
    pub column: u32,
}

/// The starts of a text's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: u32,
}

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (offset, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(offset + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(offset as u32 + 1);
            }
        }
        Self { starts, length: bytes.len() as u32 }
    }

    /// How many lines there are: one more than there are line ends.
    pub fn lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line of a byte offset, counted from zero, and the offset within it in bytes. An
    /// offset behind the end counts as the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let offset = offset.min(self.length);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        LineColumn { line: line as u32, column: offset - self.starts[line] }
    }

    /// The bytes of a line including its end; empty behind the last line.
    pub fn line(&self, line: u32) -> crate::Span {
        let start = self.starts.get(line as usize).copied().unwrap_or(self.length);
        let end = self.starts.get(line as usize + 1).copied().unwrap_or(self.length);
        crate::Span::new(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let index = LineIndex::new("a\r\nb\rc\nd");
        assert_eq!(index.lines(), 4);
        assert_eq!(index.line_column(4), LineColumn { line: 1, column: 1 });
        assert_eq!(index.line_column(7), LineColumn { line: 3, column: 0 });
        assert_eq!(index.line_column(99), LineColumn { line: 3, column: 1 });
        assert_eq!(index.line(0), crate::Span::new(0, 3));
        assert_eq!(index.line(9), crate::Span::new(8, 8));
    }
}
