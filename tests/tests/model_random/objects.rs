//! Renames, moves, drops, comments, and changes of what is no table.

use crate::generator::{
    Generator, composites_in, domains_in, enums_in, functions_in, quoted, sequences_in, types_in,
};
use pgwright_schema::document::TableKind;

const RELATIONS: &[(TableKind, &str)] = &[
    (TableKind::Table, "TABLE"),
    (TableKind::PartitionedTable, "TABLE"),
    (TableKind::View, "VIEW"),
    (TableKind::MaterializedView, "MATERIALIZED VIEW"),
];

/// A relation or sequence, with the word for it.
fn relation(generator: &mut Generator) -> Option<(&'static str, String)> {
    if generator.chance(20) {
        return Some(("SEQUENCE", generator.user_type(sequences_in)?));
    }
    let (kind, word) = generator.one_of(RELATIONS);
    let (name, _) = generator.relation(&[kind])?;
    Some((word, name))
}

pub fn rename_column(generator: &mut Generator) -> Option<String> {
    let (kind, word) = generator.one_of(RELATIONS);
    let (table, known) = generator.relation(&[kind])?;
    let from = generator.column_of(known);
    let to = generator.new_column(known);
    Some(format!("ALTER {word} {table} RENAME COLUMN {from} TO {to}"))
}

pub fn rename_constraint(generator: &mut Generator) -> Option<String> {
    let (table, known) = generator.table()?;
    let from = generator.constraint_of(known);
    let to = generator.constraint_name();
    Some(format!("ALTER TABLE {table} RENAME CONSTRAINT {from} TO {to}"))
}

pub fn rename_relation(generator: &mut Generator) -> Option<String> {
    let (word, name) = relation(generator)?;
    let word = if generator.chance(10) { "TABLE" } else { word };
    let maybe = generator.if_exists();
    let to = generator.bare_name();
    Some(format!("ALTER {word} {maybe}{name} RENAME TO {to}"))
}

/// An index, those of constraints among them.
fn index(generator: &mut Generator) -> Option<String> {
    let all: Vec<(String, String)> = generator
        .schema
        .schemas
        .iter()
        .flat_map(|schema| schema.tables.iter().map(move |table| (schema, table)))
        .flat_map(|(schema, table)| {
            let plain = table.indexes.iter().map(|index| index.name.clone());
            let of_constraints = table.unique_constraints.iter().map(|each| each.name.clone());
            plain.chain(of_constraints).map(move |name| (schema.name.clone(), name))
        })
        .collect();
    if !generator.valid && generator.chance(40) {
        return Some(generator.constraint_name());
    }
    let (schema, name) = generator.any(&all)?;
    Some(generator.qualified(&schema, &name))
}

pub fn rename_index(generator: &mut Generator) -> Option<String> {
    let name = index(generator)?;
    let maybe = generator.if_exists();
    let to = if generator.chance(70) { generator.constraint_name() } else { generator.bare_name() };
    Some(format!("ALTER INDEX {maybe}{name} RENAME TO {to}"))
}

pub fn drop_index(generator: &mut Generator) -> Option<String> {
    let name = index(generator)?;
    let maybe = generator.if_exists();
    let cascade = generator.cascade();
    Some(format!("DROP INDEX {maybe}{name}{cascade}"))
}

pub fn rename_type(generator: &mut Generator) -> Option<String> {
    let word = generator.one_of(&["TYPE", "TYPE", "DOMAIN"]);
    let name = generator.user_type(if word == "TYPE" { types_in } else { domains_in })?;
    let to = generator.bare_name();
    Some(format!("ALTER {word} {name} RENAME TO {to}"))
}

pub fn rename_attribute(generator: &mut Generator) -> Option<String> {
    let name = generator.user_type(composites_in)?;
    let from = generator.column_name();
    let to = generator.column_name();
    Some(format!("ALTER TYPE {name} RENAME ATTRIBUTE {from} TO {to}"))
}

pub fn rename_value(generator: &mut Generator) -> Option<String> {
    let name = generator.user_type(enums_in)?;
    let labels = ["p", "q", "u", "v"];
    let (from, to) = (generator.one_of(&labels), generator.one_of(&labels));
    Some(format!("ALTER TYPE {name} RENAME VALUE '{from}' TO '{to}'"))
}

pub fn add_value(generator: &mut Generator) -> Option<String> {
    let name = generator.user_type(enums_in)?;
    let labels = ["p", "q", "u", "v", "w"];
    let label = generator.one_of(&labels);
    let maybe = if generator.chance(25) { "IF NOT EXISTS " } else { "" };
    let neighbour = generator.one_of(&labels);
    let place = match generator.random.below(4) {
        0 => format!(" BEFORE '{neighbour}'"),
        1 => format!(" AFTER '{neighbour}'"),
        _ => String::new(),
    };
    Some(format!("ALTER TYPE {name} ADD VALUE {maybe}'{label}'{place}"))
}

fn schema_to_change(generator: &mut Generator) -> Option<String> {
    if !generator.valid && generator.chance(50) {
        return Some(generator.one_of(&["s", "r", "nowhere"]).to_owned());
    }
    let names: Vec<String> = generator
        .schema
        .schemas
        .iter()
        .filter(|schema| schema.name != "public")
        .map(|schema| quoted(&schema.name))
        .collect();
    generator.any(&names)
}

pub fn rename_schema(generator: &mut Generator) -> Option<String> {
    let from = schema_to_change(generator)?;
    let to = generator.one_of(&["s", "r", "q", "\"S t\""]);
    Some(format!("ALTER SCHEMA {from} RENAME TO {to}"))
}

pub fn drop_schema(generator: &mut Generator) -> Option<String> {
    let name = schema_to_change(generator)?;
    let maybe = generator.if_exists();
    let cascade = generator.cascade();
    Some(format!("DROP SCHEMA {maybe}{name}{cascade}"))
}

pub fn alter_domain(generator: &mut Generator) -> Option<String> {
    let name = generator.user_type(domains_in)?;
    let checks: Vec<String> = generator
        .schema
        .schemas
        .iter()
        .flat_map(|schema| &schema.domains)
        .filter(|domain| quoted(&domain.name) == name)
        .flat_map(|domain| domain.check_constraints.iter().map(|check| quoted(&check.name)))
        .collect();
    let check = match generator.any(&checks) {
        Some(check) if generator.valid => check,
        _ => generator.constraint_name(),
    };
    let action = match generator.random.below(8) {
        0 => "SET NOT NULL".to_owned(),
        1 => "DROP NOT NULL".to_owned(),
        2 => "SET DEFAULT NULL".to_owned(),
        3 => "DROP DEFAULT".to_owned(),
        4 => "ADD CHECK (VALUE IS NOT NULL)".to_owned(),
        5 => format!("ADD CONSTRAINT {check} CHECK (VALUE IS NOT NULL) NOT VALID"),
        6 => format!("DROP CONSTRAINT {check}"),
        _ => format!("RENAME CONSTRAINT {check} TO {}", generator.constraint_name()),
    };
    Some(format!("ALTER DOMAIN {name} {action}"))
}

pub fn alter_composite(generator: &mut Generator) -> Option<String> {
    let name = generator.user_type(composites_in)?;
    let attribute = generator.column_name();
    let data_type = generator.data_type();
    let action = match generator.random.below(3) {
        0 => format!("ADD ATTRIBUTE {attribute} {data_type}"),
        1 => format!("DROP ATTRIBUTE {}{attribute}", generator.if_exists()),
        _ => format!("ALTER ATTRIBUTE {attribute} TYPE {data_type}"),
    };
    Some(format!("ALTER TYPE {name} {action}"))
}

pub fn alter_sequence(generator: &mut Generator) -> Option<String> {
    let name = generator.user_type(sequences_in)?;
    let action = match generator.random.below(5) {
        0 => "OWNED BY NONE".to_owned(),
        1 => "RESTART".to_owned(),
        2 => "AS bigint".to_owned(),
        _ => {
            let (table, known) = generator.table()?;
            format!("OWNED BY {table}.{}", generator.column_of(known))
        }
    };
    Some(format!("ALTER SEQUENCE {name} {action}"))
}

pub fn set_schema(generator: &mut Generator) -> Option<String> {
    let (word, name) = relation(generator)?;
    let maybe = generator.if_exists();
    let schema = quoted(&generator.schema_name());
    Some(format!("ALTER {word} {maybe}{name} SET SCHEMA {schema}"))
}

pub fn set_schema_of_type(generator: &mut Generator) -> Option<String> {
    let name = generator.user_type(types_in)?;
    let schema = quoted(&generator.schema_name());
    Some(format!("ALTER TYPE {name} SET SCHEMA {schema}"))
}

pub fn drop_relation(generator: &mut Generator) -> Option<String> {
    let (word, name) = relation(generator)?;
    let maybe = generator.if_exists();
    let cascade = generator.cascade();
    Some(format!("DROP {word} {maybe}{name}{cascade}"))
}

pub fn drop_type(generator: &mut Generator) -> Option<String> {
    let word = generator.one_of(&["TYPE", "TYPE", "DOMAIN"]);
    let name = generator.user_type(if word == "TYPE" { types_in } else { domains_in })?;
    let maybe = generator.if_exists();
    let cascade = generator.cascade();
    Some(format!("DROP {word} {maybe}{name}{cascade}"))
}

pub fn drop_function(generator: &mut Generator) -> Option<String> {
    // One that is not known at all may be PostgreSQL's own: nothing is said of it.
    let was = std::mem::replace(&mut generator.valid, true);
    let name = generator.user_type(functions_in);
    generator.valid = was;
    let name = name?;
    let arguments = generator.one_of(&["", "", "()", "(int)", "(text)"]);
    let cascade = generator.cascade();
    Some(format!("DROP FUNCTION {name}{arguments}{cascade}"))
}

pub fn comment(generator: &mut Generator) -> Option<String> {
    let text = generator.one_of(&["'first'", "'it''s'", "NULL"]);
    let on = match generator.random.below(6) {
        0 => {
            let (table, known) = generator.table()?;
            format!("COLUMN {table}.{}", generator.column_of(known))
        }
        1 => {
            let (table, known) = generator.table()?;
            format!("CONSTRAINT {} ON {table}", generator.constraint_of(known))
        }
        2 => format!("TYPE {}", generator.user_type(types_in)?),
        3 => {
            // A partitioned index made anew hands its comment down, which the model does not.
            let partitioned = generator.schema.schemas.iter().flat_map(|schema| &schema.tables);
            if partitioned.into_iter().any(|table| table.kind == TableKind::PartitionedTable) {
                return None;
            }
            format!("INDEX {}", index(generator)?)
        }
        4 => format!("SCHEMA {}", schema_to_change(generator)?),
        _ => {
            let (word, name) = relation(generator)?;
            format!("{word} {name}")
        }
    };
    Some(format!("COMMENT ON {on} IS {text}"))
}
