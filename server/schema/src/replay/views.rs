//! CREATE VIEW, CREATE MATERIALIZED VIEW and CREATE TABLE AS.

use super::expressions::is_system_name;
use super::failure::Outcome;
use super::query_scope::{Columns, QueryColumn, Source};
use super::session::Session;
use crate::model::{Column, ColumnId, Model, ObjectId, Relation, RelationKind, RelationName, Type};
use crate::statement::{CreateTableAs, CreateView, Name, Query};
use pgwright_problem::{Code, Problem};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The objects, and columns of relations, on which a query stands.
type Dependencies = Vec<(ObjectId, Option<ColumnId>)>;

impl Session {
    /// `CREATE [OR REPLACE] VIEW`.
    pub fn create_view(&mut self, statement: &CreateView) -> Outcome {
        // What the query names is looked for before the view's own name is.
        let name = &statement.name.name;
        let (columns, depends_on) =
            self.output_columns(&statement.query, &statement.columns, name)?;
        // A view over something temporary is temporary itself, but not one in a named schema.
        let over_temporary = depends_on.iter().any(|(id, _)| self.is_temporary(*id));
        let temporary = statement.temporary || over_temporary;
        if over_temporary && statement.name.schema.as_ref().is_some_and(|it| &*it.text != "pg_temp")
        {
            let message = "cannot create temporary relation in non-temporary schema".to_owned();
            return Err(self.refused(statement.name.span(), "42P16", message));
        }
        let schema = self.creation_schema(&statement.name, temporary)?;
        let known = match self.model.relation_names.get(schema, &name.text) {
            Some(RelationName::Relation(id)) if statement.or_replace => {
                self.model.relation(*id).cloned()
            }
            Some(_) => {
                self.check_relation_name_free(schema, name)?;
                None
            }
            None => None,
        };
        let Some(known) = known else {
            let relation = self.new_relation(
                schema,
                name,
                RelationKind::View,
                &columns,
                depends_on,
                temporary,
            );
            self.put_new_relation(relation, name)?;
            self.model.settle(schema, &name.text);
            return Ok(());
        };
        if known.kind != RelationKind::View {
            let message = format!("\"{}\" is not a view", known.name);
            return Err(self
                .refused(name.span, "42809", message)
                .with_made(known.history.as_ref(), "it was made here"));
        }
        if !columns.open && !self.is_unsettled_object(known.schema, &known.name) {
            self.check_replaced_columns(&known, &columns, name)?;
        }
        let mut replaced = (*known).clone();
        self.note_change(&mut replaced.history, name.span);
        let history = self.made_at(name.span);
        for (at, column) in columns.columns.iter().enumerate() {
            match replaced.columns.get_mut(at) {
                Some(own) => own.data_type = column.data_type.clone(),
                None => {
                    let id = ColumnId(replaced.next_column);
                    replaced.next_column = replaced.next_column.saturating_add(1);
                    replaced.columns.push(view_column(id, column, history.clone()));
                }
            }
        }
        replaced.depends_on = depends_on;
        self.model.put_relation(replaced);
        self.model.settle(schema, &name.text);
        Ok(())
    }

    /// Whether a relation or sequence is one of the session alone.
    fn is_temporary(&self, id: ObjectId) -> bool {
        self.model.relation(id).is_some_and(|relation| relation.temporary)
            || self.model.sequences.get(&id).is_some_and(|it| it.schema == Model::TEMPORARY)
    }

    fn check_replaced_columns(&self, known: &Relation, columns: &Columns, name: &Name) -> Outcome {
        if columns.columns.len() < known.columns.len() {
            let message = "cannot drop columns from view".to_owned();
            return Err(self
                .refused(name.span, "42P16", message)
                .with_made(known.history.as_ref(), "the view was made here"));
        }
        for (own, new) in known.columns.iter().zip(&columns.columns) {
            if own.name != new.name {
                let message = format!(
                    "cannot change name of view column \"{}\" to \"{}\"",
                    own.name, new.name
                );
                return Err(self
                    .refused(name.span, "42P16", message)
                    .with_made(known.history.as_ref(), "the view was made here")
                    .with_help(
                        "use ALTER VIEW ... RENAME COLUMN ... to change the name of a view column",
                    ));
            }
            let unknown = Type::unknown();
            let both_known =
                own.data_type.base != unknown.base && new.data_type.base != unknown.base;
            if both_known && own.data_type != new.data_type {
                let message = format!(
                    "cannot change data type of view column \"{}\" from {} to {}",
                    own.name,
                    self.model.format_type(&own.data_type),
                    self.model.format_type(&new.data_type)
                );
                return Err(self
                    .refused(name.span, "42P16", message)
                    .with_made(known.history.as_ref(), "the view was made here"));
            }
        }
        Ok(())
    }

    /// `CREATE TABLE … AS`, `SELECT … INTO`, `CREATE MATERIALIZED VIEW`.
    pub fn create_table_as(&mut self, statement: &CreateTableAs) -> Outcome {
        let name = &statement.name.name;
        let (columns, depends_on) = match &statement.query {
            Some(query) => self.output_columns(query, &statement.columns, name)?,
            None => (Columns::open(), Vec::new()),
        };
        let schema = self.creation_schema(&statement.name, statement.temporary)?;
        if statement.if_not_exists && self.model.relation_names.contains(schema, &name.text) {
            return Ok(());
        }
        self.check_relation_name_free(schema, name)?;
        if statement.query.is_none() {
            self.report_open(name);
        }
        let (kind, depends_on) = if statement.materialized_view {
            (RelationKind::MaterializedView, depends_on)
        } else {
            (RelationKind::Table, Vec::new())
        };
        let relation =
            self.new_relation(schema, name, kind, &columns, depends_on, statement.temporary);
        self.put_new_relation(relation, name)?;
        self.model.settle(schema, &name.text);
        if statement.on_commit_drop {
            self.drop_at_commit(&name.text);
        }
        Ok(())
    }

    fn new_relation(
        &mut self,
        schema: ObjectId,
        name: &Name,
        kind: RelationKind,
        columns: &Columns,
        depends_on: Dependencies,
        temporary: bool,
    ) -> Relation {
        let history = self.made_at(name.span);
        let columns: Vec<Column> = columns
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| view_column(ColumnId(at as u16 + 1), column, history.clone()))
            .collect();
        Relation {
            id: self.model.next_object_id(),
            schema,
            name: Arc::clone(&name.text),
            kind,
            next_column: columns.len() as u16 + 1,
            columns,
            constraints: Vec::new(),
            indexes: Vec::new(),
            partition_of: None,
            partition_bound: None,
            inherits: Vec::new(),
            of_type: None,
            partition_key: None,
            depends_on,
            comment: None,
            temporary: temporary || schema == Model::TEMPORARY,
            extension: None,
            history,
        }
    }

    /// The columns of a query under the names that were written for them, and what it stands on.
    fn output_columns(
        &mut self,
        query: &Query,
        names: &[Name],
        at: &Name,
    ) -> Outcome<(Columns, Dependencies)> {
        for name in &query.relations {
            if self.find_relation_name(name).is_some() || is_system_name(name) {
                continue;
            }
            if self.may_be_unsettled(name) {
                self.stands_on_unsettled.set(true);
            } else {
                return Err(self.missing_source(name));
            }
        }
        let (mut columns, used) = self.query_columns(query)?;
        if columns.open {
            self.report_open(at);
        } else if names.len() > columns.columns.len() {
            let message = "CREATE VIEW specifies more column names than columns".to_owned();
            let span = names.last().map_or(at.span, |name| name.span);
            return Err(self.refused(span, "42601", message));
        }
        for (column, name) in columns.columns.iter_mut().zip(names) {
            column.name = Arc::clone(&name.text);
        }
        for (at, column) in columns.columns.iter().enumerate() {
            if columns.columns[..at].iter().any(|before| before.name == column.name) {
                let message = format!("column \"{}\" specified more than once", column.name);
                return Err(self.duplicate(query.span, "42701", message));
            }
        }
        let dependencies = self.query_dependencies(query, used);
        Ok((columns, dependencies))
    }

    /// Nobody can say which columns there are.
    fn report_open(&mut self, name: &Name) {
        if !self.stands_on_unsettled.get() {
            let message =
                format!("the columns of \"{}\" cannot be told from the migrations", name.text);
            self.report(Problem::new(Code::SqlUndecided, self.at(name.span), message));
            self.stands_on_unsettled.set(true);
        }
    }

    /// The relations, columns, functions and types on which a query stands.
    fn query_dependencies(&self, query: &Query, columns: BTreeSet<Source>) -> Dependencies {
        let relations = query.relations.iter().filter_map(|name| self.find_relation_name(name));
        let functions = query.functions.iter().filter_map(|name| self.only_function(name));
        let types = query.types.iter().filter_map(|name| self.data_type(name).ok()?.object());
        let objects = relations.map(|(_, entry)| entry.object()).chain(functions).chain(types);
        let columns = columns.into_iter().map(|(relation, column)| (relation, Some(column)));
        let all: BTreeSet<_> = objects.map(|id| (id, None)).chain(columns).collect();
        all.into_iter().collect()
    }
}

fn view_column(
    id: ColumnId,
    column: &QueryColumn,
    history: Option<crate::model::History>,
) -> Column {
    Column {
        id,
        name: Arc::clone(&column.name),
        data_type: column.data_type.clone(),
        not_null: false,
        default: None,
        identity: None,
        generated: None,
        collation: None,
        local: true,
        inherited: 0,
        comment: None,
        history,
    }
}
