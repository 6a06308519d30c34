//! The row of a table: a value for each column, the rows that must be there before it, and values
//! that break one constraint each.

use super::expression::{self, Expr};
use super::sample::{How, MANY, Sample};
use super::solve::{Check, Link, Slot, Solver, narrow};
use super::types::{Hints, Types};
use super::value::{Context, Val};
use super::{base_type, domain_checks, refuses_null, type_sql};
use pgwright_schema::model::{
    Column, ColumnId, ConstraintKind, Identity, IndexTarget, Model, ObjectId, Relation,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The rows of all tables of a model.
pub(crate) struct Rows<'m> {
    model: &'m Model,
    /// Tables whose rows a person makes.
    by_hand: BTreeSet<ObjectId>,
    open: Vec<ObjectId>,
    found: BTreeMap<ObjectId, Result<Arc<Row>, Unsolved>>,
}

/// A row that a table takes.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Each column that a new row can have a value for, in the table's order.
    pub(crate) cells: Vec<Cell>,
    /// The foreign keys, of which some cells have a part.
    pub(crate) parents: Vec<Parent>,
    /// How many rows there can be at most, by what is known of unique keys.
    pub(crate) capacity: u64,
    /// Unique keys with so few values that one must be looked for that is free.
    pub(crate) limited: Vec<Vec<ColumnId>>,
    /// What breaks one check each.
    pub(crate) violations: Vec<Violation>,
}

/// A column of a row.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) column: ColumnId,
    pub(crate) name: Arc<str>,
    /// The column's type, as a cast names it.
    pub(crate) cast: String,
    /// The same without domains, which would refuse what breaks their checks.
    pub(crate) base_cast: String,
    /// As tests write it.
    pub(crate) full: Value,
    /// In a row that only serves another one: without rows that need not be there.
    pub(crate) minimal: Value,
    /// A value that no row has, for a foreign key that leads nowhere.
    pub(crate) missing: Option<String>,
}

/// What a column has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// SQL over `n`.
    Sql(String),
    Null,
    /// It is left out.
    Default,
    /// The part `1` of the key of the parent `0`.
    Parent(usize, usize),
}

/// A foreign key.
#[derive(Debug, Clone)]
pub(crate) struct Parent {
    pub(crate) name: Arc<str>,
    pub(crate) table: ObjectId,
    pub(crate) columns: Vec<ColumnId>,
    pub(crate) referenced: Vec<ColumnId>,
    /// Whether it is checked at the end of the transaction only.
    pub(crate) deferred: bool,
}

/// Values that break one check and nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) check: Arc<str>,
    pub(crate) of_domain: bool,
    /// SQL without a cast.
    pub(crate) values: Vec<(ColumnId, String)>,
}

impl Row {
    /// A row of which nothing is known, as a person makes it.
    pub(crate) fn by_hand() -> Self {
        Self {
            cells: Vec::new(),
            parents: Vec::new(),
            capacity: MANY,
            limited: Vec::new(),
            violations: Vec::new(),
        }
    }

    /// The cell of a column.
    pub(crate) fn cell(&self, column: ColumnId) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == column)
    }

    /// Whether all columns of a foreign key have the key of a row.
    pub(crate) fn has(&self, parent: &Parent, of: impl Fn(&Cell) -> &Value) -> bool {
        !parent.columns.is_empty()
            && parent
                .columns
                .iter()
                .all(|id| self.cell(*id).is_some_and(|cell| matches!(of(cell), Value::Parent(..))))
    }
}

/// Why no row is known that a table takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsolved {
    /// In words, behind "because".
    pub(crate) why: String,
    /// The table that it is about, where that is another one.
    pub(crate) table: Option<ObjectId>,
    /// The check that nobody can meet.
    pub(crate) check: Option<Arc<str>>,
    /// The column without a value.
    pub(crate) column: Option<ColumnId>,
}

impl Unsolved {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), table: None, check: None, column: None }
    }
}

/// Below this, another row may well have the value.
const ROOMY: u64 = 1 << 30;

impl<'m> Rows<'m> {
    pub(crate) fn new(model: &'m Model, by_hand: BTreeSet<ObjectId>) -> Self {
        Self { model, by_hand, open: Vec::new(), found: BTreeMap::new() }
    }

    /// The row of a table.
    pub(crate) fn row(&mut self, table: ObjectId) -> Result<Arc<Row>, Unsolved> {
        if let Some(found) = self.found.get(&table) {
            return found.clone();
        }
        let Some(relation) = self.model.relation(table).cloned() else {
            return Err(Unsolved::new("it is not there"));
        };
        self.open.push(table);
        let found = self.make(&relation).map(Arc::new);
        self.open.pop();
        self.found.insert(table, found.clone());
        found
    }

    /// Whether a person makes the rows of a table.
    pub(crate) fn is_by_hand(&self, table: ObjectId) -> bool {
        self.by_hand.contains(&table)
    }

    fn make(&mut self, relation: &Relation) -> Result<Row, Unsolved> {
        let parents = parents(relation);
        let usable: Vec<bool> =
            parents.iter().map(|parent| self.is_usable(relation, parent)).collect();
        let checks = checks(self.model, relation);
        let uniques = uniques(relation);
        let making = Making { model: self.model, relation, parents: &parents, usable: &usable };
        let written: Vec<&Column> = relation.columns.iter().filter(|c| is_written(c)).collect();
        let mut slots: Vec<Slot> = Vec::new();
        for column in &written {
            let mut slot = making.slot(column, &checks, &uniques);
            if slot.samples.is_empty() {
                let why = format!("no value of the type of its column {} is known", column.name);
                return Err(Unsolved { column: Some(column.id), ..Unsolved::new(why) });
            }
            narrow(&mut slot, &checks, self.model);
            slots.push(slot);
        }
        let links: Vec<Link> = parents
            .iter()
            .enumerate()
            .map(|(number, parent)| Link {
                number,
                columns: parent
                    .columns
                    .iter()
                    .filter_map(|id| written.iter().position(|column| column.id == *id))
                    .collect(),
            })
            .collect();
        let solve = |slots: &[Slot], checks: &[Check]| {
            Solver { slots, checks, links: &links, model: self.model }.solve()
        };
        let unmet = |check: Option<usize>| {
            let check = check.and_then(|number| checks.get(number));
            let why = match check {
                Some(check) if check.name.is_empty() && check.text.is_empty() => {
                    "no partition is known that takes it".to_owned()
                }
                Some(check) if check.name.is_empty() => {
                    format!("it cannot be told whether {} is NULL", check.text)
                }
                Some(check) => {
                    format!("its check {} ({}) is not understood", check.name, check.text)
                }
                None => "its foreign keys do not go together".to_owned(),
            };
            Unsolved { check: check.map(|check| Arc::clone(&check.name)), ..Unsolved::new(why) }
        };
        // A partial unique index is out of the way where its predicate does not hold.
        let apart: Vec<Check> =
            checks.iter().cloned().chain(predicates(relation, &uniques, &slots)).collect();
        let solution = match solve(&slots, &apart) {
            Ok(found) if apart.len() > checks.len() => found,
            _ => solve(&slots, &checks).map_err(unmet)?,
        };
        let full: Vec<Sample> =
            slots.iter().zip(&solution).map(|(slot, at)| slot.samples[*at].clone()).collect();
        let violations = {
            let solver = Solver {
                slots: &making.loose(&slots, &checks),
                checks: &checks,
                links: &links,
                model: self.model,
            };
            making.violations(&solver, &full)
        };
        // NULL comes first where a row would have to be made, but for that everything stays.
        let mut lean = slots.clone();
        for (slot, chosen) in lean.iter_mut().zip(&full) {
            let at = slot.samples.iter().position(|sample| sample == chosen).unwrap_or(0);
            let chosen = slot.samples.remove(at);
            slot.samples.insert(0, chosen);
            slot.samples.sort_by_key(|sample| match sample.how {
                How::Null if slot_has_parent(&full, &slot.name, &written) => 0,
                How::Parent(_) => 2,
                _ => 1,
            });
        }
        let minimal: Vec<Sample> = match solve(&lean, &checks) {
            Ok(found) => lean.iter().zip(&found).map(|(s, at)| s.samples[*at].clone()).collect(),
            Err(_) => full.clone(),
        };
        self.check_cycles(relation, &parents, &minimal)?;
        Ok(making.row(&written, (full, minimal), violations, &uniques, self))
    }

    /// Whether rows of a foreign key's table can be made for it.
    fn is_usable(&mut self, relation: &Relation, parent: &Parent) -> bool {
        if parent.table == relation.id || self.open.contains(&parent.table) {
            return true;
        }
        self.by_hand.contains(&parent.table) || self.row(parent.table).is_ok()
    }

    /// A row that needs itself cannot be made, unless a foreign key on the way is deferred.
    fn check_cycles(
        &self,
        relation: &Relation,
        parents: &[Parent],
        minimal: &[Sample],
    ) -> Result<(), Unsolved> {
        for sample in minimal {
            let How::Parent(number) = sample.how else { continue };
            let Some(parent) = parents.get(number) else { continue };
            if self.by_hand.contains(&parent.table) {
                continue;
            }
            if self.open.contains(&parent.table) {
                let name = &parent.name;
                let why = format!("its foreign key {name} leads back to a row that needs it first");
                return Err(Unsolved { table: Some(relation.id), ..Unsolved::new(why) });
            }
        }
        Ok(())
    }
}

fn slot_has_parent(full: &[Sample], name: &str, written: &[&Column]) -> bool {
    written
        .iter()
        .position(|column| *column.name == *name)
        .is_some_and(|at| matches!(full[at].how, How::Parent(_)))
}

/// Whether a new row can have a value for the column.
fn is_written(column: &Column) -> bool {
    column.generated.is_none() && column.identity != Some(Identity::Always)
}

fn is_serial(column: &Column) -> bool {
    column.identity.is_some()
        || column.default.as_ref().is_some_and(|default| default.contains("nextval("))
}

/// The foreign keys, those of few columns first: a longer one takes what these have.
fn parents(relation: &Relation) -> Vec<Parent> {
    let mut found: Vec<Parent> = relation
        .constraints
        .iter()
        .filter(|constraint| constraint.enforced)
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey { columns, references, referenced_columns, .. } => {
                Some(Parent {
                    name: Arc::clone(&constraint.name),
                    table: *references,
                    columns: columns.clone(),
                    referenced: referenced_columns.clone(),
                    deferred: constraint.deferrable && constraint.initially_deferred,
                })
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|parent| parent.columns.len());
    found
}

/// The checks of the table and of its columns' domains.
fn checks(model: &Model, relation: &Relation) -> Vec<Check> {
    let mut found = Vec::new();
    for constraint in relation.constraints.iter().filter(|constraint| constraint.enforced) {
        if let ConstraintKind::Check { expression, columns, .. } = &constraint.kind {
            let names = relation.column_names(columns);
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            found.push(Check::new(&constraint.name, expression, names));
        }
    }
    for column in relation.columns.iter().filter(|column| is_written(column)) {
        found.extend(domain_checks(model, &column.data_type, &column.name));
    }
    // What a column that cannot be NULL is computed from must give a value.
    for column in relation.columns.iter().filter(|column| column.not_null) {
        let Some(generated) = &column.generated else { continue };
        // What is not there in a document is NULL; functions give something for something.
        if !["->", "#>"].iter().any(|operator| generated.expression.contains(operator)) {
            continue;
        }
        let name = Arc::from("");
        let mut check = Check::new(&name, &generated.expression, Vec::new());
        check.expr = check.expr.map(|expr| Expr::Not(Box::new(Expr::IsNull(Box::new(expr)))));
        if check.expr.is_none() {
            let read = super::sources(relation, column.id);
            check.columns = relation.column_names(&read).iter().map(|n| (*n).to_owned()).collect();
        }
        found.push(check);
    }
    found.extend(super::partition::check(model, relation));
    found
}

/// Columns that must differ between rows.
struct Unique {
    columns: Vec<ColumnId>,
    predicate: Option<Expr>,
    /// Whether it is an exclusion constraint.
    excludes: bool,
}

fn uniques(relation: &Relation) -> Vec<Unique> {
    let mut found: Vec<Unique> = Vec::new();
    for constraint in relation.constraints.iter().filter(|constraint| constraint.enforced) {
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns, .. } => {
                found.push(Unique { columns: columns.clone(), predicate: None, excludes: false });
            }
            ConstraintKind::Exclusion { keys, columns, predicate, .. } => {
                let of_keys = keys.iter().filter_map(|(key, _)| match key.target {
                    IndexTarget::Column(id) => Some(id),
                    IndexTarget::Expression(_) => None,
                });
                found.push(Unique {
                    columns: of_keys.chain(columns.iter().copied()).collect(),
                    predicate: predicate.as_ref().and_then(|text| expression::parse(text)),
                    excludes: true,
                });
            }
            _ => {}
        }
    }
    for index in relation.indexes.iter().filter(|index| index.unique) {
        let of_keys = index.keys.iter().filter_map(|key| match key.target {
            IndexTarget::Column(id) => Some(id),
            IndexTarget::Expression(_) => None,
        });
        let expressions =
            index.keys.iter().any(|key| matches!(key.target, IndexTarget::Expression(_)));
        let inside = index.expression_columns.iter().copied().filter(|_| expressions);
        found.push(Unique {
            columns: of_keys.chain(inside).collect(),
            predicate: index.predicate.as_ref().and_then(|text| expression::parse(text)),
            excludes: false,
        });
    }
    for unique in &mut found {
        let columns = unique.columns.iter().flat_map(|id| super::sources(relation, *id));
        unique.columns = columns.collect();
        unique.columns.sort();
        unique.columns.dedup();
    }
    found
}

/// That the predicates of partial unique indexes with little room do not hold.
fn predicates(relation: &Relation, uniques: &[Unique], slots: &[Slot]) -> Vec<Check> {
    let room = |unique: &Unique| {
        let of = |id: &ColumnId| {
            let column = relation.column(*id)?;
            let slot = slots.iter().find(|slot| slot.name == *column.name)?;
            slot.samples.iter().map(|sample| sample.capacity).max()
        };
        unique.columns.iter().filter_map(of).max().unwrap_or(1)
    };
    let small = uniques.iter().filter(|unique| room(unique) < ROOMY);
    small
        .filter_map(|unique| {
            let predicate = unique.predicate.clone()?;
            let columns = predicate.columns().iter().map(|name| (*name).to_owned()).collect();
            // NULL keeps a row out of the index as well.
            let expr = Expr::Not(Box::new(Expr::Is(Box::new(predicate), true)));
            Some(Check {
                name: Arc::from(""),
                text: Arc::from(""),
                expr: Some(expr),
                columns,
                of_domain: false,
            })
        })
        .collect()
}

/// What the making of one row looks at.
struct Making<'a> {
    model: &'a Model,
    relation: &'a Relation,
    parents: &'a [Parent],
    usable: &'a [bool],
}

impl Making<'_> {
    /// The ways to give a column a value, the best first.
    fn slot(&self, column: &Column, checks: &[Check], uniques: &[Unique]) -> Slot {
        let nullable = !column.not_null && !refuses_null(self.model, &column.data_type);
        let unique = uniques.iter().any(|unique| unique.columns.contains(&column.id));
        let mut samples = Vec::new();
        let mut of_key = false;
        for (number, parent) in self.parents.iter().enumerate() {
            let Some(at) = parent.columns.iter().position(|id| *id == column.id) else { continue };
            of_key = true;
            if self.usable[number] {
                let known = self.parents[..number].iter().any(|p| p.columns.contains(&column.id));
                if !known {
                    let key = usize::from(column.id.0);
                    samples.push(Sample {
                        how: How::Parent(number),
                        capacity: MANY,
                        values: vec![Val::Key(key); super::sample::NUMBERS.len()],
                    });
                }
            }
            if parent.table == self.relation.id
                && let Some(referenced) = parent.referenced.get(at)
                && let Some(other) = self.relation.column(*referenced)
                && other.id != column.id
                && is_written(other)
            {
                samples.push(Sample {
                    how: How::Same(other.name.to_string()),
                    capacity: MANY,
                    values: vec![Val::Some; super::sample::NUMBERS.len()],
                });
            }
        }
        let needed = self.parents.iter().any(|parent| {
            parent.table == self.relation.id
                && parent.referenced.contains(&column.id)
                && parent
                    .columns
                    .iter()
                    .any(|id| self.relation.column(*id).is_some_and(|c| c.not_null))
        });
        let default = default_sample(column);
        if is_serial(column) && !of_key && !needed {
            samples.extend(default.clone());
        }
        let deferred = self
            .parents
            .iter()
            .any(|parent| parent.deferred && parent.columns.contains(&column.id));
        let shared = self
            .parents
            .iter()
            .any(|parent| parent.columns.len() > 1 && parent.columns.contains(&column.id));
        if !of_key || shared || deferred {
            let hints = Hints::of(&column.name, checks);
            let types = Types { model: self.model };
            let mut own = types.samples(&column.data_type, &column.name, &hints);
            if unique {
                own.sort_by_key(|sample| std::cmp::Reverse(sample.capacity.min(ROOMY)));
            }
            samples.extend(own);
        }
        if nullable {
            samples.push(Sample::null());
        }
        if !of_key || samples.is_empty() {
            samples.extend(default);
        }
        let mut seen: Vec<Sample> = Vec::new();
        samples.retain(|sample| {
            let new = !seen.iter().any(|other| other.how == sample.how);
            if new {
                seen.push(sample.clone());
            }
            new
        });
        Slot { name: column.name.to_string(), samples }
    }

    /// The slots with samples that checks forbid, for those that break them.
    fn loose(&self, slots: &[Slot], checks: &[Check]) -> Vec<Slot> {
        slots
            .iter()
            .map(|slot| {
                let Some(column) = self.relation.column_named(&slot.name) else {
                    return slot.clone();
                };
                let hints = Hints::of(&slot.name, checks);
                let types = Types { model: self.model };
                let base = base_type(self.model, &column.data_type);
                let more = types.samples(&base, &slot.name, &hints);
                let mut slot = slot.clone();
                slot.samples.extend(more);
                slot
            })
            .collect()
    }

    fn violations(&self, solver: &Solver, full: &[Sample]) -> Vec<Violation> {
        let solution: Option<Vec<usize>> = solver
            .slots
            .iter()
            .zip(full)
            .map(|(slot, chosen)| slot.samples.iter().position(|sample| sample == chosen))
            .collect();
        let Some(solution) = solution else { return Vec::new() };
        let mut found = Vec::new();
        for (number, check) in solver.checks.iter().enumerate() {
            // Rows outside of every partition break no constraint with a name.
            if check.name.is_empty() {
                continue;
            }
            let Some(values) = solver.violation(number, &solution) else { continue };
            let values: Option<Vec<(ColumnId, String)>> = values
                .into_iter()
                .map(|(place, sample)| {
                    let slot = &solver.slots[place];
                    let column = self.relation.column_named(&slot.name)?;
                    let in_key = self.parents.iter().any(|p| p.columns.contains(&column.id));
                    if in_key {
                        return None;
                    }
                    Some((column.id, slot.samples[sample].sql()?.to_owned()))
                })
                .collect();
            if let Some(values) = values {
                found.push(Violation {
                    check: Arc::clone(&check.name),
                    of_domain: check.of_domain,
                    values,
                });
            }
        }
        found
    }

    fn row(
        &self,
        written: &[&Column],
        (full, minimal): (Vec<Sample>, Vec<Sample>),
        violations: Vec<Violation>,
        uniques: &[Unique],
        rows: &mut Rows,
    ) -> Row {
        let value = |samples: &[Sample], column: &Column, sample: &Sample| match &sample.how {
            How::Sql(sql) => Value::Sql(sql.clone()),
            How::Null => Value::Null,
            How::Default => Value::Default,
            How::Parent(number) => {
                let of = &self.parents[*number].columns;
                let at = of.iter().position(|id| *id == column.id).unwrap_or(0);
                Value::Parent(*number, at)
            }
            How::Same(name) => {
                let at = written.iter().position(|column| *column.name == **name);
                match at.map(|at| &samples[at].how) {
                    Some(How::Sql(sql)) => Value::Sql(sql.clone()),
                    _ => Value::Null,
                }
            }
        };
        let types = Types { model: self.model };
        let cells = written
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let base = base_type(self.model, &column.data_type);
                let in_key = self.parents.iter().any(|p| p.columns.contains(&column.id));
                let missing = in_key.then(|| {
                    let samples = types.samples(&column.data_type, &column.name, &Hints::default());
                    let roomy = samples.into_iter().find(|sample| sample.capacity >= ROOMY);
                    roomy.and_then(|sample| sample.sql().map(str::to_owned))
                });
                Cell {
                    column: column.id,
                    name: Arc::clone(&column.name),
                    cast: type_sql(self.model, &column.data_type, true),
                    base_cast: type_sql(self.model, &base, true),
                    full: value(&full, column, &full[at]),
                    minimal: value(&minimal, column, &minimal[at]),
                    missing: missing.flatten(),
                }
            })
            .collect();
        let capacity_of = |id: &ColumnId, rows: &mut Rows| {
            let Some(at) = written.iter().position(|column| column.id == *id) else { return MANY };
            match &full[at].how {
                How::Parent(number) => {
                    let table = self.parents[*number].table;
                    if table == self.relation.id || rows.open.contains(&table) {
                        return MANY;
                    }
                    rows.row(table).map_or(MANY, |row| row.capacity)
                }
                How::Same(_) => MANY,
                _ => full[at].capacity,
            }
        };
        let context_holds = |predicate: &Expr| {
            let column = |name: &str| {
                let at = written.iter().position(|column| *column.name == *name);
                at.and_then(|at| full[at].values.first()).cloned().unwrap_or(Val::Unknown)
            };
            let context = Context { column: &column, is_made: &|_| true, now: 0.0 };
            !matches!(context.value(predicate), Val::Bool(false) | Val::Null)
        };
        let mut capacity = MANY;
        let mut limited = Vec::new();
        for unique in uniques {
            if unique.predicate.as_ref().is_some_and(|predicate| !context_holds(predicate)) {
                continue;
            }
            let room = unique.columns.iter().map(|id| capacity_of(id, rows)).max().unwrap_or(1);
            capacity = capacity.min(room);
            if room < ROOMY && !unique.excludes {
                let mut columns = unique.columns.clone();
                columns.dedup();
                limited.push(columns);
            }
        }
        Row { cells, parents: self.parents.to_vec(), capacity, limited, violations }
    }
}

/// What the column's default gives, as far as it can be told.
fn default_sample(column: &Column) -> Option<Sample> {
    if column.identity.is_some() {
        return Some(Sample::default(Val::Unknown, MANY));
    }
    let text = column.default.as_ref()?;
    let none = |_: &str| Val::Unknown;
    let context = Context { column: &none, is_made: &|_| false, now: 820_000_000.0 };
    let value = expression::parse(text).map_or(Val::Unknown, |expr| context.value(&expr));
    let constant = matches!(
        value,
        Val::Bool(_) | Val::Number(_) | Val::Text(_) | Val::Json(_) | Val::List(_) | Val::Null
    );
    // What the clock says is another value for each row, and not known here.
    Some(match value {
        Val::Moment(_) => Sample::default(Val::Unknown, MANY),
        value => Sample::default(value, if constant { 1 } else { MANY }),
    })
}
