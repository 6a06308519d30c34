//! Tests of what changes rows: which columns can change alone, and to what.

use super::Render;
use super::assign;
use super::raw_string;
use crate::layout::quoted_string;
use crate::plan::{CellValue, Column, Method, Write, sources};
use crate::types::NullForm;
use crate::view::View;
use pgwright_schema::model::{ColumnId, ConstraintKind};

impl Render<'_> {
    pub(super) fn update(&self, view: &mut View, rows: bool) {
        view.set("touch", View::Null);
        let Some(key) = self.table.key.as_ref().filter(|_| rows) else { return };
        let changeable = self.table.changeable();
        let Some(first) = changeable.first() else { return };
        let condition = crate::sql::equal(self.table.at(&key.columns), 1);
        let touch =
            format!("UPDATE {} SET {1} = {1} WHERE {condition}", self.table.sql_name, first.ident);
        let arguments: Vec<String> = self
            .table
            .at(&key.columns)
            .map(|column| column.types.field.argument(&format!("row.{}", column.field)))
            .collect();
        let computed: Vec<String> = self
            .table
            .columns
            .iter()
            .filter(|column| column.is_generated)
            .map(|column| quoted_string(&column.field))
            .collect();
        view.set("touch", raw_string(&touch));
        view.set("touch_arguments", arguments.join(", "));
        view.set("computed", (!computed.is_empty()).then(|| computed.join(", ")));
        let (steps, uses_other) = self.update_steps(&changeable);
        view.set("uses_other", uses_other && self.creates());
        view.set("other_row", (uses_other && !self.creates()).then(|| self.valid("other")));
        if steps.is_empty() {
            view.set("touch", View::Null);
        }
        view.set("steps", steps);
    }

    /// One literal of parameters for each set of columns that must change together.
    pub(super) fn update_steps(&self, changeable: &[&Column]) -> (Vec<String>, bool) {
        let set: Vec<ColumnId> = if self.own.by_hand && !self.creates() {
            // Nobody says which other values the columns could have.
            Vec::new()
        } else if self.own.by_hand {
            changeable.iter().map(|column| column.id).collect()
        } else {
            self.set_columns().iter().map(|(column, _)| column.id).collect()
        };
        let mut done: Vec<ColumnId> = Vec::new();
        let mut steps = Vec::new();
        let mut uses_other = false;
        for column in changeable {
            if done.contains(&column.id) || !set.contains(&column.id) {
                continue;
            }
            let together = self.tied(&[column.id]);
            done.extend(together.iter().copied());
            let all_set = together
                .iter()
                .all(|id| set.contains(id) && changeable.iter().any(|column| column.id == *id));
            if !all_set {
                continue;
            }
            let fields: Vec<String> = changeable
                .iter()
                .filter(|column| together.contains(&column.id))
                .map(|column| {
                    let value = format!("other.{}", column.field);
                    let value = if column.write == Write::Default && self.creates() {
                        value
                    } else {
                        format!("Set({value})")
                    };
                    format!("{}: {value}", column.field)
                })
                .collect();
            uses_other = true;
            steps.push(format!("{{{}}}", fields.join(", ")));
        }
        for column in changeable {
            let alone = self.tied(&[column.id]).len() == 1 && !self.is_checked(column.id);
            if column.types.nullable && alone && self.null_literal(column).is_some() {
                let null = self.null_literal(column).unwrap_or_default();
                steps.push(format!("{{{}: Set({null})}}", column.field));
            }
        }
        (steps, uses_other)
    }

    /// The zero value of a nullable column's field, which is NULL.
    pub(super) fn null_literal(&self, column: &Column) -> Option<String> {
        let own = column.types.null_form() == NullForm::Own;
        let known = column.types.field.text.starts_with("pgtype.");
        (!own || known).then(|| format!("{}{{}}.{}", self.table.struct_name, column.field))
    }

    /// The columns that constraints tie to some, with them.
    pub(super) fn tied(&self, columns: &[ColumnId]) -> Vec<ColumnId> {
        let relation = &self.table.relation;
        let mut ties: Vec<Vec<ColumnId>> = Vec::new();
        for constraint in &relation.constraints {
            match &constraint.kind {
                ConstraintKind::Check { columns, .. }
                | ConstraintKind::ForeignKey { columns, .. } => ties.push(columns.clone()),
                _ => {}
            }
        }
        let key = self.table.relation.partition_key.as_ref().map(|key| key.columns.clone());
        ties.extend(key);
        let mut found = columns.to_vec();
        loop {
            let before = found.len();
            for tie in &ties {
                if tie.iter().any(|id| found.contains(id)) {
                    for id in tie {
                        if !found.contains(id) {
                            found.push(*id);
                        }
                    }
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    pub(super) fn is_checked(&self, column: ColumnId) -> bool {
        let relation = &self.table.relation;
        relation.partition_key.as_ref().is_some_and(|key| key.columns.contains(&column))
            || relation.constraints.iter().any(|constraint| match &constraint.kind {
                ConstraintKind::Check { columns, .. } => columns.contains(&column),
                _ => false,
            })
            || relation
                .columns
                .iter()
                .any(|other| other.id != column && sources(relation, other.id).contains(&column))
    }

    pub(super) fn upsert(&self, view: &mut View, method: &Method) {
        view.set("again", View::Null);
        view.set("except", "");
        let by_key = method.named_after.is_empty();
        let key: Vec<usize> = if by_key {
            self.table.key.as_ref().map(|key| key.columns.clone()).unwrap_or_default()
        } else {
            method.named_after.clone()
        };
        if self.own.capacity() < 2 {
            // There is but one row: the second time is the same.
            view.set("touch", View::Null);
            view.set("again", Vec::<String>::new());
            return;
        }
        let ids: Vec<ColumnId> = self.table.at(&key).map(|column| column.id).collect();
        let copied = self.tied(&ids);
        let lines: Option<Vec<String>> = copied
            .iter()
            .map(|id| {
                let column = self.table.columns.iter().find(|column| column.id == *id)?;
                if column.is_generated {
                    return None;
                }
                let cell = self.own.row.as_ref().and_then(|row| row.cell(*id));
                let known = match cell {
                    Some(cell) => {
                        !(cell.full == CellValue::Null && ids.contains(id)
                            || cell.full == CellValue::Default && column.types.nullable)
                    }
                    None => !column.types.nullable,
                };
                (known && column.write != Write::Never)
                    .then(|| assign(column, &format!("row.{}", column.field)))
            })
            .collect();
        // A key of the table beside the conflicting one stays what it was.
        let kept: Vec<String> = self
            .table
            .key
            .iter()
            .filter(|_| !by_key)
            .flat_map(|primary| self.table.at(&primary.columns))
            .filter(|column| !ids.contains(&column.id))
            .map(|column| quoted_string(&column.field))
            .collect();
        view.set("except", kept.join(", "));
        view.set("touch", View::Null);
        if let (Some(primary), Some(first)) = (&self.table.key, self.table.changeable().first()) {
            let touch = format!(
                "UPDATE {} SET {1} = {1} WHERE {2} RETURNING {3}",
                self.table.sql_name,
                first.ident,
                crate::sql::equal(self.table.at(&primary.columns), 1),
                self.read_columns()
            );
            let arguments: Vec<String> = self
                .table
                .at(&primary.columns)
                .map(|column| column.types.field.argument(&format!("row.{}", column.field)))
                .collect();
            view.set("touch", raw_string(&touch));
            view.set("touch_arguments", arguments.join(", "));
            view.set("touch_scan", self.scans("same"));
        }
        view.set("again", lines);
    }
}
