//! Go types by their import path, as they are written in `pgwright.yaml`.

use std::fmt;

/// A Go type by its import path: `github.com/shopspring/decimal.Decimal`, `*net/url.URL`,
/// `[]example.com/x.Y`, `string`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoTypeName {
    /// `*`, `[]` and the like, before the name.
    pub prefix: String,
    /// The import path; `None` for a predeclared type.
    pub import: Option<String>,
    /// The type's name in its package, without type arguments.
    pub name: String,
    /// The type arguments of a generic type: `example.com/x.Opt[string]` has one.
    pub arguments: Vec<GoTypeName>,
}

/// The predeclared types that a column can have.
const PREDECLARED: [&str; 18] = [
    "any", "bool", "byte", "float32", "float64", "int", "int16", "int32", "int64", "int8", "rune",
    "string", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
];

/// The keywords of Go, which name nothing.
const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// How deep type arguments may nest.
const MAX_DEPTH: usize = 16;

impl GoTypeName {
    /// Reads a type; an error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (found, rest) = parse_type(text, 0)?;
        match rest.chars().next() {
            None => Ok(found),
            Some(other) => Err(format!("`{other}` cannot stand behind the type `{found}`")),
        }
    }
}

impl fmt::Display for GoTypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.prefix)?;
        if let Some(import) = &self.import {
            write!(f, "{import}.")?;
        }
        f.write_str(&self.name)?;
        for (index, argument) in self.arguments.iter().enumerate() {
            write!(f, "{}{argument}", if index == 0 { "[" } else { ", " })?;
        }
        if self.arguments.is_empty() { Ok(()) } else { f.write_str("]") }
    }
}

/// Whether `name` is an identifier of Go and no keyword.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|other| other.is_alphanumeric() || other == '_')
        && name != "_"
        && !is_keyword(name)
}

/// Whether `name` is a keyword of Go.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

/// Whether `name` is an identifier that other packages see.
pub(crate) fn is_exported(name: &str) -> bool {
    is_identifier(name) && name.chars().next().is_some_and(char::is_uppercase)
}

/// Reads one type, and gives what stands behind it.
fn parse_type(text: &str, depth: usize) -> Result<(GoTypeName, &str), String> {
    if depth > MAX_DEPTH {
        return Err("the type arguments nest too deep".to_owned());
    }
    let mut rest = text;
    while let Some(behind) = rest.strip_prefix('*').or_else(|| rest.strip_prefix("[]")) {
        rest = behind;
    }
    let prefix = text[..text.len() - rest.len()].to_owned();
    let end = rest.find(['[', ']', ',']).unwrap_or(rest.len());
    let (import, name) = parse_name(&rest[..end])?;
    rest = &rest[end..];
    let mut arguments = Vec::new();
    if let Some(mut inner) = rest.strip_prefix('[') {
        loop {
            let (argument, behind) = parse_type(inner.trim_start(), depth + 1)?;
            arguments.push(argument);
            let behind = behind.trim_start();
            if let Some(next) = behind.strip_prefix(',') {
                inner = next;
            } else if let Some(next) = behind.strip_prefix(']') {
                rest = next;
                break;
            } else {
                return Err(format!("the `[` behind `{name}` has no `]`"));
            }
        }
    }
    Ok((GoTypeName { prefix, import, name, arguments }, rest))
}

/// Reads `path/to/package.Name`, or a predeclared type.
fn parse_name(text: &str) -> Result<(Option<String>, String), String> {
    let text = text.trim_end();
    if text.is_empty() {
        return Err("the name of the type is missing".to_owned());
    }
    let last = text.rfind('/').map_or(0, |slash| slash + 1);
    let Some(dot) = text[last..].rfind('.').map(|dot| last + dot) else {
        if last == 0 && PREDECLARED.contains(&text) {
            return Ok((None, text.to_owned()));
        }
        return Err(if last > 0 {
            format!("the name of the type behind `{text}` is missing")
        } else {
            format!("`{text}` is no predeclared Go type, and has no import path")
        });
    };
    let (import, name) = (&text[..dot], &text[dot + 1..]);
    if !is_import_path(import) {
        return Err(format!("`{import}` is no import path"));
    }
    if !is_exported(name) {
        return Err(format!("`{name}` is no exported type: that begins with a capital"));
    }
    Ok((Some(import.to_owned()), name.to_owned()))
}

/// Whether the Go command could take it: <https://go.dev/ref/mod#go-mod-file-ident>.
fn is_import_path(path: &str) -> bool {
    path.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
    })
}

/// The predeclared type that was probably meant.
pub(crate) fn nearest_predeclared(text: &str) -> Option<&'static str> {
    pgwright_problem::nearest(text, PREDECLARED)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parts(text: &str) -> (String, Option<String>, String, usize) {
        let found = GoTypeName::parse(text).unwrap();
        assert_eq!(found.to_string(), text);
        (found.prefix, found.import, found.name, found.arguments.len())
    }

    #[test]
    fn types_are_taken_apart() {
        let check = |text, prefix: &str, import: Option<&str>, name: &str, arguments| {
            let expected = (prefix.into(), import.map(str::to_owned), name.to_owned(), arguments);
            assert_eq!(parts(text), expected, "{text}");
        };
        check("string", "", None, "string", 0);
        check("[]byte", "[]", None, "byte", 0);
        check("time.Time", "", Some("time"), "Time", 0);
        check("*net/url.URL", "*", Some("net/url"), "URL", 0);
        check("[]*example.com/x.Y", "[]*", Some("example.com/x"), "Y", 0);
        check(
            "github.com/shopspring/decimal.Decimal",
            "",
            Some("github.com/shopspring/decimal"),
            "Decimal",
            0,
        );
        check("gopkg.in/guregu/null.v4.String", "", Some("gopkg.in/guregu/null.v4"), "String", 0);
        check("example.com/x.Opt[string]", "", Some("example.com/x"), "Opt", 1);
        check("example.com/x.Map[string, []time.Time]", "", Some("example.com/x"), "Map", 2);
        check("example.com/x.Opt[example.com/y.Box[int]]", "", Some("example.com/x"), "Opt", 1);
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in [
            "",
            "*",
            "[]",
            "Decimal",
            "strng",
            "example.com/x",
            "example.com/x.y",
            "x..Y",
            "example.com/x.Opt[",
            "example.com/x.Opt[]",
            "example.com/x.Opt[string",
            "string]",
            "map[string]string",
            "/x.Y",
            "../x.Y",
            "a b.C",
            "example.com/x.Opt[string]z",
        ] {
            assert!(GoTypeName::parse(text).is_err(), "{text}");
        }
        let deep = "a.B[".repeat(100_000);
        assert!(GoTypeName::parse(&deep).is_err());
    }
}
