//! A client that speaks the protocol by hand over a pair of pipes: it frames its own bytes and
//! looks closely at those of the server.

use pgwright_fixture::Fixture;
use pgwright_fixture::protocol::{Conversation, Side, framed, uri};
use pgwright_lsp::End;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// No test waits longer for one message: long, as the machines are busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the server last said of a file.
#[derive(Debug, Clone, Default)]
pub struct Published {
    pub version: Option<i64>,
    pub diagnostics: Vec<Value>,
}

/// A client with its server and the folder that they work in.
pub struct Client {
    folder: TempDir,
    to_server: Option<DuplexStream>,
    messages: UnboundedReceiver<Value>,
    server: Option<JoinHandle<End>>,
    /// What was said, held against the protocol.
    conversation: Conversation,
    /// Whether this client says what is not of the protocol, on purpose.
    pub wrong: bool,
    /// Messages that no test has asked for yet.
    unread: VecDeque<Value>,
    /// Requests that have no answer yet.
    asked: BTreeSet<i64>,
    next_id: i64,
    /// Requests of the server that say nothing to a test, and have no answer yet.
    unanswered: Vec<Value>,
    /// Whether those are answered at once.
    pub prompt: bool,
    /// Whether whatever the server asks is answered at once.
    pub obliging: bool,
    /// What the server has asked to watch, by the id of its registration.
    pub watched: BTreeMap<String, Value>,
    /// How often the server has asked the client to ask anew for problems.
    pub refreshed: usize,
    /// The last diagnostics of each file, by its path in the folder.
    pub published: BTreeMap<String, Published>,
}

/// What a full client can do, on top of which a test puts its own.
pub fn full_client() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "workspace": {
            "workspaceEdit": {
                "documentChanges": true,
                "resourceOperations": ["create", "rename", "delete"],
            },
            "didChangeWatchedFiles": {
                "dynamicRegistration": true,
                "relativePatternSupport": true,
            },
        },
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true, "dataSupport": true},
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            },
        },
    })
}

impl Client {
    /// Starts a server over the files of a fixture, without a word to it.
    pub fn start(fixture: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("größe ").tempdir().unwrap();
        Fixture::parse(fixture).write(folder.path()).unwrap();
        let (to_server, server_input) = duplex(4096);
        let (server_output, from_server) = duplex(4096);
        let server = tokio::spawn(pgwright_lsp::serve(server_input, server_output));
        let (sender, messages) = unbounded_channel();
        tokio::spawn(async move {
            let mut reader = BufReader::new(from_server);
            while let Some(message) = read(&mut reader).await {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Self {
            folder,
            to_server: Some(to_server),
            messages,
            server: Some(server),
            conversation: Conversation::default(),
            wrong: false,
            unread: VecDeque::new(),
            asked: BTreeSet::new(),
            next_id: 0,
            unanswered: Vec::new(),
            prompt: true,
            obliging: false,
            watched: BTreeMap::new(),
            refreshed: 0,
            published: BTreeMap::new(),
        }
    }

    /// Starts a server and shakes hands as a full client.
    pub async fn open(fixture: &str) -> Self {
        let mut client = Self::start(fixture);
        client.initialize(full_client()).await;
        client
    }

    /// Shakes hands.
    pub async fn initialize(&mut self, capabilities: Value) -> Value {
        self.initialize_with(capabilities, json!({})).await
    }

    /// Shakes hands with more parameters.
    pub async fn initialize_with(&mut self, capabilities: Value, more: Value) -> Value {
        let folder = self.uri("");
        let mut params = json!({
            "processId": null,
            "rootUri": null,
            "capabilities": capabilities,
            "workspaceFolders": [{"uri": folder, "name": "test"}],
        });
        for (key, value) in more.as_object().unwrap() {
            params[key] = value.clone();
        }
        let result = self.ask("initialize", params).await;
        self.notify("initialized", json!({})).await;
        result.expect("initialize succeeds")
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// The address of a file; that of the folder for an empty name.
    pub fn uri(&self, file: &str) -> String {
        uri(&self.path(file))
    }

    /// The file of the folder that an address is of.
    pub fn file_of(&self, uri: &str) -> String {
        let folder = self.uri("");
        let file = uri.strip_prefix(&folder).unwrap_or_else(|| panic!("{uri} is not in {folder}"));
        file.trim_start_matches('/').to_owned()
    }

    pub fn read_file(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap()
    }

    pub fn write_file(&self, file: &str, text: &str) {
        std::fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        std::fs::write(self.path(file), text).unwrap();
    }

    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        self.to_server.as_mut().expect("the pipe is open").write_all(bytes).await.unwrap();
    }

    pub async fn send(&mut self, message: Value) {
        self.say(&message);
        self.send_bytes(&framed(&message)).await;
    }

    /// Takes down what the client says, and sees that it keeps to the protocol unless it is not to.
    fn say(&mut self, message: &Value) {
        let faults = self.conversation.say(Side::Client, message);
        assert!(self.wrong || faults.is_empty(), "{faults:#?} in {message:#}");
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({"jsonrpc": "2.0", "method": method, "params": params})).await;
    }

    /// Sends a request; its id.
    pub async fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.asked.insert(id);
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
        id
    }

    /// Sends a request and its cancellation in one breath; its id.
    pub async fn request_and_cancel(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.asked.insert(id);
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}});
        let both = [request, cancel].map(|message| {
            self.say(&message);
            framed(&message)
        });
        self.send_bytes(&both.concat()).await;
        id
    }

    /// Sends a request and waits for its answer.
    pub async fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.request(method, params).await;
        self.response(id).await
    }

    pub async fn reply(&mut self, request: &Value, result: Value) {
        self.send(json!({"jsonrpc": "2.0", "id": request["id"], "result": result})).await;
    }

    /// The answer to a request.
    pub async fn response(&mut self, id: i64) -> Result<Value, Value> {
        let message = self
            .take(|it| it.get("method").is_none() && it["id"] == json!(id))
            .await
            .unwrap_or_else(|| panic!("no answer to {id}"));
        assert!(self.asked.remove(&id), "{id} is answered twice or was never asked");
        match message.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(message["result"].clone()),
        }
    }

    /// The error that answers a message which could not be read.
    pub async fn error_without_id(&mut self) -> Value {
        let message = self.take(|it| it.get("error").is_some() && it["id"].is_null()).await;
        message.expect("an error")["error"].clone()
    }

    /// The parameters of a notification that nothing else takes in.
    pub async fn notification(&mut self, method: &str) -> Value {
        let message = self.take(|it| it["method"] == method && it.get("id").is_none()).await;
        message.unwrap_or_else(|| panic!("no {method}"))["params"].clone()
    }

    /// A request of the server that nothing else answers.
    pub async fn server_request(&mut self, method: &str) -> Value {
        let message = self.take(|it| it["method"] == method && it.get("id").is_some()).await;
        message.unwrap_or_else(|| panic!("no {method}"))
    }

    /// The name of something that is under way, which the server is allowed to show.
    pub async fn created_progress(&mut self) -> Value {
        let request = self.server_request("window/workDoneProgress/create").await;
        self.reply(&request, Value::Null).await;
        request["params"]["token"].clone()
    }

    /// Waits until what was last said of a file is as wanted.
    pub async fn until(&mut self, file: &str, wanted: impl Fn(&Published) -> bool) -> Published {
        loop {
            if let Some(published) = self.published.get(file).filter(|it| wanted(it)) {
                return published.clone();
            }
            if !self.next().await {
                let said = self.published.get(file);
                panic!("{file}: waited for other diagnostics than {said:#?}");
            }
        }
    }

    /// Waits until the codes and lines of a file's diagnostics are as wanted; `line: code`.
    pub async fn until_codes(&mut self, file: &str, wanted: &[&str]) -> Published {
        self.until(file, |published| codes(published) == wanted).await
    }

    /// Waits until what the server has asked to watch is as wanted.
    pub async fn until_watched(&mut self, wanted: impl Fn(&BTreeMap<String, Value>) -> bool) {
        while !wanted(&self.watched) {
            assert!(self.next().await, "watched: {:#?}", self.watched);
        }
    }

    /// Answers whatever the server has asked, with what it wants or with something else.
    pub async fn answer_anything(&mut self, right: bool) {
        self.answer_all().await;
        let asked = |it: &Value| it.get("method").is_some() && it.get("id").is_some();
        while let Some(at) = self.unread.iter().position(asked) {
            let request = self.unread.remove(at).unwrap();
            let result = match request["method"].as_str() {
                Some("workspace/applyEdit") if right => json!({"applied": true}),
                Some("workspace/configuration") if right => json!([null]),
                _ if right => Value::Null,
                _ => json!("something else"),
            };
            self.reply(&request, result).await;
        }
    }

    /// Takes in what has come, without waiting.
    pub async fn take_in(&mut self) {
        while let Ok(message) = self.messages.try_recv() {
            self.receive(message).await;
        }
    }

    /// Word of something that broke.
    pub fn broke(&self) -> Option<Value> {
        let broke = |it: &&Value| {
            it["method"] == "window/showMessage" && it.to_string().contains("pgwright broke")
        };
        self.unread.iter().find(broke).cloned()
    }

    /// Waits until the server has asked the client that often to ask anew.
    pub async fn until_refreshed(&mut self, count: usize) {
        while self.refreshed < count {
            assert!(self.next().await, "refreshed {} times", self.refreshed);
        }
    }

    async fn take(&mut self, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        loop {
            if let Some(index) = self.unread.iter().position(&wanted) {
                return self.unread.remove(index);
            }
            if !self.next().await {
                return None;
            }
        }
    }

    /// Takes in what comes within a moment.
    pub async fn wait_a_little(&mut self) {
        if let Ok(Some(message)) = timeout(Duration::from_millis(200), self.messages.recv()).await {
            self.receive(message).await;
        }
    }

    /// Receives one message; false when there is none in time.
    async fn next(&mut self) -> bool {
        let Ok(Some(message)) = timeout(PATIENCE, self.messages.recv()).await else { return false };
        self.receive(message).await;
        true
    }

    async fn receive(&mut self, message: Value) {
        let faults = self.conversation.say(Side::Server, &message);
        assert!(faults.is_empty(), "{faults:#?} in {message:#}");
        check(&message);
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => self.publish(&message["params"]),
            Some("client/registerCapability") => {
                for registration in message["params"]["registrations"].as_array().unwrap() {
                    let method = registration["method"].as_str().unwrap();
                    let id = registration["id"].as_str().unwrap();
                    match id {
                        "settings" => assert_eq!(method, "workspace/didChangeConfiguration"),
                        _ => assert_eq!(method, "workspace/didChangeWatchedFiles"),
                    }
                    let id = id.to_owned();
                    let watchers = registration["registerOptions"]["watchers"].clone();
                    let before = self.watched.insert(id, watchers);
                    assert_eq!(before, None, "an id is registered once");
                }
                self.unanswered.push(message);
            }
            Some("client/unregisterCapability") => {
                for old in message["params"]["unregisterations"].as_array().unwrap() {
                    let before = self.watched.remove(old["id"].as_str().unwrap());
                    assert!(before.is_some(), "what is unregistered was registered");
                }
                self.unanswered.push(message);
            }
            Some("workspace/diagnostic/refresh") => {
                self.refreshed += 1;
                self.unanswered.push(message);
            }
            _ => self.unread.push_back(message),
        }
        if self.obliging {
            self.answer_anything(true).await;
        } else if self.prompt {
            self.answer_all().await;
        }
    }

    /// Answers what the server has asked.
    pub async fn answer_all(&mut self) {
        for request in std::mem::take(&mut self.unanswered) {
            self.reply(&request, Value::Null).await;
        }
    }

    fn publish(&mut self, params: &Value) {
        let file = self.file_of(params["uri"].as_str().unwrap());
        let published = Published {
            version: params.get("version").map(|version| version.as_i64().unwrap()),
            diagnostics: params["diagnostics"].as_array().unwrap().clone(),
        };
        self.published.insert(file, published);
    }

    /// Ends the session in an orderly way. A message that no test has read is a failure.
    pub async fn finish(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null).await, Ok(Value::Null));
        self.notify("exit", Value::Null).await;
        assert_eq!(self.end().await, End::Orderly);
        self.prompt = false;
        while let Ok(message) = self.messages.try_recv() {
            self.receive(message).await;
        }
        assert!(self.unread.is_empty(), "unread: {:#?}", self.unread);
        assert!(self.asked.is_empty(), "unanswered: {:?}", self.asked);
    }

    /// Waits for the server to end.
    pub async fn end(&mut self) -> End {
        let server = self.server.take().expect("ends once");
        timeout(PATIENCE, server).await.expect("the server ends").expect("the server is well")
    }

    /// Closes the client's end of the pipe.
    pub fn hang_up(&mut self) {
        self.to_server = None;
    }

    pub async fn did_open(&mut self, file: &str, version: i64, text: &str) {
        let uri = self.uri(file);
        let document = json!({"uri": uri, "languageId": "sql", "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }

    /// A whole new text.
    pub async fn did_change(&mut self, file: &str, version: i64, text: &str) {
        self.did_edit(file, version, json!([{"text": text}])).await;
    }

    pub async fn did_edit(&mut self, file: &str, version: i64, changes: Value) {
        let document = json!({"uri": self.uri(file), "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", params).await;
    }

    pub async fn did_close(&mut self, file: &str) {
        let document = json!({"uri": self.uri(file)});
        self.notify("textDocument/didClose", json!({"textDocument": document})).await;
    }

    pub async fn did_change_files(&mut self, files: &[&str]) {
        let changes: Vec<Value> =
            files.iter().map(|file| json!({"uri": self.uri(file), "type": 2})).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({"changes": changes})).await;
    }

    /// The parameters to ask for actions at the start of a line.
    pub fn actions_at(&self, file: &str, line: u64) -> Value {
        let position = json!({"line": line, "character": 0});
        let end = json!({"line": line + 1, "character": 0});
        json!({
            "textDocument": {"uri": self.uri(file)},
            "range": {"start": position, "end": end},
            "context": {"diagnostics": []},
        })
    }

    /// The actions at a line.
    pub async fn actions(&mut self, file: &str, line: u64) -> Vec<Value> {
        let params = self.actions_at(file, line);
        let actions = self.ask("textDocument/codeAction", params).await.unwrap();
        actions.as_array().cloned().unwrap_or_default()
    }
}

/// `line: code` of each diagnostic.
pub fn codes(published: &Published) -> Vec<String> {
    let diagnostics = published.diagnostics.iter();
    let code = |it: &Value| {
        let line = it["range"]["start"]["line"].as_u64().unwrap();
        format!("{line}: {}", it["code"].as_str().unwrap())
    };
    diagnostics.map(code).collect()
}

async fn read(reader: &mut BufReader<DuplexStream>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        assert!(line.ends_with("\r\n"), "header lines end in CRLF: {line:?}");
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").expect("a header has a name and a value");
        if name == "Content-Length" {
            length = Some(value.parse::<usize>().unwrap());
        }
    }
    let mut body = vec![0; length.expect("every message says its length")];
    reader.read_exact(&mut body).await.ok()?;
    Some(serde_json::from_slice(&body).expect("a message is JSON"))
}

/// What holds of the server's messages beyond their types.
fn check(message: &Value) {
    if message["method"] == "textDocument/publishDiagnostics" {
        check_diagnostics(&message["params"]);
    }
}

fn check_diagnostics(params: &Value) {
    for diagnostic in params["diagnostics"].as_array().expect("a list") {
        let shown = format!("{diagnostic:#}");
        check_range(&diagnostic["range"]);
        assert!(diagnostic["severity"].is_u64(), "{shown}");
        assert_eq!(diagnostic["source"], "pgwright", "{shown}");
        assert!(diagnostic["code"].is_string(), "{shown}");
        assert!(!diagnostic["message"].as_str().unwrap().is_empty(), "{shown}");
        for related in diagnostic["relatedInformation"].as_array().into_iter().flatten() {
            check_range(&related["location"]["range"]);
            assert!(related["location"]["uri"].as_str().unwrap().starts_with("file:///"));
            assert!(!related["message"].as_str().unwrap().is_empty(), "{shown}");
        }
    }
}

fn check_range(range: &Value) {
    let position = |it: &Value| (it["line"].as_u64().unwrap(), it["character"].as_u64().unwrap());
    assert!(position(&range["start"]) <= position(&range["end"]), "{range:#}");
}
