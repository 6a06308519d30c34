//! Holding a tree against the table of keys.

use super::merge::{Fault, entries};
use super::setting::{Block, Field, Setting, Value};
use crate::duration::{DurationError, parse_duration};
use crate::keys::{Choice, Complaint, Key, Kind, ROOT, TextKind, places_of};
use crate::problems::Problems;
use crate::yaml::{Content, Entry, Node, NodeId, Tree};
use pgwright_problem::{Code, Problem, Span, nearest};
use std::collections::HashSet;
use std::time::Duration;

/// How many entries and items may be read beyond those that the text has, through aliases.
const ALIAS_VISITS: usize = 100_000;
/// How much of a value is shown in a message.
const SHOWN: usize = 40;

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

    /// Says that two keys are set of which one stands for the other.
    fn both(&mut self, name: &str, place: Span, other: &str, other_place: Span) {
        let message = format!("`{other}` and `{name}` cannot both be set in {}", self.here());
        let (name_at, other_at) = (self.problems.at(place), self.problems.at(other_place));
        let problem = Problem::new(Code::ConfigValue, other_at, message)
            .with_help(format!("remove `{other}` or `{name}`"))
            .with_related(name_at, format!("`{name}` stands here"));
        self.problems.add(problem);
    }

    fn missing(&mut self, span: Span, key: &Key) {
        let (wanted, help) = match key.instead_of {
            Some(other) => (
                format!("`{other}` or `{}`", key.name),
                format!("write `{other}:` or `{}:` and its value", key.name),
            ),
            None => (
                format!("`{}`", key.name),
                format!("write `{}:` and {}", key.name, key.kind.wanted()),
            ),
        };
        let message = format!("{} wants the key {wanted}", self.here());
        let problem = self.problems.value(span, message).with_help(help);
        self.problems.add(problem);
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
                problem.severity = pgwright_problem::Severity::Warning;
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

    /// Says that a value is not what the key takes.
    fn wrong(&mut self, id: NodeId, kind: &'static Kind) -> Option<Setting> {
        if self.problems.full() {
            return None;
        }
        let node = self.tree.node(id);
        let secret = matches!(kind, Kind::Text(form) if form.secret);
        let found = match &node.content {
            Content::Null => "nothing".to_owned(),
            Content::Mapping(_) => "a block".to_owned(),
            Content::Sequence(items) if items.is_empty() => "an empty list".to_owned(),
            Content::Sequence(_) => "a list".to_owned(),
            Content::Text(_) if secret => "a text".to_owned(),
            Content::Text(text) if text.is_empty() => "an empty text".to_owned(),
            Content::Text(text) => format!("the text {}", shown(text)),
            _ => shown(self.written(node)),
        };
        let message = format!("{} wants {}; there is {found}", self.here(), kind.wanted());
        let mut problem = self.problems.value(node.span, message);
        if let Some(help) = way_out(kind, &node.content, self.written(node)) {
            problem = problem.with_help(help);
        }
        self.problems.add(problem);
        None
    }

    fn complain(
        &mut self,
        span: Span,
        form: &TextKind,
        text: &str,
        complaint: Complaint,
    ) -> Option<Setting> {
        let message = match complaint.of_text {
            false => format!("{}: {}", self.here(), complaint.message),
            true if form.secret || text.is_empty() => {
                format!("{} {}", self.here(), complaint.message)
            }
            true => format!("{}: {} {}", self.here(), shown(text), complaint.message),
        };
        let mut problem = self.problems.value(span, message);
        let help = complaint.help.unwrap_or_else(|| format!("write {}", form.wanted));
        problem = problem.with_help(help);
        self.problems.add(problem);
        None
    }

    fn no_choice(&mut self, span: Span, kind: &'static Kind, text: &str) -> Option<Setting> {
        if self.problems.full() {
            return None;
        }
        let message = format!("{}: {} is none of its values", self.here(), shown(text));
        let mut problem = self.problems.value(span, message);
        problem = match nearest(text, kind.choices().map(|Choice { name, .. }| *name)) {
            Some(name) => {
                problem.with_help(format!("did you mean `{name}`?")).with_data("nearest", name)
            }
            None => problem.with_help(format!("write {}", kind.wanted())),
        };
        self.problems.add(problem);
        None
    }

    fn unknown_key(&mut self, entry: &Entry, name: &str, keys: &'static [Key]) {
        if self.problems.full() {
            return;
        }
        let message = format!("{} is no key of {}", shown(name), self.here());
        let at = self.problems.at(entry.key_span);
        let mut problem = Problem::new(Code::ConfigUnknownKey, at, message);
        let elsewhere = places_of(name);
        problem = if let Some(project) = self.of_project(name) {
            problem.message = format!("{} cannot be set for one table", shown(name));
            problem.with_help(format!("write it in {project}, for the whole project"))
        } else if let Some(name) = likely(name, keys) {
            problem.with_help(format!("did you mean `{name}`?")).with_data("nearest", name)
        } else if !elsewhere.is_empty() {
            problem.with_help(format!("`{name}` is a key of {}", elsewhere.join(", ")))
        } else {
            let names: Vec<_> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
            problem.with_help(format!("the keys here are {}", names.join(", ")))
        };
        self.problems.add(problem);
    }

    /// Where a key of a table's `pgxkit` stands for the whole project, if it does.
    fn of_project(&self, name: &str) -> Option<String> {
        let [tables, _, pgxkit, rest @ ..] = self.path.as_slice() else { return None };
        if tables != "tables" || pgxkit != "pgxkit" {
            return None;
        }
        let project: Vec<&str> =
            ["database", "pgxkit"].into_iter().chain(rest.iter().map(String::as_str)).collect();
        let path: Vec<&str> = project.iter().copied().chain([name]).collect();
        crate::keys::find(&path).map(|_| format!("`{}`", project.join(".")))
    }

    /// A scalar as it is written, without quotes.
    fn written(&self, node: &'a Node) -> &'a str {
        match &node.content {
            Content::Text(text) => text,
            _ => &self.text[node.span.range()],
        }
    }

    /// The path of what is read now, for a message.
    fn here(&self) -> String {
        match self.path.is_empty() {
            true => "the configuration".to_owned(),
            false => format!("`{}`", self.path.join(".")),
        }
    }
}

/// A text in backquotes, cut where it is long or leaves its line.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(SHOWN).collect();
    match cut.len() == text.len() {
        true => format!("`{cut}`"),
        false => format!("`{cut}…`"),
    }
}

/// What to write instead of a value of the wrong type.
fn way_out(kind: &'static Kind, content: &Content, written: &str) -> Option<String> {
    match (kind, content) {
        (Kind::Bool, Content::Text(text)) => {
            let truth = match text.to_lowercase().as_str() {
                "yes" | "on" | "y" | "true" => "true",
                "no" | "off" | "n" | "false" => "false",
                _ => return None,
            };
            Some(format!("write `{truth}`"))
        }
        (Kind::Text(form), Content::Integer(_) | Content::Float(_) | Content::Bool(_))
            if !form.secret =>
        {
            Some(format!("write it in quotes: `\"{written}\"`"))
        }
        (Kind::Integer { .. } | Kind::Number { .. }, Content::Text(text))
            if text.parse::<f64>().is_ok() =>
        {
            Some(format!("write `{text}` without quotes"))
        }
        (Kind::List { .. }, Content::Text(text)) => Some(format!("write `[{text}]`")),
        (Kind::List { min: 0, .. }, Content::Null) => {
            Some("write `[]` for an empty list".to_owned())
        }
        (Kind::Block(keys), Content::Text(text)) => {
            let (key, value) = text.split_once(':').unwrap_or((text, ""));
            let key = likely(key, keys)?;
            match value {
                "" => Some(format!("write `{key}:` and its value")),
                _ => Some(format!("write `{key}:`, a blank, and its value")),
            }
        }
        _ => None,
    }
}

/// The key that was probably meant: the nearest, or the only one that begins so.
fn likely(written: &str, keys: &'static [Key]) -> Option<&'static str> {
    let names = keys.iter().map(|key| key.name);
    let mut longer = names.clone().filter(|name| written.len() > 1 && name.starts_with(written));
    match (longer.next(), longer.next()) {
        (Some(name), None) => Some(name),
        _ => nearest(written, names),
    }
}
