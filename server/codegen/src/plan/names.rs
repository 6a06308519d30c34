//! The names that a package declares, and who has them: no two things get one.

use crate::GeneratedFile;
use crate::go::{self, Declaration};
use crate::header::is_foreign;
use crate::plan::features;
use pgwright_problem::{Code, Location, Problem, Span, TextFile};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The top-level names of one Go package, and the methods that people wrote for its types.
#[derive(Clone)]
pub(crate) struct Names {
    /// The package's name.
    package: String,
    /// Its folder, with a `/` behind it.
    folder: String,
    /// What has a name: generated code, and what people declared in the package.
    declared: HashMap<Arc<str>, Arc<Owner>>,
    by_hand: ByHand,
}

/// What people declared in the package.
#[derive(Clone, Default)]
struct ByHand {
    names: HashMap<Key, Owner>,
    /// Files of other packages.
    strangers: Vec<Problem>,
}

/// The type that it is a method of, and the name.
type Key = (Option<String>, String);

/// Who has a name.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    /// In words: `table public.users`.
    pub(crate) what: String,
    /// Where it stands, if anywhere in a person's text.
    pub(crate) location: Option<Location>,
    /// Whether a person wrote it in Go.
    pub(crate) by_hand: bool,
}

impl Names {
    /// What pgwright needs itself, and what the Go files of the folder declare that it did not
    /// write.
    pub(crate) fn new(folder: &str, package: &str, others: &[TextFile]) -> Self {
        let by_hand = ByHand::read(folder, package, others);
        let mut names = Self {
            package: package.to_owned(),
            folder: folder.to_owned(),
            declared: HashMap::new(),
            by_hand,
        };
        names.collect();
        names
    }

    /// Takes the names that people gave, and those that pgwright needs itself and nobody has.
    fn collect(&mut self) {
        self.declared.clear();
        for ((receiver, name), owner) in &self.by_hand.names {
            if receiver.is_none() {
                self.declared.insert(name.as_str().into(), Arc::new(owner.clone()));
            }
        }
        for name in features::reserved() {
            let what = "pgwright's own code".to_owned();
            let owner = Owner { what, location: None, by_hand: false };
            self.declared.entry(name.into()).or_insert_with(|| Arc::new(owner));
        }
    }

    /// Forgets what the files at `paths` declare: they stand where generated ones belong, which is
    /// a problem of its own, and what they declare is what the generated ones would.
    pub(crate) fn give_way(&mut self, paths: &[&str]) {
        if self.by_hand.give_way(paths) {
            self.collect();
        }
    }

    /// The files of the folder that belong to other packages.
    pub(crate) fn strangers(&self) -> &[Problem] {
        &self.by_hand.strangers
    }

    /// Whether the name is taken.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// Who has the name.
    pub(crate) fn owner(&self, name: &str) -> Option<&Owner> {
        self.declared.get(name).map(|owner| &**owner)
    }

    /// Who wrote a method of that name for a type.
    pub(crate) fn method(&self, receiver: &str, name: &str) -> Option<&Owner> {
        // As in most packages.
        if self.by_hand.names.is_empty() {
            return None;
        }
        self.by_hand.names.get(&(Some(receiver.to_owned()), name.to_owned()))
    }

    /// Whether people declared anything in the package.
    pub(crate) fn any_by_hand(&self) -> bool {
        !self.by_hand.names.is_empty()
    }

    /// Whether people declared the same in the two packages.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        let (own, others) = (&self.by_hand.names, &other.by_hand.names);
        own.len() == others.len() && own.keys().all(|key| others.contains_key(key))
    }

    /// The types that people wrote methods for.
    pub(crate) fn receivers(&self) -> HashSet<&str> {
        self.by_hand.names.keys().filter_map(|(receiver, _)| receiver.as_deref()).collect()
    }

    /// The problems of a generated file's declarations that people have made too, at both places.
    /// What could be left out is not among them: nothing would compile without the rest, so it is
    /// written all the same. `is_there`: whether the file is on disk as it should be.
    pub(crate) fn clashes(
        &self,
        file: &GeneratedFile,
        is_there: &dyn Fn(&GeneratedFile) -> bool,
    ) -> Vec<Problem> {
        let inside = file.path.strip_prefix(&*self.folder).is_some_and(|name| !name.contains('/'));
        if self.by_hand.names.is_empty() || !inside || !file.path.ends_with(".go") {
            return Vec::new();
        }
        let declarations = go::declarations(&file.text);
        if declarations.package.is_none_or(|(name, _)| name != self.package) {
            return Vec::new();
        }
        let mut problems = Vec::new();
        for declaration in &declarations.all {
            let name = declaration.name;
            let key = (declaration.receiver.map(str::to_owned), name.to_owned());
            let owner = self.by_hand.names.get(&key);
            // A file that stands where a generated one belongs is a problem of its own.
            let place = owner.and_then(|owner| owner.location.clone());
            let Some(place) = place.filter(|place| place.file != file.path) else { continue };
            let generated = Location::new(&file.path, span(declaration));
            let message = format!("`{name}` is a name that generated code needs");
            problems.push(
                Problem::new(Code::GoClash, place.clone(), message)
                    .with_help("rename it, or move it to another package")
                    .with_related(generated.clone(), "generated code declares it here"),
            );
            if is_there(file) {
                let message = format!("`{name}` is declared in {} too", place.file);
                problems.push(
                    Problem::new(Code::GoClash, generated, message)
                        .with_help("rename the other one, or move it to another package")
                        .with_related(place, format!("`{name}` stands here")),
                );
            }
        }
        problems
    }

    /// The first of these names that is taken, and who has it.
    pub(crate) fn first_taken<'n>(&self, names: &'n [Arc<str>]) -> Option<(&'n str, &Owner)> {
        names.iter().find_map(|name| Some((&**name, self.owner(name)?)))
    }

    /// Takes names for one owner.
    pub(crate) fn declare_all(&mut self, names: &[Arc<str>], owner: Owner) {
        let owner = Arc::new(owner);
        for name in names {
            self.declare(Arc::clone(name), &owner);
        }
    }

    /// Takes a name.
    pub(crate) fn declare(&mut self, name: Arc<str>, owner: &Arc<Owner>) {
        self.declared.insert(name, Arc::clone(owner));
    }
}

impl ByHand {
    fn read(folder: &str, package: &str, others: &[TextFile]) -> Self {
        let mut by_hand = Self::default();
        let mut aliases = HashMap::new();
        let mut found = Vec::new();
        for file in others {
            let Some(name) = file.path.strip_prefix(folder) else { continue };
            if name.contains('/')
                || !name.ends_with(".go")
                || !is_foreign(&file.path, &file.text)
                || go::is_ignored(name, &file.text)
            {
                continue;
            }
            let declarations = go::declarations(&file.text);
            let Some((clause, start)) = declarations.package else { continue };
            if clause != package {
                by_hand.strangers.extend(stranger(file, clause, start, package));
                continue;
            }
            for declaration in declarations.all {
                if let Some(target) = declaration.alias_of {
                    aliases.insert(declaration.name, target);
                }
                // These can stand in every file.
                let is_free = matches!(declaration.name, "_" | "init");
                if !is_free || declaration.receiver.is_some() {
                    found.push((declaration, &file.path));
                }
            }
        }
        for (declaration, path) in found {
            let receiver = declaration
                .receiver
                .map(|name| aliases.get(name).copied().unwrap_or(name).to_owned());
            let owner = Owner {
                what: path.to_string(),
                location: Some(Location::new(path, span(&declaration))),
                by_hand: true,
            };
            let key = (receiver, declaration.name.to_owned());
            by_hand.names.entry(key).or_insert(owner);
        }
        by_hand
    }

    /// Forgets the files at `paths`, and tells whether there was something to forget.
    fn give_way(&mut self, paths: &[&str]) -> bool {
        let before = self.names.len();
        let stays = |file: Option<&Arc<str>>| !file.is_some_and(|file| paths.contains(&&**file));
        self.names.retain(|_, owner| stays(owner.location.as_ref().map(|place| &place.file)));
        self.strangers.retain(|problem| stays(Some(&problem.location.file)));
        self.names.len() != before
    }
}

/// Where the name stands.
fn span(declaration: &Declaration<'_>) -> Span {
    let start = declaration.start as u32;
    Span::new(start, start + declaration.name.len() as u32)
}

/// The problem that a file belongs to another package than the one that is generated beside it.
/// External tests have one of their own, and Go passes over the package `documentation`.
fn stranger(file: &TextFile, clause: &str, start: usize, package: &str) -> Option<Problem> {
    let is_tests = file.path.ends_with("_test.go") && clause.strip_suffix("_test") == Some(package);
    if clause == "documentation" || is_tests {
        return None;
    }
    let start = start as u32;
    let place = Location::new(&file.path, Span::new(start, start + clause.len() as u32));
    let message = format!(
        "`{clause}` is another package than the generated one, `{package}`: Go has one in a folder"
    );
    Some(Problem::new(Code::GoClash, place, message).with_help(format!(
        "write `package {package}`, set `output.package`, or move the file to another folder"
    )))
}

/// The problem that `name` would be what `what` is called at `place` and has an owner already;
/// at both places where the owner is a person's code.
pub(crate) fn collision(
    name: &str,
    what: &str,
    place: &Location,
    owner: &Owner,
    help: &str,
) -> Vec<Problem> {
    let code = if owner.by_hand { Code::GoClash } else { Code::NameCollision };
    let mut problem = Problem::new(
        code,
        place.clone(),
        format!("{what} would be `{name}` in Go, which is the name of something in {}", owner.what),
    )
    .with_help(help);
    let Some(location) = &owner.location else { return vec![problem] };
    problem = problem.with_related(location.clone(), format!("`{name}` stands here"));
    if !owner.by_hand {
        return vec![problem];
    }
    let there = Problem::new(
        code,
        location.clone(),
        format!("`{name}` is what {what} would be called in generated code, which is left out"),
    )
    .with_help(format!("rename it, or {help}"))
    .with_related(place.clone(), format!("{what} comes from here"));
    vec![problem, there]
}
