//! A client of the server at its pipes: what it says is what the test says, byte by byte, and what
//! it hears is held against the protocol.

use crate::support::Folder;
use pgwright_fixture::protocol::{Conversation, Side, body, framed};
use serde_json::{Value, json};
use std::io::{BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// No test waits longer for anything: long, as the machines are busy.
const PATIENCE: Duration = Duration::from_secs(100);

/// A server in a folder, at its pipes.
pub struct Pipe {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
    messages: Option<Receiver<Value>>,
    conversation: Conversation,
    /// Messages that were passed over: answers come in any order.
    unread: Vec<Value>,
    next_id: i64,
}

impl Pipe {
    /// Starts a server, and listens to it.
    pub fn start(folder: &Folder) -> Self {
        let mut pipe = Self::start_deaf(folder, &[]);
        pipe.listen();
        pipe
    }

    /// Starts a server, and does not listen to it yet.
    pub fn start_deaf(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = folder.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        Self {
            input: child.stdin.take(),
            output: child.stdout.take().map(BufReader::new),
            child,
            messages: None,
            conversation: Conversation::default(),
            unread: Vec::new(),
            next_id: 0,
        }
    }

    /// Begins to listen.
    pub fn listen(&mut self) {
        let mut output = self.output.take().expect("listens once");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                let _ = sender.send(message);
            }
        });
        self.messages = Some(messages);
    }

    /// Shakes hands, as a client that does nothing more than it must.
    pub fn initialize(&mut self, folder: &Folder) -> Value {
        self.initialize_with(folder, json!({}))
    }

    /// Shakes hands with parameters on top of the least.
    pub fn initialize_with(&mut self, folder: &Folder, more: Value) -> Value {
        let uri = format!("file://{}", folder.path("").display());
        let mut params = json!({"processId": null, "rootUri": uri, "capabilities": {}});
        for (key, value) in more.as_object().expect("an object") {
            params[key] = value.clone();
        }
        let result = self.ask("initialize", params).expect("initialize succeeds");
        self.notify("initialized", json!({}));
        result
    }

    pub fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the pipe is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server reads");
    }

    /// Sends a message, whatever it is.
    pub fn send(&mut self, message: &Value) {
        self.note(message);
        self.write(&framed(message));
    }

    /// Takes down a message that is written without [`Pipe::send`]: it has an answer.
    pub fn note(&mut self, message: &Value) {
        self.conversation.say(Side::Client, message);
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request; its id.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.request(method, params);
        self.response(&json!(id))
    }

    /// The answer to a request.
    #[track_caller]
    pub fn response(&mut self, id: &Value) -> Result<Value, Value> {
        let answer = self.until(|it| it.get("method").is_none() && it["id"] == *id);
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// The code of the error that answers what could not be read.
    #[track_caller]
    pub fn refusal(&mut self) -> i64 {
        let answer = self.until(|it| it.get("error").is_some() && it["id"].is_null());
        answer["error"]["code"].as_i64().expect("a code")
    }

    /// The next message that is as wanted.
    #[track_caller]
    pub fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&wanted) {
            return self.unread.remove(at);
        }
        let start = Instant::now();
        loop {
            let message = self.next(PATIENCE.saturating_sub(start.elapsed()));
            if wanted(&message) {
                return message;
            }
            self.unread.push(message);
        }
    }

    /// The messages that were passed over.
    pub fn take_unread(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.unread)
    }

    /// Whether such a message was passed over.
    pub fn heard(&self, method: &str) -> bool {
        self.unread.iter().any(|it| it["method"] == method)
    }

    #[track_caller]
    fn next(&mut self, patience: Duration) -> Value {
        let messages = self.messages.as_ref().expect("listens");
        let message = messages.recv_timeout(patience).expect("the server says something, in time");
        let faults = self.conversation.say(Side::Server, &message);
        assert!(faults.is_empty(), "{faults:#?} in {message:#}");
        message
    }

    /// Closes the client's end of the server's input.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// Whether the server runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// The exit code of the server, which ends by itself.
    #[track_caller]
    pub fn code(&mut self) -> i32 {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().expect("ends by itself");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not end");
    }

    /// Ends in an orderly way.
    #[track_caller]
    pub fn finish(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        self.notify("exit", Value::Null);
        assert_eq!(self.code(), 0);
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut BufReader<ChildStdout>) -> Option<Value> {
    let body = body(output)?;
    Some(serde_json::from_slice(&body).expect("a message is JSON"))
}
