//! Where the time of a generation goes, over projects of three sizes. `cargo bench` prints each
//! step; beside them stands `copy`, which reads the same files and writes the same bytes.
#![allow(missing_docs, clippy::unwrap_used)]

use camino::{Utf8Path, Utf8PathBuf};
use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};
use pgwright_codegen::generate;
use pgwright_config::Document;
use pgwright_fixture::{Fixture, workload};
use pgwright_ide::{Change, Snapshot};
use pgwright_problem::{ProjectTexts, Span, TextFile};
use pgwright_schema::replay::{Step, replay};
use pgwright_tests::places;
use pgwright_workspace::{FileChange, Outcome, Overlay, Project};
use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

/// Tables and migrations.
const SIZES: [(usize, usize); 3] = [(50, 100), (500, 1_000), (2_000, 5_000)];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(4))
        .sample_size(10)
        .configure_from_args();
    for (tables, migrations) in SIZES {
        let files = workload::project(tables, migrations);
        in_memory(&mut criterion, &format!("{tables}/{migrations}"), &files);
        on_disk(&mut criterion, &format!("{tables}/{migrations}"), &files);
    }
    criterion.final_summary();
}

/// The steps of the engine, which knows no disk.
fn in_memory(criterion: &mut Criterion, size: &str, files: &Fixture) {
    let mut group = criterion.benchmark_group("engine");
    group.sampling_mode(SamplingMode::Flat);
    let texts = texts(files);
    let migrations = &texts.migrations[0].1;
    let parse = |file: &TextFile| {
        pgwright_schema::parse(&file.text, &[Span::new(0, file.text.len() as u32)])
    };

    let bytes = migrations.iter().map(|file| file.text.len() as u64).sum();
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function(BenchmarkId::new("parse on one core", size), |bencher| {
        bencher.iter(|| migrations.iter().map(parse).for_each(|parsed| drop(black_box(parsed))));
    });

    let step = |file: &TextFile| Step { path: file.path.clone(), parsed: Arc::new(parse(file)) };
    let steps: Vec<Step> = migrations.iter().map(step).collect();
    group.throughput(Throughput::Elements(steps.len() as u64));
    group.bench_function(BenchmarkId::new("replay", size), |bencher| {
        bencher.iter(|| black_box(replay(&steps, 18, None)));
    });

    let model = replay(&steps, 18, None).model();
    let document = Document::parse(&texts.configuration.path, &texts.configuration.text);
    let generated = generate(&model, &document, &[]);
    let bytes = generated.files.iter().map(|file| file.text.len() as u64).sum();
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function(BenchmarkId::new("plan and render", size), |bencher| {
        bencher.iter(|| black_box(generate(&model, &document, &[])));
    });

    let mut in_line = texts.clone();
    let files = generated.files.iter();
    let files = files.map(|file| TextFile::new(Arc::clone(&file.path), Arc::clone(&file.text)));
    in_line.output = Arc::new(files.collect());
    let warm = Snapshot::new(in_line.clone(), None);
    let edited = edited(&in_line);
    group.throughput(Throughput::Elements(1));
    group.bench_function(BenchmarkId::new("one migration edited", size), |bencher| {
        bencher.iter_batched(
            || edited.clone(),
            |edited| black_box(Snapshot::new(edited, Some(&warm))),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// What the program does, from reading to writing, in memory-backed storage where there is one.
fn on_disk(criterion: &mut Criterion, size: &str, files: &Fixture) {
    let mut group = criterion.benchmark_group("generate");
    group.sampling_mode(SamplingMode::Flat);
    let folder = places::memory();
    files.write(folder.path()).unwrap();
    let root = Utf8PathBuf::from_path_buf(folder.path().to_owned()).unwrap();
    let project = Project::at(&root.join("pgwright.yaml")).unwrap();
    let output = root.join("internal");
    let written = cold(&project);

    group.bench_function(BenchmarkId::new("cold", size), |bencher| {
        let setup = || fs::remove_dir_all(&output).unwrap();
        bencher.iter_batched(setup, |()| cold(&project), BatchSize::PerIteration);
    });
    group.bench_function(BenchmarkId::new("nothing to do", size), |bencher| {
        bencher.iter(|| {
            let snapshot = Snapshot::new(pgwright_workspace::read(&project, &Overlay::new()), None);
            assert!(snapshot.changes().is_empty());
            black_box(snapshot)
        });
    });
    group.bench_function(BenchmarkId::new("read", size), |bencher| {
        bencher.iter(|| black_box(pgwright_workspace::read(&project, &Overlay::new())));
    });
    group.bench_function(BenchmarkId::new("copy", size), |bencher| {
        let setup = || fs::remove_dir_all(&output).unwrap();
        let copy = |()| copy(&root, &written);
        bencher.iter_batched(setup, copy, BatchSize::PerIteration);
    });
    group.finish();
}

/// Generates, and returns the files.
fn cold(project: &Project) -> Vec<(Arc<str>, Arc<str>)> {
    let snapshot = Snapshot::new(pgwright_workspace::read(project, &Overlay::new()), None);
    let changes: Vec<FileChange> = snapshot
        .changes()
        .into_iter()
        .map(|change| match change {
            Change::Write { path, text } => FileChange { path, before: None, after: Some(text) },
            Change::Remove { path } => panic!("{path} is no orphan"),
        })
        .collect();
    let outcomes = pgwright_workspace::apply(project, &snapshot.document.config, &changes);
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Written));
    changes.into_iter().filter_map(|change| Some((change.path, change.after?))).collect()
}

/// The least that any generator does: the files read, and as many bytes written.
fn copy(root: &Utf8Path, written: &[(Arc<str>, Arc<str>)]) {
    for entry in fs::read_dir(root.join("migrations")).unwrap() {
        black_box(fs::read(entry.unwrap().path()).unwrap());
    }
    fs::create_dir_all(root.join("internal/repository")).unwrap();
    for (path, text) in written {
        fs::write(root.join(&**path), &**text).unwrap();
    }
}

fn texts(files: &Fixture) -> ProjectTexts {
    let file = |(path, text): &(String, String)| TextFile::new(path.as_str(), text.as_str());
    let (configuration, migrations) = files.files.split_first().unwrap();
    ProjectTexts {
        configuration: file(configuration),
        migrations: vec![("migrations".into(), migrations.iter().map(file).collect())],
        output: Default::default(),
        versions: Default::default(),
        problems: vec![],
    }
}

/// With another column in the table that the last quarter of the history begins with.
fn edited(texts: &ProjectTexts) -> ProjectTexts {
    let mut edited = texts.clone();
    let files = &mut edited.migrations[0].1;
    let from = files.len() * 3 / 4;
    let file = files[from..].iter_mut().find(|file| file.text.contains("CREATE TABLE")).unwrap();
    let text =
        file.text.replace("    title varchar(200)", "    subtitle text,\n    title varchar(200)");
    *file = TextFile::new(Arc::clone(&file.path), text);
    edited
}
