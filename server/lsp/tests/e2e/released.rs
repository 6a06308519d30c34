//! A migration that git's last commit knows otherwise, in an editor.

use crate::client::{Client, full_client};
use std::process::Command;

const PROJECT: &str = "
    //- /pgwright.yaml
    problems: {drift-missing: off}
    //- /migrations/0001_users.sql
    CREATE TABLE users (id bigint PRIMARY KEY);
";
const MIGRATION: &str = "migrations/0001_users.sql";
const CHANGED: &str = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n";

fn git(client: &Client, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(client.path("")).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_NAME"), "Ada")
            .env(format!("GIT_{who}_EMAIL"), "ada@example.com");
    }
    assert!(git.output().expect("this test wants git").status.success(), "{arguments:?}");
}

fn commit(client: &Client) {
    git(client, &["add", "--all"]);
    git(client, &["commit", "--quiet", "--message", "x"]);
}

#[tokio::test]
async fn it_is_told_while_one_types_until_it_is_taken_back_or_committed() {
    let mut client = Client::start(PROJECT);
    git(&client, &["init", "--quiet"]);
    commit(&client);
    client.initialize(full_client()).await;
    client.until_watched(|it| it.values().any(|it| it.to_string().contains(".git/logs"))).await;
    let text = client.read_file(MIGRATION);
    client.did_open(MIGRATION, 1, &text).await;
    client.did_change(MIGRATION, 2, CHANGED).await;
    client.until_codes(MIGRATION, &["0: migration-released"]).await;
    client.did_change(MIGRATION, 3, &text).await;
    client.until_codes(MIGRATION, &[]).await;
    client.did_change(MIGRATION, 4, CHANGED).await;
    client.until_codes(MIGRATION, &["0: migration-released"]).await;
    client.write_file(MIGRATION, CHANGED);
    commit(&client);
    client.did_change_files(&[".git/logs/HEAD"]).await;
    client.until_codes(MIGRATION, &[]).await;
    client.finish().await;
}
