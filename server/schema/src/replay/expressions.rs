//! What expressions stand on: the columns of their relation, and objects elsewhere.

use super::failure::{Outcome, is_system_schema};
use super::query_scope::system_column;
use super::session::Session;
use crate::model::{Column, ColumnId, ObjectId, RelationName};
use crate::statement::{ColumnRef, Expression, Name, QualifiedName};
use std::collections::BTreeSet;

/// A relation whose columns an expression may name.
pub(super) struct Scope<'a> {
    /// Its name.
    pub relation: &'a str,
    /// Its columns.
    pub columns: &'a [Column],
    /// Whether it may have columns that are not known.
    pub unsettled: bool,
    /// What the expression is for.
    pub purpose: Purpose,
}

/// What an expression over a relation's columns is for: that decides which of the columns that
/// every table has it may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A check: the table's own number.
    Check,
    /// An index: none.
    Index,
    /// A generated column: the table's own number.
    Generated,
    /// A key of partitions: none.
    PartitionKey,
    /// What is computed once: all.
    Once,
}

/// Whether two expressions are the same but for how they are set.
pub(super) fn same_text(one: &str, other: &str) -> bool {
    let folded = |text: &str| {
        let mut quote = None;
        let mut folded = String::with_capacity(text.len());
        for letter in text.chars() {
            match quote {
                Some(open) if open == letter => quote = None,
                None if letter == '\'' || letter == '"' => quote = Some(letter),
                None if letter.is_whitespace() => continue,
                None => {
                    folded.push(letter.to_ascii_lowercase());
                    continue;
                }
                Some(_) => {}
            }
            folded.push(letter);
        }
        folded
    };
    one == other || folded(one) == folded(other)
}

impl Session {
    /// The columns of its relation that an expression names, each once, in order.
    pub fn columns_of(&self, expression: &Expression, scope: &Scope) -> Outcome<Vec<ColumnId>> {
        let mut ids = Vec::new();
        for reference in &expression.columns {
            match column_in(scope, reference) {
                Some(id) if !ids.contains(&id) => ids.push(id),
                Some(_) => {}
                None => self.check_column_missing(scope, reference)?,
            }
        }
        Ok(ids)
    }

    fn check_column_missing(&self, scope: &Scope, reference: &ColumnRef) -> Outcome {
        let name = &reference.column;
        // The whole row, by the relation's name.
        if scope.unsettled || *name.text == *scope.relation {
            return Ok(());
        }
        if let Some(table) = &reference.table
            && *table.name.text != *scope.relation
        {
            let message = format!("missing FROM-clause entry for table \"{}\"", table.name.text);
            return Err(self.missing(table.span(), "42P01", message));
        }
        if system_column(&name.text).is_some() {
            return self.check_system_column(name, scope.purpose);
        }
        let failure =
            self.missing(name.span, "42703", format!("column \"{}\" does not exist", name.text));
        let names = scope.columns.iter().map(|column| &*column.name);
        Err(match pgwright_problem::nearest(&name.text, names) {
            Some(near) => {
                failure.with_help(format!("there is `{near}`")).with_data("nearest", near)
            }
            None => failure,
        })
    }

    /// The refusal of a column that every table has, where the expression may not name it.
    fn check_system_column(&self, name: &Name, purpose: Purpose) -> Outcome {
        let table = &*name.text == "tableoid";
        let (sqlstate, message) = match purpose {
            Purpose::Once => return Ok(()),
            Purpose::Check | Purpose::Generated if table => return Ok(()),
            Purpose::Check => (
                "42P10",
                format!("system column \"{}\" reference in check constraint is invalid", name.text),
            ),
            Purpose::Generated => (
                "42P10",
                format!(
                    "cannot use system column \"{}\" in column generation expression",
                    name.text
                ),
            ),
            Purpose::Index => {
                ("0A000", "index creation on system columns is not supported".to_owned())
            }
            Purpose::PartitionKey => (
                "42P17",
                "partition key expressions cannot contain system column references".to_owned(),
            ),
        };
        Err(self.refused(name.span, sqlstate, message))
    }

    /// The objects beside its own relation on which an expression stands: types and relations
    /// must be there, functions may be unknown.
    pub fn uses_of(&self, expression: &Expression) -> Outcome<BTreeSet<ObjectId>> {
        let mut uses = BTreeSet::new();
        for name in &expression.types {
            uses.extend(self.data_type(name)?.object());
        }
        for name in &expression.functions {
            uses.extend(self.only_function(name));
        }
        for name in &expression.relations {
            match self.find_relation_name(name) {
                Some((_, RelationName::Relation(id) | RelationName::Sequence(id))) => {
                    uses.insert(id);
                }
                Some(_) => {}
                None if is_system_name(name) => {}
                None if self.may_be_unsettled(name) => self.stands_on_unsettled.set(true),
                None => return Err(self.missing_relation(name)),
            }
        }
        Ok(uses)
    }
}

/// Whether a relation is of PostgreSQL's own catalog.
pub(super) fn is_system_name(name: &QualifiedName) -> bool {
    match &name.schema {
        Some(schema) => is_system_schema(&schema.text),
        None => name.name.text.starts_with("pg_"),
    }
}

fn column_in(scope: &Scope, reference: &ColumnRef) -> Option<ColumnId> {
    if let Some(table) = &reference.table
        && *table.name.text != *scope.relation
    {
        return None;
    }
    let column = scope.columns.iter().find(|column| column.name == reference.column.text);
    column.map(|column| column.id)
}
