//! Messages over a pair of byte streams: reading, writing, and the order between them.
//!
//! In the place of tower-lsp's own transport, which ends with the first message that is not JSON,
//! and reads no further while 100 messages wait. Here nothing holds up reading: a message is
//! given to its handler as soon as it is read, handlers begin in the order of their messages, and
//! what is to be written waits in a queue of its own.

use crate::frame::{self, Frame};
use futures_util::{FutureExt, Sink, SinkExt, StreamExt};
use serde::Serialize;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::{ClientSocket, LanguageServer, LspService};
use tower_service::Service;

/// How long the end waits for a client that does not read any more.
const FAREWELL: Duration = Duration::from_secs(1);

/// Serves `service` until the client says `exit` or closes its end.
pub(crate) async fn serve<I, O, S>(
    input: I,
    output: O,
    service: LspService<S>,
    socket: ClientSocket,
) where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin + Send + 'static,
    S: LanguageServer,
{
    let (outgoing, queue) = unbounded_channel();
    let writer = tokio::spawn(write(output, queue));
    let (mut requests, replies) = socket.split();
    let to_client = outgoing.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            send(&to_client, &request);
        }
    });
    read(input, service, replies, outgoing).await;
    // Whoever still works on an answer may go on holding the queue: nobody waits for that.
    forward.abort();
    let _ = tokio::time::timeout(FAREWELL, writer).await;
}

/// Reads messages and gives them to the service, until the end.
async fn read<I, S>(
    input: I,
    mut service: LspService<S>,
    mut replies: impl Sink<Response> + Unpin,
    outgoing: UnboundedSender<Vec<u8>>,
) where
    I: AsyncRead + Unpin,
    S: LanguageServer,
{
    let mut input = BufReader::new(input);
    loop {
        let message = match frame::read(&mut input).await {
            Ok(Some(Frame::Body(body))) => Incoming::read(&body),
            Ok(Some(Frame::NoLength)) => Err(Error::parse_error()),
            Ok(None) => return,
            Err(error) => {
                tracing::error!("cannot read from the client: {error}");
                return;
            }
        };
        match message {
            Ok(Incoming::Request(request)) => {
                let exit = request.method() == "exit";
                let mut answer = Box::pin(answer(&mut service, request));
                // Polled once here, so that handlers begin in the order of their messages.
                match (&mut answer).now_or_never() {
                    Some(answer) => respond(&outgoing, answer),
                    None => {
                        let outgoing = outgoing.downgrade();
                        tokio::spawn(async move {
                            let answer = answer.await;
                            if let Some(outgoing) = outgoing.upgrade() {
                                respond(&outgoing, answer);
                            }
                        });
                    }
                }
                if exit {
                    return;
                }
            }
            Ok(Incoming::Response(response)) => {
                let _ = replies.send(response).await;
            }
            Err(error) => {
                tracing::error!("a message of the client cannot be read: {}", error.message);
                respond(&outgoing, Some(Response::from_error(Id::Null, error)));
            }
        }
    }
}

/// A message of the client.
enum Incoming {
    Request(Request),
    Response(Response),
}

impl Incoming {
    fn read(body: &[u8]) -> Result<Self, Error> {
        let value: serde_json::Value =
            serde_json::from_slice(body).map_err(|_| Error::parse_error())?;
        let message = if value.get("method").is_some() {
            serde_json::from_value(value).map(Self::Request)
        } else {
            serde_json::from_value(value).map(Self::Response)
        };
        message.map_err(|_| Error::invalid_request())
    }
}

/// What a request is answered with, in any case; `None` for what is no request.
fn answer<S: LanguageServer>(
    service: &mut LspService<S>,
    request: Request,
) -> impl Future<Output = Option<Response>> + Send + use<S> {
    let id = request.id().cloned();
    let answer = AssertUnwindSafe(service.call(request)).catch_unwind();
    async move {
        match answer.await {
            Ok(answer) => answer.ok().flatten(),
            Err(_) => id.map(|id| Response::from_error(id, Error::internal_error())),
        }
    }
}

fn respond(outgoing: &UnboundedSender<Vec<u8>>, response: Option<Response>) {
    if let Some(response) = response {
        send(outgoing, &response);
    }
}

/// Puts a message into the queue.
fn send(outgoing: &UnboundedSender<Vec<u8>>, message: &impl Serialize) {
    match serde_json::to_vec(message) {
        Ok(body) => {
            let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
            frame.extend(body);
            // The writer is gone only when the client does not read any more.
            let _ = outgoing.send(frame);
        }
        Err(error) => tracing::error!("a message cannot be written: {error}"),
    }
}

async fn write<O: AsyncWrite + Unpin>(mut output: O, mut queue: UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = queue.recv().await {
        let written = async {
            output.write_all(&frame).await?;
            output.flush().await
        };
        if let Err(error) = written.await {
            tracing::warn!("the client does not read any more: {error}");
            return;
        }
    }
}
