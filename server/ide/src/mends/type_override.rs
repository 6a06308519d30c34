//! A Go type for a column's type that has none: the line that the problem proposes, in
//! `types.overrides`.

use super::data;
use crate::Snapshot;
use crate::action::Action;
use pgwright_config::{Document, OverrideTarget, append};
use pgwright_problem::{Code, Problem};
use serde::Serialize;
use std::sync::Arc;

/// An entry of `types.overrides`, its keys in the order in which people write them.
#[derive(Serialize)]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    postgres: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    go: &'a str,
}

pub(super) fn mend(snapshot: &Snapshot, problem: &Problem) -> Option<Action> {
    if problem.code != Code::TypeUnmapped {
        return None;
    }
    // The line is read as the configuration would be: what it says is quoted as YAML asks for.
    let line = data(problem, "override")?;
    let text = format!("types:\n  overrides:\n    {line}\n");
    let proposal = Document::parse(&Arc::from("proposal"), &text);
    let wanted = proposal.config.types.overrides.first()?;
    let (postgres, column, name) = match &wanted.target {
        OverrideTarget::Postgres(name) => (Some(&**name), None, name),
        OverrideTarget::Column(name) => (None, Some(&**name), name),
    };
    let go = line.rsplit_once("go: ")?.1.trim_end_matches('}').trim_matches(['\'', '"']);
    let entry = Entry { postgres, column, go };
    let edit = append(&snapshot.texts.configuration.text, &["types", "overrides"], entry);
    let mut action =
        snapshot.configure(format!("Map {name} to {go} and regenerate"), Some(problem), edit)?;
    action.preferred = true;
    Some(action)
}
