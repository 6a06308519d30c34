//! Code actions in the forms that clients take: resolved when they are chosen, with a preview, as
//! plain changes.

use crate::client::{Client, Published, codes, full_client};
use crate::drift::{ADDED, MIGRATION, PROJECT, USERS, apply, generate, none};
use serde_json::{Value, json};

const PAGES: &str = "
    //- /pgwright.yaml
    problems: {drift-missing: off}
    tables:
      users:
        pagination: {order_by: [created_at desc, id]}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, created_at timestamptz NOT NULL);
";

/// A client that asks for the edit of an action when it is chosen.
fn resolving_client() -> Value {
    let mut capabilities = full_client();
    let actions = &mut capabilities["textDocument"]["codeAction"];
    actions["dataSupport"] = json!(true);
    actions["resolveSupport"] = json!({"properties": ["edit", "command"]});
    capabilities
}

fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|it| it["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("no {title} in {actions:#?}"))
}

/// The actions of one kind alone.
async fn of_kind(client: &mut Client, file: &str, line: u64, kind: &str) -> Vec<Value> {
    let mut params = client.actions_at(file, line);
    params["context"]["only"] = json!([kind]);
    let actions = client.ask("textDocument/codeAction", params).await.unwrap();
    actions.as_array().unwrap().clone()
}

#[tokio::test]
async fn an_edit_that_takes_work_is_worked_out_when_it_is_chosen() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    let answer = client.initialize(resolving_client()).await;
    assert_eq!(answer["capabilities"]["codeActionProvider"]["resolveProvider"], true);
    client.did_open(MIGRATION, 1, &client.read_file(MIGRATION)).await;
    let actions = client.actions(MIGRATION, 1).await;
    let offered = titled(&actions, "Generate nothing for users");
    assert_eq!(offered.get("edit"), None);
    let chosen = client.ask("codeAction/resolve", offered.clone()).await.unwrap();
    assert_eq!(chosen["title"], offered["title"]);
    apply(&mut client, &chosen, &[]).await;
    assert!(client.read_file("pgwright.yaml").contains("exclude: true"));
    assert!(!client.path(USERS).exists());
    client.did_change_files(&["pgwright.yaml"]).await;
    // It cannot be done twice.
    let error = client.ask("codeAction/resolve", offered.clone()).await.unwrap_err();
    assert_eq!(error["code"], -32801);
    assert!(client.published.get(MIGRATION).is_none_or(none));
    client.finish().await;
}

#[tokio::test]
async fn who_does_not_ask_again_has_the_edit_at_once() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    client.initialize(full_client()).await;
    client.did_open(MIGRATION, 1, &client.read_file(MIGRATION)).await;
    let actions = client.actions(MIGRATION, 1).await;
    let edit = &titled(&actions, "Generate nothing for users")["edit"];
    let kinds = edit["documentChanges"].as_array().unwrap().iter().map(|it| &it["kind"]);
    assert!(kinds.into_iter().any(|kind| kind == "delete"), "{edit:#}");
    client.finish().await;
}

/// Nothing can be removed or created by plain changes.
#[tokio::test]
async fn what_a_client_cannot_do_is_not_offered() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    let mut capabilities = full_client();
    capabilities["workspace"]["workspaceEdit"] = json!({});
    client.initialize(capabilities).await;
    client.did_open(MIGRATION, 1, &client.read_file(MIGRATION)).await;
    assert_eq!(of_kind(&mut client, MIGRATION, 1, "refactor").await, Vec::<Value>::new());
    client.finish().await;
}

#[tokio::test]
async fn everything_is_brought_in_line_when_an_editor_asks_for_that_kind() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    client.initialize(full_client()).await;
    client.did_open(MIGRATION, 1, ADDED).await;
    client.until(USERS, |it| !none(it)).await;
    for kind in ["source.fixAll.pgwright", "source.fixAll", "source"] {
        let actions = of_kind(&mut client, MIGRATION, 0, kind).await;
        assert_eq!(actions.len(), 1, "{kind}: {actions:#?}");
        assert_eq!(actions[0]["kind"], "source.fixAll.pgwright");
    }
    assert_eq!(
        of_kind(&mut client, MIGRATION, 0, "source.organizeImports").await,
        Vec::<Value>::new()
    );
    let actions = of_kind(&mut client, MIGRATION, 0, "source.fixAll").await;
    apply(&mut client, &actions[0], &[]).await;
    client.until(USERS, none).await;
    assert_eq!(of_kind(&mut client, MIGRATION, 0, "source.fixAll").await, Vec::<Value>::new());
    client.finish().await;
}

#[tokio::test]
async fn what_is_removed_is_shown_first_where_an_editor_does_that() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    let mut capabilities = full_client();
    capabilities["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = json!({});
    capabilities["textDocument"]["codeAction"]["honorsChangeAnnotations"] = json!(true);
    client.initialize(capabilities).await;
    client.did_open(MIGRATION, 1, "CREATE TABLE other (id bigint PRIMARY KEY);\n").await;
    client.until_codes(USERS, &["0: drift-orphan"]).await;
    let actions = client.actions(USERS, 0).await;
    let edit = &titled(&actions, "Remove")["edit"];
    assert_eq!(edit["changeAnnotations"]["pgwright"]["needsConfirmation"], true);
    assert_eq!(edit["documentChanges"][0]["annotationId"], "pgwright");
    let edit = &titled(&actions, "Regenerate all")["edit"];
    let annotated = edit["documentChanges"].to_string();
    assert!(annotated.contains("\"annotationId\":\"pgwright\""), "{annotated}");
    client.did_change(MIGRATION, 2, ADDED).await;
    let is_stale = |it: &Published| codes(it).iter().any(|code| code.ends_with(": drift"));
    let published = client.until(USERS, is_stale).await;
    let line = published.diagnostics[0]["range"]["start"]["line"].as_u64().unwrap();
    let actions = client.actions(USERS, line).await;
    assert_eq!(titled(&actions, "Regenerate")["edit"].get("changeAnnotations"), None);
    client.finish().await;
}

#[tokio::test]
async fn a_new_migration_is_created() {
    let mut client = Client::open(PAGES).await;
    let text = client.read_file("pgwright.yaml");
    client.did_open("pgwright.yaml", 1, &text).await;
    client.until_codes("pgwright.yaml", &["3: pagination-index"]).await;
    let actions = client.actions("pgwright.yaml", 3).await;
    let action = titled(&actions, "Add the index").clone();
    assert_eq!(action["isPreferred"], true);
    assert_eq!(action["diagnostics"][0]["code"], "pagination-index");
    apply(&mut client, &action, &[]).await;
    let name = "migrations/0002_add_users_created_at_id_idx.sql";
    assert!(client.read_file(name).starts_with("CREATE INDEX users_created_at_id_idx"));
    client.did_change_files(&[name]).await;
    client.until("pgwright.yaml", none).await;
    client.finish().await;
}

#[tokio::test]
async fn what_a_person_edited_is_shown_before_they_choose() {
    let mut client = Client::start(PROJECT);
    generate(&client);
    client.initialize(full_client()).await;
    let text = client.read_file(USERS);
    let line = text.lines().position(|line| line == "package repository").unwrap();
    let edited = text.replace("package repository\n", "package repository\n\nconst größe = 1\n");
    client.did_open(USERS, 1, &edited).await;
    let published = client.until(USERS, |it| !none(it)).await;
    assert_eq!(published.diagnostics[0]["code"], "drift-edited");
    let position = published.diagnostics[0]["range"]["start"].clone();
    assert!(position["line"].as_u64().unwrap() >= line as u64);
    let params = json!({"textDocument": {"uri": client.uri(USERS)}, "position": position});
    let shown = client.ask("textDocument/hover", params).await.unwrap();
    let shown = shown["contents"]["value"].as_str().unwrap();
    assert!(shown.contains("\n-const größe = 1\n"), "{shown}");
    client.finish().await;
}
