//! gofmt's layout for what is generated: doc comments, string literals, columns of fields.
//!
//! Comments and names come from people's SQL and may hold anything. Whatever they hold, what is
//! written here stays inside its comment or literal, and gofmt finds nothing to change in it.

use std::time::Duration;
use unicode_general_category::{GeneralCategory, get_general_category};

/// gofmt leaves the width to the author; the standard library's is this.
const WIDTH: usize = 80;

/// A doc comment of `text`, each line with `indent` and `//` in front and a line end behind.
/// Paragraphs are parted by empty lines. Empty for a text without words.
pub(crate) fn doc(text: &str, indent: &str) -> String {
    let paragraphs = paragraphs(text);
    let mut out = String::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if number > 0 {
            out.push_str(indent);
            out.push_str("//\n");
        }
        wrap(paragraph, indent, &mut out);
    }
    out
}

/// The text of a person's comment as part of a sentence or doc comment: on one line, without
/// what Go, gofmt or a terminal would take for something else.
pub(crate) fn plain(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { paragraphs(text).join(" ") }
}

/// Whether nothing has to be done to a text, as to most of them.
fn is_plain(text: &str) -> bool {
    let mut space = true;
    let words = text.bytes().all(|byte| {
        let second = space && byte == b' ';
        space = byte == b' ';
        !second && (b' '..=b'~').contains(&byte)
    });
    words
        && !space
        && !text.starts_with('[')
        && !text.starts_with("go:")
        && !REWRITTEN.iter().any(|(from, _)| text.contains(from))
}

/// What gofmt would rewrite in a doc comment, or Go's tools take for an instruction: wherever the
/// line breaks, no word may begin like a directive.
const REWRITTEN: [(&str, &str); 5] = [
    ("``", "“"),
    ("''", "”"),
    ("+build", "+ build"),
    ("Code generated", "code generated"),
    (" go:", " go: "),
];

fn paragraphs(text: &str) -> Vec<String> {
    if is_plain(text) {
        return vec![text.to_owned()];
    }
    let visible: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' => Some(' '),
            c if is_invisible(c) => None,
            c => Some(c),
        })
        .collect();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in visible.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            open = false;
            continue;
        }
        let line = words.join(" ");
        match paragraphs.last_mut() {
            Some(last) if open => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => paragraphs.push(line),
        }
        open = true;
    }
    let count = paragraphs.len();
    for (number, paragraph) in paragraphs.iter_mut().enumerate() {
        *paragraph = tame(paragraph);
        // gofmt makes a heading of a line that looks like one.
        if number + 1 < count && !paragraph.ends_with(['.', '!', '?', ':', ';', ',']) {
            paragraph.push('.');
        }
    }
    paragraphs
}

/// Replaces what gofmt would rewrite in a doc comment, or Go's tools take for an instruction.
fn tame(paragraph: &str) -> String {
    let mut text = paragraph.to_owned();
    for (from, to) in REWRITTEN {
        if text.contains(from) {
            text = text.replace(from, to);
        }
    }
    if let Some(rest) = text.strip_prefix("go:") {
        text = format!("go: {rest}");
    }
    if text.starts_with('[') {
        // gofmt moves the definitions of links to the end.
        text.insert_str(0, "Note: ");
    }
    text
}

/// Whether a character shows nothing, or changes how others are shown.
pub(crate) fn is_invisible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control() || get_general_category(c) == GeneralCategory::Format || c == '\u{fffe}'
}

/// Adds a paragraph in lines of a comment.
fn wrap(paragraph: &str, indent: &str, out: &mut String) {
    let width = WIDTH - 3 - 4 * indent.len();
    let mut length = 0;
    for (number, word) in paragraph.split(' ').enumerate() {
        let letters = word.chars().count();
        // Behind the name that a doc comment begins with, staticcheck wants to see a blank.
        if number == 1 || (number > 0 && length + 1 + letters <= width) {
            out.push(' ');
            length += 1 + letters;
        } else {
            if number > 0 {
                out.push('\n');
            }
            out.push_str(indent);
            out.push_str("// ");
            length = letters;
        }
        out.push_str(word);
    }
    out.push('\n');
}

/// A string literal: raw where every character shows, otherwise with escapes.
pub(crate) fn raw_string(text: &str) -> String {
    let shows = |c: char| c == '\n' || (c != '`' && c != '\u{fffd}' && !is_invisible(c));
    if text.chars().all(shows) { format!("`{text}`") } else { quoted_string(text) }
}

/// An interpreted string literal.
pub(crate) fn quoted_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_invisible(c) && (c as u32) < 0x80 => {
                out.push_str(&format!("\\x{:02x}", c as u32));
            }
            c if is_invisible(c) && (c as u32) < 0x10000 => {
                out.push_str(&format!("\\u{:04x}", c as u32));
            }
            c if is_invisible(c) => out.push_str(&format!("\\U{:08x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A duration as a Go expression: `200 * time.Millisecond`, `time.Hour`, `0`.
pub(crate) fn duration(value: Duration) -> String {
    const UNITS: [(u128, &str); 6] = [
        (3_600_000_000_000, "time.Hour"),
        (60_000_000_000, "time.Minute"),
        (1_000_000_000, "time.Second"),
        (1_000_000, "time.Millisecond"),
        (1_000, "time.Microsecond"),
        (1, "time.Nanosecond"),
    ];
    let nanoseconds = value.as_nanos();
    match UNITS.iter().find(|(size, _)| nanoseconds != 0 && nanoseconds.is_multiple_of(*size)) {
        None => "0".to_owned(),
        Some((size, unit)) if nanoseconds == *size => (*unit).to_owned(),
        Some((size, unit)) => format!("{} * {unit}", nanoseconds / size),
    }
}

/// One field of a struct, or one constant of a group.
pub(crate) struct Line {
    /// Stands above it; may be empty.
    pub(crate) doc: String,
    /// Name, type, tag; or name, type, `= value`. Trailing empty cells are left out.
    pub(crate) cells: Vec<String>,
}

/// Lines of a struct or const block as gofmt aligns them: a comment between two lines starts
/// new columns. Each with a tab in front; the ranges say where each line's cells stand.
pub(crate) fn align(lines: &[Line]) -> (String, Vec<std::ops::Range<usize>>) {
    let mut out = String::new();
    let mut places = Vec::with_capacity(lines.len());
    // Of some texts nothing is left to show.
    let docs: Vec<String> = lines.iter().map(|line| doc(&line.doc, "\t")).collect();
    let mut start = 0;
    while start < lines.len() {
        let mut end = start + 1;
        while end < lines.len() && docs[end].is_empty() {
            end += 1;
        }
        let block = &lines[start..end];
        for (at, (line, doc)) in block.iter().zip(&docs[start..end]).enumerate() {
            out.push_str(doc);
            out.push('\t');
            let from = out.len();
            for (number, cell) in line.cells.iter().enumerate() {
                out.push_str(cell);
                if number + 1 < line.cells.len() {
                    let width = width(block, at, number);
                    let pad = width + 1 - cell.chars().count();
                    out.extend(std::iter::repeat_n(' ', pad));
                }
            }
            places.push(from..out.len());
            out.push('\n');
        }
        start = end;
    }
    (out, places)
}

/// How wide a column of cells is around line `at` of a block: a line without a cell behind it
/// ends the column.
fn width(block: &[Line], at: usize, number: usize) -> usize {
    let reaches = |line: &&Line| line.cells.len() > number + 1;
    let above = block[..at].iter().rev().take_while(reaches);
    let below = block[at..].iter().take_while(reaches);
    above.chain(below).map(|line| line.cells[number].chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn comments_cannot_leave_their_comment() {
        let hostile = "Upper case\n\n- list '' and ``\n*/ }\u{0}\u{feff}\u{202e}\n\n+build ignore\r\n//go:build x\ngo:generate y\n\n# Heading\n\n[a]: http://b.c";
        expect![[r#"
            // Upper case.
            //
            // - list ” and “ */ }.
            //
            // + build ignore //go:build x go: generate y.
            //
            // # Heading.
            //
            // Note: [a]: http://b.c
        "#]]
        .assert_eq(&doc(hostile, ""));
        assert_eq!(doc(" \n ", ""), "");
    }

    #[test]
    fn long_comments_are_wrapped() {
        let text = "word ".repeat(30);
        assert!(doc(&text, "\t").lines().all(|line| line.chars().count() <= 77));
        assert_eq!(doc(&text, "").lines().count(), 2);
        let name = "X".repeat(90);
        assert_eq!(doc(&format!("{name} is long"), ""), format!("// {name} is\n// long\n"));
    }

    #[test]
    fn strings_are_raw_where_they_can_be() {
        for (text, literal) in [
            ("SELECT 1\nFROM x", "`SELECT 1\nFROM x`"),
            ("a`b\n\"c\"\\", r#""a`b\n\"c\"\\""#),
            ("a\u{0}\u{202e}b", r#""a\x00\u202eb""#),
            ("tab\there", r#""tab\there""#),
        ] {
            assert_eq!(raw_string(text), literal);
        }
    }

    #[test]
    fn durations_are_in_their_largest_unit() {
        for (milliseconds, expected) in [
            (0, "0"),
            (200, "200 * time.Millisecond"),
            (1_000, "time.Second"),
            (1_500, "1500 * time.Millisecond"),
            (90_000, "90 * time.Second"),
            (3_600_000, "time.Hour"),
        ] {
            assert_eq!(duration(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn fields_are_aligned_between_comments() {
        let line = |doc: &str, cells: &[&str]| Line {
            doc: doc.into(),
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
        };
        let (text, places) = align(&[
            line("", &["ID", "uuid.UUID", "`json:\"id\"`"]),
            line(" \u{200b}", &["Größe", "int", "`json:\"größe\"`"]),
            line("The long one.", &["Description", "string"]),
            line("", &["A", "B"]),
            line("", &["C", "pgtype.Interval", "`x`"]),
            line("", &["D", "E"]),
            line("", &["F", "int", "`y`"]),
        ]);
        expect![[r#"
            	ID    uuid.UUID `json:"id"`
            	Größe int       `json:"größe"`
            	// The long one.
            	Description string
            	A           B
            	C           pgtype.Interval `x`
            	D           E
            	F           int `y`
        "#]]
        .assert_eq(&text.replace('\t', ""));
        assert_eq!(&text[places[3].clone()], "A           B");
    }
}
