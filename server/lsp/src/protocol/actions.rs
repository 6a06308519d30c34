//! What can be done at a place, as code actions.

use super::diagnostics::Converter;
use super::edit::workspace_edit;
use super::from_range;
use super::preview::with_preview;
use crate::positions::Positions;
use crate::protocol::diagnostics::text;
use crate::question::View;
use pgwright_ide::{Action, ActionKind};
use pgwright_problem::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    CodeActionTriggerKind, Range, Uri,
};

/// Brings everything in line that can be without a choice: an editor may do so when it saves.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.pgwright");

/// Where an action was offered whose edit is worked out when it is chosen.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Offered {
    /// The document.
    pub uri: Uri,
    range: Range,
}

/// Answers `textDocument/codeAction`.
pub(super) fn code_actions(view: &View, params: &CodeActionParams) -> CodeActionResponse {
    let only = params.context.only.as_deref();
    // An editor that asks by itself at each move of the cursor looks for a lightbulb to show: what
    // is no mend is no news then, and takes its time.
    let invoked = params.context.trigger_kind != Some(CodeActionTriggerKind::AUTOMATIC);
    let is_wanted = |kind: ActionKind| match kind {
        ActionKind::QuickFix => wanted(only, &CodeActionKind::QUICKFIX),
        ActionKind::Rewrite => invoked && wanted(only, &CodeActionKind::REFACTOR_REWRITE),
        // Without being asked for it would be the same as the mend of all files.
        ActionKind::FixAll => only.is_some() && wanted(only, &FIX_ALL),
    };
    let offered = Offered { uri: params.text_document.uri.clone(), range: params.range };
    offers(view, params.range, is_wanted)
        .into_iter()
        .filter_map(|action| code_action(view, action, Some(&offered)))
        .map(CodeActionOrCommand::CodeAction)
        .collect()
}

/// Answers `codeAction/resolve`; `None`: it cannot be done any more.
pub(super) fn resolve(view: &View, offered: &Offered, chosen: &CodeAction) -> Option<CodeAction> {
    let is_wanted = |it: ActionKind| chosen.kind.as_ref() == Some(&kind(it));
    let action =
        offers(view, offered.range, is_wanted).into_iter().find(|it| it.title == chosen.title)?;
    let edit = code_action(view, action, None)?.edit;
    Some(CodeAction { edit, ..chosen.clone() })
}

/// What is offered at a place, of the kinds that are wanted.
fn offers(view: &View, range: Range, is_wanted: impl Fn(ActionKind) -> bool) -> Vec<Action> {
    let Some(file) = text(&view.snapshot, &view.file) else { return Vec::new() };
    let span: Span = Positions::new(&file.text, view.support.encoding).span(from_range(range));
    let mut actions = Vec::new();
    if is_wanted(ActionKind::QuickFix) {
        actions.extend(view.snapshot.actions(&view.file, span));
    }
    if is_wanted(ActionKind::Rewrite) {
        actions.extend(view.snapshot.table_actions(&view.file, span));
        actions.extend(view.snapshot.feature_actions(&view.file, span));
    }
    if is_wanted(ActionKind::FixAll) {
        actions.extend(view.snapshot.fix_all());
    }
    actions
}

/// An action for the client. One that takes work, or is about many files, is left for when it is
/// chosen, if it is `offered` only and the client takes that.
fn code_action(view: &View, action: Action, offered: Option<&Offered>) -> Option<CodeAction> {
    let mut converter = Converter::new(&view.snapshot, &view.project, &view.support);
    let mends = action.mends.iter().map(|problem| converter.diagnostic(problem)).collect();
    let code_action = CodeAction {
        title: action.title.clone(),
        kind: Some(kind(action.kind)),
        diagnostics: Some(mends),
        is_preferred: action.preferred.then_some(true),
        ..CodeAction::default()
    };
    let is_dear = action.configuration.is_some() || action.changes.len() > 1;
    if let Some(offered) = offered
        && view.support.resolves_edits
        && is_dear
    {
        return Some(CodeAction { data: serde_json::to_value(offered).ok(), ..code_action });
    }
    let action = view.snapshot.worked_out(action);
    let edit = workspace_edit(view, &action.changes)?;
    let files: BTreeSet<&str> = action.changes.iter().map(|change| &**change.path()).collect();
    let edit = match view.support.previews_actions {
        true => with_preview(edit, files.len()),
        false => edit,
    };
    Some(CodeAction { edit: Some(edit), ..code_action })
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        ActionKind::FixAll => FIX_ALL,
    }
}

/// Whether the client asks for actions of that kind. Kinds are hierarchical: who asks for
/// `quickfix` wants `quickfix.one` too.
fn wanted(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|wanted| {
            let rest = kind.as_str().strip_prefix(wanted.as_str());
            wanted == &CodeActionKind::EMPTY
                || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}
