//! Objects of the schema in words.

use pgwright_schema::model::{ColumnId, History, Model, ObjectId, Relation, TypeKind, UserType};
use pgwright_schema::replay::Object;
use std::sync::Arc;

/// Whether a model has the object.
pub(crate) fn is_there(model: &Model, object: &Object) -> bool {
    match object {
        Object::Schema(id) => model.schemas.contains_key(id),
        Object::Relation(id) => model.relation(*id).is_some(),
        Object::Column(id, column) => {
            model.relation(*id).is_some_and(|it| it.column(*column).is_some())
        }
        Object::Constraint(id, constraint) => {
            model.relation(*id).is_some_and(|it| it.constraint(*constraint).is_some())
        }
        Object::Index(id, index) => {
            model.relation(*id).is_some_and(|it| it.index(*index).is_some())
        }
        Object::Sequence(id) => model.sequence(*id).is_some(),
        Object::Type(id) => model.user_type(*id).is_some(),
        Object::Label(id, label) => {
            model.user_type(*id).is_some_and(|it| it.labels().contains(label))
        }
        Object::Attribute(id, attribute) => {
            model.user_type(*id).is_some_and(|it| it.attribute(*attribute).is_some())
        }
        Object::Function(id) => model.functions.contains_key(id),
    }
}

/// Which statements made an object what it is; of a part without a history of its own, those of
/// the whole.
pub(crate) fn history<'a>(model: &'a Model, object: &Object) -> Option<&'a History> {
    match object {
        Object::Schema(id) => model.schemas.get(id)?.history.as_ref(),
        Object::Relation(id)
        | Object::Column(id, _)
        | Object::Constraint(id, _)
        | Object::Index(id, _) => part_history(model.relation(*id)?, object),
        Object::Sequence(id) => model.sequence(*id)?.history.as_ref(),
        Object::Type(id) | Object::Label(id, _) | Object::Attribute(id, _) => {
            model.user_type(*id)?.history.as_ref()
        }
        Object::Function(id) => model.functions.get(id)?.history.as_ref(),
    }
}

/// The history of a part of a relation, or of the whole.
pub(crate) fn part_history<'a>(relation: &'a Relation, object: &Object) -> Option<&'a History> {
    match object {
        Object::Column(_, id) => relation.column(*id)?.history.as_ref(),
        Object::Constraint(_, id) => relation.constraint(*id)?.history.as_ref(),
        Object::Index(_, id) => relation.index(*id)?.history.as_ref(),
        _ => relation.history.as_ref(),
    }
}

/// The name of an object alone, as the catalog holds it.
pub(crate) fn name(model: &Model, object: &Object) -> Option<Arc<str>> {
    Some(match object {
        Object::Schema(id) => Arc::clone(&model.schemas.get(id)?.name),
        Object::Relation(id) => Arc::clone(&model.relation(*id)?.name),
        Object::Column(id, column) => Arc::clone(&model.relation(*id)?.column(*column)?.name),
        Object::Constraint(id, constraint) => {
            Arc::clone(&model.relation(*id)?.constraint(*constraint)?.name)
        }
        Object::Index(id, index) => Arc::clone(&model.relation(*id)?.index(*index)?.name),
        Object::Sequence(id) => Arc::clone(&model.sequence(*id)?.name),
        Object::Type(id) => Arc::clone(&model.user_type(*id)?.name),
        Object::Label(_, label) => Arc::clone(label),
        Object::Attribute(id, attribute) => {
            Arc::clone(&model.user_type(*id)?.attribute(*attribute)?.name)
        }
        Object::Function(id) => Arc::clone(&model.functions.get(id)?.name),
    })
}

/// The comment on an object.
pub(crate) fn comment(model: &Model, object: &Object) -> Option<Arc<str>> {
    match object {
        Object::Schema(id) => model.schemas.get(id)?.comment.clone(),
        Object::Relation(id) => model.relation(*id)?.comment.clone(),
        Object::Column(id, column) => model.relation(*id)?.column(*column)?.comment.clone(),
        Object::Constraint(id, own) => model.relation(*id)?.constraint(*own)?.comment.clone(),
        Object::Index(id, index) => model.relation(*id)?.index(*index)?.comment.clone(),
        Object::Sequence(id) => model.sequence(*id)?.comment.clone(),
        Object::Type(id) => model.user_type(*id)?.comment.clone(),
        Object::Attribute(id, own) => model.user_type(*id)?.attribute(*own)?.comment.clone(),
        Object::Function(id) => model.functions.get(id)?.comment.clone(),
        Object::Label(..) => None,
    }
}

/// What a type is: `enum`, `domain` …
pub(crate) fn type_kind(user_type: &UserType) -> &'static str {
    match user_type.kind {
        TypeKind::Enum { .. } => "enum",
        TypeKind::Domain { .. } => "domain",
        TypeKind::Composite { .. } => "composite type",
        TypeKind::Range { .. } => "range type",
        TypeKind::Multirange { .. } => "multirange type",
        TypeKind::Base => "base type",
        TypeKind::Shell => "type",
    }
}

/// An object as a word that goes through an editor and comes back; `None` for those of which it
/// would not.
pub(crate) fn to_text(object: &Object) -> Option<String> {
    Some(match object {
        Object::Schema(id) => format!("schema {}", id.0),
        Object::Relation(id) => format!("relation {}", id.0),
        Object::Column(id, column) => format!("column {} {}", id.0, column.0),
        Object::Constraint(id, constraint) => format!("constraint {} {}", id.0, constraint.0),
        Object::Index(id, index) => format!("index {} {}", id.0, index.0),
        Object::Sequence(id) => format!("sequence {}", id.0),
        Object::Type(id) => format!("type {}", id.0),
        Object::Function(id) => format!("function {}", id.0),
        Object::Label(..) | Object::Attribute(..) => return None,
    })
}

/// The object of [`to_text`].
pub(crate) fn from_text(text: &str) -> Option<Object> {
    let mut words = text.split(' ');
    let kind = words.next()?;
    let id = ObjectId(words.next()?.parse().ok()?);
    let part = words.next().map(str::parse::<u32>).transpose().ok()?;
    Some(match (kind, part) {
        ("schema", None) => Object::Schema(id),
        ("relation", None) => Object::Relation(id),
        ("sequence", None) => Object::Sequence(id),
        ("type", None) => Object::Type(id),
        ("function", None) => Object::Function(id),
        ("column", Some(part)) => Object::Column(id, ColumnId(u16::try_from(part).ok()?)),
        ("constraint", Some(part)) => Object::Constraint(id, ObjectId(part)),
        ("index", Some(part)) => Object::Index(id, ObjectId(part)),
        _ => return None,
    })
}
