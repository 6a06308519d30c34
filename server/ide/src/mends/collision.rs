//! Another name in Go for what would have one that is taken; or a method that is left out.

use super::data;
use crate::Snapshot;
use crate::action::Action;
use pgwright_config::{Function, set};
use pgwright_problem::{Code, Problem};
use pgwright_schema::model::Relation;

pub(super) fn mend(snapshot: &Snapshot, problem: &Problem) -> Option<Action> {
    if ![Code::NameCollision, Code::GoClash].contains(&problem.code) {
        return None;
    }
    let table = data(problem, "table")?;
    let text = &snapshot.texts.configuration.text;
    if let Some(column) = data(problem, "column") {
        let name = free(snapshot, &format!("{}Column", go_name(problem)?))?;
        let edit = set(text, &["tables", table, "columns", column, "field"], &name);
        let title = format!("Name the field of {table}.{column} `{name}` and regenerate");
        return snapshot.configure(title, Some(problem), edit);
    }
    if let Some(now) = data(problem, "struct") {
        let name = free(snapshot, &format!("{now}Row"))?;
        let edit = set(text, &["tables", table, "struct"], &name);
        let title = format!("Name the struct of {table} `{name}` and regenerate");
        return snapshot.configure(title, Some(problem), edit);
    }
    let left_out = data(problem, "function")?;
    let relation = relation(snapshot, table)?;
    let schema = snapshot.model().schema_name(relation.schema);
    let settings = snapshot.document.config.table(schema, &relation.name);
    let kept: Vec<&str> = Function::ALL
        .iter()
        .copied()
        .filter(|function| settings.functions.has(*function) && function.name() != left_out)
        .map(Function::name)
        .collect();
    let edit = set(text, &["tables", table, "functions"], kept);
    let title = format!("Leave `{left_out}` out of {table} and regenerate");
    snapshot.configure(title, Some(problem), edit)
}

/// The name in Go that is taken, from the problem's own words.
fn go_name(problem: &Problem) -> Option<&str> {
    let there = problem.message.strip_prefix('`').and_then(|rest| rest.split('`').next());
    let here = || problem.message.split(" would be `").nth(1)?.split('`').next();
    there.or_else(here)
}

/// A name that nothing generated has, such as the wished for one.
fn free(snapshot: &Snapshot, wished: &str) -> Option<String> {
    let is_taken = |name: &str| {
        let word = |text: &str| {
            text.match_indices(name).any(|(at, _)| {
                let part =
                    |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
                !part(text[..at].chars().next_back())
                    && !part(text[at + name.len()..].chars().next())
            })
        };
        snapshot.expected.files.iter().any(|file| word(&file.text))
    };
    let numbered = (2..100).map(|number| format!("{wished}{number}"));
    std::iter::once(wished.to_owned()).chain(numbered).find(|name| !is_taken(name))
}

/// The relation that a key of `tables` names.
fn relation<'a>(snapshot: &'a Snapshot, key: &str) -> Option<&'a Relation> {
    let first = snapshot.document.config.first_schema();
    let model = snapshot.model();
    let mut relations = model.relations.values().map(|relation| &**relation);
    relations.find(|relation| {
        let schema = model.schema_name(relation.schema);
        schema == first && *relation.name == *key || format!("{schema}.{}", relation.name) == key
    })
}
