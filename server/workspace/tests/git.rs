//! What git tells of a project's files.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use camino::{Utf8Path, Utf8PathBuf};
use pgwright_problem::{ProjectTexts, TextFile};
use pgwright_workspace::{Overlay, Project, read};
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::Arc;

/// A project in the folder `project` of a repository.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.write("pgwright.yaml", "output: {directory: out}\n");
        for (path, text) in files {
            repository.write(path, text);
        }
        repository
    }

    fn path(&self, path: &str) -> Utf8PathBuf {
        Utf8Path::from_path(self.0.path()).unwrap().join("project").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Calls git as nobody in particular; whether that went well.
    fn call(&self, arguments: &[&str]) -> bool {
        let mut git = Command::new("git");
        git.current_dir(self.0.path()).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "Ada");
            git.env(format!("GIT_{who}_EMAIL"), "ada@example.com");
        }
        git.output().expect("these tests want git").status.success()
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) {
        assert!(self.call(arguments), "{arguments:?}");
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "x"]);
    }

    fn read(&self) -> ProjectTexts {
        read(&Project::at(&self.path("pgwright.yaml")).unwrap(), &Overlay::new())
    }
}

fn texts(files: &[TextFile]) -> Vec<(&str, &str)> {
    files.iter().map(|file| (&*file.path, &*file.text)).collect()
}

#[test]
fn the_last_commit_s_migrations_are_known() {
    let repository = Repository::new(&[
        ("migrations/1.sql", "one"),
        ("migrations/2 é.sql", "two"),
        ("migrations/deep/3.sql", "three"),
        ("migrations/4.sql", "four"),
        ("migrations/notes.md", ""),
    ]);
    assert_eq!(texts(&repository.read().versions.committed), []);
    repository.commit();
    repository.write("migrations/2 é.sql", "two, changed");
    repository.write("migrations/5.sql", "five");
    fs::remove_file(repository.path("migrations/4.sql")).unwrap();
    repository.git(&["add", "--all"]); // What is staged is not released either.
    let read = repository.read();
    assert_eq!(
        texts(&read.versions.committed),
        [
            ("migrations/1.sql", "one"),
            ("migrations/2 é.sql", "two"),
            ("migrations/4.sql", "four"),
            ("migrations/deep/3.sql", "three"),
        ]
    );
    // What is alike is not held twice.
    assert!(Arc::ptr_eq(&read.versions.committed[0].text, &read.migrations[0].1[0].text));
}

#[test]
fn other_line_ends_are_no_change_nor_is_what_git_keeps_something_else_for() {
    let large = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n";
    let repository =
        Repository::new(&[("migrations/1.sql", "a\nb\n"), ("migrations/2.sql", large)]);
    repository.commit();
    repository.write("migrations/1.sql", "a\r\nb\r\n");
    repository.write("migrations/2.sql", "SELECT 1;\n");
    assert_eq!(texts(&repository.read().versions.committed), [("migrations/1.sql", "a\r\nb\r\n")]);
}

#[test]
fn a_folder_that_a_link_leads_to_another_repository_is_known_from_there() {
    let repository = Repository::new(&[]);
    let shared = Repository::new(&[("sql/1.sql", "one")]);
    shared.commit();
    symlink(shared.path("sql"), repository.path("migrations")).unwrap();
    assert_eq!(texts(&repository.read().versions.committed), [("migrations/1.sql", "one")]);
}

#[test]
fn without_a_repository_or_with_a_broken_one_all_else_is_read() {
    let repository = Repository::new(&[("migrations/1.sql", "one")]);
    repository.commit();
    fs::write(repository.0.path().join(".git/HEAD"), "nonsense").unwrap();
    let read = repository.read();
    assert_eq!((read.migrations[0].1.len(), &read.problems[..]), (1, &[][..]));
    fs::remove_dir_all(repository.0.path().join(".git")).unwrap();
    assert_eq!(repository.read(), read);
}

/// The settings of a repository that somebody else made must not start their programs.
#[test]
fn no_program_of_the_repository_is_started() {
    let repository = Repository::new(&[("migrations/1.sql", "one"), ("out/a.go", "one\n")]);
    repository.commit();
    repository.write("migrations/1.sql", "two");
    repository.write("out/a.go", "<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> b\n");
    repository.write(".gitattributes", "* filter=evil diff=evil\n");
    let evil = format!("touch {}", repository.path("started"));
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "alias.ls-tree",
        "alias.cat-file",
    ] {
        repository.git(&["config", key, &evil]);
    }
    let read = repository.read();
    assert_eq!(texts(&read.versions.committed), [("migrations/1.sql", "one")]);
    assert_eq!(texts(&read.versions.merged), [("out/a.go", "one\n")]);
    assert!(!repository.path("started").exists());
}

#[test]
fn the_sides_of_a_merge_are_known_while_it_is_under_way_and_behind_it() {
    let repository = Repository::new(&[("out/a.go", "base\n"), ("out/b.go", "base\n")]);
    repository.commit();
    repository.git(&["checkout", "--quiet", "-b", "other"]);
    repository.write("out/a.go", "theirs\n");
    repository.commit();
    repository.git(&["checkout", "--quiet", "main"]);
    repository.write("out/a.go", "ours\n");
    repository.commit();
    assert!(!repository.call(&["merge", "--quiet", "other"]), "the merge has no conflict");
    for state in ["under way", "added", "committed"] {
        let merged = repository.read().versions.merged.clone();
        for side in ["ours\n", "theirs\n"] {
            assert!(texts(&merged).contains(&("out/a.go", side)), "{state}: {merged:?}");
        }
        assert!(merged.iter().all(|file| &*file.path == "out/a.go"));
        match state {
            "under way" => repository.git(&["add", "--all"]),
            _ => _ = repository.call(&["commit", "--quiet", "--message", "merged"]),
        }
    }
}
