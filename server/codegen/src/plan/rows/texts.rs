//! Texts: of the length, the letters and the form that checks ask for.

use super::pattern::{Part, Pattern};
use super::sample::{MANY, Sample, literal};
use super::value::Val;

/// What is known of the texts that a column takes.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted<'a> {
    /// What the values begin with.
    pub(super) word: String,
    /// So many characters at most.
    pub(super) longest: Option<usize>,
    /// Lengths that checks name.
    pub(super) lengths: Vec<usize>,
    /// Regular expressions, and whether they fold case.
    pub(super) regexes: Vec<(&'a str, bool)>,
    /// LIKE patterns.
    pub(super) likes: Vec<&'a str>,
    /// Other constants.
    pub(super) constants: Vec<&'a str>,
}

/// A number has so many digits at most.
const DIGITS: usize = 15;

/// Samples, the most ordinary first.
pub(super) fn samples(wanted: &Wanted) -> Vec<Sample> {
    let word: String = wanted
        .word
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .skip_while(char::is_ascii_digit)
        .take(12)
        .collect();
    let mut found = vec![tailed(&word, ""), tailed("x", "")];
    for (pattern, fold) in &wanted.regexes {
        if let Some(pattern) = Pattern::regex(pattern, *fold) {
            found.extend(pattern.texts().iter().map(|parts| of_parts(parts)));
        }
    }
    found.extend(wanted.likes.iter().map(|pattern| of_like(pattern)));
    found.push(tailed(&word, "@example.com"));
    found.push(tailed("https://example.com/", ""));
    found.push(tailed("/", ""));
    let mut lengths: Vec<usize> = wanted
        .lengths
        .iter()
        .flat_map(|length| [*length, length + 1, length.saturating_sub(1)])
        .chain(wanted.longest)
        .chain([1, 2, 3, 8])
        .filter(|length| (1..=10_000).contains(length))
        .collect();
    lengths.sort_unstable();
    lengths.dedup();
    // The longest that can tell rows apart come first.
    lengths.sort_by_key(|length| std::cmp::Reverse((*length).min(DIGITS)));
    for length in &lengths {
        let letters = [Part::Digits(*length)];
        found.push(of_parts(&letters));
        if *length <= 64 {
            found.push(of_parts(&[Part::Letters(*length, false)]));
            found.push(of_parts(&[Part::Letters(*length, true)]));
        }
    }
    found.push(Sample::varying("md5(n::text)", MANY, |_| {
        Val::Text("0123456789abcdef0123456789abcdef".to_owned())
    }));
    for constant in wanted.constants.iter().chain([&"", &"x", &" "]) {
        found.push(Sample::constant(literal(constant), Val::Text((*constant).to_owned())));
    }
    if let Some(longest) = wanted.longest {
        found.retain(|sample| fits(sample, longest));
    }
    found
}

/// Whether all its values are at most so long.
pub(super) fn fits(sample: &Sample, longest: usize) -> bool {
    sample.values.iter().all(|value| match value {
        Val::Text(text) => text.chars().count() <= longest,
        _ => true,
    })
}

/// `'word' || n || 'end'`.
pub(super) fn tailed(word: &str, end: &str) -> Sample {
    let mut sql =
        if word.is_empty() { "n::text".to_owned() } else { format!("{} || n", literal(word)) };
    if !end.is_empty() {
        sql = format!("{sql} || {}", literal(end));
    }
    Sample::varying(sql, MANY, |n| Val::Text(format!("{word}{n}{end}")))
}

/// One of several constants.
pub(super) fn one_of(constants: &[&str]) -> Sample {
    let list: Vec<String> = constants.iter().map(|text| literal(text)).collect();
    let count = constants.len() as u64;
    let sql = format!("(ARRAY[{}])[1 + n % {count}]", list.join(", "));
    Sample::varying(sql, count, |n| Val::Text(constants[(n % count) as usize].to_owned()))
}

/// The digits of a number, or letters in their place.
fn part_text(n: u64, count: usize, letters: Option<bool>) -> String {
    let digits = if count >= DIGITS {
        format!("{n:0count$}")
    } else {
        format!("{:0count$}", n % 10u64.pow(count as u32))
    };
    match letters {
        None => digits,
        Some(upper) => {
            let base = if upper { b'A' } else { b'a' };
            digits.bytes().map(|digit| char::from(base + (digit - b'0'))).collect()
        }
    }
}

fn part_sql(count: usize, letters: Option<bool>) -> String {
    let number =
        if count >= DIGITS { "n".to_owned() } else { format!("(n % {})", 10u64.pow(count as u32)) };
    let digits = format!("lpad({number}::text, {count}, '0')");
    match letters {
        None => digits,
        Some(true) => format!("translate({digits}, '0123456789', 'ABCDEFGHIJ')"),
        Some(false) => format!("translate({digits}, '0123456789', 'abcdefghij')"),
    }
}

/// A text of parts: the widest of them tells rows apart.
pub(super) fn of_parts(parts: &[Part]) -> Sample {
    let count = |part: &Part| match part {
        Part::Constant(_) => 0,
        Part::Digits(count) | Part::Letters(count, _) => *count,
    };
    let widest = parts.iter().map(count).max().unwrap_or(0);
    let at = parts.iter().position(|part| count(part) == widest && widest > 0);
    let constant = |part: &Part| match part {
        Part::Constant(text) => text.clone(),
        Part::Digits(count) => "1".repeat(*count),
        Part::Letters(count, upper) => if *upper { "A" } else { "a" }.repeat(*count),
    };
    let Some(at) = at else {
        let text: String = parts.iter().map(constant).collect();
        return Sample::constant(literal(&text), Val::Text(text));
    };
    let before: String = parts[..at].iter().map(constant).collect();
    let after: String = parts[at + 1..].iter().map(constant).collect();
    let letters = match &parts[at] {
        Part::Letters(_, upper) => Some(*upper),
        _ => None,
    };
    let mut sql = part_sql(widest, letters);
    if !before.is_empty() {
        sql = format!("{} || {sql}", literal(&before));
    }
    if !after.is_empty() {
        sql = format!("{sql} || {}", literal(&after));
    }
    let capacity = if widest >= DIGITS { MANY } else { 10u64.pow(widest as u32) };
    Sample::varying(sql, capacity, |n| {
        Val::Text(format!("{before}{}{after}", part_text(n, widest, letters)))
    })
}

/// The number in the place of the first `%` of a pattern.
fn of_like(pattern: &str) -> Sample {
    let mut parts = vec![Part::Constant(String::new())];
    let mut open = true;
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        let c = match c {
            '%' if open => {
                open = false;
                parts.push(Part::Digits(DIGITS));
                parts.push(Part::Constant(String::new()));
                continue;
            }
            '%' => continue,
            '_' => 'a',
            '\\' => characters.next().unwrap_or('\\'),
            c => c,
        };
        if let Some(Part::Constant(text)) = parts.last_mut() {
            text.push(c);
        }
    }
    of_parts(&parts)
}
