//! Random DDL against a real PostgreSQL: sequences of statements, valid and invalid, over few
//! names, so that they collide with and stand on each other. The model must accept and refuse the
//! same statements with the same SQLSTATE, and the schemas behind each sequence must be alike.
//!
//! `PGWRIGHT_RANDOM_CASES` sets the number of sequences, `PGWRIGHT_RANDOM_SEED` where the random
//! numbers start, so that a failure can be run again. What fails is made as short as it gets.
//! `PGWRIGHT_RANDOM_WITHOUT` leaves out kinds of statements: words of their names, with commas.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod alter;
mod check;
mod create;
mod generator;
mod more;
mod objects;
mod random;

use check::{History, check, shrink};
use generator::{Generator, KINDS, Kind};
use pgwright_tests::level::{Level, level};
use pgwright_tests::postgres::server;
use random::Random;
use std::collections::BTreeMap;

/// Statements in one sequence.
const LENGTH: usize = 50;

/// How often each claimed kind must have come up, accepted, and refused where it can be.
const ENOUGH: u32 = 20;

/// Of so many refusals one may have another reason than PostgreSQL's: of a statement with two
/// errors, which one is named first is of no use to anybody.
const OTHER_REASONS: u32 = 50;

/// How many different failures are shown.
const SHOWN: usize = 12;

fn number(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).unwrap_or_default();
    if text.is_empty() { default } else { text.parse().unwrap_or_else(|_| panic!("{name}={text}")) }
}

/// How often a kind of statement was accepted and refused.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    accepted: u32,
    refused: u32,
}

#[test]
fn the_model_is_what_postgresql_makes_of_random_statements() {
    let default = match level() {
        Level::Quick => 100,
        Level::Ci => 500,
        Level::Long => 20_000,
    };
    let cases = number("PGWRIGHT_RANDOM_CASES", default);
    let first_seed = number("PGWRIGHT_RANDOM_SEED", 1);
    let (database, version) = (server().database(), server().version());
    let without = std::env::var("PGWRIGHT_RANDOM_WITHOUT").unwrap_or_default();
    let left_out =
        |kind: &&Kind| without.split(',').any(|word| !word.is_empty() && kind.name.contains(word));
    let kinds_in: Vec<&Kind> =
        KINDS.iter().filter(|kind| !left_out(kind) && kind.since <= version).collect();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    let mut other_reasons = Vec::new();
    for seed in first_seed..first_seed + cases {
        let mut random = Random::new(seed);
        let mut history = History::new(version);
        let mut kinds = Vec::new();
        for _ in 0..3 * LENGTH {
            if history.statements.len() == LENGTH {
                break;
            }
            let (kind, valid) = next_kind(&mut random, &kinds_in, &counts);
            let mut generator = Generator { random: &mut random, schema: &history.document, valid };
            if let Some(statement) = (kind.make)(&mut generator) {
                history.push(statement);
                kinds.push(kind.name);
            }
        }
        let outcome = check(&database, &history);
        other_reasons.extend(outcome.other_reasons.iter().cloned());
        for (kind, accepted) in kinds.iter().zip(&outcome.accepted) {
            let count = counts.entry(kind).or_default();
            if *accepted { count.accepted += 1 } else { count.refused += 1 }
        }
        if let Some(signature) = outcome.signature()
            && failures.len() < SHOWN
            && !failures.contains_key(&signature)
        {
            let shortest = shrink(&database, history.statements, version, &signature);
            failures.insert(signature, format!("seed {seed}:\n{shortest}"));
        }
    }
    report(&counts);
    println!("refused by both for another reason: {}", other_reasons.len());
    for reason in other_reasons.iter().take(SHOWN) {
        println!("  {reason}");
    }
    let rare = rare(&counts, version);
    let refused: u32 = counts.values().map(|count| count.refused).sum();
    assert!(
        failures.is_empty(),
        "PostgreSQL {version}: {} kinds of mismatch\n{}",
        failures.len(),
        failures.into_values().collect::<Vec<_>>().join("\n")
    );
    assert!(
        cases < default || !without.is_empty() || rare.is_empty(),
        "came up too rarely: {}",
        rare.join(", ")
    );
    assert!(
        u32::try_from(other_reasons.len()).unwrap() <= refused / OTHER_REASONS,
        "{} of {refused} refusals have another reason than PostgreSQL's",
        other_reasons.len()
    );
}

/// A kind of statement, those that came up rarely more often, and whether it is meant to be
/// accepted.
fn next_kind(
    random: &mut Random,
    kinds: &[&'static Kind],
    counts: &BTreeMap<&str, Count>,
) -> (&'static Kind, bool) {
    if random.chance(50) {
        let count = |kind: &Kind| counts.get(kind.name).copied().unwrap_or_default();
        let candidates: Vec<&'static Kind> = (0..6).map(|_| *random.one_of(kinds)).collect();
        let lack = |kind: &&'static Kind| {
            let count = count(kind);
            count.accepted.min(if kind.refusable { count.refused } else { u32::MAX })
        };
        if let Some(kind) = candidates.into_iter().min_by_key(lack) {
            let count = count(kind);
            return (kind, !kind.refusable || count.accepted <= count.refused);
        }
    }
    (*random.one_of(kinds), random.chance(75))
}

fn report(counts: &BTreeMap<&str, Count>) {
    println!("{:<28} {:>8} {:>8}", "statement", "accepted", "refused");
    for kind in KINDS {
        let Count { accepted, refused } = counts.get(kind.name).copied().unwrap_or_default();
        println!("{:<28} {accepted:>8} {refused:>8}", kind.name);
    }
    let all = counts.values().fold(Count::default(), |all, count| Count {
        accepted: all.accepted + count.accepted,
        refused: all.refused + count.refused,
    });
    println!("{:<28} {:>8} {:>8}", "all", all.accepted, all.refused);
}

fn rare(counts: &BTreeMap<&str, Count>, version: u8) -> Vec<String> {
    let mut rare = Vec::new();
    for kind in KINDS.iter().filter(|kind| kind.since <= version) {
        let Count { accepted, refused } = counts.get(kind.name).copied().unwrap_or_default();
        if accepted < ENOUGH || kind.refusable && refused < ENOUGH {
            rare.push(format!("{} ({accepted} accepted, {refused} refused)", kind.name));
        }
    }
    rare
}
