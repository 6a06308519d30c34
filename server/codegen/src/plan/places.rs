//! Where in a person's texts the things stand that problems are about.

use super::table::{Column, Table};
use pgwright_config::Document;
use pgwright_problem::{Location, Span};
use pgwright_schema::model::History;

/// Finds places in the configuration and in migrations.
pub(crate) struct Places<'a> {
    pub(crate) document: &'a Document,
}

impl Places<'_> {
    /// The value at `path` in the block of `tables` that holds for the table; the next best
    /// place where it is not written.
    pub(crate) fn of_table(&self, table: &Table, path: &[&str]) -> Location {
        let config = &self.document.config;
        let mut entries: Vec<_> = config.entries_of(&table.schema, &table.relation.name).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.pattern.exactness()));
        let found = entries.iter().find_map(|entry| {
            let pattern = entry.pattern.to_string();
            let mut whole = vec!["tables", &pattern];
            whole.extend(path);
            self.document.value_span(&whole)
        });
        match found {
            Some(span) => self.at(span),
            None => self.made(table.relation.history.as_ref()),
        }
    }

    /// Where the column was made or changed last.
    pub(crate) fn of_column(&self, table: &Table, column: &Column) -> Location {
        column.cause.clone().unwrap_or_else(|| self.made(table.relation.history.as_ref()))
    }

    /// Where an object was made or changed last; the configuration for one of a live database.
    pub(crate) fn made(&self, history: Option<&History>) -> Location {
        history.map_or_else(|| self.at(Span::default()), |history| history.latest().clone())
    }

    fn at(&self, span: Span) -> Location {
        Location::new(self.document.file(), span)
    }
}
