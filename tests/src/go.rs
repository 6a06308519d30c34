//! Go modules under test, each in a folder of its own, and the Go tools that judge them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The first line of a file that a Go tool takes as generated.
const GENERATED: &str = "// Code generated ";

/// A Go module in a temporary folder.
pub struct Module {
    folder: TempDir,
}

impl Module {
    /// A copy of `tests/projects/<project>`.
    pub fn copy_of(project: &str) -> Self {
        let module = Self { folder: temporary() };
        copy(&projects().join(project), module.path());
        module
    }

    /// A module without code that requires what the bookshop requires.
    pub fn with_requirements() -> Self {
        let module = Self { folder: temporary() };
        for file in ["go.mod", "go.sum"] {
            std::fs::copy(projects().join("bookshop").join(file), module.path().join(file))
                .expect("the bookshop is a module");
        }
        module
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, and the folders that it lies in.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .and_then(|()| std::fs::write(&path, text))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Puts a package of `tests/go` into the module, `cluster` as `<the module's path>/cluster`.
    pub fn add(&self, package: &str) {
        let folder = self.path().join(package);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("go").join(package), &folder);
        // They import each other.
        let own = format!("\"{}/", self.name());
        for path in files(&folder) {
            let text = std::fs::read_to_string(&path).expect("Go is UTF-8");
            std::fs::write(&path, text.replace("\"example.com/pgwright-tests/", &own))
                .expect("the copy can be written");
        }
    }

    /// The module path in its `go.mod`.
    pub fn name(&self) -> String {
        let text = std::fs::read_to_string(self.path().join("go.mod")).expect("there is a go.mod");
        let line = text.lines().find_map(|line| line.strip_prefix("module "));
        line.expect("a go.mod names the module").trim().to_owned()
    }

    /// Runs a program in the module; what it said when it failed, or said something.
    fn complaint(&self, program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
        let program = program.as_ref();
        let output = run(self.path(), program, arguments);
        // What Go gets for the first time on a machine is no complaint.
        let said = text(&output);
        let mut lines = said.lines().filter(|line| !line.starts_with("go: downloading "));
        let fine = output.status.success() && lines.all(|line| line.trim().is_empty());
        let arguments = arguments.join(" ");
        (!fine).then(|| format!("{} {arguments}: {}\n{said}", program.display(), output.status))
    }

    /// Fails the test unless everything compiles, and gofmt, vet and staticcheck have no word to
    /// say.
    pub fn assert_clean(&self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }

    /// What the tools have to say. staticcheck is laxer on generated files, so it runs with all
    /// checks over a copy without their first lines too.
    pub fn complaints(&self) -> Vec<String> {
        let naked = Self { folder: temporary() };
        copy(self.path(), naked.path());
        let mut stripped = 0;
        for path in files(naked.path()).filter(|path| path.extension() == Some(OsStr::new("go"))) {
            let text = std::fs::read_to_string(&path).expect("Go is UTF-8");
            if text.starts_with(GENERATED) {
                let (_, rest) = text.split_once('\n').unwrap_or_default();
                std::fs::write(&path, rest).expect("the copy can be written");
                stripped += 1;
            }
        }
        let nothing = || format!("nothing was generated in {}", self.path().display());
        let compiler = self.compiler_complaints();
        let others = [
            (stripped == 0).then(nothing),
            self.complaint("gofmt", &["-l", "."]),
            self.complaint(staticcheck(), &["./..."]),
            naked.complaint(staticcheck(), &["-checks", "all", "./..."]),
        ];
        compiler.into_iter().chain(others.into_iter().flatten()).collect()
    }

    /// What the compiler and vet have to say.
    pub fn compiler_complaints(&self) -> Vec<String> {
        ["build", "vet"]
            .into_iter()
            .filter_map(|command| self.complaint("go", &[command, "./..."]))
            .collect()
    }

    /// Runs `go test` with `arguments`. Fails unless tests ran, and all of them passed: a skipped
    /// test counts as a failed one. `name` stands in the line of counts that `tests/run` sums up.
    pub fn test(&self, name: &str, arguments: &[&str], database: &str) {
        if let Err(report) = self.try_test(name, arguments, database) {
            panic!("{report}");
        }
    }

    /// As [`Module::test`], with the report of what failed as the error.
    ///
    /// # Errors
    /// When a test failed or was skipped, and when there was none.
    pub fn try_test(&self, name: &str, arguments: &[&str], database: &str) -> Result<(), String> {
        self.try_test_within(name, arguments, &[("TEST_DATABASE_URL", database.to_owned())])
    }

    /// As [`Module::test`], with an environment such as a cluster's.
    pub fn test_within(&self, name: &str, arguments: &[&str], variables: &[(&str, String)]) {
        if let Err(report) = self.try_test_within(name, arguments, variables) {
            panic!("{report}");
        }
    }

    /// As [`Module::try_test`], with an environment such as a cluster's.
    ///
    /// # Errors
    /// When a test failed or was skipped, and when there was none.
    pub fn try_test_within(
        &self,
        name: &str,
        arguments: &[&str],
        variables: &[(&str, String)],
    ) -> Result<(), String> {
        let output = Command::new("go")
            .args(["test", "-json"])
            .args(arguments)
            .current_dir(self.path())
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .expect("go starts");
        let report = Report::read(&String::from_utf8_lossy(&output.stdout));
        println!(
            "go test {name}: {} passed, {} failed, {} skipped",
            report.passed,
            report.failed.len(),
            report.skipped.len()
        );
        if output.status.success() && report.skipped.is_empty() && report.passed > 0 {
            return Ok(());
        }
        Err(format!(
            "go test {}: failed {:?}, skipped {:?}\n{}{}",
            arguments.join(" "),
            report.failed,
            report.skipped,
            report.output,
            String::from_utf8_lossy(&output.stderr),
        ))
    }

    /// The functions that tests did not reach, `file:line function`, of a cover profile that
    /// [`Module::test`] left in the module.
    pub fn unreached(&self, profile: &str) -> Vec<String> {
        let profile = format!("-func={profile}");
        let functions = run(self.path(), OsStr::new("go"), &["tool", "cover", &profile]);
        assert!(functions.status.success(), "{}", text(&functions));
        text(&functions)
            .lines()
            .filter(|line| line.ends_with("\t0.0%") && !line.starts_with("total:"))
            .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
            .collect()
    }
}

/// What `go test -json` told.
#[derive(Default)]
struct Report {
    passed: usize,
    failed: Vec<String>,
    skipped: Vec<String>,
    /// What failed tests and packages printed.
    output: String,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    action: String,
    #[serde(default)]
    package: String,
    #[serde(default)]
    import_path: String,
    #[serde(default)]
    test: String,
    #[serde(default)]
    output: String,
}

impl Report {
    fn read(lines: &str) -> Self {
        let mut report = Self::default();
        let mut printed: BTreeMap<(String, String), String> = BTreeMap::new();
        for line in lines.lines() {
            let Ok(event) = serde_json::from_str::<Event>(line) else {
                report.output.push_str(line);
                report.output.push('\n');
                continue;
            };
            let key = (event.package.clone(), event.test.clone());
            match event.action.as_str() {
                "build-output" => report.output.push_str(&event.output),
                "output" => printed.entry(key).or_default().push_str(&event.output),
                "fail" => {
                    report.output.push_str(&printed.remove(&key).unwrap_or_default());
                    let place = format!("{}{}", event.package, event.import_path);
                    report.failed.push(format!("{place} {}", event.test).trim_end().to_owned());
                }
                "pass" if !event.test.is_empty() => report.passed += 1,
                "skip" if !event.test.is_empty() => report.skipped.push(event.test),
                _ => {}
            }
        }
        report
    }
}

/// `tests/projects`.
pub fn projects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("projects")
}

/// The files of a folder and of those within it.
pub fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => found.push(entry.path()),
            }
        }
    }
    found.sort();
    found.into_iter()
}

/// Copies the files of a folder.
pub fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("a file of the folder"));
        std::fs::create_dir_all(target.parent().expect("a file lies in a folder"))
            .and_then(|()| std::fs::copy(&file, &target))
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

fn temporary() -> TempDir {
    tempfile::Builder::new().prefix("pgwright-go.").tempdir().expect("a temporary folder")
}

fn run(folder: &Path, program: &OsStr, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| {
            panic!("{}: {error}; get Go from https://go.dev/dl", program.display())
        })
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The staticcheck that `tests/go/go.mod` pins, built by Go into its own cache.
fn staticcheck() -> &'static Path {
    static STATICCHECK: OnceLock<PathBuf> = OnceLock::new();
    STATICCHECK.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("go");
        let output = run(&folder, OsStr::new("go"), &["tool", "-n", "staticcheck"]);
        assert!(output.status.success(), "staticcheck does not build:\n{}", text(&output));
        PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())
    })
}
