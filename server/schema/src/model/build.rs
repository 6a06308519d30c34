//! Putting objects into a model, changing them and taking them out, so that the maps of names
//! and of dependents always agree with the objects.
//!
//! Nothing here checks what PostgreSQL would refuse: the replay does that before, and a live
//! database never holds it. An object that is put in under an id that is taken replaces that one.

use super::indexing::Indexed;
use super::{
    BaseType, BuiltinType, ConstraintKind, Extension, Function, Model, NameMap, ObjectId, Relation,
    RelationName, Schema, Sequence, Type, TypeNameEntry, User, UserType,
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
            relation_names: NameMap::new(),
            type_names: NameMap::new(),
            function_names: NameMap::new(),
            constraint_names: NameMap::new(),
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
            relations_before: None,
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
        let (id, after) = (relation.id, Indexed::of(&relation));
        let old = self.relations.insert(id, Arc::new(relation));
        self.index_relation(id, old.as_deref().map(Indexed::of), Some(after));
        self.note_before(id, old);
    }

    /// Changes the relation of that id, if there is one.
    pub fn change_relation<T>(
        &mut self,
        id: ObjectId,
        change: impl FnOnce(&mut Relation) -> T,
    ) -> Option<T> {
        let relation = self.relation_mut(id)?;
        let before = Indexed::of(relation);
        let result = change(relation);
        let after = Indexed::of(relation);
        self.index_relation(id, Some(before), Some(after));
        Some(result)
    }

    /// Changes what nothing is found by: comments, histories, NOT NULL. It is
    /// [`Model::change_relation`] without the work that this saves.
    pub(crate) fn annotate_relation(&mut self, id: ObjectId, change: impl FnOnce(&mut Relation)) {
        let Some(relation) = self.relation_mut(id) else { return };
        let before = cfg!(debug_assertions).then(|| Indexed::of(relation));
        change(relation);
        debug_assert!(before.is_none_or(|before| before == Indexed::of(relation)));
    }

    fn relation_mut(&mut self, id: ObjectId) -> Option<&mut Relation> {
        if let Some(before) = &mut self.relations_before
            && !before.contains_key(&id)
        {
            before.insert(id, self.relations.get(&id).cloned());
        }
        self.relations.get_mut(&id).map(Arc::make_mut)
    }

    /// Takes a relation out, with its row type. What refers to it stays as it is.
    pub fn take_relation(&mut self, id: ObjectId) -> Option<Arc<Relation>> {
        let old = self.relations.remove(&id)?;
        self.index_relation(id, Some(Indexed::of(&old)), None);
        self.note_before(id, Some(Arc::clone(&old)));
        Some(old)
    }

    fn note_before(&mut self, id: ObjectId, relation: Option<Arc<Relation>>) {
        if let Some(before) = &mut self.relations_before {
            before.entry(id).or_insert(relation);
        }
    }

    /// Puts a sequence in, or replaces the one of its id.
    pub fn put_sequence(&mut self, sequence: Sequence) {
        let owner = |sequence: &Sequence| {
            sequence.owned_by.map(|(relation, _)| relation).into_iter().collect()
        };
        let old = self.sequences.get(&sequence.id).cloned();
        if let Some(old) = &old {
            self.relation_names.remove(old.schema, &old.name);
        }
        let name = Arc::clone(&sequence.name);
        self.relation_names.insert(sequence.schema, name, RelationName::Sequence(sequence.id));
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
        self.relation_names.remove(old.schema, &old.name);
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
        let entry = self.schema_named(schema).and_then(|found| self.type_names.get(found.id, name));
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

impl ConstraintKind {
    /// Whether the constraint owns an index of its name.
    pub fn has_index(&self) -> bool {
        matches!(self, Self::PrimaryKey { .. } | Self::Unique { .. } | Self::Exclusion { .. })
    }
}
