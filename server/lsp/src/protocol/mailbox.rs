//! Everything that the client says, put before the owner in the order in which it was said.
//!
//! Architecture invariant: a handler's first statement sends its event, before anything is
//! awaited. Handlers start in the order of their messages but run interleaved from their first
//! `await` on; whoever awaits first and sends then turns the order of changes around.

use super::actions::Offered;
use super::model::{ModelResult, PreviewParams, PreviewResult};
use super::{Steps, Support, Token, actions, commands, from_range, hover, pulls, support, uri};
use super::{completion, definition, highlight, lenses, model, references, symbols};
use crate::command::Command;
use crate::documents::{Document, TextChange};
use crate::event::Event;
use crate::pull::Pull;
use crate::question::{Failure, Question, View};
use crate::session::Session;
use camino::Utf8PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, ExecuteCommandParams, Hover,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, LSPAny, Uri,
    WorkDoneProgressCancelParams, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
};
use tower_lsp::ls_types::{
    CodeLens, CodeLensParams, CompletionItem, CompletionParams, CompletionResponse,
    DocumentHighlight, DocumentHighlightParams, DocumentSymbolParams, DocumentSymbolResponse,
    GotoDefinitionParams, GotoDefinitionResponse, Location, ReferenceParams, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};

/// The handlers. Holds nothing but the way to the owner, and what the end hangs on.
#[derive(Debug)]
pub(crate) struct Mailbox {
    events: UnboundedSender<Event>,
    session: Arc<Session>,
}

impl Mailbox {
    pub(crate) fn new(events: UnboundedSender<Event>, session: Arc<Session>) -> Self {
        Self { events, session }
    }

    fn send(&self, event: Event) {
        // The receiver is gone only when the server ends.
        let _ = self.events.send(event);
    }

    /// Takes `window/workDoneProgress/cancel`.
    pub(crate) async fn cancel_progress(&self, params: WorkDoneProgressCancelParams) {
        self.send(Event::Cancel(Token(params.token)));
    }

    /// Answers `pgwright/model`.
    pub(crate) async fn model(&self) -> Result<ModelResult> {
        let mut projects = Vec::new();
        for configuration in self.configurations().await {
            projects.extend(self.ask_about(configuration, model::model).await?.flatten());
        }
        Ok(ModelResult { projects })
    }

    /// Answers `pgwright/preview`.
    pub(crate) async fn preview(&self, params: PreviewParams) -> Result<PreviewResult> {
        let root = uri::path(&params.project);
        let known = self.configurations().await;
        let own = known.into_iter().find(|it| it.parent() == root.as_deref());
        let unknown = || Error::invalid_params("pgwright/preview: there is no such project");
        let configuration = own.ok_or_else(unknown)?;
        let table = params.table;
        let answer =
            self.ask_about(configuration, move |view| model::preview(view, table.as_deref()));
        let no_code = || Error::invalid_params("pgwright/preview: there is no code for that table");
        answer.await?.ok_or_else(unknown)?.ok_or_else(no_code)
    }

    /// The configurations of all projects.
    async fn configurations(&self) -> Vec<Utf8PathBuf> {
        let (reply, told) = oneshot::channel();
        self.send(Event::Projects(reply));
        told.await.unwrap_or_default()
    }

    /// Puts a question about a document before the owner; `None` when it belongs to no project.
    async fn ask<T: Send + 'static>(
        &self,
        uri: &Uri,
        answer: impl FnOnce(&View) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(path) = uri::path(uri) else { return Ok(None) };
        self.ask_about(path, answer).await
    }

    /// Likewise about a file by its path.
    async fn ask_about<T: Send + 'static>(
        &self,
        path: Utf8PathBuf,
        answer: impl FnOnce(&View) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let (reply, answered) = oneshot::channel();
        self.send(Event::Ask(Question::new(path, reply, answer)));
        match answered.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Failure::Outdated)) => Err(Error::content_modified()),
            Ok(Err(Failure::Broken)) | Err(_) => Err(broken()),
        }
    }
}

/// The answer to a request in whose handling something broke; the log says what.
fn broken() -> Error {
    Error {
        code: ErrorCode::InternalError,
        message: "pgwright failed at this; its log says how".into(),
        data: None,
    }
}

impl LanguageServer for Mailbox {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(process) = params.process_id {
            self.session.started_by(process);
        }
        let support = Support::of(&params);
        let answer = support.answer();
        let roots = support::roots(&params);
        let settings = params.initialization_options.unwrap_or_default();
        self.send(Event::Initialize { support, roots, settings });
        Ok(answer)
    }

    async fn initialized(&self, _: InitializedParams) {
        self.send(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        self.session.shut_down();
        self.send(Event::ShutDown);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let opened = params.text_document;
        if let Some(path) = uri::path(&opened.uri) {
            let uri = opened.uri.as_str().into();
            let document = Document { uri, version: opened.version, text: opened.text.into() };
            self.send(Event::Open { path, document });
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        if let Some(path) = uri::path(&params.text_document.uri) {
            let changes = params.content_changes.into_iter();
            let changes = changes
                .map(|change| TextChange { range: change.range.map(from_range), text: change.text })
                .collect();
            self.send(Event::Change { path, version: params.text_document.version, changes });
        }
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        if let Some(path) = uri::path(&params.text_document.uri) {
            self.send(Event::Saved { path });
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        if let Some(path) = uri::path(&params.text_document.uri) {
            self.send(Event::Close { path });
        }
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.send(Event::SettingsChanged(params.settings));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let paths = params.changes.iter().filter_map(|change| uri::path(&change.uri)).collect();
        self.send(Event::Files(paths));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: &[tower_lsp::ls_types::WorkspaceFolder]| {
            folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect()
        };
        let (added, removed) = (paths(&params.event.added), paths(&params.event.removed));
        self.send(Event::Folders { added, removed });
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let Some(path) = uri::path(&params.text_document.uri) else { return Ok(pulls::nothing()) };
        let (reply, answered) = oneshot::channel();
        let previous = params.previous_result_id;
        self.send(Event::Pull(Pull::Document { path, previous, reply }));
        answered.await.map(pulls::document).map_err(|_| broken())
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let (reply, answered) = oneshot::channel();
        let previous = params.previous_result_ids.into_iter();
        let previous = previous.filter_map(|it| Some((uri::path(&it.uri)?, it.value))).collect();
        self.send(Event::Pull(Pull::Workspace { previous, reply }));
        answered.await.map(pulls::workspace).map_err(|_| broken())
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let target = commands::target(&params)?;
        let (reply, answered) = oneshot::channel();
        self.send(Event::Command(Command {
            target,
            token: params.work_done_progress_params.work_done_token.map(Token),
            steps: Steps::default(),
            cancelled: Arc::default(),
            reply,
        }));
        match answered.await {
            Ok(Ok(summary)) => Ok(Some(commands::result(&summary))),
            Ok(Err(refusal)) => Err(commands::error(refusal)),
            Err(_) => Err(broken()),
        }
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let uri = params.text_document.uri.clone();
        self.ask(&uri, move |view| actions::code_actions(view, &params)).await
    }

    async fn code_action_resolve(&self, params: CodeAction) -> Result<CodeAction> {
        // What was offered with its edit needs none.
        let offered = params.data.clone().and_then(|it| serde_json::from_value(it).ok());
        let Some(offered): Option<Offered> = offered else { return Ok(params) };
        let uri = offered.uri.clone();
        let resolved =
            self.ask(&uri, move |view| actions::resolve(view, &offered, &params)).await?;
        resolved.flatten().ok_or_else(Error::content_modified)
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let uri = params.text_document_position_params.text_document.uri.clone();
        Ok(self.ask(&uri, move |view| hover::hover(view, &params)).await?.flatten())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let uri = params.text_document_position.text_document.uri.clone();
        Ok(self.ask(&uri, move |view| completion::completion(view, &params)).await?.flatten())
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let document = completion::document(&item).and_then(|uri| uri::of_text(&uri));
        let Some(uri) = document else { return Ok(item) };
        let asked = item.clone();
        let answer = self.ask(&uri, move |view| completion::resolve(view, asked)).await;
        // The text may have gone on: an offer without more said of it is one still.
        Ok(answer.ok().flatten().unwrap_or(item))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let uri = params.text_document.uri.clone();
        Ok(self.ask(&uri, lenses::lenses).await?.flatten())
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let uri = params.text_document.uri.clone();
        Ok(self
            .ask(&uri, move |view| symbols::document(view, &params.text_document.uri))
            .await?
            .flatten())
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<WorkspaceSymbolResponse>> {
        let mut found = Vec::new();
        for configuration in self.configurations().await {
            let query = params.query.clone();
            let own = self.ask_about(configuration, move |view| symbols::project(view, &query));
            found.extend(own.await?.unwrap_or_default());
        }
        Ok(Some(WorkspaceSymbolResponse::Flat(found)))
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let uri = params.text_document_position_params.text_document.uri.clone();
        Ok(self.ask(&uri, move |view| definition::definition(view, &params)).await?.flatten())
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let uri = params.text_document_position.text_document.uri.clone();
        Ok(self.ask(&uri, move |view| references::references(view, &params)).await?.flatten())
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let uri = params.text_document_position_params.text_document.uri.clone();
        Ok(self.ask(&uri, move |view| highlight::highlights(view, &params)).await?.flatten())
    }
}
