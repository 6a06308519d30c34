//! CREATE VIEW, CREATE MATERIALIZED VIEW and CREATE TABLE AS.

use super::expressions::is_system_name;
use super::failure::Outcome;
use super::query::{Columns, QueryColumn};
use super::session::Session;
use crate::model::{Column, ColumnId, Model, ObjectId, Relation, RelationKind, RelationName, Type};
use crate::statement::{
    CreateTableAs, CreateView, FromItem, FromSource, Name, QualifiedName, Query, QueryBody,
};
use pgwright_problem::{Code, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Session {
    /// `CREATE [OR REPLACE] VIEW`.
    pub fn create_view(&mut self, statement: &CreateView) -> Outcome {
        let schema = self.creation_schema(&statement.name, statement.temporary)?;
        let name = &statement.name.name;
        let known = match self.model.relation_names.get(&(schema, Arc::clone(&name.text))) {
            Some(RelationName::Relation(id)) if statement.or_replace => {
                self.model.relation(*id).cloned()
            }
            Some(_) => {
                self.check_relation_name_free(schema, name)?;
                None
            }
            None => None,
        };
        let columns = self.output_columns(&statement.query, &statement.columns, name)?;
        let depends_on = self.query_dependencies(&statement.query);
        let Some(known) = known else {
            let relation = self.new_relation(
                schema,
                name,
                RelationKind::View,
                &columns,
                depends_on,
                statement.temporary,
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
        let schema = self.creation_schema(&statement.name, statement.temporary)?;
        let name = &statement.name.name;
        if statement.if_not_exists
            && self.model.relation_names.contains_key(&(schema, Arc::clone(&name.text)))
        {
            return Ok(());
        }
        self.check_relation_name_free(schema, name)?;
        let columns = match &statement.query {
            Some(query) => self.output_columns(query, &statement.columns, name)?,
            None => {
                self.report_open(name);
                Columns { columns: Vec::new(), open: true }
            }
        };
        let (kind, depends_on) = match (&statement.query, statement.materialized_view) {
            (Some(query), true) => (RelationKind::MaterializedView, self.query_dependencies(query)),
            _ => (RelationKind::Table, Vec::new()),
        };
        let relation =
            self.new_relation(schema, name, kind, &columns, depends_on, statement.temporary);
        self.put_new_relation(relation, name)?;
        self.model.settle(schema, &name.text);
        Ok(())
    }

    fn new_relation(
        &mut self,
        schema: ObjectId,
        name: &Name,
        kind: RelationKind,
        columns: &Columns,
        depends_on: Vec<(ObjectId, Option<ColumnId>)>,
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

    /// The columns of a query under the names that were written for them.
    fn output_columns(&mut self, query: &Query, names: &[Name], at: &Name) -> Outcome<Columns> {
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
        let mut columns = self.query_columns(query)?;
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
        Ok(columns)
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
    fn query_dependencies(&self, query: &Query) -> Vec<(ObjectId, Option<ColumnId>)> {
        let mut found: BTreeSet<(ObjectId, Option<ColumnId>)> = BTreeSet::new();
        let mut relations: Vec<Arc<Relation>> = Vec::new();
        for name in &query.relations {
            match self.find_relation_name(name) {
                Some((_, RelationName::Relation(id))) => {
                    found.insert((id, None));
                    relations.extend(self.model.relation(id).cloned());
                }
                Some((_, RelationName::Sequence(id))) => {
                    found.insert((id, None));
                }
                _ => {}
            }
        }
        let mut aliases = Aliases::default();
        aliases.collect(query);
        for reference in &query.columns {
            let table = reference.table.as_ref().map(|table| &table.name.text);
            let target = table.and_then(|table| aliases.relations.get(table));
            let other = table.is_some_and(|table| aliases.others.contains(table));
            for relation in &relations {
                let meant = match (table, target) {
                    (None, _) => true,
                    (Some(_), Some(names)) => names.iter().any(|name| {
                        matches!(self.find_relation_name(name),
                            Some((_, RelationName::Relation(id))) if id == relation.id)
                    }),
                    // An alias that only a subquery of a condition knows.
                    (Some(table), None) => !other || relation.name == *table,
                };
                if meant && let Some(column) = relation.column_named(&reference.column.text) {
                    found.insert((relation.id, Some(column.id)));
                }
            }
        }
        for name in &aliases.stars {
            if let Some((_, RelationName::Relation(id))) = self.find_relation_name(name)
                && let Some(relation) = self.model.relation(id)
            {
                found.extend(relation.columns.iter().map(|column| (id, Some(column.id))));
            }
        }
        found.extend(
            query.functions.iter().filter_map(|name| self.only_function(name)).map(|id| (id, None)),
        );
        for name in &query.types {
            let object = self.data_type(name).ok().and_then(|found| found.object());
            found.extend(object.map(|id| (id, None)));
        }
        found.into_iter().collect()
    }
}

/// What the names before columns mean, anywhere in a query.
#[derive(Default)]
struct Aliases {
    /// Relations by name or alias.
    relations: BTreeMap<Arc<str>, Vec<QualifiedName>>,
    /// Subqueries, functions and queries of WITH.
    others: BTreeSet<Arc<str>>,
    /// Relations of which a star takes every column.
    stars: Vec<QualifiedName>,
}

impl Aliases {
    fn collect(&mut self, query: &Query) {
        use crate::statement::Output;
        for table in &query.with {
            self.others.insert(Arc::clone(&table.name.text));
            if let Some(query) = &table.query {
                self.collect(query);
            }
        }
        match &query.body {
            QueryBody::Select { outputs, from, .. } => {
                for item in from {
                    self.collect_item(item);
                }
                for output in outputs {
                    match output {
                        Output::Star => {
                            let items = from.iter().filter_map(relation_of);
                            self.stars.extend(items.cloned());
                        }
                        Output::TableStar(name) => {
                            let item = from.iter().find(|item| {
                                let alias = item.alias.as_ref().map(|alias| &alias.text);
                                alias.or(relation_of(item).map(|name| &name.name.text))
                                    == Some(&name.name.text)
                            });
                            self.stars.extend(item.and_then(relation_of).cloned());
                        }
                        Output::CompositeStar(_) | Output::Expression { .. } => {}
                    }
                }
            }
            QueryBody::SetOperation { left, right } => {
                self.collect(left);
                self.collect(right);
            }
            QueryBody::Table(name) => self.stars.push(name.clone()),
            QueryBody::Values(_) => {}
        }
    }

    fn collect_item(&mut self, item: &FromItem) {
        let alias = item.alias.as_ref().map(|alias| Arc::clone(&alias.text));
        match &item.source {
            FromSource::Relation(name) => {
                let alias = alias.unwrap_or_else(|| Arc::clone(&name.name.text));
                self.relations.entry(alias).or_default().push(name.clone());
            }
            FromSource::Query(query) => {
                self.others.extend(alias);
                self.collect(query);
            }
            FromSource::Function { function, .. } => {
                self.others.insert(alias.unwrap_or_else(|| Arc::clone(&function.name.text)));
            }
            FromSource::Other => self.others.extend(alias),
        }
    }
}

fn relation_of(item: &FromItem) -> Option<&QualifiedName> {
    match &item.source {
        FromSource::Relation(name) => Some(name),
        _ => None,
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
