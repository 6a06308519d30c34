//! Whether two models say the same.

use super::Model;
use imbl::{OrdMap, OrdSet};

impl Model {
    /// Whether two models are equal. Of models that grew out of one another it costs what they
    /// differ in, where `==` looks at everything.
    pub fn is_same(&self, other: &Self) -> bool {
        // Each field by its name, so that a new one cannot be left out.
        let Self {
            schemas,
            relations,
            sequences,
            types,
            functions,
            extensions,
            unsettled,
            begun,
            relation_names,
            type_names,
            function_names,
            constraint_names,
            row_arrays,
            uses,
            users,
            generated_from,
            constraint_parents,
            own_not_null,
            referenced_keys,
            function_outputs,
            key_names,
            dropped,
            relations_before,
            next_id,
        } = self;
        // What is cheap to compare and likely to differ comes first.
        *next_id == other.next_id
            && *relations_before == other.relations_before
            && same_set(unsettled, &other.unsettled)
            && same_set(begun, &other.begun)
            && dropped.len() == other.dropped.len()
            && same(relations, &other.relations)
            && same(sequences, &other.sequences)
            && same(types, &other.types)
            && same(functions, &other.functions)
            && same(schemas, &other.schemas)
            && same(extensions, &other.extensions)
            && relation_names.is_same(&other.relation_names)
            && type_names.is_same(&other.type_names)
            && function_names.is_same(&other.function_names)
            && constraint_names.is_same(&other.constraint_names)
            && same(row_arrays, &other.row_arrays)
            && same(uses, &other.uses)
            && same(users, &other.users)
            && same(generated_from, &other.generated_from)
            && same(constraint_parents, &other.constraint_parents)
            && same_set(own_not_null, &other.own_not_null)
            && same(referenced_keys, &other.referenced_keys)
            && same(function_outputs, &other.function_outputs)
            && same(key_names, &other.key_names)
            && same(dropped, &other.dropped)
    }
}

/// Whether two maps are equal, without a look at what they share.
pub(super) fn same<K: Ord, V: PartialEq>(one: &OrdMap<K, V>, other: &OrdMap<K, V>) -> bool {
    one.len() == other.len() && one.diff(other).next().is_none()
}

fn same_set<T: Ord>(one: &OrdSet<T>, other: &OrdSet<T>) -> bool {
    one.len() == other.len() && one.diff(other).next().is_none()
}
