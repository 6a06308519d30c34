//! `CREATE TABLE`, `CREATE FOREIGN TABLE`.

use super::constraints;
use crate::statement::{
    ColumnDefinition, ConstraintDefinitionKind, CreateTable, LikeOptions, PartitionBy,
    QualifiedName, Statement, TableElement,
};
use crate::syntax::tree::{Kind, Node, Place, child, has, tokens};
use crate::syntax::{expressions, names, types};
use std::sync::Arc;

/// `CREATE TABLE` in all its forms but `AS`.
pub(super) fn create_table(node: &Node, place: Place<'_>) -> Option<Statement> {
    let name = child(node, Kind::TABLE_NAME)?;
    let mut table = CreateTable {
        name: names::qualified_name(&name, place),
        if_not_exists: false,
        temporary: false,
        on_commit_drop: drops_on_commit(node),
        foreign: node.kind() == Kind::CREATE_FOREIGN_TABLE,
        elements: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partition_bound: None,
        partition_by: None,
        of_type: None,
    };
    table.partition_bound = super::partition_bound::partition_bound(node, place);
    for part in node.children() {
        match part.kind() {
            Kind::IF_NOT_EXISTS => table.if_not_exists = true,
            Kind::TABLE_ARG_LIST => table.elements = elements(&part, place),
            Kind::INHERITS => table.inherits = table_names(&part, place),
            Kind::PARTITION_OF => table.partition_of = table_names(&part, place).pop(),
            Kind::PARTITION_BY => table.partition_by = partition_by(&part, place),
            Kind::OF_TYPE => {
                table.of_type = types::child_type(&part, place).map(|of_type| of_type.name);
            }
            _ => table.temporary |= is_temporary(&part),
        }
    }
    Some(Statement::CreateTable(Box::new(table)))
}

/// Whether a table is gone with its transaction.
pub(super) fn drops_on_commit(node: &Node) -> bool {
    child(node, Kind::ON_COMMIT).is_some_and(|action| has(&action, Kind::DROP))
}

/// Whether a node says TEMPORARY.
pub(super) fn is_temporary(persistence: &Node) -> bool {
    persistence.kind() == Kind::TEMP
}

fn table_names(node: &Node, place: Place<'_>) -> Vec<QualifiedName> {
    node.children()
        .filter(|child| child.kind() == Kind::TABLE_NAME_REF)
        .map(|node| names::qualified_name(&node, place))
        .collect()
}

fn elements(list: &Node, place: Place<'_>) -> Vec<TableElement> {
    list.children()
        .filter_map(|element| match element.kind() {
            Kind::COLUMN => Some(TableElement::Column(column(&element, place)?)),
            Kind::LIKE_CLAUSE => like(&element, place),
            _ => constraints::constraint(&element, place).map(TableElement::Constraint),
        })
        .collect()
}

/// A column's definition, of CREATE TABLE or ADD COLUMN.
pub(super) fn column(node: &Node, place: Place<'_>) -> Option<ColumnDefinition> {
    let name_node = child(node, Kind::COLUMN_NAME)?;
    let mut column = ColumnDefinition {
        name: names::name(&name_node, place),
        data_type: None,
        collation: None,
        constraints: Vec::new(),
        span: place.node(node),
    };
    // ADD COLUMN is one node with the column in it.
    column.span.start = column.name.span.start;
    for part in node.children() {
        match part.kind() {
            kind if types::is_type(kind) => column.data_type = Some(types::type_name(&part, place)),
            Kind::COLLATE => column.collation = collation(&part, place),
            Kind::DEFAULT_CONSTRAINT if has(&part, Kind::COLLATE) => {
                // PostgreSQL's grammar has no COLLATE in a default: it is the column's.
                let collate = child(&part, Kind::COLLATE)?;
                column.collation = collation(&collate, place);
                let mut default = constraints::constraint(&part, place)?;
                default.kind = ConstraintDefinitionKind::Default(expressions::child_expression(
                    &collate, place,
                )?);
                column.constraints.push(default);
            }
            _ => column.constraints.extend(constraints::constraint(&part, place)),
        }
    }
    Some(column)
}

/// The collation that a COLLATE clause names.
pub(super) fn collation(node: &Node, place: Place<'_>) -> Option<QualifiedName> {
    Some(names::qualified_name(&child(node, Kind::COLLATION_REF)?, place))
}

fn like(node: &Node, place: Place<'_>) -> Option<TableElement> {
    let table = names::qualified_name(&child(node, Kind::RELATION_NAME_REF)?, place);
    let mut including = LikeOptions::default();
    for option in node.children() {
        let on = match option.kind() {
            Kind::INCLUDING_PROPERTY => true,
            Kind::EXCLUDING_PROPERTY => false,
            _ => continue,
        };
        let Some(property) = option.first_child() else { continue };
        match property.kind() {
            Kind::PROPERTY_COMMENTS => including.comments = on,
            Kind::PROPERTY_CONSTRAINTS => including.constraints = on,
            Kind::PROPERTY_DEFAULTS => including.defaults = on,
            Kind::PROPERTY_GENERATED => including.generated = on,
            Kind::PROPERTY_IDENTITY => including.identity = on,
            Kind::PROPERTY_INDEXES => including.indexes = on,
            Kind::PROPERTY_ALL => {
                including = LikeOptions {
                    comments: on,
                    constraints: on,
                    defaults: on,
                    generated: on,
                    identity: on,
                    indexes: on,
                }
            }
            _ => {}
        }
    }
    Some(TableElement::Like { table, including })
}

fn partition_by(node: &Node, place: Place<'_>) -> Option<PartitionBy> {
    let strategy = child(node, Kind::PARTITION_STRATEGY)?;
    let strategy = tokens(&strategy).next()?;
    let strategy: Arc<str> = names::identifier(strategy.text(), '\\');
    let items = child(node, Kind::PARTITION_ITEM_LIST)?;
    let keys = items
        .children()
        .filter(|item| item.kind() == Kind::PARTITION_ITEM)
        .filter_map(|item| super::create_index::element(&item, place))
        .collect();
    Some(PartitionBy { strategy, keys })
}
