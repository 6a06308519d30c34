//! Reads the folder `templates` and writes it down as the constants of `src/render/template.rs`.
//!
//! Handlebars reads the templates (its grammar, its rules for white space). A template that is not
//! well-formed, or that has something in it that is not known here, is an error of the build.

use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path as HandlebarsPath, Template};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

type Result<T> = std::result::Result<T, String>;

fn main() {
    let own = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).to_owned();
    // A link to the folder, which a package has the files of. A checkout may not make links.
    let linked = own.join("templates");
    let folder = if linked.is_dir() { linked } else { own.join("../../templates") };
    let folder = folder.canonicalize().unwrap_or(folder);
    println!("cargo::rerun-if-changed={}", folder.display());
    let written = constants(&folder).and_then(|text| {
        let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
        fs::write(Path::new(&out).join("templates.rs"), text).map_err(|error| error.to_string())
    });
    if let Err(error) = written {
        println!("cargo::error={error}");
    }
}

fn constants(folder: &Path) -> Result<String> {
    let mut texts = BTreeMap::new();
    read(folder, folder, &mut texts)?;
    let names: Vec<&str> = texts.keys().map(String::as_str).collect();
    let mut out = "&[\n".to_owned();
    for (name, text) in &texts {
        let nodes = Template::compile(text)
            .map_err(|error| error.to_string())
            .and_then(|template| Names(&names).nodes(&template))
            .map_err(|error| format!("templates/{name}.hbs: {error}"))?;
        let _ = writeln!(
            out,
            "Template {{ name: {name:?}, #[cfg(test)] source: {text:?}, nodes: {nodes} }},"
        );
    }
    out.push(']');
    Ok(out)
}

/// Reads the templates of a folder by their names, which are their paths without the ending.
fn read(root: &Path, folder: &Path, texts: &mut BTreeMap<String, String>) -> Result<()> {
    let shown = |error: std::io::Error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(shown)? {
        let path = entry.map_err(shown)?.path();
        if path.is_dir() {
            read(root, &path, texts)?;
        } else if path.extension().is_some_and(|ending| ending == "hbs") {
            let name = path.strip_prefix(root).unwrap_or(&path).with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).map_err(shown)?.replace("\r\n", "\n");
            // What stands inside of another template ends where that goes on.
            let inner =
                name.starts_with("repository/methods/") || name.starts_with("advanced/attempt");
            let text = if inner { text.trim_end_matches('\n').to_owned() } else { text };
            texts.insert(name, text);
        }
    }
    Ok(())
}

/// The names of all templates, in order.
struct Names<'a>(&'a [&'a str]);

impl Names<'_> {
    /// The elements of a template as an expression.
    fn nodes(&self, template: &Template) -> Result<String> {
        let mut out = "&[".to_owned();
        for element in &template.elements {
            let node = match element {
                TemplateElement::RawString(text) => format!("Node::Text({text:?})"),
                TemplateElement::Comment(_) => continue,
                TemplateElement::Expression(expression) if expression.params.is_empty() => {
                    format!("Node::Value({})", path(&expression.name, None)?)
                }
                TemplateElement::HelperBlock(block) => self.block(block)?,
                TemplateElement::PartialExpression(partial) => self.partial(partial)?,
                other => return Err(format!("not known here: {other:?}")),
            };
            out.push_str(&node);
            out.push_str(", ");
        }
        out.push(']');
        Ok(out)
    }

    fn block(&self, block: &HelperTemplate) -> Result<String> {
        let inside = |template: &Option<Template>| match template {
            Some(template) => self.nodes(template),
            None => Ok("&[]".to_owned()),
        };
        let (body, inverse) = (inside(&block.template)?, inside(&block.inverse)?);
        let branches = |it: &Parameter, then: &str, otherwise: &str| {
            let condition = path(it, None)?;
            Ok(format!(
                "Node::If {{ condition: {condition}, then: {then}, otherwise: {otherwise} }}"
            ))
        };
        match (name(&block.name)?, block.params.as_slice()) {
            ("doc", []) if block.inverse.is_none() => Ok(format!("Node::Doc({body})")),
            ("each", [list]) if block.inverse.is_none() => {
                Ok(format!("Node::Each {{ list: {}, body: {body} }}", path(list, None)?))
            }
            ("if", [it]) => branches(it, &body, &inverse),
            ("unless", [it]) => branches(it, &inverse, &body),
            (name, _) => Err(format!("the block `{name}` is not known here in this form")),
        }
    }

    fn partial(&self, partial: &DecoratorTemplate) -> Result<String> {
        if !partial.params.is_empty() {
            return Err(format!("a partial with parameters: {:?}", partial.name));
        }
        let partial_name = match &partial.name {
            Parameter::Subexpression(looked) => match looked.params().map(Vec::as_slice) {
                Some([this, Parameter::Literal(Value::String(key))])
                    if looked.name() == "lookup" =>
                {
                    format!("PartialName::Looked({})", path(this, Some(key))?)
                }
                _ => return Err("only `lookup` names a partial".to_owned()),
            },
            parameter => {
                let name = name(parameter)?;
                let number = self.0.binary_search(&name);
                let number = number.map_err(|_| format!("there is no template `{name}`"))?;
                format!("PartialName::Fixed({number})")
            }
        };
        let mut named = String::new();
        for (key, value) in partial.hash.iter().collect::<BTreeMap<_, _>>() {
            let value = match value {
                Parameter::Literal(Value::String(text)) => format!("Named::Text({text:?})"),
                value => format!("Named::Path({})", path(value, None)?),
            };
            let _ = write!(named, "({key:?}, {value}), ");
        }
        let indent = partial.indent.as_deref().unwrap_or_default();
        Ok(format!(
            "Node::Partial {{ name: {partial_name}, named: &[{named}], indent: {indent:?} }}"
        ))
    }
}

fn name(parameter: &Parameter) -> Result<&str> {
    match parameter {
        Parameter::Name(name) => Ok(name),
        Parameter::Path(HandlebarsPath::Relative((_, raw))) => Ok(raw),
        other => Err(format!("not known here: {other:?}")),
    }
}

/// A path as an expression; `key` follows what the parameter says.
fn path(parameter: &Parameter, key: Option<&str>) -> Result<String> {
    let raw = match parameter {
        Parameter::Path(HandlebarsPath::Local((0, name, _))) if name == "first" => "@first",
        parameter => name(parameter)?,
    };
    let (start, rest) = match raw {
        "@first" => ("First", ""),
        "this" | "." => ("This", ""),
        raw => match raw.strip_prefix("@root.") {
            Some(rest) => ("Root", rest),
            None => ("This", raw.strip_prefix("this.").unwrap_or(raw)),
        },
    };
    let keys: Vec<&str> = rest.split('.').chain(key).filter(|key| !key.is_empty()).collect();
    let is_word = |key: &&str| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if keys.iter().all(is_word) {
        Ok(format!("Path {{ start: Start::{start}, keys: &{keys:?} }}"))
    } else {
        Err(format!("the path `{raw}` is not known here"))
    }
}
