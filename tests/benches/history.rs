//! How the replay grows with the history: from scratch, after an edit of the first, the middle and
//! the last migration, and what the kept models take. Medians; the ratio is to parsing the same
//! texts on one core, run beside it. From line to line there are ten times the migrations.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use peak_alloc::PeakAlloc;
use pgwright_fixture::workload;
use pgwright_problem::Span;
use pgwright_schema::replay::{Replay, Step, replay};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Tables and migrations.
const SIZES: [(usize, usize); 3] = [(50, 100), (500, 1_000), (5_000, 10_000)];

/// How often each is measured.
const ROUNDS: usize = 11;

/// Counts what is held.
#[global_allocator]
static HELD: PeakAlloc = PeakAlloc;

fn main() {
    println!(
        "{:>10}  {:>10}  {:>9}  {:>9}  {:>10}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}",
        "migrations",
        "statements",
        "parse",
        "replay",
        "of parsing",
        "first",
        "middle",
        "last",
        "one model",
        "all kept"
    );
    for (tables, migrations) in SIZES {
        measure(&workload::project(tables, migrations).files[1..]);
    }
}

fn measure(files: &[(String, String)]) {
    let parsed =
        |text: &str| Arc::new(pgwright_schema::parse(text, &[Span::new(0, text.len() as u32)]));
    let step =
        |(path, text): &(String, String)| Step { path: path.as_str().into(), parsed: parsed(text) };
    let steps: Vec<Step> = files.iter().map(step).collect();
    let statements: usize = steps.iter().map(|step| step.parsed.statements.len()).sum();

    let parse = median(|| files.iter().map(step).collect::<Vec<_>>());
    let whole = median(|| replay(&steps, 18, None));

    let before = HELD.current_usage();
    let kept = replay(&steps, 18, None);
    let all = HELD.current_usage() - before;
    // What the last model shares with those before is its own once they are gone.
    let model = kept.model();
    drop(kept);
    let one = HELD.current_usage() - before;
    drop(model);

    let kept = replay(&steps, 18, None);
    let edited = [0, steps.len() / 2, steps.len() - 1].map(|at| edit(&steps, at, &kept, files));
    let [first, middle, last] = edited.map(milliseconds);
    println!(
        "{:>10}  {statements:>10}  {}  {}  {:>10.2}  {first}  {middle}  {last}  {:>6.1} MB  {:>6.1} MB",
        files.len(),
        milliseconds(parse),
        milliseconds(whole),
        whole.as_secs_f64() / parse.as_secs_f64(),
        one as f64 / 1e6,
        all as f64 / 1e6,
    );
}

/// What an edit of one migration costs: its parse, and the replay from there on. It is one that
/// makes a difference to the model: a table of its own, which nothing behind it knows.
fn edit(steps: &[Step], at: usize, kept: &Replay, files: &[(String, String)]) -> Duration {
    let text = format!("{}CREATE TABLE of_the_edit (id int);\n", files[at].1);
    median(|| {
        let mut steps = steps.to_vec();
        let parsed = pgwright_schema::parse(&text, &[Span::new(0, text.len() as u32)]);
        steps[at].parsed = Arc::new(parsed);
        replay(&steps, 18, Some(kept))
    })
}

fn median<T>(mut run: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            let result = black_box(run());
            let time = start.elapsed();
            drop(result);
            time
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn milliseconds(time: Duration) -> String {
    format!("{:>6.2} ms", time.as_secs_f64() * 1e3)
}
