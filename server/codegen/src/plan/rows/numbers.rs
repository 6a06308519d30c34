//! Numbers, dates, times and spans: samples in the gaps between the constants that checks name.

use super::moments;
use super::sample::Sample;
use super::value::Val;

/// A kind of number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    pub(super) low: f64,
    pub(super) high: f64,
    /// The smallest step between two of them.
    pub(super) step: f64,
}

/// No type needs more.
const SPAN: f64 = 2_000_000_000.0;

impl Numbers {
    pub(super) const INT2: Self = Self { low: -32_768.0, high: 32_767.0, step: 1.0 };
    pub(super) const INT4: Self = Self { low: -2_147_483_648.0, high: 2_147_483_647.0, step: 1.0 };
    pub(super) const INT8: Self = Self { low: -9e15, high: 9e15, step: 1.0 };
    pub(super) const FLOAT4: Self = Self { low: -1e6, high: 1e6, step: 0.125 };
    pub(super) const FLOAT8: Self = Self { low: -1e12, high: 1e12, step: 0.125 };

    /// `numeric(precision, scale)`; the precision bounds it.
    pub(super) fn numeric(precision: i32, scale: i32) -> Self {
        let high = 10f64.powi((precision - scale).clamp(-10, 15));
        let step = 10f64.powi(-scale.clamp(-10, 6));
        Self { low: -high + step, high: high - step, step }
    }

    /// Samples, those with the most room first; `hints` are the constants that checks name.
    pub(super) fn samples(self, hints: &[f64]) -> Vec<Sample> {
        let mut bounds: Vec<f64> =
            hints.iter().copied().filter(|h| (self.low..=self.high).contains(h)).collect();
        // Ordinary places to part them at, for columns that are compared with each other.
        let parts = [0.0, 1_000.0, 100_000.0];
        bounds.extend(parts.into_iter().filter(|part| *part < self.high));
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        let mut gaps: Vec<(f64, f64)> = Vec::new();
        let ends = bounds.iter().copied().skip(1).chain([self.high + self.step]);
        for (low, high) in bounds.iter().copied().zip(ends) {
            gaps.push((low, high));
        }
        if let Some(first) = bounds.first() {
            gaps.push((self.low - self.step, *first));
        }
        let mut found: Vec<Sample> =
            gaps.iter().filter_map(|(low, high)| self.between(*low, *high)).collect();
        found.sort_by_key(|sample| std::cmp::Reverse(sample.capacity));
        // Of equal room, what is not negative is more ordinary.
        found.sort_by_key(|sample| {
            let negative = matches!(sample.values.first(), Some(Val::Number(n)) if *n < 0.0);
            (negative, std::cmp::Reverse(sample.capacity))
        });
        let near = hints.iter().flat_map(|h| [*h, h + self.step, h - self.step, h + 1.0, h - 1.0]);
        let mut constants: Vec<f64> = near.chain([1.0, 0.0, -1.0]).collect();
        constants.retain(|n| (self.low..=self.high).contains(n) && self.has(*n));
        let mut seen: Vec<f64> = Vec::new();
        for constant in constants {
            if !seen.contains(&constant) {
                seen.push(constant);
                found.push(Sample::constant(shown(constant), Val::Number(constant)));
            }
        }
        found
    }

    fn has(self, number: f64) -> bool {
        self.step < 1.0 || number % self.step == 0.0
    }

    /// Numbers above `low` and below `high`.
    fn between(self, low: f64, high: f64) -> Option<Sample> {
        let step = if high - low > 20.0 * self.step.max(1.0) || self.step >= 1.0 {
            self.step.max(1.0)
        } else {
            self.step.max(0.001)
        };
        let count = (((high - low) / step).ceil() - 1.0).min(SPAN);
        if count < 2.0 {
            return None;
        }
        let first = if self.step >= 1.0 { ((low / step).floor() + 1.0) * step } else { low + step };
        let (count, span) = (count as u64, count);
        if self.step >= 1.0 && first + span * step > high + step {
            return None;
        }
        let term = if step == 1.0 {
            format!("n % {count}")
        } else {
            format!("(n % {count}) * {}", shown(step))
        };
        let sql = format!("{} + {term}", shown(first));
        // As decimals have it, not as binary fractions add up.
        let digits = if step < 1.0 { 1e6 } else { 1.0 };
        Some(Sample::varying(sql, count, |n| {
            let value = first + (n % count) as f64 * step;
            Val::Number((value * digits).round() / digits)
        }))
    }
}

/// A number as SQL writes it.
pub(super) fn shown(number: f64) -> String {
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
    if text.starts_with('-') { format!("({text})") } else { text }
}

/// What a moment is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Date,
    Timestamp,
    Zoned,
}

const DAY: f64 = 86_400.0;

impl Calendar {
    /// Samples in the gaps between `hints` and between centuries.
    pub(super) fn samples(self, hints: &[f64]) -> Vec<Sample> {
        let (unit, most) = match self {
            Self::Date => (DAY, 36_500.0),
            _ => (1.0, 100_000_000.0),
        };
        let usual: &[f64] = match self {
            // Days of a hundred years: the past, and beyond what any clock says today.
            Self::Date => &[-29_220.0 * DAY, 36_890.0 * DAY, 0.0, 3_653.0 * DAY],
            _ => &[631_152_000.0, 3_187_296_000.0, 31_622_400.0, 315_532_800.0],
        };
        let mut bounds: Vec<f64> = hints.iter().copied().filter(|h| h.abs() < 1e11).collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        let mut found = Vec::new();
        for (number, start) in usual.iter().enumerate() {
            // Between the second and later ones there are ten years.
            let most = if self == Self::Date && number >= 2 { 3_600.0 } else { most };
            let next = bounds.iter().copied().find(|bound| bound > start);
            let room = next.map_or(most, |next| ((next - start) / unit - 1.0).min(most));
            if room >= 2.0 {
                found.push(self.from(*start, room as u64));
            }
        }
        for (at, bound) in bounds.iter().enumerate() {
            let room = bounds.get(at + 1).map_or(most, |next| ((next - bound) / unit).min(most));
            if room >= 2.0 {
                found.push(self.from(bound + unit, room as u64 - 1));
            }
            found.push(self.from(bound - 3_000.0 * unit, 2_000));
            found.push(self.at(*bound));
        }
        found
    }

    fn from(self, start: f64, count: u64) -> Sample {
        let step = match self {
            Self::Date => format!("(n % {count})::integer"),
            _ => format!("(n % {count}) * interval '1 second'"),
        };
        let unit = if self == Self::Date { DAY } else { 1.0 };
        Sample::varying(format!("{} + {step}", self.literal(start)), count, |n| {
            Val::Moment(start + (n % count) as f64 * unit)
        })
    }

    fn at(self, moment: f64) -> Sample {
        Sample::constant(self.literal(moment), Val::Moment(moment))
    }

    pub(super) fn literal(self, moment: f64) -> String {
        let text = moments::written(moment);
        match self {
            Self::Date => format!("date '{}'", text.split(' ').next().unwrap_or_default()),
            Self::Timestamp => format!("timestamp '{text}'"),
            Self::Zoned => format!("timestamptz '{text}+00'"),
        }
    }
}

/// Times of day.
pub(super) fn clocks(hints: &[f64]) -> Vec<Sample> {
    let mut found = Vec::new();
    let mut bounds: Vec<f64> = hints.iter().copied().filter(|h| (0.0..DAY).contains(h)).collect();
    bounds.extend([0.0, 6.0 * 3600.0, 12.0 * 3600.0, 18.0 * 3600.0]);
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    let whole = |start: f64, count: u64| {
        let sql = format!("time '00:00' + ({} + n % {count}) * interval '1 second'", shown(start));
        Sample::varying(sql, count, move |n| Val::Span(start + (n % count) as f64))
    };
    found.push(whole(0.0, 86_400));
    let ends = bounds.iter().copied().skip(1).chain([DAY]);
    for (start, end) in bounds.iter().copied().zip(ends) {
        if end - start > 2.0 {
            found.push(whole(start + 1.0, (end - start) as u64 - 1));
        }
    }
    found
}

/// Spans of time, in the unit that the column keeps.
pub(super) fn spans(unit: &str, hints: &[f64]) -> Vec<Sample> {
    let size = moments::span(&format!("1 {unit}")).unwrap_or(1.0);
    let counts: Vec<f64> = hints.iter().map(|h| h / size).collect();
    let numbers = Numbers { low: -1e6, high: 1e6, step: 1.0 };
    let mut found = numbers.samples(&counts);
    for sample in &mut found {
        for value in &mut sample.values {
            if let Val::Number(count) = value {
                *value = Val::Span(*count * size);
            }
        }
    }
    found.into_iter().map(|s| s.map(|sql| format!("({sql}) * interval '1 {unit}'"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqls(samples: &[Sample]) -> Vec<&str> {
        samples.iter().filter_map(Sample::sql).collect()
    }

    #[test]
    fn gaps_are_filled_within_the_type() {
        let small = Numbers::INT2.samples(&[1.0, 5.0]);
        assert!(sqls(&small).contains(&"2 + n % 3"), "{:?}", sqls(&small));
        let fraction = Numbers::numeric(4, 3).samples(&[0.0, 1.0]);
        assert!(sqls(&fraction).contains(&"0.001 + (n % 999) * 0.001"), "{:?}", sqls(&fraction));
        for numbers in
            [Numbers::INT2, Numbers::INT4, Numbers::numeric(3, 0), Numbers::numeric(3, -2)]
        {
            for sample in numbers.samples(&[3.0, 17.0]) {
                for value in sample.values {
                    let Val::Number(value) = value else { continue };
                    assert!((numbers.low..=numbers.high).contains(&value), "{value}");
                }
            }
        }
    }
}
