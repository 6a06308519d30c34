//! The replay's tests: SQL goes in, the model or the problems come out as text.

#![allow(clippy::unwrap_used)]

mod alter_table;
mod create_table;
mod do_block;
mod dump;
mod extensions;
mod properties;
mod refusals;
mod views;

use super::{Replay, Step, replay};
use crate::parse;
use expect_test::Expect;
use pgwright_problem::{Problem, Span};
use std::sync::Arc;

/// The steps of migrations, of which each is a text.
fn steps(texts: &[&str]) -> Vec<Step> {
    let step = |(at, text): (usize, &&str)| {
        let whole = Span::new(0, text.len() as u32);
        Step { path: format!("{}.sql", at + 1).into(), parsed: Arc::new(parse(text, &[whole])) }
    };
    texts.iter().enumerate().map(step).collect()
}

fn replay_texts(texts: &[&str]) -> Replay {
    replay(&steps(texts), 15, None)
}

/// The model behind one migration that has no problem.
fn check(sql: &str, expected: Expect) {
    let replay = replay_texts(&[sql]);
    let problems = &replay.steps[0].problems;
    assert!(problems.is_empty(), "{}", show_problems(sql, problems));
    expected.assert_eq(&dump::dump(&replay.model()));
}

/// The problems of one migration, and the model behind it.
fn check_problems(sql: &str, expected: Expect) {
    let replay = replay_texts(&[sql]);
    expected.assert_eq(&show_problems(sql, &replay.steps[0].problems));
}

fn show_problems(sql: &str, problems: &[Problem]) -> String {
    let mut shown = String::new();
    for problem in problems {
        let token = sql.get(problem.location.span.range()).unwrap_or("?");
        shown += &format!(
            "{} `{token}`: {} [{}]\n",
            problem.code,
            problem.message,
            problem.sqlstate.unwrap_or("-")
        );
        for help in &problem.help {
            shown += &format!("  help: {help}\n");
        }
        for related in &problem.related {
            let token = sql.get(related.location.span.range()).unwrap_or("?");
            shown += &format!("  at `{token}`: {}\n", related.message);
        }
    }
    shown
}
