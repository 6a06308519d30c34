//! A name that is nearly one that is there: written as that one.

use super::data;
use crate::action::{Action, ActionKind};
use crate::{Change, Snapshot};
use pgwright_problem::Problem;
use pgwright_schema::model::quote_identifier;

pub(super) fn mend(snapshot: &Snapshot, problem: &Problem) -> Option<Action> {
    let nearest = data(problem, "nearest")?;
    let file = snapshot.file(&problem.location.file)?;
    let span = problem.location.span;
    let written = file.text.get(span.range())?;
    let is_configuration = file.path == snapshot.texts.configuration.path;
    let name = match is_configuration {
        true => in_yaml(written, nearest)?,
        false => in_sql(written, nearest)?,
    };
    let before = file.text.get(..span.start as usize)?;
    let behind = file.text.get(span.end as usize..)?;
    Some(Action {
        title: format!("Write `{name}`"),
        kind: ActionKind::QuickFix,
        preferred: true,
        mends: vec![problem.clone()],
        changes: vec![Change::Write {
            path: file.path.clone(),
            text: format!("{before}{name}{behind}").into(),
        }],
        configuration: None,
    })
}

/// The name as the configuration has it, in the quotes that are there. Of `table.column` the last
/// part is written anew where only that is wrong.
fn in_yaml(written: &str, nearest: &str) -> Option<String> {
    let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
    let bare = match quote {
        Some(quote) => written.strip_prefix(quote)?.strip_suffix(quote)?,
        None => written,
    };
    if bare.is_empty() || bare.contains(char::is_whitespace) || nearest.contains(['"', '\'']) {
        return None;
    }
    let kept = match nearest.contains('.') {
        true => "",
        false => bare.rsplit_once('.').map_or("", |(kept, _)| kept),
    };
    let dot = if kept.is_empty() { "" } else { "." };
    let quote = quote.map(String::from).unwrap_or_default();
    Some(format!("{quote}{kept}{dot}{nearest}{quote}"))
}

/// The name as SQL has it; `None` where more than one name stands there, or is meant.
fn in_sql(written: &str, nearest: &str) -> Option<String> {
    let is_quoted = written.starts_with('"') && written.ends_with('"');
    let is_name = is_quoted || written.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    (is_name && !nearest.contains('.')).then(|| quote_identifier(nearest).to_string())
}
