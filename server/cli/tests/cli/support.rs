//! A project in a temporary folder, and calls of the binary in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A folder with files in it.
pub struct Folder(TempDir);

/// What a call gave.
#[derive(Debug)]
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file with its bytes, sorted by path: to see that nothing has changed.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.0.path(), self.0.path(), &mut files);
        files.sort();
        files
    }

    /// A command of the binary in the folder, without colours that the environment asks for.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pgwright"));
        command.current_dir(self.0.path()).stdin(Stdio::null());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        Output::of(self.command().args(arguments))
    }
}

/// The user `nobody`.
#[cfg(unix)]
const NOBODY: u32 = 65534;

#[cfg(unix)]
impl Folder {
    /// A command of the binary by somebody whom permissions stop: they do not stop root, who may
    /// run the tests. The folder belongs to them then.
    pub fn command_of_nobody(&self) -> Command {
        use std::os::unix::fs::MetadataExt;
        use std::os::unix::process::CommandExt;
        let mut command = self.command();
        if fs::metadata(self.0.path()).unwrap().uid() == NOBODY || is_root() {
            give(self.0.path());
            command = Command::new(binary_for_all());
            command.current_dir(self.0.path()).stdin(Stdio::null()).uid(NOBODY).gid(NOBODY);
            command.env_remove("CLICOLOR_FORCE");
        }
        command
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    fs::metadata(folder.path()).unwrap().uid() == 0
}

/// Gives a folder and all that is in it to nobody.
#[cfg(unix)]
fn give(path: &Path) {
    std::os::unix::fs::lchown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() && !path.is_symlink() {
        fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path()));
    }
}

/// The binary where everybody gets at it: a root's build folder may be closed to others.
#[cfg(unix)]
fn binary_for_all() -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    static COPY: std::sync::OnceLock<TempDir> = std::sync::OnceLock::new();
    let folder = COPY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let copy = folder.path().join("pgwright");
        let binary = env!("CARGO_BIN_EXE_pgwright");
        if fs::hard_link(binary, &copy).is_err() {
            fs::copy(binary, &copy).unwrap();
        }
        folder
    });
    folder.path().join("pgwright")
}

impl Output {
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts the exit code and that nothing went to standard error.
    #[track_caller]
    pub fn reports(&self, code: i32) -> &Self {
        assert_eq!((self.code, self.stderr.as_str()), (code, ""), "{}", self.stdout);
        self
    }

    /// Asserts that the call could not be used: nothing on standard output.
    #[track_caller]
    pub fn is_unusable(&self) -> &Self {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        self
    }

    #[track_caller]
    pub fn says(&self, part: &str) -> &Self {
        let Self { stdout, stderr, .. } = self;
        assert!(
            stdout.contains(part) || stderr.contains(part),
            "no {part:?} in\n{stdout}\n{stderr}"
        );
        self
    }

    #[track_caller]
    pub fn says_nothing_of(&self, part: &str) -> &Self {
        let Self { stdout, stderr, .. } = self;
        assert!(
            !stdout.contains(part) && !stderr.contains(part),
            "{part:?} in\n{stdout}\n{stderr}"
        );
        self
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        // What a link leads to may be anything.
        if path.is_dir() && !path.is_symlink() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, fs::read(&path).unwrap_or_default()));
        }
    }
}
