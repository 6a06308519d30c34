//! Column definitions: what `transformColumnDefinition` (parse_utilcmd.c) makes of them.

use super::data_types::serial_type;
use super::expressions::{Purpose, Scope};
use super::failure::{Failure, Outcome};
use super::sequence_limits::default_limits;
use super::session::Session;
use crate::model::{
    BaseType, BuiltinType, Column, ColumnId, Generated, Model, ObjectId, Sequence, Type, TypeKind,
    User, quote_identifier, quote_literal,
};
use crate::statement::{
    ColumnDefinition, ConstraintDefinition, ConstraintDefinitionKind, Expression, ExpressionKind,
    Name, QualifiedName,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The table of which a column is a part.
#[derive(Clone, Copy)]
pub(super) struct TableHead<'a> {
    /// Its schema.
    pub schema: ObjectId,
    /// Its name.
    pub name: &'a str,
}

/// A column with what can only be done once it has its number.
pub(super) struct ColumnDraft {
    /// The column, its number not yet right.
    pub column: Column,
    /// The expression of its default or of its generation.
    pub expression: Option<Expression>,
    /// Its sequence, for serial and identity.
    pub sequence: Option<SequenceDraft>,
    /// Objects that its default is known to stand on without an expression.
    pub uses: BTreeSet<ObjectId>,
}

/// A sequence that comes with a column.
pub(super) struct SequenceDraft {
    schema: ObjectId,
    name: Arc<str>,
    data_type: BuiltinType,
    identity: bool,
}

/// Constraints that wait until the table is there, each with the column it stands behind.
#[derive(Default)]
pub(super) struct Waiting<'a> {
    /// `CHECK`.
    pub checks: Vec<Pending<'a>>,
    /// `PRIMARY KEY`, `UNIQUE`, `EXCLUDE`.
    pub indexes: Vec<Pending<'a>>,
    /// `REFERENCES`, `FOREIGN KEY`.
    pub foreign_keys: Vec<Pending<'a>>,
}

/// A constraint as it was written.
#[derive(Clone, Copy)]
pub(super) struct Pending<'a> {
    /// Its definition.
    pub definition: &'a ConstraintDefinition,
    /// The column behind which it stands.
    pub column: Option<&'a Name>,
}

impl<'a> Waiting<'a> {
    /// Puts a constraint where it belongs; one that is part of its column alone is given back.
    pub fn push(&mut self, pending: Pending<'a>) -> Option<Pending<'a>> {
        match pending.definition.kind {
            ConstraintDefinitionKind::Check(_) => self.checks.push(pending),
            ConstraintDefinitionKind::PrimaryKey { .. }
            | ConstraintDefinitionKind::Unique { .. }
            | ConstraintDefinitionKind::Exclusion { .. } => self.indexes.push(pending),
            ConstraintDefinitionKind::ForeignKey { .. } => self.foreign_keys.push(pending),
            _ => return Some(pending),
        }
        None
    }
}

impl Session {
    /// A column as its definition says; what is said of the table goes to `waiting`.
    pub fn define_column<'a>(
        &self,
        table: TableHead,
        definition: &'a ColumnDefinition,
        waiting: &mut Waiting<'a>,
    ) -> Outcome<ColumnDraft> {
        let name = &definition.name;
        self.check_no_system_column(name)?;
        self.check_constraint_attributes(&definition.constraints)?;
        let serial = definition.data_type.as_ref().and_then(serial_type);
        if let Some(data_type) = definition.data_type.as_ref().filter(|each| each.array)
            && serial.is_some()
        {
            let message = "array of serial is not implemented".to_owned();
            return Err(self.refused(data_type.span, "0A000", message));
        }
        let data_type = match (&definition.data_type, serial) {
            (_, Some(builtin)) => Type::builtin(builtin),
            (Some(data_type), None) => self.column_type(data_type, name)?,
            (None, None) => Type::unknown(),
        };
        let mut draft = ColumnDraft {
            column: Column {
                id: ColumnId(0),
                name: Arc::clone(&name.text),
                data_type,
                not_null: serial.is_some(),
                default: None,
                identity: None,
                generated: None,
                collation: definition.collation.as_ref().and_then(collation_name),
                local: true,
                inherited: 0,
                comment: None,
                history: self.made_at(name.span),
            },
            expression: None,
            sequence: None,
            uses: BTreeSet::new(),
        };
        if let Some(collation) = &definition.collation {
            self.check_collatable(&draft.column.data_type, collation)?;
        }
        if let Some(data_type) = serial {
            let sequence = self.draft_sequence(table, name, None, data_type, false)?;
            draft.column.default = Some(self.model.nextval(sequence.schema, &sequence.name));
            draft.sequence = Some(sequence);
        }
        let mut nullable_said = serial.map(|_| false);
        for constraint in &definition.constraints {
            let pending = Pending { definition: constraint, column: Some(name) };
            let primary = matches!(constraint.kind, ConstraintDefinitionKind::PrimaryKey { .. });
            if primary && self.version >= 18 {
                if nullable_said == Some(true) {
                    return Err(self.null_conflict(table, name, constraint));
                }
                nullable_said = Some(false);
            }
            if waiting.push(pending).is_some() {
                self.column_constraint(table, name, constraint, &mut draft, &mut nullable_said)?;
            }
        }
        Ok(draft)
    }

    /// The refusal of a collation for what is no text.
    pub fn check_collatable(&self, data_type: &Type, collation: &QualifiedName) -> Outcome {
        let BaseType::Builtin(builtin) = self.model.without_domains(data_type).base else {
            return Ok(());
        };
        if matches!(builtin.name(), "text" | "varchar" | "bpchar" | "name") {
            return Ok(());
        }
        let message =
            format!("collations are not supported by type {}", self.model.format_type(data_type));
        Err(self.refused(collation.span(), "42804", message))
    }

    /// The refusal of a name that every table's own columns have.
    pub fn check_no_system_column(&self, name: &Name) -> Outcome {
        if !is_system_column(&name.text) {
            return Ok(());
        }
        let message = format!("column name \"{}\" conflicts with a system column name", name.text);
        Err(self.refused(name.span, "42701", message))
    }

    /// What `transformConstraintAttrs` (parse_utilcmd.c) refuses behind a column.
    fn check_constraint_attributes(&self, constraints: &[ConstraintDefinition]) -> Outcome {
        for constraint in constraints {
            self.check_deferral(constraint)?;
            let deferrable = matches!(
                constraint.kind,
                ConstraintDefinitionKind::PrimaryKey { .. }
                    | ConstraintDefinitionKind::Unique { .. }
                    | ConstraintDefinitionKind::ForeignKey { .. }
                    | ConstraintDefinitionKind::Exclusion { .. }
            );
            let said = constraint.deferrable.is_some() || constraint.initially_deferred.is_some();
            if said && !deferrable {
                let message = "misplaced DEFERRABLE clause".to_owned();
                return Err(self.refused(constraint.span, "42601", message));
            }
        }
        Ok(())
    }

    /// `NOT DEFERRABLE` and `INITIALLY DEFERRED` do not go together.
    pub fn check_deferral(&self, constraint: &ConstraintDefinition) -> Outcome {
        if constraint.deferrable == Some(false) && constraint.initially_deferred == Some(true) {
            let message = "constraint declared INITIALLY DEFERRED must be DEFERRABLE".to_owned();
            return Err(self.refused(constraint.span, "42601", message));
        }
        Ok(())
    }

    fn null_conflict(
        &self,
        table: TableHead,
        column: &Name,
        constraint: &ConstraintDefinition,
    ) -> Failure {
        let message = format!(
            "conflicting NULL/NOT NULL declarations for column \"{}\" of table \"{}\"",
            column.text, table.name
        );
        self.refused(constraint.span, "42601", message)
    }

    fn column_constraint(
        &self,
        table: TableHead,
        name: &Name,
        constraint: &ConstraintDefinition,
        draft: &mut ColumnDraft,
        nullable_said: &mut Option<bool>,
    ) -> Outcome {
        let of_table = format!("column \"{}\" of table \"{}\"", name.text, table.name);
        let conflict = || self.null_conflict(table, name, constraint);
        match &constraint.kind {
            ConstraintDefinitionKind::Null | ConstraintDefinitionKind::NotNull(_) => {
                let nullable = matches!(constraint.kind, ConstraintDefinitionKind::Null);
                if nullable_said.is_some_and(|said| said != nullable) {
                    return Err(conflict());
                }
                *nullable_said = Some(nullable);
                draft.column.not_null = !nullable;
            }
            ConstraintDefinitionKind::Default(expression) => {
                if draft.column.default.is_some() || draft.expression.is_some() {
                    let message = format!("multiple default values specified for {of_table}");
                    return Err(self.refused(constraint.span, "42601", message));
                }
                draft.column.default = self.default_text(expression, &draft.column.data_type);
                draft.expression = Some(expression.clone());
            }
            ConstraintDefinitionKind::Identity { kind, sequence_name } => {
                if draft.column.identity.is_some() {
                    let message = format!("multiple identity specifications for {of_table}");
                    return Err(self.refused(constraint.span, "42601", message));
                }
                let data_type = self.identity_type(&draft.column.data_type, constraint.span)?;
                let sequence =
                    self.draft_sequence(table, name, sequence_name.as_ref(), data_type, true)?;
                draft.sequence = Some(sequence);
                draft.column.identity = Some(*kind);
                if *nullable_said == Some(true) {
                    return Err(conflict());
                }
                *nullable_said = Some(false);
                draft.column.not_null = true;
            }
            ConstraintDefinitionKind::Generated { expression, stored } => {
                if draft.column.generated.is_some() {
                    let message = format!("multiple generation clauses specified for {of_table}");
                    return Err(self.refused(constraint.span, "42601", message));
                }
                if !stored && self.version < 18 {
                    let message = "a generated column needs STORED before PostgreSQL 18".to_owned();
                    return Err(self.refused(constraint.span, "42601", message));
                }
                draft.column.generated =
                    Some(Generated { expression: Arc::clone(&expression.text), stored: *stored });
                draft.expression = Some(expression.clone());
            }
            _ => {}
        }
        let both = [
            (draft.column.default.is_some(), "default"),
            (draft.column.identity.is_some(), "identity"),
            (draft.column.generated.is_some(), "generation expression"),
        ];
        let mut said = both.iter().filter(|(said, _)| *said).map(|(_, what)| what);
        if let (Some(one), Some(other)) = (said.next(), said.next()) {
            let message = format!("both {one} and {other} specified for {of_table}");
            return Err(self.refused(constraint.span, "42601", message));
        }
        Ok(())
    }

    /// The type of an identity column's sequence.
    pub fn identity_type(
        &self,
        data_type: &Type,
        span: pgwright_problem::Span,
    ) -> Outcome<BuiltinType> {
        match data_type.base {
            BaseType::Builtin(
                builtin @ (BuiltinType::INT2 | BuiltinType::INT4 | BuiltinType::INT8),
            ) if !data_type.array => Ok(builtin),
            _ => {
                let message = "identity column type must be smallint, integer, or bigint";
                Err(self.refused(span, "22023", message.to_owned()))
            }
        }
    }

    /// A sequence for a column, in the schema of its table.
    pub fn draft_sequence(
        &self,
        table: TableHead,
        column: &Name,
        written: Option<&QualifiedName>,
        data_type: BuiltinType,
        identity: bool,
    ) -> Outcome<SequenceDraft> {
        let (schema, name) = match written {
            Some(written) => {
                let schema = match &written.schema {
                    Some(schema) => self.schema(schema)?,
                    None => table.schema,
                };
                self.check_relation_name_free(schema, &written.name)?;
                (schema, Arc::clone(&written.name.text))
            }
            None => {
                let name = self.model.choose_relation_name(
                    table.schema,
                    table.name,
                    Some(&column.text),
                    "seq",
                    false,
                );
                (table.schema, name)
            }
        };
        Ok(SequenceDraft { schema, name, data_type, identity })
    }

    /// Makes the sequence of a column that has its number by now.
    pub fn put_column_sequence(
        &mut self,
        relation: ObjectId,
        column: &Column,
        draft: SequenceDraft,
    ) -> ObjectId {
        let id = self.model.next_object_id();
        let name = Arc::clone(&draft.name);
        self.model.put_sequence(Sequence {
            id,
            schema: draft.schema,
            name: draft.name,
            data_type: draft.data_type,
            owned_by: Some((relation, column.id)),
            identity: draft.identity,
            // What is said behind IDENTITY is not read.
            limits: (!draft.identity).then(|| default_limits(draft.data_type)),
            comment: None,
            history: column.history.clone(),
        });
        self.model.settle(draft.schema, &name);
        if !draft.identity {
            self.model.put_uses(User::Default(relation, column.id), [id].into());
        }
        id
    }

    /// Checks what a column's default or generating expression names, and notes what it stands
    /// on.
    pub fn use_column_expression(
        &mut self,
        relation: ObjectId,
        id: ColumnId,
        expression: &Expression,
        generated: bool,
    ) -> Outcome {
        let uses = self.uses_of(expression)?;
        let Some(table) = self.model.relation(relation).cloned() else { return Ok(()) };
        if generated {
            let columns = self.columns_of(expression, &self.scope(&table, Purpose::Generated))?;
            let other = columns.iter().filter_map(|read| table.column(*read));
            if let Some(other) = other.into_iter().find(|read| read.generated.is_some()) {
                let message = format!(
                    "cannot use generated column \"{}\" in column generation expression",
                    other.name
                );
                return Err(self.refused(expression.span, "42P17", message));
            }
            self.model.generated_from.insert((relation, id), columns);
        } else if let Some(reference) = expression.columns.first() {
            let message = "cannot use column reference in DEFAULT expression".to_owned();
            return Err(self.refused(reference.column.span, "0A000", message));
        } else if let Some(column) = table.column(id) {
            self.check_default(column, expression)?;
        }
        self.model.put_uses(User::Default(relation, id), uses);
        Ok(())
    }

    /// The text of a default for a type. NULL is none, unless it has to be brought to the type by
    /// more than its name: PostgreSQL keeps `NULL::character varying` for a `varchar(5)`.
    pub fn default_text(&self, expression: &Expression, data_type: &Type) -> Option<Arc<str>> {
        let interval =
            matches!(data_type.base, BaseType::Builtin(found) if found.name() == "interval");
        let cut = !data_type.modifiers.is_empty() && !interval;
        let domain = !data_type.array && self.is_domain(data_type);
        let null = match &expression.kind {
            ExpressionKind::Null => true,
            ExpressionKind::Cast { operand, target } => {
                matches!(operand.kind, ExpressionKind::Null)
                    && self.data_type(target).is_ok_and(|target| target == *data_type)
            }
            _ => false,
        };
        (!null || cut || domain).then(|| Arc::clone(&expression.text))
    }

    fn is_domain(&self, data_type: &Type) -> bool {
        match data_type.base {
            BaseType::User(id) => self
                .model
                .user_type(id)
                .is_some_and(|found| matches!(found.kind, TypeKind::Domain { .. })),
            _ => false,
        }
    }

    /// The columns of a relation as its own expressions may name them.
    pub fn scope<'a>(&self, relation: &'a crate::model::Relation, purpose: Purpose) -> Scope<'a> {
        Scope {
            relation: &relation.name,
            columns: &relation.columns,
            unsettled: self.is_unsettled_object(relation.schema, &relation.name),
            purpose,
        }
    }
}

/// A collation, where it is another than the type's own.
pub(super) fn collation_name(written: &QualifiedName) -> Option<Arc<str>> {
    (&*written.name.text != "default").then(|| Arc::clone(&written.name.text))
}

/// Whether every table has a column of that name that nobody made.
pub(super) fn is_system_column(name: &str) -> bool {
    matches!(name, "tableoid" | "ctid" | "xmin" | "xmax" | "cmin" | "cmax")
}

impl Model {
    /// The default that takes the next value of a sequence, as PostgreSQL shows it.
    pub(super) fn nextval(&self, schema: ObjectId, name: &str) -> Arc<str> {
        let name = quote_identifier(name);
        let qualified = match self.schema_name(schema) {
            "public" | "" => name,
            schema => format!("{}.{name}", quote_identifier(schema)),
        };
        format!("nextval({}::regclass)", quote_literal(&qualified)).into()
    }
}
