//! CREATE statements.

use super::{Expression, Located, Name, QualifiedName, Query, TypeName};
use crate::model::{FunctionKind, Identity, ReferentialAction};
use pgwright_problem::Span;
use std::sync::Arc;

/// `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTable {
    /// The table.
    pub name: QualifiedName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `ON COMMIT DROP`.
    pub on_commit_drop: bool,
    /// `CREATE FOREIGN TABLE`.
    pub foreign: bool,
    /// Columns, constraints and LIKE, in order.
    pub elements: Vec<TableElement>,
    /// `INHERITS`.
    pub inherits: Vec<QualifiedName>,
    /// `PARTITION OF`.
    pub partition_of: Option<QualifiedName>,
    /// Its `DEFAULT` or `FOR VALUES …`.
    pub partition_bound: Option<Box<PartitionBound>>,
    /// `PARTITION BY`.
    pub partition_by: Option<PartitionBy>,
    /// `OF type`.
    pub of_type: Option<QualifiedName>,
}

/// `FOR VALUES …`, `DEFAULT`: which rows a partition takes.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionBound {
    /// Its text.
    pub text: Arc<str>,
    /// What it says.
    pub values: PartitionValues,
    /// The whole.
    pub span: Span,
}

/// What the bound of a partition says.
#[derive(Debug, Clone, PartialEq)]
pub enum PartitionValues {
    /// `DEFAULT`.
    Default,
    /// `IN (…)`.
    List(Vec<Expression>),
    /// `FROM (…) TO (…)`.
    Range {
        /// The lower end; MINVALUE and MAXVALUE are columns of these names.
        from: Vec<Expression>,
        /// The upper end.
        to: Vec<Expression>,
    },
    /// `WITH (MODULUS …, REMAINDER …)`: names and numbers.
    Hash(Vec<(Name, i64)>),
}

/// `PARTITION BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionBy {
    /// `range`, `list` or `hash`.
    pub strategy: Arc<str>,
    /// The keys.
    pub keys: Vec<IndexElement>,
}

/// One element of a table's definition.
#[derive(Debug, Clone, PartialEq)]
pub enum TableElement {
    /// A column.
    Column(ColumnDefinition),
    /// A table constraint.
    Constraint(ConstraintDefinition),
    /// `LIKE table INCLUDING …`.
    Like {
        /// The table that is copied.
        table: QualifiedName,
        /// What is taken beside names, types and NOT NULL.
        including: LikeOptions,
    },
}

/// What `LIKE` takes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LikeOptions {
    /// `COMMENTS`.
    pub comments: bool,
    /// `CONSTRAINTS`: checks.
    pub constraints: bool,
    /// `DEFAULTS`.
    pub defaults: bool,
    /// `GENERATED`.
    pub generated: bool,
    /// `IDENTITY`.
    pub identity: bool,
    /// `INDEXES`: primary key, unique and exclusion constraints too.
    pub indexes: bool,
}

/// A column's definition.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDefinition {
    /// Its name.
    pub name: Name,
    /// Its type; `None` for a column of a typed table or a partition.
    pub data_type: Option<TypeName>,
    /// `COLLATE`.
    pub collation: Option<QualifiedName>,
    /// Constraints in order.
    pub constraints: Vec<ConstraintDefinition>,
    /// The whole.
    pub span: Span,
}

/// A constraint of a column, table or domain.
#[derive(Debug, Clone, PartialEq)]
pub struct ConstraintDefinition {
    /// `CONSTRAINT name`.
    pub name: Option<Name>,
    /// What it says.
    pub kind: ConstraintDefinitionKind,
    /// `DEFERRABLE`; `None` when nothing was said.
    pub deferrable: Option<bool>,
    /// `INITIALLY DEFERRED`; `None` when nothing was said.
    pub initially_deferred: Option<bool>,
    /// `NOT VALID`.
    pub not_valid: bool,
    /// `NOT ENFORCED`.
    pub not_enforced: bool,
    /// `NO INHERIT`.
    pub no_inherit: bool,
    /// The whole.
    pub span: Span,
}

/// What a constraint says.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintDefinitionKind {
    /// `NOT NULL`; of a table constraint (PostgreSQL 18) with the column.
    NotNull(Option<Name>),
    /// `NULL`.
    Null,
    /// `DEFAULT`.
    Default(Expression),
    /// `GENERATED … AS IDENTITY`.
    Identity {
        /// Which kind.
        kind: Identity,
        /// `SEQUENCE NAME`, and other options that matter.
        sequence_name: Option<QualifiedName>,
    },
    /// `GENERATED ALWAYS AS (…)`.
    Generated {
        /// The expression.
        expression: Expression,
        /// `STORED`.
        stored: bool,
    },
    /// `CHECK`.
    Check(Expression),
    /// `PRIMARY KEY`; no columns behind a column.
    PrimaryKey {
        /// The key.
        columns: Vec<Name>,
        /// `INCLUDE`.
        include: Vec<Name>,
        /// `USING INDEX`.
        using_index: Option<Name>,
    },
    /// `UNIQUE`; no columns behind a column.
    Unique {
        /// The key.
        columns: Vec<Name>,
        /// `INCLUDE`.
        include: Vec<Name>,
        /// `USING INDEX`.
        using_index: Option<Name>,
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool,
    },
    /// `REFERENCES`, `FOREIGN KEY`; no columns behind a column.
    ForeignKey {
        /// The referring columns.
        columns: Vec<Name>,
        /// The table referred to.
        table: QualifiedName,
        /// Its columns; none: its primary key.
        referenced: Vec<Name>,
        /// `ON DELETE`.
        on_delete: ReferentialAction,
        /// `ON UPDATE`.
        on_update: ReferentialAction,
        /// `MATCH FULL`.
        match_full: bool,
    },
    /// `EXCLUDE`.
    Exclusion {
        /// `USING method`; `btree` when nothing was said.
        method: Name,
        /// The keys, each with its operator.
        keys: Vec<(IndexElement, Arc<str>)>,
        /// `WHERE`.
        predicate: Option<Expression>,
    },
}

/// `CREATE INDEX`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateIndex {
    /// The name; `None`: PostgreSQL makes one up.
    pub name: Option<Name>,
    /// The table.
    pub table: QualifiedName,
    /// `UNIQUE`.
    pub unique: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `ONLY`.
    pub only: bool,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `USING`.
    pub method: Option<Name>,
    /// The keys.
    pub keys: Vec<IndexElement>,
    /// `INCLUDE`.
    pub include: Vec<Name>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `WHERE`.
    pub predicate: Option<Expression>,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexElement {
    /// A column, or an expression.
    pub expression: Expression,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST`; `None` when nothing was said.
    pub nulls_first: Option<bool>,
    /// The operator class.
    pub operator_class: Option<QualifiedName>,
    /// `COLLATE`.
    pub collation: Option<QualifiedName>,
}

/// `CREATE VIEW`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateView {
    /// The view.
    pub name: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// Names of the columns, where written.
    pub columns: Vec<Name>,
    /// The query.
    pub query: Query,
}

/// `CREATE TABLE … AS` and `CREATE MATERIALIZED VIEW`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTableAs {
    /// The table or materialized view.
    pub name: QualifiedName,
    /// `MATERIALIZED VIEW`.
    pub materialized_view: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// Names of the columns, where written.
    pub columns: Vec<Name>,
    /// The query; `None` for EXECUTE.
    pub query: Option<Query>,
    /// `ON COMMIT DROP`.
    pub on_commit_drop: bool,
}

/// `CREATE SEQUENCE`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateSequence {
    /// The sequence.
    pub name: QualifiedName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// Its options.
    pub options: SequenceOptions,
}

/// What is said of a sequence.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SequenceOptions {
    /// `AS type`.
    pub data_type: Option<TypeName>,
    /// `OWNED BY`.
    pub owned_by: Option<OwnedBy>,
    /// Numbers, in order: `None` of `NO MINVALUE`, `NO MAXVALUE` and a bare `RESTART`.
    pub numbers: Vec<(SequenceNumber, Option<i64>, Span)>,
}

/// A number that is said of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SequenceNumber {
    /// `INCREMENT`.
    Increment,
    /// `MINVALUE`.
    Minimum,
    /// `MAXVALUE`.
    Maximum,
    /// `START`.
    Start,
    /// `RESTART`.
    Restart,
    /// `CACHE`.
    Cache,
}

/// `OWNED BY`.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnedBy {
    /// `NONE`.
    None,
    /// A column.
    Column {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: Name,
    },
}

/// `CREATE TYPE`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateType {
    /// The type.
    pub name: QualifiedName,
    /// What it is.
    pub kind: CreateTypeKind,
}

/// What a type is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum CreateTypeKind {
    /// `AS ENUM`: the labels with their places.
    Enum(Vec<Name>),
    /// `AS (…)`.
    Composite(Vec<(Name, TypeName)>),
    /// `AS RANGE`.
    Range {
        /// `SUBTYPE`.
        subtype: TypeName,
        /// `MULTIRANGE_TYPE_NAME`.
        multirange: Option<QualifiedName>,
    },
    /// `(INPUT = …)`.
    Base,
    /// Nothing: a shell.
    Shell,
}

/// `CREATE DOMAIN`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateDomain {
    /// The domain.
    pub name: QualifiedName,
    /// What it stands on.
    pub base: TypeName,
    /// NOT NULL, NULL, DEFAULT and CHECK.
    pub constraints: Vec<ConstraintDefinition>,
}

/// `CREATE SCHEMA`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateSchema {
    /// Its name; from AUTHORIZATION when there is no other.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Statements inside it.
    pub elements: Vec<Located>,
}

/// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateFunction {
    /// Its name.
    pub name: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// What it is.
    pub kind: FunctionKind,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// `RETURNS`, with SETOF in it.
    pub returns: Option<TypeName>,
    /// `RETURNS TABLE (…)`.
    pub returns_table: Vec<(Name, TypeName)>,
    /// `FINALFUNC` of an aggregate, whose result is the aggregate's.
    pub final_function: Option<QualifiedName>,
}

/// A parameter of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Option<Name>,
    /// Its direction.
    pub mode: ParameterMode,
    /// Its type.
    pub data_type: TypeName,
    /// Whether it has a default.
    pub has_default: bool,
}

/// The direction of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterMode {
    /// `IN`.
    In,
    /// `OUT`.
    Out,
    /// `INOUT`.
    InOut,
    /// `VARIADIC`.
    Variadic,
}

/// `CREATE EXTENSION`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateExtension {
    /// Its name.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `SCHEMA`.
    pub schema: Option<Name>,
    /// `CASCADE`.
    pub cascade: bool,
}
