//! The methods of a repository: which there are, their signatures and their SQL.

mod page;
mod read;
mod write;

use super::table::{Column, Key, Table};
use crate::layout::{plain, quoted_string};
use crate::plan::pages::Pages;
use crate::types::Text;
use crate::view::{View, view};
use pgwright_config::Function;
use pgwright_problem::Location;

pub(crate) use page::page_key;
pub(crate) use write::{row_values, writes_values};

/// A method as its template needs it.
#[derive(Debug, Clone)]
pub(crate) struct Method {
    /// What switches it on and off.
    pub(crate) function: Function,
    pub(crate) name: String,
    /// Without `func` and the receiver.
    pub(crate) signature: String,
    /// The template's name.
    pub(crate) template: &'static str,
    /// What the template fills in.
    pub(crate) view: View,
    /// In schema words, what it stands for.
    pub(crate) what: String,
    /// What made that.
    pub(crate) cause: Option<Location>,
    /// The name of its variant that is retried by default, where there is one.
    pub(crate) retried: Option<String>,
    /// The columns in its name: renaming one's field renames the method.
    pub(crate) named_after: Vec<usize>,
}

impl Method {
    /// Whether it scans whole rows.
    pub(crate) fn reads_rows(&self) -> bool {
        !matches!(self.function, Function::Count | Function::Exists | Function::Delete)
    }

    /// The names of its parameters: `ctx, id`.
    pub(crate) fn parameter_names(&self) -> String {
        let names: Vec<&str> = self.parameters().into_iter().map(|(name, _)| name).collect();
        names.join(", ")
    }

    /// The types of its parameters.
    pub(crate) fn parameter_types(&self) -> Vec<&str> {
        self.parameters().into_iter().map(|(_, go)| go).collect()
    }

    fn parameters(&self) -> Vec<(&str, &str)> {
        let list = self.signature.split_once('(').map_or("", |(_, rest)| rest);
        let mut found: Vec<(&str, &str)> = Vec::new();
        let (mut depth, mut start) = (0_usize, 0);
        for (at, byte) in list.bytes().enumerate() {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' if depth == 0 => {
                    found.extend(list[start..at].trim().split_once(' '));
                    break;
                }
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b',' if depth == 0 => {
                    found.extend(list[start..at].trim().split_once(' '));
                    start = at + 1;
                }
                _ => {}
            }
        }
        found
    }

    /// Whether it goes where writes go.
    pub(crate) fn is_write(&self) -> bool {
        matches!(
            self.function,
            Function::Create
                | Function::CreateMany
                | Function::Update
                | Function::Upsert
                | Function::Delete
        )
    }

    /// Whether it names the type of a primary key of several columns.
    pub(crate) fn uses_key(&self) -> bool {
        self.function != Function::FindByUnique
            && (self.view.get("key").is_some() || self.function == Function::GetMany)
    }
}

/// Every method of a table that the configuration asks for, in the order of the file.
pub(crate) fn methods(table: &Table, pages: Option<&Pages>) -> Vec<Method> {
    let mut methods = Vec::new();
    methods.extend(read::get_by_id(table));
    methods.extend(read::get_by_id_for_update(table));
    methods.extend(read::get_by_ids(table));
    methods.extend(read::get_by_unique(table));
    methods.extend(read::exists(table));
    methods.push(read::count(table));
    methods.push(read::list(table));
    methods.extend(read::list_by_foreign_key(table));
    methods.extend(pages.map(|pages| page::list_paginated(table, pages)));
    if !table.is_view() {
        methods.push(write::create(table));
        methods.extend(write::create_many(table));
        methods.extend(write::update(table));
        methods.extend(write::upsert(table));
        methods.extend(write::delete(table));
    }
    methods.retain(|method| table.settings.functions.has(method.function));
    methods
}

/// `SELECT /* name: UsersRepository.GetByID */`: behind the key word, where no server drops it.
fn verb(table: &Table, keyword: &str, method: &str) -> String {
    format!("{keyword} /* name: {}Repository.{method} */", table.struct_name)
}

/// `id uuid.UUID` or `userID uuid.UUID, orgID int64`.
fn parameters<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    let list: Vec<String> = columns
        .into_iter()
        .map(|column| format!("{} {}", column.param, column.types.value.text))
        .collect();
    list.join(", ")
}

/// `[16]byte(userID), orgID`.
fn arguments<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    let list: Vec<String> =
        columns.into_iter().map(|column| column.types.value.argument(&column.param)).collect();
    list.join(", ")
}

/// The key's columns as comments name them: `id`, `(user_id, org_id)`.
fn key_text<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    let names: Vec<String> = columns.into_iter().map(|column| plain(&column.name)).collect();
    if names.len() == 1 { names.concat() } else { format!("({})", names.join(", ")) }
}

/// The parameters of a key as errors show them.
fn key_value(table: &Table, columns: &[usize]) -> String {
    if let [only] = columns
        && let Some(column) = table.columns.get(*only)
    {
        return match column.types.text {
            Some(Text::Stringer) => format!("{}.String()", column.param),
            Some(Text::Valuer) => format!("valueText({})", column.param),
            _ => column.param.clone(),
        };
    }
    if table.key.as_ref().is_some_and(|key| key.columns == columns) {
        return key_literal(table, columns, |column| column.param.clone());
    }
    let (format, values) = key_format(table.at(columns), |column| column.param.clone());
    format!("fmt.Sprintf({format}, {values})")
}

/// `UsersKey{UserID: userID, OrgID: orgID}`.
fn key_literal(table: &Table, columns: &[usize], value: impl Fn(&Column) -> String) -> String {
    let fields: Vec<String> =
        table.at(columns).map(|column| format!("{}: {}", column.field, value(column))).collect();
    format!("{}Key{{{}}}", table.struct_name, fields.join(", "))
}

/// The format and the values that show a key of several columns: `user_id=%v, org_id=%v`.
pub(crate) fn key_format<'a>(
    columns: impl IntoIterator<Item = &'a Column>,
    place: impl Fn(&Column) -> String,
) -> (String, String) {
    let mut format = Vec::new();
    let mut values = Vec::new();
    for column in columns {
        format.push(format!("{}=%v", column.name.replace('%', "%%")));
        let place = place(column);
        values.push(match column.types.text {
            Some(Text::Valuer) => format!("valueText({place})"),
            _ => place,
        });
    }
    (quoted_string(&format.join(", ")), values.join(", "))
}

/// `primary key` and `unique key` methods share these.
fn keyed_view(table: &Table, key: &Key, kind: &str, query: &str) -> View {
    view!({
        "query": crate::layout::raw_string(query),
        "arguments": arguments(table.at(&key.columns)),
        "key": key_value(table, &key.columns),
        "key_kind": kind,
        "key_text": key_text(table.at(&key.columns)),
    })
}

/// `ByEmail`, `ByUserIDAndOrgID`.
fn by_columns<'a>(columns: impl IntoIterator<Item = &'a Column>) -> String {
    let fields: Vec<&str> = columns.into_iter().map(|column| column.field.as_str()).collect();
    format!("By{}", fields.join("And"))
}

/// `the primary key of table public.users`.
fn what(table: &Table, thing: &str) -> String {
    format!("{thing} of {}", table.described())
}

fn latest(history: Option<&pgwright_schema::model::History>) -> Option<Location> {
    history.map(|history| history.latest().clone())
}
