//! Every key of `pgwright.yaml`: its meaning, its default, and the values it takes.
//!
//! The one source: the reader checks a configuration against this table, and the JSON Schema,
//! the reference page, completion and hover are made of it.

mod table;
mod text;

pub use table::ROOT;
pub(crate) use text::Complaint;
pub use text::TextKind;

pub use crate::values::Choice;
use std::time::Duration;

/// A key of a block.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it means, as Markdown.
    pub doc: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What holds when it is not there.
    pub default: Default,
    /// Whether its block is worth nothing without it, or without the one that it stands for.
    pub required: bool,
    /// The key of the same block that it stands for: they are not both set.
    pub instead_of: Option<&'static str>,
}

/// What holds when a key is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// Nothing, or what the keys below it have.
    None,
    /// A value, as YAML in one line.
    Value(&'static str),
    /// What these words say.
    Words(&'static str),
}

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number within these bounds.
    Integer {
        /// The smallest.
        min: u32,
        /// The largest.
        max: u32,
    },
    /// A number within these bounds.
    Number {
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
    },
    /// A duration as Go writes it, at least this long.
    Duration {
        /// The shortest.
        min: Duration,
    },
    /// A text of a certain form.
    Text(&'static TextKind),
    /// One of these names.
    Choice(&'static [&'static [Choice]]),
    /// A list.
    List {
        /// What its items are.
        item: &'static Kind,
        /// How many it has at least.
        min: usize,
        /// Whether a single item may stand without the list around it.
        or_one: bool,
    },
    /// A block of these keys.
    Block(&'static [Key]),
    /// A block whose keys are names that the person chooses.
    Names {
        /// What a name is.
        name: &'static TextKind,
        /// What stands behind a name.
        value: &'static Kind,
    },
}

impl Kind {
    /// The names that can be chosen.
    pub fn choices(&self) -> impl Iterator<Item = &'static Choice> {
        let groups: &'static [&'static [Choice]] = match self {
            Self::Choice(groups) => groups,
            _ => &[],
        };
        groups.iter().copied().flatten()
    }

    /// The keys of a block.
    pub fn keys(&self) -> &'static [Key] {
        match self {
            Self::Block(keys) => keys,
            _ => &[],
        }
    }

    /// What a person is told to write.
    pub fn wanted(&self) -> String {
        match self {
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Self::Number { min, max } => format!("a number from {min} to {max}"),
            Self::Duration { min } if min.is_zero() => {
                "a duration such as `150ms` or `1h30m`".to_owned()
            }
            Self::Duration { .. } => "a duration above zero, such as `150ms` or `1h30m`".to_owned(),
            Self::Text(text) => text.wanted.to_owned(),
            Self::Choice(_) => {
                let names: Vec<_> =
                    self.choices().map(|choice| format!("`{}`", choice.name)).collect();
                one_of(&names)
            }
            Self::List { item, or_one: true, .. } => {
                format!("{}, or a list of them", item.wanted())
            }
            Self::List { item, .. } => format!("a list; each item is {}", item.wanted()),
            Self::Block(keys) => {
                let names: Vec<_> =
                    keys.iter().take(3).map(|key| format!("`{}`", key.name)).collect();
                format!("a block with keys such as {}", names.join(", "))
            }
            Self::Names { name, .. } => format!("a block; each key is {}", name.wanted),
        }
    }
}

/// `a`, `a or b`, `one of a, b, c`.
fn one_of(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        [one, other] => format!("{one} or {other}"),
        _ => format!("one of {}", names.join(", ")),
    }
}

/// The key at a path of names, such as `["tables", "users", "struct"]`: what completion and
/// hover show of it. An index of a list is passed over.
pub fn find(path: &[&str]) -> Option<&'static Key> {
    let mut kind: &'static Kind = &ROOT;
    let mut found = None;
    for step in path {
        if let Kind::List { item, .. } = kind
            && step.parse::<usize>().is_ok()
        {
            kind = item;
            continue;
        }
        match kind {
            Kind::Block(keys) => {
                let key = keys.iter().find(|key| key.name == *step)?;
                found = Some(key);
                kind = &key.kind;
            }
            Kind::Names { value, .. } => kind = value,
            _ => return None,
        }
    }
    found
}

/// What stands at a path of names and of indices: a block, a list, or a value.
pub fn kind_at(path: &[&str]) -> Option<&'static Kind> {
    let mut kind: &'static Kind = &ROOT;
    for step in path {
        kind = match kind {
            Kind::List { item, .. } if step.parse::<usize>().is_ok() => item,
            Kind::Block(keys) => &keys.iter().find(|key| key.name == *step)?.kind,
            Kind::Names { value, .. } => value,
            _ => return None,
        };
    }
    Some(kind)
}

/// The blocks that have a key of this name, as paths in backquotes; in `tables`, `*` stands for
/// a name.
pub(crate) fn places_of(name: &str) -> Vec<String> {
    fn search(kind: &Kind, path: &mut Vec<&'static str>, name: &str, found: &mut Vec<String>) {
        match kind {
            Kind::Block(keys) => {
                for key in *keys {
                    if key.name == name && !path.is_empty() {
                        found.push(format!("`{}`", path.join(".")));
                    } else if key.name == name {
                        found.push("the configuration itself".to_owned());
                    }
                    path.push(key.name);
                    search(&key.kind, path, name, found);
                    path.pop();
                }
            }
            Kind::Names { value, .. } => {
                path.push("*");
                search(value, path, name, found);
                path.pop();
            }
            Kind::List { item, .. } => search(item, path, name, found),
            _ => {}
        }
    }
    let mut found = Vec::new();
    search(&ROOT, &mut Vec::new(), name, &mut found);
    found
}
