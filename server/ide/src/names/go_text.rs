//! The words of a Go text, as far as names are looked for in it.

use pgwright_problem::Span;

/// A word of a Go text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands.
    pub span: Span,
    /// Whether it stands in a string.
    pub in_string: bool,
    /// Whether it is the first on its line.
    pub first: bool,
    /// Whether a dot stands before it.
    pub selected: bool,
}

/// The identifiers outside of comments, and the words in strings, in order. Total on any text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    let mut first = true;
    let mut selected = false;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if c == '\n' {
            first = true;
            selected = false;
            at += 1;
        } else if c.is_whitespace() {
            at += c.len_utf8();
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if c == '`' || c == '"' || c == '\'' {
            let length = string(rest, c);
            strings(rest.get(..length).unwrap_or_default(), at, &mut words);
            (first, selected) = (false, false);
            at += length;
        } else if is_letter(c) {
            let length = rest.find(|c| !is_letter(c) && !c.is_numeric()).unwrap_or(rest.len());
            let span = Span::new(at as u32, (at + length) as u32);
            words.push(Word { span, in_string: false, first, selected });
            (first, selected) = (false, false);
            at += length;
        } else {
            first = false;
            selected = c == '.';
            at += c.len_utf8();
        }
    }
    words
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// The length of the string that begins a text; one that is not closed ends with its line, a raw
/// one with the text.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if quote != '`' && c == '\n' {
            return at;
        }
        if c == quote && !escaped {
            return at + c.len_utf8();
        }
        escaped = quote != '`' && c == '\\' && !escaped;
    }
    rest.len()
}

fn strings(text: &str, start: usize, words: &mut Vec<Word>) {
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let part = is_letter(c) || c.is_numeric();
        match from {
            None if is_letter(c) => from = Some(at),
            Some(begin) if !part => {
                let span = Span::new((start + begin) as u32, (start + at) as u32);
                words.push(Word { span, in_string: true, first: false, selected: false });
                from = None;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = words(text)
            .iter()
            .map(|word| {
                let marks = [(word.in_string, "s"), (word.first, "^"), (word.selected, ".")];
                let marks: String = marks.iter().filter(|it| it.0).map(|it| it.1).collect();
                format!("{marks}{}", &text[word.span.range()])
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_found_outside_of_comments() {
        check(
            "\tID int64 `json:\"id\"` // the ID\n/* x */ a.Größe",
            &["^ID", "int64", "sjson", "sid", "^a", ".Größe"],
        );
        check(
            "x := `SELECT a1\nFROM t` + \"b\\\"c\" + 'd'",
            &["^x", "sSELECT", "sa1", "sFROM", "st", "sb", "sc", "sd"],
        );
    }

    #[test]
    fn half_typed_texts_have_words() {
        check("\"abc\nd", &["sabc", "^d"]);
        check("`abc\nd", &["sabc", "sd"]);
        check("/* abc", &[]);
        check("'", &[]);
        check("", &[]);
    }
}
