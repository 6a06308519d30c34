//! String constants: what they hold, and where each byte of it stands in the text.

use super::tree::{Kind, Node, tokens};

/// The content of a string constant, with the places where its pieces stand: pairs of an offset
/// in the content and an offset in the tree's text.
pub(super) struct Content {
    /// What the constant holds.
    pub(super) text: String,
    /// In order; the last one is the end.
    pub(super) marks: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Escape,
    Unicode,
    Bits,
}

/// The content of a LITERAL node, if it is a string. Constants that go on over lines are one.
pub(super) fn content(literal: &Node) -> Option<Content> {
    let mut content = Content { text: String::new(), marks: Vec::new() };
    let mut style = None;
    let escape = escape_character(literal);
    for token in tokens(literal) {
        let start: u32 = token.text_range().start().into();
        let text = token.text();
        let begins = match token.kind() {
            Kind::STRING => Style::Plain,
            Kind::NATIONAL_STRING => Style::Plain,
            Kind::ESC_STRING => Style::Escape,
            Kind::UNICODE_ESC_STRING => Style::Unicode,
            Kind::BIT_STRING | Kind::BYTE_STRING => Style::Bits,
            Kind::DOLLAR_QUOTED_STRING => {
                let tag = text[1..].find('$')? + 2;
                let inner = text.get(tag..text.len().checked_sub(tag)?)?;
                content.push(inner, start + tag as u32);
                content.end(start + (tag + inner.len()) as u32);
                return Some(content);
            }
            _ => break,
        };
        let style = *style.get_or_insert(begins);
        let quote = text.find('\'')? + 1;
        let inner = text.get(quote..)?;
        let inner = inner.strip_suffix('\'').unwrap_or(inner);
        content.decode(inner, start + quote as u32, style, escape);
        content.end(start + (quote + inner.len()) as u32);
    }
    style.map(|_| content)
}

/// The character behind UESCAPE among a node's tokens.
pub(super) fn escape_character(node: &Node) -> char {
    tokens(node)
        .skip_while(|token| token.kind() != Kind::UESCAPE_KW)
        .nth(1)
        .and_then(|token| token.text().chars().nth(1))
        .unwrap_or('\\')
}

impl Content {
    fn push(&mut self, text: &str, place: u32) {
        self.mark(place);
        self.text.push_str(text);
    }

    fn mark(&mut self, place: u32) {
        let offset = self.text.len() as u32;
        match self.marks.last() {
            Some(last) if place.wrapping_sub(last.1) == offset - last.0 => {}
            Some(last) if last.0 == offset => {
                self.marks.pop();
                self.marks.push((offset, place));
            }
            _ => self.marks.push((offset, place)),
        }
    }

    fn end(&mut self, place: u32) {
        self.mark(place);
    }

    fn decode(&mut self, inner: &str, start: u32, style: Style, escape: char) {
        let mut rest = inner;
        let mut place = start;
        while !rest.is_empty() {
            let stop = match style {
                Style::Plain | Style::Bits => rest.find('\''),
                Style::Escape => rest.find(['\'', '\\']),
                Style::Unicode => rest.find(['\'', escape]),
            };
            let plain = &rest[..stop.unwrap_or(rest.len())];
            if !plain.is_empty() {
                self.push(plain, place);
            }
            rest = &rest[plain.len()..];
            place += plain.len() as u32;
            if rest.is_empty() {
                break;
            }
            let (text, length) = if rest.starts_with('\'') {
                ("'".to_owned(), if rest.starts_with("''") { 2 } else { 1 })
            } else if style == Style::Escape {
                bytes(rest).unwrap_or_else(|| backslash(rest))
            } else {
                unicode(rest, escape)
            };
            self.push(&text, place);
            rest = &rest[length..];
            place += length as u32;
        }
    }
}

/// The text of a constant without quotes that holds Unicode escapes.
pub(super) fn decode_unicode(inner: &str, escape: char) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(stop) = rest.find(escape) {
        text.push_str(&rest[..stop]);
        rest = &rest[stop..];
        let (piece, length) = unicode(rest, escape);
        text.push_str(&piece);
        rest = &rest[length..];
    }
    text.push_str(rest);
    text
}

/// One escape of E'…' at the start of `rest`, and how long it is.
fn backslash(rest: &str) -> (String, usize) {
    let mut chars = rest.chars();
    chars.next();
    let Some(next) = chars.next() else { return ("\\".to_owned(), 1) };
    let digits = |from: usize, radix: u32, most: usize| {
        let digits = rest[from..].chars().take(most).take_while(|c| c.is_digit(radix)).count();
        u32::from_str_radix(&rest[from..from + digits], radix).ok().map(|value| (value, digits))
    };
    let simple = |c: char| (c.to_string(), 1 + next.len_utf8());
    match next {
        'b' => simple('\u{8}'),
        'f' => simple('\u{c}'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\u{b}'),
        'u' | 'U' => {
            let most = if next == 'u' { 4 } else { 8 };
            match digits(2, 16, most) {
                Some((value, length)) => surrogate(rest, value, 2 + length, "\\u", most),
                None => simple(next),
            }
        }
        _ => simple(next),
    }
}

/// One escape of U&'…' at the start of `rest`, and how long it is.
fn unicode(rest: &str, escape: char) -> (String, usize) {
    let own = escape.len_utf8();
    let after = &rest[own..];
    if after.starts_with(escape) {
        return (escape.to_string(), own * 2);
    }
    let (from, most) = if after.starts_with('+') { (1, 6) } else { (0, 4) };
    match after.get(from..from + most).map(|digits| u32::from_str_radix(digits, 16)) {
        Some(Ok(value)) => surrogate(rest, value, own + from + most, &escape.to_string(), most),
        _ => (escape.to_string(), own),
    }
}

/// A code point, or two surrogates behind each other.
fn surrogate(rest: &str, value: u32, length: usize, prefix: &str, most: usize) -> (String, usize) {
    if let Some(c) = char::from_u32(value) {
        return (c.to_string(), length);
    }
    let second = rest
        .get(length..)
        .and_then(|rest| rest.strip_prefix(prefix))
        .and_then(|rest| rest.get(..most))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match second {
        Some(low @ 0xDC00..=0xDFFF) if (0xD800..=0xDBFF).contains(&value) => {
            let code = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
            (char::from_u32(code).unwrap_or('\u{fffd}').to_string(), length + prefix.len() + most)
        }
        _ => ('\u{fffd}'.to_string(), length),
    }
}

/// Escapes of bytes, `\303\251` or `\xC3\xA9`, as many as follow each other: together they make
/// characters in UTF-8. `None` when there is none at the start of `rest`.
fn bytes(rest: &str) -> Option<(String, usize)> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(after) = rest[length..].strip_prefix('\\') {
        let (prefix, radix, most) = if after.starts_with('x') { (1, 16, 2) } else { (0, 8, 3) };
        let digits = after[prefix..].bytes().take(most);
        let digits = digits.take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let Ok(byte) = u32::from_str_radix(&after[prefix..prefix + digits], radix) else { break };
        bytes.push(byte as u8);
        length += 1 + prefix + digits;
    }
    (length > 0).then(|| (String::from_utf8_lossy(&bytes).into_owned(), length))
}
