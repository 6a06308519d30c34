//! Expressions, as far as the model asks: their text, what they name, and what they are called.

use super::{Name, QualifiedName, Query, TypeName};
use pgwright_problem::Span;
use std::sync::Arc;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// Its text, white space and comments folded to single blanks, without outer parentheses.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
    /// What it is at the top, parentheses taken off.
    pub kind: ExpressionKind,
    /// Every column named in it, subqueries too, in order.
    pub columns: Vec<ColumnRef>,
    /// Every function called in it.
    pub functions: Vec<QualifiedName>,
    /// Every type named in it (casts).
    pub types: Vec<TypeName>,
    /// Every relation named in it: in subqueries, and as `'name'::regclass` or in `nextval`.
    pub relations: Vec<QualifiedName>,
}

/// A column as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnRef {
    /// The table or its alias, where it was written.
    pub table: Option<QualifiedName>,
    /// The column.
    pub column: Name,
}

/// What an expression is at the top.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// `column`, `table.column`.
    Column(ColumnRef),
    /// `NULL`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// A whole number, without sign, as written.
    Integer(Arc<str>),
    /// A number with a point or exponent.
    Numeric(Arc<str>),
    /// A string's content.
    String(Arc<str>),
    /// `expression::type`, `CAST(…)`, `type 'text'`.
    Cast {
        /// What is cast.
        operand: Box<Expression>,
        /// Into what.
        target: TypeName,
    },
    /// A call. SQL's own forms stand under PostgreSQL's name (`current_timestamp`, `coalesce`,
    /// `extract`).
    Call {
        /// The function.
        function: QualifiedName,
        /// Its arguments; a star gives none.
        arguments: Vec<Expression>,
        /// `OVER`.
        window: bool,
    },
    /// `CASE`: the results, `ELSE` last.
    Case(Vec<Expression>),
    /// `ARRAY[…]`.
    Array(Vec<Expression>),
    /// `left operator right`; comparisons and AND, OR among them.
    Binary {
        /// `+`, `=`, `and`, `->>`, `is distinct from` … in lower case.
        operator: Arc<str>,
        /// The left side.
        left: Box<Expression>,
        /// The right side.
        right: Box<Expression>,
    },
    /// `NOT x`.
    Not(Box<Expression>),
    /// `x IS NULL`, `x IS NOT NULL`.
    IsNull {
        /// What is asked about.
        operand: Box<Expression>,
        /// `NOT`.
        negated: bool,
    },
    /// `EXISTS (…)`.
    Exists(Box<Query>),
    /// `x IN (…)`.
    In {
        /// What is looked for.
        operand: Box<Expression>,
        /// Where: values, or one subquery.
        items: Vec<Expression>,
        /// `NOT`.
        negated: bool,
    },
    /// `x BETWEEN …`, `x LIKE …` and other forms of SQL's own: a boolean.
    Predicate,
    /// `(composite).field`, where it is not a column's plain name.
    Field {
        /// The composite value.
        operand: Box<Expression>,
        /// The field.
        field: Name,
    },
    /// `array[1]`.
    Element(Box<Expression>),
    /// `array[1:2]`.
    Slice(Box<Expression>),
    /// `ROW(…)`, `(a, b)`.
    Row,
    /// `ARRAY(SELECT …)`.
    ArraySubquery(Box<Query>),
    /// A subquery with one column.
    Subquery(Box<Query>),
    /// Anything else.
    Other,
}
