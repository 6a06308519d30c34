//! The file of a table or view.

use super::marks::Marks;
use super::{Body, Failure, features, templates};
use crate::layout::{Line, align, is_invisible, plain, quoted_string};
use crate::naming::{operation_name, snake_case};
use crate::plan::{
    Column, Features, Method, Planned, Table, Write, key_format, page_key, row_values,
    writes_values,
};
use crate::view::{View, view};
use pgwright_config::{Config, Function, Tag};
use pgwright_schema::model::{ConstraintKind, IndexTarget, Model, Relation};
use std::collections::BTreeMap;
use std::mem;

/// Renders the file of a table. The views of its methods go into it.
pub(crate) fn table_file(
    planned: &mut Planned,
    package: Features,
    model: &Model,
    config: &Config,
) -> Result<Body, Failure> {
    let mut marks = Marks::default();
    let mut view = view(planned, model, config, &mut marks);
    let (planned, table) = (&*planned, &planned.table);
    let text = if package.conn() || table.features().health {
        features::extend(&mut view, planned, package, config);
        templates::render("repository/advanced_repository", &view)?
    } else {
        templates::render("repository/basic_repository", &view)?
    };
    Ok(Body {
        source: Some(table.described()),
        marked: marks.take_out(&text),
        has_clause: false,
        relation: Some(table.relation.id),
    })
}

fn view(planned: &mut Planned, model: &Model, config: &Config, marks: &mut Marks) -> View {
    let table = &planned.table;
    let receiver = receiver(&table.struct_name);
    let tags = Tags::new(table, &config.output.tags);
    let creates = !table.is_view()
        && [Function::Create, Function::CreateMany, Function::Upsert]
            .iter()
            .any(|function| planned.methods.iter().any(|method| method.function == *function));
    let updates = planned.methods.iter().any(|method| method.function == Function::Update);
    let writes = creates
        || updates
        || planned.methods.iter().any(|method| method.function == Function::Delete);
    let composite_key = table
        .key
        .as_ref()
        .filter(|key| key.columns.len() > 1)
        .filter(|_| planned.methods.iter().any(|method| method.uses_key()));
    let struct_fields = fields(table.columns.iter(), marks, |column| {
        (column.types.field.text.clone(), tags.of(column, false))
    });
    let create_fields = creates.then(|| {
        plain_fields(table.written(), |column| {
            (column.create_type(), tags.of(column, column.write == Write::Default))
        })
    });
    let update_fields = updates.then(|| {
        plain_fields(table.changeable().into_iter(), |column| {
            (format!("Optional[{}]", column.types.field.text), tags.of(column, true))
        })
    });
    let key_fields = composite_key.map(|key| {
        plain_fields(table.at(&key.columns), |column| {
            (column.types.value.text.clone(), tags.of(column, false))
        })
    });
    let key_string = composite_key.map(|key| {
        let (format, values) =
            key_format(table.at(&key.columns), |column| format!("k.{}", column.field));
        view!({ "format": format, "values": values })
    });
    let methods: Vec<View> = planned
        .methods
        .iter_mut()
        .map(|method| {
            let mut view = mem::take(&mut method.view);
            view.set("name", &method.name);
            view.set("signature", &method.signature);
            view.set("operation", operation_name(&method.name));
            view.set("template", format!("repository/methods/{}", method.template));
            let marks = marks.around("\n", method.what.clone(), method.cause.clone());
            let (mark, end) = marks.split_once('\n').unwrap_or_default();
            view.set("mark", mark);
            view.set("end", end);
            view
        })
        .collect();
    let reads_rows = planned.methods.iter().any(Method::reads_rows);
    let dest: Vec<String> = table
        .columns
        .iter()
        .filter(|_| reads_rows)
        .map(|column| column.types.field.scan(&format!("{receiver}.{}", column.field)))
        .collect();
    let interface: Option<Vec<&str>> = config
        .generate
        .interfaces
        .then(|| planned.methods.iter().map(|method| method.signature.as_str()).collect());
    let mut view = view!({
        "struct": &table.struct_name,
        "read": "r.db",
        "write": "r.db",
        "operation": false,
        "repository": format!("{}Repository", table.struct_name),
        "entity": quoted_string(&plain(&table.entity)),
        "relation": table.described(),
        "comment": table.relation.comment.as_deref().unwrap_or_default(),
        "receiver": &receiver,
        "fields": struct_fields,
        "converts": dest.iter().any(|place| place.starts_with('(')),
        "dest": dest,
        "key_fields": key_fields,
        "key_string": key_string,
        "creates": creates,
        "optional": table.written().any(|column| column.write == Write::Default),
        "create_fields": create_fields,
        "update_fields": update_fields,
        "writes": writes,
        "page_key": planned.pages.as_ref().map(|pages| page_key(table, pages, &receiver)),
        "interface": interface,
    });
    // `json!` would copy these.
    view.set("methods", methods);
    view.set("constraints", if writes { constraints(table, model) } else { Vec::new() });
    view.set("values", (creates && writes_values(table)).then(|| row_values(table)));
    view
}

/// The lines of a struct's fields with the columns' comments, and marks around each.
fn fields<'a>(
    columns: impl Iterator<Item = &'a Column>,
    marks: &mut Marks,
    cells: impl Fn(&Column) -> (String, String),
) -> String {
    let columns: Vec<&Column> = columns.collect();
    let lines: Vec<Line> = columns
        .iter()
        .map(|column| line(column, column.comment.as_deref().unwrap_or_default(), &cells))
        .collect();
    let (text, places) = align(&lines);
    let mut out = String::with_capacity(text.len() + 8 * lines.len());
    let mut done = 0;
    for (column, place) in columns.iter().zip(places) {
        out.push_str(&text[done..place.start]);
        let what = format!("column {}", plain(&column.described));
        out.push_str(&marks.around(&text[place.clone()], what, column.cause.clone()));
        done = place.end;
    }
    out.push_str(&text[done..]);
    out
}

fn plain_fields<'a>(
    columns: impl Iterator<Item = &'a Column>,
    cells: impl Fn(&Column) -> (String, String),
) -> String {
    let lines: Vec<Line> = columns.map(|column| line(column, "", &cells)).collect();
    align(&lines).0
}

fn line(column: &Column, doc: &str, cells: impl Fn(&Column) -> (String, String)) -> Line {
    let (go, tag) = cells(column);
    let cells = [column.field.clone(), go, tag];
    Line { doc: doc.to_owned(), cells: cells.into_iter().filter(|cell| !cell.is_empty()).collect() }
}

/// Struct tags of a table's columns.
struct Tags<'a> {
    tags: &'a [Tag],
    json: BTreeMap<u16, String>,
}

impl<'a> Tags<'a> {
    fn new(table: &Table, tags: &'a [Tag]) -> Self {
        let mut json: BTreeMap<u16, String> = BTreeMap::new();
        if tags.contains(&Tag::Json) {
            for column in &table.columns {
                let wanted = snake_case(&column.name);
                let numbered = (2..).map(|number| format!("{wanted}_{number}"));
                let free = |name: &String| !json.values().any(|other| other == name);
                let name = [wanted.clone()].into_iter().chain(numbered).find(free);
                json.insert(column.id.0, name.unwrap_or(wanted));
            }
        }
        Self { tags, json }
    }

    /// `` `json:"bio" db:"bio"` ``; empty without tags. `optional`: what was left out stays out.
    fn of(&self, column: &Column, optional: bool) -> String {
        let tags: Vec<String> = self
            .tags
            .iter()
            .filter_map(|tag| match tag {
                Tag::Json => {
                    let name = self.json.get(&column.id.0)?;
                    let rest = if optional { ",omitzero" } else { "" };
                    Some(format!("json:\"{name}{rest}\""))
                }
                // sqlx and scany find the column by its exact name; one that cannot stand in a
                // tag has none.
                Tag::Db => {
                    let fits = |c: char| !is_invisible(c) && !matches!(c, '"' | '`' | '\\' | ',');
                    (!column.name.is_empty() && column.name.chars().all(fits))
                        .then(|| format!("db:\"{}\"", column.name))
                }
            })
            .collect();
        if tags.is_empty() { String::new() } else { format!("`{}`", tags.join(" ")) }
    }
}

/// The receiver's name: the first letter of the type's.
pub(super) fn receiver(name: &str) -> String {
    match name.chars().next().map(|c| c.to_ascii_lowercase()) {
        Some(first) if first.is_ascii_lowercase() => first.to_string(),
        _ => "v".to_owned(),
    }
}

/// Constraints with the columns that an error about them is put down to. Those of partitions
/// count too: PostgreSQL names them.
fn constraints(table: &Table, model: &Model) -> Vec<View> {
    let mut names_by_columns: Vec<(String, Vec<String>)> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let partitions = partitions(table, model);
    for relation in std::iter::once(&*table.relation).chain(partitions) {
        for (name, columns) in constraints_of(relation) {
            if columns.is_empty() || seen.contains(&name) {
                continue;
            }
            seen.push(name.clone());
            match names_by_columns.iter_mut().find(|(other, _)| *other == columns) {
                Some((_, names)) => names.push(name),
                None => names_by_columns.push((columns, vec![name])),
            }
        }
    }
    for (name, columns) in domain_checks(table, model) {
        if !seen.contains(&name) {
            seen.push(name.clone());
            names_by_columns.push((columns, vec![name]));
        }
    }
    names_by_columns
        .into_iter()
        .map(|(columns, names)| {
            let names: Vec<String> = names.iter().map(|name| quoted_string(name)).collect();
            view!({ "names": names.join(", "), "columns": quoted_string(&columns) })
        })
        .collect()
}

/// All partitions below a table.
fn partitions<'m>(table: &Table, model: &'m Model) -> Vec<&'m Relation> {
    if table.relation.partition_key.is_none() {
        return Vec::new();
    }
    let mut found: Vec<&Relation> = Vec::new();
    let mut open = vec![table.relation.id];
    while let Some(parent) = open.pop() {
        let children = model.relations.values().filter(|r| r.partition_of == Some(parent));
        for child in children {
            found.push(child);
            open.push(child.id);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

pub(super) fn constraints_of(relation: &Relation) -> Vec<(String, String)> {
    let names = |ids: &[_]| relation.column_names(ids).join(", ");
    let mut found: Vec<(String, String)> = Vec::new();
    for constraint in &relation.constraints {
        let columns = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. }
            | ConstraintKind::Unique { columns, .. }
            | ConstraintKind::ForeignKey { columns, .. } => names(columns),
            ConstraintKind::Check { columns, .. } => names(columns),
            // Of an exclusion, `columns` are those that its expressions read.
            ConstraintKind::Exclusion { keys, columns, .. } => {
                let of_keys = keys.iter().filter_map(|(key, _)| match key.target {
                    IndexTarget::Column(id) => Some(id),
                    IndexTarget::Expression(_) => None,
                });
                let mut ids: Vec<_> = of_keys.collect();
                for id in columns {
                    if !ids.contains(id) {
                        ids.push(*id);
                    }
                }
                names(&ids)
            }
        };
        found.push((constraint.name.to_string(), columns));
    }
    for index in relation.indexes.iter().filter(|index| index.unique) {
        let mut columns: Vec<&str> = Vec::new();
        for key in &index.keys {
            if let IndexTarget::Column(id) = key.target {
                columns.extend(relation.column(id).map(|column| &*column.name));
            }
        }
        let inside = relation.column_names(&index.expression_columns);
        columns.extend(inside.into_iter().filter(|_| {
            index.keys.iter().any(|key| matches!(key.target, IndexTarget::Expression(_)))
        }));
        columns.dedup();
        found.push((index.name.to_string(), columns.join(", ")));
    }
    found
}

/// What an error about a domain's check is put down to.
pub(super) fn field_of_domain_check(table: &Table, model: &Model, check: &str) -> String {
    let found = domain_checks(table, model).into_iter().find(|(name, _)| name == check);
    found.map(|(_, columns)| columns).unwrap_or_default()
}

/// The checks of domains, where just one column has the domain.
fn domain_checks(table: &Table, model: &Model) -> Vec<(String, String)> {
    use pgwright_schema::model::{BaseType, TypeKind};
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for column in &table.relation.columns {
        let mut data_type = &column.data_type;
        while let BaseType::User(id) = data_type.base
            && let Some(user_type) = model.user_type(id)
            && let TypeKind::Domain { base, checks, .. } = &user_type.kind
        {
            for check in checks {
                found.entry(check.name.to_string()).or_default().push(column.name.to_string());
            }
            data_type = base;
        }
    }
    found
        .into_iter()
        .filter_map(|(name, columns)| match columns.as_slice() {
            [only] => Some((name, only.clone())),
            _ => None,
        })
        .collect()
}
