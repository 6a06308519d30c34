//! The order in which a table is paged through: checked against its keys, types and indexes.

use super::places::Places;
use super::table::Table;
use crate::layout::plain;
use pgwright_config::{Function, NullsOrder, SortKey};
use pgwright_problem::{Code, Location, Problem, Severity};
use pgwright_schema::model::{ConstraintKind, Index, IndexTarget, quote_identifier};

/// How a table is paged through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pages {
    /// In order, the last ones telling rows apart.
    pub(crate) keys: Vec<PageKey>,
}

/// One key of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageKey {
    /// Index into [`Table::columns`].
    pub(crate) column: usize,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
    pub(crate) nullable: bool,
}

/// More of them would need too many statements: one for each pattern of NULL.
const MAX_NULLABLE: usize = 2;

/// The order of a table's pages, if it has one that can page; otherwise the problems say why.
pub(crate) fn pages(table: &Table, places: &Places, problems: &mut Vec<Problem>) -> Option<Pages> {
    if !table.settings.functions.has(Function::Paginate) {
        return None;
    }
    let Some(order) = &table.settings.order_by else {
        return by_primary_key(table, places, problems);
    };
    let before = problems.len();
    let mut keys: Vec<PageKey> = Vec::new();
    for (number, sort) in order.iter().enumerate() {
        let place = places.of_table(table, &["pagination", "order_by", &number.to_string()]);
        match page_key(table, sort) {
            Ok(key) if keys.iter().any(|other| other.column == key.column) => problems.push(
                Problem::new(
                    Code::PaginationKey,
                    place,
                    format!("`{}` stands twice in the order of {}", sort.column, table.described()),
                )
                .with_help("leave the second out: it decides nothing"),
            ),
            Ok(key) => keys.push(key),
            Err((message, help)) => {
                problems.push(Problem::new(Code::PaginationKey, place, message).with_help(help))
            }
        }
    }
    if problems.len() > before {
        return None;
    }
    let place = places.of_table(table, &["pagination", "order_by"]);
    if let Some(problem) = not_total(table, &keys, order, &place) {
        problems.push(problem);
        return None;
    }
    if keys.iter().filter(|key| key.nullable).count() > MAX_NULLABLE {
        problems.push(
            Problem::new(
                Code::PaginationKey,
                place,
                format!(
                    "the order of {} has more than {MAX_NULLABLE} columns that can be NULL",
                    table.described()
                ),
            )
            .with_help("sort by fewer of them, or make them NOT NULL"),
        );
        return None;
    }
    let pages = Pages { keys };
    problems.extend(without_index(table, &pages, place));
    Some(pages)
}

fn by_primary_key(table: &Table, places: &Places, problems: &mut Vec<Problem>) -> Option<Pages> {
    let key = table.key.as_ref()?;
    let unsorted = table.at(&key.columns).find(|column| column.types.text.is_none());
    if let Some(column) = unsorted {
        let mut problem = Problem::new(
            Code::PaginationKey,
            places.of_column(table, column),
            format!(
                "{} cannot be paged through: the type of {} in its primary key has no order \
                 that a cursor can keep",
                table.described(),
                plain(&column.name)
            ),
        )
        .with_help(
            "set `pagination.order_by` to columns that end in a unique key, or leave `paginate` \
             out of the table's `functions`",
        );
        problem.severity = Severity::Warning;
        problems.push(problem);
        return None;
    }
    let keys = key
        .columns
        .iter()
        .map(|column| PageKey {
            column: *column,
            descending: false,
            nulls_first: false,
            nullable: false,
        })
        .collect();
    Some(Pages { keys })
}

/// The key, or what is wrong with it and what to do.
fn page_key(table: &Table, sort: &SortKey) -> Result<PageKey, (String, String)> {
    let found = table.columns.iter().position(|column| *column.name == *sort.column);
    let Some((index, column)) = found.and_then(|at| Some((at, table.columns.get(at)?))) else {
        let names = table.columns.iter().map(|column| &*column.name);
        let help = match pgwright_problem::nearest(&sort.column, names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "sort by a column of the table".to_owned(),
        };
        return Err((format!("{} has no column `{}`", table.described(), sort.column), help));
    };
    if column.types.text.is_none() {
        return Err((
            format!(
                "{} cannot be paged through by `{}`: its type has no order that a cursor can keep",
                table.described(),
                sort.column
            ),
            "sort by another column".to_owned(),
        ));
    }
    let direction = if sort.descending { " desc" } else { "" };
    if column.types.nullable && sort.nulls.is_none() {
        return Err((
            format!(
                "{} cannot be paged through by `{}` without saying where NULL stands",
                table.described(),
                sort.column
            ),
            format!("write `{}{direction} nulls last`, or `nulls first`", sort.column),
        ));
    }
    Ok(PageKey {
        column: index,
        descending: sort.descending,
        nulls_first: match sort.nulls {
            Some(nulls) => nulls == NullsOrder::First,
            None => sort.descending,
        },
        nullable: column.types.nullable,
    })
}

/// An order in which two rows can stand equal would lose rows between pages.
fn not_total(
    table: &Table,
    keys: &[PageKey],
    order: &[SortKey],
    place: &Location,
) -> Option<Problem> {
    let sorted = |index: &usize| keys.iter().any(|key| key.column == *index);
    let not_null =
        |index: &usize| table.columns.get(*index).is_some_and(|column| !column.types.nullable);
    let unique = table.unique_keys();
    let mut unique = table.key.iter().chain(&unique);
    if unique.any(|key| key.columns.iter().all(|index| sorted(index) && not_null(index))) {
        return None;
    }
    let message = format!(
        "the order of {} does not tell its rows apart: it must end in a unique key",
        table.described()
    );
    let problem = Problem::new(Code::PaginationKey, place.clone(), message);
    let Some(key) = &table.key else {
        return Some(problem.with_help(
            "give the table a primary key, or leave `paginate` out of its `functions`",
        ));
    };
    let last = order.last().is_some_and(|sort| sort.descending);
    let missing = table
        .at(&key.columns)
        .filter(|column| !order.iter().any(|sort| *sort.column == *column.name))
        .map(|column| SortKey { column: column.name.to_string(), descending: last, nulls: None });
    let whole: Vec<String> =
        order.iter().cloned().chain(missing).map(|sort| sort_text(&sort)).collect();
    let line = format!("order_by: [{}]", whole.join(", "));
    Some(problem.with_help(format!("write `{line}`")).with_data("order_by", line))
}

/// As a person writes it in the configuration.
fn sort_text(sort: &SortKey) -> String {
    let column = if sort.column.contains(|c: char| c.is_whitespace() || c == '"') {
        format!("\"{}\"", sort.column.replace('"', "\"\""))
    } else {
        sort.column.clone()
    };
    let direction = if sort.descending { " desc" } else { "" };
    let nulls = match sort.nulls {
        Some(NullsOrder::First) => " nulls first",
        Some(NullsOrder::Last) => " nulls last",
        None => "",
    };
    format!("{column}{direction}{nulls}")
}

/// A warning when no index has the order.
fn without_index(table: &Table, pages: &Pages, place: Location) -> Option<Problem> {
    if table.is_view() && table.relation.indexes.is_empty() {
        return None;
    }
    if has_index(table, pages) {
        return None;
    }
    let columns: Vec<String> = pages.keys.iter().map(|key| sort_term(table, key)).collect();
    let names: Vec<&str> =
        pages.keys.iter().filter_map(|key| Some(&*table.columns.get(key.column)?.name)).collect();
    let line = format!(
        "CREATE INDEX {} ON {} ({});",
        quote_identifier(&index_name(&table.relation.name, &names)),
        table.sql_name,
        columns.join(", ")
    );
    let order: Vec<String> = columns.iter().map(|column| column.to_lowercase()).collect();
    let message = format!(
        "{} is paged through in the order {}, and has no index in that order: every page reads \
         the whole table",
        table.described(),
        plain(&order.join(", "))
    );
    let mut problem = Problem::new(Code::PaginationIndex, place, message)
        .with_help(format!("add a migration with `{line}`"))
        .with_data("create_index", line);
    if let Some(history) = &table.relation.history {
        problem = problem.with_related(history.latest().clone(), "the table is made here");
    }
    Some(problem)
}

/// As PostgreSQL makes up names, cut at 63 bytes.
fn index_name(table: &str, columns: &[&str]) -> String {
    let mut name = format!("{table}_{}", columns.join("_"));
    while name.len() > 63 - "_idx".len() {
        name.pop();
    }
    name + "_idx"
}

/// `created_at DESC NULLS LAST`, with what differs from PostgreSQL's default.
pub(crate) fn sort_term(table: &Table, key: &PageKey) -> String {
    let name = table.columns.get(key.column).map_or("", |column| &column.ident);
    let direction = if key.descending { " DESC" } else { "" };
    format!("{name}{direction}{}", nulls(key))
}

/// ` NULLS LAST` where it is not the default of the direction, or the column cannot be NULL.
pub(crate) fn nulls(key: &PageKey) -> &'static str {
    match (key.nullable, key.descending, key.nulls_first) {
        (true, false, true) => " NULLS FIRST",
        (true, true, false) => " NULLS LAST",
        _ => "",
    }
}

fn has_index(table: &Table, pages: &Pages) -> bool {
    let of_constraints = table.relation.constraints.iter().filter_map(|constraint| {
        let (ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. }) =
            &constraint.kind
        else {
            return None;
        };
        Some(columns.iter().map(|id| (table.index_of(*id), false, false)).collect::<Vec<_>>())
    });
    let of_indexes = table
        .relation
        .indexes
        .iter()
        .filter(|index| &*index.method == "btree" && index.predicate.is_none())
        .map(|index| index_keys(table, index));
    of_constraints.chain(of_indexes).any(|keys| {
        keys.len() >= pages.keys.len()
            && [false, true].into_iter().any(|backward| {
                pages.keys.iter().zip(&keys).all(|(page, (column, descending, nulls_first))| {
                    *column == Some(page.column)
                        && (*descending != backward) == page.descending
                        && (!page.nullable || (*nulls_first != backward) == page.nulls_first)
                })
            })
    })
}

fn index_keys(table: &Table, index: &Index) -> Vec<(Option<usize>, bool, bool)> {
    index
        .keys
        .iter()
        .map(|key| {
            let column = match &key.target {
                IndexTarget::Column(id) if key.operator_class.is_none() => table.index_of(*id),
                _ => None,
            };
            (column, key.descending, key.nulls_first)
        })
        .collect()
}
