//! Conditions of IF that the model can answer: what is there, asked of PostgreSQL's catalog.

use super::session::Session;
use crate::statement::{Expression, ExpressionKind};

/// The answer to a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be told.
    Unknown,
}

impl Session {
    /// The answer to a condition.
    pub fn answer(&self, condition: &Expression) -> Answer {
        match condition.kind {
            ExpressionKind::Boolean(true) => Answer::True,
            ExpressionKind::Boolean(false) | ExpressionKind::Null => Answer::False,
            _ => Answer::Unknown,
        }
    }
}
