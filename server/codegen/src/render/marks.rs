//! Marks in rendered text that say which part of it stands for which schema object.
//!
//! They are control characters, which no comment or literal lets through, and are taken out
//! before anybody sees the text.

use crate::Origin;
use pgwright_problem::{Location, Span};

const START: char = '\u{1}';
const NUMBER: char = '\u{2}';
const END: char = '\u{3}';

/// What marks stand for, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Marks(Vec<(String, Option<Location>)>);

/// Text without its marks.
#[derive(Debug)]
pub(crate) struct Marked {
    pub(crate) text: String,
    pub(crate) origins: Vec<Origin>,
}

impl Marks {
    /// `text` between marks.
    pub(crate) fn around(&mut self, text: &str, what: String, cause: Option<Location>) -> String {
        let number = self.0.len();
        self.0.push((what, cause));
        format!("{START}{number}{NUMBER}{text}{END}")
    }

    /// Takes the marks out.
    pub(crate) fn take_out(self, marked: &str) -> Marked {
        let mut text = String::with_capacity(marked.len());
        let mut origins = Vec::with_capacity(self.0.len());
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut rest = marked;
        while let Some(at) = memchr::memchr2(START as u8, END as u8, rest.as_bytes()) {
            text.push_str(&rest[..at]);
            let is_start = rest[at..].starts_with(START);
            rest = &rest[at + 1..];
            if is_start {
                let (number, behind) = rest.split_once(NUMBER).unwrap_or((rest, ""));
                open.push((number.parse().unwrap_or(usize::MAX), text.len()));
                rest = behind;
            } else if let Some((number, start)) = open.pop()
                && let Some((what, cause)) = self.0.get(number)
            {
                origins.push(Origin {
                    span: Span::new(start as u32, text.len() as u32),
                    what: what.as_str().into(),
                    cause: cause.clone(),
                });
            }
        }
        text.push_str(rest);
        origins.sort_by_key(|origin| (origin.span.start, std::cmp::Reverse(origin.span.end)));
        Marked { text, origins }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_places() {
        let mut marks = Marks::default();
        let inner = marks.around("b", "column b".into(), None);
        let whole = marks.around(&format!("a{inner}c"), "table t".into(), None);
        let marked = marks.take_out(&format!("x {whole} y"));
        assert_eq!(marked.text, "x abc y");
        let places: Vec<_> =
            marked.origins.iter().map(|o| (&*o.what, &marked.text[o.span.range()])).collect();
        assert_eq!(places, [("table t", "abc"), ("column b", "b")]);
    }
}
