//! A configuration that is being made: what it says, and what is to be told about it.

use serde_yaml::{Mapping, Value};

/// Values by their keys, such as `output.directory`, and the notes that come with them.
#[derive(Debug, Default)]
pub struct Draft {
    root: Mapping,
    /// What was carried over from another tool's configuration, in its order.
    pub carried: Vec<Carried>,
    /// What was not.
    pub left: Vec<Left>,
}

/// A setting that has a counterpart.
#[derive(Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its place in the other configuration.
    pub from: String,
    /// The key that it is now.
    pub to: String,
}

/// A setting that has none.
#[derive(Debug, PartialEq, Eq)]
pub struct Left {
    /// Its place in the other configuration.
    pub from: String,
    /// Why, and what to do instead.
    pub why: String,
}

impl Draft {
    /// Sets the value at a path of keys.
    pub fn set(&mut self, path: &[&str], value: impl Into<Value>) {
        let Some((last, blocks)) = path.split_last() else { return };
        let mut block = &mut self.root;
        for key in blocks {
            let entry = block.entry(Value::from(*key)).or_insert(Value::Null);
            if !entry.is_mapping() {
                *entry = Value::Mapping(Mapping::new());
            }
            let Value::Mapping(inner) = entry else { return };
            block = inner;
        }
        block.insert(Value::from(*last), value.into());
    }

    /// Adds a value to the end of the list at a path of keys, once.
    pub fn push(&mut self, path: &[&str], value: impl Into<Value>) {
        let mut list = match self.get(path) {
            Some(Value::Sequence(list)) => list.clone(),
            _ => Vec::new(),
        };
        let value = value.into();
        if !list.contains(&value) {
            list.push(value);
        }
        self.set(path, list);
    }

    /// The value at a path of keys.
    pub fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.root.get(*first)?, |value, key| value.get(*key))
    }

    /// The folders of the migrations, and the globs of what is left out there.
    pub fn migrations(&self) -> (Vec<String>, Vec<String>) {
        let texts = |path: &[&str]| match self.get(path) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Sequence(items)) => {
                items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        (texts(&["migrations", "directory"]), texts(&["migrations", "exclude"]))
    }

    /// Notes that the setting `from` of the other configuration is `to` now.
    pub fn carry(&mut self, from: impl Into<String>, to: impl Into<String>) {
        self.carried.push(Carried { from: from.into(), to: to.into() });
    }

    /// Notes that the setting `from` of the other configuration is nowhere now, and why.
    pub fn leave(&mut self, from: impl Into<String>, why: impl Into<String>) {
        self.left.push(Left { from: from.into(), why: why.into() });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn values_are_set_and_lists_grow() {
        let mut draft = Draft::default();
        draft.set(&["output", "directory"], "db");
        draft.set(&["output", "package"], "db");
        draft.push(&["output", "tags"], "json");
        draft.push(&["output", "tags"], "json");
        draft.push(&["output", "tags"], "db");
        draft.set(&["output", "directory"], "store");
        let text = serde_yaml::to_string(&draft.root).unwrap();
        assert_eq!(text, "output:\n  directory: store\n  package: db\n  tags:\n  - json\n  - db\n");
        assert_eq!(draft.get(&["output", "package"]).unwrap(), "db");
        assert_eq!(draft.get(&["output", "nothing"]), None);
    }
}
