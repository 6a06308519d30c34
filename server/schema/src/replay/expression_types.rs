//! The types of expressions, as far as they can be told without PostgreSQL's whole catalog of
//! functions and operators.

use super::builtin_functions::only_result;
use super::failure::Outcome;
use super::query_scope::{Frame, QueryColumn};
use super::session::Session;
use crate::model::{BaseType, BuiltinType, Type, TypeKind};
use crate::statement::{Expression, ExpressionKind, QualifiedName};
use std::sync::Arc;

const NUMBERS: &[&str] = &["int2", "int4", "int8", "numeric", "float4", "float8"];

impl Session {
    /// The type of an expression, and whether it is a literal that has none of its own (a text in
    /// the end).
    pub(super) fn expression_type(
        &self,
        expression: &Expression,
        frame: &Frame,
    ) -> Outcome<(Type, bool)> {
        let known = |name: &str| (builtin(name), false);
        Ok(match &expression.kind {
            ExpressionKind::Column(reference) => {
                (self.reference_type(reference, frame)?.data_type, false)
            }
            ExpressionKind::Null | ExpressionKind::String(_) => (builtin("text"), true),
            ExpressionKind::Boolean(_) | ExpressionKind::Predicate => known("bool"),
            ExpressionKind::Not(operand) | ExpressionKind::IsNull { operand, .. } => {
                self.expression_type(operand, frame)?;
                known("bool")
            }
            ExpressionKind::In { operand, items, .. } => {
                self.expression_type(operand, frame)?;
                for item in items {
                    self.expression_type(item, frame)?;
                }
                known("bool")
            }
            ExpressionKind::Exists(query) => {
                self.columns_of_query(query, Some(frame), frame.known(), None)?;
                known("bool")
            }
            ExpressionKind::Integer(text) => known(match text.parse::<i64>() {
                Ok(value) if i32::try_from(value).is_ok() => "int4",
                Ok(_) => "int8",
                Err(_) => "numeric",
            }),
            ExpressionKind::Numeric(_) => known("numeric"),
            ExpressionKind::Cast { operand, target } => {
                self.expression_type(operand, frame)?;
                (self.data_type(target)?, false)
            }
            ExpressionKind::Call { function, arguments, .. } => {
                let arguments: Vec<QueryColumn> = arguments
                    .iter()
                    .map(|argument| self.part(argument, frame))
                    .collect::<Outcome<_>>()?;
                (self.call_type(function, &arguments), false)
            }
            ExpressionKind::Case(results) => {
                // ELSE is asked first.
                let (otherwise, rest) = results.split_last().unzip();
                let results: Vec<QueryColumn> = otherwise
                    .into_iter()
                    .chain(rest.unwrap_or_default())
                    .map(|result| self.part(result, frame))
                    .collect::<Outcome<_>>()?;
                (self.common_type(&results), false)
            }
            ExpressionKind::Array(elements) => {
                let elements: Vec<QueryColumn> = elements
                    .iter()
                    .map(|element| self.part(element, frame))
                    .collect::<Outcome<_>>()?;
                let mut common = self.common_type(&elements);
                common.array = true;
                (common, false)
            }
            ExpressionKind::Binary { operator, left, right } => {
                let (left, right) = (self.part(left, frame)?, self.part(right, frame)?);
                (self.operator_type(operator, &left, &right), false)
            }
            ExpressionKind::Field { operand, field } => {
                let (composite, _) = self.expression_type(operand, frame)?;
                (self.field_type(&composite, &field.text), false)
            }
            ExpressionKind::Element(operand) => {
                let (mut element, _) = self.expression_type(operand, frame)?;
                let array = element.array;
                element.array = false;
                let jsonb = element == builtin("jsonb");
                (if array || jsonb { element } else { Type::unknown() }, false)
            }
            ExpressionKind::Slice(operand) => self.expression_type(operand, frame)?,
            ExpressionKind::Row => known("record"),
            ExpressionKind::ArraySubquery(query) => {
                let columns = self.columns_of_query(query, Some(frame), frame.known(), None)?;
                let column = columns.columns.first();
                let mut element = column.map_or_else(Type::unknown, |each| each.data_type.clone());
                element.array = true;
                (element, false)
            }
            ExpressionKind::Subquery(query) => {
                let columns = self.columns_of_query(query, Some(frame), frame.known(), None)?;
                let column = columns.columns.first();
                (column.map_or_else(Type::unknown, |each| each.data_type.clone()), false)
            }
            ExpressionKind::Other => (Type::unknown(), false),
        })
    }

    fn part(&self, expression: &Expression, frame: &Frame) -> Outcome<QueryColumn> {
        let (data_type, literal) = self.expression_type(expression, frame)?;
        Ok(QueryColumn { literal, ..QueryColumn::new(Arc::from(""), data_type) })
    }

    /// The type in which several values meet: of CASE, COALESCE, ARRAY, UNION
    /// (`select_common_type` of parse_coerce.c).
    pub(super) fn common_type(&self, parts: &[QueryColumn]) -> Type {
        let mut typed = parts.iter().filter(|part| !part.literal).map(|part| &part.data_type);
        let Some(first) = typed.next() else { return builtin("text") };
        let rest: Vec<&Type> = typed.collect();
        let literals = parts.iter().any(|part| part.literal);
        if !literals && rest.iter().all(|other| *other == first) {
            return first.clone();
        }
        let mut common = without_modifiers(self.model.without_domains(first));
        for other in rest {
            let other = without_modifiers(self.model.without_domains(other));
            if other == common {
                continue;
            }
            let (Some(one), Some(two)) = (scalar_name(&common), scalar_name(&other)) else {
                return Type::unknown();
            };
            if implicit(one, two) && !implicit(two, one) && !is_preferred(one) {
                common = other;
            } else if !implicit(two, one) && !implicit(one, two) {
                return Type::unknown();
            }
        }
        common
    }

    pub(super) fn call_type(&self, function: &QualifiedName, arguments: &[QueryColumn]) -> Type {
        let name = &*function.name.text;
        let first = || {
            let first = arguments.first().map(|each| each.data_type.clone());
            first.unwrap_or_else(Type::unknown)
        };
        let plain = |data_type: Type| without_modifiers(&data_type);
        if matches!(&function.schema, None | Some(_))
            && function.schema.as_ref().is_none_or(|schema| &*schema.text == "pg_catalog")
        {
            match name {
                "coalesce" | "greatest" | "least" => return self.common_type(arguments),
                "nullif" => return first(),
                "sum" => {
                    return by_name(&first(), |name| match name {
                        "int2" | "int4" => Some("int8"),
                        "int8" | "numeric" => Some("numeric"),
                        "float4" | "float8" | "interval" | "money" => Some(name),
                        _ => None,
                    });
                }
                "avg" | "stddev" | "stddev_pop" | "stddev_samp" | "variance" | "var_pop"
                | "var_samp" => {
                    return by_name(&first(), |name| match name {
                        "int2" | "int4" | "int8" | "numeric" => Some("numeric"),
                        "float4" | "float8" => Some("float8"),
                        "interval" if name == "interval" => Some("interval"),
                        _ => None,
                    });
                }
                "min" | "max" => {
                    let argument = plain(self.model.without_domains(&first()).clone());
                    return match scalar_name(&argument) {
                        Some("varchar") => builtin("text"),
                        Some("cidr") => builtin("inet"),
                        _ => argument,
                    };
                }
                "lag" | "lead" | "first_value" | "last_value" | "nth_value" | "mode"
                | "array_append" | "array_remove" | "array_replace" | "any_value" => {
                    return plain(first());
                }
                "array_cat" => return plain(first()),
                "array_prepend" => {
                    return arguments
                        .get(1)
                        .map_or_else(Type::unknown, |each| plain(each.data_type.clone()));
                }
                "array_agg" => {
                    let mut element = plain(first());
                    if element == Type::unknown() {
                        return element;
                    }
                    element.array = true;
                    return element;
                }
                "unnest" => {
                    let mut element = plain(first());
                    if !element.array {
                        return Type::unknown();
                    }
                    element.array = false;
                    return element;
                }
                "string_agg" => {
                    return by_name(&first(), |name| match name {
                        "bytea" => Some("bytea"),
                        _ => Some("text"),
                    });
                }
                "lower" | "upper" => {
                    return by_name(&first(), |name| match name {
                        "text" | "varchar" | "bpchar" | "name" | "char" => Some("text"),
                        "int4range" => Some("int4"),
                        "int8range" => Some("int8"),
                        "numrange" => Some("numeric"),
                        "daterange" => Some("date"),
                        "tsrange" => Some("timestamp"),
                        "tstzrange" => Some("timestamptz"),
                        _ => None,
                    });
                }
                "substring" | "substr" | "btrim" | "ltrim" | "rtrim" | "overlay" => {
                    return by_name(&first(), |name| match name {
                        "bytea" => Some("bytea"),
                        "bit" | "varbit" => Some("bit"),
                        _ => Some("text"),
                    });
                }
                "age" => {
                    return by_name(&first(), |name| match name {
                        "xid" => Some("int4"),
                        _ => Some("interval"),
                    });
                }
                "date_trunc" => {
                    let argument =
                        arguments.get(1).map_or_else(Type::unknown, |each| each.data_type.clone());
                    return by_name(&argument, |name| match name {
                        "date" | "timestamptz" => Some("timestamptz"),
                        "timestamp" | "interval" => Some(name),
                        _ => None,
                    });
                }
                "timezone" => {
                    let argument =
                        arguments.last().map_or_else(Type::unknown, |each| each.data_type.clone());
                    return by_name(&argument, |name| match name {
                        "timestamptz" => Some("timestamp"),
                        "timestamp" | "date" => Some("timestamptz"),
                        "time" | "timetz" => Some("timetz"),
                        _ => None,
                    });
                }
                "abs" => return by_name(&first(), |name| NUMBERS.contains(&name).then_some(name)),
                "ceil" | "ceiling" | "floor" | "round" | "trunc" | "sign" | "sqrt" | "exp"
                | "ln" | "log" | "power" | "pow" => {
                    let numeric = arguments
                        .iter()
                        .any(|each| scalar_name(&each.data_type) == Some("numeric"))
                        || (arguments.len() == 2 && matches!(name, "round" | "trunc" | "log"));
                    return by_name(&first(), |first| match first {
                        _ if numeric => Some("numeric"),
                        "macaddr" | "macaddr8" => Some(first),
                        name if NUMBERS.contains(&name) => Some("float8"),
                        _ => None,
                    });
                }
                "mod" | "gcd" | "lcm" => return self.common_type(arguments),
                "generate_series" => {
                    return by_name(&first(), |name| match name {
                        "date" => Some("timestamptz"),
                        name => Some(name),
                    });
                }
                "bit_and" | "bit_or" | "bit_xor" | "date_add" | "date_subtract" => {
                    return plain(first());
                }
                "percentile_cont" => return builtin("float8"),
                _ => {}
            }
        }
        if let Some(id) = self.only_function(function)
            && let Some(found) = self.model.functions.get(&id)
        {
            return found
                .returns
                .clone()
                .map_or_else(Type::unknown, |each| without_modifiers(&each));
        }
        only_result(name).unwrap_or_else(Type::unknown)
    }

    fn operator_type(&self, operator: &str, left: &QueryColumn, right: &QueryColumn) -> Type {
        match operator {
            "and"
            | "or"
            | "="
            | "<>"
            | "!="
            | "<"
            | ">"
            | "<="
            | ">="
            | "~"
            | "~*"
            | "!~"
            | "!~*"
            | "~~"
            | "~~*"
            | "!~~"
            | "!~~*"
            | "@>"
            | "<@"
            | "&&"
            | "?"
            | "?|"
            | "?&"
            | "@@"
            | "@?"
            | "like"
            | "ilike"
            | "not like"
            | "not ilike"
            | "in"
            | "not in"
            | "similar to"
            | "not similar to"
            | "is distinct from"
            | "is not distinct from"
            | "is"
            | "is not"
            | "overlaps"
            | "between"
            | "not between"
            | "<<="
            | ">>=" => {
                return builtin("bool");
            }
            "->>" | "#>>" => return builtin("text"),
            "at time zone" => {
                return by_name(&left.data_type, |name| match name {
                    "timestamptz" => Some("timestamp"),
                    "timestamp" | "date" => Some("timestamptz"),
                    "time" | "timetz" => Some("timetz"),
                    _ => None,
                });
            }
            _ => {}
        }
        let left_type = without_modifiers(self.model.without_domains(&left.data_type));
        let right_type = without_modifiers(self.model.without_domains(&right.data_type));
        // A literal without a type takes that of the other side.
        let (left_type, right_type) = match (left.literal, right.literal) {
            (true, false) => (right_type.clone(), right_type),
            (false, true) => (left_type.clone(), left_type),
            _ => (left_type, right_type),
        };
        match operator {
            "->" | "#>" | "#-" => {
                by_name(&left_type, |name| matches!(name, "json" | "jsonb").then_some(name))
            }
            "||" => self.concatenated(&left_type, &right_type),
            "+" | "-" | "*" | "/" | "%" | "^" => arithmetic(operator, &left_type, &right_type),
            _ => Type::unknown(),
        }
    }

    fn concatenated(&self, left: &Type, right: &Type) -> Type {
        if left.array {
            return left.clone();
        }
        if right.array {
            return right.clone();
        }
        match (scalar_name(left), scalar_name(right)) {
            (Some("jsonb"), Some("jsonb")) => left.clone(),
            (Some("tsvector"), Some("tsvector")) | (Some("bytea"), Some("bytea")) => left.clone(),
            (Some("bit" | "varbit"), Some("bit" | "varbit")) => builtin("varbit"),
            (Some(one), Some(other)) if is_text(one) || is_text(other) => builtin("text"),
            (None, Some(other)) if is_text(other) && self.is_enum(left) => builtin("text"),
            (Some(one), None) if is_text(one) && self.is_enum(right) => builtin("text"),
            _ => Type::unknown(),
        }
    }

    fn is_enum(&self, data_type: &Type) -> bool {
        match data_type.base {
            BaseType::User(id) => self
                .model
                .user_type(id)
                .is_some_and(|each| matches!(each.kind, TypeKind::Enum { .. })),
            _ => false,
        }
    }
}

/// The results of `+ - * / % ^`, from `pg_operator`.
fn arithmetic(operator: &str, left: &Type, right: &Type) -> Type {
    let (Some(one), Some(two)) = (scalar_name(left), scalar_name(right)) else {
        return Type::unknown();
    };
    let rank = |name: &str| NUMBERS.iter().position(|known| *known == name);
    if let (Some(one), Some(two)) = (rank(one), rank(two)) {
        if operator == "^" {
            let numeric = NUMBERS[one.max(two)] == "numeric";
            return builtin(if numeric { "numeric" } else { "float8" });
        }
        let higher = NUMBERS[one.max(two)];
        // Only float4 with itself stays.
        let mixed_float = higher == "float4" && one != two;
        return builtin(if mixed_float { "float8" } else { higher });
    }
    let result = match (one, operator, two) {
        ("date", "+" | "-", "int2" | "int4" | "int8") => "date",
        ("int4", "+", "date") => "date",
        ("date", "-", "date") => "int4",
        ("date", "+" | "-", "interval") | ("interval", "+", "date") => "timestamp",
        ("date", "+", "time") | ("time", "+", "date") => "timestamp",
        ("date", "+", "timetz") => "timestamptz",
        ("timestamp" | "date", "-", "timestamp" | "date") => "interval",
        ("timestamptz", "-", "timestamptz" | "timestamp" | "date") => "interval",
        ("timestamp" | "date", "-", "timestamptz") => "interval",
        ("timestamp" | "timestamptz", "+" | "-", "interval") => one,
        ("interval", "+", "timestamp" | "timestamptz") => two,
        ("interval", "+" | "-", "interval") => "interval",
        ("interval", "*" | "/", number) if NUMBERS.contains(&number) => "interval",
        (number, "*", "interval") if NUMBERS.contains(&number) => "interval",
        ("time", "-", "time") => "interval",
        ("time" | "timetz", "+" | "-", "interval") => one,
        ("interval", "+", "time" | "timetz") => two,
        ("money", "+" | "-", "money") => "money",
        ("money", "*" | "/", number) if NUMBERS.contains(&number) => "money",
        ("money", "/", "money") => "float8",
        ("jsonb", "-", _) => "jsonb",
        ("inet", "-", "inet") => "int8",
        ("pg_lsn", "-", "pg_lsn") => "numeric",
        _ => return Type::unknown(),
    };
    builtin(result)
}

pub(super) fn builtin(name: &str) -> Type {
    BuiltinType::named(name).map_or_else(Type::unknown, Type::builtin)
}

/// The result that a built-in type leads to.
fn by_name(data_type: &Type, result: impl Fn(&'static str) -> Option<&'static str>) -> Type {
    scalar_name(data_type).and_then(result).map_or_else(Type::unknown, builtin)
}

/// The name of a built-in type that is no array.
fn scalar_name(data_type: &Type) -> Option<&'static str> {
    match data_type.base {
        BaseType::Builtin(builtin) if !data_type.array => Some(builtin.name()),
        _ => None,
    }
}

fn without_modifiers(data_type: &Type) -> Type {
    Type { base: data_type.base.clone(), modifiers: Vec::new(), array: data_type.array }
}

fn is_text(name: &str) -> bool {
    matches!(name, "text" | "varchar" | "bpchar" | "name" | "char")
}

/// Whether a type is the preferred one of its category.
fn is_preferred(name: &str) -> bool {
    matches!(name, "text" | "float8" | "timestamptz" | "interval" | "inet" | "bool" | "varbit")
}

/// Whether values of a type are cast to another in silence, within one category.
fn implicit(from: &str, to: &str) -> bool {
    const CHAINS: &[&[&str]] = &[
        NUMBERS,
        &["date", "timestamp", "timestamptz"],
        &["time", "interval"],
        &["time", "timetz"],
        &["name", "text"],
        &["cidr", "inet"],
        &["json", "jsonb"],
    ];
    let texts = ["varchar", "bpchar", "text"];
    if texts.contains(&from) && texts.contains(&to) {
        return true;
    }
    CHAINS[..6].iter().any(|chain| {
        let at = |name| chain.iter().position(|known| *known == name);
        matches!((at(from), at(to)), (Some(from), Some(to)) if from <= to)
    })
}
