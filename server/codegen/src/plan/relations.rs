//! One table or view: its names and types, and what stands in the way of it.

use super::features::Features;
use super::methods::{Method, methods};
use super::names::{Names, Owner, collision};
use super::pages::pages;
use super::table::{Column, Table, Write};
use super::types::UserTypes;
use super::{Planned, Planner};
use crate::earlier::types_of;
use crate::imports::is_own_package;
use crate::layout::plain;
use crate::naming::is_exported_identifier;
use crate::render::HELPERS;
use crate::types::{ColumnType, Unmapped};
use pgwright_config::{StructNaming, TableSettings, scalar};
use pgwright_problem::{Code, Problem};
use pgwright_schema::model::{self, BaseType, Relation, Type, TypeKind, quote_identifier};
use std::sync::Arc;

impl Planner<'_> {
    /// The key in `tables` that names one table.
    pub(super) fn key_of(&self, relation: &Relation) -> String {
        let schema = self.model.schema_name(relation.schema);
        if schema == self.config.first_schema() {
            relation.name.to_string()
        } else {
            format!("{schema}.{}", relation.name)
        }
    }

    /// A table with all its columns named and typed, or problems that say why not.
    pub(super) fn table(
        &self,
        relation: &Arc<Relation>,
        schemas: &[Arc<str>],
        types: &UserTypes,
    ) -> Result<Table, Vec<Problem>> {
        let schema: Arc<str> = Arc::from(self.model.schema_name(relation.schema));
        let settings = self.config.table(&schema, &relation.name);
        let metrics_name = self.key_of(relation);
        let (struct_name, entity) = self.struct_name(relation, &schema, &settings, schemas);
        let mut table = Table {
            sql_name: format!("{}.{}", quote_identifier(&schema), quote_identifier(&relation.name)),
            relation: Arc::clone(relation),
            schema,
            settings,
            struct_name,
            entity,
            metrics_name,
            columns: Vec::new(),
            key: None,
        };
        let resolver = self.resolver(&types.names);
        let mut unmapped = false;
        let mut problems = Vec::new();
        for column in &relation.columns {
            let entry = table.settings.columns.iter().find(|entry| entry.column == *column.name);
            match resolver.column(relation, column, entry.and_then(|entry| entry.go.as_ref())) {
                Ok(types) => {
                    let column = self.column(relation, column, entry, types);
                    table.columns.push(column);
                }
                Err(error) => {
                    unmapped = true;
                    // That the type's name is taken is said at the type.
                    if !self.stands_on(&column.data_type, &types.left_out) {
                        problems.push(self.unmapped(&table, column, &error));
                    }
                }
            }
        }
        if unmapped {
            return Err(problems);
        }
        table.key = table.primary_key();
        Ok(table)
    }

    /// Takes the names that a table's file declares, or says what is in the way of one.
    pub(super) fn take_names(
        &self,
        table: &Table,
        names: &mut Names,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let fields_differ = self.fields_differ(table, names, problems);
        self.declare_table(table, names, problems) && fields_differ
    }

    fn column(
        &self,
        relation: &Relation,
        column: &model::Column,
        entry: Option<&pgwright_config::ColumnEntry>,
        types: ColumnType,
    ) -> Column {
        let field = entry
            .and_then(|entry| entry.field.as_deref())
            .filter(|field| is_exported_identifier(field));
        let has_default = column.default.is_some() || self.has_domain_default(&column.data_type);
        let schema = self.model.schema_name(relation.schema);
        Column {
            id: column.id,
            name: Arc::clone(&column.name),
            described: format!("{schema}.{}.{}", relation.name, column.name),
            ident: quote_identifier(&column.name),
            field: field.map_or_else(|| self.namer.exported(&column.name), str::to_owned),
            param: self
                .namer
                .local(field.unwrap_or(&column.name), &|name| self.is_taken_locally(name)),
            types,
            write: Write::of(relation, column, has_default),
            is_generated: column.generated.is_some(),
            comment: column.comment.clone(),
            cause: column.history.as_ref().map(|history| history.latest().clone()),
        }
    }

    /// Whether a parameter of that name would hide what its method needs.
    fn is_taken_locally(&self, name: &str) -> bool {
        is_own_package(name) || self.imports.is_package(name) || HELPERS.contains(&name)
    }

    fn has_domain_default(&self, data_type: &Type) -> bool {
        let mut data_type = data_type;
        while !data_type.array
            && let BaseType::User(id) = data_type.base
            && let Some(user_type) = self.model.user_type(id)
            && let TypeKind::Domain { base, default, .. } = &user_type.kind
        {
            if default.is_some() {
                return true;
            }
            data_type = base;
        }
        false
    }

    /// The struct's name and the entity.
    fn struct_name(
        &self,
        relation: &Relation,
        schema: &str,
        settings: &TableSettings,
        schemas: &[Arc<str>],
    ) -> (String, String) {
        let prefix = self.prefix(schema, schemas);
        let singular = prefix.clone() + &self.namer.exported_singular(&relation.name);
        let set = settings.struct_name.as_ref().filter(|name| is_exported_identifier(name));
        let (name, entity) = match (set, self.config.naming.structs) {
            (Some(name), _) => (name.clone(), self.namer.exported_singular(name)),
            (None, StructNaming::Singular) => (singular.clone(), singular),
            (None, StructNaming::Table) => {
                (prefix + &self.namer.exported(&relation.name), singular)
            }
        };
        (name, settings.entity.clone().unwrap_or(entity))
    }

    fn unmapped(&self, table: &Table, column: &model::Column, error: &Unmapped) -> Problem {
        let name = format!("{}.{}.{}", table.schema, table.relation.name, column.name);
        let history = column.history.as_ref().or(table.relation.history.as_ref());
        let (target, written) = if error.data_type == "unknown" {
            // Not even the name of the type is known.
            (format!("column: {}", scalar(&name)), "a type that is not known".to_owned())
        } else {
            (
                format!("postgres: {}", scalar(&error.element)),
                format!("the type {}, which has no Go type", plain(&error.data_type)),
            )
        };
        let line = format!("- {{{target}, go: {}}}", error.proposal);
        Problem::new(
            Code::TypeUnmapped,
            self.places.made(history),
            format!(
                "column {} has {written}: the file of {} is not generated",
                plain(&name),
                table.described()
            ),
        )
        .with_help(format!(
            "write `{line}` under `types.overrides`, with the Go type that it should have"
        ))
        .with_data("override", line)
        .with_data("column", name)
    }

    /// Whether all fields of the row have names of their own.
    pub(super) fn fields_differ(
        &self,
        table: &Table,
        names: &Names,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let mut good = true;
        for (number, column) in table.columns.iter().enumerate() {
            let twin = table.columns[..number].iter().find(|other| other.field == column.field);
            let owner = twin.map(|twin| Owner {
                what: format!("column {}.{}", table.described_name(), plain(&twin.name)),
                location: Some(self.places.of_column(table, twin)),
                by_hand: false,
            });
            let owner = owner
                .or_else(|| names.method(&table.struct_name, &column.field).cloned())
                .or_else(|| {
                    // The key's type has a method of that name.
                    let in_key = table
                        .key
                        .as_ref()
                        .is_some_and(|key| key.columns.len() > 1 && key.columns.contains(&number));
                    (in_key && column.field == "String").then(|| Owner {
                        what: format!("{}Key.String", table.struct_name),
                        location: None,
                        by_hand: false,
                    })
                });
            if let Some(owner) = owner {
                good = false;
                let what = format!("column {}.{}", table.described_name(), plain(&column.name));
                let help = format!(
                    "set `tables.{}.columns.{}.field` to another name",
                    self.key_of(&table.relation),
                    column.name
                );
                let place = self.places.of_column(table, column);
                let found = collision(&column.field, &what, &place, &owner, &help);
                let key = self.key_of(&table.relation);
                problems.extend(settled(found, &key, "column", &column.name));
            }
        }
        good
    }

    /// Takes the names that the table's file declares.
    fn declare_table(&self, table: &Table, names: &mut Names, problems: &mut Vec<Problem>) -> bool {
        let name = &table.struct_name;
        let place = self.places.made(table.relation.history.as_ref());
        let what = table.described();
        let key = self.key_of(&table.relation);
        let help = format!("set `tables.{key}.struct` to another name");
        let declared = self.declared_names(table);
        if let Some((wanted, owner)) = names.first_taken(&declared) {
            let found = collision(wanted, &what, &place, owner, &help);
            problems.extend(settled(found, &key, "struct", name));
            return false;
        }
        for method in ["dest", "pageKey"] {
            if let Some(owner) = names.method(name, method) {
                let what = format!("a method of {what}");
                let found = collision(method, &what, &place, owner, &help);
                problems.extend(settled(found, &key, "struct", name));
                return false;
            }
        }
        names.declare_all(&declared, Owner { what, location: Some(place), by_hand: false });
        true
    }

    /// The names that the file of a table declares.
    pub(super) fn declared_names(&self, table: &Table) -> Vec<Arc<str>> {
        let name = &table.struct_name;
        let mut declared =
            vec![name.clone(), format!("{name}Repository"), format!("New{name}Repository")];
        if !table.is_view() {
            declared.push(format!("Create{name}Params"));
            declared.push(format!("Update{name}Params"));
        }
        if table.key.as_ref().is_some_and(|key| key.columns.len() > 1) {
            declared.push(format!("{name}Key"));
        }
        let features = Features::of(&table.settings.pgxkit);
        if features.split {
            declared.push(format!("New{name}RepositoryWithReadWrite"));
        }
        if features.handle() {
            declared.push(format!("settingsOf{name}"));
        }
        if self.config.generate.interfaces {
            declared.push(format!("{name}Store"));
        }
        declared.into_iter().map(Arc::from).collect()
    }

    /// The methods, without those whose name is taken. The file is not rendered yet.
    pub(super) fn planned(&self, table: Table, path: Arc<str>, names: &Names) -> Planned {
        let mut problems = Vec::new();
        let mut pages = pages(&table, &self.places, &mut problems);
        let mut kept: Vec<Method> = Vec::new();
        let repository = format!("{}Repository", table.struct_name);
        for method in methods(&table, pages.as_ref()) {
            let twin = kept.iter().find(|other| other.name == method.name);
            let owner = twin.map(|twin| Owner {
                what: twin.what.clone(),
                location: twin.cause.clone(),
                by_hand: false,
            });
            let owner = owner.or_else(|| names.method(&repository, &method.name).cloned());
            let Some(owner) = owner else {
                kept.push(method);
                continue;
            };
            let column = method.named_after.first().and_then(|index| table.columns.get(*index));
            let key = self.key_of(&table.relation);
            let help = match column {
                Some(column) => {
                    format!("set `tables.{key}.columns.{}.field` to another name", column.name)
                }
                None => {
                    format!("leave `{}` out of `tables.{key}.functions`", method.function.name())
                }
            };
            let place = method
                .cause
                .clone()
                .unwrap_or_else(|| self.places.made(table.relation.history.as_ref()));
            let what = format!("the method for {}", method.what);
            let found = collision(&method.name, &what, &place, &owner, &help);
            problems.extend(match column {
                Some(column) => settled(found, &key, "column", &column.name),
                None => settled(found, &key, "function", method.function.name()),
            });
        }
        if !kept.iter().any(|method| method.name == "ListPaginated") {
            pages = None;
        }
        let extras = self.extras(&table, names, &mut problems);
        if extras.contains(&"WithRetry") {
            self.name_retried(&table, &mut kept, names, &mut problems);
        }
        Planned {
            declared: self.declared_names(&table),
            types: types_of(self.model, &table.relation),
            methods: kept,
            extras,
            pages,
            path,
            problems,
            file: Err(String::new()),
            table,
        }
    }
}

/// Collisions with what settles them: the entry of `tables`, and what is to be set there.
fn settled(problems: Vec<Problem>, table: &str, what: &'static str, name: &str) -> Vec<Problem> {
    let settled = |it: Problem| it.with_data("table", table).with_data(what, name);
    problems.into_iter().map(settled).collect()
}
