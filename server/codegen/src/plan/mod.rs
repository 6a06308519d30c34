//! What is generated: files × features × tables, decided before a line is written.

mod extras;
mod features;
mod methods;
mod names;
mod package;
mod pages;
mod places;
mod relations;
mod rows;
mod table;
mod testing;
mod types;

pub(crate) use features::Features;
pub(crate) use methods::{Method, key_format, page_key, row_values, writes_values};
pub(crate) use pages::Pages;
pub(crate) use rows::{Cell, Row, Value as CellValue, any_value, sources};
pub(crate) use table::{Column, Table, Write};
pub(crate) use testing::{TableTests, Tests, active_parents, tests};
pub(crate) use types::{Composite, Enum, UserTypes};

use crate::GeneratedFile;
use crate::earlier::Earlier;
use crate::generation::Shared;
use crate::imports::Packages;
use crate::naming::{Namer, package_name};
use crate::render::{Failure, Uses};
use crate::types::Registration;
pub(crate) use names::Names;
use pgwright_config::{Config, Document};
use pgwright_problem::{Code, Location, Problem, TextFile};
use pgwright_schema::model::{Model, ObjectId};
use places::Places;
use std::sync::Arc;

/// What is to be generated: which files with which methods, by which names.
pub(crate) struct Plan {
    /// The output folder with a `/` behind it; empty for the project's root.
    pub(crate) folder: String,
    pub(crate) packages: Vec<Package>,
    pub(crate) imports: Packages,
    pub(crate) problems: Vec<Problem>,
    /// Files that are left as they are.
    pub(crate) withheld: Vec<String>,
}

/// One Go package.
pub(crate) struct Package {
    /// The folder with a `/` behind it; empty for the project's root.
    pub(crate) folder: String,
    pub(crate) name: String,
    pub(crate) schemas: Vec<Arc<str>>,
    /// Every relation that has a file, with its path, in the order of the paths.
    paths: Arc<[(ObjectId, Arc<str>)]>,
    /// Those of which the file is known.
    pub(crate) tables: Vec<Arc<Planned>>,
    pub(crate) types: Arc<UserTypes>,
    /// What pgx has to be told on each connection, each after what it stands on.
    pub(crate) registrations: Vec<Registration>,
    /// What any table of it has, also one that is withheld.
    pub(crate) features: Features,
    /// Every name that the package declares. One that has been declared since the types and tables
    /// of the package were last looked at together stays.
    pub(crate) names: Arc<Names>,
    /// Whether two things wanted one name.
    collides: bool,
    /// Whether something of these schemas cannot be known, so that the files of types must not
    /// lose what a table may need.
    pub(crate) unsettled: bool,
    /// The files that serve all its tables, once they are there.
    pub(crate) shared: Option<Arc<Shared>>,
}

/// A table with what is generated for it. It is kept from one generation to the next, so that it is
/// rendered as soon as it is planned.
pub(crate) struct Planned {
    pub(crate) table: Table,
    pub(crate) methods: Vec<Method>,
    /// The names of methods that its features add.
    pub(crate) extras: Vec<&'static str>,
    pub(crate) pages: Option<Pages>,
    /// The path of its file.
    pub(crate) path: Arc<str>,
    /// The names that its file declares.
    declared: Vec<Arc<str>>,
    /// The types that migrations made and that it stands on; `None`: not only on such that are
    /// known.
    pub(crate) types: Option<Vec<ObjectId>>,
    /// What stands in the way of a part of it.
    pub(crate) problems: Vec<Problem>,
    /// Its file, and what that uses of the files that serve all.
    pub(crate) file: Result<(Arc<GeneratedFile>, Uses), Failure>,
}

impl Plan {
    /// Decides what is generated, from the same as [`crate::generate`], and renders the files of tables.
    /// What stands is taken over from an earlier generation.
    pub(crate) fn new(
        model: &Model,
        document: &Document,
        others: &[TextFile],
        earlier: Option<&Earlier<'_>>,
    ) -> Self {
        let config = &document.config;
        let folder = folder(&config.output.directory);
        let schemas: Vec<Arc<str>> =
            config.database.schemas.iter().map(|schema| Arc::from(schema.as_str())).collect();
        let layout: Vec<Layout> = if config.output.package_per_schema {
            schemas
                .iter()
                .map(|schema| {
                    let name = package_name(schema);
                    (format!("{folder}{name}/"), name, vec![Arc::clone(schema)])
                })
                .collect()
        } else {
            vec![(folder.clone(), config.output.package.clone(), schemas)]
        };
        let mut problems = Vec::new();
        let layout = distinct(layout, document, &mut problems);
        let names: Vec<Arc<Names>> = layout
            .iter()
            .map(|(folder, package, _)| Arc::new(Names::new(folder, package, others)))
            .collect();
        let imports = Packages::new(config, &|name| names.iter().any(|names| names.has(name)));
        let planner = Planner {
            model,
            config,
            imports: &imports,
            namer: Namer::new(&config.naming),
            places: Places { document },
            others,
            earlier,
        };
        let mut withheld = Vec::new();
        let packages = layout
            .into_iter()
            .zip(names)
            .map(|(layout, names)| planner.package(layout, names, &mut problems, &mut withheld))
            .collect();
        Self { folder, packages, imports, problems, withheld }
    }
}

/// What all steps of planning look at.
struct Planner<'a> {
    model: &'a Model,
    config: &'a Config,
    imports: &'a Packages,
    namer: Namer,
    places: Places<'a>,
    /// The files that are in the output folder.
    others: &'a [TextFile],
    earlier: Option<&'a Earlier<'a>>,
}

impl Planner<'_> {
    /// What stands before the Go names of a schema's tables and types: nothing for the first
    /// schema of the package.
    fn prefix(&self, schema: &str, schemas: &[Arc<str>]) -> String {
        let bare = schemas.first().is_some_and(|first| **first == *schema);
        if bare { String::new() } else { self.namer.exported(schema) }
    }
}

/// A package: its folder, its name and its schemas.
type Layout = (String, String, Vec<Arc<str>>);

/// The packages without those whose folder another one has.
fn distinct(layout: Vec<Layout>, document: &Document, problems: &mut Vec<Problem>) -> Vec<Layout> {
    let mut kept: Vec<Layout> = Vec::new();
    for (number, package) in layout.into_iter().enumerate() {
        let Some(twin) = kept.iter().find(|other| other.0 == package.0) else {
            kept.push(package);
            continue;
        };
        let path = ["database", "schemas", &number.to_string()];
        let span = document.value_span(&path).unwrap_or_default();
        let message = format!(
            "the package of the schema `{}` would be `{}`, which is that of the schema `{}`",
            package.2.join(", "),
            package.1,
            twin.2.join(", "),
        );
        problems.push(
            Problem::new(Code::NameCollision, Location::new(document.file(), span), message)
                .with_help("leave one of them out, or set `output.package_per_schema` to false"),
        );
    }
    kept
}

/// `internal/repository/` from however a person wrote it.
fn folder(directory: &str) -> String {
    let parts: Vec<&str> =
        directory.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.is_empty() { String::new() } else { parts.join("/") + "/" }
}
