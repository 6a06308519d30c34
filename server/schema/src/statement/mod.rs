//! SQL statements as the replay reads them: our own types, with the place of every name.
//!
//! Names are folded and cut as PostgreSQL does it. What the model does not hold (privileges,
//! storage parameters, bodies of functions) is not in here.

mod alter;
mod create;
mod expression;
mod query;

use crate::migrations::Unknown;
pub use alter::*;
pub use create::*;
pub use expression::*;
pub use query::*;

use pgwright_problem::Span;
use std::sync::Arc;

/// A statement and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The whole statement without the semicolon.
    pub span: Span,
    /// What it says.
    pub statement: Statement,
}

/// An identifier, folded to lower case where it was not quoted, cut at 63 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As the catalog would hold it.
    pub text: Arc<str>,
    /// As it stands in the text, quotes included.
    pub span: Span,
}

/// A name that may have a schema before it. A database's name before that is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualifiedName {
    /// The schema, where it was written.
    pub schema: Option<Name>,
    /// The name itself.
    pub name: Name,
}

impl QualifiedName {
    /// From the schema's first byte to the name's last.
    pub fn span(&self) -> Span {
        self.schema.as_ref().map_or(self.name.span, |schema| schema.span.cover(self.name.span))
    }
}

/// A type as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// The name. What SQL spells in its own way stands as `pg_catalog` has it: `integer` is
    /// `pg_catalog.int4`, `char` is `pg_catalog.bpchar`, `character varying` is
    /// `pg_catalog.varchar`, `"char"` is `pg_catalog.char`, `timestamp with time zone` is `pg_catalog.timestamptz`. `serial` and
    /// its kin stay as written, without a schema.
    pub name: QualifiedName,
    /// Modifiers in parentheses as written; for intervals the fields first (`day to second`).
    /// `char` and `bit` without one have `1`.
    pub modifiers: Vec<Arc<str>>,
    /// `[]` or `ARRAY` behind it, any number of dimensions.
    pub array: bool,
    /// `SETOF`.
    pub set_of: bool,
    /// `table.column%TYPE`: then `name` is the table's and this is the column's.
    pub of_column: Option<Name>,
    /// The whole type.
    pub span: Span,
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// `CREATE TABLE` in all its forms but `AS`; `CREATE FOREIGN TABLE`.
    CreateTable(Box<CreateTable>),
    /// `CREATE TABLE … AS`, `SELECT … INTO`, `CREATE MATERIALIZED VIEW`.
    CreateTableAs(Box<CreateTableAs>),
    /// `CREATE [OR REPLACE] VIEW`.
    CreateView(Box<CreateView>),
    /// `CREATE INDEX`.
    CreateIndex(Box<CreateIndex>),
    /// `CREATE SEQUENCE`.
    CreateSequence(Box<CreateSequence>),
    /// `CREATE TYPE`.
    CreateType(Box<CreateType>),
    /// `CREATE DOMAIN`.
    CreateDomain(Box<CreateDomain>),
    /// `CREATE SCHEMA`.
    CreateSchema(Box<CreateSchema>),
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`, `CREATE AGGREGATE`.
    CreateFunction(Box<CreateFunction>),
    /// `CREATE EXTENSION`.
    CreateExtension(CreateExtension),
    /// `ALTER TABLE`, and the same actions on views, indexes, sequences, foreign tables.
    AlterTable(Box<AlterTable>),
    /// `ALTER TYPE`.
    AlterType(Box<AlterType>),
    /// `ALTER DOMAIN`.
    AlterDomain(Box<AlterDomain>),
    /// `ALTER SEQUENCE` with options (`OWNED BY`, `AS`).
    AlterSequence(Box<AlterSequence>),
    /// `ALTER … RENAME TO` of a whole object.
    Rename(Box<Rename>),
    /// `ALTER … SET SCHEMA`.
    SetSchema(Box<SetSchema>),
    /// `DROP` of anything the model holds.
    Drop(Box<Drop>),
    /// `COMMENT ON` anything the model holds.
    Comment(Box<Comment>),
    /// `SET [LOCAL] search_path`; `None` for `DEFAULT` and `RESET`. `set_config` in a plain
    /// SELECT too.
    SetSearchPath {
        /// The schemas in order.
        schemas: Option<Vec<Name>>,
        /// `LOCAL`: until the transaction ends.
        local: bool,
    },
    /// `BEGIN`, `COMMIT`, `SAVEPOINT` …
    Transaction(Transaction),
    /// `DO`: the statements of its body, with spans in the whole text, as far as they can be
    /// told from the text alone.
    Do(Box<DoBlock>),
    /// A statement that changes nothing that the model holds (INSERT, GRANT, ANALYZE …).
    Nothing,
    /// A statement of which it is not known what it changes. Names the relations and types in
    /// its text, which are unsettled from here on.
    Unknown {
        /// What it begins with, such as `CREATE ACCESS METHOD`.
        what: Arc<str>,
        /// The names it may touch.
        names: Vec<QualifiedName>,
    },
    /// A statement of which a part is put in by the migration tool, and nobody has said what. Its
    /// place is that part's.
    Unfilled {
        /// What nobody has said.
        why: Unknown,
        /// The names it may touch.
        names: Vec<QualifiedName>,
    },
    /// A statement with a syntax error. Its own problem stands in [`crate::ParsedFile::problems`].
    Broken {
        /// The names it may touch, read from the text alone.
        names: Vec<QualifiedName>,
        /// How the name of another object begins that it may touch: somebody is typing it. Empty
        /// where it seems to define or change something and no name stands there yet.
        begun: Option<Arc<str>>,
    },
}

/// A statement about transactions.
#[derive(Debug, Clone, PartialEq)]
pub enum Transaction {
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`.
    Commit,
    /// `ROLLBACK`, `ABORT`.
    Rollback,
    /// `SAVEPOINT`.
    Savepoint(Name),
    /// `ROLLBACK TO`.
    RollbackTo(Name),
    /// `RELEASE`.
    Release(Name),
}

/// The body of a `DO` block in plpgsql.
#[derive(Debug, Clone, PartialEq)]
pub struct DoBlock {
    /// In order.
    pub body: Vec<Code>,
}

/// A piece of procedural code.
#[derive(Debug, Clone, PartialEq)]
pub enum Code {
    /// A plain SQL statement.
    Sql(Located),
    /// `IF … THEN … ELSE`, of which the condition is a text.
    If {
        /// Each branch's condition with its statements, `ELSE` as `None`.
        branches: Vec<(Option<Expression>, Vec<Code>)>,
        /// The whole.
        span: Span,
    },
    /// `BEGIN … EXCEPTION WHEN … THEN … END`.
    Block {
        /// The statements.
        body: Vec<Code>,
        /// For each handler, the conditions' names and its statements.
        handlers: Vec<(Vec<Arc<str>>, Vec<Code>)>,
        /// The whole.
        span: Span,
    },
    /// `EXECUTE 'constant text'`: the statements in the text.
    Execute {
        /// The statements, with spans in the whole text where they can be told.
        body: Vec<Located>,
        /// The whole.
        span: Span,
    },
    /// What cannot be decided from the text: a loop, EXECUTE of made-up text, other languages.
    Undecided {
        /// What it is, such as `a loop`.
        what: Arc<str>,
        /// The whole.
        span: Span,
        /// Names of relations and types in it.
        names: Vec<QualifiedName>,
        /// Whether there is DDL in it; without, it changes nothing that the model holds.
        changes_schema: bool,
    },
}
