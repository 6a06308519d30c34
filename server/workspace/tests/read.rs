//! What is found and read of a folder.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use camino::{Utf8Path, Utf8PathBuf};
use pgwright_config::{Config, Document};
use pgwright_problem::{ProjectTexts, TextFile};
use pgwright_workspace::{
    Layout, Overlay, Project, Role, project_of, projects_below, read, read_migrations,
};
use std::fs;
use std::os::unix::fs::symlink;

struct Fixture(tempfile::TempDir);

impl Fixture {
    fn new(files: &[(&str, &str)]) -> Self {
        let fixture = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = fixture.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fixture
    }

    fn path(&self, path: &str) -> Utf8PathBuf {
        Utf8Path::from_path(self.0.path()).unwrap().join(path)
    }

    fn project(&self) -> Project {
        Project::at(&self.path("pgwright.yaml")).unwrap()
    }

    fn read(&self) -> ProjectTexts {
        read(&self.project(), &Overlay::new())
    }

    fn relative(&self, projects: &[Project]) -> Vec<String> {
        projects
            .iter()
            .map(|it| it.root.strip_prefix(self.path("")).unwrap().join(&it.configuration))
            .map(Utf8PathBuf::into_string)
            .collect()
    }
}

fn paths(files: &[TextFile]) -> Vec<&str> {
    files.iter().map(|file| &*file.path).collect()
}

fn problems(texts: &ProjectTexts) -> Vec<String> {
    texts
        .problems
        .iter()
        .map(|it| format!("{}[{}] {}: {}", it.severity, it.code, it.location.file, it.message))
        .collect()
}

#[test]
fn the_first_configuration_on_the_way_up_counts() {
    let fixture = Fixture::new(&[
        ("pgwright.yaml", ""),
        ("api/pgwright.yml", ""),
        ("api/migrations/1.sql", ""),
        ("web/x", ""),
    ]);
    let root_of = |path| project_of(&fixture.path(path)).map(|it| fixture.relative(&[it]));
    assert_eq!(root_of("api/migrations/1.sql").unwrap(), ["api/pgwright.yml"]);
    assert_eq!(root_of("web/x").unwrap(), ["pgwright.yaml"]);
    assert_eq!(root_of("").unwrap(), ["pgwright.yaml"]);
}

#[test]
fn all_projects_below_a_root_are_found_but_those_of_dependencies() {
    let fixture = Fixture::new(&[
        ("b/pgwright.yaml", ""),
        ("a/pgwright.yml", ""),
        ("a/deep/er/pgwright.yaml", ""),
        ("node_modules/x/pgwright.yaml", ""),
        ("vendor/x/pgwright.yaml", ""),
        (".hidden/pgwright.yaml", ""),
        (".gitignore", "ignored/\n"),
        ("ignored/pgwright.yaml", ""),
    ]);
    let found = projects_below(&fixture.path(""));
    assert_eq!(
        fixture.relative(&found),
        ["a/pgwright.yml", "a/deep/er/pgwright.yaml", "b/pgwright.yaml"]
    );
    assert!(projects_below(&fixture.path("nowhere")).is_empty());
}

#[test]
fn two_configurations_side_by_side_are_a_problem_and_the_first_counts() {
    let fixture = Fixture::new(&[("pgwright.yaml", ""), ("pgwright.yml", "")]);
    let project = project_of(&fixture.path("")).unwrap();
    assert_eq!(project.configuration, "pgwright.yaml");
    let texts = read(&project, &Overlay::new());
    assert_eq!(
        problems(&texts),
        ["error[config-file] pgwright.yml: `pgwright.yml` does not count: \
          `pgwright.yaml` stands beside it"]
    );
}

#[test]
fn migrations_are_read_with_those_in_folders_below_sorted_and_with_their_bom() {
    let fixture = Fixture::new(&[
        ("pgwright.yaml", ""),
        ("migrations/2.sql", "\u{feff}two"),
        ("migrations/1.SQL", "one"),
        ("migrations/2024/1.sql", ""),
        ("migrations/notes.md", ""),
        ("internal/repository/b.go", "b"),
        ("internal/repository/billing/a.go", "a"),
        ("internal/repository/billing/deep/c.go", "c"),
        ("internal/repository/README.md", ""),
    ]);
    fs::write(fixture.path("migrations/3.sql"), b"SELECT '\xff'").unwrap();
    let texts = fixture.read();
    let (directory, files) = &texts.migrations[0];
    assert_eq!(&**directory, "migrations");
    assert_eq!(
        paths(files),
        ["migrations/1.SQL", "migrations/2.sql", "migrations/2024/1.sql", "migrations/3.sql"]
    );
    assert_eq!(&*files[1].text, "\u{feff}two");
    assert_eq!(files[3].invalid, Some(8));
    assert_eq!(
        paths(&texts.output),
        ["internal/repository/b.go", "internal/repository/billing/a.go"]
    );
    assert_eq!(problems(&texts), [""; 0]);
}

#[test]
fn what_cannot_be_read_is_a_problem_and_the_rest_stands() {
    let fixture = Fixture::new(&[
        ("pgwright.yaml", ""),
        ("migrations/1.sql", "one"),
        ("migrations/2.sql/notes", ""),
        ("migrations/3.sql/up.sql", "three"),
        ("elsewhere/4.sql", "four"),
    ]);
    symlink("nowhere", fixture.path("migrations/5.sql")).unwrap();
    symlink("../elsewhere/4.sql", fixture.path("migrations/4.sql")).unwrap();
    symlink(".", fixture.path("migrations/loop")).unwrap();
    let texts = fixture.read();
    assert_eq!(
        paths(&texts.migrations[0].1),
        ["migrations/1.sql", "migrations/3.sql/up.sql", "migrations/4.sql"]
    );
    assert_eq!(
        problems(&texts),
        [
            "warning[file] migrations/2.sql: `migrations/2.sql` is a folder, not a file",
            "error[file] migrations/5.sql: `migrations/5.sql` cannot be read: \
             no such file or directory",
            "warning[file] migrations/loop: `migrations/loop` leads back to a folder that it is in",
        ]
    );
}

#[test]
fn a_pipe_does_not_block() {
    let fixture = Fixture::new(&[("pgwright.yaml", ""), ("migrations/1.sql", "")]);
    let path = fixture.path("migrations/2.sql");
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    assert_eq!(
        problems(&fixture.read()),
        ["error[file] migrations/2.sql: `migrations/2.sql` cannot be read: \
          it is neither a file nor a folder"]
    );
}

#[test]
fn without_a_readable_configuration_nothing_else_is_read() {
    let fixture = Fixture::new(&[("migrations/1.sql", "")]);
    fs::create_dir(fixture.path("pgwright.yaml")).unwrap();
    let texts = fixture.read();
    assert!(texts.migrations.is_empty());
    assert_eq!(
        problems(&texts),
        ["error[config-file] pgwright.yaml: `pgwright.yaml` cannot be read: is a directory"]
    );
}

#[test]
fn what_is_open_in_an_editor_counts_saved_or_not() {
    let fixture = Fixture::new(&[
        ("pgwright.yaml", "on: disk"),
        ("migrations/1.sql", "disk"),
        ("migrations/2.sql", "disk"),
    ]);
    let open = [
        "migrations/2.sql",
        "migrations/3.sql",
        "other/4.sql",
        "migrations/5.txt",
        "internal/repository/a.go",
    ];
    let overlay: Overlay = open.iter().map(|path| (fixture.path(path), "editor".into())).collect();
    let texts = read(&fixture.project(), &overlay);
    let files: Vec<_> =
        texts.migrations[0].1.iter().map(|file| (&*file.path, &*file.text)).collect();
    assert_eq!(
        files,
        [
            ("migrations/1.sql", "disk"),
            ("migrations/2.sql", "editor"),
            ("migrations/3.sql", "editor")
        ]
    );
    assert_eq!(paths(&texts.output), ["internal/repository/a.go"]);
}

#[test]
fn folders_can_be_read_without_a_configuration() {
    let fixture = Fixture::new(&[("b/1.sql", ""), ("a/1.sql", "")]);
    let absolute = fixture.path("a").into_string();
    let texts = read_migrations(&fixture.path(""), &["./b/".into(), absolute.clone()], &[]);
    assert_eq!(problems(&texts), [""; 0]);
    let found: Vec<_> =
        texts.migrations.iter().map(|(name, files)| (&**name, paths(files))).collect();
    let first = format!("{absolute}/1.sql");
    assert_eq!(found, [("b", vec!["b/1.sql"]), (&*absolute, vec![&*first])]);
}

#[test]
fn a_migration_folder_may_be_a_single_file() {
    let fixture = Fixture::new(&[
        ("pgwright.yaml", "migrations: {directory: db/schema.sql}"),
        ("db/schema.sql", ""),
        ("db/query.sql", ""),
    ]);
    let project = fixture.project();
    let texts = read(&project, &Overlay::new());
    assert_eq!(problems(&texts), [""; 0]);
    assert_eq!(paths(&texts.migrations[0].1), ["db/schema.sql"]);
    let document = Document::parse(&texts.configuration.path, &texts.configuration.text);
    let layout = Layout::new(&project, &document.config);
    let (schema, query) = (fixture.path("db/schema.sql"), fixture.path("db/query.sql"));
    assert_eq!(layout.role(&schema), Some(Role::Migration { directory: 0 }));
    assert_eq!(layout.name(&schema).as_deref(), Some("db/schema.sql"));
    assert_eq!(layout.role(&query), None);
}

#[test]
fn excluded_files_are_not_read() {
    let fixture = Fixture::new(&[
        ("migrations/1.sql", ""),
        ("migrations/1.down.sql", ""),
        ("migrations/seed/1.sql", ""),
        ("migrations/old/deep/1.sql", ""),
        ("migrations/keep/1.sql", ""),
    ]);
    let check = |exclude: &[&str], expected: &[&str]| {
        let mut config = Config::default();
        config.migrations.exclude = exclude.iter().map(|it| (*it).to_owned()).collect();
        let layout = Layout::new(&fixture.project(), &config);
        let all = ["1.sql", "1.down.sql", "seed/1.sql", "old/deep/1.sql", "keep/1.sql"];
        let kept: Vec<_> = all
            .into_iter()
            .filter(|path| {
                let role = layout.role(&fixture.path("migrations").join(path));
                role == Some(Role::Migration { directory: 0 })
            })
            .collect();
        assert_eq!(kept, expected, "{exclude:?}");
    };
    check(&["*.down.sql"], &["1.sql", "seed/1.sql", "old/deep/1.sql", "keep/1.sql"]);
    check(&["seed", "old/"], &["1.sql", "1.down.sql", "keep/1.sql"]);
    check(&["migrations/seed/**"], &["1.sql", "1.down.sql", "old/deep/1.sql", "keep/1.sql"]);
    check(&["old/**", "./seed/*.sql"], &["1.sql", "1.down.sql", "keep/1.sql"]);
    check(&["**/1.sql"], &["1.down.sql"]);
    check(&["["], &["1.sql", "1.down.sql", "seed/1.sql", "old/deep/1.sql", "keep/1.sql"]);
}

#[test]
fn a_path_has_its_role_and_its_name_in_the_project() {
    let fixture = Fixture::new(&[]);
    let mut config = Config::default();
    config.migrations.directories = vec!["db".into(), "./db/late/".into(), "../shared".into()];
    config.output.directory = "gen".into();
    let layout = Layout::new(&fixture.project(), &config);
    let check = |path: &str, expected: Option<(Role, &str)>| {
        let path = fixture.path(path);
        let found = layout.role(&path).map(|role| (role, layout.name(&path).unwrap()));
        assert_eq!(found, expected.map(|(role, name)| (role, name.to_owned())), "{path}");
    };
    check("pgwright.yaml", Some((Role::Configuration, "pgwright.yaml")));
    check("db/1.sql", Some((Role::Migration { directory: 0 }, "db/1.sql")));
    check("db/late/1.sql", Some((Role::Migration { directory: 1 }, "db/late/1.sql")));
    check("../shared/1.sql", Some((Role::Migration { directory: 2 }, "../shared/1.sql")));
    check("gen/a.go", Some((Role::Output, "gen/a.go")));
    check("gen/lab/a.go", Some((Role::Output, "gen/lab/a.go")));
    check("gen/lab/x/a.go", None);
    check("gen/metrics_dashboard.json", Some((Role::Output, "gen/metrics_dashboard.json")));
    check("gen/metrics_alerts.yaml", Some((Role::Output, "gen/metrics_alerts.yaml")));
    check("gen/lab/metrics_alerts.yaml", None);
    check("gen/alerts.yaml", None);
    check("db/1.txt", None);
    check("main.go", None);
}
