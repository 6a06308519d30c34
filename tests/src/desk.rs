//! Real editors, each at a desk of its own: a home without settings, a copy of a project, and a
//! `pgwright` in the PATH that records what it and the editor say to each other.

use crate::binary::program;
use crate::conversation::Record;
use crate::go::{copy, projects};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The folder of the editors that `tests/editors/setup` gets.
pub fn editors() -> PathBuf {
    let cache = || {
        let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
        cache.unwrap_or_default().join("pgwright-tests/editors")
    };
    std::env::var_os("PGWRIGHT_EDITORS").map_or_else(cache, PathBuf::from)
}

/// A program of a part of them; a test fails without it, with the command that gets it.
pub fn editor(part: &str, path: &str) -> PathBuf {
    let program = editors().join(part).join(path);
    assert!(
        program.is_file(),
        "{} is not there: tests/editors/setup {part} gets it",
        program.display()
    );
    program
}

/// A place to work at.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// One with a copy of `tests/projects/<project>`.
    pub fn with(project: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("pgwright-editor.").tempdir();
        let desk = Self { folder: folder.expect("a temporary folder") };
        copy(&projects().join(project), &desk.project());
        for folder in ["bin", "home", "config", "data", "state", "cache"] {
            std::fs::create_dir_all(desk.path().join(folder)).expect("a folder");
        }
        let program = program();
        let tee = program.with_file_name("editor_tee");
        assert!(tee.is_file(), "{} is not built", tee.display());
        // As a server it is recorded; other calls say what they say.
        let script = format!(
            "#!/bin/sh\ncase $* in\n'' | --stdio) exec '{}' '{}' '{program}' \"$@\" ;;\n*) exec '{program}' \"$@\" ;;\nesac\n",
            tee.display(),
            desk.log().display(),
            program = program.display(),
        );
        let path = desk.path().join("bin/pgwright");
        std::fs::write(&path, script).expect("a script");
        let made = Command::new("chmod").arg("+x").arg(&path).status();
        assert!(made.is_ok_and(|it| it.success()), "chmod");
        desk
    }

    /// All of it.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The project's copy.
    pub fn project(&self) -> PathBuf {
        self.path().join("project")
    }

    /// A file of the project.
    pub fn read(&self, path: &str) -> String {
        let path = self.project().join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn log(&self) -> PathBuf {
        self.path().join("messages.jsonl")
    }

    /// A program that runs here, in the project's folder, with nothing of this machine's settings.
    /// What Go has got already it does not get again.
    pub fn command(&self, program: &Path) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bin = self.path().join("bin");
        let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path)));
        let mut command = Command::new(program);
        command
            .current_dir(self.project())
            .stdin(Stdio::null())
            .env("PATH", path.expect("folders without colons"))
            .env("HOME", self.path().join("home"))
            .env("PGWRIGHT_DESK", self.path());
        for (variable, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
        ] {
            command.env(variable, self.path().join(folder));
        }
        for variable in ["GOMODCACHE", "GOCACHE", "GOPROXY", "GOFLAGS"] {
            command.env(variable, go_variable(variable));
        }
        command
    }

    /// Fails the test unless what is on disk compiles.
    pub fn compiles(&self) {
        let output = self.command(Path::new("go")).args(["build", "./..."]).output();
        let output = output.expect("go starts; get Go from https://go.dev/dl");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Whether either has said something with this text in it.
    pub fn has_said(&self, text: &str) -> bool {
        std::fs::read_to_string(self.log()).is_ok_and(|log| log.contains(text))
    }

    /// What was said so far.
    ///
    /// # Errors
    /// When nothing was.
    pub fn record(&self) -> Result<Record, String> {
        Record::read(&self.log())
    }

    /// Fails the test unless the server said what the protocol lets it say, and nothing that was
    /// started here still runs.
    pub fn leave(&self) -> Record {
        let left = self.processes_left();
        assert!(left.is_empty(), "still run: {left:?}");
        let record = self.record().unwrap_or_else(|why| panic!("{why}"));
        assert!(record.faults.is_empty(), "{}", record.faults.join("\n"));
        record
    }

    /// The programs that run here, a moment after the last of them should have ended.
    fn processes_left(&self) -> Vec<String> {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            let running = self.processes();
            if running.is_empty() || Instant::now() > end {
                return running;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The programs that run here: whoever was started here, or by such a one, has the desk in its
    /// environment.
    fn processes(&self) -> Vec<String> {
        let mark = format!("PGWRIGHT_DESK={}", self.path().display());
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let here = processes.filter(|it| {
            let variables = std::fs::read(it.path().join("environ")).unwrap_or_default();
            variables.split(|byte| *byte == 0).any(|it| it == mark.as_bytes())
        });
        let call = |it: std::fs::DirEntry| {
            let call = std::fs::read(it.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&call).replace('\0', " ")
        };
        here.map(call).filter(|call| !call.is_empty()).collect()
    }
}

fn go_variable(name: &str) -> String {
    let output = Command::new("go").args(["env", name]).stdin(Stdio::null()).output();
    let output = output.expect("go starts; get Go from https://go.dev/dl");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
