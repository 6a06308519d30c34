//! Results as one JSON object, by the schema in `report.schema.json`.

use super::place::{Place, Places};
use super::{Done, Kind, Results};
use crate::exit::Exit;
use pgwright_ide::VERSION;
use pgwright_problem::Problem;
use serde::Serialize;
use std::io::{self, Write};

/// What the first key says: a number for each shape.
const FORMAT: &str = "pgwright-report/1";

/// Prints `results` of a call that ends with `exit`.
pub fn print(kind: Kind, results: &[Results], exit: Exit, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        format: FORMAT,
        version: VERSION,
        call: kind.flag(),
        exit_code: exit.code(),
        projects: results.iter().map(Project::of).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &report).map_err(io::Error::from)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    version: &'static str,
    call: &'static str,
    exit_code: u8,
    projects: Vec<Project<'a>>,
}

#[derive(Serialize)]
struct Project<'a> {
    configuration: String,
    files: Files<'a>,
    problems: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Files<'a> {
    in_line: usize,
    written: Vec<String>,
    removed: Vec<String>,
    left: Vec<Left<'a>>,
}

#[derive(Serialize)]
struct Left<'a> {
    file: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: String,
    message: &'a str,
    #[serde(flatten)]
    place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    sqlstate: Option<&'static str>,
    help: &'a [String],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place,
}

impl<'a> Project<'a> {
    fn of(results: &'a Results) -> Self {
        let places = Places::new(results);
        let paths = |wanted: Done| {
            let files = results.files.iter().filter(move |(_, done)| *done == wanted);
            files.map(|(path, _)| places.path(path)).collect()
        };
        let left = results.files.iter().filter_map(|(path, done)| match done {
            Done::Left(reason) => Some(Left { file: places.path(path), reason }),
            Done::Written | Done::Removed => None,
        });
        Self {
            configuration: places.path(&results.texts.configuration.path),
            files: Files {
                in_line: results.in_line.len(),
                written: paths(Done::Written),
                removed: paths(Done::Removed),
                left: left.collect(),
            },
            problems: results.problems.iter().map(|it| Entry::of(it, &places)).collect(),
        }
    }
}

impl<'a> Entry<'a> {
    fn of(problem: &'a Problem, places: &Places) -> Self {
        let related = problem.related.iter().map(|related| Related {
            message: &related.message,
            place: places.of(&related.location),
        });
        Self {
            code: problem.code.name(),
            severity: problem.severity.to_string(),
            message: &problem.message,
            place: places.of(&problem.location),
            sqlstate: problem.sqlstate,
            help: &problem.help,
            related: related.collect(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::{printed, two};
    use super::*;
    use expect_test::expect;

    #[test]
    fn everything_is_in_it() {
        let mut results = two();
        results.files = vec![
            ("out/a.go".into(), Done::Written),
            ("out/b.go".into(), Done::Removed),
            ("out/c.go".into(), Done::Left("edited by a person")),
        ];
        let told = printed(|out| print(Kind::Generate, &[results], Exit::Problems, out));
        expect![[r#"
            {
              "format": "pgwright-report/1",
              "version": "0.1.0",
              "call": "generate",
              "exit_code": 1,
              "projects": [
                {
                  "configuration": "services/shop/pgwright.yaml",
                  "files": {
                    "in_line": 3,
                    "written": [
                      "services/shop/out/a.go"
                    ],
                    "removed": [
                      "services/shop/out/b.go"
                    ],
                    "left": [
                      {
                        "file": "services/shop/out/c.go",
                        "reason": "edited by a person"
                      }
                    ]
                  },
                  "problems": [
                    {
                      "code": "type-unmapped",
                      "severity": "error",
                      "message": "column `public.users.email` has the type `strange`, which has no Go type",
                      "file": "services/shop/migrations/1.sql",
                      "start": {
                        "line": 3,
                        "column": 8
                      },
                      "end": {
                        "line": 3,
                        "column": 15
                      },
                      "sqlstate": "42704",
                      "help": [
                        "map it in `types.overrides`"
                      ],
                      "related": [
                        {
                          "message": "it would stand behind this, 100%",
                          "file": "services/shop/out/users_repository.go",
                          "start": {
                            "line": 6,
                            "column": 2
                          },
                          "end": {
                            "line": 6,
                            "column": 9
                          }
                        }
                      ]
                    },
                    {
                      "code": "sql-unknown",
                      "severity": "warning",
                      "message": "the name `\u001b\n::error::<a,b>:&[x](y)` is odd",
                      "file": "services/shop/migrations/2.sql",
                      "start": {
                        "line": 1,
                        "column": 7
                      },
                      "end": {
                        "line": 1,
                        "column": 15
                      },
                      "help": [],
                      "related": []
                    }
                  ]
                }
              ]
            }
        "#]].assert_eq(&told.replace('\u{202e}', ""));
    }
}
