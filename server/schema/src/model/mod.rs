//! The schema model: what PostgreSQL's catalog holds after the migrations.
//!
//! Objects refer to each other by [`ObjectId`] and to columns by [`ColumnId`], as PostgreSQL's
//! catalog does by oid and attnum: a rename touches one object. The maps are persistent, so a
//! clone costs nothing and two models share what they have in common; there is one along the
//! history behind every migration.

mod build;
mod builtin;
mod format;
mod indexing;
mod keywords;
mod lookup;
mod name_map;
mod names;
mod partition;
mod relation;
mod same;
mod types;

pub use keywords::{quote_identifier, quote_literal};
pub(crate) use name_map::NameMap;
pub(crate) use names::*;
pub use partition::*;
pub use relation::*;
pub use types::*;

use imbl::{OrdMap, OrdSet};
use pgwright_problem::Location;
use std::sync::Arc;

/// An object of a model, counted in the order of making; never used again in one history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// A column of a relation, counted from one in the order of making; never used again in one
/// relation (PostgreSQL's `attnum`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub u16);

/// Which statements made an object what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The name in the statement that made it.
    pub made: Location,
    /// The statements that changed it since, in order, each with the place that names the object.
    pub changed: Vec<Location>,
}

impl History {
    /// The history of an object that was just made.
    pub fn new(made: Location) -> Self {
        Self { made, changed: Vec::new() }
    }

    /// Where it was made or changed last.
    pub fn latest(&self) -> &Location {
        self.changed.last().unwrap_or(&self.made)
    }
}

/// A whole schema model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Schemas. `public` is there from the start; `pg_catalog` is not in here, its types are
    /// [`BuiltinType`].
    pub schemas: OrdMap<ObjectId, Arc<Schema>>,
    /// Tables, views and the like.
    pub relations: OrdMap<ObjectId, Arc<Relation>>,
    /// Sequences.
    pub sequences: OrdMap<ObjectId, Arc<Sequence>>,
    /// Types that are not built in: enums, domains, composite, range and base types. The row
    /// types of relations are not in here, a relation's id stands for them.
    pub types: OrdMap<ObjectId, Arc<UserType>>,
    /// Functions, procedures and aggregates.
    pub functions: OrdMap<ObjectId, Arc<Function>>,
    /// Extensions by name.
    pub extensions: OrdMap<Arc<str>, Arc<Extension>>,
    /// Objects that a broken, unknown or refused statement names, as `(schema, name)` of
    /// relations and types: nothing that would stand on them is reported, and their generated
    /// files are neither rewritten nor removed.
    pub unsettled: OrdSet<(Arc<str>, Arc<str>)>,
    /// How the names begin of objects that broken statements may be about, while somebody types
    /// them: of whatever is called so, likewise. The empty one stands for anything.
    pub begun: OrdSet<Arc<str>>,
    /// Relations by schema and name: PostgreSQL keeps tables, views, sequences, indexes and
    /// composite types in one name space.
    pub(crate) relation_names: NameMap<RelationName>,
    /// Types by schema and name, row types and array types among them.
    pub(crate) type_names: NameMap<TypeNameEntry>,
    /// Functions by schema and name.
    pub(crate) function_names: NameMap<OrdSet<ObjectId>>,
    /// How many constraints of a schema have a name: names that are made up avoid them all.
    pub(crate) constraint_names: NameMap<u32>,
    /// The names of the array types that come with relations' row types.
    pub(crate) row_arrays: OrdMap<ObjectId, Arc<str>>,
    /// What expressions read, beside the columns of their own relation: sequences, functions and
    /// types. What can be told from the objects themselves (a column's type, a foreign key's
    /// table) is not in here.
    pub(crate) uses: OrdMap<User, OrdSet<ObjectId>>,
    /// What refers to an object in any way: the way back of [`Model::uses`] and of all that the
    /// objects themselves hold.
    pub(crate) users: OrdMap<ObjectId, OrdSet<User>>,
    /// The columns that a generated column reads.
    pub(crate) generated_from: OrdMap<(ObjectId, ColumnId), Vec<ColumnId>>,
    /// Of a partition's index-backed or foreign key constraint: that of the partitioned table of
    /// which it is a part. Of a plain index it is [`Index::parent`].
    pub(crate) constraint_parents: OrdMap<ObjectId, ObjectId>,
    /// Columns of which NOT NULL was said by ALTER TABLE of their own table, not of a parent.
    pub(crate) own_not_null: OrdSet<(ObjectId, ColumnId)>,
    /// Of a foreign key: the constraint or index that it stands on, where there may be several
    /// over the same columns.
    pub(crate) referenced_keys: OrdMap<ObjectId, ObjectId>,
    /// The names and types of the output columns of functions that have several, or
    /// `RETURNS TABLE`.
    pub(crate) function_outputs: OrdMap<ObjectId, FunctionOutputs>,
    /// What PostgreSQL calls the keys of an index of which one is an expression.
    pub(crate) key_names: OrdMap<ObjectId, Arc<[Arc<str>]>>,
    /// Where relations and types that are gone were dropped, by schema and name.
    pub(crate) dropped: OrdMap<(Arc<str>, Arc<str>), Location>,
    /// While a migration is replayed: the relations that it made or changed so far, as they were
    /// before it. Those that it made were not there.
    pub(crate) relations_before: Option<OrdMap<ObjectId, Option<Arc<Relation>>>>,
    /// The next object's id.
    pub(crate) next_id: u32,
}

/// What refers to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum User {
    /// A relation, sequence, type or function, in a way that it shows itself.
    Object(ObjectId),
    /// The default or the generating expression of a column.
    Default(ObjectId, ColumnId),
    /// The expression of a check.
    Constraint(ObjectId, ObjectId),
    /// The expressions of an index.
    Index(ObjectId, ObjectId),
}

/// The names and types of a function's output columns.
pub(crate) type FunctionOutputs = Arc<[(Arc<str>, Type)]>;

/// What a name in the name space of relations stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationName {
    /// A table, view, materialized view or foreign table.
    Relation(ObjectId),
    /// A sequence.
    Sequence(ObjectId),
    /// An index, with the table it is on; constraints' indexes among them.
    Index {
        /// The index, or the constraint that owns it.
        index: ObjectId,
        /// The table.
        table: ObjectId,
    },
    /// A free-standing composite type.
    Composite(ObjectId),
}

/// What a name in the name space of types stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeNameEntry {
    /// A type of [`Model::types`].
    User(ObjectId),
    /// The row type of a relation.
    Row(ObjectId),
    /// The array type whose elements are the type of that id (of types or relations).
    ArrayOf(ObjectId),
}

/// A schema (name space).
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: Arc<str>,
    /// `COMMENT ON SCHEMA`.
    pub comment: Option<Arc<str>>,
    /// `None` for `public` and for a schema read from a database.
    pub history: Option<History>,
}

/// A sequence.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// Its id.
    pub id: ObjectId,
    /// Its schema.
    pub schema: ObjectId,
    /// Its name.
    pub name: Arc<str>,
    /// `smallint`, `integer` or `bigint`.
    pub data_type: BuiltinType,
    /// The column that takes it along when it is dropped.
    pub owned_by: Option<(ObjectId, ColumnId)>,
    /// Whether it belongs to an identity column, and cannot be dropped by itself.
    pub identity: bool,
    /// How it counts; `None` where that is not known, as when it is read from a database.
    pub limits: Option<SequenceLimits>,
    /// `COMMENT ON SEQUENCE`.
    pub comment: Option<Arc<str>>,
    /// `None` when read from a database.
    pub history: Option<History>,
}

/// How a sequence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceLimits {
    /// `INCREMENT`, not 0.
    pub increment: i64,
    /// `MINVALUE`.
    pub minimum: i64,
    /// `MAXVALUE`.
    pub maximum: i64,
    /// `START`.
    pub start: i64,
}

/// A function, procedure or aggregate.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its id.
    pub id: ObjectId,
    /// Its schema.
    pub schema: ObjectId,
    /// Its name.
    pub name: Arc<str>,
    /// What it is.
    pub kind: FunctionKind,
    /// The types of the input arguments (in, inout, variadic), which tell overloads apart.
    pub arguments: Vec<Type>,
    /// The result; `record` for several output arguments, `void` for none. `None`: a procedure,
    /// or not known.
    pub returns: Option<Type>,
    /// `RETURNS SETOF` or `RETURNS TABLE`.
    pub returns_set: bool,
    /// `COMMENT ON FUNCTION`.
    pub comment: Option<Arc<str>>,
    /// The extension it belongs to.
    pub extension: Option<Arc<str>>,
    /// `None` when read from a database.
    pub history: Option<History>,
}

/// What a function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// A function that is called in an expression.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate.
    Aggregate,
    /// A window function.
    Window,
}

/// An installed extension.
#[derive(Debug, Clone, PartialEq)]
pub struct Extension {
    /// Its name.
    pub name: Arc<str>,
    /// The schema that holds what came with it.
    pub schema: ObjectId,
    /// `COMMENT ON EXTENSION`.
    pub comment: Option<Arc<str>>,
    /// `None` when read from a database.
    pub history: Option<History>,
}
