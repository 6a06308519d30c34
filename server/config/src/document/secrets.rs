//! Where passwords may stand, so that nobody shows the text there.

use super::Document;
use pgwright_problem::{Problem, Span};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many secrets are looked for in what problems say: a configuration has one or two.
const MAX_SECRETS: usize = 200;

/// A configuration's text with `*` for every byte that is never shown: to show its lines around a
/// problem. Every span of the text holds in it.
pub fn hide_secrets(text: &str) -> String {
    let mut shown = text.to_owned();
    for span in Document::parse(&Arc::from(""), text).secrets() {
        let hidden: String = text[span.range()]
            .bytes()
            .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { '*' })
            .collect();
        shown.replace_range(span.range(), &hidden);
    }
    shown
}

impl Document {
    /// The places of values that are never shown, in a text that is shown around a problem.
    /// Found in the bare text too, since a line that cannot be read yet may hold one.
    pub fn secrets(&self) -> Vec<Span> {
        let text = &*self.text;
        let read = self.value_span(&["database", "dsn"]).map(|span| trimmed(text, span));
        let spans = read.into_iter().chain(values_of_dsn(text)).chain(passwords(text));
        let mut found: Vec<Span> = spans.filter(|span| self.is_open(*span)).collect();
        // One that lies in another is hidden with it.
        found.sort_by_key(|span| (span.start, Reverse(span.end)));
        let mut end = 0;
        found.retain(|span| {
            let is_new = span.end > end;
            end = end.max(span.end);
            is_new
        });
        found
    }

    /// Takes what is never shown out of what problems say, whoever found them.
    pub fn conceal(&self, problems: &mut [Problem]) {
        if problems.is_empty() {
            return;
        }
        let secrets = self.secrets();
        let secrets: BTreeSet<&str> =
            secrets.iter().map(|span| self.text[span.range()].trim_matches(['"', '\''])).collect();
        let secrets: Vec<&str> = secrets.into_iter().take(MAX_SECRETS).collect();
        for problem in problems {
            let related = problem.related.iter_mut().map(|related| &mut related.message);
            for text in related.chain(&mut problem.help).chain([&mut problem.message]) {
                concealed(text, &secrets);
            }
        }
    }

    /// Whether there is more to see than the name of a variable.
    fn is_open(&self, span: Span) -> bool {
        let text = self.text[span.range()].trim_matches(['"', '\'']);
        let variable = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        !text.is_empty()
            && variable.is_none_or(|name| !name.chars().all(|c| c.is_alphanumeric() || c == '_'))
    }
}

/// Puts `***` in the place of `secrets`, and of what looks like a password.
fn concealed(text: &mut String, secrets: &[&str]) {
    for secret in secrets {
        let quoted = format!("`{secret}`");
        if text.contains(&quoted) {
            *text = text.replace(&quoted, "`***`");
        }
        // A short one may be any word.
        if secret.len() >= 6 && text.contains(secret) {
            *text = text.replace(secret, "***");
        }
    }
    let mut found: Vec<Span> = passwords(text).collect();
    found.sort();
    for span in found.into_iter().rev() {
        text.replace_range(span.range(), "***");
    }
}

/// What stands behind each `dsn:` on its line.
fn values_of_dsn(text: &str) -> impl Iterator<Item = Span> {
    text.match_indices("dsn").filter_map(|(at, key)| {
        let behind = text[at + key.len()..].trim_start_matches(['"', '\'', ' ']);
        let value = behind.strip_prefix(':')?;
        let start = text.len() - value.len();
        let end = value.find(['\n', '\r']).map_or(text.len(), |end| start + end);
        Some(trimmed(text, Span::new(start as u32, end as u32)))
    })
}

/// Passwords of connection strings, whatever the key in front of them: it may be misspelled.
fn passwords(text: &str) -> impl Iterator<Item = Span> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}');
    let token = move |start: usize| {
        &text[start..][..text[start..].find(is_end).unwrap_or(text.len() - start)]
    };
    // An address with another one in it is one.
    let mut end = 0;
    let in_urls = text.match_indices("://").filter_map(move |(at, separator)| {
        let start = at + separator.len();
        if start < end {
            return None;
        }
        let token = token(start);
        end = start + token.len();
        let user = token.rfind('@')?;
        Some(Span::new(start as u32, (start + user) as u32))
    });
    let in_words = text.match_indices("password=").map(move |(at, word)| {
        let start = at + word.len();
        Span::new(start as u32, (start + token(start).len()) as u32)
    });
    in_urls.chain(in_words)
}

fn trimmed(text: &str, span: Span) -> Span {
    let content = &text[span.range()];
    let before = content.len() - content.trim_start().len();
    let start = span.start + before as u32;
    Span::new(start, start + content.trim().len() as u32)
}
