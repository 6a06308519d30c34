//! What a person sets in their editor: told at the start, asked for, or told when it changes.

use crate::client::{Client, full_client};
use serde_json::{Value, json};

const PROJECT: &str = "
    //- /pgwright.yaml
    problems: {drift-missing: off}
    //- /migrations/1.sql
    DROP TABLE nothing;
";
const FILE: &str = "migrations/1.sql";

/// A client that tells its settings when it is asked, and registers who wants to hear of them.
fn telling_client() -> Value {
    let mut capabilities = full_client();
    capabilities["workspace"]["configuration"] = json!(true);
    capabilities["workspace"]["didChangeConfiguration"] = json!({"dynamicRegistration": true});
    capabilities
}

/// Answers the question for settings.
async fn tell(client: &mut Client, settings: Value) {
    let asked = client.server_request("workspace/configuration").await;
    assert_eq!(asked["params"], json!({"items": [{"section": "pgwright"}]}));
    client.reply(&asked, json!([settings])).await;
}

#[tokio::test]
async fn problems_are_shown_or_not_as_the_settings_say() {
    let mut client = Client::start(PROJECT);
    client.initialize(telling_client()).await;
    tell(&mut client, Value::Null).await;
    client.until_codes(FILE, &["0: sql-missing"]).await;
    // The settings are not in what tells that they have changed: they are asked for again.
    let changed = json!({"settings": null});
    client.notify("workspace/didChangeConfiguration", changed.clone()).await;
    tell(&mut client, json!({"diagnostics": {"enabled": false}})).await;
    client.until_codes(FILE, &[]).await;
    client.notify("workspace/didChangeConfiguration", changed).await;
    tell(&mut client, json!({})).await;
    client.until_codes(FILE, &["0: sql-missing"]).await;
    assert_eq!(client.watched["settings"], Value::Null);
    client.finish().await;
}

#[tokio::test]
async fn settings_that_are_pushed_count_too() {
    let mut client = Client::start(PROJECT);
    client.initialize(full_client()).await;
    client.until_codes(FILE, &["0: sql-missing"]).await;
    for (enabled, codes) in [(false, &[][..]), (true, &["0: sql-missing"])] {
        let settings = json!({"pgwright": {"diagnostics": {"enabled": enabled}}});
        let params = json!({"settings": settings});
        client.notify("workspace/didChangeConfiguration", params).await;
        client.until_codes(FILE, codes).await;
    }
    client.finish().await;
}

#[tokio::test]
async fn a_setting_that_makes_no_sense_is_told() {
    let mut client = Client::start(PROJECT);
    let options = json!({"pgwright": {"trusted": "perhaps", "logLevel": "loud"}});
    client.initialize_with(full_client(), json!({"initializationOptions": options})).await;
    for told in ["`pgwright.trusted` is", "`pgwright.logLevel` is one of"] {
        let shown = client.notification("window/showMessage").await;
        assert!(shown["message"].as_str().unwrap().starts_with(told), "{shown}");
    }
    client.finish().await;
}

#[tokio::test]
async fn a_client_that_refuses_to_tell_is_served_as_if_nothing_was_set() {
    let mut client = Client::start(PROJECT);
    client.initialize(telling_client()).await;
    let asked = client.server_request("workspace/configuration").await;
    let error = json!({"code": -32601, "message": "no"});
    client.send(json!({"jsonrpc": "2.0", "id": asked["id"], "error": error})).await;
    let all = json!({"command": "pgwright.generateAll"});
    client.ask("workspace/executeCommand", all).await.unwrap();
    client.finish().await;
}
