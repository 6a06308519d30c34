//! Constraints of columns, tables and domains.

use crate::model::{Identity, ReferentialAction};
use crate::statement::{
    ConstraintDefinition, ConstraintDefinitionKind, Expression, IndexElement, Name, QualifiedName,
};
use crate::syntax::tree::{Kind, Node, Place, all_tokens, child, has};
use crate::syntax::{expressions, names};
use std::sync::Arc;

/// The constraint that a node spells; `None` when it is no constraint.
pub(super) fn constraint(node: &Node, place: Place<'_>) -> Option<ConstraintDefinition> {
    let kind = match node.kind() {
        Kind::NOT_NULL_CONSTRAINT => {
            let column = child(node, Kind::COLUMN_NAME_REF).map(|node| names::name(&node, place));
            ConstraintDefinitionKind::NotNull(column)
        }
        Kind::NULL_CONSTRAINT => ConstraintDefinitionKind::Null,
        Kind::DEFAULT_CONSTRAINT => {
            ConstraintDefinitionKind::Default(expressions::child_expression(node, place)?)
        }
        Kind::CHECK_CONSTRAINT => {
            ConstraintDefinitionKind::Check(expressions::child_expression(node, place)?)
        }
        Kind::GENERATED_CONSTRAINT => generated(node, place)?,
        Kind::PRIMARY_KEY_CONSTRAINT => {
            let index = index_parameters(node, place);
            ConstraintDefinitionKind::PrimaryKey {
                columns: index.columns,
                include: index.include,
                using_index: using_index(node, place),
            }
        }
        Kind::UNIQUE_CONSTRAINT => {
            let index = index_parameters(node, place);
            ConstraintDefinitionKind::Unique {
                columns: index.columns,
                include: index.include,
                using_index: using_index(node, place),
                nulls_not_distinct: index.nulls_not_distinct,
            }
        }
        Kind::FOREIGN_KEY_CONSTRAINT | Kind::REFERENCES_CONSTRAINT => foreign_key(node, place)?,
        Kind::EXCLUDE_CONSTRAINT => exclusion(node, place),
        _ => return None,
    };
    let name = child(node, Kind::CONSTRAINT_NAME_CLAUSE)
        .and_then(|clause| child(&clause, Kind::CONSTRAINT_NAME))
        .map(|node| names::name(&node, place));
    let mut definition = ConstraintDefinition {
        name,
        kind,
        deferrable: None,
        initially_deferred: None,
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        span: place.node(node),
    };
    for option in node.children() {
        match option.kind() {
            Kind::DEFERRABLE_CONSTRAINT_OPTION => definition.deferrable = Some(true),
            Kind::NOT_DEFERRABLE_CONSTRAINT_OPTION => definition.deferrable = Some(false),
            Kind::INITIALLY_DEFERRED_CONSTRAINT_OPTION => {
                definition.initially_deferred = Some(true);
            }
            Kind::INITIALLY_IMMEDIATE_CONSTRAINT_OPTION => {
                definition.initially_deferred = Some(false);
            }
            Kind::NOT_VALID => definition.not_valid = true,
            Kind::NOT_ENFORCED => definition.not_enforced = true,
            Kind::NO_INHERIT => definition.no_inherit = true,
            _ => {}
        }
    }
    Some(definition)
}

/// `ALWAYS` or `BY DEFAULT`.
pub(super) fn identity_kind(node: &Node) -> Option<Identity> {
    if has(node, Kind::GENERATED_ALWAYS) {
        Some(Identity::Always)
    } else if has(node, Kind::GENERATED_BY_DEFAULT) {
        Some(Identity::ByDefault)
    } else {
        None
    }
}

/// `SEQUENCE NAME` among the options of an identity column.
pub(super) fn sequence_name(node: &Node, place: Place<'_>) -> Option<QualifiedName> {
    let options = child(node, Kind::SEQUENCE_OPTION_LIST)?;
    let option = child(&options, Kind::OPTION_SEQUENCE_NAME)?;
    Some(names::qualified_name(&child(&option, Kind::SEQUENCE)?, place))
}

fn generated(node: &Node, place: Place<'_>) -> Option<ConstraintDefinitionKind> {
    if let Some(identity) = child(node, Kind::GENERATED_IDENTITY) {
        return Some(ConstraintDefinitionKind::Identity {
            kind: identity_kind(&identity).unwrap_or(Identity::Always),
            sequence_name: sequence_name(&identity, place),
        });
    }
    let stored = child(node, Kind::GENERATED_STORED)?;
    Some(ConstraintDefinitionKind::Generated {
        expression: expressions::child_expression(&stored, place)?,
        stored: has(&stored, Kind::STORED),
    })
}

struct IndexParameters {
    columns: Vec<Name>,
    include: Vec<Name>,
    nulls_not_distinct: bool,
}

fn index_parameters(node: &Node, place: Place<'_>) -> IndexParameters {
    let mut parameters =
        IndexParameters { columns: Vec::new(), include: Vec::new(), nulls_not_distinct: false };
    let Some(index) = child(node, Kind::INDEX_PARAMETERS) else { return parameters };
    for part in index.children() {
        match part.kind() {
            Kind::CONSTRAINT_COLUMN_REF_LIST => parameters.columns = column_names(&part, place),
            Kind::CONSTRAINT_INCLUDE_CLAUSE => {
                let list = child(&part, Kind::COLUMN_REF_LIST);
                parameters.include =
                    list.map(|list| column_names(&list, place)).unwrap_or_default();
            }
            Kind::NULLS_NOT_DISTINCT => parameters.nulls_not_distinct = true,
            _ => {}
        }
    }
    parameters
}

fn using_index(node: &Node, place: Place<'_>) -> Option<Name> {
    let index = child(&child(node, Kind::USING_INDEX_NAME)?, Kind::INDEX_REF)?;
    Some(names::qualified_name(&index, place).name)
}

/// The columns that a list names, `PERIOD column` among them.
pub(super) fn column_names(list: &Node, place: Place<'_>) -> Vec<Name> {
    list.children()
        .filter_map(|child| match child.kind() {
            Kind::COLUMN_NAME_REF | Kind::COLUMN_NAME => Some(child),
            Kind::PERIOD_COLUMN => self::child(&child, Kind::COLUMN_NAME_REF),
            _ => None,
        })
        .map(|node| names::name(&node, place))
        .collect()
}

fn foreign_key(node: &Node, place: Place<'_>) -> Option<ConstraintDefinitionKind> {
    let table = names::qualified_name(&child(node, Kind::TABLE_NAME_REF)?, place);
    let mut columns = Vec::new();
    let mut referenced = Vec::new();
    let mut on_delete = ReferentialAction::NoAction;
    let mut on_update = ReferentialAction::NoAction;
    let mut behind_table = false;
    for part in node.children() {
        match part.kind() {
            Kind::TABLE_NAME_REF => behind_table = true,
            Kind::FOREIGN_KEY_COLUMN_LIST if behind_table => {
                referenced = column_names(&part, place);
            }
            Kind::FOREIGN_KEY_COLUMN_LIST => columns = column_names(&part, place),
            Kind::COLUMN_NAME_REF => referenced.push(names::name(&part, place)),
            Kind::ON_DELETE_ACTION => on_delete = referential_action(&part),
            Kind::ON_UPDATE_ACTION => on_update = referential_action(&part),
            _ => {}
        }
    }
    Some(ConstraintDefinitionKind::ForeignKey {
        columns,
        table,
        referenced,
        on_delete,
        on_update,
        match_full: has(node, Kind::MATCH_FULL),
    })
}

fn referential_action(node: &Node) -> ReferentialAction {
    node.children()
        .find_map(|action| match action.kind() {
            Kind::CASCADE => Some(ReferentialAction::Cascade),
            Kind::RESTRICT => Some(ReferentialAction::Restrict),
            Kind::SET_NULL_COLUMNS => Some(ReferentialAction::SetNull),
            Kind::SET_DEFAULT_COLUMNS => Some(ReferentialAction::SetDefault),
            _ => None,
        })
        .unwrap_or_default()
}

fn exclusion(node: &Node, place: Place<'_>) -> ConstraintDefinitionKind {
    let method = child(node, Kind::CONSTRAINT_INDEX_METHOD)
        .and_then(|method| child(&method, Kind::ACCESS_METHOD_REF))
        .map(|node| names::name(&node, place));
    let method = method.unwrap_or_else(|| {
        let start = place.node(node).start;
        Name { text: "btree".into(), span: pgwright_problem::Span::new(start, start) }
    });
    let list = child(node, Kind::CONSTRAINT_EXCLUSION_LIST);
    let keys = list
        .iter()
        .flat_map(|list| list.children())
        .filter_map(|key| {
            let expression = expressions::child_expression(&key, place)?;
            let operator_class = place.blanked_class(&key);
            let element = IndexElement { operator_class, ..index_element(expression) };
            Some((element, exclusion_operator(&key)))
        })
        .collect();
    let predicate = child(node, Kind::WHERE_CONDITION_CLAUSE)
        .and_then(|clause| expressions::child_expression(&clause, place));
    ConstraintDefinitionKind::Exclusion { method, keys, predicate }
}

fn index_element(expression: Expression) -> IndexElement {
    IndexElement {
        expression,
        descending: false,
        nulls_first: None,
        operator_class: None,
        collation: None,
    }
}

fn exclusion_operator(key: &Node) -> Arc<str> {
    let operator =
        child(key, Kind::OP).or_else(|| child(&child(key, Kind::OPERATOR_CALL)?, Kind::OP));
    let Some(operator) = operator else { return "".into() };
    let text: String = all_tokens(&operator)
        .filter(|token| !matches!(token.kind(), Kind::OPERATOR_KW | Kind::L_PAREN | Kind::R_PAREN))
        .map(|token| token.text().to_owned())
        .collect();
    match text.rsplit_once('.') {
        Some((_, operator)) => operator.into(),
        None => text.into(),
    }
}
