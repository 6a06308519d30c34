//! Holding a tree against the table of keys.

mod complain;

use self::complain::shown;
use super::merge::{Fault, entries};
use super::setting::{Block, Field, Setting, Value};
use crate::duration::{DurationError, parse_duration};
use crate::keys::{Key, Kind, ROOT, TextKind};
use crate::problems::Problems;
use crate::yaml::{Content, Entry, NodeId, Tree};
use pgwright_problem::{Code, Problem, Severity, Span};
use std::collections::HashSet;
use std::time::Duration;

/// How many entries and items may be read beyond those that the text has, through aliases.
const ALIAS_VISITS: usize = 100_000;

pub(super) struct Walk<'a> {
    text: &'a str,
    tree: &'a Tree,
    problems: &'a mut Problems,
    /// Keys from the root down to what is read now.
    path: Vec<String>,
    /// How many entries and items may still be read.
    visits: usize,
}

impl<'a> Walk<'a> {
    pub fn new(text: &'a str, tree: &'a Tree, problems: &'a mut Problems) -> Self {
        let visits = 2 * tree.len() + ALIAS_VISITS;
        Self { text, tree, problems, path: Vec::new(), visits }
    }

    /// What the whole text sets.
    pub fn root(mut self) -> Block {
        let root = self.tree.root().and_then(|root| self.value(root, &ROOT));
        if self.visits == 0 {
            let span = Span::new(0, 0);
            let problem =
                self.problems.value(span, "the aliases repeat too much; not all was read");
            self.problems.add(problem);
        }
        match root {
            Some(Setting { value: Value::Block(block), .. }) => block,
            _ => Block::default(),
        }
    }

    fn value(&mut self, id: NodeId, kind: &'static Kind) -> Option<Setting> {
        let node = self.tree.node(id);
        let span = node.span;
        let value = match (kind, &node.content) {
            (_, Content::Broken) => return None,
            (Kind::Bool, Content::Bool(value)) => Value::Bool(*value),
            (Kind::Integer { min, max }, Content::Integer(value)) => {
                match u32::try_from(*value).ok().filter(|value| (min..=max).contains(&value)) {
                    Some(value) => Value::Integer(value),
                    None => return self.wrong(id, kind),
                }
            }
            (Kind::Number { min, max }, Content::Integer(_) | Content::Float(_)) => {
                let value = match node.content {
                    Content::Integer(value) => value as f64,
                    Content::Float(value) => value,
                    _ => f64::NAN,
                };
                if !(*min..=*max).contains(&value) {
                    return self.wrong(id, kind);
                }
                Value::Number(value)
            }
            (Kind::Duration { min }, Content::Text(text)) => {
                Value::Duration(self.duration(id, kind, *min, parse_duration(text))?)
            }
            (Kind::Duration { min }, Content::Integer(0)) => {
                Value::Duration(self.duration(id, kind, *min, Ok(Duration::ZERO))?)
            }
            (Kind::Duration { min }, Content::Integer(_) | Content::Float(_)) => {
                Value::Duration(self.duration(id, kind, *min, Err(DurationError::NoUnit))?)
            }
            (Kind::Text(form), Content::Text(text)) => match (form.check)(text) {
                Ok(()) => Value::Text(text.clone()),
                Err(complaint) => return self.complain(span, form, text, complaint),
            },
            (Kind::Choice(_), Content::Text(text)) => {
                if !kind.choices().any(|choice| choice.name == text) {
                    return self.no_choice(span, kind, text);
                }
                Value::Text(text.clone())
            }
            (Kind::List { item, min, .. }, Content::Sequence(items)) => {
                Value::List(self.list(id, kind, item, *min, items)?)
            }
            (Kind::List { item, or_one: true, .. }, Content::Text(_)) => {
                Value::List(vec![self.value(id, item)?])
            }
            (Kind::Block(keys), Content::Mapping(entries)) => {
                Value::Block(self.block(span, keys, entries)?)
            }
            (Kind::Names { name, value }, Content::Mapping(entries)) => {
                Value::Block(self.names(name, value, entries))
            }
            (Kind::Block(_) | Kind::Names { .. }, Content::Null) => Value::Block(Block::default()),
            _ => return self.wrong(id, kind),
        };
        Some(Setting { span, value })
    }

    fn block(&mut self, span: Span, keys: &'static [Key], entries: &[Entry]) -> Option<Block> {
        let mut block = Block::default();
        let mut written = Vec::new();
        for entry in self.entries(entries) {
            let name = entry.key.as_deref().unwrap_or_default();
            let Some(key) = keys.iter().find(|key| key.name == name) else {
                self.unknown_key(entry, name, keys);
                continue;
            };
            written.push((key.name, entry.key_span));
            self.field(&mut block, entry, name, &key.kind);
        }
        let place = |name: &str| written.iter().find(|(own, _)| *own == name).map(|(_, at)| *at);
        let mut whole = true;
        for key in keys {
            let other = key.instead_of.and_then(|other| Some((other, place(other)?)));
            if let (Some(own), Some((other, place))) = (place(key.name), other) {
                self.both(key.name, own, other, place);
                if block.get(key.name).is_some() {
                    block.fields.retain(|field| field.key != other);
                }
                whole &= !key.required;
            } else if key.required && place(key.name).is_none() && other.is_none() {
                self.missing(span, key);
                whole = false;
            }
        }
        // Of what is required, something may be there and wrong, which was told.
        let has = |key: &Key| {
            block.get(key.name).is_some()
                || key.instead_of.is_some_and(|other| block.get(other).is_some())
        };
        let complete = keys.iter().filter(|key| key.required).all(has);
        (whole && complete).then_some(block)
    }

    fn names(&mut self, name: &'static TextKind, value: &'static Kind, entries: &[Entry]) -> Block {
        let mut block = Block::default();
        for entry in self.entries(entries) {
            let key = entry.key.as_deref().unwrap_or_default();
            match (name.check)(key) {
                Ok(()) => self.field(&mut block, entry, key, value),
                Err(complaint) => {
                    self.complain(entry.key_span, name, key, complaint);
                }
            }
        }
        block
    }

    fn field(&mut self, block: &mut Block, entry: &Entry, name: &str, kind: &'static Kind) {
        self.path.push(name.to_owned());
        if let Some(setting) = self.value(entry.value, kind) {
            let key = name.to_owned();
            block.fields.push(Field { key, key_span: entry.key_span, setting });
        }
        self.path.pop();
    }

    /// The entries that count.
    fn entries<'t>(&mut self, own: &'t [Entry]) -> Vec<&'t Entry>
    where
        'a: 't,
    {
        if self.visits == 0 {
            return Vec::new();
        }
        let (found, faults) = entries(self.tree, own, &mut self.visits);
        for fault in faults {
            if self.problems.full() {
                break;
            }
            let problem = match fault {
                Fault::Duplicate { key, span, first } => {
                    let message = format!("the key `{key}` stands twice in {}", self.here());
                    Problem::new(Code::ConfigDuplicateKey, self.problems.at(span), message)
                        .with_help("remove one of them; the first counts")
                        .with_related(self.problems.at(first), "the first stands here")
                }
                Fault::NoText(span) => {
                    let message = format!("a key of {} is a text", self.here());
                    Problem::new(Code::ConfigUnknownKey, self.problems.at(span), message)
                }
                Fault::NoMerge(span) => self.problems.value(
                    span,
                    "`<<` wants an alias of a block, such as `*base`, or a list of them",
                ),
            };
            self.problems.add(problem);
        }
        found
    }

    fn list(
        &mut self,
        id: NodeId,
        kind: &'static Kind,
        item: &'static Kind,
        min: usize,
        items: &[NodeId],
    ) -> Option<Vec<Setting>> {
        if items.len() < min {
            self.wrong(id, kind);
            return None;
        }
        let mut found: Vec<Setting> = Vec::new();
        let mut texts: HashSet<String> = HashSet::new();
        for id in items {
            if self.visits == 0 {
                break;
            }
            self.visits -= 1;
            let Some(setting) = self.value(*id, item) else { continue };
            let again = setting.text().is_some_and(|text| !texts.insert(text.to_owned()));
            if again {
                let text = shown(setting.text().unwrap_or_default());
                let message = format!("{text} stands twice in {}", self.here());
                let mut problem =
                    self.problems.value(setting.span, message).with_help("remove one of them");
                problem.severity = Severity::Warning;
                self.problems.add(problem);
                continue;
            }
            found.push(setting);
        }
        (found.len() >= min).then_some(found)
    }

    fn duration(
        &mut self,
        id: NodeId,
        kind: &'static Kind,
        min: Duration,
        read: Result<Duration, DurationError>,
    ) -> Option<Duration> {
        let fault = match read {
            Ok(duration) if duration >= min => return Some(duration),
            Ok(_) | Err(DurationError::Malformed) => {
                self.wrong(id, kind);
                return None;
            }
            Err(DurationError::NoUnit) => "has no unit",
            Err(DurationError::Negative) => "is below zero",
            Err(DurationError::TooLong) => "is longer than the 292 years that Go can hold",
        };
        let node = self.tree.node(id);
        let text = self.written(node);
        let message = format!("{}: {} {fault}", self.here(), shown(text));
        let help = match read {
            Err(DurationError::NoUnit) => {
                format!(
                    "write `{text}s`, `{text}ms`, or another of Go's units: h, m, s, ms, us, ns"
                )
            }
            _ => format!("write {}", kind.wanted()),
        };
        let problem = self.problems.value(node.span, message).with_help(help);
        self.problems.add(problem);
        None
    }
}
