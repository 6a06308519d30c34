//! Conditions of IF that the model can answer: what is there, asked of PostgreSQL's catalog.
//!
//! Three-valued logic, and a fourth value for what nobody can say; a condition that hangs on
//! that is not answered. Outer joins are read as inner ones.

use super::catalog::{Rows, Value, rows};
use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{ObjectId, TypeNameEntry};
use crate::statement::{
    ColumnRef, Expression, ExpressionKind, FromItem, FromSource, Name, Output, QualifiedName,
    Query, QueryBody, TypeName,
};
use pgwright_problem::Span;
use std::sync::Arc;

/// The answer to a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be told.
    Unknown,
}

/// The rows that names in a condition stand for.
struct Bound<'a> {
    tables: Vec<(Arc<str>, &'a Rows, usize)>,
    /// What `count(*)` is, where the rows are counted.
    count: Option<i64>,
    outer: Option<&'a Bound<'a>>,
}

impl Session {
    /// The answer to a condition; a refusal where it names a relation that is not there.
    pub fn answer(&self, condition: &Expression) -> Outcome<Answer> {
        let bound = Bound { tables: Vec::new(), count: None, outer: None };
        Ok(match self.value(condition, &bound)? {
            Value::Bool(true) => Answer::True,
            Value::Bool(false) | Value::Null => Answer::False,
            _ => Answer::Unknown,
        })
    }

    fn value(&self, expression: &Expression, bound: &Bound) -> Outcome<Value> {
        Ok(match &expression.kind {
            ExpressionKind::Null => Value::Null,
            ExpressionKind::Boolean(value) => Value::Bool(*value),
            ExpressionKind::Integer(text) => text.parse().map_or(Value::Unknown, Value::Number),
            ExpressionKind::String(text) => Value::Text(Arc::clone(text)),
            ExpressionKind::Column(reference) => column_value(reference, bound),
            ExpressionKind::Cast { operand, target } => {
                let value = self.value(operand, bound)?;
                self.cast(value, target, operand.span)?
            }
            ExpressionKind::Call { function, .. } if &*function.name.text == "count" => {
                bound.count.map_or(Value::Unknown, Value::Number)
            }
            ExpressionKind::Call { function, arguments, .. } => {
                let arguments = arguments
                    .iter()
                    .map(|argument| self.value(argument, bound))
                    .collect::<Outcome<Vec<_>>>()?;
                self.call(function, &arguments)
            }
            ExpressionKind::Not(operand) => match self.value(operand, bound)? {
                Value::Bool(value) => Value::Bool(!value),
                Value::Null => Value::Null,
                _ => Value::Unknown,
            },
            ExpressionKind::IsNull { operand, negated } => match self.value(operand, bound)? {
                Value::Unknown => Value::Unknown,
                value => Value::Bool((value == Value::Null) != *negated),
            },
            ExpressionKind::In { operand, items, negated } => {
                self.is_in(operand, items, *negated, bound)?
            }
            ExpressionKind::Exists(query) => match self.matches(query, bound)? {
                Matches { certain: true, .. } => Value::Bool(true),
                Matches { possible: true, .. } => Value::Unknown,
                _ => Value::Bool(false),
            },
            ExpressionKind::Subquery(query) => self.scalar(query, bound)?,
            ExpressionKind::Binary { operator, left, right } => {
                let left = self.value(left, bound)?;
                let right = self.value(right, bound)?;
                binary(operator, &left, &right)
            }
            _ => Value::Unknown,
        })
    }

    fn is_in(
        &self,
        operand: &Expression,
        items: &[Expression],
        negated: bool,
        bound: &Bound,
    ) -> Outcome<Value> {
        let operand = self.value(operand, bound)?;
        let mut found = Value::Bool(false);
        for item in items {
            let equal = match &item.kind {
                ExpressionKind::Subquery(_) => Value::Unknown,
                _ => binary("=", &operand, &self.value(item, bound)?),
            };
            found = binary("or", &found, &equal);
        }
        Ok(match found {
            Value::Bool(value) => Value::Bool(value != negated),
            other => other,
        })
    }

    fn cast(&self, value: Value, target: &TypeName, span: Span) -> Outcome<Value> {
        if target.array {
            return Ok(Value::Unknown);
        }
        let name = |text: &Arc<str>| written_name(text, span);
        Ok(match (&*target.name.name.text, value) {
            (_, Value::Null) => Value::Null,
            ("regclass", Value::Text(text)) => match name(&text) {
                Some(name) => self.relation_object(&name).map_or_else(
                    || Err(self.missing_relation(&name)),
                    |id| Ok(Value::Object(id)),
                )?,
                None => Value::Unknown,
            },
            ("regtype", Value::Text(text)) => match name(&text) {
                Some(name) => match self.type_object(&name) {
                    Some(id) => Value::Object(id),
                    None if super::data_types::builtin_type(&name.name.text).is_some() => {
                        Value::Unknown
                    }
                    None => match self.missing_type(&name) {
                        // SQL's own spellings are not told apart here.
                        Failure::Refused(_) if text.contains(' ') => Value::Unknown,
                        failure => return Err(failure),
                    },
                },
                None => Value::Unknown,
            },
            ("regnamespace", Value::Text(text)) => match self.model.schema_named(&text) {
                Some(schema) => Value::Object(schema.id),
                None => return Err(self.missing_schema(&Name { text, span })),
            },
            ("regclass" | "regtype" | "regnamespace" | "oid", value @ Value::Object(_)) => value,
            ("text" | "varchar" | "name" | "bpchar" | "char", Value::Object(id)) => {
                match self.object_text(id) {
                    Some(text) => Value::Text(text),
                    None => Value::Unknown,
                }
            }
            ("text" | "varchar" | "name" | "bpchar" | "char", value @ Value::Text(_)) => value,
            ("int2" | "int4" | "int8" | "numeric", Value::Text(text)) => {
                text.trim().parse().map_or(Value::Unknown, Value::Number)
            }
            ("int2" | "int4" | "int8" | "numeric", value @ Value::Number(_)) => value,
            ("bool", value @ Value::Bool(_)) => value,
            _ => Value::Unknown,
        })
    }

    fn relation_object(&self, name: &QualifiedName) -> Option<ObjectId> {
        self.find_relation_name(name).map(|(_, entry)| entry.object())
    }

    fn type_object(&self, name: &QualifiedName) -> Option<ObjectId> {
        match self.find_type_name(name) {
            Some((_, TypeNameEntry::User(id) | TypeNameEntry::Row(id))) => Some(id),
            _ => None,
        }
    }

    /// An object's name as the output of `regclass` and its kin is.
    fn object_text(&self, id: ObjectId) -> Option<Arc<str>> {
        let (schema, name) = match (self.model.relation(id), self.model.user_type(id)) {
            (Some(relation), _) => (relation.schema, &relation.name),
            (None, Some(user_type)) => (user_type.schema, &user_type.name),
            (None, None) => return self.model.schemas.get(&id).map(|each| Arc::clone(&each.name)),
        };
        let quoted = crate::model::quote_identifier(name);
        let schema = self.model.schema_name(schema);
        if self.search_path.iter().any(|known| &**known == schema) {
            return Some(quoted.into());
        }
        Some(format!("{}.{quoted}", crate::model::quote_identifier(schema)).into())
    }

    fn call(&self, function: &QualifiedName, arguments: &[Value]) -> Value {
        let nowhere = Span::default();
        match (&*function.name.text, arguments) {
            ("to_regclass", [Value::Text(text)]) => match written_name(text, nowhere) {
                Some(name) if self.may_be_unsettled(&name) => Value::Unknown,
                Some(name) => self.relation_object(&name).map_or(Value::Null, Value::Object),
                None => Value::Unknown,
            },
            ("to_regtype", [Value::Text(text)]) => match written_name(text, nowhere) {
                Some(name) if self.may_be_unsettled(&name) => Value::Unknown,
                Some(name) if super::data_types::builtin_type(&name.name.text).is_some() => {
                    Value::Unknown
                }
                Some(name) => self.type_object(&name).map_or(Value::Null, Value::Object),
                None => Value::Unknown,
            },
            ("to_regnamespace", [Value::Text(text)]) => {
                self.model.schema_named(text).map_or(Value::Null, |each| Value::Object(each.id))
            }
            ("current_schema", []) => {
                let mut path = self.search_path.iter();
                let first = path.find(|schema| self.model.schema_named(schema).is_some());
                first.map_or(Value::Null, |schema| Value::Text(Arc::clone(schema)))
            }
            ("current_setting", [Value::Text(name), ..]) if &**name == "server_version_num" => {
                Value::Text(format!("{}0000", self.version).into())
            }
            ("lower", [Value::Text(text)]) => Value::Text(text.to_lowercase().into()),
            ("upper", [Value::Text(text)]) => Value::Text(text.to_uppercase().into()),
            ("pg_table_is_visible" | "pg_type_is_visible", [Value::Object(id)]) => {
                self.is_visible(*id)
            }
            ("coalesce", values) => {
                values.iter().find(|value| **value != Value::Null).cloned().unwrap_or(Value::Null)
            }
            _ => Value::Unknown,
        }
    }

    fn is_visible(&self, id: ObjectId) -> Value {
        let schema = match (self.model.relation(id), self.model.user_type(id)) {
            (Some(relation), _) => relation.schema,
            (None, Some(user_type)) => user_type.schema,
            (None, None) => return Value::Unknown,
        };
        let schema = self.model.schema_name(schema);
        Value::Bool(self.search_path.iter().any(|known| &**known == schema))
    }

    /// The value of a subquery with one column: a count, or the first row's.
    fn scalar(&self, query: &Query, bound: &Bound) -> Outcome<Value> {
        let QueryBody::Select { outputs, from, .. } = &query.body else {
            return Ok(Value::Unknown);
        };
        let [Output::Expression { expression, .. }] = &outputs[..] else {
            return Ok(Value::Unknown);
        };
        if expression.functions.iter().any(|function| &*function.name.text == "count") {
            let matches = self.matches(query, bound)?;
            let count = matches.exact.then_some(matches.count);
            return self
                .value(expression, &Bound { tables: Vec::new(), count, outer: Some(bound) });
        }
        if from.is_empty() {
            return self.value(expression, bound);
        }
        let matches = self.matches(query, bound)?;
        Ok(match matches.first {
            _ if !matches.exact => Value::Unknown,
            Some(value) => value,
            None => Value::Null,
        })
    }

    /// The rows that a query finds.
    fn matches(&self, query: &Query, bound: &Bound) -> Outcome<Matches> {
        let QueryBody::Select { outputs, from, filter } = &query.body else {
            return Ok(Matches::unknown());
        };
        if !query.with.is_empty() {
            return Ok(Matches::unknown());
        }
        let mut tables = Vec::new();
        for item in from {
            match self.item_rows(item) {
                Some(table) => tables.push(table),
                None => return Ok(Matches::unknown()),
            }
        }
        let mut conditions: Vec<&Expression> = Vec::new();
        for condition in from.iter().filter_map(|item| item.on.as_deref()).chain(filter.as_deref())
        {
            conjuncts(condition, &mut conditions);
        }
        let mut matches = Matches { exact: true, ..Matches::default() };
        let output = match &outputs[..] {
            [Output::Expression { expression, .. }] => Some(expression),
            _ => None,
        };
        let mut inner = Bound { tables: Vec::new(), count: None, outer: Some(bound) };
        self.nest(&tables, &conditions, output, &mut inner, &mut matches)?;
        Ok(matches)
    }

    /// Goes through the rows of one table after the other, as far as the conditions that can be
    /// answered by then are not false.
    fn nest<'a>(
        &self,
        tables: &'a [(Arc<str>, Rows)],
        conditions: &[&Expression],
        output: Option<&Expression>,
        bound: &mut Bound<'a>,
        matches: &mut Matches,
    ) -> Outcome {
        let mut doubtful = false;
        for condition in conditions {
            if !is_bound(condition, bound, tables) {
                continue;
            }
            match self.value(condition, bound)? {
                Value::Bool(true) => {}
                Value::Bool(false) | Value::Null => return Ok(()),
                _ => doubtful = true,
            }
        }
        let at = bound.tables.len();
        let Some((alias, rows)) = tables.get(at) else {
            matches.possible = true;
            if doubtful {
                matches.exact = false;
                return Ok(());
            }
            matches.certain = true;
            matches.count += 1;
            if matches.first.is_none()
                && let Some(output) = output
            {
                matches.first = Some(self.value(output, bound)?);
            }
            return Ok(());
        };
        for row in 0..rows.rows.len() {
            bound.tables.push((Arc::clone(alias), rows, row));
            self.nest(tables, conditions, output, bound, matches)?;
            bound.tables.pop();
        }
        Ok(())
    }

    fn item_rows(&self, item: &FromItem) -> Option<(Arc<str>, Rows)> {
        let FromSource::Relation(name) = &item.source else { return None };
        if !item.using.is_empty() || item.natural || !item.columns.is_empty() {
            return None;
        }
        // A table of a person's own hides PostgreSQL's only where its schema is before.
        let schema = name.schema.as_ref().map(|schema| &*schema.text);
        let rows = rows(&self.model, schema, &name.name.text)?;
        let alias = item.alias.as_ref().unwrap_or(&name.name);
        Some((Arc::clone(&alias.text), rows))
    }
}

/// What a query finds.
#[derive(Default)]
struct Matches {
    /// Whether a row is found for sure.
    certain: bool,
    /// Whether a row may be found.
    possible: bool,
    /// Whether the count and the first row are sure.
    exact: bool,
    count: i64,
    first: Option<Value>,
}

impl Matches {
    fn unknown() -> Self {
        Self { possible: true, ..Self::default() }
    }
}

/// The conditions that AND joins.
fn conjuncts<'a>(condition: &'a Expression, found: &mut Vec<&'a Expression>) {
    match &condition.kind {
        ExpressionKind::Binary { operator, left, right } if &**operator == "and" => {
            conjuncts(left, found);
            conjuncts(right, found);
        }
        _ => found.push(condition),
    }
}

/// Whether all the tables are bound whose columns a condition names.
fn is_bound(condition: &Expression, bound: &Bound, tables: &[(Arc<str>, Rows)]) -> bool {
    let later = &tables[bound.tables.len()..];
    condition.columns.iter().all(|reference| match &reference.table {
        Some(table) => !later.iter().any(|(alias, _)| *alias == table.name.text),
        None => {
            let name = &*reference.column.text;
            let has = |rows: &Rows| rows.columns.contains(&name);
            bound.tables.iter().any(|(_, rows, _)| has(rows))
                || !later.iter().any(|(_, rows)| has(rows))
        }
    })
}

fn column_value(reference: &ColumnRef, bound: &Bound) -> Value {
    let name = &*reference.column.text;
    let mut at = Some(bound);
    while let Some(bound) = at {
        for (alias, rows, row) in &bound.tables {
            let meant = reference.table.as_ref().is_none_or(|table| table.name.text == *alias);
            if !meant {
                continue;
            }
            if let Some(column) = rows.columns.iter().position(|known| *known == name) {
                return rows.rows[*row][column].clone();
            }
        }
        at = bound.outer;
    }
    Value::Unknown
}

fn binary(operator: &str, left: &Value, right: &Value) -> Value {
    match operator {
        "and" => match (left, right) {
            (Value::Bool(false), _) | (_, Value::Bool(false)) => Value::Bool(false),
            (Value::Bool(true), other) | (other, Value::Bool(true)) => other.clone(),
            (Value::Null, Value::Null) => Value::Null,
            _ => Value::Unknown,
        },
        "or" => match (left, right) {
            (Value::Bool(true), _) | (_, Value::Bool(true)) => Value::Bool(true),
            (Value::Bool(false), other) | (other, Value::Bool(false)) => other.clone(),
            (Value::Null, Value::Null) => Value::Null,
            _ => Value::Unknown,
        },
        "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" => compare(operator, left, right),
        _ => Value::Unknown,
    }
}

fn compare(operator: &str, left: &Value, right: &Value) -> Value {
    let order = match (left, right) {
        (Value::Unknown, _) | (_, Value::Unknown) => return Value::Unknown,
        (Value::Null, _) | (_, Value::Null) => return Value::Null,
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Object(left), Value::Object(right)) => left.cmp(right),
        // A number's text: `current_setting('server_version_num') >= '150000'`.
        (Value::Number(number), Value::Text(text)) => match text.trim().parse::<i64>() {
            Ok(other) => number.cmp(&other),
            Err(_) => return Value::Unknown,
        },
        (Value::Text(_), Value::Number(_)) => {
            return match compare(flipped(operator), right, left) {
                Value::Bool(value) => Value::Bool(value),
                _ => Value::Unknown,
            };
        }
        _ => return Value::Unknown,
    };
    Value::Bool(match operator {
        "=" => order.is_eq(),
        "<>" | "!=" => order.is_ne(),
        "<" => order.is_lt(),
        ">" => order.is_gt(),
        "<=" => order.is_le(),
        _ => order.is_ge(),
    })
}

fn flipped(operator: &str) -> &str {
    match operator {
        "<" => ">",
        ">" => "<",
        "<=" => ">=",
        ">=" => "<=",
        same => same,
    }
}

/// A name in a string, as `regclass` reads it: `users`, `app.users`, `"Users"`.
fn written_name(text: &str, span: Span) -> Option<QualifiedName> {
    let mut parts: Vec<Name> = Vec::new();
    let mut rest = text.trim();
    loop {
        let (part, behind) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"')?;
                (quoted[..end].to_owned(), &quoted[end + 1..])
            }
            None => {
                let end = rest.find('.').unwrap_or(rest.len());
                (rest[..end].to_lowercase(), &rest[end..])
            }
        };
        parts.push(Name { text: part.into(), span });
        match behind.strip_prefix('.') {
            Some(behind) => rest = behind,
            None if behind.is_empty() => break,
            None => return None,
        }
    }
    let name = parts.pop()?;
    Some(QualifiedName { schema: parts.pop(), name })
}
