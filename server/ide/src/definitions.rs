//! Objects of the schema as SQL would define them, to be read.

use pgwright_schema::model::{
    Column, Constraint, ConstraintKind, Identity, Index, IndexKey, IndexTarget, Model,
    ReferentialAction, Relation, RelationKind, TypeKind, UserType, quote_identifier, quote_literal,
};
use pgwright_schema::replay::Object;

/// An object's definition as it is in a model; `None`: it is not there.
pub(crate) fn definition(model: &Model, object: &Object) -> Option<String> {
    Some(match object {
        Object::Schema(id) => {
            format!("CREATE SCHEMA {}", quote_identifier(model.schema_name(*id)))
        }
        Object::Relation(id) => relation(model, model.relation(*id)?),
        Object::Column(id, column_id) => {
            let of = model.relation(*id)?;
            let own = of.column(*column_id)?;
            let mut text = format!("{}.{}", qualified(model, of), column(model, own));
            for constraint in &of.constraints {
                if constraint.kind.columns().contains(column_id) {
                    text += &format!("\n  {}", constraint_text(model, of, constraint));
                }
            }
            text
        }
        Object::Constraint(id, constraint) => {
            let of = model.relation(*id)?;
            let own = of.constraint(*constraint)?;
            let text = constraint_text(model, of, own);
            format!("ALTER TABLE {}\n  ADD {text}", qualified(model, of))
        }
        Object::Index(id, index_id) => {
            let of = model.relation(*id)?;
            index(model, of, of.index(*index_id)?)
        }
        Object::Sequence(id) => {
            let own = model.sequence(*id)?;
            format!("CREATE SEQUENCE {}", in_schema(model, own.schema, &own.name))
        }
        Object::Type(id) => user_type(model, model.user_type(*id)?),
        Object::Label(id, label) => {
            let own = model.user_type(*id)?;
            let labels = own.labels();
            let at = labels.iter().position(|it| it == label)? + 1;
            let name = in_schema(model, own.schema, &own.name);
            format!("{} -- value {at} of {} of {name}", quote_literal(label), labels.len())
        }
        Object::Attribute(id, attribute) => {
            let own = model.user_type(*id)?;
            let part = own.attribute(*attribute)?;
            let name = in_schema(model, own.schema, &own.name);
            let data_type = model.format_type(&part.data_type);
            format!("{name}.{} {data_type}", quote_identifier(&part.name))
        }
        Object::Function(id) => {
            let own = model.functions.get(id)?;
            let arguments: Vec<String> = own
                .arguments
                .iter()
                .map(|argument| model.format_type_without_modifiers(argument))
                .collect();
            let set = if own.returns_set { "SETOF " } else { "" };
            let returns = own.returns.as_ref().map(|returns| {
                format!(" RETURNS {set}{}", model.format_type_without_modifiers(returns))
            });
            format!(
                "{}({}){}",
                in_schema(model, own.schema, &own.name),
                arguments.join(", "),
                returns.unwrap_or_default()
            )
        }
    })
}

/// `schema.table`, quoted where SQL needs it.
pub(crate) fn qualified(model: &Model, relation: &Relation) -> String {
    in_schema(model, relation.schema, &relation.name)
}

/// `schema.name`, quoted where SQL needs it.
pub(crate) fn in_schema(
    model: &Model,
    schema: pgwright_schema::model::ObjectId,
    name: &str,
) -> String {
    format!("{}.{}", quote_identifier(model.schema_name(schema)), quote_identifier(name))
}

/// More columns than these are counted only.
const MOST: usize = 40;

fn relation(model: &Model, relation: &Relation) -> String {
    let verb = match relation.kind {
        RelationKind::Table | RelationKind::PartitionedTable => "CREATE TABLE",
        RelationKind::View => "CREATE VIEW",
        RelationKind::MaterializedView => "CREATE MATERIALIZED VIEW",
        RelationKind::ForeignTable => "CREATE FOREIGN TABLE",
    };
    let width = |column: &Column| quote_identifier(&column.name).chars().count();
    let width = relation.columns.iter().take(MOST).map(width).max().unwrap_or(0);
    let mut lines: Vec<String> = relation
        .columns
        .iter()
        .take(MOST)
        .map(|own| {
            let name = quote_identifier(&own.name);
            let pad = " ".repeat(width.saturating_sub(name.chars().count()));
            format!("{name}{pad} {}", column_type(model, own))
        })
        .collect();
    if relation.columns.len() > MOST {
        lines.push(format!("-- and {} columns more", relation.columns.len() - MOST));
    }
    lines.extend(relation.constraints.iter().map(|it| constraint_text(model, relation, it)));
    let count = lines.len();
    let mut text = format!("{verb} {} (\n", qualified(model, relation));
    for (at, line) in lines.iter().enumerate() {
        let comma = if at + 1 < count && !line.starts_with("--") { "," } else { "" };
        text += &format!("  {line}{comma}\n");
    }
    text.push(')');
    if let Some(parent) = relation.partition_of.and_then(|id| model.relation(id)) {
        text += &format!("\n-- a partition of {}", qualified(model, parent));
    }
    for own in &relation.indexes {
        text += &format!(";\n{}", index(model, relation, own));
    }
    text
}

/// `name type NOT NULL DEFAULT …`.
fn column(model: &Model, column: &Column) -> String {
    format!("{} {}", quote_identifier(&column.name), column_type(model, column))
}

/// The type of a column and what else its definition says, without its name.
pub(crate) fn column_type(model: &Model, column: &Column) -> String {
    let mut text = model.format_type(&column.data_type);
    if column.not_null {
        text += " NOT NULL";
    }
    match column.identity {
        Some(Identity::Always) => text += " GENERATED ALWAYS AS IDENTITY",
        Some(Identity::ByDefault) => text += " GENERATED BY DEFAULT AS IDENTITY",
        None => {}
    }
    if let Some(generated) = &column.generated {
        let stored = if generated.stored { " STORED" } else { "" };
        text += &format!(" GENERATED ALWAYS AS ({}){stored}", generated.expression);
    } else if let Some(default) = &column.default {
        text += &format!(" DEFAULT {default}");
    }
    text
}

/// `CONSTRAINT name UNIQUE (…)`.
pub(crate) fn constraint_text(
    model: &Model,
    relation: &Relation,
    constraint: &Constraint,
) -> String {
    let names = |ids: &[_]| identifiers(&relation.column_names(ids));
    let what = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => format!("PRIMARY KEY ({})", names(columns)),
        ConstraintKind::Unique { columns, nulls_distinct, .. } => {
            let nulls = if *nulls_distinct { "" } else { " NULLS NOT DISTINCT" };
            format!("UNIQUE{nulls} ({})", names(columns))
        }
        ConstraintKind::ForeignKey {
            columns,
            references,
            referenced_columns,
            on_delete,
            on_update,
            ..
        } => {
            let target = model.relation(*references).map_or_else(String::new, |target| {
                let names = identifiers(&target.column_names(referenced_columns));
                format!("{} ({names})", qualified(model, target))
            });
            let mut text = format!("FOREIGN KEY ({}) REFERENCES {target}", names(columns));
            for (on, action) in [("DELETE", on_delete), ("UPDATE", on_update)] {
                if *action != ReferentialAction::NoAction {
                    text += &format!(" ON {on} {}", action.sql());
                }
            }
            text
        }
        ConstraintKind::Check { expression, .. } => format!("CHECK ({expression})"),
        ConstraintKind::Exclusion { method, keys, .. } => {
            let keys: Vec<String> = keys
                .iter()
                .map(|(key, operator)| format!("{} WITH {operator}", key_text(relation, key)))
                .collect();
            format!("EXCLUDE USING {method} ({})", keys.join(", "))
        }
    };
    format!("CONSTRAINT {} {what}", quote_identifier(&constraint.name))
}

fn identifiers(names: &[&str]) -> String {
    names.iter().map(|name| quote_identifier(name)).collect::<Vec<_>>().join(", ")
}

fn key_text(relation: &Relation, key: &IndexKey) -> String {
    let mut text = match &key.target {
        IndexTarget::Column(id) => identifiers(&relation.column_names(&[*id])),
        IndexTarget::Expression(expression) => format!("({expression})"),
    };
    if key.descending {
        text += " DESC";
    }
    text
}

pub(crate) fn index(model: &Model, relation: &Relation, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let keys: Vec<String> = index.keys.iter().map(|key| key_text(relation, key)).collect();
    let method = match &*index.method {
        "btree" => String::new(),
        method => format!(" USING {method}"),
    };
    let predicate = index.predicate.as_ref().map(|it| format!(" WHERE {it}"));
    format!(
        "CREATE {unique}INDEX {} ON {}{method} ({}){}",
        quote_identifier(&index.name),
        qualified(model, relation),
        keys.join(", "),
        predicate.unwrap_or_default()
    )
}

fn user_type(model: &Model, user_type: &UserType) -> String {
    let name = in_schema(model, user_type.schema, &user_type.name);
    match &user_type.kind {
        TypeKind::Enum { labels } => {
            let labels: Vec<String> = labels.iter().map(|label| quote_literal(label)).collect();
            format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
        }
        TypeKind::Domain { base, not_null, default, checks } => {
            let mut text = format!("CREATE DOMAIN {name} AS {}", model.format_type(base));
            if *not_null {
                text += " NOT NULL";
            }
            if let Some(default) = default {
                text += &format!(" DEFAULT {default}");
            }
            for check in checks {
                text += &format!("\n  CHECK ({})", check.expression);
            }
            text
        }
        TypeKind::Composite { attributes } => {
            let parts: Vec<String> = attributes
                .iter()
                .map(|part| {
                    let data_type = model.format_type(&part.data_type);
                    format!("  {} {data_type}", quote_identifier(&part.name))
                })
                .collect();
            format!("CREATE TYPE {name} AS (\n{}\n)", parts.join(",\n"))
        }
        TypeKind::Range { subtype, .. } => {
            format!("CREATE TYPE {name} AS RANGE (SUBTYPE = {})", model.format_type(subtype))
        }
        TypeKind::Multirange { .. } => format!("{name} -- a multirange"),
        TypeKind::Base | TypeKind::Shell => format!("CREATE TYPE {name}"),
    }
}
