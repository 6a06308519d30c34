//! Clients that ask for the problems of what they have open, or of everything.

use crate::client::{Client, full_client};
use serde_json::{Value, json};

/// A project with one problem, on line 0 of the second migration.
const PROJECT: &str = "
    //- /pgwright.yaml
    problems: {drift-missing: off}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id int PRIMARY KEY);
    //- /migrations/0002_phone.sql
    ALTER TABLE usrs ADD COLUMN phone text;
";
const FIRST: &str = "migrations/0001_users.sql";
const SECOND: &str = "migrations/0002_phone.sql";

fn asking_client() -> Value {
    let mut capabilities = full_client();
    capabilities["textDocument"]["diagnostic"] = json!({"dynamicRegistration": true});
    capabilities["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    capabilities
}

async fn start() -> Client {
    let mut client = Client::start(PROJECT);
    client.initialize(asking_client()).await;
    client
}

async fn pull(client: &mut Client, file: &str, previous: Option<&Value>) -> Value {
    let id = request_pull(client, file, previous).await;
    client.response(id).await.unwrap()
}

async fn request_pull(client: &mut Client, file: &str, previous: Option<&Value>) -> i64 {
    let mut params = json!({"textDocument": {"uri": client.uri(file)}, "identifier": "pgwright"});
    if let Some(previous) = previous {
        params["previousResultId"] = previous["resultId"].clone();
    }
    client.request("textDocument/diagnostic", params).await
}

async fn request_workspace(client: &mut Client, previous: &Value) -> i64 {
    let known = previous["items"].as_array().into_iter().flatten();
    let known: Vec<Value> =
        known.map(|it| json!({"uri": it["uri"], "value": it["resultId"]})).collect();
    client.request("workspace/diagnostic", json!({"previousResultIds": known})).await
}

fn codes(report: &Value) -> Vec<&str> {
    assert_eq!(report["kind"], "full", "{report:#}");
    let items = report["items"].as_array().unwrap().iter();
    items.map(|it| it["code"].as_str().unwrap()).collect()
}

/// `file: codes` of each file in a report on the workspace.
fn files(client: &Client, report: &Value) -> Vec<String> {
    let items = report["items"].as_array().unwrap().iter();
    items
        .map(|it| {
            let file = client.file_of(it["uri"].as_str().unwrap());
            match it["kind"].as_str() {
                Some("full") => format!("{file}: {:?}", codes(it)),
                _ => format!("{file}: as before"),
            }
        })
        .collect()
}

#[tokio::test]
async fn what_is_open_is_asked_for_and_not_told() {
    let mut client = start().await;
    client.until_codes(SECOND, &["0: sql-missing"]).await;
    client.did_open(SECOND, 1, &client.read_file(SECOND)).await;
    client.until_codes(SECOND, &[]).await;
    let first = pull(&mut client, SECOND, None).await;
    assert_eq!(codes(&first), ["sql-missing"]);
    let again = pull(&mut client, SECOND, Some(&first)).await;
    assert_eq!(again, json!({"kind": "unchanged", "resultId": first["resultId"]}));
    // The marks of a client move with its text: what stands as before is said anew.
    client.did_change(SECOND, 2, &format!("\n{}", client.read_file(SECOND))).await;
    let moved = pull(&mut client, SECOND, Some(&first)).await;
    assert_eq!(moved["items"][0]["range"]["start"]["line"], 1);
    client.did_change(SECOND, 3, "ALTER TABLE users ADD COLUMN phone text;\n").await;
    let mended = pull(&mut client, SECOND, Some(&moved)).await;
    assert_eq!(codes(&mended), [""; 0]);
    client.did_close(SECOND).await;
    client.until_codes(SECOND, &["0: sql-missing"]).await;
    client.finish().await;
}

/// The first word of an editor that starts with a file: its project is not even found yet.
#[tokio::test]
async fn who_asks_at_once_is_answered_when_all_is_known() {
    let mut client = start().await;
    client.did_open(SECOND, 1, &client.read_file(SECOND)).await;
    let report = pull(&mut client, SECOND, None).await;
    assert_eq!(codes(&report), ["sql-missing"]);
    let report = pull(&mut client, "elsewhere.txt", None).await;
    assert_eq!(codes(&report), [""; 0]);
    client.finish().await;
}

#[tokio::test]
async fn who_knows_what_holds_no_more_is_told_to_ask_anew() {
    let mut client = start().await;
    client.did_open(FIRST, 1, &client.read_file(FIRST)).await;
    client.did_open(SECOND, 1, &client.read_file(SECOND)).await;
    let second = pull(&mut client, SECOND, None).await;
    assert_eq!(codes(&second), ["sql-missing"]);
    client.did_change(FIRST, 2, "CREATE TABLE usrs (id int);\n").await;
    client.until_refreshed(1).await;
    let second = pull(&mut client, SECOND, Some(&second)).await;
    assert_eq!(codes(&second), [""; 0]);
    // Once: what a client does not ask for, it does not show.
    client.did_change(FIRST, 3, "CREATE TABLE usrs2 (id int);\n").await;
    client.until_refreshed(2).await;
    client.did_change(FIRST, 4, "CREATE TABLE usrs2 (id int);\n\n").await;
    assert_eq!(codes(&pull(&mut client, FIRST, None).await), [""; 0]);
    assert_eq!(client.refreshed, 2);
    client.finish().await;
}

#[tokio::test]
async fn the_workspace_is_asked_for_and_not_told() {
    let mut client = start().await;
    client.until_codes(SECOND, &["0: sql-missing"]).await;
    let id = request_workspace(&mut client, &Value::Null).await;
    let first = client.response(id).await.unwrap();
    assert_eq!(files(&client, &first), [format!("{SECOND}: [\"sql-missing\"]")]);
    client.until_codes(SECOND, &[]).await;
    // Who knows everything waits until there is news.
    let id = request_workspace(&mut client, &first).await;
    client.write_file("migrations/0003_more.sql", "DROP TABLE nothing;\n");
    client.did_change_files(&["migrations/0003_more.sql"]).await;
    let second = client.response(id).await.unwrap();
    assert_eq!(
        files(&client, &second),
        [format!("{SECOND}: as before"), "migrations/0003_more.sql: [\"sql-missing\"]".to_owned()]
    );
    let id = request_workspace(&mut client, &second).await;
    std::fs::remove_file(client.path("migrations/0003_more.sql")).unwrap();
    client.did_change_files(&["migrations/0003_more.sql"]).await;
    let third = client.response(id).await.unwrap();
    assert_eq!(
        files(&client, &third),
        [format!("{SECOND}: as before"), "migrations/0003_more.sql: []".to_owned()]
    );
    // Who asks again takes the question before back, and the end all that wait.
    let before = request_workspace(&mut client, &third).await;
    let last = request_workspace(&mut client, &third).await;
    assert_eq!(client.response(before).await, Ok(json!({"items": []})));
    assert!(client.published.values().all(|it| it.diagnostics.is_empty()));
    assert_eq!(client.ask("shutdown", Value::Null).await, Ok(Value::Null));
    assert_eq!(client.response(last).await, Ok(json!({"items": []})));
    client.notify("exit", Value::Null).await;
    client.end().await;
}

/// VS Code leaves aside what a report on the workspace says of what it has open.
#[tokio::test]
async fn what_is_open_is_asked_for_by_itself_also_where_the_workspace_is() {
    let mut client = start().await;
    client.did_open(SECOND, 1, &client.read_file(SECOND)).await;
    let open = pull(&mut client, SECOND, None).await;
    assert_eq!(codes(&open), ["sql-missing"]);
    let id = request_workspace(&mut client, &Value::Null).await;
    let first = client.response(id).await.unwrap();
    assert_eq!(files(&client, &first), [""; 0]);
    // It is told to ask anew, and the question about the workspace waits on.
    let waiting = request_workspace(&mut client, &first).await;
    client.write_file(FIRST, "CREATE TABLE usrs (id int PRIMARY KEY);\n");
    client.did_change_files(&[FIRST]).await;
    client.until_refreshed(1).await;
    assert_eq!(codes(&pull(&mut client, SECOND, Some(&open)).await), [""; 0]);
    client.write_file(FIRST, "DROP TABLE nothing;\n");
    client.did_change_files(&[FIRST]).await;
    let news = client.response(waiting).await.unwrap();
    assert_eq!(files(&client, &news), [format!("{FIRST}: [\"sql-missing\"]")]);
    client.finish().await;
}

#[tokio::test]
async fn a_client_that_cannot_be_told_to_ask_anew_is_told() {
    for missing in ["textDocument", "workspace"] {
        let mut capabilities = asking_client();
        let of = capabilities[missing].as_object_mut().unwrap();
        of.remove("diagnostic");
        of.remove("diagnostics");
        let mut client = Client::start(PROJECT);
        let answer = client.initialize(capabilities).await;
        assert_eq!(answer["capabilities"].get("diagnosticProvider"), None);
        client.did_open(SECOND, 1, &client.read_file(SECOND)).await;
        let published = client.until(SECOND, |it| it.version == Some(1)).await;
        assert_eq!(published.diagnostics[0]["code"], "sql-missing");
        client.finish().await;
    }
}

/// Neovim, told to ask anew, would ask for the workspace alone, and leave aside what is said there of
/// what it has open.
#[tokio::test]
async fn neovim_is_told_of_what_is_closed() {
    let mut client = Client::start(PROJECT);
    let neovim = json!({"clientInfo": {"name": "Neovim", "version": "0.12.4"}});
    let result = client.initialize_with(asking_client(), neovim).await;
    assert_eq!(result["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"], false);
    client.did_open(SECOND, 1, &client.read_file(SECOND)).await;
    let open = pull(&mut client, SECOND, None).await;
    assert_eq!(codes(&open), ["sql-missing"]);
    client.write_file(FIRST, "CREATE TABLE usrs (id int PRIMARY KEY);\nDROP TABLE nothing;\n");
    client.did_change_files(&[FIRST]).await;
    client.until_codes(FIRST, &["1: sql-missing"]).await;
    client.until_refreshed(1).await;
    assert_eq!(codes(&pull(&mut client, SECOND, Some(&open)).await), [""; 0]);
    client.finish().await;
}
