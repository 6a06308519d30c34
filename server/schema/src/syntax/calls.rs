//! Calls of functions, those with a syntax of their own among them.

use super::expressions::{
    dotted, is_expression, operands, other, part, relation_in_string, subquery,
};
use super::found::{Found, collect, collect_children};
use super::tree::{Kind, Node, Place, has, tokens};
use super::{names, queries, types};
use crate::statement::{Expression, ExpressionKind, Name, QualifiedName};

/// A function that has a syntax of its own.
pub(super) fn own_function(name: &str, node: &Node, place: Place<'_>) -> QualifiedName {
    QualifiedName { schema: None, name: Name { text: name.into(), span: place.node(node) } }
}

pub(super) fn call(node: &Node, place: Place<'_>, found: &mut Found) -> ExpressionKind {
    let window = has(node, Kind::OVER_CLAUSE);
    let Some(first) = node.first_child() else { return ExpressionKind::Other };
    if is_expression(first.kind()) {
        let Some(path) = dotted(&first, place) else { return other(node, place, found) };
        let function = names::qualified(path, place.node(&first));
        found.functions.push(function.clone());
        let mut arguments = Vec::new();
        for child in node.children().skip(1) {
            if child.kind() == Kind::ARG_LIST {
                arguments = call_arguments(&child, place, found);
            } else {
                collect_children(&child, place, found);
            }
        }
        if matches!(&*function.name.text, "nextval" | "currval" | "setval")
            && let Some(Expression { kind: ExpressionKind::String(text), .. }) = arguments.first()
        {
            relation_in_string(text, &arguments[0], found);
        }
        return ExpressionKind::Call { function, arguments, window };
    }
    match first.kind() {
        Kind::EXISTS_FN => match first.children().find(|child| queries::is_query(child.kind())) {
            Some(query) => ExpressionKind::Exists(Box::new(subquery(&query, place, found))),
            None => other(node, place, found),
        },
        Kind::ANY_FN | Kind::ALL_FN | Kind::SOME_FN => {
            collect_children(node, place, found);
            ExpressionKind::Other
        }
        _ => {
            let function = own_function(&own_name(&first), &first, place);
            found.functions.push(function.clone());
            let arguments = own_arguments(&first, place, found);
            for child in node.children().skip(1) {
                collect_children(&child, place, found);
            }
            ExpressionKind::Call { function, arguments, window }
        }
    }
}

/// The arguments of a function with a syntax of its own: expressions in any depth of its clauses.
fn own_arguments(node: &Node, place: Place<'_>, found: &mut Found) -> Vec<Expression> {
    let mut arguments = Vec::new();
    for child in node.children() {
        if is_expression(child.kind()) {
            arguments.push(part(&child, place, found));
        } else if types::is_type(child.kind()) || queries::is_query(child.kind()) {
            collect(&child, place, found);
        } else {
            arguments.extend(own_arguments(&child, place, found));
        }
    }
    arguments
}

/// PostgreSQL's name of a function that has a syntax of its own.
fn own_name(node: &Node) -> String {
    let word = tokens(node).next().map(|token| token.text().to_ascii_lowercase());
    let word = word.unwrap_or_default();
    match node.kind() {
        Kind::TRIM_FN if has(node, Kind::TRIM_LEADING) => "ltrim".to_owned(),
        Kind::TRIM_FN if has(node, Kind::TRIM_TRAILING) => "rtrim".to_owned(),
        Kind::TRIM_FN => "btrim".to_owned(),
        Kind::COLLATION_FOR_FN => "pg_collation_for".to_owned(),
        _ => word,
    }
}

fn call_arguments(list: &Node, place: Place<'_>, found: &mut Found) -> Vec<Expression> {
    let mut arguments = Vec::new();
    for argument in list.children() {
        if argument.kind() != Kind::ARG {
            collect_children(&argument, place, found);
            continue;
        }
        for child in argument.children() {
            let value = match child.kind() {
                Kind::NAMED_ARG => operands(&child).last(),
                kind if is_expression(kind) => Some(child.clone()),
                _ => None,
            };
            match value {
                Some(value) => arguments.push(part(&value, place, found)),
                None => collect_children(&child, place, found),
            }
        }
    }
    arguments
}
