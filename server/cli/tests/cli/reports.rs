//! `--format` and `--fail-on`: what goes where, and how the call ends.

use crate::shop::{self, FILES, USERS};
use crate::support::{Folder, Output};
use serde_json::Value;

const FORMATS: [&str; 6] = ["human", "json", "github", "gitlab", "sarif", "junit"];

/// The shop as a part of a repository, with a column that is not generated yet.
fn repository() -> Folder {
    let folder = Folder::new(&[(".git/HEAD", "ref: refs/heads/main\n")]);
    for (path, text) in FILES {
        folder.write(&format!("services/shop/{path}"), text);
    }
    folder.run(&["--generate"]).reports(0);
    folder.write("services/shop/migrations/0003_phone.sql", "ALTER TABLE users ADD phone text;\n");
    folder
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn every_format_ends_as_the_human_one() {
    let folder = repository();
    for format in FORMATS {
        let output = folder.run(&["--check", "--format", format]);
        output.reports(1).says("0003_phone.sql").says_nothing_of("\u{1b}");
    }
    for format in FORMATS {
        folder.run(&["--generate", "--format", format]).reports(0);
        folder.run(&["--check", "--format", format]).reports(0);
    }
}

#[test]
fn files_are_named_from_the_root_of_the_repository_wherever_the_call_is_made() {
    let folder = repository();
    for (format, name) in [
        ("json", r#""file": "services/shop/repository/users_repository.go""#),
        ("github", "file=services/shop/repository/users_repository.go,"),
        ("gitlab", r#""path": "services/shop/repository/users_repository.go""#),
        ("sarif", r#""uri": "services/shop/repository/users_repository.go""#),
        ("junit", r#"name="services/shop/repository/users_repository.go""#),
    ] {
        let mut outputs = Vec::new();
        for place in ["", "services", "services/shop", "services/shop/migrations"] {
            let mut command = folder.command();
            command.current_dir(folder.path(place)).args(["--check", "--format", format]);
            let output = Output::of(&mut command);
            output.reports(1).says(name);
            outputs.push(output.stdout);
        }
        assert!(outputs.iter().all(|output| *output == outputs[0]), "{format}: {outputs:#?}");
    }
}

#[test]
fn without_a_repository_files_are_named_from_the_folder_of_the_call_or_of_ci() {
    let folder = Folder::new(&[]);
    for (path, text) in FILES {
        folder.write(&format!("work/shop/{path}"), text);
    }
    let at = |place: &str, variable: Option<&str>, name: &str| {
        let mut command = folder.command();
        for name in ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"] {
            command.env_remove(name);
        }
        command.envs(variable.map(|variable| (variable, folder.path("work"))));
        command.current_dir(folder.path(place)).args(["--check", "--format", "gitlab"]);
        let path = format!(r#""path": "{name}migrations/0001_users.sql""#);
        Output::of(&mut command).reports(1).says(&path);
    };
    at("", None, "work/shop/");
    at("work", None, "shop/");
    at("work/shop/migrations", None, "");
    at("work/shop", Some("GITHUB_WORKSPACE"), "shop/");
    at("", Some("CI_PROJECT_DIR"), "shop/");
}

#[test]
fn json_tells_what_was_done_and_what_is_left() {
    let folder = repository();
    let edited = format!("services/shop/{USERS}");
    folder.write(&edited, folder.read(&edited) + "\nfunc mine() {}\n");
    folder.write("services/shop/migrations/0004_drop.sql", "DROP TABLE orders;\n");
    let output = folder.run(&["--generate", "--format", "json"]);
    let report = json(output.reports(1));
    assert_eq!(report["call"], "generate");
    assert_eq!(report["exit_code"], 1);
    let project = &report["projects"][0];
    assert_eq!(project["configuration"], "services/shop/pgwright.yaml");
    let orders = "services/shop/repository/orders_repository.go";
    assert_eq!(project["files"]["removed"], serde_json::json!([orders]));
    let left = serde_json::json!([{"file": edited, "reason": "edited by a person"}]);
    assert_eq!(project["files"]["left"], left);
    assert_eq!(project["problems"][0]["code"], "drift-edited");
    assert_eq!(project["problems"][0]["file"], edited.as_str());
}

#[test]
fn several_projects_are_one_report() {
    let folder = repository();
    for (path, text) in FILES {
        folder.write(&format!("services/lab/{path}"), text);
    }
    let report = json(folder.run(&["--check", "--format", "json"]).reports(1));
    let projects = report["projects"].as_array().unwrap();
    let names: Vec<_> = projects.iter().map(|it| it["configuration"].as_str().unwrap()).collect();
    assert_eq!(names, ["services/lab/pgwright.yaml", "services/shop/pgwright.yaml"]);
    let output = folder.run(&["--check", "--format", "gitlab"]);
    output.reports(1).says("\"services/lab/").says("\"services/shop/");
    let suites = folder.run(&["--check", "--format", "junit"]).stdout;
    assert_eq!(suites.matches("<testsuite ").count(), 2);
    // GitLab keeps one of those with the same fingerprint.
    let entries = json(&output);
    let entries = entries.as_array().unwrap();
    let mut fingerprints: Vec<_> =
        entries.iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), entries.len());
}

#[test]
fn a_warning_fails_where_that_is_asked() {
    let folder = shop::generated();
    folder.write("pgwright.yaml", folder.read("pgwright.yaml") + "tables:\n  nobody: {}\n");
    for call in ["--check", "--generate", "--schema"] {
        let output = folder.run(&[call, "--fail-on", "error"]);
        output.reports(0);
        assert_eq!(output.stdout, folder.run(&[call]).stdout);
    }
    folder.run(&["--check"]).reports(0).says("warning[config-no-match]");
    for format in FORMATS {
        folder.run(&["--check", "--format", format]).reports(0);
        folder.run(&["--check", "--format", format, "--fail-on", "warning"]).reports(1);
        folder.run(&["--generate", "--format", format, "--fail-on", "warning"]).reports(1);
    }
    let junit = folder.run(&["--check", "--format", "junit"]);
    junit.says("failures=\"0\"").says("<system-out>pgwright.yaml:6:3: warning[config-no-match]");
    let junit = folder.run(&["--check", "--format", "junit", "--fail-on", "warning"]);
    junit.says("failures=\"1\"").says("<failure type=\"config-no-match\"");
    let json = json(&folder.run(&["--check", "--format", "json", "--fail-on", "warning"]));
    assert_eq!(json["exit_code"], 1);
}

#[test]
fn a_configuration_that_cannot_be_used_is_reported_in_each_format() {
    let folder = shop::generated();
    folder.write("pgwright.yaml", "output: {directory: repository\n");
    for format in FORMATS {
        let output = folder.run(&["--check", "--format", format]);
        output.reports(2).says("config-syntax").says("pgwright.yaml");
    }
}

#[test]
fn a_password_reaches_no_report() {
    // Where it stands is wrong in one way or another, so that problems are about it.
    let dsn = "postgres://shop:hunter2@db/shop";
    let wrong = [
        format!("database: {{dsn: '{dsn}', versoin: 18}}\n"),
        format!("database: {{dns: '{dsn}'}}\n"),
        format!("database: {{dsn: ['{dsn}']}}\n"),
        format!("database: {{dsn: {{url: '{dsn}'}}}}\n"),
        format!("database: '{dsn}'\n"),
        format!("dsn: '{dsn}'\n"),
        format!("output: '{dsn}'\n"),
        format!("output: {{directory: '{dsn}'}}\n"),
        format!("migrations: {{directory: '{dsn}'}}\n"),
        format!("database: {{dsn: '{dsn}'\n"),
        format!("database:\n  dsn: {dsn}\n  dsn: {dsn}\n"),
        format!("database:\n  dsn: 'host=db user=shop password=hunter2'\n  schema: [{dsn}]\n"),
        format!("database:\n dsn: {dsn}\n\tschema: public\n"),
        format!("required_version: '{dsn}'\n"),
        format!("tables: {{'{dsn}': {{}}}}\n"),
        format!("problems: {{drift: '{dsn}', '{dsn}': error}}\n"),
        format!("'{dsn}': 1\n"),
    ];
    for (index, yaml) in wrong.iter().enumerate() {
        let folder = Folder::new(FILES);
        folder.write("pgwright.yaml", yaml);
        // What problems say is the same in all: two of them in turn.
        for format in [FORMATS[index % 6], FORMATS[(index + 2) % 6]] {
            let output = folder.run(&["--check", "--format", format, "--log-level", "trace"]);
            output.says("config-").says_nothing_of("hunter2");
        }
        folder.run(&["--generate", "--log-level", "trace"]).says_nothing_of("hunter2");
        folder.run(&["--generate", "--dry-run"]).says_nothing_of("hunter2");
        for (path, bytes) in folder.files() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(path == "pgwright.yaml" || !text.contains("hunter2"), "{yaml}: {path}");
        }
    }
}
