//! What the client can do, and what it is told of the server.

use super::actions::FIX_ALL;
use super::commands::{GENERATE, GENERATE_ALL};
use super::uri;
use crate::positions::Encoding;
use camino::Utf8PathBuf;
use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    DiagnosticOptions, DiagnosticServerCapabilities, ExecuteCommandOptions,
    HoverProviderCapability, InitializeParams, InitializeResult, MarkupKind, OneOf,
    PositionEncodingKind, ResourceOperationKind, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};
use tower_lsp::ls_types::{CodeLensOptions, CompletionOptions};

/// What the client can do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Support {
    /// What columns count.
    pub encoding: Encoding,
    /// It watches files when asked to, in any folder. Neovim on Linux does not.
    pub watches_files: bool,
    /// Its edits carry versions, and can create and remove files as said below.
    pub document_changes: bool,
    /// Its edits can create files.
    pub creates_files: bool,
    /// Its edits can remove files.
    pub removes_files: bool,
    /// It asks for the problems of what it has open, and asks anew when it is told to. One that
    /// cannot be told to (Neovim 0.10, Helix) would show what holds no more: it is told instead.
    pub pulls_diagnostics: bool,
    /// It may ask for the problems of the workspace. Neovim 0.12, told to ask anew, then asks for those
    /// alone, and leaves aside what is said there of what it has open
    /// (`runtime/lua/vim/lsp/diagnostic.lua`): it would show what holds no more.
    pub pulls_workspace: bool,
    /// It asks for lenses anew when it is told to.
    pub refreshes_lenses: bool,
    /// It applies edits that it did not ask for.
    pub applies_edits: bool,
    /// It shows what is under way, when it is asked to.
    pub shows_progress: bool,
    /// It tells its settings when it is asked.
    pub tells_settings: bool,
    /// It must be asked to tell when its settings change.
    pub registers_settings: bool,
    /// It shows other places beside a problem.
    pub related_information: bool,
    /// It takes actions that are edits, not only commands.
    pub action_literals: bool,
    /// It asks for the edit of an action when that is chosen.
    pub resolves_edits: bool,
    /// It lets a person look at the edit of an action first, where that asks for it.
    pub previews_actions: bool,
    /// It shows Markdown under the pointer.
    pub hovers_markdown: bool,
    /// It shows Markdown beside an offer.
    pub documents_in_markdown: bool,
    /// It shows a few words beside the label of an offer.
    pub label_details: bool,
    /// It shows the model, and wants to know when that is another.
    pub shows_model: bool,
    /// It shows what is in a document as a tree.
    pub nested_symbols: bool,
}

impl Support {
    /// Reads it from what the client says of itself.
    pub(crate) fn of(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let workspace = capabilities.workspace.as_ref();
        let watching = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let edits = workspace.and_then(|it| it.workspace_edit.as_ref());
        let operations = edits.and_then(|it| it.resource_operations.as_deref()).unwrap_or_default();
        // Who can create files takes edits in that form: Neovim does, and does not say so.
        let document_changes =
            edits.and_then(|it| it.document_changes).unwrap_or(false) || !operations.is_empty();
        let documents = capabilities.text_document.as_ref();
        let items = documents
            .and_then(|it| it.completion.as_ref())
            .and_then(|it| it.completion_item.as_ref());
        let publish = documents.and_then(|it| it.publish_diagnostics.as_ref());
        let actions = documents.and_then(|it| it.code_action.as_ref());
        Self {
            encoding: encoding(capabilities),
            watches_files: watching.is_some_and(|it| {
                it.dynamic_registration == Some(true) && it.relative_pattern_support == Some(true)
            }),
            document_changes,
            creates_files: document_changes && operations.contains(&ResourceOperationKind::Create),
            removes_files: document_changes && operations.contains(&ResourceOperationKind::Delete),
            pulls_diagnostics: documents.is_some_and(|it| it.diagnostic.is_some())
                && workspace
                    .and_then(|it| it.diagnostics.as_ref()?.refresh_support)
                    .unwrap_or(false),
            pulls_workspace: params.client_info.as_ref().is_none_or(|it| it.name != "Neovim"),
            refreshes_lenses: workspace
                .and_then(|it| it.code_lens.as_ref()?.refresh_support)
                .unwrap_or(false),
            applies_edits: workspace.and_then(|it| it.apply_edit).unwrap_or(false),
            shows_progress: capabilities
                .window
                .as_ref()
                .and_then(|it| it.work_done_progress)
                .unwrap_or(false),
            tells_settings: workspace.and_then(|it| it.configuration).unwrap_or(false),
            registers_settings: workspace
                .and_then(|it| it.did_change_configuration.as_ref()?.dynamic_registration)
                .unwrap_or(false),
            related_information: publish.and_then(|it| it.related_information).unwrap_or(false),
            documents_in_markdown: items
                .and_then(|it| it.documentation_format.as_ref())
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            label_details: items.and_then(|it| it.label_details_support).unwrap_or(false),
            shows_model: capabilities
                .experimental
                .as_ref()
                .is_some_and(|it| it["pgwright"]["model"] == serde_json::Value::Bool(true)),
            nested_symbols: documents
                .and_then(|it| it.document_symbol.as_ref())
                .and_then(|it| it.hierarchical_document_symbol_support)
                .unwrap_or(false),
            hovers_markdown: documents
                .and_then(|it| it.hover.as_ref()?.content_format.as_ref())
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            resolves_edits: actions.is_some_and(|it| {
                let resolves = it.resolve_support.as_ref();
                it.data_support == Some(true)
                    && resolves.is_some_and(|it| it.properties.iter().any(|it| it == "edit"))
            }),
            previews_actions: actions.and_then(|it| it.honors_change_annotations).unwrap_or(false)
                && edits.is_some_and(|it| it.change_annotation_support.is_some()),
            action_literals: actions.is_some_and(|it| it.code_action_literal_support.is_some()),
        }
    }

    /// The server's answer to it.
    pub(crate) fn answer(&self) -> InitializeResult {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                include_text: Some(false),
            })),
            ..TextDocumentSyncOptions::default()
        };
        let folders = WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        };
        InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(match self.encoding {
                    Encoding::Utf8 => PositionEncodingKind::UTF8,
                    Encoding::Utf16 => PositionEncodingKind::UTF16,
                    Encoding::Utf32 => PositionEncodingKind::UTF32,
                }),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                completion_provider: Some(CompletionOptions {
                    resolve_provider: Some(true),
                    trigger_characters: Some(vec![".".into()]),
                    ..CompletionOptions::default()
                }),
                code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
                document_symbol_provider: Some(OneOf::Left(true)),
                workspace_symbol_provider: Some(OneOf::Left(true)),
                definition_provider: Some(OneOf::Left(true)),
                references_provider: Some(OneOf::Left(true)),
                document_highlight_provider: Some(OneOf::Left(true)),
                text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
                diagnostic_provider: self.pulls_diagnostics.then(|| {
                    DiagnosticServerCapabilities::Options(DiagnosticOptions {
                        identifier: Some("pgwright".into()),
                        inter_file_dependencies: true,
                        workspace_diagnostics: self.pulls_workspace,
                        ..DiagnosticOptions::default()
                    })
                }),
                execute_command_provider: Some(ExecuteCommandOptions {
                    commands: vec![GENERATE.into(), GENERATE_ALL.into()],
                    work_done_progress_options: WorkDoneProgressOptions {
                        work_done_progress: Some(true),
                    },
                }),
                code_action_provider: self.action_literals.then(|| {
                    CodeActionProviderCapability::Options(CodeActionOptions {
                        code_action_kinds: Some(vec![
                            CodeActionKind::QUICKFIX,
                            CodeActionKind::REFACTOR_REWRITE,
                            FIX_ALL,
                        ]),
                        resolve_provider: Some(self.resolves_edits),
                        ..CodeActionOptions::default()
                    })
                }),
                workspace: Some(WorkspaceServerCapabilities {
                    workspace_folders: Some(folders),
                    file_operations: None,
                }),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "pgwright".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
            offset_encoding: None,
        }
    }
}

/// The cheapest encoding that the client offers; UTF-16 is what every client knows.
fn encoding(capabilities: &ClientCapabilities) -> Encoding {
    let general = capabilities.general.as_ref();
    let offered = general.and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// The folders that the client has open; older clients have one at most.
pub(crate) fn roots(params: &InitializeParams) -> Vec<Utf8PathBuf> {
    if let Some(folders) = params.workspace_folders.as_ref().filter(|it| !it.is_empty()) {
        return folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
    }
    #[expect(deprecated, reason = "what clients say that know no workspace folders")]
    let (root_uri, root_path) = (params.root_uri.as_ref(), params.root_path.as_ref());
    let root = root_uri.and_then(uri::path).or_else(|| root_path.map(Utf8PathBuf::from));
    root.into_iter().filter(|root| root.is_absolute()).collect()
}
