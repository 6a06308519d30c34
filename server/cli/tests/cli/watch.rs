//! `--watch`: each change makes one line, and what is generated is what `--generate` makes.

use crate::support::Folder;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A call that goes on until it is let go of.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = folder.command();
        command.arg("--watch").args(arguments).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines() {
                let _ = sender.send(line.unwrap());
            }
        });
        Self { child, lines }
    }

    /// The next line. One that never comes fails the test instead of hanging it.
    #[track_caller]
    fn says(&self, expected: &str) {
        let line = self.lines.recv_timeout(Duration::from_secs(100));
        assert_eq!(line.as_deref(), Ok(expected));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const USERS: &str = "CREATE TABLE users (id bigint PRIMARY KEY);\n";
const TASKS: &str = "CREATE TABLE tasks (id bigint PRIMARY KEY);\n";

#[test]
fn each_change_is_a_line() {
    let folder = Folder::new(&[
        ("pgwright.yaml", "output: {directory: gen}\n"),
        ("migrations/1.sql", USERS),
    ]);
    let watch = Watch::start(&folder, &[]);
    watch.says("pgwright.yaml: 6 files written, 6 in line; no problems");
    watch.says("watching gen, migrations; Ctrl-C ends it");

    folder.write("migrations/2.sql", TASKS);
    watch.says("migrations/2.sql: 1 file written, 7 in line; no problems");
    assert!(folder.path("gen/tasks_repository.go").exists());

    // A change without an effect is one all the same; our own writing is none.
    folder.write("migrations/2.sql", format!("-- tasks\n{TASKS}"));
    watch.says("migrations/2.sql: 0 files written, 7 in line; no problems");

    folder.write("migrations/3.sql", "CREATE TABLE x (id nothing);\n");
    watch.says("migrations/3.sql: 0 files written, 7 in line, 1 left alone; 1 error: migrations/3.sql:1:20: error[sql-missing]: type \"nothing\" does not exist");

    std::fs::remove_file(folder.path("migrations/3.sql")).unwrap();
    watch.says("migrations/3.sql: 0 files written, 7 in line; no problems");

    std::fs::remove_file(folder.path("gen/users_repository.go")).unwrap();
    watch.says("pgwright.yaml: 1 file written, 7 in line; no problems");

    // What a person edits stays, and is said.
    let text = folder.read("gen/users_repository.go");
    folder.write("gen/users_repository.go", text.replace("Users", "Persons"));
    let line = watch.lines.recv_timeout(Duration::from_secs(100)).unwrap();
    assert!(
        line.starts_with("pgwright.yaml: 0 files written, 6 in line, 1 left alone; 1 "),
        "{line}"
    );
    assert!(line.contains("[drift-edited]"), "{line}");
    folder.write("gen/users_repository.go", text);
    watch.says("pgwright.yaml: 0 files written, 7 in line; no problems");

    folder.run(&["--check"]).reports(0);
}

#[test]
fn the_configuration_may_change_and_break() {
    let folder = Folder::new(&[
        ("pgwright.yaml", "output: {directory: gen}\n"),
        ("migrations/1.sql", USERS),
    ]);
    let watch = Watch::start(&folder, &[]);
    watch.says("pgwright.yaml: 6 files written, 6 in line; no problems");
    watch.says("watching gen, migrations; Ctrl-C ends it");

    folder.write("pgwright.yaml", "output: {directory: gen}\nmigrations: {directory: sql}\n");
    let line = watch.lines.recv_timeout(Duration::from_secs(100)).unwrap();
    assert!(line.contains("[migration-none]"), "{line}");
    // The folder that it names comes later.
    folder.write("sql/1.sql", TASKS);
    let line = watch.lines.recv_timeout(Duration::from_secs(100)).unwrap();
    assert!(line.contains("written") && folder.path("gen/tasks_repository.go").exists(), "{line}");

    folder.write("pgwright.yaml", "output: [\n");
    let line = watch.lines.recv_timeout(Duration::from_secs(100)).unwrap();
    assert!(line.contains("error[config-syntax]"), "{line}");
    std::fs::remove_file(folder.path("pgwright.yaml")).unwrap();
    let line = watch.lines.recv_timeout(Duration::from_secs(100)).unwrap();
    assert!(line.contains("cannot be read"), "{line}");
    folder.write("pgwright.yaml", "output: {directory: other}\nmigrations: {directory: sql}\n");
    watch.says("pgwright.yaml: 6 files written, 6 in line; no problems");
}

#[test]
fn several_projects_are_watched_and_quiet_says_problems_alone() {
    let folder = Folder::new(&[
        ("a/pgwright.yaml", "{}\n"),
        ("a/migrations/1.sql", USERS),
        ("b/pgwright.yaml", "{}\n"),
        ("b/migrations/1.sql", USERS),
    ]);
    let loud = Watch::start(&folder, &[]);
    loud.says("a/pgwright.yaml: 6 files written, 6 in line; no problems");
    loud.says("b/pgwright.yaml: 6 files written, 6 in line; no problems");
    loud.lines.recv_timeout(Duration::from_secs(100)).unwrap();
    folder.write("b/migrations/2.sql", TASKS);
    loud.says("b/migrations/2.sql: 1 file written, 7 in line; no problems");
    drop(loud);

    let quiet = Watch::start(&folder, &["--quiet", "--root", "a"]);
    folder.write("a/migrations/2.sql", "CREATE TABLE x (id nothing);\n");
    let line = quiet.lines.recv_timeout(Duration::from_secs(100)).unwrap();
    assert!(line.contains("type \"nothing\" does not exist"), "{line}");
}

#[test]
fn without_a_project_there_is_nothing_to_watch() {
    Folder::new(&[]).run(&["--watch"]).is_unusable().says("there is no `pgwright.yaml`");
}
