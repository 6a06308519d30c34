//! A scanner for Go: enough of it to find names in code, without comments and literals.

use pgwright_problem::TextFile;

/// A name or an operator's character in Go code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// The name, or one character.
    pub(crate) text: &'a str,
    /// Where it starts, in bytes.
    pub(crate) start: usize,
    /// Whether a statement begins with it: a semicolon stands before it, or a line end that Go
    /// takes for one.
    begins: bool,
}

/// The names and operators of `code` in order. Comments, strings, runes and numbers are left
/// out. Total: what is not Go gives some words.
pub(crate) fn words(code: &str) -> Vec<Word<'_>> {
    let bytes = code.as_bytes();
    let mut words: Vec<Word<'_>> = Vec::with_capacity(bytes.len() / 4);
    let mut at = 0;
    let mut begins = true;
    let mut last = Last::Nothing;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'\n' => {
                begins |= last.ends();
                last = Last::Nothing;
                1
            }
            b' ' | b'\t' | b'\r' => 1,
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let rest = &code[at..];
                rest.find('\n').unwrap_or(rest.len())
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let rest = &code[at..];
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                if rest[..length].contains('\n') {
                    begins |= last.ends();
                    last = Last::Nothing;
                }
                length
            }
            b'`' | b'"' | b'\'' => {
                (begins, last) = (false, Last::Literal);
                let rest = &code[at..];
                match byte {
                    b'`' => rest[1..].find('`').map_or(rest.len(), |end| end + 2),
                    _ => quoted(rest.as_bytes()),
                }
            }
            _ => {
                let rest = &code[at..];
                let (length, name) = match bytes[at..].iter().position(|it| !IN_NAMES[*it as usize])
                {
                    Some(0) if byte.is_ascii() => (1, false),
                    Some(end) if bytes[at + end].is_ascii() => (end, true),
                    None => (rest.len(), true),
                    Some(_) => {
                        let letter = |c: char| c.is_alphanumeric() || c == '_';
                        let name = rest.find(|c: char| !letter(c)).unwrap_or(rest.len());
                        let character = rest.chars().next().map_or(1, char::len_utf8);
                        (name.max(character), name > 0)
                    }
                };
                let text = &rest[..length];
                if !byte.is_ascii_digit() {
                    words.push(Word { text, start: at, begins });
                }
                begins = byte == b';';
                last = if name { Last::Name(text) } else { Last::Operator(byte) };
                length
            }
        };
        at += length;
    }
    words
}

/// What stands last on a line, as far as it tells whether the line ends a statement.
#[derive(Clone, Copy)]
enum Last<'a> {
    Nothing,
    Literal,
    Name(&'a str),
    Operator(u8),
}

impl Last<'_> {
    fn ends(self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Literal => true,
            Self::Name(name) => !OPEN_KEYWORDS.contains(&name),
            Self::Operator(byte) => matches!(byte, b')' | b']' | b'}'),
        }
    }
}

/// Which bytes stand in names, as far as they are ASCII.
const IN_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// The keywords after which a line end is no semicolon, as far as they stand at the top level.
const OPEN_KEYWORDS: [&str; 10] =
    ["chan", "const", "func", "import", "interface", "map", "package", "struct", "type", "var"];

/// What a file declares at its top level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Declaration<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// The type that it is a method of.
    pub(crate) receiver: Option<&'a str>,
    /// Where the name starts.
    pub(crate) start: usize,
    /// For `type A = B`: `B`.
    pub(crate) alias_of: Option<&'a str>,
}

/// What a file declares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Declarations<'a> {
    /// The package's name, and where it stands.
    pub(crate) package: Option<(&'a str, usize)>,
    /// In their order.
    pub(crate) all: Vec<Declaration<'a>>,
}

/// The package's name and the top-level declarations of a file.
pub(crate) fn declarations(code: &str) -> Declarations<'_> {
    let words = words(code);
    let mut all = Vec::new();
    let mut package = None;
    let mut depth = 0usize;
    // Inside of the parentheses of `var (`, `const (` or `type (`.
    let mut group = false;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1);
        match word.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                group &= depth > 0;
            }
            "package" if depth == 0 && package.is_none() => {
                package = next.map(|name| (name.text, name.start));
            }
            "func" if depth == 0 && word.begins => at += function(&words[at..], &mut all),
            "type" | "var" | "const" if depth == 0 && word.begins => {
                if next.is_some_and(|next| next.text == "(") {
                    group = true;
                    all.extend(names(words.get(at + 2..).unwrap_or_default()));
                } else {
                    all.extend(names(&words[at + 1..]));
                }
            }
            _ if group && depth == 1 && word.begins => all.extend(names(&words[at..])),
            _ => {}
        }
        at += 1;
    }
    Declarations { package, all }
}

/// Whether two texts of a person's file are the same to generation: they declare the same, wherever
/// in the file it stands.
pub(crate) fn declare_alike(before: &TextFile, now: &TextFile) -> bool {
    let (old, new) = (declarations(&before.text), declarations(&now.text));
    let ignored =
        |file: &TextFile| is_ignored(file.path.rsplit('/').next().unwrap_or_default(), &file.text);
    let name = |it: &Declarations<'_>| it.package.map(|(name, _)| name.to_owned());
    let alike = |a: &Declaration<'_>, b: &Declaration<'_>| {
        (a.receiver, a.name, a.alias_of) == (b.receiver, b.name, b.alias_of)
    };
    ignored(before) == ignored(now)
        && name(&old) == name(&new)
        && old.all.len() == new.all.len()
        && old.all.iter().zip(&new.all).all(|(a, b)| alike(a, b))
}

/// Whether Go never compiles the file of that name, or only where somebody asks for it by the
/// constraint `ignore`.
pub(crate) fn is_ignored(name: &str, code: &str) -> bool {
    let constraint = || {
        let mut lines = code.lines().take_while(|line| !line.starts_with("package "));
        lines
            .any(|line| line.strip_prefix("//go:build").is_some_and(|rest| rest.trim() == "ignore"))
    };
    name.starts_with(['_', '.']) || constraint()
}

/// Reads `func name` or `func (r *Type) name`, and tells how many words it took beyond the first.
fn function<'a>(words: &[Word<'a>], declarations: &mut Vec<Declaration<'a>>) -> usize {
    let mut at = 1;
    let mut receiver = None;
    if words.get(at).is_some_and(|word| word.text == "(") {
        let mut depth = 0usize;
        let end = words.iter().position(|word| {
            depth += usize::from(word.text == "(");
            depth -= usize::from(word.text == ")" && depth > 0);
            depth == 0 && word.text == ")"
        });
        let end = end.unwrap_or(words.len());
        // The type stands behind the name and a star, before type parameters.
        let inner = &words[2.min(end)..end];
        let inner = inner.split(|word| word.text == "[").next().unwrap_or_default();
        let mut names = inner.iter().filter(|word| word.text.starts_with(is_letter));
        receiver = names.next_back().map(|word| word.text);
        at = end + 1;
    }
    if let Some(word) = words.get(at)
        && word.text.starts_with(is_letter)
    {
        let (name, start) = (word.text, word.start);
        declarations.push(Declaration { name, receiver, start, alias_of: None });
        return at;
    }
    0
}

/// The names in front of a specification: `a, b int`.
fn names<'a>(words: &[Word<'a>]) -> Vec<Declaration<'a>> {
    let mut names = Vec::new();
    for pair in words.chunks(2) {
        let Word { text: name, start, .. } = pair[0];
        if !name.starts_with(is_letter) {
            break;
        }
        names.push(Declaration { name, receiver: None, start, alias_of: None });
        if pair.get(1).is_none_or(|comma| comma.text != ",") {
            break;
        }
    }
    if let ([_, equals, target, ..], [only]) = (words, names.as_mut_slice())
        && equals.text == "="
    {
        only.alias_of = Some(target.text);
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

    /// The package, and each declaration as `name` or `receiver.name`.
    fn declared(code: &str) -> (Option<&str>, Vec<String>) {
        let found = declarations(code);
        let name = |it: &Declaration<'_>| match it.receiver {
            Some(receiver) => format!("{receiver}.{}", it.name),
            None => it.name.to_owned(),
        };
        (found.package.map(|(name, _)| name), found.all.iter().map(name).collect())
    }

    #[test]
    fn declarations_are_found_at_the_top_level_only() {
        let code = "// package no\npackage shop\n\nimport (\n\t\"fmt\"\n)\n\nvar a, b = 1, 2\n\
            const (\n\tC = iota\n\td, e = 1, 2 // f\n)\n\
            type (\n\tG struct {\n\t\th int\n\t}\n\tI = int\n)\n\
            func J[T any](x T) {\n\tvar k int\n}\n\
            func (r *Repo[T]) L() {}\nfunc (Repo) M() {}\nfunc (";
        let (package, found) = declared(code);
        assert_eq!(package, Some("shop"));
        assert_eq!(found, ["a", "b", "C", "d", "e", "G", "I", "J", "Repo.L", "Repo.M"]);
    }

    #[test]
    fn declarations_are_found_however_they_are_laid_out() {
        for (code, wanted) in [
            ("package a; var b int; func c() {}; type d = e", &["b", "c", "d"] as &[_]),
            ("package a\nconst (B = 1; C = 2; D\n)", &["B", "C", "D"]),
            ("package a\nvar (b = 1 +\n\tc\n\td = f(\n\tg,\n\th)\n)", &["b", "d"]),
            ("package a\nvar (b = x + \"y\"\n\tc = `\n` +\n\td\n)", &["b", "c"]),
            ("package a\nvar (\n\tb = x + 1 /* c\n*/ d = 2\n)", &["b", "d"]),
            ("package a\nfunc (r (*(B))) C() {}\nfunc (b *B[K, V]) D() {}", &["B.C", "B.D"]),
            ("package a\nfunc (\n\tr *B,\n) C(\n\td int,\n) {\n}", &["B.C"]),
            ("package a\nvar b = func() {\n\tvar c int\n\ttype d int\n}\nvar e int", &["b", "e"]),
            ("package a\n\nvar ()\ntype ()\nvar b int", &["b"]),
            ("package a\r\n\r\nvar b int\r\n\r\nfunc c() {\r\n}\r\n", &["b", "c"]),
            ("\u{feff}package a\nvar größe int", &["größe"]),
        ] {
            assert_eq!(
                declared(code),
                (Some("a"), wanted.iter().map(|it| it.to_string()).collect()),
                "{code}"
            );
        }
        let aliases = declarations("package a\ntype (\n\tB = C\n)\ntype D = *E\ntype F G");
        let aliases: Vec<_> = aliases.all.iter().map(|it| (it.name, it.alias_of)).collect();
        assert_eq!(aliases, [("B", Some("C")), ("D", Some("*")), ("F", None)]);
    }

    #[test]
    fn no_text_breaks_the_scanner() {
        let code =
            "package a\nvar (b, c = 1, \"x\")\ntype D[T any] struct{}\nfunc (d *D[T]) e() {}\n";
        for start in 0..code.len() {
            for end in start..=code.len() {
                declarations(&code[start..end]);
            }
        }
    }

    #[test]
    fn files_that_go_does_not_compile_are_ignored() {
        assert!(is_ignored("_a.go", "package a\n"));
        assert!(is_ignored("a.go", "// x\n//go:build ignore\n\npackage a\n"));
        assert!(!is_ignored("a.go", "//go:build linux\n\npackage a\n//go:build ignore\n"));
    }
}
