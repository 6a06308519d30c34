//! A table for which nothing is to be generated, and one for which something is to be again.

use crate::Snapshot;
use crate::action::Action;
use pgwright_config::{Config, TablePattern, append, remove, set};
use pgwright_problem::Span;
use pgwright_schema::model::Relation;

/// What is offered at the statement that makes a table, or at its entry in the configuration.
pub(super) fn offers(snapshot: &Snapshot, path: &str, span: Span) -> Vec<Action> {
    let Some(relation) = at(snapshot, path, span) else { return Vec::new() };
    let config = &snapshot.document.config;
    let schema = snapshot.model().schema_name(relation.schema);
    let key = key_of(config, schema, &relation.name);
    let is_ours = config.database.schemas.iter().any(|it| it == schema);
    let offer = if !is_ours {
        include_schema(snapshot, schema, &key)
    } else if config.table(schema, &relation.name).exclude {
        include(snapshot, schema, relation, &key)
    } else if snapshot.expected.files.iter().any(|file| file.relation == Some(relation.id)) {
        let text = &snapshot.texts.configuration.text;
        let edit = set(text, &["tables", &key, "exclude"], true);
        snapshot.configure(format!("Generate nothing for {key} any more"), None, edit)
    } else {
        None
    };
    offer.into_iter().collect()
}

/// Generates for a table that an entry of `tables` excludes.
fn include(snapshot: &Snapshot, schema: &str, relation: &Relation, key: &str) -> Option<Action> {
    let config = &snapshot.document.config;
    let text = &snapshot.texts.configuration.text;
    let mut excluding =
        config.entries_of(schema, &relation.name).filter(|entry| entry.exclude == Some(true));
    // Its own entry is freed of the word; what a glob says of others stays.
    let own = excluding.any(|entry| entry.pattern.as_str() == key);
    let others = config
        .entries_of(schema, &relation.name)
        .any(|entry| entry.pattern.as_str() != key && entry.exclude == Some(true));
    let edit = match own && !others {
        true => remove(text, &["tables", key, "exclude"]),
        false => set(text, &["tables", key, "exclude"], false),
    };
    snapshot.configure(format!("Generate a repository for {key}"), None, edit)
}

/// Generates for the tables of a schema that the configuration does not name.
fn include_schema(snapshot: &Snapshot, schema: &str, key: &str) -> Option<Action> {
    let config = &snapshot.document.config;
    let text = &snapshot.texts.configuration.text;
    let edit = match snapshot.document.key_span(&["database", "schemas"]) {
        Some(_) => append(text, &["database", "schemas"], schema),
        // The one schema becomes the first of several.
        None => {
            let mut schemas: Vec<&str> =
                config.database.schemas.iter().map(String::as_str).collect();
            schemas.push(schema);
            let with = match snapshot.document.key_span(&["database", "schema"]) {
                Some(_) => remove(text, &["database", "schema"]).ok()?.apply(text),
                None => text.to_string(),
            };
            let with = set(&with, &["database", "schemas"], schemas).ok()?.apply(&with);
            let span = Span::new(0, text.len() as u32);
            Ok(pgwright_config::Edit { span, text: with })
        }
    };
    snapshot.configure(format!("Generate for the schema {schema}, as for {key}"), None, edit)
}

/// The key of `tables` for a table.
pub(super) fn key_of(config: &Config, schema: &str, name: &str) -> String {
    let own = config.entries_of(schema, name).map(|entry| &entry.pattern);
    let own = own.filter(|pattern| pattern.is_name()).max_by_key(|it| it.exactness());
    match own.map(TablePattern::as_str) {
        Some(key) => key.to_owned(),
        None if schema == config.first_schema() => name.to_owned(),
        None => format!("{schema}.{name}"),
    }
}

/// The table that is made by the statement at `span`, or whose entry is there.
fn at<'a>(snapshot: &'a Snapshot, path: &str, span: Span) -> Option<&'a Relation> {
    let model = snapshot.model();
    let mut relations = model.relations.values().map(|relation| &**relation);
    if path == &*snapshot.texts.configuration.path {
        let place = snapshot.document.path_at(span.start);
        let ["tables", pattern, ..] = place.iter().map(String::as_str).collect::<Vec<_>>()[..]
        else {
            return None;
        };
        let config = &snapshot.document.config;
        let entry = config.tables.iter().find(|entry| entry.pattern.as_str() == pattern)?;
        return relations.find(|relation| {
            let schema = model.schema_name(relation.schema);
            entry.pattern.is_name()
                && entry.pattern.matches(config.first_schema(), schema, &relation.name)
        });
    }
    relations.find(|relation| {
        let made = relation.history.as_ref().map(|history| &history.made);
        made.is_some_and(|made| {
            *made.file == *path && (made.span.touches(span.start) || span.touches(made.span.start))
        })
    })
}
