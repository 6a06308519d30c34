//! `--generate --dry-run`: a diff that git takes, and nothing written.

use crate::shop::{FILES, ORDERS, USERS};
use crate::support::{Folder, Output};
use std::process::{Command, Stdio};

/// The shop in the folder `at` of a git repository, generated and committed.
fn repository(at: &str) -> Folder {
    let folder = Folder::new(&[]);
    for (path, text) in FILES {
        folder.write(&format!("{at}{path}"), text);
    }
    folder.run(&["--generate"]).reports(0);
    git(&folder, &["init", "--quiet"], "");
    commit(&folder);
    folder
}

fn commit(folder: &Folder) {
    git(folder, &["add", "--all"], "");
    let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    git(folder, &[&who[..], &["commit", "--quiet", "--message", "x"]].concat(), "");
}

/// Runs git in the folder, whatever the settings of the person are.
#[track_caller]
fn git(folder: &Folder, arguments: &[&str], input: &str) -> String {
    use std::io::Write;
    let mut command = Command::new("git");
    command.args(["-c", "core.autocrlf=false"]).args(arguments).current_dir(folder.path(""));
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("these tests want git (Debian: git)");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {errors}\n{input}");
    String::from_utf8(output.stdout).unwrap()
}

fn dry_run(folder: &Folder, code: i32) -> Output {
    let before = folder.files();
    let output = folder.run(&["--generate", "--dry-run"]);
    assert_eq!(output.code, code, "{output:?}");
    assert_eq!(folder.files(), before, "something was written");
    assert_eq!(folder.run(&["--check"]).code, code);
    output
}

/// Applies what the dry run prints, and sees that it is what generating does.
fn applies(folder: &Folder) -> Output {
    let output = dry_run(folder, 1);
    git(folder, &["apply", "--check", "-"], &output.stdout);
    git(folder, &["apply", "--whitespace=nowarn", "-"], &output.stdout);
    let applied = folder.files();
    folder.run(&["--generate"]);
    assert_eq!(folder.files(), applied, "{}", output.stdout);
    output
}

#[test]
fn a_changed_a_new_and_a_removed_file() {
    let folder = repository("");
    let sql = "ALTER TABLE users ADD phone text;\nDROP TABLE orders;\n\
               CREATE TABLE tags (id bigint PRIMARY KEY);\n";
    folder.write("migrations/0003.sql", sql);
    let output = applies(&folder);
    assert!(output.stdout.starts_with("diff --git a/repository/"), "{}", output.stdout);
    for part in [
        &*format!("diff --git a/{ORDERS} b/{ORDERS}\ndeleted file mode 100644\n"),
        &format!("--- a/{USERS}\n+++ b/{USERS}\n@@ -"),
        "new file mode 100644\n--- /dev/null\n+++ b/repository/tags_repository.go\n@@ -0,0 +1,",
        "\n+\tPhone *string\n",
    ] {
        assert!(output.stdout.contains(part), "no {part:?} in\n{}", output.stdout);
    }
    for line in [
        &*format!("  remove {ORDERS}\n"),
        &format!("   write {USERS}\n"),
        "pgwright.yaml: 2 files to be written, ",
        " in line, 1 to be removed; no problems\n",
    ] {
        assert!(output.stderr.contains(line), "no {line:?} in\n{}", output.stderr);
    }
    folder.run(&["--check"]).reports(0);
}

#[test]
fn in_line_there_is_nothing_to_print() {
    let folder = repository("");
    let output = dry_run(&folder, 0);
    assert_eq!(output.stdout, "");
    git(&folder, &["apply", "--allow-empty", "-"], &output.stdout);
    assert!(output.stderr.starts_with("pgwright.yaml: 0 files to be written, "), "{output:?}");
    let quiet = folder.run(&["--generate", "--dry-run", "--quiet"]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}

#[test]
fn all_files_are_new_at_first() {
    let folder = Folder::new(FILES);
    git(&folder, &["init", "--quiet"], "");
    let output = applies(&folder);
    assert!(output.stdout.matches("\nnew file mode 100644\n").count() > 3);
    folder.run(&["--check"]).reports(0);
}

#[test]
fn paths_start_at_the_repository() {
    for at in ["services/shop/", "my shop/ö/"] {
        let folder = repository(at);
        folder.write(&format!("{at}migrations/0003.sql"), "ALTER TABLE users ADD phone text;\n");
        let output = applies(&folder);
        let header = format!("diff --git a/{at}{USERS} b/{at}{USERS}\n");
        assert!(output.stdout.starts_with(&header), "{}", output.stdout);
        // From below it is the same diff.
        git(&folder, &["checkout", "--quiet", "."], "");
        let mut command = folder.command();
        command.current_dir(folder.path(&format!("{at}migrations")));
        let below = Output::of(command.args(["--generate", "--dry-run"]));
        assert_eq!((below.code, below.stdout), (1, output.stdout));
    }
}

#[test]
fn git_prints_the_same_changes_afterwards() {
    let folder = repository("");
    folder.write("migrations/0003.sql", "ALTER TABLE users ADD phone text, DROP email;\n");
    let output = applies(&folder);
    let lines = |diff: &str| {
        let mut lines: Vec<String> = (diff.lines())
            .filter(|line| line.starts_with(['+', '-', 'd']))
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines
    };
    let git = git(&folder, &["diff", "--diff-algorithm=myers"], "");
    assert_eq!(lines(&output.stdout), lines(&git));
}

#[test]
fn line_ends_and_a_last_line_without_one_are_mended() {
    let folder = repository("");
    folder.write(USERS, folder.read(USERS).replace('\n', "\r\n"));
    folder.write("migrations/0003.sql", "ALTER TABLE orders ADD note text;\n");
    applies(&folder);
    folder.run(&["--check"]).reports(0);
}

#[test]
fn conflict_markers_are_mended() {
    let folder = repository("");
    let good = folder.read(USERS);
    let (head, rest) = good.split_at(good.find("type ").unwrap());
    let conflict = format!("{head}<<<<<<< HEAD\n{rest}=======\n{rest}>>>>>>> feature\n");
    folder.write(USERS, conflict);
    applies(&folder);
    assert_eq!(folder.read(USERS), good);
}

#[test]
fn what_generating_would_not_mend_is_told_on_standard_error() {
    let folder = repository("");
    folder.write("migrations/0003.sql", "ALTER TABLE users ADD phone text, ADD place strange;\n");
    folder.write(ORDERS, folder.read(ORDERS) + "\nfunc mine() {}\n");
    let output = dry_run(&folder, 1);
    assert!(!output.stdout.contains("orders"), "{}", output.stdout);
    for part in ["error[drift-edited]: ", "error[sql-missing]: ", "    left repository/orders_"] {
        assert!(output.stderr.contains(part), "no {part:?} in\n{}", output.stderr);
    }
    // What the diff mends is in the diff.
    assert!(!output.stderr.contains("error[drift]: "), "{}", output.stderr);
}

#[test]
fn a_configuration_that_cannot_be_used_changes_nothing() {
    let folder = repository("");
    folder.write("migrations/0003.sql", "DROP TABLE orders;\n");
    for yaml in ["output: {directory: repository\n", "required_version: '>=900'\n"] {
        folder.write("pgwright.yaml", yaml);
        let output = dry_run(&folder, 2);
        assert_eq!(output.stdout, "", "{yaml}");
        assert!(output.stderr.contains("error"), "{output:?}");
    }
}

#[test]
fn edits_that_are_given_up_are_in_the_diff() {
    let folder = repository("");
    folder.write(ORDERS, folder.read(ORDERS) + "\nfunc mine() {}\n");
    let force = format!("--force={ORDERS}");
    let output = folder.run(&["--generate", "--dry-run", &force]);
    assert_eq!(output.code, 1);
    assert!(output.stdout.contains("\n-func mine() {}\n"), "{output:?}");
    assert!(output.stderr.contains("no problems") && !output.stderr.contains(" left "));
    git(&folder, &["apply", "-"], &output.stdout);
    folder.run(&["--check"]).reports(0);
}

#[test]
fn several_projects_are_one_diff() {
    let folder = repository("a/");
    for (path, text) in FILES {
        folder.write(&format!("b/{path}"), text);
    }
    folder.write("a/migrations/0003.sql", "ALTER TABLE users ADD phone text;\n");
    let output = applies(&folder);
    assert!(output.stdout.contains("diff --git a/a/repo"), "{}", output.stdout);
    assert!(output.stdout.contains("diff --git a/b/repo"), "{}", output.stdout);
    assert!(output.stderr.contains("a/pgwright.yaml: 1 file to be written, "));
    folder.run(&["--check"]).reports(0);
}

#[test]
fn a_severity_of_the_configuration_decides_how_it_ends() {
    let folder = repository("");
    let yaml = folder.read("pgwright.yaml") + "problems: {drift: warning}\n";
    folder.write("pgwright.yaml", yaml);
    folder.write("migrations/0003.sql", "ALTER TABLE users ADD phone text;\n");
    assert!(dry_run(&folder, 0).stdout.contains("+\tPhone *string\n"));
    let output = folder.run(&["--generate", "--dry-run", "--fail-on", "warning"]);
    assert_eq!(output.code, 1);
}

#[test]
fn colours_are_on_request() {
    let folder = Folder::new(FILES);
    let plain = folder.run(&["--generate", "--dry-run", "--color", "never"]);
    assert!(!plain.stdout.contains('\u{1b}') && !plain.stderr.contains('\u{1b}'));
    let coloured = folder.run(&["--generate", "--dry-run", "--color", "always"]);
    assert!(coloured.stdout.contains("\u{1b}[32m+package repository\u{1b}[m\n"));
}
