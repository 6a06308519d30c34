//! Checks and foreign keys.

use super::columns::Pending;
use super::expressions::{Purpose, same_text};
use super::failure::{Failure, Outcome, shown};
use super::resolve::described;
use super::session::Session;
use crate::model::{
    BaseType, ColumnId, Constraint, ConstraintKind, IndexTarget, ObjectId, ReferentialAction,
    Relation, Type, TypeKind, User, join_column_names,
};
use crate::statement::{ConstraintDefinition, ConstraintDefinitionKind, Expression, Name};
use pgwright_problem::Span;
use std::sync::Arc;

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    /// It is a new one.
    New,
    /// It is one that was there.
    Merged,
}

/// The one column that a check names, if it is one: those that every table has count, too.
fn only_column<'a>(
    table: &'a Relation,
    columns: &[ColumnId],
    expression: &Expression,
) -> Option<&'a str> {
    let mut system = expression.columns.iter().filter_map(|reference| {
        let name = &*reference.column.text;
        let own = table.column_named(name).is_some();
        SYSTEM_COLUMNS.iter().find(|known| **known == name && !own).copied()
    });
    match (columns, system.next()) {
        ([column], None) => table.column(*column).map(|column| &*column.name),
        ([], Some(name)) => system.all(|other| other == name).then_some(name),
        _ => None,
    }
}

/// The columns that every table has.
const SYSTEM_COLUMNS: &[&str] = &["tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"];

impl Session {
    /// Adds a check to a table that is there. `others`: names of checks of the same statement,
    /// which count as taken.
    pub fn add_check(
        &mut self,
        relation: ObjectId,
        pending: Pending,
        others: &mut Vec<Arc<str>>,
        created: bool,
    ) -> Outcome<Added> {
        let definition = pending.definition;
        let ConstraintDefinitionKind::Check(expression) = &definition.kind else {
            return Ok(Added::Merged);
        };
        let Some(table) = self.model.relation(relation).cloned() else {
            return Ok(Added::Merged);
        };
        let columns = self.columns_of(expression, &self.scope(&table, Purpose::Check))?;
        let uses = self.uses_of(expression)?;
        let name = match &definition.name {
            Some(name) => {
                if self.merge_check(&table, pending, name, created)? {
                    return Ok(Added::Merged);
                }
                self.check_constraint_name_free(&table, name).map_err(|failure| {
                    let message = format!("check constraint \"{}\" already exists", name.text);
                    let taken = table.constraints.iter().find(|known| known.name == name.text);
                    let own = taken.is_some_and(|taken| taken.inherited == 0);
                    if created && own { failure.saying(message) } else { failure }
                })?;
                Arc::clone(&name.text)
            }
            None => {
                let column = only_column(&table, &columns, expression);
                self.model.choose_constraint_name(
                    table.schema,
                    &table.name,
                    column,
                    "check",
                    others,
                )
            }
        };
        if definition.no_inherit && table.partition_key.is_some() {
            let message =
                format!("cannot add NO INHERIT constraint to partitioned table \"{}\"", table.name);
            return Err(self.refused(definition.span, "42P16", message));
        }
        others.push(Arc::clone(&name));
        let id = self.model.next_object_id();
        let constraint = Constraint {
            id,
            name,
            kind: ConstraintKind::Check {
                expression: Arc::clone(&expression.text),
                columns,
                no_inherit: definition.no_inherit,
            },
            deferrable: false,
            initially_deferred: false,
            validated: (created || !definition.not_valid) && !definition.not_enforced,
            enforced: !definition.not_enforced,
            local: true,
            inherited: 0,
            comment: None,
            history: self.made_at(constraint_span(definition)),
        };
        drop(table);
        self.model.change_relation(relation, |table| table.constraints.push(constraint));
        self.model.put_uses(User::Constraint(relation, id), uses);
        Ok(Added::New)
    }

    /// Whether a check is one that the table inherits: then it is the table's own from now on,
    /// too (`MergeWithExistingConstraint`).
    fn merge_check(
        &mut self,
        table: &Relation,
        pending: Pending,
        name: &Name,
        created: bool,
    ) -> Outcome<bool> {
        let definition = pending.definition;
        let ConstraintDefinitionKind::Check(expression) = &definition.kind else {
            return Ok(false);
        };
        let known = table.constraints.iter().find(|known| known.name == name.text);
        let Some(known) = known.filter(|known| known.inherited > 0 && !known.local) else {
            return Ok(false);
        };
        let ConstraintKind::Check { expression: inherited, .. } = &known.kind else {
            return Ok(false);
        };
        let partition = table.partition_of.is_some();
        if !same_text(inherited, &expression.text) || partition && !created {
            return Ok(false);
        }
        let conflict = if definition.no_inherit {
            "inherited"
        } else if !definition.not_valid && !known.validated && known.enforced && !created {
            "NOT VALID"
        } else {
            ""
        };
        if !conflict.is_empty() {
            let message = format!(
                "constraint \"{}\" conflicts with {conflict} constraint on relation \"{}\"",
                name.text, table.name
            );
            return Err(self
                .refused(name.span, "42P17", message)
                .with_made(known.history.as_ref(), "it was made here"));
        }
        let id = known.id;
        self.change_constraint_of(table.id, id, |known| known.local = !partition);
        Ok(true)
    }

    /// The refusal of a name that another constraint of the table has.
    pub fn check_constraint_name_free(&self, table: &Relation, name: &Name) -> Outcome {
        let taken = table.constraints.iter().find(|constraint| constraint.name == name.text);
        let Some(taken) = taken else { return Ok(()) };
        let message =
            format!("constraint \"{}\" for relation \"{}\" already exists", name.text, table.name);
        if self.is_unsettled_object(table.schema, &table.name) {
            return Err(Failure::Unsettled);
        }
        Err(self
            .duplicate(name.span, "42710", message)
            .with_made(taken.history.as_ref(), format!("\"{}\" was made here", name.text)))
    }

    /// What the grammar refuses behind a constraint of a table.
    pub fn check_table_constraint(&self, definition: &ConstraintDefinition) -> Outcome {
        self.check_deferral(definition)?;
        let said =
            definition.deferrable == Some(true) || definition.initially_deferred == Some(true);
        let kind = match definition.kind {
            ConstraintDefinitionKind::Check(_) => "CHECK",
            ConstraintDefinitionKind::NotNull(_) => "NOT NULL",
            _ => return Ok(()),
        };
        if said {
            let message = format!("{kind} constraints cannot be marked DEFERRABLE");
            return Err(self.refused(definition.span, "0A000", message));
        }
        Ok(())
    }

    /// The refusal of keys on foreign tables (parse_utilcmd.c).
    pub fn check_foreign_constraint(&self, definition: &ConstraintDefinition) -> Outcome {
        let kind = match &definition.kind {
            ConstraintDefinitionKind::PrimaryKey { .. } => "primary key",
            ConstraintDefinitionKind::Unique { .. } => "unique",
            ConstraintDefinitionKind::Exclusion { .. } => "exclusion",
            ConstraintDefinitionKind::ForeignKey { .. } => "foreign key",
            _ => return Ok(()),
        };
        let message = format!("{kind} constraints are not supported on foreign tables");
        Err(self.refused(definition.span, "0A000", message))
    }

    /// Adds a foreign key to a table that is there.
    pub fn add_foreign_key(
        &mut self,
        relation: ObjectId,
        pending: Pending,
        created: bool,
    ) -> Outcome {
        let definition = pending.definition;
        let ConstraintDefinitionKind::ForeignKey {
            columns,
            table: target,
            referenced,
            on_delete,
            on_update,
            match_full,
        } = &definition.kind
        else {
            return Ok(());
        };
        let Some(table) = self.model.relation(relation).cloned() else { return Ok(()) };
        let other = match self.relation(target) {
            Ok(other) => other,
            Err(Failure::Unsettled) => {
                self.stands_on_unsettled.set(true);
                return Ok(());
            }
            Err(failure) => return Err(failure),
        };
        if other.kind.is_view() || other.kind == crate::model::RelationKind::ForeignTable {
            let message = format!("referenced relation \"{}\" is not a table", shown(target));
            return Err(self
                .refused(target.span(), "42809", message)
                .with_made(other.history.as_ref(), "it was made here"));
        }
        if table.temporary != other.temporary {
            let kind = if table.temporary { "temporary" } else { "permanent" };
            let message = format!("constraints on {kind} tables may reference only {kind} tables");
            return Err(self
                .refused(target.span(), "42P16", message)
                .with_made(other.history.as_ref(), "it was made here"));
        }
        let names: Vec<&Name> = match pending.column {
            Some(column) => vec![column],
            None => columns.iter().collect(),
        };
        let ids = self.key_columns(&table, &names)?;
        self.check_generated_key(&table, &ids, *on_delete, *on_update, definition.span)?;
        let (referenced_columns, key) =
            self.referenced_columns(&other, target.span(), referenced, definition.span)?;
        if ids.len() != referenced_columns.len() {
            let message = "number of referencing and referenced columns for foreign key disagree";
            return Err(self.refused(definition.span, "42830", message.to_owned()));
        }
        if definition.not_valid && !created && table.partition_key.is_some() && self.version < 18 {
            let message = format!(
                "cannot add NOT VALID foreign key on partitioned table \"{}\" referencing relation \"{}\"",
                table.name, other.name
            );
            return Err(self.refused(definition.span, "42809", message));
        }
        let name = match &definition.name {
            Some(name) => {
                self.check_constraint_name_free(&table, name)?;
                Arc::clone(&name.text)
            }
            None => {
                let joined = join_column_names(names.iter().map(|name| &*name.text));
                self.model.choose_constraint_name(
                    table.schema,
                    &table.name,
                    Some(&joined),
                    "fkey",
                    &[],
                )
            }
        };
        self.check_key_types(&table, &ids, &other, &referenced_columns, &name, definition.span)?;
        let id = self.model.next_object_id();
        let initially_deferred = definition.initially_deferred.unwrap_or(false);
        let constraint = Constraint {
            id,
            name,
            kind: ConstraintKind::ForeignKey {
                columns: ids,
                references: other.id,
                referenced_columns,
                on_delete: *on_delete,
                on_update: *on_update,
                match_full: *match_full,
            },
            deferrable: definition.deferrable.unwrap_or(initially_deferred),
            initially_deferred,
            validated: (created || !definition.not_valid) && !definition.not_enforced,
            enforced: !definition.not_enforced,
            local: true,
            inherited: 0,
            comment: None,
            history: self.made_at(constraint_span(definition)),
        };
        drop((table, other));
        self.model.change_relation(relation, |table| table.constraints.push(constraint));
        if let Some(key) = key {
            self.model.referenced_keys.insert(id, key);
        }
        Ok(())
    }

    /// Nothing can be written into a generated column.
    fn check_generated_key(
        &self,
        table: &Relation,
        columns: &[ColumnId],
        on_delete: ReferentialAction,
        on_update: ReferentialAction,
        span: Span,
    ) -> Outcome {
        use ReferentialAction::{Cascade, SetDefault, SetNull};
        let mut own = columns.iter().filter_map(|column| table.column(*column));
        if !own.any(|column| column.generated.is_some()) {
            return Ok(());
        }
        let event = if matches!(on_update, SetNull | SetDefault | Cascade) {
            "ON UPDATE"
        } else if matches!(on_delete, SetNull | SetDefault) {
            "ON DELETE"
        } else {
            return Ok(());
        };
        let message = format!(
            "invalid {event} action for foreign key constraint containing generated column"
        );
        Err(self.refused(span, "42601", message))
    }

    fn key_columns(&self, table: &Relation, names: &[&Name]) -> Outcome<Vec<ColumnId>> {
        names
            .iter()
            .map(|name| {
                table.column_named(&name.text).map(|column| column.id).ok_or_else(|| {
                    let message = format!(
                        "column \"{}\" referenced in foreign key constraint does not exist",
                        name.text
                    );
                    self.missing_part(table, &name.text, name.span, "42703", message)
                })
            })
            .collect()
    }

    /// The columns to which a foreign key refers: the primary key's where none are written, or
    /// those of a unique key.
    fn referenced_columns(
        &self,
        other: &Relation,
        table_span: Span,
        names: &[Name],
        key_span: Span,
    ) -> Outcome<(Vec<ColumnId>, Option<ObjectId>)> {
        let unsettled = || self.is_unsettled_object(other.schema, &other.name);
        if names.is_empty() {
            return match other.primary_key_columns() {
                [] if unsettled() => Err(Failure::Unsettled),
                [] => {
                    let message =
                        format!("there is no primary key for referenced table \"{}\"", other.name);
                    Err(self.refused(table_span, "42704", message).with_made(
                        other.history.as_ref(),
                        format!("{} was made here", described(other)),
                    ))
                }
                columns => {
                    Ok((columns.to_vec(), other.primary_key().map(|constraint| constraint.id)))
                }
            };
        }
        let ids = self.key_columns(other, &names.iter().collect::<Vec<_>>())?;
        let key = unique_keys(other).find(|(_, columns)| same_set(columns, &ids));
        if let Some((key, _)) = key {
            return Ok((ids, Some(key)));
        }
        if unsettled() {
            return Err(Failure::Unsettled);
        }
        let span = match (names.first(), names.last()) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => key_span,
        };
        let message = format!(
            "there is no unique constraint matching given keys for referenced table \"{}\"",
            other.name
        );
        Err(self
            .refused(span, "42830", message)
            .with_made(other.history.as_ref(), format!("{} was made here", described(other))))
    }

    /// Checks the foreign keys in which a column stands, behind a change of its type.
    pub fn check_keys_of_column(&self, table: ObjectId, column: ColumnId, span: Span) -> Outcome {
        let users = self.model.users_of(table).chain([User::Object(table)]);
        for user in users {
            let User::Object(user) = user else { continue };
            let Some(relation) = self.model.relation(user) else { continue };
            for constraint in &relation.constraints {
                let ConstraintKind::ForeignKey { columns, references, referenced_columns, .. } =
                    &constraint.kind
                else {
                    continue;
                };
                let own = user == table && columns.contains(&column);
                let other = *references == table && referenced_columns.contains(&column);
                if (own || other)
                    && let Some(target) = self.model.relation(*references)
                {
                    self.check_key_types(
                        relation,
                        columns,
                        target,
                        referenced_columns,
                        &constraint.name,
                        span,
                    )?;
                }
            }
        }
        Ok(())
    }

    fn check_key_types(
        &self,
        table: &Relation,
        columns: &[ColumnId],
        other: &Relation,
        referenced: &[ColumnId],
        name: &str,
        span: Span,
    ) -> Outcome {
        for (column, other_column) in columns.iter().zip(referenced) {
            let (Some(column), Some(other_column)) =
                (table.column(*column), other.column(*other_column))
            else {
                continue;
            };
            if !self.comparable(&column.data_type, &other_column.data_type) {
                let message = format!("foreign key constraint \"{name}\" cannot be implemented");
                let detail = format!(
                    "the key columns \"{}\" and \"{}\" are of incompatible types: {} and {}",
                    column.name,
                    other_column.name,
                    self.model.format_type(&column.data_type),
                    self.model.format_type(&other_column.data_type),
                );
                return Err(self.refused(span, "42804", message).with_help(detail).with_made(
                    other_column.history.as_ref(),
                    format!("\"{}\" was made here", other_column.name),
                ));
            }
        }
        Ok(())
    }

    /// Whether a value of one type can be looked for in a key of another.
    fn comparable(&self, value: &Type, key: &Type) -> bool {
        if self.is_domain_over_enum(value) || self.is_domain_over_enum(key) {
            return false;
        }
        let (value, key) = (self.model.without_domains(value), self.model.without_domains(key));
        if value.array != key.array {
            return false;
        }
        let class = |data_type: &Type| match &data_type.base {
            BaseType::Builtin(builtin) => Some(match builtin.name() {
                "int2" | "int4" | "int8" | "oid" => "integer",
                "numeric" => "numeric",
                "float4" | "float8" => "float",
                "text" | "varchar" | "bpchar" | "name" => "text",
                "date" | "timestamp" | "timestamptz" => "date",
                "inet" | "cidr" => "inet",
                name => name,
            }),
            _ => None,
        };
        match (class(value), class(key)) {
            (Some(value), Some(key)) => {
                value == key
                    || matches!(
                        (value, key),
                        ("integer", "numeric" | "float") | ("numeric", "float")
                    )
            }
            (None, None) => {
                let unknown = |data_type: &Type| match data_type.base {
                    BaseType::Unknown { .. } => true,
                    BaseType::User(id) => self
                        .model
                        .user_type(id)
                        .is_some_and(|user_type| matches!(user_type.kind, TypeKind::Base)),
                    _ => false,
                };
                value.base == key.base || unknown(value) || unknown(key)
            }
            // A type of an extension may have casts; an enum and the like has none.
            (None, Some(_)) => self.may_be_cast(value),
            (Some(_), None) => self.may_be_cast(key),
        }
    }

    /// The operators of enums take an enum, but not a domain over one.
    pub fn is_domain_over_enum(&self, data_type: &Type) -> bool {
        let base = self.model.without_domains(data_type);
        let id = base.object().filter(|_| !base.array && base.base != data_type.base);
        let found = id.and_then(|id| self.model.user_type(id));
        found.is_some_and(|found| matches!(found.kind, TypeKind::Enum { .. }))
    }

    fn may_be_cast(&self, data_type: &Type) -> bool {
        match data_type.base {
            BaseType::User(id) => self
                .model
                .user_type(id)
                .is_some_and(|user_type| matches!(user_type.kind, TypeKind::Base)),
            BaseType::Unknown { .. } => true,
            _ => false,
        }
    }
}

/// The keys of a table to which a foreign key can refer, each with its constraint's or index's id,
/// in the order of making.
pub(super) fn unique_keys(table: &Relation) -> impl Iterator<Item = (ObjectId, Vec<ColumnId>)> {
    let of_constraints = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. }
            if !constraint.deferrable =>
        {
            Some((constraint.id, columns.clone()))
        }
        _ => None,
    });
    let of_indexes =
        table.indexes.iter().filter(|index| index.unique && index.predicate.is_none()).filter_map(
            |index| {
                let columns = index.keys.iter().map(|key| match key.target {
                    IndexTarget::Column(column) => Some(column),
                    IndexTarget::Expression(_) => None,
                });
                Some((index.id, columns.collect::<Option<Vec<_>>>()?))
            },
        );
    let mut keys: Vec<_> = of_constraints.chain(of_indexes).collect();
    keys.sort_by_key(|(id, _)| *id);
    keys.into_iter()
}

/// Whether two keys have the same columns, in whatever order.
pub(super) fn same_set(one: &[ColumnId], other: &[ColumnId]) -> bool {
    one.len() == other.len() && one.iter().all(|column| other.contains(column))
}

/// The place that names a constraint: its name, or all of it.
pub(super) fn constraint_span(definition: &ConstraintDefinition) -> Span {
    definition.name.as_ref().map_or(definition.span, |name| name.span)
}
