//! Tests of repositories: the file of a table, and the helpers that its tests call.

mod changes;
mod files;
mod methods;
mod refusals;

use files::fixture_lines;
pub(crate) use files::{features_file, fixture_file};

use super::marks::Marks;
use super::{Body, Failure, templates};
use crate::layout::{plain, quoted_string, raw_string as any_raw_string};
use crate::naming::operation_name;
use crate::plan::{Cell, CellValue, Column, Planned, Table, TableTests, Tests, Write};
use crate::view::{View, view};
use pgwright_config::Function;
use pgwright_schema::model::Model;

/// The file of the helpers.
pub(crate) const FIXTURE_FILE: &str = "fixture_test.go";
/// The file of what holds features against their rules.
pub(crate) const FEATURES_FILE: &str = "features_test.go";

/// The path of a table's tests, from that of its file.
pub(crate) fn test_path(path: &str) -> String {
    format!("{}_test.go", path.strip_suffix(".go").unwrap_or(path))
}

/// The tests of a table.
pub(crate) fn table_tests(
    planned: &Planned,
    own: &TableTests,
    tests: &Tests,
    model: &Model,
) -> Result<Body, Failure> {
    let table = &planned.table;
    let render = Render { planned, table, own, tests, model };
    let view = render.view();
    let text = templates::render("tests/table", &view)?;
    Ok(Body {
        source: Some(table.described()),
        marked: Marks::default().take_out(&text),
        has_clause: false,
        relation: Some(table.relation.id),
    })
}

struct Render<'a> {
    planned: &'a Planned,
    table: &'a Table,
    own: &'a TableTests,
    tests: &'a Tests,
    model: &'a Model,
}

impl Render<'_> {
    fn view(&self) -> View {
        let table = self.table;
        let mut tests: Vec<View> = Vec::new();
        for method in &self.planned.methods {
            let names = std::iter::once(&method.name).chain(&method.retried);
            for name in names {
                tests.extend(self.test(method, name));
            }
            if method.function == Function::Create {
                tests.extend(self.refusals());
            }
        }
        for extra in &self.planned.extras {
            let template = match *extra {
                "HealthCheck" => "health_check",
                "GetConnectionStats" | "GetReadConnectionStats" => "connection_stats",
                _ => continue,
            };
            tests.push(view!({
                "title": quoted_string(extra),
                "name": *extra,
                "tx": false,
                "template": format!("tests/methods/{template}"),
            }));
        }
        let features = table.features();
        let handles = features.retry || features.split || features.metrics;
        let struct_name = &table.struct_name;
        let rows = self.own.row.is_some();
        let uses_valid = rows && self.creates();
        let uses_insert = rows
            && (self.own.by_hand && self.own.has_fixture
                || self.planned.methods.iter().any(|method| self.inserts(method.function)));
        view!({
            "struct": struct_name,
            "repository": format!("{struct_name}Repository"),
            "relation": table.described(),
            "table": raw_string(&table.sql_name),
            "serial": self.own.serial,
            "emptied": self.own.is_emptied(),
            "fixture": self.own.has_fixture.then(|| self.fixture()),
            "valid": (uses_valid && !self.own.by_hand).then(|| self.valid("row")),
            "insert": uses_insert.then(|| self.insert()),
            "tests": tests,
            "calls": if handles { self.calls() } else { Vec::new() },
            "retries": features.retry.then(|| self.retries()),
            "split": features.split.then(|| {
                let primary = self.planned.extras.contains(&"Primary");
                if primary { "repo.Primary()".to_owned() } else { format!("New{struct_name}Repository(write)") }
            }),
            "metrics": features.metrics.then(|| quoted_string(&plain(&table.metrics_name))),
        })
    }

    /// How a repository is made that is retried by a configuration.
    fn retries(&self) -> String {
        let name = &self.table.struct_name;
        if self.planned.extras.contains(&"WithRetry") {
            format!("New{name}Repository(db).WithRetry(cfg)")
        } else {
            format!("New{name}Repository(WithRetry(db, cfg))")
        }
    }

    /// The methods that run a statement outside of a transaction, each with zero values.
    fn calls(&self) -> Vec<View> {
        let methods = self.planned.methods.iter();
        methods
            .filter(|method| method.function != Function::GetForUpdate)
            .map(|method| {
                let arguments: Vec<String> = method
                    .parameter_types()
                    .iter()
                    .map(|go| match (method.function, *go) {
                        (_, "context.Context") => "ctx".to_owned(),
                        // For no rows there is nothing to do.
                        (Function::CreateMany, go) => format!("make({go}, 1)"),
                        (_, "int") => "1".to_owned(),
                        (_, go) => format!("*new({go})"),
                    })
                    .collect();
                let call = format!("repo.{}({})", method.name, arguments.join(", "));
                let run = if method.function == Function::Delete {
                    vec![format!("return {call}")]
                } else {
                    vec![format!("_, err := {call}"), "return err".to_owned()]
                };
                view!({
                    "name": &method.name,
                    "operation": operation_name(&method.name),
                    "writes": method.is_write(),
                    "run": run,
                })
            })
            .collect()
    }

    /// Whether new rows have parameters in Go.
    fn creates(&self) -> bool {
        self.planned.methods.iter().any(|method| {
            matches!(method.function, Function::Create | Function::CreateMany | Function::Upsert)
        })
    }

    /// Whether tests of the function insert rows without the repository.
    fn inserts(&self, function: Function) -> bool {
        match function {
            Function::Create => self.can_refuse_twice(),
            Function::CreateMany => false,
            Function::Upsert => false,
            Function::Paginate => true,
            _ => true,
        }
    }

    fn can_refuse_twice(&self) -> bool {
        self.refusals().iter().any(|test| test.get("first").is_some_and(View::holds))
    }

    fn fixture(&self) -> View {
        let Some(row) = &self.own.row else { return View::Null };
        let by_hand = self.own.by_hand.then(|| {
            let key = self.table.key.as_ref();
            let columns: Vec<&Column> =
                key.map(|key| self.table.at(&key.columns).collect()).unwrap_or_default();
            let from = format!(
                " FROM {} WHERE {}",
                self.table.sql_name,
                crate::sql::equal(columns.iter().copied(), 1)
            );
            let arguments: Vec<String> = columns
                .iter()
                .map(|column| column.types.field.argument(&format!("row.{}", column.field)))
                .collect();
            view!({ "from": raw_string(&from), "arguments": arguments.join(", ") })
        });
        view!({
            "name": self.tests.names.get(&self.table.relation.id),
            "lines": if self.own.by_hand { Vec::new() } else { fixture_lines(row, self.tests, self.model) },
            "by_hand": by_hand,
        })
    }

    /// The columns that a valid row sets, with their cells.
    fn set_columns(&self) -> Vec<(&Column, &Cell)> {
        let Some(row) = &self.own.row else { return Vec::new() };
        self.table
            .columns
            .iter()
            .filter(|column| column.write != Write::Never)
            .filter_map(|column| Some((column, row.cell(column.id)?)))
            .filter(|(_, cell)| cell.full != CellValue::Default)
            .collect()
    }

    /// How the values of a row that the table takes are scanned into the variable `row`, and taken
    /// over into the parameters of a new one.
    fn valid(&self, row: &str) -> View {
        let set = self.set_columns();
        let columns: Vec<String> = set
            .iter()
            .map(|(column, _)| format!("v.{}{}", column.ident, column.types.read_cast))
            .collect();
        let scan: Vec<String> = set
            .iter()
            .map(|(column, _)| column.types.field.scan(&format!("{row}.{}", column.field)))
            .collect();
        let assign: Vec<String> = set
            .iter()
            .map(|(column, _)| assign(column, &format!("{row}.{}", column.field)))
            .collect();
        view!({
            "columns": raw_string(&columns.join(", ")),
            "scan": scan.join(", "),
            "assign": assign,
        })
    }

    fn insert(&self) -> View {
        view!({
            "by_hand": self.own.by_hand,
            "columns": raw_string(&self.read_columns()),
            "scan": self.scans("row"),
        })
    }

    /// All columns, as they are read.
    fn read_columns(&self) -> String {
        let columns = self.table.columns.iter();
        let list: Vec<String> =
            columns.map(|column| format!("{}{}", column.ident, column.types.read_cast)).collect();
        list.join(", ")
    }

    /// Where all columns are scanned to.
    fn scans(&self, row: &str) -> String {
        let columns = self.table.columns.iter();
        let list: Vec<String> = columns
            .map(|column| column.types.field.scan(&format!("{row}.{}", column.field)))
            .collect();
        list.join(", ")
    }
}

/// `params.Email = Set(value)`.
fn assign(column: &Column, value: &str) -> String {
    let value =
        if column.write == Write::Default { format!("Set({value})") } else { value.to_owned() };
    format!("params.{} = {value}", column.field)
}

/// A string literal on one line: what stands in a template inside of another one is indented.
fn raw_string(text: &str) -> String {
    if text.contains('\n') { quoted_string(text) } else { any_raw_string(text) }
}
