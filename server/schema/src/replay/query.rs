//! The columns of a query: their names always, their types as far as they can be told.

use super::expressions::is_system_name;
use super::failure::{Failure, Outcome};
use super::query_names::figure_column_name;
use super::session::Session;
use crate::model::{BaseType, BuiltinType, ObjectId, RelationName, Type};
use crate::statement::{
    ColumnRef, Expression, FromItem, FromSource, Name, Output, QualifiedName, Query, QueryBody,
};
use std::sync::Arc;

/// A column that a query gives.
#[derive(Debug, Clone)]
pub(super) struct QueryColumn {
    /// Its name.
    pub name: Arc<str>,
    /// Its type; [`Type::unknown`] where it cannot be told.
    pub data_type: Type,
    /// Whether it is a literal without a type: a text in the end.
    pub literal: bool,
}

/// The columns that a query or an item of FROM gives.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    /// In order.
    pub columns: Vec<QueryColumn>,
    /// Whether there may be others that are not known.
    pub open: bool,
}

/// An item of FROM by its name.
#[derive(Debug)]
struct Entry {
    name: Arc<str>,
    /// The relation, where it is one, for its row.
    relation: Option<ObjectId>,
    columns: Columns,
}

/// What the names in a SELECT can mean.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    entries: Vec<Entry>,
    /// What a star stands for: columns of USING once and first.
    star: Columns,
    outer: Option<&'a Frame<'a>>,
    known: &'a Known<'a>,
}

/// The queries of WITH that can be named.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    tables: Vec<(Arc<str>, Columns)>,
    outer: Option<&'a Known<'a>>,
}

impl Known<'_> {
    fn find(&self, name: &str) -> Option<&Columns> {
        let here = self.tables.iter().rev().find(|(known, _)| &**known == name);
        match here {
            Some((_, columns)) => Some(columns),
            None => self.outer?.find(name),
        }
    }
}

impl Session {
    /// The columns of a query that stands by itself.
    pub fn query_columns(&self, query: &Query) -> Outcome<Columns> {
        self.columns_of_query(query, None, &Known::default())
    }

    pub(super) fn columns_of_query(
        &self,
        query: &Query,
        outer: Option<&Frame>,
        known: &Known,
    ) -> Outcome<Columns> {
        let mut inner = Known { tables: Vec::new(), outer: Some(known) };
        for table in &query.with {
            let columns = match &table.query {
                None => Columns { columns: Vec::new(), open: true },
                Some(query) => {
                    // A recursive query finds itself with the columns of its first part.
                    let first = match &query.body {
                        QueryBody::SetOperation { left, .. } => left,
                        _ => query,
                    };
                    let first = self.columns_of_query(first, outer, &inner);
                    let mut start =
                        first.unwrap_or_else(|_| Columns { columns: Vec::new(), open: true });
                    rename(&mut start, &table.columns);
                    let inside = Known {
                        tables: vec![(Arc::clone(&table.name.text), start)],
                        outer: Some(&inner),
                    };
                    self.columns_of_query(query, outer, &inside)?
                }
            };
            let mut columns = columns;
            rename(&mut columns, &table.columns);
            if columns.open && !table.columns.is_empty() && columns.columns.is_empty() {
                columns = named_only(&table.columns);
            }
            inner.tables.push((Arc::clone(&table.name.text), columns));
        }
        match &query.body {
            QueryBody::Select { outputs, from, filter } => {
                self.select_columns(outputs, from, filter.as_deref(), outer, &inner)
            }
            QueryBody::Values(row) => {
                let frame = Frame::empty(outer, &inner);
                let columns = row.iter().enumerate().map(|(at, value)| {
                    self.output(format!("column{}", at + 1).into(), value, &frame)
                });
                Ok(Columns { columns: columns.collect::<Outcome<_>>()?, open: false })
            }
            QueryBody::SetOperation { left, right } => {
                let mut columns = self.columns_of_query(left, outer, &inner)?;
                let others = self.columns_of_query(right, outer, &inner)?;
                if !columns.open && !others.open {
                    for (column, other) in columns.columns.iter_mut().zip(others.columns) {
                        let parts = [column.clone(), other];
                        column.data_type = self.common_type(&parts);
                        column.literal = parts.iter().all(|part| part.literal);
                    }
                }
                Ok(columns)
            }
            QueryBody::Table(name) => Ok(self.table_columns(name, &inner)?.0),
        }
    }

    fn select_columns(
        &self,
        outputs: &[Output],
        from: &[FromItem],
        filter: Option<&Expression>,
        outer: Option<&Frame>,
        known: &Known,
    ) -> Outcome<Columns> {
        let mut frame = Frame::empty(outer, known);
        for item in from {
            self.add_from_item(item, &mut frame)?;
        }
        if let Some(filter) = filter {
            self.expression_type(filter, &frame)?;
        }
        let mut found = Columns::default();
        for output in outputs {
            match output {
                Output::Star => {
                    found.columns.extend(frame.star.columns.iter().cloned());
                    found.open |= frame.star.open;
                }
                Output::TableStar(name) => match frame.entry(name) {
                    Some(entry) => {
                        found.columns.extend(entry.columns.columns.iter().cloned());
                        found.open |= entry.columns.open;
                    }
                    None => return Err(self.missing_entry(name)),
                },
                Output::CompositeStar(composite) => {
                    let (data_type, _) = self.expression_type(composite, &frame)?;
                    let fields = self.fields_of(&data_type);
                    let fields = fields.unwrap_or(Columns { columns: Vec::new(), open: true });
                    found.columns.extend(fields.columns);
                    found.open |= fields.open;
                }
                Output::Expression { expression, alias } => {
                    let name = match alias {
                        Some(alias) => Arc::clone(&alias.text),
                        None => figure_column_name(expression).into(),
                    };
                    found.columns.push(self.output(name, expression, &frame)?);
                }
            }
        }
        Ok(found)
    }

    fn output(
        &self,
        name: Arc<str>,
        expression: &Expression,
        frame: &Frame,
    ) -> Outcome<QueryColumn> {
        let (data_type, literal) = self.expression_type(expression, frame)?;
        Ok(QueryColumn { name, data_type, literal })
    }

    fn add_from_item(&self, item: &FromItem, frame: &mut Frame) -> Outcome {
        let (name, relation, mut columns) = match &item.source {
            FromSource::Relation(name) => {
                let (columns, relation) = self.table_columns(name, frame.known)?;
                (Some(&name.name), relation, columns)
            }
            FromSource::Query(query) => {
                (None, None, self.columns_of_query(query, Some(&*frame), frame.known)?)
            }
            FromSource::Function { function, arguments, columns, ordinality } => {
                let alias = item.alias.as_ref().unwrap_or(&function.name);
                let arguments: Vec<QueryColumn> = arguments
                    .iter()
                    .map(|argument| self.output(Arc::from(""), argument, frame))
                    .collect::<Outcome<_>>()?;
                let mut found = self.function_columns(function, &arguments, columns, alias)?;
                if *ordinality {
                    found.columns.push(QueryColumn {
                        name: Arc::from("ordinality"),
                        data_type: Type::builtin(BuiltinType::INT8),
                        literal: false,
                    });
                }
                (Some(&function.name), None, found)
            }
            FromSource::Other => (None, None, Columns { columns: Vec::new(), open: true }),
        };
        rename(&mut columns, &item.columns);
        if columns.open && columns.columns.is_empty() && !item.columns.is_empty() {
            columns = named_only(&item.columns);
        }
        join(&mut frame.star, &columns, item);
        if let Some(name) = item.alias.as_ref().or(name) {
            let name = Arc::clone(&name.text);
            frame.entries.push(Entry { name, relation, columns });
        } else {
            frame.entries.push(Entry { name: Arc::from(""), relation, columns });
        }
        Ok(())
    }

    /// The columns of a table, view, sequence or query of WITH.
    fn table_columns(
        &self,
        name: &QualifiedName,
        known: &Known,
    ) -> Outcome<(Columns, Option<ObjectId>)> {
        if name.schema.is_none()
            && let Some(columns) = known.find(&name.name.text)
        {
            return Ok((columns.clone(), None));
        }
        match self.find_relation_name(name) {
            Some((_, RelationName::Relation(id))) => {
                let Some(relation) = self.model.relation(id) else {
                    return Err(self.missing_relation(name));
                };
                let columns = relation.columns.iter().map(|column| QueryColumn {
                    name: Arc::clone(&column.name),
                    data_type: column.data_type.clone(),
                    literal: false,
                });
                let open = self.is_unsettled_object(relation.schema, &relation.name);
                Ok((Columns { columns: columns.collect(), open }, Some(id)))
            }
            Some(_) => Ok((Columns { columns: Vec::new(), open: true }, None)),
            None if is_system_name(name) => Ok((Columns { columns: Vec::new(), open: true }, None)),
            None => match self.missing_source(name) {
                Failure::Unsettled => {
                    self.stands_on_unsettled.set(true);
                    Ok((Columns { columns: Vec::new(), open: true }, None))
                }
                failure => Err(failure),
            },
        }
    }

    /// The columns of a function in FROM.
    fn function_columns(
        &self,
        function: &QualifiedName,
        arguments: &[QueryColumn],
        written: &[(Name, crate::statement::TypeName)],
        alias: &Name,
    ) -> Outcome<Columns> {
        if !written.is_empty() {
            let columns = written.iter().map(|(name, data_type)| {
                Ok(QueryColumn {
                    name: Arc::clone(&name.text),
                    data_type: self.data_type(data_type)?,
                    literal: false,
                })
            });
            return Ok(Columns { columns: columns.collect::<Outcome<_>>()?, open: false });
        }
        let scalar = |data_type: Type| Columns {
            columns: vec![QueryColumn { name: Arc::clone(&alias.text), data_type, literal: false }],
            open: false,
        };
        let named = |columns: &[(&str, &str)]| Columns {
            columns: columns
                .iter()
                .map(|(name, data_type)| QueryColumn {
                    name: Arc::from(*name),
                    data_type: super::data_types::builtin_type(data_type)
                        .unwrap_or_else(Type::unknown),
                    literal: false,
                })
                .collect(),
            open: false,
        };
        if let Some(id) = self.only_function(function) {
            if let Some(outputs) = self.model.function_outputs.get(&id) {
                let columns = outputs.iter().map(|(name, data_type)| QueryColumn {
                    name: Arc::clone(name),
                    data_type: data_type.clone(),
                    literal: false,
                });
                return Ok(Columns { columns: columns.collect(), open: false });
            }
            let returns = self.model.functions.get(&id).and_then(|found| found.returns.clone());
            return Ok(match returns {
                Some(returns) => self.fields_of(&returns).unwrap_or_else(|| scalar(returns)),
                None => Columns { columns: Vec::new(), open: true },
            });
        }
        Ok(match &*function.name.text {
            "json_each" => named(&[("key", "text"), ("value", "json")]),
            "jsonb_each" => named(&[("key", "text"), ("value", "jsonb")]),
            "json_each_text" | "jsonb_each_text" => named(&[("key", "text"), ("value", "text")]),
            // Their output has a name of its own, which gives way to an alias.
            name if name.starts_with("json") && name.contains("_array_elements") => {
                let mut found = scalar(self.call_type(function, arguments));
                if alias.text == function.name.text {
                    found.columns[0].name = Arc::from("value");
                }
                found
            }
            "generate_series"
            | "unnest"
            | "regexp_split_to_table"
            | "string_to_table"
            | "generate_subscripts"
            | "jsonb_object_keys"
            | "json_object_keys" => scalar(self.call_type(function, arguments)),
            _ => Columns { columns: Vec::new(), open: true },
        })
    }

    /// The columns of a row type or composite type; none for others, and for `record` open ones.
    fn fields_of(&self, data_type: &Type) -> Option<Columns> {
        use crate::model::TypeKind;
        if data_type.array {
            return None;
        }
        let column = |name: &Arc<str>, data_type: &Type| QueryColumn {
            name: Arc::clone(name),
            data_type: data_type.clone(),
            literal: false,
        };
        match &data_type.base {
            BaseType::Row(id) => {
                let relation = self.model.relation(*id)?;
                let columns = relation.columns.iter();
                let columns = columns.map(|each| column(&each.name, &each.data_type)).collect();
                Some(Columns { columns, open: false })
            }
            BaseType::User(id) => match &self.model.user_type(*id)?.kind {
                TypeKind::Composite { attributes } => {
                    let columns = attributes.iter();
                    let columns = columns.map(|each| column(&each.name, &each.data_type)).collect();
                    Some(Columns { columns, open: false })
                }
                _ => None,
            },
            BaseType::Builtin(BuiltinType::RECORD) => {
                Some(Columns { columns: Vec::new(), open: true })
            }
            BaseType::Builtin(_) => None,
            BaseType::Unknown { .. } => Some(Columns { columns: Vec::new(), open: true }),
        }
    }

    /// The type of a field of a composite value.
    pub fn field_type(&self, data_type: &Type, field: &str) -> Type {
        let columns = self.fields_of(data_type).unwrap_or_default();
        let found = columns.columns.iter().find(|column| &*column.name == field);
        found.map_or_else(Type::unknown, |column| column.data_type.clone())
    }

    fn missing_entry(&self, name: &QualifiedName) -> Failure {
        let message = format!("missing FROM-clause entry for table \"{}\"", name.name.text);
        self.missing(name.span(), "42P01", message)
    }

    /// The type of a column that is named; the refusal where there is none.
    pub(super) fn reference_type(
        &self,
        reference: &ColumnRef,
        frame: &Frame,
    ) -> Outcome<QueryColumn> {
        let name = &reference.column;
        let unknown = || QueryColumn {
            name: Arc::clone(&name.text),
            data_type: Type::unknown(),
            literal: false,
        };
        let mut at = Some(frame);
        let mut open = false;
        while let Some(frame) = at {
            match &reference.table {
                Some(table) => {
                    if let Some(entry) = frame.entry(table) {
                        let found = entry.columns.find(&name.text);
                        return match found {
                            Some(column) => Ok(column.clone()),
                            None if entry.columns.open || is_system_column(&name.text) => {
                                Ok(unknown())
                            }
                            None => {
                                let message = format!(
                                    "column {}.{} does not exist",
                                    table.name.text, name.text
                                );
                                Err(self.missing_output(name, message, &entry.columns))
                            }
                        };
                    }
                }
                None => {
                    if let Some(column) = frame.star.find(&name.text) {
                        return self.check_ambiguous(frame, name, column.clone());
                    }
                    // The row of an item of FROM, by its name.
                    if let Some(entry) = frame.entries.iter().find(|each| each.name == name.text) {
                        let mut row = unknown();
                        if let Some(id) = entry.relation {
                            row.data_type.base = BaseType::Row(id);
                        } else if let [column] = &entry.columns.columns[..] {
                            row.data_type = column.data_type.clone();
                        }
                        return Ok(row);
                    }
                    open |= frame.star.open;
                }
            }
            at = frame.outer;
        }
        if open || is_system_column(&name.text) {
            return Ok(unknown());
        }
        match &reference.table {
            Some(table) => Err(self.missing_entry(table)),
            None => {
                let message = format!("column \"{}\" does not exist", name.text);
                Err(self.missing_output(name, message, &frame.star))
            }
        }
    }

    fn check_ambiguous(
        &self,
        frame: &Frame,
        name: &Name,
        column: QueryColumn,
    ) -> Outcome<QueryColumn> {
        let count = frame.star.columns.iter().filter(|each| each.name == name.text).count();
        if count < 2 {
            return Ok(column);
        }
        let message = format!("column reference \"{}\" is ambiguous", name.text);
        Err(self.refused(name.span, "42702", message))
    }

    fn missing_output(&self, name: &Name, message: String, columns: &Columns) -> Failure {
        let failure = self.missing(name.span, "42703", message);
        let names = columns.columns.iter().map(|column| &*column.name);
        match pgwright_problem::nearest(&name.text, names) {
            Some(near) => {
                failure.with_help(format!("there is `{near}`")).with_data("nearest", near)
            }
            None => failure,
        }
    }
}

impl<'a> Frame<'a> {
    fn empty(outer: Option<&'a Frame<'a>>, known: &'a Known<'a>) -> Self {
        Self { entries: Vec::new(), star: Columns::default(), outer, known }
    }

    /// The item of FROM of that name.
    fn entry(&self, name: &QualifiedName) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name.name.text)
    }

    /// The queries of WITH that can be named here.
    pub fn known(&self) -> &'a Known<'a> {
        self.known
    }
}

impl Columns {
    fn find(&self, name: &str) -> Option<&QueryColumn> {
        self.columns.iter().find(|column| &*column.name == name)
    }
}

/// Gives the first columns the names behind an alias.
fn rename(columns: &mut Columns, names: &[Name]) {
    for (column, name) in columns.columns.iter_mut().zip(names) {
        column.name = Arc::clone(&name.text);
    }
}

/// Columns of which only the names are known.
fn named_only(names: &[Name]) -> Columns {
    let columns = names.iter().map(|name| QueryColumn {
        name: Arc::clone(&name.text),
        data_type: Type::unknown(),
        literal: false,
    });
    Columns { columns: columns.collect(), open: false }
}

/// Adds an item's columns to what a star stands for: those that a join merges come first and once.
fn join(star: &mut Columns, columns: &Columns, item: &FromItem) {
    let merged: Vec<Arc<str>> = if item.natural {
        let common = star.columns.iter().filter(|column| columns.find(&column.name).is_some());
        common.map(|column| Arc::clone(&column.name)).collect()
    } else {
        item.using.iter().map(|name| Arc::clone(&name.text)).collect()
    };
    let left = std::mem::take(&mut star.columns);
    let (first, rest): (Vec<_>, Vec<_>) =
        left.into_iter().partition(|column| merged.contains(&column.name));
    // In the order in which USING names them.
    for name in &merged {
        let column =
            first.iter().find(|column| column.name == *name).or_else(|| columns.find(name));
        star.columns.extend(column.cloned());
    }
    star.columns.extend(rest);
    let right = columns.columns.iter().filter(|column| !merged.contains(&column.name));
    star.columns.extend(right.cloned());
    star.open |= columns.open;
}

fn is_system_column(name: &str) -> bool {
    matches!(name, "ctid" | "xmin" | "xmax" | "cmin" | "cmax" | "tableoid")
}
