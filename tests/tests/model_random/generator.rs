//! What every statement is made from: names from small pools, and objects that are there.

use crate::random::Random;
use pgwright_schema::document::{Document, Schema, Table, TableKind};

/// A kind of statement.
pub struct Kind {
    /// What it is called in the report.
    pub name: &'static str,
    /// Whether PostgreSQL can refuse it at all.
    pub refusable: bool,
    /// The first version of PostgreSQL that knows it.
    pub since: u8,
    /// Makes one; none where the schema has nothing that it could be about.
    pub make: fn(&mut Generator) -> Option<String>,
}

/// Every kind.
pub static KINDS: &[Kind] = &[
    kind("create table", crate::create::table),
    kind("create table inherits", crate::create::child),
    kind("create partitioned table", crate::create::partitioned),
    kind("create partition", crate::create::partition),
    kind("create table like", crate::create::like),
    kind("create table as", crate::create::table_as),
    kind("create view", crate::create::view),
    kind("create materialized view", crate::create::materialized_view),
    kind("create index", crate::create::index),
    kind("create unique index", crate::create::unique_index),
    kind("create sequence", crate::create::sequence),
    kind("create enum", crate::create::enumeration),
    kind("create domain", crate::create::domain),
    kind("create composite type", crate::create::composite),
    kind("create range type", crate::create::range),
    kind("create schema", crate::create::schema),
    kind("create function", crate::create::function),
    kind("do block", crate::create::do_block),
    kind("add column", crate::alter::add_column),
    kind("drop column", crate::alter::drop_column),
    kind("alter column type", crate::alter::column_type),
    kind("set default", crate::alter::set_default),
    kind("drop default", crate::alter::drop_default),
    kind("set not null", crate::alter::set_not_null),
    kind("drop not null", crate::alter::drop_not_null),
    kind("add identity", crate::alter::add_identity),
    kind("set identity", crate::alter::set_identity),
    kind("drop identity", crate::alter::drop_identity),
    kind("drop expression", crate::alter::drop_expression),
    kind("add primary key", crate::alter::add_primary_key),
    kind("add unique", crate::alter::add_unique),
    kind("add foreign key", crate::alter::add_foreign_key),
    kind("add check", crate::alter::add_check),
    kind("add exclusion", crate::alter::add_exclusion),
    kind("add key using index", crate::alter::add_using_index),
    kind("drop constraint", crate::alter::drop_constraint),
    kind("alter constraint", crate::alter::alter_constraint),
    kind("validate constraint", crate::alter::validate_constraint),
    kind("attach partition", crate::alter::attach),
    kind("detach partition", crate::alter::detach),
    kind("inherit", crate::alter::inherit),
    kind("no inherit", crate::alter::no_inherit),
    kind("several actions", crate::alter::several),
    kind("rename column", crate::objects::rename_column),
    kind("rename constraint", crate::objects::rename_constraint),
    kind("rename relation", crate::objects::rename_relation),
    kind("rename index", crate::objects::rename_index),
    kind("rename type", crate::objects::rename_type),
    kind("rename attribute", crate::objects::rename_attribute),
    kind("rename value", crate::objects::rename_value),
    kind("rename schema", crate::objects::rename_schema),
    kind("add value", crate::objects::add_value),
    kind("alter domain", crate::objects::alter_domain),
    kind("alter composite type", crate::objects::alter_composite),
    kind("alter sequence", crate::objects::alter_sequence),
    kind("set schema", crate::objects::set_schema),
    kind("set schema of type", crate::objects::set_schema_of_type),
    kind("drop relation", crate::objects::drop_relation),
    kind("drop index", crate::objects::drop_index),
    kind("drop type", crate::objects::drop_type),
    kind("drop schema", crate::objects::drop_schema),
    kind("drop function", crate::objects::drop_function),
    kind("comment", crate::objects::comment),
    kind("comment on other objects", crate::more::other_comment),
    kind("create typed table", crate::more::typed_table),
    kind("of type, not of", crate::more::of_type),
    kind("create foreign table", crate::more::foreign_table),
    kind("create temporary table", crate::more::temporary_table),
    kind("create view with names", crate::more::named_view),
    kind("create procedure", crate::more::procedure),
    kind("alter function", crate::more::alter_function),
    kind("drop procedure or routine", crate::more::drop_routine),
    kind("drop several tables", crate::more::drop_several),
    kind("actions without effect", crate::more::without_effect_on_table),
    Kind { since: 17, ..kind("set expression", crate::more::set_expression) },
    Kind { refusable: false, ..kind("statements without effect", crate::more::without_effect) },
];

const fn kind(name: &'static str, make: fn(&mut Generator) -> Option<String>) -> Kind {
    Kind { name, refusable: true, since: 15, make }
}

/// Names of relations and types; those of both kinds meet in one name space.
const NAMES: &[&str] = &["a", "b", "c", "d", "e", "a_b", "\"Odd Name\""];

/// Names of columns and attributes.
const COLUMNS: &[&str] = &["x", "y", "z", "w", "\"Col\""];

/// Names of constraints and indexes, made-up ones among them.
const CONSTRAINTS: &[&str] = &["k", "l", "m", "a_pkey", "a_x_key", "b_x_check", "c_y_fkey"];

/// Makes statements.
pub struct Generator<'a> {
    /// Where the numbers come from.
    pub random: &'a mut Random,
    /// What is there.
    pub schema: &'a Document,
    /// Whether the statement is meant to be accepted; it may be refused all the same.
    pub valid: bool,
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    let plain =
        name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

impl<'a> Generator<'a> {
    pub fn chance(&mut self, percent: usize) -> bool {
        self.random.chance(percent)
    }

    pub fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        self.random.one_of(all).clone()
    }

    /// One of several, or nothing where there is none.
    pub fn any<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| self.one_of(all))
    }

    /// Whether to name something that is there: always when the statement is meant to be valid.
    fn real(&mut self) -> bool {
        self.valid || self.chance(60)
    }

    /// The word where a statement is meant to be valid, and sometimes else.
    pub fn cascade(&mut self) -> &'static str {
        let percent = if self.valid { 60 } else { 10 };
        if self.chance(percent) { " CASCADE" } else { "" }
    }

    pub fn if_exists(&mut self) -> &'static str {
        if self.chance(15) { "IF EXISTS " } else { "" }
    }

    /// The name of a schema that is there, `public` most often.
    pub fn schema_name(&mut self) -> String {
        if self.chance(70) {
            return "public".to_owned();
        }
        if !self.valid && self.chance(30) {
            return "nowhere".to_owned();
        }
        let names: Vec<String> =
            self.schema.schemas.iter().map(|schema| schema.name.clone()).collect();
        self.any(&names).unwrap_or_else(|| "public".to_owned())
    }

    /// A name with its schema, which may be left away when it is `public`.
    pub fn qualified(&mut self, schema: &str, name: &str) -> String {
        if schema == "public" && self.chance(85) {
            return quoted(name);
        }
        format!("{}.{}", quoted(schema), quoted(name))
    }

    /// A name for something new with its schema; most often a free one if it is to be valid.
    pub fn new_name(&mut self) -> String {
        let schema = self.schema_name();
        let taken = self.schema.schemas.iter().find(|each| each.name == schema).map(names_in);
        let mut name = self.one_of(NAMES);
        for _ in 0..8 {
            let free =
                taken.as_ref().is_none_or(|taken| !taken.iter().any(|each| quoted(each) == name));
            if free == self.valid {
                break;
            }
            name = self.one_of(NAMES);
        }
        if schema == "public" && self.chance(85) {
            name.to_owned()
        } else {
            format!("{}.{name}", quoted(&schema))
        }
    }

    /// A bare new name, for renames.
    pub fn bare_name(&mut self) -> String {
        let taken: Vec<String> = self.schema.schemas.iter().flat_map(names_in).collect();
        let mut name = self.one_of(NAMES);
        for _ in 0..8 {
            if taken.iter().any(|each| quoted(each) == name) != self.valid {
                break;
            }
            name = self.one_of(NAMES);
        }
        name.to_owned()
    }

    pub fn column_name(&mut self) -> String {
        self.one_of(COLUMNS).to_owned()
    }

    /// A column's name that is not among these.
    pub fn new_column(&mut self, table: Option<&Table>) -> String {
        let mut name = self.column_name();
        for _ in 0..6 {
            let known = table
                .is_some_and(|table| table.columns.iter().any(|each| quoted(&each.name) == name));
            if known != self.valid {
                break;
            }
            name = self.column_name();
        }
        name
    }

    pub fn constraint_name(&mut self) -> String {
        self.one_of(CONSTRAINTS).to_owned()
    }

    /// A table or view of some kinds: how it is written, and what it is when it is there.
    pub fn relation(&mut self, kinds: &[TableKind]) -> Option<(String, Option<&'a Table>)> {
        let schema: &'a Document = self.schema;
        if !self.real() {
            let name = self.one_of(NAMES);
            let public = schema.schemas.iter().find(|each| each.name == "public");
            let table = public
                .and_then(|each| each.tables.iter().find(|table| quoted(&table.name) == name));
            return Some((name.to_owned(), table));
        }
        let other_kinds = !self.valid && self.chance(15);
        let all: Vec<(&Schema, &'a Table)> = schema
            .schemas
            .iter()
            .flat_map(|each| each.tables.iter().map(move |table| (each, table)))
            .filter(|(_, table)| other_kinds || kinds.contains(&table.kind))
            .collect();
        let (schema, table) = self.any(&all)?;
        Some((self.qualified(&schema.name, &table.name), Some(table)))
    }

    /// A table of any kind that has columns of its own.
    pub fn table(&mut self) -> Option<(String, Option<&'a Table>)> {
        self.relation(&[TableKind::Table, TableKind::PartitionedTable])
    }

    /// Every table that has columns of its own, as it is written.
    pub fn tables(&mut self) -> Vec<(String, &'a Table)> {
        let schema: &'a Document = self.schema;
        let kinds = [TableKind::Table, TableKind::PartitionedTable];
        schema
            .schemas
            .iter()
            .flat_map(|each| each.tables.iter().map(move |table| (each, table)))
            .filter(|(_, table)| kinds.contains(&table.kind))
            .map(|(schema, table)| (self.qualified(&schema.name, &table.name), table))
            .collect()
    }

    /// A column of a table, as it is written.
    pub fn column_of(&mut self, table: Option<&Table>) -> String {
        let names: Vec<String> = table
            .map(|table| table.columns.iter().map(|each| quoted(&each.name)).collect())
            .unwrap_or_default();
        if self.real()
            && let Some(name) = self.any(&names)
        {
            return name;
        }
        self.column_name()
    }

    /// Some columns of a table, each once if it is to be valid.
    pub fn columns_of(&mut self, table: Option<&Table>) -> String {
        let mut columns = vec![self.column_of(table)];
        if self.chance(35) {
            let more = self.column_of(table);
            if !self.valid || !columns.contains(&more) {
                columns.push(more);
            }
        }
        columns.join(", ")
    }

    /// The name of a constraint of a table.
    pub fn constraint_of(&mut self, table: Option<&Table>) -> String {
        let names: Vec<String> = table.map(constraint_names).unwrap_or_default();
        if self.real()
            && let Some(name) = self.any(&names)
        {
            return quoted(&name);
        }
        self.constraint_name()
    }

    /// A user's type, as it is written: enum, domain, composite or range.
    pub fn user_type(&mut self, of: fn(&Schema) -> Vec<String>) -> Option<String> {
        if !self.real() {
            return Some(self.one_of(NAMES).to_owned());
        }
        let schema: &Document = self.schema;
        let all: Vec<(String, String)> = schema
            .schemas
            .iter()
            .flat_map(|each| of(each).into_iter().map(move |name| (each.name.clone(), name)))
            .collect();
        let (schema, name) = self.any(&all)?;
        Some(self.qualified(&schema, &name))
    }

    /// A type for a column; `None` for those of which no index by btree can be.
    pub fn data_type(&mut self) -> String {
        if self.chance(25)
            && let Some(name) = self.user_type(types_in)
        {
            return if self.chance(20) { format!("{name}[]") } else { name };
        }
        if !self.valid && self.chance(10) {
            return "nonsense".to_owned();
        }
        self.one_of(&[
            "int",
            "int",
            "bigint",
            "smallint",
            "text",
            "text",
            "varchar(10)",
            "char(3)",
            "numeric(8,2)",
            "numeric",
            "boolean",
            "timestamptz",
            "timestamp(3)",
            "date",
            "uuid",
            "jsonb",
            "json",
            "int[]",
            "text[]",
            "real",
            "double precision",
            "bytea",
            "interval",
            "inet",
            "int4range",
        ])
        .to_owned()
    }

    /// A value that a column of the type may have as its default.
    pub fn default_for(&mut self, data_type: &str) -> String {
        let enums = self.schema.schemas.iter().flat_map(|schema| &schema.enums);
        if let Some(labels) = enums.into_iter().find(|each| quoted(&each.name) == data_type) {
            return match labels.labels.first() {
                Some(label) => format!("'{label}'"),
                None => "NULL".to_owned(),
            };
        }
        let base = data_type.split('(').next().unwrap_or(data_type);
        if let Some(element) = data_type.strip_suffix("[]") {
            let builtin = matches!(element, "int" | "integer" | "text");
            return if builtin { "'{}'" } else { "NULL" }.to_owned();
        }
        match base {
            "int" | "integer" | "bigint" | "smallint" | "numeric" | "real" | "double precision" => {
                "1".to_owned()
            }
            "text" | "varchar" | "character varying" | "char" | "character" => "'x'".to_owned(),
            "boolean" => "true".to_owned(),
            "timestamptz" | "timestamp with time zone" => "now()".to_owned(),
            "date" => "CURRENT_DATE".to_owned(),
            "uuid" => "gen_random_uuid()".to_owned(),
            "json" | "jsonb" => "'{}'".to_owned(),
            _ => "NULL".to_owned(),
        }
    }
}

/// The names in a schema that relations and types share.
fn names_in(schema: &Schema) -> Vec<String> {
    let tables = schema.tables.iter().map(|table| table.name.clone());
    let sequences = schema.sequences.iter().map(|sequence| sequence.name.clone());
    let indexes =
        schema.tables.iter().flat_map(|table| table.indexes.iter().map(|index| index.name.clone()));
    tables.chain(sequences).chain(indexes).chain(types_in(schema)).collect()
}

/// The names of all types of a schema.
pub fn types_in(schema: &Schema) -> Vec<String> {
    [enums_in(schema), domains_in(schema), composites_in(schema), ranges_in(schema)].concat()
}

pub fn enums_in(schema: &Schema) -> Vec<String> {
    schema.enums.iter().map(|each| each.name.clone()).collect()
}

pub fn domains_in(schema: &Schema) -> Vec<String> {
    schema.domains.iter().map(|each| each.name.clone()).collect()
}

pub fn composites_in(schema: &Schema) -> Vec<String> {
    schema.composite_types.iter().map(|each| each.name.clone()).collect()
}

pub fn ranges_in(schema: &Schema) -> Vec<String> {
    schema.range_types.iter().map(|each| each.name.clone()).collect()
}

pub fn sequences_in(schema: &Schema) -> Vec<String> {
    schema.sequences.iter().map(|each| each.name.clone()).collect()
}

pub fn functions_in(schema: &Schema) -> Vec<String> {
    schema.functions.iter().map(|each| each.name.clone()).collect()
}

/// The names of all constraints of a table.
pub fn constraint_names(table: &Table) -> Vec<String> {
    let key = table.primary_key.iter().map(|each| each.name.clone());
    let uniques = table.unique_constraints.iter().map(|each| each.name.clone());
    let foreign = table.foreign_keys.iter().map(|each| each.name.clone());
    let checks = table.check_constraints.iter().map(|each| each.name.clone());
    let exclusions = table.exclusion_constraints.iter().map(|each| each.name.clone());
    key.chain(uniques).chain(foreign).chain(checks).chain(exclusions).collect()
}
