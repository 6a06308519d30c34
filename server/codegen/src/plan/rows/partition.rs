//! Rows that a partition takes.

use super::expression::{self, Expr};
use super::solve::Check;
use pgwright_schema::model::{BoundValues, Model, PartitionBound, Relation};
use std::sync::Arc;

/// That one of the table's partitions takes the row; `None` where nothing is asked of it.
pub(super) fn check(model: &Model, relation: &Relation) -> Option<Check> {
    let key = relation.partition_key.as_ref()?;
    let partitions: Vec<&Arc<Relation>> =
        model.relations.values().filter(|r| r.partition_of == Some(relation.id)).collect();
    let bound = |partition: &&Arc<Relation>| partition.partition_bound.clone();
    let bounds: Vec<Option<Arc<PartitionBound>>> = partitions.iter().map(bound).collect();
    let is_default = |bound: &Option<Arc<PartitionBound>>| {
        bound.as_ref().is_some_and(|bound| bound.values == BoundValues::Default)
    };
    if bounds.iter().any(is_default) || &*key.strategy == "hash" && !bounds.is_empty() {
        return None;
    }
    let names = relation.column_names(&key.columns);
    let column = names.first().map(|name| Expr::Column((*name).to_owned()));
    let known: Option<Vec<Expr>> = match (&column, key.expressions) {
        (Some(column), false) => {
            bounds.iter().map(|bound| within(column, &bound.as_ref()?.text)).collect()
        }
        _ => None,
    };
    // Without a bound that is known, nothing is known to be taken.
    let taken = known.unwrap_or_default().into_iter();
    let expr = taken.reduce(|a, b| Expr::binary("or", a, b)).unwrap_or(Expr::Bool(false));
    // A key that is NULL goes to the default partition, which is not there.
    let there = column.map(|column| Expr::Not(Box::new(Expr::IsNull(Box::new(column)))));
    let expr = match there {
        Some(there) => Expr::binary("and", there, expr),
        None => expr,
    };
    Some(Check {
        name: Arc::from(""),
        text: Arc::from(""),
        expr: Some(expr),
        columns: names.iter().map(|name| (*name).to_owned()).collect(),
        of_domain: false,
    })
}

/// That a column's value lies within a bound; inside of it, where further columns decide at its
/// ends.
fn within(column: &Expr, bound: &str) -> Option<Expr> {
    let lower = bound.to_ascii_lowercase();
    let rest = |at: usize| bound.get(at..).map(str::trim);
    if let Some(at) = lower.find(" in ") {
        let items = match expression::parse(rest(at + 4)?)? {
            Expr::List(items) => items,
            one => vec![one],
        };
        return Some(Expr::Quantified {
            operator: "=".to_owned(),
            all: false,
            left: Box::new(column.clone()),
            right: Box::new(Expr::List(items)),
        });
    }
    let (from, to) = (lower.find(" from ")?, lower.find(" to ")?);
    let low = first(bound.get(from + 6..to)?)?;
    let high = first(rest(to + 4)?)?;
    let is = |end: &Expr, word: &str| *end == Expr::Column(word.to_owned());
    let above = if is(&low.0, "minvalue") {
        Expr::Bool(true)
    } else {
        Expr::binary(if low.1 { ">=" } else { ">" }, column.clone(), low.0)
    };
    let below = if is(&high.0, "maxvalue") {
        Expr::Bool(true)
    } else {
        Expr::binary("<", column.clone(), high.0)
    };
    Some(Expr::binary("and", above, below))
}

/// The first value of a list, and whether it is the only one.
fn first(list: &str) -> Option<(Expr, bool)> {
    match expression::parse(list.trim())? {
        Expr::List(items) => items.into_iter().next().map(|first| (first, false)),
        one => Some((one, true)),
    }
}
