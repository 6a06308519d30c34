//! Neovim as a person has it: the plugin as a package, and a project with a Go module.

// Which Neovim it is goes to the output of the run.
#![allow(clippy::print_stdout)]

use pgwright_tests::conversation::Record;
use pgwright_tests::desk::{Desk, editor};
use pgwright_tests::go::copy;
use pgwright_tests::level::{Level, level};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Those of this run: every day the newest.
fn versions() -> &'static [&'static str] {
    match level() {
        Level::Quick => &["nvim-0.12"],
        _ => &["nvim-0.12", "nvim-0.10"],
    }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A Neovim with the plugin, at the bookshop's desk.
fn neovim(desk: &Desk, version: &str) -> Command {
    let package = desk.path().join("data/nvim/site/pack/pgwright/start/pgwright");
    copy(&root().join("editors/nvim"), &package);
    desk.command(&editor(version, "usr/bin/nvim"))
}

/// Runs a scenario over a file of the bookshop: what was said meanwhile.
fn follow(version: &str, scenario: &str, file: &str) -> Record {
    let desk = Desk::with("bookshop");
    println!("{version}: {scenario}");
    let scenarios = root().join("tests/editors/nvim");
    let output = neovim(&desk, version)
        .args(["--headless", "-i", "NONE", "-n", file])
        .arg(format!("+luafile {}", scenarios.join(scenario).display()))
        .env("PGWRIGHT_DRIVER", scenarios.join("driver.lua"))
        .output()
        .expect("Neovim starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{version}, {scenario}: {}\n{said}", output.status);
    desk.leave()
}

#[test]
fn drift_is_shown_and_mended_and_what_is_on_disk_compiles() {
    for version in versions() {
        let migration = "migrations/000023_create_vouchers.up.sql";
        let record = follow(version, "drift.lua", migration);
        assert!(record.methods.iter().any(|it| it == "workspace/executeCommand"));
    }
}

#[test]
fn names_are_answered_and_every_command_does_what_its_help_says() {
    for version in versions() {
        follow(version, "answers.lua", "migrations/000023_create_vouchers.up.sql");
    }
}

#[test]
fn the_configuration_is_mended_and_what_changes_outside_is_noticed() {
    for version in versions() {
        follow(version, "configuration.lua", "pgwright.yaml");
    }
}

#[test]
fn nothing_is_left_of_an_editor_that_is_killed() {
    for version in versions() {
        let desk = Desk::with("bookshop");
        let mut editor = neovim(&desk, version)
            .args(["--headless", "-i", "NONE", "-n", "pgwright.yaml"])
            .spawn()
            .expect("Neovim starts");
        let end = Instant::now() + Duration::from_secs(60);
        while !desk.record().is_ok_and(|it| it.methods.iter().any(|it| it == "initialized")) {
            assert!(Instant::now() < end, "{version}: no server");
            std::thread::sleep(Duration::from_millis(50));
        }
        editor.kill().and_then(|()| editor.wait()).expect("it is killed");
        desk.leave();
    }
}
