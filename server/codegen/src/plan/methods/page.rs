//! `ListPaginated`: constant statements for the first page, behind a cursor and before one.

use super::{Method, latest, verb};
use crate::layout::{plain, raw_string};
use crate::plan::pages::{PageKey, Pages, nulls};
use crate::plan::table::{Column, Table};
use crate::sql;
use crate::types::{NullForm, Text};
use crate::view::{View, view};
use pgwright_config::Function;

/// `ListPaginated`.
pub(super) fn list_paginated(table: &Table, pages: &Pages) -> Method {
    let order = order_text(table, pages);
    let first = format!(
        "{}\nFROM {}\nORDER BY {}\nLIMIT $1",
        sql::read_list(&verb(table, "SELECT", "ListPaginated"), &table.columns, None),
        table.sql_name,
        order_by(table, &pages.keys),
    );
    let queries: Vec<View> = [false, true]
        .into_iter()
        .flat_map(|backward| patterns(pages).into_iter().map(move |pattern| (backward, pattern)))
        .map(|(backward, pattern)| {
            let name = query_name(pages, backward, &pattern);
            view!({
                "name": name,
                "query": raw_string(&query_behind(table, pages, &pattern, backward)),
                "case": case(pages, &pattern, backward),
            })
        })
        .collect();
    let fingerprint = fingerprint(&format!("{} {order}", table.sql_name));
    let mut view = view!({
        "order": plain(&order),
        "fingerprint": format!("0x{fingerprint:08x}"),
        "first": raw_string(&first),
        "nullable": pages.keys.iter().any(|key| key.nullable),
        "keys": pages.keys.len(),
        "default_limit": table.settings.default_limit,
        "max_limit": table.settings.max_limit,
    });
    view.set("queries", queries);
    Method {
        function: Function::Paginate,
        name: "ListPaginated".to_owned(),
        signature: format!(
            "ListPaginated(ctx context.Context, params PageParams) (*Page[{}], error)",
            table.struct_name
        ),
        template: "paginate",
        view,
        what: format!("the order of {}", table.described()),
        cause: latest(table.relation.history.as_ref()),
        retried: None,
        named_after: Vec::new(),
    }
}

/// The values of the row's sort key, as [`Text`] writes them.
pub(crate) fn page_key(table: &Table, pages: &Pages, receiver: &str) -> String {
    let parts: Vec<String> = pages
        .keys
        .iter()
        .filter_map(|key| table.columns.get(key.column))
        .map(|column| key_part(column, &format!("{receiver}.{}", column.field)))
        .collect();
    parts.join(", ")
}

fn key_part(column: &Column, place: &str) -> String {
    match column.types.null_form() {
        NullForm::Never | NullForm::Own => text(column, place),
        NullForm::Pointer => format!("pointerText({place}, {})", text_function(column)),
        NullForm::SqlNull => format!("nullText({place}, {})", text_function(column)),
        NullForm::Slice => format!("sliceText({place}, {})", text_function(column)),
        NullForm::Pgtype => format!("anyText({place})"),
    }
}

/// The text of a value that is not NULL.
fn text(column: &Column, place: &str) -> String {
    match column.types.text {
        Some(Text::String) => place.to_owned(),
        Some(Text::Conversion) => format!("string({place})"),
        Some(Text::Stringer) => format!("{place}.String()"),
        Some(Text::Integer) if column.types.value.text == "int64" => {
            format!("strconv.FormatInt({place}, 10)")
        }
        Some(Text::Integer) => format!("strconv.FormatInt(int64({place}), 10)"),
        Some(Text::Unsigned) => format!("strconv.FormatUint({place}, 10)"),
        Some(Text::Bool) => format!("strconv.FormatBool({place})"),
        Some(Text::Float32) => format!("strconv.FormatFloat(float64({place}), 'g', -1, 32)"),
        Some(Text::Float64) => format!("strconv.FormatFloat({place}, 'g', -1, 64)"),
        Some(Text::Bytes) => format!("`\\x` + hex.EncodeToString({place})"),
        Some(Text::Date) => format!("timeText({place}, \"-01-02\")"),
        Some(Text::Timestamp) => format!("timeText({place}, \"-01-02 15:04:05.999999\")"),
        Some(Text::Moment) => format!("timeText({place}.UTC(), \"-01-02 15:04:05.999999+00\")"),
        Some(Text::Valuer) => format!("valueText({place})"),
        Some(Text::Any) | None => format!("anyText({place})"),
    }
}

fn text_function(column: &Column) -> String {
    format!("func(v {}) any {{ return {} }}", column.types.value.text, text(column, "v"))
}

/// Which keys are NULL in the cursor.
type Pattern = Vec<bool>;

fn patterns(pages: &Pages) -> Vec<Pattern> {
    let mut patterns = vec![Vec::new()];
    for key in &pages.keys {
        let values: &[bool] = if key.nullable { &[false, true] } else { &[false] };
        patterns = patterns
            .into_iter()
            .flat_map(|pattern| {
                values.iter().map(move |null| {
                    let mut longer = pattern.clone();
                    longer.push(*null);
                    longer
                })
            })
            .collect();
    }
    patterns
}

fn query_name(pages: &Pages, backward: bool, pattern: &Pattern) -> String {
    let only = pages.keys.iter().filter(|key| key.nullable).count() == 1;
    let nulls: String = pattern
        .iter()
        .enumerate()
        .filter(|(_, null)| **null)
        .map(|(at, _)| if only { "Null".to_owned() } else { format!("Null{}", at + 1) })
        .collect();
    format!("{}{nulls}", if backward { "before" } else { "after" })
}

fn case(pages: &Pages, pattern: &Pattern, backward: bool) -> String {
    let mut terms = vec![format!("params.Before {} \"\"", if backward { "!=" } else { "==" })];
    for (at, (key, null)) in pages.keys.iter().zip(pattern).enumerate() {
        if key.nullable {
            terms.push(format!("key[{at}] {} nil", if *null { "==" } else { "!=" }));
        }
    }
    format!("case {}:", terms.join(" && "))
}

/// The statement for rows behind the key in `$2`, `$3` …, of which those that are NULL are left
/// out; or before it, in the opposite order.
fn query_behind(table: &Table, pages: &Pages, pattern: &Pattern, backward: bool) -> String {
    let keys: Vec<PageKey> = pages
        .keys
        .iter()
        .map(|key| PageKey {
            descending: key.descending != backward,
            nulls_first: key.nulls_first != backward,
            ..*key
        })
        .collect();
    let mut number = 1;
    let values: Vec<Option<usize>> = pattern
        .iter()
        .map(|null| {
            (!null).then(|| {
                number += 1;
                number
            })
        })
        .collect();
    let suffix = if backward { "Before" } else { "After" };
    let verb = verb(table, "SELECT", &format!("ListPaginated.{suffix}"));
    let order = order_by(table, &keys);
    let conditions = branches(table, &keys, &values);
    if let [condition] = conditions.as_slice() {
        return format!(
            "{}\nFROM {}\nWHERE {condition}\nORDER BY {order}\nLIMIT $1",
            sql::read_list(&verb, &table.columns, None),
            table.sql_name
        );
    }
    // Rows with a value and those with NULL lie apart in the index: read each by itself.
    let parts: Vec<String> = conditions
        .iter()
        .map(|condition| {
            let part = format!(
                "{}\nFROM {}\nWHERE {condition}\nORDER BY {order}\nLIMIT $1)",
                sql::read_list("(SELECT", &table.columns, None),
                table.sql_name
            );
            format!("    {}", part.replace('\n', "\n    "))
        })
        .collect();
    format!(
        "{}\nFROM (\n{}\n) AS page\nORDER BY {}\nLIMIT $1",
        sql::name_list(&format!("{verb} "), &table.columns),
        parts.join("\n    UNION ALL\n"),
        keys.iter()
            .filter_map(|key| {
                let column = table.columns.get(key.column)?;
                Some(format!("{}{}", column.ident, direction(key)))
            })
            .collect::<Vec<_>>()
            .join(", "),
    )
}

/// Conditions that together hold for the rows behind the key, none of them for the same row.
fn branches(table: &Table, keys: &[PageKey], values: &[Option<usize>]) -> Vec<String> {
    let Some((lead, rest)) = keys.split_first() else { return Vec::new() };
    let name = |key: &PageKey| table.columns.get(key.column).map_or("", |column| &column.ident);
    match (lead.nullable, values[0]) {
        (true, None) => {
            // The rest decides among the rows with NULL; rows with a value come behind them, or
            // not at all.
            let mut conditions = Vec::new();
            let among = format!("{} IS NULL", name(lead));
            let rest_can_be_null = rest.first().is_none_or(|key| key.nullable);
            let rest = if rest_can_be_null {
                inside(table, rest, &values[1..])
            } else {
                behind(table, rest, &values[1..])
            };
            conditions.push(format!("{among} AND {rest}"));
            if lead.nulls_first {
                conditions.push(format!("{} IS NOT NULL", name(lead)));
            }
            conditions
        }
        (true, Some(_)) => {
            let mut conditions = vec![behind(table, keys, values)];
            if !lead.nulls_first {
                conditions.push(format!("{} IS NULL", name(lead)));
            }
            conditions
        }
        (false, _) => vec![behind(table, keys, values)],
    }
}

/// The condition of rows behind the key, for a lead that is not NULL: a row comparison where all
/// keys have one direction, otherwise guarded by the lead, so that an index serves both.
fn behind(table: &Table, keys: &[PageKey], values: &[Option<usize>]) -> String {
    let name = |key: &PageKey| table.columns.get(key.column).map_or("", |column| &column.ident);
    let all_alike = keys.iter().enumerate().all(|(at, key)| {
        key.descending == keys[0].descending && (at == 0 || !key.nullable) && values[at].is_some()
    });
    let compare = |key: &PageKey| if key.descending { "<" } else { ">" };
    if all_alike {
        let names: Vec<&str> = keys.iter().map(name).collect();
        let places: Vec<String> = values.iter().flatten().map(|at| format!("${at}")).collect();
        let sign = compare(&keys[0]);
        return match names.as_slice() {
            [only] => format!("{only} {sign} {}", places.join("")),
            _ => format!("({}) {sign} ({})", names.join(", "), places.join(", ")),
        };
    }
    let Some(value) = values[0] else { return inside(table, keys, values) };
    let rest = inside(table, &keys[1..], &values[1..]);
    let (lead, sign) = (name(&keys[0]), compare(&keys[0]));
    format!("{lead} {sign}= ${value} AND ({lead} {sign} ${value} OR {rest})")
}

/// The condition of rows behind the key among those that are equal in all keys before: only read
/// under a guard.
fn inside(table: &Table, keys: &[PageKey], values: &[Option<usize>]) -> String {
    let Some((key, rest)) = keys.split_first() else { return "false".to_owned() };
    let name = table.columns.get(key.column).map_or("", |column| &column.ident);
    let sign = if key.descending { "<" } else { ">" };
    let mut terms = Vec::new();
    match values[0] {
        Some(value) => {
            terms.push(format!("{name} {sign} ${value}"));
            if key.nullable && !key.nulls_first {
                terms.push(format!("{name} IS NULL"));
            }
        }
        None if key.nulls_first => terms.push(format!("{name} IS NOT NULL")),
        None => {}
    }
    if !rest.is_empty() {
        let equal = match values[0] {
            Some(value) => format!("{name} = ${value}"),
            None => format!("{name} IS NULL"),
        };
        terms.push(format!("{equal} AND {}", inside(table, rest, &values[1..])));
    }
    match terms.as_slice() {
        [] => "false".to_owned(),
        [only] if rest.is_empty() => only.clone(),
        _ => format!("({})", terms.join(" OR ")),
    }
}

fn order_by(table: &Table, keys: &[PageKey]) -> String {
    let terms: Vec<String> = keys
        .iter()
        .filter_map(|key| {
            let column = table.columns.get(key.column)?;
            Some(format!("{}{}", table.sort_name(column), direction(key)))
        })
        .collect();
    terms.join(", ")
}

fn direction(key: &PageKey) -> String {
    format!("{}{}", if key.descending { " DESC" } else { "" }, nulls(key))
}

/// `created_at desc, id desc`.
fn order_text(table: &Table, pages: &Pages) -> String {
    let terms: Vec<String> = pages
        .keys
        .iter()
        .filter_map(|key| {
            let column = table.columns.get(key.column)?;
            Some(format!("{}{}", column.name, direction(key).to_lowercase()))
        })
        .collect();
    terms.join(", ")
}

/// FNV-1a in 32 bits: the same on every machine and in every release.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
