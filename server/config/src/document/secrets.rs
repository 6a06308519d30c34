//! Where passwords may stand, so that nobody shows the text there.

use super::Document;
use pgwright_problem::Span;
use std::sync::Arc;

/// A configuration's text with `*` for every byte that is never shown: to show its lines around a
/// problem. Every span of the text holds in it.
pub fn hide_secrets(text: &str) -> String {
    let mut shown = text.to_owned();
    for span in Document::parse(&Arc::from(""), text).secrets() {
        let hidden: String = text[span.range()]
            .bytes()
            .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { '*' })
            .collect();
        shown.replace_range(span.range(), &hidden);
    }
    shown
}

impl Document {
    /// The places of values that are never shown, in a text that is shown around a problem.
    /// Found in the bare text too, since a line that cannot be read yet may hold one.
    pub fn secrets(&self) -> Vec<Span> {
        let read = self.value_span(&["database", "dsn"]);
        let read = read.map(|span| trimmed(&self.text, span));
        let mut found: Vec<Span> = read.into_iter().filter(|span| self.is_open(*span)).collect();
        for (at, _) in self.text.match_indices("dsn") {
            let behind = &self.text[at + 3..];
            let value = behind.trim_start_matches(['"', '\'', ' ']);
            let Some(value) = value.strip_prefix(':') else { continue };
            let start = self.text.len() - value.len();
            let end = value.find(['\n', '\r']).map_or(self.text.len(), |end| start + end);
            let span = trimmed(&self.text, Span::new(start as u32, end as u32));
            if self.is_open(span) && !found.iter().any(|own| own.cover(span) == *own) {
                found.push(span);
            }
        }
        found.sort();
        found
    }

    /// Whether there is more to see than the name of a variable.
    fn is_open(&self, span: Span) -> bool {
        let text = self.text[span.range()].trim_matches(['"', '\'']);
        let variable = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        !text.is_empty()
            && variable.is_none_or(|name| !name.chars().all(|c| c.is_alphanumeric() || c == '_'))
    }
}

fn trimmed(text: &str, span: Span) -> Span {
    let content = &text[span.range()];
    let before = content.len() - content.trim_start().len();
    let start = span.start + before as u32;
    Span::new(start, start + content.trim().len() as u32)
}
