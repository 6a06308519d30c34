//! The reference of all keys as a Markdown page, made of the table of keys.

use crate::keys::{Choice, Default, Key, Kind, ROOT};
use std::fmt::Write;

/// The reference of `pgwright.yaml`: a section for each block, a table of its keys in each.
pub fn reference() -> String {
    let mut page = String::from(
        "# pgwright.yaml\n\n\
         Every key has a default. Durations are as Go writes them: `150ms`, `1h30m`. Paths are \
         relative to this file.\n",
    );
    block("", &ROOT, &mut page);
    page
}

/// The section of a block, and those of the blocks in it.
fn block(path: &str, kind: &Kind, page: &mut String) {
    let keys = kind.keys();
    if !path.is_empty() {
        let _ = write!(page, "\n## `{path}`\n");
    }
    page.push_str("\n| key | takes | default | meaning |\n|---|---|---|---|\n");
    for key in keys {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            key.name,
            cell(&key.takes()),
            cell(&key.default_shown()),
            cell(&key.meaning())
        );
    }
    for key in keys {
        choices(key, page);
    }
    for key in keys {
        if let Some((name, kind)) = inner(&key.name.into(), &key.kind) {
            block(&join(path, &name), kind, page);
        }
    }
}

/// What the names mean that a key takes.
fn choices(key: &Key, page: &mut String) {
    let mut kind = &key.kind;
    let mut known: &[Choice] = &[];
    while let Kind::List { item, .. } | Kind::Names { value: item, .. } = kind {
        if let Kind::Names { name, .. } = kind {
            known = name.known;
        }
        kind = item;
    }
    for (what, choices) in
        [("keys", known.iter().collect::<Vec<_>>()), ("values", kind.choices().collect())]
    {
        if choices.is_empty() {
            continue;
        }
        let _ = write!(page, "\nThe {what} of `{}`:\n\n", key.name);
        for choice in choices {
            let _ = writeln!(page, "- `{}`: {}", choice.name, choice.doc);
        }
    }
}

/// The block that stands somewhere below a key, with the key's name and what leads to it: `.*`
/// for a name of one's own, `[]` for an item.
fn inner<'a>(name: &String, kind: &'a Kind) -> Option<(String, &'a Kind)> {
    match kind {
        Kind::Block(_) => Some((name.clone(), kind)),
        Kind::Names { value, .. } => inner(&format!("{name}.*"), value),
        Kind::List { item, .. } => inner(&format!("{name}[]"), item),
        _ => None,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

impl Key {
    /// What it takes, in words.
    pub fn takes(&self) -> String {
        takes(&self.kind)
    }

    /// Its default as Markdown: a value as code, or words; `–` without one.
    pub fn default_shown(&self) -> String {
        match self.default {
            Default::Value(value) => format!("`{value}`"),
            Default::Words(words) => words.to_owned(),
            Default::None => "–".to_owned(),
        }
    }

    /// What it means, as Markdown.
    pub fn meaning(&self) -> String {
        let mut text = self.doc.to_owned();
        if let Some(other) = self.instead_of {
            let _ = write!(text, " Not together with `{other}`.");
        }
        text
    }

    /// The values that it, or each item of it, is chosen from; none where that is not so.
    pub fn values(&self) -> impl Iterator<Item = &'static Choice> {
        let mut kind = &self.kind;
        while let Kind::List { item, .. } | Kind::Names { value: item, .. } = kind {
            kind = item;
        }
        kind.choices()
    }
}

fn takes(kind: &Kind) -> String {
    match kind {
        Kind::Block(_) => "a block".to_owned(),
        Kind::Names { name, .. } => format!("a block; each key is {}", name.wanted),
        Kind::List { item, or_one: true, .. } => format!("{}, or a list of them", takes(item)),
        Kind::List { item, .. } => format!("a list; each item is {}", takes(item)),
        _ => kind.wanted(),
    }
}

/// A text in a table: a bar would end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
