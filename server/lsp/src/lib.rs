//! The language server: protocol, positions, documents, watching.
//!
//! One task owns all state ([`owner`]); handlers only put events before it ([`protocol`]); what
//! takes time runs as a job off it ([`job`]). Knows nothing of how Go is rendered.

mod documents;
mod event;
mod job;
mod owner;
mod positions;
mod project;
mod protocol;
mod question;
mod transport;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::unbounded_channel;
use tower_lsp::LspService;

/// How serving a client ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The client asked for `shutdown` first.
    Orderly,
    /// The client said `exit`, or closed its end, without having asked.
    Abrupt,
}

/// Serves a client on standard input and output until it says `exit` or closes its end.
///
/// Reading standard input cannot be broken off: who made the runtime ends it with
/// `shutdown_background`, or ends the process, and does not wait for it.
pub async fn run_stdio() -> End {
    serve(tokio::io::stdin(), tokio::io::stdout()).await
}

/// Serves a client on any pair of byte streams, as [`run_stdio`] does.
pub async fn serve<I, O>(input: I, output: O) -> End
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin + Send + 'static,
{
    let (events, mailbox) = unbounded_channel();
    let shutdown = Arc::new(AtomicBool::new(false));
    let mut owner = None;
    let (service, socket) = LspService::new(|client| {
        let outbox = protocol::Outbox::new(client);
        let state = owner::Owner::new(events.clone(), outbox);
        owner = Some(tokio::spawn(state.run(mailbox)));
        protocol::Mailbox::new(events, Arc::clone(&shutdown))
    });
    transport::serve(input, output, service, socket).await;
    if let Some(owner) = owner {
        owner.abort();
    }
    if shutdown.load(Ordering::Relaxed) { End::Orderly } else { End::Abrupt }
}
