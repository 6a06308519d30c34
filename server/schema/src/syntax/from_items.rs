//! What stands behind FROM.

use super::expressions::{self, is_expression};
use super::found::{Found, collect, collect_children, collect_flat};
use super::queries::{child_query, column_names, finish, is_query};
use super::tree::{Kind, Node, Place, all_tokens, child, has};
use super::{names, types};
use crate::statement::{
    ExpressionKind, FromItem, FromSource, Name, Output, QualifiedName, QueryBody, TypeName,
};

/// What an item of FROM reads, joins taken apart from left to right.
pub(super) fn from_items(
    node: &Node,
    place: Place<'_>,
    found: &mut Found,
    items: &mut Vec<FromItem>,
) {
    let Some(place) = place.deeper() else {
        return collect_flat(node, place, found);
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
            Kind::ON_CLAUSE => {
                let condition = part.children().find(|child| is_expression(child.kind()));
                let condition = condition.map(|it| Box::new(expressions::part(&it, place, found)));
                if let Some(item) = items.get_mut(first) {
                    item.on = condition;
                }
            }
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
        on: None,
        natural: false,
    }
}

fn from_item(node: &Node, place: Place<'_>, found: &mut Found) -> FromItem {
    let source = match node.kind() {
        Kind::RELATION_FROM_ITEM => match child(node, Kind::RELATION_NAME_REF) {
            // `current_date` and its kin are calls, here too.
            Some(relation) if is_bare_call(&relation) => {
                let function = names::qualified_name(&relation, place);
                found.functions.push(function.clone());
                FromSource::Function {
                    function,
                    arguments: Vec::new(),
                    columns: Vec::new(),
                    ordinality: has(node, Kind::WITH_ORDINALITY),
                }
            }
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

fn is_bare_call(relation: &Node) -> bool {
    let mut tokens = all_tokens(relation);
    let first = tokens.next().is_some_and(|token| expressions::is_bare_call(token.kind()));
    first && tokens.next().is_none()
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
