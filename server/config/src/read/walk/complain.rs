//! What is said of a value that the table of keys does not allow.

use super::Walk;
use crate::keys::{Choice, Complaint, Key, Kind, TextKind, find, places_of};
use crate::read::setting::Setting;
use crate::yaml::{Content, Entry, Node, NodeId};
use pgwright_problem::{Code, Problem, Span, nearest};

/// How much of a value is shown in a message.
const SHOWN: usize = 40;

impl<'a> Walk<'a> {
    /// Says that two keys are set of which one stands for the other.
    pub(super) fn both(&mut self, name: &str, place: Span, other: &str, other_place: Span) {
        let message = format!("`{other}` and `{name}` cannot both be set in {}", self.here());
        let (name_at, other_at) = (self.problems.at(place), self.problems.at(other_place));
        let problem = Problem::new(Code::ConfigValue, other_at, message)
            .with_help(format!("remove `{other}` or `{name}`"))
            .with_related(name_at, format!("`{name}` stands here"));
        self.problems.add(problem);
    }

    pub(super) fn missing(&mut self, span: Span, key: &Key) {
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

    /// Says that a value is not what the key takes.
    pub(super) fn wrong(&mut self, id: NodeId, kind: &'static Kind) -> Option<Setting> {
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

    pub(super) fn complain(
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

    pub(super) fn no_choice(
        &mut self,
        span: Span,
        kind: &'static Kind,
        text: &str,
    ) -> Option<Setting> {
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

    pub(super) fn unknown_key(&mut self, entry: &Entry, name: &str, keys: &'static [Key]) {
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
        find(&path).map(|_| format!("`{}`", project.join(".")))
    }

    /// The path of what is read now, for a message.
    pub(super) fn here(&self) -> String {
        match self.path.is_empty() {
            true => "the configuration".to_owned(),
            false => format!("`{}`", self.path.join(".")),
        }
    }

    /// A scalar as it is written, without quotes.
    pub(super) fn written(&self, node: &'a Node) -> &'a str {
        match &node.content {
            Content::Text(text) => text,
            _ => &self.text[node.span.range()],
        }
    }
}

/// A text in backquotes, cut where it is long or leaves its line.
pub(super) fn shown(text: &str) -> String {
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
