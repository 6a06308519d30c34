//! What can stand at a place in `pgwright.yaml`: keys, values, tables, columns, types, each with
//! what the reference says of it.

use super::configuration_place::Place;
use super::go_types::GO_TYPES;
use super::types::TYPES;
use super::{Completion, Item, ItemKind};
use crate::Snapshot;
use crate::definitions;
use crate::names::configured_table;
use crate::page::{Page, code};
use pgwright_config::keys::{self, Key, Kind};
use pgwright_config::scalar;
use pgwright_schema::model::Relation;
use pgwright_schema::replay::Object;
use std::collections::BTreeSet;

impl Snapshot {
    /// What can stand at `offset` in the configuration.
    pub(super) fn complete_configuration(&self, text: &str, offset: u32) -> Option<Completion> {
        let place = Place::new(text, offset)?;
        let path = self.document.path_at(offset);
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let items = match place.value {
            true => self.values(&path, &place),
            false => self.keys(&path, &place),
        };
        Some(Completion { span: place.span, items })
    }

    /// What can stand as a key, or, in a list, as an item.
    fn keys(&self, path: &[&str], place: &Place) -> Vec<Item> {
        // On a key that is whole, the path ends with it.
        let own = self.document.key_span(path).filter(|it| it.touches(place.span.start));
        let is_item = path.last().is_some_and(|it| it.parse::<usize>().is_ok());
        let block = match (own, path.split_last()) {
            (Some(_), Some((_, block))) if !is_item => block,
            _ => path,
        };
        let Some(kind) = keys::kind_at(block) else { return Vec::new() };
        let current = own.and(path.last().copied());
        let taken = |name: &str| {
            let path = [block, &[name]].concat();
            Some(name) != current && self.document.key_span(&path).is_some()
        };
        match kind {
            Kind::Block(keys) => keys
                .iter()
                .filter(|key| !taken(key.name))
                .map(|key| {
                    let behind = match key.kind {
                        Kind::Block(_) | Kind::Names { .. } => ":",
                        _ => ": ",
                    };
                    let behind = if place.colon { "" } else { behind };
                    Item::new(ItemKind::Key, key.name)
                        .with_insert(format!("{}{behind}", key.name))
                        .with_detail(default(key))
                        .with_page(page(key))
                })
                .collect(),
            Kind::Names { name, .. } => {
                let behind = if place.colon { "" } else { ":" };
                let mut items: Vec<Item> = name
                    .known
                    .iter()
                    .filter(|it| !taken(it.name))
                    .map(|it| {
                        Item::new(ItemKind::Key, it.name)
                            .with_insert(format!("{}{behind} ", it.name).trim_end().to_owned())
                            .with_page(Page::default().text(it.doc))
                    })
                    .collect();
                match block {
                    ["tables"] => items.extend(self.tables(|it| scalar(it) + behind)),
                    ["tables", table, "columns"] => {
                        items.extend(self.columns(table, |it| scalar(it) + behind));
                    }
                    _ => {}
                }
                items.retain(|it| !taken(&it.label));
                items
            }
            _ => self.of_item(kind, block, place),
        }
    }

    /// What can stand as a value, or as an item of a list.
    fn values(&self, path: &[&str], place: &Place) -> Vec<Item> {
        keys::kind_at(path).map(|kind| self.of_item(kind, path, place)).unwrap_or_default()
    }

    /// Likewise; what a list has already is not offered again.
    fn of_item(&self, kind: &Kind, path: &[&str], place: &Place) -> Vec<Item> {
        let mut items = self.of_kind(kind, path, place);
        if path.last().is_some_and(|last| last.parse::<usize>().is_ok()) {
            let chosen = self.chosen(path);
            items.retain(|it| !chosen.contains(it.label.as_str()));
        }
        items
    }

    fn of_kind(&self, kind: &Kind, path: &[&str], place: &Place) -> Vec<Item> {
        let value = |text: &str| Item::new(ItemKind::Value, text);
        match kind {
            Kind::Bool => ["true", "false"].map(value).into(),
            Kind::Choice(_) => kind
                .choices()
                .map(|it| value(it.name).with_page(Page::default().text(it.doc)))
                .collect(),
            Kind::List { item, or_one, .. } if place.in_list || *or_one => {
                let chosen = self.chosen(path);
                let mut items = self.of_kind(item, path, place);
                items.retain(|it| !chosen.contains(it.label.as_str()));
                items
            }
            Kind::List { item, .. } => {
                // Behind the colon of a key whose list is not begun.
                let items = self.of_kind(item, path, place);
                let listed = |it: Item| {
                    let insert = format!("[{}]", it.insert);
                    it.with_insert(insert)
                };
                items.into_iter().map(listed).collect()
            }
            Kind::Text(_) => self.texts_for(path, place),
            Kind::Integer { .. } | Kind::Number { .. } | Kind::Duration { .. } => {
                let Some(key) = keys::find(path) else { return Vec::new() };
                match key.default {
                    keys::Default::Value(default) => {
                        vec![value(default).with_detail("the default").with_page(page(key))]
                    }
                    _ => Vec::new(),
                }
            }
            Kind::Block(_) | Kind::Names { .. } => Vec::new(),
        }
    }

    /// The items that a list has already.
    fn chosen(&self, path: &[&str]) -> BTreeSet<&str> {
        let list = match path.split_last() {
            Some((last, list)) if last.parse::<usize>().is_ok() => list,
            _ => path,
        };
        let text = &self.texts.configuration.text;
        let mut chosen = BTreeSet::new();
        let mut at = 0;
        while let Some(span) =
            self.document.value_span(&[list, &[at.to_string().as_str()]].concat())
        {
            let own = path.last().is_some_and(|last| *last == at.to_string());
            if !own {
                chosen.insert(text.get(span.range()).unwrap_or_default());
            }
            at += 1;
        }
        chosen
    }

    /// Texts that name something.
    fn texts_for(&self, path: &[&str], place: &Place) -> Vec<Item> {
        let keys: Vec<&str> =
            path.iter().copied().filter(|step| step.parse::<usize>().is_err()).collect();
        match keys.as_slice() {
            ["database", "schema" | "schemas"] => self.schemas(),
            ["types", "overrides", "column"] => self.column_paths(place.typed),
            ["types", "overrides", "postgres"] => self.types(),
            ["types", "overrides", "go"] | ["tables", _, "columns", _, "go"] => self.go_types(),
            ["tables", table, "pagination", "order_by"] => {
                let columns = self.columns(table, scalar);
                let descending = columns.iter().map(|it| Item {
                    label: format!("{} desc", it.label),
                    insert: format!("{} desc", it.insert),
                    ..it.clone()
                });
                let descending: Vec<Item> = descending.collect();
                columns.into_iter().chain(descending).collect()
            }
            ["tables", table, "entity"] => {
                let name = table.rsplit('.').next().unwrap_or(table);
                let singular = pgwright_codegen::singular(name);
                vec![Item::new(ItemKind::Value, singular)]
            }
            _ => Vec::new(),
        }
    }

    fn schemas(&self) -> Vec<Item> {
        let model = self.model();
        let own = model.schemas.values().filter(|it| model.schema_name(it.id) != "pg_temp");
        own.map(|it| {
            Item::new(ItemKind::Schema, &*it.name)
                .with_insert(scalar(&it.name))
                .of(Object::Schema(it.id))
        })
        .collect()
    }

    /// The tables and views that can be generated, bare in the first schema.
    fn tables(&self, insert: impl Fn(&str) -> String) -> Vec<Item> {
        let config = &self.document.config;
        let model = self.model();
        let generated = model.relations.values().filter(|it| {
            let schema = model.schema_name(it.schema);
            config.database.schemas.iter().any(|own| own == schema)
        });
        generated
            .map(|it| {
                let schema = model.schema_name(it.schema);
                let name = match schema == config.first_schema() {
                    true => it.name.to_string(),
                    false => format!("{schema}.{}", it.name),
                };
                let insert = insert(&name);
                let kind = if it.kind.is_view() { "view" } else { "table" };
                Item::new(ItemKind::Table, name)
                    .with_insert(insert)
                    .with_detail(kind)
                    .of(Object::Relation(it.id))
            })
            .collect()
    }

    /// The columns of the tables that a key of `tables` matches.
    fn columns(&self, table: &str, insert: impl Fn(&str) -> String) -> Vec<Item> {
        let model = self.model();
        let config = &self.document.config;
        let entry = config.tables.iter().find(|it| it.pattern.as_str() == table);
        let named = configured_table(self, table).into_iter();
        let matched = model.relations.values().filter(|relation| {
            entry.is_some_and(|entry| {
                let schema = model.schema_name(relation.schema);
                !entry.pattern.is_name()
                    && entry.pattern.matches(config.first_schema(), schema, &relation.name)
            })
        });
        let mut items: Vec<Item> = Vec::new();
        let mut seen = BTreeSet::new();
        for relation in named.chain(matched) {
            items.extend(
                self.columns_of(relation, &insert).filter(|it| seen.insert(it.label.clone())),
            );
        }
        items
    }

    fn columns_of(
        &self,
        relation: &Relation,
        insert: impl Fn(&str) -> String,
    ) -> impl Iterator<Item = Item> {
        let id = relation.id;
        relation.columns.iter().map(move |it| {
            Item::new(ItemKind::Column, &*it.name)
                .with_insert(insert(&it.name))
                .with_detail(definitions::column_type(self.model(), it))
                .of(Object::Column(id, it.id))
        })
    }

    /// `table.column`: the tables first, then the columns of the one that is typed.
    fn column_paths(&self, typed: &str) -> Vec<Item> {
        let Some((table, _)) = typed.rsplit_once('.') else {
            return self.tables(|it| format!("{it}."));
        };
        let Some(relation) = configured_table(self, table) else { return Vec::new() };
        let whole = |it: Item| Item {
            label: format!("{table}.{}", it.label),
            insert: format!("{table}.{}", it.insert),
            ..it
        };
        self.columns_of(relation, str::to_owned).map(whole).collect()
    }

    /// The types as `format_type` prints them: those that columns have first.
    fn types(&self) -> Vec<Item> {
        let model = self.model();
        let columns = model.relations.values().flat_map(|it| &it.columns);
        let used: BTreeSet<String> = columns.map(|it| model.format_type(&it.data_type)).collect();
        let printed = |name: &str| match name {
            "timestamptz" => Some("timestamp with time zone".to_owned()),
            "timestamp" => Some("timestamp without time zone".to_owned()),
            "timetz" => Some("time with time zone".to_owned()),
            "time" => Some("time without time zone".to_owned()),
            "varchar" => Some("character varying".to_owned()),
            "char" | "bigserial" | "serial" | "smallserial" | "bit" => None,
            name => Some(name.to_owned()),
        };
        let others = TYPES.iter().filter_map(|(name, what)| Some((printed(name)?, *what)));
        let others: Vec<(String, &str)> = others.filter(|(name, _)| !used.contains(name)).collect();
        let used = used.into_iter().map(|name| (name, "columns have it"));
        used.chain(others)
            .map(|(name, what)| {
                let insert = scalar(&name);
                Item::new(ItemKind::Type, name).with_insert(insert).with_detail(what)
            })
            .collect()
    }

    /// Go types: those that the configuration has already first.
    fn go_types(&self) -> Vec<Item> {
        let config = &self.document.config;
        let overrides = config.types.overrides.iter().map(|it| it.go.to_string());
        let columns = config.tables.iter().flat_map(|it| &it.columns);
        let columns = columns.filter_map(|it| it.go.as_ref()).map(ToString::to_string);
        let used: BTreeSet<String> = overrides.chain(columns).collect();
        let others = GO_TYPES.iter().filter(|(name, _)| !used.contains(*name));
        let others: Vec<(String, &str)> =
            others.map(|(name, what)| ((*name).to_owned(), *what)).collect();
        used.into_iter()
            .map(|name| (name, "used here already"))
            .chain(others)
            .map(|(name, what)| {
                let insert = scalar(&name);
                Item::new(ItemKind::Type, name).with_insert(insert).with_detail(what)
            })
            .collect()
    }
}

fn default(key: &Key) -> String {
    match key.default {
        keys::Default::Value(value) => value.to_owned(),
        _ => String::new(),
    }
}

fn page(key: &Key) -> Page {
    let mut page = Page::default().text(key.meaning()).text(format!("Takes {}.", key.takes()));
    if key.default != keys::Default::None {
        page = page.text(format!("Default: {}.", key.default_shown()));
    }
    if let Some(other) = key.instead_of {
        page = page.text(format!("Instead of {}.", code(other)));
    }
    page
}
