//! Methods that read.

use super::{Method, arguments, by_columns, key_text, keyed_view, latest, parameters, verb, what};
use crate::layout::{plain, raw_string};
use crate::plan::table::{Column, Key, Table};
use crate::sql;
use crate::view::{View, view};
use pgwright_config::Function;
use pgwright_schema::model::ConstraintKind;

/// `GetByID`, for a primary key of any type and number of columns.
pub(super) fn get_by_id(table: &Table) -> Option<Method> {
    let key = table.key.as_ref()?;
    let query = select_where(table, "GetByID", key, "");
    Some(Method {
        function: Function::Get,
        name: "GetByID".to_owned(),
        signature: get_signature(table, "GetByID", key),
        template: "get",
        view: keyed_view(table, key, "primary key", &query),
        what: what(table, "the primary key"),
        cause: key.cause.clone(),
        retried: None,
        named_after: Vec::new(),
    })
}

/// `GetByIDForUpdate`.
pub(super) fn get_by_id_for_update(table: &Table) -> Option<Method> {
    let key = table.key.as_ref().filter(|_| !table.is_view())?;
    let query = select_where(table, "GetByIDForUpdate", key, "\nFOR UPDATE");
    Some(Method {
        function: Function::GetForUpdate,
        name: "GetByIDForUpdate".to_owned(),
        signature: get_signature(table, "GetByIDForUpdate", key),
        template: "get_for_update",
        view: keyed_view(table, key, "primary key", &query),
        what: what(table, "the primary key"),
        cause: key.cause.clone(),
        retried: None,
        named_after: Vec::new(),
    })
}

/// `GetBy…` for each unique key. Two over the same columns are one.
pub(super) fn get_by_unique(table: &Table) -> Vec<Method> {
    let mut methods = Vec::new();
    for key in table.unique_keys() {
        let name = format!("Get{}", by_columns(table.at(&key.columns)));
        let query = select_where(table, &name, &key, "");
        methods.push(Method {
            function: Function::FindByUnique,
            signature: get_signature(table, &name, &key),
            name,
            template: "get",
            view: keyed_view(table, &key, "unique key", &query),
            what: what(table, &format!("the unique key {}", key_text(table.at(&key.columns)))),
            cause: key.cause.clone(),
            retried: None,
            named_after: key.columns.clone(),
        });
    }
    methods
}

/// `GetByIDs`: one query, in the order asked.
pub(super) fn get_by_ids(table: &Table) -> Option<Method> {
    let key = table.key.as_ref()?;
    let columns: Vec<&Column> = table.at(&key.columns).collect();
    let casts: Option<Vec<String>> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| Some(format!("${}{}", at + 1, column.types.list_cast.as_ref()?)))
        .collect();
    let aliases: Vec<String> = (1..=columns.len()).map(|at| format!("k{at}")).collect();
    let joins: Vec<String> = columns
        .iter()
        .zip(&aliases)
        .map(|(column, alias)| format!("t.{} = k.{alias}", column.ident))
        .collect();
    let query = format!(
        "{}\nFROM unnest({}) WITH ORDINALITY AS k ({}, n)\nJOIN {} AS t ON {}\nORDER BY k.n",
        sql::read_list(&verb(table, "SELECT", "GetByIDs"), &table.columns, Some("t")),
        casts?.join(", "),
        aliases.join(", "),
        table.sql_name,
        joins.join(" AND "),
    );
    let (list, go) = match columns.as_slice() {
        [only] => ("ids", only.types.value.text.clone()),
        _ => ("keys", format!("{}Key", table.struct_name)),
    };
    let mut view = view!({
        "query": raw_string(&query),
        "list": list,
        "arguments": list,
        "parts": View::List(Vec::new()),
    });
    if columns.len() > 1 {
        let parts: Vec<String> =
            columns.iter().map(|column| format!("{}List", column.param)).collect();
        let places: Vec<String> = parts.iter().map(|part| format!("{part}[n]")).collect();
        let values: Vec<String> =
            columns.iter().map(|column| format!("key.{}", column.field)).collect();
        view.set("arguments", parts.join(", "));
        view.set("assign", format!("{} = {}", places.join(", "), values.join(", ")));
        view.set(
            "parts",
            parts
                .iter()
                .zip(&columns)
                .map(|(name, column)| view!({ "name": name, "go": &column.types.value.text }))
                .collect::<Vec<_>>(),
        );
    }
    Some(Method {
        function: Function::GetMany,
        name: "GetByIDs".to_owned(),
        signature: format!(
            "GetByIDs(ctx context.Context, {list} []{go}) ([]{}, error)",
            table.struct_name
        ),
        template: "get_many",
        view,
        what: what(table, "the primary key"),
        cause: key.cause.clone(),
        retried: None,
        named_after: Vec::new(),
    })
}

/// `Exists`.
pub(super) fn exists(table: &Table) -> Option<Method> {
    let key = table.key.as_ref()?;
    let query = format!(
        "{} EXISTS (SELECT FROM {} WHERE {})",
        verb(table, "SELECT", "Exists"),
        table.sql_name,
        sql::equal(table.at(&key.columns), 1),
    );
    Some(Method {
        function: Function::Exists,
        name: "Exists".to_owned(),
        signature: format!(
            "Exists(ctx context.Context, {}) (bool, error)",
            parameters(table.at(&key.columns))
        ),
        template: "exists",
        view: keyed_view(table, key, "primary key", &query),
        what: what(table, "the primary key"),
        cause: key.cause.clone(),
        retried: None,
        named_after: Vec::new(),
    })
}

/// `Count`.
pub(super) fn count(table: &Table) -> Method {
    let query = format!("{} count(*) FROM {}", verb(table, "SELECT", "Count"), table.sql_name);
    Method {
        function: Function::Count,
        name: "Count".to_owned(),
        signature: "Count(ctx context.Context) (int64, error)".to_owned(),
        template: "count",
        view: view!({ "query": raw_string(&query) }),
        what: table.described(),
        cause: latest(table.relation.history.as_ref()),
        retried: None,
        named_after: Vec::new(),
    }
}

/// `List`.
pub(super) fn list(table: &Table) -> Method {
    let query = format!(
        "{}\nFROM {}{}\nLIMIT $1",
        sql::read_list(&verb(table, "SELECT", "List"), &table.columns, None),
        table.sql_name,
        order_by_key(table),
    );
    Method {
        function: Function::List,
        name: "List".to_owned(),
        signature: format!("List(ctx context.Context, limit int) ([]{}, error)", table.struct_name),
        template: "list",
        view: view!({
            "query": raw_string(&query),
            "arguments": "limit",
            "foreign": View::Null,
            "ordered": table.key.is_some(),
        }),
        what: table.described(),
        cause: latest(table.relation.history.as_ref()),
        retried: None,
        named_after: Vec::new(),
    }
}

/// `ListBy…` for each foreign key. Two over the same columns are one.
pub(super) fn list_by_foreign_key(table: &Table) -> Vec<Method> {
    let mut seen: Vec<Vec<usize>> = Vec::new();
    let mut methods = Vec::new();
    for constraint in &table.relation.constraints {
        let ConstraintKind::ForeignKey { columns, .. } = &constraint.kind else { continue };
        let columns: Vec<usize> = columns.iter().filter_map(|id| table.index_of(*id)).collect();
        if columns.is_empty() || seen.contains(&columns) {
            continue;
        }
        let name = format!("List{}", by_columns(table.at(&columns)));
        let query = format!(
            "{}\nFROM {}\nWHERE {}{}\nLIMIT ${}",
            sql::read_list(&verb(table, "SELECT", &name), &table.columns, None),
            table.sql_name,
            sql::equal(table.at(&columns), 1),
            order_by_key(table),
            columns.len() + 1,
        );
        let terms: Vec<String> = table
            .at(&columns)
            .map(|column| format!("{} is {}", plain(&column.name), column.param))
            .collect();
        methods.push(Method {
            function: Function::ListByForeignKey,
            signature: format!(
                "{name}(ctx context.Context, {}, limit int) ([]{}, error)",
                parameters(table.at(&columns)),
                table.struct_name
            ),
            name,
            template: "list",
            view: view!({
                "query": raw_string(&query),
                "arguments": format!("{}, limit", arguments(table.at(&columns))),
                "foreign": format!("whose {}", terms.join(" and whose ")),
                "ordered": table.key.is_some(),
            }),
            what: format!("foreign key {}", what(table, &plain(&constraint.name))),
            cause: latest(constraint.history.as_ref()),
            retried: None,
            named_after: columns.clone(),
        });
        seen.push(columns);
    }
    methods
}

fn select_where(table: &Table, method: &str, key: &Key, end: &str) -> String {
    format!(
        "{}\nFROM {}\nWHERE {}{end}",
        sql::read_list(&verb(table, "SELECT", method), &table.columns, None),
        table.sql_name,
        sql::equal(table.at(&key.columns), 1),
    )
}

fn get_signature(table: &Table, name: &str, key: &Key) -> String {
    format!(
        "{name}(ctx context.Context, {}) (*{}, error)",
        parameters(table.at(&key.columns)),
        table.struct_name
    )
}

/// `ORDER BY` the primary key, on a line of its own; empty without one.
fn order_by_key(table: &Table) -> String {
    let Some(key) = &table.key else { return String::new() };
    let terms: Vec<String> = table.at(&key.columns).map(|column| table.sort_name(column)).collect();
    format!("\nORDER BY {}", terms.join(", "))
}
