//! What `apply` does to a folder, and what it never does.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use camino::Utf8Path;
use pgwright_config::Config;
use pgwright_workspace::{FileChange, Outcome, Project, apply};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

struct Fixture {
    folder: tempfile::TempDir,
    config: Config,
}

impl Fixture {
    /// A project whose output folder is `out`, with these files in it.
    fn new(files: &[(&str, &str)]) -> Self {
        let mut config = Config::default();
        config.output.directory = "out".into();
        let fixture = Self { folder: tempfile::tempdir().unwrap(), config };
        for (path, text) in files {
            let path = fixture.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fixture
    }

    fn root(&self) -> &Utf8Path {
        Utf8Path::from_path(self.folder.path()).unwrap()
    }

    fn path(&self, path: &str) -> camino::Utf8PathBuf {
        self.root().join("project").join(path)
    }

    fn apply(&self, changes: &[FileChange]) -> Vec<Outcome> {
        let project = Project::at(&self.path("pgwright.yaml")).unwrap();
        apply(&project, &self.config, changes)
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.path(path)).ok()
    }

    /// Every file below the project, temporary ones too.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.path("")];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir_utf8().into_iter().flatten().flatten() {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path().to_owned());
                } else {
                    files.push(entry.path().strip_prefix(self.path("")).unwrap().to_string());
                }
            }
        }
        files.sort();
        files
    }
}

fn change(path: &str, before: Option<&str>, after: Option<&str>) -> FileChange {
    FileChange { path: path.into(), before: before.map(Into::into), after: after.map(Into::into) }
}

fn message(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Refused(problem) | Outcome::Failed(problem) => &problem.message,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn files_are_made_with_their_folders_replaced_and_removed() {
    let fixture = Fixture::new(&[("out/b.go", "old"), ("out/c.go", "gone"), ("out/d.go", "same")]);
    let outcomes = fixture.apply(&[
        change("out/billing/a.go", None, Some("new")),
        change("out/b.go", Some("old"), Some("newer")),
        change("out/c.go", Some("gone"), None),
        change("out/d.go", Some("same"), Some("same")),
    ]);
    assert_eq!(outcomes, [Outcome::Written, Outcome::Written, Outcome::Removed, Outcome::Left]);
    assert_eq!(fixture.text("out/billing/a.go").as_deref(), Some("new"));
    assert_eq!(fixture.text("out/b.go").as_deref(), Some("newer"));
    assert_eq!(fixture.files(), ["out/b.go", "out/billing/a.go", "out/d.go"]);
}

#[test]
fn a_file_in_line_is_not_touched() {
    let fixture = Fixture::new(&[("out/a.go", "same")]);
    let before = fs::metadata(fixture.path("out/a.go")).unwrap();
    fixture.apply(&[change("out/a.go", Some("stale"), Some("same"))]);
    let after = fs::metadata(fixture.path("out/a.go")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
}

#[test]
fn what_was_saved_meanwhile_stays_and_the_others_are_done() {
    let fixture = Fixture::new(&[("out/a.go", "a person's"), ("out/c.go", "a person's")]);
    let outcomes = fixture.apply(&[
        change("out/a.go", Some("old"), Some("new")),
        change("out/b.go", None, Some("new")),
        change("out/c.go", Some("old"), None),
        change("out/d.go", Some("old"), Some("new")),
    ]);
    assert_eq!(message(&outcomes[0]), "`out/a.go` was changed meanwhile, and stays as it is");
    assert_eq!(outcomes[1], Outcome::Written);
    assert_eq!(message(&outcomes[2]), "`out/c.go` was changed meanwhile, and stays as it is");
    assert_eq!(message(&outcomes[3]), "`out/d.go` was removed meanwhile");
    assert_eq!(fixture.text("out/a.go").as_deref(), Some("a person's"));
    assert_eq!(fixture.text("out/c.go").as_deref(), Some("a person's"));
    assert_eq!(fixture.text("out/d.go"), None);
}

#[test]
fn a_file_that_appeared_meanwhile_is_not_replaced() {
    let fixture = Fixture::new(&[("out/a.go", "a person's")]);
    let outcomes = fixture.apply(&[change("out/a.go", None, Some("new"))]);
    assert_eq!(message(&outcomes[0]), "`out/a.go` was changed meanwhile, and stays as it is");
}

#[test]
fn permissions_are_kept_and_new_files_have_usual_ones() {
    let fixture = Fixture::new(&[("out/a.go", "old"), ("out/usual", "")]);
    fs::set_permissions(fixture.path("out/a.go"), fs::Permissions::from_mode(0o640)).unwrap();
    fixture.apply(&[
        change("out/a.go", Some("old"), Some("new")),
        change("out/b.go", None, Some("new")),
    ]);
    let mode = |path| fs::metadata(fixture.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("out/a.go"), 0o640);
    assert_eq!(mode("out/b.go"), mode("out/usual"));
}

#[test]
fn a_read_only_file_is_refused() {
    let fixture = Fixture::new(&[("out/a.go", "old")]);
    fs::set_permissions(fixture.path("out/a.go"), fs::Permissions::from_mode(0o444)).unwrap();
    let outcomes = fixture.apply(&[change("out/a.go", Some("old"), Some("new"))]);
    assert_eq!(message(&outcomes[0]), "`out/a.go` is read-only");
    assert_eq!(fixture.text("out/a.go").as_deref(), Some("old"));
}

#[test]
fn nothing_outside_of_the_output_folder_is_touched() {
    let fixture = Fixture::new(&[("main.go", "a person's"), ("outside/x.go", "a person's")]);
    for path in ["main.go", "out/../main.go", "../x.go", "outside/x.go", "out", "/etc/x.go"] {
        let outcomes = fixture.apply(&[change(path, Some("a person's"), Some("new"))]);
        assert!(message(&outcomes[0]).contains("is not below the output folder"), "{path}");
    }
    assert_eq!(fixture.files(), ["main.go", "outside/x.go"]);
}

#[test]
fn a_link_in_a_files_place_is_not_followed() {
    let fixture = Fixture::new(&[("main.go", "a person's"), ("out/keep", "")]);
    symlink("../main.go", fixture.path("out/a.go")).unwrap();
    symlink("nowhere", fixture.path("out/b.go")).unwrap();
    let outcomes = fixture.apply(&[
        change("out/a.go", Some("a person's"), Some("new")),
        change("out/b.go", None, Some("new")),
    ]);
    assert_eq!(message(&outcomes[0]), "`out/a.go` is a link, where a generated file belongs");
    assert_eq!(message(&outcomes[1]), "`out/b.go` is a link, where a generated file belongs");
    assert_eq!(fixture.text("main.go").as_deref(), Some("a person's"));
}

#[test]
fn an_output_folder_that_a_link_leads_out_of_the_project_is_refused() {
    let fixture = Fixture::new(&[("keep", "")]);
    fs::create_dir(fixture.root().join("elsewhere")).unwrap();
    symlink("../elsewhere", fixture.path("out")).unwrap();
    let outcomes = fixture.apply(&[change("out/billing/a.go", None, Some("new"))]);
    assert!(message(&outcomes[0]).contains("is led out of the project by a link"));
    assert_eq!(fs::read_dir(fixture.root().join("elsewhere")).unwrap().count(), 0);
}

#[test]
fn a_folder_of_a_package_that_a_link_leads_out_of_the_output_is_refused() {
    let fixture = Fixture::new(&[("out/a.go", "old"), ("cmd/main.go", "")]);
    symlink("../cmd", fixture.path("out/billing")).unwrap();
    let outcomes = fixture.apply(&[change("out/billing/a.go", None, Some("new"))]);
    assert!(message(&outcomes[0]).contains("is led out of the project by a link"));
    assert_eq!(fixture.files(), ["cmd/main.go", "out/a.go", "out/billing"]);
}

#[test]
fn a_link_within_the_project_is_fine_but_no_output_beside_it() {
    let mut fixture = Fixture::new(&[("real/keep", "")]);
    symlink("real", fixture.path("out")).unwrap();
    assert_eq!(fixture.apply(&[change("out/a.go", None, Some("new"))]), [Outcome::Written]);
    assert_eq!(fixture.text("real/a.go").as_deref(), Some("new"));
    fixture.config.output.directory = "../api/repository".into();
    let outcomes = fixture.apply(&[change("../api/repository/a.go", None, Some("new"))]);
    assert!(message(&outcomes[0]).contains("is not below the output folder"));
}

#[test]
fn a_folder_in_a_files_place_is_refused_and_the_others_are_done() {
    let fixture = Fixture::new(&[("out/a.go/keep", "")]);
    let outcomes = fixture
        .apply(&[change("out/a.go", None, Some("new")), change("out/b.go", None, Some("new"))]);
    assert_eq!(message(&outcomes[0]), "`out/a.go` is a folder, where a generated file belongs");
    assert_eq!(outcomes[1], Outcome::Written);
}

#[test]
fn when_one_file_cannot_be_written_none_is() {
    // A file where a folder must be fails like a full disk does.
    let fixture = Fixture::new(&[("out/a.go", "old"), ("out/billing", "a file")]);
    let outcomes = fixture.apply(&[
        change("out/a.go", Some("old"), Some("new")),
        change("out/billing/b.go", None, Some("new")),
    ]);
    assert_eq!(outcomes[0], Outcome::Skipped);
    assert!(message(&outcomes[1]).starts_with("`out/billing/b.go` cannot be written: "));
    assert_eq!(fixture.text("out/a.go").as_deref(), Some("old"));
    assert_eq!(fixture.files(), ["out/a.go", "out/billing"]);
}
