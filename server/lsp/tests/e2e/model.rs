//! The messages of our own: the model for clients that show it, and what generating would change.

use crate::client::{Client, full_client};
use serde_json::{Value, json};

const PROJECT: &str = "
    //- /pgwright.yaml
    tables:
      users: {struct: Person}
    //- /migrations/0001_users.sql
    /* 🐘 */ CREATE TABLE users (id bigint PRIMARY KEY, mail text);
";
const FIRST: &str = "migrations/0001_users.sql";

async fn start() -> Client {
    let mut client = Client::start(PROJECT);
    let mut capabilities = full_client();
    capabilities["experimental"] = json!({"pgwright": {"model": true}});
    client.initialize(capabilities).await;
    client.notification("pgwright/didChangeModel").await;
    client
}

#[tokio::test]
async fn the_model_is_told_as_a_tree_and_follows_what_is_typed() {
    let mut client = start().await;
    let answer = client.ask("pgwright/model", Value::Null).await.unwrap();
    let [project] = answer["projects"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    assert_eq!(project["configuration"], client.uri("pgwright.yaml"));
    assert!(project["drifts"].as_u64().unwrap() > 0);
    let table = &project["schemas"][0]["tables"][0];
    assert_eq!((&table["name"], &table["kind"]), (&json!("users"), &json!("table")));
    assert_eq!(
        table["standing"],
        json!({"text": "not generated", "inLine": false, "generates": true})
    );
    assert_eq!(table["sql"]["uri"], client.uri(FIRST));
    assert_eq!(table["sql"]["range"]["start"], json!({"line": 0, "character": 22}));
    assert_eq!(table["yaml"]["range"]["start"], json!({"line": 1, "character": 2}));
    assert_eq!(table.get("go"), None);
    assert_eq!(table["keys"][0]["detail"], "PRIMARY KEY (id)");

    client.did_open(FIRST, 1, "CREATE TABLE people (id bigint);\n").await;
    client.notification("pgwright/didChangeModel").await;
    let answer = client.ask("pgwright/model", Value::Null).await.unwrap();
    let tables = &answer["projects"][0]["schemas"][0]["tables"];
    assert_eq!(tables[0]["name"], "people");
    assert_eq!(tables.as_array().unwrap().len(), 1);
    client.finish().await;
}

#[tokio::test]
async fn what_generating_would_change_is_told_and_not_done() {
    let mut client = start().await;
    let root = client.uri("");
    let root = root.trim_end_matches('/');
    let answer = client.ask("pgwright/preview", json!({"project": root})).await.unwrap();
    let changes = answer["changes"].as_array().unwrap();
    let users = client.uri("internal/repository/users_repository.go");
    let text = changes.iter().find(|it| it["uri"] == users).map(|it| it["text"].as_str());
    assert!(text.flatten().is_some_and(|it| it.contains("type Person struct")), "{answer}");
    assert!(!client.path("internal").exists());
    let one = json!({"project": root, "table": "public.users"});
    let answer = client.ask("pgwright/preview", one).await.unwrap();
    assert!(answer["changes"].as_array().unwrap().len() <= changes.len());
    for wrong in [
        json!({"project": root, "table": "public.nothing"}),
        json!({"project": "file:///nowhere"}),
        json!({"project": "untitled:1"}),
    ] {
        let error = client.ask("pgwright/preview", wrong).await.unwrap_err();
        assert_eq!(error["code"], -32602, "{error}");
    }
    client.finish().await;
}
