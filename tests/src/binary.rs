//! The program `pgwright` as its callers see it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// How a call of the program ended.
#[derive(Debug)]
pub struct Run {
    /// The exit code; -1 for a signal.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs `pgwright` with `--root root` and `arguments`.
pub fn pgwright(root: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(program())
        .arg("--root")
        .arg(root)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("pgwright starts");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs `pgwright` and fails the test unless it ends with `code`.
pub fn pgwright_ends(root: &Path, arguments: &[&str], code: i32) -> Run {
    let run = pgwright(root, arguments);
    assert_eq!(
        run.code,
        code,
        "pgwright {} in {}\n{}{}",
        arguments.join(" "),
        root.display(),
        run.stdout,
        run.stderr
    );
    run
}

/// The program as the sources make it now: built on first use, in the profile of the tests.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "pgwright", "--bin", "pgwright"]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        let status = build
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .expect("cargo starts");
        assert!(status.success(), "pgwright does not build");
        // Beside this program, or above it: tests lie in target/debug/deps.
        let own = std::env::current_exe().expect("a program knows its own path");
        let folder = own.parent().expect("a program lies in a folder");
        let folder = if folder.ends_with("deps") { folder.parent() } else { Some(folder) };
        folder.expect("deps lies in a folder").join("pgwright")
    })
}
