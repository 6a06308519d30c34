//! Flags, exit codes, and what goes where.

use crate::support::{Folder, Output};
use std::io::Read;
use std::process::Stdio;

const YAML: &str = "database: {schema: public}\n";
const SQL: &str = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
const WRONG: &str = "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE t (id nothing);\n";

#[test]
fn help_and_version_go_to_standard_output() {
    let folder = Folder::new(&[]);
    let help = folder.run(&["--help"]);
    help.reports(0);
    for flag in [
        "--generate",
        "--check",
        "--schema",
        "--json-schema",
        "--explain",
        "--stdio",
        "--root",
        "--config",
        "--force",
        "--migrations",
        "--format",
        "--fail-on",
        "--dry-run",
        "--color",
        "--quiet",
        "--log-level",
        "--help",
        "--version",
    ] {
        help.says(flag);
    }
    let version = folder.run(&["--version"]);
    assert_eq!(version.reports(0).stdout, concat!("pgwright ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn calls_that_make_no_sense_end_with_2_and_say_why() {
    let folder = Folder::new(&[("pgwright.yaml", YAML), ("migrations/1.sql", SQL)]);
    for (arguments, why) in [
        (&["--generate", "--check"] as &[_], "cannot be used with"),
        (&["--generate", "--stdio"], "cannot be used with"),
        (&["--check", "--schema"], "cannot be used with"),
        (&["--json-schema", "--format", "json"], "cannot be used with"),
        (&["--stdio", "--fail-on", "warning"], "cannot be used with"),
        (&["--fail-on", "warning"], "were not provided"),
        (&["--check", "--fail-on", "hint"], "invalid value"),
        (&["--check", "--format", "xml"], "[possible values: human, json, github, gitlab, sarif"),
        (&["--schema", "--format", "sarif"], "--schema is printed as `human` or `json`"),
        (&["--check", "--dry-run"], "cannot be used with"),
        (&["--dry-run"], "were not provided"),
        (&["--generate", "--dry-run", "--format", "json"], "cannot be used with"),
        (&["--check", "--migrations", "migrations"], "cannot be used with"),
        (
            &["--schema", "--migrations", "migrations", "--config", "pgwright.yaml"],
            "cannot be used",
        ),
        (&["--check", "--root", ".", "--config", "pgwright.yaml"], "cannot be used with"),
        (&["--json-schema", "--root", "."], "cannot be used with"),
        (&["--stdio", "--config", "pgwright.yaml"], "cannot be used with"),
        (&["--root", "."], "were not provided"),
        (&["--format", "json"], "were not provided"),
        (&["--migrations", "migrations"], "were not provided"),
        (&["--explain", "drift", "--root", "."], "cannot be used with"),
        (&["--explain", "drift", "--check"], "cannot be used with"),
        (&["--check", "--force=x.go"], "cannot be used with"),
        (&["--force=x.go"], "were not provided"),
        (&["--generate", "--force"], "equal sign is needed"),
        (&["--chekc"], "--check"),
        (&["generate"], "unexpected argument"),
        (&["--check", "--color", "blue"], "invalid value"),
        (&["--check", "--root"], "a value is required"),
        (&["--check", "--root", "nowhere"], "`nowhere` is not a folder"),
        (&["--check", "--config", "nowhere.yaml"], "nowhere.yaml` cannot be read: no such file"),
        (&["--check", "--config", "migrations"], "`migrations` is not a file"),
        (&["--schema", "--migrations", "nowhere"], "`nowhere` is not a folder"),
        (&["--check", "--root", "migrations"], "no `pgwright.yaml` in `migrations` or below it"),
    ] {
        let output = folder.run(arguments);
        output.is_unusable().says(why);
    }
}

#[test]
fn without_a_configuration_the_call_is_unusable() {
    let output = Folder::new(&[("migrations/1.sql", SQL)]).run(&["--generate"]);
    output.is_unusable().says("error: there is no `pgwright.yaml` here, above or below\n");
    output.says("help: name the project's folder with --root");
}

#[test]
fn the_project_is_found_from_below_and_from_above() {
    let folder = Folder::new(&[
        ("shop/pgwright.yaml", YAML),
        ("shop/migrations/1.sql", WRONG),
        ("lab/pgwright.yml", YAML),
        ("lab/migrations/1.sql", WRONG),
    ]);
    let at = |path: &str, place: &str| {
        let mut command = folder.command();
        let output = Output::of(command.current_dir(folder.path(path)).args(["--check"]));
        output.reports(1).says(place);
    };
    at("shop", "--> migrations/1.sql:2:20");
    at("shop/migrations", "shop/migrations/1.sql:2:20");
    at("", "--> lab/migrations/1.sql:2:20");
    at("", "--> shop/migrations/1.sql:2:20");
    let both = folder.run(&["--check"]);
    both.says("lab/pgwright.yml: ").says("shop/pgwright.yaml: ");
    folder.run(&["--check", "--root", "./shop/../shop"]).reports(1).says("--> shop/migrations");
    folder.run(&["--check", "--config", "lab/pgwright.yml"]).reports(1).says("--> lab/migrations");
}

#[test]
fn a_project_that_cannot_be_read_costs_itself_alone() {
    let folder = Folder::new(&[
        ("a/pgwright.yaml/x", ""),
        ("b/pgwright.yaml", YAML),
        ("b/migrations/1.sql", SQL),
        ("c/pgwright.yaml", YAML),
        ("c/migrations/1.sql", WRONG),
        ("d/pgwright.yaml", "required_version: '>=900'\n"),
    ]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", folder.path("a/pgwright.yml")).unwrap();
        let output = folder.run(&["--generate"]);
        assert_eq!(output.code, 2);
        assert!(output.stderr.contains("a/pgwright.yml` cannot be read"), "{}", output.stderr);
        output.says("b/pgwright.yaml: 6 files written, 6 in line; no problems");
        output.says("c/migrations/1.sql:2:20").says("d/pgwright.yaml:1:19");
    }
}

#[test]
fn projects_that_write_into_one_folder_are_refused() {
    let folder = Folder::new(&[
        ("pgwright.yaml", "output: {directory: sub/gen}\n"),
        ("migrations/1.sql", SQL),
        ("sub/pgwright.yaml", "output: {directory: gen}\n"),
        ("sub/migrations/1.sql", SQL),
    ]);
    let output = folder.run(&["--generate", "--root", "."]);
    output.is_unusable().says("both write into").says("a folder of its own");
    assert_eq!(folder.files().len(), 4);
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let folder = Folder::new(&[("pgwright.yaml", YAML), ("migrations/1.sql", WRONG)]);
    let has_colour = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = folder.command();
        command.args(arguments).envs(variable);
        Output::of(&mut command).reports(1).stdout.contains('\u{1b}')
    };
    assert!(!has_colour(&["--check"], None));
    assert!(!has_colour(&["--check", "--color", "auto"], Some(("NO_COLOR", "1"))));
    assert!(!has_colour(&["--check", "--color", "never"], Some(("CLICOLOR_FORCE", "1"))));
    assert!(has_colour(&["--check", "--color", "always"], None));
    assert!(has_colour(&["--check", "--color=always"], Some(("NO_COLOR", "1"))));
}

#[test]
fn quiet_prints_the_problems_alone() {
    let folder = Folder::new(&[("pgwright.yaml", YAML), ("migrations/1.sql", WRONG)]);
    let output = folder.run(&["--check", "-q"]);
    output.reports(1).says("error[sql-missing]").says_nothing_of("pgwright.yaml: ");
}

#[test]
fn the_log_goes_to_standard_error() {
    let folder = Folder::new(&[("pgwright.yaml", YAML), ("migrations/1.sql", SQL)]);
    let output = folder.run(&["--check", "--log-level", "info"]);
    assert!(output.stderr.contains("INFO") && !output.stderr.contains('\u{1b}'), "{output:?}");
    assert!(output.stderr.contains("pgwright.yaml: read 1 migrations"), "{output:?}");
    assert!(!output.stdout.contains("INFO"), "{output:?}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut sql = String::from(SQL);
    for number in 0..2000 {
        sql += &format!("CREATE TABLE t_{number} (id nothing);\n");
    }
    let folder = Folder::new(&[("pgwright.yaml", YAML), ("migrations/1.sql", &sql)]);
    let mut command = folder.command();
    command.args(["--check"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((child.wait().unwrap().code(), errors.as_str()), (Some(1), ""));
}

#[test]
fn a_full_disk_behind_standard_output_is_said() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let folder = Folder::new(&[("pgwright.yaml", YAML), ("migrations/1.sql", WRONG)]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = folder.command();
    let output = command.args(["--check"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.starts_with("error: the report cannot be written: "), "{errors}");
}

#[test]
fn the_json_schema_is_json() {
    let folder = Folder::new(&[]);
    let output = folder.run(&["--json-schema"]);
    let schema: serde_json::Value = serde_json::from_str(&output.reports(0).stdout).unwrap();
    assert!(schema["properties"]["database"].is_object());
}

#[test]
fn a_project_that_wants_another_version_is_left_alone() {
    let folder = Folder::new(&[("pgwright.yaml", "required_version: '>=900'\n")]);
    folder.write("migrations/1.sql", SQL);
    for call in ["--generate", "--check", "--schema"] {
        let output = folder.run(&[call]);
        output.reports(2).says("the project wants pgwright >=900").says("pgwright.yaml:1:19");
    }
    assert_eq!(folder.files().len(), 2);
}

#[test]
fn the_language_server_ends_with_its_input() {
    let folder = Folder::new(&[]);
    for arguments in [&[] as &[_], &["--stdio"], &["--log-level", "off"]] {
        let output = folder.run(arguments);
        // Nobody asked for `shutdown`: the protocol wants 1.
        assert_eq!((output.code, output.stdout.as_str()), (1, ""));
    }
}
