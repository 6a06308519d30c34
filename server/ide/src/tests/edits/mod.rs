//! A snapshot that grew through thousands of random edits is the one that a fresh start makes of
//! the same texts: problems, expected files, model, and every answer.
//!
//! `PGWRIGHT_EDITS` says how many edits (else 500, or by `PGWRIGHT_TEST_LEVEL` 20,000 in CI and
//! a million at length), `PGWRIGHT_EDITS_SEED` where to begin.

mod answers;
mod editor;
mod pieces;
mod projects;
mod state;

pub(super) use pieces::CONFIGURATIONS;

use crate::Snapshot;
use editor::Editor;
use fastrand::Rng;
use pgwright_fixture::fuzz::number;
use projects::PROJECTS;
use state::State;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many edits a project goes through before it is begun anew.
const SESSION: usize = 100;

/// After how many edits the answers are asked for too.
const ASKED: usize = 8;

/// What the first two differ in that should be one.
fn difference(incremental: &Snapshot, fresh: &Snapshot) -> Option<&'static str> {
    [
        ("the problems", incremental.problems == fresh.problems),
        ("the expected files", incremental.expected == fresh.expected),
        ("the model", incremental.model() == fresh.model()),
        ("how files stand", incremental.states().eq(fresh.states())),
        ("the configuration", incremental.document.config == fresh.document.config),
    ]
    .into_iter()
    .find_map(|(what, is_same)| (!is_same).then_some(what))
}

/// Goes from state to state, each snapshot made of the one before, up to the last.
fn grown(states: &[&State]) -> Option<Snapshot> {
    let mut snapshot = None;
    for state in states {
        snapshot = Some(Snapshot::new(state.texts(), snapshot.as_ref()));
    }
    snapshot
}

/// Whether states lead to another end than the last of them alone. `seed`: of what is asked.
fn leads_astray(states: &[&State], seed: u64) -> Option<String> {
    let last = states.last()?;
    let (grown, fresh) = (grown(states)?, Snapshot::new(last.texts(), None));
    let different = difference(&grown, &fresh).map(str::to_owned);
    different.or_else(|| answers::difference(&grown, &fresh, &mut Rng::with_seed(seed)))
}

/// The fewest of `states` that still lead astray, one taken away after the other.
fn shrink(mut states: Vec<&State>, seed: u64) -> Vec<&State> {
    let mut size = states.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at + size < states.len() {
            let mut fewer = states.clone();
            fewer.drain(at..at + size);
            match leads_astray(&fewer, seed) {
                Some(_) => states = fewer,
                None => at += size,
            }
        }
        size /= 2;
    }
    states
}

/// Edits a project at random, and holds every snapshot against a fresh start.
fn session(seed: u64) -> Result<(), String> {
    let mut random = Rng::with_seed(seed);
    let project = PROJECTS[random.usize(..PROJECTS.len())];
    let mut editor = Editor::new(State::generated(project), random);
    let mut snapshot = Snapshot::new(editor.state.texts(), None);
    let mut states = vec![editor.state.clone()];
    for edit in 1..=SESSION {
        editor.edit(&snapshot);
        states.push(editor.state.clone());
        let texts = editor.state.texts();
        snapshot = Snapshot::new(texts.clone(), Some(&snapshot));
        let fresh = Snapshot::new(texts, None);
        let mut different = difference(&snapshot, &fresh).map(str::to_owned);
        if edit % ASKED == 0 && different.is_none() {
            let mut random = Rng::with_seed(seed + edit as u64);
            different = answers::difference(&snapshot, &fresh, &mut random);
        }
        if let Some(different) = different {
            let states = shrink(states.iter().collect(), seed + edit as u64);
            let story = state::story(&states);
            return Err(format!("seed {seed}, edit {edit}: {different} differ\n{story}"));
        }
    }
    Ok(())
}

fn edits() -> usize {
    let number =
        number("PGWRIGHT_EDITS").unwrap_or(match std::env::var("PGWRIGHT_TEST_LEVEL").as_deref() {
            Ok("ci") => 20_000,
            Ok("long") => 1_000_000,
            _ => 500,
        });
    number as usize
}

#[test]
fn a_snapshot_that_grew_through_edits_is_the_one_of_a_fresh_start() {
    let sessions = edits().div_ceil(SESSION);
    let first = number("PGWRIGHT_EDITS_SEED").unwrap_or(1);
    let next = AtomicUsize::new(0);
    let work = || {
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && at < sessions
        {
            // Each has a thousand to itself: edits are added to it.
            let seed = (first + at as u64) * 1_000;
            let broken = |_| Err(format!("seed {seed}: broken, as told above"));
            panic::catch_unwind(|| session(seed))
                .unwrap_or_else(broken)
                .inspect_err(|_| next.store(sessions, Ordering::Relaxed))?;
        }
        Ok(())
    };
    let result: Result<(), String> = thread::scope(|scope| {
        let threads = 0..thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = threads.map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().unwrap())
    });
    result.unwrap_or_else(|story| panic!("{story}"));
}

/// A history that is the same by another way leads to the same end, whatever was between.
#[test]
fn what_leads_astray_is_told_with_the_fewest_states() {
    let first = State::generated(PROJECTS[0]);
    let mut second = first.clone();
    second.write("migrations/0009_more.sql", "CREATE TABLE more (id bigint PRIMARY KEY);\n".into());
    assert_eq!(leads_astray(&[&first, &second, &first], 1), None);
    let story = state::story(&[&first, &second]);
    assert!(story.contains("+CREATE TABLE more"), "{story}");
}
