//! What can be done at a place, as code actions.

use super::diagnostics::Converter;
use super::edit::workspace_edit;
use super::from_range;
use crate::positions::Positions;
use crate::protocol::diagnostics::text;
use crate::question::View;
use pgwright_ide::{Action, ActionKind};
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
    CodeActionTriggerKind,
};

/// Answers `textDocument/codeAction`.
pub(super) fn code_actions(view: &View, params: &CodeActionParams) -> CodeActionResponse {
    let Some(file) = text(&view.snapshot, &view.file) else { return Vec::new() };
    let span = Positions::new(&file.text, view.support.encoding).span(from_range(params.range));
    let mut actions = Vec::new();
    if wanted(params, &CodeActionKind::QUICKFIX) {
        actions.extend(view.snapshot.actions(&view.file, span));
    }
    // An editor that asks by itself at each move of the cursor looks for a lightbulb to show:
    // these are no news, and each takes a generation.
    let invoked = params.context.trigger_kind != Some(CodeActionTriggerKind::AUTOMATIC);
    if invoked && wanted(params, &CodeActionKind::REFACTOR_REWRITE) {
        actions.extend(view.snapshot.feature_actions(&view.file, span));
    }
    actions
        .into_iter()
        .filter_map(|action| code_action(view, action))
        .map(CodeActionOrCommand::CodeAction)
        .collect()
}

fn code_action(view: &View, action: Action) -> Option<CodeAction> {
    let edit = workspace_edit(view, &action.changes)?;
    let mut converter = Converter::new(&view.snapshot, &view.project, &view.support);
    let mends = action.mends.iter().map(|problem| converter.diagnostic(problem)).collect();
    Some(CodeAction {
        title: action.title,
        kind: Some(kind(action.kind)),
        diagnostics: Some(mends),
        edit: Some(edit),
        is_preferred: action.preferred.then_some(true),
        ..CodeAction::default()
    })
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
    }
}

/// Whether the client asks for actions of that kind. Kinds are hierarchical: who asks for
/// `quickfix` wants `quickfix.one` too.
fn wanted(params: &CodeActionParams, kind: &CodeActionKind) -> bool {
    params.context.only.as_ref().is_none_or(|only| {
        only.iter().any(|wanted| {
            let rest = kind.as_str().strip_prefix(wanted.as_str());
            wanted == &CodeActionKind::EMPTY
                || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}
