//! Dates, times and spans as numbers of seconds; moments count from 2000 on, in UTC.

const DAY: f64 = 86_400.0;
/// Days from year one's March to 2000.
const DAYS_TO_2000: i64 = 730_425;

/// `2020-01-31`, `2020-01-31 10:00:00+00`; `None` for other forms.
pub(super) fn moment(text: &str) -> Option<f64> {
    match text.trim() {
        "infinity" => return Some(1e13),
        "-infinity" => return Some(-1e13),
        "epoch" => return Some(-946_684_800.0),
        _ => {}
    }
    let text = text.trim();
    let (date, time) = match text.find([' ', 'T']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let mut parts = date.split('-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: i64 = parts.next()?.parse().ok()?;
    let day: i64 = parts.next()?.parse().ok()?;
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (clock, zone) = match time.find(['+', '-', 'Z']) {
        Some(at) => (&time[..at], &time[at..]),
        None => (time, ""),
    };
    let seconds = if clock.is_empty() { 0.0 } else { clock_seconds(clock)? };
    let offset = match zone {
        "" | "Z" => 0.0,
        zone => {
            let sign = if zone.starts_with('-') { -1.0 } else { 1.0 };
            sign * clock_seconds(&format!("{}:0", zone[1..].trim_end_matches(":00")))?
        }
    };
    Some(days(year, month, day) as f64 * DAY + seconds - offset)
}

/// Days from 2000 on, by the proleptic Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // The year begins in March, so that the leap day is its last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 1
        - DAYS_TO_2000
}

/// Year, month and day of a moment.
fn date(at: f64) -> (i64, i64, i64) {
    let days = (at / DAY).floor() as i64 + DAYS_TO_2000;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

/// A field of a moment, as `extract` gives it.
pub(super) fn part(field: &str, at: f64) -> Option<f64> {
    let (year, month, day) = date(at);
    let clock = at.rem_euclid(DAY);
    Some(match field {
        "year" => year as f64,
        "month" => month as f64,
        "day" => day as f64,
        "hour" => (clock / 3600.0).floor(),
        "minute" => (clock % 3600.0 / 60.0).floor(),
        "second" => clock % 60.0,
        // 2000 began on a Saturday.
        "dow" => ((at / DAY).floor() + 6.0).rem_euclid(7.0),
        "isodow" => ((at / DAY).floor() + 5.0).rem_euclid(7.0) + 1.0,
        "epoch" => at + 946_684_800.0,
        _ => return None,
    })
}

/// A moment cut to a field, as `date_trunc` gives it.
pub(super) fn truncated(field: &str, at: f64) -> Option<f64> {
    let (year, month, _) = date(at);
    Some(match field {
        "year" => days(year, 1, 1) as f64 * DAY,
        "month" => days(year, month, 1) as f64 * DAY,
        "day" => (at / DAY).floor() * DAY,
        "hour" => (at / 3600.0).floor() * 3600.0,
        "minute" => (at / 60.0).floor() * 60.0,
        "second" => at.floor(),
        _ => return None,
    })
}

/// `2020-01-31 10:00:00`.
pub(super) fn written(at: f64) -> String {
    let (year, month, day) = date(at);
    let clock = at.rem_euclid(DAY) as u64;
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

fn clock_seconds(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut unit = 3600.0;
    for part in text.split(':') {
        let part: f64 = part.parse().ok()?;
        seconds += part * unit;
        unit /= 60.0;
    }
    Some(seconds)
}

/// `1 day 02:00:00`, `30 minutes`, `08:00`; a month counts 30 days.
pub(super) fn span(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut number: Option<f64> = None;
    for word in text.split_whitespace() {
        if word.contains(':') {
            let sign = if word.starts_with('-') { -1.0 } else { 1.0 };
            seconds += sign * clock_seconds(word.trim_start_matches(['-', '+']))?;
        } else if let Ok(found) = word.parse() {
            number = Some(found);
        } else {
            let unit = match word.trim_end_matches(',').trim_end_matches('s') {
                "second" | "sec" => 1.0,
                "minute" | "min" => 60.0,
                "hour" | "hr" => 3600.0,
                "day" => DAY,
                "week" => 7.0 * DAY,
                "month" | "mon" => 30.0 * DAY,
                "year" => 365.25 * DAY,
                _ => return None,
            };
            seconds += number.take()? * unit;
        }
    }
    match number {
        Some(bare) => Some(seconds + bare),
        None => Some(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_taken_apart() {
        assert_eq!(moment("2000-01-01"), Some(0.0));
        assert_eq!(moment("2000-03-01"), Some(60.0 * DAY));
        assert_eq!(moment("1999-12-31 23:00:00+00"), Some(-3600.0));
        assert_eq!(moment("2000-01-01 02:00:00+02"), Some(0.0));
        assert_eq!(moment("yesterday"), None);
        for text in ["2024-02-29", "1970-01-01", "2100-12-31", "0001-01-01"] {
            let (year, month, day) = date(moment(text).unwrap_or(f64::NAN));
            assert_eq!(format!("{year:04}-{month:02}-{day:02}"), text);
        }
        assert_eq!(part("dow", 0.0), Some(6.0));
        assert_eq!(truncated("month", 40.0 * DAY), Some(31.0 * DAY));
        assert_eq!(span("1 day 02:00:00"), Some(DAY + 7200.0));
        assert_eq!(span("30 minutes"), Some(1800.0));
    }
}
