//! From `initialize` to `exit`, and what a client may get wrong on the way.

use crate::client::{Client, full_client};
use pgwright_lsp::End;
use serde_json::{Value, json};

const PROJECT: &str = "
    //- /pgwright.yaml
    database:
      schema: public
";

#[tokio::test]
async fn the_server_says_what_it_can_do() {
    let mut client = Client::start(PROJECT);
    let answer = client.initialize(full_client()).await;
    assert_eq!(answer["serverInfo"]["name"], "pgwright");
    let capabilities = &answer["capabilities"];
    assert_eq!(capabilities["positionEncoding"], "utf-16");
    assert_eq!(capabilities["textDocumentSync"]["openClose"], true);
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(
        capabilities["codeActionProvider"]["codeActionKinds"],
        json!(["quickfix", "refactor.rewrite", "source.fixAll.pgwright"])
    );
    client.finish().await;
}

#[tokio::test]
async fn a_client_without_abilities_is_served_too() {
    let mut client = Client::start(PROJECT);
    let answer = client.initialize(json!({})).await;
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(answer["capabilities"].get("codeActionProvider"), None);
    client.until_codes("pgwright.yaml", &["0: migration-none"]).await;
    client.finish().await;
}

#[tokio::test]
async fn utf_8_is_taken_where_it_is_offered() {
    let mut client = Client::start(PROJECT);
    let capabilities = json!({"general": {"positionEncodings": ["utf-16", "utf-32", "utf-8"]}});
    let answer = client.initialize(capabilities).await;
    assert_eq!(answer["capabilities"]["positionEncoding"], "utf-8");
    client.finish().await;
}

#[tokio::test]
async fn exit_ends_the_server_while_its_input_stays_open() {
    let mut client = Client::open(PROJECT).await;
    assert_eq!(client.ask("shutdown", Value::Null).await, Ok(Value::Null));
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, End::Orderly);
}

#[tokio::test]
async fn exit_without_shutdown_is_abrupt() {
    let mut client = Client::open(PROJECT).await;
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, End::Abrupt);
}

#[tokio::test]
async fn the_server_ends_with_its_input() {
    let mut client = Client::open(PROJECT).await;
    client.hang_up();
    assert_eq!(client.end().await, End::Abrupt);
}

#[tokio::test]
async fn a_request_before_initialize_is_refused() {
    let mut client = Client::start(PROJECT);
    let params = client.actions_at("pgwright.yaml", 0);
    let error = client.ask("textDocument/codeAction", params).await.unwrap_err();
    assert_eq!(error["code"], -32002);
    client.initialize(full_client()).await;
    client.finish().await;
}

#[tokio::test]
async fn a_request_after_shutdown_is_refused() {
    let mut client = Client::open(PROJECT).await;
    assert_eq!(client.ask("shutdown", Value::Null).await, Ok(Value::Null));
    let params = client.actions_at("pgwright.yaml", 0);
    let error = client.ask("textDocument/codeAction", params).await.unwrap_err();
    assert_eq!(error["code"], -32600);
    client.notify("exit", Value::Null).await;
    assert_eq!(client.end().await, End::Orderly);
}

#[tokio::test]
async fn an_unknown_method_is_told_apart_from_an_unknown_notification() {
    let mut client = Client::open(PROJECT).await;
    client.wrong = true;
    let error = client.ask("textDocument/unheardOf", json!({})).await.unwrap_err();
    assert_eq!(error["code"], -32601);
    client.notify("$/unheardOf", json!({})).await;
    client.notify("textDocument/unheardOf", json!({})).await;
    client.finish().await;
}

#[tokio::test]
async fn what_is_no_json_is_answered_and_the_next_message_read() {
    let mut client = Client::open(PROJECT).await;
    client.send_bytes(b"Content-Length: 9\r\n\r\n{\"jsonrpc").await;
    let error = client.error_without_id().await;
    assert_eq!(error["code"], -32700);
    client.finish().await;
}

#[tokio::test]
async fn wrong_parameters_are_refused() {
    let mut client = Client::open(PROJECT).await;
    client.wrong = true;
    let error = client.ask("textDocument/codeAction", json!({"range": 7})).await.unwrap_err();
    assert_eq!(error["code"], -32602);
    client.finish().await;
}

#[tokio::test]
async fn documents_that_are_no_files_are_none_of_ours() {
    let mut client = Client::open(PROJECT).await;
    for uri in ["untitled:Untitled-1", "git:/pgwright.yaml?HEAD"] {
        let document = json!({"uri": uri, "languageId": "sql", "version": 1, "text": "SELECT"});
        client.notify("textDocument/didOpen", json!({"textDocument": document})).await;
        let range = json!({"line": 0, "character": 0});
        let params = json!({
            "textDocument": {"uri": uri},
            "range": {"start": range, "end": range},
            "context": {"diagnostics": []},
        });
        assert_eq!(client.ask("textDocument/codeAction", params).await, Ok(Value::Null));
    }
    client.finish().await;
}
