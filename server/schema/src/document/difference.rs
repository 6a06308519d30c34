//! What tells two documents apart, object by object.

use super::facts::Facts;
use super::{Column, Document, Schema, Table};
use std::collections::BTreeMap;
use std::fmt;

/// One thing that is not alike on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The object: `table public.users`, `enum public.mood` …
    pub object: String,
    /// The part of it, outermost first: `column email`, `type`; empty when the object itself is
    /// only on one side.
    pub part: String,
    /// What is not alike: `only in postgres`, `text in postgres, integer in model`.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.part.is_empty() {
            write!(f, "{}: {}", self.object, self.what)
        } else {
            write!(f, "{}: {}: {}", self.object, self.part, self.what)
        }
    }
}

/// The differences between two documents, in the order of schemas, kinds and names. `left_name`
/// and `right_name` say what the sides are called.
///
/// Texts of expressions are not compared, only whether there is one: PostgreSQL prints them in
/// its own way.
pub fn differences(
    left: &Document,
    right: &Document,
    left_name: &str,
    right_name: &str,
) -> Vec<Difference> {
    let mut found =
        Found { sides: [left_name, right_name], object: String::new(), all: Vec::new() };
    let extensions = |document: &Document| {
        document.extensions.iter().map(|name| (name.clone(), ())).collect::<BTreeMap<_, _>>()
    };
    found.object = "database".to_owned();
    found.pair("extension", &extensions(left), &extensions(right), |_, _, _, ()| {});
    let schemas = |document: &Document| {
        document
            .schemas
            .iter()
            .map(|schema| (schema.name.clone(), schema.clone()))
            .collect::<BTreeMap<_, _>>()
    };
    for (name, schema) in both(&schemas(left), &schemas(right)) {
        found.object = format!("schema {name}");
        match schema {
            (Some(left), Some(right)) => found.schema(left, right),
            (left, _) => found.only(usize::from(left.is_none()), ""),
        }
    }
    found.all
}

/// Every key of both sides with what each of them has.
fn both<'a, T>(
    left: &'a BTreeMap<String, T>,
    right: &'a BTreeMap<String, T>,
) -> BTreeMap<&'a str, (Option<&'a T>, Option<&'a T>)> {
    let mut all: BTreeMap<&str, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for (name, value) in left {
        all.entry(name).or_default().0 = Some(value);
    }
    for (name, value) in right {
        all.entry(name).or_default().1 = Some(value);
    }
    all
}

/// What has been found so far.
struct Found<'a> {
    sides: [&'a str; 2],
    object: String,
    all: Vec<Difference>,
}

impl Found<'_> {
    fn add(&mut self, part: &str, what: String) {
        let object = self.object.clone();
        self.all.push(Difference { object, part: part.to_owned(), what });
    }

    fn only(&mut self, side: usize, part: &str) {
        let what = format!("only in {}", self.sides[side]);
        self.add(part, what);
    }

    /// Compares things of one kind that have the names of their keys.
    fn pair<T>(
        &mut self,
        kind: &str,
        left: &BTreeMap<String, T>,
        right: &BTreeMap<String, T>,
        mut compare: impl FnMut(&mut Self, &str, &T, &T),
    ) {
        for (name, sides) in both(left, right) {
            let part = format!("{kind} {name}");
            match sides {
                (Some(left), Some(right)) => compare(self, &part, left, right),
                (left, _) => self.only(usize::from(left.is_none()), &part),
            }
        }
    }

    fn fact(&mut self, part: &str, left: &str, right: &str) {
        if left != right {
            let show = |text: &str| if text.is_empty() { "nothing" } else { text }.to_owned();
            let [left_name, right_name] = self.sides;
            let what = format!("{} in {left_name}, {} in {right_name}", show(left), show(right));
            self.add(part, what);
        }
    }

    fn facts<T: Facts>(&mut self, part: &str, left: &T, right: &T) {
        for ((name, left), (_, right)) in left.facts().into_iter().zip(right.facts()) {
            let part = if part.is_empty() { name.to_owned() } else { format!("{part}: {name}") };
            self.fact(&part, &left, &right);
        }
        for detail in left.details().iter().filter(|detail| !right.details().contains(detail)) {
            self.add(part, format!("{detail} only in {}", self.sides[0]));
        }
        for detail in right.details().iter().filter(|detail| !left.details().contains(detail)) {
            self.add(part, format!("{detail} only in {}", self.sides[1]));
        }
    }

    fn parts<T: Facts + Clone>(&mut self, kind: &str, left: &[T], right: &[T]) {
        self.pair(kind, &by_name(left), &by_name(right), |found, part, left, right| {
            found.facts(part, left, right);
        });
    }

    /// Compares objects of a schema.
    fn objects<T: Facts + Clone>(&mut self, kind: &str, schema: &str, left: &[T], right: &[T]) {
        for (name, sides) in both(&by_name(left), &by_name(right)) {
            self.object = format!("{kind} {schema}.{name}");
            match sides {
                (Some(left), Some(right)) => self.facts("", left, right),
                (left, _) => self.only(usize::from(left.is_none()), ""),
            }
        }
    }

    fn schema(&mut self, left: &Schema, right: &Schema) {
        let name = &left.name;
        self.fact(
            "comment",
            left.comment.as_deref().unwrap_or(""),
            right.comment.as_deref().unwrap_or(""),
        );
        for (table, sides) in both(&by_name(&left.tables), &by_name(&right.tables)) {
            self.object = format!("table {name}.{table}");
            match sides {
                (Some(left), Some(right)) => self.table(left, right),
                (left, _) => self.only(usize::from(left.is_none()), ""),
            }
        }
        self.objects("enum", name, &left.enums, &right.enums);
        for (domain, sides) in both(&by_name(&left.domains), &by_name(&right.domains)) {
            self.object = format!("domain {name}.{domain}");
            match sides {
                (Some(left), Some(right)) => {
                    self.facts("", left, right);
                    self.parts("check", &left.check_constraints, &right.check_constraints);
                }
                (left, _) => self.only(usize::from(left.is_none()), ""),
            }
        }
        self.objects("composite type", name, &left.composite_types, &right.composite_types);
        self.objects("range type", name, &left.range_types, &right.range_types);
        self.objects("sequence", name, &left.sequences, &right.sequences);
        self.objects("function", name, &left.functions, &right.functions);
    }

    fn table(&mut self, left: &Table, right: &Table) {
        self.facts("", left, right);
        self.parts("column", &left.columns, &right.columns);
        let order = |table: &Table, other: &Table| {
            let known =
                |column: &&Column| other.columns.iter().any(|seen| seen.name == column.name);
            let names = table.columns.iter().filter(known).map(|column| column.name.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        self.fact("order of columns", &order(left, right), &order(right, left));
        let key = |table: &Table| table.primary_key.iter().cloned().collect::<Vec<_>>();
        self.parts("primary key", &key(left), &key(right));
        self.parts("unique constraint", &left.unique_constraints, &right.unique_constraints);
        self.parts("foreign key", &left.foreign_keys, &right.foreign_keys);
        self.parts("check", &left.check_constraints, &right.check_constraints);
        self.parts(
            "exclusion constraint",
            &left.exclusion_constraints,
            &right.exclusion_constraints,
        );
        self.parts("index", &left.indexes, &right.indexes);
    }
}

fn by_name<T: Facts + Clone>(list: &[T]) -> BTreeMap<String, T> {
    list.iter().map(|value| (value.name(), value.clone())).collect()
}
