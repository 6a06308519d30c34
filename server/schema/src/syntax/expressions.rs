//! Expressions: what they are at the top, and every column, function, type and relation in them.

use super::calls::{call, own_function};
use super::found::{Found, collect, collect_children, collect_flat};
use super::tree::{Kind, Node, Place, folded_text, has, tokens};
use super::{names, queries, strings, types};
use crate::statement::{ColumnRef, Expression, ExpressionKind, Name, QualifiedName, Query};
use std::sync::Arc;

/// Whether a node is an expression.
pub(super) fn is_expression(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ARRAY_EXPR
            | Kind::BETWEEN_EXPR
            | Kind::BIN_EXPR
            | Kind::CALL_EXPR
            | Kind::CASE_EXPR
            | Kind::CAST_EXPR
            | Kind::COLLATE
            | Kind::FIELD_EXPR
            | Kind::INDEX_EXPR
            | Kind::LITERAL
            | Kind::NAME_REF
            | Kind::PAREN_EXPR
            | Kind::POSTFIX_EXPR
            | Kind::PREFIX_EXPR
            | Kind::SLICE_EXPR
            | Kind::TUPLE_EXPR
    )
}

/// The first child that is an expression.
pub(super) fn child_expression(node: &Node, place: Place<'_>) -> Option<Expression> {
    node.children().find(|child| is_expression(child.kind())).map(|node| expression(&node, place))
}

/// The expression that a node is, outer parentheses taken off.
pub(super) fn expression(node: &Node, place: Place<'_>) -> Expression {
    let mut node = node.clone();
    while node.kind() == Kind::PAREN_EXPR {
        match node.children().find(|child| is_expression(child.kind())) {
            Some(inner) => node = inner,
            None => break,
        }
    }
    let mut found = Found::default();
    let kind = match place.deeper() {
        Some(place) => kind(&node, place, &mut found),
        None => {
            collect_flat(&node, place, &mut found);
            ExpressionKind::Other
        }
    };
    Expression {
        text: folded_text(&node),
        span: place.node(&node),
        kind,
        columns: found.columns,
        functions: found.functions,
        types: found.types,
        relations: found.relations,
    }
}

pub(super) fn operands(node: &Node) -> impl Iterator<Item = Node> {
    node.children().filter(|child| is_expression(child.kind()))
}

/// The expression of a child, of which everything named is found in the parent too.
pub(super) fn part(node: &Node, place: Place<'_>, found: &mut Found) -> Expression {
    let expression = expression(node, place);
    found.take(&expression);
    expression
}

pub(super) fn kind(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    match node.kind() {
        Kind::LITERAL => literal(node),
        Kind::NAME_REF => name_reference(node, place, found),
        Kind::FIELD_EXPR => field(node, place, found),
        Kind::CALL_EXPR => call(node, place, found),
        Kind::CAST_EXPR => cast(node, place, found),
        Kind::BIN_EXPR => binary(node, place, found),
        Kind::CASE_EXPR => case(node, place, found),
        Kind::COLLATE => match operands(node).next() {
            Some(inner) => {
                let inner = part(&inner, place, found);
                inner.kind
            }
            None => ExpressionKind::Other,
        },
        Kind::INDEX_EXPR => {
            let mut operands = operands(node);
            match operands.next() {
                Some(base) => {
                    let base = part(&base, place, found);
                    operands.for_each(|index| collect(&index, place, found));
                    ExpressionKind::Element(Box::new(base))
                }
                None => ExpressionKind::Other,
            }
        }
        Kind::SLICE_EXPR => {
            let mut operands = operands(node);
            match operands.next() {
                Some(base) => {
                    let base = part(&base, place, found);
                    operands.for_each(|bound| collect(&bound, place, found));
                    ExpressionKind::Slice(Box::new(base))
                }
                None => ExpressionKind::Other,
            }
        }
        Kind::ARRAY_EXPR => match node.children().find(|child| queries::is_query(child.kind())) {
            Some(query) => ExpressionKind::ArraySubquery(Box::new(subquery(&query, place, found))),
            None => ExpressionKind::Array(
                operands(node).map(|item| part(&item, place, found)).collect(),
            ),
        },
        Kind::PAREN_EXPR => match node.children().find(|child| queries::is_query(child.kind())) {
            Some(query) => ExpressionKind::Subquery(Box::new(subquery(&query, place, found))),
            None => other(node, place, found),
        },
        Kind::TUPLE_EXPR => {
            collect_children(node, place, found);
            ExpressionKind::Row
        }
        Kind::BETWEEN_EXPR => {
            collect_children(node, place, found);
            ExpressionKind::Predicate
        }
        Kind::PREFIX_EXPR if has(node, Kind::NOT_KW) => match operands(node).next() {
            Some(operand) => ExpressionKind::Not(Box::new(part(&operand, place, found))),
            None => ExpressionKind::Other,
        },
        Kind::POSTFIX_EXPR => postfix(node, place, found),
        _ => other(node, place, found),
    }
}

pub(super) fn other(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    collect_children(node, place, found);
    ExpressionKind::Other
}

pub(super) fn subquery(node: &Node, place: Place<'_>, found: &mut Found) -> Query {
    let query = queries::query(node, place);
    found.take_query(&query);
    query
}

fn literal(node: &Node) -> ExpressionKind {
    let Some(token) = tokens(node).next() else { return ExpressionKind::Other };
    match token.kind() {
        Kind::NULL_KW => ExpressionKind::Null,
        Kind::TRUE_KW => ExpressionKind::Boolean(true),
        Kind::FALSE_KW => ExpressionKind::Boolean(false),
        Kind::INT_NUMBER => ExpressionKind::Integer(token.text().into()),
        Kind::NUMERIC_NUMBER => ExpressionKind::Numeric(token.text().into()),
        Kind::STRING
        | Kind::ESC_STRING
        | Kind::UNICODE_ESC_STRING
        | Kind::NATIONAL_STRING
        | Kind::DOLLAR_QUOTED_STRING => match strings::content(node) {
            Some(content) => ExpressionKind::String(content.text.into()),
            None => ExpressionKind::Other,
        },
        _ => ExpressionKind::Other,
    }
}

/// Keywords that stand alone and are calls: `current_timestamp`, `session_user` …
pub(super) fn is_bare_call(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CURRENT_CATALOG_KW
            | Kind::CURRENT_DATE_KW
            | Kind::CURRENT_ROLE_KW
            | Kind::CURRENT_SCHEMA_KW
            | Kind::CURRENT_TIME_KW
            | Kind::CURRENT_TIMESTAMP_KW
            | Kind::CURRENT_USER_KW
            | Kind::LOCALTIME_KW
            | Kind::LOCALTIMESTAMP_KW
            | Kind::SESSION_USER_KW
            | Kind::SYSTEM_USER_KW
            | Kind::USER_KW
    )
}

fn name_reference(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    let name = names::name(node, place);
    if tokens(node).next().is_some_and(|token| is_bare_call(token.kind())) {
        let function = QualifiedName { schema: None, name };
        found.functions.push(function.clone());
        return ExpressionKind::Call { function, arguments: Vec::new(), window: false };
    }
    let column = ColumnRef { table: None, column: name };
    found.columns.push(column.clone());
    ExpressionKind::Column(column)
}

/// The names of `a.b.c`, if it is made of names alone.
pub(super) fn dotted(node: &Node, place: Place<'_>) -> Option<Vec<Name>> {
    // database.schema.table.column is the longest that has a meaning.
    const MOST: usize = 4;
    let mut names = Vec::with_capacity(2);
    let mut node = node.clone();
    while node.kind() == Kind::FIELD_EXPR {
        let mut children = node.children();
        let base = children.next()?;
        match children.next() {
            Some(last) if last.kind() == Kind::NAME_REF => names.push(names::name(&last, place)),
            Some(_) => return None,
            None => {}
        }
        if names.len() >= MOST {
            return None;
        }
        node = base;
    }
    if node.kind() != Kind::NAME_REF {
        return None;
    }
    names.push(names::name(&node, place));
    names.reverse();
    Some(names)
}

fn field(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    if has(node, Kind::STAR) {
        return other(node, place, found);
    }
    if let Some(mut path) = dotted(node, place) {
        let Some(column) = path.pop() else { return ExpressionKind::Other };
        let table = (!path.is_empty()).then(|| names::qualified(path, place.node(node)));
        let column = ColumnRef { table, column };
        found.columns.push(column.clone());
        return ExpressionKind::Column(column);
    }
    let mut children = node.children();
    match (children.next(), children.next()) {
        (Some(base), Some(field)) if is_expression(base.kind()) => ExpressionKind::Field {
            operand: Box::new(part(&base, place, found)),
            field: names::name(&field, place),
        },
        _ => other(node, place, found),
    }
}

fn cast(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    let operand = operands(node).next().map(|operand| part(&operand, place, found));
    let target = types::child_type(node, place);
    let (Some(operand), Some(mut target)) = (operand, target) else {
        return other(node, place, found);
    };
    // `interval '1' day` has its fields behind the constant.
    if let Some(fields) = node.children().find(|child| is_interval_field(child.kind())) {
        target.modifiers.extend(types::interval_fields(&fields));
    }
    if &*target.name.name.text == "regclass"
        && let ExpressionKind::String(text) = &operand.kind
    {
        relation_in_string(text, &operand, found);
    }
    found.types.push(target.clone());
    ExpressionKind::Cast { operand: Box::new(operand), target }
}

fn is_interval_field(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::INTERVAL_DAY
            | Kind::INTERVAL_HOUR
            | Kind::INTERVAL_MINUTE
            | Kind::INTERVAL_MONTH
            | Kind::INTERVAL_SECOND
            | Kind::INTERVAL_YEAR
    )
}

/// The relation that a string names, as `regclass` reads it.
pub(super) fn relation_in_string(text: &str, operand: &Expression, found: &mut Found) {
    let Some(path) = names::split_identifiers(text, '.') else { return };
    let path: Vec<_> = path.into_iter().map(|text| Name { text, span: operand.span }).collect();
    if !path.is_empty() {
        found.relations.push(names::qualified(path, operand.span));
    }
}

fn binary(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    let mut children = node.children().filter(|child| is_expression(child.kind()));
    let (Some(left), Some(right)) = (children.next(), children.next()) else {
        return other(node, place, found);
    };
    let operator = operator_between(node, &left, &right);
    match &*operator {
        "is" | "is not" if is_null(&right) => ExpressionKind::IsNull {
            operand: Box::new(part(&left, place, found)),
            negated: &*operator == "is not",
        },
        "in" | "not in" => {
            let operand = Box::new(part(&left, place, found));
            let items = if right.kind() == Kind::TUPLE_EXPR {
                operands(&right).map(|item| part(&item, place, found)).collect()
            } else {
                vec![part(&right, place, found)]
            };
            ExpressionKind::In { operand, items, negated: &*operator == "not in" }
        }
        "is" | "is not" | "like" | "not like" | "ilike" | "not ilike" | "similar to"
        | "not similar to" | "escape" => {
            collect_children(node, place, found);
            ExpressionKind::Predicate
        }
        "at time zone" | "overlaps" => {
            let name = if &*operator == "overlaps" { "overlaps" } else { "timezone" };
            let function = own_function(name, node, place);
            found.functions.push(function.clone());
            let left = part(&left, place, found);
            let right = part(&right, place, found);
            // timezone(zone, timestamp): the order of PostgreSQL's own rewriting.
            let arguments = if name == "timezone" { vec![right, left] } else { vec![left, right] };
            ExpressionKind::Call { function, arguments, window: false }
        }
        _ => {
            let left = Box::new(part(&left, place, found));
            let right = Box::new(part(&right, place, found));
            ExpressionKind::Binary { operator, left, right }
        }
    }
}

fn is_null(node: &Node) -> bool {
    tokens(node).next().is_some_and(|token| token.kind() == Kind::NULL_KW)
}

/// The operator's text between two operands, words in lower case, `OPERATOR(…)` taken off.
fn operator_between(node: &Node, left: &Node, right: &Node) -> Arc<str> {
    let mut text = String::new();
    let from = left.text_range().end();
    let to = right.text_range().start();
    for element in node.descendants_with_tokens() {
        let Some(token) = element.into_token() else { continue };
        let range = token.text_range();
        if range.start() < from || range.end() > to {
            continue;
        }
        match token.kind() {
            Kind::WHITESPACE | Kind::COMMENT | Kind::OPERATOR_KW => continue,
            Kind::L_PAREN | Kind::R_PAREN => continue,
            _ => {}
        }
        let word = token.text().starts_with(|c: char| c.is_ascii_alphabetic());
        if word && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&token.text().to_ascii_lowercase());
    }
    // The schema before an operator says nothing about its meaning here.
    match text.rsplit_once('.') {
        Some((_, operator)) if !operator.is_empty() => operator.into(),
        _ => text.into(),
    }
}

fn postfix(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    let inner = node.children().find(|child| !is_expression(child.kind())).map(|node| node.kind());
    let null = [(Kind::ISNULL_KW, false), (Kind::NOTNULL_KW, true)];
    if let Some((_, negated)) = null.into_iter().find(|(word, _)| has(node, *word))
        && let Some(operand) = operands(node).next()
    {
        let operand = Box::new(part(&operand, place, found));
        return ExpressionKind::IsNull { operand, negated };
    }
    let name = match inner {
        Some(Kind::AT_LOCAL) => "timezone",
        Some(Kind::IS_NORMALIZED) => "is_normalized",
        _ => {
            collect_children(node, place, found);
            return ExpressionKind::Predicate;
        }
    };
    let function = own_function(name, node, place);
    found.functions.push(function.clone());
    let arguments = operands(node).map(|operand| part(&operand, place, found)).collect();
    ExpressionKind::Call { function, arguments, window: false }
}

fn case(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    let mut results = Vec::new();
    for child in node.children() {
        match child.kind() {
            Kind::WHEN_CLAUSE_LIST => {
                for when in child.children() {
                    let parts: Vec<_> = operands(&when).collect();
                    if let Some((result, conditions)) = parts.split_last() {
                        conditions.iter().for_each(|part| collect(part, place, found));
                        results.push(part(result, place, found));
                    }
                }
            }
            Kind::ELSE_CLAUSE => {
                results.extend(operands(&child).map(|result| part(&result, place, found)));
            }
            _ => collect(&child, place, found),
        }
    }
    if !has(node, Kind::ELSE_CLAUSE) {
        results.push(Expression {
            text: "NULL".into(),
            span: place.node(node),
            kind: ExpressionKind::Null,
            columns: Vec::new(),
            functions: Vec::new(),
            types: Vec::new(),
            relations: Vec::new(),
        });
    }
    ExpressionKind::Case(results)
}
