//! Rows that tables take: a value for each column that a new row has, by the table's own
//! constraints.
//!
//! Values are SQL over a number `n` that no two rows share, so that they are of every type that
//! PostgreSQL has and whatever their types in Go are. Pure and total: what is not understood of a
//! check makes it one that cannot be met, unless NULL or a default meets it.

mod expression;
mod functions;
mod moments;
mod numbers;
mod partition;
mod pattern;
mod row;
mod sample;
mod solve;
mod texts;
mod tokens;
mod types;
mod value;

pub(crate) use row::{Cell, Parent, Row, Rows, Unsolved, Value};

use pgwright_schema::model::{
    BaseType, ColumnId, Model, Relation, Type, TypeKind, quote_identifier,
};
use solve::Check;

/// The checks of the domains that a type is of, over a column of that name.
fn domain_checks(model: &Model, data_type: &Type, column: &str) -> Vec<Check> {
    let mut found = Vec::new();
    let mut data_type = data_type;
    while !data_type.array
        && let BaseType::User(id) = data_type.base
        && let Some(user_type) = model.user_type(id)
        && let TypeKind::Domain { base, checks, .. } = &user_type.kind
    {
        for check in checks {
            let mut made = Check::new(&check.name, &check.expression, Vec::new());
            made.expr = made.expr.map(|expr| renamed(expr, column));
            made.columns = vec![column.to_owned()];
            made.of_domain = true;
            found.push(made);
        }
        data_type = base;
    }
    found
}

/// A domain's check with the column in the place of VALUE.
fn renamed(expr: expression::Expr, column: &str) -> expression::Expr {
    use expression::Expr;
    let boxed = |part: Box<Expr>| Box::new(renamed(*part, column));
    let all = |parts: Vec<Expr>| parts.into_iter().map(|part| renamed(part, column)).collect();
    match expr {
        Expr::Column(name) if name == "value" => Expr::Column(column.to_owned()),
        Expr::Cast(operand, target) => Expr::Cast(boxed(operand), target),
        Expr::Call(function, arguments) => Expr::Call(function, all(arguments)),
        Expr::Not(operand) => Expr::Not(boxed(operand)),
        Expr::Minus(operand) => Expr::Minus(boxed(operand)),
        Expr::Binary(operator, left, right) => Expr::Binary(operator, boxed(left), boxed(right)),
        Expr::IsNull(operand) => Expr::IsNull(boxed(operand)),
        Expr::Is(operand, wanted) => Expr::Is(boxed(operand), wanted),
        Expr::Quantified { operator, all, left, right } => {
            Expr::Quantified { operator, all, left: boxed(left), right: boxed(right) }
        }
        Expr::List(items) => Expr::List(all(items)),
        Expr::Case(whens, otherwise) => Expr::Case(
            whens.into_iter().map(|(a, b)| (renamed(a, column), renamed(b, column))).collect(),
            otherwise.map(boxed),
        ),
        Expr::Element(array, index) => Expr::Element(boxed(array), boxed(index)),
        other => other,
    }
}

/// The innermost type of a domain.
fn base_type(model: &Model, data_type: &Type) -> Type {
    let mut data_type = data_type.clone();
    while !data_type.array
        && let BaseType::User(id) = data_type.base
        && let Some(user_type) = model.user_type(id)
        && let TypeKind::Domain { base, .. } = &user_type.kind
    {
        data_type = base.clone();
    }
    data_type
}

/// Whether a domain in the type refuses NULL.
fn refuses_null(model: &Model, data_type: &Type) -> bool {
    let mut data_type = data_type;
    while !data_type.array
        && let BaseType::User(id) = data_type.base
        && let Some(user_type) = model.user_type(id)
        && let TypeKind::Domain { base, not_null, .. } = &user_type.kind
    {
        if *not_null {
            return true;
        }
        data_type = base;
    }
    false
}

/// The type as a cast names it, whatever the search path is.
fn type_sql(model: &Model, data_type: &Type, modifiers: bool) -> String {
    let data_type = if modifiers {
        data_type.clone()
    } else {
        Type { modifiers: Vec::new(), ..data_type.clone() }
    };
    match &data_type.base {
        BaseType::User(id) => {
            let name = model.user_type(*id).map_or_else(String::new, |found| {
                let schema = quote_identifier(model.schema_name(found.schema));
                format!("{schema}.{}", quote_identifier(&found.name))
            });
            let list: Vec<&str> = data_type.modifiers.iter().map(AsRef::as_ref).collect();
            let list =
                if list.is_empty() { String::new() } else { format!("({})", list.join(",")) };
            let brackets = if data_type.array { "[]" } else { "" };
            format!("{name}{list}{brackets}")
        }
        _ => model.format_type(&data_type),
    }
}

/// A value of a type, with its cast, that hardly any row has; `None` where nobody knows one.
pub(crate) fn any_value(model: &Model, data_type: &Type) -> Option<String> {
    let samples = types::Types { model }.samples(data_type, "", &types::Hints::default());
    let found = samples.into_iter().max_by_key(|sample| sample.capacity.min(1 << 40))?;
    let base = base_type(model, data_type);
    Some(format!("({})::{}", found.sql()?, type_sql(model, &base, true)))
}

/// The columns that a column's value comes from: itself, or what a generated one is computed from.
pub(crate) fn sources(relation: &Relation, column: ColumnId) -> Vec<ColumnId> {
    let generated = relation.column(column).and_then(|column| column.generated.as_ref());
    let Some(generated) = generated else { return vec![column] };
    let Some(expr) = expression::parse(&generated.expression) else { return vec![column] };
    let named = expr.columns().into_iter();
    named.filter_map(|name| relation.column_named(name)).map(|column| column.id).collect()
}
