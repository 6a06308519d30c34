//! The templates of the folder `templates`, and how they are filled in.
//!
//! Handlebars reads them when pgwright is built (`build.rs`); what it read stands here as constants
//! of the few kinds of [`Node`] that our templates are made of. So nothing is read at the start of
//! the program, and filling one in copies nothing but text. The tests hold it against Handlebars'
//! own evaluation.

use super::Failure;
use crate::layout;
use crate::view::View;
use std::fmt::Write;

/// By their names, which are their paths without the ending.
const TEMPLATES: &[Template] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

struct Template {
    name: &'static str,
    /// As Handlebars reads it: the tests hold what is made of it against Handlebars' own.
    #[cfg(test)]
    source: &'static str,
    nodes: &'static [Node],
}

/// A part of a template.
enum Node {
    /// Stands as it is.
    Text(&'static str),
    /// `{{path}}`: a text, a number or a boolean.
    Value(Path),
    /// `{{#if path}}…{{else}}…{{/if}}`, and `unless` with the sides changed.
    If { condition: Path, then: &'static [Node], otherwise: &'static [Node] },
    /// `{{#each path}}…{{/each}}` over an array.
    Each { list: Path, body: &'static [Node] },
    /// `{{#doc}}…{{/doc}}`: a doc comment, without the last line's end.
    Doc(&'static [Node]),
    /// `{{> name key="text" key=path}}`; what stands before it on its line goes before all others.
    Partial { name: PartialName, named: &'static [(&'static str, Named)], indent: &'static str },
}

enum PartialName {
    /// By its place in [`TEMPLATES`].
    Fixed(usize),
    /// `{{> (lookup this "key")}}`
    Looked(Path),
}

enum Named {
    Text(&'static str),
    Path(Path),
}

/// Where a value is.
struct Path {
    start: Start,
    keys: &'static [&'static str],
}

enum Start {
    /// What the template as a whole was given: `@root`.
    Root,
    /// What the block or partial is about.
    This,
    /// `@first`: whether it is the first step of the innermost list.
    First,
}

/// Fills in a template.
pub(super) fn render(name: &str, view: &View) -> Result<String, Failure> {
    let mut out = String::with_capacity(16 * 1024);
    let scope = Scope { root: view, this: view, named: &[], first: false, outer: None };
    fill(named(name)?.nodes, &scope, &mut out).map_err(|failure| format!("{name}: {failure}"))?;
    #[cfg(test)]
    tests::handlebars_says_the_same(name, view, &out);
    Ok(out)
}

fn named(name: &str) -> Result<&'static Template, Failure> {
    let found = TEMPLATES.binary_search_by_key(&name, |template| template.name);
    found.map(|at| &TEMPLATES[at]).map_err(|_| format!("there is no template `{name}`"))
}

fn fill(nodes: &[Node], scope: &Scope<'_>, out: &mut String) -> Result<(), Failure> {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Value(path) => match scope.get(path) {
                Some(View::Text(text)) => out.push_str(text),
                Some(View::Number(number)) => {
                    let _ = write!(out, "{number}");
                }
                Some(View::Bool(value)) => {
                    let _ = write!(out, "{value}");
                }
                // An option that is not there.
                Some(View::Null) => {}
                Some(other) => return Err(format!("`{}` is no text: {other:?}", path.shown())),
                None => return Err(format!("`{}` is missing", path.shown())),
            },
            Node::If { condition, then, otherwise } => {
                let nodes =
                    if scope.get(condition).is_some_and(View::holds) { then } else { otherwise };
                fill(nodes, scope, out)?;
            }
            Node::Each { list, body } => {
                let Some(View::List(items)) = scope.get(list) else {
                    return Err(format!("`{}` is no list", list.shown()));
                };
                for (index, this) in items.iter().enumerate() {
                    fill(body, &Scope { this, first: index == 0, ..scope.inner() }, out)?;
                }
            }
            Node::Doc(body) => {
                let mut text = String::new();
                fill(body, scope, &mut text)?;
                out.push_str(layout::doc(&text, "").trim_end());
            }
            Node::Partial { name, named, indent } => {
                let start = out.len();
                partial(name, named, scope, out)?;
                if !indent.is_empty() {
                    let lines = out.split_off(start);
                    push_indented(&lines, indent, out);
                }
            }
        }
    }
    Ok(())
}

fn partial(
    name: &PartialName,
    given: &[(&'static str, Named)],
    scope: &Scope<'_>,
    out: &mut String,
) -> Result<(), Failure> {
    let template = match name {
        PartialName::Fixed(number) => &TEMPLATES[*number],
        PartialName::Looked(path) => match scope.get(path) {
            Some(View::Text(name)) => named(name)?,
            _ => return Err(format!("`{}` names no template", path.shown())),
        },
    };
    let texts: Vec<View> = given
        .iter()
        .map(|(_, value)| match value {
            Named::Text(text) => View::from(*text),
            Named::Path(_) => View::Null,
        })
        .collect();
    let values: Vec<(&str, &View)> = given
        .iter()
        .zip(&texts)
        .map(|((key, value), text)| match value {
            Named::Text(_) => (*key, text),
            Named::Path(path) => (*key, scope.get(path).unwrap_or(text)),
        })
        .collect();
    fill(template.nodes, &Scope { named: &values, ..scope.inner() }, out)
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

impl Path {
    fn shown(&self) -> String {
        let start = match self.start {
            Start::Root => "@root",
            Start::This => "this",
            Start::First => "@first",
        };
        [&[start], self.keys].concat().join(".")
    }
}

/// What the names in a part of a template stand for.
#[derive(Clone, Copy)]
struct Scope<'v> {
    root: &'v View,
    this: &'v View,
    /// What the partial was given by name. It holds in the blocks of the partial too.
    named: &'v [(&'v str, &'v View)],
    first: bool,
    outer: Option<&'v Scope<'v>>,
}

static TRUE: View = View::Bool(true);
static FALSE: View = View::Bool(false);

impl<'v> Scope<'v> {
    /// One inside of this, with the same meaning.
    fn inner(&self) -> Scope<'_> {
        Scope { outer: Some(self), named: &[], ..*self }
    }

    /// The value at a path; `None` where there is none.
    fn get(&self, path: &Path) -> Option<&View> {
        let (value, keys) = match (&path.start, path.keys.split_first()) {
            (Start::First, _) => return Some(if self.first { &TRUE } else { &FALSE }),
            (Start::Root, _) => (self.root, path.keys),
            (Start::This, None) => (self.this, path.keys),
            (Start::This, Some((key, rest))) => {
                (self.named(key).or_else(|| self.this.get(key))?, rest)
            }
        };
        keys.iter().try_fold(value, |value, key| value.get(key))
    }

    fn named(&self, key: &str) -> Option<&View> {
        let own = self.named.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        own.or_else(|| self.outer?.named(key))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::layout;
    use handlebars::{
        Context, Handlebars, Helper, HelperResult, Output, RenderContext, Renderable, StringOutput,
        no_escape,
    };
    use pgwright_config::Document;
    use pgwright_problem::TextFile;
    use pgwright_schema::replay::{Step, replay};
    use serde_json::Value;
    use std::cell::Cell;
    use std::path::Path;
    use std::sync::{Arc, LazyLock};

    thread_local! {
        /// How many texts were held against each other on this thread.
        static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    static HANDLEBARS: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        handlebars.register_escape_fn(no_escape);
        handlebars.register_helper("doc", Box::new(doc));
        for template in TEMPLATES {
            handlebars.register_template_string(template.name, template.source).unwrap();
        }
        handlebars
    });

    fn doc<'reg, 'rc>(
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let mut text = StringOutput::new();
        helper.template().unwrap().render(registry, context, render, &mut text)?;
        Ok(out.write(layout::doc(&text.into_string()?, "").trim_end())?)
    }

    fn json(view: &View) -> Value {
        match view {
            View::Null => Value::Null,
            View::Bool(value) => (*value).into(),
            View::Number(number) => (*number).into(),
            View::Text(text) => text.as_str().into(),
            View::List(items) => items.iter().map(json).collect(),
            View::Map(entries) => {
                entries.iter().map(|(name, value)| ((*name).to_owned(), json(value))).collect()
            }
        }
    }

    pub(super) fn handlebars_says_the_same(name: &str, view: &View, text: &str) {
        COMPARED.set(COMPARED.get() + 1);
        assert_eq!(HANDLEBARS.render(name, &json(view)).unwrap(), text, "{name}");
    }

    #[test]
    fn all_files_of_a_project_are_filled_in_as_handlebars_does() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/projects/bookshop");
        let read = |path: &Path| {
            TextFile::new(
                path.strip_prefix(&folder).unwrap().to_str().unwrap(),
                std::fs::read_to_string(path).unwrap(),
            )
        };
        let entries = std::fs::read_dir(folder.join("migrations")).unwrap();
        let mut files: Vec<TextFile> = entries.map(|entry| read(&entry.unwrap().path())).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let order = pgwright_schema::migrations::order("migrations", &files, &Default::default());
        let steps = order.migrations.iter().map(|migration| Step {
            path: migration.path.clone(),
            parsed: Arc::new(pgwright_schema::parse(&migration.text, &migration.up)),
        });
        let model = replay(&steps.collect::<Vec<_>>(), 15, None).model();
        let configuration = read(&folder.join("pgwright.yaml"));
        let document = Document::parse(&configuration.path, &configuration.text);
        // On one thread, where they are counted.
        let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let compared = threads.install(|| {
            let files = crate::generate(&model, &document, &[]).files;
            assert!(files.len() > 60);
            COMPARED.get()
        });
        assert!(compared > 60, "{compared}");
    }
}
