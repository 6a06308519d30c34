//! The files of `health_checks`: the state of the database, and what its tables should be.

use super::marks::Marks;
use super::shared::{flags, plain_file};
use super::{Body, Failure, Uses, templates};
use crate::layout::{Line, align, duration, plain, quoted_string};
use crate::plan::{Package, Planned};
use crate::view::{View, view};
use pgwright_config::HealthChecks;
use pgwright_schema::model::{BaseType, Model, ObjectId, Type, TypeKind};
use std::collections::{BTreeMap, BTreeSet};

/// `health.go`. `used`: which of its functions repositories call.
pub(super) fn health(
    package: &Package,
    settings: &HealthChecks,
    used: Uses,
) -> Result<Body, Failure> {
    let split = package.features.split;
    let limit = split && !settings.max_replication_lag.is_zero();
    let (checks, stats) = (used.contains("healthCheck"), used.contains("connectionStats"));
    let mut view = flags(package.features);
    view.set("timeout", duration(settings.timeout));
    view.set("interval", duration(settings.pool_monitor_interval));
    view.set("limit", limit.then(|| duration(settings.max_replication_lag)));
    view.set("states", states(split, limit, settings.verify_schema));
    for (name, on) in [
        ("endpoints", settings.endpoints),
        ("pool_monitor", settings.pool_monitor),
        ("verify_schema", settings.verify_schema),
        ("repositories", checks),
        ("stats", stats),
        ("pools", checks || stats),
    ] {
        view.set(name, on);
    }
    let report = [
        ("Status", "string", "status", true),
        ("Write", "string", "write,omitempty", true),
        ("Read", "string", "read,omitempty", split),
        ("Lag", "*float64", "replication_lag_seconds,omitempty", split),
        ("Schema", "string", "schema,omitempty", settings.verify_schema),
    ];
    let report = report.iter().filter(|(.., on)| *on);
    view.set(
        "report_fields",
        fields(report.map(|(name, go, tag, _)| {
            vec![(*name).to_owned(), (*go).to_owned(), format!("`json:\"{tag}\"`")]
        })),
    );
    let sides = [("Write", true), ("Read", split)];
    let sides = sides.iter().filter(|(_, on)| *on);
    view.set(
        "stats_fields",
        fields(sides.map(|(name, _)| vec![(*name).to_owned(), "*pgxpool.Stat".to_owned()])),
    );
    plain_file("advanced/health_checks", view)
}

fn fields(rows: impl Iterator<Item = Vec<String>>) -> String {
    let lines: Vec<Line> = rows.map(|cells| Line { doc: String::new(), cells }).collect();
    align(&lines).0
}

/// The constants of the states that there can be.
fn states(split: bool, limit: bool, verify_schema: bool) -> String {
    let all = [
        ("HealthUp", "up", "It answers.", true),
        ("HealthDown", "down", "It does not answer.", true),
        ("HealthPoolExhausted", "pool_exhausted", "It answers, but not over the pool.", true),
        (
            "HealthReadSideDown",
            "read_side_down",
            "The write side answers, but not the other.",
            split,
        ),
        (
            "HealthLagging",
            "lagging",
            "The read side is behind by more than MaxReplicationLag.",
            limit,
        ),
        (
            "HealthSchemaMismatch",
            "schema_mismatch",
            "Its tables are not those that the package was generated for.",
            verify_schema,
        ),
    ];
    let lines: Vec<Line> = all
        .iter()
        .filter(|(.., on)| *on)
        .map(|(name, value, doc, _)| Line {
            doc: (*doc).to_owned(),
            cells: vec![
                (*name).to_owned(),
                "HealthState".to_owned(),
                format!("= {}", quoted_string(value)),
            ],
        })
        .collect();
    align(&lines).0
}

/// `verify_schema.go`, which names every table.
pub(crate) fn verify_schema(package: &Package, model: &Model) -> Result<Body, Failure> {
    let mut marks = Marks::default();
    let tables: Vec<View> =
        package.tables.iter().map(|planned| table(planned, model, &mut marks)).collect();
    let types: Vec<View> = needed_types(package, model)
        .into_iter()
        .map(|(schema, name, kind, parts)| {
            let parts: Vec<String> = parts.iter().map(|part| quoted_string(part)).collect();
            view!({
                "schema": quoted_string(&schema),
                "name": quoted_string(&name),
                "kind": quoted_string(kind),
                "parts": parts.join(", "),
            })
        })
        .collect();
    let view = view!({ "tables": tables, "types": types });
    let text = templates::render("advanced/verify_schema", &view)?;
    Ok(Body { source: None, marked: marks.take_out(&text), has_clause: false, relation: None })
}

fn table(planned: &Planned, model: &Model, marks: &mut Marks) -> View {
    let table = &planned.table;
    let relation = &table.relation;
    let columns: Vec<String> = table
        .columns
        .iter()
        .filter_map(|column| {
            let data_type = &relation.column(column.id)?.data_type;
            let not_null = !table.is_view() && !column.types.holds_null();
            let text = format!(
                "{{{}, {}, {not_null}}}",
                quoted_string(&column.name),
                quoted_string(&type_name(model, model.without_domains(data_type))),
            );
            let what = format!("column {}", plain(&column.described));
            Some(marks.around(&text, what, column.cause.clone()))
        })
        .collect();
    let cause = relation.history.as_ref().map(|history| history.latest().clone());
    let around = marks.around("\n", table.described(), cause);
    let (mark, end) = around.split_once('\n').unwrap_or_default();
    view!({
        "mark": mark,
        "end": end,
        "schema": quoted_string(&table.schema),
        "name": quoted_string(&relation.name),
        "columns": columns,
    })
}

/// A type as the generated code compares it: `pg_catalog.text`, `public.mood[]`. Empty for one
/// that is not known.
fn type_name(model: &Model, data_type: &Type) -> String {
    let (schema, name) = match &data_type.base {
        BaseType::Builtin(builtin) => ("pg_catalog", builtin.name()),
        BaseType::User(id) => match model.user_type(*id) {
            Some(user_type) => (model.schema_name(user_type.schema), &*user_type.name),
            None => return String::new(),
        },
        BaseType::Row(id) => match model.relations.get(id) {
            Some(relation) => (model.schema_name(relation.schema), &*relation.name),
            None => return String::new(),
        },
        BaseType::Unknown { .. } => return String::new(),
    };
    format!("{schema}.{name}{}", if data_type.array { "[]" } else { "" })
}

/// A type: its schema, its name, its kind as `pg_type.typtype` has it, and what it is made of.
type Needed = (String, String, &'static str, Vec<String>);

/// The types that the code of the package's tables depends on, by schema and name.
fn needed_types(package: &Package, model: &Model) -> Vec<Needed> {
    let mut open: Vec<ObjectId> = Vec::new();
    for planned in &package.tables {
        for column in &planned.table.relation.columns {
            // The server sends a column's domain as its base.
            open.extend(user_type_of(model.without_domains(&column.data_type)));
        }
    }
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    let mut needed: BTreeMap<(String, String), (&'static str, Vec<String>)> = BTreeMap::new();
    while let Some(id) = open.pop() {
        let Some(user_type) = model.user_type(id).filter(|_| seen.insert(id)) else { continue };
        let parts = match &user_type.kind {
            // Without constants of its own the code takes any label.
            TypeKind::Enum { labels } if package.types.names.contains_key(&id) => {
                ("e", labels.iter().map(ToString::to_string).collect())
            }
            TypeKind::Domain { base, .. } => {
                open.extend(user_type_of(base));
                ("d", vec![type_name(model, base)])
            }
            TypeKind::Composite { attributes } => {
                open.extend(attributes.iter().filter_map(|one| user_type_of(&one.data_type)));
                let part = |data_type| type_name(model, data_type);
                let parts =
                    attributes.iter().map(|one| format!("{} {}", one.name, part(&one.data_type)));
                ("c", parts.collect())
            }
            TypeKind::Range { subtype, .. } => {
                open.extend(user_type_of(subtype));
                ("r", vec![type_name(model, subtype)])
            }
            TypeKind::Multirange { range } => {
                open.push(*range);
                continue;
            }
            TypeKind::Enum { .. } | TypeKind::Base | TypeKind::Shell => continue,
        };
        let schema = model.schema_name(user_type.schema).to_owned();
        needed.insert((schema, user_type.name.to_string()), parts);
    }
    needed.into_iter().map(|((schema, name), (kind, parts))| (schema, name, kind, parts)).collect()
}

fn user_type_of(data_type: &Type) -> Option<ObjectId> {
    match data_type.base {
        BaseType::User(id) => Some(id),
        _ => None,
    }
}
