//! Typed and foreign tables, routines, and what changes nothing that the model holds.

use crate::generator::{
    Generator, composites_in, domains_in, functions_in, quoted, ranges_in, sequences_in,
};
use pgwright_schema::document::{Document, Table, TableKind};

/// What stands on the server before a sequence: the model neither holds nor misses it.
pub const SETUP: &str =
    "CREATE FOREIGN DATA WRAPPER elsewhere; CREATE SERVER there FOREIGN DATA WRAPPER elsewhere";

/// `CREATE TABLE … OF`.
pub fn typed_table(generator: &mut Generator) -> Option<String> {
    let composite = generator.user_type(composites_in)?;
    let name = generator.new_name();
    let rest = generator.one_of(&[
        "",
        "",
        " (x NOT NULL)",
        " (x WITH OPTIONS UNIQUE)",
        " (PRIMARY KEY (x))",
        " (nope NOT NULL)",
    ]);
    Some(format!("CREATE TABLE {name} OF {composite}{rest}"))
}

/// `ALTER TABLE … OF` and `NOT OF`.
pub fn of_type(generator: &mut Generator) -> Option<String> {
    let pairs = pairs_of_type(generator.schema);
    match generator.any(&pairs) {
        Some((table, composite)) if generator.valid => {
            let (table, composite) = (
                generator.qualified(&table.0, &table.1),
                generator.qualified(&composite.0, &composite.1),
            );
            Some(format!("ALTER TABLE {table} OF {composite}"))
        }
        _ if generator.chance(50) => {
            let (table, _) = generator.table()?;
            Some(format!("ALTER TABLE {table} NOT OF"))
        }
        _ => {
            let (table, _) = generator.table()?;
            let composite = generator.user_type(composites_in)?;
            Some(format!("ALTER TABLE {table} OF {composite}"))
        }
    }
}

/// A name with its schema.
type Named = (String, String);

/// Tables with the composite types that have their columns.
fn pairs_of_type(document: &Document) -> Vec<(Named, Named)> {
    let mut pairs = Vec::new();
    for of_table in &document.schemas {
        for table in of_table.tables.iter().filter(|table| is_free(table)) {
            for of_type in &document.schemas {
                for composite in &of_type.composite_types {
                    let columns = table.columns.iter().map(|it| (&it.name, &it.data_type));
                    let own = composite.attributes.iter().map(|it| (&it.name, &it.data_type));
                    if columns.eq(own) {
                        pairs.push((
                            (of_table.name.clone(), table.name.clone()),
                            (of_type.name.clone(), composite.name.clone()),
                        ));
                    }
                }
            }
        }
    }
    pairs
}

fn is_free(table: &Table) -> bool {
    table.kind == TableKind::Table && table.partition_of.is_none() && table.inherits.is_empty()
}

/// `CREATE FOREIGN TABLE`.
pub fn foreign_table(generator: &mut Generator) -> Option<String> {
    let name = generator.new_name();
    let mut columns = vec![format!("x {}", generator.data_type())];
    if generator.chance(50) {
        let data_type = generator.data_type();
        columns.push(format!("y {data_type} NOT NULL"));
    }
    if generator.chance(20) {
        columns.push("CHECK (x IS NOT NULL)".to_owned());
    }
    if !generator.valid && generator.chance(30) {
        columns.push("PRIMARY KEY (x)".to_owned());
    }
    Some(format!("CREATE FOREIGN TABLE {name} ({}) SERVER there", columns.join(", ")))
}

/// `CREATE PROCEDURE`.
pub fn procedure(generator: &mut Generator) -> Option<String> {
    let schema = generator.schema_name();
    let name = generator.one_of(&["f", "g", "h"]);
    let name = generator.qualified(&schema, name);
    let replace = if generator.chance(30) { "OR REPLACE " } else { "" };
    let argument = if generator.chance(50) { String::new() } else { generator.data_type() };
    Some(format!(
        "CREATE {replace}PROCEDURE {name}({argument}) LANGUAGE plpgsql AS $$ BEGIN END $$"
    ))
}

/// `ALTER FUNCTION … RENAME` and `SET SCHEMA`.
pub fn alter_function(generator: &mut Generator) -> Option<String> {
    // One that is not known at all may be PostgreSQL's own: nothing is said of it.
    let was = std::mem::replace(&mut generator.valid, true);
    let name = generator.user_type(functions_in);
    generator.valid = was;
    let name = name?;
    let word = generator.one_of(&["FUNCTION", "FUNCTION", "ROUTINE", "PROCEDURE"]);
    let arguments = generator.one_of(&["", "", "()", "(int)"]);
    let action = if generator.chance(50) {
        format!("RENAME TO {}", generator.one_of(&["f", "g", "h", "k"]))
    } else {
        format!("SET SCHEMA {}", quoted(&generator.schema_name()))
    };
    Some(format!("ALTER {word} {name}{arguments} {action}"))
}

/// `DROP PROCEDURE` and `DROP ROUTINE`.
pub fn drop_routine(generator: &mut Generator) -> Option<String> {
    let was = std::mem::replace(&mut generator.valid, true);
    let name = generator.user_type(functions_in);
    generator.valid = was;
    let name = name?;
    let word = generator.one_of(&["PROCEDURE", "ROUTINE", "ROUTINE"]);
    let arguments = generator.one_of(&["", "", "()", "(int)"]);
    Some(format!("DROP {word} {name}{arguments}"))
}

/// `ALTER COLUMN … SET EXPRESSION`, from 17 on.
pub fn set_expression(generator: &mut Generator) -> Option<String> {
    let generated = |table: &Table| table.columns.iter().any(|column| column.generated.is_some());
    let mut tables = generator.tables();
    if generator.valid {
        tables.retain(|(_, table)| generated(table));
    }
    let (name, table) = generator.any(&tables)?;
    let columns: Vec<String> = table
        .columns
        .iter()
        .filter(|column| !generator.valid || column.generated.is_some())
        .map(|column| quoted(&column.name))
        .collect();
    let column = generator.any(&columns)?;
    Some(format!("ALTER TABLE {name} ALTER COLUMN {column} SET EXPRESSION AS (2 + 2)"))
}

/// Actions that change nothing that the model holds, on what has to be there.
pub fn without_effect_on_table(generator: &mut Generator) -> Option<String> {
    let valid = generator.valid;
    let nothing = !valid && generator.chance(50);
    generator.valid = true;
    let (mut table, known) = generator.relation(&[TableKind::Table])?;
    let mut column = generator.column_of(known);
    if nothing {
        table = "nowhere".to_owned();
    } else if !valid {
        column = "nowhere".to_owned();
    }
    let action = match generator.random.below(if valid || nothing { 9 } else { 3 }) {
        0 => format!("ALTER COLUMN {column} SET STATISTICS 100"),
        1 => format!("ALTER COLUMN {column} SET (n_distinct = 5)"),
        2 => format!("ALTER COLUMN {column} RESET (n_distinct)"),
        3 => "OWNER TO CURRENT_USER".to_owned(),
        4 => "SET (fillfactor = 70)".to_owned(),
        5 => "ENABLE ROW LEVEL SECURITY".to_owned(),
        6 => "REPLICA IDENTITY FULL".to_owned(),
        7 => "SET (autovacuum_enabled = off)".to_owned(),
        _ => "DISABLE TRIGGER ALL".to_owned(),
    };
    let maybe = generator.if_exists();
    Some(format!("ALTER TABLE {maybe}{table} {action}"))
}

/// Statements that change nothing that the model holds; it does not look what they name.
pub fn without_effect(generator: &mut Generator) -> Option<String> {
    generator.valid = true;
    let (table, known) = generator.relation(&[TableKind::Table])?;
    let column = known.and_then(|table| table.columns.first()).map(|it| quoted(&it.name))?;
    let name = generator.one_of(&["n1", "n2", "n3"]);
    let number = generator.random.below(1_000_000_000);
    Some(match generator.random.below(7) {
        0 => format!("GRANT SELECT ON {table} TO PUBLIC"),
        1 => format!("CREATE POLICY {name}_{number} ON {table} USING (true)"),
        2 => format!("CREATE RULE {name}_{number} AS ON DELETE TO {table} DO NOTHING"),
        3 => format!("TRUNCATE {table} CASCADE"),
        4 => format!("LOCK TABLE {table}"),
        5 => format!("ANALYZE {table} ({column})"),
        _ => format!("REVOKE ALL ON {table} FROM PUBLIC"),
    })
}

/// Comments on what is no table.
pub fn other_comment(generator: &mut Generator) -> Option<String> {
    let text = generator.one_of(&["'first'", "NULL"]);
    let on = match generator.random.below(5) {
        0 => format!("DOMAIN {}", generator.user_type(domains_in)?),
        1 => format!("SEQUENCE {}", generator.user_type(sequences_in)?),
        2 => format!("TYPE {}", generator.user_type(ranges_in)?),
        3 => {
            let (view, known) = generator.relation(&[TableKind::View])?;
            format!("COLUMN {view}.{}", generator.column_of(known))
        }
        _ => {
            let domain = generator.user_type(domains_in)?;
            let check = generator.constraint_name();
            format!("CONSTRAINT {check} ON DOMAIN {domain}")
        }
    };
    Some(format!("COMMENT ON {on} IS {text}"))
}

/// `DROP` of several at once.
pub fn drop_several(generator: &mut Generator) -> Option<String> {
    let (one, _) = generator.relation(&[TableKind::Table])?;
    let (two, _) = generator.relation(&[TableKind::Table])?;
    let maybe = generator.if_exists();
    let cascade = generator.cascade();
    Some(format!("DROP TABLE {maybe}{one}, {two}{cascade}"))
}

/// A view under names of its own.
pub fn named_view(generator: &mut Generator) -> Option<String> {
    let (table, known) = generator.relation(&[TableKind::Table, TableKind::View])?;
    let column = generator.column_of(known);
    let name = generator.new_name();
    let names = generator.one_of(&["one, two", "one", "one, one", "one, two, three"]);
    let names = if generator.valid { "one, two" } else { names };
    Some(format!("CREATE VIEW {name} ({names}) AS SELECT {column}, coalesce(NULL, 1) FROM {table}"))
}

/// A transaction's own table.
pub fn temporary_table(generator: &mut Generator) -> Option<String> {
    // Each statement is a migration of its own, behind which such a table is gone.
    let name = generator.one_of(&["t1", "t2", "t3"]);
    let number = generator.random.below(1_000_000_000);
    // PostgreSQL's own types: no other can be dropped while the transaction has the table.
    let data_type = generator.one_of(&["int", "text", "nonsense"]);
    let data_type = if generator.valid { "int" } else { data_type };
    Some(format!("CREATE TEMPORARY TABLE {name}_{number} (x {data_type}) ON COMMIT DROP"))
}
