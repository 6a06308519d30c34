//! Types and domains.

use crate::statement::{CreateDomain, CreateType, CreateTypeKind, Name, Statement, TypeName};
use crate::syntax::tree::{Kind, Node, Place, child};
use crate::syntax::{names, strings, types};

/// `CREATE TYPE`.
pub(super) fn create_type(node: &Node, place: Place<'_>) -> Option<Statement> {
    let name = names::qualified_name(&child(node, Kind::TYPE_NAME)?, place);
    let kind = node.children().find_map(|part| match part.kind() {
        Kind::ENUM_TYPE => Some(CreateTypeKind::Enum(labels(&part, place))),
        Kind::COMPOSITE_TYPE => Some(CreateTypeKind::Composite(fields(&part, place))),
        Kind::RANGE_TYPE => range(&part, place),
        Kind::BASE_TYPE => Some(CreateTypeKind::Base),
        _ => None,
    });
    let kind = kind.unwrap_or(CreateTypeKind::Shell);
    Some(Statement::CreateType(Box::new(CreateType { name, kind })))
}

fn labels(node: &Node, place: Place<'_>) -> Vec<Name> {
    let list = child(node, Kind::VARIANT_LIST);
    let variants = list.iter().flat_map(|list| list.children());
    variants.filter_map(|variant| label(&variant, place)).collect()
}

/// The label that a child LITERAL spells. Labels are not cut: PostgreSQL refuses long ones.
pub(super) fn label(node: &Node, place: Place<'_>) -> Option<Name> {
    let literal = child(node, Kind::LITERAL)?;
    literal_name(&literal, place)
}

/// A string constant as a name.
pub(super) fn literal_name(literal: &Node, place: Place<'_>) -> Option<Name> {
    let content = strings::content(literal)?;
    Some(Name { text: content.text.into(), span: place.node(literal) })
}

fn fields(node: &Node, place: Place<'_>) -> Vec<(Name, TypeName)> {
    let list = child(node, Kind::COMPOSITE_FIELD_LIST);
    let fields = list.iter().flat_map(|list| list.children());
    fields
        .filter_map(|field| {
            let name = names::name(&child(&field, Kind::COMPOSITE_FIELD)?, place);
            Some((name, types::child_type(&field, place)?))
        })
        .collect()
}

fn range(node: &Node, place: Place<'_>) -> Option<CreateTypeKind> {
    let mut subtype = None;
    let mut multirange = None;
    for (option, value) in attributes(node, place) {
        match option.as_str() {
            "subtype" => subtype = types::child_type(&value, place),
            "multirange_type_name" => {
                multirange = types::child_type(&value, place).map(|value| value.name);
            }
            _ => {}
        }
    }
    Some(CreateTypeKind::Range { subtype: subtype?, multirange })
}

/// The options in a node's ATTRIBUTE_LIST: names in lower case, and nodes of values.
pub(super) fn attributes(node: &Node, place: Place<'_>) -> Vec<(String, Node)> {
    let list = child(node, Kind::ATTRIBUTE_LIST);
    let options = list.iter().flat_map(|list| list.children());
    options
        .filter_map(|option| {
            let name = names::name(&child(&option, Kind::ATTRIBUTE_NAME)?, place);
            Some((name.text.to_string(), child(&option, Kind::ATTRIBUTE_VALUE)?))
        })
        .collect()
}

/// `CREATE DOMAIN`.
pub(super) fn create_domain(node: &Node, place: Place<'_>) -> Option<Statement> {
    Some(Statement::CreateDomain(Box::new(CreateDomain {
        name: names::qualified_name(&child(node, Kind::DOMAIN)?, place),
        base: types::child_type(node, place)?,
        constraints: node
            .children()
            .filter_map(|part| super::constraints::constraint(&part, place))
            .collect(),
    })))
}
