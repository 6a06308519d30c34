//! How the tables stand whose definition one looks at: in line, or behind.

use crate::Snapshot;
use crate::action::drifted_file;
use crate::drift::State;
use crate::names::Role;
use crate::tree::Standing;
use pgwright_codegen::GeneratedFile;
use pgwright_problem::Span;
use pgwright_schema::model::{Model, Relation};
use std::collections::BTreeMap;

/// A line above a table's definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The table's name where it is made or configured, or the statement's part that its code is
    /// behind.
    pub span: Span,
    /// What it says: `Users: in line`, `Users: 2 columns behind · regenerate`.
    pub title: String,
    /// `schema.table`, where there is something to generate.
    pub generates: Option<String>,
}

impl Snapshot {
    /// The lenses of the file `path`: at the statements that make tables, or changed them in a way
    /// that their code does not have yet, and at the entries of `tables` in the configuration.
    pub fn lenses(&self, path: &str) -> Vec<Lens> {
        let mut lenses = Vec::new();
        let role = self.role(path);
        let causes = match role {
            Role::Step(step) => self.causes(path, step),
            _ => BTreeMap::new(),
        };
        for file in self.expected.files.iter().filter(|it| it.path.ends_with("_repository.go")) {
            let relation = file.relation.and_then(|id| self.model().relation(id));
            let Some(relation) = relation else { continue };
            let mut spans = self.shown_at(path, role, relation);
            spans.extend(causes.get(&*file.path).into_iter().flatten());
            spans.sort_unstable();
            spans.dedup();
            for span in spans {
                lenses.push(self.lens(file, relation, span));
            }
        }
        lenses.sort_by_key(|lens| lens.span);
        lenses
    }

    /// Where in a file a table has its lens.
    fn shown_at(&self, path: &str, role: Role, relation: &Relation) -> Vec<Span> {
        match role {
            Role::Step(_) => {
                let made = relation.history.as_ref().map(|history| &history.made);
                made.filter(|made| &*made.file == path).map(|made| made.span).into_iter().collect()
            }
            Role::Configuration => {
                let schema = self.model().schema_name(relation.schema);
                let config = &self.document.config;
                config
                    .entries_of(schema, &relation.name)
                    .filter(|entry| entry.pattern.is_name())
                    .filter_map(|it| self.document.key_span(&["tables", it.pattern.as_str()]))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// What in the migration `path` generated files are behind, by their paths: of each statement
    /// the first place.
    fn causes(&self, path: &str, step: usize) -> BTreeMap<&str, Vec<Span>> {
        let parsed = self.replay.steps.get(step).map(|it| &it.step.parsed.statements);
        let statements: Vec<Span> = parsed.into_iter().flatten().map(|it| it.span).collect();
        let statement = |span: &Span| statements.partition_point(|it| it.start <= span.start);
        let mut causes: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for problem in &self.problems {
            let Some(file) = drifted_file(problem) else { continue };
            let here = problem.related.iter().filter(|it| &*it.location.file == path);
            let spans = here.map(|it| it.location.span);
            causes.entry(file).or_default().extend(spans);
        }
        for spans in causes.values_mut() {
            spans.sort_unstable();
            spans.dedup_by_key(|span| statement(span));
        }
        causes
    }

    fn lens(&self, file: &GeneratedFile, relation: &Relation, span: Span) -> Lens {
        let name = self.row_of(relation.id).map_or(&*relation.name, |(row, _)| row);
        let standing = self.standing(file);
        let verb = match self.output_file(&file.path) {
            _ if !standing.generates => "",
            None => " · generate",
            Some(_) => " · regenerate",
        };
        let generates = standing.generates.then(|| qualified(self.model(), relation));
        Lens { span, title: format!("{name}: {}{verb}", standing.text), generates }
    }

    /// How the code of a table stands, whose file should be that.
    pub(crate) fn standing(&self, file: &GeneratedFile) -> Standing {
        let state = self.state(&file.path).map(|it| it.state);
        let (text, generates) = match state {
            None => ("in line".to_owned(), false),
            Some(State::Missing) => ("not generated".to_owned(), true),
            Some(State::Stale) => (self.behind(file), true),
            Some(State::Conflict) => ("conflict markers".to_owned(), true),
            Some(State::Edited) => ("edited by hand".to_owned(), false),
            Some(State::Disputed) => ("conflict markers and edits".to_owned(), false),
            Some(State::Foreign | State::Twin) => {
                ("another file is in its place".to_owned(), false)
            }
            Some(State::Orphan) => ("not wanted any more".to_owned(), false),
        };
        Standing { text, in_line: state.is_none(), generates }
    }

    /// How much a stale file is behind, by the columns of its struct.
    fn behind(&self, file: &GeneratedFile) -> String {
        let Some(actual) = self.output_file(&file.path) else { return "behind".to_owned() };
        let fields = |text: &str| -> BTreeMap<String, String> {
            let row = crate::names::row_fields(text);
            row.into_iter().map(|(name, rest)| (name.to_owned(), rest)).collect()
        };
        let (is, should) = (fields(&actual.text), fields(&file.text));
        let missing = should.iter().filter(|(name, rest)| is.get(*name) != Some(rest)).count();
        let gone = is.keys().filter(|name| !should.contains_key(*name)).count();
        match missing + gone {
            0 => "behind".to_owned(),
            1 => "1 column behind".to_owned(),
            count => format!("{count} columns behind"),
        }
    }
}

/// `schema.table` as the catalog holds it.
fn qualified(model: &Model, relation: &Relation) -> String {
    format!("{}.{}", model.schema_name(relation.schema), relation.name)
}
