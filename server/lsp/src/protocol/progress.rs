//! What is under way, as an editor shows it.

use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::ls_types::notification::Progress;
use tower_lsp::ls_types::request::WorkDoneProgressCreate;
use tower_lsp::ls_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

/// What names one thing that is under way. The client's own, or one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token(pub(super) ProgressToken);

/// Where steps of a thing that is under way are told; nowhere, if the client shows none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps(Option<UnboundedSender<WorkDoneProgress>>);

impl Steps {
    /// Begins to show something, under the client's token or, where it takes those, one of ours.
    /// Also what the client calls it when a person wants it to end.
    pub(super) fn begin(
        client: &Client,
        token: Option<Token>,
        can_create: bool,
        title: &str,
        can_cancel: bool,
    ) -> (Self, Option<Token>) {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let own = token.is_none();
        if own && !can_create {
            return (Self(None), None);
        }
        let token = token.map_or_else(
            || {
                let count = COUNT.fetch_add(1, Ordering::Relaxed);
                ProgressToken::String(format!("pgwright-{count}"))
            },
            |token| token.0,
        );
        let (sender, steps) = unbounded_channel();
        let _ = sender.send(WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(can_cancel),
            // What cannot be cancelled is one step, and how much of it is done is not known.
            percentage: can_cancel.then_some(0),
            ..WorkDoneProgressBegin::default()
        }));
        tokio::spawn(show(client.clone(), token.clone(), own, steps));
        (Self(Some(sender)), Some(Token(token)))
    }

    /// Shows what is done now, and how much of all is done, in percent, if that is known.
    pub(crate) fn report(&self, message: String, percentage: Option<u32>) {
        self.send(WorkDoneProgress::Report(WorkDoneProgressReport {
            message: Some(message),
            percentage,
            ..WorkDoneProgressReport::default()
        }));
    }

    /// Shows that it is done, and how it went.
    pub(crate) fn end(&self, message: Option<String>) {
        self.send(WorkDoneProgress::End(WorkDoneProgressEnd { message }));
    }

    fn send(&self, step: WorkDoneProgress) {
        if let Some(steps) = &self.0 {
            let _ = steps.send(step);
        }
    }
}

/// Shows steps up to the last one.
async fn show(
    client: Client,
    token: ProgressToken,
    own: bool,
    mut steps: UnboundedReceiver<WorkDoneProgress>,
) {
    if own {
        let params = WorkDoneProgressCreateParams { token: token.clone() };
        if let Err(error) = client.send_request::<WorkDoneProgressCreate>(params).await {
            tracing::debug!("the client shows no progress: {error}");
            return;
        }
    }
    while let Some(step) = steps.recv().await {
        let is_end = matches!(step, WorkDoneProgress::End(_));
        let value = ProgressParamsValue::WorkDone(step);
        let params = ProgressParams { token: token.clone(), value };
        client.send_notification::<Progress>(params).await;
        if is_end {
            return;
        }
    }
}
