//! The types that migrations made: enums and composite types with their names in Go.

use super::Planner;
use super::names::{Names, Owner, collision};
use crate::layout::plain;
use crate::types::{ColumnType, Registration, Resolver, registrations};
use pgwright_config::scalar;
use pgwright_problem::{Location, Problem};
use pgwright_schema::model::{BaseType, ObjectId, Relation, Type, TypeKind, UserType};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// The types that a package declares.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct UserTypes {
    /// By schema and name.
    pub(crate) enums: Vec<Enum>,
    /// By schema and name.
    pub(crate) composites: Vec<Composite>,
    /// The Go name of each enum and composite type.
    pub(crate) names: BTreeMap<ObjectId, String>,
    /// Types whose names something else has.
    pub(crate) left_out: BTreeSet<ObjectId>,
}

/// An enum.
#[derive(Debug, PartialEq)]
pub(crate) struct Enum {
    pub(crate) name: String,
    /// `public.mood`.
    pub(crate) described: String,
    pub(crate) comment: Option<Arc<str>>,
    /// The names of the constants and their values, in the type's order.
    pub(crate) constants: Vec<(String, Arc<str>)>,
    pub(crate) cause: Option<Location>,
}

/// A composite type.
#[derive(Debug, PartialEq)]
pub(crate) struct Composite {
    pub(crate) name: String,
    /// `public.address`.
    pub(crate) described: String,
    pub(crate) comment: Option<Arc<str>>,
    pub(crate) fields: Vec<CompositeField>,
    pub(crate) cause: Option<Location>,
}

/// An attribute of a composite type.
#[derive(Debug, PartialEq)]
pub(crate) struct CompositeField {
    pub(crate) name: String,
    pub(crate) attribute: Arc<str>,
    pub(crate) comment: Option<Arc<str>>,
    pub(crate) types: ColumnType,
}

impl Planner<'_> {
    /// The types of `schemas`, and those that `relations` need from elsewhere.
    pub(super) fn user_types(
        &self,
        schemas: &[Arc<str>],
        relations: &[&Arc<Relation>],
        names: &mut Names,
        problems: &mut Vec<Problem>,
    ) -> UserTypes {
        let mut wanted: Vec<&Arc<UserType>> = self.wanted(schemas, relations);
        let no_names = BTreeMap::new();
        let resolver = self.resolver(&no_names);
        wanted.retain(|user_type| !resolver.is_overridden(&whole(user_type.id)));
        wanted.sort_by_key(|user_type| {
            let schema = self.model.schema_name(user_type.schema);
            let place = schemas.iter().position(|other| **other == *schema);
            (place.unwrap_or(schemas.len()), schema.to_owned(), Arc::clone(&user_type.name))
        });
        let mut types = UserTypes::default();
        for user_type in &wanted {
            if let TypeKind::Enum { labels } = &user_type.kind {
                self.add_enum(user_type, labels, schemas, names, &mut types, problems);
            }
        }
        self.add_composites(&wanted, schemas, names, &mut types, problems);
        types.composites.sort_by_key(|composite| {
            wanted.iter().position(|t| types.names.get(&t.id) == Some(&composite.name))
        });
        types
    }

    /// What pgx has to be told for the columns of the tables that are generated.
    pub(super) fn registrations<'t>(
        &self,
        columns: impl Iterator<Item = &'t Type>,
    ) -> Vec<Registration> {
        registrations(self.model, columns)
    }

    fn wanted(&self, schemas: &[Arc<str>], relations: &[&Arc<Relation>]) -> Vec<&Arc<UserType>> {
        let of_schemas = self.model.types.values().filter(|user_type| {
            let schema = self.model.schema_name(user_type.schema);
            schemas.iter().any(|own| **own == *schema)
        });
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        let mut open: Vec<ObjectId> = of_schemas.map(|user_type| user_type.id).collect();
        for column in relations.iter().flat_map(|relation| &relation.columns) {
            open.extend(named(&column.data_type));
        }
        let mut found = Vec::new();
        while let Some(id) = open.pop() {
            let Some(user_type) = self.model.types.get(&id) else { continue };
            if !seen.insert(id) {
                continue;
            }
            match &user_type.kind {
                TypeKind::Domain { base, .. } => open.extend(named(base)),
                TypeKind::Range { subtype, .. } => open.extend(named(subtype)),
                TypeKind::Multirange { range } => open.push(*range),
                TypeKind::Composite { attributes } => {
                    open.extend(attributes.iter().filter_map(|a| named(&a.data_type)));
                }
                TypeKind::Enum { .. } | TypeKind::Base | TypeKind::Shell => {}
            }
            if user_type.extension.is_none() {
                found.push(user_type);
            }
        }
        found
    }

    fn add_enum(
        &self,
        user_type: &UserType,
        labels: &[Arc<str>],
        schemas: &[Arc<str>],
        names: &mut Names,
        types: &mut UserTypes,
        problems: &mut Vec<Problem>,
    ) {
        let described = self.described(user_type);
        let name = self.type_name(user_type, schemas);
        let constants = self.constants(&name, labels);
        let all = [name.clone(), format!("All{name}")];
        let declared = all.into_iter().chain(constants.iter().map(|(name, _)| name.clone()));
        if !self.declare(user_type, declared.collect(), names, problems) {
            types.left_out.insert(user_type.id);
        } else {
            types.names.insert(user_type.id, name.clone());
            types.enums.push(Enum {
                name,
                described,
                comment: user_type.comment.clone(),
                constants,
                cause: user_type.history.as_ref().map(|history| history.latest().clone()),
            });
        }
    }

    /// A name for each label. Of labels that differ in signs only, the first has the plain name,
    /// the others have their signs spelt out.
    fn constants(&self, name: &str, labels: &[Arc<str>]) -> Vec<(String, Arc<str>)> {
        let mut constants: Vec<(String, Arc<str>)> = Vec::new();
        for label in labels {
            let taken = |wanted: &str| constants.iter().any(|(other, _)| other == wanted);
            let plain =
                format!("{name}{}", label_name(&self.namer.exported(&format!("x {label}"))));
            let spelled = format!(
                "{name}{}",
                label_name(&self.namer.exported(&format!("x {}", spell(label))))
            );
            let numbered = (2..).map(|number| format!("{spelled}{number}"));
            let wanted = [plain, spelled.clone()].into_iter().chain(numbered);
            let free = wanted.into_iter().find(|wanted| !taken(wanted) && *wanted != name);
            constants.push((free.unwrap_or(spelled), Arc::clone(label)));
        }
        constants
    }

    /// Composite types stand on each other in any order: as long as one more finds Go types for
    /// all its attributes, the next round may find others.
    fn add_composites(
        &self,
        wanted: &[&Arc<UserType>],
        schemas: &[Arc<str>],
        names: &mut Names,
        types: &mut UserTypes,
        problems: &mut Vec<Problem>,
    ) {
        let mut open: Vec<&Arc<UserType>> = wanted.to_vec();
        loop {
            let before = open.len();
            open.retain(|user_type| {
                let TypeKind::Composite { attributes } = &user_type.kind else { return false };
                let resolver = self.resolver(&types.names);
                let resolved: Result<Vec<ColumnType>, _> =
                    attributes.iter().map(|a| resolver.attribute(&a.data_type)).collect();
                let Ok(resolved) = resolved else { return true };
                let name = self.type_name(user_type, schemas);
                if !self.declare(user_type, vec![name.clone()], names, problems) {
                    types.left_out.insert(user_type.id);
                    return false;
                }
                let fields: Vec<CompositeField> = attributes
                    .iter()
                    .zip(resolved)
                    .map(|(attribute, types)| CompositeField {
                        name: self.namer.exported(&attribute.name),
                        attribute: Arc::clone(&attribute.name),
                        comment: attribute.comment.clone(),
                        types,
                    })
                    .collect();
                types.names.insert(user_type.id, name.clone());
                types.composites.push(Composite {
                    name,
                    described: self.described(user_type),
                    comment: user_type.comment.clone(),
                    fields: distinct(fields),
                    cause: user_type.history.as_ref().map(|history| history.latest().clone()),
                });
                false
            });
            if open.len() == before || open.is_empty() {
                return;
            }
        }
    }

    /// Takes the names of a type, or says who has one of them.
    fn declare(
        &self,
        user_type: &UserType,
        wanted: Vec<String>,
        names: &mut Names,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let described = self.described(user_type);
        let place = self.places.made(user_type.history.as_ref());
        for name in &wanted {
            if let Some(owner) = names.owner(name) {
                let data_type = self.model.format_type(&whole(user_type.id));
                let line = format!("{{postgres: {}, go: string}}", scalar(&data_type));
                let help = format!(
                    "give the type a Go type of its own under `types.overrides`, such as `- {line}`"
                );
                problems.extend(collision(
                    name,
                    &format!("type {described}"),
                    &place,
                    owner,
                    &help,
                ));
                return false;
            }
        }
        let owner = Arc::new(Owner {
            what: format!("type {described}"),
            location: user_type.history.as_ref().map(|history| history.latest().clone()),
            by_hand: false,
        });
        for name in wanted {
            names.declare(name.into(), &owner);
        }
        true
    }

    /// Whether a type is one of `types`, or made of one.
    pub(super) fn stands_on(&self, data_type: &Type, types: &BTreeSet<ObjectId>) -> bool {
        let Some(id) = named(data_type) else { return false };
        if types.contains(&id) {
            return true;
        }
        match self.model.user_type(id).map(|user_type| &user_type.kind) {
            Some(TypeKind::Domain { base, .. }) => self.stands_on(base, types),
            Some(TypeKind::Range { subtype, .. }) => self.stands_on(subtype, types),
            Some(TypeKind::Composite { attributes }) => {
                attributes.iter().any(|attribute| self.stands_on(&attribute.data_type, types))
            }
            _ => false,
        }
    }

    fn type_name(&self, user_type: &UserType, schemas: &[Arc<str>]) -> String {
        let schema = self.model.schema_name(user_type.schema);
        self.prefix(schema, schemas) + &self.namer.exported(&user_type.name)
    }

    fn described(&self, user_type: &UserType) -> String {
        format!("{}.{}", plain(self.model.schema_name(user_type.schema)), plain(&user_type.name))
    }

    pub(super) fn resolver<'n>(&'n self, names: &'n BTreeMap<ObjectId, String>) -> Resolver<'n> {
        Resolver { model: self.model, config: self.config, packages: self.imports, names }
    }
}

/// The label's part of a constant's name, from a name made with an `X` in front.
fn label_name(exported: &str) -> &str {
    exported.strip_prefix('X').unwrap_or(exported)
}

/// A label with its signs spelt out.
fn spell(label: &str) -> String {
    let mut out = String::new();
    for c in label.chars() {
        let sign = match c {
            '+' => "plus",
            '-' => "minus",
            '*' => "star",
            '/' => "slash",
            '.' => "dot",
            ',' => "comma",
            '_' => "underscore",
            ' ' => "space",
            '<' => "less",
            '>' => "greater",
            '=' => "equal",
            '!' => "not",
            '?' => "question",
            '%' => "percent",
            '&' => "and",
            '#' => "hash",
            '@' => "at",
            '$' => "dollar",
            c if c.is_alphanumeric() => {
                out.push(c);
                continue;
            }
            c => {
                out.push_str(&format!(" u{:04x} ", c as u32));
                continue;
            }
        };
        out.push(' ');
        out.push_str(sign);
        out.push(' ');
    }
    if out.is_empty() { "empty".to_owned() } else { out }
}

/// Fields of one name get numbers: nothing but the order ties them to the attributes.
fn distinct(mut fields: Vec<CompositeField>) -> Vec<CompositeField> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for field in &mut fields {
        let count = seen.entry(field.name.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            field.name = format!("{}{count}", field.name);
        }
    }
    fields
}

/// The type of that id, as a column has it.
fn whole(id: ObjectId) -> Type {
    Type { base: BaseType::User(id), modifiers: Vec::new(), array: false }
}

fn named(data_type: &Type) -> Option<ObjectId> {
    match data_type.base {
        BaseType::User(id) => Some(id),
        _ => None,
    }
}
