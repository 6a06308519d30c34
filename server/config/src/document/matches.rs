//! Names in the configuration that match no table or column of the model.

use super::Document;
use crate::values::{SortKey, TableEntry, TablePattern};
use crate::yaml::Content;
use pgwright_problem::{Code, Location, Problem, Span, nearest};

/// The tables of a model, as `(schema, name)`, and how to get at their columns.
struct Known<'a, F> {
    tables: &'a [(&'a str, &'a str)],
    columns: F,
}

impl Document {
    /// The entries of `tables`, the columns in them and the columns of `types.overrides` that
    /// match nothing in `tables`, which are `(schema, name)`, views among them. `columns` gives the
    /// columns of one of them, or `None` where they are not known; then nothing is said of them.
    pub fn unmatched(
        &self,
        tables: &[(&str, &str)],
        columns: impl Fn(&str, &str) -> Option<Vec<String>>,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        // Without any table, what is wrong is not the names.
        if !tables.is_empty() {
            let known = Known { tables, columns };
            for entry in &self.config.tables {
                self.unmatched_entry(entry, &known, &mut problems);
            }
            self.unmatched_overrides(&known, &mut problems);
            Problem::sort(&mut problems);
        }
        problems
    }

    fn unmatched_entry<F: Fn(&str, &str) -> Option<Vec<String>>>(
        &self,
        entry: &TableEntry,
        known: &Known<'_, F>,
        problems: &mut Vec<Problem>,
    ) {
        let pattern = entry.pattern.as_str();
        let Some(span) = self.key_span(&["tables", pattern]) else { return };
        let (generated, others): (Vec<_>, Vec<_>) = known
            .tables
            .iter()
            .copied()
            .filter(|(schema, table)| {
                entry.pattern.matches(self.config.first_schema(), schema, table)
            })
            .partition(|(schema, _)| self.config.database.schemas.iter().any(|s| s == schema));
        if generated.is_empty() {
            problems.push(self.no_table(span, &entry.pattern, &others, known.tables));
            return;
        }
        let columns: Option<Vec<Vec<String>>> =
            generated.iter().map(|(schema, table)| (known.columns)(schema, table)).collect();
        let Some(columns) = columns.map(|columns| columns.concat()) else { return };
        let whose = match generated.as_slice() {
            [(schema, table)] => format!("`{schema}.{table}` has no column"),
            _ => format!("none of the tables that `{pattern}` matches has a column"),
        };
        for column in &entry.columns {
            let path = ["tables", pattern, "columns", &column.column];
            let span = self.key_span(&path).unwrap_or(span);
            self.check_column(span, &whose, &column.column, &columns, problems);
        }
        let sort = ["tables", pattern, "pagination", "order_by"];
        for (span, text) in self.texts_at(&sort) {
            if let Ok(key) = SortKey::parse(text) {
                self.check_column(span, &whose, &key.column, &columns, problems);
            }
        }
    }

    fn no_table(
        &self,
        span: Span,
        pattern: &TablePattern,
        others: &[(&str, &str)],
        tables: &[(&str, &str)],
    ) -> Problem {
        let first = self.config.first_schema();
        let what = if pattern.is_name() { "names" } else { "matches" };
        if let [(schema, table), ..] = others {
            let message = format!(
                "nothing is generated for `{schema}.{table}`: its schema is not among those of `database`"
            );
            return self
                .no_match(span, message)
                .with_help(format!("add `{schema}` to `database.schemas`"));
        }
        let problem = self.no_match(span, format!("`{pattern}` {what} no table"));
        if !pattern.is_name() {
            return problem;
        }
        // As they would be written: bare in the first schema.
        let written: Vec<String> = tables
            .iter()
            .map(|(schema, table)| match *schema == first {
                true => (*table).to_owned(),
                false => format!("{schema}.{table}"),
            })
            .collect();
        let elsewhere = tables.iter().find(|(_, table)| *table == pattern.as_str());
        match (elsewhere, nearest(pattern.as_str(), written.iter().map(String::as_str))) {
            (Some((schema, table)), _) => {
                let name = format!("{schema}.{table}");
                problem.with_help(format!("did you mean `{name}`?")).with_data("nearest", name)
            }
            (None, Some(name)) => {
                problem.with_help(format!("did you mean `{name}`?")).with_data("nearest", name)
            }
            (None, None) => problem,
        }
    }

    fn unmatched_overrides<F: Fn(&str, &str) -> Option<Vec<String>>>(
        &self,
        known: &Known<'_, F>,
        problems: &mut Vec<Problem>,
    ) {
        let count = match self.node_at(&["types", "overrides"]).map(|node| &node.content) {
            Some(Content::Sequence(items)) => items.len(),
            _ => 0,
        };
        for index in 0..count {
            let path = ["types", "overrides", &index.to_string(), "column"];
            let Some((span, text)) = self.texts_at(&path).into_iter().next() else { continue };
            let parts: Vec<&str> = text.split('.').collect();
            let (schema, table, column) = match parts.as_slice() {
                [table, column] => (self.config.first_schema(), *table, *column),
                [schema, table, column] => (*schema, *table, *column),
                _ => continue,
            };
            if !known.tables.contains(&(schema, table)) {
                let message = format!("`{text}` names no table: there is no `{schema}.{table}`");
                let names: Vec<String> = known
                    .tables
                    .iter()
                    .map(|(schema, table)| format!("{schema}.{table}"))
                    .collect();
                let own = format!("{schema}.{table}");
                let mut problem = self.no_match(span, message);
                if let Some(name) = nearest(&own, names.iter().map(String::as_str)) {
                    problem = problem
                        .with_help(format!("did you mean `{name}.{column}`?"))
                        .with_data("nearest", format!("{name}.{column}"));
                }
                problems.push(problem);
            } else if let Some(columns) = (known.columns)(schema, table) {
                let whose = format!("`{schema}.{table}` has no column");
                self.check_column(span, &whose, column, &columns, problems);
            }
        }
    }

    fn check_column(
        &self,
        span: Span,
        whose: &str,
        column: &str,
        columns: &[String],
        problems: &mut Vec<Problem>,
    ) {
        if columns.iter().any(|known| known == column) {
            return;
        }
        let mut problem = self.no_match(span, format!("{whose} `{column}`"));
        if let Some(name) = nearest(column, columns.iter().map(String::as_str)) {
            problem =
                problem.with_help(format!("did you mean `{name}`?")).with_data("nearest", name);
        }
        problems.push(problem);
    }

    fn no_match(&self, span: Span, message: String) -> Problem {
        Problem::new(Code::ConfigNoMatch, Location::new(&self.file, span), message)
    }

    /// The text at a path, or the texts of the list there, with their places.
    fn texts_at(&self, path: &[&str]) -> Vec<(Span, &str)> {
        let Some(node) = self.node_at(path) else { return Vec::new() };
        let nodes: Vec<_> = match &node.content {
            Content::Sequence(items) => items.iter().map(|item| self.tree.node(*item)).collect(),
            _ => vec![node],
        };
        nodes
            .into_iter()
            .filter_map(|node| match &node.content {
                Content::Text(text) => Some((node.span, text.as_str())),
                _ => None,
            })
            .collect()
    }
}
