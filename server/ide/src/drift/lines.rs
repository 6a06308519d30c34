//! A text cut into lines that can be compared without regard to how they are aligned.

use pgwright_codegen::header;
use pgwright_problem::Span;

/// The lines of a text.
pub(crate) struct Lines<'a> {
    text: &'a str,
    spans: Vec<Span>,
    /// Each line with its white space made one blank: gofmt aligns a whole block anew when one
    /// name in it grows, and that is no difference to tell a person of.
    keys: Vec<String>,
    body: usize,
}

impl<'a> Lines<'a> {
    /// Cuts the text of the file at `path`.
    pub(crate) fn new(path: &str, text: &'a str) -> Self {
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
        let body = match path.ends_with(".go") {
            true => keys.iter().position(|key| key.starts_with("package ")).unwrap_or(0),
            false => header::body(path, text),
        };
        Self { text, spans, keys, body }
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

    /// The number of the line behind the header; in Go, the one with the package clause.
    pub(crate) fn body(&self) -> usize {
        self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_compared_without_their_alignment() {
        let lines = Lines::new("a.go", "type A struct {\r\n\tID    int\n\n}\n");
        assert_eq!(lines.keys(), ["type A struct {", "ID int", "", "}"]);
        assert_eq!(lines.span(1), Span::new(18, 27));
        assert_eq!(lines.span(2), Span::new(28, 28));
        assert_eq!((lines.line_at(0), lines.line_at(20), lines.line_at(99)), (0, 1, 4));
    }

    #[test]
    fn an_empty_text_has_one_line() {
        assert_eq!(Lines::new("a.go", "").keys(), [""]);
        assert_eq!(Lines::new("a.go", "").span(7), Span::new(0, 0));
    }

    #[test]
    fn the_body_is_what_stands_behind_the_header() {
        let go = "// Code generated\n// Hash: 0\n\npackage a\n";
        let yaml = "# Code generated\n# Hash: 0\n\ngroups: []\n";
        for (path, text, body) in [("a.go", go, 3), ("a.yaml", yaml, 2), ("a.json", "{}", 0)] {
            assert_eq!(Lines::new(path, text).body(), body, "{path}");
        }
    }
}
