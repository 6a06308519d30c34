//! A problem in plain lines, for formats that carry a text.

use super::place::{Place, Places};
use super::printable;
use pgwright_problem::Problem;

/// `services/shop/migrations/1.sql:3:8`.
pub fn at(place: &Place) -> String {
    printable(&format!("{}:{}:{}", place.file, place.start.line, place.start.column))
}

/// What explains a problem and what to do about it, a line each: what a format has no field for.
pub fn details(problem: &Problem, places: &Places) -> Vec<String> {
    let related = problem.related.iter().map(|related| {
        format!("{}: {}", at(&places.of(&related.location)), printable(&related.message))
    });
    let sqlstate = problem.sqlstate.map(|it| format!("PostgreSQL refuses it with SQLSTATE {it}"));
    let help = problem.help.iter().map(|help| format!("help: {}", printable(help)));
    related.chain(sqlstate).chain(help).collect()
}

/// The whole problem, its place and its message first.
pub fn lines(problem: &Problem, places: &Places) -> Vec<String> {
    let first = format!(
        "{}: {}[{}]: {}",
        at(&places.of(&problem.location)),
        problem.severity,
        problem.code,
        printable(&problem.message)
    );
    let details = details(problem, places).into_iter().map(|line| format!("  {line}"));
    [first].into_iter().chain(details).collect()
}
