//! How a table is divided, and which rows a partition takes.

use super::ColumnId;
use std::cmp::Ordering;
use std::sync::Arc;

/// How a partitioned table is divided.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionKey {
    /// `range`, `list` or `hash`.
    pub strategy: Arc<str>,
    /// The columns; expressions are left out.
    pub columns: Vec<ColumnId>,
    /// Whether there are expressions beside the columns.
    pub expressions: bool,
    /// The columns that the expressions read; none where it is read from a database.
    pub expression_columns: Vec<ColumnId>,
}

impl PartitionKey {
    /// Whether the key reads a column.
    pub fn reads(&self, column: ColumnId) -> bool {
        self.columns.contains(&column) || self.expression_columns.contains(&column)
    }
}

/// Which rows a partition takes.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionBound {
    /// As it was written: `FOR VALUES IN (1)`, `DEFAULT`.
    pub text: Arc<str>,
    /// What it says.
    pub values: BoundValues,
}

/// What the bound of a partition says.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundValues {
    /// `DEFAULT`: what no other partition takes.
    Default,
    /// `IN (…)`.
    List(Vec<BoundValue>),
    /// `FROM (…) TO (…)`: the lower end belongs to it, the upper one does not.
    Range {
        /// The lower end, a value a key.
        from: Vec<BoundValue>,
        /// The upper end.
        to: Vec<BoundValue>,
    },
    /// `WITH (MODULUS …, REMAINDER …)`.
    Hash {
        /// The modulus, at least 1.
        modulus: i64,
        /// The remainder, below the modulus.
        remainder: i64,
    },
}

/// A value in the bound of a partition, of its key's type.
#[derive(Debug, Clone, PartialEq)]
pub enum BoundValue {
    /// `MINVALUE`.
    Minimum,
    /// `MAXVALUE`.
    Maximum,
    /// NULL, in lists.
    Null,
    /// A number in units of 10⁻¹⁸, a Boolean (0 and 1), or a moment in microseconds.
    Ordered(i128),
    /// A text, or the value of a type whose order is not known here: it is one value with the
    /// same text only.
    Text(Arc<str>),
    /// What only a running PostgreSQL can tell.
    Unknown,
}

impl BoundValue {
    /// How two values of one type stand to each other; `None` where that is not known.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        use BoundValue::{Maximum, Minimum, Null, Ordered, Text};
        match (self, other) {
            (Minimum, Minimum) | (Maximum, Maximum) | (Null, Null) => Some(Ordering::Equal),
            (Minimum, _) | (_, Maximum) => Some(Ordering::Less),
            (Maximum, _) | (_, Minimum) => Some(Ordering::Greater),
            (Ordered(one), Ordered(other)) => Some(one.cmp(other)),
            (Text(one), Text(other)) if one == other => Some(Ordering::Equal),
            _ => None,
        }
    }
}

/// How two ends of ranges stand to each other; `None` where that is not known.
pub fn compare_ends(one: &[BoundValue], other: &[BoundValue]) -> Option<Ordering> {
    for (one, other) in one.iter().zip(other) {
        match one.compare(other)? {
            Ordering::Equal => {}
            unequal => return Some(unequal),
        }
    }
    Some(Ordering::Equal)
}

impl BoundValues {
    /// Whether there are rows that both would take; of what is not known, none.
    pub fn overlaps(&self, other: &Self) -> bool {
        let less = |one: &[BoundValue], other: &[BoundValue]| {
            compare_ends(one, other) == Some(Ordering::Less)
        };
        match (self, other) {
            (Self::Default, Self::Default) => true,
            (Self::List(one), Self::List(other)) => one.iter().any(|value| {
                other.iter().any(|known| value.compare(known) == Some(Ordering::Equal))
            }),
            (Self::Range { from, to }, Self::Range { from: other_from, to: other_to }) => {
                let same = compare_ends(from, other_from) == Some(Ordering::Equal)
                    || compare_ends(to, other_to) == Some(Ordering::Equal);
                same || less(from, other_to) && less(other_from, to)
            }
            (
                Self::Hash { modulus, remainder },
                Self::Hash { modulus: other_modulus, remainder: other_remainder },
            ) => {
                let least = (*modulus).min(*other_modulus).max(1);
                remainder % least == other_remainder % least
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BoundValue::{Maximum, Minimum, Ordered, Text, Unknown};
    use super::*;

    fn range(from: &[BoundValue], to: &[BoundValue]) -> BoundValues {
        BoundValues::Range { from: from.to_vec(), to: to.to_vec() }
    }

    #[test]
    fn ranges_overlap_where_one_begins_before_the_other_ends() {
        let ten = range(&[Ordered(0)], &[Ordered(10)]);
        assert!(ten.overlaps(&range(&[Ordered(9)], &[Maximum])));
        assert!(!ten.overlaps(&range(&[Ordered(10)], &[Maximum])));
        assert!(ten.overlaps(&range(&[Minimum], &[Ordered(1)])));
        assert!(!ten.overlaps(&range(&[Minimum], &[Ordered(0)])));
        let two = range(&[Ordered(1), Minimum], &[Ordered(1), Ordered(5)]);
        assert!(!two.overlaps(&range(&[Ordered(1), Ordered(5)], &[Ordered(1), Maximum])));
        assert!(two.overlaps(&range(&[Ordered(1), Ordered(4)], &[Ordered(2), Minimum])));
    }

    #[test]
    fn of_what_is_not_known_nothing_is_said() {
        let unknown = range(&[Unknown], &[Maximum]);
        assert!(!unknown.overlaps(&range(&[Ordered(1)], &[Ordered(2)])));
        let text = |from: &str, to: &str| range(&[Text(from.into())], &[Text(to.into())]);
        assert!(!text("a", "c").overlaps(&text("b", "d")));
        assert!(text("a", "c").overlaps(&text("a", "b")), "they begin with the same value");
    }

    #[test]
    fn remainders_overlap_by_the_lesser_modulus() {
        let hash = |modulus, remainder| BoundValues::Hash { modulus, remainder };
        assert!(hash(4, 3).overlaps(&hash(2, 1)));
        assert!(!hash(4, 3).overlaps(&hash(2, 0)));
    }
}
