//! Prints what each extension that a server has brings, as
//! `server/schema/src/replay/extensions.txt` holds it:
//!
//! ```sh
//! PGWRIGHT_PG_BIN=/usr/lib/postgresql/15/bin cargo run -p pgwright-tests --bin extensions
//! ```
//!
//! What the file has of an extension that this server does not have stays; of the others the
//! server is right. Run with each version that has extensions of its own.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use pgwright_tests::postgres::{Database, server};
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../../server/schema/src/replay/extensions.txt");

fn main() {
    let (head, rest) = FILE.split_once("\n\n").unwrap_or(("", FILE));
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for block in rest.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let name = block.split_whitespace().nth(1).unwrap_or_default();
        known.insert(name.to_owned(), block.trim_end().to_owned());
    }
    let available =
        server().database().strings("SELECT name FROM pg_available_extensions ORDER BY name");
    for name in available {
        // Those of tests, with their version in the name, and those that are kept by hand.
        if name.ends_with("-3") || KEPT.contains(&&*name) {
            continue;
        }
        let database = server().database();
        match database.execute(&format!("CREATE EXTENSION IF NOT EXISTS \"{name}\" CASCADE")) {
            Ok(()) => {
                known.insert(name.clone(), describe(&database, &name));
            }
            Err(refusal) => eprintln!("{name}: {}", refusal.message),
        }
    }
    println!("{head}\n");
    let blocks: Vec<String> = known.into_values().collect();
    println!("{}", blocks.join("\n\n"));
}

/// Their real ones are not on the servers of the tests.
const KEPT: &[&str] = &["vector"];

fn describe(database: &Database, name: &str) -> String {
    let own = format!("(SELECT oid FROM pg_extension WHERE extname = '{name}')");
    let schema = database.strings(&format!(
        "SELECT schema FROM pg_available_extension_versions \
         WHERE name = '{name}' AND installed AND schema IS NOT NULL"
    ));
    let requires = database.strings(&format!(
        "SELECT unnest(requires) FROM pg_available_extension_versions \
         WHERE name = '{name}' AND installed ORDER BY 1"
    ));
    let mut lines = vec![format!("extension {name}")];
    lines.extend(schema.iter().map(|schema| format!("  schema {schema}")));
    lines.extend(requires.iter().map(|needed| format!("  requires {needed}")));
    lines.extend(database.strings(&types(&own)));
    lines.extend(database.strings(&relations(&own)));
    lines.join("\n")
}

/// How a type is written in the file.
const SPELLED: &str = "(SELECT CASE WHEN e.oid IS NULL THEN t.typname ELSE e.typname || '[]' END \
    || coalesce(substring(format_type(a.atttypid, a.atttypmod) FROM '\\([0-9,]+\\)'), '') \
    FROM pg_type t LEFT JOIN pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem \
    WHERE t.oid = a.atttypid)";

fn columns(relation: &str) -> String {
    format!(
        "(SELECT coalesce(string_agg(a.attname || ' ' || {SPELLED} \
            || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, ', ' ORDER BY a.attnum), '') \
         FROM pg_attribute a WHERE a.attrelid = {relation} AND a.attnum > 0 AND NOT a.attisdropped)"
    )
}

fn types(own: &str) -> String {
    format!(
        "SELECT CASE y.typtype \
            WHEN 'd' THEN '  domain ' || y.typname || ' ' || (SELECT CASE WHEN e.oid IS NULL \
                THEN b.typname ELSE e.typname || '[]' END FROM pg_type b \
                LEFT JOIN pg_type e ON b.typcategory = 'A' AND e.oid = b.typelem \
                WHERE b.oid = y.typbasetype) \
            WHEN 'c' THEN '  composite ' || y.typname || ' ' || {} \
            WHEN 'e' THEN '  enum ' || y.typname || ' ' || (SELECT string_agg(enumlabel, ', ' \
                ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = y.oid) \
            ELSE '  type ' || y.typname END \
         FROM pg_depend d JOIN pg_type y ON y.oid = d.objid \
         LEFT JOIN pg_class c ON c.oid = y.typrelid \
         WHERE d.classid = 'pg_type'::regclass AND d.refclassid = 'pg_extension'::regclass \
            AND d.refobjid = {own} AND d.deptype = 'e' \
            AND coalesce(c.relkind, 'c') = 'c' AND NOT (y.typcategory = 'A' AND y.typelem <> 0) \
         ORDER BY y.typname",
        columns("y.typrelid")
    )
}

fn relations(own: &str) -> String {
    format!(
        "SELECT CASE c.relkind WHEN 'v' THEN '  view ' ELSE '  table ' END || c.relname || ' ' \
            || {} || coalesce((SELECT '; key ' || string_agg(k.attname, ' ' ORDER BY i.at) \
                FROM pg_constraint p, unnest(p.conkey) WITH ORDINALITY i(attnum, at), pg_attribute k \
                WHERE p.conrelid = c.oid AND p.contype = 'p' AND k.attrelid = c.oid \
                    AND k.attnum = i.attnum), '') \
         FROM pg_depend d JOIN pg_class c ON c.oid = d.objid \
         WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_extension'::regclass \
            AND d.refobjid = {own} AND d.deptype = 'e' AND c.relkind IN ('r', 'v', 'p', 'm') \
         ORDER BY c.relname",
        columns("c.oid")
    )
}
