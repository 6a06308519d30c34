//! The language server: protocol, positions, documents, watching.
//!
//! One task owns all state ([`owner`]); handlers only put events before it ([`protocol`]); what
//! takes time runs as a job off it ([`job`]). Knows nothing of how Go is rendered.

mod documents;
mod event;
mod frame;
mod job;
mod owner;
mod parent;
mod positions;
mod project;
mod protocol;
mod question;
mod session;
mod transport;
mod watch;

use crate::session::Session;
use std::sync::Arc;
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

/// Serves a client on standard input and output until it says `exit` or closes its end, or the
/// process ends that it named as the one that started the server.
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
    let session = Arc::new(Session::default());
    let mut owner = None;
    let (service, socket) = LspService::new(|client| {
        let outbox = protocol::Outbox::new(client);
        let state = owner::Owner::new(events.clone(), outbox);
        owner = Some(tokio::spawn(state.run(mailbox)));
        protocol::Mailbox::new(events, Arc::clone(&session))
    });
    tokio::select! {
        () = transport::serve(input, output, service, socket) => {}
        () = parent::gone(session.parent()) => {
            tracing::warn!("the process that started the server is gone");
        }
    }
    if let Some(owner) = owner {
        owner.abort();
    }
    if session.is_shut_down() { End::Orderly } else { End::Abrupt }
}
