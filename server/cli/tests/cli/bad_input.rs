//! Bad input: the right message at the right line, the rest stands, and no file is lost.

use crate::shop::{self, ORDERS, USERS, changed};
use crate::support::Folder;

/// What is bad, what makes it so, how both `--check` and `--generate` end, what they say, and
/// which files `--generate` writes in spite of it.
struct Row {
    what: &'static str,
    change: fn(&Folder),
    code: i32,
    says: &'static [&'static str],
    writes: &'static [&'static str],
}

impl Row {
    fn check(&self) {
        let folder = shop::generated();
        (self.change)(&folder);
        let before = folder.files();
        let check = folder.run(&["--check"]);
        assert_eq!(changed(&before, &folder.files()), [""; 0], "{}: --check wrote", self.what);
        let generate = folder.run(&["--generate"]);
        assert_eq!(changed(&before, &folder.files()), self.writes, "{}", self.what);
        // What could be written is in line behind `--generate`, so that only `--check` finds it.
        let checked = if self.writes.is_empty() { self.code } else { 1 };
        for (call, output, code) in
            [("--check", check, checked), ("--generate", generate, self.code)]
        {
            let text = format!("{}: {call} {}\n{}", self.what, output.stdout, output.stderr);
            assert_eq!(output.code, code, "{text}");
            for part in self.says {
                assert!(output.stdout.contains(part), "no {part:?} in {text}");
            }
            assert!(self.code != 0 || !output.stdout.contains("warning"), "{text}");
        }
    }
}

#[test]
fn configurations() {
    for row in [
        Row {
            what: "half typed",
            change: |it| it.write("pgwright.yaml", "output:\n  directory: [repository\n"),
            code: 2,
            says: &["error[config-syntax]: ", "--> pgwright.yaml:2:"],
            writes: &[],
        },
        Row {
            what: "wrong type",
            change: |it| it.write("pgwright.yaml", "output:\n  directory: repository\n  tags: 5\n"),
            code: 1,
            says: &["error[config-value]: ", "--> pgwright.yaml:3:9"],
            writes: &[],
        },
        Row {
            what: "unknown key",
            change: |it| it.write("pgwright.yaml", "output:\n  directroy: repository\n"),
            code: 1,
            says: &["error[config-unknown-key]: ", "--> pgwright.yaml:2:3", "`directory`"],
            writes: &[],
        },
        Row {
            what: "duplicate key",
            change: |it| {
                it.write("pgwright.yaml", "output:\n  directory: repository\n  directory: other\n");
            },
            code: 1,
            says: &["error[config-duplicate-key]: ", "--> pgwright.yaml:3:3"],
            writes: &[],
        },
        Row {
            what: "tabs",
            change: |it| it.write("pgwright.yaml", "output:\n\tdirectory: repository\n"),
            code: 2,
            says: &["error[config-syntax]: ", "--> pgwright.yaml:2:"],
            writes: &[],
        },
        Row {
            what: "a byte order mark",
            change: |it| it.write("pgwright.yaml", "\u{feff}output:\n  directory: repository\n"),
            code: 0,
            says: &[],
            writes: &[],
        },
        Row {
            what: "CRLF",
            change: |it| it.write("pgwright.yaml", "output:\r\n  directory: repository\r\n"),
            code: 0,
            says: &[],
            writes: &[],
        },
    ] {
        row.check();
    }
}

#[test]
fn migrations() {
    for row in [
        Row {
            what: "a syntax error",
            change: |it| {
                let sql = "ALTER TABLE users AD phone text;\nALTER TABLE orders ADD note text;\n";
                it.write("migrations/0003.sql", sql);
            },
            code: 1,
            says: &["error[sql-syntax]: ", "--> migrations/0003.sql:1:"],
            writes: &[ORDERS],
        },
        Row {
            what: "an open quote",
            change: |it| {
                let sql = "ALTER TABLE orders ADD note text;\nCOMMENT ON TABLE users IS 'open;\n";
                it.write("migrations/0003.sql", sql);
            },
            code: 1,
            says: &["error[sql-syntax]: ", "--> migrations/0003.sql:2:27"],
            writes: &[ORDERS],
        },
        Row {
            what: "invalid UTF-8",
            change: |it| {
                it.write("migrations/0003.sql", b"ALTER TABLE orders ADD note text; -- \xff\n");
            },
            code: 1,
            says: &["error[sql-encoding]: ", "--> migrations/0003.sql:1:38"],
            writes: &[ORDERS],
        },
        Row {
            what: "an empty file",
            change: |it| it.write("migrations/0003.sql", ""),
            code: 0,
            says: &[],
            writes: &[],
        },
        Row {
            what: "a byte order mark and CRLF",
            change: |it| it.write("migrations/0003.sql", "\u{feff}-- nothing\r\nSELECT 1;\r\n"),
            code: 0,
            says: &[],
            writes: &[],
        },
        Row {
            what: "two files with one number",
            change: |it| {
                it.write("migrations/0003_a.sql", "ALTER TABLE orders ADD a text;\n");
                it.write("migrations/0003_b.sql", "ALTER TABLE orders ADD b text;\n");
            },
            code: 1,
            says: &["error[migration-number]: ", "--> migrations/0003_b.sql", "0003_a.sql"],
            writes: &[ORDERS],
        },
        Row {
            what: "a missing table",
            change: |it| {
                let sql = "ALTER TABLE nobody ADD a text;\nALTER TABLE orders ADD note text;\n";
                it.write("migrations/0003.sql", sql);
            },
            code: 1,
            says: &["error[sql-missing]: ", "--> migrations/0003.sql:1:13", "nobody"],
            writes: &[ORDERS],
        },
        Row {
            what: "an unmapped type",
            change: |it| {
                let sql = "CREATE EXTENSION vector;\nALTER TABLE users ADD place vector(3);\n\
                           ALTER TABLE orders ADD note text;\n";
                it.write("migrations/0003.sql", sql);
            },
            code: 1,
            says: &["error[type-unmapped]: ", "public.users.place", "overrides"],
            writes: &[ORDERS],
        },
    ] {
        row.check();
    }
}

#[test]
fn generated_files() {
    for row in [
        Row {
            what: "no header",
            change: |it| it.write(USERS, "package repository\n"),
            code: 1,
            says: &["error[drift-foreign]: ", "--> repository/users_repository.go:1:1"],
            writes: &[],
        },
        Row {
            what: "the header taken off",
            change: |it| {
                let text = it.read(USERS);
                let (_, body) = text.split_once("\n\n").expect("a header before the body");
                it.write(USERS, body);
            },
            code: 1,
            says: &["error[drift-foreign]: ", "--> repository/users_repository.go:1:1"],
            writes: &[],
        },
        Row {
            what: "edited",
            change: |it| it.write(USERS, it.read(USERS) + "\nfunc mine() {}\n"),
            code: 1,
            says: &["error[drift-edited]: ", "--> repository/users_repository.go:"],
            writes: &[],
        },
        Row {
            what: "not UTF-8",
            change: |it| {
                let text = it.read(USERS).into_bytes();
                it.write(USERS, [text.as_slice(), b"\n// \xff\n"].concat());
            },
            code: 1,
            says: &["error[drift-edited]: "],
            writes: &[],
        },
    ] {
        row.check();
    }
}

/// Whatever a comment holds, it stays within Go's line comments.
#[test]
fn a_hostile_comment_stays_a_comment() {
    let folder = shop::generated();
    folder.write(
        "migrations/0003.sql",
        "COMMENT ON TABLE users IS E'*/ ` \\n}\\nfunc evil() {}\\r\\n// Code generated by x\\n\
         //go:build ignore\\n\\x0b\\u2028x';\n\
         COMMENT ON COLUMN users.email IS E'\\n+build ignore\\n`\\n\"';\n",
    );
    folder.run(&["--generate"]).reports(0).says(&format!(" written {USERS}\n"));
    let text = folder.read(USERS);
    for part in ["evil", "Code generated by x", "go:build", "+build"] {
        for line in text.lines().filter(|line| line.contains(part)) {
            assert!(line.trim_start().starts_with("// "), "{line:?}");
        }
    }
    assert!(text.lines().all(|line| !line.contains('\u{b}') && !line.contains('\r')));
}
