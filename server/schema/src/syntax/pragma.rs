//! What a person says of a statement in the comment above it: `-- pgwright: ignore`, and
//! `-- pgwright: assume …` with what the statement is to be taken for.

use super::tree::Place;
use super::{ParsedFile, Source};
use crate::statement::{Located, Statement};

/// How such a comment begins, behind its dashes.
const MARK: &str = "pgwright:";

/// What is said of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pragma {
    /// `ignore`: it changes nothing.
    Ignore,
    /// `assume true`, `assume false`: how a condition comes out, and where that stands.
    Condition(bool, usize, usize),
    /// `assume SQL`: it does what this does. Where the lines of the SQL stand in the text.
    Sql(Vec<(usize, usize)>),
    /// Something else, and where it stands.
    Unknown(usize, usize),
}

/// What the comments right above `start` say: lines of comments without one in between that is
/// empty, the statement being the first on its line.
pub(super) fn above(text: &str, start: usize) -> Option<Pragma> {
    // No further back than the line's blanks: many statements may stand on one line.
    let before = text[..start].trim_end_matches([' ', '\t']);
    if !before.ends_with('\n') {
        return None;
    }
    let mut end = before.len();
    let mut said = Vec::new();
    while end > 0 {
        let begin = line_start(text, end - 1);
        let line = &text[begin..end];
        let Some(comment) = line.trim_start().strip_prefix("--") else { break };
        if let Some(words) = comment.trim_start().strip_prefix(MARK) {
            let at = begin + line.len() - words.len();
            said.push((at + words.len() - words.trim_start().len(), begin + line.trim_end().len()));
        }
        end = begin;
    }
    said.reverse();
    let (said_from, to) = *said.first()?;
    let first = &text[said_from..to.max(said_from)];
    if first.eq_ignore_ascii_case("ignore") {
        return Some(Pragma::Ignore);
    }
    let unknown = Some(Pragma::Unknown(said_from, to.max(said_from)));
    let mut lines = Vec::new();
    for (from, to) in said {
        let rest = text[from..to.max(from)].get(.."assume".len());
        if !rest.is_some_and(|word| word.eq_ignore_ascii_case("assume")) {
            return unknown;
        }
        let from = from + "assume".len();
        if !text[from..to].starts_with([' ', '\t']) {
            return unknown;
        }
        lines.push((from + 1, to));
    }
    let [(from, to)] = lines[..] else { return Some(Pragma::Sql(lines)) };
    match text[from..to].trim().to_ascii_lowercase().as_str() {
        "" => unknown,
        "true" => Some(Pragma::Condition(true, said_from, to)),
        "false" => Some(Pragma::Condition(false, said_from, to)),
        _ => Some(Pragma::Sql(lines)),
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

impl Source<'_> {
    /// What stands in the place of a statement of which something is said, and whether the
    /// statement is to be passed over. It is not where what is said is not known.
    pub(super) fn said(self, pragma: &Pragma, file: &mut ParsedFile) -> bool {
        match pragma {
            Pragma::Ignore => {}
            Pragma::Sql(lines) => {
                let (mut content, mut marks) = (String::new(), Vec::new());
                for (from, to) in lines {
                    marks.push((content.len() as u32, self.place.offset(*from as u32)));
                    content.push_str(&self.text[*from..*to]);
                    content.push('\n');
                }
                Source { text: &content, place: Place::of_content(&marks), unknown: &[] }
                    .statements(0, content.len(), file);
            }
            Pragma::Condition(_, from, to) | Pragma::Unknown(from, to) => {
                file.statements.push(self.unknown_pragma(*from, *to));
                return false;
            }
        }
        true
    }

    /// A comment that is meant for pgwright and that it does not know.
    fn unknown_pragma(self, from: usize, to: usize) -> Located {
        let what = format!("-- {MARK} {}", &self.text[from..to]).into();
        let statement = Statement::Unknown { what, names: Vec::new() };
        Located { span: self.span(from, to), statement }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<Pragma> {
        above(text, text.find("DO").unwrap_or(text.len()))
    }

    fn sql(text: &str) -> Vec<&str> {
        match said(text) {
            Some(Pragma::Sql(lines)) => lines.iter().map(|(from, to)| &text[*from..*to]).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn comments_right_above_are_read() {
        assert_eq!(said("-- pgwright: ignore\nDO"), Some(Pragma::Ignore));
        assert_eq!(said("  --pgwright:IGNORE  \r\n-- why\n  DO"), Some(Pragma::Ignore));
        assert_eq!(said("-- pgwright: assume true\nDO"), Some(Pragma::Condition(true, 13, 24)));
        let no = said("-- pgwright: assume  False\nDO");
        assert_eq!(no, Some(Pragma::Condition(false, 13, 26)));
        assert_eq!(sql("x; -- y\n-- pgwright: assume DROP TABLE t;\nDO"), ["DROP TABLE t;"]);
        let lines = sql("-- pgwright: assume CREATE TABLE t (\n-- pgwright: assume  a int)\nDO");
        assert_eq!(lines, ["CREATE TABLE t (", " a int)"]);
    }

    #[test]
    fn other_comments_are_not() {
        for text in [
            "DO",
            "-- ignore\nDO",
            "-- pgwright is here\nDO",
            "-- pgwright: ignore\n\nDO",
            "-- pgwright: ignore\nSELECT 1; DO",
            "SELECT 1; -- pgwright: ignore\nDO",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_told() {
        for text in ["-- pgwright: ignored\nDO", "-- pgwright: assume\nDO", "-- pgwright:\nDO"] {
            assert!(matches!(said(text), Some(Pragma::Unknown(..))), "{text}");
        }
    }
}
