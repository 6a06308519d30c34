//! Queries, as far as the columns of a view hang on them.

use super::{Expression, Name, QualifiedName, TypeName};
use pgwright_problem::Span;

/// A query.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// `WITH`: names, column names where written, and queries.
    pub with: Vec<CommonTable>,
    /// What it selects.
    pub body: QueryBody,
    /// Where it stands.
    pub span: Span,
    /// Every relation named anywhere in it, names of `WITH` left out.
    pub relations: Vec<QualifiedName>,
    /// Every function called anywhere in it.
    pub functions: Vec<QualifiedName>,
    /// Every type named anywhere in it.
    pub types: Vec<TypeName>,
    /// Every column named anywhere in it.
    pub columns: Vec<super::ColumnRef>,
}

/// A query of `WITH`.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonTable {
    /// Its name.
    pub name: Name,
    /// Names of its columns, where written.
    pub columns: Vec<Name>,
    /// The query; `None` when it is INSERT, UPDATE or DELETE.
    pub query: Option<Box<Query>>,
}

/// What a query selects.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryBody {
    /// `SELECT`.
    Select {
        /// The output in order.
        outputs: Vec<Output>,
        /// What stands behind FROM, joins taken apart from left to right.
        from: Vec<FromItem>,
        /// `WHERE`.
        filter: Option<Box<Expression>>,
    },
    /// `VALUES`: the first row.
    Values(Vec<Expression>),
    /// `UNION`, `INTERSECT`, `EXCEPT`.
    SetOperation {
        /// Gives the names.
        left: Box<Query>,
        /// The other side.
        right: Box<Query>,
    },
    /// `TABLE name`.
    Table(QualifiedName),
}

/// One output of a SELECT.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// `*`.
    Star,
    /// `table.*`.
    TableStar(QualifiedName),
    /// `(composite).*`: the fields of a value, of which the names are not in the text.
    CompositeStar(Expression),
    /// An expression.
    Expression {
        /// The expression.
        expression: Expression,
        /// `AS name`.
        alias: Option<Name>,
    },
}

/// One item of FROM.
#[derive(Debug, Clone, PartialEq)]
pub struct FromItem {
    /// What it reads.
    pub source: FromSource,
    /// The alias.
    pub alias: Option<Name>,
    /// Names of columns behind the alias.
    pub columns: Vec<Name>,
    /// `JOIN … USING (…)` with the items before it; these columns stand once in a star.
    pub using: Vec<Name>,
    /// `JOIN … ON`.
    pub on: Option<Box<Expression>>,
    /// `NATURAL JOIN`.
    pub natural: bool,
}

/// What an item of FROM reads.
#[derive(Debug, Clone, PartialEq)]
pub enum FromSource {
    /// A table, view or name of WITH.
    Relation(QualifiedName),
    /// A subquery.
    Query(Box<Query>),
    /// A function, with the types of its columns where written.
    Function {
        /// The function.
        function: QualifiedName,
        /// What it is called with.
        arguments: Vec<Expression>,
        /// `AS (name type, …)`, or COLUMNS of JSON_TABLE and XMLTABLE.
        columns: Vec<(Name, TypeName)>,
        /// `WITH ORDINALITY`: one more column, `ordinality`, behind the others.
        ordinality: bool,
    },
    /// Anything else.
    Other,
}
