//! `--schema`.

use crate::support::Folder;
use serde_json::Value;

const SQL: &str = "\
CREATE EXTENSION citext;
CREATE TABLE teams (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    team_id bigint NOT NULL REFERENCES teams ON DELETE CASCADE,
    age integer CHECK (age > 0)
);
CREATE INDEX ON users (team_id) WHERE age IS NOT NULL;
";

fn project() -> Folder {
    Folder::new(&[
        ("pgwright.yaml", "migrations: {directory: db}\n"),
        ("db/000001_users.up.sql", SQL),
        ("db/000001_users.down.sql", "DROP TABLE users, teams;\n"),
    ])
}

#[test]
fn a_reader_sees_where_it_comes_from_and_what_is_there() {
    let output = project().run(&["--schema"]);
    output.reports(0).says("1 migration in db: ");
    output.says("extensions: citext\n").says("schema public\n");
    output.says(
        "\
table public.users
    id       uuid     not null default gen_random_uuid()
    team_id  bigint   not null
    age      integer
    primary key users_pkey (id)
    foreign key users_team_id_fkey (team_id) references public.teams (id) on delete cascade
    check users_age_check (age > 0)
    index users_team_id_idx using btree (team_id) where age IS NOT NULL
",
    );
    output.says("pgwright.yaml: no problems\n");
}

#[test]
fn json_is_all_that_goes_to_standard_output() {
    let folder = project();
    let output = folder.run(&["--schema", "--format", "json"]);
    let schema: Value = serde_json::from_str(&output.reports(0).stdout).unwrap();
    assert_eq!(schema["format"], "pg-schema/1");
    assert_eq!(schema["schemas"][0]["tables"][1]["columns"][1]["name"], "team_id");
    let without = folder.run(&["--schema", "--format", "json", "--migrations", "db"]);
    assert_eq!(without.reports(0).stdout, output.stdout);
}

#[test]
fn the_model_is_printed_in_spite_of_problems() {
    let folder = project();
    folder.write(
        "db/000002_wrong.up.sql",
        "CREATE TABLE t (id nothing);\nCREATE TABLE z (id bigint);\n",
    );
    let human = folder.run(&["--schema"]);
    human.reports(1).says("table public.users\n").says("--> db/000002_wrong.up.sql:1:20");
    human.says("pgwright.yaml: 1 error\n").says("table public.z\n");
    let json = folder.run(&["--schema", "--format", "json"]);
    assert_eq!(json.code, 1);
    let schema: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(schema["schemas"][0]["tables"][2]["name"], "z");
    assert!(json.stderr.contains("error[sql-missing]"), "{}", json.stderr);
}

#[test]
fn folders_are_read_without_a_configuration_in_the_order_given() {
    let folder = Folder::new(&[
        ("b/1.sql", "CREATE TABLE t (id integer PRIMARY KEY);"),
        ("a/1.sql", "CREATE TABLE u (t_id integer REFERENCES t);"),
        ("pgwright.yaml", "this: is [not read"),
    ]);
    let output = folder.run(&["--schema", "--format=json", "--migrations=b", "--migrations", "a"]);
    let schema: Value = serde_json::from_str(&output.reports(0).stdout).unwrap();
    assert_eq!(schema["schemas"][0]["tables"][1]["foreign_keys"][0]["name"], "u_t_id_fkey");
    let wrong = folder.run(&["--schema", "--migrations", "a", "--migrations", "b"]);
    wrong.reports(1).says("--> a/1.sql:1:").says("a, b: 1 error\n");
    let below = folder.run(&["--schema", "--root", "b", "--migrations", "."]);
    below.reports(0).says("1 migration in .: ");
}

#[test]
fn an_empty_folder_is_a_problem() {
    let folder = Folder::new(&[("db/notes.txt", "")]);
    let output = folder.run(&["--schema", "--migrations", "db"]);
    output.reports(1).says("error[migration-none]: no migration was found in `db`");
    output.says("help: give --migrations the folder");
}

#[test]
fn several_projects_are_too_many() {
    let folder = Folder::new(&[("a/pgwright.yaml", ""), ("b/pgwright.yaml", "")]);
    let output = folder.run(&["--schema"]);
    output.is_unusable().says("there are several projects").says("name one with --root");
}
