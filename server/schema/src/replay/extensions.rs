//! What well-known extensions bring: the types and relations, from `extensions.txt`. Functions are
//! not listed, since a function that is not known is no problem anywhere.

use super::data_types::builtin_type;
use crate::model::{
    Attribute, BaseType, Column, ColumnId, Constraint, ConstraintKind, Model, ObjectId, Relation,
    RelationKind, Type, TypeKind, TypeNameEntry, UserType,
};
use std::sync::{Arc, LazyLock};

/// An extension of which it is known what it brings.
#[derive(Debug)]
pub(super) struct Known {
    /// Its name.
    pub name: &'static str,
    /// The schema that its control file names, where it cannot be put elsewhere.
    pub schema: Option<&'static str>,
    /// The extensions that it stands on.
    pub requires: Vec<&'static str>,
    /// What it brings, types first.
    pub brings: Vec<Brought>,
}

/// A type or relation that comes with an extension.
#[derive(Debug)]
pub(super) struct Brought {
    /// Its name.
    pub name: &'static str,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Base,
    Domain(&'static str),
    Enum(Vec<&'static str>),
    Composite(Vec<Field>),
    Relation { view: bool, columns: Vec<Field>, key: Vec<&'static str> },
}

/// A column or attribute: its name, its type, and whether NULL is refused.
type Field = (&'static str, &'static str, bool);

impl Brought {
    /// Whether it stands in the name space of relations.
    pub fn is_relation(&self) -> bool {
        matches!(self.kind, Kind::Relation { .. })
    }
}

/// The extension of that name.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    static KNOWN: LazyLock<Vec<Known>> =
        LazyLock::new(|| read(include_str!("extensions.txt")).collect());
    KNOWN.iter().find(|known| known.name == name)
}

fn read(file: &'static str) -> impl Iterator<Item = Known> {
    file.split("\n\n").filter_map(|block| {
        let mut lines = block.lines();
        let name = lines.next()?.strip_prefix("extension ")?;
        let mut known = Known { name, schema: None, requires: Vec::new(), brings: Vec::new() };
        for line in lines {
            let mut words = line.trim().splitn(3, ' ');
            let (Some(word), Some(name)) = (words.next(), words.next()) else { continue };
            let rest = words.next().unwrap_or_default();
            let kind = match word {
                "schema" => {
                    known.schema = Some(name);
                    continue;
                }
                "requires" => {
                    known.requires.push(name);
                    continue;
                }
                "domain" => Kind::Domain(rest),
                "enum" => Kind::Enum(rest.split(", ").collect()),
                "composite" => Kind::Composite(fields(rest).0),
                "table" | "view" => {
                    let (columns, key) = fields(rest);
                    Kind::Relation { view: word == "view", columns, key }
                }
                _ => Kind::Base,
            };
            known.brings.push(Brought { name, kind });
        }
        // Types may be named by those behind them.
        known.brings.sort_by_key(|brought| match brought.kind {
            Kind::Base => 0,
            Kind::Domain(_) | Kind::Enum(_) => 1,
            Kind::Composite(_) => 2,
            Kind::Relation { .. } => 3,
        });
        Some(known)
    })
}

/// `a int4 not null, b varchar(5); key a`: the columns, and the key.
fn fields(text: &'static str) -> (Vec<Field>, Vec<&'static str>) {
    let (columns, key) = text.split_once("; key ").unwrap_or((text, ""));
    let columns = columns.split(", ").filter_map(|field| {
        let (name, rest) = field.split_once(' ')?;
        let data_type = rest.strip_suffix(" not null");
        Some((name, data_type.unwrap_or(rest), data_type.is_some()))
    });
    (columns.collect(), key.split(' ').filter(|name| !name.is_empty()).collect())
}

impl Model {
    /// Puts in what an extension brings, of which the name is free.
    pub(super) fn bring(&mut self, extension: &Arc<str>, schema: ObjectId, brought: &Brought) {
        let name: Arc<str> = Arc::from(brought.name);
        if let Kind::Relation { view, columns, key } = &brought.kind {
            self.bring_relation(extension, schema, &name, *view, columns, key);
            return;
        }
        if !self.move_array_type(schema, &name) {
            return;
        }
        let kind = match &brought.kind {
            Kind::Domain(base) => TypeKind::Domain {
                base: self.brought_type(schema, base),
                not_null: false,
                default: None,
                checks: Vec::new(),
            },
            Kind::Enum(labels) => {
                TypeKind::Enum { labels: labels.iter().map(|label| Arc::from(*label)).collect() }
            }
            Kind::Composite(fields) => {
                let attribute = |(at, (name, data_type, _)): (usize, &Field)| Attribute {
                    id: ColumnId(at as u16 + 1),
                    name: Arc::from(*name),
                    data_type: self.brought_type(schema, data_type),
                    comment: None,
                };
                TypeKind::Composite {
                    attributes: fields.iter().enumerate().map(attribute).collect(),
                }
            }
            Kind::Base | Kind::Relation { .. } => TypeKind::Base,
        };
        let id = self.next_object_id();
        self.put_type(UserType {
            id,
            schema,
            name: Arc::clone(&name),
            kind,
            array_name: None,
            comment: None,
            extension: Some(Arc::clone(extension)),
            history: None,
        });
        let array = self.choose_array_name(schema, &name);
        self.change_type(id, |user_type| user_type.array_name = Some(array));
        self.settle(schema, &name);
    }

    fn bring_relation(
        &mut self,
        extension: &Arc<str>,
        schema: ObjectId,
        name: &Arc<str>,
        view: bool,
        fields: &[Field],
        key: &[&str],
    ) {
        if self.relation_names.contains(schema, name) {
            return;
        }
        let column = |(at, (name, data_type, not_null)): (usize, &Field)| Column {
            id: ColumnId(at as u16 + 1),
            name: Arc::from(*name),
            data_type: self.brought_type(schema, data_type),
            not_null: *not_null,
            default: None,
            identity: None,
            generated: None,
            collation: None,
            local: true,
            inherited: 0,
            comment: None,
            history: None,
        };
        let columns: Vec<Column> = fields.iter().enumerate().map(column).collect();
        let of_key = |name: &&str| columns.iter().find(|each| *each.name == **name);
        let key: Vec<ColumnId> = key.iter().filter_map(of_key).map(|each| each.id).collect();
        let id = self.next_object_id();
        let constraints = if key.is_empty() {
            Vec::new()
        } else {
            vec![Constraint {
                id: self.next_object_id(),
                name: format!("{name}_pkey").into(),
                kind: ConstraintKind::PrimaryKey { columns: key, include: Vec::new() },
                deferrable: false,
                initially_deferred: false,
                validated: true,
                enforced: true,
                local: true,
                inherited: 0,
                comment: None,
                history: None,
            }]
        };
        self.put_relation(Relation {
            id,
            schema,
            name: Arc::clone(name),
            kind: if view { RelationKind::View } else { RelationKind::Table },
            next_column: columns.len() as u16 + 1,
            columns,
            constraints,
            indexes: Vec::new(),
            partition_of: None,
            partition_bound: None,
            inherits: Vec::new(),
            of_type: None,
            partition_key: None,
            depends_on: Vec::new(),
            comment: None,
            temporary: false,
            extension: Some(Arc::clone(extension)),
            history: None,
        });
        self.settle(schema, name);
    }

    /// `int4`, `varchar(5)`, `text[]`, or a type that came before with an extension: of this
    /// schema, or of any.
    fn brought_type(&self, schema: ObjectId, written: &str) -> Type {
        let (name, array) = match written.strip_suffix("[]") {
            Some(element) => (element, true),
            None => (written, false),
        };
        let (name, modifiers) = match name.split_once('(') {
            Some((name, modifiers)) => (name, modifiers.trim_end_matches(')')),
            None => (name, ""),
        };
        let mut found = builtin_type(name)
            .or_else(|| self.brought_user_type(schema, name))
            .unwrap_or_else(Type::unknown);
        found.array |= array;
        found.modifiers =
            modifiers.split(',').filter(|each| !each.is_empty()).map(Arc::from).collect();
        found
    }

    fn brought_user_type(&self, schema: ObjectId, name: &str) -> Option<Type> {
        let name: Arc<str> = Arc::from(name);
        let id = match self.type_names.get(schema, &name) {
            Some(TypeNameEntry::User(id)) => *id,
            _ => {
                let mut all = self.types.values();
                all.find(|each| each.extension.is_some() && each.name == name)?.id
            }
        };
        Some(Type { base: BaseType::User(id), modifiers: Vec::new(), array: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_extension_is_read_once_and_whole() {
        let all: Vec<Known> = read(include_str!("extensions.txt")).collect();
        assert!(all.is_sorted_by(|one, two| one.name < two.name));
        for known in &all {
            for needed in &known.requires {
                assert!(all.iter().any(|it| it.name == *needed), "{}: {needed}", known.name);
            }
        }
        let names = |name: &str| -> Vec<&str> {
            known(name).map_or(Vec::new(), |it| it.brings.iter().map(|it| it.name).collect())
        };
        assert_eq!(names("citext"), ["citext"]);
        assert_eq!(names("vector"), ["halfvec", "sparsevec", "vector"]);
        assert!(names("postgis").ends_with(&[
            "geography_columns",
            "geometry_columns",
            "spatial_ref_sys"
        ]));
        assert!(known("postgis_topology").is_some_and(|it| it.schema == Some("topology")));
        assert!(known("nothing_of_the_kind").is_none());
    }

    #[test]
    fn the_types_of_columns_are_known() {
        let mut model = Model::new();
        let public = model.schema_named("public").map(|schema| schema.id);
        for known in read(include_str!("extensions.txt")) {
            let name = Arc::from(known.name);
            for brought in &known.brings {
                model.bring(&name, public.unwrap_or(Model::TEMPORARY), brought);
            }
        }
        for relation in model.relations.values() {
            for column in &relation.columns {
                let data_type = &column.data_type;
                let unknown = matches!(data_type.base, BaseType::Unknown { .. });
                assert!(!unknown, "{}.{}", relation.name, column.name);
            }
        }
        assert!(model.relations.len() > 20);
    }
}
