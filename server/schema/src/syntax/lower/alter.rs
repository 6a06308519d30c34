//! ALTER of everything: renames, moves to another schema, types, domains, sequences.

use super::{alter_table, constraints, create_sequence, create_type, drop};
use crate::statement::{
    AlterAttribute, AlterDomain, AlterDomainAction, AlterSequence, AlterType, AlterTypeAction,
    BeforeAfter, Name, ObjectKind, QualifiedName, Rename, SequenceOptions, SetSchema, Statement,
};
use crate::syntax::tree::{Kind, Node, Place, child, has};
use crate::syntax::{expressions, names, types};

/// ALTER of anything that the model holds.
pub(super) fn alter(node: &Node, place: Place<'_>) -> Option<Statement> {
    let (kind, reference) = match node.kind() {
        Kind::ALTER_TABLE => (ObjectKind::Table, Kind::TABLE_RELATION_NAME),
        Kind::ALTER_FOREIGN_TABLE => (ObjectKind::ForeignTable, Kind::TABLE_RELATION_NAME),
        Kind::ALTER_VIEW => (ObjectKind::View, Kind::VIEW_REF),
        Kind::ALTER_MATERIALIZED_VIEW => (ObjectKind::MaterializedView, Kind::VIEW_REF),
        Kind::ALTER_INDEX => (ObjectKind::Index, Kind::INDEX_REF),
        Kind::ALTER_SEQUENCE => (ObjectKind::Sequence, Kind::SEQUENCE_REF),
        Kind::ALTER_TYPE => (ObjectKind::Type, Kind::TYPE_NAME_REF),
        Kind::ALTER_DOMAIN => (ObjectKind::Domain, Kind::DOMAIN_REF),
        Kind::ALTER_SCHEMA => (ObjectKind::Schema, Kind::SCHEMA_REF),
        Kind::ALTER_EXTENSION => (ObjectKind::Extension, Kind::EXTENSION_REF),
        Kind::ALTER_FUNCTION => (ObjectKind::Function, Kind::FUNCTION_SIG),
        Kind::ALTER_PROCEDURE => (ObjectKind::Procedure, Kind::PROCEDURE_SIG),
        Kind::ALTER_ROUTINE => (ObjectKind::Routine, Kind::ROUTINE_SIG),
        Kind::ALTER_AGGREGATE => (ObjectKind::Aggregate, Kind::AGGREGATE),
        _ => return None,
    };
    if has(node, Kind::ALL_IN_TABLESPACE) {
        return Some(Statement::Nothing);
    }
    let mut target = child(node, reference)?;
    let only = has(&target, Kind::ONLY_KW);
    if let Some(table) = child(&target, Kind::TABLE_NAME_REF) {
        target = table;
    }
    let object = drop::object(&target, place)?;
    let if_exists = has(node, Kind::IF_EXISTS);
    for action in node.children() {
        if let Some(to) = new_name(&action, place) {
            return Some(Statement::Rename(Box::new(Rename { kind, object, if_exists, to })));
        }
        if action.kind() == Kind::SET_SCHEMA {
            let schema = names::name(&child(&action, Kind::SCHEMA_REF)?, place);
            let set = SetSchema { kind, object, if_exists, schema };
            return Some(Statement::SetSchema(Box::new(set)));
        }
    }
    let name = object.name;
    match kind {
        ObjectKind::Type => alter_type(node, name, place),
        ObjectKind::Domain => alter_domain(node, name, place),
        ObjectKind::Sequence => {
            let options = create_sequence::options(node, place);
            if options == SequenceOptions::default() {
                return Some(alter_table::nothing(kind, name, if_exists));
            }
            let alter = AlterSequence { name, if_exists, options };
            Some(Statement::AlterSequence(Box::new(alter)))
        }
        ObjectKind::Table
        | ObjectKind::ForeignTable
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Index => {
            Some(alter_table::alter_table(node, kind, name, if_exists, only, place))
        }
        ObjectKind::Extension => extension(node),
        _ => Some(Statement::Nothing),
    }
}

/// The new name of a RENAME TO.
fn new_name(action: &Node, place: Place<'_>) -> Option<Name> {
    let name = match action.kind() {
        Kind::TABLE_RENAME_TO => Kind::TABLE_NAME,
        Kind::VIEW_RENAME_TO => Kind::VIEW,
        Kind::INDEX_RENAME_TO => Kind::INDEX,
        Kind::SEQUENCE_RENAME_TO => Kind::SEQUENCE,
        Kind::TYPE_RENAME_TO => Kind::TYPE_NAME,
        Kind::DOMAIN_RENAME_TO => Kind::DOMAIN,
        Kind::SCHEMA_RENAME_TO => Kind::SCHEMA,
        Kind::FUNCTION_RENAME_TO => Kind::FUNCTION_NAME,
        Kind::PROCEDURE_RENAME_TO => Kind::PROCEDURE_NAME,
        Kind::ROUTINE_RENAME_TO => Kind::ROUTINE_NAME,
        Kind::AGGREGATE_RENAME_TO => Kind::AGGREGATE_NAME,
        _ => return None,
    };
    Some(names::qualified_name(&child(action, name)?, place).name)
}

/// Members of an extension may come and go, and with them what the model holds.
fn extension(node: &Node) -> Option<Statement> {
    let members = has(node, Kind::ALTER_EXTENSION_ADD) || has(node, Kind::ALTER_EXTENSION_DROP);
    (!members).then_some(Statement::Nothing)
}

fn alter_type(node: &Node, name: QualifiedName, place: Place<'_>) -> Option<Statement> {
    let action = node.children().find_map(|part| type_action(&part, place));
    let action = action.unwrap_or(AlterTypeAction::Nothing);
    Some(Statement::AlterType(Box::new(AlterType { name, action })))
}

fn type_action(part: &Node, place: Place<'_>) -> Option<AlterTypeAction> {
    match part.kind() {
        Kind::ADD_VALUE => {
            let position = [
                (Kind::BEFORE_VALUE, BeforeAfter::Before),
                (Kind::AFTER_VALUE, BeforeAfter::After),
            ];
            let position = position.into_iter().find_map(|(kind, side)| {
                Some((side, create_type::label(&child(part, kind)?, place)?))
            });
            Some(AlterTypeAction::AddValue {
                label: create_type::label(part, place)?,
                if_not_exists: has(part, Kind::IF_NOT_EXISTS),
                position,
            })
        }
        Kind::RENAME_VALUE => {
            let mut labels = part
                .children()
                .filter(|child| child.kind() == Kind::LITERAL)
                .filter_map(|label| create_type::literal_name(&label, place));
            Some(AlterTypeAction::RenameValue { label: labels.next()?, to: labels.next()? })
        }
        Kind::RENAME_ATTRIBUTE => Some(AlterTypeAction::RenameAttribute {
            attribute: names::name(&child(part, Kind::COMPOSITE_FIELD_REF)?, place),
            to: names::name(&child(part, Kind::COMPOSITE_FIELD)?, place),
            cascade: has(part, Kind::CASCADE),
        }),
        Kind::ALTER_TYPE_ATTRIBUTE_ACTION_LIST => Some(AlterTypeAction::Attributes(
            part.children()
                .filter_map(|node| Some((attribute(&node, place)?, has(&node, Kind::CASCADE))))
                .collect(),
        )),
        _ => None,
    }
}

fn attribute(node: &Node, place: Place<'_>) -> Option<AlterAttribute> {
    let name = |kind| Some(names::name(&child(node, kind)?, place));
    match node.kind() {
        Kind::ADD_ATTRIBUTE => Some(AlterAttribute::Add {
            name: name(Kind::COMPOSITE_FIELD)?,
            data_type: types::child_type(node, place)?,
        }),
        Kind::DROP_ATTRIBUTE => Some(AlterAttribute::Drop {
            name: name(Kind::COMPOSITE_FIELD_REF)?,
            if_exists: has(node, Kind::IF_EXISTS),
        }),
        Kind::ALTER_ATTRIBUTE => Some(AlterAttribute::SetType {
            name: name(Kind::COMPOSITE_FIELD_REF)?,
            data_type: types::child_type(node, place)?,
        }),
        _ => None,
    }
}

fn alter_domain(node: &Node, name: QualifiedName, place: Place<'_>) -> Option<Statement> {
    let action = node.children().find_map(|part| domain_action(&part, place));
    let action = action.unwrap_or(AlterDomainAction::Nothing);
    Some(Statement::AlterDomain(Box::new(AlterDomain { name, action })))
}

fn domain_action(part: &Node, place: Place<'_>) -> Option<AlterDomainAction> {
    let constraint = |kind| Some(names::name(&child(part, kind)?, place));
    Some(match part.kind() {
        Kind::SET_DEFAULT => {
            AlterDomainAction::SetDefault(Some(expressions::child_expression(part, place)?))
        }
        Kind::DROP_DEFAULT => AlterDomainAction::SetDefault(None),
        Kind::SET_NOT_NULL => AlterDomainAction::SetNotNull(true),
        Kind::DROP_NOT_NULL => AlterDomainAction::SetNotNull(false),
        Kind::ADD_CONSTRAINT => AlterDomainAction::AddConstraint(
            part.children().find_map(|child| constraints::constraint(&child, place))?,
        ),
        Kind::DROP_CONSTRAINT => AlterDomainAction::DropConstraint {
            constraint: constraint(Kind::CONSTRAINT_NAME_REF)?,
            if_exists: has(part, Kind::IF_EXISTS),
        },
        Kind::RENAME_CONSTRAINT => AlterDomainAction::RenameConstraint {
            constraint: constraint(Kind::CONSTRAINT_NAME_REF)?,
            to: constraint(Kind::CONSTRAINT_NAME)?,
        },
        Kind::VALIDATE_CONSTRAINT => {
            AlterDomainAction::ValidateConstraint(constraint(Kind::CONSTRAINT_NAME_REF)?)
        }
        _ => return None,
    })
}
