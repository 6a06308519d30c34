//! The columns of PostgreSQL's own relations, those of `pg_catalog` and `information_schema`, from
//! `system_relations.txt`.

use super::data_types::builtin_type;
use super::query_scope::{Columns, QueryColumn};
use crate::model::{BaseType, Type};
use crate::statement::QualifiedName;
use std::sync::Arc;

const FILE: &str = include_str!("system_relations.txt");

/// The versions of which the file has what differs between them.
const FIRST: u8 = 15;
const LAST: u8 = 18;

/// The columns of a relation of PostgreSQL's own, in a version; open where it is not known, or may
/// have others.
pub(super) fn system_columns(name: &QualifiedName, version: u8) -> Columns {
    let schema = name.schema.as_ref().map_or("pg_catalog", |schema| &schema.text);
    let of = |version| columns(schema, &name.name.text, version);
    match (of(FIRST), of(LAST)) {
        (Some(columns), _) if version <= FIRST => columns,
        (_, Some(columns)) if version >= LAST => columns,
        (Some(first), Some(last)) => {
            let same = |one: &[QueryColumn], other: &[QueryColumn]| {
                one.len() == other.len()
                    && one.iter().zip(other).all(|(one, other)| {
                        one.name == other.name && one.data_type == other.data_type
                    })
            };
            if same(&first.columns, &last.columns) {
                return first;
            }
            // Between them, what both have.
            let both = first.columns.into_iter().filter(|column| {
                let same = |other: &QueryColumn| {
                    other.name == column.name && other.data_type == column.data_type
                };
                last.columns.iter().any(same)
            });
            Columns { columns: both.collect(), open: true }
        }
        _ => Columns::open(),
    }
}

fn columns(schema: &str, name: &str, version: u8) -> Option<Columns> {
    let (_, block) = FILE.split_once(&format!("schema {schema}\n"))?;
    let block = block.split("\nschema ").next()?;
    let written = block.lines().find_map(|line| {
        let (known, columns) = line.strip_prefix(name)?.split_once(' ')?;
        let of_version = match known.strip_prefix('@') {
            Some(number) => number.parse() == Ok(version),
            None => known.is_empty(),
        };
        of_version.then_some(columns)
    })?;
    let columns = written.split(", ").filter_map(|column| {
        let (name, data_type) = column.split_once(' ')?;
        Some(QueryColumn::new(Arc::from(name), data_type_of(schema, data_type)))
    });
    Some(Columns { columns: columns.collect(), open: false })
}

/// `int4`, `text[]`, or a domain of the relation's schema.
fn data_type_of(schema: &str, written: &str) -> Type {
    let (name, array) = match written.strip_suffix("[]") {
        Some(element) => (element, true),
        None => (written, false),
    };
    let mut found = builtin_type(name).unwrap_or_else(|| Type {
        base: BaseType::Unknown { schema: Some(Arc::from(schema)), name: Arc::from(name) },
        modifiers: Vec::new(),
        array: false,
    });
    found.array |= array;
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::Name;
    use pgwright_problem::Span;

    fn shown(schema: Option<&str>, name: &str, version: u8) -> (String, bool) {
        let name_of = |text: &str| Name { text: Arc::from(text), span: Span::new(0, 0) };
        let name = QualifiedName { schema: schema.map(name_of), name: name_of(name) };
        let columns = system_columns(&name, version);
        let names: Vec<&str> = columns.columns.iter().map(|column| &*column.name).collect();
        (names.join(" "), columns.open)
    }

    #[test]
    fn columns_are_those_of_the_version() {
        assert_eq!(shown(None, "pg_am", 15), ("oid amname amhandler amtype".to_owned(), false));
        assert!(!shown(Some("pg_catalog"), "pg_am", 17).1);
        let (first, open) = shown(None, "pg_database", 15);
        assert!(first.contains("daticulocale") && !open, "{first}");
        let (between, open) = shown(None, "pg_database", 16);
        assert!(!between.contains("daticulocale") && between.contains("datname") && open);
        let (last, open) = shown(None, "pg_database", 18);
        assert!(last.contains("datlocale") && !open, "{last}");
    }

    #[test]
    fn what_is_not_there_may_have_any_columns() {
        assert_eq!(shown(None, "pg_nope", 18), (String::new(), true));
        assert_eq!(shown(Some("information_schema"), "pg_class", 18), (String::new(), true));
        assert_eq!(shown(None, "pg_aios", 15), (String::new(), true));
    }

    #[test]
    fn each_type_of_pg_catalog_is_known() {
        let (_, catalog) = FILE.split_once("schema pg_catalog\n").unwrap_or_default();
        let fields =
            catalog.lines().flat_map(|line| line.split_once(' ').map_or("", |it| it.1).split(", "));
        for (name, data_type) in fields.filter_map(|field| field.split_once(' ')) {
            let found = data_type_of("pg_catalog", data_type);
            // `pg_stats` and its kin hold rows of another relation.
            let row = data_type.starts_with("pg_")
                && FILE.contains(&format!("\n{} ", data_type.trim_end_matches("[]")));
            let known = row || !matches!(found.base, BaseType::Unknown { .. });
            assert!(known, "{name} {data_type}");
        }
    }
}
