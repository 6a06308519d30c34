//! One package: which tables and views are in it, where their files are, and which of them are
//! taken over from an earlier generation.

use super::features::Features;
use super::names::{Names, Owner};
use super::table::Table;
use super::{Layout, Package, Planned, Planner};
use crate::earlier::{Earlier, types_of};
use crate::naming::file_stem;
use crate::render::{self, Output};
use pgwright_problem::Problem;
use pgwright_schema::model::{BaseType, ObjectId, Relation, Type};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What stands behind the table's name: it keeps tables named `users_test` or `events_linux` from
/// being passed over by Go.
const SUFFIX: &str = "_repository.go";

/// From how many tables on threads are worth their start.
const WORTH_THREADS: usize = 8;

/// A table on its way to its plan.
enum Draft {
    /// It is planned as it was.
    Kept(Arc<Planned>),
    /// Its names and types are known.
    New(Box<Table>, Arc<str>),
}

impl Planner<'_> {
    /// Plans one package. `names`: those that people gave, and those that pgwright needs itself.
    pub(super) fn package(
        &self,
        layout: Layout,
        names: Arc<Names>,
        problems: &mut Vec<Problem>,
        withheld: &mut Vec<String>,
    ) -> Package {
        let earlier = self.earlier.and_then(|it| Some((it, it.package(&layout.0)?)));
        let earlier = earlier.filter(|(_, before)| before.schemas == layout.2);
        if let Some((earlier, before)) = earlier
            && let Some((package, left, found)) = self.continued(earlier, before)
        {
            withheld.extend(left);
            problems.extend(found);
            return package;
        }
        self.anew(layout, Arc::unwrap_or_clone(names), earlier, problems, withheld)
    }

    /// Plans a package from its relations, types and names on. What `earlier` knows of single tables
    /// is taken over.
    fn anew(
        &self,
        (folder, name, schemas): Layout,
        mut names: Names,
        earlier: Option<(&Earlier<'_>, &Package)>,
        problems: &mut Vec<Problem>,
        withheld: &mut Vec<String>,
    ) -> Package {
        let mut relations = self.with_paths(&folder, &schemas);
        names.give_way(&relations.iter().map(|(_, path)| &**path).collect::<Vec<_>>());
        let unsettled = self.unsettled(&schemas, &folder, withheld);
        let settings_of = |relation: &Relation| {
            self.config.table(self.model.schema_name(relation.schema), &relation.name)
        };
        let features = Features::of_package(
            &self.config.database.pgxkit,
            relations.iter().map(|(relation, _)| Features::of(&settings_of(relation).pgxkit)),
        );
        let paths: Arc<[(ObjectId, Arc<str>)]> =
            relations.iter().map(|(relation, path)| (relation.id, Arc::clone(path))).collect();
        relations.retain(|(relation, path)| {
            let known = self.is_known(relation);
            if !known {
                withheld.push(path.to_string());
            }
            known
        });
        let of_types: Vec<&Arc<Relation>> =
            relations.iter().map(|(relation, _)| *relation).collect();
        let before = problems.len();
        let types = self.user_types(&schemas, &of_types, &mut names, problems);
        let mut collides = problems.len() > before;
        let kept = earlier.map(|(_, before)| &before.types).filter(|kept| ***kept == types);
        let types = kept.map_or_else(|| Arc::new(types), Arc::clone);

        let known = earlier.filter(|(_, before)| {
            before.features == features && before.name == name && before.names.is_alike(&names)
        });
        let planned: HashMap<ObjectId, &Arc<Planned>> = known
            .iter()
            .flat_map(|(_, before)| &before.tables)
            .map(|planned| (planned.table.relation.id, planned))
            .collect();
        let draft = |(relation, path): (&Arc<Relation>, Arc<str>)| {
            let kept = known.and_then(|(earlier, before)| {
                let planned = planned.get(&relation.id)?;
                let holds = planned.path == path && earlier.holds(planned, &before.types, &types);
                holds.then(|| Draft::Kept(Arc::clone(planned)))
            });
            match kept {
                Some(kept) => Ok(kept),
                None => match self.table(relation, &schemas, &types) {
                    Ok(table) => Ok(Draft::New(Box::new(table), path)),
                    Err(problems) => Err((path, problems)),
                },
            }
        };
        let drafts: Vec<_> = match planned.is_empty() {
            true => relations.into_par_iter().map(draft).collect(),
            false => relations.into_iter().map(draft).collect(),
        };
        let mut named = Vec::new();
        for draft in drafts {
            let draft = match draft {
                Ok(draft) => draft,
                Err((path, found)) => {
                    problems.extend(found);
                    withheld.push(path.to_string());
                    continue;
                }
            };
            let (path, takes) = match &draft {
                // Where a name is another's now, that is told as for any other table.
                Draft::Kept(planned) => {
                    let takes = self.take_again(planned, &mut names)
                        || self.take_names(&planned.table, &mut names, problems);
                    (&planned.path, takes)
                }
                Draft::New(table, path) => (path, self.take_names(table, &mut names, problems)),
            };
            if takes {
                named.push(draft);
            } else {
                collides = true;
                withheld.push(path.to_string());
            }
        }
        let news = named.iter().filter(|draft| matches!(draft, Draft::New(..))).count();
        let plan = |draft| match draft {
            Draft::Kept(planned) => planned,
            Draft::New(table, path) => self.rendered(*table, path, &names, features, &name),
        };
        let tables: Vec<Arc<Planned>> = match news >= WORTH_THREADS {
            true => named.into_par_iter().map(plan).collect(),
            false => named.into_iter().map(plan).collect(),
        };
        Package {
            registrations: self.registrations_of(&tables),
            folder,
            name,
            schemas,
            paths,
            tables,
            types,
            features,
            names: Arc::new(names),
            collides,
            unsettled,
            shared: None,
        }
    }

    /// The package as it was, but for the tables that have changed, where these have the names that
    /// they had and nothing else is in question; with the files that are left as they are, and what
    /// is wrong with tables that have none.
    fn continued(
        &self,
        earlier: &Earlier<'_>,
        before: &Package,
    ) -> Option<(Package, Vec<String>, Vec<Problem>)> {
        // What is told of people's own files stands at places in them.
        let told = before.names.any_by_hand() || !before.names.strangers().is_empty();
        if before.collides || !earlier.types.is_empty() || (told && !earlier.others_same) {
            return None;
        }
        let schemas = &before.schemas;
        let mut touched = BTreeSet::new();
        for (was, is) in &earlier.relations {
            let generated = |it: &&&Arc<Relation>| self.place_of(it, schemas).is_some();
            match (was.as_ref().filter(generated), is.as_ref().filter(generated)) {
                (None, None) => {}
                (Some(was), Some(is)) if self.has_place_of(is, was, schemas) => {
                    touched.insert(is.id);
                }
                _ => return None,
            }
        }
        let mut withheld = Vec::new();
        let mut problems = Vec::new();
        let unsettled = self.unsettled(schemas, &before.folder, &mut withheld);
        let mut planned = before.tables.iter().peekable();
        let mut tables = Vec::with_capacity(before.paths.len());
        for (id, path) in &*before.paths {
            let own = planned.next_if(|planned| planned.table.relation.id == *id);
            let kept = own.filter(|own| {
                !touched.contains(id) && earlier.holds(own, &before.types, &before.types)
            });
            let relation = match kept {
                Some(kept) => &kept.table.relation,
                None => self.model.relations.get(id)?,
            };
            if !self.is_known(relation) {
                withheld.push(path.to_string());
                continue;
            }
            if let Some(kept) = kept {
                tables.push(Arc::clone(kept));
                continue;
            }
            match self.table(relation, schemas, &before.types) {
                Ok(table) => tables.push(self.again(table, path, own, before)?),
                Err(found) => {
                    withheld.push(path.to_string());
                    problems.extend(found);
                }
            }
        }
        let package = Package {
            folder: before.folder.clone(),
            name: before.name.clone(),
            schemas: before.schemas.clone(),
            paths: Arc::clone(&before.paths),
            registrations: self.registrations_of(&tables),
            tables,
            types: Arc::clone(&before.types),
            features: before.features,
            names: Arc::clone(&before.names),
            collides: false,
            unsettled,
            shared: None,
        };
        Some((package, withheld, problems))
    }

    /// Whether a relation has the file and the types of the package that it had.
    fn has_place_of(&self, is: &Relation, was: &Relation, schemas: &[Arc<str>]) -> bool {
        let of_package = |relation: &Relation| {
            let types = types_of(self.model, relation);
            types.is_some_and(|types| {
                types.iter().all(|id| {
                    let schema = self.model.user_type(*id).map(|it| it.schema);
                    let schema = schema.map(|schema| self.model.schema_name(schema));
                    schema.is_some_and(|schema| schemas.iter().any(|own| **own == *schema))
                })
            })
        };
        is.name == was.name
            && is.schema == was.schema
            && is.kind == was.kind
            && of_package(is)
            && of_package(was)
    }

    /// Plans a table again, with the names that it has already; `None` where it needs others.
    fn again(
        &self,
        table: Table,
        path: &Arc<str>,
        own: Option<&Arc<Planned>>,
        before: &Package,
    ) -> Option<Arc<Planned>> {
        let declared = self.declared_names(&table);
        let named = match own {
            Some(own) => own.declared == declared,
            None => {
                let what = table.described();
                declared
                    .iter()
                    .all(|name| before.names.owner(name).is_some_and(|owner| owner.what == what))
            }
        };
        if !named || !self.fields_differ(&table, &before.names, &mut Vec::new()) {
            return None;
        }
        let (names, features) = (&before.names, before.features);
        Some(self.rendered(table, Arc::clone(path), names, features, &before.name))
    }

    /// Takes the names of a table that is planned already, if they are free.
    fn take_again(&self, planned: &Planned, names: &mut Names) -> bool {
        if names.first_taken(&planned.declared).is_some() {
            return false;
        }
        let place = self.places.made(planned.table.relation.history.as_ref());
        let what = planned.table.described();
        names.declare_all(&planned.declared, Owner { what, location: Some(place), by_hand: false });
        true
    }

    /// Plans a table and renders its file.
    fn rendered(
        &self,
        table: Table,
        path: Arc<str>,
        names: &Names,
        features: Features,
        package: &str,
    ) -> Arc<Planned> {
        let mut planned = self.planned(table, path, names);
        let output = Output { package, imports: self.imports, others: self.others };
        let body = render::table_file(&mut planned, features, self.model, self.config);
        planned.file = body.map(|body| body.file(&planned.path, &output));
        Arc::new(planned)
    }

    /// What pgx has to be told for the columns of the tables.
    fn registrations_of(&self, tables: &[Arc<Planned>]) -> Vec<crate::types::Registration> {
        // Most stand on no types but those that every connection knows.
        let special = tables.iter().filter(|it| it.types.as_ref().is_none_or(|it| !it.is_empty()));
        let columns = special.flat_map(|planned| &planned.table.relation.columns);
        self.registrations(columns.map(|column| &column.data_type))
    }

    /// The relations of the schemas that are generated, by schema and name.
    fn generated(&self, schemas: &[Arc<str>]) -> Vec<&Arc<Relation>> {
        let mut found: Vec<(usize, &Arc<Relation>)> = self
            .model
            .relations
            .values()
            .filter_map(|relation| Some((self.place_of(relation, schemas)?, relation)))
            .collect();
        found.sort_by_key(|(place, relation)| (*place, Arc::clone(&relation.name)));
        found.into_iter().map(|(_, relation)| relation).collect()
    }

    /// Which of the schemas a relation is in, if it is generated.
    fn place_of(&self, relation: &Relation, schemas: &[Arc<str>]) -> Option<usize> {
        let schema = self.model.schema_name(relation.schema);
        let place = schemas.iter().position(|own| **own == *schema)?;
        // Partitions are reached through their table.
        let out = relation.temporary
            || relation.extension.is_some()
            || relation.partition_of.is_some()
            || relation.columns.is_empty()
            || self.config.excludes(schema, &relation.name);
        (!out).then_some(place)
    }

    /// The relations with the paths of their files. Where two would share one, as some file
    /// systems do not tell capitals from small letters, the one that is written so has it.
    fn with_paths(&self, folder: &str, schemas: &[Arc<str>]) -> Vec<(&Arc<Relation>, Arc<str>)> {
        let mut relations = self.generated(schemas);
        relations.sort_by_key(|relation| file_stem(&relation.name) != *relation.name);
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut found: Vec<(&Arc<Relation>, Arc<str>)> = relations
            .into_iter()
            .map(|relation| {
                let stem = self.file_stem_of(
                    self.model.schema_name(relation.schema),
                    &relation.name,
                    schemas,
                );
                let numbered = (2..).map(|number| format!("{stem}_{number}"));
                let mut stems = [stem.clone()].into_iter().chain(numbered);
                let free = stems.find(|stem| taken.insert(stem.to_lowercase()));
                let stem = free.unwrap_or(stem);
                (relation, format!("{folder}{stem}{SUFFIX}").into())
            })
            .collect();
        found.sort_by(|(_, a), (_, b)| a.cmp(b));
        found
    }

    /// Whether anything of the schemas cannot be known. The files of tables of which nothing but
    /// the name is known are withheld.
    fn unsettled(&self, schemas: &[Arc<str>], folder: &str, withheld: &mut Vec<String>) -> bool {
        let mut any = false;
        for (schema, name) in &self.model.unsettled {
            if schemas.iter().any(|own| own == schema) {
                any = true;
                if self.model.relation_named(schema, name).is_none() {
                    let stem = self.file_stem_of(schema, name, schemas);
                    withheld.push(format!("{folder}{stem}{SUFFIX}"));
                }
            }
        }
        any
    }

    /// Whether all of a relation is known.
    fn is_known(&self, relation: &Relation) -> bool {
        let model = self.model;
        if model.unsettled.is_empty() && model.begun.is_empty() {
            return true;
        }
        !model.is_unsettled(model.schema_name(relation.schema), &relation.name)
            && !relation.columns.iter().any(|column| self.is_unsettled(&column.data_type))
    }

    fn is_unsettled(&self, data_type: &Type) -> bool {
        match &data_type.base {
            BaseType::User(id) => self.model.user_type(*id).is_some_and(|user_type| {
                self.model.is_unsettled(self.model.schema_name(user_type.schema), &user_type.name)
            }),
            BaseType::Unknown { schema, name } => self.model.unsettled.iter().any(|(of, other)| {
                other == name && schema.as_ref().is_none_or(|schema| schema == of)
            }),
            BaseType::Builtin(_) | BaseType::Row(_) => false,
        }
    }

    fn file_stem_of(&self, schema: &str, name: &str, schemas: &[Arc<str>]) -> String {
        let bare = schemas.first().is_some_and(|first| **first == *schema);
        if bare { file_stem(name) } else { file_stem(&format!("{schema}_{name}")) }
    }
}
