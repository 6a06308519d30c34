//! The test of a method, by the key that it takes.

use super::Render;
use super::raw_string;
use crate::layout::quoted_string;
use crate::plan::{CellValue, Column, Method, active_parents, any_value};
use crate::types::NullForm;
use crate::view::{View, view};
use pgwright_config::Function;
use pgwright_schema::model::ColumnId;

impl Render<'_> {
    /// The test of one method.
    pub(super) fn test(&self, method: &Method, name: &str) -> Option<View> {
        let mut view = view!({
            "title": quoted_string(name),
            "name": name,
            "tx": true,
            "missing": View::Null,
            "row": View::Null,
        });
        let rows = self.own.row.is_some();
        let key = self.key_of(method);
        let on_key = |view: &mut View| {
            view.set("missing", self.missing(&key));
            view.set("row", self.row_arguments(&key, "row").filter(|_| rows));
        };
        let template = match method.function {
            Function::Get | Function::FindByUnique => {
                on_key(&mut view);
                "get"
            }
            Function::GetForUpdate => {
                on_key(&mut view);
                "get_for_update"
            }
            Function::Exists => {
                on_key(&mut view);
                "exists"
            }
            Function::GetMany => {
                self.get_many(&mut view, &key);
                "get_many"
            }
            Function::Count => {
                view.set("rows", rows);
                "count"
            }
            Function::List => {
                view.set("row", rows);
                view.set("foreign", View::Null);
                "list"
            }
            Function::ListByForeignKey => {
                if !self.refers_to_few(&key) {
                    view.set("missing", self.missing(&key));
                }
                let row = self.row_arguments(&key, "row").filter(|_| rows);
                view.set("row", row.is_some());
                view.set("foreign", view!({ "row": row, "only": rows && self.is_fresh(&key) }));
                "list"
            }
            Function::Paginate => {
                let count = self.own.capacity().min(5);
                view.set("rows", (count > 0).then_some(count));
                "paginate"
            }
            Function::Create if rows => {
                let gets = self.planned.methods.iter().any(|m| m.function == Function::Get);
                let key = self.table.key.as_ref().map(|key| key.columns.clone());
                let get = key.and_then(|key| self.row_arguments(&key, "row"));
                view.set("get", get.filter(|_| gets));
                "create"
            }
            Function::CreateMany => {
                let count = self.own.capacity().min(3);
                view.set("rows", (count > 0).then_some(count));
                view.set("twice", if count > 1 { self.twice() } else { View::Null });
                "create_many"
            }
            Function::Update => {
                on_key(&mut view);
                self.update(&mut view, rows);
                "update"
            }
            Function::Upsert if rows => {
                self.upsert(&mut view, method);
                "upsert"
            }
            Function::Delete => {
                on_key(&mut view);
                "delete"
            }
            _ => return None,
        };
        // Without a key that has a row, and one that has none, there is nothing to ask for.
        let keyed = matches!(template, "get" | "get_for_update" | "exists" | "update" | "delete");
        let foreign = matches!(view["foreign"], View::Map(_));
        let row = if foreign { &view["foreign"]["row"] } else { &view["row"] };
        if (keyed || foreign) && *row == View::Null && view["missing"] == View::Null {
            return None;
        }
        view.set("template", format!("tests/methods/{template}"));
        Some(view)
    }

    /// The columns that a method takes the values of.
    pub(super) fn key_of(&self, method: &Method) -> Vec<usize> {
        match method.function {
            Function::FindByUnique | Function::ListByForeignKey => method.named_after.clone(),
            _ => self.table.key.as_ref().map(|key| key.columns.clone()).unwrap_or_default(),
        }
    }

    /// A key that no row has: variables, the SQL of their values, and where that is scanned to.
    pub(super) fn missing(&self, key: &[usize]) -> View {
        let mut declare = Vec::new();
        let mut values = Vec::new();
        let mut scan = Vec::new();
        let mut names = Vec::new();
        for (number, column) in self.table.at(key).enumerate() {
            let Some(of) = self.table.relation.column(column.id) else { return View::Null };
            let Some(sql) = any_value(self.model, &of.data_type) else { return View::Null };
            let name = format!("absent{}", number + 1);
            declare.push(format!("var {name} {}", column.types.value.text));
            values.push(format!("{sql}{}", column.types.read_cast));
            scan.push(column.types.value.scan(&name));
            names.push(name);
        }
        if names.is_empty() {
            return View::Null;
        }
        view!({
            "declare": declare,
            "values": raw_string(&values.join(", ")),
            "scan": scan.join(", "),
            "arguments": names.join(", "),
            "key": self.key_literal(key, &names),
        })
    }

    pub(super) fn key_literal(&self, key: &[usize], values: &[String]) -> String {
        if let [only] = values {
            return only.clone();
        }
        let fields: Vec<String> = self
            .table
            .at(key)
            .zip(values)
            .map(|(column, value)| format!("{}: {value}", column.field))
            .collect();
        format!("{{{}}}", fields.join(", "))
    }

    /// The values of columns in a row, as arguments; `None` where one may be NULL.
    pub(super) fn row_values(&self, key: &[usize], row: &str) -> Option<Vec<String>> {
        if key.is_empty() {
            return None;
        }
        self.table
            .at(key)
            .map(|column| {
                let place = format!("{row}.{}", column.field);
                if column.types.null_form() == NullForm::Never {
                    return Some(place);
                }
                let filled =
                    self.own.row.as_ref().and_then(|row| row.cell(column.id)).is_some_and(|cell| {
                        matches!(cell.full, CellValue::Sql(_) | CellValue::Parent(..))
                    });
                if filled { not_null(column, &place) } else { None }
            })
            .collect()
    }

    pub(super) fn row_arguments(&self, key: &[usize], row: &str) -> Option<String> {
        self.row_values(key, row).map(|values| values.join(", "))
    }

    pub(super) fn get_many(&self, view: &mut View, key: &[usize]) {
        let columns: Vec<&Column> = self.table.at(key).collect();
        view.set(
            "key",
            match columns.as_slice() {
                [only] => only.types.value.text.clone(),
                _ => format!("{}Key", self.table.struct_name),
            },
        );
        view.set("missing", self.missing(key));
        // Of few keys, any may be that of a row.
        let few = self.own.capacity() > 0 && self.own.is_emptied();
        if few {
            view.set("missing", View::Null);
        }
        let absent = view["missing"]["key"].text().map(str::to_owned);
        let literal = |row: &str| Some(self.key_literal(key, &self.row_values(key, row)?));
        let capacity = self.own.capacity();
        let list =
            |keys: Vec<Option<String>>| keys.into_iter().flatten().collect::<Vec<_>>().join(", ");
        view.set("two", View::Null);
        view.set("one", View::Null);
        if capacity > 2
            && let (Some(first), Some(second)) = (literal("first"), literal("second"))
        {
            view.set("two", list(vec![Some(second), absent, Some(first)]));
        } else if capacity > 0
            && let Some(first) = literal("first")
        {
            view.set("missing", View::Null);
            view.set("one", list(vec![Some(first)]));
        }
    }

    /// Whether a foreign key over the columns refers to one of few rows.
    pub(super) fn refers_to_few(&self, key: &[usize]) -> bool {
        let ids: Vec<ColumnId> = self.table.at(key).map(|column| column.id).collect();
        let row = self.own.row.as_ref();
        row.is_some_and(|row| {
            row.parents.iter().any(|parent| {
                parent.columns.iter().any(|id| ids.contains(id))
                    && self.tests.names.contains_key(&parent.table)
                    && !self.tests.is_roomy(parent.table)
            })
        })
    }

    /// Whether a row of tests is the only one with its value of a foreign key.
    pub(super) fn is_fresh(&self, key: &[usize]) -> bool {
        let Some(row) = self.own.row.as_ref().filter(|_| !self.own.by_hand) else { return false };
        let ids: Vec<ColumnId> = self.table.at(key).map(|column| column.id).collect();
        active_parents(row).any(|(number, parent)| {
            let roomy = self.tests.is_roomy(parent.table);
            roomy
                && parent.table != self.table.relation.id
                && parent.columns.iter().all(|id| ids.contains(id))
                && ids.iter().any(|id| {
                    row.cell(*id).is_some_and(
                        |cell| matches!(cell.full, CellValue::Parent(of, _) if of == number),
                    )
                })
        })
    }
}

/// A nullable field's value, where it is not NULL.
fn not_null(column: &Column, place: &str) -> Option<String> {
    Some(match column.types.null_form() {
        NullForm::Never | NullForm::Slice | NullForm::Own => place.to_owned(),
        NullForm::Pointer => format!("*{place}"),
        NullForm::SqlNull => format!("{place}.V"),
        NullForm::Pgtype => match column.types.field.text.strip_prefix("pgtype.")? {
            "Bool" => format!("{place}.Bool"),
            "Text" => format!("{place}.String"),
            "Int2" => format!("{place}.Int16"),
            "Int4" => format!("{place}.Int32"),
            "Int8" => format!("{place}.Int64"),
            "Float4" => format!("{place}.Float32"),
            "Float8" => format!("{place}.Float64"),
            "Uint32" => format!("{place}.Uint32"),
            "Uint64" => format!("{place}.Uint64"),
            "UUID" => format!("uuid.UUID({place}.Bytes)"),
            "Date" | "Timestamp" | "Timestamptz" => format!("{place}.Time"),
            _ => return None,
        },
    })
}
