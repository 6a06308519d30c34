//! Everything that is named in an expression or query.

use super::expressions::{kind, subquery};
use super::tree::{Kind, Node, Place};
use super::{names, queries, types};
use crate::statement::{ColumnRef, Expression, QualifiedName, Query, TypeName};

/// What is named in an expression or query, in order.
#[derive(Default)]
pub(super) struct Found {
    pub(super) columns: Vec<ColumnRef>,
    pub(super) functions: Vec<QualifiedName>,
    pub(super) types: Vec<TypeName>,
    pub(super) relations: Vec<QualifiedName>,
}

impl Found {
    pub(super) fn take(&mut self, expression: &Expression) {
        self.columns.extend_from_slice(&expression.columns);
        self.functions.extend_from_slice(&expression.functions);
        self.types.extend_from_slice(&expression.types);
        self.relations.extend_from_slice(&expression.relations);
    }

    pub(super) fn append(&mut self, mut other: Found) {
        self.columns.append(&mut other.columns);
        self.functions.append(&mut other.functions);
        self.types.append(&mut other.types);
        self.relations.append(&mut other.relations);
    }

    pub(super) fn take_query(&mut self, query: &Query) {
        self.columns.extend_from_slice(&query.columns);
        self.functions.extend_from_slice(&query.functions);
        self.types.extend_from_slice(&query.types);
        self.relations.extend_from_slice(&query.relations);
    }
}

/// Finds everything that is named in a node, of whatever kind, without making a tree of it.
pub(super) fn collect(node: &Node, place: Place<'_>, found: &mut Found) {
    let Some(place) = place.deeper() else { return collect_flat(node, place, found) };
    match node.kind() {
        Kind::LITERAL | Kind::LOCKING_CLAUSE => {}
        Kind::RELATION_NAME_REF => found.relations.push(names::qualified_name(node, place)),
        query if queries::is_query(query) => {
            subquery(node, place, found);
        }
        data_type if types::is_type(data_type) => found.types.push(types::type_name(node, place)),
        Kind::NAME_REF | Kind::FIELD_EXPR | Kind::CALL_EXPR | Kind::CAST_EXPR => {
            kind(node, place, found);
        }
        _ => collect_children(node, place, found),
    }
}

/// [`collect`] for every child of a node.
pub(super) fn collect_children(node: &Node, place: Place<'_>, found: &mut Found) {
    for child in node.children() {
        collect(&child, place, found);
    }
}

/// [`collect`] for what is nested too deep to call itself: names of functions and of WITH count
/// as what they look like.
pub(super) fn collect_flat(node: &Node, place: Place<'_>, found: &mut Found) {
    for part in node.descendants() {
        match part.kind() {
            Kind::RELATION_NAME_REF => found.relations.push(names::qualified_name(&part, place)),
            Kind::NAME_REF => {
                let column = names::name(&part, place);
                let called = part.parent().is_some_and(|parent| parent.kind() == Kind::CALL_EXPR);
                if called {
                    found.functions.push(QualifiedName { schema: None, name: column });
                } else {
                    found.columns.push(ColumnRef { table: None, column });
                }
            }
            kind if types::is_type(kind) => found.types.push(types::type_name(&part, place)),
            _ => {}
        }
    }
}
