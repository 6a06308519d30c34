//! ALTER TABLE.

use crate::create::{column, reference};
use crate::generator::Generator;
use pgwright_schema::document::{Index, Key, Table, TableKind};

/// `ALTER TABLE` with one action.
fn altered(
    generator: &mut Generator,
    action: impl FnOnce(&mut Generator, Option<&Table>) -> Option<String>,
) -> Option<String> {
    let (table, known) = generator.table()?;
    let action = action(generator, known)?;
    let maybe = generator.if_exists();
    let only = if generator.chance(6) { "ONLY " } else { "" };
    Some(format!("ALTER TABLE {maybe}{only}{table} {action}"))
}

fn named(generator: &mut Generator) -> String {
    if generator.chance(40) {
        format!("CONSTRAINT {} ", generator.constraint_name())
    } else {
        String::new()
    }
}

fn add_column_action(generator: &mut Generator, table: Option<&Table>) -> Option<String> {
    let name = generator.new_column(table);
    let maybe = if generator.chance(15) { "IF NOT EXISTS " } else { "" };
    Some(format!("ADD COLUMN {maybe}{}", column(generator, &name)))
}

pub fn add_column(generator: &mut Generator) -> Option<String> {
    altered(generator, add_column_action)
}

fn drop_column_action(generator: &mut Generator, table: Option<&Table>) -> Option<String> {
    let maybe = generator.if_exists();
    let name = generator.column_of(table);
    let cascade = generator.cascade();
    Some(format!("DROP COLUMN {maybe}{name}{cascade}"))
}

pub fn drop_column(generator: &mut Generator) -> Option<String> {
    altered(generator, drop_column_action)
}

fn column_type_action(generator: &mut Generator, table: Option<&Table>) -> Option<String> {
    let name = generator.column_of(table);
    let data_type = generator.data_type();
    Some(format!("ALTER COLUMN {name} TYPE {data_type}"))
}

pub fn column_type(generator: &mut Generator) -> Option<String> {
    altered(generator, column_type_action)
}

fn set_default_action(generator: &mut Generator, table: Option<&Table>) -> Option<String> {
    let name = generator.column_of(table);
    let known = table.and_then(|table| {
        table.columns.iter().find(|each| crate::generator::quoted(&each.name) == name)
    });
    let default = match known {
        Some(column) => {
            let data_type = column.data_type.clone();
            generator.default_for(&data_type)
        }
        None => "NULL".to_owned(),
    };
    Some(format!("ALTER COLUMN {name} SET DEFAULT {default}"))
}

pub fn set_default(generator: &mut Generator) -> Option<String> {
    altered(generator, set_default_action)
}

pub fn drop_default(generator: &mut Generator) -> Option<String> {
    altered(generator, |generator, table| {
        Some(format!("ALTER COLUMN {} DROP DEFAULT", generator.column_of(table)))
    })
}

pub fn set_not_null(generator: &mut Generator) -> Option<String> {
    // With ONLY, PostgreSQL 18 makes one that heirs do not have, which the model does not hold.
    let (table, known) = generator.table()?;
    let column = generator.column_of(known);
    Some(format!("ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL"))
}

pub fn drop_not_null(generator: &mut Generator) -> Option<String> {
    altered(generator, |generator, table| {
        Some(format!("ALTER COLUMN {} DROP NOT NULL", generator.column_of(table)))
    })
}

/// A column that is an identity or could be one.
fn integer_column(generator: &mut Generator, table: Option<&Table>, identity: bool) -> String {
    let fitting: Vec<String> = table
        .map(|table| {
            let fits = |column: &&pgwright_schema::document::Column| {
                let integer =
                    matches!(column.data_type.as_str(), "integer" | "bigint" | "smallint");
                let free =
                    !column.nullable && column.default.is_none() && column.generated.is_none();
                integer
                    && if identity {
                        column.identity.is_some()
                    } else {
                        free && column.identity.is_none()
                    }
            };
            table
                .columns
                .iter()
                .filter(fits)
                .map(|column| crate::generator::quoted(&column.name))
                .collect()
        })
        .unwrap_or_default();
    match generator.any(&fitting) {
        Some(name) if generator.valid => name,
        _ => generator.column_of(table),
    }
}

/// A table that has a column of which something holds, if it is to be valid.
fn table_with<'a>(
    generator: &mut Generator<'a>,
    holds: impl Fn(&Table) -> bool,
) -> Option<(String, Option<&'a Table>)> {
    if !generator.valid {
        return generator.table();
    }
    let mut tables = generator.tables();
    tables.retain(|(_, table)| holds(table));
    generator.any(&tables).map(|(name, table)| (name, Some(table)))
}

pub fn add_identity(generator: &mut Generator) -> Option<String> {
    let fits = |table: &Table| {
        table.columns.iter().any(|column| {
            matches!(column.data_type.as_str(), "integer" | "bigint" | "smallint")
                && !column.nullable
                && column.default.is_none()
                && column.identity.is_none()
        })
    };
    let (table, known) = table_with(generator, fits)?;
    let column = integer_column(generator, known, false);
    let kind = generator.one_of(&["ALWAYS", "BY DEFAULT"]);
    Some(format!("ALTER TABLE {table} ALTER COLUMN {column} ADD GENERATED {kind} AS IDENTITY"))
}

fn has_identity(table: &Table) -> bool {
    table.columns.iter().any(|column| column.identity.is_some())
}

pub fn set_identity(generator: &mut Generator) -> Option<String> {
    let (table, known) = table_with(generator, has_identity)?;
    let column = integer_column(generator, known, true);
    let kind = generator.one_of(&["SET GENERATED ALWAYS", "SET GENERATED BY DEFAULT", "RESTART"]);
    Some(format!("ALTER TABLE {table} ALTER COLUMN {column} {kind}"))
}

pub fn drop_identity(generator: &mut Generator) -> Option<String> {
    let (table, known) = table_with(generator, has_identity)?;
    let column = integer_column(generator, known, true);
    let maybe = if generator.chance(15) { " IF EXISTS" } else { "" };
    Some(format!("ALTER TABLE {table} ALTER COLUMN {column} DROP IDENTITY{maybe}"))
}

pub fn drop_expression(generator: &mut Generator) -> Option<String> {
    let generated = |table: &Table| table.columns.iter().any(|column| column.generated.is_some());
    let (table, known) = table_with(generator, generated)?;
    let generated: Vec<String> = known
        .map(|table| table.columns.iter().filter(|column| column.generated.is_some()))
        .into_iter()
        .flatten()
        .map(|column| crate::generator::quoted(&column.name))
        .collect();
    let column = match generator.any(&generated) {
        Some(column) if generator.valid => column,
        _ => generator.column_of(known),
    };
    let maybe = if generator.chance(15) { " IF EXISTS" } else { "" };
    Some(format!("ALTER TABLE {table} ALTER COLUMN {column} DROP EXPRESSION{maybe}"))
}

pub fn add_primary_key(generator: &mut Generator) -> Option<String> {
    altered(generator, |generator, table| {
        let named = named(generator);
        Some(format!("ADD {named}PRIMARY KEY ({})", generator.columns_of(table)))
    })
}

fn add_unique_action(generator: &mut Generator, table: Option<&Table>) -> Option<String> {
    let named = named(generator);
    let nulls = generator.one_of(&["", "", " NULLS NOT DISTINCT"]);
    let columns = generator.columns_of(table);
    let deferrable = generator.one_of(&["", "", " DEFERRABLE", " INITIALLY DEFERRED"]);
    Some(format!("ADD {named}UNIQUE{nulls} ({columns}){deferrable}"))
}

pub fn add_unique(generator: &mut Generator) -> Option<String> {
    altered(generator, add_unique_action)
}

pub fn add_foreign_key(generator: &mut Generator) -> Option<String> {
    let keyed = |table: &Table| {
        let one = |key: &pgwright_schema::document::PrimaryKey| key.columns.len() == 1;
        table.kind == TableKind::Table && table.primary_key.as_ref().is_some_and(one)
    };
    let (target, key) = table_with(generator, keyed)?;
    let wanted = key.and_then(|table| {
        let key = table.primary_key.as_ref()?;
        table
            .columns
            .iter()
            .find(|column| column.name == key.columns[0])
            .map(|column| column.data_type.clone())
    });
    let fits = |table: &Table| {
        table.columns.iter().any(|column| Some(&column.data_type) == wanted.as_ref())
    };
    let (table, known) = table_with(generator, fits)?;
    let fitting: Vec<String> = known
        .map(|table| {
            table.columns.iter().filter(|column| Some(&column.data_type) == wanted.as_ref())
        })
        .into_iter()
        .flatten()
        .map(|column| crate::generator::quoted(&column.name))
        .collect();
    let named = named(generator);
    if generator.valid
        && let Some(column) = generator.any(&fitting)
    {
        let rest = generator.one_of(&["", " ON DELETE CASCADE", " NOT VALID", " DEFERRABLE"]);
        return Some(format!(
            "ALTER TABLE {table} ADD {named}FOREIGN KEY ({column}) REFERENCES {target}{rest}"
        ));
    }
    let column = generator.column_of(known);
    let reference = reference(generator)?;
    Some(format!("ALTER TABLE {table} ADD {named}FOREIGN KEY ({column}) {reference}"))
}

fn add_check_action(generator: &mut Generator, table: Option<&Table>) -> Option<String> {
    let named = named(generator);
    let one = generator.column_of(table);
    let two = generator.column_of(table);
    let rest = generator.one_of(&["", "", " NOT VALID", " NO INHERIT"]);
    let test = if generator.chance(60) {
        format!("{one} IS NOT NULL")
    } else {
        format!("{one} IS NULL OR {two} IS NULL")
    };
    Some(format!("ADD {named}CHECK ({test}){rest}"))
}

pub fn add_check(generator: &mut Generator) -> Option<String> {
    altered(generator, add_check_action)
}

pub fn add_exclusion(generator: &mut Generator) -> Option<String> {
    let (table, known) = generator.relation(&[TableKind::Table])?;
    let named = named(generator);
    let column = generator.column_of(known);
    Some(format!("ALTER TABLE {table} ADD {named}EXCLUDE ({column} WITH =)"))
}

pub fn add_using_index(generator: &mut Generator) -> Option<String> {
    fn usable(index: &Index) -> bool {
        let columns = index.keys.iter().all(|key| matches!(key, Key::Column(_)));
        let once = index.keys.iter().enumerate().all(|(at, key)| !index.keys[..at].contains(key));
        let plain = index.predicate.is_none() && index.details.is_empty();
        index.unique && columns && once && plain
    }
    let fits = |table: &Table| table.kind == TableKind::Table && table.indexes.iter().any(usable);
    let (table, known) = table_with(generator, fits)?;
    let all = known.map(|table| table.indexes.as_slice()).unwrap_or_default();
    let indexes: Vec<String> = all
        .iter()
        .filter(|index| usable(index) || !generator.valid)
        .map(|index| crate::generator::quoted(&index.name))
        .collect();
    let index = match generator.any(&indexes) {
        Some(index) => index,
        None => generator.constraint_name(),
    };
    let named = if generator.chance(20) { named(generator) } else { String::new() };
    let key = known.is_some_and(|table| table.primary_key.is_some()) && generator.valid;
    let kind = if key { "UNIQUE" } else { generator.one_of(&["UNIQUE", "PRIMARY KEY"]) };
    Some(format!("ALTER TABLE {table} ADD {named}{kind} USING INDEX {index}"))
}

fn drop_constraint_action(generator: &mut Generator, table: Option<&Table>) -> Option<String> {
    let maybe = generator.if_exists();
    let name = generator.constraint_of(table);
    let cascade = generator.cascade();
    Some(format!("DROP CONSTRAINT {maybe}{name}{cascade}"))
}

pub fn drop_constraint(generator: &mut Generator) -> Option<String> {
    altered(generator, drop_constraint_action)
}

pub fn alter_constraint(generator: &mut Generator) -> Option<String> {
    let (table, known) = table_with(generator, |table| !table.foreign_keys.is_empty())?;
    let keys: Vec<String> = known
        .map(|table| {
            table.foreign_keys.iter().map(|key| crate::generator::quoted(&key.name)).collect()
        })
        .unwrap_or_default();
    let name = match generator.any(&keys) {
        Some(name) if generator.valid => name,
        _ => generator.constraint_of(known),
    };
    let what = generator.one_of(&[
        "DEFERRABLE",
        "NOT DEFERRABLE",
        "DEFERRABLE INITIALLY DEFERRED",
        "INITIALLY DEFERRED",
    ]);
    Some(format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {what}"))
}

pub fn validate_constraint(generator: &mut Generator) -> Option<String> {
    let fits =
        |table: &Table| !table.foreign_keys.is_empty() || !table.check_constraints.is_empty();
    let (table, known) = table_with(generator, fits)?;
    let names: Vec<String> = known
        .map(|table| {
            let keys = table.foreign_keys.iter().map(|key| &key.name);
            keys.chain(table.check_constraints.iter().map(|check| &check.name))
                .map(|name| crate::generator::quoted(name))
                .collect()
        })
        .unwrap_or_default();
    let name = match generator.any(&names) {
        Some(name) if generator.valid => name,
        _ => generator.constraint_of(known),
    };
    Some(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"))
}

pub fn attach(generator: &mut Generator) -> Option<String> {
    let bound = crate::create::bound(generator);
    if !generator.valid {
        let (parent, _) = generator.relation(&[TableKind::PartitionedTable])?;
        let (child, _) = generator.table()?;
        return Some(format!("ALTER TABLE {parent} ATTACH PARTITION {child} {bound}"));
    }
    let tables = generator.tables();
    let mut pairs = Vec::new();
    for (parent, above) in
        tables.iter().filter(|(_, each)| each.kind == TableKind::PartitionedTable)
    {
        for (child, table) in &tables {
            let free = table.partition_of.is_none() && table.inherits.is_empty();
            if free
                && parent != child
                && above.columns.len() == table.columns.len()
                && has_columns_of(table, above)
            {
                pairs.push((parent.clone(), child.clone()));
            }
        }
    }
    let (parent, child) = generator.any(&pairs)?;
    Some(format!("ALTER TABLE {parent} ATTACH PARTITION {child} {bound}"))
}

/// Whether a table has every column of another, with the same type.
fn has_columns_of(table: &Table, parent: &Table) -> bool {
    parent.columns.iter().all(|column| {
        let same = |own: &pgwright_schema::document::Column| {
            own.name == column.name && own.data_type == column.data_type
        };
        table.columns.iter().any(same)
    })
}

pub fn detach(generator: &mut Generator) -> Option<String> {
    let (child, known) = table_with(generator, |table| table.partition_of.is_some())?;
    let parent = match known.and_then(|table| table.partition_of.as_ref()) {
        Some(parent) if generator.valid => generator.qualified(&parent.schema, &parent.table),
        _ => generator.relation(&[TableKind::PartitionedTable])?.0,
    };
    Some(format!("ALTER TABLE {parent} DETACH PARTITION {child}"))
}

pub fn inherit(generator: &mut Generator) -> Option<String> {
    let (parent, known) = generator.relation(&[TableKind::Table])?;
    let fits = |table: &Table| {
        known.is_some_and(|parent| parent.name != table.name && has_columns_of(table, parent))
    };
    let (child, _) = table_with(generator, fits)?;
    Some(format!("ALTER TABLE {child} INHERIT {parent}"))
}

pub fn no_inherit(generator: &mut Generator) -> Option<String> {
    let (child, known) = table_with(generator, |table| !table.inherits.is_empty())?;
    let parent = match known.and_then(|table| table.inherits.first()) {
        Some(parent) if generator.valid => generator.qualified(&parent.schema, &parent.table),
        _ => generator.table()?.0,
    };
    Some(format!("ALTER TABLE {child} NO INHERIT {parent}"))
}

/// Several actions in one statement.
pub fn several(generator: &mut Generator) -> Option<String> {
    altered(generator, |generator, table| {
        let mut actions = Vec::new();
        for _ in 0..2 + generator.random.below(2) {
            actions.push(match generator.random.below(8) {
                0 | 1 => add_column_action(generator, table)?,
                2 => drop_column_action(generator, table)?,
                3 => column_type_action(generator, table)?,
                4 => set_default_action(generator, table)?,
                5 => add_check_action(generator, table)?,
                6 => add_unique_action(generator, table)?,
                _ => drop_constraint_action(generator, table)?,
            });
        }
        Some(actions.join(", "))
    })
}
