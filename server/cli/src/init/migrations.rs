//! Finding the folder of the migrations, by what is in it.

use camino::{Utf8Path, Utf8PathBuf};
use pgwright_config::Document;
use pgwright_ide::History;
use pgwright_problem::Severity;
use pgwright_schema::migrations::Format;
use pgwright_schema::model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// At most so many folders are read; the likeliest first.
const MOST: usize = 16;

/// Names of files of which a folder for each migration has one or two.
const ONE_A_FOLDER: [&str; 3] = ["up.sql", "down.sql", "migration.sql"];

/// A folder that may be the migrations'.
#[derive(Debug)]
pub struct Candidate {
    /// Relative to the project's root, or several with commas between.
    pub directory: String,
    /// How many migrations it holds.
    pub migrations: usize,
    /// The tool whose they are.
    pub format: Format,
    /// Why that tool.
    pub reason: String,
    /// What they make.
    pub model: Model,
    /// How many errors they have.
    pub errors: usize,
}

impl Candidate {
    /// What is in `directories` without what `exclude` says; `None` where there is no migration.
    pub fn read(root: &Utf8Path, directories: &[String], exclude: &[String]) -> Option<Self> {
        let texts = pgwright_workspace::read_migrations(root, directories, exclude);
        let document = Document::parse(&texts.configuration.path, "");
        let history = History::new(&texts, &document);
        let folder = history.folders.iter().find(|folder| folder.migrations > 0)?;
        let problems = history.problems(&document);
        let errors = problems.iter().filter(|it| it.severity == Severity::Error).count();
        Some(Self {
            directory: directories.join(", "),
            migrations: history.folders.iter().map(|folder| folder.migrations).sum(),
            format: folder.format,
            reason: folder.reason.clone(),
            model: history.model(),
            errors,
        })
    }

    fn is_likely(&self) -> bool {
        self.tables() > 0 || self.format != Format::Plain
    }

    /// How many tables the migrations make.
    pub fn tables(&self) -> usize {
        self.model.relations.values().filter(|relation| !relation.kind.is_view()).count()
    }

    /// The schemas that have tables, `public` first.
    pub fn schemas(&self) -> Vec<String> {
        let relations = self.model.relations.values();
        let names: BTreeSet<&str> =
            relations.map(|relation| self.model.schema_name(relation.schema)).collect();
        let (public, others): (Vec<&str>, Vec<&str>) =
            names.into_iter().partition(|name| *name == "public");
        public.into_iter().chain(others).map(str::to_owned).collect()
    }
}

/// The folders in and below `root` that hold migrations, the likeliest first.
pub fn find(root: &Utf8Path) -> Vec<Candidate> {
    let is_sql = |name: &str| {
        let end = name.len().checked_sub(4).and_then(|at| name.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(".sql"))
    };
    // liquibase's changelogs stand above the SQL that they name.
    let is_changelog = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("changelog")
            && [".xml", ".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
    };
    let files = pgwright_workspace::files_below(root, |name| is_sql(name) || is_changelog(name));
    let mut folders: Vec<(usize, String)> =
        folders(root, &files).into_iter().map(|folder| (unlikeliness(&folder), folder)).collect();
    folders.sort();
    let mut candidates: Vec<(usize, Candidate)> = folders
        .into_iter()
        .take(MOST)
        .filter_map(|(unlikely, folder)| Some((unlikely, Candidate::read(root, &[folder], &[])?)))
        // Queries and data make no table.
        .filter(|(_, candidate)| candidate.is_likely())
        .collect();
    // A folder that holds a likelier one is not another one.
    let names: Vec<String> = candidates.iter().map(|(_, it)| it.directory.clone()).collect();
    candidates.retain(|(_, candidate)| {
        let own = Utf8Path::new(&candidate.directory);
        let above =
            |name: &&String| **name != candidate.directory && Utf8Path::new(name).starts_with(own);
        let first = names.iter().position(|name| *name == candidate.directory);
        let likelier = names.iter().take(first.unwrap_or_default());
        candidate.directory != "." && !likelier.clone().any(|name| above(&name)) || names.len() == 1
    });
    let logs = candidates.iter().filter(|(_, it)| it.format == Format::Liquibase);
    let logs: Vec<String> = logs.map(|(_, it)| it.directory.clone()).collect();
    candidates.retain(|(_, candidate)| {
        let own = Utf8Path::new(&candidate.directory);
        !logs.iter().any(|log| *log != candidate.directory && own.starts_with(log))
    });
    candidates.sort_by_key(|(unlikely, candidate)| {
        let of_no_tool = candidate.format == Format::Plain;
        (*unlikely >= TEST, of_no_tool, *unlikely, usize::MAX - candidate.tables())
    });
    candidates.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The folders of SQL files; where each migration has a folder of its own, the one above them.
fn folders(root: &Utf8Path, files: &[Utf8PathBuf]) -> BTreeSet<String> {
    let mut names: BTreeMap<&Utf8Path, Vec<&str>> = BTreeMap::new();
    for file in files {
        if let (Some(folder), Some(name)) = (file.parent(), file.file_name()) {
            names.entry(folder).or_default().push(name);
        }
    }
    let mut folders = BTreeSet::new();
    for (folder, names) in names {
        let single = names.iter().all(|name| ONE_A_FOLDER.contains(name)) && folder != root;
        let folder = if single { folder.parent().unwrap_or(folder) } else { folder };
        let Ok(relative) = folder.strip_prefix(root) else { continue };
        let parts: Vec<&str> = relative.components().map(|part| part.as_str()).collect();
        folders.insert(if parts.is_empty() { ".".to_owned() } else { parts.join("/") });
    }
    folders
}

/// What a folder of tests counts for.
const TEST: usize = 1000;

/// By its name and depth: the smaller the likelier.
fn unlikeliness(folder: &str) -> usize {
    let parts: Vec<String> = folder.split('/').map(str::to_ascii_lowercase).collect();
    let any =
        |words: &[&str]| parts.iter().any(|part| words.iter().any(|word| part.contains(word)));
    let name = if any(&["migrat"]) {
        0
    } else if any(&["schema", "ddl"]) {
        100
    } else if any(&["quer", "seed", "fixture"]) {
        300
    } else {
        200
    };
    let test =
        if any(&["test", "example", "sample", "mock", "fixture", "demo"]) { TEST } else { 0 };
    name + test + parts.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::fs;

    const TABLE: &str = "CREATE TABLE t (id bigint PRIMARY KEY);\n";

    fn check(files: &[(&str, &str)], expected: &[(&str, &str, usize)]) {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap();
        for (path, text) in files {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
        let found = find(&root);
        let found: Vec<(&str, &str, usize)> = found
            .iter()
            .map(|it| (it.directory.as_str(), it.format.name(), it.migrations))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_tool_s_folder_is_found() {
        check(
            &[("migrations/1_a.up.sql", TABLE), ("migrations/1_a.down.sql", "")],
            &[("migrations", "golang-migrate", 1)],
        );
        check(
            &[("db/migrate/1_a.sql", &format!("-- +goose Up\n{TABLE}"))],
            &[("db/migrate", "goose", 1)],
        );
        check(
            &[("db/migrations/1.sql", &format!("-- migrate:up\n{TABLE}"))],
            &[("db/migrations", "dbmate", 1)],
        );
        check(
            &[("sql/1_a.sql", &format!("{TABLE}---- create above / drop below ----\n"))],
            &[("sql", "tern", 1)],
        );
        check(&[("m/1_a.up.sql", TABLE), ("m/2_b.sql", "")], &[("m", "sqlx", 2)]);
        check(&[("sql/V1__a.sql", TABLE), ("sql/R__b.sql", "")], &[("sql", "flyway", 2)]);
        check(&[("m/V1__a.sql", TABLE), ("m/U2__b.sql", "")], &[("m", "refinery", 2)]);
        check(&[("m/1_a.sql", TABLE), ("m/atlas.sum", "")], &[("m", "atlas", 1)]);
        check(&[("m/1_a.sql", &format!("-- +migrate Up\n{TABLE}"))], &[("m", "sql-migrate", 1)]);
        check(
            &[("m/1.sql", &format!("--liquibase formatted sql\n--changeset a:1\n{TABLE}"))],
            &[("m", "liquibase", 1)],
        );
        check(&[("schema/a.sql", TABLE), ("schema/b.sql", "")], &[("schema", "plain", 2)]);
    }

    #[test]
    fn folders_for_each_migration_are_one_folder() {
        check(
            &[("migrations/1_a/up.sql", TABLE), ("migrations/2_b/up.sql", "")],
            &[("migrations", "diesel", 2)],
        );
        check(
            &[("prisma/migrations/1_a/migration.sql", TABLE)],
            &[("prisma/migrations", "prisma", 1)],
        );
    }

    #[test]
    fn the_likeliest_is_the_first() {
        check(
            &[
                ("db/schema.sql", TABLE),
                ("db/migrations/1_a.up.sql", TABLE),
                ("db/queries/q.sql", "-- name: X :one\nSELECT 1;\n"),
                ("a/testdata/migrations/1_a.up.sql", TABLE),
                ("vendor/x/migrations/1_a.up.sql", TABLE),
            ],
            &[
                ("db/migrations", "golang-migrate", 1),
                ("a/testdata/migrations", "golang-migrate", 1),
            ],
        );
    }

    #[test]
    fn sql_that_makes_nothing_is_no_migration() {
        check(&[("queries/q.sql", "SELECT 1;\n")], &[]);
        check(&[], &[]);
        check(&[("schema.sql", TABLE)], &[(".", "plain", 1)]);
    }
}
