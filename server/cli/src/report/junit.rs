//! Results as JUnit XML: a suite for each project, a test for each of its files.
//!
//! The tests are the configuration, every generated file, and every other file with a problem, so
//! that a test has the same name from run to run. One fails when the call fails for it.

use super::place::Places;
use super::{Done, Kind, Results, plain, printable};
use crate::args::FailOn;
use pgwright_problem::Problem;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Prints `results`.
pub fn print(
    kind: Kind,
    results: &[Results],
    fail_on: FailOn,
    out: &mut dyn Write,
) -> io::Result<()> {
    let suites: Vec<Suite> = results.iter().map(|results| Suite::of(results, fail_on)).collect();
    let tests: usize = suites.iter().map(|suite| suite.tests.len()).sum();
    let failures: usize = suites.iter().map(Suite::failures).sum();
    let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attribute(("name", "pgwright"))
        .with_attribute(("tests", &*tests.to_string()))
        .with_attribute(("failures", &*failures.to_string()))
        .with_attribute(("errors", "0"))
        .write_inner_content(|writer| {
            suites
                .iter()
                .try_for_each(|suite| suite.write(&format!("pgwright.{}", kind.flag()), writer))
        })?;
    writeln!(out)
}

struct Suite {
    name: String,
    /// By the path of the file.
    tests: BTreeMap<String, Test>,
}

#[derive(Default)]
struct Test {
    /// The code and the message of the first problem that fails, how many more there are, and all
    /// of their lines.
    failure: Option<(&'static str, String, usize, Vec<String>)>,
    /// The lines of the others.
    output: Vec<String>,
    /// Why nothing was done for the file, although it is not in line.
    left: Option<&'static str>,
}

impl Suite {
    fn of(results: &Results, fail_on: FailOn) -> Self {
        let places = Places::new(results);
        let files = results.in_line.iter().chain([&results.texts.configuration.path]);
        let mut tests: BTreeMap<String, Test> =
            files.map(|file| (places.path(file), Test::default())).collect();
        for (file, done) in &results.files {
            if let Done::Left(reason) = done {
                tests.entry(places.path(file)).or_default().left = Some(reason);
            }
        }
        for problem in &results.problems {
            let test = tests.entry(places.path(&problem.location.file)).or_default();
            test.add(problem, &places, fail_on);
        }
        Self { name: places.path(&results.texts.configuration.path), tests }
    }

    fn failures(&self) -> usize {
        self.tests.values().filter(|test| test.failure.is_some()).count()
    }

    fn skipped(&self) -> usize {
        self.tests.values().filter(|test| test.skipped().is_some()).count()
    }

    fn write<W: Write>(&self, class: &str, writer: &mut Writer<W>) -> io::Result<()> {
        writer
            .create_element("testsuite")
            .with_attribute(("name", &*printable(&self.name)))
            .with_attribute(("tests", &*self.tests.len().to_string()))
            .with_attribute(("failures", &*self.failures().to_string()))
            .with_attribute(("errors", "0"))
            .with_attribute(("skipped", &*self.skipped().to_string()))
            .write_inner_content(|writer| {
                self.tests.iter().try_for_each(|(file, test)| test.write(file, class, writer))
            })?;
        Ok(())
    }
}

impl Test {
    fn add(&mut self, problem: &Problem, places: &Places, fail_on: FailOn) {
        let lines = plain::lines(problem, places);
        match &mut self.failure {
            _ if !fail_on.fails(problem.severity) => self.output.extend(lines),
            Some((_, _, more, all)) => {
                *more += 1;
                all.extend(lines);
            }
            None => {
                let message = printable(&problem.message);
                self.failure = Some((problem.code.name(), message, 0, lines));
            }
        }
    }

    /// Why it says nothing of the file: that is left alone for a reason that stands elsewhere.
    fn skipped(&self) -> Option<&'static str> {
        self.left.filter(|_| self.failure.is_none())
    }

    fn write<W: Write>(&self, file: &str, class: &str, writer: &mut Writer<W>) -> io::Result<()> {
        let element = writer
            .create_element("testcase")
            .with_attribute(("name", &*printable(file)))
            .with_attribute(("classname", class));
        if self.failure.is_none() && self.output.is_empty() && self.left.is_none() {
            element.write_empty()?;
            return Ok(());
        }
        element.write_inner_content(|writer| {
            if let Some((code, message, more, lines)) = &self.failure {
                let more = if *more > 0 { format!(" (and {more} more)") } else { String::new() };
                writer
                    .create_element("failure")
                    .with_attribute(("type", *code))
                    .with_attribute(("message", &*format!("{message}{more}")))
                    .write_text_content(BytesText::new(&lines.join("\n")))?;
            }
            if let Some(reason) = self.skipped() {
                writer
                    .create_element("skipped")
                    .with_attribute(("message", reason))
                    .write_empty()?;
            }
            if !self.output.is_empty() {
                let text = self.output.join("\n");
                writer.create_element("system-out").write_text_content(BytesText::new(&text))?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::{printed, two};
    use super::*;
    use expect_test::expect;

    fn told(results: &[Results], fail_on: FailOn) -> String {
        printed(|out| print(Kind::Check, results, fail_on, out))
    }

    #[test]
    fn each_file_is_a_test() {
        expect![[r#"
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="pgwright" tests="6" failures="1" errors="0">
              <testsuite name="services/shop/pgwright.yaml" tests="6" failures="1" errors="0" skipped="0">
                <testcase name="services/shop/migrations/1.sql" classname="pgwright.check">
                  <failure type="type-unmapped" message="column `public.users.email` has the type `strange`, which has no Go type">services/shop/migrations/1.sql:3:8: error[type-unmapped]: column `public.users.email` has the type `strange`, which has no Go type
              services/shop/out/users_repository.go:6:2: it would stand behind this, 100%
              PostgreSQL refuses it with SQLSTATE 42704
              help: map it in `types.overrides`</failure>
                </testcase>
                <testcase name="services/shop/migrations/2.sql" classname="pgwright.check">
                  <system-out>services/shop/migrations/2.sql:1:7: warning[sql-unknown]: the name `\u{1b}\n::error::\u{202e}&lt;a,b&gt;:&amp;[x](y)` is odd</system-out>
                </testcase>
                <testcase name="services/shop/out/a.go" classname="pgwright.check"/>
                <testcase name="services/shop/out/b.go" classname="pgwright.check"/>
                <testcase name="services/shop/out/c.go" classname="pgwright.check"/>
                <testcase name="services/shop/pgwright.yaml" classname="pgwright.check"/>
              </testsuite>
            </testsuites>
        "#]].assert_eq(&told(&[two()], FailOn::Error));
    }

    #[test]
    fn what_fails_is_said_by_the_call() {
        let told = told(&[two()], FailOn::Warning);
        assert!(
            told.contains(r#"<testsuites name="pgwright" tests="6" failures="2" errors="0">"#),
            "{told}"
        );
        assert!(told.contains(r#"<failure type="sql-unknown" "#) && !told.contains("system-out"));
    }

    #[test]
    fn several_problems_of_a_file_are_one_failure() {
        let mut results = two();
        let again = results.problems[0].clone();
        results.problems.extend([again.clone(), again]);
        let told = told(&[results], FailOn::Error);
        assert_eq!(told.matches("<failure ").count(), 1);
        assert_eq!(told.matches("error[type-unmapped]: ").count(), 3);
        assert!(told.contains(r#"no Go type (and 2 more)">"#), "{told}");
    }

    #[test]
    fn a_file_that_is_left_fails_or_is_skipped() {
        let mut results = two();
        let reason = "what it stands for is not settled, see below";
        results.files = vec![
            ("migrations/1.sql".into(), Done::Left("edited by a person")),
            ("out/users_repository.go".into(), Done::Left(reason)),
        ];
        let told = told(&[results], FailOn::Error);
        assert!(told.contains(r#" failures="1" errors="0" skipped="1">"#), "{told}");
        let name = "services/shop/out/users_repository.go";
        let test = format!(
            "<testcase name=\"{name}\" classname=\"pgwright.check\">\n      \
             <skipped message=\"{reason}\"/>\n    </testcase>"
        );
        assert!(told.contains(&test) && !told.contains("edited by"), "{told}");
    }
}
