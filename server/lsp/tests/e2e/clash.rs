//! A person's Go beside the generated one: a clash is shown at both places while it is typed, and
//! its page under the pointer.

use crate::client::{Client, codes, full_client};
use pgwright_problem::Code;
use serde_json::{Value, json};

const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
    //- /internal/repository/queries.go
    package repository
";
const MIGRATION: &str = "migrations/0001_users.sql";
const QUERIES: &str = "internal/repository/queries.go";
const CLASH: &str =
    "package repository\n\n/* ß🐘 */ const Count = 1\n\nfunc (r *UsersRepository) Count() {}\n";

/// Asks what stands under the pointer.
async fn hover(client: &mut Client, file: &str, line: u64, character: u64) -> Value {
    let params = json!({
        "textDocument": {"uri": client.uri(file)},
        "position": {"line": line, "character": character},
    });
    client.ask("textDocument/hover", params).await.unwrap()
}

#[tokio::test]
async fn a_clash_is_shown_at_both_places_and_explained_while_it_is_typed() {
    let mut client = Client::start(PROJECT);
    let mut capabilities = full_client();
    capabilities["textDocument"]["hover"] = json!({"contentFormat": ["markdown", "plaintext"]});
    client.initialize(capabilities).await;
    client.did_open(MIGRATION, 1, &client.read_file(MIGRATION)).await;
    client.did_open(QUERIES, 1, "package repository\n").await;

    client.did_change(QUERIES, 2, CLASH).await;
    let there = client.until(QUERIES, |it| !it.diagnostics.is_empty()).await;
    assert_eq!(codes(&there), ["4: go-clash"]);
    let range = json!({"start": {"line": 4, "character": 26}, "end": {"line": 4, "character": 31}});
    assert_eq!(there.diagnostics[0]["range"], range);
    let related = &there.diagnostics[0]["relatedInformation"][0]["location"]["uri"];
    assert_eq!(client.file_of(related.as_str().unwrap()), MIGRATION);
    let here = client.until(MIGRATION, |it| codes(it).contains(&"0: go-clash".to_owned())).await;
    assert!(here.diagnostics.iter().any(|it| {
        it["message"].as_str().unwrap().contains("leave `count` out of `tables.users.functions`")
    }));

    let shown = hover(&mut client, QUERIES, 4, 28).await;
    assert_eq!(shown["range"], range);
    assert_eq!(shown["contents"], json!({"kind": "markdown", "value": Code::GoClash.page()}));
    assert_eq!(hover(&mut client, QUERIES, 2, 20).await, Value::Null);
    // The table is missed in the output folder too.
    let shown = hover(&mut client, MIGRATION, 0, 14).await;
    let pages = shown["contents"]["value"].as_str().unwrap();
    let [clash, missing] = [Code::GoClash.page(), Code::DriftMissing.page()];
    assert!(pages.starts_with("```sql\nCREATE TABLE public.users"), "{pages}");
    assert!(pages.ends_with(&format!("\n---\n\n{clash}\n---\n\n{missing}")), "{pages}");

    client.did_change(QUERIES, 3, "package repository\n").await;
    client.until(QUERIES, |it| it.diagnostics.is_empty()).await;
    assert_eq!(hover(&mut client, QUERIES, 0, 3).await, Value::Null);
    client.finish().await;
}
