//! Results as workflow commands, which GitHub Actions shows as annotations on the lines they name.

use super::place::Places;
use super::{Done, Kind, Results, plain};
use pgwright_problem::{Problem, Severity};
use std::io::{self, Write};

/// Prints one command for each problem of `results`, and unless `quiet` how many there are. No
/// other line has anything in it that a person wrote: it could be a command, too.
pub fn print(kind: Kind, results: &[Results], quiet: bool, out: &mut dyn Write) -> io::Result<()> {
    for results in results {
        let places = Places::new(results);
        for problem in &results.problems {
            writeln!(out, "{}", command(problem, &places))?;
        }
    }
    if !quiet {
        writeln!(out, "{}", summary(kind, results))?;
    }
    Ok(())
}

fn summary(kind: Kind, results: &[Results]) -> String {
    let sum = |count: fn(&Results) -> usize| results.iter().map(count).sum::<usize>();
    let in_line = sum(|results| results.in_line.len());
    let problems = sum(|results| results.problems.len());
    let done = |wanted: Done| {
        let files = results.iter().flat_map(|results| &results.files);
        files.filter(|(_, done)| *done == wanted).count()
    };
    let (written, removed) = (done(Done::Written), done(Done::Removed));
    let done = match kind {
        Kind::Generate => {
            format!("files written: {written}, removed: {removed}, in line: {in_line}")
        }
        _ => format!("files in line: {in_line}"),
    };
    format!("pgwright: {done}, problems: {problems}")
}

fn command(problem: &Problem, places: &Places) -> String {
    let name = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    let place = places.of(&problem.location);
    let mut properties = format!(
        "title={},file={},line={},endLine={}",
        property(&format!("pgwright: {}", problem.code)),
        property(&place.file),
        place.start.line,
        place.end.line
    );
    // Columns are for places within one line.
    if place.start.line == place.end.line {
        properties += &format!(",col={},endColumn={}", place.start.column, place.end.column);
    }
    // The log shows the message alone: the place stands in it, too.
    format!("::{name} {properties}::{}", data(&plain::lines(problem, places).join("\n")))
}

/// A message as a command has it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value as a command has it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::{printed, results, two};
    use super::*;
    use expect_test::expect;

    #[test]
    fn a_problem_is_a_command_and_stays_one() {
        expect![[r#"
            ::error title=pgwright%3A type-unmapped,file=services/shop/migrations/1.sql,line=3,endLine=3,col=8,endColumn=15::services/shop/migrations/1.sql:3:8: error[type-unmapped]: column `public.users.email` has the type `strange`, which has no Go type%0A  services/shop/out/users_repository.go:6:2: it would stand behind this, 100%25%0A  PostgreSQL refuses it with SQLSTATE 42704%0A  help: map it in `types.overrides`
            ::warning title=pgwright%3A sql-unknown,file=services/shop/migrations/2.sql,line=1,endLine=1,col=7,endColumn=15::services/shop/migrations/2.sql:1:7: warning[sql-unknown]: the name `\u{1b}\n::error::\u{202e}<a,b>:&[x](y)` is odd
            pgwright: files in line: 3, problems: 2
        "#]].assert_eq(&printed(|out| print(Kind::Check, &[two()], false, out)));
    }

    #[test]
    fn quiet_is_nothing_when_nothing_is_wrong() {
        assert_eq!(printed(|out| print(Kind::Check, &[results(vec![])], true, out)), "");
        let told =
            printed(|out| print(Kind::Check, &[results(vec![]), results(vec![])], false, out));
        assert_eq!(told, "pgwright: files in line: 6, problems: 0\n");
        let mut generated = results(vec![]);
        generated.files = vec![("out/a.go".into(), Done::Written), ("b".into(), Done::Left("x"))];
        let told = printed(|out| print(Kind::Generate, &[generated], false, out));
        assert_eq!(told, "pgwright: files written: 1, removed: 0, in line: 3, problems: 0\n");
    }

    #[test]
    fn a_place_on_several_lines_has_no_columns() {
        let mut results = two();
        results.problems[0].location.span.start = 0;
        let told = printed(|out| print(Kind::Check, &[results], true, out));
        assert!(
            told.starts_with("::error title=pgwright%3A type-unmapped,file=services/shop/migrations/1.sql,line=1,endLine=3::")
        );
    }

    #[test]
    fn a_hint_is_a_notice() {
        let mut results = two();
        results.problems.truncate(1);
        for severity in [Severity::Information, Severity::Hint] {
            results.problems[0].severity = severity;
            assert!(
                printed(|out| print(Kind::Check, std::slice::from_ref(&results), true, out))
                    .starts_with("::notice title=")
            );
        }
    }

    #[test]
    fn what_parts_a_command_is_escaped_in_a_path() {
        let mut results = two();
        results.base = "a,b:c%d\r\n/".to_owned();
        let told = printed(|out| print(Kind::Check, &[results], true, out));
        assert!(told.contains(",file=a%2Cb%3Ac%25d%0D%0A/migrations/1.sql,line=3,"), "{told}");
    }
}
