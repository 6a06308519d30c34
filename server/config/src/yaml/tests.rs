//! The tree says of every configuration what `serde_yaml` says.

use super::{Content, NodeId, Tree, parse};
use crate::keys::{Kind, ROOT};
use proptest::prelude::*;
use serde_yaml::{Mapping, Value};

/// Texts that one reader or another might take for something else.
const TEXTS: &[&str] = &[
    "users",
    "yes",
    "off",
    "~",
    "null",
    "0x1f",
    "0o17",
    "0777",
    "1e3",
    "1_000",
    "+1",
    ".5",
    "12:30",
    "2024-01-01",
    "a: b",
    "a #b",
    "#a",
    " a",
    "a ",
    "",
    "'",
    "\"",
    "*a",
    "&a",
    "!a",
    "|",
    ">",
    "%",
    "@",
    "`",
    "a\nb",
    "a\n",
    "\ta",
    "é – ü",
    "\u{1}",
    "<<",
    "=",
    "-",
    "- a",
    "?",
    "{a",
    "[a",
    "a,b",
    "true",
    "True",
    "null: x",
    "\u{feff}x",
    "${A:-b}",
];

fn value(tree: &Tree, id: NodeId) -> Value {
    match &tree.node(id).content {
        Content::Null => Value::Null,
        Content::Bool(value) => (*value).into(),
        Content::Integer(value) => i64::try_from(*value).map_or(Value::Null, Value::from),
        Content::Float(value) => (*value).into(),
        Content::Text(text) => text.as_str().into(),
        Content::Sequence(items) => items.iter().map(|item| value(tree, *item)).collect(),
        Content::Mapping(entries) => Value::Mapping(
            entries
                .iter()
                .map(|entry| {
                    (entry.key.clone().unwrap_or_default().into(), value(tree, entry.value))
                })
                .collect(),
        ),
        Content::Alias(_) | Content::Broken => Value::Null,
    }
}

fn text() -> BoxedStrategy<Value> {
    prop_oneof![
        prop::sample::select(TEXTS).prop_map(Value::from),
        // Line ends of YAML 1.1, which `serde_yaml` reads, and not of 1.2.
        "[^\\pC\u{85}\u{2028}\u{2029}]{0,12}".prop_map(Value::from),
    ]
    .boxed()
}

/// Values that a kind might have.
fn any_value(kind: &'static Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Integer { min, max } => (*min..=*max).prop_map(Value::from).boxed(),
        Kind::Number { min, max } => (*min..=*max).prop_map(Value::from).boxed(),
        Kind::Duration { .. } => {
            prop::sample::select(&["150ms", "1h30m", "1.5h", "0"][..]).prop_map(Value::from).boxed()
        }
        Kind::Text(_) => text(),
        Kind::Choice(_) => {
            let names: Vec<&str> = kind.choices().map(|choice| choice.name).collect();
            prop::sample::select(names).prop_map(Value::from).boxed()
        }
        Kind::List { item, .. } => {
            prop::collection::vec(any_value(item), 0..4).prop_map(Value::from).boxed()
        }
        Kind::Block(keys) => {
            let entries: Vec<_> = keys
                .iter()
                .map(|key| {
                    let value = prop::option::of(any_value(&key.kind));
                    value.prop_map(|value| Some((Value::from(key.name), value?)))
                })
                .collect();
            entries
                .prop_map(|entries| Value::Mapping(entries.into_iter().flatten().collect()))
                .boxed()
        }
        Kind::Names { value, .. } => prop::collection::vec((text(), any_value(value)), 0..3)
            .prop_map(|entries| Value::Mapping(entries.into_iter().collect::<Mapping>()))
            .boxed(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn both_readers_say_the_same(configuration in any_value(&ROOT)) {
        let texts = [
            serde_yaml::to_string(&configuration).unwrap_or_default(),
            serde_json::to_string(&configuration).unwrap_or_default(),
            oneyaml::to_string(&configuration).unwrap_or_default(),
        ];
        for text in texts {
            let parsed = parse(&text);
            prop_assert_eq!(&parsed.errors, &vec![], "{}", text);
            let own = parsed.tree.root().map_or(Value::Null, |root| value(&parsed.tree, root));
            let theirs: Value = serde_yaml::from_str(&text).unwrap_or_default();
            prop_assert_eq!(&own, &theirs, "{}", text);
            prop_assert_eq!(&own, &configuration, "{}", text);
        }
    }
}

#[test]
fn both_readers_say_the_same_of_what_people_write() {
    let alias = "functions: &f [create]\ntables: {a: &a {functions: *f}, b: *a}\n";
    let own = include_str!("../../tests/own.yaml");
    for text in [include_str!("../../tests/sample.yaml"), own, alias] {
        let parsed = parse(text);
        let own = parsed.tree.root().map(|root| value(&parsed.tree, root));
        assert_eq!(own, serde_yaml::from_str(text).ok());
    }
}
