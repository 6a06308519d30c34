//! Putting objects into a model, changing them and taking them out, so that the maps of names
//! and of dependents always agree with the objects.
//!
//! Nothing here checks what PostgreSQL would refuse: the replay does that before, and a live
//! database never holds it. An object that is put in under an id that is taken replaces that one.

use super::{
    BaseType, BuiltinType, ConstraintKind, Extension, Function, Model, ObjectId, Relation,
    RelationName, Schema, Sequence, Type, TypeKind, TypeNameEntry, User, UserType,
};
use imbl::{OrdMap, OrdSet};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

impl Model {
    /// The schema `public`, in every model that [`Model::new`] made.
    pub const PUBLIC: ObjectId = ObjectId(1);

    /// Where temporary tables and sequences are. It is not among [`Model::schemas`], and its
    /// name is empty.
    pub const TEMPORARY: ObjectId = ObjectId(0);

    /// A new database's model: the schema `public` and nothing in it.
    pub fn new() -> Self {
        let mut model = Self {
            schemas: OrdMap::new(),
            relations: OrdMap::new(),
            sequences: OrdMap::new(),
            types: OrdMap::new(),
            functions: OrdMap::new(),
            extensions: OrdMap::new(),
            unsettled: OrdSet::new(),
            begun: OrdSet::new(),
            relation_names: OrdMap::new(),
            type_names: OrdMap::new(),
            function_names: OrdMap::new(),
            constraint_names: OrdMap::new(),
            row_arrays: OrdMap::new(),
            uses: OrdMap::new(),
            users: OrdMap::new(),
            generated_from: OrdMap::new(),
            constraint_parents: OrdMap::new(),
            own_not_null: OrdSet::new(),
            referenced_keys: OrdMap::new(),
            function_outputs: OrdMap::new(),
            key_names: OrdMap::new(),
            dropped: OrdMap::new(),
            next_id: 1,
        };
        let id = model.next_object_id();
        model.put_schema(Schema { id, name: Arc::from("public"), comment: None, history: None });
        model
    }

    /// An id that no object of this history ever had.
    pub fn next_object_id(&mut self) -> ObjectId {
        let id = ObjectId(self.next_id);
        self.next_id += 1;
        id
    }

    /// Puts a schema in, or replaces the one of its id.
    pub fn put_schema(&mut self, schema: Schema) {
        self.schemas.insert(schema.id, Arc::new(schema));
    }

    /// Puts a relation in, or replaces the one of its id: its name, the names of its indexes and
    /// constraints, its row type and that type's array type can be found from here on.
    pub fn put_relation(&mut self, relation: Relation) {
        let old = self.relations.get(&relation.id).cloned();
        self.index_relation(old.as_deref(), Some(&relation));
        self.relations.insert(relation.id, Arc::new(relation));
    }

    /// Changes the relation of that id, if there is one.
    pub fn change_relation<T>(
        &mut self,
        id: ObjectId,
        change: impl FnOnce(&mut Relation) -> T,
    ) -> Option<T> {
        let mut relation = Relation::clone(self.relations.get(&id)?);
        let result = change(&mut relation);
        self.put_relation(relation);
        Some(result)
    }

    /// Takes a relation out, with its row type. What refers to it stays as it is.
    pub fn take_relation(&mut self, id: ObjectId) -> Option<Arc<Relation>> {
        let old = self.relations.remove(&id)?;
        self.index_relation(Some(&old), None);
        Some(old)
    }

    /// Puts a sequence in, or replaces the one of its id.
    pub fn put_sequence(&mut self, sequence: Sequence) {
        let key = (sequence.schema, Arc::clone(&sequence.name));
        let owner = |sequence: &Sequence| {
            sequence.owned_by.map(|(relation, _)| relation).into_iter().collect()
        };
        let old = self.sequences.get(&sequence.id).cloned();
        if let Some(old) = &old {
            self.relation_names.remove(&(old.schema, Arc::clone(&old.name)));
        }
        self.relation_names.insert(key, RelationName::Sequence(sequence.id));
        let before = old.as_deref().map(owner).unwrap_or_default();
        self.index_users(User::Object(sequence.id), &before, &owner(&sequence));
        self.sequences.insert(sequence.id, Arc::new(sequence));
    }

    /// Changes the sequence of that id, if there is one.
    pub fn change_sequence<T>(
        &mut self,
        id: ObjectId,
        change: impl FnOnce(&mut Sequence) -> T,
    ) -> Option<T> {
        let mut sequence = Sequence::clone(self.sequences.get(&id)?);
        let result = change(&mut sequence);
        self.put_sequence(sequence);
        Some(result)
    }

    /// Takes a sequence out.
    pub fn take_sequence(&mut self, id: ObjectId) -> Option<Arc<Sequence>> {
        let old = self.sequences.remove(&id)?;
        self.relation_names.remove(&(old.schema, Arc::clone(&old.name)));
        let before = old.owned_by.map(|(relation, _)| relation).into_iter().collect();
        self.index_users(User::Object(id), &before, &BTreeSet::new());
        Some(old)
    }

    /// Puts a type in, or replaces the one of its id. Its array type can be found by
    /// [`UserType::array_name`].
    pub fn put_type(&mut self, user_type: UserType) {
        let old = self.types.get(&user_type.id).cloned();
        self.index_type(old.as_deref(), Some(&user_type));
        self.types.insert(user_type.id, Arc::new(user_type));
    }

    /// Changes the type of that id, if there is one.
    pub fn change_type<T>(
        &mut self,
        id: ObjectId,
        change: impl FnOnce(&mut UserType) -> T,
    ) -> Option<T> {
        let mut user_type = UserType::clone(self.types.get(&id)?);
        let result = change(&mut user_type);
        self.put_type(user_type);
        Some(result)
    }

    /// Takes a type out, with its array type. What refers to it stays as it is.
    pub fn take_type(&mut self, id: ObjectId) -> Option<Arc<UserType>> {
        let old = self.types.remove(&id)?;
        self.index_type(Some(&old), None);
        Some(old)
    }

    /// Puts a function in, or replaces the one of its id.
    pub fn put_function(&mut self, function: Function) {
        let old = self.functions.get(&function.id).cloned();
        self.index_function(old.as_deref(), Some(&function));
        self.functions.insert(function.id, Arc::new(function));
    }

    /// Changes the function of that id, if there is one.
    pub fn change_function<T>(
        &mut self,
        id: ObjectId,
        change: impl FnOnce(&mut Function) -> T,
    ) -> Option<T> {
        let mut function = Function::clone(self.functions.get(&id)?);
        let result = change(&mut function);
        self.put_function(function);
        Some(result)
    }

    /// Takes a function out.
    pub fn take_function(&mut self, id: ObjectId) -> Option<Arc<Function>> {
        let old = self.functions.remove(&id)?;
        self.function_outputs.remove(&id);
        self.index_function(Some(&old), None);
        Some(old)
    }

    /// Puts an extension in, or replaces the one of its name.
    pub fn put_extension(&mut self, extension: Extension) {
        self.extensions.insert(Arc::clone(&extension.name), Arc::new(extension));
    }

    /// A type read from the catalog by its name in `pg_type`: built in, of this model, or not
    /// known. `_name` is the array of `name` where no type has that very name.
    pub fn type_named(&self, schema: &str, name: &str, modifiers: Vec<Arc<str>>) -> Type {
        if schema == "pg_catalog" {
            let builtin = |name| BuiltinType::named(name).map(BaseType::Builtin);
            if let Some(base) = builtin(name) {
                return Type { base, modifiers, array: false };
            }
            if let Some(base) = name.strip_prefix('_').and_then(builtin) {
                return Type { base, modifiers, array: true };
            }
        }
        let entry = self
            .schema_named(schema)
            .and_then(|found| self.type_names.get(&(found.id, Arc::from(name))));
        match entry {
            Some(entry) => self.type_of_entry(*entry, modifiers),
            None => Type {
                base: BaseType::Unknown { schema: Some(Arc::from(schema)), name: Arc::from(name) },
                modifiers,
                array: false,
            },
        }
    }

    /// The type for which a name stands.
    pub(crate) fn type_of_entry(&self, entry: TypeNameEntry, modifiers: Vec<Arc<str>>) -> Type {
        let (base, array) = match entry {
            TypeNameEntry::User(id) => (BaseType::User(id), false),
            TypeNameEntry::Row(id) => (BaseType::Row(id), false),
            TypeNameEntry::ArrayOf(id) if self.types.contains_key(&id) => {
                (BaseType::User(id), true)
            }
            TypeNameEntry::ArrayOf(id) => (BaseType::Row(id), true),
        };
        Type { base, modifiers, array }
    }

    /// Says which objects an expression of an object reads: a column's default, a check, an
    /// index's expression. See [`Model::uses`].
    pub(crate) fn put_uses(&mut self, user: User, objects: BTreeSet<ObjectId>) {
        let before = self
            .uses
            .get(&user)
            .map(|objects| objects.iter().copied().collect())
            .unwrap_or_default();
        self.index_users(user, &before, &objects);
        if objects.is_empty() {
            self.uses.remove(&user);
        } else {
            self.uses.insert(user, objects.into_iter().collect());
        }
    }

    /// What refers to an object.
    pub(crate) fn users_of(&self, id: ObjectId) -> impl Iterator<Item = User> + '_ {
        self.users.get(&id).into_iter().flatten().copied()
    }

    fn index_relation(&mut self, old: Option<&Relation>, new: Option<&Relation>) {
        if let Some(relation) = old.or(new) {
            let before = old.map(references_of_relation).unwrap_or_default();
            let after = new.map(references_of_relation).unwrap_or_default();
            self.index_users(User::Object(relation.id), &before, &after);
        }
        if let (Some(old), Some(new)) = (old, new)
            && same_names(old, new)
        {
            return;
        }
        if let Some(old) = old {
            for (name, _) in relation_names_of(old) {
                self.relation_names.remove(&(old.schema, name));
            }
            for constraint in &old.constraints {
                self.uncount_constraint(old.schema, &constraint.name);
            }
        }
        if let Some(new) = new {
            for (name, entry) in relation_names_of(new) {
                self.relation_names.insert((new.schema, name), entry);
            }
            for constraint in &new.constraints {
                self.count_constraint(new.schema, &constraint.name);
            }
        }
        let place = |relation: &Relation| (relation.schema, Arc::clone(&relation.name));
        if old.map(place) != new.map(place) {
            if let Some(old) = old {
                self.type_names.remove(&place(old));
                if let Some(array) = self.row_arrays.remove(&old.id) {
                    self.type_names.remove(&(old.schema, array));
                }
            }
            if let Some(new) = new {
                self.type_names.insert(place(new), TypeNameEntry::Row(new.id));
                let array = self.choose_array_name(new.schema, &new.name);
                self.type_names
                    .insert((new.schema, Arc::clone(&array)), TypeNameEntry::ArrayOf(new.id));
                self.row_arrays.insert(new.id, array);
            }
        }
    }

    fn index_type(&mut self, old: Option<&UserType>, new: Option<&UserType>) {
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
                self.type_names.remove(&(old.schema, name));
            }
            for check in checks(old) {
                self.uncount_constraint(old.schema, &check);
            }
            if matches!(old.kind, TypeKind::Composite { .. }) {
                self.relation_names.remove(&(old.schema, Arc::clone(&old.name)));
            }
        }
        if let Some(new) = new {
            for (name, entry) in names(new) {
                self.type_names.insert((new.schema, name), entry);
            }
            for check in checks(new) {
                self.count_constraint(new.schema, &check);
            }
            if matches!(new.kind, TypeKind::Composite { .. }) {
                self.relation_names
                    .insert((new.schema, Arc::clone(&new.name)), RelationName::Composite(new.id));
            }
        }
    }

    fn index_function(&mut self, old: Option<&Function>, new: Option<&Function>) {
        let Some(function) = old.or(new) else { return };
        let references = |function: &Function| {
            function.arguments.iter().chain(&function.returns).filter_map(Type::object).collect()
        };
        let before = old.map(references).unwrap_or_default();
        let after = new.map(references).unwrap_or_default();
        self.index_users(User::Object(function.id), &before, &after);
        if let Some(old) = old {
            let key = (old.schema, Arc::clone(&old.name));
            if let Some(overloads) = self.function_names.get_mut(&key) {
                overloads.remove(&old.id);
                if overloads.is_empty() {
                    self.function_names.remove(&key);
                }
            }
        }
        if let Some(new) = new {
            let key = (new.schema, Arc::clone(&new.name));
            self.function_names.entry(key).or_default().insert(new.id);
        }
    }

    fn index_users(&mut self, user: User, old: &BTreeSet<ObjectId>, new: &BTreeSet<ObjectId>) {
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
        *self.constraint_names.entry((schema, Arc::clone(name))).or_insert(0) += 1;
    }

    fn uncount_constraint(&mut self, schema: ObjectId, name: &Arc<str>) {
        let key = (schema, Arc::clone(name));
        if let Some(count) = self.constraint_names.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                self.constraint_names.remove(&key);
            }
        }
    }
}

impl Type {
    /// A type of `pg_catalog` without modifiers.
    pub fn builtin(builtin: BuiltinType) -> Self {
        Self { base: BaseType::Builtin(builtin), modifiers: Vec::new(), array: false }
    }

    /// A type of which nothing is known.
    pub fn unknown() -> Self {
        Self {
            base: BaseType::Unknown { schema: None, name: Arc::from("") },
            modifiers: Vec::new(),
            array: false,
        }
    }

    /// The type or relation that has to be there for this type.
    pub fn object(&self) -> Option<ObjectId> {
        match self.base {
            BaseType::User(id) | BaseType::Row(id) => Some(id),
            BaseType::Builtin(_) | BaseType::Unknown { .. } => None,
        }
    }
}

/// The names that a relation has in the name space of relations: its own, and its indexes'.
fn relation_names_of(relation: &Relation) -> impl Iterator<Item = (Arc<str>, RelationName)> + '_ {
    let index = |id, name: &Arc<str>| {
        (Arc::clone(name), RelationName::Index { index: id, table: relation.id })
    };
    let own = (Arc::clone(&relation.name), RelationName::Relation(relation.id));
    let of_constraints = relation
        .constraints
        .iter()
        .filter(|constraint| constraint.kind.has_index())
        .map(move |constraint| index(constraint.id, &constraint.name));
    let of_indexes = relation.indexes.iter().map(move |entry| index(entry.id, &entry.name));
    std::iter::once(own).chain(of_constraints).chain(of_indexes)
}

fn same_names(old: &Relation, new: &Relation) -> bool {
    old.schema == new.schema
        && old
            .constraints
            .iter()
            .map(|constraint| &constraint.name)
            .eq(new.constraints.iter().map(|constraint| &constraint.name))
        && relation_names_of(old).eq(relation_names_of(new))
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

impl ConstraintKind {
    /// Whether the constraint owns an index of its name.
    pub fn has_index(&self) -> bool {
        matches!(self, Self::PrimaryKey { .. } | Self::Unique { .. } | Self::Exclusion { .. })
    }
}
