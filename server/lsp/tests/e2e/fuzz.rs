//! Random sequences of messages, right and wrong: each request has its one answer in time, nothing
//! breaks, and the end is in order.
//!
//! `PGWRIGHT_FUZZ_SECONDS` says for how long (else 5, or by `PGWRIGHT_TEST_LEVEL` a minute in CI and
//! half an hour at length), `PGWRIGHT_FUZZ_SEED` where to begin.

use crate::client::Client;
use fastrand::Rng;
use pgwright_fixture::fuzz::{first_seed, seconds};
use pgwright_lsp::End;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::time::timeout;

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/1_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
    //- /migrations/2_größe.sql
    /* ß🐘 */ ALTER TABLE users ADD größe int;
    //- /internal/repository/own.go
    package repository
";

const FILES: [&str; 6] = [
    "pgwright.yaml",
    "migrations/1_users.sql",
    "migrations/2_größe.sql",
    "internal/repository/own.go",
    "internal/repository/users_repository.go",
    "elsewhere.txt",
];

const TEXTS: [&str; 9] = [
    "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    "ALTER TABLE users ADD COLUMN ",
    "DROP TABLE users; -- größe 🐘\r\n",
    "tables: {users: {exclude: true}}\n",
    "database:\n  pgxkit:\n    retry: {enabled: true}\n",
    "package repository\n\nfunc (r *UsersRepository) Count() {}\n",
    "$$ ' \" /* ( [ {\n",
    "\u{feff}\u{2028}\0\n",
    "",
];

/// Questions about a place in a document.
const AT_PLACES: [&str; 8] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/completion",
    "textDocument/codeAction",
    "textDocument/documentSymbol",
    "textDocument/diagnostic",
];

/// No answer may take longer. The machines of tests are slow and busy.
const HANG: Duration = Duration::from_secs(20);

struct Fuzz {
    client: Client,
    random: Rng,
    version: i64,
    /// Questions without an answer yet.
    asked: Vec<(i64, String)>,
}

impl Fuzz {
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.random.usize(..from.len())]
    }

    fn file(&mut self) -> String {
        let file = *self.pick(&FILES);
        self.client.uri(file)
    }

    fn position(&mut self) -> Value {
        let far = self.random.u8(..20) == 0;
        let mut number = |most: u32| if far { u32::MAX >> 1 } else { self.random.u32(..most) };
        json!({"line": number(4), "character": number(60)})
    }

    fn range(&mut self) -> Value {
        json!({"start": self.position(), "end": self.position()})
    }

    /// Something that stands where something else should.
    fn nonsense(&mut self) -> Value {
        // Not as deep as no reader of JSON goes.
        let deep = (0..100).fold(Value::Null, |inner, _| json!([inner]));
        self.pick(&[
            Value::Null,
            json!(-1),
            json!(1.5),
            json!(u64::MAX),
            json!(""),
            json!("file:///%FF/a"),
            json!("untitled:a"),
            json!([]),
            json!({}),
            json!([{"uri": 7}]),
            deep,
        ])
        .clone()
    }

    /// Parameters with something wrong in them, now and then.
    fn bent(&mut self, mut params: Value) -> Value {
        if self.random.u8(..6) > 0 {
            return params;
        }
        let mut place = &mut params;
        while self.random.u8(..3) > 0 {
            let count = place.as_object().map_or(0, |it| it.len());
            if count == 0 {
                break;
            }
            let key = self.random.usize(..count);
            let (_, inner) = place.as_object_mut().unwrap().iter_mut().nth(key).unwrap();
            place = inner;
        }
        *place = self.nonsense();
        params
    }

    async fn step(&mut self) {
        match self.random.u8(..24) {
            0..5 => self.change().await,
            5 => self.open_or_close().await,
            6..14 => self.question().await,
            14 => self.command().await,
            15 => self.disk().await,
            16 => self.notification().await,
            17 => {
                let id = match self.asked.last() {
                    Some((id, _)) if self.random.bool() => json!(id),
                    _ => self.nonsense(),
                };
                self.client.notify("$/cancelRequest", json!({"id": id})).await;
            }
            18 => {
                let id = self.nonsense();
                self.client.send(json!({"jsonrpc": "2.0", "id": id, "result": null})).await;
            }
            19 => self.garbage().await,
            20 => self.workspace().await,
            21 => {
                let right = self.random.bool();
                self.client.answer_anything(right).await;
            }
            22 => self.answers().await,
            _ => self.client.take_in().await,
        }
    }

    async fn change(&mut self) {
        self.version += 1;
        let mut changes = Vec::new();
        for _ in 0..self.random.usize(1..4) {
            let text = *self.pick(&TEXTS);
            changes.push(match self.random.u8(..5) {
                0 => json!({"text": text}),
                _ => json!({"range": self.range(), "text": text}),
            });
        }
        let document = json!({"uri": self.file(), "version": self.version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        let params = self.bent(params);
        self.client.notify("textDocument/didChange", params).await;
    }

    async fn open_or_close(&mut self) {
        self.version += 1;
        let uri = self.file();
        let text = *self.pick(&TEXTS);
        let (method, document) = match self.random.u8(..4) {
            0 => ("textDocument/didClose", json!({"uri": uri})),
            1 => ("textDocument/didSave", json!({"uri": uri})),
            _ => {
                let version = self.version;
                let document =
                    json!({"uri": uri, "languageId": "sql", "version": version, "text": text});
                ("textDocument/didOpen", document)
            }
        };
        let params = self.bent(json!({"textDocument": document}));
        self.client.notify(method, params).await;
    }

    async fn question(&mut self) {
        let method = *self.pick(&AT_PLACES);
        let params = json!({
            "textDocument": {"uri": self.file()},
            "position": self.position(),
            "range": self.range(),
            "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1},
        });
        let params = self.bent(params);
        self.ask(method, params).await;
    }

    async fn workspace(&mut self) {
        let uri = self.file();
        let (method, params) = match self.random.u8(..4) {
            0 => ("workspace/diagnostic", json!({"previousResultIds": []})),
            1 => {
                let known = json!([{"uri": uri, "value": "x"}]);
                ("workspace/diagnostic", json!({"previousResultIds": known}))
            }
            2 => ("workspace/symbol", json!({"query": "us"})),
            _ => ("codeAction/resolve", json!({"title": "Regenerate", "data": {"uri": uri}})),
        };
        let params = self.bent(params);
        self.ask(method, params).await;
    }

    async fn command(&mut self) {
        let folder = self.client.uri("");
        let command = *self.pick(&["pgwright.generate", "pgwright.generateAll", "other"]);
        let arguments = json!([{"project": folder, "table": "users"}]);
        let params = json!({"command": command, "arguments": arguments, "workDoneToken": 1});
        let params = self.bent(params);
        self.ask("workspace/executeCommand", params).await;
    }

    async fn notification(&mut self) {
        let folder = self.client.uri("");
        let enabled = self.random.bool();
        let folders = json!([{"uri": folder, "name": "a"}]);
        let (method, params) = match self.random.u8(..5) {
            0 => {
                let settings = json!({"pgwright": {"diagnostics": {"enabled": enabled}}});
                ("workspace/didChangeConfiguration", json!({"settings": settings}))
            }
            1 if enabled => {
                let event = json!({"added": folders, "removed": []});
                ("workspace/didChangeWorkspaceFolders", json!({"event": event}))
            }
            1 => {
                let event = json!({"added": [], "removed": folders});
                ("workspace/didChangeWorkspaceFolders", json!({"event": event}))
            }
            2 => ("window/workDoneProgress/cancel", json!({"token": 1})),
            3 => ("initialized", json!({})),
            _ => ("$/unheardOf", json!({})),
        };
        let params = self.bent(params);
        self.client.notify(method, params).await;
    }

    /// A file changes on disk.
    async fn disk(&mut self) {
        let file = *self.pick(&FILES);
        let text = *self.pick(&TEXTS);
        match self.random.u8(..4) {
            0 => drop(std::fs::remove_file(self.client.path(file))),
            _ => self.client.write_file(file, text),
        }
        let changes = json!([{"uri": self.client.uri(file), "type": 2}]);
        let params = self.bent(json!({"changes": changes}));
        self.client.notify("workspace/didChangeWatchedFiles", params).await;
    }

    async fn garbage(&mut self) {
        let all: [&[u8]; 7] = [
            b"Content-Length: 3\r\n\r\n{\"a",
            b"Content-Length: 0\r\n\r\n",
            b"Content-Length: x\r\n\r\n",
            b"\r\n\r\n",
            b"content-length: 2\nContent-Type: a\n\n{}",
            b"Content-Length: 4\r\n\r\n\xff\xfe\xfd\xfc",
            b"Content-Length: 24\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":[]}",
        ];
        let bytes = *self.pick(&all);
        self.client.send_bytes(bytes).await;
    }

    async fn ask(&mut self, method: &str, params: Value) {
        let told = format!("{method} {params}");
        let id = self.client.request(method, params).await;
        self.asked.push((id, told));
    }

    /// Waits for the answers to all but what waits for news.
    async fn answers(&mut self) {
        // Some wait for what the server has asked.
        self.client.obliging = true;
        self.client.answer_anything(true).await;
        // The last to ask for the workspace's problems may wait: the next one sends it home.
        for _ in 0..2 {
            let known = json!({"previousResultIds": []});
            self.ask("workspace/diagnostic", known).await;
        }
        let last = self.asked.pop().unwrap();
        for (id, told) in std::mem::take(&mut self.asked) {
            let answer = timeout(HANG, self.client.response(id)).await;
            let answer = answer.unwrap_or_else(|_| panic!("no answer to {told}"));
            if let Err(error) = answer {
                // Whatever was wrong with it, nothing broke.
                let broke = self.client.broke();
                assert_ne!(error["code"], -32603, "{told}: {error:#}, {broke:#?}");
            }
        }
        self.asked.push(last);
        self.client.obliging = false;
    }
}

#[allow(clippy::print_stdout)] // Where to begin again, and how much was tried.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_said_each_request_is_answered_and_nothing_breaks() {
    let until = Instant::now() + Duration::from_secs(seconds());
    let first = first_seed();
    let (mut steps, mut sessions) = (0_u64, 0_u64);
    while sessions == 0 || Instant::now() < until {
        let seed = first + sessions;
        let mut random = Rng::with_seed(seed);
        let mut client = Client::start(PROJECT);
        client.wrong = true;
        client.prompt = random.bool();
        let encoding = ["utf-8", "utf-16", "utf-32"][random.usize(..3)];
        let mut capabilities = json!({
            "general": {"positionEncodings": [encoding]},
            "workspace": {
                "applyEdit": random.bool(),
                "configuration": random.bool(),
                "diagnostics": {"refreshSupport": true},
                "workspaceEdit": {
                    "documentChanges": random.bool(),
                    "resourceOperations": ["create", "delete"],
                },
                "didChangeWatchedFiles": {
                    "dynamicRegistration": random.bool(),
                    "relativePatternSupport": true,
                },
            },
            "window": {"workDoneProgress": random.bool()},
            "textDocument": {
                "codeAction": {
                    "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
                },
            },
        });
        if random.bool() {
            capabilities["textDocument"]["diagnostic"] = json!({});
        }
        client.initialize(capabilities).await;
        let mut fuzz = Fuzz { client, random, version: 0, asked: Vec::new() };
        println!("seed {seed}");
        for _ in 0..300 {
            fuzz.step().await;
            steps += 1;
        }
        let mut client = fuzz.client;
        client.obliging = true;
        client.answer_anything(true).await;
        let asked = client.request("shutdown", Value::Null).await;
        assert_eq!(client.response(asked).await, Ok(Value::Null), "seed {seed}");
        client.take_in().await;
        client.notify("exit", Value::Null).await;
        assert_eq!(client.end().await, End::Orderly, "seed {seed}");
        assert_eq!(client.broke(), None::<Value>, "seed {seed}");
        sessions += 1;
    }
    println!("{sessions} sessions, {steps} messages");
}
