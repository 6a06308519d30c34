//! The tables, columns, types and schemas that `pgwright.yaml` names.

use crate::Snapshot;
use pgwright_config::SortKey;
use pgwright_problem::Span;
use pgwright_schema::model::{Relation, quote_identifier};
use pgwright_schema::replay::{Mention, Object};
use std::sync::Arc;

/// The names in the configuration that stand for something in the model as it is now.
pub(super) fn mentions(snapshot: &Snapshot) -> Vec<Mention> {
    let mut names = Names { snapshot, found: Vec::new() };
    names.schemas();
    names.tables();
    names.overrides();
    let mut found = names.found;
    found.sort_by_key(|mention| mention.span);
    found.dedup_by_key(|mention| mention.span);
    found
}

/// The table that a text such as `users` or `billing.invoices` names.
pub(crate) fn table<'a>(snapshot: &'a Snapshot, text: &str) -> Option<&'a Arc<Relation>> {
    let first = snapshot.document.config.first_schema();
    let (schema, name) = text.split_once('.').unwrap_or((first, text));
    snapshot.model().relation_named(schema, name)
}

struct Names<'a> {
    snapshot: &'a Snapshot,
    found: Vec<Mention>,
}

impl Names<'_> {
    fn add(&mut self, span: Span, object: Object) {
        self.found.push(Mention { span, object, names: false });
    }

    /// The value at a path, without the quotes around it.
    fn value(&self, path: &[&str]) -> Option<(Span, &str)> {
        let span = self.snapshot.document.value_span(path)?;
        let text = self.snapshot.texts.configuration.text.get(span.range())?;
        let quoted = text.len() >= 2
            && ['"', '\''].iter().any(|quote| text.starts_with(*quote) && text.ends_with(*quote));
        match quoted {
            true => {
                let span = Span::new(span.start + 1, span.end - 1);
                Some((span, text.get(1..text.len() - 1)?))
            }
            false => Some((span, text)),
        }
    }

    fn schemas(&mut self) {
        let mut paths = vec![vec!["database".to_owned(), "schema".to_owned()]];
        for at in 0..self.snapshot.document.config.database.schemas.len() {
            paths.push(vec!["database".into(), "schemas".into(), at.to_string()]);
        }
        for path in paths {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let Some((span, text)) = self.value(&path) else { continue };
            if let Some(schema) = self.snapshot.model().schema_named(text) {
                self.add(span, Object::Schema(schema.id));
            }
        }
    }

    fn tables(&mut self) {
        let document = &self.snapshot.document;
        for entry in &document.config.tables {
            let pattern = entry.pattern.as_str();
            let Some(relation) = table(self.snapshot, pattern) else { continue };
            let Some(span) = document.key_span(&["tables", pattern]) else { continue };
            self.add(span, Object::Relation(relation.id));
            for column in &entry.columns {
                let path = ["tables", pattern, "columns", &column.column];
                let known = relation.column_named(&column.column);
                if let (Some(span), Some(column)) = (document.key_span(&path), known) {
                    self.add(span, Object::Column(relation.id, column.id));
                }
            }
            for at in 0..entry.pagination.order_by.as_ref().map_or(0, Vec::len) {
                let path = ["tables", pattern, "pagination", "order_by", &at.to_string()];
                let Some((span, text)) = self.value(&path) else { continue };
                let Some(key) = SortKey::parse(text).ok() else { continue };
                let start = span.start + (text.len() - text.trim_start().len()) as u32;
                let written = [key.column.clone(), quote_identifier(&key.column)];
                let Some(written) = written.iter().find(|it| text.trim_start().starts_with(&**it))
                else {
                    continue;
                };
                if let Some(column) = relation.column_named(&key.column) {
                    let span = Span::new(start, start + written.len() as u32);
                    self.add(span, Object::Column(relation.id, column.id));
                }
            }
        }
    }

    fn overrides(&mut self) {
        let document = Arc::clone(&self.snapshot.document);
        let mut at = 0;
        while document.value_span(&["types", "overrides", &at.to_string()]).is_some() {
            let number = at.to_string();
            at += 1;
            let path = |key| ["types", "overrides", &number, key];
            if let Some((span, text)) = self.value(&path("column")) {
                let Some((of, name)) = text.rsplit_once('.') else { continue };
                let Some(relation) = table(self.snapshot, of) else { continue };
                let table = Span::new(span.start, span.start + of.len() as u32);
                let column = Span::new(table.end + 1, span.end);
                let known = relation.column_named(name).map(|column| column.id);
                self.add(table, Object::Relation(relation.id));
                if let Some(known) = known {
                    self.add(column, Object::Column(relation.id, known));
                }
            } else if let Some((span, text)) = self.value(&path("postgres")) {
                let model = self.snapshot.model();
                let (schema, name) = text.split_once('.').unwrap_or(("public", text));
                let named = model
                    .types
                    .values()
                    .find(|it| *it.name == *name && model.schema_name(it.schema) == schema);
                if let Some(named) = named {
                    self.add(span, Object::Type(named.id));
                }
            }
        }
    }
}
