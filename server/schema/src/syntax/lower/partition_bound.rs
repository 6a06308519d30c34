//! Which rows a partition takes: `FOR VALUES …`, `DEFAULT`.

use crate::statement::{Expression, Name, PartitionBound, PartitionValues};
use crate::syntax::tree::{Kind, Node, Place, all_tokens, child, folded_text};
use crate::syntax::{expressions, names};

/// The bound below a node of CREATE TABLE or ATTACH PARTITION.
pub(super) fn partition_bound(node: &Node, place: Place<'_>) -> Option<Box<PartitionBound>> {
    let found = node.descendants().find_map(|bound| Some((values(&bound, place)?, bound)));
    let (values, bound) = found?;
    let (text, span) = (folded_text(&bound), place.node(&bound));
    Some(Box::new(PartitionBound { text, values, span }))
}

fn values(node: &Node, place: Place<'_>) -> Option<PartitionValues> {
    Some(match node.kind() {
        Kind::PARTITION_DEFAULT => PartitionValues::Default,
        Kind::PARTITION_FOR_VALUES_IN => PartitionValues::List(list(node, place)),
        Kind::PARTITION_FOR_VALUES_FROM => {
            let end = |kind| child(node, kind).map(|end| list(&end, place)).unwrap_or_default();
            PartitionValues::Range {
                from: end(Kind::PARTITION_FROM_VALUES),
                to: end(Kind::PARTITION_TO_VALUES),
            }
        }
        Kind::PARTITION_FOR_VALUES_WITH => PartitionValues::Hash(
            node.descendants()
                .filter(|part| part.kind() == Kind::HASH_PARTITION_BOUND)
                .filter_map(|part| {
                    let mut tokens = all_tokens(&part);
                    let name = tokens.next()?;
                    let (text, span) = (names::identifier(name.text(), '\\'), place.token(&name));
                    Some((Name { text, span }, tokens.next()?.text().parse().ok()?))
                })
                .collect(),
        ),
        _ => return None,
    })
}

/// The values in parentheses.
fn list(node: &Node, place: Place<'_>) -> Vec<Expression> {
    expressions::operands(node).map(|value| expressions::expression(&value, place)).collect()
}
