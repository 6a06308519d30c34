//! The columns of a query: their names always, their types as far as they can be told.

use super::expressions::is_system_name;
use super::failure::{Failure, Outcome};
use super::query_names::figure_column_name;
use super::query_scope::{
    Columns, Entry, Frame, Known, QueryColumn, Source, Trace, join, mark_visited, name_columns,
};
use super::session::Session;
use crate::model::{BuiltinType, ObjectId, Relation, RelationName, Type};
use crate::statement::{
    CommonTable, Expression, FromItem, FromSource, Output, QualifiedName, Query, QueryBody,
};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Session {
    /// The columns of a query that stands by itself, and the columns of relations on which it
    /// stands.
    pub fn query_columns(&self, query: &Query) -> Outcome<(Columns, BTreeSet<Source>)> {
        let trace = RefCell::new(Trace::default());
        let known = Known { tables: Vec::new(), outer: None, trace: &trace };
        let columns = self.columns_of_query(query, None, &known, None)?;
        Ok((columns, trace.into_inner().columns))
    }

    /// The columns of a query. `own`: the entry of WITH that it is, which a recursive query sees
    /// with the columns of its first part.
    pub(super) fn columns_of_query(
        &self,
        query: &Query,
        outer: Option<&Frame>,
        known: &Known,
        own: Option<&CommonTable>,
    ) -> Outcome<Columns> {
        let mut inner = Known { tables: Vec::new(), outer: Some(known), trace: known.trace };
        for table in &query.with {
            let mut columns = match &table.query {
                None => Columns::open(),
                Some(query) => self.columns_of_query(query, outer, &inner, Some(table))?,
            };
            name_columns(&mut columns, &table.columns);
            inner.tables.push((Arc::clone(&table.name.text), columns));
        }
        let columns = match &query.body {
            QueryBody::Select { .. } => self.select_columns(query, outer, &inner)?,
            QueryBody::Values(row) => {
                let frame = Frame::empty(outer, &inner);
                let columns = row.iter().enumerate().map(|(at, value)| {
                    self.output(format!("column{}", at + 1).into(), value, &frame)
                });
                Columns { columns: columns.collect::<Outcome<_>>()?, open: false }
            }
            QueryBody::SetOperation { left, right } => {
                let mut columns = self.columns_of_query(left, outer, &inner, None)?;
                if let Some(own) = own {
                    let mut start = columns.clone();
                    start.columns.iter_mut().for_each(|column| column.source = None);
                    name_columns(&mut start, &own.columns);
                    inner.tables.push((Arc::clone(&own.name.text), start));
                }
                let others = self.columns_of_query(right, outer, &inner, None)?;
                if !columns.open && !others.open {
                    for (column, other) in columns.columns.iter_mut().zip(others.columns) {
                        let parts = [column.clone(), other];
                        column.data_type = self.common_type(&parts);
                        column.literal = parts.iter().all(|part| part.literal);
                    }
                }
                columns
            }
            QueryBody::Table(name) => {
                let (columns, _) = self.table_columns(name, &inner)?;
                Frame::empty(outer, &inner).use_all(&columns);
                columns
            }
        };
        mark_visited(query, known);
        // Seen from outside they are columns of the query.
        let mut columns = columns;
        columns.columns.iter_mut().for_each(|column| column.source = None);
        Ok(columns)
    }

    fn select_columns(
        &self,
        query: &Query,
        outer: Option<&Frame>,
        known: &Known,
    ) -> Outcome<Columns> {
        let QueryBody::Select { outputs, from, filter } = &query.body else {
            return Ok(Columns::open());
        };
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
                    frame.use_all(&frame.star);
                    found.columns.extend(frame.star.columns.iter().cloned());
                    found.open |= frame.star.open;
                }
                Output::TableStar(name) => match frame.entry(name) {
                    Some(entry) => {
                        frame.use_all(&entry.columns);
                        found.columns.extend(entry.columns.columns.iter().cloned());
                        found.open |= entry.columns.open;
                    }
                    None => return Err(self.missing_entry(name)),
                },
                Output::CompositeStar(composite) => {
                    let (data_type, _) = self.expression_type(composite, &frame)?;
                    let fields = self.fields_of(&data_type);
                    let fields = fields.unwrap_or_else(Columns::open);
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
        frame.use_rest(&query.columns, &found, &self.hidden_relations(query, &frame));
        Ok(found)
    }

    /// The relations that a query names, but not in FROM of itself or around it.
    fn hidden_relations(&self, query: &Query, frame: &Frame) -> Vec<Arc<Relation>> {
        let named = query.relations.iter().filter_map(|name| self.find_relation_name(name));
        named
            .filter_map(|(_, entry)| self.model.relation(entry.object()))
            .filter(|relation| !frame.entries.iter().any(|each| each.relation == Some(relation.id)))
            .cloned()
            .collect()
    }

    fn output(
        &self,
        name: Arc<str>,
        expression: &Expression,
        frame: &Frame,
    ) -> Outcome<QueryColumn> {
        let (data_type, literal) = self.expression_type(expression, frame)?;
        Ok(QueryColumn { literal, ..QueryColumn::new(name, data_type) })
    }

    fn add_from_item(&self, item: &FromItem, frame: &mut Frame) -> Outcome {
        let (name, relation, mut columns) = match &item.source {
            FromSource::Relation(name) => {
                let (columns, relation) = self.table_columns(name, frame.known)?;
                (Some(&name.name), relation, columns)
            }
            FromSource::Query(query) => {
                (None, None, self.columns_of_query(query, Some(&*frame), frame.known, None)?)
            }
            FromSource::Function { function, arguments, columns, ordinality } => {
                let alias = item.alias.as_ref().unwrap_or(&function.name);
                let arguments: Vec<QueryColumn> = arguments
                    .iter()
                    .map(|argument| self.output(Arc::from(""), argument, frame))
                    .collect::<Outcome<_>>()?;
                let mut found = self.function_columns(function, &arguments, columns, alias)?;
                if *ordinality {
                    found.columns.push(QueryColumn::new(
                        Arc::from("ordinality"),
                        Type::builtin(BuiltinType::INT8),
                    ));
                }
                (Some(&function.name), None, found)
            }
            FromSource::Other => (None, None, Columns::open()),
        };
        name_columns(&mut columns, &item.columns);
        let compared = join(&mut frame.star, &columns, item);
        frame.known.trace.borrow_mut().columns.extend(compared);
        let name = item.alias.as_ref().or(name).map(|name| Arc::clone(&name.text));
        frame.entries.push(Entry { name: name.unwrap_or_default(), relation, columns });
        match &item.on {
            Some(condition) => self.expression_type(condition, frame).map(|_| ()),
            None => Ok(()),
        }
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
                    source: Some((id, column.id)),
                    ..QueryColumn::new(Arc::clone(&column.name), column.data_type.clone())
                });
                let open = self.is_unsettled_object(relation.schema, &relation.name);
                Ok((Columns { columns: columns.collect(), open }, Some(id)))
            }
            Some((_, entry @ (RelationName::Composite(_) | RelationName::Index { .. }))) => {
                let what = match entry {
                    RelationName::Composite(_) => "a composite type",
                    _ => "an index",
                };
                let message = format!("\"{}\" is {what}", name.name.text);
                Err(self
                    .refused(name.span(), "42809", message)
                    .with_made(self.model.history_of(entry), "it was made here"))
            }
            Some((_, RelationName::Sequence(id))) => {
                let column = |name: &str, data_type| QueryColumn {
                    name: Arc::from(name),
                    data_type: Type::builtin(data_type),
                    literal: false,
                    source: None,
                };
                let columns = vec![
                    column("last_value", BuiltinType::INT8),
                    column("log_cnt", BuiltinType::INT8),
                    column("is_called", BuiltinType::BOOL),
                ];
                Ok((Columns { columns, open: false }, Some(id)))
            }
            None if is_system_name(name) => {
                Ok((super::system_relations::system_columns(name, self.version), None))
            }
            None => match self.missing_source(name) {
                Failure::Unsettled => {
                    self.stands_on_unsettled.set(true);
                    Ok((Columns::open(), None))
                }
                failure => Err(failure),
            },
        }
    }
}
