//! `--generate`: what is written, and what never is.

use crate::shop::{self, FILES, ORDERS, USERS, changed};
use crate::support::{Folder, Output};
use std::fs;

#[test]
fn the_second_time_nothing_is_written() {
    let folder = Folder::new(FILES);
    let first = folder.run(&["--generate"]);
    first.reports(0).says(&format!(" written {USERS}\n")).says(&format!(" written {ORDERS}\n"));
    first.says("pgwright.yaml: ").says(" files written, ");
    let written = folder.files();
    let times = modified(&folder);
    let second = folder.run(&["--generate"]);
    second.reports(0).says("pgwright.yaml: 0 files written, ").says_nothing_of(USERS);
    assert_eq!(changed(&written, &folder.files()), [""; 0]);
    assert_eq!(modified(&folder), times);
    folder.run(&["--check"]).reports(0).says(" in line; no problems\n");
}

fn modified(folder: &Folder) -> Vec<std::time::SystemTime> {
    let files = folder.files();
    files
        .iter()
        .map(|(path, _)| fs::metadata(folder.path(path)).unwrap().modified().unwrap())
        .collect()
}

#[test]
fn a_new_column_costs_its_own_file_alone() {
    let folder = shop::generated();
    let before = folder.files();
    folder.write("migrations/0003_phone.sql", "ALTER TABLE users ADD phone text;\n");
    let check = folder.run(&["--check"]);
    check.reports(1).says("error[drift]: ").says("public.users.phone").says("0003_phone.sql:1:");
    folder.run(&["--generate"]).reports(0).says(&format!(" written {USERS}\n"));
    let changed = changed(&before, &folder.files());
    assert_eq!(changed, ["migrations/0003_phone.sql", USERS]);
    assert!(folder.read(USERS).contains("Phone"));
}

#[test]
fn a_file_that_a_person_edited_is_never_touched() {
    let folder = shop::generated();
    let edited = folder.read(USERS).replace("package repository", "package repository // mine");
    folder.write(USERS, &edited);
    folder.write("migrations/0003_phone.sql", "ALTER TABLE users ADD phone text;\n");
    let output = folder.run(&["--generate"]);
    output.reports(1).says(&format!("    left {USERS} (edited by a person)\n"));
    output.says("error[drift-edited]: ").says("1 left alone; 1 error\n");
    assert_eq!(folder.read(USERS), edited);
}

#[test]
fn a_file_without_our_header_is_never_touched() {
    let folder = Folder::new(FILES);
    folder.write(USERS, "package repository\n\n// by hand\n");
    let output = folder.run(&["--generate"]);
    output.reports(1).says(&format!("    left {USERS} (not written by pgwright)\n"));
    output.says("error[drift-foreign]: ").says(&format!(" written {ORDERS}\n"));
    assert_eq!(folder.read(USERS), "package repository\n\n// by hand\n");
}

#[test]
fn a_person_s_own_files_in_the_folder_are_left_and_not_spoken_of() {
    let folder = shop::generated();
    folder.write("repository/helpers.go", "package repository\n\nfunc help() {}\n");
    folder.write("repository/notes.md", "notes\n");
    let output = folder.run(&["--generate"]);
    output.reports(0).says_nothing_of("helpers").says_nothing_of("notes");
    assert_eq!(folder.read("repository/notes.md"), "notes\n");
}

#[test]
fn an_orphan_goes_when_its_table_went() {
    let folder = shop::generated();
    folder.write("migrations/0003_drop.sql", "DROP TABLE orders;\n");
    let check = folder.run(&["--check"]);
    check.reports(1).says("error[drift-orphan]: ").says("0003_drop.sql:1:");
    folder.run(&["--generate"]).reports(0).says(&format!(" removed {ORDERS}\n"));
    assert!(!folder.path(ORDERS).exists());
    folder.run(&["--check"]).reports(0);
}

#[test]
fn no_orphan_goes_while_something_is_wrong() {
    /// What is wrong, how it is made wrong, and how the call ends.
    type Case = (&'static str, fn(&Folder), i32);
    let cases: &[Case] = &[
        ("a syntax error", |it| it.write("migrations/0004_x.sql", "CREATE TABEL x (id int);\n"), 1),
        ("no migration", |it| fs::remove_dir_all(it.path("migrations")).unwrap(), 1),
        ("a configuration in the making", |it| it.write("pgwright.yaml", "output: {direc"), 2),
        ("a missing table", |it| it.write("migrations/0004_x.sql", "DROP TABLE nobody;\n"), 1),
        #[cfg(unix)]
        (
            "a broken link",
            |it| std::os::unix::fs::symlink("nowhere", it.path("migrations/0004_x.sql")).unwrap(),
            1,
        ),
    ];
    for (what, change, code) in cases {
        let folder = shop::generated();
        folder.write("migrations/0003_drop.sql", "DROP TABLE orders;\n");
        change(&folder);
        let output = folder.run(&["--generate"]);
        assert_eq!(output.code, *code, "{what}: {output:?}");
        assert!(folder.path(ORDERS).exists() && folder.path(USERS).exists(), "{what}");
    }
}

#[test]
fn an_edited_orphan_is_left() {
    let folder = shop::generated();
    let edited = folder.read(ORDERS) + "\nfunc mine() {}\n";
    folder.write(ORDERS, &edited);
    folder.write("migrations/0003_drop.sql", "DROP TABLE orders;\n");
    folder.run(&["--generate"]).reports(1).says(ORDERS);
    assert_eq!(folder.read(ORDERS), edited);
}

#[test]
fn conflict_markers_are_mended() {
    let folder = shop::generated();
    let good = folder.read(USERS);
    let (head, rest) = good.split_at(good.find("type ").unwrap());
    folder.write(USERS, format!("{head}<<<<<<< HEAD\n{rest}=======\n{rest}>>>>>>> feature\n"));
    folder.run(&["--check"]).reports(1).says("error[drift-conflict]: ").says(USERS);
    folder.run(&["--generate"]).reports(0).says(&format!(" written {USERS}\n"));
    assert_eq!(folder.read(USERS), good);
}

#[test]
fn line_ends_of_a_checkout_are_drift_but_no_edit() {
    let folder = shop::generated();
    let good = folder.read(USERS);
    folder.write(USERS, good.replace('\n', "\r\n"));
    folder.run(&["--check"]).reports(1).says("error[drift]: ").says(USERS);
    folder.run(&["--generate"]).reports(0).says(&format!(" written {USERS}\n"));
    assert_eq!(folder.read(USERS), good);
}

#[test]
fn the_output_can_be_the_project_s_own_folder() {
    let folder = Folder::new(&FILES[1..3]);
    folder.write("pgwright.yaml", "output: {directory: ., package: shop}\n");
    folder.run(&["--generate"]).reports(0).says(" written users_repository.go\n");
    folder.run(&["--check"]).reports(0).says(" in line; no problems");
}

#[cfg(unix)]
#[test]
fn what_is_in_a_file_s_place_is_left_and_the_others_are_written() {
    let folder = Folder::new(FILES);
    fs::create_dir_all(folder.path(USERS)).unwrap();
    fs::create_dir_all(folder.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../main.go", folder.path(ORDERS)).unwrap();
    let output = folder.run(&["--generate"]);
    output.reports(1).says(&format!("`{USERS}` is a folder, where a generated file belongs"));
    output.says(ORDERS).says(" written repository/errors.go\n");
    assert_eq!(folder.read("main.go"), "package main\n");
    assert!(folder.path(ORDERS).symlink_metadata().unwrap().is_symlink());
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_a_link_leads_out_of_the_project_is_not_written() {
    let folder = Folder::new(&[]);
    for (path, text) in FILES {
        folder.write(&format!("project/{path}"), text);
    }
    fs::create_dir(folder.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", folder.path("project/repository")).unwrap();
    let output = folder.run(&["--generate"]);
    output.reports(1).says("is led out of the project by a link");
    assert_eq!(fs::read_dir(folder.path("elsewhere")).unwrap().count(), 0);
}

/// A limit on the size of files stands for a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing_half_done() {
    let folder = shop::generated();
    folder.write("migrations/0003_phone.sql", "ALTER TABLE users ADD phone text;\n");
    folder.write("migrations/0004_teams.sql", "CREATE TABLE teams (id bigint);\n");
    let before = folder.files();
    let mut command = std::process::Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 12; exec \"$0\" --generate";
    command.current_dir(folder.path("")).args(["-c", script, env!("CARGO_BIN_EXE_pgwright")]);
    let output = Output::of(&mut command);
    output.reports(1).says("cannot be written: ").says("another file could not be written");
    assert_eq!(changed(&before, &folder.files()), [""; 0]);
    folder.run(&["--generate"]).reports(0);
}

#[test]
fn several_projects_are_each_brought_in_line() {
    let folder = Folder::new(&[]);
    for (path, text) in FILES {
        folder.write(&format!("a/{path}"), text);
        folder.write(&format!("b/{path}"), text);
    }
    let output = folder.run(&["--generate", "--root", "."]);
    output.reports(0).says(&format!(" written a/{USERS}\n")).says(&format!(" written b/{USERS}\n"));
    output.says("a/pgwright.yaml: ").says("b/pgwright.yaml: ");
    assert_eq!(folder.read(&format!("a/{USERS}")), folder.read(&format!("b/{USERS}")));
}
