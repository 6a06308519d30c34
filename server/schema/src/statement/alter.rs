//! ALTER, DROP and COMMENT statements.

use super::{
    ColumnDefinition, ConstraintDefinition, Expression, Name, PartitionBound, QualifiedName,
    SequenceOptions, TypeName,
};
use crate::model::Identity;
use pgwright_problem::Span;
use std::sync::Arc;

/// What kind of object a statement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// `TABLE`.
    Table,
    /// `FOREIGN TABLE`.
    ForeignTable,
    /// `VIEW`.
    View,
    /// `MATERIALIZED VIEW`.
    MaterializedView,
    /// `INDEX`.
    Index,
    /// `SEQUENCE`.
    Sequence,
    /// `TYPE`.
    Type,
    /// `DOMAIN`.
    Domain,
    /// `SCHEMA`.
    Schema,
    /// `FUNCTION`.
    Function,
    /// `ROUTINE`: any of the three.
    Routine,
    /// `PROCEDURE`.
    Procedure,
    /// `AGGREGATE`.
    Aggregate,
    /// `EXTENSION`.
    Extension,
    /// `COLUMN`, in COMMENT.
    Column,
    /// `CONSTRAINT`, in COMMENT.
    Constraint,
    /// What the model does not hold: roles, triggers, policies …
    Other,
}

/// An object as a statement names it.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectName {
    /// The name. Of a column or constraint: that of its table or domain.
    pub name: QualifiedName,
    /// The column's or constraint's name.
    pub part: Option<Name>,
    /// Of a function: the types of its arguments, where they were written.
    pub arguments: Option<Vec<TypeName>>,
}

/// `ALTER TABLE` and its kin.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterTable {
    /// What stands behind ALTER.
    pub kind: ObjectKind,
    /// The table, view, index or sequence.
    pub name: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `ONLY`.
    pub only: bool,
    /// In order.
    pub actions: Vec<AlterTableAction>,
}

/// One action of ALTER TABLE.
#[derive(Debug, Clone, PartialEq)]
pub enum AlterTableAction {
    /// `ADD COLUMN`.
    AddColumn {
        /// The column.
        column: ColumnDefinition,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
    },
    /// `DROP COLUMN`.
    DropColumn {
        /// The column.
        column: Name,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `ALTER COLUMN … TYPE`.
    SetType {
        /// The column.
        column: Name,
        /// The new type.
        data_type: TypeName,
        /// `COLLATE`.
        collation: Option<QualifiedName>,
        /// `USING`.
        using: Option<Expression>,
    },
    /// `ALTER COLUMN … SET DEFAULT`; `None`: DROP DEFAULT.
    SetDefault {
        /// The column.
        column: Name,
        /// The default.
        default: Option<Expression>,
    },
    /// `ALTER COLUMN … SET NOT NULL`, `DROP NOT NULL`.
    SetNotNull {
        /// The column.
        column: Name,
        /// Whether NULL is refused from now on.
        not_null: bool,
    },
    /// `ALTER COLUMN … ADD GENERATED … AS IDENTITY`.
    AddIdentity {
        /// The column.
        column: Name,
        /// Which kind.
        kind: Identity,
        /// `SEQUENCE NAME`.
        sequence_name: Option<QualifiedName>,
    },
    /// `ALTER COLUMN … SET GENERATED …`, `RESTART` and other options.
    SetIdentity {
        /// The column.
        column: Name,
        /// The new kind, where one was said.
        kind: Option<Identity>,
    },
    /// `ALTER COLUMN … DROP IDENTITY`.
    DropIdentity {
        /// The column.
        column: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER COLUMN … SET EXPRESSION` (PostgreSQL 17).
    SetExpression {
        /// The column.
        column: Name,
        /// The new expression.
        expression: Expression,
    },
    /// `ALTER COLUMN … DROP EXPRESSION`.
    DropExpression {
        /// The column.
        column: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ADD` a table constraint.
    AddConstraint(ConstraintDefinition),
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// The constraint.
        constraint: Name,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `ALTER CONSTRAINT`; `None` where nothing was said.
    AlterConstraint {
        /// The constraint.
        constraint: Name,
        /// `DEFERRABLE`.
        deferrable: Option<bool>,
        /// `INITIALLY DEFERRED`.
        initially_deferred: Option<bool>,
        /// `ENFORCED`.
        enforced: Option<bool>,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Name),
    /// `RENAME COLUMN`.
    RenameColumn {
        /// The old name.
        column: Name,
        /// The new name.
        to: Name,
    },
    /// `RENAME CONSTRAINT`.
    RenameConstraint {
        /// The old name.
        constraint: Name,
        /// The new name.
        to: Name,
    },
    /// `ATTACH PARTITION`.
    AttachPartition {
        /// The table or index that becomes one.
        partition: QualifiedName,
        /// Which rows it takes; none of an index.
        bound: Option<Box<PartitionBound>>,
    },
    /// `DETACH PARTITION`.
    DetachPartition {
        /// The table that ceases to be one.
        partition: QualifiedName,
        /// `CONCURRENTLY`.
        concurrently: bool,
    },
    /// `INHERIT`.
    Inherit(QualifiedName),
    /// `NO INHERIT`.
    NoInherit(QualifiedName),
    /// `OF type`.
    OfType(QualifiedName),
    /// `NOT OF`.
    NotOf(Span),
    /// An action that changes nothing that the model holds (OWNER TO, SET (…), ENABLE TRIGGER …),
    /// but the column that it names must be there.
    Nothing {
        /// The column of ALTER COLUMN.
        column: Option<Name>,
    },
    /// An action that is not known.
    Unknown {
        /// Its text's first words.
        what: Arc<str>,
        /// Where it stands.
        span: Span,
    },
}

/// `ALTER TYPE`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterType {
    /// The type.
    pub name: QualifiedName,
    /// What is done.
    pub action: AlterTypeAction,
}

/// What ALTER TYPE does.
#[derive(Debug, Clone, PartialEq)]
pub enum AlterTypeAction {
    /// `ADD VALUE`.
    AddValue {
        /// The label.
        label: Name,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// Where; at the end when nothing was said.
        position: Option<(BeforeAfter, Name)>,
    },
    /// `RENAME VALUE`.
    RenameValue {
        /// The old label.
        label: Name,
        /// The new label.
        to: Name,
    },
    /// `RENAME ATTRIBUTE`.
    RenameAttribute {
        /// The old name.
        attribute: Name,
        /// The new name.
        to: Name,
        /// `CASCADE`: tables of the type follow.
        cascade: bool,
    },
    /// `ADD`, `DROP`, `ALTER ATTRIBUTE`, in order, each with whether tables of the type follow
    /// (`CASCADE`).
    Attributes(Vec<(AlterAttribute, bool)>),
    /// What changes nothing that the model holds (OWNER TO …).
    Nothing,
}

/// Before or after a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeforeAfter {
    /// `BEFORE`.
    Before,
    /// `AFTER`.
    After,
}

/// One change of a composite type's attributes.
#[derive(Debug, Clone, PartialEq)]
pub enum AlterAttribute {
    /// `ADD ATTRIBUTE`.
    Add {
        /// Its name.
        name: Name,
        /// Its type.
        data_type: TypeName,
    },
    /// `DROP ATTRIBUTE`.
    Drop {
        /// Its name.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER ATTRIBUTE … TYPE`.
    SetType {
        /// Its name.
        name: Name,
        /// The new type.
        data_type: TypeName,
    },
}

/// `ALTER DOMAIN`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterDomain {
    /// The domain.
    pub name: QualifiedName,
    /// What is done.
    pub action: AlterDomainAction,
}

/// What ALTER DOMAIN does.
#[derive(Debug, Clone, PartialEq)]
pub enum AlterDomainAction {
    /// `SET DEFAULT`, `DROP DEFAULT`.
    SetDefault(Option<Expression>),
    /// `SET NOT NULL`, `DROP NOT NULL`.
    SetNotNull(bool),
    /// `ADD` a check.
    AddConstraint(ConstraintDefinition),
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// The constraint.
        constraint: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `RENAME CONSTRAINT`.
    RenameConstraint {
        /// The old name.
        constraint: Name,
        /// The new name.
        to: Name,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(Name),
    /// What changes nothing that the model holds.
    Nothing,
}

/// `ALTER SEQUENCE` with options.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterSequence {
    /// The sequence.
    pub name: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// What is said.
    pub options: SequenceOptions,
}

/// `ALTER … RENAME TO`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rename {
    /// What stands behind ALTER.
    pub kind: ObjectKind,
    /// The object.
    pub object: ObjectName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The new name.
    pub to: Name,
}

/// `ALTER … SET SCHEMA`.
#[derive(Debug, Clone, PartialEq)]
pub struct SetSchema {
    /// What stands behind ALTER.
    pub kind: ObjectKind,
    /// The object.
    pub object: ObjectName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// The new schema.
    pub schema: Name,
}

/// `DROP`.
#[derive(Debug, Clone, PartialEq)]
pub struct Drop {
    /// What stands behind DROP.
    pub kind: ObjectKind,
    /// The objects.
    pub objects: Vec<ObjectName>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub cascade: bool,
}

/// `COMMENT ON`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// What the comment is on.
    pub kind: ObjectKind,
    /// The object.
    pub object: ObjectName,
    /// For `CONSTRAINT … ON DOMAIN`.
    pub on_domain: bool,
    /// The text; `None` for NULL.
    pub text: Option<Arc<str>>,
}
