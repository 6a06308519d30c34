//! A text cut into lines that can be compared without regard to how they are aligned.

use pgwright_problem::Span;

/// The lines of a text.
pub(crate) struct Lines<'a> {
    text: &'a str,
    spans: Vec<Span>,
    /// Each line with its white space made one blank: gofmt aligns a whole block anew when one
    /// name in it grows, and that is no difference to tell a person of.
    keys: Vec<String>,
}

impl<'a> Lines<'a> {
    /// Cuts `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut spans = Vec::new();
        let mut keys = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim();
            let indent = line.len() - line.trim_start().len();
            let begin = if content.is_empty() { start } else { start + indent };
            spans.push(Span::new(begin as u32, (begin + content.len()) as u32));
            keys.push(content.split_whitespace().collect::<Vec<_>>().join(" "));
            start += line.len();
        }
        if spans.is_empty() {
            spans.push(Span::default());
            keys.push(String::new());
        }
        Self { text, spans, keys }
    }

    /// What lines are compared by.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// A line without the white space around it, its runs within made one blank.
    pub(crate) fn key(&self, line: usize) -> &str {
        self.keys.get(line).map_or("", String::as_str)
    }

    /// The bytes of a line without the white space around it; behind the last line, of the last.
    pub(crate) fn span(&self, line: usize) -> Span {
        self.spans.get(line).or(self.spans.last()).copied().unwrap_or_default()
    }

    /// The nearest line before `line` that is not empty.
    pub(crate) fn filled_before(&self, line: usize) -> usize {
        (0..line).rev().find(|line| !self.key(*line).is_empty()).unwrap_or(0)
    }

    /// The line that the byte at `offset` is in.
    pub(crate) fn line_at(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }

    /// The number of the line with the package clause: what stands before it is the header.
    pub(crate) fn package(&self) -> usize {
        self.keys.iter().position(|key| key.starts_with("package ")).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_compared_without_their_alignment() {
        let lines = Lines::new("type A struct {\r\n\tID    int\n\n}\n");
        assert_eq!(lines.keys(), ["type A struct {", "ID int", "", "}"]);
        assert_eq!(lines.span(1), Span::new(18, 27));
        assert_eq!(lines.span(2), Span::new(28, 28));
        assert_eq!((lines.line_at(0), lines.line_at(20), lines.line_at(99)), (0, 1, 4));
    }

    #[test]
    fn an_empty_text_has_one_line() {
        assert_eq!(Lines::new("").keys(), [""]);
        assert_eq!(Lines::new("").span(7), Span::new(0, 0));
    }
}
