//! The JSON Schema of `pgwright.yaml`, made of the table of keys.

use crate::keys::{Default, Key, Kind, ROOT, TextKind};
use serde_yaml::{Mapping, Value};

/// Go's durations as a regular expression.
const DURATION: &str = r"^\+?(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$";
/// A duration of zero: it has no digit above zero.
const ZERO: &str = "^[^1-9]*$";

/// The JSON Schema (draft 2020-12) of a configuration, for editors that complete by one. The same
/// text for the same version of pgwright. It allows what the reader allows, and more where a
/// schema cannot say it: which settings go together, which globs and Go types are right.
pub fn json_schema() -> String {
    let mut schema = Node::new();
    schema.set("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.set("title", "pgwright.yaml");
    schema.set("description", "The configuration of pgwright.");
    schema.kind(&ROOT);
    // The order is that of the table: `serde_json` has maps that keep theirs only behind a
    // feature that would change them for the whole program.
    let mut text = serde_json::to_string_pretty(&Value::Mapping(schema.0)).unwrap_or_default();
    text.push('\n');
    text
}

/// An object of the schema, in the order in which it is set.
struct Node(Mapping);

impl Node {
    fn new() -> Self {
        Self(Mapping::new())
    }

    fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    fn of(kind: &Kind) -> Value {
        let mut node = Self::new();
        node.kind(kind);
        Value::Mapping(node.0)
    }

    fn key(key: &Key) -> Value {
        let mut node = Self::new();
        let description = match key.default {
            Default::Words(words) => format!("{}\n\nDefault: {words}.", key.doc),
            _ => key.doc.to_owned(),
        };
        node.set("description", description);
        node.kind(&key.kind);
        if let Default::Value(default) = key.default {
            node.set("default", default_value(&key.kind, default));
        }
        Value::Mapping(node.0)
    }

    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Bool => self.set("type", "boolean"),
            Kind::Integer { min, max } => {
                self.set("type", "integer");
                self.set("minimum", *min);
                self.set("maximum", *max);
            }
            Kind::Number { min, max } => {
                self.set("type", "number");
                self.set("minimum", *min);
                self.set("maximum", *max);
            }
            Kind::Duration { min } if min.is_zero() => {
                // A bare 0 has no unit in Go either.
                self.set("type", strings(["string", "integer"]));
                self.set("pattern", DURATION);
                self.set("minimum", 0);
                self.set("maximum", 0);
            }
            Kind::Duration { .. } => {
                self.set("type", "string");
                self.set("pattern", DURATION);
                let mut zero = Self::new();
                zero.set("pattern", ZERO);
                self.set("not", zero.0);
            }
            Kind::Text(form) => self.text(form),
            Kind::Choice(_) => {
                self.set("enum", strings(kind.choices().map(|choice| choice.name)));
                let docs = strings(kind.choices().map(|choice| choice.doc));
                self.set("markdownEnumDescriptions", docs);
            }
            Kind::List { item, min, or_one } => self.list(item, *min, *or_one),
            Kind::Block(keys) => self.block(keys),
            Kind::Names { name, value } => {
                // A block whose entries are all in comments is empty, and so allowed.
                self.set("type", strings(["object", "null"]));
                if name.known.is_empty() {
                    let mut names = Self::new();
                    names.text(name);
                    self.set("propertyNames", names.0);
                    self.set("additionalProperties", Self::of(value));
                    return;
                }
                let properties = name.known.iter().map(|known| {
                    let mut property = Self::new();
                    property.set("description", known.doc);
                    property.kind(value);
                    (known.name.into(), Value::Mapping(property.0))
                });
                self.set("properties", properties.collect::<Mapping>());
                self.set("additionalProperties", false);
            }
        }
    }

    fn text(&mut self, form: &TextKind) {
        self.set("type", "string");
        if !form.secret {
            self.set("minLength", 1);
        }
        if let Some(pattern) = form.pattern {
            self.set("pattern", pattern);
        }
        self.set("examples", strings([form.example]));
    }

    fn list(&mut self, item: &Kind, min: usize, or_one: bool) {
        if or_one {
            let mut list = Self::new();
            list.list(item, min, false);
            self.set("anyOf", vec![Self::of(item), Value::Mapping(list.0)]);
            return;
        }
        self.set("type", "array");
        self.set("items", Self::of(item));
        if min > 0 {
            self.set("minItems", min as u64);
        }
        if !matches!(item, Kind::Block(_)) {
            self.set("uniqueItems", true);
        }
    }

    fn block(&mut self, keys: &[Key]) {
        let required: Vec<&Key> = keys.iter().filter(|key| key.required).collect();
        match required.is_empty() {
            true => self.set("type", strings(["object", "null"])),
            false => self.set("type", "object"),
        }
        let properties = keys.iter().map(|key| (key.name.into(), Self::key(key)));
        self.set("properties", properties.collect::<Mapping>());
        self.set("additionalProperties", false);
        let alone = required.iter().filter(|key| key.instead_of.is_none()).map(|key| key.name);
        let alone = strings(alone);
        if alone.as_sequence().is_some_and(|names| !names.is_empty()) {
            self.set("required", alone);
        }
        let wants = |name: &str| {
            let mut node = Self::new();
            node.set("required", strings([name]));
            Value::Mapping(node.0)
        };
        for key in keys {
            let Some(other) = key.instead_of else { continue };
            if key.required {
                self.set("oneOf", vec![wants(other), wants(key.name)]);
            } else {
                // Anything but an object would have what is required.
                let mut both = Self::new();
                both.set("type", "object");
                both.set("required", strings([other, key.name]));
                self.set("not", both.0);
            }
        }
    }
}

/// A default as the schema's reader would have it.
fn default_value(kind: &Kind, default: &str) -> Value {
    match kind {
        Kind::Duration { .. } => default.into(),
        _ => serde_yaml::from_str(default).unwrap_or_default(),
    }
}

fn strings<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Sequence(texts.into_iter().map(Value::from).collect())
}
