//! What one generation can take over from the one before it: whatever does not hang on what has
//! changed since.

use crate::header::is_foreign;
use crate::plan::{Package, Planned, UserTypes};
use crate::{Generation, declare_alike};
use imbl::ordmap::DiffItem;
use pgwright_problem::TextFile;
use pgwright_schema::model::{BaseType, Model, ObjectId, Relation, Type, TypeKind};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// An earlier generation of the same configuration, and how what it was made of differs from what
/// is there now.
pub(crate) struct Earlier<'a> {
    packages: &'a [Package],
    /// The relations that differ, as they were and as they are.
    pub(crate) relations: Vec<Pair<'a>>,
    /// The ids of those.
    changed: HashSet<ObjectId>,
    /// The types that differ.
    pub(crate) types: BTreeSet<ObjectId>,
    /// Whether a partition is among the relations that differ.
    partitions: bool,
    /// Whether people's own files are, letter by letter, what they were.
    pub(crate) others_same: bool,
}

/// A relation as it was and as it is, if it was and is there.
type Pair<'a> = (Option<&'a Arc<Relation>>, Option<&'a Arc<Relation>>);

impl<'a> Earlier<'a> {
    /// What `model` has in common with that of an earlier generation; `None` where it is nothing.
    /// `before` and `others`: the files in the output folder, then and now.
    pub(crate) fn of(
        earlier: &'a Generation,
        before: &[TextFile],
        model: &'a Model,
        others: &[TextFile],
    ) -> Option<Self> {
        let others = Others::of(before, others);
        if others == Others::Differ || earlier.model.schemas != model.schemas {
            return None;
        }
        let pair = |item| match item {
            DiffItem::Add(_, is) => (None, Some(is)),
            DiffItem::Remove(_, was) => (Some(was), None),
            DiffItem::Update { old: (_, was), new: (_, is) } => (Some(was), Some(is)),
        };
        let relations: Vec<Pair<'_>> =
            earlier.model.relations.diff(&model.relations).map(pair).collect();
        let either = || relations.iter().flat_map(|(was, is)| was.iter().chain(is));
        let changed = either().map(|relation| relation.id).collect();
        let partitions = either().any(|relation| relation.partition_of.is_some());
        let of_type = |item| match item {
            DiffItem::Add(id, _) | DiffItem::Remove(id, _) => *id,
            DiffItem::Update { old: (id, _), .. } => *id,
        };
        let types = earlier.model.types.diff(&model.types).map(of_type).collect();
        Some(Self {
            packages: &earlier.packages,
            relations,
            changed,
            types,
            partitions,
            others_same: others == Others::Same,
        })
    }

    /// The package that was in the same folder.
    pub(crate) fn package(&self, folder: &str) -> Option<&'a Package> {
        self.packages.iter().find(|package| package.folder == folder)
    }

    /// Whether a table would be planned and rendered just so again, by the names of types that
    /// were and are. Where something was wrong with it, what is told of that may stand elsewhere.
    pub(crate) fn holds(&self, planned: &Planned, was: &UserTypes, is: &UserTypes) -> bool {
        let relation = &planned.table.relation;
        let same_type = |id: &ObjectId| {
            !self.types.contains(id)
                && was.names.get(id) == is.names.get(id)
                && was.left_out.contains(id) == is.left_out.contains(id)
        };
        !self.changed.contains(&relation.id)
            && planned.problems.is_empty()
            && planned.file.is_ok()
            && !(self.partitions && relation.partition_key.is_some())
            && planned.types.as_ref().is_some_and(|types| types.iter().all(same_type))
    }
}

/// The types that migrations made and that the columns of a relation are made of, in any depth;
/// `None` where one of them is a row of a relation, or not known.
pub(crate) fn types_of(model: &Model, relation: &Relation) -> Option<Vec<ObjectId>> {
    let mut found = Vec::new();
    for column in &relation.columns {
        add_types(model, &column.data_type, &mut found)?;
    }
    Some(found)
}

fn add_types(model: &Model, data_type: &Type, found: &mut Vec<ObjectId>) -> Option<()> {
    let id = match data_type.base {
        BaseType::Builtin(_) => return Some(()),
        BaseType::User(id) => id,
        BaseType::Row(_) | BaseType::Unknown { .. } => return None,
    };
    if found.contains(&id) {
        return Some(());
    }
    found.push(id);
    match &model.user_type(id)?.kind {
        TypeKind::Domain { base, .. } => add_types(model, base, found),
        TypeKind::Range { subtype, .. } => add_types(model, subtype, found),
        TypeKind::Multirange { range } => {
            let range = Type { base: BaseType::User(*range), modifiers: Vec::new(), array: false };
            add_types(model, &range, found)
        }
        TypeKind::Composite { attributes } => {
            attributes.iter().try_for_each(|one| add_types(model, &one.data_type, found))
        }
        TypeKind::Enum { .. } | TypeKind::Base | TypeKind::Shell => Some(()),
    }
}

/// How the files that people wrote in an output folder differ from what they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    /// They are the same texts.
    Same,
    /// They declare the same, wherever in the files it stands.
    Alike,
    /// They do not.
    Differ,
}

impl Others {
    /// Of the files, sorted by path, that were and are in the folder.
    pub(crate) fn of(before: &[TextFile], now: &[TextFile]) -> Self {
        if std::ptr::eq(before, now) {
            return Self::Same;
        }
        let untouched = |(was, is): &(&TextFile, &TextFile)| {
            Arc::ptr_eq(&was.text, &is.text) && was.path == is.path
        };
        let same = before.iter().zip(now).take_while(untouched).count();
        let foreign = |file: &&TextFile| is_foreign(&file.path, &file.text);
        let mut was = before.iter().skip(same).filter(foreign);
        let mut is = now.iter().skip(same).filter(foreign);
        let mut others = Self::Same;
        loop {
            match (was.next(), is.next()) {
                (None, None) => return others,
                (Some(was), Some(is)) if was.path == is.path => {
                    if was.text != is.text {
                        if !declare_alike(was, is) {
                            return Self::Differ;
                        }
                        others = Self::Alike;
                    }
                }
                _ => return Self::Differ,
            }
        }
    }
}
