//! Files as they should not be: too large, of a wrong kind, closed to us, gone. What is wrong is said
//! with the file and the mend, the rest is done, and nothing else is touched.

use crate::shop::{self, ORDERS, USERS, changed};
use crate::support::{Folder, Output};
use std::fs;
use std::path::Path;

/// What is bad, what makes it so, how `--generate` ends, what both calls say, and which files
/// `--generate` changes in spite of it.
struct Row {
    what: &'static str,
    change: fn(&Folder),
    code: i32,
    says: &'static [&'static str],
    writes: &'static [&'static str],
}

impl Row {
    fn check(&self, call: fn(&Folder, &str) -> Output) {
        let folder = shop::generated();
        // Something to be written, so that what is left out shows.
        folder.write("migrations/0003_note.sql", "ALTER TABLE orders ADD note text;\n");
        (self.change)(&folder);
        let before = folder.files();
        let check = call(&folder, "--check");
        assert_eq!(changed(&before, &folder.files()), [""; 0], "{}: --check wrote", self.what);
        let generate = call(&folder, "--generate");
        assert_eq!(changed(&before, &folder.files()), self.writes, "{}", self.what);
        let text = format!("{}\n{check:#?}\n{generate:#?}", self.what);
        assert_eq!((check.code, generate.code), (self.code.max(1), self.code), "{text}");
        for output in [&check, &generate] {
            let said = format!("{}{}", output.stdout, output.stderr);
            for part in self.says {
                assert!(said.contains(part), "no {part:?} in {text}");
            }
        }
    }
}

fn anybody(folder: &Folder, call: &str) -> Output {
    folder.run(&[call])
}

#[test]
fn configurations() {
    for row in [
        Row {
            what: "10 MB",
            change: |it| {
                let comments = "# a comment of a hundred bytes".repeat(10 << 15);
                it.write("pgwright.yaml", it.read("pgwright.yaml") + &comments);
            },
            code: 2,
            says: &[
                "error[config-syntax]: the file has ",
                "at most 1048576 are read",
                "--> pgwright.yaml:1:1",
                "help: say the same of many tables by a glob",
            ],
            writes: &[],
        },
        Row {
            what: "1,000 nested lists",
            change: |it| {
                let nested = "[".repeat(1000) + &"]".repeat(1000);
                it.write("pgwright.yaml", it.read("pgwright.yaml") + "functions: " + &nested);
            },
            code: 1,
            says: &["error[config-value]: `functions` wants one of `create`", "pgwright.yaml:5:13"],
            writes: &[],
        },
        Row {
            what: "1,000 nested blocks",
            change: |it| {
                let nested: String =
                    (1..1000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
                it.write("pgwright.yaml", it.read("pgwright.yaml") + "tables:\n" + &nested);
            },
            code: 1,
            says: &["error[config-unknown-key]: `a` is no key of `tables.a`", "pgwright.yaml:7:3"],
            writes: &[ORDERS],
        },
        Row {
            what: "a NUL byte",
            change: |it| it.write("pgwright.yaml", it.read("pgwright.yaml") + "# \0\n"),
            code: 2,
            says: &[
                "error[config-syntax]: ",
                "--> pgwright.yaml:5:3",
                "help: remove this character",
            ],
            writes: &[],
        },
        #[cfg(unix)]
        Row {
            what: "a broken link",
            change: |it| {
                fs::remove_file(it.path("pgwright.yaml")).unwrap();
                link("nowhere.yaml", &it.path("pgwright.yaml"));
            },
            code: 2,
            says: &["pgwright.yaml` cannot be read: no such file", "help: mend or remove the link"],
            writes: &[],
        },
    ] {
        row.check(anybody);
    }
}

#[test]
fn migrations() {
    for row in [
        Row {
            what: "NUL bytes, in a comment",
            change: |it| it.write("migrations/0004.sql", "SELECT 1; -- \0 and \0\n"),
            code: 1,
            says: &["error[sql-syntax]: a NUL byte", "--> migrations/0004.sql:1:14"],
            writes: &[ORDERS],
        },
        Row {
            what: "a case-insensitive twin",
            change: |it| {
                it.write("migrations/0003_NOTE.sql", "ALTER TABLE orders ADD other text;\n");
            },
            code: 1,
            says: &["error[migration-number]: ", "0003_NOTE.sql", "0003_note.sql", "help: "],
            writes: &[ORDERS],
        },
        #[cfg(unix)]
        Row {
            what: "a broken link",
            change: |it| link("nowhere.sql", &it.path("migrations/0004.sql")),
            code: 1,
            says: &[
                "error[file]: `migrations/0004.sql` cannot be read: no such file or directory",
                "help: mend or remove the link",
            ],
            writes: &[],
        },
        Row {
            what: "one folder of several missing",
            change: |it| {
                let yaml =
                    it.read("pgwright.yaml") + "migrations: {directory: [migrations, more]}\n";
                it.write("pgwright.yaml", yaml);
                it.write("migrations/0004.sql", "DROP TABLE users CASCADE;\n");
            },
            code: 1,
            says: &["error[migration-none]: no migration was found in `more`", "pgwright.yaml:5:"],
            writes: &[],
        },
    ] {
        row.check(anybody);
    }
}

/// It is a mistake that costs nothing: the folder holds no migration.
#[test]
fn a_folder_with_the_name_of_a_migration_is_a_warning() {
    let folder = shop::generated();
    folder.write("migrations/0003_x.sql/notes.md", "");
    let before = folder.files();
    for call in ["--check", "--generate"] {
        let output = folder.run(&[call]);
        output.reports(0).says("warning[file]: `migrations/0003_x.sql` is a folder, not a file");
        output.says("help: rename the folder, or exclude it in `migrations.exclude`");
    }
    assert_eq!(changed(&before, &folder.files()), [""; 0]);
}

/// What is in such a file is data, and no reason to refuse it.
#[test]
fn a_migration_of_100_mb_is_read() {
    let folder = shop::generated();
    let row = format!("INSERT INTO users (email) VALUES ('{}');\n", "x".repeat(100_000));
    let rows = row.repeat(100_000_000 / row.len() + 1);
    assert!(rows.len() > 100_000_000);
    folder.write("migrations/0003.sql", rows + "ALTER TABLE orders ADD note text;\nSELEC;\n");
    let output = folder.run(&["--generate"]);
    output.reports(1).says(&format!(" written {ORDERS}\n")).says("--> migrations/0003.sql:1002:1");
    assert!(folder.read(ORDERS).contains("Note "));
    let length = output.stdout.len();
    assert!(length < 10_000, "the report has {length} bytes");
}

#[test]
fn output() {
    for row in [
        Row {
            what: "a case-insensitive twin",
            change: |it| it.write("repository/Orders_Repository.go", "package repository\n"),
            code: 1,
            says: &[
                "error[drift-foreign]: `repository/Orders_Repository.go` is one file with the \
                 generated `repository/orders_repository.go`",
                "help: rename or remove it",
            ],
            writes: &[],
        },
        Row {
            what: "a file in the folder's place",
            change: |it| {
                fs::remove_dir_all(it.path("repository")).unwrap();
                it.write("repository", "a person's");
            },
            code: 1,
            says: &[
                "error[file]: `repository` is not a folder, and the generated files belong in it",
                "help: move what is there away",
                "; 1 error\n",
            ],
            writes: &[],
        },
        #[cfg(unix)]
        Row {
            what: "a link that leads out",
            change: |it| {
                fs::remove_dir_all(it.path("repository")).unwrap();
                link("..", &it.path("repository"));
            },
            code: 1,
            says: &[
                "error[file]: `repository` is led out of the project by a link, to `",
                "help: set `output.directory` to the real folder, or remove the link",
                "; 1 error\n",
            ],
            writes: &[],
        },
    ] {
        row.check(anybody);
    }
}

#[test]
fn a_missing_output_folder_is_made() {
    let folder = shop::generated();
    let before = folder.files();
    fs::remove_dir_all(folder.path("repository")).unwrap();
    folder
        .run(&["--check"])
        .reports(1)
        .says(&format!("error[drift-missing]: `{USERS}` is missing"));
    folder.run(&["--generate"]).reports(0);
    assert_eq!(changed(&before, &folder.files()), [""; 0]);
}

#[cfg(unix)]
mod closed {
    //! Files and folders that may not be read or written.

    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn nobody(folder: &Folder, call: &str) -> Output {
        Output::of(folder.command_of_nobody().arg(call))
    }

    fn close(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Like [`Row::check`]; `paths` are closed while the calls run.
    fn check(paths: &[(&str, u32)], code: i32, says: &[&str]) {
        let folder = shop::generated();
        folder.write("migrations/0003_note.sql", "ALTER TABLE orders ADD note text;\n");
        folder.write("migrations/more/0004.sql", "SELECT 1;\n");
        let before = folder.files();
        nobody(&folder, "--version").reports(0);
        for (path, mode) in paths {
            close(&folder.path(path), *mode);
        }
        let outputs = ["--check", "--generate"].map(|call| nobody(&folder, call));
        for (path, _) in paths {
            close(&folder.path(path), 0o755);
        }
        for output in &outputs {
            assert_eq!(output.code, code, "{paths:?} {output:#?}");
        }
        let generate = format!("{}{}", outputs[1].stdout, outputs[1].stderr);
        for part in says {
            assert!(generate.contains(part), "{paths:?}: no {part:?} in {generate}");
        }
        assert_eq!(changed(&before, &folder.files()), [""; 0], "{paths:?}");
    }

    #[test]
    fn to_reading() {
        let denied = "cannot be read: permission denied";
        let right = "help: give yourself the right to read it";
        check(&[("pgwright.yaml", 0)], 2, &["pgwright.yaml` ", denied, right]);
        for path in ["migrations/0001_users.sql", "migrations", "migrations/more"] {
            check(&[(path, 0)], 1, &[&format!("error[file]: `{path}` {denied}"), right]);
        }
        for path in [ORDERS, "repository"] {
            check(&[(path, 0)], 1, &[&format!("error[file]: `{path}` {denied}"), right]);
        }
    }

    #[test]
    fn to_writing() {
        let denied = format!("error[file]: `{ORDERS}` cannot be written: permission denied");
        let mend = "help: make the folder `repository` writable";
        check(&[("repository", 0o555)], 1, &[&denied, mend]);
        let read_only = format!("error[file]: `{ORDERS}` is read-only");
        check(&[(ORDERS, 0o444)], 1, &[&read_only, "help: make the file writable, then run again"]);
    }
}

#[cfg(unix)]
fn link(to: &str, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}
