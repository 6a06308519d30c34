//! Indexes, and the constraints that own one.

use super::columns::{Pending, collation_name};
use super::constraints::constraint_span;
use super::expressions::Purpose;
use super::failure::{Failure, Outcome};
use super::session::Session;
use crate::model::{
    ColumnId, Constraint, ConstraintKind, Index, IndexKey, IndexTarget, ObjectId, Relation,
    RelationKind, User, distinct_names, join_column_names,
};
use crate::statement::{
    ConstraintDefinitionKind, CreateIndex, Expression, ExpressionKind, IndexElement, Name,
};
use pgwright_problem::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What an index is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum IndexRole {
    /// No constraint owns it.
    Plain,
    /// `PRIMARY KEY`.
    Primary,
    /// `UNIQUE`, as a constraint.
    Unique,
    /// `EXCLUDE`, with the keys' operators.
    Exclusion(Vec<Arc<str>>),
}

/// An index to make.
#[derive(Debug, Clone)]
pub(super) struct IndexSpec {
    /// Its name, where one was written.
    pub name: Option<Name>,
    /// What it is for.
    pub role: IndexRole,
    /// Whether it is unique.
    pub unique: bool,
    /// `NULLS DISTINCT`.
    pub nulls_distinct: bool,
    /// The access method.
    pub method: Arc<str>,
    /// The keys.
    pub keys: Vec<IndexKey>,
    /// What a made-up name calls each key.
    pub key_names: Vec<String>,
    /// `INCLUDE`.
    pub include: Vec<ColumnId>,
    /// The predicate's text.
    pub predicate: Option<Arc<str>>,
    /// The columns that expressions and the predicate read.
    pub expression_columns: Vec<ColumnId>,
    /// The objects on which expressions and the predicate stand.
    pub uses: BTreeSet<ObjectId>,
    /// `DEFERRABLE`.
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`.
    pub initially_deferred: bool,
    /// The place that makes it.
    pub span: Span,
}

impl IndexSpec {
    /// The columns of the key; expressions are left out.
    pub fn key_columns(&self) -> Vec<ColumnId> {
        self.keys
            .iter()
            .filter_map(|key| match key.target {
                IndexTarget::Column(column) => Some(column),
                IndexTarget::Expression(_) => None,
            })
            .collect()
    }

    /// Whether one of them makes the other superfluous in one CREATE TABLE.
    pub fn is_like(&self, other: &Self) -> bool {
        let operators = |spec: &Self| match &spec.role {
            IndexRole::Exclusion(operators) => operators.clone(),
            _ => Vec::new(),
        };
        self.keys == other.keys
            && self.include == other.include
            && self.predicate == other.predicate
            && operators(self) == operators(other)
            && self.method == other.method
            && self.nulls_distinct == other.nulls_distinct
            && self.deferrable == other.deferrable
            && self.initially_deferred == other.initially_deferred
    }
}

impl Session {
    /// `CREATE INDEX`.
    pub fn create_index(&mut self, statement: &CreateIndex) -> Outcome {
        let table = self.relation(&statement.table)?;
        if table.kind == RelationKind::View || table.kind == RelationKind::ForeignTable {
            let message = format!("cannot create index on relation \"{}\"", table.name);
            return Err(self
                .refused(statement.table.span(), "42809", message)
                .with_made(table.history.as_ref(), "it was made here"));
        }
        let method = statement.method.as_ref().map_or("btree", |method| &method.text);
        let mut spec = IndexSpec {
            name: statement.name.clone(),
            role: IndexRole::Plain,
            unique: statement.unique,
            nulls_distinct: !statement.nulls_not_distinct,
            method: Arc::from(method),
            keys: Vec::new(),
            key_names: Vec::new(),
            include: Vec::new(),
            predicate: None,
            expression_columns: Vec::new(),
            uses: BTreeSet::new(),
            deferrable: false,
            initially_deferred: false,
            span: statement.name.as_ref().map_or(statement.table.span(), |name| name.span),
        };
        for element in &statement.keys {
            let (key, name) = self.index_key(&table, element, &mut spec)?;
            spec.keys.push(key);
            spec.key_names.push(name);
        }
        self.include_columns(&table, &statement.include, &mut spec).map_err(|failure| {
            let unknown =
                statement.include.iter().find(|it| table.column_named(&it.text).is_none());
            match unknown {
                Some(name) => failure.saying(format!("column \"{}\" does not exist", name.text)),
                None => failure,
            }
        })?;
        if let Some(predicate) = &statement.predicate {
            self.index_predicate(&table, predicate, &mut spec)?;
        }
        if statement.if_not_exists
            && let Some(name) = &statement.name
            && self.model.relation_names.contains(table.schema, &name.text)
        {
            // All but the name is looked at before that.
            self.check_method(&table, &spec)?;
            return self.check_partition_key(&table, &spec);
        }
        self.define_index(table.id, spec, None, !statement.only)?;
        Ok(())
    }

    /// What a constraint's index is to be.
    pub fn constraint_index(&self, table: &Relation, pending: Pending) -> Outcome<IndexSpec> {
        let definition = pending.definition;
        let initially_deferred = definition.initially_deferred.unwrap_or(false);
        let mut spec = IndexSpec {
            name: definition.name.clone(),
            role: IndexRole::Unique,
            unique: true,
            nulls_distinct: true,
            method: Arc::from("btree"),
            keys: Vec::new(),
            key_names: Vec::new(),
            include: Vec::new(),
            predicate: None,
            expression_columns: Vec::new(),
            uses: BTreeSet::new(),
            deferrable: definition.deferrable.unwrap_or(initially_deferred),
            initially_deferred,
            span: constraint_span(definition),
        };
        match &definition.kind {
            ConstraintDefinitionKind::PrimaryKey { columns, include, .. } => {
                spec.role = IndexRole::Primary;
                self.key(table, pending.column, columns, &mut spec)?;
                self.include_columns(table, include, &mut spec)?;
            }
            ConstraintDefinitionKind::Unique { columns, include, nulls_not_distinct, .. } => {
                spec.nulls_distinct = !nulls_not_distinct;
                self.key(table, pending.column, columns, &mut spec)?;
                self.include_columns(table, include, &mut spec)?;
            }
            ConstraintDefinitionKind::Exclusion { method, keys, predicate } => {
                if table.partition_key.is_some() && self.version < 17 {
                    let message =
                        "exclusion constraints are not supported on partitioned tables".to_owned();
                    return Err(self.refused(definition.span, "0A000", message));
                }
                spec.unique = false;
                spec.method = Arc::clone(&method.text);
                let mut operators = Vec::new();
                for (element, operator) in keys {
                    let (key, name) = self.index_key(table, element, &mut spec)?;
                    if let IndexTarget::Column(column) = key.target
                        && let Some(column) = table.column(column)
                        && self.is_domain_over_enum(&column.data_type)
                    {
                        let of_type = self.model.format_type(&column.data_type);
                        let message =
                            format!("operator does not exist: {of_type} {operator} {of_type}");
                        return Err(self.missing(element.expression.span, "42883", message));
                    }
                    spec.keys.push(key);
                    spec.key_names.push(name);
                    operators.push(Arc::clone(operator));
                }
                spec.role = IndexRole::Exclusion(operators);
                if let Some(predicate) = predicate {
                    self.index_predicate(table, predicate, &mut spec)?;
                }
            }
            _ => {}
        }
        Ok(spec)
    }

    fn key(
        &self,
        table: &Relation,
        column: Option<&Name>,
        columns: &[Name],
        spec: &mut IndexSpec,
    ) -> Outcome {
        let names: Vec<&Name> = column.into_iter().chain(columns).collect();
        for (at, name) in names.iter().enumerate() {
            let column = self.column_in_key(table, name)?;
            if names[..at].iter().any(|before| before.text == name.text) {
                let kind = if spec.role == IndexRole::Primary { "primary key" } else { "unique" };
                let message =
                    format!("column \"{}\" appears twice in {kind} constraint", name.text);
                return Err(self.refused(name.span, "42701", message));
            }
            spec.keys.push(IndexKey {
                target: IndexTarget::Column(column),
                descending: false,
                nulls_first: false,
                operator_class: None,
                collation: None,
            });
            spec.key_names.push(name.text.to_string());
        }
        Ok(())
    }

    fn include_columns(&self, table: &Relation, names: &[Name], spec: &mut IndexSpec) -> Outcome {
        for name in names {
            spec.include.push(self.column_in_key(table, name)?);
            spec.key_names.push(name.text.to_string());
        }
        Ok(())
    }

    fn column_in_key(&self, table: &Relation, name: &Name) -> Outcome<ColumnId> {
        match table.column_named(&name.text) {
            Some(column) => Ok(column.id),
            None => {
                let message = format!("column \"{}\" named in key does not exist", name.text);
                Err(self.missing_part(table, &name.text, name.span, "42703", message))
            }
        }
    }

    fn index_key(
        &self,
        table: &Relation,
        element: &IndexElement,
        spec: &mut IndexSpec,
    ) -> Outcome<(IndexKey, String)> {
        let expression = &element.expression;
        let (target, name) = match &expression.kind {
            ExpressionKind::Column(reference) => {
                let column = match table.column_named(&reference.column.text) {
                    Some(column) => column.id,
                    None => {
                        let name = &reference.column;
                        let message = format!("column \"{}\" does not exist", name.text);
                        return Err(
                            self.missing_part(table, &name.text, name.span, "42703", message)
                        );
                    }
                };
                (IndexTarget::Column(column), reference.column.text.to_string())
            }
            _ => {
                self.index_expression(table, expression, spec)?;
                let name = super::query_names::figure_index_name(expression)
                    .unwrap_or_else(|| "expr".to_owned());
                (IndexTarget::Expression(Arc::clone(&expression.text)), name)
            }
        };
        if let (IndexTarget::Column(column), Some(collation)) = (&target, &element.collation)
            && let Some(column) = table.column(*column)
        {
            self.check_collatable(&column.data_type, collation)?;
        }
        let key = IndexKey {
            target,
            descending: element.descending,
            nulls_first: element.nulls_first.unwrap_or(element.descending),
            operator_class: element.operator_class.as_ref().map(|name| Arc::clone(&name.name.text)),
            collation: element.collation.as_ref().and_then(collation_name),
        };
        Ok((key, name))
    }

    fn index_predicate(
        &self,
        table: &Relation,
        predicate: &Expression,
        spec: &mut IndexSpec,
    ) -> Outcome {
        self.index_expression(table, predicate, spec)?;
        spec.predicate = Some(Arc::clone(&predicate.text));
        Ok(())
    }

    fn index_expression(
        &self,
        table: &Relation,
        expression: &Expression,
        spec: &mut IndexSpec,
    ) -> Outcome {
        for column in self.columns_of(expression, &self.scope(table, Purpose::Index))? {
            if !spec.expression_columns.contains(&column) {
                spec.expression_columns.push(column);
            }
        }
        spec.uses.extend(self.uses_of(expression)?);
        Ok(())
    }

    /// Makes an index, and with `recurse` one on each partition. `parent`: the partitioned
    /// table's index of which it is a part.
    pub fn define_index(
        &mut self,
        relation: ObjectId,
        spec: IndexSpec,
        parent: Option<ObjectId>,
        recurse: bool,
    ) -> Outcome<ObjectId> {
        let Some(table) = self.model.relation(relation).cloned() else { return Ok(relation) };
        if spec.role == IndexRole::Primary
            && let Some(key) = table.primary_key()
        {
            let message =
                format!("multiple primary keys for table \"{}\" are not allowed", table.name);
            if self.is_unsettled_object(table.schema, &table.name) {
                return Err(Failure::Unsettled);
            }
            return Err(self
                .refused(spec.span, "42P16", message)
                .with_made(key.history.as_ref(), "the other one was made here"));
        }
        self.check_method(&table, &spec)?;
        self.check_partition_key(&table, &spec)?;
        let name = self.index_name(&table, &spec)?;
        let id = self.model.next_object_id();
        let names = distinct_names(spec.key_names.iter().map(String::as_str).collect());
        self.model.key_names.insert(id, names.into_iter().map(Arc::from).collect());
        let history = self.made_at(spec.span);
        let children = if recurse && table.kind == RelationKind::PartitionedTable {
            self.model.partitions_of(relation)
        } else {
            Vec::new()
        };
        let for_children = (!children.is_empty()).then(|| (Arc::clone(&table), spec.clone()));
        if spec.role == IndexRole::Primary {
            if !recurse && self.version >= 18 {
                self.check_heirs_not_null(&table, &spec)?;
            }
            // Without its heirs, before 18 they are left as they are.
            let heirs = recurse || self.version >= 18;
            self.set_not_null_for_key(relation, &spec.key_columns(), heirs);
        }
        // Nobody else holds it now: it need not be copied to be changed.
        drop(table);
        let kind = match spec.role {
            IndexRole::Plain => None,
            IndexRole::Primary => Some(ConstraintKind::PrimaryKey {
                columns: spec.key_columns(),
                include: spec.include.clone(),
            }),
            IndexRole::Unique => Some(ConstraintKind::Unique {
                columns: spec.key_columns(),
                include: spec.include.clone(),
                nulls_distinct: spec.nulls_distinct,
            }),
            IndexRole::Exclusion(operators) => Some(ConstraintKind::Exclusion {
                method: Arc::clone(&spec.method),
                keys: spec.keys.iter().cloned().zip(operators).collect(),
                predicate: spec.predicate.clone(),
                columns: spec.expression_columns.clone(),
            }),
        };
        match kind {
            Some(kind) => {
                let constraint = Constraint {
                    id,
                    name,
                    kind,
                    deferrable: spec.deferrable,
                    initially_deferred: spec.initially_deferred,
                    validated: true,
                    enforced: true,
                    local: parent.is_none(),
                    inherited: u16::from(parent.is_some()),
                    comment: None,
                    history,
                };
                self.model.change_relation(relation, |table| table.constraints.push(constraint));
                self.model.put_uses(User::Constraint(relation, id), spec.uses);
                if let Some(parent) = parent {
                    self.model.constraint_parents.insert(id, parent);
                }
            }
            None => {
                let index = Index {
                    id,
                    name,
                    unique: spec.unique,
                    nulls_distinct: spec.nulls_distinct,
                    method: spec.method,
                    keys: spec.keys,
                    include: spec.include,
                    predicate: spec.predicate,
                    expression_columns: spec.expression_columns,
                    parent,
                    comment: None,
                    history,
                };
                self.model.change_relation(relation, |table| table.indexes.push(index));
                self.model.put_uses(User::Index(relation, id), spec.uses);
            }
        }
        if let Some((table, spec)) = for_children {
            for child in children {
                self.index_partition(&table, id, &spec, child, false)?;
            }
        }
        Ok(id)
    }

    fn index_name(&self, table: &Relation, spec: &IndexSpec) -> Outcome<Arc<str>> {
        if let Some(name) = &spec.name {
            self.check_relation_name_free(table.schema, name)?;
            if spec.role != IndexRole::Plain {
                self.check_constraint_name_free(table, name)?;
            }
            return Ok(Arc::clone(&name.text));
        }
        let names = distinct_names(spec.key_names.iter().map(String::as_str).collect());
        let joined = join_column_names(names.iter().map(String::as_str));
        let (name2, label) = match spec.role {
            IndexRole::Plain => (Some(joined.as_str()), "idx"),
            IndexRole::Primary => (None, "pkey"),
            IndexRole::Unique => (Some(joined.as_str()), "key"),
            IndexRole::Exclusion(_) => (Some(joined.as_str()), "excl"),
        };
        let constraint = spec.role != IndexRole::Plain;
        Ok(self.model.choose_relation_name(table.schema, &table.name, name2, label, constraint))
    }

    fn check_partition_key(&self, table: &Relation, spec: &IndexSpec) -> Outcome {
        let Some(key) = &table.partition_key else { return Ok(()) };
        if !spec.unique && !matches!(spec.role, IndexRole::Exclusion(_)) {
            return Ok(());
        }
        if key.expressions {
            let kind = match spec.role {
                IndexRole::Primary => "PRIMARY KEY",
                IndexRole::Exclusion(_) => "EXCLUDE",
                IndexRole::Unique | IndexRole::Plain => "UNIQUE",
            };
            let message = format!("unsupported {kind} constraint with partition key definition");
            return Err(self
                .refused(spec.span, "0A000", message)
                .with_help("unique keys cannot be used when partition keys include expressions"));
        }
        let columns = spec.key_columns();
        let Some(left_out) = key.columns.iter().find(|column| !columns.contains(column)) else {
            return Ok(());
        };
        let kind = match spec.role {
            IndexRole::Primary => "PRIMARY KEY",
            _ => "UNIQUE",
        };
        let column = table.column(*left_out).map_or("", |column| &column.name);
        let message =
            "unique constraint on partitioned table must include all partitioning columns";
        Err(self.refused(spec.span, "0A000", message.to_owned()).with_help(format!(
            "the {kind} constraint on table \"{}\" lacks column \"{column}\", which is part of the partition key",
            table.name
        )))
    }

    /// From 18 on, a key of a table alone wants its columns to be NOT NULL in its heirs already.
    fn check_heirs_not_null(&self, table: &Relation, spec: &IndexSpec) -> Outcome {
        for heir in self.model.children_of(table.id) {
            let Some(heir) = self.model.relation(heir) else { continue };
            let mut columns = spec.key_columns().into_iter().filter_map(|id| table.column(id));
            let nullable = columns.find_map(|column| {
                heir.column_named(&column.name).filter(|column| !column.not_null)
            });
            if let Some(column) = nullable {
                let message = format!(
                    "column \"{}\" of table \"{}\" is not marked NOT NULL",
                    column.name, heir.name
                );
                return Err(self.refused(spec.span, "XX000", message));
            }
        }
        Ok(())
    }

    /// A primary key's columns are NOT NULL, in the tables that inherit them too.
    pub fn set_not_null_for_key(&mut self, relation: ObjectId, columns: &[ColumnId], heirs: bool) {
        let Some(table) = self.model.relation(relation).cloned() else { return };
        let nullable: Vec<Arc<str>> = columns
            .iter()
            .filter_map(|column| table.column(*column))
            .filter(|column| !column.not_null)
            .map(|column| Arc::clone(&column.name))
            .collect();
        if nullable.is_empty() {
            return;
        }
        drop(table);
        let members = if heirs { self.model.with_descendants(relation) } else { vec![relation] };
        for member in members {
            self.model.annotate_relation(member, |table| {
                for column in &mut table.columns {
                    column.not_null |= nullable.contains(&column.name);
                }
            });
        }
    }

    /// Gives a partition its part of an index: one that it has already, or a new one. `attach`:
    /// whether it becomes a partition just now.
    pub fn index_partition(
        &mut self,
        table: &Relation,
        parent: ObjectId,
        spec: &IndexSpec,
        partition: ObjectId,
        attach: bool,
    ) -> Outcome {
        let Some(child) = self.model.relation(partition).cloned() else { return Ok(()) };
        // A foreign table has no indexes; unique ones forbid it (`DefineIndex`).
        if child.kind == RelationKind::ForeignTable {
            if !spec.unique {
                return Ok(());
            }
            let message =
                format!("cannot create unique index on partitioned table \"{}\"", table.name);
            return Err(self.refused(spec.span, "42809", message).with_help(format!(
                "table \"{}\" contains partitions that are foreign tables",
                table.name
            )));
        }
        let mut own = spec.clone();
        own.name = None;
        own.keys.iter_mut().for_each(|key| {
            if let IndexTarget::Column(column) = &mut key.target {
                *column = counterpart(table, &child, *column);
            }
        });
        for column in own.include.iter_mut().chain(&mut own.expression_columns) {
            *column = counterpart(table, &child, *column);
        }
        if self.adopt_index(&child, parent, &own, attach) {
            return Ok(());
        }
        self.define_index(partition, own, Some(parent), true)?;
        Ok(())
    }

    /// Makes an index that a partition has already a part of the partitioned table's.
    fn adopt_index(
        &mut self,
        child: &Relation,
        parent: ObjectId,
        spec: &IndexSpec,
        attach: bool,
    ) -> bool {
        if spec.role == IndexRole::Plain {
            let alike = child.indexes.iter().find(|index| {
                index.parent.is_none()
                    && index.unique == spec.unique
                    && index.nulls_distinct == spec.nulls_distinct
                    && index.method == spec.method
                    && index.include == spec.include
                    && index.predicate == spec.predicate
                    && same_keys(&index.keys, &spec.keys)
            });
            let Some(index) = alike.map(|index| index.id) else {
                // That of a constraint does as well, which is no other index's part from then on.
                let of_constraint = child.constraints.iter().find(|constraint| {
                    !self.model.constraint_parents.contains_key(&constraint.id)
                        && constraint_is(constraint, spec)
                });
                let Some(constraint) = of_constraint else { return false };
                self.model.constraint_parents.insert(constraint.id, parent);
                return true;
            };
            self.model.change_relation(child.id, |child| {
                child
                    .indexes
                    .iter_mut()
                    .filter(|entry| entry.id == index)
                    .for_each(|entry| entry.parent = Some(parent));
            });
            return true;
        }
        let alike = child.constraints.iter().find(|constraint| {
            !self.model.constraint_parents.contains_key(&constraint.id)
                && match (&constraint.kind, &spec.role) {
                    // A primary key does for a unique constraint, too.
                    (
                        ConstraintKind::PrimaryKey { columns, include },
                        IndexRole::Primary | IndexRole::Unique,
                    ) if spec.role == IndexRole::Primary || !attach || self.version < 18 => {
                        *columns == spec.key_columns()
                            && *include == spec.include
                            && spec.nulls_distinct
                    }
                    // And the other way round, but for ATTACH from 18 on.
                    (
                        ConstraintKind::Unique { columns, include, nulls_distinct },
                        IndexRole::Primary,
                    ) if !attach || self.version < 18 => {
                        *columns == spec.key_columns()
                            && *include == spec.include
                            && *nulls_distinct
                    }
                    (
                        ConstraintKind::Unique { columns, include, nulls_distinct },
                        IndexRole::Unique,
                    ) => {
                        *columns == spec.key_columns()
                            && *include == spec.include
                            && *nulls_distinct == spec.nulls_distinct
                    }
                    _ => false,
                }
        });
        let Some(constraint) = alike.map(|constraint| constraint.id) else { return false };
        self.model.constraint_parents.insert(constraint, parent);
        self.model.change_relation(child.id, |child| {
            child.constraints.iter_mut().filter(|entry| entry.id == constraint).for_each(|entry| {
                entry.inherited = 1;
                entry.local = false;
            });
        });
        true
    }
}

/// Whether the index of a constraint is as a plain one is to be.
fn constraint_is(constraint: &Constraint, spec: &IndexSpec) -> bool {
    let (columns, include, nulls_distinct) = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, include } => (columns, include, true),
        ConstraintKind::Unique { columns, include, nulls_distinct } => {
            (columns, include, *nulls_distinct)
        }
        _ => return false,
    };
    let plain = spec.keys.iter().all(|key| matches!(key.target, IndexTarget::Column(_)));
    plain
        && spec.unique
        && spec.predicate.is_none()
        && &*spec.method == "btree"
        && *columns == spec.key_columns()
        && *include == spec.include
        && nulls_distinct == spec.nulls_distinct
}

/// Whether two indexes hold the same, in whatever order they sort it: that is all that
/// PostgreSQL asks of a partition's index (`CompareIndexInfo`).
fn same_keys(one: &[IndexKey], other: &[IndexKey]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.target == other.target
                && one.operator_class == other.operator_class
                && one.collation == other.collation
        })
}

/// The column of `child` that has the name of a column of `table`.
pub(super) fn counterpart(table: &Relation, child: &Relation, column: ColumnId) -> ColumnId {
    table
        .column(column)
        .and_then(|column| child.column_named(&column.name))
        .map_or(column, |column| column.id)
}
