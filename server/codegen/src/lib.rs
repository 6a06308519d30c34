//! Go from a schema model: names, types, the plan of files and methods, and their text.
//!
//! Pure and deterministic: the same model and configuration give the same bytes, on any machine,
//! at any time. Knows no disk, clock or LSP.

mod go;
pub mod header;
mod imports;
mod layout;
mod naming;
mod plan;
mod render;
mod sql;
mod types;
mod view;

pub use go::declare_alike;
pub use naming::singular;
pub use plan::Plan;

use pgwright_config::Document;
use pgwright_problem::{Code, Location, Problem, Span, TextFile};
use pgwright_schema::model::{Model, ObjectId};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the output folder should hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Generated {
    /// Sorted by path.
    pub files: Vec<GeneratedFile>,
    /// Paths that are neither written nor removed, because the table behind them is unsettled or
    /// could not be generated; sorted.
    pub withheld: Vec<Arc<str>>,
    /// What stood in the way.
    pub problems: Vec<Problem>,
}

/// A file as it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratedFile {
    /// Relative to the project's root, `/` between the parts.
    pub path: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
    /// The table or view that it belongs to; `None` for files that serve all.
    pub relation: Option<ObjectId>,
    /// Which lines stand for which schema object, to show a drift where it belongs.
    pub origins: Vec<Origin>,
}

/// A place in a generated file that stands for a schema object.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// In the generated text.
    pub span: Span,
    /// What stands there in schema words, such as `column public.users.email`.
    pub what: Arc<str>,
    /// The statement that made or last changed it.
    pub cause: Option<Location>,
}

/// Generates everything that `model` and the configuration ask for. `others`: the Go files in the
/// output folder, of which those that pgwright did not write are read for their names.
pub fn generate(model: &Model, document: &Document, others: &[TextFile]) -> Generated {
    let mut plan = Plan::new(model, document, others);
    let config = &document.config;
    let mut generated = Generated {
        files: Vec::new(),
        withheld: plan.withheld.iter().map(|path| Arc::from(path.as_str())).collect(),
        problems: plan.problems,
    };
    let mut tables: Vec<Vec<_>> = Vec::new();
    for package in &mut plan.packages {
        let render = |planned: &mut plan::Planned| {
            let body = render::table_file(planned, package.features, model, config)?;
            Ok(body.file(planned.path.clone(), &package.name, &plan.imports))
        };
        tables.push(package.tables.par_iter_mut().map(render).collect());
    }
    for (package, rendered) in plan.packages.iter().zip(tables) {
        let mut used = BTreeSet::new();
        for (planned, rendered) in package.tables.iter().zip(rendered) {
            match rendered {
                Ok((file, uses)) => {
                    used.extend(uses);
                    generated.files.push(file);
                }
                Err(failure) => generated.withhold(&planned.path, &failure, document),
            }
        }
        // Files that are left as they are go on using what they use.
        for path in plan.withheld.iter().filter(|path| path.starts_with(&package.folder)) {
            if let Some(file) = others.iter().find(|file| *file.path == **path) {
                used.extend(render::uses(&go::words(&file.text)));
            }
        }
        let shared = render::shared_files(package, model, config, &used).and_then(|mut files| {
            files.extend(render::recorders(&plan.packages, package, config)?);
            Ok(files)
        });
        match shared {
            Ok(files) => {
                for (name, body) in files {
                    let path = format!("{}{name}", package.folder);
                    generated.files.push(body.file(path, &package.name, &plan.imports).0);
                }
            }
            Err(failure) => generated.withhold(&package.folder, &failure, document),
        }
        if config.generate.examples {
            generated.add_examples(package, document, &plan.imports);
        }
        if config.generate.tests {
            generated.add_tests(package, model, document, &plan.imports);
        }
        if package.unsettled {
            generated.leave_types(&package.folder, others);
        }
    }
    match render::beside_code(&plan.packages, &document.config, &plan.folder) {
        Ok(files) => generated.files.extend(files),
        Err(failure) => generated.withhold(&plan.folder, &failure, document),
    }
    generated.files.sort_by(|a, b| a.path.cmp(&b.path));
    for package in &plan.packages {
        let clashes = clashes(package, &generated.files, others);
        generated.problems.extend(clashes);
    }
    generated.withheld.sort();
    generated.withheld.dedup();
    Problem::sort(&mut generated.problems);
    // It is made of many small parts, and nobody has to wait until they are gone.
    rayon::spawn(move || drop(plan.packages));
    generated
}

/// Where the files of a package and those that people wrote beside them do not go together.
fn clashes(package: &plan::Package, files: &[GeneratedFile], others: &[TextFile]) -> Vec<Problem> {
    let is_there = |file: &GeneratedFile| {
        others.iter().any(|other| other.path == file.path && other.text == file.text)
    };
    // Of all that the file of a table declares but methods, the plan has spoken already.
    let receivers = package.names.receivers();
    let has_methods = |planned: &plan::Planned| {
        planned.table.types().iter().any(|name| receivers.contains(name.as_str()))
    };
    let settled: BTreeSet<&str> = package
        .tables
        .iter()
        .filter(|planned| !has_methods(planned))
        .map(|planned| planned.path.as_str())
        .collect();
    let of_files: Vec<Vec<Problem>> = files
        .par_iter()
        .filter(|file| !settled.contains(&*file.path))
        .map(|file| package.names.clashes(file, &is_there))
        .collect();
    let strangers = package.names.strangers().iter().cloned();
    of_files.into_iter().flatten().chain(strangers).collect()
}

impl Generated {
    /// Adds the examples of a package.
    fn add_examples(
        &mut self,
        package: &plan::Package,
        document: &Document,
        imports: &imports::Packages,
    ) {
        let path = format!("{}{}", package.folder, render::EXAMPLE_FILE);
        match render::example_file(package, &document.config) {
            Ok(Some(body)) => {
                self.files.push(body.file(path, &package.name, imports).0);
            }
            Ok(None) => {}
            Err(failure) => self.withhold(&path, &failure, document),
        }
    }

    /// Adds the tests of a package's repositories, and leaves those alone whose repositories are
    /// left alone.
    fn add_tests(
        &mut self,
        package: &plan::Package,
        model: &Model,
        document: &Document,
        imports: &imports::Packages,
    ) {
        let left: Vec<Arc<str>> = self
            .withheld
            .iter()
            .filter(|path| path.starts_with(&package.folder) && path.ends_with("_repository.go"))
            .map(|path| render::test_path(path).into())
            .collect();
        self.withheld.extend(left);
        let tests = plan::tests(package, model, document);
        self.problems.extend(tests.problems.iter().cloned());
        let rendered: Vec<_> = package
            .tables
            .par_iter()
            .zip(&tests.tables)
            .map(|(planned, own)| render::table_tests(planned, own, &tests, model))
            .collect();
        let mut bodies = Vec::new();
        for (planned, rendered) in package.tables.iter().zip(rendered) {
            let path = render::test_path(&planned.path);
            match rendered {
                Ok(body) => bodies.push((path, body)),
                Err(failure) => self.withhold(&path, &failure, document),
            }
        }
        let code: Vec<&str> = bodies.iter().map(|(_, body)| body.code()).collect();
        let path = format!("{}{}", package.folder, render::FIXTURE_FILE);
        match render::fixture_file(package, &tests, &code, model) {
            Ok(body) if !bodies.is_empty() => bodies.push((path, body)),
            Ok(_) => {}
            Err(failure) => self.withhold(&path, &failure, document),
        }
        let path = format!("{}{}", package.folder, render::FEATURES_FILE);
        match render::features_file(package) {
            Ok(body) => bodies.extend(body.map(|body| (path, body))),
            Err(failure) => self.withhold(&path, &failure, document),
        }
        for (path, body) in bodies {
            self.files.push(body.file(path, &package.name, imports).0);
        }
    }

    /// Leaves the files of types as they are where they are there: what they hold hangs on types
    /// and tables that are not known now.
    fn leave_types(&mut self, folder: &str, others: &[TextFile]) {
        for name in ["enums.go", "types.go"] {
            let path = format!("{folder}{name}");
            if others.iter().any(|file| *file.path == *path) {
                self.files.retain(|file| *file.path != *path);
                self.withheld.push(path.into());
            }
        }
    }

    /// Leaves a file out that a template failed on.
    fn withhold(&mut self, path: &str, failure: &render::Failure, document: &Document) {
        self.withheld.push(Arc::from(path));
        let place = Location::new(document.file(), Span::default());
        let message = format!("`{path}` cannot be rendered: {failure}");
        self.problems.push(
            Problem::new(Code::File, place, message).with_help("report this as a bug of pgwright"),
        );
    }
}
