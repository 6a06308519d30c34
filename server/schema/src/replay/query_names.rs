//! How PostgreSQL calls the result of an expression that has no alias: `FigureColname`
//! (parse_target.c).

use crate::statement::{Expression, ExpressionKind, Output, Query, QueryBody};

/// The name of an output column without an alias.
pub(super) fn figure_column_name(expression: &Expression) -> String {
    figure(expression).map_or_else(|| "?column?".to_owned(), |(name, _)| name)
}

/// The name of an index's key; none where PostgreSQL says `expr`.
pub(super) fn figure_index_name(expression: &Expression) -> Option<String> {
    figure(expression).map(|(name, _)| name)
}

/// How sure a name is: one of a type or of CASE gives way to that of what stands in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    Weak,
    Strong,
}

fn figure(expression: &Expression) -> Option<(String, Strength)> {
    use Strength::{Strong, Weak};
    match &expression.kind {
        ExpressionKind::Column(reference) => Some((reference.column.text.to_string(), Strong)),
        ExpressionKind::Call { function, .. } => Some((function.name.text.to_string(), Strong)),
        ExpressionKind::Cast { operand, target } => match figure(operand) {
            Some((name, Strong)) => Some((name, Strong)),
            _ => Some((target.name.name.text.to_string(), Weak)),
        },
        ExpressionKind::Case(results) => match results.last().and_then(figure) {
            Some((name, Strong)) => Some((name, Strong)),
            _ => Some(("case".to_owned(), Weak)),
        },
        ExpressionKind::Array(_) => Some(("array".to_owned(), Strong)),
        ExpressionKind::Boolean(_) => Some(("bool".to_owned(), Weak)),
        ExpressionKind::Subquery(query) => figure_subquery(query).map(|name| (name, Strong)),
        ExpressionKind::Exists(_) => Some(("exists".to_owned(), Strong)),
        ExpressionKind::Field { field, .. } => Some((field.text.to_string(), Strong)),
        ExpressionKind::Element(operand) | ExpressionKind::Slice(operand) => figure(operand),
        ExpressionKind::Row => Some(("row".to_owned(), Strong)),
        ExpressionKind::ArraySubquery(_) => Some(("array".to_owned(), Strong)),
        ExpressionKind::Null
        | ExpressionKind::Integer(_)
        | ExpressionKind::Numeric(_)
        | ExpressionKind::String(_)
        | ExpressionKind::Binary { .. }
        | ExpressionKind::Not(_)
        | ExpressionKind::IsNull { .. }
        | ExpressionKind::Predicate
        | ExpressionKind::In { .. }
        | ExpressionKind::Other => None,
    }
}

/// The name of a subquery's only output.
fn figure_subquery(query: &Query) -> Option<String> {
    match &query.body {
        QueryBody::Select { outputs, .. } => match outputs.first()? {
            Output::Expression { alias: Some(alias), .. } => Some(alias.text.to_string()),
            Output::Expression { expression, alias: None } => Some(figure_column_name(expression)),
            Output::Star | Output::TableStar(_) | Output::CompositeStar(_) => None,
        },
        QueryBody::SetOperation { left, .. } => figure_subquery(left),
        QueryBody::Values(_) => Some("column1".to_owned()),
        QueryBody::Table(_) => None,
    }
}
