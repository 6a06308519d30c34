//! The language server at its pipes: whatever a client says, each request has its one answer, the
//! server neither hangs nor ends before it should, and ends when it should, with the right code.

use crate::pipe::Pipe;
use crate::support::Folder;
use pgwright_fixture::protocol::framed;
use serde_json::{Value, json};
use std::process::{Command, Stdio};

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
const FILE: &str = "migrations/1.sql";

fn folder() -> Folder {
    Folder::new(&[("pgwright.yaml", "problems: {drift-missing: off}\n"), (FILE, USERS)])
}

fn uri(folder: &Folder, file: &str) -> String {
    format!("file://{}", folder.path(file).display())
}

fn hover(folder: &Folder) -> Value {
    json!({
        "textDocument": {"uri": uri(folder, FILE)},
        "position": {"line": 0, "character": 0},
    })
}

fn open(folder: &Folder, text: &str) -> Value {
    let uri = uri(folder, FILE);
    json!({"textDocument": {"uri": uri, "languageId": "sql", "version": 1, "text": text}})
}

fn change(folder: &Folder, version: i64, text: &str) -> Value {
    let document = json!({"uri": uri(folder, FILE), "version": version});
    json!({"textDocument": document, "contentChanges": [{"text": text}]})
}

/// A server that has shaken hands.
fn start(folder: &Folder) -> Pipe {
    let mut pipe = Pipe::start(folder);
    pipe.initialize(folder);
    pipe
}

#[test]
fn shutdown_and_exit_are_a_success() {
    let folder = folder();
    start(&folder).finish();
    for argument in ["--stdio", "--log-level=off"] {
        let mut pipe = Pipe::start_deaf(&folder, &[argument]);
        pipe.listen();
        pipe.initialize(&folder);
        pipe.finish();
    }
}

#[test]
fn every_other_end_is_none() {
    let folder = folder();
    let mut pipe = start(&folder);
    pipe.notify("exit", Value::Null);
    assert_eq!(pipe.code(), 1, "exit without shutdown");

    let mut pipe = Pipe::start(&folder);
    pipe.notify("exit", Value::Null);
    assert_eq!(pipe.code(), 1, "exit before initialize");

    let mut pipe = start(&folder);
    pipe.hang_up();
    assert_eq!(pipe.code(), 1, "the end of the input");

    let mut pipe = start(&folder);
    assert_eq!(pipe.ask("shutdown", Value::Null), Ok(Value::Null));
    pipe.hang_up();
    assert_eq!(pipe.code(), 0, "the end of the input behind shutdown");

    let mut pipe = start(&folder);
    pipe.write(b"Content-Length: 1000\r\n\r\n{\"jsonrpc\"");
    pipe.hang_up();
    assert_eq!(pipe.code(), 1, "the end of the input in the middle of a message");
}

/// A client may leave params out of what has none, or send null (Emacs does).
#[test]
fn params_may_be_null_or_left_out() {
    let folder = folder();
    for params in [Some(Value::Null), None] {
        let mut pipe = start(&folder);
        let mut shutdown = json!({"jsonrpc": "2.0", "id": "a", "method": "shutdown"});
        let mut exit = json!({"jsonrpc": "2.0", "method": "exit"});
        if let Some(params) = params {
            shutdown["params"] = params.clone();
            exit["params"] = params;
        }
        pipe.send(&shutdown);
        assert_eq!(pipe.response(&json!("a")), Ok(Value::Null));
        pipe.send(&exit);
        assert_eq!(pipe.code(), 0);
    }
}

#[test]
fn what_comes_at_the_wrong_time_is_refused() {
    let folder = folder();
    let mut pipe = Pipe::start(&folder);
    for method in ["textDocument/hover", "shutdown", "textDocument/unheardOf"] {
        let params = if method == "shutdown" { Value::Null } else { hover(&folder) };
        let code = pipe.ask(method, params).unwrap_err()["code"].clone();
        // What is unknown may be told from what is known before hands are shaken.
        assert!(code == -32002 || method.ends_with("Of") && code == -32601, "{method}: {code}");
    }
    pipe.notify("textDocument/didOpen", open(&folder, "DROP TABLE x;\n"));
    pipe.initialize(&folder);
    let again = json!({"processId": null, "rootUri": null, "capabilities": {}});
    assert_eq!(pipe.ask("initialize", again).unwrap_err()["code"], -32600);
    // What was said too early does not count.
    assert_eq!(pipe.ask("textDocument/hover", hover(&folder)), Ok(Value::Null));
    assert_eq!(pipe.ask("shutdown", Value::Null), Ok(Value::Null));
    for (method, params) in [("textDocument/hover", hover(&folder)), ("shutdown", Value::Null)] {
        assert_eq!(pipe.ask(method, params).unwrap_err()["code"], -32600, "{method}");
    }
    // Helix says this between shutdown and exit.
    pipe.notify("workspace/didChangeWatchedFiles", json!({"changes": []}));
    pipe.notify("exit", Value::Null);
    assert_eq!(pipe.code(), 0);
}

#[test]
fn what_is_unknown_or_wrong_is_answered_if_it_is_asked() {
    let folder = folder();
    let mut pipe = start(&folder);
    for (method, params, code) in [
        ("textDocument/unheardOf", json!({}), -32601),
        ("initialized", json!({}), -32600),
        ("textDocument/hover", json!({"position": 7}), -32602),
        ("textDocument/hover", json!([1, 2]), -32602),
        ("textDocument/hover", Value::Null, -32602),
    ] {
        let error = pipe.ask(method, params.clone()).unwrap_err();
        assert_eq!(error["code"], code, "{method} {params}: {error}");
    }
    for (method, params) in [
        ("$/unheardOf", json!({})),
        ("$/setTrace", json!({"value": "verbose"})),
        ("$/cancelRequest", json!({"id": 12345})),
        ("$/cancelRequest", json!({"id": "nobody"})),
        ("$/cancelRequest", json!({})),
        ("$/progress", json!({"token": 1, "value": null})),
        ("textDocument/unheardOf", json!({})),
        ("textDocument/hover", hover(&folder)),
        ("textDocument/didChange", json!({"textDocument": 7})),
        ("textDocument/didClose", json!({"textDocument": {"uri": "not an address"}})),
        ("textDocument/didChange", change(&folder, 7, "never opened")),
    ] {
        pipe.notify(method, params);
    }
    // An answer to nothing that was asked.
    pipe.send(&json!({"jsonrpc": "2.0", "id": 99, "result": null}));
    pipe.send(&json!({"jsonrpc": "2.0", "id": null, "result": null}));
    assert_eq!(pipe.ask("textDocument/hover", hover(&folder)), Ok(Value::Null));
    pipe.finish();
}

#[test]
fn what_is_no_message_is_refused_and_the_next_one_read() {
    let folder = folder();
    let mut pipe = start(&folder);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (body, code) in [
        (&b"{\"jsonrpc"[..], -32700),
        (b"\xff\xfe", -32700),
        (b"", -32700),
        (b"nonsense", -32700),
        (deep.as_bytes(), -32700),
        (b"7", -32600),
        (b"[]", -32600),
        (b"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}]", -32600),
        (b"{}", -32600),
        (b"{\"jsonrpc\":\"2.0\",\"method\":5,\"id\":1}", -32600),
        (b"{\"jsonrpc\":\"1.0\",\"method\":\"shutdown\",\"id\":1}", -32600),
    ] {
        pipe.write(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        pipe.write(body);
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!(pipe.refusal(), code, "{shown}");
    }
    for header in ["Content-Length: many\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"] {
        pipe.write(header.as_bytes());
        assert_eq!(pipe.refusal(), -32700, "{header}");
    }
    assert_eq!(pipe.ask("textDocument/hover", hover(&folder)), Ok(Value::Null));
    pipe.finish();
}

#[test]
fn messages_may_come_in_pieces_or_many_at_once() {
    let folder = folder();
    let mut pipe = start(&folder);
    let ask = |id: i64| {
        let params = hover(&folder);
        json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": params})
    };
    let request = ask(100);
    pipe.note(&request);
    let bytes = framed(&request);
    for piece in bytes.chunks(7) {
        pipe.write(piece);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let many: Vec<Value> = (101..301).map(ask).collect();
    many.iter().for_each(|request| pipe.note(request));
    pipe.write(&many.iter().flat_map(framed).collect::<Vec<u8>>());
    let mut due: Vec<i64> = (100..301).collect();
    while !due.is_empty() {
        // They may be answered in any order.
        let answer = pipe.until(|it| it.get("result").is_some());
        let id = answer["id"].as_i64().unwrap();
        let at = due.iter().position(|it| *it == id).expect("each is answered once");
        due.remove(at);
    }
    pipe.finish();
}

#[test]
fn each_change_counts_in_its_order_among_questions() {
    let folder = folder();
    let mut pipe = start(&folder);
    pipe.notify("textDocument/didOpen", open(&folder, USERS));
    let mut asked = Vec::new();
    for version in 2..500 {
        pipe.notify(
            "textDocument/didChange",
            change(&folder, version, &format!("DROP TABLE t{version};\n")),
        );
        asked.push(pipe.request("textDocument/hover", hover(&folder)));
    }
    for id in asked {
        if let Err(error) = pipe.response(&json!(id)) {
            assert_eq!(error["code"], -32801, "{error}");
        }
    }
    let last = pipe.until(|it| it["params"]["version"] == 499);
    assert!(last["params"]["diagnostics"][0]["message"].as_str().unwrap().contains("t499"));
    pipe.finish();
}

/// More answers than any pipe holds wait for the client, and the server reads on.
#[test]
fn a_client_that_does_not_read_wedges_nothing() {
    let folder = folder();
    let mut pipe = Pipe::start_deaf(&folder, &[]);
    let initialize = json!({"processId": null, "rootUri": uri(&folder, ""), "capabilities": {}});
    pipe.request("initialize", initialize);
    pipe.notify("initialized", json!({}));
    pipe.notify("textDocument/didOpen", open(&folder, "DROP TABLE users2;\n"));
    let asked: Vec<i64> =
        (0..5_000).map(|_| pipe.request("textDocument/hover", hover(&folder))).collect();
    pipe.listen();
    for id in asked {
        assert!(pipe.response(&json!(id)).is_ok());
    }
    pipe.finish();

    // One that never reads holds up the end for a moment only.
    let mut pipe = Pipe::start_deaf(&folder, &[]);
    let initialize = json!({"processId": null, "rootUri": uri(&folder, ""), "capabilities": {}});
    pipe.request("initialize", initialize);
    for _ in 0..5_000 {
        pipe.request("textDocument/unheardOf", json!({}));
    }
    pipe.hang_up();
    assert_eq!(pipe.code(), 1);
}

#[test]
fn a_question_that_is_taken_back_is_answered_so() {
    let folder = folder();
    let mut pipe = start(&folder);
    pipe.notify("textDocument/didOpen", open(&folder, USERS));
    pipe.notify("textDocument/didChange", change(&folder, 2, "DROP TABLE users;\n"));
    let id = json!("a");
    let ask = json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/hover",
        "params": hover(&folder)});
    let cancel = json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}});
    pipe.note(&ask);
    pipe.write(&[framed(&ask), framed(&cancel)].concat());
    assert_eq!(pipe.response(&id).unwrap_err()["code"], -32800);
    pipe.finish();
}

#[test]
fn what_is_noted_goes_to_the_editor_as_it_wishes_and_to_a_file() {
    let folder = folder();
    let file = folder.path("server.log");
    let arguments = ["--log-level=info", &format!("--log-file={}", file.display())];
    for _ in 0..2 {
        let mut pipe = Pipe::start_deaf(&folder, &arguments);
        pipe.listen();
        pipe.initialize(&folder);
        let noted = pipe.until(|it| it["method"] == "window/logMessage");
        assert_eq!(noted["params"]["type"], 3, "{noted}");
        let found = format!("found the project {}", folder.path("").display());
        assert_eq!(noted["params"]["message"], found.trim_end_matches('/'));
        pipe.finish();
    }
    let text = folder.read("server.log");
    assert_eq!(text.matches("found the project").count(), 2, "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");

    let mut pipe = Pipe::start(&folder);
    pipe.initialize_with(&folder, json!({"initializationOptions": {"logLevel": "error"}}));
    pipe.notify("textDocument/didOpen", open(&folder, USERS));
    assert_eq!(pipe.ask("textDocument/hover", hover(&folder)), Ok(Value::Null));
    assert!(!pipe.heard("window/logMessage"));
    pipe.finish();

    let output = folder.run(&["--check", "--log-file=no/such/folder/a.log"]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("`no/such/folder/a.log` cannot be written"), "{output:?}");
}

/// A document of 100 MB is taken in, and what is asked behind it answered.
#[test]
fn a_message_of_100_mb_is_read() {
    let folder = folder();
    let mut pipe = start(&folder);
    let text = "-- a line of a comment that is repeated until there are many of them\n";
    let text = text.repeat(100_000_000 / text.len()) + "DROP TABLE nobody;\n";
    pipe.notify("textDocument/didOpen", open(&folder, &text));
    let told = pipe.until(|it| it["params"]["version"] == 1);
    assert!(told["params"]["diagnostics"].to_string().contains("nobody"));
    pipe.notify("textDocument/didChange", change(&folder, 2, USERS));
    let told = pipe.until(|it| it["params"]["version"] == 2);
    assert_eq!(told["params"]["diagnostics"], json!([]));
    pipe.finish();
}

/// Its input stays open here: others may hold it.
#[cfg(target_os = "linux")]
#[test]
fn the_server_ends_with_the_process_that_started_it() {
    let folder = folder();
    let mut editor = Command::new("sleep").arg("1000").stdin(Stdio::null()).spawn().unwrap();
    let mut pipe = Pipe::start(&folder);
    pipe.initialize_with(&folder, json!({"processId": editor.id()}));
    assert_eq!(pipe.ask("textDocument/hover", hover(&folder)), Ok(Value::Null));
    assert!(pipe.is_running());
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(pipe.code(), 1);

    // One that cannot be seen, as from within a container, tells nothing.
    let mut pipe = Pipe::start(&folder);
    pipe.initialize_with(&folder, json!({"processId": 2_000_000_000}));
    assert_eq!(pipe.ask("textDocument/hover", hover(&folder)), Ok(Value::Null));
    pipe.finish();
}
