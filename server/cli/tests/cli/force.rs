//! `--force=PATH`: edits are given up in the files that it names, and nowhere else.

use crate::shop::{self, FILES, ORDERS, USERS, changed};
use crate::support::Folder;

const MINE: &str = "\nfunc mine() {}\n";

/// The project with edits in two of its files.
fn edited() -> Folder {
    let folder = shop::generated();
    for path in [USERS, ORDERS] {
        folder.write(path, folder.read(path) + MINE);
    }
    folder
}

#[test]
fn the_edits_of_the_named_file_alone_are_given_up() {
    let folder = edited();
    let before = folder.files();
    let output = folder.run(&["--generate", &format!("--force={USERS}")]);
    output.reports(1).says(&format!(" written {USERS}\n"));
    output.says(&format!(" left {ORDERS} (edited by a person)\n"));
    output.says(&format!("pgwright --generate --force={ORDERS}`"));
    assert_eq!(changed(&before, &folder.files()), [USERS]);
    assert!(!folder.read(USERS).contains("mine"));
    folder.run(&["--generate", &format!("--force={ORDERS}")]).reports(0);
    folder.run(&["--check"]).reports(0);
}

#[test]
fn several_files_are_named_by_several_flags_from_any_folder() {
    let folder = edited();
    let absolute = folder.path(ORDERS);
    let mut command = folder.command();
    command.current_dir(folder.path("repository")).arg("--generate");
    command.arg("--force=users_repository.go").arg(format!("--force={}", absolute.display()));
    crate::support::Output::of(&mut command).reports(0);
    folder.run(&["--check"]).reports(0);
}

#[test]
fn a_path_counts_from_the_project_as_its_report_names_it() {
    let folder = Folder::new(&[]);
    for (path, text) in FILES {
        folder.write(&format!("api/{path}"), text);
    }
    folder.run(&["--generate"]).reports(0);
    folder.write(&format!("api/{USERS}"), folder.read(&format!("api/{USERS}")) + MINE);
    folder.run(&["--generate", &format!("--force={USERS}")]).reports(0);
    folder.run(&["--check"]).reports(0);
}

#[test]
fn an_edited_orphan_goes_when_it_is_named() {
    let folder = edited();
    folder.write("migrations/0003.sql", "DROP TABLE orders;\n");
    let output = folder.run(&["--generate", &format!("--force={ORDERS}")]);
    output.reports(1).says(&format!(" removed {ORDERS}\n"));
    assert!(!folder.path(ORDERS).exists());
    assert!(folder.read(USERS).contains("mine"));
}

/// A wrong call is seen before anything is written.
#[test]
fn what_is_not_a_generated_file_makes_the_call_unusable() {
    let folder = edited();
    folder.write("repository/helpers.go", "package repository\n");
    folder.write("migrations/0003.sql", "CREATE TABLE teams (id bigint PRIMARY KEY);\n");
    let before = folder.files();
    for (path, why) in [
        ("repository/nobody.go", "`repository/nobody.go` is not there"),
        ("main.go", "`main.go` is not a generated file"),
        ("repository", "`repository` is not a generated file"),
        ("migrations/0001_users.sql", "is not a generated file"),
        ("../../etc/passwd", "../../etc/passwd` is not"),
        ("repository/helpers.go", "`repository/helpers.go` does not have pgwright's header"),
    ] {
        let output =
            folder.run(&["--generate", &format!("--force={USERS}"), &format!("--force={path}")]);
        output.is_unusable().says(why);
        assert_eq!(changed(&before, &folder.files()), [""; 0], "{path}");
    }
}

/// While migrations are broken it is not known what the file should be.
#[test]
fn a_file_that_a_broken_migration_speaks_of_is_left_all_the_same() {
    let folder = edited();
    folder.write("migrations/0003.sql", "ALTER TABLE users ADD phone nothing;\n");
    let before = folder.files();
    folder.run(&["--generate", &format!("--force={USERS}")]).reports(1).says("0003.sql:1:");
    assert_eq!(changed(&before, &folder.files()), [""; 0]);
}
