//! `CREATE TABLE`, in PostgreSQL's order: columns, defaults, a partition's share of its parent,
//! checks, indexes, what LIKE brings, foreign keys. The order decides which made-up name is
//! taken first.

use super::columns::{ColumnDraft, Pending, TableHead, Waiting};
use super::constraints::constraint_span;
use super::expressions::Purpose;
use super::failure::{Failure, Outcome, shown};
use super::indexes::{IndexRole, IndexSpec};
use super::inheritance::LikeShare;
use super::session::Session;
use crate::model::{
    ColumnId, ObjectId, PartitionKey, Relation, RelationKind, RelationName, TypeKind, User,
};
use crate::statement::{
    ConstraintDefinitionKind, CreateTable, ExpressionKind, Name, PartitionBy, QualifiedName,
    TableElement,
};
use std::sync::Arc;

impl Session {
    /// `CREATE TABLE`, `CREATE FOREIGN TABLE`.
    pub fn create_table(&mut self, statement: &CreateTable) -> Outcome {
        let schema = self.creation_schema(&statement.name, statement.temporary)?;
        let name = &statement.name.name;
        if statement.if_not_exists && self.model.relation_names.contains(schema, &name.text) {
            return Ok(());
        }
        let head = TableHead { schema, name: &name.text };
        let mut waiting = Waiting::default();
        let mut shares = Vec::new();
        let own = self.elements(head, statement, &mut waiting, &mut shares)?;
        self.check_one_primary_key(name, &waiting.indexes)?;
        let parents = self.parents(statement, schema == crate::model::Model::TEMPORARY)?;
        let (drafts, inherited_checks) = self.merge_columns(&parents, own, statement)?;

        let id = self.model.next_object_id();
        let kind = match (&statement.partition_by, statement.foreign) {
            (Some(_), _) => RelationKind::PartitionedTable,
            (None, true) => RelationKind::ForeignTable,
            (None, false) => RelationKind::Table,
        };
        let partition_of = statement.partition_of.as_ref().and(parents.first());
        let inherits = if partition_of.is_some() {
            Vec::new()
        } else {
            parents.iter().map(|parent| parent.id).collect()
        };
        let mut relation = Relation {
            id,
            schema,
            name: Arc::clone(&name.text),
            kind,
            columns: Vec::new(),
            next_column: 1,
            constraints: inherited_checks,
            indexes: Vec::new(),
            partition_of: partition_of.map(|parent| parent.id),
            partition_bound: None,
            inherits,
            of_type: match &statement.of_type {
                Some(of_type) => self.composite_type(of_type)?.map(|found| found.id),
                None => None,
            },
            partition_key: None,
            depends_on: Vec::new(),
            comment: None,
            temporary: statement.temporary || schema == crate::model::Model::TEMPORARY,
            extension: None,
            history: self.made_at(name.span),
        };
        let rest = number_columns(&mut relation, drafts);
        for pending in &waiting.indexes {
            self.constraint_index(&relation, *pending)?;
        }
        self.check_relation_name_free(schema, name)?;
        self.free_type_name(schema, name, true)?;
        if let Some(partition_by) = &statement.partition_by {
            relation.partition_key = Some(self.partition_key(&relation, partition_by)?);
        }
        if let (Some(parent), Some(written)) = (partition_of, &statement.partition_bound) {
            let bound = self.partition_bound(parent, written)?;
            self.check_bound_free(parent, &name.text, &bound, written.span)?;
            relation.partition_bound = Some(bound);
        }
        self.put_new_relation(relation, name)?;
        self.model.settle(schema, &name.text);
        if statement.on_commit_drop {
            self.drop_at_commit(&name.text);
        }
        self.finish_columns(id, rest)?;
        if let Some(parent) = partition_of {
            self.share_indexes(parent, id)?;
            self.share_foreign_keys(parent, id);
        }
        let mut check_names = Vec::new();
        for check in &waiting.checks {
            self.add_check(id, *check, &mut check_names, true)?;
        }
        self.create_constraint_indexes(id, &waiting.indexes)?;
        for share in &shares {
            self.take_like_share(id, share)?;
        }
        for key in &waiting.foreign_keys {
            self.add_foreign_key(id, *key, true)?;
        }
        Ok(())
    }

    /// The columns that the statement itself defines, LIKE's among them.
    fn elements<'a>(
        &self,
        head: TableHead,
        statement: &'a CreateTable,
        waiting: &mut Waiting<'a>,
        shares: &mut Vec<LikeShare>,
    ) -> Outcome<Vec<(Name, ColumnDraft)>> {
        let mut columns: Vec<(Name, ColumnDraft)> = Vec::new();
        if let Some(of_type) = &statement.of_type
            && let Some(composite) = self.composite_type(of_type)?
            && let TypeKind::Composite { attributes } = &composite.kind
        {
            for attribute in attributes {
                let draft = self.attribute_column(attribute);
                columns.push((of_type.name.clone(), draft));
            }
        }
        let typed = columns.len();
        // What is written twice is told behind what is wrong with a column's type.
        let mut twice = None;
        for element in &statement.elements {
            if statement.foreign {
                let constraints = match element {
                    TableElement::Column(definition) => definition.constraints.as_slice(),
                    TableElement::Constraint(definition) => std::slice::from_ref(definition),
                    TableElement::Like { .. } => &[],
                };
                constraints.iter().try_for_each(|it| self.check_foreign_constraint(it))?;
            }
            match element {
                TableElement::Column(definition) => {
                    let draft = self.define_column(head, definition, waiting)?;
                    let same = columns
                        .iter()
                        .position(|(_, known)| known.column.name == draft.column.name);
                    match same {
                        Some(at) if at < typed && definition.data_type.is_none() => {
                            merge_options(&mut columns[at].1, draft);
                        }
                        Some(_) => {
                            twice.get_or_insert_with(|| definition.name.clone());
                        }
                        None if statement.of_type.is_some() && definition.data_type.is_none() => {
                            let name = &definition.name;
                            let message = format!("column \"{}\" does not exist", name.text);
                            return Err(self.missing(name.span, "42703", message));
                        }
                        None => columns.push((definition.name.clone(), draft)),
                    }
                }
                TableElement::Constraint(definition) => {
                    self.check_table_constraint(definition)?;
                    let pending = Pending { definition, column: None };
                    if let Some(pending) = waiting.push(pending) {
                        set_column_not_null(&mut columns, &pending);
                    }
                }
                TableElement::Like { table, including } => {
                    let source = match self.like_source(table) {
                        Err(Failure::Unsettled) => {
                            self.stands_on_unsettled.set(true);
                            continue;
                        }
                        source => source?,
                    };
                    for draft in self.like_columns(head, &source, *including, &table.name)? {
                        if columns.iter().any(|(_, known)| known.column.name == draft.column.name) {
                            twice.get_or_insert_with(|| Name {
                                text: Arc::clone(&draft.column.name),
                                span: table.span(),
                            });
                            continue;
                        }
                        columns.push((table.name.clone(), draft));
                    }
                    shares.push(LikeShare { source, including: *including, span: table.span() });
                }
            }
        }
        if let Some(name) = twice {
            return Err(self.column_twice(&name));
        }
        Ok(columns)
    }

    fn column_twice(&self, name: &Name) -> Failure {
        let message = format!("column \"{}\" specified more than once", name.text);
        self.duplicate(name.span, "42701", message)
    }

    /// The tables from which a new one takes columns.
    fn parents(&self, statement: &CreateTable, temporary: bool) -> Outcome<Vec<Arc<Relation>>> {
        let mut parents: Vec<Arc<Relation>> = Vec::new();
        for name in statement.inherits.iter().chain(&statement.partition_of) {
            let parent = match self.table(name) {
                Err(Failure::Unsettled) => {
                    self.stands_on_unsettled.set(true);
                    continue;
                }
                parent => parent?,
            };
            let partition = statement.partition_of.is_some();
            if partition && parent.kind != RelationKind::PartitionedTable {
                let message = format!("\"{}\" is not partitioned", parent.name);
                return Err(self
                    .refused(name.span(), "42P17", message)
                    .with_made(parent.history.as_ref(), "it was made here"));
            }
            if !partition {
                self.check_may_be_parent(&parent, name)?;
            }
            let verb = partition.then_some("create");
            self.check_parents_life(&parent, temporary, verb, name)?;
            if parents.iter().any(|known| known.id == parent.id) {
                let message =
                    format!("relation \"{}\" would be inherited from more than once", shown(name));
                return Err(self.duplicate(name.span(), "42P07", message));
            }
            parents.push(parent);
        }
        Ok(parents)
    }

    /// What lasts hangs on nothing temporary, and no partition lasts longer or shorter than its
    /// table. `verb`: what is done to a partition; none to an heir.
    pub fn check_parents_life(
        &self,
        parent: &Relation,
        temporary: bool,
        verb: Option<&str>,
        name: &QualifiedName,
    ) -> Outcome {
        let what = |temporary| if temporary { "temporary" } else { "permanent" };
        let message = match verb {
            Some(verb) if parent.temporary != temporary => format!(
                "cannot {verb} a {} relation as partition of {} relation \"{}\"",
                what(temporary),
                what(parent.temporary),
                parent.name
            ),
            None if parent.temporary && !temporary => {
                format!("cannot inherit from temporary relation \"{}\"", parent.name)
            }
            _ => return Ok(()),
        };
        Err(self
            .refused(name.span(), "42809", message)
            .with_made(parent.history.as_ref(), "it was made here"))
    }

    /// Partitioned tables and partitions have no heirs but partitions.
    pub fn check_may_be_parent(&self, parent: &Relation, name: &QualifiedName) -> Outcome {
        let what = match (parent.kind, parent.partition_of) {
            (RelationKind::PartitionedTable, _) => "partitioned table",
            (_, Some(_)) => "partition",
            _ => return Ok(()),
        };
        let message = format!("cannot inherit from {what} \"{}\"", parent.name);
        Err(self
            .refused(name.span(), "42809", message)
            .with_made(parent.history.as_ref(), "it was made here"))
    }

    /// Puts a new relation in, unless its row type's name is taken.
    pub fn put_new_relation(&mut self, relation: Relation, name: &Name) -> Outcome {
        self.free_type_name(relation.schema, name, true)?;
        self.model.put_relation(relation);
        Ok(())
    }

    fn partition_key(&self, relation: &Relation, written: &PartitionBy) -> Outcome<PartitionKey> {
        let mut columns = Vec::new();
        if &*written.strategy == "list" && written.keys.len() > 1 {
            let message =
                "cannot use \"list\" partition strategy with more than one column".to_owned();
            return Err(self.refused(written.keys[1].expression.span, "42P17", message));
        }
        let method = if &*written.strategy == "hash" { "hash" } else { "btree" };
        let mut expression_columns = Vec::new();
        for key in &written.keys {
            let expression = &key.expression;
            let ExpressionKind::Column(reference) = &expression.kind else {
                let scope = self.scope(relation, Purpose::PartitionKey);
                expression_columns.extend(self.columns_of(expression, &scope)?);
                if expression.columns.is_empty() {
                    let message = "cannot use constant expression as partition key".to_owned();
                    return Err(self.refused(expression.span, "42P17", message));
                }
                continue;
            };
            match relation.column_named(&reference.column.text) {
                Some(column) if column.generated.is_some() => {
                    let message = "cannot use generated column in partition key".to_owned();
                    return Err(self.refused(expression.span, "42P17", message));
                }
                Some(column)
                    if key.operator_class.is_none()
                        && !self.has_operator_class(method, &column.data_type) =>
                {
                    return Err(self.no_operator_class(method, &column.data_type, expression.span));
                }
                Some(column) => columns.push(column.id),
                // The whole row.
                None if reference.column.text == relation.name => {}
                None => {
                    let name = &reference.column;
                    let message =
                        format!("column \"{}\" named in partition key does not exist", name.text);
                    return Err(
                        self.missing_part(relation, &name.text, name.span, "42703", message)
                    );
                }
            }
        }
        let expressions = columns.len() < written.keys.len();
        let strategy = Arc::clone(&written.strategy);
        Ok(PartitionKey { strategy, columns, expressions, expression_columns })
    }

    /// Makes the sequences of new columns, and notes what their expressions stand on.
    fn finish_columns(
        &mut self,
        relation: ObjectId,
        rest: Vec<(ColumnId, ColumnDraft)>,
    ) -> Outcome {
        for (id, draft) in rest {
            self.finish_column(relation, id, draft)?;
        }
        Ok(())
    }

    /// Makes the sequence of a new column, and notes what its expression stands on.
    pub fn finish_column(
        &mut self,
        relation: ObjectId,
        id: ColumnId,
        draft: ColumnDraft,
    ) -> Outcome {
        if let Some(sequence) = draft.sequence {
            self.put_column_sequence(relation, &draft.column, sequence);
        } else if !draft.uses.is_empty() {
            self.model.put_uses(User::Default(relation, id), draft.uses);
        }
        if let Some(expression) = &draft.expression {
            let generated = draft.column.generated.is_some();
            self.use_column_expression(relation, id, expression, generated)?;
        }
        Ok(())
    }

    /// A table has one primary key.
    fn check_one_primary_key(&self, table: &Name, keys: &[Pending]) -> Outcome {
        let is_primary = |key: &&Pending| {
            matches!(key.definition.kind, ConstraintDefinitionKind::PrimaryKey { .. })
        };
        let mut primary = keys.iter().filter(is_primary).map(|key| constraint_span(key.definition));
        let (Some(first), Some(second)) = (primary.next(), primary.next()) else { return Ok(()) };
        let message = format!("multiple primary keys for table \"{}\" are not allowed", table.text);
        Err(match self.refused(second, "42P16", message) {
            Failure::Refused(problem) => {
                problem.with_related(self.at(first), "the other one is here").into()
            }
            Failure::Unsettled => Failure::Unsettled,
        })
    }

    /// Makes the indexes of a new table's keys: the primary key first, then in order; of two
    /// that are alike only one, which takes the other's name if it has none.
    fn create_constraint_indexes(&mut self, relation: ObjectId, keys: &[Pending]) -> Outcome {
        let Some(table) = self.model.relation(relation).cloned() else { return Ok(()) };
        let mut specs: Vec<IndexSpec> = Vec::new();
        let mut primary: Option<IndexSpec> = None;
        for pending in keys {
            let spec = self.constraint_index(&table, *pending)?;
            if spec.role != IndexRole::Primary {
                specs.push(spec);
            } else {
                primary = Some(spec);
            }
        }
        let mut kept: Vec<IndexSpec> = primary.into_iter().collect();
        for spec in specs {
            match kept.iter_mut().find(|prior| prior.is_like(&spec)) {
                Some(prior) => {
                    prior.unique |= spec.unique;
                    if prior.name.is_none() {
                        prior.name = spec.name;
                    }
                }
                None => kept.push(spec),
            }
        }
        drop(table);
        for spec in kept {
            self.define_index(relation, spec, None, true)?;
        }
        Ok(())
    }

    /// Frees a name in the name space of types: an array type that PostgreSQL named gives way.
    /// `for_relation`: the name is wanted for a row type.
    pub fn free_type_name(&mut self, schema: ObjectId, name: &Name, for_relation: bool) -> Outcome {
        if self.model.move_array_type(schema, &name.text) {
            return Ok(());
        }
        if self.is_unsettled_object(schema, &name.text) {
            return Err(Failure::Unsettled);
        }
        let history = match self.model.type_names.get(schema, &name.text) {
            Some(crate::model::TypeNameEntry::User(id)) => {
                self.model.user_type(*id).and_then(|found| found.history.as_ref())
            }
            Some(crate::model::TypeNameEntry::Row(id)) => {
                self.model.history_of(RelationName::Relation(*id))
            }
            _ => None,
        };
        let message = format!("type \"{}\" already exists", name.text);
        let failure = self
            .duplicate(name.span, "42710", message)
            .with_made(history, format!("\"{}\" was made here", name.text));
        Err(if for_relation {
            failure.with_help(
                "a relation has an associated type of the same name, so use a name that doesn't conflict with any existing type",
            )
        } else {
            failure
        })
    }
}

/// Gives the columns their numbers and puts them into the relation; gives back what waits.
fn number_columns(
    relation: &mut Relation,
    drafts: Vec<ColumnDraft>,
) -> Vec<(ColumnId, ColumnDraft)> {
    drafts
        .into_iter()
        .map(|mut draft| {
            let id = ColumnId(relation.next_column);
            relation.next_column += 1;
            draft.column.id = id;
            relation.columns.push(draft.column.clone());
            (id, draft)
        })
        .collect()
}

/// `NOT NULL column` as a table constraint (PostgreSQL 18).
fn set_column_not_null(columns: &mut [(Name, ColumnDraft)], pending: &Pending) {
    use crate::statement::ConstraintDefinitionKind::NotNull;
    if let NotNull(Some(name)) = &pending.definition.kind {
        for (_, draft) in columns.iter_mut().filter(|(_, draft)| draft.column.name == name.text) {
            draft.column.not_null = true;
        }
    }
}

/// Lays what a column's options say (`column WITH OPTIONS …`) over the column as it came.
pub(super) fn merge_options(column: &mut ColumnDraft, options: ColumnDraft) {
    column.column.local = true;
    column.column.not_null |= options.column.not_null;
    if options.column.default.is_some() || options.column.generated.is_some() {
        column.column.default = options.column.default;
        column.column.generated = options.column.generated;
        column.uses = options.uses;
        column.expression = options.expression;
    }
    if options.column.identity.is_some() {
        column.column.identity = options.column.identity;
        column.sequence = options.sequence;
    } else if options.sequence.is_some() {
        column.sequence = options.sequence;
    }
    if options.column.collation.is_some() {
        column.column.collation = options.column.collation;
    }
    if options.column.comment.is_some() {
        column.column.comment = options.column.comment;
    }
    column.column.history = options.column.history;
}
