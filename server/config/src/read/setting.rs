//! Settings as they were found in a text: right by themselves, with their places.

use pgwright_problem::Span;
use std::time::Duration;

/// A value that the table of keys allows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    pub span: Span,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    Integer(u32),
    Number(f64),
    Duration(Duration),
    /// A text, or the name of a choice.
    Text(String),
    List(Vec<Setting>),
    Block(Block),
}

/// What was set in a block, in the order of the text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Block {
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub key: String,
    pub key_span: Span,
    pub setting: Setting,
}

static EMPTY: Block = Block { fields: Vec::new() };

impl Block {
    /// What stands behind a key.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.field(key).map(|field| &field.setting)
    }

    /// A key with what stands behind it.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The block behind a key; empty where none was set.
    pub fn block(&self, key: &str) -> &Block {
        self.get(key).and_then(Setting::block).unwrap_or(&EMPTY)
    }

    /// The block behind each key in turn.
    pub fn path(&self, keys: &[&str]) -> &Block {
        keys.iter().fold(self, |block, key| block.block(key))
    }

    pub fn bool(&self, key: &str) -> Option<bool> {
        match self.get(key)?.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub fn integer(&self, key: &str) -> Option<u32> {
        match self.get(key)?.value {
            Value::Integer(value) => Some(value),
            _ => None,
        }
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        match self.get(key)?.value {
            Value::Number(value) => Some(value),
            _ => None,
        }
    }

    pub fn duration(&self, key: &str) -> Option<Duration> {
        match self.get(key)?.value {
            Value::Duration(value) => Some(value),
            _ => None,
        }
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    pub fn list(&self, key: &str) -> Option<&[Setting]> {
        match &self.get(key)?.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// A list of texts, each made into something.
    pub fn texts<T>(&self, key: &str, make: impl FnMut(&str) -> Option<T>) -> Option<Vec<T>> {
        Some(self.list(key)?.iter().filter_map(Setting::text).filter_map(make).collect())
    }
}

impl Setting {
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn block(&self) -> Option<&Block> {
        match &self.value {
            Value::Block(block) => Some(block),
            _ => None,
        }
    }
}
