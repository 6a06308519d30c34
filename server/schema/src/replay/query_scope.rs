//! What the names in a query can mean: items of FROM, queries of WITH, and the columns of both.

use super::expression_types::builtin;
use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{BaseType, ColumnId, ObjectId, Relation, Type};
use crate::statement::{ColumnRef, FromItem, Name, QualifiedName, Query};
use pgwright_problem::Span;
use std::cell::RefCell;
use std::collections::BTreeSet;
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
    /// The column of a relation that it is, where FROM names that relation itself.
    pub source: Option<Source>,
}

/// A column of a relation.
pub(super) type Source = (ObjectId, ColumnId);

impl QueryColumn {
    /// A column that is computed.
    pub fn new(name: Arc<str>, data_type: Type) -> Self {
        Self { name, data_type, literal: false, source: None }
    }
}

/// What a query was found to stand on while its columns were looked for.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// The columns.
    pub columns: BTreeSet<Source>,
    /// The places of the names of columns that are dealt with.
    visited: BTreeSet<Span>,
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
pub(super) struct Entry {
    pub name: Arc<str>,
    /// The relation, where it is one, for its row.
    pub relation: Option<ObjectId>,
    pub columns: Columns,
}

/// What the names in a SELECT can mean.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub entries: Vec<Entry>,
    /// What a star stands for: columns of USING once and first.
    pub star: Columns,
    pub outer: Option<&'a Frame<'a>>,
    pub known: &'a Known<'a>,
}

/// The queries of WITH that can be named.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// By name.
    pub tables: Vec<(Arc<str>, Columns)>,
    /// Those around the query.
    pub outer: Option<&'a Known<'a>>,
    /// What the whole query stands on.
    pub trace: &'a RefCell<Trace>,
}

impl Known<'_> {
    /// The columns of the query of that name.
    pub fn find(&self, name: &str) -> Option<&Columns> {
        let here = self.tables.iter().rev().find(|(known, _)| &**known == name);
        match here {
            Some((_, columns)) => Some(columns),
            None => self.outer?.find(name),
        }
    }
}

impl Session {
    pub(super) fn missing_entry(&self, name: &QualifiedName) -> Failure {
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
        frame.known.trace.borrow_mut().visited.insert(name.span);
        let system = system_column(&name.text);
        let unknown = || {
            let data_type = system.map_or_else(Type::unknown, builtin);
            QueryColumn::new(Arc::clone(&name.text), data_type)
        };
        let mut at = Some(frame);
        let mut open = false;
        while let Some(frame) = at {
            match &reference.table {
                Some(table) => {
                    // With its schema it is that relation, not another of its name around it.
                    let entry = frame.entry(table).filter(|entry| {
                        let named =
                            || self.find_relation_name(table).map(|(_, found)| found.object());
                        table.schema.is_none()
                            || entry.relation.is_none()
                            || entry.relation == named()
                    });
                    if let Some(entry) = entry {
                        let found = entry.columns.find(&name.text);
                        return match found {
                            Some(column) => Ok(frame.used(column)),
                            None if entry.columns.open || system.is_some() => Ok(unknown()),
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
                        return self.check_ambiguous(frame, name, frame.used(column));
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
        if open || system.is_some() {
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
    /// A scope without any item of FROM yet.
    pub fn empty(outer: Option<&'a Frame<'a>>, known: &'a Known<'a>) -> Self {
        Self { entries: Vec::new(), star: Columns::default(), outer, known }
    }

    /// The item of FROM of that name.
    pub fn entry(&self, name: &QualifiedName) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name.name.text)
    }

    /// Notes that a column is used.
    fn used(&self, column: &QueryColumn) -> QueryColumn {
        self.known.trace.borrow_mut().columns.extend(column.source);
        column.clone()
    }

    /// Notes that every column of some is used.
    pub fn use_all(&self, columns: &Columns) {
        let sources = columns.columns.iter().filter_map(|column| column.source);
        self.known.trace.borrow_mut().columns.extend(sources);
    }

    /// Notes what the names of columns stand for that are in parts of a query of which only the
    /// names are known: GROUP BY, ORDER BY, HAVING, conditions of SQL's own forms. A bare name of
    /// one of the `outputs` is that output, as ORDER BY reads it. `hidden`: relations that such a
    /// part alone names.
    pub fn use_rest(&self, references: &[ColumnRef], outputs: &Columns, hidden: &[Arc<Relation>]) {
        for reference in references {
            if !self.known.trace.borrow_mut().visited.insert(reference.column.span) {
                continue;
            }
            let name = &*reference.column.text;
            let mut at = Some(self);
            let mut found = reference.table.is_none() && outputs.find(name).is_some();
            while let Some(frame) = at
                && !found
            {
                let columns = match &reference.table {
                    Some(table) => frame.entry(table).map(|entry| &entry.columns),
                    None => Some(&frame.star),
                };
                if let Some(column) = columns.and_then(|columns| columns.find(name)) {
                    frame.used(column);
                    found = true;
                }
                found |= reference.table.is_some() && columns.is_some();
                at = frame.outer;
            }
            if found {
                continue;
            }
            let columns = hidden.iter().filter_map(|relation| {
                relation.column_named(name).map(|column| (relation.id, column.id))
            });
            self.known.trace.borrow_mut().columns.extend(columns);
        }
    }

    /// The queries of WITH that can be named here.
    pub fn known(&self) -> &'a Known<'a> {
        self.known
    }
}

impl Columns {
    /// Columns of which nothing is known.
    pub fn open() -> Self {
        Self { columns: Vec::new(), open: true }
    }

    /// The column of that name.
    pub fn find(&self, name: &str) -> Option<&QueryColumn> {
        self.columns.iter().find(|column| &*column.name == name)
    }
}

/// Gives the first columns the names that are written for them; where nothing is known of the
/// columns, there are at least these.
pub(super) fn name_columns(columns: &mut Columns, names: &[Name]) {
    for (column, name) in columns.columns.iter_mut().zip(names) {
        column.name = Arc::clone(&name.text);
    }
    if columns.open && columns.columns.is_empty() && !names.is_empty() {
        let named =
            names.iter().map(|name| QueryColumn::new(Arc::clone(&name.text), Type::unknown()));
        *columns = Columns { columns: named.collect(), open: false };
    }
}

/// Adds an item's columns to what a star stands for: those that a join merges come first and
/// once. Gives back the columns that the join compares.
pub(super) fn join(star: &mut Columns, columns: &Columns, item: &FromItem) -> Vec<Source> {
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
    let both = first.iter().chain(&columns.columns).filter(|column| merged.contains(&column.name));
    let used = both.filter_map(|column| column.source).collect();
    let right = columns.columns.iter().filter(|column| !merged.contains(&column.name));
    star.columns.extend(right.cloned());
    star.open |= columns.open;
    used
}

/// Marks the names of columns in a query as dealt with.
pub(super) fn mark_visited(query: &Query, known: &Known) {
    let spans = query.columns.iter().map(|reference| reference.column.span);
    known.trace.borrow_mut().visited.extend(spans);
}

/// The type of a column that every table has.
pub(super) fn system_column(name: &str) -> Option<&'static str> {
    Some(match name {
        "ctid" => "tid",
        "xmin" | "xmax" => "xid",
        "cmin" | "cmax" => "cid",
        "tableoid" => "oid",
        _ => return None,
    })
}
