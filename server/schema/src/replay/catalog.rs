//! The tables of PostgreSQL's catalog that conditions ask, as rows made from the model.

use crate::model::{
    BaseType, Column, ConstraintKind, FunctionKind, IndexTarget, Model, ObjectId, Relation,
    RelationKind, Type, TypeKind,
};
use std::sync::Arc;

/// A value in a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// NULL.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(i64),
    /// A text.
    Text(Arc<str>),
    /// An object's oid.
    Object(ObjectId),
    /// Nobody can say.
    Unknown,
}

impl Value {
    fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    fn optional(text: Option<&Arc<str>>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(Arc::clone(text)))
    }

    fn yes_or_no(yes: bool) -> Self {
        Self::text(if yes { "YES" } else { "NO" })
    }
}

/// A table's rows under the names of its columns; a column that is not among them is not known.
pub(super) struct Rows {
    /// The columns' names.
    pub columns: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

/// The rows of a table of `pg_catalog` or `information_schema`; none where it is not known.
pub(super) fn rows(model: &Model, schema: Option<&str>, name: &str) -> Option<Rows> {
    let rows = match (schema, name) {
        (None | Some("pg_catalog"), _) => catalog_rows(model, name)?,
        (Some("information_schema"), _) => information_rows(model, name)?,
        _ => return None,
    };
    Some(rows)
}

fn catalog_rows(model: &Model, name: &str) -> Option<Rows> {
    let text = |name: &Arc<str>| Value::Text(Arc::clone(name));
    let schema_of = |id: ObjectId| Value::text(model.schema_name(id));
    Some(match name {
        "pg_namespace" => Rows {
            columns: &["oid", "nspname"],
            rows: model
                .schemas
                .values()
                .map(|each| vec![Value::Object(each.id), text(&each.name)])
                .collect(),
        },
        "pg_extension" => Rows {
            columns: &["extname"],
            // PostgreSQL brings plpgsql along.
            rows: std::iter::once(vec![Value::text("plpgsql")])
                .chain(model.extensions.keys().map(|name| vec![text(name)]))
                .collect(),
        },
        "pg_type" => {
            Rows { columns: &["oid", "typname", "typnamespace", "typtype"], rows: type_rows(model) }
        }
        "pg_enum" => {
            let mut rows = Vec::new();
            for each in model.types.values() {
                if let TypeKind::Enum { labels } = &each.kind {
                    rows.extend(
                        labels.iter().map(|label| vec![Value::Object(each.id), text(label)]),
                    );
                }
            }
            Rows { columns: &["enumtypid", "enumlabel"], rows }
        }
        "pg_class" => Rows {
            columns: &["oid", "relname", "relnamespace", "relkind", "relispartition"],
            rows: class_rows(model),
        },
        "pg_attribute" => {
            let mut rows = Vec::new();
            for (relation, column) in columns(model) {
                rows.push(vec![
                    Value::Object(relation.id),
                    text(&column.name),
                    Value::Number(i64::from(column.id.0)),
                    Value::Bool(false),
                    Value::Bool(column.not_null),
                    Value::Bool(column.default.is_some() || column.generated.is_some()),
                ]);
            }
            let columns =
                &["attrelid", "attname", "attnum", "attisdropped", "attnotnull", "atthasdef"];
            Rows { columns, rows }
        }
        "pg_constraint" => {
            let mut rows = Vec::new();
            for relation in model.relations.values() {
                for constraint in &relation.constraints {
                    let kind = match constraint.kind {
                        ConstraintKind::PrimaryKey { .. } => "p",
                        ConstraintKind::Unique { .. } => "u",
                        ConstraintKind::ForeignKey { .. } => "f",
                        ConstraintKind::Check { .. } => "c",
                        ConstraintKind::Exclusion { .. } => "x",
                    };
                    let target = match constraint.kind {
                        ConstraintKind::ForeignKey { references, .. } => Value::Object(references),
                        _ => Value::Number(0),
                    };
                    rows.push(vec![
                        text(&constraint.name),
                        Value::Object(relation.schema),
                        Value::Object(relation.id),
                        target,
                        Value::text(kind),
                        Value::Bool(constraint.validated),
                    ]);
                }
            }
            let columns =
                &["conname", "connamespace", "conrelid", "confrelid", "contype", "convalidated"];
            Rows { columns, rows }
        }
        "pg_index" => {
            let mut rows = Vec::new();
            for relation in model.relations.values() {
                for index in indexes(relation) {
                    rows.push(vec![
                        Value::Object(index.id),
                        Value::Object(relation.id),
                        Value::Bool(index.unique),
                        Value::Bool(index.primary),
                        Value::Bool(true),
                    ]);
                }
            }
            let columns = &["indexrelid", "indrelid", "indisunique", "indisprimary", "indisvalid"];
            Rows { columns, rows }
        }
        "pg_indexes" => {
            let mut rows = Vec::new();
            for relation in model.relations.values() {
                for index in indexes(relation) {
                    let name = Value::Text(index.name);
                    rows.push(vec![schema_of(relation.schema), text(&relation.name), name]);
                }
            }
            Rows { columns: &["schemaname", "tablename", "indexname"], rows }
        }
        "pg_tables" => Rows {
            columns: &["schemaname", "tablename"],
            rows: relation_rows(model, |kind| {
                matches!(kind, RelationKind::Table | RelationKind::PartitionedTable)
            }),
        },
        "pg_views" => Rows {
            columns: &["schemaname", "viewname"],
            rows: relation_rows(model, |kind| kind == RelationKind::View),
        },
        "pg_matviews" => Rows {
            columns: &["schemaname", "matviewname"],
            rows: relation_rows(model, |kind| kind == RelationKind::MaterializedView),
        },
        "pg_sequences" => {
            Rows { columns: &["schemaname", "sequencename"], rows: sequence_rows(model) }
        }
        "pg_proc" => Rows {
            columns: &["oid", "proname", "pronamespace"],
            rows: model
                .functions
                .values()
                .map(|each| {
                    vec![Value::Object(each.id), text(&each.name), Value::Object(each.schema)]
                })
                .collect(),
        },
        _ => return None,
    })
}

fn information_rows(model: &Model, name: &str) -> Option<Rows> {
    let text = |name: &Arc<str>| Value::Text(Arc::clone(name));
    let schema_of = |id: ObjectId| Value::text(model.schema_name(id));
    Some(match name {
        "schemata" => Rows {
            columns: &["schema_name"],
            rows: model.schemas.values().map(|each| vec![text(&each.name)]).collect(),
        },
        "tables" => {
            let rows =
                model.relations.values().filter(|each| each.kind != RelationKind::MaterializedView);
            let rows = rows.map(|each| {
                let kind = match each.kind {
                    RelationKind::View => "VIEW",
                    RelationKind::ForeignTable => "FOREIGN",
                    _ => "BASE TABLE",
                };
                vec![schema_of(each.schema), text(&each.name), Value::text(kind)]
            });
            let rows = rows.collect();
            Rows { columns: &["table_schema", "table_name", "table_type"], rows }
        }
        "views" => Rows {
            columns: &["table_schema", "table_name"],
            rows: relation_rows(model, |kind| kind == RelationKind::View),
        },
        "columns" => {
            let mut rows = Vec::new();
            for (relation, column) in columns(model) {
                if relation.kind == RelationKind::MaterializedView {
                    continue;
                }
                rows.push(information_column(model, relation, column));
            }
            let columns = &[
                "table_schema",
                "table_name",
                "column_name",
                "data_type",
                "udt_name",
                "is_nullable",
                "column_default",
                "character_maximum_length",
                "is_identity",
                "is_generated",
            ];
            Rows { columns, rows }
        }
        "table_constraints" => {
            let mut rows = Vec::new();
            for relation in model.relations.values() {
                for constraint in &relation.constraints {
                    let kind = match constraint.kind {
                        ConstraintKind::PrimaryKey { .. } => "PRIMARY KEY",
                        ConstraintKind::Unique { .. } => "UNIQUE",
                        ConstraintKind::ForeignKey { .. } => "FOREIGN KEY",
                        ConstraintKind::Check { .. } => "CHECK",
                        ConstraintKind::Exclusion { .. } => continue,
                    };
                    rows.push(vec![
                        schema_of(relation.schema),
                        text(&constraint.name),
                        schema_of(relation.schema),
                        text(&relation.name),
                        Value::text(kind),
                    ]);
                }
            }
            let columns = &[
                "constraint_schema",
                "constraint_name",
                "table_schema",
                "table_name",
                "constraint_type",
            ];
            Rows { columns, rows }
        }
        "key_column_usage" | "constraint_column_usage" => {
            let mut rows = Vec::new();
            for relation in model.relations.values() {
                for constraint in &relation.constraints {
                    for (of, column) in used_columns(model, relation, constraint, name) {
                        rows.push(vec![
                            schema_of(relation.schema),
                            text(&constraint.name),
                            schema_of(of.schema),
                            text(&of.name),
                            text(&column),
                        ]);
                    }
                }
            }
            let columns = &[
                "constraint_schema",
                "constraint_name",
                "table_schema",
                "table_name",
                "column_name",
            ];
            Rows { columns, rows }
        }
        "sequences" => {
            Rows { columns: &["sequence_schema", "sequence_name"], rows: sequence_rows(model) }
        }
        "routines" => Rows {
            columns: &["routine_schema", "routine_name", "routine_type"],
            rows: model
                .functions
                .values()
                .map(|each| {
                    let kind = match each.kind {
                        FunctionKind::Procedure => "PROCEDURE",
                        _ => "FUNCTION",
                    };
                    vec![schema_of(each.schema), text(&each.name), Value::text(kind)]
                })
                .collect(),
        },
        _ => return None,
    })
}

fn information_column(model: &Model, relation: &Relation, column: &Column) -> Vec<Value> {
    let base = model.without_domains(&column.data_type);
    let kind = match &base.base {
        _ if base.array => Value::text("ARRAY"),
        BaseType::Builtin(_) => Value::text(&model.format_type_without_modifiers(base)),
        BaseType::User(_) | BaseType::Row(_) => Value::text("USER-DEFINED"),
        BaseType::Unknown { .. } => Value::Unknown,
    };
    let length = match (&base.base, base.modifiers.first()) {
        (BaseType::Builtin(builtin), Some(length))
            if matches!(builtin.name(), "varchar" | "bpchar" | "bit" | "varbit") =>
        {
            length.parse().map_or(Value::Unknown, Value::Number)
        }
        _ => Value::Null,
    };
    vec![
        Value::text(model.schema_name(relation.schema)),
        Value::Text(Arc::clone(&relation.name)),
        Value::Text(Arc::clone(&column.name)),
        kind,
        udt_name(model, base),
        Value::yes_or_no(!column.not_null),
        Value::optional(column.default.as_ref()),
        length,
        Value::yes_or_no(column.identity.is_some()),
        Value::text(if column.generated.is_some() { "ALWAYS" } else { "NEVER" }),
    ]
}

fn udt_name(model: &Model, data_type: &Type) -> Value {
    let name = match &data_type.base {
        BaseType::Builtin(builtin) => Some(builtin.name()),
        BaseType::User(id) => model.user_type(*id).map(|each| &*each.name),
        BaseType::Row(id) => model.relation(*id).map(|each| &*each.name),
        BaseType::Unknown { .. } => None,
    };
    match name {
        Some(name) if data_type.array => Value::Text(format!("_{name}").into()),
        Some(name) => Value::text(name),
        None => Value::Unknown,
    }
}

fn type_rows(model: &Model) -> Vec<Vec<Value>> {
    let row = |id, name: &Arc<str>, schema, kind: &str| {
        let name = Value::Text(Arc::clone(name));
        vec![Value::Object(id), name, Value::Object(schema), Value::text(kind)]
    };
    let own = model.types.values().map(|each| {
        let kind = match each.kind {
            TypeKind::Enum { .. } => "e",
            TypeKind::Domain { .. } => "d",
            TypeKind::Composite { .. } => "c",
            TypeKind::Range { .. } => "r",
            TypeKind::Multirange { .. } => "m",
            TypeKind::Base => "b",
            TypeKind::Shell => "p",
        };
        row(each.id, &each.name, each.schema, kind)
    });
    let rows = model.relations.values().map(|each| row(each.id, &each.name, each.schema, "c"));
    own.chain(rows).collect()
}

fn class_rows(model: &Model) -> Vec<Vec<Value>> {
    let row = |id, name: &Arc<str>, schema, kind: &str, partition| {
        let name = Value::Text(Arc::clone(name));
        let kind = Value::text(kind);
        vec![Value::Object(id), name, Value::Object(schema), kind, Value::Bool(partition)]
    };
    let mut rows = Vec::new();
    for relation in model.relations.values() {
        let kind = match relation.kind {
            RelationKind::Table => "r",
            RelationKind::PartitionedTable => "p",
            RelationKind::View => "v",
            RelationKind::MaterializedView => "m",
            RelationKind::ForeignTable => "f",
        };
        let partition = relation.partition_of.is_some();
        rows.push(row(relation.id, &relation.name, relation.schema, kind, partition));
        let index_kind = if relation.partition_key.is_some() { "I" } else { "i" };
        for index in indexes(relation) {
            rows.push(row(index.id, &index.name, relation.schema, index_kind, partition));
        }
    }
    for each in model.sequences.values() {
        rows.push(row(each.id, &each.name, each.schema, "S", false));
    }
    for each in model.types.values() {
        if matches!(each.kind, TypeKind::Composite { .. }) {
            rows.push(row(each.id, &each.name, each.schema, "c", false));
        }
    }
    rows
}

/// An index, whether a constraint owns it or not.
struct AnyIndex {
    id: ObjectId,
    name: Arc<str>,
    unique: bool,
    primary: bool,
}

fn indexes(relation: &Relation) -> Vec<AnyIndex> {
    let of_constraints =
        relation.constraints.iter().filter(|each| each.kind.has_index()).map(|each| AnyIndex {
            id: each.id,
            name: Arc::clone(&each.name),
            unique: !matches!(each.kind, ConstraintKind::Exclusion { .. }),
            primary: matches!(each.kind, ConstraintKind::PrimaryKey { .. }),
        });
    let plain = relation.indexes.iter().map(|each| AnyIndex {
        id: each.id,
        name: Arc::clone(&each.name),
        unique: each.unique,
        primary: false,
    });
    of_constraints.chain(plain).collect()
}

fn columns(model: &Model) -> impl Iterator<Item = (&Relation, &Column)> {
    model
        .relations
        .values()
        .flat_map(|relation| relation.columns.iter().map(move |column| (&**relation, column)))
}

fn relation_rows(model: &Model, wanted: impl Fn(RelationKind) -> bool) -> Vec<Vec<Value>> {
    let relations = model.relations.values().filter(|each| wanted(each.kind));
    relations
        .map(|each| {
            let schema = Value::text(model.schema_name(each.schema));
            vec![schema, Value::Text(Arc::clone(&each.name))]
        })
        .collect()
}

fn sequence_rows(model: &Model) -> Vec<Vec<Value>> {
    let sequences = model.sequences.values();
    sequences
        .map(|each| {
            let schema = Value::text(model.schema_name(each.schema));
            vec![schema, Value::Text(Arc::clone(&each.name))]
        })
        .collect()
}

/// The columns that a constraint uses, in one of the two ways in which the standard lists them.
fn used_columns<'a>(
    model: &'a Model,
    relation: &'a Relation,
    constraint: &crate::model::Constraint,
    view: &str,
) -> Vec<(&'a Relation, Arc<str>)> {
    let of_key = view == "key_column_usage";
    let (of, ids) = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
            (relation, columns.clone())
        }
        ConstraintKind::ForeignKey { columns, .. } if of_key => (relation, columns.clone()),
        ConstraintKind::ForeignKey { references, referenced_columns, .. } => {
            match model.relation(*references) {
                Some(other) => (&**other, referenced_columns.clone()),
                None => return Vec::new(),
            }
        }
        ConstraintKind::Check { columns, .. } if !of_key => (relation, columns.clone()),
        ConstraintKind::Check { .. } => return Vec::new(),
        ConstraintKind::Exclusion { keys, .. } => {
            let columns = keys.iter().filter_map(|(key, _)| match key.target {
                IndexTarget::Column(column) => Some(column),
                IndexTarget::Expression(_) => None,
            });
            (relation, columns.collect())
        }
    };
    ids.iter()
        .filter_map(|id| of.column(*id))
        .map(|column| (of, Arc::clone(&column.name)))
        .collect()
}
