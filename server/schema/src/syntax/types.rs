//! Type names: every spelling that PostgreSQL has, brought to one.

use super::names;
use super::tree::{Kind, Node, Place, all_tokens, child, folded_text, has, tokens};
use crate::statement::{Name, QualifiedName, TypeName};
use pgwright_problem::Span;
use std::sync::Arc;

/// Whether a node is a type.
pub(super) fn is_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ARRAY_TYPE
            | Kind::BIT_TYPE
            | Kind::BIT_VARYING_TYPE
            | Kind::CHARACTER_TYPE
            | Kind::DOUBLE_TYPE
            | Kind::INTERVAL_TYPE
            | Kind::PATH_TYPE
            | Kind::PERCENT_TYPE
            | Kind::TIME_TYPE
            | Kind::TIMESTAMP_TYPE
            | Kind::VARCHAR_TYPE
    )
}

/// The first child that is a type.
pub(super) fn child_type(node: &Node, place: Place<'_>) -> Option<TypeName> {
    node.children().find(|child| is_type(child.kind())).map(|node| type_name(&node, place))
}

/// The type that a node spells.
pub(super) fn type_name(node: &Node, place: Place<'_>) -> TypeName {
    let span = place.node(node);
    let set_of = all_tokens(node).next().is_some_and(|token| token.kind() == Kind::SETOF_KW);
    let mut array = false;
    let mut inner = node.clone();
    while inner.kind() == Kind::ARRAY_TYPE {
        array = true;
        match inner.children().find(|child| is_type(child.kind())) {
            Some(element) => inner = element,
            None => break,
        }
    }
    let build = |name: QualifiedName, modifiers: Vec<Arc<str>>| TypeName {
        name,
        modifiers,
        array,
        set_of,
        of_column: None,
        span,
    };
    let one = || vec![Arc::from("1")];
    let arguments = arguments(&inner);
    match inner.kind() {
        Kind::PATH_TYPE => path_type(&inner, arguments, place, build),
        Kind::PERCENT_TYPE => percent_type(&inner, place, array, set_of, span),
        Kind::CHARACTER_TYPE => {
            let modifiers = if arguments.is_empty() { one() } else { arguments };
            build(in_catalog("bpchar", place.node(&inner)), modifiers)
        }
        Kind::VARCHAR_TYPE => build(in_catalog("varchar", place.node(&inner)), arguments),
        Kind::BIT_TYPE => {
            let modifiers = if arguments.is_empty() { one() } else { arguments };
            build(in_catalog("bit", place.node(&inner)), modifiers)
        }
        Kind::BIT_VARYING_TYPE => build(in_catalog("varbit", place.node(&inner)), arguments),
        Kind::DOUBLE_TYPE => build(in_catalog("float8", place.node(&inner)), Vec::new()),
        Kind::TIME_TYPE | Kind::TIMESTAMP_TYPE => {
            let zone = has(&inner, Kind::WITH_TIMEZONE);
            let name = match (inner.kind() == Kind::TIME_TYPE, zone) {
                (true, false) => "time",
                (true, true) => "timetz",
                (false, false) => "timestamp",
                (false, true) => "timestamptz",
            };
            build(in_catalog(name, place.node(&inner)), precision(&inner))
        }
        Kind::INTERVAL_TYPE => {
            let qualifier = inner.children().find(|child| child.kind() != Kind::LITERAL);
            let mut modifiers = qualifier.as_ref().map(interval_fields).unwrap_or_default();
            modifiers.extend(precision(&inner));
            build(in_catalog("interval", place.node(&inner)), modifiers)
        }
        _ => build(names::qualified_name(&inner, place), arguments),
    }
}

/// A type of `pg_catalog` that nobody wrote.
pub(super) fn catalog(name: &str, span: Span) -> TypeName {
    TypeName {
        name: in_catalog(name, span),
        modifiers: Vec::new(),
        array: false,
        set_of: false,
        of_column: None,
        span,
    }
}

/// A name in `pg_catalog` for a type that has a spelling of its own.
fn in_catalog(name: &str, span: Span) -> QualifiedName {
    QualifiedName {
        schema: Some(Name { text: "pg_catalog".into(), span: Span::new(span.start, span.start) }),
        name: Name { text: name.into(), span },
    }
}

/// A type of one or more names: keywords such as `int` stand under the catalog's name.
fn path_type(
    node: &Node,
    arguments: Vec<Arc<str>>,
    place: Place<'_>,
    build: impl Fn(QualifiedName, Vec<Arc<str>>) -> TypeName,
) -> TypeName {
    let name = names::qualified_name(node, place);
    if name.schema.is_some() {
        return build(name, arguments);
    }
    let quoted = all_tokens(node)
        .find(|token| token.kind() != Kind::SETOF_KW)
        .is_some_and(|token| token.text().contains('"'));
    let span = name.name.span;
    if quoted {
        // `"char"` is a type of its own, not `char`.
        return match &*name.name.text {
            "char" => build(in_catalog("char", span), arguments),
            _ => build(name, arguments),
        };
    }
    let known = match &*name.name.text {
        "int" | "integer" => "int4",
        "smallint" => "int2",
        "bigint" => "int8",
        "real" => "float4",
        "boolean" => "bool",
        "dec" | "decimal" | "numeric" => "numeric",
        "json" => "json",
        "float" => {
            let bits = arguments.first().and_then(|bits| bits.parse().ok()).unwrap_or(53);
            let wrong = if (1..=53).contains(&bits) { Vec::new() } else { arguments };
            return build(in_catalog(if bits <= 24 { "float4" } else { "float8" }, span), wrong);
        }
        _ => return build(name, arguments),
    };
    build(in_catalog(known, span), arguments)
}

/// `table.column%TYPE`.
fn percent_type(node: &Node, place: Place<'_>, array: bool, set_of: bool, span: Span) -> TypeName {
    let path = child(node, Kind::PATH_REF);
    let mut path = path.map(|path| names::path(&path, place)).unwrap_or_default();
    let column = path.pop();
    TypeName {
        name: names::qualified(path, span),
        modifiers: Vec::new(),
        array: array || has(node, Kind::ARRAY_KW) || has(node, Kind::ARRAY_BOUND),
        set_of,
        of_column: column,
        span,
    }
}

/// What stands in parentheses behind a type's name.
fn arguments(node: &Node) -> Vec<Arc<str>> {
    let list = child(node, Kind::ARG_LIST);
    let arguments = list.iter().flat_map(|list| list.children());
    arguments.filter(|child| child.kind() == Kind::ARG).map(|node| folded_text(&node)).collect()
}

/// The number in parentheses of a time type or an interval.
fn precision(node: &Node) -> Vec<Arc<str>> {
    child(node, Kind::LITERAL).iter().map(folded_text).collect()
}

/// The fields of an interval, then the precision of its seconds.
pub(super) fn interval_fields(qualifier: &Node) -> Vec<Arc<str>> {
    let words: Vec<_> = tokens(qualifier)
        .filter(|token| !matches!(token.kind(), Kind::L_PAREN | Kind::R_PAREN))
        .map(|token| token.text().to_ascii_lowercase())
        .collect();
    let mut fields = vec![Arc::from(words.join(" "))];
    fields.extend(precision(qualifier));
    fields
}
