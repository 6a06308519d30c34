//! The language server at its pipes, as an editor has it, against the frame budget: every figure
//! that is aimed at beside its aim, and the same edits in other servers.
//!
//! An edit is what an editor sends when a key is pressed: a change of a few letters. The next one
//! follows when the problems of the one before have come. Times are from the first byte that is
//! written to the last that is read, on this machine as it is: what else it does is in them. What
//! the server waits on purpose, for the next key, is told and is not its own time.
//!
//! From the environment: `PGWRIGHT_FRAME_EDITS`, how many edits the memory is looked at after
//! (3,000; the aim is set for 100,000); `PGWRIGHT_FRAME_IDLE`, how many seconds nothing happens
//! (60); `PGWRIGHT_FRAME_PROGRAM`, another program than the one that the sources make;
//! `PGWRIGHT_FRAME_ONLY`, parts to run, of `edits answers memory idle instructions others`.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

mod answers;
mod edits;
mod instructions;
mod process;
mod report;
mod servers;
mod workspace;

use answers::{ANSWERS, Drifted};
use edits::{KINDS, PLACES, Session};
use pgwright_problem::Span;
use pgwright_schema::replay::{Step, replay};
use report::{Report, Times, milliseconds};
use servers::Server;
use std::hint::black_box;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};
use workspace::{Kind, Place, Workspace};

/// Tables and migrations.
const SIZES: [(usize, usize); 3] = [(50, 100), (500, 1_000), (5_000, 10_000)];

/// What is not measured at all sizes.
const MIDDLE: (usize, usize) = (500, 1_000);

/// A frame of a screen that shows sixty a second.
const FRAME: Duration = Duration::from_millis(16);

fn main() {
    let server = servers::own();
    let mut report = Report::default();
    let parts = std::env::var("PGWRIGHT_FRAME_ONLY").unwrap_or_default();
    let wanted = |part: &str| parts.is_empty() || parts.split(' ').any(|it| it == part);
    if wanted("edits") {
        edits(&server, &mut report);
    }
    if wanted("answers") {
        answers(&server, &mut report);
    }
    if wanted("memory") {
        memory(&server, &mut report);
    }
    if wanted("idle") {
        idle(&server, &mut report);
    }
    if wanted("instructions") {
        instructions(&server, &mut report);
    }
    if wanted("others") {
        others(&report);
    }
    report.end();
}

/// From `didChange` to `publishDiagnostics` of its version.
fn edits(server: &Server, report: &mut Report) {
    let wait = edits::wait(server);
    report.section("From a key to its problems: own time");
    report.figure("waited on purpose besides", &milliseconds(wait));
    for (tables, migrations) in SIZES {
        let workspace = Workspace::new(tables, migrations);
        let replay = replay_of(&workspace);
        report.figure(&format!("{migrations}: one replay"), &milliseconds(replay));
        for place in PLACES {
            let mut session = Session::start(server, &workspace, place);
            for kind in KINDS {
                let name = format!("{migrations}: {place:?} file, {kind:?}");
                let (times, ran) = session.edits(kind);
                let own = times.less(wait);
                let replayed =
                    place != Place::Last && kind == Kind::Column && migrations > MIDDLE.1;
                let limit = if replayed { replay.max(FRAME) } else { FRAME };
                let aim = format!("p99 within {}", milliseconds(limit).trim());
                let figures = format!("{own}, on the processor {}", milliseconds(ran));
                report.aim(&name, &figures, &aim, own.percentile(99) <= limit);
            }
        }
        if migrations > MIDDLE.1 {
            let (times, before, told) = edits::meanwhile(server, &workspace);
            let figures = format!("{times}, {before} before the problems, after {told:.1?}");
            let name = format!("{migrations}: hover during an edit");
            // Nobody takes notice of a tenth of a second.
            let met = before > 0 && times.percentile(99) <= Duration::from_millis(100);
            report.aim(&name, &figures, "answered meanwhile, p99 within 100 ms", met);
        }
    }
}

/// What an editor asks for, and the start.
fn answers(server: &Server, report: &mut Report) {
    let limit = Duration::from_millis(5);
    let workspace = Workspace::new(MIDDLE.0, MIDDLE.1);
    report.section(&format!("Answers, {} migrations", MIDDLE.1));
    let drifted = Drifted::new(&workspace);
    for method in ANSWERS {
        let (first, times) = answers::answers(server, &drifted, method);
        report.aim(method, &times.to_string(), "p99 within 5 ms", times.percentile(99) <= limit);
        let first_name = format!("{method}, the first");
        report.aim(&first_name, &milliseconds(first), "within 5 ms", first <= limit);
    }
    let (times, ran) = answers::start(server, &drifted, 20);
    let limit = Duration::from_millis(150);
    let met = times.percentile(99) <= limit;
    let figures = format!("{times}, on the processor {}", milliseconds(ran));
    report.aim("start to first problems", &figures, "p99 within 150 ms", met);
}

/// The memory after the start, after some edits and after many.
fn memory(server: &Server, report: &mut Report) {
    let many = number("PGWRIGHT_FRAME_EDITS", 3_000);
    let workspace = Workspace::new(MIDDLE.0, MIDDLE.1);
    report.section(&format!("Resident memory, {} migrations", MIDDLE.1));
    let mut session = Session::start(server, &workspace, Place::Last);
    let process = session.editor.process();
    let mut edit = |from: u64, to: u64| {
        for edit in from..to {
            session.edit(KINDS[edit as usize % KINDS.len()]);
        }
        process::resident(process)
    };
    let started = process::resident(process);
    let some = edit(0, 1_000);
    let all = edit(1_000, many.max(1_000));
    let megabytes = |kibibytes: u64| format!("{:.1} MB", kibibytes as f64 * 1.024e-3);
    let mut held = |name: &str, held: u64| {
        report.aim(name, &megabytes(held), "within 60 MB", held * 1_024 <= 60_000_000);
    };
    held("after the start", started);
    held("after 1000 edits", some);
    held(&format!("after {many} edits"), all);
    let growth = all as f64 / some as f64;
    let name = format!("from 1000 to {many} edits");
    report.aim(&name, &format!("{growth:.3} times"), "within 1.05 times", growth <= 1.05);
}

/// How often a thread wakes up while nothing happens.
fn idle(server: &Server, report: &mut Report) {
    let seconds = number("PGWRIGHT_FRAME_IDLE", 60);
    let workspace = Workspace::new(MIDDLE.0, MIDDLE.1);
    report.section("Idle");
    let mut session = Session::start(server, &workspace, Place::Last);
    session.edit(Kind::Column);
    let process = session.editor.process();
    // Threads that had work end by themselves when they have none for some seconds.
    sleep(Duration::from_secs(15));
    let before = process::voluntary_switches(process);
    sleep(Duration::from_secs(seconds));
    let switches = process::voluntary_switches(process) - before;
    let name = format!("context switches in {seconds} s");
    report.aim(&name, &switches.to_string(), "0", switches == 0);
}

/// How the work behind an edit grows with the project.
fn instructions(server: &Server, report: &mut Report) {
    const COUNTED: [Kind; 2] = [Kind::Comment, Kind::Column];
    report.section("Instructions of an edit in the last file (valgrind's callgrind, all threads)");
    let mut first = None;
    for (tables, migrations) in SIZES {
        let workspace = Workspace::new(tables, migrations);
        let counted = match instructions::count(server, &workspace, COUNTED) {
            Ok(counted) => counted,
            Err(what) => return report.figure("not counted", &what),
        };
        let first = *first.get_or_insert(counted);
        for ((kind, counted), first) in COUNTED.iter().zip(counted).zip(first) {
            let name = format!("{migrations}: Last file, {kind:?}");
            let growth = counted as f64 / first as f64;
            let figures = format!("{:>9.3} M, {growth:.2} times", counted as f64 / 1e6);
            report.aim(&name, &figures, "within 1.2 times", growth <= 1.2);
        }
    }
}

/// The same edits in other servers. Neither follows the history: what they say of a migration is
/// of that file alone.
fn others(report: &Report) {
    let others = servers::others();
    report.section("The same edits in other servers (whole times)");
    for other in &others {
        match other {
            Ok(server) => {
                let wait = milliseconds(edits::wait(server));
                report.figure(&format!("{}: idle in each edit", server.name), &wait);
            }
            Err(what) => report.figure("wanting", what),
        }
    }
    for (tables, migrations) in SIZES {
        let workspace = Workspace::new(tables, migrations);
        for server in others.iter().flatten() {
            let mut session = Session::start(server, &workspace, Place::Last);
            for kind in KINDS {
                let name = format!("{migrations}: Last file, {kind:?}");
                let (times, _) = session.edits(kind);
                report.figure(&name, &format!("{times}  {}", server.name));
            }
        }
    }
    others.iter().flatten().for_each(Server::stop);
}

/// How long the replay of all migrations takes, of which the texts are parsed.
fn replay_of(workspace: &Workspace) -> Duration {
    let parsed =
        |text: &str| Arc::new(pgwright_schema::parse(text, &[Span::new(0, text.len() as u32)]));
    let step = |(path, text): (&str, &str)| Step { path: path.into(), parsed: parsed(text) };
    let steps: Vec<Step> = workspace.texts().map(step).collect();
    let time = |_| {
        let start = Instant::now();
        black_box(replay(&steps, 18, None));
        start.elapsed()
    };
    (0..5).map(time).collect::<Times>().percentile(50)
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |it| it.parse().unwrap_or_else(|_| panic!("{name}: {it}")))
}
