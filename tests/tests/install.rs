//! The ways that pgwright gets onto a machine, each into a clean prefix: what arrives there tells its
//! version, generates the bookshop's repositories byte by byte, and serves an editor. And the ways
//! that other tools call it.

use pgwright_tests::editor::Editor;
use pgwright_tests::go::{Module, files};
use pgwright_tests::level::{Level, level};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

const README: &str = include_str!("../../README.md");
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn cargo_installs_the_program_from_its_sources() {
    works(installed());
}

#[test]
#[ignore = "builds everything anew, for another target: part of a long run"]
fn the_static_program_asks_nothing_of_the_system() {
    let folder = folder();
    let said = runs(build().arg("static").arg(folder.path()));
    let program = Path::new(said.trim());
    let bytes = std::fs::read(program).expect("it is there");
    // A program that wants libraries names the one that loads them.
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or_default()).into_owned();
    assert!(head.starts_with("\u{7f}ELF") && !head.contains("/ld-"), "{}", program.display());
    works(program);
}

#[test]
fn npm_installs_a_package_that_has_the_program() {
    let (folder, prefix) = (folder(), folder());
    let package = packed("npm", folder.path());
    let mut install = Command::new("npm");
    install.args(["install", "--silent", "--offline", "--no-audit", "--no-fund", "--global"]);
    runs(install.arg("--prefix").arg(prefix.path()).arg(&package));
    works(&prefix.path().join("bin/pgwright"));
    let manual = prefix.path().join("share/man/man1/pgwright.1");
    assert!(std::fs::read_to_string(manual).expect("npm links it").contains("pgwright"));
}

#[test]
fn pip_installs_a_wheel_that_has_the_program() {
    let (folder, prefix) = (folder(), folder());
    let wheel = packed("wheel", folder.path());
    let environment = prefix.path().join("environment");
    runs(Command::new("python3").args(["-m", "venv"]).arg(&environment));
    let mut install = Command::new(environment.join("bin/pip"));
    install.args(["install", "--quiet", "--no-index", "--disable-pip-version-check"]);
    runs(install.arg(&wheel));
    works(&environment.join("bin/pgwright"));
    assert!(environment.join("share/man/man1/pgwright.1").is_file());
    // What it lists of itself is what is there.
    let shown =
        runs(Command::new(environment.join("bin/pip")).args(["show", "--files", "pgwright"]));
    assert!(shown.contains(&format!("Version: {VERSION}")), "{shown}");
    assert!(shown.contains("bin/pgwright"), "{shown}");
}

#[test]
fn pre_commit_stops_a_commit_that_drifts_and_generates() {
    let environment = folder();
    runs(Command::new("python3").args(["-m", "venv"]).arg(environment.path()));
    let mut install = Command::new(environment.path().join("bin/pip"));
    runs(install.args(["install", "--quiet", "--disable-pip-version-check", "pre-commit==4.7.0"]));

    // The hooks come from a repository, as everybody's.
    let hooks = folder();
    let definition = concat!(env!("CARGO_MANIFEST_DIR"), "/../.pre-commit-hooks.yaml");
    std::fs::copy(definition, hooks.path().join(".pre-commit-hooks.yaml")).expect("a copy");
    committed(hooks.path());
    let revision = git(hooks.path(), &["rev-parse", "HEAD"]);

    let shop = Module::copy_of("bookshop");
    let configuration = fenced("yml", "repos:")
        .replace("PGWRIGHT_GIT", hooks.path().to_str().expect("UTF-8"))
        .replace("PGWRIGHT_REVISION", revision.trim());
    shop.write(".pre-commit-config.yaml", &configuration);
    committed(shop.path());
    let pre_commit = |arguments: &[&str]| {
        let mut command = Command::new(environment.path().join("bin/pre-commit"));
        command.args(arguments).args(["--all-files", "--color", "never"]);
        let command = command.current_dir(shop.path());
        command.env("PRE_COMMIT_HOME", hooks.path().join("cache")).env("PATH", path());
        let output = command.output().expect("pre-commit starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), text)
    };
    let (passed, said) = pre_commit(&["run"]);
    assert!(passed, "{said}");
    assert!(said.contains("pgwright --check") && !said.contains("Skipped"), "{said}");

    shop.write("migrations/9999_late.up.sql", "ALTER TABLE authors ADD COLUMN late text;\n");
    git(shop.path(), &["add", "."]);
    let (passed, said) = pre_commit(&["run"]);
    assert!(!passed && said.contains("late"), "{said}");
    let hook = ["try-repo", hooks.path().to_str().expect("UTF-8"), "pgwright-generate"];
    let (passed, said) = pre_commit(&hook);
    assert!(!passed && said.contains("files were modified by this hook"), "{said}");
    git(shop.path(), &["add", "."]);
    let (passed, said) = pre_commit(&["run"]);
    assert!(passed, "{said}");
}

#[test]
fn go_generate_brings_the_repositories_in_line() {
    let shop = Module::copy_of("bookshop");
    let line = README.lines().find(|line| line.starts_with("//go:generate ")).expect("the line");
    shop.write(
        "shop.go",
        &format!("// Package bookshop sells books.\npackage bookshop\n\n{line}\n"),
    );
    let expected = repositories(shop.path());
    let first = expected.keys().next().expect("there are repositories");
    std::fs::remove_file(first).expect("it is there");
    runs(Command::new("go").args(["generate", "."]).current_dir(shop.path()).env("PATH", path()));
    assert!(repositories(shop.path()) == expected, "go generate made something else");
}

/// The program as `cargo install` puts it into a clean prefix: what users get in a long run, and
/// what the other tests have built already in the others.
fn installed() -> &'static Path {
    static INSTALLED: OnceLock<PathBuf> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let prefix = target().join("installed");
        let _ = std::fs::remove_dir_all(&prefix);
        let mut install = cargo(&["install", "--quiet", "--locked", "--path", "server/cli"]);
        install.arg("--target-dir").arg(target());
        if level() < Level::Long {
            install.arg("--debug");
        }
        runs(install.arg("--root").arg(&prefix));
        prefix.join("bin/pgwright")
    })
}

/// The package of a form with the installed program in it.
fn packed(form: &str, out: &Path) -> PathBuf {
    let said = runs(build().arg(form).arg(installed()).arg(out));
    PathBuf::from(said.trim())
}

/// What makes packages.
fn build() -> Command {
    Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../server/cli/package/build"))
}

/// Holds a program against all that every form promises.
fn works(program: &Path) {
    let said = runs(Command::new(program).arg("--version"));
    assert_eq!(said.trim(), format!("pgwright {VERSION}"));

    let shop = Module::copy_of("bookshop");
    let expected = repositories(shop.path());
    std::fs::remove_dir_all(shop.path().join("internal/repository")).expect("it is there");
    runs(Command::new(program).arg("--generate").arg("--root").arg(shop.path()));
    assert!(repositories(shop.path()) == expected, "{} generates otherwise", program.display());

    let mut command = Command::new(program);
    command.current_dir(shop.path());
    let mut editor = Editor::start(command);
    let said = editor.initialize(shop.path(), &json!({}));
    assert_eq!(said["serverInfo"]["version"], VERSION);
    assert_eq!(editor.finish(), Some(0));
}

/// The bookshop's generated files.
fn repositories(shop: &Path) -> BTreeMap<PathBuf, String> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("Go is UTF-8");
        (path, text)
    };
    files(&shop.join("internal/repository")).map(read).collect()
}

/// The block of the README that is of a kind and has a line.
fn fenced(kind: &str, line: &str) -> String {
    let fence = format!("```{kind}\n");
    let blocks = README.split(&fence).skip(1);
    let mut blocks = blocks.filter_map(|rest| Some(rest.split_once("\n```")?.0));
    let block = blocks.find(|block| block.lines().any(|it| it == line)).expect("the block");
    format!("{block}\n")
}

/// A PATH in which `pgwright` is the installed one.
fn path() -> String {
    let bin = installed().parent().expect("it lies in a folder");
    format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default())
}

/// Makes a repository of a folder, with all that is in it.
fn committed(folder: &Path) {
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "all"]);
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]);
    runs(command.args(arguments).current_dir(folder))
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    command
}

/// The folder that all is built in: this program lies in its debug/deps.
fn target() -> PathBuf {
    let own = std::env::current_exe().expect("a program knows its own path");
    own.ancestors().nth(3).expect("target/debug/deps").to_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Runs a command that is to succeed; what it prints.
fn runs(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}{complaint}");
    said
}
