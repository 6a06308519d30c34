//! Between which numbers a sequence counts (`init_params` of sequence.c).

use super::failure::Outcome;
use super::session::Session;
use crate::model::{BuiltinType, Sequence, SequenceLimits, Type};
use crate::statement::{SequenceNumber, SequenceOptions};
use pgwright_problem::Span;

/// The least and the greatest number of a type.
fn range(data_type: BuiltinType) -> (i64, i64) {
    match data_type {
        BuiltinType::INT2 => (i64::from(i16::MIN), i64::from(i16::MAX)),
        BuiltinType::INT4 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    }
}

/// Those of a sequence of which nothing is said.
pub(super) fn default_limits(data_type: BuiltinType) -> SequenceLimits {
    SequenceLimits { increment: 1, minimum: 1, maximum: range(data_type).1, start: 1 }
}

impl Session {
    /// The limits that options make of those before, or of a new sequence; none where those before
    /// are not known. `at`: the place of what no option says.
    pub fn sequence_limits(
        &self,
        before: Option<&Sequence>,
        data_type: BuiltinType,
        options: &SequenceOptions,
        at: Span,
    ) -> Outcome<Option<SequenceLimits>> {
        let said = |what| options.numbers.iter().rev().find(|(known, ..)| *known == what);
        let refuse = |span: Span, message: String| self.refused(span, "22023", message);
        if let Some((_, Some(cache @ ..=0), span)) = said(SequenceNumber::Cache) {
            return Err(refuse(*span, format!("CACHE ({cache}) must be greater than zero")));
        }
        let known = match before {
            Some(sequence) => match sequence.limits {
                Some(limits) => Some((limits, sequence.data_type)),
                None => return Ok(None),
            },
            None => None,
        };
        let increment = match said(SequenceNumber::Increment) {
            Some((_, Some(0), span)) => {
                return Err(refuse(*span, "INCREMENT must not be zero".to_owned()));
            }
            Some((_, Some(increment), _)) => *increment,
            _ => known.map_or(1, |(limits, _)| limits.increment),
        };
        let (least, greatest) = range(data_type);
        let spelled = self.model.format_type(&Type::builtin(data_type));
        // What was the end of the old type is that of the new one.
        let maximum = match (said(SequenceNumber::Maximum), known) {
            (Some((_, Some(maximum), _)), _) => *maximum,
            (None, Some((limits, old))) if limits.maximum != range(old).1 => limits.maximum,
            (None, Some(_)) => greatest,
            _ if increment > 0 => greatest,
            _ => -1,
        };
        let maximum_at = said(SequenceNumber::Maximum).map_or(at, |(_, _, span)| *span);
        if !(least..=greatest).contains(&maximum) {
            let message =
                format!("MAXVALUE ({maximum}) is out of range for sequence data type {spelled}");
            return Err(refuse(maximum_at, message));
        }
        let minimum = match (said(SequenceNumber::Minimum), known) {
            (Some((_, Some(minimum), _)), _) => *minimum,
            (None, Some((limits, old))) if limits.minimum != range(old).0 => limits.minimum,
            (None, Some(_)) => least,
            _ if increment < 0 => least,
            _ => 1,
        };
        let minimum_at = said(SequenceNumber::Minimum).map_or(maximum_at, |(_, _, span)| *span);
        if !(least..=greatest).contains(&minimum) {
            let message =
                format!("MINVALUE ({minimum}) is out of range for sequence data type {spelled}");
            return Err(refuse(minimum_at, message));
        }
        if minimum >= maximum {
            let message = format!("MINVALUE ({minimum}) must be less than MAXVALUE ({maximum})");
            return Err(refuse(minimum_at, message));
        }
        let start = match (said(SequenceNumber::Start), known) {
            (Some((_, Some(start), _)), _) => *start,
            (_, Some((limits, _))) => limits.start,
            _ if increment > 0 => minimum,
            _ => maximum,
        };
        let within = |word: &str, value: i64, span: Span| -> Outcome {
            if value < minimum {
                let message =
                    format!("{word} value ({value}) cannot be less than MINVALUE ({minimum})");
                return Err(refuse(span, message));
            }
            if value > maximum {
                let message =
                    format!("{word} value ({value}) cannot be greater than MAXVALUE ({maximum})");
                return Err(refuse(span, message));
            }
            Ok(())
        };
        let start_at = said(SequenceNumber::Start).map_or(minimum_at, |(_, _, span)| *span);
        within("START", start, start_at)?;
        if let Some((_, value, span)) = said(SequenceNumber::Restart) {
            within("RESTART", value.unwrap_or(start), *span)?;
        }
        Ok(Some(SequenceLimits { increment, minimum, maximum, start }))
    }
}
