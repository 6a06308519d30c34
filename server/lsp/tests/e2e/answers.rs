//! Questions about names over the wire: positions in UTF-16, addresses as the client spells them.

use crate::client::{Client, full_client};
use serde_json::{Value, json};

const PROJECT: &str = "
    //- /pgwright.yaml
    tables:
      users: {entity: user}
    //- /migrations/0001_people.sql
    /* 🐘ß */ CREATE TABLE people (id bigint PRIMARY KEY, mail text);
    //- /migrations/0002_users.sql
    ALTER TABLE people RENAME TO users;
    /* 🐘 */ ALTER TABLE users RENAME mail TO email;
";
const FIRST: &str = "migrations/0001_people.sql";
const SECOND: &str = "migrations/0002_users.sql";

/// Waits until the server knows the project: its Go is missing.
async fn known(client: &mut Client) {
    client.until(FIRST, |it| !it.diagnostics.is_empty()).await;
}

/// Asks about a position.
async fn ask(client: &mut Client, method: &str, file: &str, at: (u64, u64), more: Value) -> Value {
    let mut params = json!({
        "textDocument": {"uri": client.uri(file)},
        "position": {"line": at.0, "character": at.1},
    });
    for (key, value) in more.as_object().unwrap() {
        params[key] = value.clone();
    }
    client.ask(method, params).await.unwrap()
}

/// `file line:start-end` of a location.
fn place(client: &Client, location: &Value) -> String {
    let file = client.file_of(location["uri"].as_str().unwrap());
    let (start, end) = (&location["range"]["start"], &location["range"]["end"]);
    format!("{file} {}:{}-{}", start["line"], start["character"], end["character"])
}

#[tokio::test]
async fn names_are_followed_through_renames_in_units_of_the_client() {
    let mut client = Client::open(PROJECT).await;
    client.did_open(SECOND, 1, &client.read_file(SECOND)).await;
    known(&mut client).await;
    let none = json!({});
    let found = ask(&mut client, "textDocument/definition", SECOND, (1, 36), none.clone()).await;
    assert_eq!(place(&client, &found), format!("{FIRST} 0:54-58"));
    let context = json!({"context": {"includeDeclaration": true}});
    let found = ask(&mut client, "textDocument/references", FIRST, (0, 56), context).await;
    let places: Vec<String> =
        found.as_array().unwrap().iter().map(|it| place(&client, it)).collect();
    assert_eq!(
        places,
        [format!("{FIRST} 0:54-58"), format!("{SECOND} 1:34-38"), format!("{SECOND} 1:42-47"),]
    );
    let found =
        ask(&mut client, "textDocument/documentHighlight", SECOND, (1, 44), none.clone()).await;
    let kinds: Vec<&Value> = found.as_array().unwrap().iter().map(|it| &it["kind"]).collect();
    assert_eq!(kinds, [2, 3]);
    let found = ask(&mut client, "textDocument/definition", "pgwright.yaml", (1, 4), none).await;
    assert_eq!(place(&client, &found), format!("{FIRST} 0:23-29"));
    client.finish().await;
}

#[tokio::test]
async fn hovers_are_markdown_or_plain_as_the_client_can() {
    for markdown in [true, false] {
        let mut client = Client::start(PROJECT);
        let mut capabilities = full_client();
        if markdown {
            capabilities["textDocument"]["hover"] = json!({"contentFormat": ["markdown"]});
        }
        client.initialize(capabilities).await;
        known(&mut client).await;
        let found = ask(&mut client, "textDocument/hover", SECOND, (1, 44), json!({})).await;
        let shown = found["contents"]["value"].as_str().unwrap();
        assert_eq!(found["contents"]["kind"], if markdown { "markdown" } else { "plaintext" });
        assert!(shown.contains("public.users.email text"), "{shown}");
        assert_eq!(shown.contains("```sql"), markdown, "{shown}");
        assert_eq!(found["range"]["start"], json!({"line": 1, "character": 42}));
        client.finish().await;
    }
}

#[tokio::test]
async fn where_there_is_no_name_there_is_no_answer() {
    let mut client = Client::open(PROJECT).await;
    known(&mut client).await;
    for method in ["hover", "definition", "documentHighlight"] {
        let method = format!("textDocument/{method}");
        assert_eq!(ask(&mut client, &method, SECOND, (1, 4), json!({})).await, Value::Null);
        assert_eq!(ask(&mut client, &method, "else.sql", (0, 0), json!({})).await, Value::Null);
    }
    client.finish().await;
}

#[tokio::test]
async fn offers_replace_the_word_and_tell_more_when_asked() {
    let mut client = Client::start(PROJECT);
    let mut capabilities = full_client();
    capabilities["textDocument"]["completion"] = json!({"completionItem": {
        "documentationFormat": ["markdown"], "labelDetailsSupport": true,
    }});
    client.initialize(capabilities).await;
    known(&mut client).await;
    let text = "/* 🐘 */ ALTER TABLE people DROP COLUMN mai";
    client.did_open(SECOND, 1, text).await;
    let at = (0, 43);
    let found = ask(&mut client, "textDocument/completion", SECOND, at, json!({})).await;
    let items = found.as_array().unwrap();
    let mail = items.iter().find(|it| it["label"] == "mail").unwrap();
    let range = json!({"start": {"line": 0, "character": 40}, "end": {"line": 0, "character": 43}});
    assert_eq!(mail["textEdit"], json!({"range": range, "newText": "mail"}));
    assert_eq!(mail["labelDetails"], json!({"description": "text"}));
    assert_eq!(mail.get("documentation"), None);
    let more = client.ask("completionItem/resolve", mail.clone()).await.unwrap();
    let shown = more["documentation"]["value"].as_str().unwrap();
    assert!(shown.starts_with("```sql\npublic.people.mail text"), "{shown}");
    // An offer of somebody else comes back as it was.
    let other = json!({"label": "x", "data": {"uri": "no address"}});
    assert_eq!(client.ask("completionItem/resolve", other).await.unwrap()["label"], "x");
    client.finish().await;
}

#[tokio::test]
async fn lenses_order_what_the_command_takes() {
    let mut client = Client::open(PROJECT).await;
    known(&mut client).await;
    let document = json!({"textDocument": {"uri": client.uri(FIRST)}});
    let found = client.ask("textDocument/codeLens", document).await.unwrap();
    let command = &found[0]["command"];
    assert_eq!(command["title"], "Users: not generated · generate");
    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    let done = client.ask("workspace/executeCommand", params).await.unwrap();
    let written: Vec<&str> =
        done["written"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(written.iter().any(|it| it.ends_with("/users_repository.go")), "{written:?}");
    client.finish().await;
}

/// For a client that can be told to ask anew: a lens of one document says something else because of
/// another file. While the document itself is typed in, the client asks by itself.
#[tokio::test]
async fn lenses_are_asked_for_anew_when_another_file_makes_them_others() {
    let mut client = Client::start(PROJECT);
    let mut capabilities = full_client();
    capabilities["workspace"]["codeLens"] = json!({"refreshSupport": true});
    client.initialize(capabilities).await;
    client.did_open(FIRST, 1, &client.read_file(FIRST)).await;
    known(&mut client).await;
    let generate = json!({"command": "pgwright.generateAll"});
    client.ask("workspace/executeCommand", generate).await.unwrap();
    let request = client.server_request("workspace/codeLens/refresh").await;
    client.reply(&request, Value::Null).await;
    let document = json!({"textDocument": {"uri": client.uri(FIRST)}});
    let found = client.ask("textDocument/codeLens", document).await.unwrap();
    assert_eq!(found[0]["command"]["title"], "Users: in line");
    client.finish().await;
}

#[tokio::test]
async fn symbols_are_nested_or_flat_as_the_client_can() {
    for nested in [true, false] {
        let mut client = Client::start(PROJECT);
        let mut capabilities = full_client();
        if nested {
            capabilities["textDocument"]["documentSymbol"] =
                json!({"hierarchicalDocumentSymbolSupport": true});
        }
        client.initialize(capabilities).await;
        known(&mut client).await;
        let document = json!({"textDocument": {"uri": client.uri(FIRST)}});
        let found = client.ask("textDocument/documentSymbol", document).await.unwrap();
        assert_eq!(found[0]["name"], "people");
        let mail = if nested { &found[0]["children"][1] } else { &found[2] };
        assert_eq!(mail["name"], "mail");
        let range = if nested { &mail["selectionRange"] } else { &mail["location"]["range"] };
        assert_eq!(range["start"], json!({"line": 0, "character": 54}));
        let found = client.ask("workspace/symbol", json!({"query": "zzz"})).await.unwrap();
        assert_eq!(found, json!([]));
        let found = client.ask("workspace/symbol", json!({"query": "email"})).await.unwrap();
        assert_eq!(found[0]["containerName"], "public.users");
        assert_eq!(place(&client, &found[0]["location"]), format!("{FIRST} 0:54-58"));
        client.finish().await;
    }
}
