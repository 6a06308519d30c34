//! Orders to generate: what is not open is written, what is open is edited where it is.

use crate::client::{Client, full_client};
use crate::drift::{ADDED, MIGRATION, PROJECT, USERS, edited, generate};
use serde_json::{Value, json};

const TEAMS: &str = "CREATE TABLE teams (id bigint PRIMARY KEY);\n";
const TEAMS_FILE: &str = "internal/repository/teams_repository.go";

fn ordering_client() -> Value {
    let mut capabilities = full_client();
    capabilities["workspace"]["applyEdit"] = json!(true);
    capabilities["window"] = json!({"workDoneProgress": true});
    capabilities
}

/// A client over a project with nothing generated.
async fn start(capabilities: Value) -> Client {
    let mut client = Client::start(PROJECT);
    client.write_file("migrations/0002_teams.sql", TEAMS);
    client.initialize(capabilities).await;
    client
}

async fn order(client: &mut Client, command: &str, arguments: Value) -> Result<Value, Value> {
    let params = json!({"command": command, "arguments": arguments});
    client.ask("workspace/executeCommand", params).await
}

fn project(client: &Client) -> Value {
    json!([{"project": client.uri("")}])
}

/// The names of the files in a list of a result.
fn names(client: &Client, list: &Value) -> Vec<String> {
    let uris = list.as_array().unwrap().iter();
    let files = uris.map(|uri| client.file_of(uri.as_str().unwrap()));
    files.map(|file| file.rsplit('/').next().unwrap().to_owned()).collect()
}

/// What `--generate` makes of the files of a client's folder.
fn headless(client: &Client) -> Vec<(String, String)> {
    let headless = Client::start(PROJECT);
    for file in ["pgwright.yaml", MIGRATION, "migrations/0002_teams.sql"] {
        headless.write_file(file, &client.read_file(file));
    }
    generate(&headless);
    output(&headless)
}

fn output(client: &Client) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(client.path("internal/repository")).unwrap();
    let mut files: Vec<(String, String)> = entries
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect();
    files.sort();
    files
}

/// The steps of what is under way, by their kinds.
async fn steps(client: &mut Client, token: &Value) -> Vec<String> {
    let mut steps = Vec::new();
    while steps.last().is_none_or(|it| it != "end") {
        let step = client.notification("$/progress").await;
        assert_eq!(step["token"], *token);
        steps.push(step["value"]["kind"].as_str().unwrap().to_owned());
    }
    steps
}

#[tokio::test]
async fn everything_is_written_as_from_the_command_line() {
    let mut client = start(full_client()).await;
    let done = order(&mut client, "pgwright.generateAll", json!([])).await.unwrap();
    assert_eq!(output(&client), headless(&client));
    let written = names(&client, &done["written"]);
    assert!(written.contains(&"users_repository.go".to_owned()), "{written:?}");
    assert_eq!(written.len(), output(&client).len());
    // It is known at once, without word of who watches files.
    let done = order(&mut client, "pgwright.generateAll", json!([])).await.unwrap();
    assert_eq!(done, json!({"written": [], "removed": [], "edited": [], "left": []}));
    client.until(MIGRATION, |it| it.diagnostics.is_empty()).await;
    std::fs::remove_file(client.path("migrations/0002_teams.sql")).unwrap();
    client.did_change_files(&["migrations/0002_teams.sql"]).await;
    let arguments = project(&client);
    let done = order(&mut client, "pgwright.generate", arguments).await.unwrap();
    assert_eq!(names(&client, &done["removed"]), ["teams_repository.go"]);
    client.finish().await;
}

#[tokio::test]
async fn one_table_is_written_with_what_it_needs() {
    let mut client = start(full_client()).await;
    for table in ["users", "public.teams"] {
        let arguments = json!([{"project": client.uri(""), "table": table}]);
        order(&mut client, "pgwright.generate", arguments).await.unwrap();
        assert!(client.path(USERS).exists());
        assert_eq!(client.path(TEAMS_FILE).exists(), table == "public.teams");
    }
    assert_eq!(output(&client), headless(&client));
    client.finish().await;
}

#[tokio::test]
async fn what_is_open_is_edited_and_not_written() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    client.initialize(ordering_client()).await;
    let before = client.read_file(USERS);
    client.did_open(USERS, 7, &before).await;
    client.did_open(MIGRATION, 1, &client.read_file(MIGRATION)).await;
    client.did_change(MIGRATION, 2, ADDED).await;
    let id = client
        .request("workspace/executeCommand", json!({"command": "pgwright.generateAll"}))
        .await;
    let token = client.created_progress().await;
    let edit = client.server_request("workspace/applyEdit").await;
    let changes = edit["params"]["edit"]["documentChanges"].as_array().unwrap().clone();
    let [change] = changes.as_slice() else { panic!("{changes:#?}") };
    assert_eq!(change["textDocument"]["uri"], client.uri(USERS));
    assert_eq!(change["textDocument"]["version"], 7);
    let text = edited(&before, &change["edits"]);
    client.did_change(USERS, 8, &text).await;
    client.reply(&edit, json!({"applied": true})).await;
    let done = client.response(id).await.unwrap();
    assert_eq!(names(&client, &done["edited"]), ["users_repository.go"]);
    assert_eq!(client.read_file(USERS), before, "it is for the person to save");
    assert!(text.contains("Phone"), "{text}");
    assert_eq!(steps(&mut client, &token).await, ["begin", "report", "end"]);
    client.until(USERS, |it| it.diagnostics.is_empty()).await;

    // A person may not want it.
    client.did_change(USERS, 9, &before).await;
    let params = json!({"command": "pgwright.generateAll", "workDoneToken": "mine"});
    let id = client.request("workspace/executeCommand", params).await;
    let edit = client.server_request("workspace/applyEdit").await;
    client.reply(&edit, json!({"applied": false, "failureReason": "no"})).await;
    let done = client.response(id).await.unwrap();
    assert_eq!(done["edited"], json!([]));
    assert!(done["left"][0]["reason"].as_str().unwrap().contains("did not apply"));
    assert_eq!(steps(&mut client, &json!("mine")).await, ["begin", "report", "end"]);
    let shown = client.notification("window/showMessage").await;
    assert!(shown["message"].as_str().unwrap().contains("users_repository.go"), "{shown}");
    client.finish().await;
}

#[tokio::test]
async fn what_a_person_edited_or_cannot_be_edited_is_left() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    client.initialize(full_client()).await;
    client.did_open(MIGRATION, 1, ADDED).await;
    client.did_open(USERS, 1, &client.read_file(USERS)).await;
    let done = order(&mut client, "pgwright.generateAll", json!([])).await.unwrap();
    assert!(done["left"][0]["reason"].as_str().unwrap().contains("it is open"), "{done}");
    client.notification("window/showMessage").await;
    client.did_close(USERS).await;
    let text = client.read_file(USERS).replace("package", "// mine\npackage");
    client.write_file(USERS, &text);
    client.did_change_files(&[USERS]).await;
    let done = order(&mut client, "pgwright.generateAll", json!([])).await.unwrap();
    assert_eq!(done["written"], json!([]));
    assert_eq!(client.read_file(USERS), text);
    client.finish().await;
}

#[tokio::test]
async fn nothing_is_written_in_a_workspace_that_is_not_trusted() {
    let mut client = Client::start(PROJECT);
    let options = json!({"trusted": false});
    client.initialize_with(full_client(), json!({"initializationOptions": options})).await;
    for command in ["pgwright.generateAll", "pgwright.generate"] {
        let arguments = project(&client);
        let error = order(&mut client, command, arguments).await.unwrap_err();
        assert_eq!(error["code"], -32803);
        assert!(error["message"].as_str().unwrap().contains("do not trust"), "{error}");
    }
    assert!(!client.path("internal").exists());
    // Until it is.
    let settings = json!({"settings": {"pgwright": {"trusted": true}}});
    client.notify("workspace/didChangeConfiguration", settings).await;
    order(&mut client, "pgwright.generateAll", json!([])).await.unwrap();
    assert!(client.path(USERS).exists());
    client.finish().await;
}

#[tokio::test]
async fn orders_that_make_no_sense_are_refused() {
    let mut client = start(full_client()).await;
    let here = client.uri("");
    for (command, arguments, told) in [
        ("pgwright.unheardOf", json!([]), "no command `pgwright.unheardOf`"),
        ("pgwright.generate", json!([]), "pgwright.generate"),
        ("pgwright.generate", json!([{"project": "untitled:a"}]), "`project`"),
        ("pgwright.generate", json!([{"project": "file:///nowhere"}]), "/nowhere is not"),
        ("pgwright.generate", json!([{"project": here, "table": "nobody"}]), "`nobody`"),
    ] {
        let error = order(&mut client, command, arguments).await.unwrap_err();
        assert_eq!(error["code"], -32602, "{command}: {error}");
        assert!(error["message"].as_str().unwrap().contains(told), "{command}: {error}");
    }
    assert!(!client.path("internal").exists());
    client.finish().await;
}

/// Its settings are not told yet: whether it may is not known.
#[tokio::test]
async fn an_order_that_waits_can_be_cancelled() {
    let mut capabilities = ordering_client();
    capabilities["workspace"]["configuration"] = json!(true);
    let mut client = start(capabilities).await;
    let asked = client.server_request("workspace/configuration").await;
    let params = json!({"command": "pgwright.generateAll", "workDoneToken": 7});
    let id = client.request("workspace/executeCommand", params).await;
    client.notify("window/workDoneProgress/cancel", json!({"token": 7})).await;
    assert_eq!(client.response(id).await.unwrap_err()["code"], -32800);
    assert_eq!(steps(&mut client, &json!(7)).await, ["begin", "end"]);
    client.reply(&asked, json!([null])).await;
    order(&mut client, "pgwright.generateAll", json!([])).await.unwrap();
    let token = client.created_progress().await;
    assert!(client.path(USERS).exists());
    assert_eq!(steps(&mut client, &token).await, ["begin", "report", "end"]);
    client.finish().await;
}

/// A project that takes more than a blink to read.
#[tokio::test]
async fn what_takes_long_at_the_start_is_shown() {
    let mut client = Client::start("//- /pgwright.yaml\n");
    let statement = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b text, c text, d text);\n";
    let numbered = |number: usize| statement.replace("TABLE t", &format!("TABLE t{number}"));
    client.write_file("migrations/1.sql", &(0..1_500).map(numbered).collect::<String>());
    client.initialize(ordering_client()).await;
    let token = client.created_progress().await;
    assert_eq!(steps(&mut client, &token).await, ["begin", "report", "end"]);
    client.finish().await;
}
