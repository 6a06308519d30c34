//! The language server: protocol, positions, documents, watching.
//!
//! One task owns all state ([`owner`]); handlers only put events before it ([`protocol`]); what
//! takes time runs as a job off it ([`job`]). Knows nothing of how Go is rendered.
//!
//! | what is said | on the owner | beside it |
//! |---|---|---|
//! | `didOpen`, `didChange`, `didClose`, `didSave` | the text is changed | the snapshot ([`job`]), when it is due |
//! | `didChangeWatchedFiles`, our own watcher | what it concerns is marked | files are read, the snapshot is made |
//! | `didChangeWorkspaceFolders` | projects that are closed go | projects are looked for |
//! | `didChangeConfiguration`, the answer to `workspace/configuration` | [`settings`] | |
//! | `hover`, `codeAction`, `codeAction/resolve`, `pgwright/model`, `pgwright/preview` and whatever else is a [`question`] | waits for the newest snapshot | is answered from it |
//! | `textDocument/diagnostic`, `workspace/diagnostic` | answered from what the last job found ([`pull`]) | |
//! | `executeCommand` | waits until all is known | [`command`] |
//! | `initialize`, `shutdown`, `$/cancelRequest` | | answered at once |

mod attempt;
mod command;
mod documents;
mod event;
mod frame;
mod job;
mod log;
mod owner;
mod parent;
mod positions;
mod project;
mod protocol;
mod publisher;
mod pull;
mod question;
mod session;
mod settings;
mod transport;
mod watch;

use crate::session::Session;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::unbounded_channel;
use tower_lsp::LspService;

pub use log::Log;

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
pub async fn run_stdio(log: Log) -> End {
    serve_with(tokio::io::stdin(), tokio::io::stdout(), log).await
}

/// Serves a client on any pair of byte streams, as [`run_stdio`] does, without a log.
pub async fn serve<I, O>(input: I, output: O) -> End
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin + Send + 'static,
{
    serve_with(input, output, Log::default()).await
}

async fn serve_with<I, O>(input: I, output: O, log: Log) -> End
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin + Send + 'static,
{
    let (events, mailbox) = unbounded_channel();
    let session = Arc::new(Session::default());
    let mut owner = None;
    let (service, socket) = LspService::build(|client| {
        let outbox = protocol::Outbox::new(client, events.clone());
        let state = owner::Owner::new(events.clone(), outbox, log);
        owner = Some(tokio::spawn(state.run(mailbox)));
        protocol::Mailbox::new(events, Arc::clone(&session))
    })
    .custom_method("window/workDoneProgress/cancel", protocol::Mailbox::cancel_progress)
    .custom_method("pgwright/model", protocol::Mailbox::model)
    .custom_method("pgwright/preview", protocol::Mailbox::preview)
    .finish();
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
