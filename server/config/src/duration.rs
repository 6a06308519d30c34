//! Durations as Go writes them: `150ms`, `1h30m`, `1.5h`.

use std::time::Duration;

/// The units of Go's `time.ParseDuration`, with their nanoseconds. Longer names first.
const UNITS: [(&str, u128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Go's durations are 64-bit: some 292 years.
const MAX_NANOS: u128 = i64::MAX as u128;

/// Why a text is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DurationError {
    /// A number without a unit.
    NoUnit,
    /// Below zero.
    Negative,
    /// More than 292 years.
    TooLong,
    /// Not a duration at all.
    Malformed,
}

/// Reads a duration as Go's `time.ParseDuration` does, without the negative ones.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    if text.starts_with('-') {
        return Err(DurationError::Negative);
    }
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    if rest == "0" {
        return Ok(Duration::ZERO);
    }
    if rest.is_empty() {
        return Err(DurationError::Malformed);
    }
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let (whole, behind) = digits(rest);
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => digits(behind),
            None => ("", behind),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(DurationError::Malformed);
        }
        let unit = UNITS.iter().find(|(name, _)| behind.starts_with(name));
        let Some((name, nanos)) = unit else {
            let number_only = behind.is_empty();
            return Err(if number_only { DurationError::NoUnit } else { DurationError::Malformed });
        };
        let whole: u128 = match whole {
            "" => 0,
            digits => digits.parse().map_err(|_| DurationError::TooLong)?,
        };
        let amount = whole.checked_mul(*nanos).ok_or(DurationError::TooLong)?;
        total = total.saturating_add(amount).saturating_add(part(fraction, *nanos));
        if total > MAX_NANOS {
            return Err(DurationError::TooLong);
        }
        rest = &behind[name.len()..];
    }
    u64::try_from(total).map(Duration::from_nanos).map_err(|_| DurationError::TooLong)
}

/// A duration as Go's `Duration.String` prints it, without the units that are zero at its end.
pub(crate) fn format_duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    if nanos == 0 {
        return "0".to_owned();
    }
    let (unit, size) = match nanos {
        0..1_000 => ("ns", 1),
        1_000..1_000_000 => ("us", 1_000),
        1_000_000..1_000_000_000 => ("ms", 1_000_000),
        _ => ("s", 1_000_000_000),
    };
    if unit != "s" {
        return format!("{}{unit}", decimal(nanos, size));
    }
    let hours = nanos / 3_600_000_000_000;
    let minutes = nanos / 60_000_000_000 % 60;
    let seconds = nanos % 60_000_000_000;
    let mut text = String::new();
    for (amount, unit) in [(hours, "h"), (minutes, "m")] {
        if amount > 0 {
            text.push_str(&format!("{amount}{unit}"));
        }
    }
    if seconds > 0 {
        text.push_str(&format!("{}s", decimal(seconds, size)));
    }
    text
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// `0.fraction` of a unit, cut to whole nanoseconds.
fn part(fraction: &str, nanos: u128) -> u128 {
    let mut sum = 0;
    let mut scale = nanos * 1_000_000;
    for digit in fraction.bytes() {
        scale /= 10;
        sum += u128::from(digit - b'0') * scale;
    }
    sum / 1_000_000
}

/// `nanos` in a unit of `size`, with as many places as it takes.
fn decimal(nanos: u128, size: u128) -> String {
    let (whole, rest) = (nanos / size, nanos % size);
    if rest == 0 {
        return whole.to_string();
    }
    let places = size.ilog10() as usize;
    let fraction = format!("{rest:0places$}");
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        let check = |text, nanos| {
            assert_eq!(parse_duration(text), Ok(Duration::from_nanos(nanos)), "{text}");
        };
        check("0", 0);
        check("0s", 0);
        check("150ms", 150_000_000);
        check("1h30m", 5_400_000_000_000);
        check("1.5h", 5_400_000_000_000);
        check(".5s", 500_000_000);
        check("1.s", 1_000_000_000);
        check("+5s", 5_000_000_000);
        check("3us2ns", 3_002);
        check("3µs", 3_000);
        check("1.0000000001s", 1_000_000_000);
        check("2562047h47m16.854775807s", i64::MAX as u64);
    }

    #[test]
    fn what_go_refuses_is_refused() {
        let check = |text, error| assert_eq!(parse_duration(text), Err(error), "{text}");
        check("15", DurationError::NoUnit);
        check("1h30", DurationError::NoUnit);
        check("-1s", DurationError::Negative);
        check("2562048h", DurationError::TooLong);
        check("99999999999999999999999999999999999999999999h", DurationError::TooLong);
        for text in ["", "+", "s", "1 s", "1d", "1S", ".", "1..5s", "5sec", "١s"] {
            check(text, DurationError::Malformed);
        }
    }

    #[test]
    fn what_is_printed_is_read_as_the_same() {
        let check = |nanos, text: &str| {
            let duration = Duration::from_nanos(nanos);
            assert_eq!(format_duration(duration), text);
            assert_eq!(parse_duration(text), Ok(duration));
        };
        check(0, "0");
        check(1, "1ns");
        check(1_500, "1.5us");
        check(150_000_000, "150ms");
        check(2_000_000_000, "2s");
        check(1_050_000_000, "1.05s");
        check(60_000_000_000, "1m");
        check(5_400_000_000_000, "1h30m");
        check(3_601_000_000_000, "1h1s");
    }
}
