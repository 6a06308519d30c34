//! A scanner for Go: enough of it to find names in code, without comments and literals.

/// A name or an operator's character in Go code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// The name, or one character.
    pub(crate) text: &'a str,
    /// Where it starts, in bytes.
    pub(crate) start: usize,
    /// Whether only white space stands before it on its line.
    pub(crate) first: bool,
}

/// The names and operators of `code` in order. Comments, strings, runes and numbers are left
/// out. Total: what is not Go gives some words.
pub(crate) fn words(code: &str) -> Vec<Word<'_>> {
    let bytes = code.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    let mut first = true;
    while let Some(&byte) = bytes.get(at) {
        let rest = &code[at..];
        let length = match byte {
            b'\n' => {
                first = true;
                at += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' => {
                at += 1;
                continue;
            }
            b'/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            b'`' => rest[1..].find('`').map_or(rest.len(), |end| end + 2),
            b'"' | b'\'' => quoted(rest.as_bytes()),
            _ => {
                let letter = |c: char| c.is_alphanumeric() || c == '_';
                let name = rest.find(|c: char| !letter(c)).unwrap_or(rest.len());
                let character = rest.chars().next().map_or(1, char::len_utf8);
                let length = name.max(character);
                if !byte.is_ascii_digit() {
                    words.push(Word { text: &rest[..length], start: at, first });
                }
                length
            }
        };
        first = false;
        at += length;
    }
    words
}

/// What a file declares at its top level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Declaration<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// The type that it is a method of.
    pub(crate) receiver: Option<&'a str>,
    /// Where the name starts.
    pub(crate) start: usize,
}

/// The package's name and the declarations of a file.
pub(crate) fn declarations(code: &str) -> (Option<&str>, Vec<Declaration<'_>>) {
    let words = words(code);
    let mut declarations = Vec::new();
    let mut package = None;
    let mut depth = 0usize;
    // Inside of the parentheses of `var (`, `const (` or `type (`.
    let mut group = false;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = |ahead: usize| words.get(at + ahead).map_or("", |word| word.text);
        match word.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                group &= depth > 0;
            }
            "package" if depth == 0 && package.is_none() => package = Some(text(1)),
            "func" if depth == 0 && word.first => at += function(&words[at..], &mut declarations),
            "type" | "var" | "const" if depth == 0 && word.first => {
                if text(1) == "(" {
                    group = true;
                } else {
                    declarations.extend(names(&words[at + 1..]));
                }
            }
            _ if group && depth == 1 && word.first => declarations.extend(names(&words[at..])),
            _ => {}
        }
        at += 1;
    }
    (package, declarations)
}

/// Reads `func name` or `func (r *Type) name`, and tells how many words it took beyond the first.
fn function<'a>(words: &[Word<'a>], declarations: &mut Vec<Declaration<'a>>) -> usize {
    let mut at = 1;
    let mut receiver = None;
    if words.get(at).is_some_and(|word| word.text == "(") {
        let end = words.iter().position(|word| word.text == ")").unwrap_or(words.len());
        // The type stands behind the name and a star, before type parameters.
        let inner = &words[2.min(end)..end];
        let inner = inner.split(|word| word.text == "[").next().unwrap_or_default();
        receiver = inner.last().map(|word| word.text);
        at = end + 1;
    }
    if let Some(word) = words.get(at)
        && word.text.starts_with(is_letter)
    {
        declarations.push(Declaration { name: word.text, receiver, start: word.start });
        return at;
    }
    0
}

/// The names in front of a specification: `a, b int`.
fn names<'a>(words: &[Word<'a>]) -> Vec<Declaration<'a>> {
    let mut names = Vec::new();
    for pair in words.chunks(2) {
        if !pair[0].text.starts_with(is_letter) {
            break;
        }
        names.push(Declaration { name: pair[0].text, receiver: None, start: pair[0].start });
        if pair.get(1).is_none_or(|comma| comma.text != ",") {
            break;
        }
    }
    names
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// The length of a string or rune with escapes that `bytes` begin with; it ends at the line's
/// end at the latest.
fn quoted(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            _ if byte == bytes[0] => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_outside_of_comments_and_literals() {
        let code = "a.b // c\n/* d\n*/ e \"f\\\"g\" 'h' `i\nj` größe 12x \"open\nk";
        let found: Vec<_> = words(code).iter().map(|word| word.text).collect();
        assert_eq!(found, ["a", ".", "b", "e", "größe", "k"]);
    }

    #[test]
    fn declarations_are_found_at_the_top_level_only() {
        let code = "// package no\npackage shop\n\nimport (\n\t\"fmt\"\n)\n\nvar a, b = 1, 2\n\
            const (\n\tC = iota\n\td, e = 1, 2 // f\n)\n\
            type (\n\tG struct {\n\t\th int\n\t}\n\tI = int\n)\n\
            func J[T any](x T) {\n\tvar k int\n}\n\
            func (r *Repo[T]) L() {}\nfunc (Repo) M() {}\nfunc (";
        let (package, found) = declarations(code);
        assert_eq!(package, Some("shop"));
        let found: Vec<_> = found.iter().map(|found| (found.receiver, found.name)).collect();
        assert_eq!(
            found,
            [
                (None, "a"),
                (None, "b"),
                (None, "C"),
                (None, "d"),
                (None, "e"),
                (None, "G"),
                (None, "I"),
                (None, "J"),
                (Some("Repo"), "L"),
                (Some("Repo"), "M"),
            ]
        );
    }
}
