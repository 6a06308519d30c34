//! The maps of names and of dependents, kept in line with the objects.

use super::{ConstraintKind, Function, Model, ObjectId, Relation, RelationName, Type, TypeKind};
use super::{TypeNameEntry, User, UserType};
use imbl::OrdSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the maps hold of a relation.
#[derive(PartialEq)]
pub(super) struct Indexed {
    schema: ObjectId,
    name: Arc<str>,
    /// Names of constraints, and whether these own an index.
    constraints: Vec<(ObjectId, Arc<str>, bool)>,
    indexes: Vec<(ObjectId, Arc<str>)>,
    references: BTreeSet<ObjectId>,
}

impl Indexed {
    /// Of a relation as it is.
    pub fn of(relation: &Relation) -> Self {
        let constraints = relation.constraints.iter();
        let indexes = relation.indexes.iter();
        Self {
            schema: relation.schema,
            name: Arc::clone(&relation.name),
            constraints: constraints
                .map(|it| (it.id, Arc::clone(&it.name), it.kind.has_index()))
                .collect(),
            indexes: indexes.map(|it| (it.id, Arc::clone(&it.name))).collect(),
            references: references_of_relation(relation),
        }
    }

    fn place(&self) -> (ObjectId, &Arc<str>) {
        (self.schema, &self.name)
    }

    /// The names of constraints and of indexes in which it differs from another one. What is added
    /// stands behind the rest: it is all that they do not begin with alike.
    fn differing(&self, other: Option<&Self>) -> Differing<'_> {
        let Some(other) = other.filter(|other| other.schema == self.schema) else {
            return (&self.constraints, &self.indexes);
        };
        let constraints = alike(&self.constraints, &other.constraints);
        let indexes = alike(&self.indexes, &other.indexes);
        (&self.constraints[constraints..], &self.indexes[indexes..])
    }
}

type Differing<'a> = (&'a [(ObjectId, Arc<str>, bool)], &'a [(ObjectId, Arc<str>)]);

/// How many of their first elements two lists have in common.
fn alike<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

impl Model {
    /// Brings the maps from what they hold of a relation to what they should.
    pub(super) fn index_relation(
        &mut self,
        id: ObjectId,
        old: Option<Indexed>,
        new: Option<Indexed>,
    ) {
        let none = BTreeSet::new();
        let before = old.as_ref().map_or(&none, |old| &old.references);
        let after = new.as_ref().map_or(&none, |new| &new.references);
        self.index_users(User::Object(id), before, after);
        let moved = old.as_ref().map(Indexed::place) != new.as_ref().map(Indexed::place);
        if let Some(old) = &old {
            if moved {
                self.relation_names.remove(old.schema, &old.name);
                self.type_names.remove(old.schema, &old.name);
                if let Some(array) = self.row_arrays.remove(&id) {
                    self.type_names.remove(old.schema, &array);
                }
            }
            let (constraints, indexes) = old.differing(new.as_ref());
            for (_, name, has_index) in constraints {
                if *has_index {
                    self.relation_names.remove(old.schema, name);
                }
                self.uncount_constraint(old.schema, name);
            }
            for (_, name) in indexes {
                self.relation_names.remove(old.schema, name);
            }
        }
        let Some(new) = &new else { return };
        let index = |index| RelationName::Index { index, table: id };
        let (constraints, indexes) = new.differing(old.as_ref());
        for (constraint, name, has_index) in constraints {
            if *has_index {
                self.relation_names.insert(new.schema, Arc::clone(name), index(*constraint));
            }
            self.count_constraint(new.schema, name);
        }
        for (it, name) in indexes {
            self.relation_names.insert(new.schema, Arc::clone(name), index(*it));
        }
        if moved {
            let (schema, name) = new.place();
            self.relation_names.insert(schema, Arc::clone(name), RelationName::Relation(id));
            self.type_names.insert(schema, Arc::clone(name), TypeNameEntry::Row(id));
            let array = self.choose_array_name(schema, name);
            self.type_names.insert(schema, Arc::clone(&array), TypeNameEntry::ArrayOf(id));
            self.row_arrays.insert(id, array);
        }
    }

    pub(super) fn index_type(&mut self, old: Option<&UserType>, new: Option<&UserType>) {
        if let Some(user_type) = old.or(new) {
            let before = old.map(references_of_type).unwrap_or_default();
            let after = new.map(references_of_type).unwrap_or_default();
            self.index_users(User::Object(user_type.id), &before, &after);
        }
        let names = |user_type: &UserType| {
            let mut names = vec![(Arc::clone(&user_type.name), TypeNameEntry::User(user_type.id))];
            if let Some(array) = &user_type.array_name {
                names.push((Arc::clone(array), TypeNameEntry::ArrayOf(user_type.id)));
            }
            names
        };
        let checks = |user_type: &UserType| match &user_type.kind {
            TypeKind::Domain { checks, .. } => {
                checks.iter().map(|check| Arc::clone(&check.name)).collect()
            }
            _ => Vec::new(),
        };
        if let Some(old) = old {
            for (name, _) in names(old) {
                self.type_names.remove(old.schema, &name);
            }
            for check in checks(old) {
                self.uncount_constraint(old.schema, &check);
            }
            if matches!(old.kind, TypeKind::Composite { .. }) {
                self.relation_names.remove(old.schema, &old.name);
            }
        }
        if let Some(new) = new {
            for (name, entry) in names(new) {
                self.type_names.insert(new.schema, name, entry);
            }
            for check in checks(new) {
                self.count_constraint(new.schema, &check);
            }
            if matches!(new.kind, TypeKind::Composite { .. }) {
                let entry = RelationName::Composite(new.id);
                self.relation_names.insert(new.schema, Arc::clone(&new.name), entry);
            }
        }
    }

    pub(super) fn index_function(&mut self, old: Option<&Function>, new: Option<&Function>) {
        let Some(function) = old.or(new) else { return };
        let references = |function: &Function| {
            function.arguments.iter().chain(&function.returns).filter_map(Type::object).collect()
        };
        let before = old.map(references).unwrap_or_default();
        let after = new.map(references).unwrap_or_default();
        self.index_users(User::Object(function.id), &before, &after);
        if let Some(old) = old
            && let Some(overloads) = self.function_names.get_mut(old.schema, &old.name)
        {
            overloads.remove(&old.id);
            if overloads.is_empty() {
                self.function_names.remove(old.schema, &old.name);
            }
        }
        if let Some(new) = new {
            let none = OrdSet::new();
            self.function_names.get_or_insert(new.schema, &new.name, none).insert(new.id);
        }
    }

    pub(super) fn index_users(
        &mut self,
        user: User,
        old: &BTreeSet<ObjectId>,
        new: &BTreeSet<ObjectId>,
    ) {
        for object in old.difference(new) {
            if let Some(users) = self.users.get_mut(object) {
                users.remove(&user);
                if users.is_empty() {
                    self.users.remove(object);
                }
            }
        }
        for object in new.difference(old) {
            self.users.entry(*object).or_default().insert(user);
        }
    }

    fn count_constraint(&mut self, schema: ObjectId, name: &Arc<str>) {
        *self.constraint_names.get_or_insert(schema, name, 0) += 1;
    }

    fn uncount_constraint(&mut self, schema: ObjectId, name: &Arc<str>) {
        if let Some(count) = self.constraint_names.get_mut(schema, name) {
            *count -= 1;
            if *count == 0 {
                self.constraint_names.remove(schema, name);
            }
        }
    }
}

fn references_of_relation(relation: &Relation) -> BTreeSet<ObjectId> {
    let types = relation.columns.iter().filter_map(|column| column.data_type.object());
    let tables = relation.constraints.iter().filter_map(|constraint| match constraint.kind {
        ConstraintKind::ForeignKey { references, .. } => Some(references),
        _ => None,
    });
    types
        .chain(tables)
        .chain(relation.partition_of)
        .chain(relation.inherits.iter().copied())
        .chain(relation.of_type)
        .chain(relation.depends_on.iter().map(|(object, _)| *object))
        .filter(|object| *object != relation.id)
        .collect()
}

fn references_of_type(user_type: &UserType) -> BTreeSet<ObjectId> {
    match &user_type.kind {
        TypeKind::Domain { base, .. } | TypeKind::Range { subtype: base, .. } => {
            base.object().into_iter().collect()
        }
        TypeKind::Composite { attributes } => {
            attributes.iter().filter_map(|attribute| attribute.data_type.object()).collect()
        }
        TypeKind::Multirange { range } => [*range].into(),
        TypeKind::Enum { .. } | TypeKind::Base | TypeKind::Shell => BTreeSet::new(),
    }
}
