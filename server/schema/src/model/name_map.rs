//! What names stand for, schema by schema.

use super::ObjectId;
use super::same::same;
use equivalent::Comparable;
use imbl::OrdMap;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// What the names of each schema stand for, sorted by schema and name.
#[derive(Clone, PartialEq)]
pub(crate) struct NameMap<V>(OrdMap<Key, V>);

/// A name of a schema. Most pairs differ in the beginnings of their names, which are compared
/// without looking into the texts: these lie all over the memory.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    schema: ObjectId,
    beginning: u128,
    name: Arc<str>,
}

/// A name that is looked for.
struct Sought<'a> {
    schema: ObjectId,
    beginning: u128,
    name: &'a str,
}

/// The first bytes of a name; names are in the order of their beginnings.
fn beginning(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(bytes.len());
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

impl<'a> Sought<'a> {
    fn new(schema: ObjectId, name: &'a str) -> Self {
        Self { schema, beginning: beginning(name), name }
    }
}

impl equivalent::Equivalent<Key> for Sought<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.compare(key).is_eq()
    }
}

impl Comparable<Key> for Sought<'_> {
    fn compare(&self, key: &Key) -> Ordering {
        (self.schema, self.beginning)
            .cmp(&(key.schema, key.beginning))
            .then_with(|| self.name.cmp(&key.name))
    }
}

impl<V: Clone> NameMap<V> {
    /// No names.
    pub fn new() -> Self {
        Self(OrdMap::new())
    }

    /// What a name stands for.
    pub fn get(&self, schema: ObjectId, name: &str) -> Option<&V> {
        self.0.get(&Sought::new(schema, name))
    }

    /// What a name stands for, to be changed.
    pub fn get_mut(&mut self, schema: ObjectId, name: &str) -> Option<&mut V> {
        self.0.get_mut(&Sought::new(schema, name))
    }

    /// Whether a name stands for something.
    pub fn contains(&self, schema: ObjectId, name: &str) -> bool {
        self.0.contains_key(&Sought::new(schema, name))
    }

    /// Lets a name stand for something; gives back what it stood for before.
    pub fn insert(&mut self, schema: ObjectId, name: Arc<str>, value: V) -> Option<V> {
        self.0.insert(Key { schema, beginning: beginning(&name), name }, value)
    }

    /// What a name stands for, to be changed; it stands for `default` from here on if it has stood
    /// for nothing.
    pub fn get_or_insert(&mut self, schema: ObjectId, name: &Arc<str>, default: V) -> &mut V {
        let key = Key { schema, beginning: beginning(name), name: Arc::clone(name) };
        self.0.entry(key).or_insert(default)
    }

    /// Lets a name stand for nothing; gives back what it stood for.
    pub fn remove(&mut self, schema: ObjectId, name: &str) -> Option<V> {
        self.0.remove(&Sought::new(schema, name))
    }

    /// Whether two maps are equal, without a look at what they share.
    pub fn is_same(&self, other: &Self) -> bool
    where
        V: PartialEq,
    {
        same(&self.0, &other.0)
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = (ObjectId, &Arc<str>)> {
        self.0.keys().map(|key| (key.schema, &key.name))
    }

    /// The names and what they stand for, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ObjectId, &Arc<str>, &V)> {
        self.0.iter().map(|(key, value)| (key.schema, &key.name, value))
    }
}

impl<V: Clone + fmt::Debug> fmt::Debug for NameMap<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(schema, name, it)| ((schema, name), it))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of the beginnings must be the names': also where one begins the other, or where
    /// they differ behind the beginnings only.
    #[test]
    fn names_are_found_and_stand_in_order() {
        let names =
            ["", "a", "a\u{1}", "aa", "b", "users_email_address", "users_email_address_key"];
        let mut map = NameMap::new();
        for (schema, name) in [2, 1].into_iter().flat_map(|id| names.map(|name| (id, name))) {
            assert!(map.insert(ObjectId(schema), Arc::from(name), (schema, name)).is_none());
        }
        let sorted: Vec<_> = map.iter().map(|(_, _, value)| *value).collect();
        let expected: Vec<_> =
            [1, 2].into_iter().flat_map(|id| names.map(|name| (id, name))).collect();
        assert_eq!(sorted, expected);
        for (schema, name) in expected {
            assert_eq!(map.get(ObjectId(schema), name), Some(&(schema, name)));
        }
        assert!(!map.contains(ObjectId(3), "a"));
        assert_eq!(map.remove(ObjectId(1), "b"), Some((1, "b")));
        assert!(!map.contains(ObjectId(1), "b"));
    }
}
