//! The things of each kind that can stand at a place in a migration.

use super::sql::Wanted::{
    Columns, Constraints, Functions, Indexes, Keywords, Labels, NamedColumns, OwnColumns,
    Relations, Schemas, Sequences, Types,
};
use super::sql::{Path, Place, Wanted};
use super::sql_places::opens;
use super::types::TYPES;
use super::{Item, ItemKind};
use crate::definitions;
use pgwright_schema::model::{ConstraintKind, ObjectId, Relation, quote_identifier, quote_literal};
use pgwright_schema::replay::Object;
use pgwright_schema::{Lexical, identifier};
use std::sync::Arc;

impl Place<'_> {
    pub(super) fn all(&self, wanted: &[Wanted]) -> Vec<Item> {
        wanted.iter().flat_map(|it| self.of_kind(it)).collect()
    }

    fn of_kind(&self, wanted: &Wanted) -> Vec<Item> {
        let model = &self.scope.model;
        match wanted {
            Relations(_) => {
                let mut items: Vec<Item> = self.relations(wanted, None);
                items.extend(self.other_schemas());
                items
            }
            Columns(path) => self.relation(path).map(|it| self.columns(&it)).unwrap_or_default(),
            NamedColumns => {
                let named = self.scope.relations_in(self.text, self.statement);
                let mut items: Vec<Item> = Vec::new();
                for (alias, relation) in &named {
                    for item in self.columns(relation) {
                        if !items.iter().any(|it| it.label == item.label) {
                            items.push(item);
                        }
                    }
                    let alias_item = Item::new(ItemKind::Table, &**alias)
                        .with_insert(quote_identifier(alias))
                        .with_detail(definitions::qualified(model, relation))
                        .of(Object::Relation(relation.id));
                    items.push(alias_item);
                }
                items
            }
            OwnColumns => self.own_columns(),
            Constraints(path) => {
                let Some(relation) = self.relation(path) else { return Vec::new() };
                relation
                    .constraints
                    .iter()
                    .map(|it| {
                        Item::new(ItemKind::Constraint, &*it.name)
                            .with_insert(quote_identifier(&it.name))
                            .with_detail(match it.kind {
                                ConstraintKind::PrimaryKey { .. } => "primary key",
                                ConstraintKind::Unique { .. } => "unique",
                                ConstraintKind::ForeignKey { .. } => "foreign key",
                                ConstraintKind::Check { .. } => "check",
                                ConstraintKind::Exclusion { .. } => "exclusion",
                            })
                            .of(Object::Constraint(relation.id, it.id))
                    })
                    .collect()
            }
            Labels((schema, name)) => {
                let found = self.scope.data_type(schema.as_deref(), name);
                let Some(Object::Type(id)) = found else { return Vec::new() };
                let labels = model.user_type(id).map(|it| it.labels()).unwrap_or_default();
                labels
                    .iter()
                    .map(|label| Item::new(ItemKind::Label, quote_literal(label)))
                    .collect()
            }
            Types => {
                let mut items = self.user_types(None);
                items.extend(
                    TYPES
                        .iter()
                        .map(|(name, what)| Item::new(ItemKind::Type, *name).with_detail(*what)),
                );
                items.extend(self.other_schemas());
                items
            }
            Indexes => self.indexes(None),
            Sequences => self.sequences(None),
            Functions => self.functions(None),
            Schemas => model
                .schemas
                .values()
                .map(|it| {
                    Item::new(ItemKind::Schema, &*it.name)
                        .with_insert(quote_identifier(&it.name))
                        .of(Object::Schema(it.id))
                })
                .collect(),
            Keywords(list) => list.iter().map(|word| Item::new(ItemKind::Keyword, *word)).collect(),
        }
    }

    /// What is in one schema, by its bare name.
    pub(super) fn in_schema(&self, wanted: &[Wanted], schema: ObjectId) -> Vec<Item> {
        let one = |it: &Wanted| match it {
            Relations(_) => self.relations(it, Some(schema)),
            Types => self.user_types(Some(schema)),
            Indexes => self.indexes(Some(schema)),
            Sequences => self.sequences(Some(schema)),
            Functions => self.functions(Some(schema)),
            _ => Vec::new(),
        };
        wanted.iter().flat_map(one).collect()
    }

    /// The name to write for something: bare where it is found so or stands behind its schema.
    fn written(&self, schema: ObjectId, name: &str, within: Option<ObjectId>) -> String {
        let own = self.scope.model.schema_name(schema);
        match within.is_some() || self.scope.search_path.iter().any(|it| **it == *own) {
            true => quote_identifier(name),
            false => definitions::in_schema(&self.scope.model, schema, name),
        }
    }

    fn relations(&self, wanted: &Wanted, within: Option<ObjectId>) -> Vec<Item> {
        let tables = *wanted == Relations(true);
        let model = &self.scope.model;
        let own = model.relations.values().filter(|it| {
            within.is_none_or(|schema| it.schema == schema) && !(tables && it.kind.is_view())
        });
        own.map(|it| {
            let written = self.written(it.schema, &it.name, within);
            let kind = if it.kind.is_view() { "view" } else { "table" };
            Item::new(ItemKind::Table, unquoted(&written, &it.name))
                .with_insert(written)
                .with_detail(format!("{kind} in {}", model.schema_name(it.schema)))
                .of(Object::Relation(it.id))
        })
        .collect()
    }

    pub(super) fn columns(&self, relation: &Relation) -> Vec<Item> {
        let model = &self.scope.model;
        let columns = relation.columns.iter().map(|it| {
            Item::new(ItemKind::Column, &*it.name)
                .with_insert(quote_identifier(&it.name))
                .with_detail(definitions::column_type(model, it))
                .of(Object::Column(relation.id, it.id))
        });
        columns.collect()
    }

    /// The columns that a CREATE TABLE defines before the place.
    fn own_columns(&self) -> Vec<Item> {
        let Some(open) = self.before.iter().position(|it| self.token_text(it) == "(") else {
            return Vec::new();
        };
        let mut depth = 0;
        let mut first = true;
        let mut items: Vec<Item> = Vec::new();
        for token in self.before.get(open + 1..).unwrap_or_default() {
            let text = self.token_text(token);
            depth += opens(text);
            let is_name = matches!(token.kind, Lexical::Word | Lexical::Quoted);
            if first && depth == 0 && is_name {
                let lower = text.to_lowercase();
                let keyword =
                    ["constraint", "primary", "foreign", "unique", "check", "exclude", "like"]
                        .contains(&lower.as_str());
                if !keyword {
                    items.push(Item::new(ItemKind::Column, &*identifier(text)).with_insert(text));
                }
            }
            first = depth == 0 && text == ",";
        }
        items
    }

    fn user_types(&self, within: Option<ObjectId>) -> Vec<Item> {
        let own = self.scope.model.types.values();
        own.filter(|it| within.is_none_or(|schema| it.schema == schema))
            .map(|it| {
                let written = self.written(it.schema, &it.name, within);
                Item::new(ItemKind::Type, unquoted(&written, &it.name))
                    .with_insert(written)
                    .with_detail(crate::objects::type_kind(it))
                    .of(Object::Type(it.id))
            })
            .collect()
    }

    fn indexes(&self, within: Option<ObjectId>) -> Vec<Item> {
        let own = self.scope.model.relations.values();
        own.filter(|it| within.is_none_or(|schema| it.schema == schema))
            .flat_map(|relation| relation.indexes.iter().map(move |index| (relation, index)))
            .map(|(relation, index)| {
                let written = self.written(relation.schema, &index.name, within);
                Item::new(ItemKind::Constraint, unquoted(&written, &index.name))
                    .with_insert(written)
                    .with_detail(format!("on {}", relation.name))
                    .of(Object::Index(relation.id, index.id))
            })
            .collect()
    }

    fn sequences(&self, within: Option<ObjectId>) -> Vec<Item> {
        let own = self.scope.model.sequences.values();
        own.filter(|it| within.is_none_or(|schema| it.schema == schema) && !it.identity)
            .map(|it| {
                let written = self.written(it.schema, &it.name, within);
                Item::new(ItemKind::Sequence, unquoted(&written, &it.name))
                    .with_insert(written)
                    .of(Object::Sequence(it.id))
            })
            .collect()
    }

    /// The functions that the migrations make, each name once.
    fn functions(&self, within: Option<ObjectId>) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for it in self.scope.model.functions.values() {
            // What an extension brings is too much to offer.
            if it.extension.is_some() || within.is_some_and(|schema| it.schema != schema) {
                continue;
            }
            let written = self.written(it.schema, &it.name, within);
            if !items.iter().any(|known| known.insert == written) {
                items.push(
                    Item::new(ItemKind::Function, unquoted(&written, &it.name))
                        .with_insert(written)
                        .of(Object::Function(it.id)),
                );
            }
        }
        items
    }

    /// Schemas whose names must stand before what is in them.
    fn other_schemas(&self) -> Vec<Item> {
        let model = &self.scope.model;
        let path = &self.scope.search_path;
        let others = model.schemas.values().filter(|it| !path.contains(&it.name));
        others
            .map(|it| {
                Item::new(ItemKind::Schema, &*it.name)
                    .with_insert(quote_identifier(&it.name))
                    .of(Object::Schema(it.id))
            })
            .collect()
    }

    pub(super) fn relation(&self, (schema, name): &Path) -> Option<Arc<Relation>> {
        match self.scope.relation(schema.as_deref(), name)? {
            Object::Relation(id) => self.scope.model.relation(id).cloned(),
            _ => None,
        }
    }
}

/// What is shown of a name that is written with its schema, or bare.
fn unquoted(written: &str, name: &str) -> String {
    if written.contains('.') && !name.contains('.') {
        written.replace('"', "")
    } else {
        name.to_owned()
    }
}
