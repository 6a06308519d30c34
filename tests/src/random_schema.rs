//! Random schemas as no person would write them: what makes trouble in Go, in one place.
//!
//! Names that are keywords, predeclared or used by generated code itself, names that no Go
//! identifier can have, comments that try to end the comment, and every type and kind of key.

mod words;

use fastrand::Rng;
use std::fmt::Write;
use words::{COMMENTS, KEY_TYPES, NAMES, SCHEMAS, TYPES};

/// A project: a configuration and its one migration.
pub struct Project {
    /// `pgwright.yaml`.
    pub config: String,
    /// SQL that PostgreSQL accepts.
    pub sql: String,
    /// The tables and views, `schema.name` unquoted, in the order in which they are made.
    pub relations: Vec<String>,
}

/// Makes the project of a seed; the same for the same seed.
pub fn random_project(seed: u64) -> Project {
    let mut making = Making {
        dice: Rng::with_seed(seed),
        sql: String::new(),
        types: Vec::new(),
        tables: Vec::new(),
        used: Vec::new(),
    };
    let mut schemas = vec!["public"];
    for _ in 0..making.dice.usize(0..3) {
        let schema = SCHEMAS[making.dice.usize(1..SCHEMAS.len())];
        if !schemas.contains(&schema) {
            schemas.push(schema);
            making.line(&format!("CREATE SCHEMA {};", quoted(schema)));
        }
    }
    for _ in 0..making.dice.usize(1..6) {
        let schema = making.one_of(&schemas);
        making.user_type(schema);
    }
    for _ in 0..making.dice.usize(2..9) {
        let schema = making.one_of(&schemas);
        making.table(schema);
    }
    for _ in 0..making.dice.usize(0..3) {
        let schema = making.one_of(&schemas);
        making.view(schema);
    }
    let config = making.config(&schemas);
    let relations = making.tables.iter().map(|table| table.plain.clone()).collect();
    Project { config, sql: making.sql, relations }
}

struct Making {
    dice: Rng,
    sql: String,
    /// Enums, domains, composites and ranges, as SQL names them.
    types: Vec<String>,
    tables: Vec<Table>,
    /// Names of tables and types; in SQL a table is a type too.
    used: Vec<(String, String)>,
}

struct Table {
    plain: String,
    sql: String,
    columns: Vec<String>,
    /// The columns of the primary key with their types; none for a view.
    key: Vec<(String, String)>,
}

impl Making {
    fn line(&mut self, line: &str) {
        self.sql.push_str(line);
        self.sql.push('\n');
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.dice.usize(0..all.len())]
    }

    fn chance(&mut self, of: u32) -> bool {
        self.dice.u32(0..of) == 0
    }

    /// A name that its schema has not got yet.
    fn fresh(&mut self, schema: &str) -> String {
        loop {
            let name = self.one_of(NAMES);
            // An array type takes the name with a line before it.
            let taken = |other: &str| {
                other == name || name.trim_start_matches('_') == other.trim_start_matches('_')
            };
            if !self.used.iter().any(|(at, other)| at == schema && taken(other)) {
                self.used.push((schema.to_owned(), name.to_owned()));
                return name.to_owned();
            }
        }
    }

    /// Names of which no two are the same, for columns, labels and attributes.
    fn names(&mut self, count: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        while names.len() < count {
            let name = self.one_of(NAMES);
            if !names.iter().any(|other| other == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    fn some_type(&mut self) -> String {
        let mut name = match self.dice.usize(0..4) {
            0 if !self.types.is_empty() => {
                let at = self.dice.usize(0..self.types.len());
                self.types[at].clone()
            }
            _ => self.one_of(TYPES).to_owned(),
        };
        if self.chance(6) {
            name.push_str("[]");
        }
        name
    }

    fn comment(&mut self, on: &str) {
        if self.chance(3) {
            let comment = self.one_of(COMMENTS);
            self.line(&format!("COMMENT ON {on} IS {};", literal(comment)));
        }
    }

    fn user_type(&mut self, schema: &str) {
        let name = self.fresh(schema);
        let sql = format!("{}.{}", quoted(schema), quoted(&name));
        match self.dice.usize(0..4) {
            0 => {
                let base = self.one_of(TYPES);
                let not_null = if self.chance(4) { " NOT NULL" } else { "" };
                self.line(&format!("CREATE DOMAIN {sql} AS {base}{not_null};"));
                self.comment(&format!("DOMAIN {sql}"));
            }
            1 => {
                let count = self.dice.usize(1..5);
                let names = self.names(count);
                let attributes: Vec<String> = names
                    .iter()
                    .map(|name| format!("{} {}", quoted(name), self.one_of(TYPES)))
                    .collect();
                self.line(&format!("CREATE TYPE {sql} AS ({});", attributes.join(", ")));
                self.comment(&format!("TYPE {sql}"));
            }
            _ => {
                let count = self.dice.usize(1..8);
                let mut labels = self.names(count);
                if self.chance(4) {
                    labels.push(String::new());
                }
                let labels: Vec<String> = labels.iter().map(|label| literal(label)).collect();
                self.line(&format!("CREATE TYPE {sql} AS ENUM ({});", labels.join(", ")));
                self.comment(&format!("TYPE {sql}"));
            }
        }
        self.types.push(sql);
    }

    fn table(&mut self, schema: &str) {
        let name = self.fresh(schema);
        let sql = format!("{}.{}", quoted(schema), quoted(&name));
        let count = self.dice.usize(1..9);
        let names = self.names(count);
        let key = self.key_of(count);
        let mut lines = Vec::new();
        let mut key_columns = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let column = quoted(name);
            if at < key {
                let (typ, more) = self.key_column(key);
                lines.push(format!("{column} {typ}{more}"));
                key_columns.push((column, typ));
                continue;
            }
            if self.chance(8) {
                let typ = self.one_of(KEY_TYPES);
                let not_null = if self.chance(2) { " NOT NULL" } else { "" };
                lines.push(format!("{column} {typ}{not_null} UNIQUE"));
                continue;
            }
            let typ = self.some_type();
            let more = match self.dice.usize(0..6) {
                0 | 1 => " NOT NULL",
                2 if typ == "integer" => " NOT NULL GENERATED ALWAYS AS (1 + 1) STORED",
                3 if typ == "bigint" => " GENERATED BY DEFAULT AS IDENTITY",
                4 if typ == "text" => " NOT NULL DEFAULT 'it''s */ `x`'",
                5 if typ == "timestamptz" => " NOT NULL DEFAULT now()",
                _ => "",
            };
            lines.push(format!("{column} {typ}{more}"));
        }
        let columns: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        if key > 0 {
            lines.push(format!("PRIMARY KEY ({})", columns[..key].join(", ")));
        }
        self.references(&mut lines, &names);
        self.line(&format!("CREATE TABLE {sql} (\n    {}\n);", lines.join(",\n    ")));
        self.comment(&format!("TABLE {sql}"));
        for column in &columns {
            self.comment(&format!("COLUMN {sql}.{column}"));
        }
        let plain = format!("{schema}.{name}");
        self.tables.push(Table { plain, sql, columns, key: key_columns });
    }

    /// How many columns the key of a table with `count` columns has.
    fn key_of(&mut self, count: usize) -> usize {
        match self.dice.usize(0..8) {
            0 => 0,
            1 | 2 => count.min(2),
            3 => count.min(3),
            _ => 1,
        }
    }

    /// The type of a key's column and what stands behind it.
    fn key_column(&mut self, of: usize) -> (String, &'static str) {
        if of == 1 {
            match self.dice.usize(0..6) {
                0 => return ("bigint".into(), " GENERATED ALWAYS AS IDENTITY"),
                1 => return ("integer".into(), " GENERATED BY DEFAULT AS IDENTITY"),
                2 => return ("uuid".into(), " DEFAULT gen_random_uuid()"),
                _ => {}
            }
        }
        let typ = self.one_of(KEY_TYPES).to_owned();
        (typ, "")
    }

    /// A further column for each reference to an earlier table, and the reference itself.
    fn references(&mut self, lines: &mut Vec<String>, names: &[String]) {
        for number in 0..self.dice.usize(0..3) {
            let keyed: Vec<usize> =
                (0..self.tables.len()).filter(|at| !self.tables[*at].key.is_empty()).collect();
            if keyed.is_empty() {
                return;
            }
            let target = self.one_of(&keyed);
            let not_null = if self.chance(2) { " NOT NULL" } else { "" };
            let unique = if self.chance(4) { " UNIQUE" } else { "" };
            let mut own = Vec::new();
            for (at, (_, typ)) in self.tables[target].key.iter().enumerate() {
                let name = format!("ref_{number}_{at}");
                debug_assert!(!names.contains(&name));
                lines.insert(0, format!("{name} {typ}{not_null}"));
                own.push(name);
            }
            let key: Vec<&str> =
                self.tables[target].key.iter().map(|(name, _)| name.as_str()).collect();
            let own = own.join(", ");
            lines.push(format!(
                "FOREIGN KEY ({own}) REFERENCES {} ({})",
                self.tables[target].sql,
                key.join(", ")
            ));
            if !unique.is_empty() {
                lines.push(format!("UNIQUE ({own})"));
            }
        }
    }

    fn view(&mut self, schema: &str) {
        let name = self.fresh(schema);
        let sql = format!("{}.{}", quoted(schema), quoted(&name));
        let at = self.dice.usize(0..self.tables.len());
        let from = &self.tables[at];
        let columns = from.columns.clone();
        self.line(&format!(
            "CREATE VIEW {sql} AS SELECT {} FROM {};",
            columns.join(", "),
            self.tables[at].sql
        ));
        self.comment(&format!("VIEW {sql}"));
        self.tables.push(Table {
            plain: format!("{schema}.{name}"),
            sql,
            columns,
            key: Vec::new(),
        });
    }

    fn config(&mut self, schemas: &[&str]) -> String {
        let mut yaml = String::from("database:\n  schemas:\n");
        for schema in schemas {
            let _ = writeln!(yaml, "    - {}", yaml_text(schema));
        }
        // So that the running code compares all of it with the database.
        yaml.push_str("  pgxkit:\n    health_checks: {enabled: true}\n");
        yaml.push_str("migrations:\n  directory: migrations\n  format: plain\noutput:\n  directory: repository\n");
        let _ = writeln!(yaml, "  package_per_schema: {}", self.chance(3));
        let tags = self.one_of(&["[]", "[json]", "[db]", "[json, db]"]);
        let _ = writeln!(yaml, "  tags: {tags}");
        let structs = self.one_of(&["table", "singular"]);
        let _ = writeln!(yaml, "naming:\n  structs: {structs}");
        let nullable = self.one_of(&["pointer", "sql", "pgtype"]);
        let _ = writeln!(yaml, "types:\n  nullable: {nullable}");
        let _ = writeln!(yaml, "generate:\n  interfaces: {}", self.chance(2));
        yaml
    }
}

/// A name as SQL writes it, always quoted.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn yaml_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
