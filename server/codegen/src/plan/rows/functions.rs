//! PostgreSQL's own functions, as far as checks call them.

use super::moments;
use super::value::{Val, compare};
use std::cmp::Ordering;

/// What a function gives; unknown for one that is not in here.
pub(super) fn call(function: &str, arguments: &[Val], now: f64) -> Val {
    if let Some(found) = with_nulls(function, arguments) {
        return found;
    }
    if arguments.contains(&Val::Null) {
        return if is_strict(function) { Val::Null } else { Val::Unknown };
    }
    match arguments {
        [] => clock(function, now),
        [one] => of_one(function, one),
        [first, second, ..] => of_two(function, first, second, arguments.get(2)),
    }
}

/// Functions that take NULL as a value.
fn with_nulls(function: &str, arguments: &[Val]) -> Option<Val> {
    let unknown = arguments.contains(&Val::Unknown);
    let count = |nulls: bool| {
        let found = arguments.iter().filter(|value| value.is_null() == nulls).count();
        if unknown { Val::Unknown } else { Val::Number(found as f64) }
    };
    Some(match function {
        "coalesce" => match arguments.iter().find(|value| !value.is_null()) {
            Some(value) => value.clone(),
            None => Val::Null,
        },
        "num_nonnulls" => count(false),
        "num_nulls" => count(true),
        "greatest" | "least" => {
            let mut best: Option<&Val> = None;
            for value in arguments.iter().filter(|value| !value.is_null()) {
                best = Some(match best.map(|best| compare(value, best)) {
                    None => value,
                    Some(Some(order))
                        if (order == Ordering::Greater) == (function == "greatest") =>
                    {
                        value
                    }
                    Some(Some(_)) => best.unwrap_or(value),
                    Some(None) => return Some(Val::Unknown),
                });
            }
            best.cloned().unwrap_or(Val::Null)
        }
        "concat" => {
            let texts: Option<Vec<&str>> = arguments
                .iter()
                .map(|value| match value {
                    Val::Text(text) => Some(text.as_str()),
                    Val::Null => Some(""),
                    _ => None,
                })
                .collect();
            texts.map_or(Val::Unknown, |texts| Val::Text(texts.concat()))
        }
        "nullif" => match arguments {
            [first, second] if !first.is_null() && !second.is_null() => {
                match compare(first, second) {
                    Some(Ordering::Equal) => Val::Null,
                    Some(_) => first.clone(),
                    None => Val::Unknown,
                }
            }
            [first, _] => first.clone(),
            _ => Val::Unknown,
        },
        _ => return None,
    })
}

/// Whether PostgreSQL's function of that name gives NULL for NULL.
fn is_strict(function: &str) -> bool {
    STRICT.contains(&function)
}

const STRICT: &[&str] = &[
    "abs",
    "array_length",
    "btrim",
    "cardinality",
    "ceil",
    "char_length",
    "character_length",
    "date_part",
    "date_trunc",
    "extract",
    "family",
    "floor",
    "is_valid",
    "isempty",
    "json_typeof",
    "jsonb_array_length",
    "jsonb_typeof",
    "left",
    "length",
    "lower",
    "lower_inc",
    "ltrim",
    "masklen",
    "mod",
    "octet_length",
    "position",
    "regexp_match",
    "replace",
    "reverse",
    "right",
    "round",
    "rtrim",
    "scale",
    "split_part",
    "starts_with",
    "strpos",
    "substr",
    "substring",
    "to_char",
    "trim",
    "trunc",
    "upper",
    "upper_inc",
    "array_ndims",
    "initcap",
    "st_srid",
    "st_ndims",
    "geometrytype",
    "jsonb_path_exists",
    "regexp_replace",
    "md5",
    "digest",
    "encode",
    "sign",
    "sqrt",
    "power",
];

fn clock(function: &str, now: f64) -> Val {
    match function {
        "now"
        | "current_timestamp"
        | "localtimestamp"
        | "clock_timestamp"
        | "statement_timestamp"
        | "transaction_timestamp" => Val::Moment(now),
        "current_date" => Val::Moment((now / 86_400.0).floor() * 86_400.0),
        "gen_random_uuid" | "uuid_generate_v4" => Val::Some,
        _ => Val::Unknown,
    }
}

fn of_one(function: &str, value: &Val) -> Val {
    match (function, value) {
        ("length" | "char_length" | "character_length", Val::Text(text)) => {
            Val::Number(text.chars().count() as f64)
        }
        ("length" | "octet_length", Val::Bytes(size)) => Val::Number(*size as f64),
        ("octet_length", Val::Text(text)) => Val::Number(text.len() as f64),
        ("bit_length", Val::Text(text)) => Val::Number(8.0 * text.len() as f64),
        ("lower", Val::Text(text)) => Val::Text(text.to_lowercase()),
        ("upper", Val::Text(text)) => Val::Text(text.to_uppercase()),
        ("reverse", Val::Text(text)) => Val::Text(text.chars().rev().collect()),
        ("trim" | "btrim", Val::Text(text)) => Val::Text(text.trim_matches(' ').to_owned()),
        ("ltrim", Val::Text(text)) => Val::Text(text.trim_start_matches(' ').to_owned()),
        ("rtrim", Val::Text(text)) => Val::Text(text.trim_end_matches(' ').to_owned()),
        ("abs", Val::Number(number)) => Val::Number(number.abs()),
        ("floor" | "trunc", Val::Number(number)) => Val::Number(number.floor()),
        ("ceil" | "ceiling", Val::Number(number)) => Val::Number(number.ceil()),
        ("round", Val::Number(number)) => Val::Number(number.round()),
        ("sign", Val::Number(number)) => Val::Number(number.signum()),
        ("jsonb_typeof" | "json_typeof", Val::Json(value)) => Val::Text(
            match value {
                serde_json::Value::Null => "null",
                serde_json::Value::Bool(_) => "boolean",
                serde_json::Value::Number(_) => "number",
                serde_json::Value::String(_) => "string",
                serde_json::Value::Array(_) => "array",
                serde_json::Value::Object(_) => "object",
            }
            .to_owned(),
        ),
        (
            "jsonb_array_length" | "json_array_length",
            Val::Json(serde_json::Value::Array(items)),
        ) => Val::Number(items.len() as f64),
        ("cardinality", Val::List(items)) => Val::Number(items.len() as f64),
        ("isempty", Val::Range(..)) => Val::Bool(false),
        ("lower", Val::Range(low, _)) => (**low).clone(),
        ("upper", Val::Range(_, high)) => (**high).clone(),
        ("lower_inf" | "upper_inf", Val::Range(..)) => Val::Bool(false),
        ("lower_inc", Val::Range(..)) => Val::Bool(true),
        ("upper_inc", Val::Range(..)) => Val::Bool(false),
        ("family", Val::Address(family, _)) => Val::Number(*family),
        ("masklen", Val::Address(_, length)) => Val::Number(*length),
        ("date", Val::Moment(at)) => Val::Moment((at / 86_400.0).floor() * 86_400.0),
        _ => Val::Unknown,
    }
}

fn of_two(function: &str, first: &Val, second: &Val, third: Option<&Val>) -> Val {
    match (function, first, second) {
        ("mod", Val::Number(a), Val::Number(b)) if *b != 0.0 => Val::Number(a % b),
        ("round" | "trunc", Val::Number(a), Val::Number(digits)) => {
            let by = 10f64.powf(*digits);
            let scaled = a * by;
            Val::Number(if function == "round" { scaled.round() } else { scaled.trunc() } / by)
        }
        ("position" | "strpos", Val::Text(whole), Val::Text(part)) => {
            let at = whole.find(part.as_str()).map(|at| whole[..at].chars().count() + 1);
            Val::Number(at.unwrap_or(0) as f64)
        }
        ("starts_with", Val::Text(text), Val::Text(start)) => {
            Val::Bool(text.starts_with(start.as_str()))
        }
        ("left", Val::Text(text), Val::Number(count)) if *count >= 0.0 => {
            Val::Text(text.chars().take(*count as usize).collect())
        }
        ("right", Val::Text(text), Val::Number(count)) if *count >= 0.0 => {
            let skip = text.chars().count().saturating_sub(*count as usize);
            Val::Text(text.chars().skip(skip).collect())
        }
        ("substr" | "substring", Val::Text(text), Val::Number(from)) if *from >= 1.0 => {
            let rest = text.chars().skip(*from as usize - 1);
            match third {
                Some(Val::Number(count)) if *count >= 0.0 => {
                    Val::Text(rest.take(*count as usize).collect())
                }
                None => Val::Text(rest.collect()),
                _ => Val::Unknown,
            }
        }
        ("trim" | "btrim", Val::Text(text), Val::Text(characters)) => {
            Val::Text(text.trim_matches(|c| characters.contains(c)).to_owned())
        }
        ("replace", Val::Text(text), Val::Text(from)) => match third {
            Some(Val::Text(to)) if !from.is_empty() => Val::Text(text.replace(from.as_str(), to)),
            _ => Val::Unknown,
        },
        ("array_length", Val::List(items), Val::Number(_)) => {
            if items.is_empty() {
                Val::Null
            } else {
                Val::Number(items.len() as f64)
            }
        }
        ("array_position", Val::List(items), value) => {
            let at = items.iter().position(|item| compare(item, value) == Some(Ordering::Equal));
            at.map_or(Val::Null, |at| Val::Number(at as f64 + 1.0))
        }
        ("extract" | "date_part", Val::Text(field), Val::Moment(at)) => {
            moments::part(field, *at).map_or(Val::Unknown, Val::Number)
        }
        ("extract" | "date_part", Val::Text(field), Val::Span(seconds)) if field == "epoch" => {
            Val::Number(*seconds)
        }
        ("date_trunc", Val::Text(field), Val::Moment(at)) => {
            moments::truncated(field, *at).map_or(Val::Unknown, Val::Moment)
        }
        ("jsonb_extract_path_text" | "json_extract_path_text", json, key) if third.is_none() => {
            field(json, key, true)
        }
        _ => Val::Unknown,
    }
}

/// `json -> key` and `json ->> key`.
pub(super) fn field(json: &Val, key: &Val, as_text: bool) -> Val {
    let Val::Json(json) = json else { return Val::Unknown };
    let found = match key {
        Val::Text(key) => json.get(key.as_str()),
        Val::Number(at) if *at >= 0.0 => json.get(*at as usize),
        _ => return Val::Unknown,
    };
    match found {
        None => Val::Null,
        Some(serde_json::Value::Null) if as_text => Val::Null,
        Some(serde_json::Value::String(text)) if as_text => Val::Text(text.clone()),
        Some(value) if as_text => Val::Text(value.to_string()),
        Some(value) => Val::Json(value.clone()),
    }
}
