//! `CREATE INDEX`.

use crate::statement::{CreateIndex, IndexElement, Statement};
use crate::syntax::tree::{Kind, Node, Place, child, has};
use crate::syntax::{expressions, names};

/// `CREATE INDEX`.
pub(super) fn create_index(node: &Node, place: Place<'_>) -> Option<Statement> {
    let relation = child(node, Kind::TABLE_RELATION_NAME)?;
    let table = names::qualified_name(&child(&relation, Kind::TABLE_NAME_REF)?, place);
    let include = child(node, Kind::INDEX_INCLUDE_CLAUSE)
        .and_then(|clause| child(&clause, Kind::PARTITION_ITEM_LIST))
        .map(|list| elements(&list, place))
        .unwrap_or_default();
    Some(Statement::CreateIndex(Box::new(CreateIndex {
        name: child(node, Kind::INDEX).map(|node| names::qualified_name(&node, place).name),
        table,
        unique: has(node, Kind::UNIQUE_KW),
        if_not_exists: has(node, Kind::IF_NOT_EXISTS),
        only: has(&relation, Kind::ONLY_KW),
        concurrently: has(node, Kind::CONCURRENTLY_KW),
        method: child(node, Kind::USING_METHOD)
            .and_then(|method| child(&method, Kind::ACCESS_METHOD_REF))
            .map(|node| names::name(&node, place)),
        keys: child(node, Kind::PARTITION_ITEM_LIST)
            .map(|list| elements(&list, place))
            .unwrap_or_default(),
        include: include
            .into_iter()
            .filter_map(|element| Some(element.expression.columns.into_iter().next()?.column))
            .collect(),
        nulls_not_distinct: has(node, Kind::NULLS_NOT_DISTINCT),
        predicate: child(node, Kind::WHERE_CLAUSE)
            .and_then(|clause| expressions::child_expression(&clause, place)),
    })))
}

fn elements(list: &Node, place: Place<'_>) -> Vec<IndexElement> {
    list.children()
        .filter(|item| item.kind() == Kind::PARTITION_ITEM)
        .filter_map(|item| element(&item, place))
        .collect()
}

/// One key: a column or an expression, and what is said of it.
pub(super) fn element(item: &Node, place: Place<'_>) -> Option<IndexElement> {
    let mut children = item.children();
    let first = children.find(|child| expressions::is_expression(child.kind()))?;
    let mut element = IndexElement {
        expression: expressions::expression(&first, place),
        descending: false,
        nulls_first: None,
        operator_class: None,
        collation: None,
    };
    // `name COLLATE "C"` is the key's collation, not a part of its expression.
    if first.kind() == Kind::COLLATE {
        element.collation = super::create_table::collation(&first, place);
        element.expression = expressions::child_expression(&first, place)?;
    }
    for part in children {
        match part.kind() {
            Kind::COLLATE => element.collation = super::create_table::collation(&part, place),
            Kind::OP_CLASS_REF => {
                element.operator_class = Some(names::qualified_name(&part, place))
            }
            Kind::SORT_DESC => element.descending = true,
            Kind::NULLS_FIRST => element.nulls_first = Some(true),
            Kind::NULLS_LAST => element.nulls_first = Some(false),
            _ => {}
        }
    }
    Some(element)
}
