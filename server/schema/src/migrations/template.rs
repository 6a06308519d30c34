//! Go's text/template, as far as migrations use it: data, included texts, conditions and some of
//! sprig's functions. What it does otherwise is not known, and said.
//!
//! Rules from Go's `text/template/doc.go` and `text/template/parse/lex.go` (`{{- ` and ` -}}` take
//! the white space beside them with them; names that begin with a dot are data; `{{/*` is a
//! comment).

use super::fill::{Fill, Unknown};
use pgwright_problem::Span;
use std::cell::Cell;
use std::collections::BTreeMap;

/// What a template can name.
pub(super) struct Scope<'a> {
    /// Data, by names.
    pub(super) values: &'a BTreeMap<String, String>,
    /// Texts that can be included, by paths.
    pub(super) texts: BTreeMap<String, &'a str>,
    /// How much may still be done: a text that includes itself does not end.
    left: Cell<u32>,
    /// How deep it goes.
    depth: Cell<u32>,
}

/// What goes deeper is not followed.
const DEEPEST: u32 = 32;

impl<'a> Scope<'a> {
    pub(super) fn new(
        values: &'a BTreeMap<String, String>,
        texts: BTreeMap<String, &'a str>,
    ) -> Self {
        Self { values, texts, left: Cell::new(10_000), depth: Cell::new(0) }
    }

    /// What stands for the actions in `within`, in order.
    pub(super) fn fill(&self, text: &str, within: Span) -> Vec<Fill> {
        let actions = actions(text, within);
        let mut fills = Vec::new();
        let mut at = 0;
        self.list(text, &actions, &mut at, &mut fills);
        fills
    }

    /// Fills in actions up to the end of the list that begins at `at`.
    fn list(&self, text: &str, actions: &[Action<'_>], at: &mut usize, fills: &mut Vec<Fill>) {
        while let Some(action) = actions.get(*at) {
            match action.word() {
                "if" | "with" | "range" | "block" | "define" => {
                    let first = *at;
                    let inner = self.deeper(|| self.block(text, actions, at, fills));
                    if inner.is_none() {
                        fills.push(Fill::unknown(actions[first].span, actions[first].body));
                        *at += 1;
                    }
                }
                _ => {
                    fills.push(self.action(action));
                    *at += 1;
                }
            }
        }
    }

    fn action(&self, action: &Action<'_>) -> Fill {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Fill::unknown(action.span, action.body);
        };
        self.left.set(left);
        if action.body.is_empty() || action.body.starts_with("/*") {
            return Fill::known(action.span, "");
        }
        if action.word() == "template" {
            return self.include(action);
        }
        match self.pipeline(action.body) {
            Some(value) => Fill::known(action.span, value),
            None => Fill::unknown(action.span, action.body),
        }
    }

    /// `template "path" .`.
    fn include(&self, action: &Action<'_>) -> Fill {
        let mut words = words(action.body).unwrap_or_default().into_iter().skip(1);
        let name = words.next().as_deref().and_then(string);
        let data = words.next();
        let data = matches!(data.as_deref(), Some("." | "$"));
        let text = name.and_then(|name| self.texts.get(name.as_str()).copied());
        let (Some(text), true) = (text, data && words.next().is_none()) else {
            return Fill::unknown(action.span, action.body);
        };
        let Some((text, is_known)) = self.deeper(|| self.render(text)) else {
            return Fill::unknown(action.span, action.body);
        };
        match is_known {
            true => Fill::known(action.span, text),
            false => Fill { text: text.into(), ..Fill::unknown(action.span, action.body) },
        }
    }

    /// One level further in; `None` when that is too deep.
    fn deeper<T>(&self, inner: impl FnOnce() -> T) -> Option<T> {
        let depth = self.depth.get();
        if depth >= DEEPEST {
            return None;
        }
        self.depth.set(depth + 1);
        let value = inner();
        self.depth.set(depth);
        Some(value)
    }

    /// A whole text with everything filled in, and whether all of it is known.
    fn render(&self, text: &str) -> (String, bool) {
        let fills = self.fill(text, Span::new(0, text.len() as u32));
        let is_known = fills.iter().all(|fill| fill.unknown.is_none());
        (filled(text, Span::new(0, text.len() as u32), &fills), is_known)
    }

    /// From a block's first word to its `end`.
    fn block(&self, text: &str, actions: &[Action<'_>], at: &mut usize, fills: &mut Vec<Fill>) {
        let first = *at;
        let Some((branches, end)) = branches(actions, first) else {
            // Without its end nobody can tell what it holds.
            fills.push(Fill::unknown(actions[first].span, actions[first].body));
            *at += 1;
            return;
        };
        *at = end + 1;
        let taken = match actions[first].word() {
            "if" => self.taken(actions, &branches),
            _ => None,
        };
        let whole = Span::new(actions[first].span.start, actions[end].span.end);
        match taken {
            None => {
                // What stands in all of them may happen: each statement there is not known.
                let inner: Vec<String> = branches
                    .iter()
                    .map(|branch| {
                        let span =
                            Span::new(actions[branch.0].span.end, actions[branch.1].span.start);
                        let mut inner = Vec::new();
                        self.list(text, &actions[branch.0 + 1..branch.1], &mut 0, &mut inner);
                        filled(text, span, &inner)
                    })
                    .collect();
                let condition = actions[first].body.into();
                fills.push(Fill {
                    span: whole,
                    text: inner.join("\n;\n").into(),
                    unknown: Some(Unknown::Condition(condition)),
                });
            }
            Some(branch) => {
                let from = branch.map_or(end, |(from, _)| from);
                fills.push(Fill::known(Span::new(whole.start, actions[from].span.end), ""));
                if let Some((from, to)) = branch {
                    self.list(text, &actions[from + 1..to], &mut 0, fills);
                    fills.push(Fill::known(Span::new(actions[to].span.start, whole.end), ""));
                }
            }
        }
    }

    /// The branch of an `if` that is taken; `None`: nobody knows.
    fn taken(
        &self,
        actions: &[Action<'_>],
        branches: &[(usize, usize)],
    ) -> Option<Option<(usize, usize)>> {
        for branch in branches {
            let body = actions[branch.0].body;
            let condition = body.strip_prefix("else").map_or(body, str::trim_start);
            let Some(condition) = condition.strip_prefix("if") else { return Some(Some(*branch)) };
            let value = self.pipeline(condition.trim())?;
            if is_true(&value) {
                return Some(Some(*branch));
            }
        }
        Some(None)
    }

    /// A pipeline's value.
    fn pipeline(&self, text: &str) -> Option<String> {
        let words = words(text)?;
        let mut value = None;
        for command in words.split(|word| word == "|") {
            let mut arguments: Vec<Option<String>> =
                command.iter().skip(1).map(|word| self.operand(word)).collect();
            let first = command.first()?;
            let is_first = value.is_none();
            if !is_first {
                arguments.push(value.take());
            }
            value = if arguments.is_empty() && is_first {
                match self.operand(first) {
                    Some(value) => Some(value),
                    None => call(first, &[]),
                }
            } else {
                call(first, &arguments)
            };
            value.as_ref()?;
        }
        value
    }

    fn operand(&self, word: &str) -> Option<String> {
        if let Some(inner) = word.strip_prefix('(').and_then(|word| word.strip_suffix(')')) {
            return self.deeper(|| self.pipeline(inner))?;
        }
        if let Some(name) = word.strip_prefix("$.").or_else(|| word.strip_prefix('.')) {
            return self.values.get(name).cloned();
        }
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        (is_number || matches!(word, "true" | "false"))
            .then(|| word.to_owned())
            .or_else(|| string(word))
    }
}

/// A text's range with its actions filled in.
fn filled(text: &str, within: Span, fills: &[Fill]) -> String {
    let mut out = String::new();
    let mut from = within.start;
    for fill in fills {
        out.push_str(text.get(from as usize..fill.span.start as usize).unwrap_or(""));
        out.push_str(&fill.text);
        from = fill.span.end;
    }
    out.push_str(text.get(from as usize..within.end as usize).unwrap_or(""));
    out
}

/// An action: `{{ body }}`.
struct Action<'a> {
    /// With the white space that it takes with it.
    span: Span,
    body: &'a str,
}

impl Action<'_> {
    fn word(&self) -> &str {
        self.body.split(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("")
    }
}

fn actions(text: &str, within: Span) -> Vec<Action<'_>> {
    let end = within.end as usize;
    let mut actions = Vec::new();
    let mut from = within.start as usize;
    while let Some(start) = text[from..end].find("{{").map(|at| from + at) {
        let Some(length) = action_length(&text[start + 2..end]) else { break };
        let mut body = &text[start + 2..start + 2 + length];
        let (mut first, mut behind) = (start, start + length + 4);
        if let Some(rest) = body.strip_prefix('-').filter(|rest| rest.starts_with(is_space)) {
            first = from + text[from..start].trim_end_matches(is_space).len();
            body = rest;
        }
        if let Some(rest) = body.strip_suffix('-').filter(|rest| rest.ends_with(is_space)) {
            behind = end - text[behind..end].trim_start_matches(is_space).len();
            body = rest;
        }
        actions.push(Action { span: Span::new(first as u32, behind as u32), body: body.trim() });
        from = behind;
    }
    actions
}

/// How long an action's inside is: `}}` in a string does not end it.
fn action_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'`' => at += 1 + text.get(at + 1..)?.find('`')?,
            b'/' if bytes.get(at + 1) == Some(&b'*') => at += 3 + text.get(at + 2..)?.find("*/")?,
            _ => {}
        }
        at += 1;
    }
    None
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// The branches of the block that begins at `first`, each by the action before it and the one
/// behind it, and its `end`.
fn branches(actions: &[Action<'_>], first: usize) -> Option<(Vec<(usize, usize)>, usize)> {
    let mut depth = 0;
    let mut branches = Vec::new();
    let mut from = first;
    for (at, action) in actions.iter().enumerate().skip(first) {
        match action.word() {
            "if" | "with" | "range" | "block" | "define" => depth += 1,
            "else" if depth == 1 => {
                branches.push((from, at));
                from = at;
            }
            "end" => {
                depth -= 1;
                if depth == 0 {
                    branches.push((from, at));
                    return Some((branches, at));
                }
            }
            _ => {}
        }
    }
    None
}

/// The words of a pipeline; what stands in parentheses is one, and so is `|`.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '|' => 1,
            '"' => {
                let mut escaped = false;
                let end = rest.char_indices().skip(1).find(|(_, c)| {
                    let is_end = *c == '"' && !escaped;
                    escaped = *c == '\\' && !escaped;
                    is_end
                });
                end?.0 + 1
            }
            '`' => rest[1..].find('`')? + 2,
            '(' => {
                let mut depth = 0;
                let end = rest.char_indices().find(|(_, c)| {
                    depth += match c {
                        '(' => 1,
                        ')' => -1,
                        _ => 0,
                    };
                    depth == 0
                });
                end?.0 + 1
            }
            _ => rest.find(|c: char| is_space(c) || c == '|').unwrap_or(rest.len()),
        };
        words.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    Some(words)
}

/// What a string constant says; escapes other than `\"`, `\\`, `\n` and `\t` are not read.
fn string(word: &str) -> Option<String> {
    if let Some(raw) = word.strip_prefix('`').and_then(|word| word.strip_suffix('`')) {
        return Some(raw.to_owned());
    }
    let inner = word.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next()? {
                'n' => '\n',
                't' => '\t',
                c @ ('"' | '\\') => c,
                _ => return None,
            }),
            c => out.push(c),
        }
    }
    Some(out)
}

fn is_true(value: &str) -> bool {
    !matches!(value, "" | "false" | "0")
}

/// What a function gives; `None` when it or one of its arguments is not known.
fn call(name: &str, arguments: &[Option<String>]) -> Option<String> {
    if let ("default", [Some(default), value]) = (name, arguments) {
        // A value that is not configured may still be set elsewhere.
        return value.as_ref().map(|value| if value.is_empty() { default } else { value }.clone());
    }
    let arguments: Vec<&str> = arguments.iter().map(Option::as_deref).collect::<Option<_>>()?;
    let truth = |it: bool| Some(it.to_string());
    match (name, &arguments[..]) {
        ("eq", [first, others @ ..]) if !others.is_empty() => truth(others.contains(first)),
        ("ne", [first, second]) => truth(first != second),
        ("not", [value]) => truth(!is_true(value)),
        ("and", [.., last]) => {
            let first_false = arguments.iter().find(|value| !is_true(value));
            Some(first_false.unwrap_or(last).to_string())
        }
        ("or", [.., last]) => {
            let first_true = arguments.iter().find(|value| is_true(value));
            Some(first_true.unwrap_or(last).to_string())
        }
        ("print" | "toString", [value]) => Some((*value).to_owned()),
        ("lower", [value]) => Some(value.to_lowercase()),
        ("upper", [value]) => Some(value.to_uppercase()),
        ("trim", [value]) => Some(value.trim().to_owned()),
        ("squote", [value]) => Some(format!("'{value}'")),
        ("quote", [value]) if !value.contains(['"', '\\', '\n']) => Some(format!("\"{value}\"")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let values = [("prefix", "app"), ("on", "true"), ("off", "")];
        let values = values.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let texts = [
            ("shared/a.sql", "A {{.prefix}}"),
            ("b.sql", "B {{.unknown}}"),
            ("c.sql", "{{template \"c.sql\" .}}"),
        ];
        let texts = texts.map(|(a, b)| (a.to_owned(), b)).into();
        let scope = Scope::new(&values, texts);
        let whole = Span::new(0, text.len() as u32);
        let fills = scope.fill(text, whole);
        assert!(fills.is_sorted_by(|a, b| a.span.end <= b.span.start), "{fills:?}");
        let unknown = fills.iter().filter_map(|it| match it.unknown.as_ref()? {
            Unknown::Placeholder(name) | Unknown::Condition(name) => Some(&**name),
        });
        let unknown: Vec<&str> = unknown.collect();
        assert_eq!(format!("{}{unknown:?}", filled(text, whole, &fills)), expected);
    }

    #[test]
    fn data_texts_and_comments() {
        check("a {{.prefix}}_b {{ $.prefix }} {{/* }} */}}c", "a app_b app c[]");
        check("a {{- .prefix -}}\n b", "aappb[]");
        check("{{template \"shared/a.sql\" .}}; {{ template `shared/a.sql` $ }}", "A app; A app[]");
        check("{{template \"b.sql\" .}}", "B _unknown[\"template \\\"b.sql\\\" .\"]");
        check(
            "{{.other}}{{template \"none\" .}}",
            "_othertemplate__none___[\".other\", \"template \\\"none\\\" .\"]",
        );
        check("'{{\"}}\"}}' {{", "'}}' {{[]");
    }

    #[test]
    fn conditions() {
        check("{{if .on}}a{{else}}b{{end}}c", "ac[]");
        check("{{if .off}}a{{else if eq .prefix \"app\"}}b{{.prefix}}{{else}}c{{end}}", "bapp[]");
        check("{{if .off}}a{{end}}{{if not .off}}b{{if .on}}c{{end}}d{{end}}", "bcd[]");
        check("{{if and .on (ne .prefix \"x\")}}a{{end}}{{if or .off .off}}b{{end}}", "a[]");
        check("{{if .what}}a{{else}}b{{end}}", "a\n;\nb[\"if .what\"]");
        check("{{range .list}}a{{.}}{{end}}", "a_[\"range .list\"]");
        check("{{if .on}}a", "_if__ona[\"if .on\"]".replace("_if__on", "if__on").as_str());
    }

    #[test]
    fn functions() {
        check("{{.prefix | upper | squote}} {{quote .prefix}}", "'APP' \"app\"[]");
        check("{{.off | default \"x\"}}{{ default \"y\" .prefix }}", "xapp[]");
        check("{{now}}", "now[\"now\"]");
    }

    #[test]
    fn one_that_includes_itself_ends() {
        let values = BTreeMap::new();
        let texts = [("c.sql".to_owned(), "{{template \"c.sql\" .}}")].into();
        let text = "{{template \"c.sql\" .}}";
        let fills = Scope::new(&values, texts).fill(text, Span::new(0, text.len() as u32));
        assert!(fills[0].unknown.is_some());
    }
}
