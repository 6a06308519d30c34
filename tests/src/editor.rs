//! An editor at the pipes of a language server, as little of one as there can be: it says what it
//! is told to, answers what it is asked with nothing, and knows when each message came.

use pgwright_fixture::protocol::{body, framed, uri};
use serde_json::{Value, json};
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// No message is waited for longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A message of the server, and when its last byte was read.
pub type Message = (Instant, Value);

/// An editor with its server.
#[derive(Debug)]
pub struct Editor {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Message>,
    next_id: i64,
}

impl Editor {
    /// Starts a server.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut output = BufReader::new(server.stdout.take().expect("it has an output"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(body) = body(&mut output) {
                let arrival = Instant::now();
                let message = serde_json::from_slice(&body).expect("a message is JSON");
                if sender.send((arrival, message)).is_err() {
                    break;
                }
            }
        });
        Self { input: server.stdin.take(), server, messages, next_id: 0 }
    }

    /// The server's process.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// Shakes hands over a folder; what the server says of itself.
    ///
    /// # Panics
    ///
    /// When the server refuses.
    pub fn initialize(&mut self, folder: &Path, capabilities: &Value) -> Value {
        let uri = uri(folder);
        let params = json!({
            "processId": std::process::id(),
            "rootUri": uri,
            "capabilities": capabilities,
            "workspaceFolders": [{"uri": uri, "name": "project"}],
        });
        let (_, result) = self.ask("initialize", params);
        self.notify("initialized", json!({}));
        result
    }

    /// Sends a message; when its first byte went.
    ///
    /// # Panics
    ///
    /// When the server is gone.
    pub fn send(&mut self, message: &Value) -> Instant {
        let bytes = framed(message);
        let input = self.input.as_mut().expect("the pipe is open");
        let departure = Instant::now();
        input.write_all(&bytes).and_then(|()| input.flush()).expect("the server reads");
        departure
    }

    /// Sends a notification; when it went.
    pub fn notify(&mut self, method: &str, params: Value) -> Instant {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    /// Sends a request; its id, and when it went.
    pub fn request(&mut self, method: &str, params: Value) -> (i64, Instant) {
        self.next_id += 1;
        let id = self.next_id;
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        (id, self.send(&request))
    }

    /// Sends a request, and waits for its answer: how long that took, and the result.
    ///
    /// # Panics
    ///
    /// When the answer is an error.
    pub fn ask(&mut self, method: &str, params: Value) -> (Duration, Value) {
        let (id, departure) = self.request(method, params);
        let is_answer = |it: &Value| it.get("method").is_none() && it["id"] == json!(id);
        let (arrival, mut answer) = self.until(is_answer);
        assert!(answer.get("error").is_none(), "{method}: {answer:#}");
        (arrival - departure, answer["result"].take())
    }

    /// Opens a document.
    pub fn open(&mut self, path: &Path, version: i64, text: &str) -> Instant {
        let uri = uri(path);
        let document = json!({"uri": uri, "languageId": "sql", "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}))
    }

    /// The first message that is as wanted; those before it go.
    ///
    /// # Panics
    ///
    /// When it does not come in time.
    pub fn until(&mut self, mut wanted: impl FnMut(&Value) -> bool) -> Message {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.next(left) {
                Some(message) if wanted(&message.1) => return message,
                Some(_) => {}
                None => panic!("the server does not say what is waited for"),
            }
        }
    }

    /// The next message; `None` when none comes within that time.
    ///
    /// # Panics
    ///
    /// When the server has gone.
    pub fn next(&mut self, patience: Duration) -> Option<Message> {
        let (arrival, message) = match self.messages.recv_timeout(patience) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => return None,
            Err(RecvTimeoutError::Disconnected) => panic!("the server has ended"),
        };
        if let (Some(method), Some(id)) = (message.get("method"), message.get("id")) {
            let wanted = message["params"]["items"].as_array().map_or(0, Vec::len);
            let result = match method.as_str() {
                Some("workspace/configuration") => json!(vec![Value::Null; wanted]),
                _ => Value::Null,
            };
            self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
        }
        Some((arrival, message))
    }

    /// Ends the server in an orderly way; its exit code.
    ///
    /// # Panics
    ///
    /// When it does not end in time.
    pub fn finish(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.input = None;
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.server.try_wait().expect("a child can be waited for") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
