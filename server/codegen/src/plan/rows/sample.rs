//! Values that a column can have: SQL over a number `n` that no two rows share, and what is known
//! of them for some of these numbers.

use super::value::Val;

/// Numbers that stand for all: a check that holds for what they give is taken to hold.
pub(super) const NUMBERS: [u64; 16] = [
    1_000_000_000_000,
    1_000_000_000_001,
    1_999_999_999_999,
    3_456_789_012_345,
    7_919_736_182_031,
    14_142_135_623_730,
    20_000_000_016_383,
    27_182_818_284_590,
    31_415_926_535_897,
    44_444_444_444_444,
    57_721_566_490_153,
    65_535_999_000_001,
    77_777_777_777_776,
    86_399_999_999_999,
    99_999_999_999_990,
    99_999_999_999_999,
];

/// As many different values as there are numbers.
pub(super) const MANY: u64 = 1 << 46;

/// One way to give a column a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample {
    pub(super) how: How,
    /// How many different values it has.
    pub(super) capacity: u64,
    /// What is known of the value for each of [`NUMBERS`].
    pub(super) values: Vec<Val>,
}

/// What is written for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum How {
    /// An expression without the column's own cast.
    Sql(String),
    Null,
    /// It is left out.
    Default,
    /// The key of a row that is made for the foreign key of that number.
    Parent(usize),
    /// The value of another column of the same row.
    Same(String),
}

impl Sample {
    /// A value that is always the same.
    pub(super) fn constant(sql: impl Into<String>, value: Val) -> Self {
        Self { how: How::Sql(sql.into()), capacity: 1, values: vec![value; NUMBERS.len()] }
    }

    /// A value of which nothing but that it is there is known.
    pub(super) fn opaque(sql: impl Into<String>, capacity: u64) -> Self {
        let values = vec![Val::Some; NUMBERS.len()];
        Self { how: How::Sql(sql.into()), capacity, values }
    }

    /// A value for each number.
    pub(super) fn varying(
        sql: impl Into<String>,
        capacity: u64,
        value: impl Fn(u64) -> Val,
    ) -> Self {
        let values = NUMBERS.iter().map(|n| value(*n)).collect();
        Self { how: How::Sql(sql.into()), capacity, values }
    }

    /// NULL.
    pub(super) fn null() -> Self {
        Self { how: How::Null, capacity: MANY, values: vec![Val::Null; NUMBERS.len()] }
    }

    /// What the column's default gives.
    pub(super) fn default(value: Val, capacity: u64) -> Self {
        Self { how: How::Default, capacity, values: vec![value; NUMBERS.len()] }
    }

    /// The same expression in another one.
    pub(super) fn map(mut self, sql: impl FnOnce(&str) -> String) -> Self {
        if let How::Sql(text) = &self.how {
            self.how = How::Sql(sql(text));
        }
        self
    }

    /// The expression.
    pub(super) fn sql(&self) -> Option<&str> {
        match &self.how {
            How::Sql(sql) => Some(sql),
            _ => None,
        }
    }
}

/// A string constant.
pub(super) fn literal(text: &str) -> String {
    let quoted = format!("'{}'", text.replace('\'', "''"));
    if text.contains('\\') { format!("E{}", quoted.replace('\\', "\\\\")) } else { quoted }
}
