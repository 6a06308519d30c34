//! The bookshop's Go: in line with its migrations, clean for every tool, and right on a database.

use pgwright_tests::binary::pgwright_ends;
use pgwright_tests::go::{Module, files, projects};
use pgwright_tests::postgres::server;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[test]
fn the_committed_code_is_in_line() {
    pgwright_ends(&projects().join("bookshop"), &["--check"], 0);
}

#[test]
fn generating_again_writes_nothing() {
    let module = Module::copy_of("bookshop");
    let output = module.path().join("internal/repository");
    let committed = state(&output);
    pgwright_ends(module.path(), &["--generate"], 0);
    assert_eq!(state(&output), committed, "files that were in line were written");

    std::fs::remove_dir_all(&output).expect("the copy can be changed");
    pgwright_ends(module.path(), &["--generate"], 0);
    let made = state(&output);
    assert!(
        made.iter()
            .map(|(path, (text, _))| (path, text))
            .eq(committed.iter().map(|(path, (text, _))| (path, text)))
    );
    pgwright_ends(module.path(), &["--generate"], 0);
    assert_eq!(state(&output), made, "the second time wrote files");
    pgwright_ends(module.path(), &["--check"], 0);
}

#[test]
fn compiles_and_is_clean() {
    Module::copy_of("bookshop").assert_clean();
}

#[test]
fn every_method_does_what_it_says() {
    let module = Module::copy_of("bookshop");
    let database = server().database();
    database.migrate(&module.path().join("migrations"));
    // One package at a time: they share the database.
    let arguments = ["-p=1", "-coverpkg=./internal/repository", "-coverprofile=cover.out", "./..."];
    module.test("bookshop", &arguments, database.dsn());
    let mut unreached = module.unreached("cover.out");
    // It takes a standby, which faults_health has.
    unreached.retain(|function| !function.ends_with(" replicationLag"));
    assert!(unreached.is_empty(), "no test calls\n{}", unreached.join("\n"));
}

/// The texts of a folder's files, and when each was written.
fn state(folder: &Path) -> BTreeMap<PathBuf, (String, SystemTime)> {
    files(folder)
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("Go is UTF-8");
            let written = std::fs::metadata(&path).and_then(|data| data.modified());
            let name = path.strip_prefix(folder).expect("a file of the folder").to_owned();
            (name, (text, written.expect("files have times")))
        })
        .collect()
}
