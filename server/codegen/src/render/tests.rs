//! Tests of repositories: the file of a table, and the helpers that its tests call.

use super::marks::Marks;
use super::table::constraints_of;
use super::{Body, Failure, templates};
use crate::go;
use crate::layout::{plain, quoted_string, raw_string as any_raw_string};
use crate::naming::operation_name;
use crate::plan::{
    Cell, CellValue, Column, Method, Package, Planned, Row, Table, TableTests, Tests, Write,
    active_parents, any_value, sources,
};
use crate::types::NullForm;
use pgwright_config::Function;
use pgwright_schema::model::{ColumnId, ConstraintKind, IndexTarget, Model, ObjectId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
    let text = templates::render("tests/table", view)?;
    Ok(Body {
        source: Some(table.described()),
        marked: Marks::default().take_out(&text),
        has_clause: false,
        relation: Some(table.relation.id),
    })
}

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
    let view = json!({ "retry": retry, "split": split, "metrics": metrics });
    let text = templates::render("tests/features", view)?;
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
    let others: Vec<Value> = tests
        .others
        .iter()
        .filter_map(|fixture| {
            let relation = model.relation(fixture.table)?;
            let name = tests.names.get(&fixture.table)?;
            let sql = sql_name(model, fixture.table)?;
            let schema = model.schema_name(relation.schema);
            Some(json!({
                "name": name,
                "relation": format!("table {schema}.{}", relation.name),
                "table": raw_string(&sql),
                "lines": fixture_lines(&fixture.row, tests, model),
            }))
        })
        .collect();
    let lines: Vec<&Value> = others.iter().map(|other| &other["lines"]).collect();
    let of_others = |name: &str| {
        let call = format!("f.{name}(");
        lines.iter().any(|lines| lines.to_string().contains(&call))
    };
    let has = |name: &str| used.contains(name);
    let fixture = !tests.names.is_empty();
    let holds = has("holds");
    let same = has("sameRow") || holds;
    let view = json!({
        "begin": has("begin"),
        "registers": !package.types.registrations.is_empty(),
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
    let text = templates::render("tests/fixture", view)?;
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
fn fixture_lines(row: &Row, tests: &Tests, model: &Model) -> Vec<String> {
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

struct Render<'a> {
    planned: &'a Planned,
    table: &'a Table,
    own: &'a TableTests,
    tests: &'a Tests,
    model: &'a Model,
}

impl Render<'_> {
    fn view(&self) -> Value {
        let table = self.table;
        let mut tests: Vec<Value> = Vec::new();
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
            tests.push(json!({
                "title": quoted_string(extra),
                "name": extra,
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
        json!({
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
    fn calls(&self) -> Vec<Value> {
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
                json!({
                    "name": method.name,
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
        self.refusals().iter().any(|test| test["first"] == json!(true))
    }

    fn fixture(&self) -> Value {
        let Some(row) = &self.own.row else { return Value::Null };
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
            json!({ "from": raw_string(&from), "arguments": arguments.join(", ") })
        });
        json!({
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
    fn valid(&self, row: &str) -> Value {
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
        json!({
            "columns": raw_string(&columns.join(", ")),
            "scan": scan.join(", "),
            "assign": assign,
        })
    }

    fn insert(&self) -> Value {
        json!({
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

    /// The test of one method.
    fn test(&self, method: &Method, name: &str) -> Option<Value> {
        let mut view = json!({
            "title": quoted_string(name),
            "name": name,
            "tx": true,
            "missing": null,
            "row": null,
        });
        let rows = self.own.row.is_some();
        let key = self.key_of(method);
        let on_key = |view: &mut Value| {
            view["missing"] = self.missing(&key);
            view["row"] = json!(self.row_arguments(&key, "row").filter(|_| rows));
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
                view["rows"] = json!(rows);
                "count"
            }
            Function::List => {
                view["row"] = json!(rows);
                view["foreign"] = json!(null);
                "list"
            }
            Function::ListByForeignKey => {
                if !self.refers_to_few(&key) {
                    view["missing"] = self.missing(&key);
                }
                let row = self.row_arguments(&key, "row").filter(|_| rows);
                view["row"] = json!(row.is_some());
                view["foreign"] = json!({ "row": row, "only": rows && self.is_fresh(&key) });
                "list"
            }
            Function::Paginate => {
                let count = self.own.capacity().min(5);
                view["rows"] = json!((count > 0).then_some(count));
                "paginate"
            }
            Function::Create if rows => {
                let gets = self.planned.methods.iter().any(|m| m.function == Function::Get);
                let key = self.table.key.as_ref().map(|key| key.columns.clone());
                let get = key.and_then(|key| self.row_arguments(&key, "row"));
                view["get"] = json!(get.filter(|_| gets));
                "create"
            }
            Function::CreateMany => {
                let count = self.own.capacity().min(3);
                view["rows"] = json!((count > 0).then_some(count));
                view["twice"] = if count > 1 { self.twice() } else { Value::Null };
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
        let foreign = view["foreign"].is_object();
        let row = if foreign { &view["foreign"]["row"] } else { &view["row"] };
        if (keyed || foreign) && row.is_null() && view["missing"].is_null() {
            return None;
        }
        view["template"] = json!(format!("tests/methods/{template}"));
        Some(view)
    }

    /// The columns that a method takes the values of.
    fn key_of(&self, method: &Method) -> Vec<usize> {
        match method.function {
            Function::FindByUnique | Function::ListByForeignKey => method.named_after.clone(),
            _ => self.table.key.as_ref().map(|key| key.columns.clone()).unwrap_or_default(),
        }
    }

    /// A key that no row has: variables, the SQL of their values, and where that is scanned to.
    fn missing(&self, key: &[usize]) -> Value {
        let mut declare = Vec::new();
        let mut values = Vec::new();
        let mut scan = Vec::new();
        let mut names = Vec::new();
        for (number, column) in self.table.at(key).enumerate() {
            let Some(of) = self.table.relation.column(column.id) else { return Value::Null };
            let Some(sql) = any_value(self.model, &of.data_type) else { return Value::Null };
            let name = format!("absent{}", number + 1);
            declare.push(format!("var {name} {}", column.types.value.text));
            values.push(format!("{sql}{}", column.types.read_cast));
            scan.push(column.types.value.scan(&name));
            names.push(name);
        }
        if names.is_empty() {
            return Value::Null;
        }
        json!({
            "declare": declare,
            "values": raw_string(&values.join(", ")),
            "scan": scan.join(", "),
            "arguments": names.join(", "),
            "key": self.key_literal(key, &names),
        })
    }

    fn key_literal(&self, key: &[usize], values: &[String]) -> String {
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
    fn row_values(&self, key: &[usize], row: &str) -> Option<Vec<String>> {
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

    fn row_arguments(&self, key: &[usize], row: &str) -> Option<String> {
        self.row_values(key, row).map(|values| values.join(", "))
    }

    fn get_many(&self, view: &mut Value, key: &[usize]) {
        let columns: Vec<&Column> = self.table.at(key).collect();
        view["key"] = json!(match columns.as_slice() {
            [only] => only.types.value.text.clone(),
            _ => format!("{}Key", self.table.struct_name),
        });
        view["missing"] = self.missing(key);
        // Of few keys, any may be that of a row.
        let few = self.own.capacity() > 0 && self.own.is_emptied();
        if few {
            view["missing"] = Value::Null;
        }
        let absent = view["missing"]["key"].as_str().map(str::to_owned);
        let literal = |row: &str| Some(self.key_literal(key, &self.row_values(key, row)?));
        let capacity = self.own.capacity();
        let list =
            |keys: Vec<Option<String>>| keys.into_iter().flatten().collect::<Vec<_>>().join(", ");
        view["two"] = json!(null);
        view["one"] = json!(null);
        if capacity > 2
            && let (Some(first), Some(second)) = (literal("first"), literal("second"))
        {
            view["two"] = json!(list(vec![Some(second), absent, Some(first)]));
        } else if capacity > 0
            && let Some(first) = literal("first")
        {
            view["missing"] = Value::Null;
            view["one"] = json!(list(vec![Some(first)]));
        }
    }

    /// Whether a foreign key over the columns refers to one of few rows.
    fn refers_to_few(&self, key: &[usize]) -> bool {
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
    fn is_fresh(&self, key: &[usize]) -> bool {
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

    fn update(&self, view: &mut Value, rows: bool) {
        view["touch"] = Value::Null;
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
        view["touch"] = json!(raw_string(&touch));
        view["touch_arguments"] = json!(arguments.join(", "));
        view["computed"] = json!((!computed.is_empty()).then(|| computed.join(", ")));
        let (steps, uses_other) = self.update_steps(&changeable);
        view["uses_other"] = json!(uses_other && self.creates());
        view["other_row"] = json!((uses_other && !self.creates()).then(|| self.valid("other")));
        if steps.is_empty() {
            view["touch"] = Value::Null;
        }
        view["steps"] = json!(steps);
    }

    /// One literal of parameters for each set of columns that must change together.
    fn update_steps(&self, changeable: &[&Column]) -> (Vec<String>, bool) {
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
    fn null_literal(&self, column: &Column) -> Option<String> {
        let own = column.types.null_form() == NullForm::Own;
        let known = column.types.field.text.starts_with("pgtype.");
        (!own || known).then(|| format!("{}{{}}.{}", self.table.struct_name, column.field))
    }

    /// The columns that constraints tie to some, with them.
    fn tied(&self, columns: &[ColumnId]) -> Vec<ColumnId> {
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

    fn is_checked(&self, column: ColumnId) -> bool {
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

    /// The unique keys: their columns, and whether rows with equal values conflict.
    fn uniques(&self) -> Vec<(String, Vec<ColumnId>)> {
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
    fn field(&self, constraint: &str) -> String {
        constraints_of(&self.table.relation)
            .into_iter()
            .find(|(name, _)| name == constraint)
            .map(|(_, columns)| columns)
            .unwrap_or_default()
    }

    /// The columns to copy from another row to break one unique key and no other; with the name of
    /// the key.
    fn copies(&self) -> Vec<(String, Vec<&Column>)> {
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
    fn refusals(&self) -> Vec<Value> {
        let Some(row) = self.own.row.as_ref() else { return Vec::new() };
        let mut found = Vec::new();
        let mut add = |title: String, first: bool, lines: Vec<String>, field: &str| {
            found.push(json!({
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
                super::table::field_of_domain_check(self.table, self.model, &violation.check)
            } else {
                self.field(&violation.check)
            };
            let title = format!("Create refuses what breaks {}", violation.check);
            add(title, false, lines, &field);
        }
        found
    }

    /// Statements that give a parameter the value of SQL.
    fn scanned(&self, column: &Column, sql: &str, cast: &str) -> Option<Vec<String>> {
        let values = raw_string(&format!("({sql})::{cast}{}", column.types.read_cast));
        let name = format!("broken{}", column.field);
        let variable = format!("var {name} {}", column.types.field.text);
        let scan = column.types.field.scan(&name);
        Some(vec![variable, format!("scanValues(t, tx, {values}, {scan})"), assign(column, &name)])
    }

    /// What makes the second of two rows be refused because of the first.
    fn twice(&self) -> Value {
        // With the same row twice, every key is there twice, and the first index has its say.
        let uniques = self.uniques();
        let [(name, columns)] = uniques.as_slice() else { return Value::Null };
        let Some(row) = self.own.row.as_ref().filter(|_| !self.own.by_hand) else {
            return Value::Null;
        };
        let written = columns.iter().all(|id| {
            row.cell(*id)
                .is_some_and(|cell| matches!(cell.full, CellValue::Sql(_) | CellValue::Parent(..)))
        });
        if !written {
            return Value::Null;
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
        json!({
            "db": if outside { "db" } else { "tx" },
            "field": quoted_string(&self.field(name)),
            "exists": key.filter(|_| outside).map(|key| key.join(", ")),
        })
    }

    fn upsert(&self, view: &mut Value, method: &Method) {
        view["again"] = Value::Null;
        view["except"] = json!("");
        let by_key = method.named_after.is_empty();
        let key: Vec<usize> = if by_key {
            self.table.key.as_ref().map(|key| key.columns.clone()).unwrap_or_default()
        } else {
            method.named_after.clone()
        };
        if self.own.capacity() < 2 {
            // There is but one row: the second time is the same.
            view["touch"] = Value::Null;
            view["again"] = json!(Vec::<String>::new());
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
        view["except"] = json!(kept.join(", "));
        view["touch"] = Value::Null;
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
            view["touch"] = json!(raw_string(&touch));
            view["touch_arguments"] = json!(arguments.join(", "));
            view["touch_scan"] = json!(self.scans("same"));
        }
        view["again"] = json!(lines);
    }
}

/// `params.Email = Set(value)`.
fn assign(column: &Column, value: &str) -> String {
    let value =
        if column.write == Write::Default { format!("Set({value})") } else { value.to_owned() };
    format!("params.{} = {value}", column.field)
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

/// A string literal on one line: what stands in a template inside of another one is indented.
fn raw_string(text: &str) -> String {
    if text.contains('\n') { quoted_string(text) } else { any_raw_string(text) }
}
