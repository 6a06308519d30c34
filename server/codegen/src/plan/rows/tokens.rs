//! The words and signs of an expression.

/// A word, literal or sign.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// In lower case.
    Word(String),
    /// A name between double quotes.
    Quoted(String),
    /// What a string says.
    Text(String),
    Number(f64),
    Sign(String),
}

/// Signs of one character that never stand together with others.
const SINGLE: &str = "()[],.;";
const OPERATOR: &str = "+-*/<>=~!@#%^&|`?";

/// The tokens of a text; `None` where it has something else.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(rest, first)?;
        found.push(token);
        rest = rest.get(length..)?.trim_start();
    }
    Some(found)
}

fn token(rest: &str, first: char) -> Option<(Token, usize)> {
    if first == '\'' {
        let (text, length) = quoted(rest, '\'', false)?;
        return Some((Token::Text(text), length));
    }
    if (first == 'e' || first == 'E') && rest[1..].starts_with('\'') {
        let (text, length) = quoted(&rest[1..], '\'', true)?;
        return Some((Token::Text(text), length + 1));
    }
    if first == '"' {
        let (text, length) = quoted(rest, '"', false)?;
        return Some((Token::Quoted(text), length));
    }
    let digit_next = rest[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
    if first.is_ascii_digit() || first == '.' && digit_next {
        return number(rest);
    }
    if first.is_alphabetic() || first == '_' {
        let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let length = rest.find(|c: char| !letter(c)).unwrap_or(rest.len());
        return Some((Token::Word(rest[..length].to_lowercase()), length));
    }
    if rest.starts_with("::") {
        return Some((Token::Sign("::".to_owned()), 2));
    }
    if SINGLE.contains(first) {
        return Some((Token::Sign(first.to_string()), 1));
    }
    if OPERATOR.contains(first) {
        let mut length = rest.find(|c: char| !OPERATOR.contains(c)).unwrap_or(rest.len());
        // `=-1` is two: a sign behind a comparison belongs to what follows.
        let special = |c: char| "~!@#%^&|`?".contains(c);
        while length > 1
            && rest[..length].ends_with(['-', '+'])
            && !rest[..length].contains(special)
        {
            length -= 1;
        }
        return Some((Token::Sign(rest[..length].to_owned()), length));
    }
    None
}

fn number(rest: &str) -> Option<(Token, usize)> {
    let bytes = rest.as_bytes();
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let exponent = matches!(byte, b'e' | b'E')
            && bytes.get(length + 1).is_some_and(|next| next.is_ascii_digit() || *next == b'-');
        if exponent {
            length += 2;
        } else if byte.is_ascii_digit() || matches!(byte, b'.' | b'_') {
            length += 1;
        } else {
            break;
        }
    }
    let text = rest.get(..length)?.replace('_', "");
    Some((Token::Number(text.parse().ok()?), length))
}

fn quoted(rest: &str, quote: char, escapes: bool) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == quote {
            if characters.peek().is_some_and(|(_, next)| *next == quote) {
                characters.next();
                out.push(quote);
                continue;
            }
            return Some((out, at + quote.len_utf8()));
        }
        if c == '\\' && escapes {
            match characters.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                other if other.is_alphanumeric() => return None,
                other => out.push(other),
            }
            continue;
        }
        out.push(c);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_told_apart() {
        let found = tokens("a>=-1.5e2 AND \"B\"\"b\"::text~E'\\n''x' @> '{}'");
        let word = |text: &str| Token::Word(text.to_owned());
        let sign = |text: &str| Token::Sign(text.to_owned());
        let expected = vec![
            word("a"),
            sign(">="),
            sign("-"),
            Token::Number(150.0),
            word("and"),
            Token::Quoted("B\"b".to_owned()),
            sign("::"),
            word("text"),
            sign("~"),
            Token::Text("\n'x".to_owned()),
            sign("@>"),
            Token::Text("{}".to_owned()),
        ];
        assert_eq!(found, Some(expected));
        assert_eq!(tokens("'open"), None);
    }
}
