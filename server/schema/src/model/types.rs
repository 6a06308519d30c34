//! Types: built in, made by the migrations, and not known.

use super::{ColumnId, History, ObjectId};
use std::sync::Arc;

/// A type as a column has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Type {
    /// The type, or that of the elements when it is an array.
    pub base: BaseType,
    /// The modifiers in parentheses, as `format_type` prints them: `["10", "2"]`,
    /// `["255"]`, for intervals the fields and the precision (`["day to second", "3"]`).
    pub modifiers: Vec<Arc<str>>,
    /// Whether it is an array. PostgreSQL does not tell numbers of dimensions apart.
    pub array: bool,
}

/// What a type is without modifiers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum BaseType {
    /// Of `pg_catalog`.
    Builtin(BuiltinType),
    /// Of [`super::Model::types`].
    User(ObjectId),
    /// The row type of a relation.
    Row(ObjectId),
    /// Named, but not known: it never was made, or an unknown extension would bring it.
    Unknown {
        /// The schema, where one was written.
        schema: Option<Arc<str>>,
        /// The name; empty where not even that is known (an expression in a view).
        name: Arc<str>,
    },
}

/// A type of `pg_catalog`, by its name there (`int4`, `varchar`, `timestamptz`, `_text` is not
/// one: arrays are [`Type::array`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuiltinType(pub(crate) &'static str);

/// A type that is not built in.
#[derive(Debug, Clone, PartialEq)]
pub struct UserType {
    /// Its id.
    pub id: ObjectId,
    /// Its schema.
    pub schema: ObjectId,
    /// Its name.
    pub name: Arc<str>,
    /// What it is.
    pub kind: TypeKind,
    /// The name of its array type, which PostgreSQL makes up (`_mood`).
    pub array_name: Option<Arc<str>>,
    /// `COMMENT ON TYPE`, `COMMENT ON DOMAIN`.
    pub comment: Option<Arc<str>>,
    /// The extension it belongs to.
    pub extension: Option<Arc<str>>,
    /// `None` when read from a database or brought by an extension.
    pub history: Option<History>,
}

/// What a type that is not built in is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// `CREATE TYPE … AS ENUM`.
    Enum {
        /// The labels in their sort order.
        labels: Vec<Arc<str>>,
    },
    /// `CREATE DOMAIN`.
    Domain {
        /// What it stands on.
        base: Type,
        /// Whether NULL is refused.
        not_null: bool,
        /// The default's text.
        default: Option<Arc<str>>,
        /// Its checks.
        checks: Vec<DomainCheck>,
    },
    /// `CREATE TYPE … AS (…)`.
    Composite {
        /// The attributes in order.
        attributes: Vec<Attribute>,
    },
    /// `CREATE TYPE … AS RANGE`.
    Range {
        /// The type of the bounds.
        subtype: Type,
        /// The name of its multirange type, which has an id of its own.
        multirange: Option<ObjectId>,
    },
    /// The multirange of a range type.
    Multirange {
        /// The range type.
        range: ObjectId,
    },
    /// A base type: brought by an extension, or made by `CREATE TYPE … (INPUT = …)`.
    Base,
    /// `CREATE TYPE name`, not filled yet.
    Shell,
}

impl UserType {
    /// The labels of an enum in their sort order; none of another type.
    pub fn labels(&self) -> &[Arc<str>] {
        match &self.kind {
            TypeKind::Enum { labels } => labels,
            _ => &[],
        }
    }

    /// The attribute of a composite type of that number.
    pub fn attribute(&self, id: ColumnId) -> Option<&Attribute> {
        self.attributes().iter().find(|attribute| attribute.id == id)
    }

    /// The attributes of a composite type in order; none of another type.
    pub fn attributes(&self) -> &[Attribute] {
        match &self.kind {
            TypeKind::Composite { attributes } => attributes,
            _ => &[],
        }
    }
}

/// A check of a domain.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainCheck {
    /// Its name, written or made up.
    pub name: Arc<str>,
    /// The expression's text without the outer parentheses.
    pub expression: Arc<str>,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its number.
    pub id: ColumnId,
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub data_type: Type,
    /// `COMMENT ON COLUMN`.
    pub comment: Option<Arc<str>>,
}
