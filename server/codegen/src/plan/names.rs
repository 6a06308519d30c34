//! The names that a package declares, and who has them: no two things get one.

use crate::go;
use crate::header::{Ownership, ownership};
use crate::plan::features;
use pgwright_problem::{Code, Location, Problem, Span, TextFile};
use std::collections::HashMap;

/// The top-level names of one Go package, and the methods that people wrote for its types.
pub(crate) struct Names {
    declared: HashMap<String, Owner>,
    methods: HashMap<(String, String), Owner>,
}

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
        let mut names = Self { declared: HashMap::new(), methods: HashMap::new() };
        names.reserve();
        for file in others {
            let inside = file.path.strip_prefix(folder).is_some_and(|rest| !rest.contains('/'));
            let is_go = file.path.ends_with(".go");
            if inside && is_go && ownership(&file.path, &file.text) == Ownership::Foreign {
                names.read(package, file);
            }
        }
        names
    }

    /// Takes the names that pgwright needs itself and nobody has.
    fn reserve(&mut self) {
        for name in features::reserved() {
            let what = "pgwright's own code".to_owned();
            let owner = Owner { what, location: None, by_hand: false };
            self.declared.entry(name.to_owned()).or_insert(owner);
        }
    }

    /// Forgets what the files at `paths` declare: they stand where generated ones belong, which is
    /// a problem of its own, and what they declare is what the generated ones would.
    pub(crate) fn give_way(&mut self, paths: &[&str]) {
        let stays = |owner: &Owner| {
            let file = owner.location.as_ref().map(|location| &*location.file);
            !(owner.by_hand && file.is_some_and(|file| paths.contains(&file)))
        };
        self.declared.retain(|_, owner| stays(owner));
        self.methods.retain(|_, owner| stays(owner));
        self.reserve();
    }

    fn read(&mut self, package: &str, file: &TextFile) {
        let (clause, declarations) = go::declarations(&file.text);
        if clause != Some(package) {
            return;
        }
        for declaration in declarations {
            let start = declaration.start as u32;
            let span = Span::new(start, start + declaration.name.len() as u32);
            let owner = Owner {
                what: file.path.to_string(),
                location: Some(Location::new(&file.path, span)),
                by_hand: true,
            };
            let name = declaration.name.to_owned();
            match declaration.receiver {
                Some(receiver) => {
                    self.methods.entry((receiver.to_owned(), name)).or_insert(owner);
                }
                // These can stand in every file.
                None if name == "_" || name == "init" => {}
                None => {
                    self.declared.insert(name, owner);
                }
            }
        }
    }

    /// Whether the name is taken.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// Who has the name.
    pub(crate) fn owner(&self, name: &str) -> Option<&Owner> {
        self.declared.get(name)
    }

    /// Who wrote a method or field of that name for a type.
    pub(crate) fn method(&self, receiver: &str, name: &str) -> Option<&Owner> {
        self.methods.get(&(receiver.to_owned(), name.to_owned()))
    }

    /// A problem for each name in the code of the file at `path`, which serves all tables, that a
    /// person has given to something else. Without that file nothing would compile, so it is
    /// written all the same.
    pub(crate) fn taken_from(&self, path: &str, code: &str) -> Vec<Problem> {
        let (_, declarations) = go::declarations(code);
        let taken = declarations.iter().filter(|declaration| declaration.receiver.is_none());
        taken
            .filter_map(|declaration| {
                let owner = self.owner(declaration.name).filter(|owner| owner.by_hand)?;
                let message = format!("`{}` is a name that generated code needs", declaration.name);
                let location = owner.location.clone().filter(|place| *place.file != *path)?;
                Some(
                    Problem::new(Code::NameCollision, location, message)
                        .with_help("rename it, or move it to another package"),
                )
            })
            .collect()
    }

    /// Takes a name.
    pub(crate) fn declare(&mut self, name: String, owner: Owner) {
        self.declared.insert(name, owner);
    }
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
    let mut problem = Problem::new(
        Code::NameCollision,
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
        Code::NameCollision,
        location.clone(),
        format!("`{name}` is what {what} would be called in generated code, which is left out"),
    )
    .with_help(format!("rename it, or {help}"))
    .with_related(place.clone(), format!("{what} comes from here"));
    vec![problem, there]
}
