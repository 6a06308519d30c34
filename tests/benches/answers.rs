//! How long an editor waits for what it asks: each answer, the first one on a new snapshot too, over
//! projects of three sizes, at names all over the history.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use pgwright_fixture::{Fixture, workload};
use pgwright_ide::Snapshot;
use pgwright_problem::{ProjectTexts, TextFile};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Tables and migrations.
const SIZES: [(usize, usize); 3] = [(50, 100), (500, 1_000), (5_000, 10_000)];

/// How often each is asked.
const ROUNDS: usize = 500;

/// An answer by its name.
type Answer = (&'static str, fn(&Snapshot, &str, u32));

const ANSWERS: [Answer; 6] = [
    ("hover", |snapshot, path, at| drop(black_box(snapshot.hover(path, at)))),
    ("definition", |snapshot, path, at| drop(black_box(snapshot.definition(path, at)))),
    ("completion", |snapshot, path, at| drop(black_box(snapshot.completion(path, at)))),
    ("highlights", |snapshot, path, at| drop(black_box(snapshot.highlights(path, at)))),
    ("lenses", |snapshot, path, _| drop(black_box(snapshot.lenses(path)))),
    ("references", |snapshot, path, at| drop(black_box(snapshot.references(path, at, true)))),
];

fn main() {
    println!("migrations  answer            first     median        p99");
    for (tables, migrations) in SIZES {
        let texts = texts(&workload::project(tables, migrations));
        for answer in ANSWERS {
            measure(migrations, &texts, answer);
        }
    }
}

fn texts(files: &Fixture) -> ProjectTexts {
    let migrations = files.files.iter().filter(|(path, _)| path.ends_with(".sql"));
    let migrations = migrations.map(|(path, text)| TextFile::new(path.as_str(), text.as_str()));
    ProjectTexts {
        configuration: TextFile::new("pgwright.yaml", files.file("pgwright.yaml").unwrap()),
        migrations: vec![("migrations".into(), migrations.collect())],
        output: Default::default(),
        problems: Vec::new(),
        versions: Default::default(),
    }
}

fn measure(migrations: usize, texts: &ProjectTexts, (name, answer): Answer) {
    // A snapshot of its own, of which nothing was asked before.
    let snapshot = Snapshot::new(texts.clone(), None);
    let files = &texts.migrations[0].1;
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let file = &files[(round * 7919 + files.len() / 2) % files.len()];
            let name = file.text.find("TABLE ").map_or(0, |at| at + "TABLE ".len() + 1);
            let start = Instant::now();
            answer(&snapshot, &file.path, name as u32);
            start.elapsed()
        })
        .collect();
    let first = times[0];
    times.sort();
    let (median, late) = (times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
    println!("{migrations:>10}  {name:<12} {first:>10.1?} {median:>10.1?} {late:>10.1?}");
}
