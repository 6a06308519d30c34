//! The bounds of partitions: what they may say, and that no two take the same rows
//! (`transformPartitionBound` of parse_utilcmd.c, `check_new_partition_bound` of partbounds.c).

use super::failure::Outcome;
use super::session::Session;
use crate::model::{
    BaseType, BoundValue, BoundValues, PartitionBound, PartitionKey, Relation, Type, TypeKind,
    compare_ends, quote_identifier,
};
use crate::statement::{
    Expression, ExpressionKind, Name, PartitionBound as WrittenBound, PartitionValues,
};
use pgwright_problem::Span;
use std::cmp::Ordering;
use std::sync::Arc;

impl Session {
    /// What a written bound says, as values of the key of `parent`.
    pub fn partition_bound(
        &self,
        parent: &Relation,
        written: &WrittenBound,
    ) -> Outcome<Arc<PartitionBound>> {
        let known = |values| Arc::new(PartitionBound { text: Arc::clone(&written.text), values });
        let Some(key) = &parent.partition_key else { return Ok(known(BoundValues::Default)) };
        let wrong = |span, message: String| Err(self.refused(span, "42P16", message));
        let strategy = &*key.strategy;
        let fits = match written.values {
            PartitionValues::Default if strategy == "hash" => {
                let message = "a hash-partitioned table may not have a default partition";
                return wrong(written.span, message.to_owned());
            }
            PartitionValues::Default => true,
            PartitionValues::List(_) => strategy == "list",
            PartitionValues::Range { .. } => strategy == "range",
            PartitionValues::Hash(_) => strategy == "hash",
        };
        if !fits {
            return wrong(
                written.span,
                format!("invalid bound specification for a {strategy} partition"),
            );
        }
        Ok(known(match &written.values {
            PartitionValues::Default => BoundValues::Default,
            PartitionValues::Hash(options) => self.hash_bound(options, written.span)?,
            PartitionValues::List(values) => {
                let value = |value| self.bound_value(parent, key, 0, value, false);
                BoundValues::List(values.iter().map(value).collect::<Outcome<_>>()?)
            }
            PartitionValues::Range { from, to } => {
                for (end, word) in [(from, "FROM"), (to, "TO")] {
                    if !key.expressions && end.len() != key.columns.len() {
                        let message = format!(
                            "{word} must specify exactly one value per partitioning column"
                        );
                        return wrong(written.span, message);
                    }
                }
                BoundValues::Range {
                    from: self.range_end(parent, key, from)?,
                    to: self.range_end(parent, key, to)?,
                }
            }
        }))
    }

    fn hash_bound(&self, options: &[(Name, i64)], span: Span) -> Outcome<BoundValues> {
        let number = |wanted: &str| {
            options
                .iter()
                .find(|(name, _)| &*name.text == wanted)
                .map(|(name, number)| (name.span, *number))
        };
        let missing = |what: &str| {
            self.refused(span, "42601", format!("{what} for hash partition must be specified"))
        };
        let (modulus_at, modulus) = number("modulus").ok_or_else(|| missing("modulus"))?;
        let (remainder_at, remainder) = number("remainder").ok_or_else(|| missing("remainder"))?;
        let wrong = |span, message: &str| Err(self.refused(span, "42P16", message.to_owned()));
        if modulus <= 0 {
            return wrong(
                modulus_at,
                "modulus for hash partition must be an integer value greater than zero",
            );
        }
        if remainder >= modulus {
            return wrong(remainder_at, "remainder for hash partition must be less than modulus");
        }
        Ok(BoundValues::Hash { modulus, remainder })
    }

    fn range_end(
        &self,
        parent: &Relation,
        key: &PartitionKey,
        written: &[Expression],
    ) -> Outcome<Vec<BoundValue>> {
        let mut values: Vec<BoundValue> = Vec::new();
        for (at, expression) in written.iter().enumerate() {
            let value = self.bound_value(parent, key, at, expression, true)?;
            let word = match values.last() {
                Some(BoundValue::Minimum) => "MINVALUE",
                Some(BoundValue::Maximum) => "MAXVALUE",
                _ => "",
            };
            if !word.is_empty() && values.last() != Some(&value) {
                let message = format!("every bound following {word} must also be {word}");
                return Err(self.refused(expression.span, "42804", message));
            }
            values.push(value);
        }
        Ok(values)
    }

    /// A value of the `at`th column of the key.
    fn bound_value(
        &self,
        parent: &Relation,
        key: &PartitionKey,
        at: usize,
        written: &Expression,
        range: bool,
    ) -> Outcome<BoundValue> {
        if let ExpressionKind::Column(reference) = &written.kind
            && range
            && reference.table.is_none()
        {
            match &*reference.column.text {
                "minvalue" => return Ok(BoundValue::Minimum),
                "maxvalue" => return Ok(BoundValue::Maximum),
                _ => {}
            }
        }
        if let Some(reference) = written.columns.first() {
            let message = "cannot use column reference in partition bound expression".to_owned();
            return Err(self.refused(reference.column.span, "0A000", message));
        }
        self.uses_of(written)?;
        if written.kind == ExpressionKind::Null && range {
            let message = "cannot specify NULL in range bound".to_owned();
            return Err(self.refused(written.span, "42P17", message));
        }
        // Of which key an expression is, is not known beside others.
        let column = key.columns.get(at).filter(|_| !key.expressions);
        let Some(column) = column.and_then(|column| parent.column(*column)) else {
            return Ok(BoundValue::Unknown);
        };
        if self.unfit_value(&column.data_type, written)?.is_some() {
            let message = format!(
                "specified value cannot be cast to type {} for column \"{}\"",
                self.model.format_type(&Type { modifiers: Vec::new(), ..column.data_type.clone() }),
                column.name
            );
            return Err(self
                .refused(written.span, "42804", message)
                .with_made(column.history.as_ref(), "the column was made here"));
        }
        Ok(self.value_of(&column.data_type, written))
    }

    fn value_of(&self, data_type: &Type, written: &Expression) -> BoundValue {
        let data_type = self.model.without_domains(data_type);
        let text: Arc<str> = match &written.kind {
            ExpressionKind::Null => return BoundValue::Null,
            ExpressionKind::Boolean(value) => Arc::from(if *value { "true" } else { "false" }),
            ExpressionKind::Integer(text)
            | ExpressionKind::Numeric(text)
            | ExpressionKind::String(text) => Arc::clone(text),
            ExpressionKind::Cast { operand, target } => {
                let cast_to = self.data_type(target);
                return match cast_to {
                    Ok(target) if *self.model.without_domains(&target) == *data_type => {
                        self.value_of(data_type, operand)
                    }
                    _ => BoundValue::Unknown,
                };
            }
            _ if written.text.starts_with('-') => written.text.replace(' ', "").into(),
            _ => return BoundValue::Unknown,
        };
        let user_type = |id| self.model.user_type(id).map(|found| &found.kind);
        match data_type.base {
            _ if data_type.array => BoundValue::Unknown,
            BaseType::Builtin(builtin) => builtin_value(builtin.name(), &text),
            BaseType::User(id) if matches!(user_type(id), Some(TypeKind::Enum { .. })) => {
                BoundValue::Text(text)
            }
            _ => BoundValue::Unknown,
        }
    }

    /// Refuses a bound that is empty, or takes what another partition takes.
    pub fn check_bound_free(
        &self,
        parent: &Relation,
        child: &str,
        bound: &PartitionBound,
        span: Span,
    ) -> Outcome {
        let refuse = |message: String| self.refused(span, "42P17", message);
        if let BoundValues::Range { from, to } = &bound.values
            && matches!(compare_ends(from, to), Some(Ordering::Equal | Ordering::Greater))
        {
            return Err(refuse(format!("empty range bound specified for partition \"{child}\"")));
        }
        let partitions = self.model.partitions_of(parent.id);
        let others = partitions.iter().filter_map(|id| {
            let other = self.model.relation(*id)?;
            Some((other, other.partition_bound.as_ref()?))
        });
        let mut found: Vec<(&Arc<Relation>, &Arc<PartitionBound>, String)> = Vec::new();
        for (other, taken) in others {
            let message = match (&bound.values, &taken.values) {
                (BoundValues::Default, BoundValues::Default) => format!(
                    "partition \"{child}\" conflicts with existing default partition \"{}\"",
                    other.name
                ),
                (
                    BoundValues::Hash { modulus, .. },
                    BoundValues::Hash { modulus: other_modulus, .. },
                ) if modulus.max(other_modulus) % modulus.min(other_modulus) != 0 => {
                    "every hash partition modulus must be a factor of the next larger modulus"
                        .to_owned()
                }
                (one, two) if one.overlaps(two) => {
                    format!("partition \"{child}\" would overlap partition \"{}\"", other.name)
                }
                _ => continue,
            };
            found.push((other, taken, message));
        }
        // Of several, that of the least values is named.
        let least = found.into_iter().min_by(|(_, one, _), (_, other, _)| {
            match (&one.values, &other.values) {
                (BoundValues::Range { from: one, .. }, BoundValues::Range { from: other, .. }) => {
                    compare_ends(one, other).unwrap_or(Ordering::Equal)
                }
                _ => Ordering::Equal,
            }
        });
        let Some((other, _, message)) = least else { return Ok(()) };
        Err(refuse(message)
            .with_made(other.history.as_ref(), format!("\"{}\" was made here", other.name)))
    }
}

/// What the bound of a partition says of its rows, as a check would; `None` where it is not known.
pub(super) fn check_of_bound(table: &Relation, child: &Relation) -> Option<String> {
    let (key, bound) = (table.partition_key.as_ref()?, child.partition_bound.as_ref()?);
    if key.expressions {
        return None;
    }
    let columns: Vec<String> =
        table.column_names(&key.columns).into_iter().map(quote_identifier).collect();
    let there: Vec<String> = columns.iter().map(|column| format!("{column} IS NOT NULL")).collect();
    let list = bound.text.find('(').and_then(|at| bound.text.get(at..)).unwrap_or_default();
    Some(match (&bound.values, columns.as_slice()) {
        (BoundValues::List(values), [column]) if values.contains(&BoundValue::Null) => {
            format!("{column} IS NULL OR {column} IN {list}")
        }
        (BoundValues::List(_), [column]) => format!("{column} IS NOT NULL AND {column} IN {list}"),
        (BoundValues::Hash { modulus, remainder }, _) => {
            let name = quote_identifier(&table.name);
            let columns = columns.join(", ");
            format!(
                "satisfies_hash_partition('{name}'::regclass, {modulus}, {remainder}, {columns})"
            )
        }
        // The ends are left to what else checks them; that there are values holds for all.
        _ => there.join(" AND "),
    })
}

/// A value of a type of `pg_catalog`.
fn builtin_value(data_type: &str, text: &str) -> BoundValue {
    let known = |value: Option<i128>| value.map_or(BoundValue::Unknown, BoundValue::Ordered);
    match data_type {
        "int2" | "int4" | "int8" if text.contains(['.', 'e', 'E']) => BoundValue::Unknown,
        "int2" | "int4" | "int8" | "numeric" | "float8" => known(decimal(text)),
        "text" | "varchar" | "name" => BoundValue::Text(text.into()),
        "bpchar" => BoundValue::Text(text.trim_end_matches(' ').into()),
        "uuid" => BoundValue::Text(
            text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase().into(),
        ),
        "bool" => match text.trim().to_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "on" | "1" => BoundValue::Ordered(1),
            "f" | "false" | "n" | "no" | "off" | "0" => BoundValue::Ordered(0),
            _ => BoundValue::Unknown,
        },
        // The zone of what has none is the session's.
        "date" | "timestamp" | "timestamptz" => known(moment(text)),
        _ => BoundValue::Unknown,
    }
}

/// A decimal number in units of 10⁻¹⁸.
fn decimal(text: &str) -> Option<i128> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 19
        || fraction.len() > 18
        || !plain(whole)
        || !plain(fraction)
    {
        return None;
    }
    let value: i128 = format!("{whole}{fraction:0<18}").parse().ok()?;
    Some(if negative { -value } else { value })
}

/// A moment without a zone, in microseconds since the year 0: `2024-01-31`, `2024-01-31 12:30:00.5`.
fn moment(text: &str) -> Option<i128> {
    let text = text.trim();
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let number = |part: &str| -> Option<i128> {
        let plain =
            !part.is_empty() && part.len() < 7 && part.bytes().all(|it| it.is_ascii_digit());
        plain.then(|| part.parse().ok()).flatten()
    };
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let mut parts = time.trim().split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let (second, fraction) = match parts.next().unwrap_or("0").split_once('.') {
        Some((second, fraction)) => (number(second)?, number(fraction).map(|_| fraction)?),
        None => (number(time.split(':').nth(2).unwrap_or("0"))?, "0"),
    };
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 24
    {
        return None;
    }
    let micros = number(&format!("{fraction:0<6}"))?;
    // Months of 31 days keep the order, and equal moments equal.
    let days = (year * 12 + month) * 31 + day;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + micros)
}

#[cfg(test)]
mod tests {
    use super::{builtin_value, decimal, moment};
    use crate::model::BoundValue;

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert_eq!(decimal("1"), decimal("1.000"));
        assert!(decimal("-2.5") < decimal("-2"));
        assert!(decimal("10") > decimal("9"));
        assert_eq!(decimal("1e3"), None);
    }

    #[test]
    fn moments_are_compared_by_their_parts() {
        assert_eq!(moment("2024-01-01"), moment("2024-01-01 00:00:00"));
        assert!(moment("2024-01-31") < moment("2024-02-01"));
        assert!(moment("2024-01-31 23:59:59.5") < moment("2024-02-01"));
        for unknown in ["2024-01-01 00:00:00+02", "tomorrow", "01/02/2024", "2024-13-01"] {
            assert_eq!(moment(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn texts_are_their_own() {
        assert_eq!(builtin_value("bpchar", "a  "), BoundValue::Text("a".into()));
        assert_eq!(builtin_value("bool", "Yes"), BoundValue::Ordered(1));
        assert_eq!(builtin_value("int4", "1.5"), BoundValue::Unknown);
    }
}
