//! The order of names as people count: runs of digits are numbers.

use std::cmp::Ordering;

/// Compares two paths, folder by folder: by the numbers that they begin with, then by name.
pub(super) fn compare_paths(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.split('/'), b.split('/'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match (leading_number(x), leading_number(y)) {
                (Some(number), Some(other)) => number.cmp(&other).then_with(|| compare(x, y)),
                _ => compare(x, y),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The number at the start of a name. A date with dashes counts as one number:
/// `2017-01-31-120000_a` as 20170131120000.
pub(super) fn leading_number(name: &str) -> Option<u64> {
    let run = &name[..name.len() - name.trim_start_matches(is_digit).len()];
    let date = &name[..name.len() - name.trim_start_matches(|c| is_digit(c) || c == '-').len()];
    let mut parts = date.trim_end_matches('-').split('-');
    let is_date = [4, 2, 2].iter().all(|length| parts.next().map(str::len) == Some(*length));
    if is_date { date.replace('-', "").parse().ok() } else { run.parse().ok() }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Compares two names, runs of digits as numbers; what is equal then, byte by byte.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        match (left.chars().next(), right.chars().next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (number, rest) = digits(left);
                let (other, other_rest) = digits(right);
                let order = number.len().cmp(&other.len()).then_with(|| number.cmp(other));
                if order != Ordering::Equal {
                    return order;
                }
                (left, right) = (rest, other_rest);
            }
            (Some(x), Some(y)) if x == y => {
                left = &left[x.len_utf8()..];
                right = &right[y.len_utf8()..];
            }
            (Some(x), Some(y)) => return x.cmp(&y),
        }
    }
}

/// The digits at the start without leading zeros, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let rest = text.trim_start_matches(is_digit);
    (text[..text.len() - rest.len()].trim_start_matches('0'), rest)
}
