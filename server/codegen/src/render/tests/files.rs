//! The files that the tests of all tables share.

use super::super::marks::Marks;
use super::super::{Body, Failure, templates};
use super::raw_string;
use crate::go;
use crate::layout::quoted_string;
use crate::plan::{CellValue, Package, Planned, Row, Tests, active_parents};
use crate::view::{View, view};
use pgwright_config::Function;
use pgwright_schema::model::{ColumnId, Model, ObjectId};
use std::collections::BTreeSet;

/// What holds repositories with features against their rules without a database; `None` where no
/// table has any.
pub(crate) fn features_file(package: &Package) -> Result<Option<Body>, Failure> {
    let of = |wanted: fn(&Planned) -> bool| {
        package.tables.iter().any(|planned| {
            let called = planned.methods.iter().any(|m| m.function != Function::GetForUpdate);
            called && wanted(planned)
        })
    };
    let retry = of(|planned| planned.table.features().retry);
    let split = of(|planned| planned.table.features().split);
    let metrics = of(|planned| planned.table.features().metrics);
    if !(retry || split || metrics) {
        return Ok(None);
    }
    let view = view!({ "retry": retry, "split": split, "metrics": metrics });
    let text = templates::render("tests/features", &view)?;
    Ok(Some(Body {
        source: None,
        marked: Marks::default().take_out(&text),
        has_clause: false,
        relation: None,
    }))
}

/// The helpers that the code of tests calls, and the fixtures of tables that are not generated.
pub(crate) fn fixture_file(
    package: &Package,
    tests: &Tests,
    code: &[&str],
    model: &Model,
) -> Result<Body, Failure> {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for code in code {
        used.extend(go::words(code).iter().map(|word| word.text));
    }
    let others: Vec<View> = tests
        .others
        .iter()
        .filter_map(|fixture| {
            let relation = model.relation(fixture.table)?;
            let name = tests.names.get(&fixture.table)?;
            let sql = sql_name(model, fixture.table)?;
            let schema = model.schema_name(relation.schema);
            Some(view!({
                "name": name,
                "relation": format!("table {schema}.{}", relation.name),
                "table": raw_string(&sql),
                "lines": fixture_lines(&fixture.row, tests, model),
            }))
        })
        .collect();
    let lines: Vec<&View> = others.iter().map(|other| &other["lines"]).collect();
    let of_others = |name: &str| {
        let call = format!("f.{name}(");
        lines.iter().any(|lines| format!("{lines:?}").contains(&call))
    };
    let has = |name: &str| used.contains(name);
    let fixture = !tests.names.is_empty();
    let holds = has("holds");
    let same = has("sameRow") || holds;
    let view = view!({
        "begin": has("begin"),
        "registers": !package.registrations.is_empty(),
        "fixture": fixture,
        "unique": fixture || has("scanValues"),
        "parent": has("parent") || of_others("parent"),
        "column": has("column") || of_others("column"),
        "either": has("either") || of_others("either"),
        "unlike": has("unlike") || of_others("unlike"),
        "scan": has("scan"),
        "empty": has("empty"),
        "keyOf": has("keyOf"),
        "scanValues": has("scanValues"),
        "countRows": has("countRows"),
        "wantNotFound": has("wantNotFound"),
        "wantValidation": has("wantValidation"),
        "difference": same || has("difference") || has("wantAmong"),
        "sameRow": same,
        "wantAmong": has("wantAmong"),
        "assign": has("assign") || holds,
        "holds": holds,
        "others": others,
    });
    let text = templates::render("tests/fixture", &view)?;
    Ok(Body {
        source: None,
        marked: Marks::default().take_out(&text),
        has_clause: false,
        relation: None,
    })
}

fn sql_name(model: &Model, table: ObjectId) -> Option<String> {
    use pgwright_schema::model::quote_identifier;
    let relation = model.relation(table)?;
    let schema = quote_identifier(model.schema_name(relation.schema));
    Some(format!("{schema}.{}", quote_identifier(&relation.name)))
}

/// The statements that fill a fixture.
pub(super) fn fixture_lines(row: &Row, tests: &Tests, model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    for (_, parent) in active_parents(row) {
        let Some(of) = tests.names.get(&parent.table) else { continue };
        let name_of =
            |id: &ColumnId| row.cell(*id).map(|cell| quoted_string(&cell.name)).unwrap_or_default();
        let columns: Vec<String> = parent.columns.iter().map(name_of).collect();
        let key: Vec<String> = model
            .relation(parent.table)
            .map(|relation| {
                let names = relation.column_names(&parent.referenced);
                names.into_iter().map(quoted_string).collect()
            })
            .unwrap_or_default();
        lines.push(format!(
            "f.parent({of}, []string{{{}}}, []string{{{}}}, {})",
            columns.join(", "),
            key.join(", "),
            row.has(parent, |cell| &cell.minimal)
        ));
    }
    for cell in &row.cells {
        let text = |value: &CellValue| match value {
            CellValue::Sql(sql) => sql.clone(),
            CellValue::Null | CellValue::Parent(..) => "NULL".to_owned(),
            CellValue::Default => String::new(),
        };
        let lean = match (&cell.full, &cell.minimal) {
            (CellValue::Default, _) => String::new(),
            (full, CellValue::Default) => text(full),
            (_, minimal) => text(minimal),
        };
        let full = text(&cell.full);
        let arguments = [raw_string(&cell.cast), raw_string(&full)].join(", ");
        let name = quoted_string(&cell.name);
        lines.push(if lean == full {
            format!("f.column({name}, {arguments})")
        } else {
            format!("f.either({name}, {arguments}, {})", raw_string(&lean))
        });
    }
    for columns in &row.limited {
        let known: Option<Vec<String>> = columns
            .iter()
            .map(|id| {
                let cell = row.cell(*id)?;
                let written = matches!(cell.full, CellValue::Sql(_) | CellValue::Parent(..));
                written.then(|| quoted_string(&cell.name))
            })
            .collect();
        if let Some(names) = known {
            lines.push(format!("f.unlike({})", names.join(", ")));
        }
    }
    lines
}
