//! Tests of what a table refuses: each constraint broken once.

use super::super::table::constraints_of;
use super::Render;
use super::assign;
use super::raw_string;
use crate::layout::quoted_string;
use crate::plan::{CellValue, Column, Write, active_parents, sources};
use crate::types::NullForm;
use crate::view::{View, view};
use pgwright_config::Function;
use pgwright_schema::model::{ColumnId, ConstraintKind, IndexTarget};

impl Render<'_> {
    /// The unique keys: their columns, and whether rows with equal values conflict.
    pub(super) fn uniques(&self) -> Vec<(String, Vec<ColumnId>)> {
        let relation = &self.table.relation;
        let mut found = Vec::new();
        for constraint in relation.constraints.iter().filter(|c| c.enforced) {
            if constraint.deferrable && constraint.initially_deferred {
                continue;
            }
            match &constraint.kind {
                ConstraintKind::PrimaryKey { columns, .. }
                | ConstraintKind::Unique { columns, .. } => {
                    found.push((constraint.name.to_string(), columns.clone()));
                }
                ConstraintKind::Exclusion { keys, predicate: None, .. } => {
                    let columns: Option<Vec<ColumnId>> = keys
                        .iter()
                        .map(|(key, operator)| match key.target {
                            IndexTarget::Column(id) if matches!(&**operator, "=" | "&&") => {
                                Some(id)
                            }
                            _ => None,
                        })
                        .collect();
                    found.extend(columns.map(|columns| (constraint.name.to_string(), columns)));
                }
                _ => {}
            }
        }
        for index in relation.indexes.iter().filter(|index| index.unique) {
            if index.predicate.is_some() {
                continue;
            }
            let of_keys = index.keys.iter().filter_map(|key| match key.target {
                IndexTarget::Column(id) => Some(id),
                IndexTarget::Expression(_) => None,
            });
            let expressions =
                index.keys.iter().any(|key| matches!(key.target, IndexTarget::Expression(_)));
            let inside = index.expression_columns.iter().copied().filter(|_| expressions);
            let mut columns: Vec<ColumnId> = of_keys.collect();
            for id in inside {
                if !columns.contains(&id) {
                    columns.push(id);
                }
            }
            found.push((index.name.to_string(), columns));
        }
        for (_, columns) in &mut found {
            *columns = columns.iter().flat_map(|id| sources(relation, *id)).collect();
        }
        found
    }

    /// What an error about a constraint is put down to.
    pub(super) fn field(&self, constraint: &str) -> String {
        constraints_of(&self.table.relation)
            .into_iter()
            .find(|(name, _)| name == constraint)
            .map(|(_, columns)| columns)
            .unwrap_or_default()
    }

    /// The columns to copy from another row to break one unique key and no other; with the name of
    /// the key.
    pub(super) fn copies(&self) -> Vec<(String, Vec<&Column>)> {
        let uniques = self.uniques();
        let mut found: Vec<(String, Vec<&Column>)> = Vec::new();
        for (name, columns) in &uniques {
            let copied = self.tied(columns);
            let other = uniques
                .iter()
                .any(|(other, key)| other != name && key.iter().all(|id| copied.contains(id)));
            if other || columns.is_empty() {
                continue;
            }
            let copied: Option<Vec<&Column>> = copied
                .iter()
                .map(|id| {
                    let column = self.table.columns.iter().find(|column| column.id == *id)?;
                    let filled = self.own.row.as_ref().and_then(|row| row.cell(*id));
                    let filled = match filled {
                        Some(cell) => match cell.full {
                            // An identity's value can be given all the same.
                            CellValue::Default => !column.types.nullable,
                            CellValue::Null => !columns.contains(id),
                            _ => true,
                        },
                        None => self.own.by_hand && !column.types.nullable,
                    };
                    (column.write != Write::Never && filled).then_some(column)
                })
                .collect();
            if let Some(copied) = copied {
                found.push((name.clone(), copied));
            }
        }
        found
    }

    /// Rows that break one constraint each.
    pub(super) fn refusals(&self) -> Vec<View> {
        let Some(row) = self.own.row.as_ref() else { return Vec::new() };
        let mut found = Vec::new();
        let mut add = |title: String, first: bool, lines: Vec<String>, field: &str| {
            found.push(view!({
                "title": quoted_string(&title),
                "tx": true,
                "first": first,
                "lines": lines,
                "field": quoted_string(field),
                "template": "tests/methods/refuse",
            }));
        };
        if self.own.capacity() > 1 {
            for (name, columns) in self.copies() {
                let lines = columns
                    .iter()
                    .map(|column| assign(column, &format!("first.{}", column.field)))
                    .collect();
                add(format!("Create refuses what breaks {name}"), true, lines, &self.field(&name));
            }
        }
        for (_, parent) in active_parents(row) {
            let shared = |id: &ColumnId| {
                let others = row.parents.iter().filter(|p| p.columns.contains(id)).count();
                others > 1 || self.is_checked(*id)
            };
            if parent.deferred || self.table.relation.partition_key.is_some() {
                continue;
            }
            let Some(cell) = parent
                .columns
                .iter()
                .filter(|id| !shared(id))
                .find_map(|id| row.cell(*id).filter(|cell| cell.missing.is_some()))
            else {
                continue;
            };
            let Some(column) = self.table.columns.iter().find(|c| c.id == cell.column) else {
                continue;
            };
            let sql = cell.missing.clone().unwrap_or_default();
            let Some(lines) = self.scanned(column, &sql, &cell.base_cast) else { continue };
            let title = format!("Create refuses what breaks {}", parent.name);
            add(title, false, lines, &self.field(&parent.name));
        }
        for column in self.table.written() {
            let of = self.table.relation.column(column.id);
            let required = of.is_some_and(|of| of.not_null && of.identity.is_none());
            if required && holds_null(column) && !self.is_checked(column.id) {
                let zero = format!("{}{{}}.{}", self.table.struct_name, column.field);
                let title = format!("Create refuses NULL for {}", column.name);
                add(title, false, vec![assign(column, &zero)], &column.name);
            }
        }
        for violation in &row.violations {
            let lines: Option<Vec<String>> = violation
                .values
                .iter()
                .map(|(id, sql)| {
                    let column = self.table.columns.iter().find(|column| column.id == *id)?;
                    let cell = row.cell(*id)?;
                    (column.write != Write::Never)
                        .then(|| self.scanned(column, sql, &cell.base_cast))
                        .flatten()
                })
                .collect::<Option<Vec<Vec<String>>>>()
                .map(|lines| lines.concat());
            let Some(lines) = lines else { continue };
            let field = if violation.of_domain {
                super::super::table::field_of_domain_check(self.table, self.model, &violation.check)
            } else {
                self.field(&violation.check)
            };
            let title = format!("Create refuses what breaks {}", violation.check);
            add(title, false, lines, &field);
        }
        found
    }

    /// Statements that give a parameter the value of SQL.
    pub(super) fn scanned(&self, column: &Column, sql: &str, cast: &str) -> Option<Vec<String>> {
        let values = raw_string(&format!("({sql})::{cast}{}", column.types.read_cast));
        let name = format!("broken{}", column.field);
        let variable = format!("var {name} {}", column.types.field.text);
        let scan = column.types.field.scan(&name);
        Some(vec![variable, format!("scanValues(t, tx, {values}, {scan})"), assign(column, &name)])
    }

    /// What makes the second of two rows be refused because of the first.
    pub(super) fn twice(&self) -> View {
        // With the same row twice, every key is there twice, and the first index has its say.
        let uniques = self.uniques();
        let [(name, columns)] = uniques.as_slice() else { return View::Null };
        let Some(row) = self.own.row.as_ref().filter(|_| !self.own.by_hand) else {
            return View::Null;
        };
        let written = columns.iter().all(|id| {
            row.cell(*id)
                .is_some_and(|cell| matches!(cell.full, CellValue::Sql(_) | CellValue::Parent(..)))
        });
        if !written {
            return View::Null;
        }
        let alone = active_parents(row).next().is_none() && !self.own.serial;
        let key: Option<Vec<String>> = self.table.key.as_ref().map(|key| {
            self.table.at(&key.columns).map(|column| format!("other.{}", column.field)).collect()
        });
        let plain = self.table.key.as_ref().is_some_and(|key| {
            self.table.at(&key.columns).all(|column| column.write == Write::Always)
        });
        let has_exists =
            self.planned.methods.iter().any(|method| method.function == Function::Exists);
        let registers = !self.tests.registers;
        let outside = alone && plain && has_exists && registers;
        view!({
            "db": if outside { "db" } else { "tx" },
            "field": quoted_string(&self.field(name)),
            "exists": key.filter(|_| outside).map(|key| key.join(", ")),
        })
    }
}

/// Whether the zero value of a field that is not NULL is NULL to the database.
fn holds_null(column: &Column) -> bool {
    let text = column.types.field.text.as_str();
    column.types.null_form() == NullForm::Never
        && column.types.write_cast.is_empty()
        && (text.starts_with("[]")
            || text == "json.RawMessage"
            || text == "pgtype.Hstore"
            || text.starts_with("pgtype.") && !text.starts_with("pgtype.Multirange["))
}
