//! Columns and constraints that come from other tables: INHERITS, PARTITION OF, LIKE.

use super::columns::{ColumnDraft, TableHead};
use super::create_table::merge_options;
use super::expressions::same_text;
use super::failure::{Failure, Outcome, shown};
use super::indexes::{IndexRole, IndexSpec, counterpart};
use super::session::Session;
use crate::model::{
    Attribute, Column, Constraint, ConstraintKind, Index, IndexTarget, Model, ObjectId, Relation,
    RelationName, Type, TypeKind, TypeNameEntry, User, UserType, join_column_names,
};
use crate::statement::{CreateTable, LikeOptions, Name, QualifiedName};
use pgwright_problem::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What LIKE brings once the new table is there.
pub(super) struct LikeShare {
    /// The table that is copied.
    pub source: Arc<Relation>,
    /// What is taken.
    pub including: LikeOptions,
    /// Where it is named.
    pub span: Span,
}

impl Session {
    /// The columns of a new table: its parents' first, merged with its own; and the checks that
    /// it inherits.
    pub fn merge_columns(
        &mut self,
        parents: &[Arc<Relation>],
        own: Vec<(Name, ColumnDraft)>,
        statement: &CreateTable,
    ) -> Outcome<(Vec<ColumnDraft>, Vec<Constraint>)> {
        let mut drafts: Vec<ColumnDraft> = Vec::new();
        let mut checks: Vec<Constraint> = Vec::new();
        let mut conflicting: Vec<Arc<str>> = Vec::new();
        for parent in parents {
            for column in &parent.columns {
                match drafts.iter_mut().find(|draft| draft.column.name == column.name) {
                    Some(draft) => {
                        if draft.column.data_type != column.data_type {
                            let span = statement.name.span();
                            return Err(self.type_conflict(
                                &column.name,
                                &draft.column.data_type,
                                &column.data_type,
                                span,
                                "inherited column",
                            ));
                        }
                        if draft.column.generated.is_some() != column.generated.is_some() {
                            let message = format!(
                                "inherited column \"{}\" has a generation conflict",
                                column.name
                            );
                            return Err(self.refused(statement.name.span(), "42804", message));
                        }
                        draft.column.inherited += 1;
                        draft.column.not_null |= column.not_null;
                        match (&draft.column.default, &column.default) {
                            (None, Some(default)) => {
                                draft.column.default = Some(Arc::clone(default));
                                draft.uses = self.uses_copied(User::Default(parent.id, column.id));
                            }
                            (Some(one), Some(other)) if !same_text(one, other) => {
                                conflicting.push(Arc::clone(&column.name));
                            }
                            _ => {}
                        }
                    }
                    None => drafts.push(self.inherited_column(parent, column)),
                }
            }
            for constraint in &parent.constraints {
                let ConstraintKind::Check { no_inherit: false, .. } = constraint.kind else {
                    continue;
                };
                match checks.iter_mut().find(|known| known.name == constraint.name) {
                    Some(known) => known.inherited += 1,
                    None => {
                        let id = self.model.next_object_id();
                        let copy = Constraint {
                            id,
                            local: false,
                            inherited: 1,
                            validated: constraint.enforced,
                            comment: None,
                            ..constraint.clone()
                        };
                        checks.push(copy);
                    }
                }
            }
        }
        for (name, draft) in own {
            match drafts.iter_mut().find(|known| known.column.name == draft.column.name) {
                Some(known) => {
                    let options_only = statement.partition_of.is_some()
                        || draft.column.data_type == Type::unknown();
                    if !options_only && known.column.data_type != draft.column.data_type {
                        return Err(self.type_conflict(
                            &name.text,
                            &known.column.data_type,
                            &draft.column.data_type,
                            name.span,
                            "column",
                        ));
                    }
                    self.check_generation(&known.column, &draft, &name)?;
                    if draft.column.default.is_some() {
                        conflicting.retain(|name| *name != draft.column.name);
                    }
                    merge_options(known, draft);
                    // What a partition says of a column does not make it its own.
                    known.column.local = statement.partition_of.is_none();
                }
                None if statement.partition_of.is_some() && !parents.is_empty() => {
                    let message = format!("column \"{}\" does not exist", name.text);
                    return Err(self.missing(name.span, "42703", message));
                }
                None => drafts.push(draft),
            }
        }
        if let Some(name) = conflicting.first() {
            let message = format!("column \"{name}\" inherits conflicting default values");
            return Err(self
                .refused(statement.name.span(), "42611", message)
                .with_help("to resolve the conflict, specify a default explicitly"));
        }
        // The columns of inherited checks are told by name once the numbers are there.
        let numbers: Vec<Arc<str>> =
            drafts.iter().map(|draft| Arc::clone(&draft.column.name)).collect();
        for check in &mut checks {
            let source = parents
                .iter()
                .find(|parent| parent.constraints.iter().any(|known| known.name == check.name));
            if let (ConstraintKind::Check { columns, .. }, Some(source)) = (&mut check.kind, source)
            {
                for column in columns {
                    let at = source
                        .column(*column)
                        .and_then(|column| numbers.iter().position(|name| *name == column.name));
                    if let Some(at) = at {
                        *column = crate::model::ColumnId(at as u16 + 1);
                    }
                }
            }
        }
        Ok((drafts, checks))
    }

    /// What a child may say of a column whose parent's is generated, or is not.
    fn check_generation(&self, parent: &Column, own: &ColumnDraft, name: &Name) -> Outcome {
        let of_parent = parent.generated.is_some();
        let generated = own.column.generated.is_some();
        let message = if of_parent && own.column.default.is_some() {
            format!("column \"{}\" inherits from generated column but specifies default", name.text)
        } else if of_parent && own.column.identity.is_some() {
            format!(
                "column \"{}\" inherits from generated column but specifies identity",
                name.text
            )
        } else if generated && of_parent == (self.version < 16) {
            format!("child column \"{}\" specifies generation expression", name.text)
        } else {
            return Ok(());
        };
        Err(self.refused(name.span, "42611", message))
    }

    fn type_conflict(
        &self,
        name: &str,
        one: &Type,
        other: &Type,
        span: Span,
        what: &str,
    ) -> Failure {
        let message = format!("{what} \"{name}\" has a type conflict");
        self.refused(span, "42804", message).with_help(format!(
            "{} versus {}",
            self.model.format_type(one),
            self.model.format_type(other)
        ))
    }

    fn inherited_column(&self, parent: &Relation, column: &Column) -> ColumnDraft {
        let identity =
            column.identity.filter(|_| self.version >= 17 && parent.partition_key.is_some());
        let mut copy = column.clone();
        copy.identity = identity;
        copy.local = false;
        copy.inherited = 1;
        copy.comment = None;
        self.copied(parent, column, copy)
    }

    /// A copy of a column whose default stands on what the original's does.
    fn copied(&self, source: &Relation, column: &Column, copy: Column) -> ColumnDraft {
        let uses = if copy.default.is_some() || copy.generated.is_some() {
            let uses = self.model.uses.get(&User::Default(source.id, column.id));
            uses.map(|uses| uses.iter().copied().collect()).unwrap_or_default()
        } else {
            BTreeSet::new()
        };
        ColumnDraft { column: copy, expression: None, sequence: None, uses }
    }

    /// The column that an attribute of a composite type is in a typed table.
    pub fn attribute_column(&self, attribute: &Attribute) -> ColumnDraft {
        let column = Column {
            id: attribute.id,
            name: Arc::clone(&attribute.name),
            data_type: attribute.data_type.clone(),
            not_null: false,
            default: None,
            identity: None,
            generated: None,
            collation: None,
            local: true,
            inherited: 0,
            comment: None,
            history: None,
        };
        ColumnDraft { column, expression: None, sequence: None, uses: BTreeSet::new() }
    }

    /// The composite type of that name; none when nothing is sure of it.
    pub fn composite_type(&self, name: &QualifiedName) -> Outcome<Option<Arc<UserType>>> {
        let entry = self.find_type_name(name);
        let found = match entry {
            Some((_, TypeNameEntry::User(id))) => self.model.user_type(id).cloned(),
            _ => None,
        };
        match found {
            Some(found) if matches!(found.kind, TypeKind::Composite { .. }) => Ok(Some(found)),
            None if entry.is_none() => match self.missing_type(name) {
                Failure::Unsettled => {
                    self.stands_on_unsettled.set(true);
                    Ok(None)
                }
                failure => Err(failure),
            },
            _ => {
                let message = format!("type {} is not a composite type", shown(name));
                Err(self.refused(name.span(), "42809", message))
            }
        }
    }

    /// The table, view or composite type of which LIKE copies the columns.
    pub fn like_source(&self, name: &QualifiedName) -> Outcome<Arc<Relation>> {
        match self.find_relation_name(name) {
            Some((_, RelationName::Composite(id))) => {
                let composite = self.model.user_type(id).cloned();
                let composite = composite.ok_or_else(|| self.missing_relation(name))?;
                Ok(Arc::new(self.composite_as_relation(&composite)))
            }
            Some((_, entry @ (RelationName::Sequence(_) | RelationName::Index { .. }))) => {
                let message = format!("relation \"{}\" is invalid in LIKE clause", name.name.text);
                Err(self
                    .refused(name.span(), "42809", message)
                    .with_made(self.model.history_of(entry), "it was made here"))
            }
            _ => self.relation(name),
        }
    }

    fn composite_as_relation(&self, composite: &UserType) -> Relation {
        let attributes = match &composite.kind {
            TypeKind::Composite { attributes } => attributes.as_slice(),
            _ => &[],
        };
        Relation {
            id: composite.id,
            schema: composite.schema,
            name: Arc::clone(&composite.name),
            kind: crate::model::RelationKind::Table,
            columns: attributes.iter().map(|each| self.attribute_column(each).column).collect(),
            next_column: 1,
            constraints: Vec::new(),
            indexes: Vec::new(),
            partition_of: None,
            partition_bound: None,
            inherits: Vec::new(),
            of_type: None,
            partition_key: None,
            depends_on: Vec::new(),
            comment: None,
            temporary: false,
            extension: None,
            history: None,
        }
    }

    /// The columns that LIKE brings.
    pub fn like_columns(
        &self,
        head: TableHead,
        source: &Relation,
        including: LikeOptions,
        at: &Name,
    ) -> Outcome<Vec<ColumnDraft>> {
        let mut drafts = Vec::new();
        for column in &source.columns {
            let mut copy = column.clone();
            copy.local = true;
            copy.inherited = 0;
            copy.history = self.made_at(at.span);
            copy.default = copy.default.filter(|_| including.defaults);
            copy.generated = copy.generated.filter(|_| including.generated);
            copy.identity = copy.identity.filter(|_| including.identity);
            copy.comment = copy.comment.filter(|_| including.comments);
            let identity = copy.identity.is_some();
            let name = Name { text: Arc::clone(&copy.name), span: at.span };
            let data_type = copy.data_type.clone();
            let mut draft = self.copied(source, column, copy);
            if identity {
                self.identity_type(&data_type, at.span)?;
                // PostgreSQL copies the sequence's options, but not its type.
                let data_type = crate::model::BuiltinType::INT8;
                draft.sequence = Some(self.draft_sequence(head, &name, None, data_type, true)?);
            }
            drafts.push(draft);
        }
        Ok(drafts)
    }

    /// The checks and indexes that LIKE brings, once the table is there.
    pub fn take_like_share(&mut self, relation: ObjectId, share: &LikeShare) -> Outcome {
        let source = &share.source;
        if share.including.constraints {
            for constraint in &source.constraints {
                if let ConstraintKind::Check { .. } = constraint.kind {
                    let mut constraint = constraint.clone();
                    constraint.comment = constraint.comment.filter(|_| share.including.comments);
                    self.copy_check(source, relation, &constraint, share.span)?;
                }
            }
        }
        if share.including.indexes {
            let Some(table) = self.model.relation(relation).cloned() else { return Ok(()) };
            for (parent, mut spec) in self.index_specs(source) {
                spec.span = share.span;
                move_spec(&mut spec, source, &table);
                let made = self.define_index(relation, spec, None, true)?;
                if share.including.comments {
                    self.copy_index_comment(source, parent, relation, made);
                }
            }
        }
        Ok(())
    }

    fn copy_check(
        &mut self,
        source: &Relation,
        relation: ObjectId,
        constraint: &Constraint,
        span: Span,
    ) -> Outcome {
        let Some(table) = self.model.relation(relation).cloned() else { return Ok(()) };
        // One that is inherited, too, is the same one.
        let inherited = table.constraints.iter().find(|known| {
            known.name == constraint.name
                && known.inherited > 0
                && !known.local
                && match (&known.kind, &constraint.kind) {
                    (
                        ConstraintKind::Check { expression: one, .. },
                        ConstraintKind::Check { expression: other, .. },
                    ) => same_text(one, other),
                    _ => false,
                }
        });
        if let Some(id) = inherited.map(|known| known.id) {
            let comment = constraint.comment.clone();
            self.model.change_relation(relation, |table| {
                for known in table.constraints.iter_mut().filter(|known| known.id == id) {
                    known.local = true;
                    known.comment = comment.clone().or_else(|| known.comment.take());
                }
            });
            return Ok(());
        }
        let name = Name { text: Arc::clone(&constraint.name), span };
        self.check_constraint_name_free(&table, &name)?;
        let id = self.model.next_object_id();
        let mut copy = Constraint {
            id,
            local: true,
            inherited: 0,
            history: self.made_at(span),
            validated: constraint.enforced,
            ..constraint.clone()
        };
        if let ConstraintKind::Check { columns, .. } = &mut copy.kind {
            columns.iter_mut().for_each(|column| *column = counterpart(source, &table, *column));
        }
        self.model.change_relation(relation, |table| table.constraints.push(copy));
        let uses = self.model.uses.get(&User::Constraint(source.id, constraint.id));
        let uses = uses.map(|uses| uses.iter().copied().collect()).unwrap_or_default();
        self.model.put_uses(User::Constraint(relation, id), uses);
        Ok(())
    }

    fn copy_index_comment(
        &mut self,
        source: &Relation,
        from: ObjectId,
        relation: ObjectId,
        to: ObjectId,
    ) {
        // A constraint's own comment is not copied.
        let Some(comment) = source.index(from).and_then(|index| index.comment.clone()) else {
            return;
        };
        self.model.change_relation(relation, |table| {
            for index in table.indexes.iter_mut().filter(|index| index.id == to) {
                index.comment = Some(Arc::clone(&comment));
            }
        });
    }

    /// Gives a partition its share of the indexes of the table it belongs to.
    pub fn share_indexes(&mut self, parent: &Relation, partition: ObjectId) -> Outcome {
        for (id, spec) in self.index_specs(parent) {
            self.index_partition(parent, id, &spec, partition, true)?;
        }
        Ok(())
    }

    /// Gives a partition its share of the foreign keys of the table it belongs to.
    pub fn share_foreign_keys(&mut self, parent: &Relation, partition: ObjectId) {
        for key in &parent.constraints {
            if matches!(key.kind, ConstraintKind::ForeignKey { .. }) {
                self.share_foreign_key(parent, key, partition);
            }
        }
    }

    /// Gives a partition, and those below it, its share of a foreign key: one that it has
    /// already, or a new one that has the same name if it is free.
    pub fn share_foreign_key(&mut self, parent: &Relation, key: &Constraint, partition: ObjectId) {
        let Some(child) = self.model.relation(partition).cloned() else { return };
        let mut copy = key.clone();
        copy.local = false;
        copy.inherited = 1;
        copy.comment = None;
        let ConstraintKind::ForeignKey { columns, .. } = &mut copy.kind else { return };
        columns.iter_mut().for_each(|column| *column = counterpart(parent, &child, *column));
        let alike = child.constraints.iter().find(|known| {
            known.kind == copy.kind
                && known.deferrable == copy.deferrable
                && known.initially_deferred == copy.initially_deferred
                && !self.model.constraint_parents.contains_key(&known.id)
        });
        if let Some(known) = alike {
            let known = known.id;
            self.model.constraint_parents.insert(known, key.id);
            self.model.change_relation(partition, |child| {
                for each in child.constraints.iter_mut().filter(|each| each.id == known) {
                    each.inherited = 1;
                    each.local = false;
                }
            });
            return;
        }
        if child.constraints.iter().any(|known| known.name == copy.name) {
            let ConstraintKind::ForeignKey { columns, .. } = &copy.kind else { return };
            let joined = join_column_names(child.column_names(columns));
            copy.name = self.model.choose_constraint_name(
                child.schema,
                &child.name,
                Some(&joined),
                "fkey",
                &[],
            );
        }
        copy.id = self.model.next_object_id();
        self.model.constraint_parents.insert(copy.id, key.id);
        if let Some(referenced) = self.model.referenced_keys.get(&key.id).copied() {
            self.model.referenced_keys.insert(copy.id, referenced);
        }
        let made = copy.clone();
        self.model.change_relation(partition, |child| child.constraints.push(copy));
        if child.partition_key.is_some() {
            for below in self.model.partitions_of(partition) {
                self.share_foreign_key(&child, &made, below);
            }
        }
    }

    /// What it takes to make a table's indexes anew elsewhere, in the order of their making.
    pub fn index_specs(&self, table: &Relation) -> Vec<(ObjectId, IndexSpec)> {
        let of_constraints = table.constraints.iter().filter_map(|constraint| {
            Some((constraint.id, self.constraint_spec(table, constraint)?))
        });
        let of_indexes =
            table.indexes.iter().map(|index| (index.id, self.index_spec(table, index)));
        let mut specs: Vec<_> = of_constraints.chain(of_indexes).collect();
        specs.sort_by_key(|(id, _)| *id);
        specs
    }

    fn constraint_spec(&self, table: &Relation, constraint: &Constraint) -> Option<IndexSpec> {
        let plain_key = |column: &_| crate::model::IndexKey {
            target: IndexTarget::Column(*column),
            descending: false,
            nulls_first: false,
            operator_class: None,
            collation: None,
        };
        let mut spec = IndexSpec {
            name: None,
            role: IndexRole::Unique,
            unique: true,
            nulls_distinct: true,
            method: Arc::from("btree"),
            keys: Vec::new(),
            key_names: Vec::new(),
            include: Vec::new(),
            predicate: None,
            expression_columns: Vec::new(),
            uses: self.uses_copied(User::Constraint(table.id, constraint.id)),
            deferrable: constraint.deferrable,
            initially_deferred: constraint.initially_deferred,
            span: history_span(constraint.history.as_ref()),
        };
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, include } => {
                spec.role = IndexRole::Primary;
                spec.keys = columns.iter().map(plain_key).collect();
                spec.include = include.clone();
            }
            ConstraintKind::Unique { columns, include, nulls_distinct } => {
                spec.keys = columns.iter().map(plain_key).collect();
                spec.include = include.clone();
                spec.nulls_distinct = *nulls_distinct;
            }
            ConstraintKind::Exclusion { method, keys, predicate, columns } => {
                let operators = keys.iter().map(|(_, operator)| Arc::clone(operator)).collect();
                spec.role = IndexRole::Exclusion(operators);
                spec.unique = false;
                spec.method = Arc::clone(method);
                spec.keys = keys.iter().map(|(key, _)| key.clone()).collect();
                spec.predicate = predicate.clone();
                spec.expression_columns = columns.clone();
            }
            ConstraintKind::ForeignKey { .. } | ConstraintKind::Check { .. } => return None,
        }
        spec.key_names = self.key_names(table, constraint.id, &spec);
        Some(spec)
    }

    fn index_spec(&self, table: &Relation, index: &Index) -> IndexSpec {
        let mut spec = IndexSpec {
            name: None,
            role: IndexRole::Plain,
            unique: index.unique,
            nulls_distinct: index.nulls_distinct,
            method: Arc::clone(&index.method),
            keys: index.keys.clone(),
            key_names: Vec::new(),
            include: index.include.clone(),
            predicate: index.predicate.clone(),
            expression_columns: index.expression_columns.clone(),
            uses: self.uses_copied(User::Index(table.id, index.id)),
            deferrable: false,
            initially_deferred: false,
            span: history_span(index.history.as_ref()),
        };
        spec.key_names = self.key_names(table, index.id, &spec);
        spec
    }

    fn uses_copied(&self, user: User) -> BTreeSet<ObjectId> {
        self.model.uses.get(&user).map(|uses| uses.iter().copied().collect()).unwrap_or_default()
    }

    /// What a made-up name calls the keys of an index that is there: the names of the index's own
    /// columns, which stay as they are when the table's are renamed.
    fn key_names(&self, table: &Relation, index: ObjectId, spec: &IndexSpec) -> Vec<String> {
        let known = self.model.key_names.get(&index);
        let keys = spec.keys.iter().map(|key| match &key.target {
            IndexTarget::Column(column) => Some(*column),
            IndexTarget::Expression(_) => None,
        });
        let columns = keys.chain(spec.include.iter().map(|column| Some(*column)));
        let name = |(at, column): (usize, Option<_>)| {
            let own = known.and_then(|names| names.get(at)).map(|name| &**name);
            let of_table =
                || column.and_then(|column| table.column(column)).map(|each| &*each.name);
            own.or_else(of_table).unwrap_or("expr").to_owned()
        };
        columns.enumerate().map(name).collect()
    }
}

/// Turns the columns of a spec into those of the same names in another table.
fn move_spec(spec: &mut IndexSpec, source: &Relation, table: &Relation) {
    for key in &mut spec.keys {
        if let IndexTarget::Column(column) = &mut key.target {
            *column = counterpart(source, table, *column);
        }
    }
    for column in spec.include.iter_mut().chain(&mut spec.expression_columns) {
        *column = counterpart(source, table, *column);
    }
}

fn history_span(history: Option<&crate::model::History>) -> Span {
    history.map_or_else(Span::default, |history| history.made.span)
}

impl Model {
    /// The partitions of a table, in the order of making.
    pub(crate) fn partitions_of(&self, id: ObjectId) -> Vec<ObjectId> {
        self.children(id, |relation| relation.partition_of == Some(id))
    }

    /// The tables that inherit from a table, its partitions among them, in the order of making.
    pub(crate) fn children_of(&self, id: ObjectId) -> Vec<ObjectId> {
        self.children(id, |relation| {
            relation.partition_of == Some(id) || relation.inherits.contains(&id)
        })
    }

    fn children(&self, id: ObjectId, is_child: impl Fn(&Relation) -> bool) -> Vec<ObjectId> {
        self.users_of(id)
            .filter_map(|user| match user {
                User::Object(child) => self.relation(child),
                _ => None,
            })
            .filter(|relation| is_child(relation))
            .map(|relation| relation.id)
            .collect()
    }

    /// A table and all that inherit from it, each once, parents first.
    pub(crate) fn with_descendants(&self, id: ObjectId) -> Vec<ObjectId> {
        let mut all = vec![id];
        let mut at = 0;
        while at < all.len() {
            for child in self.children_of(all[at]) {
                if !all.contains(&child) {
                    all.push(child);
                }
            }
            at += 1;
        }
        all
    }

    /// Frees a name in the name space of types if only an array type has it, whose name
    /// PostgreSQL made up: that one is renamed. False if another type has it.
    pub(crate) fn move_array_type(&mut self, schema: ObjectId, name: &Arc<str>) -> bool {
        match self.type_names.get(schema, name).copied() {
            None => true,
            Some(TypeNameEntry::ArrayOf(element)) => {
                let moved = self.choose_array_name(schema, name);
                if self.types.contains_key(&element) {
                    self.change_type(element, |element| element.array_name = Some(moved));
                } else {
                    self.type_names.remove(schema, name);
                    let entry = TypeNameEntry::ArrayOf(element);
                    self.type_names.insert(schema, Arc::clone(&moved), entry);
                    self.row_arrays.insert(element, moved);
                }
                true
            }
            Some(_) => false,
        }
    }
}
