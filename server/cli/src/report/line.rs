//! Results in a single line, as `--watch` tells them.

use super::place::Places;
use super::{Kind, Results, human, plain, printable};
use pgwright_problem::Severity;

/// `migrations/5.sql: 1 file written, 23 in line; 1 error: migrations/5.sql:1:8: error[…]: …`.
/// `changed` is what changed; the first of the gravest problems stands for all.
pub fn of(changed: &str, results: &Results) -> String {
    let counts = human::counts(Kind::Generate, results);
    let grave = results.problems.iter().filter(|problem| problem.severity <= Severity::Warning);
    let first = grave.min_by_key(|problem| problem.severity).map(|problem| {
        let lines = plain::lines(problem, &Places::from_here(results));
        format!(": {}", lines.first().cloned().unwrap_or_default())
    });
    format!("{}: {counts}{}", printable(changed), first.unwrap_or_default())
}
