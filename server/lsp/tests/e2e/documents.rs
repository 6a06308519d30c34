//! Documents that are open, changed and closed, and files that change on disk: what counts is
//! what the editor has, then what the disk has.

use crate::client::{Client, Published, codes, full_client};
use serde_json::json;

/// A project with one problem, on line 1 of the second migration. What it does not generate is
/// not reported.
const PROJECT: &str = "
    //- /pgwright.yaml
    problems: {drift-missing: off}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id int PRIMARY KEY);
    //- /migrations/0002_phone.sql
    -- Größe 🐘
    ALTER TABLE usrs ADD COLUMN phone text;
";
const FIRST: &str = "migrations/0001_users.sql";
const SECOND: &str = "migrations/0002_phone.sql";

async fn open() -> Client {
    let mut client = Client::open(PROJECT).await;
    client.until_codes(SECOND, &["1: sql-missing"]).await;
    client
}

fn none(published: &Published) -> bool {
    published.diagnostics.is_empty()
}

#[tokio::test]
async fn files_that_are_not_open_are_told_of_without_a_version() {
    let client = open().await;
    assert_eq!(client.published[SECOND].version, None);
    client.finish().await;
}

#[tokio::test]
async fn an_unsaved_change_mends_a_problem_and_closing_brings_it_back() {
    let mut client = open().await;
    let text = client.read_file(SECOND);
    client.did_open(SECOND, 7, &text).await;
    client.did_change(SECOND, 8, &text.replace("usrs", "users")).await;
    let published = client.until(SECOND, none).await;
    assert_eq!(published.version, Some(8));
    client.did_close(SECOND).await;
    let published = client.until_codes(SECOND, &["1: sql-missing"]).await;
    assert_eq!(published.version, None);
    client.finish().await;
}

#[tokio::test]
async fn a_change_in_one_file_mends_a_problem_in_another() {
    let mut client = open().await;
    client.did_open(FIRST, 1, &client.read_file(FIRST)).await;
    client.did_change(FIRST, 2, "CREATE TABLE usrs (id int);\n").await;
    client.until(SECOND, none).await;
    client.finish().await;
}

#[tokio::test]
async fn a_file_that_is_only_in_the_editor_counts() {
    let mut client = open().await;
    client.did_open("migrations/0001_a.sql", 1, "CREATE TABLE usrs ();\n").await;
    client.until(SECOND, none).await;
    client.did_close("migrations/0001_a.sql").await;
    client.until_codes(SECOND, &["1: sql-missing"]).await;
    client.finish().await;
}

/// The place of `usrs` behind a comment with characters of two and four bytes, on one line.
#[tokio::test]
async fn positions_count_as_agreed() {
    for (encoding, start) in [("utf-8", 25), ("utf-16", 22), ("utf-32", 21)] {
        let mut client = Client::start(PROJECT);
        let mut capabilities = full_client();
        capabilities["general"]["positionEncodings"] = json!([encoding]);
        client.initialize(capabilities).await;
        client.did_open(SECOND, 1, "/* ß🐘 */ ALTER TABLE x ADD y int;\r\n").await;
        // From `x` on, in the units agreed on.
        let change = json!([{
            "range": {
                "start": {"line": 0, "character": start},
                "end": {"line": 0, "character": start + 1},
            },
            "text": "usrs",
        }]);
        client.did_edit(SECOND, 2, change).await;
        let published = client.until(SECOND, |it| it.version == Some(2)).await;
        let diagnostic = &published.diagnostics[0];
        let message = diagnostic["message"].as_str().unwrap();
        assert!(message.contains("usrs"), "{encoding}: {message}");
        assert_eq!(
            diagnostic["range"],
            json!({
                "start": {"line": 0, "character": start},
                "end": {"line": 0, "character": start + 4},
            }),
            "{encoding}"
        );
        client.finish().await;
    }
}

#[tokio::test]
async fn a_change_on_disk_is_seen_when_the_client_tells_of_it() {
    let mut client = open().await;
    client.write_file(SECOND, "ALTER TABLE users ADD COLUMN phone text;\n");
    client.did_change_files(&[SECOND]).await;
    client.until(SECOND, none).await;
    client.write_file("migrations/0003_more.sql", "\nDROP TABLE nothing;\n");
    client.did_change_files(&["migrations/0003_more.sql"]).await;
    client.until_codes("migrations/0003_more.sql", &["1: sql-missing"]).await;
    std::fs::remove_file(client.path("migrations/0003_more.sql")).unwrap();
    client.did_change_files(&["migrations/0003_more.sql"]).await;
    client.until("migrations/0003_more.sql", none).await;
    client.finish().await;
}

#[tokio::test]
async fn a_folder_that_comes_and_goes_is_seen() {
    let mut client = Client::open("//- /pgwright.yaml\nproblems: {drift-missing: off}\n").await;
    client.until_codes("pgwright.yaml", &["0: migration-none"]).await;
    client.write_file("migrations/1.sql", "DROP TABLE nothing;\n");
    client.did_change_files(&["migrations"]).await;
    client.until_codes("migrations/1.sql", &["0: sql-missing"]).await;
    client.until("pgwright.yaml", none).await;
    std::fs::remove_dir_all(client.path("migrations")).unwrap();
    client.did_change_files(&["migrations"]).await;
    client.until("migrations/1.sql", none).await;
    client.until_codes("pgwright.yaml", &["0: migration-none"]).await;
    client.finish().await;
}

#[tokio::test]
async fn a_project_that_goes_takes_its_problems_along() {
    let mut client = open().await;
    std::fs::remove_file(client.path("pgwright.yaml")).unwrap();
    client.did_change_files(&["pgwright.yaml"]).await;
    client.until(SECOND, none).await;
    client.write_file("pgwright.yaml", "problems: {drift-missing: off}\n");
    client.did_change_files(&["pgwright.yaml"]).await;
    client.until_codes(SECOND, &["1: sql-missing"]).await;
    client.finish().await;
}

#[tokio::test]
async fn an_unsaved_configuration_counts() {
    let mut client = open().await;
    client.write_file("other/1.sql", "DROP TABLE nothing;\n");
    client.did_open("pgwright.yaml", 1, &client.read_file("pgwright.yaml")).await;
    let text = "problems: {drift-missing: off}\nmigrations: {directory: other}\n";
    client.did_change("pgwright.yaml", 2, text).await;
    client.until_codes("other/1.sql", &["0: sql-missing"]).await;
    client.until(SECOND, none).await;
    // The folders to watch are others now.
    client.until_watched(|watched| watched.len() == 2 && watched.contains_key("folders-2")).await;
    assert!(client.watched["folders-2"].to_string().contains("/other"));
    client.finish().await;
}

#[tokio::test]
async fn two_projects_stand_side_by_side() {
    let project = |name: &str| {
        format!(
            "//- /{name}/pgwright.yaml\nproblems: {{drift-missing: off}}\n\
             //- /{name}/migrations/1.sql\nDROP TABLE {name};\n"
        )
    };
    let mut client = Client::start(&(project("one") + &project("two")));
    client.initialize(json!({})).await;
    client.until_codes("one/migrations/1.sql", &["0: sql-missing"]).await;
    client.until_codes("two/migrations/1.sql", &["0: sql-missing"]).await;
    client.did_open("one/migrations/1.sql", 1, "SELECT 1;\n").await;
    client.until("one/migrations/1.sql", none).await;
    assert_eq!(codes(&client.published["two/migrations/1.sql"]), ["0: sql-missing"]);
    client.finish().await;
}

/// Changes and questions in a wild mixture end in the state that a fresh server sees.
#[tokio::test]
async fn changes_keep_their_order_among_questions() {
    let mut client = open().await;
    client.did_open(SECOND, 0, "").await;
    let mut expected = String::new();
    let mut questions = Vec::new();
    for version in 1..=300 {
        // Each change stands in front of the one before: out of order they would not.
        let line = format!("DROP TABLE t{version};\n");
        expected.insert_str(0, &line);
        let start = json!({"line": 0, "character": 0});
        let change = json!([{"range": {"start": start, "end": start}, "text": line}]);
        client.did_edit(SECOND, version, change).await;
        if version % 3 == 0 {
            let params = client.actions_at(SECOND, 0);
            questions.push(client.request("textDocument/codeAction", params).await);
        }
    }
    for question in questions {
        // An answer for the state that was asked for, or word that this state is no more.
        if let Err(error) = client.response(question).await {
            assert_eq!(error["code"], -32801, "{error:#}");
        }
    }
    let published = client.until(SECOND, |it| it.version == Some(300)).await;
    let messages = published.diagnostics.iter().map(|it| it["message"].as_str().unwrap());
    let tables: Vec<&str> = messages
        .map(|it| it.split('t').find(|it| it.starts_with(char::is_numeric)).unwrap())
        .collect();
    assert_eq!(published.diagnostics.len(), 300);
    for (index, table) in tables.iter().enumerate() {
        let wanted = (300 - index).to_string();
        assert!(table.starts_with(&wanted), "line {index}: {table}, not {wanted}");
    }
    client.finish().await;
}

/// More notifications and questions than any queue holds, and a client that is slow to answer.
#[tokio::test]
async fn nothing_wedges_while_the_client_takes_its_time() {
    let mut client = Client::start(PROJECT);
    client.prompt = false;
    client.initialize(full_client()).await;
    client.did_open(SECOND, 0, "").await;
    let mut questions = Vec::new();
    for version in 1..=300 {
        client.did_change(SECOND, version, &format!("DROP TABLE t{version};\n")).await;
        let params = client.actions_at(FIRST, 0);
        questions.push(client.request("textDocument/codeAction", params).await);
    }
    for question in questions {
        client.response(question).await.unwrap();
    }
    client.until(SECOND, |it| it.version == Some(300)).await;
    client.answer_all().await;
    client.finish().await;
}

#[tokio::test]
async fn a_question_can_be_cancelled_while_it_waits() {
    let mut client = open().await;
    client.did_open(SECOND, 1, "SELECT 1;\n").await;
    let params = client.actions_at(SECOND, 0);
    let question = client.request_and_cancel("textDocument/codeAction", params).await;
    let error = client.response(question).await.unwrap_err();
    assert_eq!(error["code"], -32800);
    client.finish().await;
}

/// Neovim on Linux watches no files for a server.
#[tokio::test]
async fn the_server_watches_files_itself_where_the_client_does_not() {
    let mut client = Client::start(PROJECT);
    let mut capabilities = full_client();
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({"dynamicRegistration": false});
    client.initialize(capabilities).await;
    client.until_codes(SECOND, &["1: sql-missing"]).await;
    // The watcher may need a moment to begin: write until it is seen.
    let mut number = 3;
    while client.published.keys().all(|file| !file.contains("more")) {
        client.write_file(&format!("migrations/000{number}_more.sql"), "DROP TABLE nothing;\n");
        client.wait_a_little().await;
        number += 1;
    }
    // A folder that goes is seen too, and comes back.
    std::fs::remove_dir_all(client.path("migrations")).unwrap();
    client.until_codes("pgwright.yaml", &["0: migration-none"]).await;
    client.write_file("migrations/1.sql", "DROP TABLE nothing;\n");
    client.until_codes("migrations/1.sql", &["0: sql-missing"]).await;
    std::fs::remove_file(client.path("pgwright.yaml")).unwrap();
    client.until("migrations/1.sql", none).await;
    client.finish().await;
}
