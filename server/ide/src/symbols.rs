//! What a file holds, and what a project holds, by names.

use crate::Snapshot;
use crate::names::Role;
use pgwright_problem::{Location, Span};
use pgwright_schema::model::History;
use pgwright_schema::replay::{Mention, Object};
use pgwright_schema::statement::{Located, Statement};

/// Something in a file, with what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name; of a statement without one, its first words.
    pub name: String,
    /// A few words beside it.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The whole of it.
    pub span: Span,
    /// Its name.
    pub selection: Span,
    /// What is in it.
    pub children: Vec<Symbol>,
}

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A table or view.
    Table,
    /// A column or attribute.
    Column,
    /// A constraint or an index.
    Key,
    /// A type.
    Type,
    /// A label of an enum.
    Label,
    /// A function.
    Function,
    /// A schema.
    Schema,
    /// A sequence.
    Sequence,
    /// A generated repository.
    Repository,
    /// A statement that names nothing of these.
    Statement,
    /// A key of the configuration with a value.
    Setting,
    /// A block of the configuration.
    Block,
}

/// Something in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// What holds it: the schema, the table, the file.
    pub container: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where it is made.
    pub location: Location,
}

/// No answer lists more of a project: nobody reads on.
const MOST: usize = 256;

impl Snapshot {
    /// What the file `path` holds: of a migration the objects that its statements are about, with
    /// the parts that each names; of the configuration its keys. Of Go nothing: gopls answers.
    pub fn symbols(&self, path: &str) -> Vec<Symbol> {
        match self.role(path) {
            Role::Step(step) => {
                let Some(file) = self.file(path) else { return Vec::new() };
                let mentions = self.mentions(path);
                let statements = self.replay.steps.get(step).map(|it| &it.step.parsed.statements);
                let statements = statements.into_iter().flatten();
                statements.map(|it| of_statement(it, &file.text, &mentions)).collect()
            }
            Role::Configuration => self.document.outline().into_iter().map(of_key).collect(),
            _ => Vec::new(),
        }
    }

    /// What the project holds under names that have the letters of `query` in their order: tables,
    /// columns, types and repositories, the best matches first.
    pub fn find_symbols(&self, query: &str) -> Vec<Found> {
        let mut found: Vec<(u32, Found)> = Vec::new();
        let model = self.model();
        let mut add = |name: &str, container: &dyn Fn() -> String, kind, at: Option<&Location>| {
            if let (Some(rank), Some(location)) = (rank(query, name), at) {
                let container = container();
                let location = location.clone();
                found.push((rank, Found { name: name.to_owned(), container, kind, location }));
            }
        };
        fn made(history: Option<&History>) -> Option<&Location> {
            history.map(|it| &it.made)
        }
        for relation in model.relations.values() {
            let schema = || model.schema_name(relation.schema).to_owned();
            let at = made(relation.history.as_ref());
            add(&relation.name, &schema, SymbolKind::Table, at);
            let table = || format!("{}.{}", model.schema_name(relation.schema), relation.name);
            for column in &relation.columns {
                add(&column.name, &table, SymbolKind::Column, made(column.history.as_ref()));
            }
        }
        for user_type in model.types.values() {
            let schema = || model.schema_name(user_type.schema).to_owned();
            add(&user_type.name, &schema, SymbolKind::Type, made(user_type.history.as_ref()));
        }
        for file in self.expected.files.iter().filter(|it| it.path.ends_with("_repository.go")) {
            let Some(actual) = self.output_file(&file.path) else { continue };
            let declared = actual.text.match_indices("\ntype ").find_map(|(at, _)| {
                let rest = actual.text.get(at + 6..)?;
                let name = rest.split_whitespace().next()?;
                name.ends_with("Repository").then(|| {
                    let start = (at + 6) as u32;
                    (name, Span::new(start, start + name.len() as u32))
                })
            });
            if let Some((name, span)) = declared {
                let location = Location::new(&actual.path, span);
                let folder = || actual.path.to_string();
                add(name, &folder, SymbolKind::Repository, Some(&location));
            }
        }
        found.sort_by(|(a, one), (b, other)| {
            (a, &one.name, &one.container).cmp(&(b, &other.name, &other.container))
        });
        found.truncate(MOST);
        found.into_iter().map(|(_, found)| found).collect()
    }
}

/// How well a name matches: the less the better. `None`: it does not have the letters of the query
/// in their order.
fn rank(query: &str, name: &str) -> Option<u32> {
    let (query, lower) = (query.to_lowercase(), name.to_lowercase());
    if lower == query {
        return Some(0);
    }
    if lower.starts_with(&query) {
        return Some(1);
    }
    if lower.contains(&query) {
        return Some(2);
    }
    let mut letters = lower.chars();
    let wanted = query.chars().filter(|c| !c.is_whitespace());
    wanted.into_iter().all(|c| letters.any(|own| own == c)).then_some(3)
}

fn of_key(key: pgwright_config::Outline) -> Symbol {
    let children: Vec<Symbol> = key.children.into_iter().map(of_key).collect();
    Symbol {
        name: key.name,
        detail: key.value,
        kind: if children.is_empty() { SymbolKind::Setting } else { SymbolKind::Block },
        span: key.span,
        selection: key.key,
        children,
    }
}

/// A statement, under the first name in it, with the parts that it names behind that.
fn of_statement(located: &Located, text: &str, mentions: &[Mention]) -> Symbol {
    let span = located.span;
    let from = mentions.partition_point(|it| it.span.start < span.start);
    let inside = mentions.get(from..).unwrap_or_default();
    let inside: Vec<&Mention> = inside.iter().take_while(|it| it.span.end <= span.end).collect();
    let first = inside.iter().find(|it| !matches!(it.object, Object::Schema(_))).or(inside.first());
    let verb = verb(text.get(span.range()).unwrap_or_default());
    let Some(first) = first else {
        let kind = SymbolKind::Statement;
        // What is half typed is not in the model, but it may have a name.
        let named = match &located.statement {
            Statement::Broken { names, .. } => names.first().map(|it| it.name.span),
            _ => None,
        };
        let selection = named.unwrap_or(span);
        let (name, detail) = match named.and_then(|it| text.get(it.range())) {
            Some(name) => (name.to_owned(), verb),
            None => (verb, String::new()),
        };
        return Symbol { name, detail, kind, span, selection, children: Vec::new() };
    };
    let children: Vec<Symbol> = inside
        .iter()
        .filter(|it| it.names && it.span != first.span)
        .map(|it| {
            let name = text.get(it.span.range()).unwrap_or_default().to_owned();
            let kind = kind(&it.object);
            let (span, selection) = (it.span, it.span);
            Symbol { name, detail: String::new(), kind, span, selection, children: Vec::new() }
        })
        .collect();
    let name = text.get(first.span.range()).unwrap_or_default().to_owned();
    let kind = match located.statement {
        Statement::Nothing => SymbolKind::Statement,
        _ => kind(&first.object),
    };
    Symbol { name, detail: verb, kind, span, selection: first.span, children }
}

fn kind(object: &Object) -> SymbolKind {
    match object {
        Object::Schema(_) => SymbolKind::Schema,
        Object::Relation(_) => SymbolKind::Table,
        Object::Column(..) | Object::Attribute(..) => SymbolKind::Column,
        Object::Constraint(..) | Object::Index(..) => SymbolKind::Key,
        Object::Sequence(_) => SymbolKind::Sequence,
        Object::Type(_) => SymbolKind::Type,
        Object::Label(..) => SymbolKind::Label,
        Object::Function(_) => SymbolKind::Function,
    }
}

/// The first two words of a statement.
fn verb(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphabetic() && c != '_')
        .filter(|word| !word.is_empty())
        .take(2)
        .map(str::to_ascii_uppercase)
        .collect();
    let words = words.join(" ");
    if words.is_empty() { "statement".to_owned() } else { words }
}
