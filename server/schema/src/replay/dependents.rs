//! What stands on what: which objects fall with another, as `pg_depend` has it.

use super::constraints::{same_set, unique_keys};
use super::resolve::kind_word;
use crate::model::{
    ColumnId, Constraint, ConstraintKind, History, IndexTarget, Model, ObjectId, Relation, Type,
    TypeKind, User, quote_identifier,
};
use std::sync::Arc;

/// Anything that can be dropped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Object {
    /// A schema.
    Schema(ObjectId),
    /// An extension.
    Extension(Arc<str>),
    /// A table, view …
    Relation(ObjectId),
    /// A column of a relation.
    Column(ObjectId, ColumnId),
    /// A column's default.
    Default(ObjectId, ColumnId),
    /// A constraint of a relation, with the index that it owns.
    Constraint(ObjectId, ObjectId),
    /// An index of a relation that no constraint owns.
    Index(ObjectId, ObjectId),
    /// A sequence.
    Sequence(ObjectId),
    /// A type.
    Type(ObjectId),
    /// An attribute of a composite type.
    Attribute(ObjectId, ColumnId),
    /// A function.
    Function(ObjectId),
}

/// How an object hangs on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    /// It falls only with CASCADE.
    Normal,
    /// It falls in silence.
    Auto,
}

impl Object {
    /// The objects of which it is a part: they take it along.
    pub fn wholes(&self) -> Vec<Self> {
        match self {
            Self::Default(relation, column) => {
                vec![Self::Column(*relation, *column), Self::Relation(*relation)]
            }
            Self::Column(relation, _)
            | Self::Constraint(relation, _)
            | Self::Index(relation, _) => vec![Self::Relation(*relation)],
            Self::Attribute(composite, _) => vec![Self::Type(*composite)],
            _ => Vec::new(),
        }
    }
}

impl Model {
    /// What stands on an object, with how.
    pub(super) fn dependents(&self, object: &Object) -> Vec<(Object, Bond)> {
        let mut found = Vec::new();
        match object {
            Object::Schema(id) => self.members_of_schema(*id, &mut found),
            Object::Extension(name) => self.members_of_extension(name, &mut found),
            Object::Relation(id) => self.dependents_of_relation(*id, None, &mut found),
            Object::Column(id, column) => {
                self.dependents_within(*id, *column, &mut found);
                self.dependents_of_relation(*id, Some(*column), &mut found);
            }
            Object::Constraint(table, id) => self.dependents_of_key(*table, *id, &mut found),
            Object::Index(table, id) => self.dependents_of_key(*table, *id, &mut found),
            Object::Sequence(id) | Object::Function(id) => self.dependents_of_id(*id, &mut found),
            Object::Type(id) => {
                self.dependents_of_id(*id, &mut found);
                self.multirange_of(*id, &mut found);
            }
            Object::Attribute(..) | Object::Default(..) => {}
        }
        found
    }

    fn members_of_schema(&self, id: ObjectId, found: &mut Vec<(Object, Bond)>) {
        let relations = self.relations.values().filter(|each| each.schema == id);
        found.extend(relations.map(|each| (Object::Relation(each.id), Bond::Normal)));
        let types = self.types.values().filter(|each| each.schema == id);
        found.extend(types.map(|each| (Object::Type(each.id), Bond::Normal)));
        // A range type that was moved has left its multirange type behind.
        let ranges = self.types.values().filter(|each| match each.kind {
            TypeKind::Range { multirange: Some(multirange), .. } => {
                each.schema != id && self.user_type(multirange).is_some_and(|it| it.schema == id)
            }
            _ => false,
        });
        found.extend(ranges.map(|each| (Object::Type(each.id), Bond::Normal)));
        let sequences = self.sequences.values().filter(|each| each.schema == id);
        found.extend(sequences.map(|each| (Object::Sequence(each.id), Bond::Normal)));
        let functions = self.functions.values().filter(|each| each.schema == id);
        found.extend(functions.map(|each| (Object::Function(each.id), Bond::Normal)));
        let extensions = self.extensions.values().filter(|each| each.schema == id);
        found.extend(
            extensions.map(|each| (Object::Extension(Arc::clone(&each.name)), Bond::Normal)),
        );
    }

    fn members_of_extension(&self, name: &Arc<str>, found: &mut Vec<(Object, Bond)>) {
        let of_it = |extension: &Option<Arc<str>>| extension.as_ref() == Some(name);
        let relations = self.relations.values().filter(|each| of_it(&each.extension));
        found.extend(relations.map(|each| (Object::Relation(each.id), Bond::Auto)));
        let types = self.types.values().filter(|each| of_it(&each.extension));
        found.extend(types.map(|each| (Object::Type(each.id), Bond::Auto)));
        let functions = self.functions.values().filter(|each| of_it(&each.extension));
        found.extend(functions.map(|each| (Object::Function(each.id), Bond::Auto)));
    }

    /// What elsewhere stands on a relation, or on one of its columns.
    fn dependents_of_relation(
        &self,
        id: ObjectId,
        column: Option<ColumnId>,
        found: &mut Vec<(Object, Bond)>,
    ) {
        for user in self.users_of(id) {
            match user {
                User::Object(user) => {
                    if let Some(relation) = self.relation(user) {
                        relation_on_relation(relation, id, column, found);
                    } else if let Some(sequence) = self.sequence(user) {
                        let owned = sequence.owned_by.is_some_and(|(relation, owner)| {
                            relation == id && column.is_none_or(|column| column == owner)
                        });
                        if owned {
                            found.push((Object::Sequence(user), Bond::Auto));
                        }
                    } else if column.is_none() {
                        self.object_on_type(user, id, found);
                    }
                }
                User::Default(relation, of) if relation != id && column.is_none() => {
                    found.push((Object::Default(relation, of), Bond::Normal));
                }
                User::Constraint(relation, of) if relation != id && column.is_none() => {
                    found.push((Object::Constraint(relation, of), Bond::Normal));
                }
                User::Index(relation, of) if relation != id && column.is_none() => {
                    found.push((Object::Index(relation, of), Bond::Normal));
                }
                _ => {}
            }
        }
    }

    /// What of its own relation stands on a column.
    fn dependents_within(&self, id: ObjectId, column: ColumnId, found: &mut Vec<(Object, Bond)>) {
        let Some(relation) = self.relation(id) else { return };
        for constraint in &relation.constraints {
            if constraint.kind.columns().contains(&column) {
                // The index, not the constraint, stands on what only an expression reads, and an
                // index does not fall without its constraint.
                let bond = match &constraint.kind {
                    ConstraintKind::Exclusion { keys, .. }
                        if !keys
                            .iter()
                            .any(|(key, _)| key.target == IndexTarget::Column(column)) =>
                    {
                        Bond::Normal
                    }
                    _ => Bond::Auto,
                };
                found.push((Object::Constraint(id, constraint.id), bond));
            }
        }
        for index in &relation.indexes {
            let keys = index.keys.iter().any(|key| key.target == IndexTarget::Column(column));
            if keys || index.include.contains(&column) || index.expression_columns.contains(&column)
            {
                found.push((Object::Index(id, index.id), Bond::Auto));
            }
        }
        for generated in relation.columns.iter().filter(|each| each.generated.is_some()) {
            let reads = self.generated_from.get(&(id, generated.id));
            if generated.id != column && reads.is_some_and(|reads| reads.contains(&column)) {
                found.push((Object::Column(id, generated.id), Bond::Normal));
            }
        }
    }

    /// What stands on a key: foreign keys that refer to it, and its parts on partitions.
    fn dependents_of_key(&self, table: ObjectId, id: ObjectId, found: &mut Vec<(Object, Bond)>) {
        let Some(relation) = self.relation(table) else { return };
        let keys: Vec<_> = unique_keys(relation).collect();
        if let Some((_, columns)) = keys.iter().find(|(key, _)| *key == id) {
            // Of several keys over the same columns, the first is the one that is referred to
            // where it is not known better.
            let first = keys.iter().find(|(_, others)| same_set(others, columns));
            let is_first = first.is_some_and(|(key, _)| *key == id);
            for user in self.users_of(table).chain([User::Object(table)]) {
                let User::Object(user) = user else { continue };
                let Some(other) = self.relation(user) else { continue };
                let stands_on_it = |constraint: &&Constraint| {
                    let refers = matches!(&constraint.kind,
                        ConstraintKind::ForeignKey { references, referenced_columns, .. }
                            if *references == table && same_set(referenced_columns, columns));
                    let known = self.referenced_keys.get(&constraint.id);
                    let known = known.filter(|known| keys.iter().any(|(key, _)| key == *known));
                    refers && known.map_or(is_first, |known| *known == id)
                };
                let constraints = other.constraints.iter().filter(stands_on_it);
                found.extend(
                    constraints.map(|key| (Object::Constraint(user, key.id), Bond::Normal)),
                );
            }
        }
        if relation.partition_key.is_some() {
            for child in self.partitions_of(table) {
                let Some(child) = self.relation(child) else { continue };
                for constraint in &child.constraints {
                    if self.constraint_parents.get(&constraint.id) == Some(&id) {
                        found.push((Object::Constraint(child.id, constraint.id), Bond::Auto));
                    }
                }
                for index in child.indexes.iter().filter(|index| index.parent == Some(id)) {
                    found.push((Object::Index(child.id, index.id), Bond::Auto));
                }
            }
        }
    }

    /// What stands on a sequence, function or type.
    fn dependents_of_id(&self, id: ObjectId, found: &mut Vec<(Object, Bond)>) {
        for user in self.users_of(id) {
            match user {
                User::Object(user) => self.object_on_type(user, id, found),
                User::Default(relation, column) => {
                    // A generated column falls with what its expression stands on.
                    let generated = self
                        .relation(relation)
                        .and_then(|relation| relation.column(column))
                        .is_some_and(|column| column.generated.is_some());
                    let object = if generated {
                        Object::Column(relation, column)
                    } else {
                        Object::Default(relation, column)
                    };
                    found.push((object, Bond::Normal));
                }
                User::Constraint(relation, of) => {
                    found.push((Object::Constraint(relation, of), Bond::Normal));
                }
                User::Index(relation, of) => {
                    found.push((Object::Index(relation, of), Bond::Normal));
                }
            }
        }
    }

    fn object_on_type(&self, user: ObjectId, id: ObjectId, found: &mut Vec<(Object, Bond)>) {
        let is_it = |data_type: &Type| data_type.object() == Some(id);
        if let Some(relation) = self.relation(user) {
            let depends = relation.depends_on.iter().any(|(on, _)| *on == id);
            if depends || relation.of_type == Some(id) {
                found.push((Object::Relation(user), Bond::Normal));
            }
            for column in relation.columns.iter().filter(|column| is_it(&column.data_type)) {
                let object = if relation.kind.is_view() {
                    Object::Relation(user)
                } else {
                    Object::Column(user, column.id)
                };
                found.push((object, Bond::Normal));
            }
        } else if let Some(user_type) = self.user_type(user) {
            match &user_type.kind {
                TypeKind::Composite { attributes } => found.extend(
                    attributes
                        .iter()
                        .filter(|attribute| is_it(&attribute.data_type))
                        .map(|attribute| (Object::Attribute(user, attribute.id), Bond::Normal)),
                ),
                TypeKind::Multirange { .. } => found.push((Object::Type(user), Bond::Auto)),
                _ => found.push((Object::Type(user), Bond::Normal)),
            }
        } else if self.functions.contains_key(&user) {
            found.push((Object::Function(user), Bond::Normal));
        }
    }

    /// A range type and its multirange type fall together.
    fn multirange_of(&self, id: ObjectId, found: &mut Vec<(Object, Bond)>) {
        if let Some(user_type) = self.user_type(id)
            && let TypeKind::Range { multirange: Some(multirange), .. } = user_type.kind
        {
            found.push((Object::Type(multirange), Bond::Auto));
        }
    }

    /// The history of an object.
    pub(super) fn object_history(&self, object: &Object) -> Option<&History> {
        match object {
            Object::Schema(id) => self.schemas.get(id)?.history.as_ref(),
            Object::Extension(name) => self.extensions.get(name)?.history.as_ref(),
            Object::Relation(id) => self.relation(*id)?.history.as_ref(),
            Object::Column(id, column) | Object::Default(id, column) => {
                self.relation(*id)?.column(*column)?.history.as_ref()
            }
            Object::Constraint(id, constraint) => {
                let mut constraints = self.relation(*id)?.constraints.iter();
                constraints.find(|each| each.id == *constraint)?.history.as_ref()
            }
            Object::Index(id, index) => self.relation(*id)?.index(*index)?.history.as_ref(),
            Object::Sequence(id) => self.sequence(*id)?.history.as_ref(),
            Object::Type(id) | Object::Attribute(id, _) => self.user_type(*id)?.history.as_ref(),
            Object::Function(id) => self.functions.get(id)?.history.as_ref(),
        }
    }

    /// An object as PostgreSQL's messages describe it: `column a of table t`.
    pub(super) fn describe(&self, object: &Object) -> String {
        let named = |schema: ObjectId, name: &str| match self.schema_name(schema) {
            "public" | "" => quote_identifier(name),
            schema => format!("{}.{}", quote_identifier(schema), quote_identifier(name)),
        };
        let relation_text = |id: &ObjectId| {
            self.relation(*id).map_or_else(String::new, |relation| {
                let name = named(relation.schema, &relation.name);
                format!("{} {name}", kind_word(relation.kind))
            })
        };
        match object {
            Object::Schema(id) => format!("schema {}", quote_identifier(self.schema_name(*id))),
            Object::Extension(name) => format!("extension {}", quote_identifier(name)),
            Object::Relation(id) => relation_text(id),
            Object::Column(id, column) | Object::Default(id, column) => {
                let name = self.relation(*id).and_then(|relation| relation.column(*column));
                let name = name.map_or("", |column| &column.name);
                let text = format!("column {} of {}", quote_identifier(name), relation_text(id));
                match object {
                    Object::Default(..) => format!("default value for {text}"),
                    _ => text,
                }
            }
            Object::Constraint(id, constraint) => {
                let name = self.relation(*id).and_then(|relation| relation.constraint(*constraint));
                let name = name.map_or("", |constraint| &constraint.name);
                format!("constraint {} on {}", quote_identifier(name), relation_text(id))
            }
            Object::Index(id, index) => {
                let relation = self.relation(*id);
                let name = relation.and_then(|relation| relation.index(*index));
                let schema = relation.map_or(Self::PUBLIC, |relation| relation.schema);
                format!("index {}", named(schema, name.map_or("", |index| &index.name)))
            }
            Object::Sequence(id) => self.sequence(*id).map_or_else(String::new, |sequence| {
                format!("sequence {}", named(sequence.schema, &sequence.name))
            }),
            Object::Type(id) => self.user_type(*id).map_or_else(String::new, |user_type| {
                format!("type {}", named(user_type.schema, &user_type.name))
            }),
            Object::Attribute(id, attribute) => {
                let user_type = self.user_type(*id);
                let name = user_type.and_then(|user_type| match &user_type.kind {
                    TypeKind::Composite { attributes } => {
                        attributes.iter().find(|each| each.id == *attribute)
                    }
                    _ => None,
                });
                let name = name.map_or("", |attribute| &attribute.name);
                let composite = user_type
                    .map_or_else(String::new, |user_type| named(user_type.schema, &user_type.name));
                format!("column {} of composite type {composite}", quote_identifier(name))
            }
            Object::Function(id) => self.functions.get(id).map_or_else(String::new, |function| {
                let arguments: Vec<String> = function
                    .arguments
                    .iter()
                    .map(|argument| self.format_type_without_modifiers(argument))
                    .collect();
                let name = named(function.schema, &function.name);
                format!("function {name}({})", arguments.join(","))
            }),
        }
    }
}

/// What of another relation stands on a relation or one of its columns.
fn relation_on_relation(
    relation: &Relation,
    id: ObjectId,
    column: Option<ColumnId>,
    found: &mut Vec<(Object, Bond)>,
) {
    let depends =
        relation.depends_on.iter().any(|(on, of)| *on == id && (column.is_none() || *of == column));
    if depends {
        found.push((Object::Relation(relation.id), Bond::Normal));
    }
    for constraint in &relation.constraints {
        if let ConstraintKind::ForeignKey { references, referenced_columns, .. } = &constraint.kind
            && *references == id
            && column.is_none_or(|column| referenced_columns.contains(&column))
        {
            found.push((Object::Constraint(relation.id, constraint.id), Bond::Normal));
        }
    }
    if column.is_some() {
        return;
    }
    if relation.partition_of == Some(id) {
        found.push((Object::Relation(relation.id), Bond::Auto));
    }
    if relation.inherits.contains(&id) {
        found.push((Object::Relation(relation.id), Bond::Normal));
    }
    for each in relation.columns.iter().filter(|each| each.data_type.object() == Some(id)) {
        found.push((Object::Column(relation.id, each.id), Bond::Normal));
    }
}
