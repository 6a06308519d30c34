//! VS Code as a person has it: the extension as a .vsix with the server inside, in a real browser.
//! `tests/editors/vscode` drives it.

// What each step sees goes to the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_tests::binary::program;
use pgwright_tests::conversation::Record;
use pgwright_tests::desk::{editor, editors};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A command that must succeed.
fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

/// The extension with the program inside, and the one through which VS Code is asked.
fn extensions() -> &'static (TempDir, PathBuf, PathBuf) {
    static EXTENSIONS: OnceLock<(TempDir, PathBuf, PathBuf)> = OnceLock::new();
    EXTENSIONS.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (own, bridge) = (folder.path().join("pgwright.vsix"), folder.path().join("b.vsix"));
        let source = root().join("editors/vscode");
        run(Command::new(source.join("package.sh")).arg(program()).arg(&own));
        run(Command::new(source.join("node_modules/.bin/vsce"))
            .args(["package", "--no-dependencies", "--allow-missing-repository", "--skip-license"])
            .arg("--out")
            .arg(&bridge)
            .current_dir(root().join("tests/editors/vscode/bridge")));
        (folder, own, bridge)
    })
}

/// Follows a scenario; what was said meanwhile.
fn follow(scenario: &str) -> Record {
    let node = editor("vscode", "node/node_modules/.bin/node");
    let (_, own, bridge) = extensions();
    let out = editors().join("runs/vscode").join(scenario);
    println!("{scenario}: {}", out.display());
    run(Command::new(node)
        .arg(root().join("tests/editors/vscode/run.mjs"))
        .arg(scenario)
        .arg("--editors")
        .arg(editors())
        .arg("--extension")
        .arg(own)
        .arg("--bridge")
        .arg(bridge)
        .arg("--program")
        .arg(program())
        .arg("--tee")
        .arg(program().with_file_name("editor_tee"))
        .arg("--out")
        .arg(&out));
    let record = Record::read(&out.join("messages.jsonl")).unwrap_or_else(|why| panic!("{why}"));
    assert!(record.faults.is_empty(), "{}", record.faults.join("\n"));
    record
}

#[test]
fn drift_is_shown_and_mended_and_what_is_on_disk_compiles() {
    let record = follow("drift");
    assert!(record.methods.iter().any(|it| it == "workspace/executeCommand"));
}

#[test]
fn a_folder_that_is_not_trusted_has_nothing_written_dialled_or_started() {
    follow("trust");
}

#[test]
fn what_of_the_extension_needs_no_editor_is_right() {
    let (_, _, _) = extensions();
    run(Command::new("npm").args(["test", "--silent"]).current_dir(root().join("editors/vscode")));
}
