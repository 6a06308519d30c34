//! What the README gives for CI, run as its runners would: the scripts of the GitHub workflow and of
//! the GitLab job in a clean clone, green when the repositories are in line and red when not.

use pgwright_tests::binary::program;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// What only the runner does for a job: it puts `pgwright` into the PATH, and `cargo`, which says
/// whether it was asked for what can be installed.
const CARGO: &str = r#"#!/bin/sh
[ "$*" = "install --locked --git https://git.example.com/pgwright pgwright" ] || exit 101
"#;

/// A repository of which CI makes clones: the shop in one of its folders, generated.
struct Origin(TempDir);

impl Origin {
    fn new() -> Self {
        let origin = Self(tempfile::tempdir().expect("a temporary folder"));
        let bin = origin.0.path().join("bin");
        origin.write("bin/cargo", CARGO);
        Command::new("chmod").arg("+x").arg(bin.join("cargo")).status().expect("chmod");
        std::os::unix::fs::symlink(program(), bin.join("pgwright")).expect("a link");
        origin.write("origin/shop/pgwright.yaml", "output: {directory: repository}\n");
        let sql = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n";
        origin.write("origin/shop/migrations/0001_users.sql", sql);
        origin.git(&["init", "--quiet"]);
        let mut generate = Command::new(program());
        generate.arg("--generate").current_dir(origin.0.path().join("origin"));
        assert!(generate.output().expect("pgwright starts").status.success());
        origin.commit();
        origin
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]).args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.current_dir(self.0.path().join("origin"));
        let output = command.output().expect("these tests want git (Debian: git)");
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "x"]);
    }

    /// The scripts of a job in a new clone, one after the other as long as none fails: the clone,
    /// and what came of the last one that ran.
    fn run(&self, name: &str, scripts: &[Script]) -> (PathBuf, Output) {
        let clone = self.0.path().join(name);
        self.git(&["clone", "--quiet", ".", clone.to_str().expect("UTF-8")]);
        let path = std::env::var("PATH").expect("a PATH");
        let path = format!("{}:{path}", self.0.path().join("bin").display());
        let mut last = None;
        for script in scripts {
            let mut bash = Command::new("bash");
            bash.args(script.options).args(["-c", &script.text]).current_dir(&clone);
            bash.env("PATH", &path).env("CI", "true").stdin(Stdio::null());
            bash.env("PGWRIGHT_GIT", "https://git.example.com/pgwright");
            let output = bash.output().expect("bash starts");
            let failed = !output.status.success();
            last = Some(output);
            if failed {
                break;
            }
        }
        (clone, last.expect("a job has a script"))
    }
}

/// A script as a runner starts it.
struct Script {
    options: &'static [&'static str],
    text: String,
}

/// The block of the README that begins with `start`.
fn block(start: &str) -> serde_yaml::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(path).expect("the README");
    let mut blocks = readme.split("```yml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.find(|block| block.starts_with(start)).expect("the README has the block");
    serde_yaml::from_str(block).expect("the block is YAML")
}

fn text(value: &serde_yaml::Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

#[test]
fn the_workflow_is_green_in_line_and_red_on_drift() {
    let workflow = block("name: pgwright");
    let steps = workflow["jobs"]["check"]["steps"].as_sequence().expect("steps");
    assert!(text(&steps[0]["uses"]).starts_with("actions/checkout@"));
    // The address comes from a variable of the repository.
    assert_eq!(text(&steps[1]["env"]["PGWRIGHT_GIT"]), "${{ vars.PGWRIGHT_GIT }}");
    let scripts: Vec<Script> = (steps[1..].iter())
        .map(|step| Script { options: &["-e"], text: text(&step["run"]) })
        .collect();
    assert_eq!(scripts.len(), 2);

    let origin = Origin::new();
    let (_, green) = origin.run("green", &scripts);
    let log = told(&green);
    assert_eq!(green.status.code(), Some(0), "{log}");
    assert!(log.contains("problems: 0") && !log.contains("::error"), "{log}");

    origin.write("origin/shop/migrations/0002_phone.sql", "ALTER TABLE users ADD phone text;\n");
    origin.commit();
    let (clone, red) = origin.run("red", &scripts);
    let log = told(&red);
    assert_eq!(red.status.code(), Some(1), "{log}");
    let command = log.lines().find(|line| line.starts_with("::error ")).expect("an annotation");
    let property = |name: &str| {
        let (_, rest) = command.split_once(&format!("{name}=")).expect("a property");
        rest.split([',', ':']).next().expect("a value").to_owned()
    };
    assert_eq!(property("file"), "shop/repository/users_repository.go");
    let go = fs::read_to_string(clone.join(property("file"))).expect("the file is in the clone");
    let line: usize = property("line").parse().expect("a number");
    assert!(go.lines().nth(line - 1).expect("the line is there").contains("Email string"), "{log}");
    assert!(command.contains("0002_phone.sql"), "{log}");
}

#[test]
fn the_job_is_green_in_line_and_red_on_drift() {
    let job = &block("pgwright:")["pgwright"];
    let reports = &job["artifacts"]["reports"];
    let report = text(&reports["codequality"]);
    assert_eq!(text(&job["artifacts"]["when"]), "always");
    // The runner puts the lines into one script.
    let lines = job["script"].as_sequence().expect("lines").iter().map(text);
    let script = lines.collect::<Vec<_>>().join("\n");
    let scripts = [Script { options: &["-eo", "pipefail"], text: script }];

    let origin = Origin::new();
    let (clone, green) = origin.run("green", &scripts);
    assert_eq!(green.status.code(), Some(0), "{}", told(&green));
    assert_eq!(fs::read_to_string(clone.join(&report)).expect("a report"), "[]\n");

    origin.write("origin/shop/migrations/0002_phone.sql", "ALTER TABLE users ADD phone text;\n");
    origin.commit();
    let (clone, red) = origin.run("red", &scripts);
    assert_eq!(red.status.code(), Some(1), "{}", told(&red));
    assert!(told(&red).contains("error[drift]: "), "{}", told(&red));
    let entries = fs::read_to_string(clone.join(&report)).expect("a report");
    let entries: Value = serde_json::from_str(&entries).expect("JSON");
    let entry = &entries[0];
    assert_eq!(entry["check_name"], "drift");
    let path = entry["location"]["path"].as_str().expect("a path");
    assert!(clone.join(path).is_file(), "{entry}");

    // A configuration that cannot be used is red, too, and the log says why.
    origin.write("origin/shop/pgwright.yaml", "output: {directory: repository\n");
    origin.commit();
    let (_, broken) = origin.run("broken", &scripts);
    assert_eq!(broken.status.code(), Some(2), "{}", told(&broken));
    assert!(told(&broken).contains("error[config-syntax]: "), "{}", told(&broken));
}
