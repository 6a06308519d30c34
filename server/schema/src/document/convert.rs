//! From a model to a document.

use super::{
    Attribute, Check, Column, ColumnName, CompositeType, Document, Domain, Enum,
    ExclusionConstraint, FORMAT, ForeignKey, Function, Index, Key, PrimaryKey, RangeType,
    References, Schema, Sequence, Table, TableKind, TableName, UniqueConstraint, is_bookkeeping,
};
use crate::model::{
    ColumnId, Constraint, ConstraintKind, FunctionKind, Identity, IndexKey, IndexTarget, Model,
    ObjectId, Relation, RelationKind, Type, TypeKind, UserType,
};
use std::collections::BTreeMap;

impl From<&Model> for Document {
    fn from(model: &Model) -> Self {
        let mut schemas: BTreeMap<ObjectId, Schema> = model
            .schemas
            .values()
            .map(|schema| {
                let comment = schema.comment.as_deref().map(str::to_owned);
                let name = schema.name.to_string();
                (schema.id, Schema { name, comment, ..Schema::default() })
            })
            .collect();
        for relation in model.relations.values().filter(|relation| stands(relation)) {
            if let Some(schema) = schemas.get_mut(&relation.schema) {
                schema.tables.push(table(model, relation));
            }
        }
        for user_type in model.types.values().filter(|found| found.extension.is_none()) {
            if let Some(schema) = schemas.get_mut(&user_type.schema) {
                add_type(model, user_type, schema);
            }
        }
        for found in model.sequences.values() {
            let owner = found.owned_by.and_then(|(table, _)| model.relation(table));
            if let Some(schema) = schemas.get_mut(&found.schema)
                && owner.is_none_or(|relation| stands(relation))
            {
                schema.sequences.push(sequence(model, found));
            }
        }
        for found in model.functions.values().filter(|found| found.extension.is_none()) {
            if let Some(schema) = schemas.get_mut(&found.schema) {
                schema.functions.push(function(model, found));
            }
        }
        let mut schemas: Vec<Schema> = schemas.into_values().collect();
        schemas.iter_mut().for_each(sort);
        schemas.sort_by(|a, b| a.name.cmp(&b.name));
        let extensions = model.extensions.keys().filter(|name| &***name != "plpgsql");
        let extensions = extensions.map(ToString::to_string).collect();
        Self { format: FORMAT.to_owned(), extensions, schemas }
    }
}

/// Whether a relation is part of the project's schema.
fn stands(relation: &Relation) -> bool {
    relation.extension.is_none() && !relation.temporary && !is_bookkeeping(relation)
}

fn sort(schema: &mut Schema) {
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    schema.enums.sort_by(|a, b| a.name.cmp(&b.name));
    schema.domains.sort_by(|a, b| a.name.cmp(&b.name));
    schema.composite_types.sort_by(|a, b| a.name.cmp(&b.name));
    schema.range_types.sort_by(|a, b| a.name.cmp(&b.name));
    schema.sequences.sort_by(|a, b| a.name.cmp(&b.name));
    schema.functions.sort_by(|a, b| (&a.name, &a.arguments).cmp(&(&b.name, &b.arguments)));
}

fn table_name(model: &Model, id: ObjectId) -> TableName {
    let Some(relation) = model.relation(id) else { return TableName::default() };
    TableName {
        schema: model.schema_name(relation.schema).to_owned(),
        table: relation.name.to_string(),
    }
}

fn owned(text: Option<&std::sync::Arc<str>>) -> Option<String> {
    text.map(ToString::to_string)
}

fn names(relation: &Relation, columns: &[ColumnId]) -> Vec<String> {
    relation.column_names(columns).into_iter().map(str::to_owned).collect()
}

fn table(model: &Model, relation: &Relation) -> Table {
    let mut table = Table {
        name: relation.name.to_string(),
        kind: match relation.kind {
            RelationKind::Table => TableKind::Table,
            RelationKind::PartitionedTable => TableKind::PartitionedTable,
            RelationKind::View => TableKind::View,
            RelationKind::MaterializedView => TableKind::MaterializedView,
            RelationKind::ForeignTable => TableKind::ForeignTable,
        },
        comment: owned(relation.comment.as_ref()),
        partition_of: relation.partition_of.map(|parent| table_name(model, parent)),
        inherits: relation.inherits.iter().map(|parent| table_name(model, *parent)).collect(),
        columns: relation.columns.iter().map(|found| column(model, relation, found)).collect(),
        ..Table::default()
    };
    if let Some(key) = &relation.partition_key {
        let columns = names(relation, &key.columns).join(", ");
        table.details.push(format!("partition by {} ({columns})", key.strategy));
    }
    for constraint in &relation.constraints {
        add_constraint(model, relation, constraint, &mut table);
    }
    table.indexes = relation.indexes.iter().map(|found| index(relation, found)).collect();
    table.unique_constraints.sort_by(|a, b| a.name.cmp(&b.name));
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    table.check_constraints.sort_by(|a, b| a.name.cmp(&b.name));
    table.exclusion_constraints.sort_by(|a, b| a.name.cmp(&b.name));
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    table
}

fn column(model: &Model, relation: &Relation, column: &crate::model::Column) -> Column {
    let mut details = Vec::new();
    let view = relation.kind.is_view();
    if let Some(collation) = column.collation.as_ref().filter(|_| !view) {
        details.push(format!("collate {collation}"));
    }
    if column.generated.as_ref().is_some_and(|generated| !generated.stored) {
        details.push("generated virtual".to_owned());
    }
    details.extend(inheritance(column.local, column.inherited));
    let stored = column.generated.as_ref().filter(|generated| generated.stored);
    Column {
        name: column.name.to_string(),
        data_type: model.format_type(&column.data_type),
        nullable: view || !column.not_null,
        default: owned(column.default.as_ref()).filter(|_| column.generated.is_none()),
        identity: column.identity.map(|identity| {
            match identity {
                Identity::Always => "ALWAYS",
                Identity::ByDefault => "BY DEFAULT",
            }
            .to_owned()
        }),
        generated: stored.map(|generated| generated.expression.to_string()),
        comment: owned(column.comment.as_ref()),
        details,
    }
}

/// How often something is inherited, where it is at all.
fn inheritance(local: bool, inherited: u16) -> Option<String> {
    match (local, inherited) {
        (true, 0) => None,
        (true, times) => Some(format!("declared, and inherited {times} times")),
        (false, times) => Some(format!("inherited {times} times")),
    }
}

fn add_constraint(model: &Model, relation: &Relation, constraint: &Constraint, table: &mut Table) {
    let name = constraint.name.to_string();
    let mut details: Vec<String> = inheritance(constraint.local, constraint.inherited)
        .into_iter()
        .chain(constraint.comment.as_ref().map(|comment| format!("comment '{comment}'")))
        .collect();
    let foreign_key = matches!(constraint.kind, ConstraintKind::ForeignKey { .. });
    if !foreign_key && constraint.deferrable {
        details.push("deferrable".to_owned());
    }
    if !foreign_key && constraint.initially_deferred {
        details.push("initially deferred".to_owned());
    }
    if !foreign_key && !constraint.validated {
        details.push("not valid".to_owned());
    }
    if !constraint.enforced {
        details.push("not enforced".to_owned());
    }
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, include } => {
            details.extend(including(relation, include));
            let columns = names(relation, columns);
            table.primary_key = Some(PrimaryKey { name, columns, details });
        }
        ConstraintKind::Unique { columns, include, nulls_distinct } => {
            details.extend(including(relation, include));
            let columns = names(relation, columns);
            let nulls_distinct = *nulls_distinct;
            table.unique_constraints.push(UniqueConstraint {
                name,
                columns,
                nulls_distinct,
                details,
            });
        }
        ConstraintKind::ForeignKey {
            columns,
            references,
            referenced_columns,
            on_delete,
            on_update,
            match_full,
        } => {
            if *match_full {
                details.push("match full".to_owned());
            }
            let target = table_name(model, *references);
            let there = model.relation(*references);
            table.foreign_keys.push(ForeignKey {
                name,
                columns: names(relation, columns),
                references: References {
                    schema: target.schema,
                    table: target.table,
                    columns: there.map_or_else(Vec::new, |there| names(there, referenced_columns)),
                },
                on_delete: on_delete.sql().to_owned(),
                on_update: on_update.sql().to_owned(),
                deferrable: constraint.deferrable,
                initially_deferred: constraint.initially_deferred,
                validated: constraint.validated,
                details,
            });
        }
        ConstraintKind::Check { expression, no_inherit, .. } => {
            if *no_inherit {
                details.push("no inherit".to_owned());
            }
            let expression = format!("({expression})");
            table.check_constraints.push(Check { name, expression, details });
        }
        ConstraintKind::Exclusion { method, keys, predicate, .. } => {
            details.push(format!("using {method}"));
            for (key, operator) in keys {
                details.push(match key.target {
                    IndexTarget::Column(id) => {
                        format!("{} with {operator}", names(relation, &[id]).join(""))
                    }
                    IndexTarget::Expression(_) => format!("an expression with {operator}"),
                });
            }
            if predicate.is_some() {
                details.push("has a predicate".to_owned());
            }
            let columns: Vec<ColumnId> = keys
                .iter()
                .filter_map(|(key, _)| match key.target {
                    IndexTarget::Column(id) => Some(id),
                    IndexTarget::Expression(_) => None,
                })
                .collect();
            let columns = names(relation, &columns);
            table.exclusion_constraints.push(ExclusionConstraint { name, columns, details });
        }
    }
}

fn including(relation: &Relation, columns: &[ColumnId]) -> Option<String> {
    (!columns.is_empty()).then(|| format!("include ({})", names(relation, columns).join(", ")))
}

fn index(relation: &Relation, index: &crate::model::Index) -> Index {
    let mut details = Vec::new();
    if !index.nulls_distinct {
        details.push("nulls not distinct".to_owned());
    }
    if index.parent.is_some() {
        details.push("part of the parent's index".to_owned());
    }
    details.extend(index.comment.as_ref().map(|comment| format!("comment '{comment}'")));
    for (at, key) in index.keys.iter().enumerate() {
        details.extend(order(key).map(|order| format!("key {}: {order}", at + 1)));
    }
    let key = |key: &IndexKey| match &key.target {
        IndexTarget::Column(id) => Key::Column(names(relation, &[*id]).join("")),
        IndexTarget::Expression(text) => Key::Expression { expression: text.to_string() },
    };
    Index {
        name: index.name.to_string(),
        unique: index.unique,
        method: index.method.to_string(),
        keys: index.keys.iter().map(key).collect(),
        include: names(relation, &index.include),
        predicate: owned(index.predicate.as_ref()),
        details,
    }
}

fn order(key: &IndexKey) -> Option<&'static str> {
    match (key.descending, key.nulls_first) {
        (false, false) => None,
        (false, true) => Some("nulls first"),
        (true, true) => Some("descending"),
        (true, false) => Some("descending, nulls last"),
    }
}

fn add_type(model: &Model, user_type: &UserType, schema: &mut Schema) {
    let name = user_type.name.to_string();
    let comment = owned(user_type.comment.as_ref());
    let commented =
        || comment.iter().map(|comment| format!("comment '{comment}'")).collect::<Vec<_>>();
    match &user_type.kind {
        TypeKind::Enum { labels } => {
            let labels = labels.iter().map(ToString::to_string).collect();
            schema.enums.push(Enum { name, labels, comment });
        }
        TypeKind::Domain { base, not_null, default, checks } => {
            let mut check_constraints: Vec<Check> = checks
                .iter()
                .map(|check| Check {
                    name: check.name.to_string(),
                    expression: format!("({})", check.expression),
                    details: Vec::new(),
                })
                .collect();
            check_constraints.sort_by(|a, b| a.name.cmp(&b.name));
            schema.domains.push(Domain {
                name,
                base_type: model.format_type(base),
                nullable: !not_null,
                default: owned(default.as_ref()),
                check_constraints,
                comment,
            });
        }
        TypeKind::Composite { attributes } => {
            let attribute = |attribute: &crate::model::Attribute| Attribute {
                name: attribute.name.to_string(),
                data_type: model.format_type(&attribute.data_type),
            };
            let details = commented()
                .into_iter()
                .chain(attributes.iter().filter_map(|attribute| {
                    let comment = attribute.comment.as_ref()?;
                    Some(format!("{}: comment '{comment}'", attribute.name))
                }))
                .collect();
            let attributes = attributes.iter().map(attribute).collect();
            schema.composite_types.push(CompositeType { name, attributes, details });
        }
        TypeKind::Range { subtype, multirange } => {
            let multirange = multirange.and_then(|id| model.user_type(id));
            let details = commented()
                .into_iter()
                .chain(multirange.map(|found| format!("multirange {}", found.name)))
                .collect();
            let subtype = model.format_type_without_modifiers(subtype);
            schema.range_types.push(RangeType { name, subtype, details });
        }
        TypeKind::Multirange { .. } | TypeKind::Base | TypeKind::Shell => {}
    }
}

fn sequence(model: &Model, sequence: &crate::model::Sequence) -> Sequence {
    let owned_by = sequence.owned_by.and_then(|(table, column)| {
        let relation = model.relation(table)?;
        Some(ColumnName {
            schema: model.schema_name(relation.schema).to_owned(),
            table: relation.name.to_string(),
            column: relation.column(column)?.name.to_string(),
        })
    });
    let details = sequence
        .comment
        .iter()
        .map(|comment| format!("comment '{comment}'"))
        .chain(sequence.identity.then(|| "of an identity column".to_owned()))
        .collect();
    let data_type = Type {
        base: crate::model::BaseType::Builtin(sequence.data_type),
        modifiers: Vec::new(),
        array: false,
    };
    Sequence {
        name: sequence.name.to_string(),
        data_type: model.format_type(&data_type),
        owned_by,
        details,
    }
}

fn function(model: &Model, function: &crate::model::Function) -> Function {
    // Arguments and results have no modifiers.
    let spelled = |data_type: &Type| model.format_type_without_modifiers(data_type);
    let nothing = || (function.kind == FunctionKind::Procedure).then(|| "void".to_owned());
    Function {
        name: function.name.to_string(),
        kind: match function.kind {
            FunctionKind::Function => "function",
            FunctionKind::Procedure => "procedure",
            FunctionKind::Aggregate => "aggregate",
            FunctionKind::Window => "window",
        }
        .to_owned(),
        arguments: function.arguments.iter().map(spelled).collect(),
        returns: function.returns.as_ref().map(spelled).or_else(nothing),
        returns_set: function.returns_set,
        details: function.comment.iter().map(|comment| format!("comment '{comment}'")).collect(),
    }
}
