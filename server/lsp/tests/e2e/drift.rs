//! From a change of a migration to the drift that it makes, and to the edit that mends it.

use crate::client::{Client, Published, codes, full_client};
use pgwright_workspace::{FileChange, Project};
use serde_json::{Value, json};

pub const PROJECT: &str = "
    //- /pgwright.yaml
    database: {schema: public}
    //- /migrations/0001_users.sql
    -- Größe 🐘
    CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
";
pub const MIGRATION: &str = "migrations/0001_users.sql";
pub const ADDED: &str = "-- Größe 🐘\nCREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL,\n  /* ß🐘 */ phone text);\n";
pub const USERS: &str = "internal/repository/users_repository.go";

pub fn none(published: &Published) -> bool {
    published.diagnostics.is_empty()
}

/// Does what `--generate` does.
pub fn generate(client: &Client) {
    let root = camino::Utf8PathBuf::from_path_buf(client.path("")).unwrap();
    let project = Project::in_folder(&root).unwrap();
    let texts = pgwright_workspace::read(&project, &Default::default());
    let snapshot = pgwright_ide::Snapshot::new(texts, None);
    let changes: Vec<FileChange> = snapshot
        .changes()
        .into_iter()
        .map(|change| match change {
            pgwright_ide::Change::Write { path, text } => {
                let before = snapshot.texts.output.iter().find(|it| it.path == path);
                FileChange { path, before: before.map(|it| it.text.clone()), after: Some(text) }
            }
            pgwright_ide::Change::Remove { path } => {
                let before = snapshot.texts.output.iter().find(|it| it.path == path);
                FileChange { path, before: before.map(|it| it.text.clone()), after: None }
            }
        })
        .collect();
    pgwright_workspace::apply(&project, &snapshot.document.config, &changes);
}

/// A client over a project that is in line, with the migration open.
async fn in_line(capabilities: Value) -> Client {
    let mut client = Client::start(PROJECT);
    generate(&client);
    client.initialize(capabilities).await;
    client.did_open(MIGRATION, 1, &client.read_file(MIGRATION)).await;
    client
}

/// Applies the edit of an action to the documents in the editor and on disk, as the client's
/// abilities have it: texts by their addresses, in UTF-16.
pub async fn apply(client: &mut Client, action: &Value, open: &[(&str, i64)]) {
    let edit = &action["edit"];
    let mut edits: Vec<(String, Value, Value)> = Vec::new();
    for operation in edit["documentChanges"].as_array().into_iter().flatten() {
        match operation["kind"].as_str() {
            Some("create") => {
                let file = client.file_of(operation["uri"].as_str().unwrap());
                assert!(!client.path(&file).exists());
                client.write_file(&file, "");
            }
            Some("delete") => {
                let file = client.file_of(operation["uri"].as_str().unwrap());
                std::fs::remove_file(client.path(&file)).unwrap();
                client.did_change_files(&[&file]).await;
            }
            Some(other) => panic!("{other}"),
            None => {
                let document = &operation["textDocument"];
                let file = client.file_of(document["uri"].as_str().unwrap());
                edits.push((file, document["version"].clone(), operation["edits"].clone()));
            }
        }
    }
    for (uri, changes) in edit["changes"].as_object().into_iter().flatten() {
        edits.push((client.file_of(uri), Value::Null, changes.clone()));
    }
    for (file, version, changes) in edits {
        let open = open.iter().find(|(name, _)| *name == file);
        if edit.get("documentChanges").is_some() {
            assert_eq!(version, open.map_or(Value::Null, |(_, version)| json!(version)));
        }
        let text = edited(&client.read_file(&file), &changes);
        client.write_file(&file, &text);
        match open {
            Some((_, version)) => client.did_change(&file, version + 1, &text).await,
            None => client.did_change_files(&[&file]).await,
        }
    }
}

/// A text with edits applied, positions in UTF-16.
pub fn edited(text: &str, edits: &Value) -> String {
    let edits = edits.as_array().unwrap();
    assert_eq!(edits.len(), 1, "one smallest edit");
    let offset = |position: &Value| {
        let line = position["line"].as_u64().unwrap() as usize;
        let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut column = position["character"].as_u64().unwrap() as usize;
        let rest = text[before..].char_indices().find(|(_, character)| {
            let done = column == 0;
            column = column.saturating_sub(character.len_utf16());
            done
        });
        rest.map_or(text.len(), |(at, _)| before + at)
    };
    let range = &edits[0]["range"];
    let (start, end) = (offset(&range["start"]), offset(&range["end"]));
    format!("{}{}{}", &text[..start], edits[0]["newText"].as_str().unwrap(), &text[end..])
}

/// What `--generate` would make of the project with the changed migration.
fn headless() -> String {
    let client = Client::start(PROJECT);
    client.write_file(MIGRATION, ADDED);
    generate(&client);
    client.read_file(USERS)
}

#[tokio::test]
async fn an_unsaved_migration_makes_a_drift_and_its_action_mends_it() {
    let mut client = in_line(full_client()).await;
    client.did_open(USERS, 5, &client.read_file(USERS)).await;
    client.did_change(MIGRATION, 2, ADDED).await;
    let published = client.until(USERS, |it| !none(it)).await;
    assert_eq!(published.version, Some(5));
    let [diagnostic] = published.diagnostics.as_slice() else { panic!("{published:#?}") };
    assert_eq!(diagnostic["code"], "drift");
    let line = diagnostic["range"]["start"]["line"].as_u64().unwrap();
    let text = client.read_file(USERS);
    assert_eq!(text.lines().nth(line as usize).unwrap().trim(), "Name string");
    let message = diagnostic["message"].as_str().unwrap();
    assert!(message.contains("column public.users.phone"), "{message}");
    assert!(message.contains("0001_users.sql"), "{message}");
    // The cause: `phone` behind a comment of characters of two and four bytes, in UTF-16.
    let cause = &diagnostic["relatedInformation"][0]["location"];
    assert_eq!(client.file_of(cause["uri"].as_str().unwrap()), MIGRATION);
    assert_eq!(cause["range"]["start"], json!({"line": 2, "character": 12}));
    assert_eq!(cause["range"]["end"], json!({"line": 2, "character": 17}));

    let actions = client.actions(USERS, line).await;
    let [action] = actions.as_slice() else { panic!("{actions:#?}") };
    assert_eq!(action["title"], format!("Regenerate {USERS}"));
    assert_eq!(action["kind"], "quickfix");
    assert_eq!(action["isPreferred"], true);
    assert_eq!(action["diagnostics"][0], *diagnostic);
    apply(&mut client, action, &[(USERS, 5)]).await;
    assert_eq!(client.read_file(USERS), headless());
    client.until(USERS, none).await;
    client.finish().await;
}

#[tokio::test]
async fn a_client_that_knows_only_plain_changes_is_served_too() {
    let mut capabilities = full_client();
    capabilities["workspace"]["workspaceEdit"] = json!({});
    let mut client = in_line(capabilities).await;
    client.did_change(MIGRATION, 2, ADDED).await;
    let published = client.until(USERS, |it| !none(it)).await;
    let line = published.diagnostics[0]["range"]["start"]["line"].as_u64().unwrap();
    let actions = client.actions(USERS, line).await;
    apply(&mut client, &actions[0], &[]).await;
    assert_eq!(client.read_file(USERS), headless());
    client.until(USERS, none).await;
    client.finish().await;
}

#[tokio::test]
async fn a_missing_file_is_created_from_the_migration() {
    let mut client = in_line(full_client()).await;
    let before = client.read_file(USERS);
    std::fs::remove_file(client.path(USERS)).unwrap();
    client.did_change_files(&[USERS]).await;
    client.until_codes(MIGRATION, &["1: drift-missing"]).await;
    let actions = client.actions(MIGRATION, 1).await;
    // Neovim writes an empty line behind a text that replaces less.
    let edit = &actions[0]["edit"]["documentChanges"][1]["edits"][0];
    assert_eq!(edit["range"]["end"], json!({"line": 1, "character": 0}));
    apply(&mut client, &actions[0], &[]).await;
    assert_eq!(client.read_file(USERS), before);
    client.until(MIGRATION, none).await;
    client.finish().await;
}

#[tokio::test]
async fn an_orphan_is_removed() {
    let mut client = in_line(full_client()).await;
    client.did_change(MIGRATION, 2, "CREATE TABLE other (id bigint PRIMARY KEY);\n").await;
    client.until_codes(USERS, &["0: drift-orphan"]).await;
    let actions = client.actions(USERS, 0).await;
    assert_eq!(actions.len(), 2, "the orphan, and all: {actions:#?}");
    apply(&mut client, &actions[1], &[]).await;
    assert!(!client.path(USERS).exists());
    client.until(USERS, none).await;
    client.until(MIGRATION, none).await;
    client.finish().await;
}

#[tokio::test]
async fn a_half_typed_statement_is_one_problem_and_no_drift() {
    let mut client = in_line(full_client()).await;
    let full = ADDED.to_owned();
    let half = full.split("phone").next().unwrap();
    client.did_change(MIGRATION, 2, half).await;
    let published = client.until(MIGRATION, |it| !none(it)).await;
    assert_eq!(codes(&published).len(), 1, "{published:#?}");
    assert!(client.published.get(USERS).is_none_or(none));
    client.did_change(MIGRATION, 3, &client.read_file(MIGRATION)).await;
    client.until(MIGRATION, none).await;
    client.finish().await;
}

/// What an editor that applies the action has is what editing the key and `--generate` make.
#[tokio::test]
async fn a_feature_is_switched_on_from_the_migration() {
    let mut client = in_line(full_client()).await;
    client.did_open("pgwright.yaml", 3, &client.read_file("pgwright.yaml")).await;
    switch_on_retry(&mut client, &[("pgwright.yaml", 3)]).await;
    client.finish().await;
}

/// Neovim's capabilities: it can create files, and does not speak of `documentChanges`.
#[tokio::test]
async fn a_client_that_can_create_files_is_served_in_that_form() {
    let mut capabilities = full_client();
    let edits = &mut capabilities["workspace"]["workspaceEdit"];
    edits.as_object_mut().unwrap().remove("documentChanges");
    let mut client = in_line(capabilities).await;
    switch_on_retry(&mut client, &[]).await;
    client.finish().await;
}

/// Switches retry on while the table has drifted for another reason.
async fn switch_on_retry(client: &mut Client, open: &[(&str, i64)]) {
    client.did_change(MIGRATION, 2, ADDED).await;
    client.until(USERS, |it| !none(it)).await;
    let actions = client.actions(MIGRATION, 1).await;
    let title = "Enable retry for users and regenerate";
    let action = actions.iter().find(|action| action["title"] == title);
    let action = action.unwrap_or_else(|| panic!("{actions:#?}")).clone();
    assert_eq!(action["kind"], "refactor.rewrite");
    apply(client, &action, open).await;
    let yaml = client.read_file("pgwright.yaml");
    assert!(yaml.contains("enabled: true"), "{yaml}");
    let headless = Client::start(PROJECT);
    headless.write_file("pgwright.yaml", &yaml);
    headless.write_file(MIGRATION, ADDED);
    generate(&headless);
    let files = |client: &Client| -> Vec<(std::ffi::OsString, String)> {
        let entries = std::fs::read_dir(client.path("internal/repository")).unwrap();
        let entries = entries.map(|entry| entry.unwrap());
        let mut files: Vec<_> = entries
            .map(|it| (it.file_name(), std::fs::read_to_string(it.path()).unwrap()))
            .collect();
        files.sort();
        files
    };
    assert!(files(client).iter().any(|(name, _)| name == "retry.go"));
    assert_eq!(files(client), files(&headless));
    client.until(USERS, none).await;
    let actions = client.actions(MIGRATION, 1).await;
    let titles: Vec<&Value> = actions.iter().map(|action| &action["title"]).collect();
    assert!(titles.contains(&&json!("Disable retry for users and regenerate")), "{titles:?}");
}

#[tokio::test]
async fn actions_of_another_kind_are_not_offered() {
    let mut client = in_line(full_client()).await;
    client.did_change(MIGRATION, 2, ADDED).await;
    let published = client.until(USERS, |it| !none(it)).await;
    let line = published.diagnostics[0]["range"]["start"]["line"].as_u64().unwrap();
    let mut params = client.actions_at(USERS, line);
    params["context"]["only"] = json!(["refactor"]);
    assert_eq!(client.ask("textDocument/codeAction", params.clone()).await, Ok(json!([])));
    params["context"]["only"] = json!(["quickfix"]);
    let actions = client.ask("textDocument/codeAction", params).await.unwrap();
    assert_eq!(actions.as_array().unwrap().len(), 1);
    // At the statement that makes the table, its features: to who asks, not to an editor that
    // looks for a lightbulb at each move of the cursor.
    for (only, trigger, offered) in [
        (json!(["refactor"]), 1, true),
        (json!(["refactor.rewrite"]), 1, true),
        (json!(["refactor.extract"]), 1, false),
        (json!(["quickfix"]), 1, false),
        (json!(["refactor"]), 2, false),
    ] {
        let mut params = client.actions_at(MIGRATION, 1);
        params["context"]["triggerKind"] = json!(trigger);
        params["context"]["only"] = only;
        let actions = client.ask("textDocument/codeAction", params).await.unwrap();
        assert_eq!(!actions.as_array().unwrap().is_empty(), offered, "{actions:#?}");
    }
    client.finish().await;
}
