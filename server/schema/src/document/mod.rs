//! The schema as a document: `pg-schema/1`, the JSON that `pgwright --schema --format json` prints.
//!
//! Names instead of ids, every list sorted by name (columns, labels, attributes and the columns of
//! a key stand in their own order), what belongs to an extension left out, as are temporary
//! objects and the tables in which migration tools keep their books. Two documents of one schema
//! are equal however they came about: from migrations or from a live database.

mod bookkeeping;
mod convert;
mod difference;
mod facts;

pub use bookkeeping::is_bookkeeping;
pub use difference::{Difference, differences};

use serde::{Deserialize, Serialize};

/// What [`Document::format`] says.
pub const FORMAT: &str = "pg-schema/1";

/// A whole schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// [`FORMAT`].
    pub format: String,
    /// Names of the installed extensions; `plpgsql` is always there and not named.
    #[serde(default)]
    pub extensions: Vec<String>,
    /// Schemas by name.
    #[serde(default)]
    pub schemas: Vec<Schema>,
}

/// A schema (name space).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// Its comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Tables and views by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// Enums by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enums: Vec<Enum>,
    /// Domains by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    /// Free-standing composite types by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub composite_types: Vec<CompositeType>,
    /// Range types by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub range_types: Vec<RangeType>,
    /// Sequences by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sequences: Vec<Sequence>,
    /// Functions by name and arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<Function>,
}

/// A table, view, materialized view or foreign table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: TableKind,
    /// Its comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The table of which it is a partition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<TableName>,
    /// The tables from which it inherits, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<TableName>,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// The primary key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unique_constraints: Vec<UniqueConstraint>,
    /// Foreign keys by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Checks by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check_constraints: Vec<Check>,
    /// Exclusion constraints by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclusion_constraints: Vec<ExclusionConstraint>,
    /// Indexes that no constraint owns, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// What a [`Table`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// A plain table.
    #[default]
    Table,
    /// A table divided into partitions.
    PartitionedTable,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table.
    ForeignTable,
}

/// A table named from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TableName {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub table: String,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as `format_type` prints it with `search_path` at `public`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Whether NULL may stand in it; always true in views.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub nullable: bool,
    /// The default's text; never for a generated column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// `ALWAYS` or `BY DEFAULT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// The expression of a stored generated column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrimaryKey {
    /// Its name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<String>,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UniqueConstraint {
    /// Its name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<String>,
    /// False after `NULLS NOT DISTINCT`.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub nulls_distinct: bool,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// The referring columns in order.
    pub columns: Vec<String>,
    /// Where they point.
    pub references: References,
    /// `NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`.
    #[serde(default = "no_action")]
    pub on_delete: String,
    /// Likewise.
    #[serde(default = "no_action")]
    pub on_update: String,
    /// Whether it may be checked at the transaction's end.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deferrable: bool,
    /// Whether it is, unless told otherwise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub initially_deferred: bool,
    /// False after `NOT VALID`.
    #[serde(default)]
    pub validated: bool,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// Where a foreign key points.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct References {
    /// The table's schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// Its columns in order.
    pub columns: Vec<String>,
}

/// A check of a table or domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The expression in parentheses.
    pub expression: String,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// An exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionConstraint {
    /// Its name.
    pub name: String,
    /// The keys that are plain columns, in order.
    pub columns: Vec<String>,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// `UNIQUE`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// The access method.
    pub method: String,
    /// Its keys in order.
    pub keys: Vec<Key>,
    /// `INCLUDE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The predicate's text.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// A key of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A column's name.
    Column(String),
    /// Anything else.
    Expression {
        /// Its text.
        expression: String,
    },
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Its labels in order.
    pub labels: Vec<String>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Its name.
    pub name: String,
    /// The type on which it stands.
    pub base_type: String,
    /// False after `NOT NULL`.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub nullable: bool,
    /// The default's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Checks by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check_constraints: Vec<Check>,
    /// Its comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A free-standing composite type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositeType {
    /// Its name.
    pub name: String,
    /// Its attributes in order.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub data_type: String,
}

/// A range type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeType {
    /// Its name.
    pub name: String,
    /// The type of the bounds.
    pub subtype: String,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// A sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// Its name.
    pub name: String,
    /// `smallint`, `integer` or `bigint`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The column that takes it along when it is dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<ColumnName>,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// A column named from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnName {
    /// The table's schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
}

/// A function, procedure or aggregate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// `function`, `procedure`, `aggregate` or `window`.
    pub kind: String,
    /// The types of its input arguments.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// The type of its result; none for a procedure without output arguments.
    #[serde(default)]
    pub returns: Option<String>,
    /// Whether it returns a set.
    #[serde(default, skip_serializing_if = "is_false")]
    pub returns_set: bool,
    /// What the format does not carry.
    #[serde(skip)]
    pub details: Vec<String>,
}

fn yes() -> bool {
    true
}

fn no_action() -> String {
    "NO ACTION".to_owned()
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_true(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !*value
}
