//! The schema for a person to read.

use crate::report::printable;
use pgwright_ide::Folder;
use pgwright_schema::document::{
    Column, Document, ForeignKey, Function, Index, Key, Schema, Sequence, Table, TableKind,
};
use std::io::{self, Write};

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const RESET: &str = "\x1b[0m";

/// Prints where the schema comes from, and the schema.
pub fn print(folders: &[Folder], document: &Document, out: &mut dyn Write) -> io::Result<()> {
    for folder in folders {
        let Folder { directory, format, reason, migrations } = folder;
        let files = if *migrations == 1 { "migration" } else { "migrations" };
        let directory = if directory.is_empty() { "." } else { directory };
        writeln!(
            out,
            "{}",
            printable(&format!("{migrations} {files} in {directory}: {}, {reason}", format.name()))
        )?;
    }
    if !document.extensions.is_empty() {
        writeln!(out, "extensions: {}", printable(&document.extensions.join(", ")))?;
    }
    writeln!(out)?;
    for schema in &document.schemas {
        print_schema(schema, out)?;
    }
    Ok(())
}

fn print_schema(schema: &Schema, out: &mut dyn Write) -> io::Result<()> {
    head(out, "schema", &schema.name, "", schema.comment.as_deref())?;
    writeln!(out)?;
    for table in &schema.tables {
        print_table(schema, table, out)?;
    }
    for it in &schema.enums {
        let labels: Vec<String> = it.labels.iter().map(|label| format!("'{label}'")).collect();
        one(out, schema, "enum", &it.name, &labels.join(", "), it.comment.as_deref())?;
    }
    for it in &schema.domains {
        let mut rest = it.base_type.clone();
        if !it.nullable {
            rest += " not null";
        }
        if let Some(default) = &it.default {
            rest += &format!(" default {default}");
        }
        for check in &it.check_constraints {
            rest += &format!(" check {}", check.expression);
        }
        one(out, schema, "domain", &it.name, &rest, it.comment.as_deref())?;
    }
    for it in &schema.composite_types {
        let attributes: Vec<String> =
            it.attributes.iter().map(|it| format!("{} {}", it.name, it.data_type)).collect();
        one(out, schema, "type", &it.name, &format!("({})", attributes.join(", ")), None)?;
    }
    for it in &schema.range_types {
        one(out, schema, "range", &it.name, &format!("of {}", it.subtype), None)?;
    }
    for Sequence { name, data_type, owned_by, .. } in &schema.sequences {
        let owner = owned_by.as_ref().map_or_else(String::new, |it| {
            format!(" owned by {}.{}.{}", it.schema, it.table, it.column)
        });
        one(out, schema, "sequence", name, &format!("{data_type}{owner}"), None)?;
    }
    for Function { name, kind, arguments, returns, returns_set, .. } in &schema.functions {
        let set = if *returns_set { "setof " } else { "" };
        let returns = returns.as_ref().map_or_else(String::new, |it| format!(" returns {set}{it}"));
        one(out, schema, kind, name, &format!("({}){returns}", arguments.join(", ")), None)?;
    }
    writeln!(out)
}

fn print_table(schema: &Schema, table: &Table, out: &mut dyn Write) -> io::Result<()> {
    let kind = match table.kind {
        TableKind::Table => "table",
        TableKind::PartitionedTable => "partitioned table",
        TableKind::View => "view",
        TableKind::MaterializedView => "materialized view",
        TableKind::ForeignTable => "foreign table",
    };
    let mut rest = String::new();
    if let Some(parent) = &table.partition_of {
        rest += &format!(" partition of {}.{}", parent.schema, parent.table);
    }
    if !table.inherits.is_empty() {
        let parents: Vec<String> =
            table.inherits.iter().map(|it| format!("{}.{}", it.schema, it.table)).collect();
        rest += &format!(" inherits {}", parents.join(", "));
    }
    let name = format!("{}.{}", schema.name, table.name);
    head(out, kind, &name, &rest, table.comment.as_deref())?;
    let width = |of: fn(&Column) -> &str| {
        table.columns.iter().map(|it| printable(of(it)).chars().count()).max().unwrap_or(0)
    };
    let (names, types) = (width(|it| &it.name), width(|it| &it.data_type));
    for column in &table.columns {
        let rest = column_rest(column, table.kind);
        let line = format!(
            "    {:names$}  {:types$}  {}",
            printable(&column.name),
            printable(&column.data_type),
            printable(&rest)
        );
        line_with_comment(out, line.trim_end(), column.comment.as_deref())?;
    }
    for line in table_lines(table) {
        writeln!(out, "    {}", printable(&line))?;
    }
    writeln!(out)
}

/// What stands behind a column's type.
fn column_rest(column: &Column, kind: TableKind) -> String {
    let mut rest = Vec::new();
    let is_view = matches!(kind, TableKind::View | TableKind::MaterializedView);
    if !column.nullable && !is_view {
        rest.push("not null".to_owned());
    }
    rest.extend(
        column.identity.as_ref().map(|it| format!("generated {} as identity", it.to_lowercase())),
    );
    rest.extend(column.generated.as_ref().map(|it| format!("generated always as ({it})")));
    rest.extend(column.default.as_ref().map(|it| format!("default {it}")));
    rest.join(" ")
}

/// Keys, checks and indexes.
fn table_lines(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    let list = |names: &[String]| names.join(", ");
    if let Some(key) = &table.primary_key {
        lines.push(format!("primary key {} ({})", key.name, list(&key.columns)));
    }
    for it in &table.unique_constraints {
        let nulls = if it.nulls_distinct { "" } else { " nulls not distinct" };
        lines.push(format!("unique {} ({}){nulls}", it.name, list(&it.columns)));
    }
    for it in &table.foreign_keys {
        lines.push(foreign_key(it));
    }
    for it in &table.check_constraints {
        lines.push(format!("check {} {}", it.name, it.expression));
    }
    for it in &table.exclusion_constraints {
        lines.push(format!("exclude {} ({})", it.name, list(&it.columns)));
    }
    lines.extend(table.indexes.iter().map(index));
    lines
}

fn foreign_key(key: &ForeignKey) -> String {
    let ForeignKey { name, references, on_delete, on_update, .. } = key;
    let mut line = format!(
        "foreign key {name} ({}) references {}.{} ({})",
        key.columns.join(", "),
        references.schema,
        references.table,
        references.columns.join(", ")
    );
    for (verb, action) in [("delete", on_delete), ("update", on_update)] {
        if action != "NO ACTION" {
            line += &format!(" on {verb} {}", action.to_lowercase());
        }
    }
    for (said, words) in [
        (key.deferrable, " deferrable"),
        (key.initially_deferred, " initially deferred"),
        (!key.validated, " not valid"),
    ] {
        line += if said { words } else { "" };
    }
    line
}

fn index(index: &Index) -> String {
    let keys: Vec<&str> = (index.keys.iter())
        .map(|key| match key {
            Key::Column(name) => name.as_str(),
            Key::Expression { expression } => expression,
        })
        .collect();
    let unique = if index.unique { "unique " } else { "" };
    let mut line =
        format!("{unique}index {} using {} ({})", index.name, index.method, keys.join(", "));
    if !index.include.is_empty() {
        line += &format!(" include ({})", index.include.join(", "));
    }
    if let Some(predicate) = &index.predicate {
        line += &format!(" where {predicate}");
    }
    line
}

/// An object on one line.
fn one(
    out: &mut dyn Write,
    schema: &Schema,
    kind: &str,
    name: &str,
    rest: &str,
    comment: Option<&str>,
) -> io::Result<()> {
    head(out, kind, &format!("{}.{name}", schema.name), &format!(" {rest}"), comment)
}

fn head(
    out: &mut dyn Write,
    kind: &str,
    name: &str,
    rest: &str,
    comment: Option<&str>,
) -> io::Result<()> {
    let line = format!("{kind} {BOLD}{}{RESET}{}", printable(name), printable(rest));
    line_with_comment(out, &line, comment)
}

fn line_with_comment(out: &mut dyn Write, line: &str, comment: Option<&str>) -> io::Result<()> {
    match comment {
        Some(comment) => writeln!(out, "{line}  {DIM}-- {}{RESET}", printable(comment)),
        None => writeln!(out, "{line}"),
    }
}
