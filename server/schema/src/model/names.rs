//! Names that PostgreSQL makes up for objects whose definition has none.
//!
//! Written after `makeObjectName`, `ChooseRelationName`, `ChooseIndexName` (indexcmds.c),
//! `ChooseConstraintName` (pg_constraint.c), `makeArrayTypeName` and `makeMultirangeTypeName`
//! (pg_type.c) of PostgreSQL 15.

use super::{Model, ObjectId};
use std::sync::Arc;

/// The longest name in bytes: `NAMEDATALEN - 1`.
pub const NAME_BYTES: usize = 63;

/// `text` cut to at most `bytes` bytes, never within a character.
pub fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// `name1_name2_label`, of which the longer of the names is cut until the whole fits.
pub fn make_object_name(name1: &str, name2: Option<&str>, label: &str) -> String {
    let overhead =
        usize::from(name2.is_some()) + if label.is_empty() { 0 } else { label.len() + 1 };
    let available = NAME_BYTES.saturating_sub(overhead);
    let (mut length1, mut length2) = (name1.len(), name2.map_or(0, str::len));
    while length1 + length2 > available {
        if length1 > length2 {
            length1 -= 1;
        } else {
            length2 -= 1;
        }
    }
    let mut name = cut(name1, length1).to_owned();
    if let Some(name2) = name2 {
        name.push('_');
        name.push_str(cut(name2, length2));
    }
    if !label.is_empty() {
        name.push('_');
        name.push_str(label);
    }
    name
}

/// The columns' part of a constraint's or index's name: `a_b_c`, not longer than it has to be.
pub fn join_column_names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for name in names {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(name);
        if joined.len() > NAME_BYTES {
            break;
        }
    }
    joined
}

/// The names of an index's keys, each once: a second `expr` is `expr1`.
pub fn distinct_names(names: Vec<&str>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for name in names {
        let mut chosen = name.to_owned();
        let mut number = 1;
        while distinct.contains(&chosen) {
            let suffix = number.to_string();
            chosen = format!("{}{suffix}", cut(name, NAME_BYTES - suffix.len()));
            number += 1;
        }
        distinct.push(chosen);
    }
    distinct
}

impl Model {
    /// A free name in a schema's name space of relations; for a constraint's index one that no
    /// constraint of the schema has either.
    pub(crate) fn choose_relation_name(
        &self,
        schema: ObjectId,
        name1: &str,
        name2: Option<&str>,
        label: &str,
        constraint: bool,
    ) -> Arc<str> {
        numbered(label, |label| {
            let name: Arc<str> = make_object_name(name1, name2, label).into();
            let taken = self.relation_names.contains(schema, &name)
                || constraint && self.constraint_names.contains(schema, &name);
            (!taken).then_some(name)
        })
    }

    /// A name that no constraint of the schema has, and that is not among `others`.
    pub(crate) fn choose_constraint_name(
        &self,
        schema: ObjectId,
        name1: &str,
        name2: Option<&str>,
        label: &str,
        others: &[Arc<str>],
    ) -> Arc<str> {
        numbered(label, |label| {
            let name: Arc<str> = make_object_name(name1, name2, label).into();
            let free = !others.contains(&name) && !self.constraint_names.contains(schema, &name);
            free.then_some(name)
        })
    }

    /// The name of the array type that comes with a type.
    pub(crate) fn choose_array_name(&self, schema: ObjectId, name: &str) -> Arc<str> {
        numbered("", |number| {
            let array: Arc<str> = make_object_name("", Some(name), number).into();
            (!self.type_names.contains(schema, &array)).then_some(array)
        })
    }
}

/// The name of the multirange type that comes with a range type.
pub fn multirange_name(range: &str) -> String {
    let name = match range.find("range") {
        Some(at) => format!("{}multi{}", &range[..at], &range[at..]),
        None => format!("{}_multirange", cut(range, NAME_BYTES + 1 - 12)),
    };
    cut(&name, NAME_BYTES).to_owned()
}

/// The first that is free with the label, the label and 1, the label and 2 …
fn numbered(label: &str, free: impl Fn(&str) -> Option<Arc<str>>) -> Arc<str> {
    let mut number = 0_u32;
    let mut numbered_label = label.to_owned();
    loop {
        if let Some(name) = free(&numbered_label) {
            return name;
        }
        number += 1;
        numbered_label = format!("{label}{number}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_name_is_cut() {
        let (long, longer) = ("a".repeat(40), "b".repeat(60));
        assert_eq!(make_object_name("t", Some("a"), "key"), "t_a_key");
        assert_eq!(make_object_name("t", None, "pkey"), "t_pkey");
        assert_eq!(
            make_object_name(&long, Some(&longer), "fkey"),
            format!("{}_{}_fkey", "a".repeat(29), "b".repeat(28))
        );
        assert_eq!(make_object_name("", Some("mood"), ""), "_mood");
        assert_eq!(make_object_name("", Some("mood"), "1"), "_mood_1");
        assert_eq!(
            make_object_name(&"é".repeat(40), None, "pkey"),
            format!("{}_pkey", "é".repeat(29))
        );
    }

    #[test]
    fn second_names_are_numbered() {
        assert_eq!(
            distinct_names(vec!["expr", "expr", "a", "expr"]),
            ["expr", "expr1", "a", "expr2"]
        );
        assert_eq!(join_column_names(["a", "b"]), "a_b");
        assert_eq!(multirange_name("floatrange"), "floatmultirange");
        assert_eq!(multirange_name("span"), "span_multirange");
    }
}
