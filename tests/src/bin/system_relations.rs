//! Prints the columns of PostgreSQL's own relations as
//! `server/schema/src/replay/system_relations.txt` holds them:
//!
//! ```sh
//! PGWRIGHT_PG_BIN=/usr/lib/postgresql/15/bin cargo run -p pgwright-tests --bin system_relations
//! ```
//!
//! What the file has of the other version stays: run with both, 15 and 18.

#![allow(clippy::print_stdout)]

use pgwright_tests::postgres::server;
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../../server/schema/src/replay/system_relations.txt");

/// The versions in the file.
const VERSIONS: [u8; 2] = [15, 18];

/// The relations of a schema: of each the columns by version.
type Relations = BTreeMap<String, BTreeMap<u8, String>>;

fn main() {
    let (head, rest) = FILE.split_once("\n\n").unwrap_or(("", FILE));
    println!("{head}\n");
    let database = server().database();
    for block in format!("\n{}", rest.trim_end()).split("\nschema ").skip(1) {
        let (schema, lines) = block.split_once('\n').unwrap_or((block, ""));
        let mut relations = Relations::new();
        for (name, columns) in lines.lines().filter_map(|line| line.split_once(' ')) {
            let (name, versions) = match name.split_once('@') {
                Some((name, version)) => (name, vec![version.parse().unwrap_or_default()]),
                None => (name, VERSIONS.to_vec()),
            };
            let of_name = relations.entry(name.to_owned()).or_default();
            for version in versions.into_iter().filter(|version| *version != server().version()) {
                of_name.insert(version, columns.to_owned());
            }
        }
        for line in database.strings(&query(schema)) {
            let Some((name, columns)) = line.split_once(' ') else { continue };
            let of_name = relations.entry(name.to_owned()).or_default();
            of_name.insert(server().version(), columns.to_owned());
        }
        println!("schema {schema}");
        for (name, versions) in relations {
            let columns: Vec<&String> = versions.values().collect();
            match columns.as_slice() {
                [first, last] if first == last => println!("{name} {first}"),
                _ => versions.iter().for_each(|(version, it)| println!("{name}@{version} {it}")),
            }
        }
    }
}

/// A line a relation; the domains of `information_schema` stand bare in its own relations.
fn query(schema: &str) -> String {
    format!(
        "SELECT c.relname || ' ' || (SELECT string_agg(a.attname || ' ' || (SELECT \
            CASE WHEN e.oid IS NULL THEN t.typname ELSE e.typname || '[]' END \
            || coalesce(substring(format_type(a.atttypid, a.atttypmod) FROM '\\([0-9,]+\\)'), '') \
            FROM pg_type t LEFT JOIN pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem \
            WHERE t.oid = a.atttypid), ', ' ORDER BY a.attnum) \
         FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) \
         FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace \
            AND c.relkind IN ('r', 'v') AND c.relname NOT LIKE '\\_pg\\_%' ORDER BY c.relname"
    )
}
