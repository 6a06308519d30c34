//! A block of another tool's configuration, and what of it nobody has asked for.

use crate::init::draft::Draft;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeSet;

/// A block; every key that is taken from it counts as understood.
pub struct Block<'a> {
    /// Where it stands, such as `sql[0].gen.go`; empty for the whole.
    path: String,
    entries: Option<&'a Mapping>,
    taken: BTreeSet<&'static str>,
}

impl<'a> Block<'a> {
    /// What stands at `path`; nothing is in it unless it is a block.
    pub fn new(path: impl Into<String>, value: Option<&'a Value>) -> Self {
        let entries = value.and_then(Value::as_mapping);
        Self { path: path.into(), entries, taken: BTreeSet::new() }
    }

    /// Where a key stands.
    pub fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Where a key stands, or that its default holds.
    pub fn at_or_default(&self, key: &str) -> String {
        let default = if self.peek(key).is_none() { " (its default)" } else { "" };
        format!("{}{default}", self.at(key))
    }

    /// Takes what stands behind a key.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        let value = self.entries?.get(key)?;
        self.taken.insert(key);
        Some(value).filter(|value| !value.is_null())
    }

    /// Takes a text or a number; what is neither is not taken.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        let text = text(self.entries?.get(key)?)?;
        self.taken.insert(key);
        Some(text).filter(|text| !text.is_empty())
    }

    /// Takes `true`; what is not there counts as `false`.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let flag = self.entries.and_then(|entries| entries.get(key)).and_then(Value::as_bool);
        if flag.is_some() {
            self.taken.insert(key);
        }
        flag.unwrap_or_default()
    }

    /// Takes a text, or a list of them.
    pub fn texts(&mut self, key: &'static str) -> Vec<String> {
        match self.take(key) {
            Some(Value::Sequence(items)) => items.iter().filter_map(text).collect(),
            Some(value) => text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Takes the block behind a key.
    pub fn block(&mut self, key: &'static str) -> Self {
        let path = self.at(key);
        Self::new(path, self.take(key))
    }

    /// Takes the blocks of a list.
    pub fn blocks(&mut self, key: &'static str) -> Vec<Self> {
        let path = self.at(key);
        let items = self.take(key).and_then(Value::as_sequence);
        let items = items.into_iter().flatten().enumerate();
        items.map(|(index, item)| Self::new(format!("{path}[{index}]"), Some(item))).collect()
    }

    /// Takes the texts behind the names of a block.
    pub fn pairs(&mut self, key: &'static str) -> Vec<(String, String)> {
        let entries = self.take(key).and_then(Value::as_mapping);
        let entries = entries.into_iter().flatten();
        entries.filter_map(|(name, value)| Some((text(name)?, text(value)?))).collect()
    }

    /// The keys that are there, in their order.
    pub fn keys(&self) -> Vec<String> {
        self.entries.into_iter().flatten().filter_map(|(key, _)| text(key)).collect()
    }

    /// What stands behind a key, taken or not.
    pub fn peek(&self, key: &str) -> Option<&'a Value> {
        self.entries?.get(key)
    }

    /// Notes everything that was not taken and says something as left; `why` knows the reasons.
    pub fn finish(self, draft: &mut Draft, why: impl Fn(&str) -> Option<&'static str>) {
        for (key, value) in self.entries.into_iter().flatten() {
            let Some(key) = text(key) else { continue };
            if !self.taken.contains(key.as_str()) && says_something(value) {
                let why = why(&key).unwrap_or("pgwright has no such setting");
                draft.leave(self.at(&key), why);
            }
        }
    }
}

/// Whether a setting is more than the absence of one.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Sequence(items) => !items.is_empty(),
        Value::Mapping(entries) => entries.values().any(says_something),
        _ => true,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
