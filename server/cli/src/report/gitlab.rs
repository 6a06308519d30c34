//! Results as a Code Quality report, which GitLab shows in merge requests.

use super::fingerprint::Fingerprints;
use super::place::Places;
use super::{Results, plain, printable};
use pgwright_problem::{Problem, Severity};
use serde::Serialize;
use std::io::{self, Write};

/// Prints `results`.
pub fn print(results: &[Results], out: &mut dyn Write) -> io::Result<()> {
    let mut fingerprints = Fingerprints::default();
    let mut entries = Vec::new();
    for results in results {
        let places = Places::new(results);
        let problems = results.problems.iter();
        entries.extend(problems.map(|it| Entry::of(it, &places, &mut fingerprints)));
    }
    serde_json::to_writer_pretty(&mut *out, &entries).map_err(io::Error::from)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl Entry {
    fn of(problem: &Problem, places: &Places, fingerprints: &mut Fingerprints) -> Self {
        let place = places.of(&problem.location);
        let severity = match problem.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Information | Severity::Hint => "info",
        };
        // One line is all that is shown.
        let mut description = vec![printable(&problem.message)];
        description.extend(plain::details(problem, places));
        Self {
            description: description.join("; "),
            check_name: problem.code.name(),
            fingerprint: fingerprints.of(problem, places),
            severity,
            location: Location {
                path: place.file,
                lines: Lines { begin: place.start.line, end: place.end.line },
            },
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::{printed, results, two};
    use super::*;
    use expect_test::expect;

    #[test]
    fn a_problem_is_one_entry() {
        expect![[r#"
            [
              {
                "description": "column `public.users.email` has the type `strange`, which has no Go type; services/shop/out/users_repository.go:6:2: it would stand behind this, 100%; PostgreSQL refuses it with SQLSTATE 42704; help: map it in `types.overrides`",
                "check_name": "type-unmapped",
                "fingerprint": "8bbeac50c7ce8cd6c172f49a7a9ae910",
                "severity": "major",
                "location": {
                  "path": "services/shop/migrations/1.sql",
                  "lines": {
                    "begin": 3,
                    "end": 3
                  }
                }
              },
              {
                "description": "the name `\\u{1b}\\n::error::\\u{202e}<a,b>:&[x](y)` is odd",
                "check_name": "sql-unknown",
                "fingerprint": "79694e453a216c2e90130e7ca08ccf3e",
                "severity": "minor",
                "location": {
                  "path": "services/shop/migrations/2.sql",
                  "lines": {
                    "begin": 1,
                    "end": 1
                  }
                }
              }
            ]
        "#]].assert_eq(&printed(|out| print(&[two()], out)));
    }

    #[test]
    fn without_problems_the_list_is_empty() {
        assert_eq!(printed(|out| print(&[results(vec![])], out)), "[]\n");
    }

    #[test]
    fn a_fingerprint_stays_when_lines_move_and_is_another_for_each_problem() {
        let fingerprints = |change: fn(&mut Results)| -> Vec<String> {
            let mut results = two();
            results.problems.push(results.problems[0].clone());
            change(&mut results);
            let told = printed(|out| print(&[results], out));
            let entries: Vec<serde_json::Value> = serde_json::from_str(&told).unwrap();
            entries.iter().map(|it| it["fingerprint"].as_str().unwrap().to_owned()).collect()
        };
        let first = fingerprints(|_| ());
        let moved = fingerprints(|it| it.problems[0].location.span.start = 0);
        assert_eq!(first, moved);
        assert!(first[0] != first[1] && first[1] != first[2] && first[0] != first[2], "{first:?}");
        let elsewhere = fingerprints(|it| it.base = "other/".to_owned());
        assert!(first.iter().all(|one| !elsewhere.contains(one)));
    }
}
