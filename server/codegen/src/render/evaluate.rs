//! Filling in templates.
//!
//! Handlebars reads them (its grammar, its rules for white space); what it read is turned into the
//! few kinds of [`Node`] that our templates are made of, and those are filled in here. Handlebars'
//! own evaluation copies the values for each partial and each step of a list, which is most of the
//! time that a generation would take. The tests hold both against each other.

use super::Failure;
use crate::layout;
use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path as HandlebarsPath, Template};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;

/// Templates by their names.
pub(super) struct Templates {
    numbers: HashMap<&'static str, usize>,
    bodies: Vec<Vec<Node>>,
}

/// A part of a template.
enum Node {
    /// Stands as it is.
    Text(Box<str>),
    /// `{{path}}`: a text, a number or a boolean.
    Value(Path),
    /// `{{#if path}}…{{else}}…{{/if}}`, and `unless` with the sides changed.
    If { condition: Path, then: Vec<Node>, otherwise: Vec<Node> },
    /// `{{#each path}}…{{/each}}` over an array.
    Each { list: Path, body: Vec<Node> },
    /// `{{#doc}}…{{/doc}}`: a doc comment, without the last line's end.
    Doc(Vec<Node>),
    /// `{{> name key="text" key=path}}`; what stands before it on its line goes before all others.
    Partial { name: PartialName, named: Vec<(Box<str>, Named)>, indent: Box<str> },
}

enum PartialName {
    Fixed(usize),
    /// `{{> (lookup this "key")}}`
    Looked(Path),
}

enum Named {
    Constant(Value),
    Path(Path),
}

/// Where a value is.
struct Path {
    start: Start,
    keys: Vec<Box<str>>,
}

enum Start {
    /// What the template as a whole was given: `@root`.
    Root,
    /// What the block or partial is about.
    This,
    /// `@first`: whether it is the first step of the innermost list.
    First,
}

impl Templates {
    /// Reads templates.
    ///
    /// # Errors
    ///
    /// One line for each that is not well-formed, or has something in it that is not known here.
    pub(super) fn new<'t>(
        sources: impl Iterator<Item = (&'static str, &'t str)> + Clone,
    ) -> Result<Self, Vec<Failure>> {
        let names = sources.clone().map(|(name, _)| name).enumerate();
        let numbers = names.map(|(number, name)| (name, number)).collect();
        let mut templates = Self { numbers, bodies: Vec::new() };
        let mut wrong = Vec::new();
        for (name, text) in sources {
            let read = Template::compile(text).map_err(|error| error.to_string());
            match read.and_then(|template| templates.nodes(&template)) {
                Ok(nodes) => templates.bodies.push(nodes),
                Err(failure) => wrong.push(format!("{name}: {failure}")),
            }
        }
        if wrong.is_empty() { Ok(templates) } else { Err(wrong) }
    }

    fn nodes(&self, template: &Template) -> Result<Vec<Node>, Failure> {
        let mut nodes = Vec::with_capacity(template.elements.len());
        for element in &template.elements {
            nodes.push(match element {
                TemplateElement::RawString(text) => Node::Text(text.as_str().into()),
                TemplateElement::Comment(_) => continue,
                TemplateElement::Expression(expression) if expression.params.is_empty() => {
                    Node::Value(path(&expression.name)?)
                }
                TemplateElement::HelperBlock(block) => self.block(block)?,
                TemplateElement::PartialExpression(partial) => self.partial(partial)?,
                other => return Err(format!("not known here: {other:?}")),
            });
        }
        Ok(nodes)
    }

    fn block(&self, block: &HelperTemplate) -> Result<Node, Failure> {
        let inside = |template: &Option<Template>| {
            template.as_ref().map_or(Ok(Vec::new()), |template| self.nodes(template))
        };
        let (body, inverse) = (inside(&block.template)?, inside(&block.inverse)?);
        let name = name_of(&block.name)?;
        match (name, block.params.as_slice()) {
            ("doc", []) if inverse.is_empty() => Ok(Node::Doc(body)),
            ("each", [list]) if inverse.is_empty() => Ok(Node::Each { list: path(list)?, body }),
            ("if", [it]) => Ok(Node::If { condition: path(it)?, then: body, otherwise: inverse }),
            ("unless", [it]) => {
                Ok(Node::If { condition: path(it)?, then: inverse, otherwise: body })
            }
            _ => Err(format!("the block `{name}` is not known here in this form")),
        }
    }

    fn partial(&self, partial: &DecoratorTemplate) -> Result<Node, Failure> {
        if !partial.params.is_empty() {
            return Err(format!("a partial with parameters: {:?}", partial.name));
        }
        let name = match &partial.name {
            Parameter::Subexpression(looked) => match looked.params().map(Vec::as_slice) {
                Some([this, Parameter::Literal(Value::String(key))])
                    if looked.name() == "lookup" =>
                {
                    let mut path = path(this)?;
                    path.keys.push(key.as_str().into());
                    PartialName::Looked(path)
                }
                _ => return Err("only `lookup` names a partial".to_owned()),
            },
            name => {
                let name = name_of(name)?;
                let number = self.numbers.get(name);
                PartialName::Fixed(*number.ok_or_else(|| format!("no template `{name}`"))?)
            }
        };
        let mut named = Vec::new();
        for (key, value) in &partial.hash {
            let value = match value {
                Parameter::Literal(value) => Named::Constant(value.clone()),
                value => Named::Path(path(value)?),
            };
            named.push((key.as_str().into(), value));
        }
        let indent = partial.indent.as_deref().unwrap_or_default().into();
        Ok(Node::Partial { name, named, indent })
    }

    /// Fills in the template `name` with `view`.
    pub(super) fn render(&self, name: &str, view: &Value) -> Result<String, Failure> {
        let number = self.numbers.get(name).ok_or_else(|| format!("no template `{name}`"))?;
        let mut out = String::with_capacity(16 * 1024);
        let scope = Scope { root: view, this: view, named: &[], first: false, outer: None };
        self.fill(&self.bodies[*number], &scope, &mut out)
            .map_err(|failure| format!("{name}: {failure}"))?;
        Ok(out)
    }

    fn fill(&self, nodes: &[Node], scope: &Scope<'_>, out: &mut String) -> Result<(), Failure> {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Value(path) => match scope.get(path) {
                    Some(Value::String(text)) => out.push_str(text),
                    Some(Value::Number(number)) => {
                        let _ = write!(out, "{number}");
                    }
                    Some(Value::Bool(value)) => {
                        let _ = write!(out, "{value}");
                    }
                    // An option that is not there.
                    Some(Value::Null) => {}
                    Some(other) => return Err(format!("`{}` is no text: {other}", path.shown())),
                    None => return Err(format!("`{}` is missing", path.shown())),
                },
                Node::If { condition, then, otherwise } => {
                    let nodes = if is_truthy(scope.get(condition)) { then } else { otherwise };
                    self.fill(nodes, scope, out)?;
                }
                Node::Each { list, body } => {
                    let Some(Value::Array(items)) = scope.get(list) else {
                        return Err(format!("`{}` is no list", list.shown()));
                    };
                    for (index, this) in items.iter().enumerate() {
                        let inner = Scope { this, first: index == 0, ..scope.inner() };
                        self.fill(body, &inner, out)?;
                    }
                }
                Node::Doc(body) => {
                    let mut text = String::new();
                    self.fill(body, scope, &mut text)?;
                    out.push_str(layout::doc(&text, "").trim_end());
                }
                Node::Partial { name, named, indent } => {
                    let number = match name {
                        PartialName::Fixed(number) => *number,
                        PartialName::Looked(path) => match scope.get(path) {
                            Some(Value::String(name)) => *self
                                .numbers
                                .get(name.as_str())
                                .ok_or_else(|| format!("no template `{name}`"))?,
                            _ => return Err(format!("`{}` names no template", path.shown())),
                        },
                    };
                    let mut values = Vec::with_capacity(named.len());
                    for (key, value) in named {
                        let value = match value {
                            Named::Constant(value) => Some(value),
                            Named::Path(path) => scope.get(path),
                        };
                        values.push((&**key, value.unwrap_or(&Value::Null)));
                    }
                    let inner = Scope { named: &values, ..scope.inner() };
                    let start = out.len();
                    self.fill(&self.bodies[number], &inner, out)?;
                    if !indent.is_empty() {
                        let lines = out.split_off(start);
                        push_indented(&lines, indent, out);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Adds a text with `indent` before each line that is not empty and begins in it.
fn push_indented(text: &str, indent: &str, out: &mut String) {
    for line in text.split_inclusive('\n') {
        if line != "\n" && (out.is_empty() || out.ends_with('\n')) {
            out.push_str(indent);
        }
        out.push_str(line);
    }
}

fn name_of(parameter: &Parameter) -> Result<&str, Failure> {
    match parameter {
        Parameter::Name(name) => Ok(name),
        Parameter::Path(HandlebarsPath::Relative((_, raw))) => Ok(raw),
        other => Err(format!("no name: {other:?}")),
    }
}

fn path(parameter: &Parameter) -> Result<Path, Failure> {
    let raw = match parameter {
        Parameter::Path(HandlebarsPath::Local((0, name, _))) if name == "first" => {
            return Ok(Path { start: Start::First, keys: Vec::new() });
        }
        parameter => name_of(parameter)?,
    };
    let (start, rest) = match raw {
        "this" => (Start::This, ""),
        raw => match raw.strip_prefix("@root.") {
            Some(rest) => (Start::Root, rest),
            None => (Start::This, raw.strip_prefix("this.").unwrap_or(raw)),
        },
    };
    let is_word = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let keys: Vec<Box<str>> =
        rest.split('.').filter(|key| !key.is_empty()).map(Into::into).collect();
    if keys.iter().all(|key| is_word(key)) {
        Ok(Path { start, keys })
    } else {
        Err(format!("the path `{raw}` is not known here"))
    }
}

impl Path {
    fn shown(&self) -> String {
        let start = match self.start {
            Start::Root => "@root",
            Start::This => "this",
            Start::First => "@first",
        };
        [start].into_iter().chain(self.keys.iter().map(|key| &**key)).collect::<Vec<_>>().join(".")
    }
}

/// What the names in a part of a template stand for.
#[derive(Clone, Copy)]
struct Scope<'v> {
    root: &'v Value,
    this: &'v Value,
    /// What the partial was given by name. It holds in the blocks of the partial too.
    named: &'v [(&'v str, &'v Value)],
    first: bool,
    outer: Option<&'v Scope<'v>>,
}

static TRUE: Value = Value::Bool(true);
static FALSE: Value = Value::Bool(false);

/// Whether a condition holds for a value.
fn is_truthy(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(value)) => *value,
        Some(Value::Number(number)) => number.as_f64().is_some_and(f64::is_normal),
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(map)) => !map.is_empty(),
        Some(Value::Null) | None => false,
    }
}

impl<'v> Scope<'v> {
    /// One inside of this, with the same meaning.
    fn inner(&self) -> Scope<'_> {
        Scope { outer: Some(self), named: &[], ..*self }
    }

    /// The value at a path; `None` where there is none.
    fn get(&self, path: &Path) -> Option<&Value> {
        let (value, keys) = match (&path.start, path.keys.split_first()) {
            (Start::First, _) => return Some(if self.first { &TRUE } else { &FALSE }),
            (Start::Root, _) => (self.root, path.keys.as_slice()),
            (Start::This, None) => (self.this, path.keys.as_slice()),
            (Start::This, Some((key, rest))) => {
                (self.named(key).or_else(|| self.this.get(&**key))?, rest)
            }
        };
        keys.iter().try_fold(value, |value, key| value.get(&**key))
    }

    fn named(&self, key: &str) -> Option<&Value> {
        let own = self.named.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        own.or_else(|| self.outer?.named(key))
    }
}
