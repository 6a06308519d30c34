//! A difference between Go files in words of the schema: which column, which migration.

use super::difference::{Hunk, hunks};
use super::features::{self, Key};
use super::gone::{Gone, file_name, qualified};
use super::lines::Lines;
use super::settings::{self, Change};
use crate::Snapshot;
use pgwright_codegen::{GeneratedFile, Origin};
use pgwright_problem::{Code, Location, Problem, TextFile};
use pgwright_schema::model::{Column, History, Relation};

/// A problem, and the schema object that it is about.
struct Finding {
    object: String,
    problem: Problem,
    /// It is about a part of something large, such as a line of a method: a consequence, where
    /// something more exact is said.
    vague: bool,
}

/// A stale file against what it should be.
struct Comparison<'a> {
    snapshot: &'a Snapshot,
    actual: &'a TextFile,
    expected: &'a GeneratedFile,
    old: Lines<'a>,
    new: Lines<'a>,
    gone: Vec<Gone>,
    /// The settings of features that have changed.
    changed: Vec<Key>,
}

/// One problem for each schema object in which a stale file differs, as far as it can be told;
/// none where it cannot.
pub(crate) fn explain(
    snapshot: &Snapshot,
    actual: &TextFile,
    expected: &GeneratedFile,
) -> Vec<Problem> {
    let comparison = Comparison {
        snapshot,
        actual,
        expected,
        old: Lines::new(&actual.path, &actual.text),
        new: Lines::new(&expected.path, &expected.text),
        changed: features::changed(snapshot, &actual.path),
        gone: expected.relation.map(|it| Gone::columns(snapshot, it)).unwrap_or_default(),
    };
    let hunks = hunks(&comparison.old, &comparison.new);
    let found = hunks.iter().flat_map(|hunk| comparison.findings(hunk)).collect();
    first_of_each(found, comparison.relation_name().as_deref())
}

/// Why nothing is generated any more into a file that pgwright wrote.
pub(crate) fn orphan(snapshot: &Snapshot, actual: &TextFile) -> Option<(Location, String)> {
    let stem = file_name(&actual.path).strip_suffix("_repository.go")?;
    let gone = Gone::relations(snapshot).into_iter().find(|gone| {
        squashed(stem) == squashed(&gone.name)
            || gone.what.split_once(' ').is_some_and(|(_, name)| squashed(name) == squashed(stem))
    })?;
    let why = format!("{} was {} here", gone.what, gone.how);
    Some((gone.location, why))
}

impl Comparison<'_> {
    fn findings(&self, hunk: &Hunk) -> Vec<Finding> {
        let pairs = hunk.pairs(&self.old, &self.new);
        let mut findings = Vec::new();
        for line in hunk.expected.clone() {
            let pair = pairs.iter().find(|(_, new)| *new == line).map(|(old, _)| *old);
            for origin in self.origins(line) {
                if self.differs(origin, hunk) {
                    findings.push(self.wanted(origin, line, pair, hunk));
                }
            }
        }
        for line in hunk.actual.clone() {
            if !pairs.iter().any(|(old, _)| *old == line) {
                findings.extend(self.unwanted(line));
            }
        }
        findings
    }

    /// What an expected line stands for: all that has its place within the line, else the
    /// smallest thing that reaches over it.
    fn origins(&self, line: usize) -> Vec<&Origin> {
        let span = self.new.span(line);
        let origins = &self.expected.origins;
        let within: Vec<&Origin> = origins
            .iter()
            .filter(|it| span.start <= it.span.start && it.span.end <= span.end)
            .collect();
        if !within.is_empty() {
            return within;
        }
        origins
            .iter()
            .filter(|it| it.span.start <= span.start && span.end <= it.span.end)
            .min_by_key(|it| it.span.end - it.span.start)
            .into_iter()
            .collect()
    }

    /// Whether what `origin` stands for is not, in the same words, among the lines that are
    /// there: a line with a list of columns differs for the new column alone.
    fn differs(&self, origin: &Origin, hunk: &Hunk) -> bool {
        let text = self.expected.text.get(origin.span.range()).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        !hunk.actual.clone().any(|line| self.old.key(line).contains(&text))
    }

    /// The problem of a line that should be there: in the place of `pair`, or in addition.
    fn wanted(&self, origin: &Origin, line: usize, pair: Option<usize>, hunk: &Hunk) -> Finding {
        let what = &origin.what;
        let new = self.new.key(line);
        let relation = self.relation();
        let column = relation.and_then(|relation| column_of(relation, what));
        let change = Change { old: pair.map(|old| self.old.key(old)), new: Some(new) };
        let keys = match column {
            Some(_) => Vec::new(),
            None => features::of_line(change, &self.changed),
        };
        // What a feature puts there no migration has brought.
        let cause = origin.cause.as_ref().filter(|_| keys.is_empty());
        let by = cause.map_or_else(String::new, |cause| {
            format!(", {} by `{}`,", self.verb(cause), file_name(&cause.file))
        });
        let (line, message) = match pair {
            Some(old) => {
                let now = self.old.key(old);
                (old, format!("{what}{by} differs: `{now}` should be `{new}`"))
            }
            None => {
                let before = self.old.filled_before(hunk.actual.start);
                (before, format!("{what}{by} is missing behind this line: `{new}`"))
            }
        };
        let location = Location::new(&self.actual.path, self.old.span(line));
        let mut problem = Problem::new(Code::Drift, location, message);
        if let Some(cause) = cause {
            let message = format!("{what} was {} here", self.verb(cause));
            problem = problem.with_related(cause.clone(), message);
        }
        problem.related.extend(settings::about(
            self.snapshot,
            relation,
            column,
            change,
            &self.changed,
        ));
        // New tags are one change of the configuration, not one for each column; a feature is one
        // for each file.
        let object = match keys.as_slice() {
            [] if change.is_tags() => "tags".to_owned(),
            [] => what.to_string(),
            keys => format!("setting {}", keys.concat().join(".")),
        };
        if !keys.is_empty() {
            return Finding { object, problem, vague: false };
        }
        let whole = self.new.line_at(origin.span.start as usize)
            ..self.new.line_at((origin.span.end as usize).saturating_sub(1)) + 1;
        let vague = whole.len() > 1
            && !(hunk.expected.start <= whole.start + 1 && whole.end <= hunk.expected.end + 1);
        Finding { object, problem, vague }
    }

    /// The problem of a line that should not be there, when it names a column that is no more.
    fn unwanted(&self, line: usize) -> Option<Finding> {
        let key = self.old.key(line);
        let words = key.split(|c: char| !c.is_alphanumeric() && c != '_');
        let words: Vec<String> = words.map(squashed).collect();
        let gone = self.gone.iter().find(|gone| words.contains(&squashed(&gone.name)));
        let Some(gone) = gone else { return self.unknown_field(line) };
        let message = format!(
            "{} was {} by `{}`: `{key}` should not be here",
            gone.what,
            gone.how,
            gone.migration()
        );
        let location = Location::new(&self.actual.path, self.old.span(line));
        let problem = Problem::new(Code::Drift, location, message)
            .with_related(gone.location.clone(), format!("{} was {} here", gone.what, gone.how));
        Some(Finding { object: gone.what.clone(), problem, vague: false })
    }

    /// The problem of a struct field that stands for no column, nor for one that was dropped: the
    /// migration that made it was changed in place.
    fn unknown_field(&self, line: usize) -> Option<Finding> {
        let key = self.old.key(line);
        let (field, _) = key.split_once(' ')?;
        let before = (0..line).rev().map(|line| self.old.key(line));
        let opening = before.into_iter().find(|key| key.ends_with('{') || key.starts_with('}'))?;
        let is_field = opening.starts_with("type ") && opening.ends_with(" struct {");
        let stays = self.new.keys().iter().any(|key| key == opening);
        let relation = self.relation().filter(|_| is_field && stays)?;
        let name = qualified(self.snapshot.model(), relation);
        let message = format!("`{key}` stands for no column of {name}");
        let location = Location::new(&self.actual.path, self.old.span(line));
        let mut problem = Problem::new(Code::Drift, location, message);
        if let Some(history) = &relation.history {
            problem = problem.with_related(history.made.clone(), format!("{name} is made here"));
        }
        Some(Finding { object: format!("field {field}"), problem, vague: false })
    }

    /// What the statement at `cause` did to the object: made it, or changed it.
    fn verb(&self, cause: &Location) -> &'static str {
        let made = match self.relation() {
            Some(relation) => histories(relation).any(|history| history.made == *cause),
            None => {
                let types = self.snapshot.model().types.values();
                types.filter_map(|it| it.history.as_ref()).any(|history| history.made == *cause)
            }
        };
        if made { "added" } else { "changed" }
    }

    fn relation(&self) -> Option<&Relation> {
        let id = self.expected.relation?;
        self.snapshot.model().relation(id).map(|relation| &**relation)
    }

    fn relation_name(&self) -> Option<String> {
        self.relation().map(|relation| qualified(self.snapshot.model(), relation))
    }
}

/// The column that `what` names, such as `column public.users.email`.
pub(crate) fn column_of<'a>(relation: &'a Relation, what: &str) -> Option<&'a Column> {
    let name = what.strip_prefix("column ")?;
    relation.columns.iter().find(|column| {
        name.strip_suffix(&*column.name).is_some_and(|rest| {
            rest.strip_suffix('.').is_some_and(|rest| rest.ends_with(&*relation.name))
        })
    })
}

/// The histories of a relation and of what hangs on it.
fn histories(relation: &Relation) -> impl Iterator<Item = &History> {
    let own = relation.history.iter();
    let columns = relation.columns.iter().filter_map(|it| it.history.as_ref());
    let constraints = relation.constraints.iter().filter_map(|it| it.history.as_ref());
    let indexes = relation.indexes.iter().filter_map(|it| it.history.as_ref());
    own.chain(columns).chain(constraints).chain(indexes)
}

/// The first problem of each object. What is vague, or said of the table as a whole, is left out
/// where something more exact is said.
fn first_of_each(findings: Vec<Finding>, relation: Option<&str>) -> Vec<Problem> {
    let vague = |it: &Finding| {
        it.vague || relation.is_some_and(|name| it.object.ends_with(&format!(" {name}")))
    };
    let exact = findings.iter().any(|it| !vague(it));
    let mut seen = std::collections::BTreeSet::new();
    findings
        .into_iter()
        .filter(|it| !(exact && vague(it)))
        .filter(|it| seen.insert(it.object.clone()))
        .map(|it| it.problem)
        .collect()
}

/// A name without what tells SQL's way of writing it from Go's.
pub(crate) fn squashed(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
