//! Queries: their outputs, what they read, and every name in them.

use super::expressions::{self, Found, collect, collect_children, is_expression};
use super::tree::{Kind, Node, Place, child, has};
use super::{names, types};
use crate::statement::{
    ColumnRef, CommonTable, Expression, ExpressionKind, FromItem, FromSource, Name, Output,
    QualifiedName, Query, QueryBody, TypeName,
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
        expressions::collect_flat(node, place, &mut found);
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
        None => body(node, place, &mut own),
    };
    own.relations.retain(|relation| !is_common_table(relation, &with));
    found.append(own);
    finish(with, body, place.node(node), found)
}

fn finish(with: Vec<CommonTable>, body: QueryBody, span: Span, found: Found) -> Query {
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

fn column_names(list: &Node, place: Place<'_>) -> Vec<Name> {
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

/// What an item of FROM reads, joins taken apart from left to right.
fn from_items(node: &Node, place: Place<'_>, found: &mut Found, items: &mut Vec<FromItem>) {
    let Some(place) = place.deeper() else {
        return expressions::collect_flat(node, place, found);
    };
    match node.kind() {
        Kind::JOIN_EXPR => {
            // Joins lean to the left: down without calling itself, then up.
            let mut spine = vec![node.clone()];
            while let Some(left) = spine.last().and_then(|join| child(join, Kind::JOIN_EXPR)) {
                spine.push(left);
            }
            for part in spine.into_iter().rev().flat_map(|join| join.children()) {
                match part.kind() {
                    Kind::JOIN_EXPR => {}
                    Kind::JOIN => join(&part, place, found, items),
                    _ => from_items(&part, place, found, items),
                }
            }
        }
        Kind::PAREN_EXPR => {
            for part in node.children() {
                from_items(&part, place, found, items);
            }
        }
        Kind::PAREN_FROM_ITEM => match (child(node, Kind::FROM_ALIAS), joined(node)) {
            // Parentheses around a join alone.
            (None, Some(joined)) => from_items(&joined, place, found, items),
            // `(a JOIN b) AS c` hides its parts, as `(SELECT * FROM a JOIN b) AS c` does.
            (Some(_), Some(joined)) => {
                let mut own = Found::default();
                let mut from = Vec::new();
                from_items(&joined, place, &mut own, &mut from);
                let outputs = vec![Output::Star];
                let body = QueryBody::Select { outputs, from, filter: None };
                let query = finish(Vec::new(), body, place.node(&joined), own);
                found.take_query(&query);
                items.push(aliased(node, FromSource::Query(Box::new(query)), place));
            }
            (_, None) => items.push(from_item(node, place, found)),
        },
        kind if is_from_item(kind) => items.push(from_item(node, place, found)),
        _ => collect(node, place, found),
    }
}

/// The join within parentheses, if they hold no query.
fn joined(node: &Node) -> Option<Node> {
    child(node, Kind::PAREN_EXPR).filter(|inner| {
        !inner.children().any(|child| is_query(child.kind()) || is_expression(child.kind()))
    })
}

fn is_from_item(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::RELATION_FROM_ITEM
            | Kind::FUNCTION_FROM_ITEM
            | Kind::EXPR_FROM_ITEM
            | Kind::ROWS_FROM_ITEM
            | Kind::JSON_TABLE_FROM_ITEM
            | Kind::XML_TABLE_FROM_ITEM
            | Kind::GRAPH_TABLE_FROM_ITEM
            | Kind::PAREN_FROM_ITEM
    )
}

/// `JOIN … ON`, `USING`, `NATURAL`: the right side, put behind what is there.
fn join(node: &Node, place: Place<'_>, found: &mut Found, items: &mut Vec<FromItem>) {
    let first = items.len();
    for part in node.children() {
        match part.kind() {
            Kind::JOIN_USING_CLAUSE => {
                let list = child(&part, Kind::COLUMN_REF_LIST);
                if let (Some(list), Some(item)) = (list, items.get_mut(first)) {
                    item.using = column_names(&list, place);
                }
            }
            Kind::ON_CLAUSE => collect_children(&part, place, found),
            _ => from_items(&part, place, found, items),
        }
    }
    if let Some(item) = items.get_mut(first) {
        item.natural = has(node, Kind::NATURAL_KW);
    }
}

/// An item with the alias behind it.
fn aliased(node: &Node, source: FromSource, place: Place<'_>) -> FromItem {
    let alias = child(node, Kind::FROM_ALIAS);
    let list = alias.as_ref().and_then(|alias| child(alias, Kind::COLUMN_LIST));
    FromItem {
        source,
        alias: alias
            .and_then(|alias| child(&alias, Kind::TABLE_ALIAS))
            .map(|name| names::name(&name, place)),
        columns: list.map(|list| column_names(&list, place)).unwrap_or_default(),
        using: Vec::new(),
        natural: false,
    }
}

fn from_item(node: &Node, place: Place<'_>, found: &mut Found) -> FromItem {
    let source = match node.kind() {
        Kind::RELATION_FROM_ITEM => match child(node, Kind::RELATION_NAME_REF) {
            Some(relation) => {
                let name = names::qualified_name(&relation, place);
                found.relations.push(name.clone());
                if let Some(sample) = child(node, Kind::TABLESAMPLE_CLAUSE) {
                    for call in sample.children() {
                        call.children().skip(1).for_each(|list| collect(&list, place, found));
                    }
                }
                FromSource::Relation(name)
            }
            None => FromSource::Other,
        },
        Kind::PAREN_FROM_ITEM => {
            let inner = child(node, Kind::PAREN_EXPR).unwrap_or_else(|| node.clone());
            match child_query(&inner, place) {
                Some(query) => {
                    found.take_query(&query);
                    FromSource::Query(Box::new(query))
                }
                None => {
                    collect_children(node, place, found);
                    FromSource::Other
                }
            }
        }
        Kind::FUNCTION_FROM_ITEM | Kind::EXPR_FROM_ITEM => function(node, place, found),
        Kind::JSON_TABLE_FROM_ITEM | Kind::XML_TABLE_FROM_ITEM => {
            columns_function(node, place, found)
        }
        _ => {
            collect_children(node, place, found);
            FromSource::Other
        }
    };
    aliased(node, source, place)
}

fn function(node: &Node, place: Place<'_>, found: &mut Found) -> FromSource {
    let Some(call) = node.children().find(|child| is_expression(child.kind())) else {
        return FromSource::Other;
    };
    let expression = expressions::part(&call, place, found);
    let ExpressionKind::Call { function, arguments, .. } = expression.kind else {
        return FromSource::Other;
    };
    let columns = child(node, Kind::FROM_ALIAS)
        .and_then(|alias| child(&alias, Kind::COLUMN_DEF_LIST))
        .map(|list| typed_columns(&list, Kind::COLUMN_DEF, place))
        .unwrap_or_default();
    found.types.extend(columns.iter().map(|(_, data_type)| data_type.clone()));
    FromSource::Function {
        function,
        arguments,
        columns,
        ordinality: has(node, Kind::WITH_ORDINALITY),
    }
}

fn typed_columns(list: &Node, kind: Kind, place: Place<'_>) -> Vec<(Name, TypeName)> {
    list.children()
        .filter(|column| column.kind() == kind)
        .filter_map(|column| {
            let name = names::name(&child(&column, Kind::COLUMN_NAME)?, place);
            Some((name, types::child_type(&column, place)?))
        })
        .collect()
}

/// JSON_TABLE and XMLTABLE, which say their columns themselves.
fn columns_function(node: &Node, place: Place<'_>, found: &mut Found) -> FromSource {
    collect_children(node, place, found);
    let mut columns = Vec::new();
    let word = if node.kind() == Kind::JSON_TABLE_FROM_ITEM { "json_table" } else { "xmltable" };
    for part in node.descendants() {
        let data_type = match part.kind() {
            Kind::JSON_TABLE_VALUE_COLUMN | Kind::JSON_TABLE_EXISTS_COLUMN => {
                types::child_type(&part, place)
            }
            Kind::XML_TABLE_COLUMN => types::child_type(&part, place)
                .or_else(|| Some(types::catalog("int4", place.node(&part)))),
            Kind::JSON_TABLE_ORDINALITY_COLUMN => Some(types::catalog("int4", place.node(&part))),
            _ => continue,
        };
        let name = child(&part, Kind::COLUMN_NAME).map(|name| names::name(&name, place));
        columns.extend(name.zip(data_type));
    }
    let span = place.node(node);
    let function = QualifiedName { schema: None, name: Name { text: word.into(), span } };
    FromSource::Function { function, arguments: Vec::new(), columns, ordinality: false }
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
