//! `--generate` that is killed, that runs twice at once, and whose clock is wrong.

use crate::shop::{self, FILES, USERS};
use crate::support::{Folder, Output};
use std::collections::BTreeSet;
use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// The configuration of a package of that name: each file of it has another text.
fn configuration(package: &str) -> String {
    format!("output:\n  directory: repository\n  package: {package}\n")
}

/// The folder as it is when all is done for that package.
fn finished(folder: &Folder, package: &str) -> BTreeSet<(String, Vec<u8>)> {
    folder.write("pgwright.yaml", configuration(package));
    folder.run(&["--generate"]).reports(0);
    folder.files().into_iter().collect()
}

/// The temporary files of a write that is under way or was killed.
fn temporary(folder: &Folder) -> usize {
    let entries = fs::read_dir(folder.path("repository")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".pgwright-") && name.ends_with(".tmp")).count()
}

/// Waits until a write is under way; how long it has been then is what `Instant` tells. `None`: the
/// call ended before that was seen.
fn writing(folder: &Folder, child: &mut Child) -> Option<Instant> {
    loop {
        if temporary(folder) > 0 {
            return Some(Instant::now());
        }
        if child.try_wait().unwrap().is_some() {
            return None;
        }
    }
}

#[test]
fn killed_at_any_moment_it_leaves_each_file_old_or_new() {
    let folder = shop::generated();
    folder.write("repository/mine.md", "a person's");
    folder.write("repository/.pgwright-notes", "a person's");
    let states = ["repository", "store"].map(|package| finished(&folder, package));
    let spawn = || {
        let mut command = folder.command();
        command.arg("--generate").stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    // How long a write takes on this machine, to begin with.
    let mut longest = Duration::ZERO;
    for package in ["repository", "store", "repository"] {
        folder.write("pgwright.yaml", configuration(package));
        let mut child = spawn();
        if let Some(start) = writing(&folder, &mut child) {
            child.wait().unwrap();
            longest = longest.max(start.elapsed());
        }
    }
    let mut random = fastrand::Rng::with_seed(1970);
    let (mut killed, mut halfway) = (0, 0);
    for round in 0.. {
        assert!(round < 2000, "of {round} writes {killed} were killed");
        let package = ["store", "repository"][round % 2];
        folder.write("pgwright.yaml", configuration(package));
        let mut child = spawn();
        let Some(start) = writing(&folder, &mut child) else { continue };
        let moment = longest.mul_f64(random.f64());
        while start.elapsed() < moment {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        let late = child.wait().unwrap().success();
        killed += usize::from(!late);
        // It hangs on what else the machine does: one write in three is over before its moment.
        longest = longest.mul_f64(if late { 0.9 } else { 1.05 });
        let left = temporary(&folder);
        let now: Vec<(String, Vec<u8>)> = folder.files();
        for file in now.iter().filter(|(path, _)| !path.ends_with(".tmp")) {
            let whole = states.iter().any(|state| state.contains(file));
            assert!(whole, "round {round}: {} is neither old nor new", file.0);
        }
        let gone = |path: &str| now.iter().all(|(other, _)| other != path);
        assert!(states[0].iter().all(|(path, _)| !gone(path)), "round {round}: a file is gone");
        halfway += usize::from(left > 0);
        if killed == 200 {
            break;
        }
    }
    assert!(halfway > 20, "only {halfway} of {killed} were in the middle of a write");
    // Whatever was left, the next run mends it, and takes nothing of a person's with it.
    for (package, state) in ["repository", "store"].into_iter().zip(&states) {
        assert!(finished(&folder, package) == *state, "{package}");
    }
    assert_eq!(folder.read("repository/.pgwright-notes"), "a person's");
}

#[test]
fn several_at_once_all_succeed() {
    let folder = shop::generated();
    let states = ["repository", "store"].map(|package| finished(&folder, package));
    for round in 0..10 {
        let package = ["repository", "store"][round % 2];
        folder.write("pgwright.yaml", configuration(package));
        if round % 3 == 0 {
            fs::remove_dir_all(folder.path("repository")).unwrap();
        }
        let calls: Vec<Child> = (0..4)
            .map(|_| {
                let mut command = folder.command();
                command.arg("--generate").stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().unwrap()
            })
            .collect();
        for call in calls {
            let output = call.wait_with_output().unwrap();
            assert!(output.status.success(), "round {round}: {output:?}");
        }
        let now: BTreeSet<_> = folder.files().into_iter().collect();
        assert!(now == states[round % 2], "round {round}");
    }
}

#[test]
fn several_at_once_remove_an_orphan_once() {
    for _ in 0..5 {
        let folder = shop::generated();
        folder.write("migrations/0003.sql", "DROP TABLE orders;\n");
        let spawn = || folder.command().arg("--generate").stdout(Stdio::null()).spawn().unwrap();
        let mut calls = [spawn(), spawn(), spawn()];
        assert!(calls.iter_mut().all(|call| call.wait().unwrap().success()));
        folder.run(&["--check"]).reports(0);
    }
}

/// A computer whose clock has lost its battery. Rust asks the C library, which this stands before.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn a_clock_of_1970_changes_nothing() {
    const CLOCK: &str = "
        #include <sys/time.h>
        #include <time.h>
        int clock_gettime(clockid_t id, struct timespec *now) {
            now->tv_sec = 1;
            now->tv_nsec = 0;
            return 0;
        }
        int gettimeofday(struct timeval *now, void *zone) {
            now->tv_sec = 1;
            now->tv_usec = 0;
            return 0;
        }
        time_t time(time_t *now) { return now ? (*now = 1) : 1; }
    ";
    let tools = Folder::new(&[("clock.c", CLOCK)]);
    let mut compiler = std::process::Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o", "clock.so", "clock.c"]).current_dir(tools.path(""));
    assert!(compiler.status().expect("cc, which Rust links by").success());
    let folder = Folder::new(FILES);
    for (path, _) in FILES {
        let file = fs::File::options().write(true).open(folder.path(path)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    let run = |arguments: &[&str]| {
        let mut command = folder.command();
        command.env("LD_PRELOAD", tools.path("clock.so")).args(["--log-level", "info"]);
        Output::of(command.args(arguments))
    };
    let generate = run(&["--generate"]);
    assert!(generate.stderr.contains("1970-01-01T00:00:01"), "{generate:?}");
    generate.says(&format!(" written {USERS}\n"));
    assert_eq!(generate.code, 0);
    assert_eq!(run(&["--check"]).code, 0);
    folder.run(&["--check"]).reports(0);
    let known: BTreeSet<_> = shop::generated().files().into_iter().collect();
    assert!(folder.files().into_iter().collect::<BTreeSet<_>>() == known);
}
