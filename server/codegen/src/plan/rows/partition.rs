//! Rows that a partition takes.

use super::solve::Check;
use pgwright_schema::model::{Model, Relation};

/// That one of the table's partitions takes the row; `None` where nothing is asked of it.
pub(super) fn check(_model: &Model, _relation: &Relation) -> Option<Check> {
    None
}
