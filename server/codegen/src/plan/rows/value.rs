//! What is known of a value, and what expressions make of it.
//!
//! The logic is PostgreSQL's, with a further value for what nobody can say: a check holds only
//! where that is certain.

use super::expression::Expr;
use super::pattern::Pattern;
use std::cmp::Ordering;

/// What is known of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Val {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Bytes(usize),
    /// A date or timestamp: seconds since 2000.
    Moment(f64),
    /// A time of day, or a span of time: seconds.
    Span(f64),
    Json(serde_json::Value),
    List(Vec<Val>),
    /// The bounds, the lower one in it and the upper one not.
    Range(Box<Val>, Box<Val>),
    /// The key of a row made for it: no other value is equal to it.
    Key(usize),
    /// An address of that family with a prefix of that length.
    Address(f64, f64),
    /// Not NULL; what it is, nobody asked.
    Some,
    /// Nobody can say.
    Unknown,
}

/// What expressions are answered with.
pub(super) struct Context<'a> {
    /// The value of a column.
    pub(super) column: &'a dyn Fn(&str) -> Val,
    /// Whether somebody has made a function of that name.
    pub(super) is_made: &'a dyn Fn(&str) -> bool,
    /// What the clock says: seconds since 2000.
    pub(super) now: f64,
}

impl Val {
    pub(super) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// A condition's answer, `None` where it is NULL or nobody can say.
    fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Whether a check holds: not false, as SQL has it; `None` where nobody can say.
pub(super) fn holds(check: &Expr, context: &Context) -> Option<bool> {
    match context.value(check) {
        Val::Bool(value) => Some(value),
        Val::Null => Some(true),
        _ => None,
    }
}

impl Context<'_> {
    /// The value of an expression.
    pub(super) fn value(&self, expr: &Expr) -> Val {
        match expr {
            Expr::Null => Val::Null,
            Expr::Bool(value) => Val::Bool(*value),
            Expr::Number(number) => Val::Number(*number),
            Expr::Text(text) => Val::Text(text.clone()),
            Expr::Column(name) => (self.column)(name),
            Expr::Cast(operand, target) => cast(self.value(operand), target),
            Expr::Not(operand) => match self.value(operand) {
                Val::Bool(value) => Val::Bool(!value),
                Val::Null => Val::Null,
                _ => Val::Unknown,
            },
            Expr::Minus(operand) => match self.value(operand) {
                Val::Number(number) => Val::Number(-number),
                Val::Span(seconds) => Val::Span(-seconds),
                Val::Null => Val::Null,
                _ => Val::Unknown,
            },
            Expr::IsNull(operand) => match self.value(operand) {
                Val::Unknown => Val::Unknown,
                value => Val::Bool(value.is_null()),
            },
            Expr::Is(operand, wanted) => match self.value(operand) {
                Val::Bool(value) => Val::Bool(value == *wanted),
                Val::Null => Val::Bool(false),
                _ => Val::Unknown,
            },
            Expr::Binary(operator, left, right) => self.binary(operator, left, right),
            Expr::Quantified { operator, all, left, right } => {
                self.quantified(operator, *all, left, right)
            }
            Expr::List(items) => Val::List(items.iter().map(|item| self.value(item)).collect()),
            Expr::Call(function, arguments) => {
                let arguments: Vec<Val> = arguments.iter().map(|part| self.value(part)).collect();
                if (self.is_made)(function) {
                    return Val::Unknown;
                }
                super::functions::call(function, &arguments, self.now)
            }
            Expr::Case(whens, otherwise) => {
                for (condition, result) in whens {
                    match self.value(condition) {
                        Val::Bool(true) => return self.value(result),
                        Val::Bool(false) | Val::Null => {}
                        _ => return Val::Unknown,
                    }
                }
                otherwise.as_ref().map_or(Val::Null, |otherwise| self.value(otherwise))
            }
            Expr::Element(array, index) => match (self.value(array), self.value(index)) {
                (Val::Null, _) | (_, Val::Null) => Val::Null,
                (Val::List(items), Val::Number(at)) => {
                    items.get((at as usize).wrapping_sub(1)).cloned().unwrap_or(Val::Null)
                }
                _ => Val::Unknown,
            },
        }
    }

    fn binary(&self, operator: &str, left: &Expr, right: &Expr) -> Val {
        let (left, right) = (self.value(left), self.value(right));
        let truths = (left.truth(), right.truth());
        match operator {
            "and" => match truths {
                (Some(false), _) | (_, Some(false)) => Val::Bool(false),
                (Some(true), Some(true)) => Val::Bool(true),
                _ if left == Val::Unknown || right == Val::Unknown => Val::Unknown,
                _ => Val::Null,
            },
            "or" => match truths {
                (Some(true), _) | (_, Some(true)) => Val::Bool(true),
                (Some(false), Some(false)) => Val::Bool(false),
                _ if left == Val::Unknown || right == Val::Unknown => Val::Unknown,
                _ => Val::Null,
            },
            "is distinct from" => match (left.is_null(), right.is_null()) {
                (true, true) => Val::Bool(false),
                _ if left == Val::Unknown || right == Val::Unknown => Val::Unknown,
                (true, false) | (false, true) => Val::Bool(true),
                _ => apply("<>", &left, &right),
            },
            _ if left.is_null() || right.is_null() => Val::Null,
            _ => apply(operator, &left, &right),
        }
    }

    fn quantified(&self, operator: &str, all: bool, left: &Expr, right: &Expr) -> Val {
        let left = self.value(left);
        let items = match self.value(right) {
            Val::List(items) => items,
            Val::Null => return Val::Null,
            _ => return Val::Unknown,
        };
        let mut found = Val::Bool(all);
        for item in &items {
            let one = if left.is_null() || item.is_null() {
                Val::Null
            } else {
                apply(operator, &left, item)
            };
            match one {
                Val::Bool(value) if value != all => return Val::Bool(value),
                Val::Bool(_) => {}
                Val::Null if found != Val::Unknown => found = Val::Null,
                _ => found = Val::Unknown,
            }
        }
        found
    }
}

/// An operator between two values that are not NULL.
fn apply(operator: &str, left: &Val, right: &Val) -> Val {
    let truth = |found: Option<bool>| found.map_or(Val::Unknown, Val::Bool);
    match operator {
        "=" => truth(compare(left, right).map(|order| order == Ordering::Equal)),
        "<>" => truth(compare(left, right).map(|order| order != Ordering::Equal)),
        "<" | "<=" | ">" | ">=" => {
            if matches!(left, Val::Key(_)) || matches!(right, Val::Key(_)) {
                return Val::Unknown;
            }
            truth(compare(left, right).map(|order| match operator {
                "<" => order == Ordering::Less,
                "<=" => order != Ordering::Greater,
                ">" => order == Ordering::Greater,
                _ => order != Ordering::Less,
            }))
        }
        "+" | "-" | "*" | "/" | "%" | "^" => arithmetic(operator, left, right),
        "~" | "~*" | "!~" | "!~*" => {
            let (Some(text), Some(pattern)) = (left.text(), right.text()) else {
                return Val::Unknown;
            };
            let found = Pattern::regex(pattern, operator.ends_with('*'))
                .and_then(|pattern| pattern.matches(text));
            truth(found.map(|found| found != operator.starts_with('!')))
        }
        "like" | "ilike" | "~~" | "~~*" => {
            let (Some(text), Some(pattern)) = (left.text(), right.text()) else {
                return Val::Unknown;
            };
            truth(Pattern::like(pattern, matches!(operator, "ilike" | "~~*")).matches(text))
        }
        "||" => match (left, right) {
            (Val::Text(a), Val::Text(b)) => Val::Text(format!("{a}{b}")),
            (Val::List(a), Val::List(b)) => Val::List(a.iter().chain(b).cloned().collect()),
            _ => Val::Unknown,
        },
        "->" | "->>" => super::functions::field(left, right, operator == "->>"),
        "?" => match (left, right) {
            (Val::Json(serde_json::Value::Object(fields)), Val::Text(key)) => {
                Val::Bool(fields.contains_key(key))
            }
            _ => Val::Unknown,
        },
        "<@" => contains(right, left),
        "@>" => contains(left, right),
        _ => Val::Unknown,
    }
}

fn contains(whole: &Val, part: &Val) -> Val {
    match (whole, part) {
        (Val::List(whole), Val::List(part)) => {
            let has = |item: &Val| {
                whole.iter().any(|other| compare(other, item) == Some(Ordering::Equal))
            };
            Val::Bool(part.iter().all(has))
        }
        (Val::Range(low, high), Val::Range(inner_low, inner_high)) => {
            let (low, high) = (compare(low, inner_low), compare(inner_high, high));
            match (low, high) {
                (Some(low), Some(high)) => {
                    Val::Bool(low != Ordering::Greater && high != Ordering::Greater)
                }
                _ => Val::Unknown,
            }
        }
        (Val::Range(low, high), value) => match (compare(low, value), compare(value, high)) {
            (Some(low), Some(high)) => {
                Val::Bool(low != Ordering::Greater && high == Ordering::Less)
            }
            _ => Val::Unknown,
        },
        _ => Val::Unknown,
    }
}

/// The order of two values; `None` where nobody can say.
pub(super) fn compare(left: &Val, right: &Val) -> Option<Ordering> {
    match (left, right) {
        (Val::Number(a), Val::Number(b))
        | (Val::Moment(a), Val::Moment(b))
        | (Val::Span(a), Val::Span(b)) => a.partial_cmp(b),
        (Val::Bool(a), Val::Bool(b)) => Some(a.cmp(b)),
        // Collations order texts each in its own way; equal is equal in all that tests meet.
        (Val::Text(a), Val::Text(b)) if a == b => Some(Ordering::Equal),
        (Val::Text(a), Val::Text(b)) => Some(a.cmp(b)),
        (Val::Json(a), Val::Json(b)) if a == b => Some(Ordering::Equal),
        (Val::Key(a), Val::Key(b)) if a == b => Some(Ordering::Equal),
        (Val::Key(_), other) | (other, Val::Key(_)) => match other {
            Val::Unknown | Val::Null => None,
            // Some order, and not the same.
            _ => Some(Ordering::Less),
        },
        (Val::List(a), Val::List(b)) => {
            for (a, b) in a.iter().zip(b) {
                match compare(a, b)? {
                    Ordering::Equal => {}
                    order => return Some(order),
                }
            }
            Some(a.len().cmp(&b.len()))
        }
        // A literal takes the type of the other side.
        (Val::Text(text), other) => compare(&literal(text, other)?, other),
        (other, Val::Text(text)) => compare(other, &literal(text, other)?),
        _ => None,
    }
}

/// A string as a value of the kind of another.
fn literal(text: &str, like: &Val) -> Option<Val> {
    let target = match like {
        Val::Number(_) => "numeric",
        Val::Bool(_) => "boolean",
        Val::Moment(_) => "timestamptz",
        Val::Span(_) => "interval",
        Val::Json(_) => "jsonb",
        _ => return None,
    };
    match cast(Val::Text(text.to_owned()), target) {
        Val::Unknown => None,
        value => Some(value),
    }
}

fn arithmetic(operator: &str, left: &Val, right: &Val) -> Val {
    if let (Some(a), Some(b)) = (left.number(), right.number()) {
        return match operator {
            "+" => Val::Number(a + b),
            "-" => Val::Number(a - b),
            "*" => Val::Number(a * b),
            "%" if b != 0.0 => Val::Number(a % b),
            // Whether it is cut to whole numbers hangs on the types.
            "/" if b != 0.0 && a % b == 0.0 => Val::Number(a / b),
            "^" => Val::Number(a.powf(b)),
            _ => Val::Unknown,
        };
    }
    match (operator, left, right) {
        ("+", Val::Moment(at), Val::Span(by)) | ("+", Val::Span(by), Val::Moment(at)) => {
            Val::Moment(at + by)
        }
        ("-", Val::Moment(at), Val::Span(by)) => Val::Moment(at - by),
        ("-", Val::Moment(a), Val::Moment(b)) | ("-", Val::Span(a), Val::Span(b)) => {
            Val::Span(a - b)
        }
        ("+", Val::Span(a), Val::Span(b)) => Val::Span(a + b),
        ("-" | "+", Val::Moment(_) | Val::Span(_), Val::Text(text)) => {
            match cast(Val::Text(text.clone()), "interval") {
                Val::Span(by) => arithmetic(operator, left, &Val::Span(by)),
                _ => Val::Unknown,
            }
        }
        _ => Val::Unknown,
    }
}

/// A value in another type.
pub(super) fn cast(value: Val, target: &str) -> Val {
    if value.is_null() {
        return value;
    }
    match (value, target) {
        (Val::List(items), target) if target.ends_with("[]") => {
            let element = target.trim_end_matches("[]");
            Val::List(items.into_iter().map(|item| cast(item, element)).collect())
        }
        (
            Val::Text(text),
            "text" | "varchar" | "character varying" | "citext" | "name" | "bpchar" | "character",
        ) => Val::Text(text),
        (
            Val::Text(text),
            "int" | "integer" | "int2" | "int4" | "int8" | "bigint" | "smallint" | "numeric"
            | "decimal" | "real" | "float" | "double precision" | "float8" | "float4" | "money",
        ) => text.trim().parse().map_or(Val::Unknown, Val::Number),
        (
            Val::Number(number),
            "numeric" | "decimal" | "real" | "float" | "double precision" | "float8" | "float4"
            | "money",
        ) => Val::Number(number),
        (
            Val::Number(number),
            "int" | "integer" | "int2" | "int4" | "int8" | "bigint" | "smallint",
        ) if number.fract() == 0.0 => Val::Number(number),
        (Val::Number(number), "text" | "varchar" | "character varying")
            if number.fract() == 0.0 =>
        {
            Val::Text(format!("{number}"))
        }
        (Val::Bool(value), "bool" | "boolean") => Val::Bool(value),
        (Val::Text(text), "bool" | "boolean") => match text.as_str() {
            "t" | "true" | "yes" | "on" | "1" => Val::Bool(true),
            "f" | "false" | "no" | "off" | "0" => Val::Bool(false),
            _ => Val::Unknown,
        },
        (Val::Text(text), "date" | "timestamp" | "timestamptz") => {
            super::moments::moment(&text).map_or(Val::Unknown, Val::Moment)
        }
        (Val::Moment(at), "timestamp" | "timestamptz") => Val::Moment(at),
        (Val::Moment(at), "date") => Val::Moment((at / 86_400.0).floor() * 86_400.0),
        (Val::Text(text), "interval" | "time" | "timetz") => {
            super::moments::span(&text).map_or(Val::Unknown, Val::Span)
        }
        (Val::Span(seconds), "interval" | "time") => Val::Span(seconds),
        (Val::Text(text), "json" | "jsonb") => {
            serde_json::from_str(&text).map_or(Val::Unknown, Val::Json)
        }
        (Val::Json(value), "json" | "jsonb") => Val::Json(value),
        (Val::Json(value), "text") => Val::Text(value.to_string()),
        // An enum's labels are texts here.
        (Val::Text(text), target) if !KNOWN.contains(&target) => Val::Text(text),
        (Val::Key(key), _) => Val::Key(key),
        (Val::Some, _) => Val::Some,
        _ => Val::Unknown,
    }
}

/// Types that a text is not itself in.
const KNOWN: &[&str] =
    &["bytea", "uuid", "inet", "cidr", "macaddr", "xml", "bit", "int4range", "tsvector"];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::expression::parse;
    use super::*;

    fn answer(check: &str, values: &[(&str, Val)]) -> Option<bool> {
        let column = |name: &str| {
            values.iter().find(|(other, _)| *other == name).map_or(Val::Unknown, |(_, v)| v.clone())
        };
        let context = Context { column: &column, is_made: &|_| false, now: 8e8 };
        holds(&parse(check).unwrap(), &context)
    }

    #[test]
    fn checks_are_answered_as_postgresql_does() {
        let text = |text: &str| Val::Text(text.to_owned());
        let json = |text: &str| Val::Json(serde_json::from_str(text).unwrap());
        let a = |value: Val| vec![("a", value)];
        for (check, values, expected) in [
            ("a > 0 and a < 10", a(Val::Number(5.0)), Some(true)),
            ("a > 0 and a < 10", a(Val::Number(10.0)), Some(false)),
            ("a > 0", a(Val::Null), Some(true)),
            ("a is not null", a(Val::Null), Some(false)),
            ("a in ('x', 'y')", a(text("y")), Some(true)),
            ("a not in ('x', 'y')", a(text("y")), Some(false)),
            ("a::text = any (array['x'::text, 'y'::text])", a(text("z")), Some(false)),
            ("length(a) between 2 and 3", a(text("äö")), Some(true)),
            ("lower(a) = a", a(text("A")), Some(false)),
            ("a ~ '^[a-z]+$' or a = ''", a(text("")), Some(true)),
            ("unheard_of(a)", a(text("x")), None),
            ("unheard_of(a)", a(Val::Null), None),
            ("unheard_of(a) or true", a(text("x")), Some(true)),
            ("num_nonnulls(a, null) = 1", a(text("x")), Some(true)),
            ("jsonb_typeof(a) = 'object'", a(json("{}")), Some(true)),
            ("a ? 'k' and (a ->> 'k')::int > 1", a(json(r#"{"k": "2"}"#)), Some(true)),
            ("a <= now()", a(Val::Moment(1.0)), Some(true)),
            ("a > '2020-01-01'", a(Val::Moment(1.0)), Some(false)),
            ("a > interval '1 hour'", a(Val::Span(7200.0)), Some(true)),
            ("(a is null) <> (a is not null)", a(Val::Null), Some(true)),
            ("a is distinct from 'x'", a(Val::Null), Some(true)),
            ("case when a > 1 then false else true end", a(Val::Number(1.0)), Some(true)),
            ("position('@' in a) > 1", a(text("a@b")), Some(true)),
            ("cardinality(a) > 0", a(Val::List(vec![text("x")])), Some(true)),
            ("a <@ array['x', 'y']", a(Val::List(vec![text("x")])), Some(true)),
            (
                "not isempty(a) and lower(a) < upper(a)",
                a(Val::Range(Box::new(Val::Number(1.0)), Box::new(Val::Number(2.0)))),
                Some(true),
            ),
        ] {
            assert_eq!(answer(check, &values), expected, "{check}");
        }
        let keys = [("a", Val::Key(1)), ("b", Val::Key(2))];
        assert_eq!(answer("a <> b", &keys), Some(true));
        assert_eq!(answer("a < b", &keys), None);
    }
}
