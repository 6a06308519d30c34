//! A place in the configuration, by the line that is typed.

use pgwright_problem::Span;

/// A place in the text, by its line alone.
pub(super) struct Place<'a> {
    /// The word that is replaced.
    pub(super) span: Span,
    /// What of it stands before the place.
    pub(super) typed: &'a str,
    /// Whether a value is typed: a colon stands before it, or it is an item of a list.
    pub(super) value: bool,
    /// Whether it is an item of a list.
    pub(super) in_list: bool,
    /// Whether a colon stands behind the word.
    pub(super) colon: bool,
}

impl<'a> Place<'a> {
    /// `None` in a comment.
    pub(super) fn new(text: &'a str, offset: u32) -> Option<Self> {
        let at = text.floor_char_boundary((offset as usize).min(text.len()));
        let line = text.get(..at)?.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let before = text.get(line..at)?;
        let (segment, opened, comment) = segment(before);
        if comment {
            return None;
        }
        let segment_start = line + segment;
        let piece = text.get(segment_start..at)?;
        let dash = piece.trim_start();
        let item =
            opened == Some('[') || (opened.is_none() && dash.starts_with("- ")) || dash == "-";
        let piece_text = piece.trim_start().trim_start_matches("- ");
        let value_at = piece_text.find(": ").map(|at| at + 2).or_else(|| {
            // `key:` and the place right behind it.
            piece_text.ends_with(':').then_some(piece_text.len())
        });
        let words = match value_at {
            Some(from) => piece_text.get(from..).unwrap_or_default(),
            None => piece_text,
        };
        let words = words.trim_start().trim_start_matches(['"', '\'']);
        // A key has no blank in it, a text may.
        let typed = words;
        let start = at - typed.len();
        let rest = text.get(at..).unwrap_or_default();
        let length = rest
            .find(|c: char| c.is_whitespace() || ",:]}\"'#{[".contains(c))
            .unwrap_or(rest.len());
        let behind = rest.get(length..).unwrap_or_default();
        let behind = behind.trim_start_matches(['"', '\'']);
        Some(Self {
            span: Span::new(start as u32, (at + length) as u32),
            typed,
            value: value_at.is_some() || opened == Some('['),
            in_list: item,
            colon: behind.starts_with(':'),
        })
    }
}

/// Where the piece of a line begins that its end is in, between brackets, braces and commas; the
/// bracket or brace that it is in; whether the end is in a comment.
fn segment(before: &str) -> (usize, Option<char>, bool) {
    let mut start = 0;
    let mut open = Vec::new();
    let mut quote = None;
    let mut last = ' ';
    for (at, c) in before.char_indices() {
        match (quote, c) {
            (Some(own), c) if own == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if !last.is_alphanumeric() => quote = Some(c),
            (None, '#') if last.is_whitespace() => return (start, open.last().copied(), true),
            (None, '[' | '{') => {
                open.push(c);
                start = at + 1;
            }
            (None, ']' | '}') => {
                open.pop();
            }
            (None, ',') if !open.is_empty() => start = at + 1,
            _ => {}
        }
        last = c;
    }
    (start, open.last().copied(), false)
}
