//! Methods that write.

use super::{Method, arguments, by_columns, key_text, key_value, latest, parameters, verb, what};
use crate::layout::{quoted_string, raw_string};
use crate::plan::table::{Column, Key, Table, Write};
use crate::sql;
use crate::view::{View, view};
use pgwright_config::Function;

/// PostgreSQL counts the parameters of a statement in 16 bits.
const MAX_PARAMETERS: usize = 65_535;

/// `Create`.
pub(super) fn create(table: &Table) -> Method {
    let head = insert_head(table, "Create");
    let tail = sql::read_list("RETURNING", &table.columns, None);
    let view = if let Some(row) = constant_row(table) {
        view!({ "query": raw_string(&format!("{head}{row}\n{tail}")), "arguments": row_arguments(table) })
    } else {
        view!({
            "query": View::Null,
            "head": raw_string(&head),
            "tail": raw_string(&tail),
            "size": round_up(head.len() + tail.len() + row_size(table)),
            "count": table.written().count(),
        })
    };
    Method {
        function: Function::Create,
        name: "Create".to_owned(),
        signature: format!(
            "Create(ctx context.Context, params Create{0}Params) (*{0}, error)",
            table.struct_name
        ),
        template: "create",
        view,
        what: table.described(),
        cause: latest(table.relation.history.as_ref()),
        retried: None,
        named_after: Vec::new(),
    }
}

/// `CreateMany`; none for a table that nothing can be written to but its defaults.
pub(super) fn create_many(table: &Table) -> Option<Method> {
    let count = table.written().count();
    if count == 0 {
        return None;
    }
    let head = insert_head(table, "CreateMany");
    let tail = sql::read_list("RETURNING", &table.columns, None);
    Some(Method {
        function: Function::CreateMany,
        name: "CreateMany".to_owned(),
        signature: format!(
            "CreateMany(ctx context.Context, params []Create{0}Params) ([]{0}, error)",
            table.struct_name
        ),
        template: "create_many",
        view: view!({
            "chunk": MAX_PARAMETERS / count,
            "head": raw_string(&head),
            "tail": raw_string(&tail),
            "size": round_up(head.len() + tail.len()),
            "row_size": row_size(table) + 2 * count,
            "count": count,
        }),
        what: table.described(),
        cause: latest(table.relation.history.as_ref()),
        retried: None,
        named_after: Vec::new(),
    })
}

/// `Update`; none where every column is part of the key or written by the database.
pub(super) fn update(table: &Table) -> Option<Method> {
    let key = table.key.as_ref()?;
    let changeable = table.changeable();
    if changeable.is_empty() {
        return None;
    }
    let keys = key.columns.len();
    let head = format!("{} {} SET ", verb(table, "UPDATE", "Update"), table.sql_name);
    let condition = sql::equal(table.at(&key.columns), 1);
    let returning = sql::read_list("RETURNING", &table.columns, None);
    let tail = format!("WHERE {condition}\n{returning}");
    let unchanged = format!(
        "{}\nFROM {}\nWHERE {condition}",
        sql::read_list(&verb(table, "SELECT", "Update"), &table.columns, None),
        table.sql_name
    );
    let assignments: Vec<View> = changeable
        .iter()
        .map(|column| {
            let value = column.types.field.argument("v");
            let name = quoted_string(&column.ident);
            let call = if column.types.write_cast.is_empty() {
                format!("set({name}, {value})")
            } else {
                format!("setAs({name}, {value}, {})", quoted_string(&column.types.write_cast))
            };
            view!({ "field": &column.field, "call": call })
        })
        .collect();
    let names: usize = changeable.iter().map(|column| column.ident.len() + 10).sum();
    let mut view = view!({
        "unchanged": raw_string(&unchanged),
        "head": raw_string(&head),
        "tail": raw_string(&tail),
        "size": round_up(head.len() + tail.len() + names),
        "count": changeable.len() + keys,
        "keys": keys,
        "arguments": arguments(table.at(&key.columns)),
        "key": key_value(table, &key.columns),
        "key_text": key_text(table.at(&key.columns)),
    });
    view.set("assignments", assignments);
    Some(Method {
        function: Function::Update,
        name: "Update".to_owned(),
        signature: format!(
            "Update(ctx context.Context, {}, params Update{1}Params) (*{1}, error)",
            parameters(table.at(&key.columns)),
            table.struct_name
        ),
        template: "update",
        view,
        what: what(table, "the primary key"),
        cause: key.cause.clone(),
        retried: None,
        named_after: Vec::new(),
    })
}

/// `Delete`.
pub(super) fn delete(table: &Table) -> Option<Method> {
    let key = table.key.as_ref()?;
    let query = format!(
        "{} FROM {}\nWHERE {}",
        verb(table, "DELETE", "Delete"),
        table.sql_name,
        sql::equal(table.at(&key.columns), 1),
    );
    Some(Method {
        function: Function::Delete,
        name: "Delete".to_owned(),
        signature: format!(
            "Delete(ctx context.Context, {}) error",
            parameters(table.at(&key.columns))
        ),
        template: "delete",
        view: super::keyed_view(table, key, "primary key", &query),
        what: what(table, "the primary key"),
        cause: key.cause.clone(),
        retried: None,
        named_after: Vec::new(),
    })
}

/// `Upsert` on the primary key where it may be written, and `UpsertBy…` for each unique key.
pub(super) fn upsert(table: &Table) -> Vec<Method> {
    let writable = |key: &Key| {
        key.arbiter
            && table
                .at(&key.columns)
                .all(|column| column.write != Write::Never || column.is_generated)
            && table.at(&key.columns).any(|column| column.write != Write::Never)
    };
    let primary = table
        .key
        .iter()
        .filter(|key| writable(key))
        .map(|key| upsert_on(table, key, "Upsert".to_owned(), "primary key"));
    let unique = table.unique_keys().into_iter().filter(|key| writable(key)).map(|key| {
        let name = format!("Upsert{}", by_columns(table.at(&key.columns)));
        let mut method = upsert_on(table, &key, name, "unique key");
        method.named_after = key.columns;
        method
    });
    primary.chain(unique).collect()
}

fn upsert_on(table: &Table, key: &Key, name: String, kind: &str) -> Method {
    let in_key = |column: &Column| table.at(&key.columns).any(|other| other.id == column.id);
    let assigned: Vec<&Column> =
        table.changeable().into_iter().filter(|column| !in_key(column)).collect();
    let set = |column: &Column| format!("{0} = EXCLUDED.{0}", column.ident);
    let mut always: Vec<String> = assigned
        .iter()
        .filter(|column| column.write == Write::Always)
        .map(|column| set(column))
        .collect();
    let optional: Vec<&&Column> =
        assigned.iter().filter(|column| column.write == Write::Default).collect();
    // Without a change there would be no row to return.
    if always.is_empty()
        && let Some(column) = table.at(&key.columns).find(|column| !column.is_generated)
    {
        always.push(format!("{0} = t.{0}", column.ident));
    }
    let head = insert_head_as(table, &name, " AS t");
    let targets: Vec<&str> = table.at(&key.columns).map(|column| column.ident.as_str()).collect();
    let on_conflict = format!("ON CONFLICT ({}) DO UPDATE SET ", targets.join(", "));
    let conflict = sql::listed(&on_conflict, always.into_iter());
    let tail = sql::read_list("RETURNING", &table.columns, Some("t"));
    let view = match constant_row(table) {
        Some(row) if optional.is_empty() => view!({
            "query": raw_string(&format!("{head}{row}\n{conflict}\n{tail}")),
            "arguments": row_arguments(table),
            "optional": View::List(Vec::new()),
            "key_kind": kind,
            "key_text": key_text(table.at(&key.columns)),
        }),
        _ => {
            let names: usize = optional.iter().map(|c| 2 * c.ident.len() + 16).sum();
            view!({
                "query": View::Null,
                "head": raw_string(&head),
                "conflict": raw_string(&on_conflict),
                "always": raw_string(conflict.strip_prefix(&on_conflict).unwrap_or_default()),
                "optional": optional
                    .iter()
                    .map(|column| view!({
                        "field": &column.field,
                        "set": raw_string(&set(column)),
                    }))
                    .collect::<Vec<_>>(),
                "tail": raw_string(&tail),
                "size": round_up(head.len() + conflict.len() + tail.len() + row_size(table) + names),
                "count": table.written().count(),
                "key_kind": kind,
                "key_text": key_text(table.at(&key.columns)),
            })
        }
    };
    Method {
        function: Function::Upsert,
        signature: format!(
            "{name}(ctx context.Context, params Create{0}Params) (*{0}, error)",
            table.struct_name
        ),
        name,
        template: "upsert",
        view,
        what: what(table, &format!("the {kind} {}", key_text(table.at(&key.columns)))),
        cause: key.cause.clone(),
        retried: None,
        named_after: Vec::new(),
    }
}

/// What [`super::super::render`] writes for each column of a new row.
pub(crate) fn row_values(table: &Table) -> Vec<View> {
    table
        .written()
        .map(|column| {
            let optional = column.write == Write::Default;
            let place = if optional { "v".to_owned() } else { format!("p.{}", column.field) };
            let value = column.types.field.argument(&place);
            let call = if column.types.write_cast.is_empty() {
                format!("value({value})")
            } else {
                format!("valueAs({value}, {})", quoted_string(&column.types.write_cast))
            };
            view!({ "optional": optional, "field": &column.field, "call": call })
        })
        .collect()
}

/// Whether a method of the table writes rows by `values`.
pub(crate) fn writes_values(table: &Table) -> bool {
    let functions = table.settings.functions;
    let varies = table.written().any(|column| column.write == Write::Default);
    table.written().next().is_some()
        && (functions.has(Function::CreateMany)
            || varies && functions.has(Function::Create)
            || varies && functions.has(Function::Upsert) && !upsert(table).is_empty())
}

fn insert_head(table: &Table, method: &str) -> String {
    insert_head_as(table, method, "")
}

fn insert_head_as(table: &Table, method: &str, alias: &str) -> String {
    let head = format!("{} INTO {}{alias}", verb(table, "INSERT", method), table.sql_name);
    if table.written().next().is_none() {
        return format!("{head}\nDEFAULT VALUES");
    }
    format!("{})\nVALUES ", sql::name_list(&format!("{head} ("), table.written()))
}

/// The row of placeholders, where nothing can be left out.
fn constant_row(table: &Table) -> Option<String> {
    if table.written().any(|column| column.write == Write::Default) {
        return None;
    }
    if table.written().next().is_none() {
        return Some(String::new());
    }
    Some(format!("({})", sql::placeholders(table.written(), 1)))
}

/// `, params.Email, params.Name`.
fn row_arguments(table: &Table) -> String {
    table
        .written()
        .map(|column| {
            let value = column.types.field.argument(&format!("params.{}", column.field));
            format!(", {value}")
        })
        .collect()
}

/// How many bytes a row of placeholders or defaults has at most, about.
fn row_size(table: &Table) -> usize {
    table.written().map(|column| 9 + column.types.write_cast.len()).sum::<usize>() + 2
}

/// So that a longer name does not change a size each time.
fn round_up(size: usize) -> usize {
    size.next_multiple_of(32)
}
