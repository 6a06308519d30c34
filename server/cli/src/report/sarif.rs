//! Results as SARIF 2.1.0, the format of code scanning.

use super::fingerprint::Fingerprints;
use super::place::{Place, Places};
use super::{Results, printable};
use crate::exit::Exit;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pgwright_ide::VERSION;
use pgwright_problem::{Code, Problem, Severity};
use serde_json::{Value, json};
use std::io::{self, Write};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What readers put the path of the repository in place of.
const ROOT: &str = "%SRCROOT%";

/// What a path in a URI has as it is.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Prints `results` of a call that ends with `exit`.
pub fn print(results: &[Results], exit: Exit, out: &mut dyn Write) -> io::Result<()> {
    let problems = results.iter().flat_map(|results| &results.problems);
    let mut codes: Vec<Code> = problems.map(|problem| problem.code).collect();
    codes.sort();
    codes.dedup();
    let mut fingerprints = Fingerprints::default();
    let mut found = Vec::new();
    for results in results {
        let places = Places::new(results);
        found.extend(results.problems.iter().map(|problem| {
            let fingerprint = fingerprints.of(problem, &places);
            result(problem, &codes, &places, fingerprint)
        }));
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "pgwright",
                "version": VERSION,
                "semanticVersion": VERSION,
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": exit != Exit::Unusable,
                "exitCode": exit.code(),
            }],
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
            "columnKind": "unicodeCodePoints",
            "results": found,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log).map_err(io::Error::from)?;
    writeln!(out)
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": {"text": code.doc()},
        "fullDescription": {"text": code.doc()},
        "help": {"text": code.page(), "markdown": code.page()},
        "defaultConfiguration": {"level": level(code.severity())},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

fn result(problem: &Problem, codes: &[Code], places: &Places, fingerprint: String) -> Value {
    let mut text = vec![problem.message.clone()];
    text.extend(problem.sqlstate.map(|it| format!("PostgreSQL refuses it with SQLSTATE {it}")));
    text.extend(problem.help.iter().map(|help| format!("Help: {help}")));
    let mut result = json!({
        "ruleId": problem.code.name(),
        "ruleIndex": codes.binary_search(&problem.code).unwrap_or_default(),
        "level": level(problem.severity),
        "message": message(&format!("{}.", text.join(". "))),
        "locations": [{"physicalLocation": physical(&places.of(&problem.location))}],
        "partialFingerprints": {"pgwright/v1": fingerprint},
    });
    if !problem.related.is_empty() {
        let related = problem.related.iter().zip(1..).map(|(related, id)| {
            json!({
                "id": id,
                "message": message(&related.message),
                "physicalLocation": physical(&places.of(&related.location)),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// A plain text. What would be taken for a link in it, is not one.
fn message(text: &str) -> Value {
    let text = printable(text);
    match text.contains("](") {
        true => json!({"text": text.replace('\\', r"\\").replace('[', r"\[").replace(']', r"\]")}),
        false => json!({"text": text}),
    }
}

fn physical(place: &Place) -> Value {
    json!({
        "artifactLocation": {
            "uri": utf8_percent_encode(&place.file, PATH).to_string(),
            "uriBaseId": ROOT,
        },
        "region": {
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
        },
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::{printed, results, two};
    use super::*;
    use expect_test::expect;

    fn log(results: Results, exit: Exit) -> Value {
        serde_json::from_str(&printed(|out| print(&[results], exit, out))).unwrap()
    }

    #[test]
    fn a_problem_is_a_result_of_a_rule() {
        let log = log(two(), Exit::Problems);
        let run = &log["runs"][0];
        expect![[r#"
            [
              {
                "level": "error",
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "services/shop/migrations/1.sql",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "region": {
                        "endColumn": 15,
                        "endLine": 3,
                        "startColumn": 8,
                        "startLine": 3
                      }
                    }
                  }
                ],
                "message": {
                  "text": "column `public.users.email` has the type `strange`, which has no Go type. PostgreSQL refuses it with SQLSTATE 42704. Help: map it in `types.overrides`."
                },
                "partialFingerprints": {
                  "pgwright/v1": "8bbeac50c7ce8cd6c172f49a7a9ae910"
                },
                "relatedLocations": [
                  {
                    "id": 1,
                    "message": {
                      "text": "it would stand behind this, 100%"
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "services/shop/out/users_repository.go",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "region": {
                        "endColumn": 9,
                        "endLine": 6,
                        "startColumn": 2,
                        "startLine": 6
                      }
                    }
                  }
                ],
                "ruleId": "type-unmapped",
                "ruleIndex": 1
              },
              {
                "level": "warning",
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "services/shop/migrations/2.sql",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "region": {
                        "endColumn": 15,
                        "endLine": 1,
                        "startColumn": 7,
                        "startLine": 1
                      }
                    }
                  }
                ],
                "message": {
                  "text": "the name `\\\\u{1b}\\\\n::error::\\\\u{202e}<a,b>:&\\[x\\](y)` is odd."
                },
                "partialFingerprints": {
                  "pgwright/v1": "79694e453a216c2e90130e7ca08ccf3e"
                },
                "ruleId": "sql-unknown",
                "ruleIndex": 0
              }
            ]"#]].assert_eq(&serde_json::to_string_pretty(&run["results"]).unwrap());
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules[0]["id"], "sql-unknown");
        assert_eq!(rules[0]["defaultConfiguration"]["level"], "warning");
        assert_eq!(rules[1]["id"], "type-unmapped");
        assert_eq!(rules[1]["help"]["markdown"], Code::TypeUnmapped.page());
        assert_eq!(run["invocations"][0]["exitCode"], 1);
        assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    }

    #[test]
    fn without_problems_the_run_is_there_with_no_result() {
        let log = log(results(vec![]), Exit::Success);
        assert_eq!(log["runs"][0]["results"], json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], json!([]));
    }

    #[test]
    fn a_configuration_that_cannot_be_used_is_a_run_that_failed() {
        let log = log(two(), Exit::Unusable);
        assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    }

    #[test]
    fn a_path_is_a_uri() {
        let mut results = two();
        results.base = "my shop/100%/é#/".to_owned();
        let log = log(results, Exit::Problems);
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "my%20shop/100%25/%C3%A9%23/migrations/1.sql");
    }
}
