//! The severities that a project wants.

use pgwright_config::Document;
use pgwright_problem::Problem;

/// Lays the configuration's `problems` over the severities: what is off goes. Sorted, each once, and
/// without the secrets of the configuration. Where the project wants another version of pgwright,
/// that alone is told: what this one thinks of keys and files that are another one's would lead
/// astray.
pub(crate) fn configured(mut problems: Vec<Problem>, document: &Document) -> Vec<Problem> {
    let version = document.check_version(crate::VERSION);
    let wanted = version.is_none();
    problems = version.map_or(problems, |problem| vec![problem]);
    document.conceal(&mut problems);
    if !wanted {
        return problems;
    }
    problems.retain_mut(|problem| {
        match document.config.problems.iter().find(|(code, _)| *code == problem.code) {
            Some((_, Some(severity))) => {
                problem.severity = *severity;
                true
            }
            Some((_, None)) => false,
            None => true,
        }
    });
    Problem::sort(&mut problems);
    problems.dedup();
    problems
}
