//! Queries: their outputs, what they read, and every name in them.

use super::expressions::{self, is_expression};
use super::found::{Found, collect, collect_children, collect_flat};
use super::from_items::from_items;
use super::names;
use super::tree::{Kind, Node, Place, child, has};
use crate::statement::{
    ColumnRef, CommonTable, Expression, ExpressionKind, FromItem, FromSource, Name, Output,
    QualifiedName, Query, QueryBody,
};
use pgwright_problem::Span;

/// Whether a node is a query.
pub(super) fn is_query(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::SELECT
            | Kind::SELECT_INTO
            | Kind::COMPOUND_SELECT
            | Kind::PAREN_SELECT
            | Kind::VALUES
            | Kind::TABLE
    )
}

/// The first child that is a query.
pub(super) fn child_query(node: &Node, place: Place<'_>) -> Option<Query> {
    node.children().find(|child| is_query(child.kind())).map(|node| query(&node, place))
}

/// The query that a node is.
pub(super) fn query(node: &Node, place: Place<'_>) -> Query {
    let Some(place) = place.deeper() else {
        let mut found = Found::default();
        collect_flat(node, place, &mut found);
        let body = QueryBody::Select { outputs: Vec::new(), from: Vec::new(), filter: None };
        return finish(Vec::new(), body, place.node(node), found);
    };
    let with_clause = child(node, Kind::WITH_CLAUSE);
    if with_clause.is_none()
        && node.kind() == Kind::PAREN_SELECT
        && let Some(inner) = node.children().find(|child| is_query(child.kind()))
        && node.children().count() == 1
    {
        return query(&inner, place);
    }
    let mut found = Found::default();
    let mut with = Vec::new();
    if let Some(clause) = with_clause {
        common_tables(&clause, place, &mut with, &mut found);
    }
    let mut own = Found::default();
    let mut inner = None;
    if node.kind() == Kind::PAREN_SELECT {
        inner = child_query(node, place);
    }
    let body = match inner {
        // `WITH a AS (…) (WITH b AS (…) SELECT …) ORDER BY …`
        Some(inner) => {
            own.take_query(&inner);
            tail(node, place, &mut own);
            with.extend(inner.with);
            inner.body
        }
        None => {
            let mut body = body(node, place, &mut own);
            // The parser puts the WITH of a whole set operation into its first part.
            if let QueryBody::SetOperation { left, .. } = &mut body
                && !first_part_in_parentheses(node)
            {
                with.append(&mut left.with);
            }
            body
        }
    };
    own.relations.retain(|relation| !is_common_table(relation, &with));
    found.append(own);
    finish(with, body, place.node(node), found)
}

fn first_part_in_parentheses(node: &Node) -> bool {
    let first = node.children().find(|child| is_query(child.kind()));
    first.is_some_and(|first| first.kind() == Kind::PAREN_SELECT)
}

/// A query of its parts.
pub(super) fn finish(with: Vec<CommonTable>, body: QueryBody, span: Span, found: Found) -> Query {
    Query {
        with,
        body,
        span,
        relations: found.relations,
        functions: found.functions,
        types: found.types,
        columns: found.columns,
    }
}

fn is_common_table(relation: &QualifiedName, with: &[CommonTable]) -> bool {
    relation.schema.is_none() && with.iter().any(|table| table.name.text == relation.name.text)
}

/// `WITH`. A query sees those before it, with RECURSIVE all of them.
fn common_tables(clause: &Node, place: Place<'_>, with: &mut Vec<CommonTable>, found: &mut Found) {
    let recursive = has(clause, Kind::RECURSIVE_KW);
    let mut parts = Vec::new();
    for table in clause.children().filter(|child| child.kind() == Kind::WITH_TABLE) {
        let mut own = Found::default();
        let query_node = table.children().find(|child| is_query(child.kind()));
        let query = query_node.map(|node| Box::new(query(&node, place)));
        match &query {
            Some(query) => own.take_query(query),
            // INSERT, UPDATE and DELETE: what they name, as they name it.
            None => collect_children(&table, place, &mut own),
        }
        if !recursive {
            own.relations.retain(|relation| !is_common_table(relation, with));
        }
        parts.push(own);
        with.push(CommonTable {
            name: child(&table, Kind::CTE_NAME)
                .map_or_else(|| nameless(place.node(&table)), |node| names::name(&node, place)),
            columns: child(&table, Kind::COLUMN_LIST)
                .map(|list| column_names(&list, place))
                .unwrap_or_default(),
            query,
        });
    }
    for mut own in parts {
        if recursive {
            own.relations.retain(|relation| !is_common_table(relation, with));
        }
        found.append(own);
    }
}

fn nameless(span: Span) -> Name {
    Name { text: "".into(), span }
}

/// The columns that a list names.
pub(super) fn column_names(list: &Node, place: Place<'_>) -> Vec<Name> {
    list.children()
        .filter(|child| matches!(child.kind(), Kind::COLUMN_NAME | Kind::COLUMN_NAME_REF))
        .map(|node| names::name(&node, place))
        .collect()
}

fn body(node: &Node, place: Place<'_>, found: &mut Found) -> QueryBody {
    match node.kind() {
        Kind::VALUES => values(node, place, found),
        Kind::TABLE => {
            let relation = child(node, Kind::RELATION_NAME)
                .and_then(|relation| child(&relation, Kind::RELATION_NAME_REF));
            match relation {
                Some(relation) => {
                    let name = names::qualified_name(&relation, place);
                    found.relations.push(name.clone());
                    QueryBody::Table(name)
                }
                None => QueryBody::Select { outputs: Vec::new(), from: Vec::new(), filter: None },
            }
        }
        Kind::COMPOUND_SELECT => {
            let mut sides = node.children().filter(|child| is_query(child.kind()));
            let (Some(left), Some(right)) = (sides.next(), sides.next()) else {
                return QueryBody::Select { outputs: Vec::new(), from: Vec::new(), filter: None };
            };
            let left = query(&left, place);
            let right = query(&right, place);
            found.take_query(&left);
            found.take_query(&right);
            tail(node, place, found);
            QueryBody::SetOperation { left: Box::new(left), right: Box::new(right) }
        }
        _ => select(node, place, found),
    }
}

/// ORDER BY, LIMIT and their kin.
fn tail(node: &Node, place: Place<'_>, found: &mut Found) {
    for clause in node.children() {
        if !is_query(clause.kind()) && clause.kind() != Kind::WITH_CLAUSE {
            collect(&clause, place, found);
        }
    }
}

fn values(node: &Node, place: Place<'_>, found: &mut Found) -> QueryBody {
    let mut first = Vec::new();
    if let Some(list) = child(node, Kind::ROW_LIST) {
        for (index, row) in list.children().filter(|row| row.kind() == Kind::ROW).enumerate() {
            if index == 0 {
                for value in row.children().filter(|child| is_expression(child.kind())) {
                    first.push(expressions::part(&value, place, found));
                }
            } else {
                collect_children(&row, place, found);
            }
        }
    }
    for clause in node.children() {
        if !matches!(clause.kind(), Kind::ROW_LIST | Kind::WITH_CLAUSE) {
            collect(&clause, place, found);
        }
    }
    QueryBody::Values(first)
}

fn select(node: &Node, place: Place<'_>, found: &mut Found) -> QueryBody {
    let mut outputs = Vec::new();
    let mut from = Vec::new();
    let mut filter = None;
    for clause in node.children() {
        match clause.kind() {
            Kind::SELECT_CLAUSE => {
                for part in clause.children() {
                    if part.kind() == Kind::TARGET_LIST {
                        outputs = targets(&part, place, found);
                    } else {
                        collect(&part, place, found);
                    }
                }
            }
            Kind::FROM_CLAUSE => {
                for item in clause.children() {
                    from_items(&item, place, found, &mut from);
                }
            }
            Kind::WHERE_CLAUSE => {
                let condition = clause.children().find(|child| is_expression(child.kind()));
                filter = condition.map(|it| Box::new(expressions::part(&it, place, found)));
            }
            Kind::WITH_CLAUSE | Kind::INTO_CLAUSE => {}
            _ => collect(&clause, place, found),
        }
    }
    QueryBody::Select { outputs, from, filter }
}

/// The outputs of a SELECT.
fn targets(list: &Node, place: Place<'_>, found: &mut Found) -> Vec<Output> {
    list.children()
        .filter(|target| target.kind() == Kind::TARGET)
        .filter_map(|target| {
            if has(&target, Kind::STAR) {
                return Some(Output::Star);
            }
            let expression = target.children().find(|child| is_expression(child.kind()))?;
            if expression.kind() == Kind::FIELD_EXPR && has(&expression, Kind::STAR) {
                let base = expression.first_child()?;
                return Some(match expressions::dotted(&base, place) {
                    Some(path) => Output::TableStar(names::qualified(path, place.node(&base))),
                    None => Output::CompositeStar(expressions::part(&base, place, found)),
                });
            }
            let alias = child(&target, Kind::AS_NAME)
                .and_then(|alias| child(&alias, Kind::COLUMN_NAME))
                .map(|name| names::name(&name, place));
            let expression = expressions::part(&expression, place, found);
            Some(Output::Expression { expression, alias })
        })
        .collect()
}

/// The query of `CREATE RECURSIVE VIEW name (columns) AS query`, as PostgreSQL rewrites it:
/// `WITH RECURSIVE name (columns) AS (query) SELECT columns FROM name`.
pub(super) fn recursive(name: &QualifiedName, columns: &[Name], query: Query) -> Query {
    let with =
        vec![CommonTable { name: name.name.clone(), columns: columns.to_vec(), query: None }];
    let outputs = columns
        .iter()
        .map(|column| {
            let column = ColumnRef { table: None, column: column.clone() };
            Output::Expression {
                expression: Expression {
                    text: column.column.text.clone(),
                    span: column.column.span,
                    kind: ExpressionKind::Column(column.clone()),
                    columns: vec![column],
                    functions: Vec::new(),
                    types: Vec::new(),
                    relations: Vec::new(),
                },
                alias: None,
            }
        })
        .collect();
    let source = FromSource::Relation(QualifiedName { schema: None, name: name.name.clone() });
    let from = vec![FromItem {
        source,
        alias: None,
        columns: Vec::new(),
        using: Vec::new(),
        on: None,
        natural: false,
    }];
    let mut outer = Query {
        with,
        body: QueryBody::Select { outputs, from, filter: None },
        span: query.span,
        relations: query.relations.clone(),
        functions: query.functions.clone(),
        types: query.types.clone(),
        columns: query.columns.clone(),
    };
    outer.relations.retain(|relation| !is_common_table(relation, &outer.with));
    if let Some(table) = outer.with.first_mut() {
        table.query = Some(Box::new(query));
    }
    outer
}
