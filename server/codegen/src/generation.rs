//! Generation: from the plan to files, and what of it is kept for the next time.

use crate::earlier::{Earlier, Others};
use crate::plan::{self, Features, Package, Plan};
use crate::render::{self, Output, Uses};
use crate::types::Registration;
use crate::{Generated, GeneratedFile, go};
use pgwright_config::Document;
use pgwright_problem::{Code, Location, Problem, Span, TextFile};
use pgwright_schema::model::Model;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What was generated, with what the next generation can take over from it.
pub struct Generation {
    generated: Arc<Generated>,
    pub(crate) model: Model,
    pub(crate) packages: Vec<Package>,
}

/// The files of a package that serve all its tables, with all that they hang on beside the
/// configuration and the types.
pub(crate) struct Shared {
    used: Uses,
    registrations: Vec<Registration>,
    features: Features,
    /// Whether any package splits reads from writes.
    split: bool,
    files: Vec<Arc<GeneratedFile>>,
    /// The file that names every table.
    schema: Option<Arc<GeneratedFile>>,
}

impl std::fmt::Debug for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generation").field("generated", &self.generated).finish_non_exhaustive()
    }
}

impl Generation {
    /// Generates everything that `model` and the configuration ask for. `others`: the files in the
    /// output folder, sorted by path, of which those that pgwright did not write are read for their
    /// names.
    pub fn new(model: &Model, document: &Document, others: &[TextFile]) -> Self {
        Self::with(model, document, others, None)
    }

    /// Likewise, after a generation of the same configuration when `before` was in the output
    /// folder. It is what [`Self::new`] makes, and costs what has changed.
    pub fn after(
        earlier: &Self,
        before: &[TextFile],
        model: &Model,
        document: &Document,
        others: &[TextFile],
    ) -> Self {
        let known = Earlier::of(earlier, before, model, others);
        Self::with(model, document, others, known.as_ref())
    }

    /// Whether it would be the same with `model` and `others` instead of what it was made of, and
    /// `before` in the output folder.
    pub fn stands(&self, before: &[TextFile], model: &Model, others: &[TextFile]) -> bool {
        // Where people's names clash with what was generated, the problems of it stand at places in
        // both; what is withheld is read.
        let problems = &self.generated.problems;
        let read = problems.iter().any(|problem| problem.code == Code::GoClash)
            || !self.generated.withheld.is_empty();
        self.model.is_same(model)
            && if read { before == others } else { Others::of(before, others) != Others::Differ }
    }

    /// What was generated.
    pub fn generated(&self) -> &Arc<Generated> {
        &self.generated
    }

    fn with(
        model: &Model,
        document: &Document,
        others: &[TextFile],
        earlier: Option<&Earlier<'_>>,
    ) -> Self {
        let mut plan = Plan::new(model, document, others, earlier);
        let generated = Arc::new(Generated::of(&mut plan, model, document, others, earlier));
        Self { generated, model: model.clone(), packages: plan.packages }
    }
}

impl Generated {
    fn of(
        plan: &mut Plan,
        model: &Model,
        document: &Document,
        others: &[TextFile],
        earlier: Option<&Earlier<'_>>,
    ) -> Self {
        let config = &document.config;
        let mut generated = Self {
            files: Vec::new(),
            withheld: plan.withheld.iter().map(|path| Arc::from(path.as_str())).collect(),
            problems: std::mem::take(&mut plan.problems),
        };
        let split = render::is_split(&plan.packages);
        for package in &mut plan.packages {
            let output = Output { package: &package.name, imports: &plan.imports, others };
            let mut used = Uses::default();
            for planned in &package.tables {
                generated.problems.extend(planned.problems.iter().cloned());
                match &planned.file {
                    Ok((file, uses)) => {
                        used.extend(*uses);
                        generated.files.push(Arc::clone(file));
                    }
                    Err(failure) => generated.withhold(&planned.path, failure, document),
                }
            }
            // Files that are left as they are go on using what they use.
            for path in plan.withheld.iter().filter(|path| path.starts_with(&package.folder)) {
                if let Some(file) = others.iter().find(|file| *file.path == **path) {
                    used.extend(render::uses(&go::words(&file.text)));
                }
            }
            let before = earlier.and_then(|earlier| earlier.package(&package.folder));
            match shared(package, before, (used, split), model, config, &output) {
                Ok(shared) => {
                    generated.files.extend(shared.files.iter().chain(&shared.schema).cloned());
                    package.shared = Some(Arc::new(shared));
                }
                Err(failure) => generated.withhold(&package.folder, &failure, document),
            }
            if config.generate.examples {
                generated.add_examples(package, document, &output);
            }
            if config.generate.tests {
                generated.add_tests(package, model, document, &output);
            }
            if package.unsettled {
                generated.leave_types(&package.folder, others);
            }
        }
        match render::beside_code(&plan.packages, &document.config, &plan.folder) {
            Ok(files) => generated.files.extend(files.into_iter().map(Arc::new)),
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
        generated
    }
}

/// The files of a package that serve all its tables, taken over from `before` where nothing that
/// they hang on has changed. `(used, split)`: what the code of tables uses, and whether any package
/// splits reads from writes.
fn shared(
    package: &Package,
    before: Option<&Package>,
    (used, split): (Uses, bool),
    model: &Model,
    config: &pgwright_config::Config,
    output: &Output<'_>,
) -> Result<Shared, render::Failure> {
    // What a package continues has the types that it had.
    let before = before.filter(|before| Arc::ptr_eq(&before.types, &package.types));
    let known = before.and_then(|before| Some((before, before.shared.as_ref()?)));
    let same = known.filter(|(_, known)| {
        known.used == used
            && known.split == split
            && known.features == package.features
            && known.registrations == package.registrations
    });
    let file = |(name, body): (&str, render::Body)| {
        body.file(&format!("{}{name}", package.folder), output).0
    };
    let files = match same {
        Some((_, known)) => known.files.clone(),
        None => {
            let mut files = render::shared_files(package, config, used)?;
            files.extend(render::recorders(package, split, config)?);
            files.into_iter().map(file).collect()
        }
    };
    let is_same =
        |(one, other): (&Arc<plan::Planned>, &Arc<plan::Planned>)| Arc::ptr_eq(one, other);
    let tables = &package.tables;
    let unchanged = known.filter(|(before, known)| {
        known.features == package.features
            && before.tables.len() == tables.len()
            && before.tables.iter().zip(tables).all(is_same)
    });
    let schema = match unchanged {
        Some((_, known)) => known.schema.clone(),
        None if package.features.health => {
            Some(file(("verify_schema.go", render::verify_schema(package, model)?)))
        }
        None => None,
    };
    let registrations = package.registrations.clone();
    Ok(Shared { used, registrations, features: package.features, split, files, schema })
}

/// Where the files of a package and those that people wrote beside them do not go together.
fn clashes(package: &Package, files: &[Arc<GeneratedFile>], others: &[TextFile]) -> Vec<Problem> {
    let strangers = package.names.strangers().iter().cloned();
    if !package.names.any_by_hand() {
        return strangers.collect();
    }
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
        .map(|planned| &*planned.path)
        .collect();
    let of_files: Vec<Vec<Problem>> = files
        .par_iter()
        .filter(|file| !settled.contains(&*file.path))
        .map(|file| package.names.clashes(file, &is_there))
        .collect();
    of_files.into_iter().flatten().chain(strangers).collect()
}

impl Generated {
    /// Adds the examples of a package.
    fn add_examples(&mut self, package: &Package, document: &Document, output: &Output<'_>) {
        let path = format!("{}{}", package.folder, render::EXAMPLE_FILE);
        match render::example_file(package, &document.config) {
            Ok(Some(body)) => self.files.push(body.file(&path, output).0),
            Ok(None) => {}
            Err(failure) => self.withhold(&path, &failure, document),
        }
    }

    /// Adds the tests of a package's repositories, and leaves those alone whose repositories are
    /// left alone.
    fn add_tests(
        &mut self,
        package: &Package,
        model: &Model,
        document: &Document,
        output: &Output<'_>,
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
            self.files.push(body.file(&path, output).0);
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
