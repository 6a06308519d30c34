//! A generated file that a person edited becomes their own: without pgwright's header nothing is
//! ever written over it, and its table is excluded, so that nothing more is wanted there.

use super::exclude::key_of;
use crate::action::{Action, ActionKind, drifted_file};
use crate::drift::State;
use crate::{Change, Snapshot};
use pgwright_codegen::header;
use pgwright_config::set;
use pgwright_problem::{Code, Problem};
use std::sync::Arc;

pub(super) fn mend(snapshot: &Snapshot, problem: &Problem) -> Option<Action> {
    if problem.code != Code::DriftEdited {
        return None;
    }
    let file = drifted_file(problem)?;
    let state = snapshot.state(file).filter(|file| file.state == State::Edited)?;
    let text = &snapshot.output_file(&state.path)?.text;
    let kept = without_header(file, text);
    let keep = Change::Write { path: Arc::clone(&state.path), text: kept.into() };
    let name = file.rsplit('/').next().unwrap_or(file);
    let Some(expected) = snapshot.expected_file(file) else {
        // Nothing is wanted there any more.
        return Some(Action {
            title: format!("Keep {name} as a file of your own"),
            kind: ActionKind::QuickFix,
            preferred: false,
            mends: vec![problem.clone()],
            changes: vec![keep],
            configuration: None,
        });
    };
    let relation = snapshot.model().relation(expected.relation?)?;
    let config = &snapshot.document.config;
    let schema = snapshot.model().schema_name(relation.schema);
    let key = key_of(config, schema, &relation.name);
    let edit = set(&snapshot.texts.configuration.text, &["tables", &key, "exclude"], true);
    let title = format!("Keep {name} as a file of your own, and generate nothing for {key}");
    let mut action = snapshot.configure(title, Some(problem), edit)?;
    action.changes.push(keep);
    Some(action)
}

/// The text without the comment that says who wrote it.
fn without_header(path: &str, text: &str) -> String {
    let body = text.split_inclusive('\n').skip(header::body(path, text));
    body.collect::<String>().trim_start().to_owned()
}
