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
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::unbounded_channel;
use tower_lsp::{LspService, Server};

/// So many messages may be under way at once. Handlers never wait for the client, so this is no
/// more than the number of questions that can be open; a small number would let a burst of
/// questions hold up the notification that cancels them.
const CONCURRENCY: usize = 256;

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
    O: AsyncWrite,
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
    Server::new(input, output, socket).concurrency_level(CONCURRENCY).serve(service).await;
    if let Some(owner) = owner {
        owner.abort();
    }
    if shutdown.load(Ordering::Relaxed) { End::Orderly } else { End::Abrupt }
}
