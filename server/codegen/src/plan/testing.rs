//! What generated tests stand on: for each table the row that it takes, and who makes it.

use super::names::Names;
use super::places::Places;
use super::rows::{Parent, Row, Rows, Unsolved};
use super::table::Table;
use super::{Package, Planned};
use crate::layout::plain;
use crate::naming::Namer;
use pgwright_config::{Config, Document, Function};
use pgwright_problem::{Code, Location, Problem, Severity};
use pgwright_schema::model::{BaseType, Model, ObjectId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The tests of a package.
pub(crate) struct Tests {
    /// One for each of the package's tables, in their order.
    pub(crate) tables: Vec<TableTests>,
    /// Fixtures of tables that are not generated here, but that rows of this package refer to.
    pub(crate) others: Vec<Fixture>,
    /// The Go name of each fixture.
    pub(crate) names: BTreeMap<ObjectId, String>,
    /// Tables with so many different rows that each row of a test has its own.
    roomy: BTreeSet<ObjectId>,
    /// Whether connections must be told of types.
    pub(crate) registers: bool,
    pub(crate) problems: Vec<Problem>,
}

/// How the tests of a table get at rows.
pub(crate) struct TableTests {
    /// `None`: they write none.
    pub(crate) row: Option<Arc<Row>>,
    /// Whether a person's own function makes the rows.
    pub(crate) by_hand: bool,
    /// Whether they keep out of the way of other tests.
    pub(crate) serial: bool,
    /// Whether some row of the package needs its fixture.
    pub(crate) has_fixture: bool,
}

/// How rows of a table are made.
pub(crate) struct Fixture {
    pub(crate) table: ObjectId,
    pub(crate) row: Arc<Row>,
}

/// With so few different rows, those that are there already are in the way.
pub(crate) const FEW: u64 = 1_000;

impl TableTests {
    /// How many rows a test can make at most.
    pub(crate) fn capacity(&self) -> u64 {
        self.row.as_ref().map_or(0, |row| if self.by_hand { u64::MAX } else { row.capacity })
    }

    /// Whether rows that are there already are taken out first.
    pub(crate) fn is_emptied(&self) -> bool {
        !self.by_hand && self.row.is_some() && self.capacity() < FEW
    }
}

/// Plans the tests of a package.
pub(crate) fn tests(package: &Package, model: &Model, document: &Document) -> Tests {
    let own: BTreeMap<ObjectId, &Planned> =
        package.tables.iter().map(|planned| (planned.table.relation.id, &**planned)).collect();
    let by_hand: BTreeSet<ObjectId> = own
        .iter()
        .filter(|(_, planned)| is_by_hand(planned, &package.names))
        .map(|(id, _)| *id)
        .collect();
    let mut rows = Rows::new(model, by_hand.clone());
    let mut tests = Tests {
        tables: Vec::new(),
        others: Vec::new(),
        names: BTreeMap::new(),
        roomy: BTreeSet::new(),
        registers: !package.registrations.is_empty(),
        problems: Vec::new(),
    };
    let mut wanted: Vec<ObjectId> = Vec::new();
    for planned in &package.tables {
        let table = &planned.table;
        let id = table.relation.id;
        let mut row = None;
        if !table.is_view() && !planned.methods.is_empty() {
            match rows.row(id) {
                Ok(found) => row = Some(found),
                Err(_) if by_hand.contains(&id) => row = Some(Arc::new(Row::by_hand())),
                Err(unsolved) => {
                    tests.problems.push(problem(planned, &unsolved, document, package))
                }
            }
        }
        if row.is_some() {
            wanted.push(id);
        }
        tests.tables.push(TableTests {
            by_hand: by_hand.contains(&id),
            serial: false,
            has_fixture: false,
            row,
        });
    }
    let makes_rows = tests.tables.iter().any(|table| table.row.is_some() && !table.by_hand);
    tests.problems.extend(triggers(model, document, package).filter(|_| makes_rows));
    tests.name_fixtures(wanted, &mut rows, package, model, &document.config);
    for (at, planned) in package.tables.iter().enumerate() {
        let id = planned.table.relation.id;
        let serial =
            tests.tables[at].row.is_some() && is_serial(id, &mut rows, &mut BTreeSet::new());
        let has_fixture = tests.names.contains_key(&id);
        tests.tables[at].serial = serial;
        tests.tables[at].has_fixture = has_fixture;
    }
    tests
}

impl Tests {
    /// Whether each row of a test that refers to the table has a row of it for itself.
    pub(crate) fn is_roomy(&self, table: ObjectId) -> bool {
        self.roomy.contains(&table)
    }

    /// Names the fixtures of the wanted tables and of all that they refer to.
    fn name_fixtures(
        &mut self,
        wanted: Vec<ObjectId>,
        rows: &mut Rows,
        package: &Package,
        model: &Model,
        config: &Config,
    ) {
        let namer = Namer::new(&config.naming);
        let mut open = wanted;
        let mut taken: BTreeSet<String> =
            package.tables.iter().map(|planned| fixture_name(&planned.table.struct_name)).collect();
        let mut at = 0;
        while let Some(id) = open.get(at).copied() {
            at += 1;
            if self.names.contains_key(&id) {
                continue;
            }
            let Some(relation) = model.relation(id) else { continue };
            let own = package.tables.iter().find(|planned| planned.table.relation.id == id);
            let row = rows.row(id).ok();
            let name = match own {
                Some(planned) => fixture_name(&planned.table.struct_name),
                None => {
                    let schema = model.schema_name(relation.schema);
                    let wanted =
                        fixture_name(&namer.exported(&format!("{schema} {}", relation.name)));
                    let numbered = (2..).map(|number| format!("{wanted}{number}"));
                    let mut names = [wanted.clone()].into_iter().chain(numbered);
                    names.find(|name| taken.insert(name.clone())).unwrap_or(wanted)
                }
            };
            self.names.insert(id, name);
            let Some(row) = row else { continue };
            if row.capacity >= FEW && !rows.is_by_hand(id) {
                self.roomy.insert(id);
            }
            if own.is_none() {
                self.others.push(Fixture { table: id, row: Arc::clone(&row) });
            }
            open.extend(active_parents(&row).map(|(_, parent)| parent.table));
        }
    }
}

/// `fixtureOfUsers`.
fn fixture_name(name: &str) -> String {
    format!("fixtureOf{name}")
}

/// The foreign keys that rows of tests have a row for.
pub(crate) fn active_parents(row: &Row) -> impl Iterator<Item = (usize, &Parent)> {
    row.parents.iter().enumerate().filter(|(_, parent)| row.has(parent, |cell| &cell.full))
}

/// Whether a person has a function that makes rows for the tests.
fn is_by_hand(planned: &Planned, names: &Names) -> bool {
    let creates = planned.methods.iter().any(|method| method.function == Function::Create);
    let name = valid_name(&planned.table);
    creates && names.owner(&name).is_some_and(|owner| owner.by_hand)
}

/// `validUsers`.
pub(crate) fn valid_name(table: &Table) -> String {
    format!("valid{}", table.struct_name)
}

/// Whether a row of the table, or one that it refers to, is one of few.
fn is_serial(table: ObjectId, rows: &mut Rows, seen: &mut BTreeSet<ObjectId>) -> bool {
    if !seen.insert(table) {
        return false;
    }
    let Ok(row) = rows.row(table) else { return false };
    if rows.is_by_hand(table) {
        return false;
    }
    row.capacity < FEW
        || active_parents(&row).any(|(_, parent)| is_serial(parent.table, rows, seen))
}

/// That the tests of a table write no rows, why, and what to do.
fn problem(
    planned: &Planned,
    unsolved: &Unsolved,
    document: &Document,
    package: &Package,
) -> Problem {
    let table = &planned.table;
    let constraints = &table.relation.constraints;
    let places = Places { document };
    let of_check = unsolved.check.as_ref().and_then(|name| {
        let found = constraints.iter().find(|constraint| constraint.name == *name)?;
        found.history.as_ref().map(|history| history.latest().clone())
    });
    let of_column = unsolved.column.and_then(|id| {
        let column = table.columns.iter().find(|column| column.id == id)?;
        Some(places.of_column(table, column))
    });
    let place: Location =
        of_check.or(of_column).unwrap_or_else(|| places.made(table.relation.history.as_ref()));
    let message = format!(
        "the tests of {} write no rows: no row is known that it takes, because {}",
        table.described(),
        plain(&unsolved.why)
    );
    let name = &table.struct_name;
    let signature =
        format!("func valid{name}(t *testing.T, db pgxkit.Executor) Create{name}Params");
    Problem::new(Code::TestRow, place, message).with_help(format!(
        "declare `{signature}` in a file of the package {} whose name ends in _test.go, and return \
         a new row from it",
        package.name
    ))
}

/// That functions of triggers are not read: one may refuse a row that the constraints allow.
fn triggers(
    model: &Model,
    document: &Document,
    package: &Package,
) -> impl Iterator<Item = Problem> {
    let of_schemas = model.functions.values().filter(|function| {
        let schema = model.schema_name(function.schema);
        function.extension.is_none() && package.schemas.iter().any(|own| **own == *schema)
    });
    let mut found: Vec<_> = of_schemas
        .filter(|function| {
            let returns = function.returns.as_ref().map(|returns| &returns.base);
            matches!(returns, Some(BaseType::Builtin(builtin)) if builtin.name() == "trigger")
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let names: Vec<String> = found.iter().map(|function| plain(&function.name)).collect();
    let first = found.first().map(|function| {
        let message =
            format!("generated tests do not know what triggers do to rows: {}", names.join(", "));
        let mut problem = Problem::new(
            Code::TestRow,
            Places { document }.made(function.history.as_ref()),
            message,
        )
        .with_help(format!(
            "where one refuses a row of a test, or changes it, declare the table's function \
             valid… in a file of the package {} whose name ends in _test.go: it returns rows \
             that pass",
            package.name
        ));
        problem.severity = Severity::Information;
        problem
    });
    first.into_iter()
}
