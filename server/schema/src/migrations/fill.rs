//! What a tool puts in the place of placeholders.

use super::Wrong;
use pgwright_problem::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a tool sends instead of what stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fill {
    /// The placeholder.
    pub span: Span,
    /// What is sent; a stand-in where nobody has said it.
    pub text: Arc<str>,
    /// Why what the statements around it do is not known, if it is not.
    pub unknown: Option<Unknown>,
}

/// Why nobody knows what a statement does from the text alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// A placeholder for which nobody has said what stands for it, by its name.
    Placeholder(Arc<str>),
    /// A condition that decides whether it is run.
    Condition(Arc<str>),
}

impl Unknown {
    /// What to say of it.
    pub fn message(&self) -> String {
        match self {
            Self::Placeholder(name) => {
                format!("what stands for `{name}` is not known, nor is what this changes")
            }
            Self::Condition(condition) => format!("`{condition}` decides whether this is run"),
        }
    }

    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Placeholder(_) => {
                "write its value in `pgwright.yaml`, as `migrations: {placeholders: {name: value}}`"
            }
            Self::Condition(_) => {
                "say what it does on every database in a comment above it: `-- pgwright: assume …`"
            }
        }
    }
}

impl Fill {
    /// A placeholder with its value.
    pub(super) fn known(span: Span, text: impl Into<Arc<str>>) -> Self {
        Self { span, text: text.into(), unknown: None }
    }

    /// A placeholder without a value: its own name stands in, so that the statement can be read.
    pub(super) fn unknown(span: Span, name: &str) -> Self {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut text: String =
            name.chars().map(|c| if is_part(c) { c.to_ascii_lowercase() } else { '_' }).collect();
        if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            text.insert(0, '_');
        }
        Self { span, text: text.into(), unknown: Some(Unknown::Placeholder(name.into())) }
    }

    /// A placeholder with the value that the configuration gives it, if it does.
    pub(super) fn of(span: Span, name: &str, value: Option<&str>) -> Self {
        value.map_or_else(|| Self::unknown(span, name), |value| Self::known(span, value))
    }
}

/// The placeholders `${name}` in a range of a text.
pub(super) fn braces(text: &str, within: Span) -> impl Iterator<Item = (Span, &str)> {
    let mut from = within.start as usize;
    let end = within.end as usize;
    std::iter::from_fn(move || {
        let start = from + text.get(from..end)?.find("${")?;
        let length = text[start + 2..end].find('}')?;
        from = start + 2 + length + 1;
        Some((Span::new(start as u32, from as u32), &text[start + 2..start + 2 + length]))
    })
}

/// Fills in `line`, which begins at `start`, as a shell would: `$NAME`, `${NAME}`,
/// `${NAME:-default}`, `${NAME-default}`, `${NAME?message}`, `${NAME:offset:length}`, and `$$` or
/// `\$` for a dollar.
pub(super) fn shell(
    line: &str,
    start: u32,
    values: &BTreeMap<String, String>,
    fills: &mut Vec<Fill>,
    wrong: &mut Vec<Wrong>,
) {
    let mut from = 0;
    while let Some(at) = line[from..].find(['$', '\\']).map(|at| from + at) {
        let rest = &line[at..];
        let span = |length: usize| Span::new(start + at as u32, start + (at + length) as u32);
        if rest.starts_with("\\$") || rest.starts_with("$$") {
            fills.push(Fill::known(span(2), "$"));
            from = at + 2;
            continue;
        }
        if rest.starts_with("\\\\") || rest.starts_with("$(") {
            from = at + 2;
            continue;
        }
        if rest.starts_with('\\') || rest.trim_end_matches(['\r', '\n']) == "$" {
            from = at + 1;
            continue;
        }
        match expansion(rest) {
            Some((length, name, operation)) => {
                fills.push(expanded(span(length), name, operation, values));
                from = at + length;
            }
            None => {
                wrong.push(Wrong::new(
                    span(1),
                    "fills in variables of the environment here, and this `$` begins none",
                    "write `$$` for a dollar, or end the filling in before it with \
                           `-- +goose ENVSUB OFF`",
                ));
                from = at + 1;
            }
        }
    }
}

/// The variable at the start of `rest`: how long all of it is, its name, and what stands behind the
/// name in braces.
fn expansion(rest: &str) -> Option<(usize, &str, &str)> {
    let braced = rest.starts_with("${");
    let begin = if braced { 2 } else { 1 };
    let name = &rest[begin..];
    if !name.starts_with(char::is_alphabetic) {
        return None;
    }
    let length = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
    let name = &name[..length];
    if !braced {
        return Some((begin + length, name, ""));
    }
    let behind = &rest[begin + length..];
    let end = behind.find('}')?;
    let operation = &behind[..end];
    let is_one = operation.is_empty() || operation.starts_with([':', '-', '?']);
    is_one.then_some((begin + length + end + 1, name, operation))
}

fn expanded(span: Span, name: &str, operation: &str, values: &BTreeMap<String, String>) -> Fill {
    let value = values.get(name).map(String::as_str);
    if let Some(default) = operation.strip_prefix(":-") {
        // A default that is to be filled in itself is not followed.
        return match value {
            Some("") | None if default.contains('$') => Fill::unknown(span, name),
            Some("") | None => Fill::known(span, default),
            Some(value) => Fill::known(span, value),
        };
    }
    if let Some(default) = operation.strip_prefix('-') {
        return Fill::of(span, name, value.or(Some(default).filter(|it| !it.contains('$'))));
    }
    if operation.is_empty() || operation.starts_with('?') {
        return Fill::of(span, name, value);
    }
    let part = value.and_then(|value| {
        let (offset, length) = match operation[1..].split_once(':') {
            Some((offset, length)) => (offset, Some(length.trim().parse::<usize>().ok()?)),
            None => (&operation[1..], None),
        };
        let rest = value.get(offset.trim().parse::<usize>().ok()?..)?;
        Some(length.and_then(|length| rest.get(..length)).unwrap_or(rest))
    });
    Fill::of(span, name, part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let values = [("A", "one"), ("EMPTY", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let (mut fills, mut wrong) = (Vec::new(), Vec::new());
        shell(line, 0, &values.into(), &mut fills, &mut wrong);
        let mut out = String::new();
        let mut from = 0;
        for fill in fills {
            out.push_str(&line[from..fill.span.start as usize]);
            match &fill.unknown {
                Some(Unknown::Placeholder(name)) => out.push_str(&format!("<{name}>")),
                Some(Unknown::Condition(_)) => unreachable!(),
                None => out.push_str(&fill.text),
            }
            from = fill.span.end as usize;
        }
        out.push_str(&line[from..]);
        wrong.iter().for_each(|it| out.push_str(&format!(" !{}", it.span.start)));
        assert_eq!(out, expected);
    }

    #[test]
    fn variables_are_filled_in_as_a_shell_does() {
        check("x $A y${A}z $B_c", "x one yonez <B_c>");
        check("${A:-two} ${B:-two} ${EMPTY:-two} ${EMPTY-two} ${B-two}", "one two two  two");
        check("${A:1} ${A:0:2} ${A:1:9} ${B:1}", "ne on ne <B>");
        check("${A?no} ${B?no} ${B:-$A}", "one <B> <B>");
        check("a $$ b \\$A $( c", "a $ b $A $( c");
        check("$1 ${1} $", "$1 ${1} $ !0 !3");
    }

    #[test]
    fn a_stand_in_can_be_read_as_a_name() {
        for (name, expected) in [("App.User", "app_user"), ("1a", "_1a"), ("", "_")] {
            assert_eq!(&*Fill::unknown(Span::default(), name).text, expected);
        }
    }
}
