//! Objects of the schema in words.

use pgwright_schema::model::{Constraint, History, Model, ObjectId, Relation};
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
            model.relation(*id).is_some_and(|it| it.constraints.iter().any(|c| c.id == *constraint))
        }
        Object::Index(id, index) => {
            model.relation(*id).is_some_and(|it| it.index(*index).is_some())
        }
        Object::Sequence(id) => model.sequence(*id).is_some(),
        Object::Type(id) => model.user_type(*id).is_some(),
        Object::Label(id, label) => {
            model.user_type(*id).is_some_and(|it| it.labels().contains(label))
        }
        Object::Attribute(id, attribute) => model
            .user_type(*id)
            .is_some_and(|it| it.attributes().iter().any(|a| a.id == *attribute)),
        Object::Function(id) => model.functions.contains_key(id),
    }
}

/// Which statements made an object what it is; of a part without a history of its own, those of
/// the whole.
pub(crate) fn history<'a>(model: &'a Model, object: &Object) -> Option<&'a History> {
    match object {
        Object::Schema(id) => model.schemas.get(id)?.history.as_ref(),
        Object::Relation(id) => model.relation(*id)?.history.as_ref(),
        Object::Column(id, column) => model.relation(*id)?.column(*column)?.history.as_ref(),
        Object::Constraint(id, constraint) => {
            constraint_of(model.relation(*id)?, *constraint)?.history.as_ref()
        }
        Object::Index(id, index) => model.relation(*id)?.index(*index)?.history.as_ref(),
        Object::Sequence(id) => model.sequence(*id)?.history.as_ref(),
        Object::Type(id) | Object::Label(id, _) | Object::Attribute(id, _) => {
            model.user_type(*id)?.history.as_ref()
        }
        Object::Function(id) => model.functions.get(id)?.history.as_ref(),
    }
}

fn constraint_of(relation: &Relation, id: ObjectId) -> Option<&Constraint> {
    relation.constraints.iter().find(|it| it.id == id)
}

/// The name of an object alone, as the catalog holds it.
pub(crate) fn name(model: &Model, object: &Object) -> Option<Arc<str>> {
    Some(match object {
        Object::Schema(id) => Arc::clone(&model.schemas.get(id)?.name),
        Object::Relation(id) => Arc::clone(&model.relation(*id)?.name),
        Object::Column(id, column) => Arc::clone(&model.relation(*id)?.column(*column)?.name),
        Object::Constraint(id, constraint) => {
            Arc::clone(&constraint_of(model.relation(*id)?, *constraint)?.name)
        }
        Object::Index(id, index) => Arc::clone(&model.relation(*id)?.index(*index)?.name),
        Object::Sequence(id) => Arc::clone(&model.sequence(*id)?.name),
        Object::Type(id) => Arc::clone(&model.user_type(*id)?.name),
        Object::Label(_, label) => Arc::clone(label),
        Object::Attribute(id, attribute) => {
            let attributes = model.user_type(*id)?.attributes();
            Arc::clone(&attributes.iter().find(|it| it.id == *attribute)?.name)
        }
        Object::Function(id) => Arc::clone(&model.functions.get(id)?.name),
    })
}
